//! Dataset and export.

use super::{Answer, Core};
use pathloom_ipc::dataset::{DatasetView, ExportOptions, ExportPreview, ExportRequest, ExportView};
use pathloom_ipc::gates::{GateRequest, GateView};

#[tauri::command(async)]
pub fn dataset(core: Core) -> Answer<DatasetView> {
    core.session()?.dataset()
}

#[tauri::command(async)]
pub fn export_preview(core: Core, request: ExportOptions) -> Answer<ExportPreview> {
    core.session()?.export_preview(&request)
}

#[tauri::command(async)]
pub fn export(core: Core, request: ExportRequest) -> Answer<ExportView> {
    core.session()?.export(&request)
}

#[tauri::command(async)]
pub fn gate(core: Core, request: GateRequest) -> Answer<GateView> {
    core.session()?.gate(&request)
}

#[tauri::command(async)]
pub fn apply_gate(core: Core, request: GateRequest) -> Answer<GateView> {
    core.session()?.apply_gate(&request)
}
