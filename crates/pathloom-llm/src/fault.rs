//! What can go wrong with a call, sorted by what should be done about it.

use crate::call::Usage;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A call that gave no reply. Display is the sentence for the user; it never holds a key.
#[derive(Clone, Debug, PartialEq, thiserror::Error, Serialize, Deserialize)]
#[error("{message}")]
pub struct CallError {
    pub fault: Fault,
    /// What happened, to which endpoint and model.
    pub message: String,
    /// What to do next.
    pub hint: String,
    /// The endpoint, by name; empty where none was asked.
    pub endpoint: String,
    /// The raw body of the last answer, cut at 64 KB, keys taken out; empty without an answer.
    #[serde(default)]
    pub raw: String,
    /// Tries made.
    pub tries: u32,
    /// Tokens of replies that came and were of no use: the server will bill them.
    #[serde(default)]
    pub usage: Box<Usage>,
    /// The endpoint rested, was tried and failed again until patience ended: it is down, whatever is asked.
    #[serde(default)]
    pub is_outage: bool,
}

impl CallError {
    pub fn new(fault: Fault, message: impl Into<String>, hint: impl Into<String>) -> CallError {
        CallError {
            fault,
            message: message.into(),
            hint: hint.into(),
            endpoint: String::new(),
            raw: String::new(),
            tries: 0,
            usage: Box::default(),
            is_outage: false,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// Every try timed out.
    TimedOut,
    /// No connection, or it broke: the endpoint is down.
    Unreachable,
    /// 5xx or 529 to the last try.
    ServerError,
    /// 429 to the last try.
    TooManyRequests,
    /// Nothing left to spend there: waiting does not help.
    QuotaExhausted,
    /// 401 or 403.
    KeyRefused,
    /// 404: no such model or address.
    NotFound,
    /// 400 or 422: the server does not take the call as it is.
    BadRequest,
    /// Prompt and reply do not fit.
    ContextTooLong,
    /// The model declined or a filter took the reply.
    Refused,
    /// An answer that is not of the endpoint's form, empty, or too large.
    BadReply,
    /// Network calls are off, or the document must not leave this computer.
    NotAllowed,
    Cancelled,
}

impl Fault {
    /// Whether the same call may succeed later without a change of settings.
    pub fn is_transient(self) -> bool {
        use Fault::{BadReply, Cancelled, ServerError, TimedOut, TooManyRequests, Unreachable};
        matches!(self, TimedOut | Unreachable | ServerError | TooManyRequests | BadReply | Cancelled)
    }

    /// Whether every further call to that endpoint would end the same way: the run stops and says what to mend.
    pub fn stops_endpoint(self) -> bool {
        matches!(self, Fault::QuotaExhausted | Fault::KeyRefused | Fault::NotFound)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Fault::TimedOut => "timed out",
            Fault::Unreachable => "cannot be reached",
            Fault::ServerError => "server error",
            Fault::TooManyRequests => "too many requests",
            Fault::QuotaExhausted => "quota exhausted",
            Fault::KeyRefused => "key refused",
            Fault::NotFound => "not found",
            Fault::BadRequest => "call not accepted",
            Fault::ContextTooLong => "context too long",
            Fault::Refused => "refused",
            Fault::BadReply => "unusable reply",
            Fault::NotAllowed => "not allowed",
            Fault::Cancelled => "cancelled",
        })
    }
}
