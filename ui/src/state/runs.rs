//! Runs as the core reports them, and which lists are out of date.

use super::{App, use_app};
use crate::ipc;
use leptos::prelude::*;
use leptos::task::spawn_local;
use pathloom_ipc::event::{self, Changed};
use pathloom_ipc::runs::{RunState, RunView};

/// Runs of the open project, newest first; kept up to date by events.
#[derive(Clone, Copy)]
pub struct Runs {
    pub all: RwSignal<Vec<RunView>>,
}

/// Numbers that grow whenever the lists of these screens are out of date; track one to load again.
#[derive(Clone, Copy)]
pub struct Changes {
    pub sources: RwSignal<u32>,
    pub graph: RwSignal<u32>,
    pub samples: RwSignal<u32>,
    pub runs: RwSignal<u32>,
}

pub fn provide_runs() -> Runs {
    let app = use_app();
    let runs = Runs { all: RwSignal::default() };
    let changes = Changes {
        sources: RwSignal::new(0),
        graph: RwSignal::new(0),
        samples: RwSignal::new(0),
        runs: RwSignal::new(0),
    };
    provide_context(runs);
    provide_context(changes);
    crate::hooks::use_event(event::RUN, move |run: RunView| runs.moved(run));
    crate::hooks::use_event(event::CHANGED, move |changed: Changed| changes.tell(changed, app));

    let path = Memo::new(move |_| app.project.with(|project| project.as_ref().map(|project| project.path.clone())));
    Effect::new(move |_| {
        runs.all.set(Vec::new());
        if path.get().is_some() {
            runs.reload();
        }
    });
    runs
}

pub fn use_runs() -> Runs {
    expect_context()
}

pub fn use_changes() -> Changes {
    expect_context()
}

impl Runs {
    pub fn reload(self) {
        spawn_local(async move {
            if let Ok(view) = ipc::runs().await {
                self.all.set(view.runs);
            }
        });
    }

    /// The newest that is still going.
    pub fn live(self) -> Option<RunView> {
        self.all.with(|runs| runs.iter().find(|run| run.state == RunState::Running).cloned())
    }

    fn moved(self, run: RunView) {
        self.all.update(|runs| match runs.iter_mut().find(|known| known.run == run.run) {
            Some(known) => *known = RunView { reviewed: run.reviewed.or(known.reviewed), ..run },
            None => {
                runs.push(run);
                runs.sort_by_key(|run| std::cmp::Reverse(run.run));
            }
        });
    }
}

impl Changes {
    fn tell(self, changed: Changed, app: App) {
        let marks = [
            (changed.sources, self.sources),
            (changed.graph, self.graph),
            (changed.samples, self.samples),
            (changed.runs, self.runs),
        ];
        for (changed, signal) in marks {
            if changed {
                signal.update(|count| *count = count.wrapping_add(1));
            }
        }
        app.refresh_project();
    }
}
