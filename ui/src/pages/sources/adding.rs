//! Bringing documents in: files, a folder, ready-made triples, and whatever is dropped on the window.

use super::store::Sources;
use crate::hooks::use_event;
use crate::ipc::{self, Answer};
use crate::state::{App, Screen, Toasts, Tone, go, use_app, use_toasts};
use crate::text::plural;
use crate::text::sources::words;
use leptos::prelude::*;
use leptos::task::spawn_local;
use pathloom_ipc::event;
use pathloom_ipc::project::PickRequest;
use pathloom_ipc::sources::ImportRequest;
use serde::de::IgnoredAny;

/// What the window itself says while files are held over it.
const DRAG_ENTER: &str = "tauri://drag-enter";
const DRAG_LEAVE: &str = "tauri://drag-leave";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    Files,
    Folder,
    Triples,
}

#[derive(Clone, Copy)]
pub struct Adding {
    /// Files are held over the window.
    pub hover: RwSignal<bool>,
    busy: RwSignal<Option<Source>>,
    sources: Sources,
    app: App,
    toasts: Toasts,
}

impl Adding {
    pub fn new(sources: Sources) -> Adding {
        let hover = RwSignal::new(false);
        use_event(DRAG_ENTER, move |_: IgnoredAny| hover.set(true));
        use_event(DRAG_LEAVE, move |_: IgnoredAny| hover.set(false));
        use_event(event::DROPPED, move |_: IgnoredAny| hover.set(false));
        Adding { hover, busy: RwSignal::new(None), sources, app: use_app(), toasts: use_toasts() }
    }

    /// A project that is open for reading only takes nothing in.
    pub fn allowed(self) -> bool {
        self.app.project.with(|project| project.as_ref().is_some_and(|project| !project.read_only))
    }

    pub fn is(self, source: Source) -> Signal<bool> {
        Signal::derive(move || self.busy.get() == Some(source))
    }

    /// Asks with the system's dialog, and imports what was chosen.
    pub fn ask(self, source: Source) {
        if self.busy.get_untracked().is_some() || !self.allowed() {
            return;
        }
        self.busy.set(Some(source));
        spawn_local(async move {
            let request = match source {
                Source::Folder => PickRequest::Folder { title: words().folder_title.to_owned() },
                Source::Files | Source::Triples => PickRequest::Documents,
            };
            let answer = match ipc::pick(request).await {
                Ok(paths) => import(paths, source == Source::Triples).await,
                Err(error) => Err(error),
            };
            self.busy.try_set(None);
            match answer {
                Ok(0) => {}
                Ok(_) => self.sources.query.reload(),
                Err(error) => self.toasts.error(&error),
            }
        });
    }
}

/// Imports what is dropped anywhere on the window while a project is open. Stands in the frame, so that it works
/// on every screen.
pub fn accept_drops() {
    let (app, toasts) = (use_app(), use_toasts());
    use_event(event::DROPPED, move |paths: Vec<String>| {
        let writable = app.project.with_untracked(|project| project.as_ref().is_some_and(|project| !project.read_only));
        if paths.is_empty() || !writable {
            return;
        }
        go(Screen::Sources, &[]);
        spawn_local(async move {
            match import(paths, false).await {
                Ok(count) => {
                    toasts.show(Tone::Ok, plural(count, words().import_started_one, words().import_started));
                }
                Err(error) => toasts.error(&error),
            }
        });
    });
}

/// How many paths were given; none is no import.
async fn import(paths: Vec<String>, triples: bool) -> Answer<u64> {
    let count = paths.len() as u64;
    if count > 0 {
        ipc::import(ImportRequest { paths, triples, password: None, convert: false }).await?;
    }
    Ok(count)
}
