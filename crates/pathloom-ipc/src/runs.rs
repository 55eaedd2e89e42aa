//! Runs: one press of Generate or Build, its stages and their ledgers.

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobId {
    /// The run's number.
    pub run: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunRequest {
    pub run: u64,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RunsView {
    /// Newest first.
    pub runs: Vec<RunView>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunView {
    pub run: u64,
    /// "Import of 6 files", "Single table, multi-hop + 3".
    pub title: String,
    pub state: RunState,
    pub stages: Vec<StageView>,
    /// Unix seconds.
    pub started_at: i64,
    pub ended_at: Option<i64>,
    /// Grouped by cause.
    pub failures: Vec<FailureGroup>,
    pub samples: u64,
    /// A sentence for the end state: what came of it, or why nothing did.
    pub summary: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunState {
    Running,
    Done,
    /// Ended with failures among the items.
    Partly,
    Failed,
    Cancelled,
    /// A quit or crash; "continue" goes on.
    Interrupted,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StageView {
    /// "Parse", "Extract", "Resolve", "Sample", "Generate", "Score".
    pub name: String,
    pub state: StageState,
    pub done: u64,
    pub failed: u64,
    pub skipped: u64,
    /// 0 while unknown.
    pub total: u64,
    /// What is counted: "documents", "nodes, 61 merged", "paths".
    pub unit: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StageState {
    Waiting,
    Live,
    Done,
    Held,
    Failed,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FailureGroup {
    pub cause: String,
    pub count: u64,
    /// At most 20 items: what failed, why.
    pub items: Vec<(String, String)>,
}
