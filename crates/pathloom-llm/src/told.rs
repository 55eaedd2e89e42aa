//! What the pool tells while it works: waits, retries, cool-downs, what it learned of a server. Data for the interface;
//! Display is the English sentence for the command line.

use crate::fault::Fault;
use std::fmt;
use std::time::Duration;

/// Hears what the pool does. Called from within calls: it must return at once.
pub trait Told: Send + Sync {
    fn told(&self, news: &News);
}

/// Hears nothing.
pub struct Unheard;

impl Told for Unheard {
    fn told(&self, _: &News) {}
}

#[derive(Clone, Debug, PartialEq)]
pub enum News {
    /// Calls stand still until then. `trouble`: for a cool-down, what the endpoint said last.
    Waiting { endpoint: String, reason: Wait, time: Duration, trouble: Option<Trouble> },
    /// A try failed; the same call goes out again.
    Retrying { endpoint: String, model: String, fault: Fault, tries: u32, time: Duration },
    /// The call goes to another endpoint.
    Elsewhere { from: String, to: String, fault: Fault },
    /// It answers again after trouble.
    Back { endpoint: String },
    /// The server does not take the call in this form; from here on it gets another.
    Learned { endpoint: String, model: String, what: Habit },
}

/// Why an endpoint rests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// With the words of the server where it had any.
    pub message: String,
    /// Cool-downs since it answered last.
    pub times: u32,
}

/// Why calls stand still.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    Requests,
    Tokens,
    /// The endpoint rests after a fault.
    CoolDown(Fault),
}

/// What a server refused, so that its calls are formed otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Habit {
    /// JSON schemas: an object is asked for instead.
    NoSchema,
    /// `response_format` as a whole: the prompt alone asks for JSON.
    NoObject,
    /// `max_tokens`: it wants `max_completion_tokens`.
    CompletionTokens,
    /// `max_completion_tokens`: it wants `max_tokens`.
    MaxTokens,
    NoTemperature,
    NoTopP,
    NoSeed,
    /// Longer replies.
    TokensAtMost(u32),
    /// The address with, or without, a version in it.
    OtherVersion(bool),
    /// Replies in one piece took too long; or streams are refused.
    Stream(bool),
}

impl fmt::Display for News {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            News::Waiting { endpoint, reason, time, .. } => {
                write!(f, "waiting {} for {reason} of {endpoint}", words(*time))
            }
            News::Retrying { endpoint, model, fault, tries, time } => {
                write!(f, "{endpoint}/{model}: {fault} (try {tries}); again in {}", words(*time))
            }
            News::Elsewhere { from, to, fault } => write!(f, "{from}: {fault}; asking {to} instead"),
            News::Back { endpoint } => write!(f, "{endpoint} answers again"),
            News::Learned { endpoint, model, what } => write!(f, "{endpoint}/{model}: {what}"),
        }
    }
}

impl fmt::Display for Wait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Wait::Requests => write!(f, "the request limit"),
            Wait::Tokens => write!(f, "the token limit"),
            Wait::CoolDown(fault) => write!(f, "the cool-down ({fault})"),
        }
    }
}

impl fmt::Display for Habit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Habit::TokensAtMost(most) => return write!(f, "takes at most {most} tokens for a reply"),
            Habit::OtherVersion(true) => {
                "not found at that address; trying with /v1, or without the /v1 that was added"
            }
            Habit::OtherVersion(false) => "not found there either; back to the address as it was entered",
            Habit::Stream(true) => "takes long for a reply in one piece; asking for it as a stream",
            Habit::Stream(false) => "takes no streams; asking for replies in one piece",
            Habit::NoSchema => "takes no JSON schema; asking for a JSON object",
            Habit::NoObject => "takes no response format; asking for JSON in the prompt",
            Habit::CompletionTokens => "wants max_completion_tokens instead of max_tokens",
            Habit::MaxTokens => "wants max_tokens instead of max_completion_tokens",
            Habit::NoTemperature => "takes no temperature; sent without",
            Habit::NoTopP => "takes no top_p; sent without",
            Habit::NoSeed => "takes no seed; sent without",
        })
    }
}

/// "0.4 s", "12 s", "3 min 20 s".
fn words(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    if seconds < 9.95 {
        return format!("{seconds:.1} s");
    }
    let seconds = seconds.round() as u64;
    if seconds < 120 { format!("{seconds} s") } else { format!("{} min {} s", seconds / 60, seconds % 60) }
}
