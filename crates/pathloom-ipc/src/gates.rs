//! Gates: a rule over scores, what it would do, and applying it.

use pathloom_model::CheckKind;
use serde::{Deserialize, Serialize};

/// A rule and where it holds. Without a rule, the one that is applied there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct GateRequest {
    /// "support >= 2/3 and arithmetic != failed"; empty keeps everything.
    pub rule: Option<String>,
    /// `None`: the whole project.
    pub run: Option<u64>,
}

/// What a rule would do.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GateView {
    /// As it is read, in its plain form.
    pub rule: String,
    /// The one that is applied now; empty when none is.
    pub applied: String,
    pub kept: u64,
    pub dropped: u64,
    /// A score that the rule needs is missing. They are kept.
    pub borderline: u64,
    /// Samples whose flag would change.
    pub changes: u64,
    pub reasons: Vec<GateReason>,
    pub sliders: Vec<Slider>,
    /// Some that are borderline: id and question.
    pub examples: Vec<(String, String)>,
    /// Checks that a rule may ask for.
    pub checks: Vec<CheckKind>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GateReason {
    /// Otherwise borderline.
    pub is_dropped: bool,
    /// In the words of the rule.
    pub condition: String,
    /// What was found instead; empty for a number that does not do.
    pub found: String,
    pub samples: u64,
}

/// A number that the rule may bound, with how it is spread.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Slider {
    /// The word of rules: "support".
    pub measure: String,
    pub low: f64,
    pub high: f64,
    /// How finely it is set.
    pub step: f64,
    /// Samples from low to high, all bars of one width.
    pub bars: Vec<u64>,
    pub missing: u64,
    /// As the rule has it: "≥", "≤", "=", … and the number; `None` where it asks nothing.
    pub bound: Option<(String, f64)>,
}
