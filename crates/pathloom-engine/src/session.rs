//! One open project: its store, the graph in memory, and at most one run at a time.

use crate::control::Control;
use crate::endpoints::Endpoints;
use crate::graph_state::GraphState;
use crate::job::{Job, Sink};
use crate::stage::by_role;
use crate::stage::read::{self, Ask, ReadRequest};
use crate::{embedding, error, stage};
use pathloom_ipc::event::Changed;
use pathloom_ipc::project::ProjectView;
use pathloom_ipc::runs::{
    JobId, LeaveOutRequest, PauseCause, RetryRequest, RunRequest, RunState, RunView, RunsView, StageView,
};
use pathloom_ipc::templates::GenerateRequest;
use pathloom_ipc::{AppError, ErrorCode};
use pathloom_model::{Kind, ModelRef, ModelRole, RoleModels};
use pathloom_store::Project;
use pathloom_store::table::documents::Status;
use pathloom_store::table::events::ReadUnder;
use pathloom_store::table::graph_writer::GraphChange;
use pathloom_store::table::runs::RunRow;
use pathloom_store::table::samples::Query;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub struct Session {
    pub project: Arc<Project>,
    pub(crate) sink: Arc<dyn Sink>,
    pub(crate) now: fn() -> i64,
    graph: Mutex<Option<Arc<GraphState>>>,
    pub(crate) pages: crate::view::page::PageCache,
    /// Runs that go or wait, each with what can stop it.
    pub(crate) live: Mutex<BTreeMap<u64, Arc<Control>>>,
    /// Held by the run that works; the others wait.
    turn: Mutex<()>,
    /// Who decides; part of every event.
    reviewer: Mutex<String>,
    /// Of this user; none until they are given.
    endpoints: Mutex<Arc<Endpoints>>,
    /// Set when a newer preview ends this one.
    pub(crate) previewing: Mutex<Arc<AtomicBool>>,
    /// The same for what is asked once the count is there, coverage and explanation; a newer preview ends these as well.
    pub(crate) following: Mutex<Arc<AtomicBool>>,
    pub(crate) watching: Mutex<Option<crate::watch::Watching>>,
    pub(crate) last_read: crate::found::LastRead,
}

/// What a run was asked to do; enough to go on after a crash.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "task", rename_all = "snake_case")]
pub enum Task {
    /// Read the queued documents among these, then build.
    Import {
        documents: Vec<u64>,
        #[serde(default)]
        passwords: BTreeMap<u64, String>,
        /// Older office documents may be turned into newer ones by LibreOffice.
        #[serde(default)]
        convert: bool,
    },
    Build,
    /// Extract these alone, then build with what is extracted.
    BuildSome {
        documents: Vec<u64>,
    },
    /// Build, where a model has the role of extraction and may be asked now.
    Read {
        request: ReadRequest,
    },
    Generate {
        request: GenerateRequest,
    },
    /// Check and score what is there.
    Score {
        settings: crate::scores::ScoreSettings,
    },
}

impl Session {
    pub fn create(folder: &Path, sink: Arc<dyn Sink>, now: fn() -> i64) -> Result<Session, AppError> {
        Session::new(Project::create(folder).map_err(error::store)?, sink, now)
    }

    pub fn open(folder: &Path, sink: Arc<dyn Sink>, now: fn() -> i64) -> Result<Session, AppError> {
        Session::new(Project::open(folder).map_err(error::store)?, sink, now)
    }

    pub fn new(project: Project, sink: Arc<dyn Sink>, now: fn() -> i64) -> Result<Session, AppError> {
        let session = Session {
            project: Arc::new(project),
            sink,
            now,
            graph: Mutex::default(),
            pages: Default::default(),
            live: Mutex::default(),
            turn: Mutex::default(),
            reviewer: Mutex::new("reviewer".into()),
            endpoints: Mutex::new(Arc::new(Endpoints::open(None))),
            previewing: Mutex::default(),
            following: Mutex::default(),
            watching: Mutex::default(),
            last_read: Mutex::default(),
        };
        session.mark_interrupted()?;
        Ok(session)
    }

    pub fn set_reviewer(&self, name: &str) {
        let name = if name.trim().is_empty() { "reviewer" } else { name.trim() };
        *guard(&self.reviewer) = name.to_owned();
    }

    pub(crate) fn reviewer(&self) -> String {
        guard(&self.reviewer).clone()
    }

