//! The application: which project is open, recent projects, preferences. One method per user action of Welcome.

use crate::endpoints::Endpoints;
use crate::job::Sink;
use crate::session::guard;
use crate::settings::Settings;
use crate::view::templates::presets;
use crate::{Session, demo, error, models};
use pathloom_ipc::models::{ModelsView, Offline, SaveEndpointRequest, SentView};
use pathloom_ipc::project::{AppView, EngineStatus, PathRequest, Preferences, ProjectView, RecentProject};
use pathloom_ipc::{AppError, ErrorCode};
use pathloom_store::Project;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

/// Between two looks whether a closed project still works.
const LOOK: Duration = Duration::from_millis(20);

pub struct Engine {
    /// Where the user's projects go when no other place is named.
    documents: PathBuf,
    settings: Mutex<Settings>,
    endpoints: Arc<Endpoints>,
    session: Mutex<Option<Arc<Session>>>,
    /// Closed projects whose runs wait for replies on their way: those are paid for.
    leaving: Mutex<Vec<Arc<Session>>>,
    sink: Arc<dyn Sink>,
    now: fn() -> i64,
    opening: Mutex<(bool, Option<AppError>)>,
}

impl Engine {
    /// `config` holds the settings file, `documents` new demo projects; `now` gives Unix seconds.
    pub fn new(config: Option<&Path>, documents: PathBuf, sink: Arc<dyn Sink>, now: fn() -> i64) -> Engine {
        Engine {
            documents,
            settings: Mutex::new(Settings::load(config)),
            endpoints: Arc::new(Endpoints::open(config)),
            session: Mutex::default(),
            leaving: Mutex::default(),
            sink,
            now,
            opening: Mutex::default(),
        }
    }

    /// The open project, or why there is none.
    pub fn session(&self) -> Result<Arc<Session>, AppError> {
        guard(&self.session).clone().ok_or_else(|| {
            AppError::new(ErrorCode::NoProject, "No project is open.", "Open or make one on the first screen.")
        })
    }

    /// The user's own models, whatever project is open.
    pub fn endpoints(&self) -> &Endpoints {
        &self.endpoints
    }

    pub fn models(&self) -> Result<ModelsView, AppError> {
        models::view(&self.endpoints, guard(&self.session).clone().as_deref())
    }

    /// Also where the open project names it.
    pub fn save_endpoint(&self, request: &SaveEndpointRequest) -> Result<(), AppError> {
        self.endpoints.save(request)?;
        match (guard(&self.session).clone(), &request.was) {
            (Some(session), Some(was)) => session.rename_endpoint(was, request.endpoint.name.trim()),
            _ => Ok(()),
        }
    }

    /// Of the open project; `None` before the first.
    pub fn last_request(&self) -> Result<Option<SentView>, AppError> {
        guard(&self.session).clone().map_or(Ok(None), |session| session.last_request())
    }

    /// For all projects, and for the open one.
    pub fn set_offline(&self, request: &Offline) -> Result<(), AppError> {
        self.endpoints.set_offline_only(request.user)?;
        match guard(&self.session).clone() {
            Some(session) if session.offline()?.project != request.project => session.set_offline(request.project),
            _ => Ok(()),
        }
    }

    pub fn app_view(&self) -> Result<AppView, AppError> {
        let session = guard(&self.session).clone();
        let project = session.map(|session| session.view()).transpose()?;
        let settings = guard(&self.settings);
        let recent = settings.recent.iter().map(|recent| RecentProject {
            name: recent.name.clone(),
            place: crate::settings::place(&recent.path),
            path: recent.path.clone(),
            to_review: recent.to_review,
            opened_at: recent.opened_at,
            missing: !Path::new(&recent.path).join("project.db").exists(),
        });
        let (opening, open_error) = guard(&self.opening).clone();
        let engine = if presets().is_empty() {
            EngineStatus::Failed { reason: "The template library is missing.".into() }
        } else {
            EngineStatus::Ready
        };
        Ok(AppView {
            version: env!("CARGO_PKG_VERSION").into(),
            project,
            recent: recent.collect(),
            preferences: settings.preferences.clone(),
            engine,
            opening,
            open_error,
        })
    }

    /// A project that is being opened at start, before the window asks.
    pub fn set_opening(&self, opening: bool, problem: Option<AppError>) {
        *guard(&self.opening) = (opening, problem);
    }

