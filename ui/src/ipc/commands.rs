//! One function a command, in the order of `pathloom_ipc::command`.

use super::Answer;
use super::call::{ObjectUrl, ask, invoke, invoke_bytes};
use pathloom_ipc::chunks::{ChunkPreview, ChunkPreviewRequest, ChunkingRequest, ChunkingView};
use pathloom_ipc::command;
use pathloom_ipc::dataset::{DatasetView, ExportOptions, ExportPreview, ExportRequest, ExportView};
use pathloom_ipc::found::{FoundRequest, FoundRows, FoundRowsRequest, FoundView};
use pathloom_ipc::gates::{GateRequest, GateView};
use pathloom_ipc::graph::{
    AmongRequest, FindPathRequest, GraphOverview, GraphPicture, NeighbourhoodRequest, NodeRequest, NodeView,
};
use pathloom_ipc::merges::{
    DecideMergeRequest, EntityStory, ExplainEntityRequest, MergeDone, MergesRequest, MergesView, UndoMergeRequest,
};
use pathloom_ipc::models::{
    BudgetView, FoundServer, ModelsView, MonthBudget, MoveEndpointRequest, NameRequest, Offline, SaveEndpointRequest,
    SentView, SetRoleRequest, SettingsChanges, SettingsFileRequest, TestRequest, TestView, UnlockRequest,
};
use pathloom_ipc::ontology::{
    ExportOntologyRequest, MarkEntityRequest, MarkedEntity, Ontology, OntologyFileRequest, OntologyPresetRequest,
    OntologySuggestion, OntologyView, SetOntologyRequest, SuggestOntologyRequest,
};
use pathloom_ipc::project::{AppView, PathRequest, PickRequest, Preferences, ProjectView};
use pathloom_ipc::prompts::{PromptPreview, PromptPreviewRequest, PromptsView, SetPromptRequest};
use pathloom_ipc::review::{
    DecideRequest, EditRequest, Progress, QueueRequest, QueueView, ReplyRequest, ReplyView, SampleRequest, SampleView,
    UndoView,
};
use pathloom_ipc::rows::{RowsRequest, RowsView};
use pathloom_ipc::runs::{
    CallRequest, CallView, CallsView, EstimateView, JobId, LeaveOutRequest, RetryRequest, RunDefaults, RunRequest,
    RunSamplesRequest, RunSamplesView, RunsView, ScoreRequest,
};
use pathloom_ipc::search::{SearchRequest, SearchView};
use pathloom_ipc::sources::{
    BlobRequest, BuildEstimate, BuildRequest, DocumentRequest, ImportRequest, PageImageRequest, PageRequest, PageView,
    RightsRequest, SourcesView, WatchedFolder,
};
use pathloom_ipc::templates::{
    CountView, CoverageView, ExplainView, ExportTemplateRequest, GenerateRequest, ImportedTemplates, LibraryView,
    PatternRequest, PatternView, PreviewRequest, PreviewView, SaveTemplateRequest, SavedTemplate, SchemaView,
    TemplateFilesRequest, TemplateRequest, TemplateView,
};
use pathloom_model::{Key, Rights};

pub async fn app_view() -> Answer<AppView> {
    ask(command::APP_VIEW).await
}

pub async fn set_preferences(preferences: Preferences) -> Answer<()> {
    invoke(command::SET_PREFERENCES, &preferences).await
}

pub async fn open_demo() -> Answer<ProjectView> {
    ask(command::OPEN_DEMO).await
}

pub async fn create_project(path: String) -> Answer<ProjectView> {
    invoke(command::CREATE_PROJECT, &PathRequest { path }).await
}

pub async fn open_project(path: String) -> Answer<ProjectView> {
    invoke(command::OPEN_PROJECT, &PathRequest { path }).await
}

pub async fn close_project() -> Answer<()> {
    ask(command::CLOSE_PROJECT).await
}