    /// Without them the built-in engine works alone; with them, runs ask the models that have roles.
    pub fn set_endpoints(&self, endpoints: Arc<Endpoints>) {
        *guard(&self.endpoints) = endpoints;
    }

    pub fn endpoints(&self) -> Arc<Endpoints> {
        guard(&self.endpoints).clone()
    }

    pub(crate) fn now(&self) -> i64 {
        (self.now)()
    }

    pub fn view(&self) -> Result<ProjectView, AppError> {
        let (kinds, relations) = self.project.graph_counts().map_err(error::store)?;
        let tally = self.project.tally().map_err(error::store)?;
        let runs = self.run_rows()?;
        Ok(ProjectView {
            name: self.project.name(),
            path: self.project.folder().to_string_lossy().into_owned(),
            read_only: self.project.read_only(),
            is_demo: self.project.meta("demo").map_err(error::store)?.is_some(),
            documents: kinds[Kind::Document.index()],
            nodes: kinds.iter().sum(),
            relations,
            samples: tally.total,
            to_review: tally.to_review,
            unfinished_run: runs.iter().find(|run| run.view.state == RunState::Interrupted).map(|run| run.id),
            notices: self.notices(),
        })
    }

    fn notices(&self) -> Vec<String> {
        if self.project.read_only() {
            vec!["This project is read-only: you can look at everything, but nothing can be changed.".into()]
        } else {
            vec![]
        }
    }

    /// The graph in memory, read again when the stored one changed.
    pub(crate) fn graph(&self) -> Result<Arc<GraphState>, AppError> {
        let version = self.project.graph_version().map_err(error::store)?;
        let mut held = guard(&self.graph);
        if let Some(state) = held.as_ref().filter(|state| state.version == version) {
            return Ok(state.clone());
        }
        let state = Arc::new(GraphState::load(&self.project, version)?);
        *held = Some(state.clone());
        Ok(state)
    }

    /// The graph in memory follows the stored one.
    pub(crate) fn graph_changed(&self, change: &GraphChange) {
        let mut held = guard(&self.graph);
        let before = held.take().filter(|state| state.version + 1 >= change.version);
        *held = before.and_then(|state| match state.version == change.version {
            true => Some(state),
            false => (!change.too_much).then(|| Arc::new(state.changed(change))),
        });
    }

    /// Reads the graph and leaves a cache of it, beside whatever else goes on.
    pub(crate) fn warm_up(&self) {
        // What is wrong with the rows is told to who asks for the graph; without a cache it opens more slowly.
        let _ = self.graph().map(|state| state.keep_cache());
    }

    // Runs

    pub fn runs(&self) -> Result<RunsView, AppError> {
        let now = self.roles()?;
        let decided = self.project.decided_by_run().map_err(error::store)?;
        let view = |row: RunRow<Task, RunView>| {
            let reviewed = Some(decided.get(&row.id).copied().unwrap_or_default());
            RunView { stale: made_otherwise(&row.view, &now), reviewed, ..row.view }
        };
        Ok(RunsView { runs: self.run_rows()?.into_iter().map(view).collect() })
    }

    pub fn run(&self, request: &RunRequest) -> Result<RunView, AppError> {
        let row: Option<RunRow<Task, RunView>> = self.project.run(request.run).map_err(error::store)?;
        row.map(|row| row.view).ok_or_else(|| error::not_found(&format!("Run {}", request.run)))
    }

    pub fn cancel_run(&self, request: &RunRequest) -> Result<(), AppError> {
        match guard(&self.live).get(&request.run) {
            Some(control) => {
                control.cancel();
                Ok(())
            }
            None => Err(AppError::new(ErrorCode::NothingToDo, format!("Run {} is not going.", request.run), "")),
        }
    }

    /// Ends a run so that it can go on later; calls in flight are waited for and kept.
    pub fn pause_run(&self, request: &RunRequest) -> Result<(), AppError> {
        match guard(&self.live).get(&request.run) {
            Some(control) => {
                control.pause_by_user(self.now());
                Ok(())
            }
            None => Err(AppError::new(ErrorCode::NothingToDo, format!("Run {} is not going.", request.run), "")),
        }
    }

