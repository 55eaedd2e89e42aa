//! Who may go out, when and where to: the models that may be asked, the line before them, a place at the freest.

use crate::call::{Call, Usage};
use crate::course::Course;
use crate::fault::{CallError, Fault};
use crate::gate::{Leave, NotYet};
use crate::pool::{Allowed, Pool};
use crate::told::{News, Trouble, Wait};
use crate::{address, tokens};
use pathloom_model::ModelRef;
use std::sync::{Arc, PoisonError};
use std::time::Duration;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// One model at one endpoint, of those that may answer a call.
#[derive(Clone, Copy)]
pub(crate) struct Candidate<'a> {
    pub at: usize,
    pub model: &'a str,
}

/// A call that may go out. Whatever becomes of it, its place is free again when this is dropped.
pub(crate) struct Permit<'a> {
    pool: &'a Pool,
    pub candidate: Candidate<'a>,
    pub leave: Leave,
    /// Tokens in all, where the server told.
    used: Option<u64>,
}

/// Waits shorter than this are not worth telling.
const TOLD_FROM: Duration = Duration::from_millis(900);

/// Tokens of a reply before any came.
const USUAL_REPLY: f64 = 500.0;

/// Why a call may go nowhere now.
struct Hindrance {
    /// The endpoint that is free first, when and why not before; `None` where all are only busy.
    soonest: Option<(usize, Instant, Wait)>,
    /// Some endpoint has as many calls in flight as it may.
    is_busy: bool,
}

impl Pool {
    /// The models that exist here and may be asked.
    pub(crate) fn candidates<'a>(
        &self,
        models: &'a [ModelRef],
        allowed: Allowed,
    ) -> Result<Vec<Candidate<'a>>, CallError> {
        let known = models.iter().filter_map(|model| {
            let at = self.targets.iter().position(|target| target.endpoint.name == model.endpoint)?;
            Some(Candidate { at, model: &model.model })
        });
        let known: Vec<_> = known.collect();
        if let (true, Some(model)) = (known.is_empty(), models.first()) {
            let what = format!("no endpoint named {} is set up on this computer", model.endpoint);
            return Err(CallError::new(Fault::NotFound, what, "Add it on the Models page, or assign another model."));
        }
        let may: Vec<_> = known.iter().filter(|candidate| self.may(candidate, allowed)).copied().collect();
        if !may.is_empty() {
            return Ok(may);
        }
        let hint = "Assign a model that runs on this computer to this role.";
        Err(match (allowed, known.first()) {
            (_, None) => {
                CallError::new(Fault::NotFound, "no model is assigned to this role", "Assign one on the Models page.")
            }
            (Allowed::Nothing, _) => CallError::new(
                Fault::NotAllowed,
                "network calls are switched off",
                "Switch \"offline only\" off to use models.",
            ),
            (_, Some(candidate)) => {
                let name = &self.targets[candidate.at].endpoint.name;
                let what = format!("{name} is not on this computer, and what would be sent must not leave it");
                CallError::new(Fault::NotAllowed, what, hint)
            }
        })
    }

    fn may(&self, candidate: &Candidate<'_>, allowed: Allowed) -> bool {
        let endpoint = &self.targets[candidate.at].endpoint;
        match allowed {
            Allowed::Everything => true,
            Allowed::LoopbackOnly => {
                // Both readings of the address must say so: what we show and what is connected to.
                endpoint.is_loopback()
                    && address::call_url(endpoint, candidate.model).is_ok_and(|url| address::stays_here(&url))
            }
            Allowed::Nothing => false,
        }
    }

    /// Waits until a call may go out, and to where.
    pub(crate) async fn turn<'a>(
        &'a self,
        course: &mut Course<'a>,
        call: &Call,
        cancel: &CancellationToken,
    ) -> Result<Permit<'a>, CallError> {
        let _waiting = Waiting::new(self, course.left());
        let input = tokens::of_call(call);
        // Who comes back from a failed try has stood in line before.
        let line = (course.tries() == 0).then(|| self.line(course.left()));
        let _head = match &line {
            Some(line) => tokio::select! {
                head = line.lock() => Some(head),
                () = cancel.cancelled() => return Err(course.cancelled()),
            },
            None => None,
        };
        let mut told = None;
        loop {
            let changed = self.changed.notified();
            tokio::pin!(changed);
            changed.as_mut().enable();
            let hindrance = match self.take(course, call, input) {
                Ok(permit) => return Ok(permit),
                Err(hindrance) => hindrance,
            };
            let now = Instant::now();
            // Where another endpoint is only busy, its next reply may come at any moment: nothing to tell or to give up.
            if let (Some((at, until, reason)), false) = (hindrance.soonest, hindrance.is_busy) {
                if let Wait::CoolDown(fault) = reason {
                    course.bears(fault, &self.targets[at].endpoint, until - now, now)?;
                }
                if until - now >= TOLD_FROM && told != Some(reason) {
                    told = Some(reason);
                    let endpoint = self.targets[at].endpoint.name.clone();
                    let trouble = matches!(reason, Wait::CoolDown(_)).then(|| self.trouble(at)).flatten();
                    self.told.told(&News::Waiting { endpoint, reason, time: until - now, trouble });
                }
            }
            let until = hindrance.soonest.map_or(now + Duration::from_secs(3600), |(_, until, _)| until);
            tokio::select! {
                () = changed => {}
                () = tokio::time::sleep_until(until) => {}
                () = cancel.cancelled() => return Err(course.cancelled()),
            }
        }
    }

    fn trouble(&self, at: usize) -> Option<Trouble> {
        let place = &self.places()[at];
        let message = place.health.last_error.as_ref()?.message.clone();
        Some(Trouble { message, times: place.gate.strikes() })
    }

    fn line(&self, left: &[Candidate<'_>]) -> Arc<tokio::sync::Mutex<()>> {
        let set: Vec<usize> = left.iter().map(|candidate| candidate.at).collect();
        Arc::clone(self.lines.lock().unwrap_or_else(PoisonError::into_inner).entry(set).or_default())
    }

    /// A place at the freest endpoint, or what stands in the way.
    fn take<'a>(&'a self, course: &Course<'a>, call: &Call, input: u64) -> Result<Permit<'a>, Hindrance> {
        let now = Instant::now();
        let mut places = self.places();
        let is_out = |candidate: &Candidate<'_>| {
            let out = &places[candidate.at].out;
            let whole = out.get(&None);
            let model = out.get(&Some(candidate.model.to_owned()));
            whole.into_iter().chain(model).any(|until| *until > now)
        };
        let mut order: Vec<Candidate<'a>> = if places.iter().all(|place| place.out.is_empty()) {
            course.left().to_vec()
        } else {
            course.left().iter().filter(|candidate| !is_out(candidate)).copied().collect()
        };
        if order.is_empty() {
            // All are out of use: the server has the last word.
            order = course.left().to_vec();
        }
        let freedom = |candidate: &Candidate<'_>| {
            let is_same = course.last() == Some(candidate.at);
            (is_same, -places[candidate.at].gate.freedom())
        };
        order.sort_by(|a, b| freedom(a).partial_cmp(&freedom(b)).unwrap_or(std::cmp::Ordering::Equal));
        let mut hindrance = Hindrance { soonest: None, is_busy: false };
        for candidate in order {
            let place = &mut places[candidate.at];
            let usual = place.replies.get(candidate.model).copied().unwrap_or(USUAL_REPLY) as u64;
            let output = call.params.max_tokens.map_or(usual, |most| usual.min(most.into()));
            match place.gate.take(input + output, now) {
                Ok(leave) => return Ok(Permit { pool: self, candidate, leave, used: None }),
                Err(NotYet { until: None }) => hindrance.is_busy = true,
                Err(NotYet { until: Some((until, reason)) }) => {
                    if hindrance.soonest.is_none_or(|(_, other, _)| until < other) {
                        hindrance.soonest = Some((candidate.at, until, reason));
                    }
                }
            }
        }
        Err(hindrance)
    }
}

