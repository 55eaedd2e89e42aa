//! What the app was started with: nothing, `--demo`, or the path of a project. Opened beside the window, not before it.

use pathloom_engine::Engine;
use pathloom_ipc::event::{CHANGED, Changed};
use pathloom_ipc::project::PathRequest;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};
use tauri::{AppHandle, Emitter, Manager};

/// Unix seconds: the one clock, handed to the engine, which stores it with decisions and runs only.
#[expect(clippy::disallowed_methods, reason = "the clock enters here and nowhere below")]
pub fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs() as i64)
}

/// (settings folder, folder for demo projects). `PATHLOOM_HOME` puts both elsewhere, for tests and portable use.
pub fn folders(app: &AppHandle) -> (Option<PathBuf>, PathBuf) {
    if let Some(home) = std::env::var_os("PATHLOOM_HOME").map(PathBuf::from) {
        return (Some(home.clone()), home);
    }
    let paths = app.path();
    let documents = paths.document_dir().or_else(|_| paths.home_dir()).unwrap_or_else(|_| PathBuf::from("."));
    (paths.app_config_dir().ok(), documents.join("Pathloom"))
}

pub fn open_named_project(app: &AppHandle, core: &Arc<Engine>) {
    let Some(named) = std::env::args().skip(1).find(|argument| argument == "--demo" || !argument.starts_with('-'))
    else {
        return;
    };
    core.set_opening(true, None);
    let (app, core) = (app.clone(), core.clone());
    std::thread::spawn(move || {
        let opened = match named.as_str() {
            "--demo" => core.open_demo(),
            path => core.open_project(&PathRequest { path: path.to_owned() }),
        };
        core.set_opening(false, opened.err());
        let _ = app.emit(CHANGED, Changed { sources: true, graph: true, samples: true, runs: true });
    });
}
