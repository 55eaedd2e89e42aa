//! Generate and Score by models, side by side. Which paths, and where their samples stand, is decided by template and
//! seed before any model is asked, so it does not depend on who answers when.

use super::flow::{self, Event, Path, Shared, ToScore};
use super::ledger::{Ledger, Standing};
use super::work::Work;
use crate::calls::{Caller, Setup};
use crate::history::History;
use crate::job::Job;
use crate::runtime::runtime;
use crate::view::templates::{Ground, invalid, why_none};
use crate::{Session, error};
use pathloom_graph::{Plan, Request, compile};
use pathloom_ipc::runs::{PauseCause, PauseView, RunState, SpendView};
use pathloom_ipc::templates::GenerateRequest;
use pathloom_ipc::{AppError, ErrorCode};
use pathloom_model::{ModelRef, ModelRole, Template};
use pathloom_store::Project;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::sync::mpsc::Sender;

/// Roles that score.
pub const SCORING: [ModelRole; 4] = [ModelRole::Judges, ModelRole::Strong, ModelRole::Weak, ModelRole::Complexity];

impl Setup {
    /// As it is set for the project now; `None` where no model has a part in making samples, or all is offline.
    pub fn of(session: &Session) -> Result<Option<Setup>, AppError> {
        let reach = session
            .reach(&[&[ModelRole::Generator, ModelRole::Vision, ModelRole::Embedding][..], &SCORING].concat())?;
        let writes = reach.roles.contains_key(&ModelRole::Generator);
        if reach.rules.is_offline() && writes {
            let message =
                "A model has the role of the generator, and nothing may be sent while \"offline only\" is on.";
            let hint = "Switch it off under Models, or give the role to the built-in engine.";
            return Err(AppError::new(ErrorCode::NotAllowed, message, hint));
        }
        if reach.rules.is_offline() || !(writes || SCORING.iter().any(|role| reach.roles.contains_key(role))) {
            return Ok(None);
        }
        session.setup(reach).map(Some)
    }
}

/// Whether a role is given to a model.
pub fn has(setup: &Setup, role: ModelRole) -> bool {
    setup.roles.get(&role).is_some_and(|models| !models.is_empty())
}

pub fn scores(setup: &Setup) -> bool {
    SCORING.into_iter().any(|role| has(setup, role))
}

/// Writes a sample for each path that is drawn, and scores it where some model has a part in that.
pub fn run<W: Work>(
    session: &Session,
    job: &mut Job,
    request: &GenerateRequest,
    setup: Setup,
    work: W,
) -> Result<(RunState, String), AppError> {
    let ground = session.ground(request.subgraph)?;
    ground.state.knowledge()?;
    let templates = request.templates.iter().map(|id| session.find(id)).collect::<Result<Vec<Template>, _>>()?;
    let plans = templates
        .iter()
        .map(|template| compile(ground.graph(), template).map_err(invalid))
        .collect::<Result<Vec<_>, AppError>>()?;
    let each = u64::from(request.samples);
    let wanted = templates.len() as u64 * each;
    let history = History::before(&session.project, job.view.run, request.strategy)?;
    let first = session.project.reserve_places(job.view.run, wanted).map_err(error::store)?;
    let scores = scores(&setup);
    let workers = workers(&setup);
    begin(job, &[("Sample", wanted, "paths"), ("Generate", wanted, "samples")]);
    if scores {
        begin(job, &[("Score", wanted, "samples")]);
    }
    let (mut ledger, standings, attempts) = Ledger::open(&session.project, job, first, scores)?;
    let shared = Shared {
        work,
        caller: caller(session, job, setup, request)?,
        state: ground.state.clone(),
        templates: templates.clone(),
        scores,
        draw: Some(history.record(request.strategy, each)),
        seed: request.seed,
        subgraph: request.subgraph.filter(|sampling| !sampling.is_whole()),
    };
    let drawing = Drawing {
        session,
        ground: &ground,
        templates: &templates,
        plans: &plans,
        history: &history,
        request,
        standings: &standings,
        attempts: &attempts,
        first,
        // What was tried is made by now: a run that goes on does all.
        only: request.try_first.filter(|_| standings.is_empty()).map(u64::from),
        scores,
    };
    let tried = drawing.only;
    let lost = flow_through(job, &mut ledger, shared, workers, |caller, ends| drawing.draw(caller, &ends))?;
    let (state, words) = ending(job, &ledger, wanted, tried, session.now());
    Ok((state, words + &lost))
}