impl<'a> Permit<'a> {
    pub fn answered(mut self, usage: &Usage) {
        self.used = Some(usage.input.saturating_add(usage.output));
        let is_back = {
            let mut places = self.pool.places();
            let place = &mut places[self.candidate.at];
            place.health.answered(Instant::now());
            if !place.out.is_empty() {
                place.out.retain(|model, _| model.as_deref().is_some_and(|model| model != self.candidate.model));
            }
            let usual = place.replies.entry(self.candidate.model.to_owned()).or_insert(usage.output as f64);
            *usual += (usage.output as f64 - *usual) / 8.0;
            place.gate.succeeded()
        };
        if is_back {
            let endpoint = self.pool.targets[self.candidate.at].endpoint.name.clone();
            self.pool.told.told(&News::Back { endpoint });
        }
    }

    pub fn spent(mut self, usage: &Usage) -> Permit<'a> {
        self.used = Some(usage.input.saturating_add(usage.output));
        self
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        self.pool.places()[self.candidate.at].gate.back(self.leave, self.used);
        self.pool.changed.notify_waiters();
    }
}

/// Counts a call among the waiting for as long as it lives.
struct Waiting<'a> {
    pool: &'a Pool,
    at: Vec<usize>,
}

impl<'a> Waiting<'a> {
    fn new(pool: &'a Pool, left: &[Candidate<'_>]) -> Waiting<'a> {
        let at: Vec<usize> = left.iter().map(|candidate| candidate.at).collect();
        let mut places = pool.places();
        at.iter().for_each(|at| places[*at].waiting += 1);
        drop(places);
        Waiting { pool, at }
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        let mut places = self.pool.places();
        for at in &self.at {
            places[*at].waiting = places[*at].waiting.saturating_sub(1);
        }
    }
}
