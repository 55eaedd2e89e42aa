//! Calls of models as the stages make them: a stored reply is free, a new one is on disk before it counts, a limit of
//! money or a thing to be mended pauses the run instead of failing it.

pub mod budget;
mod request;
mod setup;
mod writer;

use crate::control::Control;
use crate::endpoints::SendingRules;
use crate::error;
use crate::session::guard;
use budget::{Budget, Month};
use pathloom_ipc::AppError;
use pathloom_ipc::runs::{PauseCause, PauseView};
use pathloom_llm::{
    Allowed, Call, CallError, Fault, Finish, Message, News, Patience, Pool, Reply, Told, Usage, Wait, cost, read_json,
    tokens,
};
use pathloom_model::{Endpoint, Key, ModelRef, ModelRole, Price, RoleModels};
use pathloom_store::Project;
use pathloom_store::table::calls::{CallRow, CallState};
use serde::de::DeserializeOwned;
pub use setup::Setup;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::Instant;
use writer::Writer;

/// A reply with the key of its row.
#[derive(Clone, Debug, PartialEq)]
pub struct Answered {
    pub key: String,
    /// Who answered.
    pub model: ModelRef,
    pub reply: Reply,
    /// It was there already and cost nothing.
    pub stored: bool,
}

/// Makes the calls of one run; clones share everything but what belongs to one path.
#[derive(Clone)]
pub struct Caller {
    shared: Arc<Shared>,
    attempt: u32,
    allowed: Allowed,
    to_batch: bool,
    /// Nothing new is asked.
    stored_only: bool,
    made: Arc<Mutex<Vec<String>>>,
}

struct Shared {
    project: Arc<Project>,
    pool: Pool,
    endpoints: BTreeMap<String, Endpoint>,
    roles: RoleModels,
    rules: SendingRules,
    patience: Patience,
    writer: Writer,
    control: Arc<Control>,
    budget: Arc<Budget>,
    /// Calls under way, by key: who wants the same one waits for it.
    flights: Mutex<HashMap<String, Arc<tokio::sync::Mutex<()>>>>,
    run: u64,
    now: fn() -> i64,
    totals: Totals,
}

/// What the run's calls came to since it began or went on.
#[derive(Default)]
pub struct Totals {
    pub calls: AtomicU64,
    pub tokens_in: AtomicU64,
    pub tokens_out: AtomicU64,
    /// Calls kept for a batch file.
    pub pending: AtomicU64,
    /// Calls given up on their way.
    pub given_up: AtomicU64,
    /// Calls that ended in errors of the server since one was answered.
    server_errors: AtomicU64,
    /// When each endpoint answered last.
    answered: Mutex<BTreeMap<String, Instant>>,
}

impl Totals {
    fn note_answer(&self, endpoint: &str, now: Instant) {
        self.server_errors.store(0, Ordering::Relaxed);
        guard(&self.answered).insert(endpoint.to_owned(), now);
    }

    /// Whether an endpoint has answered nothing for so long.
    fn is_quiet(&self, endpoint: &str, time: Duration, now: Instant) -> bool {
        guard(&self.answered).get(endpoint).is_none_or(|last| now - *last >= time)
    }
}

impl Caller {
    pub fn new(
        project: Arc<Project>,
        setup: Setup,
        run: u64,
        control: Arc<Control>,
        now: fn() -> i64,
    ) -> Result<Caller, AppError> {
        let spent_by_run = project.spent_of_run(run).map_err(error::store)?;
        let month = Month::now(&project, setup.limits.account.clone(), now()).map_err(error::store)?;
        let budget = Arc::new(Budget::new(setup.limits, spent_by_run, &month));
        let endpoints = setup.targets.iter().map(|it| (it.endpoint.name.clone(), it.endpoint.clone())).collect();
        let shared = Shared {
            pool: Pool::new(
                setup.targets,
                Arc::new(Ears { control: control.clone(), roles: setup.roles.clone(), now }),
            )
            .with_patience(setup.patience),
            endpoints,
            roles: setup.roles,
            rules: setup.rules,
            patience: setup.patience,
            writer: Writer::new(project.clone(), budget.clone(), month),
            project,
            control,
            budget,
            flights: Mutex::default(),
            run,
            now,
            totals: Totals::default(),
        };
        let allowed = shared.rules.allowed([]);
        Ok(Caller {
            shared: Arc::new(shared),
            attempt: 0,
            allowed,
            to_batch: false,
            stored_only: false,
            made: Arc::default(),
        })
    }

