//! Review.

use super::{Answer, Core};
use pathloom_ipc::review::{
    DecideRequest, EditRequest, Progress, QueueRequest, QueueView, ReplyRequest, ReplyView, SampleRequest, SampleView,
    UndoView,
};

#[tauri::command(async)]
pub fn queue(core: Core, request: QueueRequest) -> Answer<QueueView> {
    core.session()?.queue_view(&request)
}

#[tauri::command(async)]
pub fn sample(core: Core, request: SampleRequest) -> Answer<SampleView> {
    core.session()?.sample_view(&request)
}

#[tauri::command(async)]
pub fn decide(core: Core, request: DecideRequest) -> Answer<Progress> {
    core.session()?.decide(&request)
}

#[tauri::command(async)]
pub fn edit_sample(core: Core, request: EditRequest) -> Answer<SampleView> {
    core.session()?.edit_sample(&request)
}

#[tauri::command(async)]
pub fn undo(core: Core) -> Answer<UndoView> {
    core.session()?.undo()
}

#[tauri::command(async)]
pub fn redo(core: Core) -> Answer<UndoView> {
    core.session()?.redo()
}

#[tauri::command(async)]
pub fn reply(core: Core, request: ReplyRequest) -> Answer<ReplyView> {
    core.session()?.reply(&request)
}
