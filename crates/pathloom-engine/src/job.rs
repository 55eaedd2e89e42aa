//! A run while it goes: stages and their ledgers, progress to whoever listens, cancel.

use crate::control::Control;
use pathloom_ipc::event::Changed;
use pathloom_ipc::runs::{FailureAction, FailureGroup, RunState, RunView, StageState, StageView};
use pathloom_store::Project;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

/// Hears what happens. The shell forwards it to the window, the command line prints it.
pub trait Sink: Send + Sync {
    fn run(&self, run: &RunView);
    fn changed(&self, changed: &Changed);
}

/// For callers that ask instead of listening.
pub struct Unheard;

impl Sink for Unheard {
    fn run(&self, _: &RunView) {}
    fn changed(&self, _: &Changed) {}
}

/// The state of one run. One thread keeps it; the stages may use more inside.
pub struct Job {
    pub view: RunView,
    pub control: Arc<Control>,
    sink: Arc<dyn Sink>,
    told: Instant,
}

/// Items listed in one group of failures; the rest is only counted.
const ITEMS_SHOWN: usize = 20;
/// At most ten events a second.
const PAUSE: Duration = Duration::from_millis(100);

impl Job {
    pub fn new(view: RunView, control: Arc<Control>, sink: Arc<dyn Sink>) -> Job {
        #[expect(clippy::disallowed_methods, reason = "paces events to the listener; nothing stored depends on it")]
        let told = Instant::now();
        Job { view, control, sink, told }
    }

    pub fn is_cancelled(&self) -> bool {
        self.control.cancelled.load(Ordering::Relaxed)
    }

    /// Begins a stage; the ones before it are over.
    pub fn begin(&mut self, name: &str, total: u64, unit: &str) {
        let stage = StageView {
            name: name.to_owned(),
            state: StageState::Live,
            done: 0,
            failed: 0,
            skipped: 0,
            total,
            unit: unit.to_owned(),
            a_minute: None,
        };
        match self.view.stages.iter_mut().find(|stage| stage.name == name) {
            Some(found) => *found = stage,
            None => self.view.stages.push(stage),
        }
        self.tell(true);
    }

    /// Changes the live stage and tells the listener, not too often.
    pub fn update(&mut self, change: impl FnOnce(&mut StageView)) {
        if let Some(stage) = self.view.stages.iter_mut().find(|stage| stage.state == StageState::Live) {
            change(stage);
        }
        self.tell(false);
    }

    /// Changes a stage, where several are live at once.
    pub fn update_stage(&mut self, name: &str, change: impl FnOnce(&mut StageView)) {
        if let Some(stage) = self.view.stages.iter_mut().find(|stage| stage.name == name) {
            change(stage);
        }
        self.tell(false);
    }

    pub fn end(&mut self) {
        let live = self.view.stages.iter().find(|stage| stage.state == StageState::Live);
        if let Some(name) = live.map(|stage| stage.name.clone()) {
            self.end_stage(&name);
        }
    }

    pub fn end_stage(&mut self, name: &str) {
        if let Some(stage) = self.view.stages.iter_mut().find(|stage| stage.name == name) {
            let nothing = stage.done == 0 && stage.failed > 0;
            stage.state = if nothing { StageState::Failed } else { StageState::Done };
        }
        self.tell(true);
    }

    /// One item that failed, under its cause.
    pub fn fail(&mut self, cause: &str, item: String, detail: String) {
        self.fail_with_calls(cause, item, detail, vec![], FailureAction::None);
    }

    /// The same for an item that models were asked about, with the keys of the calls and what may help.
    pub fn fail_with_calls(
        &mut self,
        cause: &str,
        item: String,
        detail: String,
        calls: Vec<String>,
        action: FailureAction,
    ) {
        match self.view.failures.iter_mut().find(|group| group.cause == cause) {
            Some(group) => {
                group.count += 1;
                if group.items.len() < ITEMS_SHOWN {
                    group.items.push((item, detail));
                    if action != FailureAction::None {
                        group.calls.push(calls);
                    }
                }
            }
            None => self.view.failures.push(FailureGroup {
                cause: cause.to_owned(),
                count: 1,
                items: vec![(item, detail)],
                calls: if action == FailureAction::None { vec![] } else { vec![calls] },
                action,
            }),
        }
    }

    /// Closes the run in the project, then tells.
    pub fn finish(
        &mut self,
        project: &Project,
        state: RunState,
        summary: String,
        now: i64,
    ) -> Result<(), pathloom_store::StoreError> {
        for stage in &mut self.view.stages {
            if stage.state == StageState::Live {
                stage.state = StageState::Held;
            }
        }
        self.view.state = state;
        self.view.summary = summary;
        self.view.ended_at = Some(now);
        self.view.waits = None;
        let saved = project.save_run(self.view.run, &self.view, Some(now));
        self.tell(true);
        saved
    }

    pub fn changed(&self, changed: Changed) {
        self.sink.changed(&changed);
    }

    /// Tells how things stand, unless that was done a moment ago.
    pub fn tell(&mut self, now: bool) {
        if now || self.told.elapsed() >= PAUSE {
            self.sink.run(&self.view);
            #[expect(clippy::disallowed_methods, reason = "paces events to the listener; nothing stored depends on it")]
            let told = Instant::now();
            self.told = told;
        }
    }
}