    /// Goes on with a run that was interrupted, paused or cancelled, under its own number: what is done stays done.
    pub fn resume_run(self: &Arc<Self>, request: &RunRequest) -> Result<JobId, AppError> {
        let row: Option<RunRow<Task, RunView>> = self.project.run(request.run).map_err(error::store)?;
        let row = row.ok_or_else(|| error::not_found(&format!("Run {}", request.run)))?;
        if guard(&self.live).contains_key(&row.id) {
            return Err(AppError::new(ErrorCode::NothingToDo, format!("Run {} is going already.", row.id), ""));
        }
        let view = begun_again(row.view);
        self.project.save_run(row.id, &view, None).map_err(error::store)?;
        self.launch(view, row.request);
        Ok(JobId { run: row.id })
    }

    /// Goes on without these judges, in this run: support is counted over the others. What the run waits for is over.
    pub fn leave_out(self: &Arc<Self>, request: &LeaveOutRequest) -> Result<JobId, AppError> {
        self.keep_left_out(request)?;
        let control = guard(&self.live).get(&request.run).cloned();
        match control {
            Some(control) => {
                control.leave_out(&request.judges);
                Ok(JobId { run: request.run })
            }
            None => self.resume_run(&RunRequest { run: request.run }),
        }
    }

    /// The same with a run that stands, in this thread.
    pub fn leave_out_here(&self, request: &LeaveOutRequest) -> Result<RunView, AppError> {
        self.keep_left_out(request)?;
        self.resume_here(request.run)
    }

    /// Kept first: a crash does not bring the judge back.
    fn keep_left_out(&self, request: &LeaveOutRequest) -> Result<(), AppError> {
        let row: Option<RunRow<Task, RunView>> = self.project.run(request.run).map_err(error::store)?;
        let view = row.ok_or_else(|| error::not_found(&format!("Run {}", request.run)))?.view;
        let left_out: BTreeSet<&ModelRef> = view.left_out.iter().chain(&request.judges).collect();
        let panel = view.models.get(&ModelRole::Judges).map_or(&[][..], Vec::as_slice);
        if let Some(strange) = request.judges.iter().find(|judge| !panel.contains(judge)) {
            let hint = "See the model calls of the run for its judges.";
            return Err(error::bad_request(format!("{strange} is no judge of run {}.", request.run), hint));
        }
        if panel.iter().all(|judge| left_out.contains(judge)) {
            return Err(error::bad_request("No judge would be left.", "Keep one, or give the role to another model."));
        }
        let left_out = left_out.into_iter().cloned().collect();
        let ended_at = view.ended_at;
        self.project.save_run(request.run, &RunView { left_out, ..view }, ended_at).map_err(error::store)
    }

    /// Tries again what failed, of one cause or of all.
    pub fn retry_run(self: &Arc<Self>, request: &RetryRequest) -> Result<JobId, AppError> {
        self.mark_to_retry(request)?;
        self.resume_run(&RunRequest { run: request.run })
    }

    /// The same in this thread.
    pub fn retry_here(&self, request: &RetryRequest) -> Result<RunView, AppError> {
        self.mark_to_retry(request)?;
        self.resume_here(request.run)
    }

    fn mark_to_retry(&self, request: &RetryRequest) -> Result<(), AppError> {
        match self.project.retry_outcomes(request.run, request.cause.as_deref()).map_err(error::store)? {
            0 => Err(AppError::new(ErrorCode::NothingToDo, "Nothing of this kind failed in that run.", "")),
            _ => Ok(()),
        }
    }

    /// Stores the run, then works on it in a thread of its own; returns at once.
    pub(crate) fn start(self: &Arc<Self>, title: String, task: Task) -> Result<JobId, AppError> {
        let view = self.open_run(&title, &task)?;
        let run = view.run;
        self.launch(view, task);
        Ok(JobId { run })
    }

    /// The same, in this thread, until it ended.
    pub(crate) fn start_here(&self, title: String, task: Task) -> Result<RunView, AppError> {
        let view = self.open_run(&title, &task)?;
        let control = self.control_of(view.run);
        Ok(self.work(view, control, |job| self.perform(job, &task)))
    }

    /// Resumes in this thread.
    pub fn resume_here(&self, run: u64) -> Result<RunView, AppError> {
        let row: Option<RunRow<Task, RunView>> = self.project.run(run).map_err(error::store)?;
        let row = row.ok_or_else(|| error::not_found(&format!("Run {run}")))?;
        let view = begun_again(row.view);
        let control = self.control_for(&view);
        Ok(self.work(view, control, |job| self.perform(job, &row.request)))
    }