/// Scores the samples of a run that are still to be scored, however they were made.
pub fn score<W: Work>(
    session: &Session,
    job: &mut Job,
    request: &GenerateRequest,
    setup: Setup,
    work: W,
) -> Result<(RunState, String), AppError> {
    let state = session.graph()?;
    state.knowledge()?;
    let made = job.view.samples;
    begin(job, &[("Score", made, "samples")]);
    let (mut ledger, standings, attempts) = Ledger::open(&session.project, job, 0, true)?;
    let workers = workers(&setup);
    let shared = Shared {
        work,
        caller: caller(session, job, setup, request)?,
        state,
        templates: vec![],
        scores: true,
        draw: None,
        seed: request.seed,
        subgraph: None,
    };
    let project = session.project.clone();
    let lost = flow_through(job, &mut ledger, shared, workers, |caller, ends| {
        for (place, standing) in &standings {
            if caller.control().is_stopped() {
                return Ok(());
            }
            if *standing == (Standing::Made { scored: false })
                && let Some(sample) = project.made(0, *place).map_err(error::store)?
            {
                let attempt = attempts.get(place).copied().unwrap_or_default();
                if ends.to_score.blocking_send(ToScore { place: *place, sample, attempt }).is_err() {
                    return Ok(());
                }
            }
        }
        Ok(())
    })?;
    let (state, words) = ending(job, &ledger, made, None, session.now());
    Ok((state, words + &lost))
}

fn begin(job: &mut Job, stages: &[(&str, u64, &str)]) {
    for (name, total, unit) in stages {
        job.begin(name, *total, unit);
    }
}

fn caller(session: &Session, job: &mut Job, mut setup: Setup, request: &GenerateRequest) -> Result<Caller, AppError> {
    setup.limits.run = request.budget;
    job.view.models.clone_from(&setup.roles);
    // Who is asked is known from now on, whatever becomes of the run.
    session.project.save_run(job.view.run, &job.view, None).map_err(error::store)?;
    let caller = Caller::new(session.project.clone(), setup, job.view.run, job.control.clone(), session.now)?;
    Ok(if request.to_batch { caller.for_batch() } else { caller })
}

/// Writers and scorers: twice what the endpoints take at once, so that none waits for a prompt to be written.
fn workers(setup: &Setup) -> (usize, usize) {
    (at_once(setup, &[ModelRole::Generator]), at_once(setup, &SCORING))
}

pub(super) fn at_once(setup: &Setup, roles: &[ModelRole]) -> usize {
    let mut names: Vec<&str> = roles
        .iter()
        .filter_map(|role| setup.roles.get(role))
        .flatten()
        .map(|ModelRef { endpoint, .. }| endpoint.as_str())
        .collect();
    names.sort_unstable();
    names.dedup();
    let of = |name: &str| setup.targets.iter().find(|target| target.endpoint.name == name);
    let sum: u32 = names.into_iter().filter_map(of).map(|target| target.endpoint.limits.concurrency).sum();
    (sum as usize * 2).clamp(1, MOST_WORKERS)
}

const MOST_WORKERS: usize = 1_024;
/// How often the run is looked at when nothing comes.
pub(super) const TICK: Duration = Duration::from_millis(200);

/// Ends of the flow for whoever brings the work.
struct Ends {
    paths: Sender<Path>,
    to_score: Sender<ToScore>,
    events: Sender<Event>,
}

/// Runs the flow until all that `bring` puts in came out, storing and counting in this thread; a sentence about replies
/// that were given up.
fn flow_through<W: Work>(
    job: &mut Job,
    ledger: &mut Ledger<'_>,
    shared: Shared<W>,
    (writers, scorers): (usize, usize),
    bring: impl FnOnce(Caller, Ends) -> Result<(), AppError> + Send,
) -> Result<String, AppError> {
    let runtime = runtime()
        .ok_or_else(|| error::bad_request("No thread could be started for model calls.", "Close other programs."))?;
    let shared = Arc::new(shared);
    let caller = shared.caller.for_path(0, []);
    let before = earlier_tokens(ledger.project, ledger.run)?;
    let flow::Flow { paths, to_score, events, mut results } = flow::start(runtime, &shared, writers, scorers);
    drop(shared);
    let ends = Ends { paths, to_score, events };
    let mut problem = None;
    let brought = std::thread::scope(|scope| {
        let bringing = caller.clone();
        let brought = scope.spawn(move || bring(bringing, ends));
        let mut batch = Vec::with_capacity(BATCH);
        loop {
            let got = runtime.block_on(async {
                tokio::time::timeout(TICK, results.recv_many(&mut batch, BATCH)).await.unwrap_or(usize::MAX)
            });
            if got == 0 {
                break;
            }
            if problem.is_none()
                && let Err(error) = ledger.take(std::mem::take(&mut batch), job)
            {
                // What comes now cannot be kept; its replies are, so it is made again for nothing.
                job.control.cancel();
                problem = Some(error);
            }
            batch.clear();
            tell(job, ledger, &caller, before);
        }
        brought.join().unwrap_or_else(|_| Err(error::bad_request("Drawing paths broke off.", "Report this.")))
    });
    tell(job, ledger, &caller, before);
    job.view.waits = None;
    if caller.totals().pending.load(Ordering::Relaxed) > 0 {
        job.control.pause(waits_for_batch(&caller));
    }
    match problem {
        Some(problem) => Err(problem),
        None => brought.map(|()| given_up(&caller)),
    }
}