    /// For one path: a later `attempt` asks anew what an earlier one was answered unfit; what shows something of these
    /// documents goes only where they may go.
    pub fn for_path<'a>(&self, attempt: u32, documents: impl IntoIterator<Item = &'a Key>) -> Caller {
        let allowed = self.shared.rules.allowed(documents);
        let (to_batch, stored_only) = (self.to_batch, self.stored_only);
        Caller { shared: self.shared.clone(), attempt, allowed, to_batch, stored_only, made: Arc::default() }
    }

    /// Whether it asks this computer alone.
    pub fn stays_here(&self) -> bool {
        self.allowed != Allowed::Everything
    }

    /// Calls are kept for a batch file instead of being made.
    #[must_use]
    pub fn for_batch(self) -> Caller {
        Caller { to_batch: true, ..self }
    }

    /// Replies that are there are given; whatever would have to be asked is as if the run had been stopped.
    #[must_use]
    pub fn for_stored(self) -> Caller {
        Caller { stored_only: true, ..self }
    }

    /// Whether a reply to this very call is there.
    pub fn has_reply(&self, models: &[ModelRef], call: &Call) -> bool {
        matches!(self.stored(&self.keys(models, &self.attempted(call))), Ok(Some(_)))
    }

    /// Keys of the calls made for this path so far, in the order of asking.
    pub fn made(&self) -> Vec<String> {
        guard(&self.made).clone()
    }

    /// Models of a role; empty where the built-in engine or nobody has it.
    pub fn models(&self, role: ModelRole) -> &[ModelRef] {
        self.shared.roles.get(&role).map_or(&[], Vec::as_slice)
    }

    /// Whether the user goes on without this judge.
    pub fn is_left_out(&self, judge: &ModelRef) -> bool {
        self.shared.control.is_left_out(judge)
    }

    /// Calls on their way.
    pub fn in_flight(&self) -> u64 {
        self.shared.pool.states().iter().map(|state| u64::from(state.in_flight)).sum()
    }

    /// How long those are waited for after the run was cancelled.
    pub fn flight(&self) -> Duration {
        self.shared.patience.flight
    }

    pub fn roles(&self) -> &RoleModels {
        &self.shared.roles
    }

    pub fn endpoint(&self, name: &str) -> Option<&Endpoint> {
        self.shared.endpoints.get(name)
    }

    pub fn control(&self) -> &Arc<Control> {
        &self.shared.control
    }

    pub fn now(&self) -> i64 {
        (self.shared.now)()
    }

    /// Whether any model that may be asked has a price.
    pub fn priced(&self) -> bool {
        self.shared.roles.values().flatten().any(|model| self.price(model).is_some())
    }

    pub fn budget(&self) -> &Budget {
        &self.shared.budget
    }

    pub fn totals(&self) -> &Totals {
        &self.shared.totals
    }

    /// A stored reply to the identical call is free; otherwise the pool is asked and the reply is on disk before this
    /// returns. [`Fault::Cancelled`] says that the run ends or pauses: the path is neither done nor failed.
    pub async fn call(&self, role: ModelRole, models: &[ModelRef], call: &Call) -> Result<Answered, CallError> {
        let attempted = self.attempted(call);
        let call = attempted.as_ref();
        let keys = self.keys(models, call);
        let Some((_, first)) = keys.first() else {
            let message = format!("No model is set for the role \"{}\".", role.word());
            return Err(CallError::new(Fault::NotAllowed, message, "Choose one on the Models page."));
        };
        let flight = self.shared.flight(first);
        let _alone = flight.lock().await;
        let answered = match self.stored(&keys) {
            Ok(Some(answered)) => Ok(answered),
            Ok(None) => self.ask(role, models, call, &keys).await,
            Err(problem) => Err(self.disk(&problem)),
        };
        self.shared.land(first, &flight);
        if let Ok(answered) = &answered {
            guard(&self.made).push(answered.key.clone());
        }
        answered
    }

    /// The same for a JSON reply: one re-ask with the validator's message, then a failure that keeps the raw reply. Of the
    /// attempts so far the first that can be read counts; only where none can is it asked anew.
    pub async fn call_json<T: DeserializeOwned>(
        &self,
        role: ModelRole,
        models: &[ModelRef],
        call: &Call,
    ) -> Result<(T, Answered), CallError> {
        let mut attempt = 0;
        loop {
            let (outcome, is_new) = Caller { attempt, ..self.clone() }.call_json_once(role, models, call).await;
            let is_unfit = outcome.as_ref().is_err_and(|error: &CallError| error.fault == Fault::BadReply);
            attempt += 1;
            if !is_unfit || is_new || !(attempt <= self.attempt || self.is_stored(attempt, models, call)) {
                return outcome;
            }
        }
    }

    fn is_stored(&self, attempt: u32, models: &[ModelRef], call: &Call) -> bool {
        let caller = Caller { attempt, ..self.clone() };
        caller.stored(&caller.keys(models, &caller.attempted(call))).is_ok_and(|found| found.is_some())
    }

    /// One attempt, and whether anything was asked for it.
    async fn call_json_once<T: DeserializeOwned>(
        &self,
        role: ModelRole,
        models: &[ModelRef],
        call: &Call,
    ) -> (Result<(T, Answered), CallError>, bool) {
        let first = match self.call(role, models, call).await {
            Ok(first) => first,
            Err(error) => return (Err(error), true),
        };
        let problem = match read_json(&first.reply.text) {
            Ok(value) => return (Ok((value, first)), true),
            Err(problem) => problem,
        };
        let wish = match first.reply.finish {
            Finish::Length => {
                "It was cut where the tokens ran out. Answer again, much shorter, with whole JSON alone.".into()
            }
            _ => format!("This reply could not be used: {problem}. Answer again with the corrected JSON alone."),
        };
        let mut again = call.clone();
        again.messages.push(Message::assistant(first.reply.text));
        again.messages.push(Message::user(wish));
        let second = match self.call(role, models, &again).await {
            Ok(second) => second,
            Err(error) => return (Err(error), true),
        };
        let is_new = !(first.stored && second.stored);
        let outcome = match read_json(&second.reply.text) {
            Ok(value) => Ok((value, second)),
            Err(problem) => Err(unusable(second.reply, &problem.to_string())),
        };
        (outcome, is_new)
    }

    /// Not copied where it stays as it is: thousands of calls may wait.
    fn attempted<'a>(&self, call: &'a Call) -> Cow<'a, Call> {
        if self.attempt == 0 {
            return Cow::Borrowed(call);
        }
        let mut call = call.clone();
        let seed = call.params.seed.unwrap_or_default();
        call.params.seed = Some(seed + u64::from(self.attempt) * ATTEMPT);
        Cow::Owned(call)
    }

    /// The models that can be asked with the keys of their rows: what the endpoint's configuration fills in decides the
    /// reply as well.
    fn keys(&self, models: &[ModelRef], call: &Call) -> Vec<(ModelRef, String)> {
        let key = |model: &ModelRef| {
            let endpoint = self.shared.endpoints.get(&model.endpoint)?;
            Some((model.clone(), request::filled(call, endpoint).key(endpoint.kind, &model.model)))
        };
        models.iter().filter_map(key).collect()
    }

    fn stored(&self, keys: &[(ModelRef, String)]) -> Result<Option<Answered>, String> {
        for (model, key) in keys {
            let found = self.shared.project.reply(key).map_err(|problem| problem.to_string())?;
            if let Some(reply) = found.and_then(|text| serde_json::from_str(&text).ok()) {
                return Ok(Some(Answered { key: key.clone(), model: model.clone(), reply, stored: true }));
            }
        }
        Ok(None)
    }

    async fn ask(
        &self,
        role: ModelRole,
        models: &[ModelRef],
        call: &Call,
        keys: &[(ModelRef, String)],
    ) -> Result<Answered, CallError> {
        let shared = &*self.shared;
        if shared.control.is_stopped() || self.stored_only {
            return Err(stopped());
        }
        let asked: Vec<ModelRef>;
        let models = match role {
            ModelRole::Judges => {
                asked = models.iter().filter(|judge| !self.is_left_out(judge)).cloned().collect();
                asked.as_slice()
            }
            _ => models,
        };
        if models.is_empty() {
            return Err(left_out());
        }
        if self.to_batch {
            return Err(self.keep_for_batch(role, call, keys).await);
        }
        let held = tokio::select! {
            held = shared.budget.hold(self.probable_cost(models, call)) => held,
            () = shared.control.stopped() => return Err(stopped()),
        };
        let held = match held {
            Ok(held) => held,
            Err(limit) => {
                shared.control.pause(self.budget_reached(limit));
                return Err(stopped());
            }
        };
        let reply = self.ask_pool(role, models, call, keys).await?;
        let (model, key) = keys
            .iter()
            .find(|(model, _)| model.endpoint == reply.endpoint && model.model == reply.model)
            .or(keys.first())
            .ok_or_else(stopped)?;
        let row = self.row(role, model, key, CallState::Done, call);
        let money = self.price(model).map(|price| cost(&reply.usage, &price));
        let row = CallRow {
            reply: serde_json::to_string(&reply).unwrap_or_default(),
            tokens_in: reply.usage.input,
            tokens_out: reply.usage.output,
            tokens_cached: reply.usage.cached,
            money,
            latency_ms: reply.latency_ms,
            errors: u64::from(reply.tries.saturating_sub(1)),
            ..row
        };
        held.settle(money.unwrap_or_default());
        shared.writer.put(row).await.map_err(|problem| self.disk(&problem))?;
        shared.totals.calls.fetch_add(1, Ordering::Relaxed);
        shared.totals.tokens_in.fetch_add(reply.usage.input, Ordering::Relaxed);
        shared.totals.tokens_out.fetch_add(reply.usage.output, Ordering::Relaxed);
        Ok(Answered { key: key.clone(), model: model.clone(), reply, stored: false })
    }

    /// Asks the pool, which waits out what passes. What would end every further call the same way pauses the run.
    async fn ask_pool(
        &self,
        role: ModelRole,
        models: &[ModelRef],
        call: &Call,
        keys: &[(ModelRef, String)],
    ) -> Result<Reply, CallError> {
        let shared = &*self.shared;
        let answered_before = shared.totals.calls.load(Ordering::Relaxed);
        let control = &shared.control;
        let outcome = tokio::select! {
            outcome = shared.pool.complete_unless(models, call, self.allowed, control.stop()) => outcome,
            () = control.given_up(shared.patience.flight) => {
                shared.totals.given_up.fetch_add(1, Ordering::Relaxed);
                return Err(stopped());
            }
            () = control.all_left_out(models), if role == ModelRole::Judges => return Err(left_out()),
        };
        let fault = match outcome {
            Ok(reply) => {
                shared.control.answers(&reply.endpoint);
                shared.totals.note_answer(&reply.endpoint, Instant::now());
                return Ok(reply);
            }
            Err(fault) => fault,
        };
        if fault.fault == Fault::Cancelled {
            return Err(fault);
        }
        self.keep_failure(role, call, keys, &fault).await;
        // Where others were answered meanwhile, the fault is this call's own.
        let all_fail = shared.totals.calls.load(Ordering::Relaxed) == answered_before;
        let in_a_row = match fault.fault {
            Fault::ServerError => 1 + shared.totals.server_errors.fetch_add(1, Ordering::Relaxed),
            _ => 0,
        };
        let pause = match fault.fault {
            other if other.stops_endpoint() => self.mend_first(&fault),
            Fault::Unreachable | Fault::TooManyRequests if all_fail => self.down(&fault),
            _ if fault.is_outage && shared.is_down(&fault.endpoint) => self.down(&fault),
            Fault::ServerError if in_a_row >= SERVER_ERRORS => self.down(&fault),
            _ => return Err(fault),
        };
        shared.control.pause(pause);
        Err(stopped())
    }

    fn row(&self, role: ModelRole, model: &ModelRef, key: &str, state: CallState, call: &Call) -> CallRow {
        let endpoint = self.shared.endpoints.get(&model.endpoint);
        let whole = state == CallState::Pending;
        CallRow {
            key: key.to_owned(),
            role: role.word().to_owned(),
            endpoint: model.endpoint.clone(),
            kind: endpoint.map_or(String::new(), |endpoint| endpoint.kind.word().to_owned()),
            model: model.model.clone(),
            run: self.shared.run,
            state,
            request: endpoint.map_or(String::new(), |endpoint| request::text(&request::filled(call, endpoint), whole)),
            reply: String::new(),
            tokens_in: 0,
            tokens_out: 0,
            tokens_cached: 0,
            money: None,
            latency_ms: 0,
            errors: 0,
            at: (self.shared.now)(),
        }
    }

    /// A failure that is not kept costs nothing but its trace.
    async fn keep_failure(&self, role: ModelRole, call: &Call, keys: &[(ModelRef, String)], fault: &CallError) {
        let Some((model, key)) = keys.iter().find(|(model, _)| model.endpoint == fault.endpoint).or(keys.first())
        else {
            return;
        };
        let row = CallRow {
            reply: serde_json::to_string(fault).unwrap_or_default(),
            errors: u64::from(fault.tries.max(1)),
            tokens_in: fault.usage.input,
            tokens_out: fault.usage.output,
            money: self.price(model).map(|price| cost(&fault.usage, &price)),
            ..self.row(role, model, key, CallState::Failed, call)
        };
        let _ = self.shared.writer.put(row).await;
    }

    async fn keep_for_batch(&self, role: ModelRole, call: &Call, keys: &[(ModelRef, String)]) -> CallError {
        if let Some((model, key)) = keys.first() {
            let row = self.row(role, model, key, CallState::Pending, call);
            if let Err(problem) = self.shared.writer.put(row).await {
                return self.disk(&problem);
            }
            self.shared.totals.pending.fetch_add(1, Ordering::Relaxed);
        }
        stopped()
    }

    fn price(&self, model: &ModelRef) -> Option<Price> {
        self.shared.endpoints.get(&model.endpoint)?.model(&model.model)?.price
    }

    /// By the dearest of the models, with as much output as calls had so far.
    fn probable_cost(&self, models: &[ModelRef], call: &Call) -> f64 {
        let totals = &self.shared.totals;
        let calls = totals.calls.load(Ordering::Relaxed);
        let output = totals
            .tokens_out
            .load(Ordering::Relaxed)
            .checked_div(calls)
            .unwrap_or_else(|| u64::from(call.params.max_tokens.unwrap_or(USUAL_OUTPUT).min(USUAL_OUTPUT)));
        let usage = Usage { input: tokens::of_call(call), output, ..Usage::default() };
        models.iter().filter_map(|model| Some(cost(&usage, &self.price(model)?))).fold(0.0, f64::max)
    }

    fn paused(&self, cause: PauseCause, message: String, hint: &str, endpoint: &str) -> PauseView {
        let (affected, judges_left) = affected(&self.shared.roles, endpoint, &self.shared.control);
        let endpoint = endpoint.to_owned();
        PauseView { endpoint, affected, judges_left, ..PauseView::new(cause, message, hint, (self.shared.now)()) }
    }

    fn budget_reached(&self, cause: PauseCause) -> PauseView {
        let limits = self.shared.budget.limits();
        let (whose, limit) = match cause {
            PauseCause::MonthBudget => ("this month", limits.month),
            _ => ("this run", limits.run),
        };
        let message = format!("The budget of {whose} ({:.2}) is reached.", limit.unwrap_or_default());
        self.paused(cause, message, "Raise the limit, then resume. Everything paid for is kept.", "")
    }

    fn mend_first(&self, fault: &CallError) -> PauseView {
        self.paused(PauseCause::Settings, fault.message.clone(), &fault.hint, &fault.endpoint)
    }

    fn down(&self, fault: &CallError) -> PauseView {
        let outage = self.shared.control.outage().filter(|outage| outage.endpoint == fault.endpoint);
        let since = outage.map(|outage| outage.since);
        let hint =
            "Nothing is charged meanwhile. Test the endpoint on the Models page, or give the role to another model.";
        let pause = self.paused(PauseCause::EndpointDown, fault.message.clone(), hint, &fault.endpoint);
        PauseView { since: since.unwrap_or(pause.since), ..pause }
    }

    fn disk(&self, problem: &str) -> CallError {
        let hint = "Put the disk in order, then resume.";
        self.shared.control.pause(self.paused(PauseCause::Disk, problem.to_owned(), hint, ""));
        stopped()
    }
}

