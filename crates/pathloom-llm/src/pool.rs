//! All endpoints of a user together: one of the models asked for answers. Calls wait their turn in order, go where there
//! is most room, are tried again where that may help, and go elsewhere where it does not. Nothing is stored here.

use crate::attempt::{Again, Failed, attempt};
use crate::call::{Call, Reply, Usage};
use crate::course::Course;
use crate::fault::{CallError, Fault};
use crate::gate::{Gate, Leave, NotYet};
use crate::habits::Habits;
use crate::key::Key;
use crate::send::Connections;
use crate::state::{EndpointState, Health};
use crate::told::{Habit, News, Told, Wait};
use crate::{address, tokens, wire};
use pathloom_model::{Endpoint, ModelRef};
use reqwest::header::HeaderValue;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// An endpoint with its key, which stands nowhere else.
#[derive(Clone, Debug)]
pub struct Target {
    pub endpoint: Endpoint,
    pub key: Option<Key>,
}

/// Where calls may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Allowed {
    Everything,
    /// Only to this computer: some document must not leave it.
    LoopbackOnly,
    /// Offline.
    Nothing,
}

/// How long the pool puts up with trouble before a call fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// Of a call that meets errors of its own.
    pub tries: u32,
    /// With an endpoint that is down or sends every call away, counted for each call.
    pub trouble: Duration,
    /// The first wait is at most this long; each further one up to twice the one before (exponential backoff with full
    /// jitter, M. Brooker, AWS Architecture Blog 2015).
    pub first: Duration,
    pub longest: Duration,
}

impl Default for Patience {
    fn default() -> Patience {
        Patience {
            tries: 6,
            trouble: Duration::from_secs(300),
            first: Duration::from_secs(1),
            longest: Duration::from_secs(60),
        }
    }
}

/// A request as it goes out.
#[derive(Clone, Debug, PartialEq)]
pub struct Preview {
    pub url: String,
    /// "[key]" for the key.
    pub headers: BTreeMap<String, String>,
    pub body: serde_json::Value,
}

/// Used within a tokio runtime with its timer and input and output enabled.
pub struct Pool {
    targets: Vec<Target>,
    /// In the order of the targets.
    places: Mutex<Vec<Place>>,
    /// Calls for the same set of endpoints stand in one line; its head alone looks for a free place.
    lines: Mutex<BTreeMap<Vec<usize>, Arc<tokio::sync::Mutex<()>>>>,
    /// A call came back, or something else that may let a waiting one go.
    changed: Notify,
    connections: Connections,
    patience: Patience,
    told: Arc<dyn Told>,
    /// Of the sequence that spreads the waits.
    drawn: AtomicU64,
}

/// What changes about an endpoint.
struct Place {
    gate: Gate,
    habits: BTreeMap<String, Habits>,
    /// Tokens of a usual reply, by model: what a call is charged beforehand.
    replies: BTreeMap<String, f64>,
    /// Out of use for calls that may go elsewhere: bad key, no credit; a model that is not there.
    out: BTreeMap<Option<String>, Instant>,
    waiting: u32,
    health: Health,
}

/// One model at one endpoint, of those that may answer a call.
#[derive(Clone, Copy)]
pub(crate) struct Candidate<'a> {
    pub at: usize,
    pub model: &'a str,
}

/// How long an endpoint whose key or credit failed is passed over by calls that may go elsewhere.
const OUT: Duration = Duration::from_secs(60);
/// Waits shorter than this are not worth telling.
const TOLD_FROM: Duration = Duration::from_millis(900);

impl Pool {
    pub fn new(targets: Vec<Target>, told: Arc<dyn Told>) -> Pool {
        let now = Instant::now();
        let places = targets.iter().map(|target| Place {
            gate: Gate::new(target.endpoint.limits, now),
            habits: BTreeMap::new(),
            replies: BTreeMap::new(),
            out: BTreeMap::new(),
            waiting: 0,
            health: Health::default(),
        });
        Pool {
            places: Mutex::new(places.collect()),
            targets,
            lines: Mutex::default(),
            changed: Notify::new(),
            connections: Connections::default(),
            patience: Patience::default(),
            told,
            drawn: AtomicU64::new(0),
        }
    }