pub async fn forget_recent(path: String) -> Answer<()> {
    invoke(command::FORGET_RECENT, &PathRequest { path }).await
}

/// A native dialog; empty when cancelled.
pub async fn pick(request: PickRequest) -> Answer<Vec<String>> {
    invoke(command::PICK, &request).await
}

pub async fn sources() -> Answer<SourcesView> {
    ask(command::SOURCES).await
}

pub async fn import(request: ImportRequest) -> Answer<JobId> {
    invoke(command::IMPORT, &request).await
}

pub async fn retry_document(id: u64, password: Option<String>) -> Answer<JobId> {
    invoke(command::RETRY_DOCUMENT, &DocumentRequest { id, password }).await
}

pub async fn remove_document(id: u64) -> Answer<()> {
    invoke(command::REMOVE_DOCUMENT, &DocumentRequest { id, password: None }).await
}

pub async fn set_rights(ids: Vec<u64>, rights: Rights) -> Answer<()> {
    invoke(command::SET_RIGHTS, &RightsRequest { ids, rights }).await
}

pub async fn rows(id: u64) -> Answer<RowsView> {
    invoke(command::ROWS, &DocumentRequest { id, password: None }).await
}

pub async fn import_rows(request: RowsRequest) -> Answer<JobId> {
    invoke(command::IMPORT_ROWS, &request).await
}

pub async fn chunking(document: Option<Key>) -> Answer<ChunkingView> {
    invoke(command::CHUNKING, &ChunkingRequest { document }).await
}

pub async fn set_chunks(wanted: ChunkingView) -> Answer<Option<JobId>> {
    invoke(command::SET_CHUNKS, &wanted).await
}

pub async fn chunk_preview(request: ChunkPreviewRequest) -> Answer<ChunkPreview> {
    invoke(command::CHUNK_PREVIEW, &request).await
}

pub async fn build_estimate(request: BuildRequest) -> Answer<BuildEstimate> {
    invoke(command::BUILD_ESTIMATE, &request).await
}

pub async fn build(request: BuildRequest) -> Answer<JobId> {
    invoke(command::BUILD, &request).await
}

pub async fn ontology() -> Answer<OntologyView> {
    ask(command::ONTOLOGY).await
}

pub async fn ontology_preset(id: String) -> Answer<Ontology> {
    invoke(command::ONTOLOGY_PRESET, &OntologyPresetRequest { id }).await
}

/// `None`: back to the general one.
pub async fn set_ontology(ontology: Option<Ontology>) -> Answer<Option<JobId>> {
    invoke(command::SET_ONTOLOGY, &SetOntologyRequest { ontology }).await
}

pub async fn mark_entity(request: MarkEntityRequest) -> Answer<MarkedEntity> {
    invoke(command::MARK_ENTITY, &request).await
}

/// Sets nothing.
pub async fn read_ontology(path: String) -> Answer<Ontology> {
    invoke(command::READ_ONTOLOGY, &OntologyFileRequest { path }).await
}

pub async fn export_ontology(path: String, ontology: Option<Ontology>) -> Answer<()> {
    invoke(command::EXPORT_ONTOLOGY, &ExportOntologyRequest { path, ontology }).await
}

pub async fn suggest_ontology(request: SuggestOntologyRequest) -> Answer<OntologySuggestion> {
    invoke(command::SUGGEST_ONTOLOGY, &request).await
}

pub async fn found(document: Option<u64>) -> Answer<FoundView> {
    invoke(command::FOUND, &FoundRequest { document }).await
}

pub async fn found_rows(request: FoundRowsRequest) -> Answer<FoundRows> {
    invoke(command::FOUND_ROWS, &request).await
}

pub async fn merges(request: MergesRequest) -> Answer<MergesView> {
    invoke(command::MERGES, &request).await
}

pub async fn decide_merge(ids: Vec<String>, one: bool) -> Answer<MergeDone> {
    invoke(command::DECIDE_MERGE, &DecideMergeRequest { ids, one }).await
}