/// Between the seeds of two attempts; attempts at one question take the numbers between.
const ATTEMPT: u64 = 1_000_003;
/// So many calls in a row, each tried several times: it is the server, not the calls.
const SERVER_ERRORS: u64 = 8;
/// Tokens of a reply where nothing is known yet.
const USUAL_OUTPUT: u32 = 700;

impl Shared {
    fn flight(&self, key: &str) -> Arc<tokio::sync::Mutex<()>> {
        guard(&self.flights).entry(key.to_owned()).or_default().clone()
    }

    /// Those in flight when it went down waited as long as those that came later: half of that tells them from calls
    /// whose trouble is their own.
    fn is_down(&self, endpoint: &str) -> bool {
        self.totals.is_quiet(endpoint, self.patience.trouble / 2, Instant::now())
    }

    /// The last one clears up.
    fn land(&self, key: &str, flight: &Arc<tokio::sync::Mutex<()>>) {
        let mut flights = guard(&self.flights);
        if Arc::strong_count(flight) <= 2 {
            flights.remove(key);
        }
    }
}

/// A reply that is no JSON of the form asked for, the second time.
fn unusable(reply: Reply, problem: &str) -> CallError {
    let (message, hint) = match reply.finish {
        Finish::Length => (
            format!("The reply of {} was cut after {} tokens, before its end.", reply.endpoint, reply.usage.output),
            "Allow more tokens of a reply under Models, or choose a model that is briefer.",
        ),
        _ => (
            format!("The reply of {} was not the JSON asked for: {problem}.", reply.endpoint),
            "Ask anew, or choose a model that holds to a form.",
        ),
    };
    CallError { endpoint: reply.endpoint, raw: reply.text, tries: 2, ..CallError::new(Fault::BadReply, message, hint) }
}

