//! Graph and search.

use super::{Answer, Core};
use pathloom_ipc::graph::{
    AmongRequest, FindPathRequest, GraphOverview, GraphPicture, NeighbourhoodRequest, NodeRequest, NodeView,
};
use pathloom_ipc::search::{SearchRequest, SearchView};

#[tauri::command(async)]
pub fn graph_overview(core: Core) -> Answer<GraphOverview> {
    core.session()?.graph_overview()
}

#[tauri::command(async)]
pub fn neighbourhood(core: Core, request: NeighbourhoodRequest) -> Answer<GraphPicture> {
    core.session()?.neighbourhood(&request)
}

#[tauri::command(async)]
pub fn node(core: Core, request: NodeRequest) -> Answer<NodeView> {
    core.session()?.node(&request)
}

#[tauri::command(async)]
pub fn find_path(core: Core, request: FindPathRequest) -> Answer<GraphPicture> {
    core.session()?.find_path(&request)
}

#[tauri::command(async)]
pub fn among(core: Core, request: AmongRequest) -> Answer<GraphPicture> {
    core.session()?.among(&request)
}

#[tauri::command(async)]
pub fn search(core: Core, request: SearchRequest) -> Answer<SearchView> {
    core.session()?.search(&request)
}
