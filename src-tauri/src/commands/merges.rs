//! Merges: pairs of names, decisions about them, why an entity is one.

use super::{Answer, Core};
use pathloom_ipc::merges::{
    DecideMergeRequest, EntityStory, ExplainEntityRequest, MergeDone, MergesRequest, MergesView, UndoMergeRequest,
};
use pathloom_ipc::runs::JobId;

#[tauri::command(async)]
pub fn merges(core: Core, request: MergesRequest) -> Answer<MergesView> {
    core.session()?.merges(&request)
}

#[tauri::command(async)]
pub fn decide_merge(core: Core, request: DecideMergeRequest) -> Answer<MergeDone> {
    core.session()?.decide_merge(&request)
}

#[tauri::command(async)]
pub fn undo_merge(core: Core, request: UndoMergeRequest) -> Answer<MergeDone> {
    core.session()?.undo_merge(&request)
}

#[tauri::command(async)]
pub fn apply_merges(core: Core) -> Answer<JobId> {
    core.session()?.apply_merges()
}

#[tauri::command(async)]
pub fn explain_entity(core: Core, request: ExplainEntityRequest) -> Answer<EntityStory> {
    core.session()?.explain_entity(&request)
}