fn stopped() -> CallError {
    CallError::new(Fault::Cancelled, "The run was stopped before this call.", "Resume it.")
}

fn left_out() -> CallError {
    CallError::new(Fault::NotAllowed, "left out of this run", "Score again to ask this judge.")
}

/// What stands still without an endpoint: roles whose models are all there, and the judges there. With how many judges
/// could still vote, where only judges are missing.
fn affected(roles: &RoleModels, endpoint: &str, control: &Control) -> (RoleModels, u32) {
    let is_there = |model: &&ModelRef| model.endpoint == endpoint;
    let missing = |(role, models): (&ModelRole, &Vec<ModelRef>)| {
        let there: Vec<ModelRef> = models.iter().filter(is_there).cloned().collect();
        let stands = !there.is_empty() && (*role == ModelRole::Judges || there.len() == models.len());
        stands.then_some((*role, there))
    };
    let affected: RoleModels = roles.iter().filter_map(missing).collect();
    if affected.keys().any(|role| *role != ModelRole::Judges) {
        return (affected, 0);
    }
    let judges = roles.get(&ModelRole::Judges).into_iter().flatten();
    let left = judges.filter(|judge| !is_there(judge) && !control.is_left_out(judge)).count();
    let is_any = !affected.is_empty();
    (affected, if is_any { left as u32 } else { 0 })
}

