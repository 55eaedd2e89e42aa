//! What was decided about two names, and by whom.

use crate::Key;
use crate::key::digest;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MergeState {
    /// Alike; somebody should look.
    #[default]
    Candidate,
    /// One entity.
    Merged,
    /// Two entities.
    KeptApart,
}

impl MergeState {
    pub const fn word(self) -> &'static str {
        match self {
            MergeState::Candidate => "candidate",
            MergeState::Merged => "merged",
            MergeState::KeptApart => "kept_apart",
        }
    }

    pub fn parse(word: &str) -> Option<MergeState> {
        [MergeState::Candidate, MergeState::Merged, MergeState::KeptApart].into_iter().find(|it| it.word() == word)
    }
}

/// In the order in which they overrule each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MergeBy {
    #[default]
    Rule,
    Model,
    Person,
}

impl MergeBy {
    pub const fn word(self) -> &'static str {
        match self {
            MergeBy::Rule => "rule",
            MergeBy::Model => "model",
            MergeBy::Person => "person",
        }
    }

    pub fn parse(word: &str) -> Option<MergeBy> {
        [MergeBy::Rule, MergeBy::Model, MergeBy::Person].into_iter().find(|it| it.word() == word)
    }
}

/// The id of a pair, whichever of the two is named first: "mrg-" and 32 hex digits.
pub fn merge_id(one: &Key, other: &Key) -> String {
    let (first, second) = if one <= other { (one, other) } else { (other, one) };
    format!("mrg-{}", digest(&[first.as_str().as_bytes(), second.as_str().as_bytes()]))
}
