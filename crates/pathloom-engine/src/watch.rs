//! Folders that the project follows: what is added, written again, moved or taken away there is told to the project.
//! The system's notices only say that it is time to look; what changed is found by comparing.

use crate::files::{Difference, difference, path_of};
use crate::import::Found;
use crate::session::{Task, guard};
use crate::{Session, error};
use notify::{RecommendedWatcher, RecursiveMode, Watcher};
use pathloom_ipc::event::Changed;
use pathloom_ipc::runs::RunView;
use pathloom_ipc::sources::WatchedFolder;
use pathloom_ipc::{AppError, ErrorCode};
use pathloom_store::table::documents::{KnownFile, Status};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

/// A file that is being written, or a whole folder that is being copied, is let come to rest.
const QUIET: Duration = Duration::from_millis(700);
const LONGEST_WAIT: Duration = Duration::from_secs(10);
/// Network folders and full notice queues tell nothing: looked at anyway.
const LOOK_ANYWAY: Duration = Duration::from_secs(60);

/// Lives as long as the folders are followed; dropping it ends the thread.
pub struct Watching {
    _watcher: Option<RecommendedWatcher>,
    _notice: SyncSender<()>,
    /// Folders that the system gives no notices for, with its reason.
    deaf: BTreeMap<PathBuf, String>,
}

impl Session {
    /// Follows a folder from now on, and reads what is in it.
    pub fn watch_folder(self: &Arc<Self>, folder: &Path) -> Result<(), AppError> {
        self.follow_folder(folder)?;
        self.start_watching();
        self.look_at_folders()
    }

    /// Notes the folder; nothing is read yet. A folder inside one that is followed is followed already.
    pub fn follow_folder(&self, folder: &Path) -> Result<(), AppError> {
        let folder = folder.canonicalize().map_err(|problem| error::source(folder, &problem))?;
        if !folder.is_dir() {
            let message = format!("{} is not a folder.", folder.display());
            return Err(AppError::new(ErrorCode::Unreadable, message, "Choose the folder that it lies in."));
        }
        let watched = self.project.watched().map_err(error::store)?;
        if watched.iter().any(|it| it.is_ours && folder.starts_with(&it.path)) {
            return Ok(());
        }
        self.project.watch(&folder.to_string_lossy()).map_err(error::store)
    }

    /// Its documents stay.
    pub fn unwatch_folder(self: &Arc<Self>, folder: &str) -> Result<(), AppError> {
        self.project.unwatch(folder).map_err(error::store)?;
        self.start_watching();
        self.sink.changed(&Changed { sources: true, ..Changed::default() });
        Ok(())
    }

    pub fn watched_folders(&self) -> Result<Vec<WatchedFolder>, AppError> {
        let known = self.project.known_files().map_err(error::store)?;
        let watching = guard(&self.watching);
        let folders = self.project.watched().map_err(error::store)?.into_iter().map(|watched| {
            let path = Path::new(&watched.path);
            let inside = known.iter().filter(|file| !file.removed && path_of(&file.source).starts_with(path));
            let deaf = watching.as_ref().and_then(|watching| watching.deaf.get(path));
            let problem = if !watched.is_ours {
                Some("It was followed in another copy of this project. Follow it again to do so here.".to_owned())
            } else if !path.is_dir() {
                Some("It is not there now. Its documents stay as they are.".to_owned())
            } else {
                deaf.map(|why| format!("The system tells of no changes here ({why}), so it is looked at each minute."))
            };
            WatchedFolder { documents: inside.count() as u64, path: watched.path, problem }
        });
        Ok(folders.collect())
    }

    /// Listens to the folders that are followed now; after opening a project, and whenever they become others.
    pub fn start_watching(self: &Arc<Self>) {
        *guard(&self.watching) = None;
        let folders: Vec<PathBuf> = match self.project.watched() {
            Ok(watched) if !self.project.read_only() => {
                watched.into_iter().filter(|it| it.is_ours).map(|it| it.path.into()).collect()
            }
            _ => return,
        };
        if folders.is_empty() {
            return;
        }
        let (notice, notices) = sync_channel(1);
        let told = notice.clone();
        // One notice waiting is enough: it says that it is time to look.
        let heard = move |_: notify::Result<notify::Event>| {
            let _ = told.try_send(());
        };
        let mut deaf = BTreeMap::new();
        let mut watcher = notify::recommended_watcher(heard);
        for folder in folders {
            let listening = match &mut watcher {
                Ok(watcher) => watcher.watch(&folder, RecursiveMode::Recursive),
                Err(problem) => Err(notify::Error::generic(&problem.to_string())),
            };
            if let Err(problem) = listening {
                deaf.insert(folder, problem.to_string());
            }
        }
        let session = Arc::downgrade(self);
        std::thread::spawn(move || follow(&session, &notices));
        *guard(&self.watching) = Some(Watching { _watcher: watcher.ok(), _notice: notice, deaf });
    }