    #[must_use]
    pub fn with_patience(self, patience: Patience) -> Pool {
        Pool { patience, ..self }
    }

    /// One of `models` answers: the one with most free capacity; another when it fails in a way another may not.
    ///
    /// # Errors
    /// The last fault, with what to do about it; nothing was sent where calls are not allowed.
    pub async fn complete(
        &self,
        models: &[ModelRef],
        call: &Call,
        allowed: Allowed,
        cancel: &CancellationToken,
    ) -> Result<Reply, CallError> {
        let mut course = Course::new(self.candidates(models, allowed)?, self.patience);
        loop {
            if cancel.is_cancelled() {
                return Err(course.cancelled());
            }
            let permit = self.turn(&mut course, call, cancel).await?;
            let candidate = permit.candidate;
            let target = &self.targets[candidate.at];
            let habits = self.habits_at(candidate.at, candidate.model);
            // Boxed, so that the thousands of calls that wait stay small.
            let attempt = Box::pin(attempt(&self.connections, target, candidate.model, call, &habits));
            let outcome = tokio::select! {
                outcome = attempt => outcome,
                () = cancel.cancelled() => return Err(course.cancelled()),
            };
            match outcome {
                Ok(reply) => {
                    permit.answered(&reply.usage);
                    return Ok(course.finished(reply));
                }
                Err(failed) => self.after(&mut course, permit, failed, &habits, cancel).await?,
            }
        }
    }

    /// How the endpoints fare, in the order they were given.
    pub fn states(&self) -> Vec<EndpointState> {
        let now = Instant::now();
        let places = self.places();
        let states = self.targets.iter().zip(&*places).map(|(target, place)| EndpointState {
            name: target.endpoint.name.clone(),
            in_flight: place.gate.in_flight(),
            concurrency: place.gate.concurrency(),
            waiting: place.waiting,
            waits_for: place.gate.waits_for(now).map(|(until, reason)| (reason, until - now)),
            hour: place.health.hour(now),
            last_error: place.health.last_error.clone(),
        });
        states.collect()
    }

    /// The request that `call` makes of that model as things are known now, for "what is sent"; the key is not in it.
    /// `None` for an endpoint that is not here.
    pub fn preview(&self, model: &ModelRef, call: &Call) -> Option<Preview> {
        let at = self.targets.iter().position(|target| target.endpoint.name == model.endpoint)?;
        let Target { endpoint, key } = &self.targets[at];
        let habits = self.habits_at(at, &model.model);
        let url = address::call_url(endpoint, &model.model, habits.other_version).ok()?;
        let headers = wire::headers(endpoint, key.as_ref()).ok()?;
        let shown = |value: &HeaderValue| {
            if value.is_sensitive() {
                "[key]".to_owned()
            } else {
                String::from_utf8_lossy(value.as_bytes()).into_owned()
            }
        };
        Some(Preview {
            url: url.into(),
            headers: headers.iter().map(|(name, value)| (name.to_string(), shown(value))).collect(),
            body: wire::body(endpoint, &model.model, call, &habits),
        })
    }

    /// What is known of a model by now; the caller keeps `structured` with the model's abilities.
    pub fn habits(&self, model: &ModelRef) -> Option<Habits> {
        let at = self.targets.iter().position(|target| target.endpoint.name == model.endpoint)?;
        Some(self.habits_at(at, &model.model))
    }

    fn habits_at(&self, at: usize, model: &str) -> Habits {
        let known = self.places()[at].habits.get(model).copied();
        known.unwrap_or_else(|| Habits::of(&self.targets[at].endpoint, model))
    }

