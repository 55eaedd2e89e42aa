//! What belongs to the user and not to a project: recent projects, preferences. One small JSON file.

use crate::error;
use crate::whole_file::write_whole;
use pathloom_ipc::AppError;
use pathloom_ipc::project::Preferences;
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::{Path, PathBuf};

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    pub preferences: Preferences,
    /// Newest first.
    pub recent: Vec<Recent>,
    #[serde(skip)]
    file: Option<PathBuf>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Recent {
    pub path: String,
    pub name: String,
    #[serde(default)]
    pub to_review: u64,
    pub opened_at: i64,
}

const MOST_RECENT: usize = 12;

/// Where the settings of this user are, for window and command line alike. `PATHLOOM_HOME` puts them elsewhere, for tests
/// and portable use.
pub fn config_folder() -> Option<PathBuf> {
    let elsewhere = std::env::var_os("PATHLOOM_HOME").filter(|home| !home.is_empty()).map(PathBuf::from);
    elsewhere.or_else(|| Some(directories::BaseDirs::new()?.config_dir().join("org.pathloom.app")))
}

/// A path as people write it: "~" for the home folder.
pub fn place(path: &str) -> String {
    let home = directories::BaseDirs::new();
    let inside = home.as_ref().and_then(|home| Path::new(path).strip_prefix(home.home_dir()).ok());
    inside.map_or_else(|| path.to_owned(), |inside| Path::new("~").join(inside).display().to_string())
}

impl Settings {
    /// From `folder/settings.json`; a file that does not parse is kept aside and defaults are used.
    pub fn load(folder: Option<&Path>) -> Settings {
        let Some(file) = folder.map(|folder| folder.join("settings.json")) else { return Settings::default() };
        let mut settings = match fs::read(&file) {
            Ok(bytes) => serde_json::from_slice(&bytes).unwrap_or_else(|_| {
                // Best effort: the aside copy is for the curious, losing it costs only a list of recent folders.
                let _ = fs::rename(&file, file.with_extension("unreadable"));
                Settings::default()
            }),
            Err(_) => Settings::default(),
        };
        settings.file = Some(file);
        settings
    }

    pub fn save(&self) -> Result<(), AppError> {
        let Some(file) = &self.file else { return Ok(()) };
        let text = serde_json::to_string_pretty(self).map_err(|e| error::bad_request(e.to_string(), ""))?;
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder).map_err(|e| error::io(folder, e))?;
        }
        write_whole(file, text.as_bytes())
    }

    /// Puts a project at the head of the list.
    pub fn remember(&mut self, path: &Path, name: &str, to_review: u64, now: i64) {
        let path = path.to_string_lossy().into_owned();
        self.recent.retain(|recent| recent.path != path);
        self.recent.insert(0, Recent { path, name: name.to_owned(), to_review, opened_at: now });
        self.recent.truncate(MOST_RECENT);
    }

    pub fn forget(&mut self, path: &str) {
        self.recent.retain(|recent| recent.path != path);
    }
}
