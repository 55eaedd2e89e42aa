//! Templates.

use super::{Answer, Core};
use pathloom_ipc::runs::JobId;
use pathloom_ipc::templates::{
    CountView, CoverageView, ExplainView, ExportTemplateRequest, GenerateRequest, ImportedTemplates, LibraryView,
    PatternRequest, PatternView, PreviewRequest, PreviewView, SaveTemplateRequest, SavedTemplate, SchemaView,
    TemplateFilesRequest, TemplateRequest, TemplateView,
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
pub fn coverage(core: Core, request: PreviewRequest) -> Answer<CoverageView> {
    core.session()?.coverage(&request)
}

#[tauri::command(async)]
pub fn count(core: Core, request: TemplateRequest) -> Answer<CountView> {
    core.session()?.count(&request)
}

#[tauri::command(async)]
pub fn pattern(core: Core, request: PatternRequest) -> Answer<PatternView> {
    core.session()?.pattern(&request)
}

#[tauri::command(async)]
pub fn explain(core: Core, request: PatternRequest) -> Answer<ExplainView> {
    core.session()?.explain(&request)
}

#[tauri::command(async)]
pub fn schema(core: Core) -> Answer<SchemaView> {
    core.session()?.schema()
}

#[tauri::command(async)]
pub fn save_template(core: Core, request: SaveTemplateRequest) -> Answer<SavedTemplate> {
    core.session()?.save_template(&request)
}

#[tauri::command(async)]
pub fn delete_template(core: Core, request: TemplateRequest) -> Answer<()> {
    core.session()?.delete_template(&request)
}

#[tauri::command(async)]
pub fn restore_template(core: Core, request: TemplateRequest) -> Answer<()> {
    core.session()?.restore_template(&request)
}

#[tauri::command(async)]
pub fn import_templates(core: Core, request: TemplateFilesRequest) -> Answer<ImportedTemplates> {
    core.session()?.import_templates(&request)
}

#[tauri::command(async)]
pub fn export_template(core: Core, request: ExportTemplateRequest) -> Answer<()> {
    core.session()?.export_template(&request)
}

#[tauri::command(async)]
pub fn generate(core: Core, request: GenerateRequest) -> Answer<JobId> {
    core.session()?.generate(&request)
}