    pub(crate) fn open_run(&self, title: &str, task: &Task) -> Result<RunView, AppError> {
        let started_at = self.now();
        let view = |run: u64| RunView::new(run, title.to_owned(), started_at);
        // Passwords stay in memory: a resumed import asks again.
        let stored = match task {
            Task::Import { documents, convert, .. } => {
                Task::Import { documents: documents.clone(), passwords: BTreeMap::new(), convert: *convert }
            }
            other => other.clone(),
        };
        let run = self.project.start_run(title, &stored, started_at, view).map_err(error::store)?;
        Ok(view(run))
    }

    fn launch(self: &Arc<Self>, view: RunView, task: Task) {
        let control = self.control_for(&view);
        let session = self.clone();
        std::thread::spawn(move || {
            session.work(view, control, |job| session.perform(job, &task));
            session.sink.changed(&Changed { runs: true, ..Changed::default() });
        });
    }

    /// What can stop a run, from now until its work ends.
    pub(crate) fn control_of(&self, run: u64) -> Arc<Control> {
        self.control_without(run, vec![])
    }

    /// The same for a run that goes on as its user wished.
    pub(crate) fn control_for(&self, view: &RunView) -> Arc<Control> {
        self.control_without(view.run, view.left_out.clone())
    }

    fn control_without(&self, run: u64, judges: Vec<ModelRef>) -> Arc<Control> {
        let control = Arc::new(Control::without(judges));
        guard(&self.live).insert(run, control.clone());
        control
    }

