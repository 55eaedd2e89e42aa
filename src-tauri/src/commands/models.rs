//! Models: endpoints, keys, roles.

use super::{Answer, Core};
use pathloom_ipc::models::{
    FoundServer, ModelsView, MonthBudget, MoveEndpointRequest, NameRequest, Offline, SaveEndpointRequest, SentView,
    SetRoleRequest, SettingsChanges, SettingsFileRequest, TestRequest, TestView, UnlockRequest,
};

#[tauri::command(async)]
pub fn models(core: Core) -> Answer<ModelsView> {
    core.models()
}

#[tauri::command(async)]
pub fn save_endpoint(core: Core, request: SaveEndpointRequest) -> Answer<()> {
    core.save_endpoint(&request)
}

#[tauri::command(async)]
pub fn remove_endpoint(core: Core, request: NameRequest) -> Answer<()> {
    core.endpoints().remove(&request.name)
}

#[tauri::command(async)]
pub fn move_endpoint(core: Core, request: MoveEndpointRequest) -> Answer<()> {
    core.endpoints().put(&request)
}

#[tauri::command(async)]
pub fn test_endpoint(core: Core, request: TestRequest) -> Answer<TestView> {
    core.endpoints().test(&request)
}

#[tauri::command(async)]
pub fn find_local(core: Core) -> Answer<Vec<FoundServer>> {
    core.endpoints().find_local()
}

#[tauri::command(async)]
pub fn unlock_keys(core: Core, request: UnlockRequest) -> Answer<()> {
    core.endpoints().unlock(&request.passphrase.0)
}

#[tauri::command(async)]
pub fn set_role(core: Core, request: SetRoleRequest) -> Answer<()> {
    core.session()?.set_role(&request)
}

#[tauri::command(async)]
pub fn allow_endpoint(core: Core, request: NameRequest) -> Answer<()> {
    core.session()?.allow(&request)
}

#[tauri::command(async)]
pub fn disallow_endpoint(core: Core, request: NameRequest) -> Answer<()> {
    core.session()?.disallow(&request)
}

#[tauri::command(async)]
pub fn save_profile(core: Core, request: NameRequest) -> Answer<()> {
    core.session()?.save_profile(&request)
}

#[tauri::command(async)]
pub fn use_profile(core: Core, request: NameRequest) -> Answer<()> {
    core.session()?.use_profile(&request)
}

#[tauri::command(async)]
pub fn remove_profile(core: Core, request: NameRequest) -> Answer<()> {
    core.session()?.remove_profile(&request)
}

#[tauri::command(async)]
pub fn set_offline(core: Core, request: Offline) -> Answer<()> {
    core.set_offline(&request)
}

#[tauri::command(async)]
pub fn set_month_budget(core: Core, request: MonthBudget) -> Answer<()> {
    core.endpoints().set_budget(&request)
}

#[tauri::command(async)]
pub fn export_settings(core: Core, request: SettingsFileRequest) -> Answer<()> {
    core.endpoints().export(&request)
}

#[tauri::command(async)]
pub fn look_at_settings(core: Core, request: SettingsFileRequest) -> Answer<SettingsChanges> {
    core.endpoints().look_at(&request)
}

#[tauri::command(async)]
pub fn import_settings(core: Core, request: SettingsFileRequest) -> Answer<SettingsChanges> {
    core.endpoints().import(&request)
}

#[tauri::command(async)]
pub fn last_request(core: Core) -> Answer<Option<SentView>> {
    core.last_request()
}

#[tauri::command(async)]
pub fn offered_models(core: Core, request: SaveEndpointRequest) -> Answer<Vec<String>> {
    core.endpoints().offered(&request)
}
