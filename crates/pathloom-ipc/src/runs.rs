//! Runs: one press of Generate or Build, its stages and their ledgers.

use pathloom_model::{ModelRef, RoleModels, ScoreSettings, SynthesisSettings};
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
    /// Of these, approved or rejected by now; `None` where a run is told while it goes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reviewed: Option<u64>,
    /// A sentence for the end state: what came of it, or why nothing did.
    pub summary: String,
    /// Why it stands still, and what helps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pause: Option<PauseView>,
    /// What it waits for, though it goes: "waiting 12 s for the token limit of Lab vLLM".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waits: Option<String>,
    /// How fast it goes; `None` before the first result.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pace: Option<PaceView>,
    /// What its model calls took; `None` for a run that asks no model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spend: Option<SpendView>,
    /// Paths and samples that are still to be done when it stopped.
    #[serde(default)]
    pub remaining: u64,
    /// Who did what in it.
    #[serde(default, skip_serializing_if = "RoleModels::is_empty")]
    pub models: RoleModels,
    /// Judges that the user left out of it: support is counted over the others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<ModelRef>,
    /// What is set otherwise today, in words: its results are kept and are of the settings of then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stale: Option<String>,
}

impl RunView {
    /// A run that begins.
    pub fn new(run: u64, title: String, started_at: i64) -> RunView {
        RunView {
            run,
            title,
            state: RunState::Running,
            stages: vec![],
            started_at,
            ended_at: None,
            failures: vec![],
            samples: 0,
            reviewed: None,
            summary: String::new(),
            pause: None,
            waits: None,
            pace: None,
            spend: None,
            remaining: 0,
            models: RoleModels::new(),
            left_out: vec![],
            stale: None,
        }
    }
}

impl RunView {
    /// The endpoint without which it stands still.
    pub fn out_of_reach(&self) -> Option<String> {
        let pause = self.pause.as_ref()?;
        let is_cause = matches!(pause.cause, PauseCause::EndpointDown | PauseCause::Settings);
        (is_cause && !pause.endpoint.is_empty()).then(|| pause.endpoint.clone())
    }
}

/// Why a run is paused or holds, with what to do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PauseView {
    pub cause: PauseCause,
    pub message: String,
    pub hint: String,
    /// By name; empty where none is the cause.
    pub endpoint: String,
    /// Unix seconds.
    pub since: i64,
    /// When it is tried again without being asked; Unix seconds.
    pub retry_at: Option<i64>,
    /// Roles that nobody else takes while the endpoint is no help, with their models there; of the judges those there.
    #[serde(default, skip_serializing_if = "RoleModels::is_empty")]
    pub affected: RoleModels,
    /// Judges that could vote without those; 0 where going on without them is no help.
    #[serde(default)]
    pub judges_left: u32,
}

impl PauseView {
    pub fn new(cause: PauseCause, message: impl Into<String>, hint: impl Into<String>, since: i64) -> PauseView {
        PauseView {
            cause,
            message: message.into(),
            hint: hint.into(),
            endpoint: String::new(),
            since,
            retry_at: None,
            affected: RoleModels::new(),
            judges_left: 0,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PauseCause {
    User,
    RunBudget,
    MonthBudget,
    /// A key, an address, a model's name or an account must be put in order.
    Settings,
    EndpointDown,
    /// A few paths were tried; the rest waits for a word.
    Tried,
    /// A reply could not be stored.
    Disk,
    /// Calls wait for the results of a batch file.
    Batch,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PaceView {
    /// Samples a minute, lately.
    pub a_minute: f64,
    /// The same over the time of the run, oldest first, at most 60.
    pub points: Vec<f32>,
    pub seconds_left: Option<u64>,
}

/// Of one run. Money is in the currency of the prices the user gave.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SpendView {
    pub calls: u64,
    pub tokens_in: u64,
    pub tokens_out: u64,
    /// `None` where no model has a price.
    pub spent: Option<f64>,
    /// For the whole run, as it went so far.
    pub expected: Option<f64>,
    pub limit: Option<f64>,
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
    /// By the user, or because something must be mended first; "resume" goes on.
    Paused,
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
    /// `None` while unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub a_minute: Option<f64>,
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
    /// Of each item, the keys of the model calls made for it; empty where no model was asked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub calls: Vec<Vec<String>>,
    /// The one thing that helps.
    #[serde(default)]
    pub action: FailureAction,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureAction {
    #[default]
    None,
    /// The same calls once more.
    Retry,
    /// Other words from the model.
    AskAnew,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RetryRequest {
    pub run: u64,
    /// As in [`FailureGroup::cause`]; all without.
    #[serde(default)]
    pub cause: Option<String>,
}

/// Goes on with the judges that can be asked; support is counted over those.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeaveOutRequest {
    pub run: u64,
    pub judges: Vec<ModelRef>,
}

/// Samples of a run, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunSamplesRequest {
    pub run: u64,
    pub offset: u64,
    pub limit: u64,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunSamplesView {
    pub rows: Vec<RunSampleRow>,
    pub total: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunSampleRow {
    pub id: String,
    pub question: String,
    pub answer: String,
    /// Keys of the calls that wrote and scored it, in that order; empty where no model was asked.
    pub calls: Vec<String>,
}

/// Scores every sample again, as set for the project without settings of its own; what was replied before is free.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScoreRequest {
    #[serde(default)]
    pub settings: Option<ScoreSettings>,
}

/// How models write and score in this project where a run says nothing else.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunDefaults {
    pub writing: SynthesisSettings,
    pub scoring: ScoreSettings,
}

/// Model calls by role, endpoint and model.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CallsView {
    pub groups: Vec<CallGroupView>,
    /// Spent this month in this project, and the limit.
    pub month_spent: f64,
    pub month_limit: Option<f64>,
    /// Put before amounts.
    pub currency: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CallGroupView {
    pub role: String,
    pub endpoint: String,
    pub model: String,
    pub calls: u64,
    pub failed: u64,
    pub pending: u64,
    /// Tries that failed, those that a later one made good included.
    pub errors: u64,
    pub median_ms: Option<u64>,
    pub tokens_in: u64,
    pub tokens_out: u64,
    pub money: Option<f64>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallRequest {
    /// Keys of calls, or none for the newest of a run.
    pub keys: Vec<String>,
    #[serde(default)]
    pub run: Option<u64>,
}

/// One call as it went out and what came back. Keys are in neither.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallView {
    pub key: String,
    pub role: String,
    pub endpoint: String,
    pub model: String,
    /// "pending", "done" or "failed".
    pub state: String,
    /// Indented JSON.
    pub request: String,
    /// The reply's text, or the error and the raw answer.
    pub reply: String,
    pub thinking: String,
    pub tokens_in: u64,
    pub tokens_out: u64,
    pub latency_ms: u64,
    /// Unix seconds.
    pub at: i64,
}

/// What a run will probably take.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct EstimateView {
    pub paths: u64,
    pub calls: u64,
    pub tokens_in: u64,
    pub tokens_out: u64,
    /// Lowest and highest; `None` where no model has a price.
    pub money: Option<(f64, f64)>,
    /// At the endpoints' limits.
    pub seconds: u64,
    /// What it rests on, in a sentence: earlier calls, or the sizes of prompts.
    pub basis: String,
    /// Roles with the calls each takes.
    pub by_role: Vec<(String, u64)>,
}