/// Results stored in one transaction: a crash loses at most these, and their replies are there.
const BATCH: usize = 64;

/// Calls and tokens of the run before it went on.
pub(super) fn earlier_tokens(project: &Project, run: u64) -> Result<(u64, u64, u64), AppError> {
    let groups = project.call_groups(Some(run)).map_err(error::store)?;
    Ok(groups.iter().fold((0, 0, 0), |(calls, input, output), group| {
        (calls + group.done, input + group.tokens_in, output + group.tokens_out)
    }))
}

/// Counts, pace, money and what it waits for, as they are now.
fn tell(job: &mut Job, ledger: &mut Ledger<'_>, caller: &Caller, before: (u64, u64, u64)) {
    let total = |stage: &str| job.view.stages.iter().find(|it| it.name == stage).map_or(0, |it| it.total);
    let (to_write, to_score) = (total("Generate").saturating_sub(ledger.missing), total("Score"));
    ledger.pace.note(ledger.done_now);
    let a_minute = ledger.pace.a_minute();
    let (written, failed, scored, not_scored) = (ledger.written, ledger.failed, ledger.scored, ledger.not_scored);
    job.update_stage("Generate", |stage| (stage.done, stage.failed) = (written, failed));
    job.update_stage("Score", |stage| {
        (stage.done, stage.failed, stage.skipped, stage.a_minute) = (scored, not_scored, failed, a_minute);
    });
    let all = if ledger.scores { to_score.saturating_sub(failed + ledger.missing) } else { to_write };
    let done = if ledger.scores { scored + not_scored } else { written + failed };
    let left = all.saturating_sub(done);
    job.view.remaining = left;
    job.view.pace = ledger.pace.view(left);
    let share = if all > 0 { done as f64 / all as f64 } else { 1.0 };
    tell_calls(job, caller, before, share);
    job.tell(false);
}

/// What the calls came to, and what they wait for. `share`: of all that there is to do, what is done.
pub(super) fn tell_calls(job: &mut Job, caller: &Caller, before: (u64, u64, u64), share: f64) {
    job.view.waits = match job.control.is_cancelled() {
        true => last_replies(caller),
        false => job.control.waits(caller.now()),
    };
    job.view.left_out = job.control.left_out();
    job.view.pause = job.control.outage();
    let totals = caller.totals();
    let spent = caller.priced().then(|| caller.budget().spent_by_run());
    job.view.spend = Some(SpendView {
        calls: before.0 + totals.calls.load(Ordering::Relaxed),
        tokens_in: before.1 + totals.tokens_in.load(Ordering::Relaxed),
        tokens_out: before.2 + totals.tokens_out.load(Ordering::Relaxed),
        spent,
        expected: spent.filter(|_| share > 0.0).map(|spent| spent / share),
        limit: caller.budget().limits().run,
    });
}

/// What a run that was cancelled still waits for.
fn last_replies(caller: &Caller) -> Option<String> {
    let (on_the_way, most) = (caller.in_flight(), caller.flight().as_secs());
    (on_the_way > 0).then(|| {
        format!("Cancelling: {on_the_way} replies on their way are paid for and waited for, {most} s at most.")
    })
}

/// What is lost by a run that was ended before its last replies came.
pub(super) fn given_up(caller: &Caller) -> String {
    match caller.totals().given_up.load(Ordering::Relaxed) {
        0 => String::new(),
        lost => format!(" {lost} replies did not come in time; asked for again, they are paid again."),
    }
}

pub(super) fn waits_for_batch(caller: &Caller) -> PauseView {
    let pending = caller.totals().pending.load(Ordering::Relaxed);
    let message = format!("{pending} calls are kept for a batch file.");
    let hint = "Export them, have them answered, import the results, then resume.";
    PauseView::new(PauseCause::Batch, message, hint, caller.now())
}

/// Draws the paths of each template and hands on those that are not done.
struct Drawing<'a> {
    session: &'a Session,
    ground: &'a Ground,
    templates: &'a [Template],
    plans: &'a [Plan<'a>],
    history: &'a History,
    request: &'a GenerateRequest,
    standings: &'a BTreeMap<u64, Standing>,
    attempts: &'a BTreeMap<u64, u32>,
    first: u64,
    only: Option<u64>,
    scores: bool,
}

