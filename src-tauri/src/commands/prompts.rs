//! Prompts.

use super::{Answer, Core};
use pathloom_ipc::prompts::{PromptPreview, PromptPreviewRequest, PromptsView, SetPromptRequest};

#[tauri::command(async)]
pub fn prompts(core: Core) -> Answer<PromptsView> {
    core.session()?.prompts()
}

#[tauri::command(async)]
pub fn set_prompt(core: Core, request: SetPromptRequest) -> Answer<PromptsView> {
    core.session()?.set_prompt(&request)
}

#[tauri::command(async)]
pub fn prompt_preview(core: Core, request: PromptPreviewRequest) -> Answer<PromptPreview> {
    core.session()?.prompt_preview(&request)
}
