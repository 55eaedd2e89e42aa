//! One try of a call at one endpoint: formed, sent, read, judged. It neither waits nor tries again.

use crate::call::{Call, Finish, Reply, Usage};
use crate::fault::{CallError, Fault};
use crate::habits::{Habits, habit_in};
use crate::pool::Target;
use crate::send::{Answer, Connections, LARGEST, Lost};
use crate::told::Habit;
use crate::wire::Content;
use crate::{address, refusal, tokens, waits, wire};
use std::time::Duration;

/// A raw answer kept for the user is cut here.
const RAW: usize = 64 << 10;

/// A try that gave no reply.
#[derive(Debug)]
pub(crate) struct Failed {
    pub error: Box<CallError>,
    /// The same may go well at the next try.
    pub again: Again,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Again {
    /// Not here.
    No,
    /// In another form.
    Otherwise(Habit),
    /// Perhaps this call alone met it.
    Soon,
    /// The endpoint must rest, as long as it asked.
    AfterRest(Option<Duration>),
    /// No computer has that name: a slip of the pen, unless the endpoint has answered before.
    NoName,
    /// It cost tokens and may well end the same way: once more at most.
    Once,
}

pub(crate) async fn attempt(
    connections: &Connections,
    target: &Target,
    model: &str,
    call: &Call,
    habits: &Habits,
) -> Result<Reply, Failed> {
    let endpoint = &target.endpoint;
    let at = Asked { target, model };
    let malformed = |why: String| at.failed(Fault::BadRequest, &format!("the address {why}"), &[], Again::No);
    let url = address::versioned_url(endpoint, model, habits.other_version).map_err(malformed)?;
    let url = if call.params.vectors {
        let none = |why: String| at.failed(Fault::BadRequest, &why, &[], Again::No);
        address::vectors_url(endpoint, url).map_err(none)?
    } else {
        url
    };
    let headers = wire::headers(endpoint, target.key.as_ref())
        .map_err(|why| at.failed(Fault::BadRequest, &why, &[], Again::No))?;
    if let Some(context) = endpoint.model(model).and_then(|model| model.context) {
        let estimate = tokens::of_call(call);
        // The estimate may be a third too large.
        if estimate * 3 / 4 > context.into() {
            let what = format!("a prompt of about {estimate} tokens does not fit its {context}; nothing was sent");
            return Err(at.failed(Fault::ContextTooLong, &what, &[], Again::No));
        }
    }
    let body = wire::body(endpoint, model, call, habits).to_string().into_bytes();
    let patience = Duration::from_secs(endpoint.timeout_s.max(1).into());
    let answer = connections.exchange(url, headers, Some(body), patience).await;
    let answer = answer.map_err(|lost| match lost {
        // A reply that takes longer than the timeout in one piece may well come as a stream.
        Lost::TimedOut { begun: false, .. } if !habits.stream => {
            Failed { again: Again::Otherwise(Habit::Stream(true)), ..at.lost(lost) }
        }
        lost => at.lost(lost),
    })?;
    if !(200..300).contains(&answer.status) {
        return Err(at.refused(answer.status, &answer, call, habits));
    }
    let Some(value) = wire::value(endpoint.kind, &answer.body) else {
        let what = format!("sent something that is not JSON: {}", refusal::words(&answer.body));
        return Err(at.failed(Fault::BadReply, &what, &answer.body, Again::Soon));
    };
    if let Some(status) = refusal::status_within(&value) {
        return Err(at.refused(status, &answer, call, habits));
    }
    let Some(content) = wire::read_reply(endpoint.kind, &value, call) else {
        let what = format!("sent a reply of another form than that of {}", endpoint.kind.word());
        return Err(at.failed(Fault::BadReply, &what, &answer.body, Again::Once));
    };
    at.judged(content, &answer, call)
}

/// Endpoint and model, for the words of what went wrong.
pub(crate) struct Asked<'a> {
    pub target: &'a Target,
    /// Empty where none is spoken of.
    pub model: &'a str,
}