pub async fn undo_merge(id: String) -> Answer<MergeDone> {
    invoke(command::UNDO_MERGE, &UndoMergeRequest { id, entity: None }).await
}

/// One document's name becomes an entity of its own.
pub async fn part_name(id: String, entity: Key) -> Answer<MergeDone> {
    invoke(command::UNDO_MERGE, &UndoMergeRequest { id, entity: Some(entity) }).await
}

pub async fn explain_entity(key: Key) -> Answer<EntityStory> {
    invoke(command::EXPLAIN_ENTITY, &ExplainEntityRequest { key }).await
}

pub async fn apply_merges() -> Answer<JobId> {
    ask(command::APPLY_MERGES).await
}

pub async fn watched_folders() -> Answer<Vec<WatchedFolder>> {
    ask(command::WATCHED_FOLDERS).await
}

pub async fn watch_folder(path: String) -> Answer<()> {
    invoke(command::WATCH_FOLDER, &PathRequest { path }).await
}

pub async fn unwatch_folder(path: String) -> Answer<()> {
    invoke(command::UNWATCH_FOLDER, &PathRequest { path }).await
}

/// `page` from 1.
pub async fn page(document: Key, page: u32) -> Answer<PageView> {
    invoke(command::PAGE, &PageRequest { document, page }).await
}

/// `width` in device pixels.
pub async fn page_image(document: Key, page: u32, width: u32) -> Answer<ObjectUrl> {
    invoke_bytes(command::PAGE_IMAGE, &PageImageRequest { document, page, width }).await
}

pub async fn blob(name: String) -> Answer<ObjectUrl> {
    invoke_bytes(command::BLOB, &BlobRequest { name }).await
}

pub async fn graph_overview() -> Answer<GraphOverview> {
    ask(command::GRAPH_OVERVIEW).await
}

pub async fn neighbourhood(request: NeighbourhoodRequest) -> Answer<GraphPicture> {
    invoke(command::NEIGHBOURHOOD, &request).await
}

pub async fn node(key: Key) -> Answer<NodeView> {
    invoke(command::NODE, &NodeRequest { key }).await
}

pub async fn find_path(from: Key, to: Key) -> Answer<GraphPicture> {
    invoke(command::FIND_PATH, &FindPathRequest { from, to }).await
}

pub async fn among(nodes: Vec<Key>) -> Answer<GraphPicture> {
    invoke(command::AMONG, &AmongRequest { nodes }).await
}

pub async fn search(request: SearchRequest) -> Answer<SearchView> {
    invoke(command::SEARCH, &request).await
}

pub async fn templates() -> Answer<LibraryView> {
    ask(command::TEMPLATES).await
}

pub async fn template(id: String) -> Answer<TemplateView> {
    invoke(command::TEMPLATE, &TemplateRequest { id }).await
}

pub async fn preview(request: PreviewRequest) -> Answer<PreviewView> {
    invoke(command::PREVIEW, &request).await
}

pub async fn coverage(request: PreviewRequest) -> Answer<CoverageView> {
    invoke(command::COVERAGE, &request).await
}

pub async fn pattern(request: PatternRequest) -> Answer<PatternView> {
    invoke(command::PATTERN, &request).await
}

pub async fn explain(request: PatternRequest) -> Answer<ExplainView> {
    invoke(command::EXPLAIN, &request).await
}

pub async fn schema() -> Answer<SchemaView> {
    ask(command::SCHEMA).await
}

pub async fn save_template(request: SaveTemplateRequest) -> Answer<SavedTemplate> {
    invoke(command::SAVE_TEMPLATE, &request).await
}

pub async fn delete_template(id: String) -> Answer<()> {
    invoke(command::DELETE_TEMPLATE, &TemplateRequest { id }).await
}

pub async fn restore_template(id: String) -> Answer<()> {
    invoke(command::RESTORE_TEMPLATE, &TemplateRequest { id }).await
}