    fn places(&self) -> MutexGuard<'_, Vec<Place>> {
        // Counts alone stand behind the lock: they are whole even after a panic elsewhere.
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The models that exist here and may be asked.
    fn candidates<'a>(&self, models: &'a [ModelRef], allowed: Allowed) -> Result<Vec<Candidate<'a>>, CallError> {
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
                    && address::call_url(endpoint, candidate.model, false).is_ok_and(|url| address::stays_here(&url))
            }
            Allowed::Nothing => false,
        }
    }

    /// Waits until a call may go out, and to where.
    async fn turn<'a>(
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
            let (at, not_yet) = match self.take(course, call, input) {
                Ok(permit) => return Ok(permit),
                Err(not_yet) => not_yet,
            };
            let now = Instant::now();
            if let Some((until, reason)) = not_yet.until {
                if let Wait::CoolDown(fault) = reason {
                    course.bears(fault, &self.targets[at].endpoint, until - now, now)?;
                }
                if until - now >= TOLD_FROM && told != Some(reason) {
                    told = Some(reason);
                    let endpoint = self.targets[at].endpoint.name.clone();
                    self.told.told(&News::Waiting { endpoint, reason, time: until - now });
                }
            }
            let until = not_yet.until.map_or(now + Duration::from_secs(3600), |(until, _)| until);
            tokio::select! {
                () = changed => {}
                () = tokio::time::sleep_until(until) => {}
                () = cancel.cancelled() => return Err(course.cancelled()),
            }
        }
    }

    fn line(&self, left: &[Candidate<'_>]) -> Arc<tokio::sync::Mutex<()>> {
        let set: Vec<usize> = left.iter().map(|candidate| candidate.at).collect();
        Arc::clone(self.lines.lock().unwrap_or_else(PoisonError::into_inner).entry(set).or_default())
    }

    /// A place at the freest endpoint, or the soonest wait and for which endpoint.
    fn take<'a>(&'a self, course: &Course<'a>, call: &Call, input: u64) -> Result<Permit<'a>, (usize, NotYet)> {
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
        let mut soonest: Option<(usize, NotYet)> = None;
        for candidate in order {
            let place = &mut places[candidate.at];
            let usual = place.replies.get(candidate.model).copied().unwrap_or(500.0) as u64;
            let output = call.params.max_tokens.map_or(usual, |most| usual.min(most.into()));
            match place.gate.take(input + output, now) {
                Ok(leave) => {
                    return Ok(Permit { pool: self, candidate, leave, used: None });
                }
                Err(not_yet) => {
                    let at = |not_yet: &NotYet| not_yet.until.map(|(until, _)| until);
                    let is_sooner = soonest.as_ref().is_none_or(|(_, other)| match (at(&not_yet), at(other)) {
                        // A call that comes back may do so at any moment.
                        (None, _) => true,
                        (Some(_), None) => false,
                        (Some(this), Some(other)) => this < other,
                    });
                    if is_sooner {
                        soonest = Some((candidate.at, not_yet));
                    }
                }
            }
        }
        Err(soonest.unwrap_or((0, NotYet { until: None })))
    }

    /// What follows from a failed try: the next one, or the end.
    async fn after<'a>(
        &'a self,
        course: &mut Course<'a>,
        permit: Permit<'a>,
        failed: Failed,
        used: &Habits,
        cancel: &CancellationToken,
    ) -> Result<(), CallError> {
        let candidate = permit.candidate;
        let Failed { error, again } = failed;
        let now = Instant::now();
        let rest = self.note(&permit, &error, again, now);
        let spent = error.usage;
        drop(if spent == Usage::default() { permit } else { permit.spent(&spent) });
        let fault = error.fault;
        course.failed(candidate, error, now);
        match again {
            Again::Otherwise(habit) => {
                let is_changed = self.learn(candidate, habit, used);
                // A server that refuses every form would be asked for ever.
                if is_changed && course.turns(habit) {
                    return Ok(());
                }
                return self.elsewhere(course, candidate, fault);
            }
            Again::No => return self.elsewhere(course, candidate, fault),
            Again::Once if course.seen(fault) > 1 => return self.elsewhere(course, candidate, fault),
            Again::Once | Again::Soon | Again::AfterRest(_) => {}
        }
        let endpoint = &self.targets[candidate.at].endpoint;
        let is_rest = matches!(again, Again::AfterRest(_));
        if course.is_over(is_rest, now) {
            return self.elsewhere(course, candidate, fault);
        }
        // At first another endpoint may take it at once; a resting one keeps all waiting anyway.
        let is_free = is_rest || course.tries() == 1 && course.left().len() > 1;
        let own = if is_free { Duration::ZERO } else { self.backoff(course.tries()) };
        let (endpoint, model) = (endpoint.name.clone(), candidate.model.to_owned());
        self.told.told(&News::Retrying { endpoint, model, fault, tries: course.tries(), time: own.max(rest) });
        tokio::select! {
            () = tokio::time::sleep(own) => Ok(()),
            () = cancel.cancelled() => Err(course.cancelled()),
        }
    }

    /// Writes a failure down at its endpoint; how long that rests now.
    fn note(&self, permit: &Permit<'_>, error: &CallError, again: Again, now: Instant) -> Duration {
        let candidate = permit.candidate;
        let mut places = self.places();
        let place = &mut places[candidate.at];
        if !matches!(again, Again::Otherwise(_)) {
            place.health.failed(now, error);
        }
        match error.fault {
            Fault::KeyRefused | Fault::QuotaExhausted => _ = place.out.insert(None, now + OUT),
            Fault::NotFound => _ = place.out.insert(Some(candidate.model.to_owned()), now + OUT),
            _ => {}
        }
        let asked = match again {
            Again::AfterRest(asked) => asked,
            Again::Soon if place.gate.stumbled() => None,
            _ => return Duration::ZERO,
        };
        place.gate.failed(permit.leave, error.fault, asked, now, |strikes| self.backoff(strikes))
    }

    /// Takes a habit of the server to heart; `false` where the call was sent with all that is known, so that another try
    /// would be vain.
    fn learn(&self, candidate: Candidate<'_>, habit: Habit, used: &Habits) -> bool {
        let endpoint = &self.targets[candidate.at].endpoint;
        let (is_new, is_changed) = {
            let mut places = self.places();
            let habits = places[candidate.at].habits.entry(candidate.model.to_owned());
            let habits = habits.or_insert_with(|| Habits::of(endpoint, candidate.model));
            let before = *habits;
            habits.learn(habit);
            (*habits != before, *habits != *used)
        };
        if is_new {
            let (endpoint, model) = (endpoint.name.clone(), candidate.model.to_owned());
            self.told.told(&News::Learned { endpoint, model, what: habit });
        }
        is_changed
    }

    /// Gives this endpoint up for the call; the error where no other is left.
    fn elsewhere<'a>(&self, course: &mut Course<'a>, from: Candidate<'a>, fault: Fault) -> Result<(), CallError> {
        course.give_up(from)?;
        let name = |at: usize| self.targets[at].endpoint.name.clone();
        if let Some(to) = course.left().first() {
            self.told.told(&News::Elsewhere { from: name(from.at), to: name(to.at), fault });
        }
        Ok(())
    }

    /// Between nothing and twice the wait before. The sequence is the same in every process: it need only differ between
    /// calls.
    fn backoff(&self, nth: u32) -> Duration {
        let most = self.patience.first.saturating_mul(1 << (nth.clamp(1, 20) - 1)).min(self.patience.longest);
        let drawn = self.drawn.fetch_add(1, Ordering::Relaxed);
        // SplitMix64 (G. Steele, D. Lea, C. Flood 2014).
        let mut z = (drawn + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        most.mul_f64(((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64)
    }
}

/// A call that may go out. Whatever becomes of it, its place is free again when this is dropped.
struct Permit<'a> {
    pool: &'a Pool,
    candidate: Candidate<'a>,
    leave: Leave,
    /// Tokens in all, where the server told.
    used: Option<u64>,
}

impl<'a> Permit<'a> {
    fn answered(mut self, usage: &Usage) {
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

    fn spent(mut self, usage: &Usage) -> Permit<'a> {
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
