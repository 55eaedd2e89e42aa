//! Dataset: counts, plots, export.

use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DatasetView {
    pub approved: u64,
    pub templates: u64,
    pub documents_used: u64,
    pub documents: u64,
    pub tokens: u64,
    pub edited: u64,
    pub recheck: u64,
    /// (label, count): template titles of approved samples, most first.
    pub task_mix: Vec<Bar>,
    /// 1..=5.
    pub complexity: Vec<Bar>,
    pub hops: Vec<Bar>,
    /// Passed and failed per check.
    pub checks: Vec<CheckBar>,
    /// `None` without samples.
    pub lengths: Option<Lengths>,
    /// "3 of 3", "2 of 3", … judges who agree, most first; empty without judges, which the note says.
    #[serde(default)]
    pub support: Vec<Bar>,
    pub support_note: String,
    /// By class: "easy", "medium", …; empty where no model answered, which the note says.
    #[serde(default)]
    pub difficulty: Vec<Bar>,
    pub difficulty_note: String,
    /// Entities used as evidence: (band, used, all).
    pub coverage: Vec<(String, u64, u64)>,
    /// Pairs of questions closer than the threshold.
    pub near_duplicates: u64,
}

/// How long samples are, in tokens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lengths {
    /// Of one bin, in tokens; the first begins at 0.
    pub width: u64,
    /// Samples in each bin.
    pub bins: Vec<u64>,
    pub median: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bar {
    /// What a click filters by.
    pub key: String,
    pub label: String,
    pub count: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckBar {
    pub label: String,
    pub passed: u64,
    pub failed: u64,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ExportOptions {
    pub reasoning: Reasoning,
    /// Which approved sample to preview, from 0.
    pub preview: u64,
    /// With what rests on confidential documents.
    pub confidential: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reasoning {
    #[default]
    ThinkTags,
    InAnswer,
    None,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportPreview {
    /// Pretty-printed JSON of one row.
    pub json: String,
    pub sample_id: String,
    pub tokens: u64,
    pub rows: u64,
    /// In words; empty when the export can go.
    pub blocked: Vec<String>,
    /// Approved samples that stay out because of their documents, in words.
    pub left_out: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportRequest {
    /// Folder; `None` is `exports/` in the project.
    pub folder: Option<String>,
    pub options: ExportOptions,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportView {
    pub folder: String,
    pub files: Vec<ExportedFile>,
    pub rows: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportedFile {
    pub name: String,
    pub lines: u64,
    pub bytes: u64,
    pub sha256: String,
}
