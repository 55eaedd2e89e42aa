//! Opening a project from Welcome, one at a time: what is being opened, and why it did not work.

use crate::ipc::{self, Answer};
use crate::state::{App, use_app};
use crate::text::welcome::words;
use leptos::prelude::*;
use leptos::task::spawn_local;
use pathloom_ipc::AppError;
use pathloom_ipc::project::{PickRequest, ProjectView};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    Demo,
    /// A new folder that the person names.
    New,
    /// A folder that the person chooses.
    Chosen,
    /// A folder opened before.
    Recent(String),
    /// A folder opened before that is no longer there: the person shows where it went.
    Moved(String),
}

#[derive(Clone, Copy)]
pub struct Opening {
    pub target: RwSignal<Option<Target>>,
    error: RwSignal<Option<AppError>>,
    app: App,
}

impl Opening {
    pub fn new() -> Opening {
        Opening { target: RwSignal::new(None), error: RwSignal::new(None), app: use_app() }
    }

    /// Does nothing while something is being opened.
    pub fn start(self, target: Target) {
        if self.is_busy() {
            return;
        }
        self.error.set(None);
        self.app.error.set(None);
        self.target.set(Some(target.clone()));
        spawn_local(async move {
            let answer = open(target).await;
            match answer {
                Ok(Some(project)) => self.app.opened(project),
                Ok(None) => {}
                Err(error) => {
                    self.error.try_set(Some(error));
                    self.app.reload();
                }
            }
            self.target.try_set(None);
        });
    }

    /// Also while a project that was named at start is being opened.
    pub fn is_busy(self) -> bool {
        self.target.with(Option::is_some) || self.app.opening.get()
    }

    pub fn is(self, target: &Target) -> bool {
        self.target.with(|now| now.as_ref() == Some(target))
    }

    pub fn error(self) -> Option<AppError> {
        self.error.get().or_else(|| self.app.error.get())
    }
}

/// `None`: the person thought better of it.
async fn open(target: Target) -> Answer<Option<ProjectView>> {
    let moved = if let Target::Moved(path) = &target { Some(path.clone()) } else { None };
    let request = match target {
        Target::Demo => return ipc::open_demo().await.map(Some),
        Target::Recent(path) => return ipc::open_project(path).await.map(Some),
        Target::New => PickRequest::NewProject { title: words().new_title.to_owned() },
        Target::Chosen | Target::Moved(_) => PickRequest::Project { title: words().open_title.to_owned() },
    };
    let is_new = matches!(request, PickRequest::NewProject { .. });
    let Some(path) = ipc::pick(request).await?.into_iter().next() else { return Ok(None) };
    let opened = if is_new { ipc::create_project(path).await } else { ipc::open_project(path).await };
    if let (Ok(_), Some(moved)) = (&opened, moved) {
        ipc::forget_recent(moved).await?;
    }
    opened.map(Some)
}
