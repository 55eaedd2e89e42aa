//! Dataset and export.

use super::{Answer, Core};
use pathloom_ipc::dataset::{DatasetRequest, DatasetView, ExportOptions, ExportPreview, ExportRequest, ExportView};

#[tauri::command(async)]
pub fn dataset(core: Core, request: DatasetRequest) -> Answer<DatasetView> {
    core.session()?.dataset(&request)
}

#[tauri::command(async)]
pub fn export_preview(core: Core, request: ExportOptions) -> Answer<ExportPreview> {
    core.session()?.export_preview(&request)
}

#[tauri::command(async)]
pub fn export(core: Core, request: ExportRequest) -> Answer<ExportView> {
    core.session()?.export(&request)
}