    pub(crate) fn work(
        &self,
        view: RunView,
        control: Arc<Control>,
        perform: impl FnOnce(&mut Job) -> Result<(RunState, String), AppError>,
    ) -> RunView {
        let run = view.run;
        let mut job = Job::new(view, control, self.sink.clone());
        let _turn = guard(&self.turn);
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| perform(&mut job)));
        let (state, summary) = match outcome {
            Ok(Ok(ended)) => ended,
            Ok(Err(error)) => (RunState::Failed, error.to_string()),
            Err(_) => (RunState::Failed, "Something in this run broke. What was finished before is kept.".into()),
        };
        job.view.pause = job.control.paused();
        job.view.left_out = job.control.left_out();
        let (state, summary) = match &job.view.pause {
            Some(pause) => (RunState::Paused, format!("{} {summary}", pause.message)),
            None if job.control.is_closing() && state != RunState::Failed => {
                let left = self.left_of_run(run).unwrap_or_default();
                (job.view.samples, job.view.remaining) = left;
                (RunState::Interrupted, if left.1 == 0 { summary } else { told_left(left) })
            }
            None if job.is_cancelled() && state != RunState::Failed => {
                (RunState::Cancelled, format!("Cancelled. {summary}"))
            }
            None => (state, summary),
        };
        if let Err(problem) = job.finish(&self.project, state, summary, self.now()) {
            job.view.summary = format!("{} {problem}", job.view.summary);
        }
        guard(&self.live).remove(&run);
        job.view
    }

    fn perform(&self, job: &mut Job, task: &Task) -> Result<(RunState, String), AppError> {
        match task {
            Task::Import { documents, passwords, convert } => {
                let anything = stage::parse::run(self, job, documents, passwords, *convert)?;
                if !anything && !job.is_cancelled() && self.is_built()? {
                    return Ok(nothing_new(job));
                }
                self.build(job, None)
            }
            Task::Build => self.build(job, None),
            Task::BuildSome { documents } => self.build(job, Some(documents.as_slice())),
            Task::Read { request } => self.read_and_build(job, request),
            Task::Generate { request } => {
                let ended = stage::generate_and_score(self, job, request)?;
                self.sift_anew(job, Some(job.view.run), ended)
            }
            Task::Score { settings } => {
                let ended = stage::score::run(self, job, settings)?;
                self.sift_anew(job, None, ended)
            }
        }
    }

    /// What is known only once a run's samples are there: near duplicates, and which of them the gates leave out.
    fn sift_anew(
        &self,
        job: &mut Job,
        run: Option<u64>,
        ended: (RunState, String),
    ) -> Result<(RunState, String), AppError> {
        if !job.is_cancelled() {
            embedding::questions(self, job)?;
        }
        self.mark_near_duplicates(run)?;
        let (state, summary) = ended;
        let sentence = match self.keep_gates(run)? {
            0 => return Ok((state, summary)),
            1 => "1 of them is left out by the gate.".to_owned(),
            several => format!("{several} of them are left out by the gate."),
        };
        self.sink.changed(&Changed { samples: true, ..Changed::default() });
        Ok((state, format!("{summary} {sentence}")))
    }

    /// Whether the graph holds everything that was read.
    pub(crate) fn is_built(&self) -> Result<bool, AppError> {
        let files = self.project.known_files().map_err(error::store)?;
        let waiting = self.project.unextracted(stage::extract::VERSION).map_err(error::store)?;
        Ok(waiting.is_empty() && files.iter().all(|file| file.removed || file.status != Status::Parsed))
    }

    fn build(&self, job: &mut Job, only: Option<&[u64]>) -> Result<(RunState, String), AppError> {
        let under = self.project.read_under().map_err(error::store)?;
        stage::extract::run(self, job, only)?;
        if job.is_cancelled() {
            return Ok((RunState::Cancelled, UNBUILT.into()));
        }
        self.read_what_is_stored(job)?;
        self.resolved(job, only, under)
    }

    /// Rules extract; names get vectors first where a model gives some.
    fn embed_and_build(&self, job: &mut Job) -> Result<(RunState, String), AppError> {
        stage::extract::run(self, job, None)?;
        if !job.is_cancelled() {
            embedding::names(self, job)?;
        }
        self.build(job, None)
    }

    /// Asks the models that have the role of extraction. What came of it is in the graph, whatever failed, and also
    /// when the rest was paused or cancelled.
    fn read_and_build(&self, job: &mut Job, request: &ReadRequest) -> Result<(RunState, String), AppError> {
        let Some(setup) = read::setup(self)? else { return self.embed_and_build(job) };
        let under = self.project.read_under().map_err(error::store)?;
        stage::extract::run(self, job, None)?;
        if job.is_cancelled() {
            return Ok((RunState::Cancelled, UNBUILT.into()));
        }
        let left = read::run(self, job, setup, request, Ask::Models)?;
        if job.control.is_closing() {
            let kept = "The graph is as it was before; the replies so far are kept.";
            return Ok((RunState::Cancelled, kept.into()));
        }
        if !job.is_cancelled() {
            embedding::names(self, job)?;
        }
        let edited = self.project.read_under().map_err(error::store)? != under;
        let (state, mut summary) = self.resolved(job, None, under)?;
        if edited {
            summary.push_str(EDITED);
        }
        let tried = job.control.paused().is_some_and(|pause| pause.cause == PauseCause::Tried);
        if job.is_cancelled() && !tried {
            summary.push_str(&unread(left));
        }
        let ended = (state, summary);
        let Some(setup) =
            self.setup_of_role(ModelRole::Extraction).filter(|_| !job.is_cancelled() && !request.to_batch)
        else {
            return Ok(ended);
        };
        if stage::decide::run(self, job, setup)? == 0 { Ok(ended) } else { self.resolved(job, None, under) }
    }

    /// What models said before of passages that have not changed costs nothing and is used again.
    fn read_what_is_stored(&self, job: &mut Job) -> Result<(), AppError> {
        let calls = self.project.call_groups(None).map_err(error::store)?;
        if !calls.iter().any(|group| group.role == ModelRole::Extraction.word() && group.done > 0) {
            return Ok(());
        }
        match read::stored_setup(self)? {
            Some(setup) => read::run(self, job, setup, &ReadRequest::default(), Ask::Nobody).map(drop),
            None => Ok(()),
        }
    }

    /// Makes the graph of what is extracted. What was edited since `under` counts: it is extracted again first.
    fn resolved(
        &self,
        job: &mut Job,
        only: Option<&[u64]>,
        mut under: ReadUnder,
    ) -> Result<(RunState, String), AppError> {
        let mut is_gone = false;
        let summary = loop {
            let now = self.project.read_under().map_err(error::store)?;
            if is_gone || now != under {
                under = now;
                stage::extract::run(self, job, only)?;
                if job.is_cancelled() {
                    return Ok((RunState::Cancelled, UNBUILT.into()));
                }
                self.read_what_is_stored(job)?;
            }
            let made = stage::resolve::run(self, job)?;
            is_gone = made.is_none();
            if let Some(summary) = made
                && self.project.read_under().map_err(error::store)? == under
            {
                break summary;
            }
        };
        self.warm_up();
        let failed: u64 = job.view.stages.iter().map(|stage| stage.failed).sum();
        Ok((if failed > 0 { RunState::Partly } else { RunState::Done }, summary))
    }

    fn run_rows(&self) -> Result<Vec<RunRow<Task, RunView>>, AppError> {
        self.project.runs().map_err(error::store)
    }

    /// Rows that still say "running" when a project is opened belong to a process that is gone.
    fn mark_interrupted(&self) -> Result<(), AppError> {
        if self.project.read_only() {
            return Ok(());
        }
        for row in self.run_rows()?.into_iter().filter(|row| row.running) {
            let (samples, remaining) = self.left_of(row.id, &row.request)?;
            let summary = match remaining {
                0 => "Interrupted. What was finished is kept; continue to do the rest.".into(),
                _ => told_left((samples, remaining)),
            };
            let view = RunView { state: RunState::Interrupted, samples, remaining, summary, ..row.view };
            self.project.save_run(row.id, &view, Some(self.now())).map_err(error::store)?;
        }
        Ok(())
    }

    fn left_of_run(&self, run: u64) -> Result<(u64, u64), AppError> {
        let row: Option<RunRow<Task, RunView>> = self.project.run(run).map_err(error::store)?;
        row.map_or(Ok((0, 0)), |row| self.left_of(run, &row.request))
    }

    /// Samples that a run has made, and those it was still to make.
    fn left_of(&self, run: u64, task: &Task) -> Result<(u64, u64), AppError> {
        let Task::Generate { request } = task else { return Ok((0, 0)) };
        let query = Query { run: Some(run), limit: 1, ..Query::default() };
        let (_, made) = self.project.samples(&query).map_err(error::store)?;
        let wanted = request.templates.len() as u64 * u64::from(request.samples);
        Ok((made, wanted.saturating_sub(made)))
    }

    /// Ends every run; used when the project is closed. Replies on their way still come in.
    pub fn close_all(&self) {
        for control in guard(&self.live).values() {
            control.close();
        }
    }

    /// Whether a run goes, or waits for replies on their way.
    pub fn is_working(&self) -> bool {
        !guard(&self.live).is_empty()
    }
}