/// What the pool waits for, as the run's view tells it.
struct Ears {
    control: Arc<Control>,
    roles: RoleModels,
    now: fn() -> i64,
}

impl Told for Ears {
    fn told(&self, news: &News) {
        let now = (self.now)();
        match news {
            News::Waiting { endpoint, reason: Wait::CoolDown(fault), time, trouble }
                if matches!(fault, Fault::Unreachable | Fault::ServerError) =>
            {
                let before = self.control.outage().filter(|outage| outage.endpoint == *endpoint);
                let since = before.map_or(now, |outage| outage.since);
                let message = match trouble {
                    Some(trouble) => format!("{}, {} tries in a row", trouble.message, trouble.times),
                    None => format!("{endpoint}: {fault}."),
                };
                let hint = "It is tried again by itself. What is finished is kept, and nothing is charged meanwhile.";
                let (affected, judges_left) = affected(&self.roles, endpoint, &self.control);
                self.control.set_outage(PauseView {
                    endpoint: endpoint.clone(),
                    retry_at: Some(now + time.as_secs() as i64),
                    affected,
                    judges_left,
                    ..PauseView::new(PauseCause::EndpointDown, message, hint, since)
                });
            }
            News::Waiting { time, .. } | News::Retrying { time, .. } => {
                self.control.set_waits(news.to_string(), now + time.as_secs() as i64 + 1);
            }
            News::Back { endpoint } => {
                self.control.clear_waits();
                self.control.answers(endpoint);
            }
            News::Elsewhere { .. } | News::Learned { .. } => {}
        }
    }
}
