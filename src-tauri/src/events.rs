//! From the engine to the window: runs, changes, dropped files.

use pathloom_engine::Sink;
use pathloom_ipc::event::{CHANGED, Changed, DROPPED, RUN};
use pathloom_ipc::runs::RunView;
use std::sync::OnceLock;
use tauri::{AppHandle, DragDropEvent, Emitter, Window, WindowEvent};

/// Forwards to the window once there is one; a closed window hears nothing, and the work goes on.
#[derive(Default)]
pub struct Forward {
    pub app: OnceLock<AppHandle>,
}

impl Sink for Forward {
    fn run(&self, run: &RunView) {
        if let Some(app) = self.app.get() {
            let _ = app.emit(RUN, run);
        }
    }

    fn changed(&self, changed: &Changed) {
        if let Some(app) = self.app.get() {
            let _ = app.emit(CHANGED, changed);
        }
    }
}

/// Files dropped on the window, as absolute paths.
pub fn window_event(window: &Window, event: &WindowEvent) {
    if let WindowEvent::DragDrop(DragDropEvent::Drop { paths, .. }) = event {
        let paths: Vec<String> = paths.iter().map(|path| path.to_string_lossy().into_owned()).collect();
        let _ = window.emit(DROPPED, paths);
    }
}
