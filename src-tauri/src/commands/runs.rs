//! Runs.

use super::{Answer, Core};
use pathloom_ipc::runs::{JobId, RunRequest, RunView, RunsView};

#[tauri::command(async)]
pub fn runs(core: Core) -> Answer<RunsView> {
    core.session()?.runs()
}

#[tauri::command(async)]
pub fn run(core: Core, request: RunRequest) -> Answer<RunView> {
    core.session()?.run(&request)
}

#[tauri::command(async)]
pub fn cancel_run(core: Core, request: RunRequest) -> Answer<()> {
    core.session()?.cancel_run(&request)
}

#[tauri::command(async)]
pub fn resume_run(core: Core, request: RunRequest) -> Answer<JobId> {
    core.session()?.resume_run(&request)
}
