//! Why a path gave no sample, in words for the user.

use pathloom_llm::CallError;

#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Refused {
    #[error("the path names nodes that are no longer in the graph")]
    Stale,
    /// None of the question types wished for is possible on this path.
    #[error("no question of the types asked for: {reason}")]
    NotPossible { reason: String },
    /// A prompt of the project's own does not read.
    #[error("the project's prompt cannot be used: {reason}")]
    Prompt { reason: String },
    #[error("{0}")]
    Call(#[from] CallError),
}

impl Refused {
    /// A head for a list of failures.
    pub fn words(&self) -> &'static str {
        match self {
            Refused::Stale => "No longer in the graph",
            Refused::NotPossible { .. } => "No question of this type",
            Refused::Prompt { .. } => "Prompt cannot be used",
            Refused::Call(_) => "Model call failed",
        }
    }

    /// The error of the call that failed.
    pub fn call(&self) -> Option<&CallError> {
        if let Refused::Call(error) = self { Some(error) } else { None }
    }
}
