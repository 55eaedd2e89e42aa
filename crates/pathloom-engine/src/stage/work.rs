//! What a model-run stage does for one path or sample, apart from when and how many at once.

use crate::calls::Caller;
use pathloom_llm::{CallError, Fault};
use pathloom_model::{Knowledge, Match, Sample, Template};
use std::future::Future;

/// Writes a sample for a path, and scores it.
pub trait Work: Send + Sync + 'static {
    fn generate(
        &self,
        caller: &Caller,
        knowledge: &Knowledge,
        template: &Template,
        found: &Match,
    ) -> impl Future<Output = Result<Sample, Trouble>> + Send;

    /// The sample with its scores, those that could not be had missing with their reason; and what went wrong, if anything.
    fn score(
        &self,
        caller: &Caller,
        knowledge: &Knowledge,
        sample: Sample,
    ) -> impl Future<Output = (Sample, Option<Trouble>)> + Send;
}

/// Why there is no result.
#[derive(Clone, Debug, PartialEq)]
pub enum Trouble {
    /// The run ends or pauses: neither done nor failed.
    Stopped,
    Failed(Failure),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    /// A few words that group it with others.
    pub cause: String,
    pub detail: String,
    /// Replies came and would not do: trying again asks anew.
    pub refused: bool,
}

impl From<CallError> for Trouble {
    fn from(error: CallError) -> Trouble {
        let (cause, refused) = match error.fault {
            Fault::Cancelled => return Trouble::Stopped,
            Fault::TimedOut => ("Timed out", false),
            Fault::Unreachable => ("Endpoint not reachable", false),
            Fault::ServerError => ("Server error", false),
            Fault::TooManyRequests => ("Too many requests", false),
            Fault::QuotaExhausted => ("Quota exhausted", false),
            Fault::KeyRefused => ("Key refused", false),
            Fault::NotFound => ("Model not found", false),
            Fault::BadRequest => ("Call not taken by the server", false),
            Fault::ContextTooLong => ("Evidence too long for the model", false),
            Fault::NotAllowed => ("Not allowed to leave this computer", false),
            Fault::Refused => ("Model declined", true),
            Fault::BadReply => ("Reply could not be used", true),
        };
        let detail = match error.hint.is_empty() {
            true => error.message,
            false => format!("{} {}", error.message, error.hint),
        };
        Trouble::Failed(Failure { cause: cause.into(), detail, refused })
    }
}
