//! Sources and the reader.

use super::{Answer, Core};
use pathloom_ipc::chunks::{ChunkPreview, ChunkPreviewRequest, ChunkingRequest, ChunkingView};
use pathloom_ipc::project::PathRequest;
use pathloom_ipc::rows::{RowsRequest, RowsView};
use pathloom_ipc::runs::JobId;
use pathloom_ipc::sources::{
    BlobRequest, DocumentRequest, ImportRequest, PageImageRequest, PageRequest, PageView, RightsRequest, SourcesView,
    WatchedFolder,
};
use std::path::Path;
use tauri::ipc::Response;

#[tauri::command(async)]
pub fn sources(core: Core) -> Answer<SourcesView> {
    core.session()?.sources()
}

#[tauri::command(async)]
pub fn import(core: Core, request: ImportRequest) -> Answer<JobId> {
    core.session()?.import(&request)
}

#[tauri::command(async)]
pub fn retry_document(core: Core, request: DocumentRequest) -> Answer<JobId> {
    core.session()?.retry_document(&request)
}

#[tauri::command(async)]
pub fn remove_document(core: Core, request: DocumentRequest) -> Answer<()> {
    core.session()?.remove_document(&request)
}

#[tauri::command(async)]
pub fn set_rights(core: Core, request: RightsRequest) -> Answer<()> {
    core.session()?.set_rights(&request)
}

#[tauri::command(async)]
pub fn rows(core: Core, request: DocumentRequest) -> Answer<RowsView> {
    core.session()?.rows(&request)
}

#[tauri::command(async)]
pub fn import_rows(core: Core, request: RowsRequest) -> Answer<JobId> {
    core.session()?.import_rows(&request)
}

#[tauri::command(async)]
pub fn chunking(core: Core, request: ChunkingRequest) -> Answer<ChunkingView> {
    core.session()?.chunking(&request)
}

#[tauri::command(async)]
pub fn set_chunks(core: Core, request: ChunkingView) -> Answer<Option<JobId>> {
    core.session()?.set_chunks(&request)
}

#[tauri::command(async)]
pub fn chunk_preview(core: Core, request: ChunkPreviewRequest) -> Answer<ChunkPreview> {
    core.session()?.chunk_preview(&request)
}

#[tauri::command(async)]
pub fn watched_folders(core: Core) -> Answer<Vec<WatchedFolder>> {
    core.session()?.watched_folders()
}

#[tauri::command(async)]
pub fn watch_folder(core: Core, request: PathRequest) -> Answer<()> {
    core.session()?.watch_folder(Path::new(&request.path))
}

#[tauri::command(async)]
pub fn unwatch_folder(core: Core, request: PathRequest) -> Answer<()> {
    core.session()?.unwatch_folder(&request.path)
}

#[tauri::command(async)]
pub fn page(core: Core, request: PageRequest) -> Answer<PageView> {
    core.session()?.page(&request)
}

#[tauri::command(async)]
pub fn page_image(core: Core, request: PageImageRequest) -> Answer<Response> {
    let image = core.session()?.page_image(&request)?;
    Ok(Response::new(image.to_vec()))
}

#[tauri::command(async)]
pub fn blob(core: Core, request: BlobRequest) -> Answer<Response> {
    core.session()?.blob(&request).map(Response::new)
}
