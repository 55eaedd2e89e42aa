//! Why a path gave no sample, in words for the user.

use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{detail}")]
pub struct NoSample {
    pub reason: Reason,
    pub detail: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// A relation on the path, or a type or metric, has no words in this language.
    NoVerbalForm,
    /// Nothing typed was read from a table on the path.
    UntypedTable,
    /// A formula's symbols are not all bound to known values.
    UnboundSymbols,
    /// A picture or text states nothing that rules can read.
    NeedsModel,
    /// The evidence names two entities and says nothing that links them.
    NoLink,
    /// What the path sets side by side has no figure in common.
    NothingToCompare,
    /// No question was found that has exactly one answer and needs all the evidence.
    Ambiguous,
    /// No question of the types asked for: no three options that are surely wrong, no set to list.
    OtherType,
    /// Every question about this path was asked before, or its wordings are used up for now.
    Taken,
    /// The match does not fit the graph that was given.
    Stale,
}

impl Reason {
    /// A head for a list of failures.
    pub const fn words(self) -> &'static str {
        match self {
            Reason::NoVerbalForm => "No words for it",
            Reason::UntypedTable => "Heads could not be typed",
            Reason::UnboundSymbols => "Symbols not bound",
            Reason::NeedsModel => "Needs a model",
            Reason::NoLink => "Nothing links the two",
            Reason::NothingToCompare => "Nothing to compare",
            Reason::Ambiguous => "No single answer",
            Reason::OtherType => "No question of this type",
            Reason::Taken => "Questions used up",
            Reason::Stale => "No longer in the graph",
        }
    }
}

impl Reason {
    /// The match was refused at first sight, before any question was tried.
    pub const fn is_at_sight(self) -> bool {
        matches!(
            self,
            Reason::NoLink
                | Reason::NothingToCompare
                | Reason::NoVerbalForm
                | Reason::UntypedTable
                | Reason::UnboundSymbols
                | Reason::NeedsModel
        )
    }
}

impl NoSample {
    pub fn new(reason: Reason, detail: impl Into<String>) -> NoSample {
        NoSample { reason, detail: detail.into() }
    }
}
