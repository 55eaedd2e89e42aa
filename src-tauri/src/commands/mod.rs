//! One file per screen: each command takes its argument, makes one engine call, returns a typed result.
//! All run off the main thread, so nothing here can block the window.

pub mod app;
pub mod dataset;
pub mod graph;
pub mod merges;
pub mod models;
pub mod ontology;
pub mod project;
pub mod prompts;
pub mod review;
pub mod runs;
pub mod sources;
pub mod templates;

use pathloom_engine::Engine;
use pathloom_ipc::AppError;
use std::sync::Arc;

/// The engine as the commands get it.
pub type Core<'a> = tauri::State<'a, Arc<Engine>>;
pub type Answer<T> = Result<T, AppError>;
