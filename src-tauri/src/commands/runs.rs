//! Runs.

use super::{Answer, Core};
use pathloom_ipc::models::BudgetView;
use pathloom_ipc::project::PathRequest;
use pathloom_ipc::runs::{
    CallRequest, CallView, CallsView, EstimateView, JobId, LeaveOutRequest, RetryRequest, RunDefaults, RunRequest,
    RunSamplesRequest, RunSamplesView, RunView, RunsView, ScoreRequest,
};
use pathloom_ipc::templates::GenerateRequest;
use std::path::Path;

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

#[tauri::command(async)]
pub fn pause_run(core: Core, request: RunRequest) -> Answer<()> {
    core.session()?.pause_run(&request)
}

#[tauri::command(async)]
pub fn retry_run(core: Core, request: RetryRequest) -> Answer<JobId> {
    core.session()?.retry_run(&request)
}

#[tauri::command(async)]
pub fn leave_out(core: Core, request: LeaveOutRequest) -> Answer<JobId> {
    core.session()?.leave_out(&request)
}

#[tauri::command(async)]
pub fn score(core: Core, request: ScoreRequest) -> Answer<JobId> {
    core.session()?.score(&request)
}

#[tauri::command(async)]
pub fn score_estimate(core: Core, request: ScoreRequest) -> Answer<EstimateView> {
    core.session()?.score_estimate(&request)
}

#[tauri::command(async)]
pub fn run_defaults(core: Core) -> Answer<RunDefaults> {
    core.session()?.run_defaults()
}

#[tauri::command(async)]
pub fn set_run_defaults(core: Core, request: RunDefaults) -> Answer<()> {
    core.session()?.set_run_defaults(&request)
}

#[tauri::command(async)]
pub fn month(core: Core) -> Answer<BudgetView> {
    core.session()?.month()
}

#[tauri::command(async)]
pub fn estimate(core: Core, request: GenerateRequest) -> Answer<EstimateView> {
    core.session()?.estimate(&request)
}

#[tauri::command(async)]
pub fn run_calls(core: Core, request: RunRequest) -> Answer<CallsView> {
    core.session()?.calls_view(&request)
}

#[tauri::command(async)]
pub fn run_samples(core: Core, request: RunSamplesRequest) -> Answer<RunSamplesView> {
    core.session()?.run_samples(&request)
}

#[tauri::command(async)]
pub fn calls(core: Core, request: CallRequest) -> Answer<Vec<CallView>> {
    core.session()?.call_views(&request)
}

#[tauri::command(async)]
pub fn export_batch(core: Core, request: PathRequest) -> Answer<u64> {
    let files = core.session()?.export_batch(Path::new(&request.path))?;
    Ok(files.iter().map(|(_, calls)| calls).sum())
}

#[tauri::command(async)]
pub fn import_batch(core: Core, request: PathRequest) -> Answer<u64> {
    Ok(core.session()?.import_batch(Path::new(&request.path))?.replies)
}
