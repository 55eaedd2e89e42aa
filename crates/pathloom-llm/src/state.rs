//! How an endpoint fares: in flight, waiting and why, and the health of its last hour.

use crate::fault::{CallError, Fault};
use crate::told::Wait;
use std::collections::VecDeque;
use std::time::Duration;
use tokio::time::Instant;

/// For the interface.
#[derive(Clone, Debug, PartialEq)]
pub struct EndpointState {
    pub name: String,
    pub in_flight: u32,
    /// Calls in flight that it may have now; fewer than stated after trouble.
    pub concurrency: u32,
    /// Calls that could go to it.
    pub waiting: u32,
    /// What nothing may go out before, and for how long still.
    pub waits_for: Option<(Wait, Duration)>,
    pub hour: Hour,
    pub last_error: Option<CallError>,
}

/// Tries of the last hour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hour {
    pub answered: u64,
    pub failed: u64,
}

#[derive(Default)]
pub(crate) struct Health {
    /// By minute, oldest first: its beginning and its counts.
    minutes: VecDeque<(Instant, Hour)>,
    /// Something has answered there, be it with an error.
    pub was_reached: bool,
    pub last_error: Option<CallError>,
}

impl Health {
    pub fn answered(&mut self, now: Instant) {
        self.minute(now).answered += 1;
        self.was_reached = true;
    }

    pub fn failed(&mut self, now: Instant, error: &CallError) {
        self.minute(now).failed += 1;
        self.was_reached |= !matches!(error.fault, Fault::Unreachable | Fault::TimedOut);
        // The raw answer stays with the call; here its words suffice.
        self.last_error = Some(CallError { raw: String::new(), ..error.clone() });
    }

    pub fn hour(&self, now: Instant) -> Hour {
        let recent = self.minutes.iter().filter(|(begun, _)| is_recent(*begun, now));
        recent.fold(Hour::default(), |sum, (_, minute)| Hour {
            answered: sum.answered + minute.answered,
            failed: sum.failed + minute.failed,
        })
    }

    fn minute(&mut self, now: Instant) -> &mut Hour {
        while self.minutes.front().is_some_and(|(begun, _)| !is_recent(*begun, now)) {
            self.minutes.pop_front();
        }
        if self.minutes.back().is_none_or(|(begun, _)| now - *begun >= Duration::from_secs(60)) {
            self.minutes.push_back((now, Hour::default()));
        }
        let last = self.minutes.len() - 1;
        &mut self.minutes[last].1
    }
}

fn is_recent(begun: Instant, now: Instant) -> bool {
    now - begun < Duration::from_secs(3600)
}
