//! Commands about the app itself: what it is, and its window.

use serde::Serialize;
use tauri::WebviewWindow;

#[derive(Serialize)]
pub struct AppInfo {
    pub name: &'static str,
    pub version: &'static str,
}

#[tauri::command]
pub fn app_info() -> AppInfo {
    AppInfo { name: "Pathloom", version: env!("CARGO_PKG_VERSION") }
}

/// The page calls this once it has drawn itself.
#[tauri::command]
pub fn show_window(window: WebviewWindow, dark: bool) -> Result<(), String> {
    crate::window::show(&window, dark).map_err(|error| error.to_string())
}
