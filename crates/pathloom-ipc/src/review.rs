//! Review: the queue, one sample with its evidence, decisions.

use crate::graph::SpanView;
use crate::sources::Math;
use pathloom_model::{CellRef, Decision, Flag, Key, Kind, RejectReason, Sample, TableData};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct QueueRequest {
    /// Empty: all.
    pub decisions: Vec<Decision>,
    pub template: Option<String>,
    pub run: Option<u64>,
    /// Words in question, answer or id.
    pub text: String,
    pub failed_checks_only: bool,
    /// What gates left out, in place of the others.
    pub filtered_only: bool,
    pub order: QueueOrder,
    pub offset: u64,
    pub limit: u64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QueueOrder {
    #[default]
    Created,
    Complexity,
    FailedChecksFirst,
    Template,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct QueueView {
    pub rows: Vec<QueueRow>,
    /// With this filter.
    pub total: u64,
    pub progress: Progress,
    /// (id, title, samples) of templates that have samples.
    pub templates: Vec<(String, String, u64)>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct QueueRow {
    pub id: String,
    pub question: String,
    pub template_title: String,
    pub decision: Decision,
    pub flags: Vec<Flag>,
    pub checks_failed: u32,
    pub checks_passed: u32,
    /// 1..=5, missing when it could not be computed.
    pub complexity: Option<u8>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    pub total: u64,
    pub approved: u64,
    pub edited: u64,
    pub rejected: u64,
    pub skipped: u64,
    pub to_review: u64,
    /// Needs re-check: approved and stale.
    pub recheck: u64,
    /// Left out by a gate, whatever was decided; not among those to review.
    #[serde(default)]
    pub filtered: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SampleRequest {
    pub id: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SampleView {
    pub sample: Sample,
    pub template_title: String,
    pub decision: Decision,
    pub reason: Option<RejectReason>,
    pub note: String,
    pub flags: Vec<Flag>,
    /// One card a node of the path, in path order.
    pub cards: Vec<PathCard>,
    /// Ids and questions of samples that ask nearly the same, in any run.
    #[serde(default)]
    pub twins: Vec<(String, String)>,
}

/// A node of the path with the evidence that the sample uses there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PathCard {
    pub key: Key,
    pub kind: Kind,
    pub name: String,
    /// Entity type or class.
    pub detail: String,
    /// "Start", "Answer", "Evidence" or empty.
    pub role: String,
    /// The hop that leads to this card: its number in the sample and the word for its direction.
    pub hop: Option<(u32, String)>,
    pub document_name: String,
    pub page: u32,
    /// A model alone says so: why its quote was not found in the source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unverified: Option<String>,
    pub content: CardContent,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum CardContent {
    /// Nothing to show: the node is named in other evidence.
    None,
    Quotes {
        quotes: Vec<SpanView>,
    },
    Table {
        table: TableData,
        used: Vec<CellRef>,
        span: Option<SpanView>,
    },
    Image {
        blob: Option<String>,
        caption: String,
        span: Option<SpanView>,
    },
    Formula {
        math: Option<Math>,
        text: String,
        span: Option<SpanView>,
    },
    /// The source is not there any more.
    Missing {
        message: String,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecideRequest {
    pub ids: Vec<String>,
    pub decision: Decision,
    #[serde(default)]
    pub reason: Option<RejectReason>,
    #[serde(default)]
    pub note: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditRequest {
    pub id: String,
    /// `None`: unchanged.
    #[serde(default)]
    pub question: Option<String>,
    #[serde(default)]
    pub answer: Option<String>,
    /// All steps' texts, same length as before.
    #[serde(default)]
    pub steps: Option<Vec<String>>,
}

/// What was undone or redone, in words; `None` when there was nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UndoView {
    pub done: Option<String>,
    /// The sample to show.
    pub sample: Option<String>,
    pub progress: Progress,
}

/// The stored call that a vote rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplyRequest {
    pub call: String,
}

/// A model's reply as it came.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplyView {
    pub text: String,
    /// Empty where the model shows none.
    pub thinking: String,
    pub tokens_in: u64,
    pub tokens_out: u64,
    pub latency_ms: u64,
}