fn told_left((samples, remaining): (u64, u64)) -> String {
    format!("{samples} samples kept, {remaining} remaining.")
}

const UNBUILT: &str = "The graph is as it was before. What was extracted is kept; build again for the rest.";
const EDITED: &str =
    " Ontology or chunks were edited while models read: build again to have everything read under what holds now.";

/// What a model did not read because the run was stopped.
fn unread(passages: u64) -> String {
    match passages {
        0 => String::new(),
        _ => format!(
            " It holds what was read so far; {passages} passages are left. Nothing that was read is paid again."
        ),
    }
}

/// What is set otherwise today than when a run asked models; its results stay what they are.
fn made_otherwise(view: &RunView, now: &RoleModels) -> Option<String> {
    let differs = |(role, then): (&ModelRole, &Vec<ModelRef>)| {
        (now.get(role) != Some(then)).then(|| {
            format!("{}: {}, today {}", role.word(), by_role::named(Some(then)), by_role::named(now.get(role)))
        })
    };
    let changed: Vec<String> = view.models.iter().filter_map(differs).collect();
    (!changed.is_empty()).then(|| format!("Made with other models than are set today ({}).", changed.join("; ")))
}

/// A run that goes on: what it counts, it counts again from what is stored.
pub(crate) fn begun_again(view: RunView) -> RunView {
    RunView {
        state: RunState::Running,
        ended_at: None,
        failures: vec![],
        stages: vec![],
        pause: None,
        pace: None,
        ..view
    }
}

/// No document was read, so the graph is what it was.
fn nothing_new(job: &Job) -> (RunState, String) {
    let count = |of: fn(&StageView) -> u64| job.view.stages.iter().map(of).sum::<u64>();
    match (count(|stage| stage.failed), count(|stage| stage.done + stage.skipped)) {
        (0, _) => (RunState::Done, "Nothing in these files has changed.".into()),
        (_, 0) => (RunState::Failed, "Nothing could be read; the graph is as it was.".into()),
        _ => (RunState::Partly, "Nothing new could be read; the graph is as it was.".into()),
    }
}

/// Asks whoever is at work to stop, and is the flag of who comes next.
pub(crate) fn replaced(flag: &Mutex<Arc<AtomicBool>>) -> Arc<AtomicBool> {
    let newer = Arc::new(AtomicBool::new(false));
    std::mem::replace(&mut *guard(flag), newer.clone()).store(true, Ordering::Relaxed);
    newer
}

pub(crate) fn guard<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
