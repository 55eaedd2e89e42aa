//! The ontology, what was found, and building.

use super::{Answer, Core};
use pathloom_ipc::found::{FoundRequest, FoundRows, FoundRowsRequest, FoundView};
use pathloom_ipc::ontology::{
    ExportOntologyRequest, MarkEntityRequest, MarkedEntity, Ontology, OntologyFileRequest, OntologyPresetRequest,
    OntologySuggestion, OntologyView, SetOntologyRequest, SuggestOntologyRequest,
};
use pathloom_ipc::runs::JobId;
use pathloom_ipc::sources::{BuildEstimate, BuildRequest};

#[tauri::command(async)]
pub fn build_estimate(core: Core, request: BuildRequest) -> Answer<BuildEstimate> {
    core.session()?.build_estimate(&request)
}

#[tauri::command(async)]
pub fn build(core: Core, request: BuildRequest) -> Answer<JobId> {
    core.session()?.start_build(&request)
}

#[tauri::command(async)]
pub fn ontology(core: Core) -> Answer<OntologyView> {
    core.session()?.ontology_view()
}

#[tauri::command(async)]
pub fn ontology_preset(request: OntologyPresetRequest) -> Answer<Ontology> {
    pathloom_engine::ontology_preset(&request)
}

#[tauri::command(async)]
pub fn set_ontology(core: Core, request: SetOntologyRequest) -> Answer<Option<JobId>> {
    core.session()?.set_ontology(&request)
}

#[tauri::command(async)]
pub fn mark_entity(core: Core, request: MarkEntityRequest) -> Answer<MarkedEntity> {
    core.session()?.mark_entity(&request)
}

#[tauri::command(async)]
pub fn read_ontology(request: OntologyFileRequest) -> Answer<Ontology> {
    pathloom_engine::read_ontology(&request)
}

#[tauri::command(async)]
pub fn export_ontology(core: Core, request: ExportOntologyRequest) -> Answer<()> {
    core.session()?.export_ontology(&request)
}

#[tauri::command(async)]
pub fn suggest_ontology(core: Core, request: SuggestOntologyRequest) -> Answer<OntologySuggestion> {
    core.session()?.suggest_ontology(&request)
}

#[tauri::command(async)]
pub fn found(core: Core, request: FoundRequest) -> Answer<FoundView> {
    core.session()?.found(&request)
}

#[tauri::command(async)]
pub fn found_rows(core: Core, request: FoundRowsRequest) -> Answer<FoundRows> {
    core.session()?.found_rows(&request)
}
