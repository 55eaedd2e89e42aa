//! Welcome, the shell around every screen, and settings.

use pathloom_model::Language;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AppView {
    pub version: String,
    pub project: Option<ProjectView>,
    pub recent: Vec<RecentProject>,
    pub preferences: Preferences,
    pub engine: EngineStatus,
    /// The app was started with `--demo` or a project path that is being opened.
    pub opening: bool,
    /// Why the project named at start could not be opened.
    pub open_error: Option<crate::AppError>,
}

/// The built-in engine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EngineStatus {
    Ready,
    Failed { reason: String },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProjectView {
    pub name: String,
    pub path: String,
    pub read_only: bool,
    pub is_demo: bool,
    pub documents: u64,
    pub nodes: u64,
    pub relations: u64,
    pub samples: u64,
    pub to_review: u64,
    /// A run that a quit or crash interrupted.
    pub unfinished_run: Option<u64>,
    pub notices: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecentProject {
    pub name: String,
    pub path: String,
    /// The path for the eye: "~" for the home folder.
    pub place: String,
    pub to_review: u64,
    /// Unix seconds.
    pub opened_at: i64,
    /// The folder is not there any more.
    pub missing: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Preferences {
    pub theme: Theme,
    /// Of the interface; `None` is the system's.
    pub language: Option<Language>,
    pub reviewer: String,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PathRequest {
    pub path: String,
}

/// A native file dialog.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PickRequest {
    Documents,
    Folder {
        title: String,
    },
    /// Where a new project goes; returns the folder `…/Name.pathloom`.
    NewProject {
        title: String,
    },
    Project {
        title: String,
    },
    /// Template files to take in.
    Templates {
        title: String,
    },
    /// Where a template goes; returns the file `…/name.toml`.
    NewTemplate {
        title: String,
        name: String,
    },
    /// A file of settings of models to take in.
    Settings {
        title: String,
    },
    /// Where settings of models go.
    NewSettings {
        title: String,
    },
    /// A file with the results of a batch.
    BatchResults {
        title: String,
    },
}
