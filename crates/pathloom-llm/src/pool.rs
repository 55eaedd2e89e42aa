//! All endpoints of a user together: one of the models asked for answers. Calls wait their turn in order, go where there
//! is most room, are tried again where that may help, and go elsewhere where it does not. Nothing is stored here.

use crate::attempt::attempt;
use crate::call::{Call, Reply};
use crate::course::Course;
use crate::fault::{CallError, Fault};
use crate::gate::Gate;
use crate::habits::Habits;
use crate::key::Key;
use crate::send::Connections;
use crate::state::{EndpointState, Health};
use crate::told::Told;
use pathloom_model::{Endpoint, ModelRef};
use std::collections::BTreeMap;
use std::sync::atomic::AtomicU64;
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
    /// How long a reply on its way is waited for once its run was cancelled: it is paid for, wanted or not.
    pub flight: Duration,
}

impl Default for Patience {
    fn default() -> Patience {
        Patience {
            tries: 6,
            trouble: Duration::from_secs(300),
            first: Duration::from_secs(1),
            longest: Duration::from_secs(60),
            flight: Duration::from_secs(30),
        }
    }
}

/// Used within a tokio runtime with its timer and input and output enabled.
pub struct Pool {
    pub(crate) targets: Vec<Target>,
    /// In the order of the targets.
    pub(crate) places: Mutex<Vec<Place>>,
    /// Calls for the same set of endpoints stand in one line; its head alone looks for a free place.
    pub(crate) lines: Mutex<BTreeMap<Vec<usize>, Arc<tokio::sync::Mutex<()>>>>,
    /// A call came back, or something else that may let a waiting one go.
    pub(crate) changed: Notify,
    pub(crate) connections: Connections,
    pub(crate) patience: Patience,
    pub(crate) told: Arc<dyn Told>,
    /// Of the sequence that spreads the waits.
    pub(crate) drawn: AtomicU64,
}

/// What changes about an endpoint.
pub(crate) struct Place {
    pub(crate) gate: Gate,
    pub(crate) habits: BTreeMap<String, Habits>,
    /// Tokens of a usual reply, by model: what a call is charged beforehand.
    pub(crate) replies: BTreeMap<String, f64>,
    /// Out of use for calls that may go elsewhere: bad key, no credit; a model that is not there.
    pub(crate) out: BTreeMap<Option<String>, Instant>,
    pub(crate) waiting: u32,
    pub(crate) health: Health,
}

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
        tokio::select! {
            biased;
            () = cancel.cancelled() => Err(CallError::new(Fault::Cancelled, "the call was cancelled", "")),
            outcome = self.complete_unless(models, call, allowed, cancel) => outcome,
        }
    }

    /// The same, but a try that is on its way when `cancel` comes is waited for; only then it ends. Dropping the future
    /// gives that up as well.
    pub async fn complete_unless(
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
            match attempt.await {
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

    /// What is known of a model by now; the caller keeps `structured` with the model's abilities.
    pub fn habits(&self, model: &ModelRef) -> Option<Habits> {
        let at = self.targets.iter().position(|target| target.endpoint.name == model.endpoint)?;
        Some(self.habits_at(at, &model.model))
    }

    pub(crate) fn habits_at(&self, at: usize, model: &str) -> Habits {
        let known = self.places()[at].habits.get(model).copied();
        known.unwrap_or_else(|| Habits::of(&self.targets[at].endpoint, model))
    }

    pub(crate) fn places(&self) -> MutexGuard<'_, Vec<Place>> {
        // Counts alone stand behind the lock: they are whole even after a panic elsewhere.
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
