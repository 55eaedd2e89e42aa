//! Templates.

use super::{Answer, Core};
use pathloom_ipc::runs::JobId;
use pathloom_ipc::templates::{
    CountView, GenerateRequest, LibraryView, PreviewRequest, PreviewView, TemplateRequest, TemplateView,
};

#[tauri::command(async)]
pub fn templates(core: Core) -> Answer<LibraryView> {
    core.session()?.templates()
}

#[tauri::command(async)]
pub fn template(core: Core, request: TemplateRequest) -> Answer<TemplateView> {
    core.session()?.template(&request)
}

#[tauri::command(async)]
pub fn preview(core: Core, request: PreviewRequest) -> Answer<PreviewView> {
    core.session()?.preview(&request)
}

#[tauri::command(async)]
pub fn count(core: Core, request: TemplateRequest) -> Answer<CountView> {
    core.session()?.count(&request.id)
}

#[tauri::command(async)]
pub fn generate(core: Core, request: GenerateRequest) -> Answer<JobId> {
    core.session()?.generate(&request)
}