pub async fn import_templates(request: TemplateFilesRequest) -> Answer<ImportedTemplates> {
    invoke(command::IMPORT_TEMPLATES, &request).await
}

pub async fn export_template(request: ExportTemplateRequest) -> Answer<()> {
    invoke(command::EXPORT_TEMPLATE, &request).await
}

pub async fn count(id: String) -> Answer<CountView> {
    invoke(command::COUNT, &TemplateRequest { id }).await
}

pub async fn generate(request: GenerateRequest) -> Answer<JobId> {
    invoke(command::GENERATE, &request).await
}

pub async fn runs() -> Answer<RunsView> {
    ask(command::RUNS).await
}

pub async fn cancel_run(run: u64) -> Answer<()> {
    invoke(command::CANCEL_RUN, &RunRequest { run }).await
}

pub async fn resume_run(run: u64) -> Answer<JobId> {
    invoke(command::RESUME_RUN, &RunRequest { run }).await
}

pub async fn pause_run(run: u64) -> Answer<()> {
    invoke(command::PAUSE_RUN, &RunRequest { run }).await
}

pub async fn retry_run(request: RetryRequest) -> Answer<JobId> {
    invoke(command::RETRY_RUN, &request).await
}

pub async fn leave_out(request: LeaveOutRequest) -> Answer<JobId> {
    invoke(command::LEAVE_OUT, &request).await
}

pub async fn score(request: ScoreRequest) -> Answer<JobId> {
    invoke(command::SCORE, &request).await
}

pub async fn score_estimate(request: ScoreRequest) -> Answer<EstimateView> {
    invoke(command::SCORE_ESTIMATE, &request).await
}

pub async fn run_defaults() -> Answer<RunDefaults> {
    ask(command::RUN_DEFAULTS).await
}

pub async fn set_run_defaults(defaults: RunDefaults) -> Answer<()> {
    invoke(command::SET_RUN_DEFAULTS, &defaults).await
}

pub async fn month() -> Answer<BudgetView> {
    ask(command::MONTH).await
}

pub async fn estimate(request: GenerateRequest) -> Answer<EstimateView> {
    invoke(command::ESTIMATE, &request).await
}

pub async fn run_calls(run: u64) -> Answer<CallsView> {
    invoke(command::RUN_CALLS, &RunRequest { run }).await
}

pub async fn run_samples(request: RunSamplesRequest) -> Answer<RunSamplesView> {
    invoke(command::RUN_SAMPLES, &request).await
}

pub async fn calls(request: CallRequest) -> Answer<Vec<CallView>> {
    invoke(command::CALLS, &request).await
}

pub async fn export_batch(path: String) -> Answer<u64> {
    invoke(command::EXPORT_BATCH, &PathRequest { path }).await
}

pub async fn import_batch(path: String) -> Answer<u64> {
    invoke(command::IMPORT_BATCH, &PathRequest { path }).await
}

pub async fn queue(request: QueueRequest) -> Answer<QueueView> {
    invoke(command::QUEUE, &request).await
}

pub async fn sample(id: String) -> Answer<SampleView> {
    invoke(command::SAMPLE, &SampleRequest { id }).await
}

pub async fn decide(request: DecideRequest) -> Answer<Progress> {
    invoke(command::DECIDE, &request).await
}

pub async fn edit_sample(request: EditRequest) -> Answer<SampleView> {
    invoke(command::EDIT_SAMPLE, &request).await
}

pub async fn undo() -> Answer<UndoView> {
    ask(command::UNDO).await
}

pub async fn redo() -> Answer<UndoView> {
    ask(command::REDO).await
}

pub async fn dataset() -> Answer<DatasetView> {
    ask(command::DATASET).await
}

pub async fn export_preview(options: ExportOptions) -> Answer<ExportPreview> {
    invoke(command::EXPORT_PREVIEW, &options).await
}