impl Asked<'_> {
    pub fn error(&self, fault: Fault, what: &str, raw: &[u8]) -> CallError {
        let endpoint = &self.target.endpoint;
        let slash = if self.model.is_empty() { "" } else { "/" };
        let message = self.keyless(&format!("{}{slash}{}: {what}", endpoint.name, self.model));
        CallError {
            endpoint: endpoint.name.clone(),
            raw: self.keyless(&String::from_utf8_lossy(&raw[..raw.len().min(RAW)])),
            tries: 1,
            ..CallError::new(fault, message, refusal::hint(fault, endpoint.kind))
        }
    }

    fn failed(&self, fault: Fault, what: &str, raw: &[u8], again: Again) -> Failed {
        Failed { error: Box::new(self.error(fault, what, raw)), again }
    }

    fn keyless(&self, text: &str) -> String {
        self.target.key.as_ref().map_or_else(|| text.to_owned(), |key| key.taken_out_of(text))
    }

    pub fn lost(&self, lost: Lost) -> Failed {
        match lost {
            Lost::TimedOut { time, .. } => {
                let what = format!("no byte of a reply for {} s", time.as_secs());
                self.failed(Fault::TimedOut, &what, &[], Again::Soon)
            }
            Lost::NoConnection(why) => {
                let what = format!("no connection ({why})");
                self.failed(Fault::Unreachable, &what, &[], Again::AfterRest(None))
            }
            Lost::NoName(why) => {
                let what = format!("no server of this name was found ({why})");
                self.failed(Fault::Unreachable, &what, &[], Again::NoName)
            }
            Lost::Broken(why) => {
                let what = format!("the connection broke before the reply was whole ({why})");
                self.failed(Fault::Unreachable, &what, &[], Again::Soon)
            }
            Lost::TooLarge => {
                let what = format!("the reply is larger than {} MB and was cut off", LARGEST >> 20);
                self.failed(Fault::BadReply, &what, &[], Again::No)
            }
        }
    }

    /// An answer that is no reply.
    pub fn refused_error(&self, status: u16, answer: &Answer) -> CallError {
        let words = refusal::words(&answer.body);
        let fault = refusal::fault(status, &words);
        let moved = answer.headers.get("location").and_then(|to| to.to_str().ok()).filter(|_| status < 400);
        let what = match moved {
            // The path of a redirect may hold anything; its origin tells what matters.
            Some(to) => {
                let origin = to.contains("://").then(|| address::origin(to)).flatten();
                format!("redirects to {}, which is not followed", origin.as_deref().unwrap_or("elsewhere"))
            }
            None => words,
        };
        let error = self.error(fault, &format!("{fault} ({status}): {what}"), &answer.body);
        let is_of_images = ["image", "vision", "multimodal"].iter().any(|word| what.to_lowercase().contains(word));
        let hint = if fault == Fault::BadRequest && is_of_images { NO_IMAGES.to_owned() } else { error.hint };
        CallError { hint, ..error }
    }

    fn refused(&self, status: u16, answer: &Answer, call: &Call, habits: &Habits) -> Failed {
        let error = self.refused_error(status, answer);
        let again = match error.fault {
            Fault::BadRequest => {
                let words = refusal::words(&answer.body);
                let habit = habit_in(&words, self.target.endpoint.kind, habits, call.schema.is_some());
                habit.map_or(Again::No, Again::Otherwise)
            }
            // A server that knows the name of the model but not the path speaks of the path.
            Fault::NotFound if matches!(status, 404 | 405) && address::has_other_version(&self.target.endpoint) => {
                let is_of_model = refusal::words(&answer.body).to_lowercase().contains("model");
                if is_of_model { Again::No } else { Again::Otherwise(Habit::OtherVersion(!habits.other_version)) }
            }
            Fault::TooManyRequests => Again::AfterRest(waits::asked_for(&answer.headers)),
            Fault::ServerError => match waits::asked_for(&answer.headers) {
                None if !matches!(status, 503 | 529) => Again::Soon,
                asked => Again::AfterRest(asked),
            },
            _ => Again::No,
        };
        Failed { error: Box::new(error), again }
    }

    /// What is wrong with a reply that came whole.
    fn judged(&self, content: Content, answer: &Answer, call: &Call) -> Result<Reply, Failed> {
        let usage = content.usage.unwrap_or_else(|| Usage {
            input: tokens::of_call(call),
            output: tokens::of_text(&content.text) + tokens::of_text(&content.thinking),
            estimated: true,
            ..Usage::default()
        });
        let fail = |fault: Fault, what: &str, hint: Option<&str>, again: Again| {
            let mut failed = self.failed(fault, what, &answer.body, again);
            *failed.error.usage = usage;
            if let Some(hint) = hint {
                failed.error.hint = hint.to_owned();
            }
            Err(failed)
        };
        if let Some(words) = &content.refusal {
            return fail(Fault::Refused, &format!("the model declined: {}", refusal::short(words)), None, Again::No);
        }
        let finish = content.finish.unwrap_or(Finish::Other);
        let estimate = tokens::of_texts(call);
        // A server that cuts keeps about half of its context, and counts what it kept.
        let is_cut = estimate >= 2000 && usage.input * 20 < estimate * 11;
        if is_cut && !usage.estimated && usage.input > 0 {
            let what = format!(
                "the server read {} tokens of a prompt of about {estimate}: it cut the rest off without a word",
                usage.input
            );
            return fail(Fault::ContextTooLong, &what, Some(CUT_OFF), Again::No);
        }
        if content.text.trim().is_empty() {
            return match finish {
                Finish::Filtered => fail(Fault::Refused, "a filter took the whole reply", None, Again::No),
                Finish::Length if content.thinking.is_empty() => {
                    let what = format!("all {} tokens were spent and no reply had begun", usage.output);
                    fail(Fault::BadReply, &what, Some(MORE_TOKENS), Again::No)
                }
                Finish::Length => {
                    let what = format!("all {} tokens went into thinking and none were left to reply", usage.output);
                    fail(Fault::BadReply, &what, Some(MORE_TOKENS), Again::No)
                }
                _ if !content.thinking.is_empty() => {
                    fail(Fault::BadReply, "thought, but did not reply", None, Again::Once)
                }
                _ => fail(Fault::BadReply, "the reply is empty", None, Again::Once),
            };
        }
        Ok(Reply {
            text: content.text,
            thinking: content.thinking,
            finish,
            usage,
            endpoint: self.target.endpoint.name.clone(),
            model: self.model.to_owned(),
            latency_ms: u64::try_from(answer.latency.as_millis()).unwrap_or(u64::MAX),
            tries: 1,
        })
    }
}

/// For a name that never led anywhere.
pub(crate) const NO_NAME: &str =
    "Correct the base URL on the Models page; if it is right, connect this computer to its network. Then resume.";
const MORE_TOKENS: &str =
    "Raise the max tokens of the endpoint, or leave them empty; for a thinking model switch thinking off.";
const NO_IMAGES: &str = "Assign a model that sees images; the test of an endpoint tells which do.";
const CUT_OFF: &str =
    "Raise the server's context (for Ollama use the kind \"ollama\", which sets it), or use a model with a larger one.";
