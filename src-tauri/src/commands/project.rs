//! Welcome and settings.

use super::{Answer, Core};
use crate::dialog;
use pathloom_ipc::project::{AppView, PathRequest, PickRequest, Preferences, ProjectView};
use tauri::AppHandle;

#[tauri::command(async)]
pub fn app_view(core: Core) -> Answer<AppView> {
    core.app_view()
}

#[tauri::command(async)]
pub fn set_preferences(core: Core, request: Preferences) -> Answer<()> {
    core.set_preferences(request)
}

#[tauri::command(async)]
pub fn open_demo(core: Core) -> Answer<ProjectView> {
    core.open_demo()
}

#[tauri::command(async)]
pub fn create_project(core: Core, request: PathRequest) -> Answer<ProjectView> {
    core.create_project(&request)
}

#[tauri::command(async)]
pub fn open_project(core: Core, request: PathRequest) -> Answer<ProjectView> {
    core.open_project(&request)
}

#[tauri::command(async)]
pub fn close_project(core: Core) -> Answer<()> {
    core.close();
    Ok(())
}

#[tauri::command(async)]
pub fn forget_recent(core: Core, request: PathRequest) -> Answer<()> {
    core.forget_recent(&request)
}

#[tauri::command(async)]
pub fn pick(app: AppHandle, request: PickRequest) -> Answer<Vec<String>> {
    Ok(dialog::pick(&app, &request))
}
