//! What one call has been through: who is left to ask, how often it was tried, what that cost, how long trouble lasts.

use crate::call::{Reply, Usage};
use crate::fault::{CallError, Fault};
use crate::pool::Patience;
use crate::refusal;
use crate::told::Habit;
use crate::turn::Candidate;
use pathloom_model::Endpoint;
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::time::Instant;

/// Fields that one server may refuse, one after the other.
const MOST_FORMS: u32 = 8;

pub(crate) struct Course<'a> {
    left: Vec<Candidate<'a>>,
    patience: Patience,
    tries: u32,
    /// Tries that count against the patience with one call: not those that a resting endpoint sent away.
    counted: u32,
    /// Since when it meets trouble.
    since: Option<Instant>,
    /// Tries in another form.
    turned: u32,
    seen: BTreeMap<Fault, u32>,
    spent: Usage,
    last: Option<(usize, CallError)>,
}

impl<'a> Course<'a> {
    pub fn new(left: Vec<Candidate<'a>>, patience: Patience) -> Course<'a> {
        Course {
            left,
            patience,
            tries: 0,
            counted: 0,
            since: None,
            turned: 0,
            seen: BTreeMap::new(),
            spent: Usage::default(),
            last: None,
        }
    }

    pub fn left(&self) -> &[Candidate<'a>] {
        &self.left
    }

    pub fn tries(&self) -> u32 {
        self.tries
    }

    /// Where it failed last: others go first.
    pub fn last(&self) -> Option<usize> {
        self.last.as_ref().map(|(at, _)| *at)
    }

    pub fn seen(&self, fault: Fault) -> u32 {
        self.seen.get(&fault).copied().unwrap_or_default()
    }

    pub fn failed(&mut self, candidate: Candidate<'a>, error: CallError, now: Instant) {
        self.tries += 1;
        self.since.get_or_insert(now);
        *self.seen.entry(error.fault).or_default() += 1;
        self.spent.add(&error.usage);
        self.last = Some((candidate.at, error));
    }

    /// Whether the call may go out in yet another form.
    pub fn turns(&mut self, habit: Habit) -> bool {
        self.turned += 1;
        // Back to the address as it was entered: that was the first try.
        self.turned <= MOST_FORMS && habit != Habit::OtherVersion(false)
    }

    /// Whether patience has ended after a failure that may pass.
    pub fn is_over(&mut self, is_rest: bool, now: Instant) -> bool {
        if is_rest {
            return self.since.is_some_and(|since| now - since >= self.patience.trouble);
        }
        self.counted += 1;
        // A timeout has waited for long already.
        let most = if self.seen(Fault::TimedOut) > 0 { self.patience.tries.min(3) } else { self.patience.tries };
        self.counted >= most
    }

    /// Notes whether the endpoint, and not this call, is what failed last.
    pub fn is_outage(&mut self, is: bool) {
        if let Some((_, error)) = &mut self.last {
            error.is_outage = is;
        }
    }

    /// Whether a cool-down of `rest` is worth waiting for.
    pub fn bears(&mut self, fault: Fault, endpoint: &Endpoint, rest: Duration, now: Instant) -> Result<(), CallError> {
        let since = *self.since.get_or_insert(now);
        if now + rest <= since + self.patience.trouble {
            return Ok(());
        }
        let what = match fault {
            Fault::TooManyRequests => format!("{} asks to wait {} s", endpoint.name, rest.as_secs()),
            _ => format!("{}: {fault} for {} s", endpoint.name, (now - since).as_secs()),
        };
        let last = self.last.take().map(|(_, error)| error);
        let mut error = last.unwrap_or_else(|| CallError {
            endpoint: endpoint.name.clone(),
            ..CallError::new(fault, what.clone(), refusal::hint(fault, endpoint.kind))
        });
        error.is_outage = fault != Fault::TooManyRequests;
        if fault == Fault::TooManyRequests {
            error.message = what;
            error.hint = "Go on with the run after that time, or use another endpoint.".to_owned();
        }
        Err(self.total(error))
    }

    /// No more calls to that model; the error where it was the last.
    pub fn give_up(&mut self, from: Candidate<'a>) -> Result<(), CallError> {
        self.left.retain(|candidate| (candidate.at, candidate.model) != (from.at, from.model));
        match self.last.take() {
            Some((_, error)) if self.left.is_empty() => Err(self.total(error)),
            last => {
                self.last = last;
                // The others have their own patience.
                (self.counted, self.since) = (0, None);
                Ok(())
            }
        }
    }

    pub fn finished(&self, mut reply: Reply) -> Reply {
        reply.usage.add(&self.spent);
        reply.tries += self.tries;
        reply
    }

    pub fn cancelled(&self) -> CallError {
        self.total(CallError::new(Fault::Cancelled, "the call was cancelled", ""))
    }

    fn total(&self, error: CallError) -> CallError {
        CallError { tries: self.tries, usage: Box::new(self.spent), ..error }
    }
}
