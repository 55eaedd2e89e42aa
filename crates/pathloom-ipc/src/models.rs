//! Models: the user's endpoints and keys, who takes which role in the project, what may be sent where, and what the
//! built-in engine does. A key crosses inwards only.

use pathloom_model::{Abilities, Endpoint, EndpointKind, ModelRef, ModelRole};
use serde::{Deserialize, Serialize};
use std::fmt;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ModelsView {
    /// In the user's order.
    pub endpoints: Vec<EndpointView>,
    /// Of the open project, one for each role.
    pub roles: Vec<RoleView>,
    pub profiles: Vec<ProfileView>,
    pub warnings: Vec<ModelWarning>,
    pub offline: Offline,
    pub budget: BudgetView,
    pub keys: KeysView,
    /// What is wrong with the file of endpoints, if anything.
    pub notice: Option<String>,
    /// The file that holds all this but the keys.
    pub file: String,
    /// What the built-in engine does, in sentences.
    pub built_in: Vec<String>,
    /// Operators it composes with, and languages.
    pub operators: Vec<String>,
    pub languages: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EndpointView {
    pub endpoint: Endpoint,
    /// Scheme, host and port.
    pub origin: String,
    /// On this computer: nothing leaves it.
    pub local: bool,
    /// The open project may send there.
    pub allowed: bool,
    pub key: KeyView,
    /// The newest test since the program started.
    pub tested: Option<TestView>,
    /// The project's calls of the last hour; `None` without any.
    pub hour: Option<HourView>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HourView {
    pub calls: u64,
    pub failed: u64,
    /// Of those answered, in milliseconds; 0 without any.
    pub median_ms: u64,
    /// Of those answered, oldest first, some forty.
    pub latencies: Vec<u64>,
    /// The newest came to nothing.
    pub is_failing: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyView {
    None,
    /// There, and its last characters.
    Kept {
        place: KeyPlace,
        ends: String,
    },
    /// Read from an environment variable whenever it is needed.
    Env {
        name: String,
        set: bool,
    },
    /// In the file of keys, which wants its passphrase.
    Locked {
        ends: String,
    },
    /// It was for another origin, or for a session that ended: it must be entered again.
    Again {
        why: KeyAgain,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyAgain {
    OtherOrigin { origin: String },
    SessionEnded,
}

/// Where a key is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum KeyPlace {
    /// Of the operating system.
    Keychain,
    /// In memory until the program ends.
    Session,
    /// In a file that a passphrase encrypts.
    File,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeysView {
    /// The system has a keychain that answers.
    pub keychain: bool,
    /// Where new keys go; `None` until the user has chosen where there is no keychain.
    pub place: Option<KeyPlace>,
    /// There is a file of keys.
    pub file: bool,
    /// It waits for its passphrase.
    pub locked: bool,
}

/// Something secret on its way in. Neither printed nor ever part of a view.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleView {
    pub role: ModelRole,
    /// Empty: the built-in engine where it may, otherwise nobody.
    pub models: Vec<ModelRef>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileView {
    pub name: String,
    /// The project's roles are those of this profile.
    pub used: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "warning", rename_all = "snake_case")]
pub enum ModelWarning {
    /// It answers questions that it wrote.
    GeneratorIsStrong { model: ModelRef },
    /// It judges what it wrote.
    GeneratorIsJudge { model: ModelRef },
    /// Their errors are alike.
    JudgesOfOneFamily { family: String, judges: u64 },
    /// The project has pictures, and no model reads them.
    NoVision { pictures: u64 },
    /// Nobody takes these; what they would give stays missing.
    NoModel { roles: Vec<ModelRole> },
    /// The project names a model that this user has not configured.
    Unknown { role: ModelRole, model: ModelRef },
    /// The endpoint has a role here but was never allowed for this project.
    NotAllowed { endpoint: String, origin: String, sends: Vec<Sends> },
    /// A key travels unencrypted over the network.
    KeyInTheOpen { endpoint: String },
    /// Nothing is sent, so these roles are not taken.
    Offline { roles: Vec<ModelRole> },
}

/// What a role sends to its model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sends {
    /// Every passage of the documents.
    Documents,
    /// Pictures of the documents.
    Pictures,
    /// Passages, tables and formulas on sampled paths.
    Evidence,
    /// Questions, answers and steps.
    Samples,
    /// Names in the graph.
    Names,
}

pub fn role_sends(role: ModelRole) -> &'static [Sends] {
    match role {
        ModelRole::Extraction => &[Sends::Documents],
        ModelRole::Vision => &[Sends::Pictures, Sends::Documents],
        ModelRole::Generator | ModelRole::Judges | ModelRole::Strong | ModelRole::Weak => {
            &[Sends::Evidence, Sends::Samples]
        }
        ModelRole::Complexity => &[Sends::Samples],
        ModelRole::Embedding => &[Sends::Samples, Sends::Names],
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offline {
    /// For all projects of this user.
    pub user: bool,
    pub project: bool,
}

/// Limits of what all projects of this user may spend in a calendar month.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MonthBudget {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub warn: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stop: Option<f64>,
    /// Put before amounts; prices are in it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub currency: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BudgetView {
    pub limits: MonthBudget,
    /// In this month; `None` while nothing that has a price was called.
    pub spent: Option<f64>,
    /// Unix seconds at which the month began.
    pub since: i64,
}

// Requests

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SaveEndpointRequest {
    /// Its name before; `None` adds one.
    pub was: Option<String>,
    pub endpoint: Endpoint,
    pub key: KeyChange,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyChange {
    #[default]
    Keep,
    Remove,
    Env {
        name: String,
    },
    Set {
        key: Secret,
        place: KeyPlace,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NameRequest {
    pub name: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoveEndpointRequest {
    pub name: String,
    /// Its place in the list afterwards, from 0.
    pub to: usize,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TestRequest {
    pub endpoint: String,
    /// `None`: the first.
    pub model: Option<String>,
}

/// A few small calls: does it answer, how fast, what can it do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TestView {
    pub endpoint: String,
    pub model: String,
    /// Why it failed, and what to do.
    pub problem: Option<(String, String)>,
    /// Of the first call.
    pub latency_ms: u64,
    /// Tokens of all calls.
    pub input: u64,
    pub output: u64,
    /// Of the first reply, cut at 200 characters.
    pub first_line: String,
    /// As found by this test.
    pub abilities: Option<Abilities>,
    /// Tokens of prompt and reply together, where the server tells.
    pub context: Option<u32>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundServer {
    pub name: String,
    pub kind: EndpointKind,
    pub base_url: String,
    pub models: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetRoleRequest {
    pub role: ModelRole,
    /// Empty gives it back.
    pub models: Vec<ModelRef>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnlockRequest {
    pub passphrase: Secret,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingsFileRequest {
    pub path: String,
}

/// What taking in a file of settings would change.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingsChanges {
    pub changes: Vec<SettingsChange>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum SettingsChange {
    AddEndpoint {
        name: String,
        origin: String,
    },
    /// Its key must be entered again where the origin changes.
    ChangeEndpoint {
        name: String,
        from: String,
        to: String,
    },
    AddProfile {
        name: String,
    },
    ChangeProfile {
        name: String,
    },
    Budget,
}

/// The newest request that left, as it was sent; keys are redacted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentView {
    pub model: ModelRef,
    pub url: String,
    /// Unix seconds.
    pub at: i64,
    pub headers: Vec<(String, String)>,
    /// JSON, indented.
    pub body: String,
}