    pub fn stop_watching(&self) {
        *guard(&self.watching) = None;
    }

    /// Compares every followed folder with the project and starts a run for what is to be read.
    pub fn look_at_folders(self: &Arc<Self>) -> Result<(), AppError> {
        if let Some((title, task)) = self.found_in_folders()? {
            self.start(title, task)?;
        }
        Ok(())
    }

    /// The same in this thread, until all is read. `None` when there was nothing to read.
    pub fn look_at_folders_here(&self) -> Result<Option<RunView>, AppError> {
        self.found_in_folders()?.map(|(title, task)| self.start_here(title, task)).transpose()
    }

    fn found_in_folders(&self) -> Result<Option<(String, Task)>, AppError> {
        let mut folders = self.project.watched().map_err(error::store)?;
        folders.retain(|it| it.is_ours);
        if folders.is_empty() {
            return Ok(None);
        }
        let mut documents = Vec::new();
        let mut anything = false;
        for watched in folders {
            let Some(found) = self.look(Path::new(&watched.path))? else { continue };
            anything |= found != Difference { same: found.same, ..Difference::default() };
            documents.extend(self.take(&found, false)?);
        }
        if anything {
            self.sink.changed(&Changed { sources: true, ..Changed::default() });
        }
        // What a run that was cut off has left is taken up again.
        if guard(&self.live).is_empty() {
            documents.extend(self.waiting_in_folders()?);
            documents.sort_unstable();
            documents.dedup();
            if documents.is_empty() && self.is_built()? {
                return Ok(None);
            }
        } else if documents.is_empty() {
            return Ok(None);
        }
        let title = match documents.len() {
            0 => "Build the graph".to_owned(),
            1 => "Read 1 file from followed folders".to_owned(),
            many => format!("Read {many} files from followed folders"),
        };
        Ok(Some((title, Task::Import { documents, passwords: BTreeMap::new(), convert: false })))
    }

    fn waiting_in_folders(&self) -> Result<Vec<u64>, AppError> {
        let watched = self.project.watched().map_err(error::store)?;
        let known = self.project.known_files().map_err(error::store)?;
        let waits = |file: &&KnownFile| {
            matches!(file.status, Status::Queued | Status::Changed)
                && !file.removed
                && watched.iter().any(|it| it.is_ours && path_of(&file.source).starts_with(&it.path))
        };
        Ok(known.iter().filter(waits).map(|file| file.id).collect())
    }

    /// `None` when the folder itself cannot be looked into: then nothing in it is taken for gone.
    fn look(&self, folder: &Path) -> Result<Option<Difference>, AppError> {
        let mut found = Found::default();
        found.collect(folder, 0)?;
        if found.refused.iter().any(|(path, _)| path == folder) {
            return Ok(None);
        }
        let known = self.project.known_files().map_err(error::store)?;
        let mut difference = difference(&known, &found.files, Some(folder));
        let hidden = |id: &u64| {
            let file = known.iter().find(|file| file.id == *id);
            file.is_some_and(|file| found.refused.iter().any(|(path, _)| path_of(&file.source).starts_with(path)))
        };
        difference.gone.retain(|id| !hidden(id));
        Ok(Some(difference))
    }
}

#[expect(clippy::disallowed_methods, reason = "waits for files to come to rest; nothing stored depends on it")]
fn follow(session: &Weak<Session>, notices: &Receiver<()>) {
    loop {
        let first = notices.recv_timeout(LOOK_ANYWAY);
        if first == Err(RecvTimeoutError::Disconnected) {
            return;
        }
        let begun = Instant::now();
        while first.is_ok() && begun.elapsed() < LONGEST_WAIT && notices.recv_timeout(QUIET).is_ok() {}
        let Some(session) = session.upgrade() else { return };
        // What cannot be stored now is found again at the next look.
        let _ = session.look_at_folders();
    }
}