pub async fn export(request: ExportRequest) -> Answer<ExportView> {
    invoke(command::EXPORT, &request).await
}

/// What a rule would do; changes nothing.
pub async fn gate(request: GateRequest) -> Answer<GateView> {
    invoke(command::GATE, &request).await
}

pub async fn apply_gate(request: GateRequest) -> Answer<GateView> {
    invoke(command::APPLY_GATE, &request).await
}

/// A model's reply as it came, by the key of its call.
pub async fn reply(call: String) -> Answer<ReplyView> {
    invoke(command::REPLY, &ReplyRequest { call }).await
}

pub async fn models() -> Answer<ModelsView> {
    ask(command::MODELS).await
}

pub async fn save_endpoint(request: SaveEndpointRequest) -> Answer<()> {
    invoke(command::SAVE_ENDPOINT, &request).await
}

pub async fn remove_endpoint(name: String) -> Answer<()> {
    invoke(command::REMOVE_ENDPOINT, &NameRequest { name }).await
}

pub async fn move_endpoint(request: MoveEndpointRequest) -> Answer<()> {
    invoke(command::MOVE_ENDPOINT, &request).await
}

pub async fn test_endpoint(request: TestRequest) -> Answer<TestView> {
    invoke(command::TEST_ENDPOINT, &request).await
}

pub async fn find_local() -> Answer<Vec<FoundServer>> {
    ask(command::FIND_LOCAL).await
}

pub async fn unlock_keys(request: UnlockRequest) -> Answer<()> {
    invoke(command::UNLOCK_KEYS, &request).await
}

pub async fn set_role(request: SetRoleRequest) -> Answer<()> {
    invoke(command::SET_ROLE, &request).await
}

pub async fn allow_endpoint(name: String) -> Answer<()> {
    invoke(command::ALLOW_ENDPOINT, &NameRequest { name }).await
}

pub async fn disallow_endpoint(name: String) -> Answer<()> {
    invoke(command::DISALLOW_ENDPOINT, &NameRequest { name }).await
}

pub async fn save_profile(name: String) -> Answer<()> {
    invoke(command::SAVE_PROFILE, &NameRequest { name }).await
}

pub async fn use_profile(name: String) -> Answer<()> {
    invoke(command::USE_PROFILE, &NameRequest { name }).await
}

pub async fn remove_profile(name: String) -> Answer<()> {
    invoke(command::REMOVE_PROFILE, &NameRequest { name }).await
}

pub async fn set_offline(request: Offline) -> Answer<()> {
    invoke(command::SET_OFFLINE, &request).await
}

pub async fn set_month_budget(request: MonthBudget) -> Answer<()> {
    invoke(command::SET_MONTH_BUDGET, &request).await
}

pub async fn export_settings(path: String) -> Answer<()> {
    invoke(command::EXPORT_SETTINGS, &SettingsFileRequest { path }).await
}

pub async fn look_at_settings(path: String) -> Answer<SettingsChanges> {
    invoke(command::LOOK_AT_SETTINGS, &SettingsFileRequest { path }).await
}

pub async fn import_settings(path: String) -> Answer<SettingsChanges> {
    invoke(command::IMPORT_SETTINGS, &SettingsFileRequest { path }).await
}

pub async fn last_request() -> Answer<Option<SentView>> {
    ask(command::LAST_REQUEST).await
}

pub async fn offered_models(request: SaveEndpointRequest) -> Answer<Vec<String>> {
    invoke(command::OFFERED_MODELS, &request).await
}

pub async fn prompts() -> Answer<PromptsView> {
    ask(command::PROMPTS).await
}

pub async fn set_prompt(request: SetPromptRequest) -> Answer<PromptsView> {
    invoke(command::SET_PROMPT, &request).await
}

pub async fn prompt_preview(request: PromptPreviewRequest) -> Answer<PromptPreview> {
    invoke(command::PROMPT_PREVIEW, &request).await
}
