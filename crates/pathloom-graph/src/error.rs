//! What can be wrong with a template: each error names the file and line, or the slot or link, and what was expected.

use thiserror::Error;

/// The most hops that one link may take.
pub const MAX_HOPS: u32 = 8;
/// The most nodes that one slot may take.
pub const MAX_INSTANCES: u32 = 8;
/// The most slots of one template.
pub const MAX_SLOTS: usize = 24;
/// The most trees that hop ranges and instance ranges may multiply to.
pub const MAX_TREES: u64 = 1_000;

#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TemplateError {
    #[error("{file}, line {line}: {expected}")]
    File { file: String, line: usize, expected: String },
    #[error("slot \"{slot}\": {problem}")]
    Slot { slot: String, problem: String },
    #[error("link {from} → {to}: {problem}")]
    Link { from: String, to: String, problem: String },
    #[error("{0}")]
    Whole(String),
    #[error(
        "the hop ranges and instances multiply to {trees} patterns; the limit is {MAX_TREES}. Narrow a range or \
         take fewer instances"
    )]
    TooManyTrees { trees: u64 },
}

impl TemplateError {
    pub(crate) fn slot(slot: &str, problem: impl Into<String>) -> TemplateError {
        TemplateError::Slot { slot: slot.to_owned(), problem: problem.into() }
    }

    pub(crate) fn link(link: &pathloom_model::Link, problem: impl Into<String>) -> TemplateError {
        TemplateError::Link { from: link.from.clone(), to: link.to.clone(), problem: problem.into() }
    }

    pub(crate) fn whole(problem: impl Into<String>) -> TemplateError {
        TemplateError::Whole(problem.into())
    }
}