    pub fn set_preferences(&self, preferences: Preferences) -> Result<(), AppError> {
        if let Some(session) = guard(&self.session).as_ref() {
            session.set_reviewer(&preferences.reviewer);
        }
        let mut settings = guard(&self.settings);
        settings.preferences = preferences;
        settings.save()
    }

    /// Makes the demo in the user's folder the first time; later opens what is there, decisions and all.
    pub fn open_demo(&self) -> Result<ProjectView, AppError> {
        let folder = self.documents.join("Heat pump demo.pathloom");
        if folder.join("project.db").exists() {
            return self.open(&folder);
        }
        self.close();
        let session = demo::make(&folder, self.sink.clone(), self.now)?;
        self.keep(session)
    }

    pub fn create_project(&self, request: &PathRequest) -> Result<ProjectView, AppError> {
        let mut folder = PathBuf::from(&request.path);
        if folder.extension().is_none_or(|extension| extension != "pathloom") {
            let mut name = folder.file_name().unwrap_or_default().to_os_string();
            name.push(".pathloom");
            folder.set_file_name(name);
        }
        let project = Project::create(&folder).map_err(error::store)?;
        self.close();
        self.keep(Session::new(project, self.sink.clone(), self.now)?)
    }

    pub fn open_project(&self, request: &PathRequest) -> Result<ProjectView, AppError> {
        self.open(Path::new(&request.path))
    }

    fn open(&self, folder: &Path) -> Result<ProjectView, AppError> {
        let open = guard(&self.session).clone();
        if let Some(session) = open.filter(|session| session.project.folder() == folder) {
            return session.view();
        }
        if let Some(session) = self.leaving(folder) {
            self.close();
            return self.show(session);
        }
        let project = Project::open(folder).map_err(error::store)?;
        self.close();
        self.keep(Session::new(project, self.sink.clone(), self.now)?)
    }

    /// Ends what runs in the open project. Replies on their way come in and are kept, with no project on the screen.
    pub fn close(&self) {
        let Some(session) = guard(&self.session).take() else { return };
        session.stop_watching();
        session.close_all();
        if let Ok(view) = session.view() {
            self.remember(&view);
        }
        if session.is_working() {
            guard(&self.leaving).push(session);
        }
    }

    /// Closes, and returns when no reply is on its way any more, which is waited for as long as for a cancelled run.
    pub fn finish(&self) {
        self.close();
        while !self.still_leaving().is_empty() {
            std::thread::sleep(LOOK);
        }
    }

    fn still_leaving(&self) -> MutexGuard<'_, Vec<Arc<Session>>> {
        let mut leaving = guard(&self.leaving);
        leaving.retain(|session| session.is_working());
        leaving
    }

    /// The project of this folder, if it is closed and still works: it is open in this program already.
    fn leaving(&self, folder: &Path) -> Option<Arc<Session>> {
        let mut leaving = self.still_leaving();
        let place = leaving.iter().position(|session| session.project.folder() == folder)?;
        Some(leaving.remove(place))
    }

    pub fn forget_recent(&self, request: &PathRequest) -> Result<(), AppError> {
        let mut settings = guard(&self.settings);
        settings.forget(&request.path);
        settings.save()
    }

    fn keep(&self, session: Session) -> Result<ProjectView, AppError> {
        session.set_endpoints(self.endpoints.clone());
        self.show(Arc::new(session))
    }

    fn show(&self, session: Arc<Session>) -> Result<ProjectView, AppError> {
        session.set_reviewer(&guard(&self.settings).preferences.reviewer.clone());
        let view = session.view()?;
        session.start_watching();
        // What changed while the project was closed is looked for beside its opening, which large folders must not
        // hold up; a problem with a folder is told beside the folder.
        let looking = session.clone();
        std::thread::spawn(move || {
            looking.warm_up();
            let _ = looking.look_at_folders();
        });
        *guard(&self.session) = Some(session);
        self.remember(&view);
        Ok(view)
    }

    fn remember(&self, view: &ProjectView) {
        let mut settings = guard(&self.settings);
        settings.remember(Path::new(&view.path), &view.name, view.to_review, (self.now)());
        // The list of recent projects is a convenience: a full disk must not keep a project from opening.
        let _ = settings.save();
    }
}