impl Drawing<'_> {
    fn draw(&self, caller: Caller, ends: &Ends) -> Result<(), AppError> {
        let each = u64::from(self.request.samples);
        let control = caller.control();
        let request = Request {
            weights: self.history.weights.as_ref(),
            exclude: Some(&self.history.fingerprints),
            cancel: Some(&control.cancelled),
            ..Request::new(each, self.request.strategy, self.request.seed)
        };
        let mut left_to_try = self.only.unwrap_or(u64::MAX);
        let share = self.only.map_or(each, |only| only.div_ceil(self.templates.len() as u64));
        for (number, (template, plan)) in self.templates.iter().zip(self.plans).enumerate() {
            let mut drawn = 0;
            for found in plan.draw(&request).take(share.min(left_to_try).min(each) as usize) {
                let place = number as u64 * each + drawn;
                drawn += 1;
                if control.is_stopped() || ends.events.blocking_send(Event::Drawn { paths: 1 }).is_err() {
                    return Ok(());
                }
                if !self.hand_on(ends, Path { place, template: number, found, attempt: 0 })? {
                    return Ok(());
                }
            }
            left_to_try = left_to_try.saturating_sub(drawn);
            if drawn < each && self.only.is_none() && !control.is_stopped() {
                let why = (drawn == 0).then(|| self.why_none(template, &control.cancelled));
                let short = Event::Short { template: template.title.en.clone(), missing: each - drawn, why };
                if ends.events.blocking_send(short).is_err() {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    /// `false` when nobody takes it any more.
    fn hand_on(&self, ends: &Ends, path: Path) -> Result<bool, AppError> {
        let place = path.place;
        let attempt = match self.standings.get(&place) {
            Some(Standing::Made { scored: false }) if self.scores => {
                let Some(sample) = self.session.project.made(self.first, place).map_err(error::store)? else {
                    return Ok(true);
                };
                let attempt = self.attempts.get(&place).copied().unwrap_or_default();
                return Ok(ends.to_score.blocking_send(ToScore { place, sample, attempt }).is_ok());
            }
            Some(Standing::Made { .. } | Standing::Failed) => return Ok(true),
            Some(Standing::Retry { attempt }) => *attempt,
            None => 0,
        };
        Ok(ends.paths.blocking_send(Path { attempt, ..path }).is_ok())
    }

    fn why_none(&self, template: &Template, cancelled: &std::sync::atomic::AtomicBool) -> String {
        let why = why_none(self.ground, template, cancelled);
        let used = if self.history.fingerprints.is_empty() { "" } else { " Paths used by earlier runs are left out." };
        format!("{why}{used}")
    }
}

fn ending(job: &mut Job, ledger: &Ledger<'_>, wanted: u64, tried: Option<u64>, now: i64) -> (RunState, String) {
    let going_on = job.control.is_stopped();
    if tried.is_some() && !going_on {
        job.control.pause(what_all_would_take(job, wanted, now));
        return (RunState::Paused, format!("{} samples to look at.", ledger.written));
    }
    if going_on {
        return (RunState::Paused, format!("{} samples kept, {} remaining.", ledger.written, job.view.remaining));
    }
    ["Sample", "Generate", "Score"].iter().for_each(|stage| job.end_stage(stage));
    job.view.remaining = 0;
    if ledger.written == 0 {
        let why = job.view.failures.first().map(|group| {
            let detail = group.items.first().map(|(_, why)| why.clone()).unwrap_or_default();
            format!("{}: {detail}", group.cause)
        });
        return (RunState::Failed, format!("No sample was made. {}", why.unwrap_or_default()));
    }
    let mut words = format!("{} samples to review", ledger.written);
    if ledger.failed > 0 {
        words.push_str(&format!(", {} paths failed", ledger.failed));
    }
    if ledger.not_scored > 0 {
        words.push_str(&format!(", {} not scored in full", ledger.not_scored));
    }
    let whole = ledger.written == wanted && ledger.not_scored == 0;
    (if whole { RunState::Done } else { RunState::Partly }, format!("{words}."))
}

/// The full run by what was tried.
fn what_all_would_take(job: &Job, wanted: u64, now: i64) -> PauseView {
    let spend = job.view.spend.unwrap_or_default();
    let done = job.view.samples + job.view.failures.iter().map(|group| group.count).sum::<u64>();
    let times = wanted as f64 / done.max(1) as f64;
    let tokens = ((spend.tokens_in + spend.tokens_out) as f64 * times) as u64;
    let money = spend.spent.map_or(String::new(), |spent| format!(", about {:.2} in money", spent * times));
    let calls = (spend.calls as f64 * times).round();
    let message = format!(
        "{done} of {wanted} paths tried. All of them would take about {calls} calls and {tokens} tokens{money}."
    );
    let hint = "Look at the samples, then resume for the rest or cancel.";
    PauseView::new(PauseCause::Tried, message, hint, now)
}
