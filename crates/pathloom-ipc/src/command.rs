//! The names of all commands, with argument → result. The shell registers these; the interface calls no other.

/// () → [`crate::project::AppView`]
pub const APP_VIEW: &str = "app_view";
/// [`crate::project::Preferences`] → ()
pub const SET_PREFERENCES: &str = "set_preferences";
/// () → [`crate::project::ProjectView`]; copies the demo into the user's folder once, then opens it.
pub const OPEN_DEMO: &str = "open_demo";
/// [`crate::project::PathRequest`] (new folder `Name.pathloom`) → [`crate::project::ProjectView`]
pub const CREATE_PROJECT: &str = "create_project";
/// [`crate::project::PathRequest`] → [`crate::project::ProjectView`]
pub const OPEN_PROJECT: &str = "open_project";
/// () → ()
pub const CLOSE_PROJECT: &str = "close_project";
/// [`crate::project::PathRequest`] → ()
pub const FORGET_RECENT: &str = "forget_recent";
/// [`crate::project::PickRequest`] → Vec<String>; native dialog; empty when cancelled.
pub const PICK: &str = "pick";

/// () → [`crate::sources::SourcesView`]
pub const SOURCES: &str = "sources";
/// [`crate::sources::ImportRequest`] → [`crate::runs::JobId`]; reads and builds.
pub const IMPORT: &str = "import";
/// [`crate::sources::DocumentRequest`] → [`crate::runs::JobId`]
pub const RETRY_DOCUMENT: &str = "retry_document";
/// [`crate::sources::DocumentRequest`] → (); undoable.
pub const REMOVE_DOCUMENT: &str = "remove_document";
/// [`crate::sources::RightsRequest`] → (); undoable.
pub const SET_RIGHTS: &str = "set_rights";
/// [`crate::sources::DocumentRequest`] → [`crate::rows::RowsView`]
pub const ROWS: &str = "rows";
/// [`crate::rows::RowsRequest`] → [`crate::runs::JobId`]
pub const IMPORT_ROWS: &str = "import_rows";
/// () → [`pathloom_model::ChunkSettings`]
pub const CHUNKING: &str = "chunking";
/// [`pathloom_model::ChunkSettings`] → Option<[`crate::runs::JobId`]>; undoable; builds the graph again.
pub const SET_CHUNKS: &str = "set_chunks";
/// [`crate::chunks::ChunkPreviewRequest`] → [`crate::chunks::ChunkPreview`]
pub const CHUNK_PREVIEW: &str = "chunk_preview";
/// [`crate::sources::BuildRequest`] → [`crate::sources::BuildEstimate`]
pub const BUILD_ESTIMATE: &str = "build_estimate";
/// [`crate::sources::BuildRequest`] → [`crate::runs::JobId`]
pub const BUILD: &str = "build";
/// () → [`crate::ontology::OntologyView`]
pub const ONTOLOGY: &str = "ontology";
/// [`crate::ontology::OntologyPresetRequest`] → [`crate::ontology::Ontology`]
pub const ONTOLOGY_PRESET: &str = "ontology_preset";
/// [`crate::ontology::SetOntologyRequest`] → Option<[`crate::runs::JobId`]>; undoable; builds the graph again.
pub const SET_ONTOLOGY: &str = "set_ontology";
/// [`crate::ontology::MarkEntityRequest`] → [`crate::ontology::MarkedEntity`]; undoable; builds the graph again.
pub const MARK_ENTITY: &str = "mark_entity";
/// [`crate::ontology::OntologyFileRequest`] → [`crate::ontology::Ontology`]; sets nothing.
pub const READ_ONTOLOGY: &str = "read_ontology";
/// [`crate::ontology::ExportOntologyRequest`] → ()
pub const EXPORT_ONTOLOGY: &str = "export_ontology";
/// [`crate::ontology::SuggestOntologyRequest`] → [`crate::ontology::OntologySuggestion`]; sets nothing.
pub const SUGGEST_ONTOLOGY: &str = "suggest_ontology";
/// [`crate::found::FoundRequest`] → [`crate::found::FoundView`]
pub const FOUND: &str = "found";
/// [`crate::found::FoundRowsRequest`] → [`crate::found::FoundRows`]
pub const FOUND_ROWS: &str = "found_rows";
/// () → Vec<[`crate::sources::WatchedFolder`]>
pub const WATCHED_FOLDERS: &str = "watched_folders";
/// [`crate::project::PathRequest`] → (); reads what is in it, now and whenever it changes.
pub const WATCH_FOLDER: &str = "watch_folder";
/// [`crate::project::PathRequest`] → (); its documents stay.
pub const UNWATCH_FOLDER: &str = "unwatch_folder";
/// [`crate::sources::PageRequest`] → [`crate::sources::PageView`]
pub const PAGE: &str = "page";
/// [`crate::sources::PageImageRequest`] → raw PNG bytes
pub const PAGE_IMAGE: &str = "page_image";
/// [`crate::sources::BlobRequest`] → raw image bytes
pub const BLOB: &str = "blob";

/// () → [`crate::graph::GraphOverview`]
pub const GRAPH_OVERVIEW: &str = "graph_overview";
/// [`crate::graph::NeighbourhoodRequest`] → [`crate::graph::GraphPicture`]
pub const NEIGHBOURHOOD: &str = "neighbourhood";
/// [`crate::graph::NodeRequest`] → [`crate::graph::NodeView`]
pub const NODE: &str = "node";
/// [`crate::graph::FindPathRequest`] → [`crate::graph::GraphPicture`]
pub const FIND_PATH: &str = "find_path";
/// [`crate::graph::AmongRequest`] → [`crate::graph::GraphPicture`]
pub const AMONG: &str = "among";
/// [`crate::search::SearchRequest`] → [`crate::search::SearchView`]
pub const SEARCH: &str = "search";

/// [`crate::merges::MergesRequest`] → [`crate::merges::MergesView`]
pub const MERGES: &str = "merges";
/// [`crate::merges::DecideMergeRequest`] → [`crate::merges::MergeDone`]; undoable; the next build shows it.
pub const DECIDE_MERGE: &str = "decide_merge";
/// [`crate::merges::UndoMergeRequest`] → [`crate::merges::MergeDone`]; undoable; the next build shows it.
pub const UNDO_MERGE: &str = "undo_merge";
/// () → [`crate::runs::JobId`]; makes the graph again with the decisions that wait.
pub const APPLY_MERGES: &str = "apply_merges";
/// [`crate::merges::ExplainEntityRequest`] → [`crate::merges::EntityStory`]
pub const EXPLAIN_ENTITY: &str = "explain_entity";

/// () → [`crate::templates::LibraryView`]
pub const TEMPLATES: &str = "templates";
/// [`crate::templates::TemplateRequest`] → [`crate::templates::TemplateView`]
pub const TEMPLATE: &str = "template";
/// [`crate::templates::PreviewRequest`] → [`crate::templates::PreviewView`]; count and three instances.
pub const PREVIEW: &str = "preview";
/// [`crate::templates::PreviewRequest`] → [`crate::templates::CoverageView`]
pub const COVERAGE: &str = "coverage";
/// [`crate::templates::TemplateRequest`] → [`crate::templates::CountView`]
pub const COUNT: &str = "count";
/// [`crate::templates::PatternRequest`] → [`crate::templates::PatternView`]; answers at once.
pub const PATTERN: &str = "pattern";
/// [`crate::templates::PatternRequest`] → [`crate::templates::ExplainView`]; ended by a newer pattern.
pub const EXPLAIN: &str = "explain";
/// () → [`crate::templates::SchemaView`]
pub const SCHEMA: &str = "schema";
/// [`crate::templates::SaveTemplateRequest`] → [`crate::templates::SavedTemplate`]
pub const SAVE_TEMPLATE: &str = "save_template";
/// [`crate::templates::TemplateRequest`] → ()
pub const DELETE_TEMPLATE: &str = "delete_template";
/// [`crate::templates::TemplateRequest`] → (); takes back a deletion.
pub const RESTORE_TEMPLATE: &str = "restore_template";
/// [`crate::templates::TemplateFilesRequest`] → [`crate::templates::ImportedTemplates`]
pub const IMPORT_TEMPLATES: &str = "import_templates";
/// [`crate::templates::ExportTemplateRequest`] → ()
pub const EXPORT_TEMPLATE: &str = "export_template";
/// [`crate::templates::GenerateRequest`] → [`crate::runs::JobId`]
pub const GENERATE: &str = "generate";

/// () → [`crate::runs::RunsView`]
pub const RUNS: &str = "runs";
/// [`crate::runs::RunRequest`] → [`crate::runs::RunView`]
pub const RUN: &str = "run";
/// [`crate::runs::RunRequest`] → (); finished work is kept.
pub const CANCEL_RUN: &str = "cancel_run";
/// [`crate::runs::RunRequest`] → [`crate::runs::JobId`]; goes on where it stopped.
pub const RESUME_RUN: &str = "resume_run";

/// [`crate::runs::RunRequest`] → (); calls in flight are waited for and kept.
pub const PAUSE_RUN: &str = "pause_run";
/// [`crate::runs::LeaveOutRequest`] → [`crate::runs::JobId`]; whether it goes or is paused.
pub const LEAVE_OUT: &str = "leave_out";
/// [`crate::runs::ScoreRequest`] → [`crate::runs::JobId`]
pub const SCORE: &str = "score";
/// [`crate::runs::ScoreRequest`] → [`crate::runs::EstimateView`]
pub const SCORE_ESTIMATE: &str = "score_estimate";
/// () → [`crate::runs::RunDefaults`]
pub const RUN_DEFAULTS: &str = "run_defaults";
/// [`crate::runs::RunDefaults`] → ()
pub const SET_RUN_DEFAULTS: &str = "set_run_defaults";
/// () → [`crate::models::BudgetView`]; what this month cost.
pub const MONTH: &str = "month";
/// [`crate::runs::RetryRequest`] → [`crate::runs::JobId`]; what failed, of one cause or of all.
pub const RETRY_RUN: &str = "retry_run";
/// [`crate::templates::GenerateRequest`] → [`crate::runs::EstimateView`]
pub const ESTIMATE: &str = "estimate";
/// [`crate::runs::RunRequest`] → [`crate::runs::CallsView`]
pub const RUN_CALLS: &str = "run_calls";
/// [`crate::runs::RunSamplesRequest`] → [`crate::runs::RunSamplesView`]
pub const RUN_SAMPLES: &str = "run_samples";
/// [`crate::runs::CallRequest`] → Vec<[`crate::runs::CallView`]>
pub const CALLS: &str = "calls";
/// [`crate::project::PathRequest`] (folder) → u64 calls written as batch files
pub const EXPORT_BATCH: &str = "export_batch";
/// [`crate::project::PathRequest`] (file) → u64 replies stored
pub const IMPORT_BATCH: &str = "import_batch";

/// [`crate::review::QueueRequest`] → [`crate::review::QueueView`]
pub const QUEUE: &str = "queue";
/// [`crate::review::SampleRequest`] → [`crate::review::SampleView`]
pub const SAMPLE: &str = "sample";
/// [`crate::review::DecideRequest`] → [`crate::review::Progress`]
pub const DECIDE: &str = "decide";
/// [`crate::review::EditRequest`] → [`crate::review::SampleView`]
pub const EDIT_SAMPLE: &str = "edit_sample";
/// () → [`crate::review::UndoView`]
pub const UNDO: &str = "undo";
/// () → [`crate::review::UndoView`]
pub const REDO: &str = "redo";

/// () → [`crate::dataset::DatasetView`]
pub const DATASET: &str = "dataset";
/// [`crate::dataset::ExportOptions`] → [`crate::dataset::ExportPreview`]
pub const EXPORT_PREVIEW: &str = "export_preview";
/// [`crate::dataset::ExportRequest`] → [`crate::dataset::ExportView`]
pub const EXPORT: &str = "export";

/// [`crate::gates::GateRequest`] → [`crate::gates::GateView`]; changes nothing.
pub const GATE: &str = "gate";
/// [`crate::gates::GateRequest`] → [`crate::gates::GateView`]; undoable, deletes nothing.
pub const APPLY_GATE: &str = "apply_gate";
/// [`crate::review::ReplyRequest`] → [`crate::review::ReplyView`]
pub const REPLY: &str = "reply";

/// () → [`crate::models::ModelsView`]
pub const MODELS: &str = "models";
/// [`crate::models::SaveEndpointRequest`] → (); adds or changes one, with its key
pub const SAVE_ENDPOINT: &str = "save_endpoint";
/// [`crate::models::NameRequest`] → (); with its key
pub const REMOVE_ENDPOINT: &str = "remove_endpoint";
/// [`crate::models::MoveEndpointRequest`] → ()
pub const MOVE_ENDPOINT: &str = "move_endpoint";
/// [`crate::models::TestRequest`] → [`crate::models::TestView`]; a few small calls; what failed is in the answer
pub const TEST_ENDPOINT: &str = "test_endpoint";
/// () → Vec<[`crate::models::FoundServer`]>; looks at the usual ports of this computer, only when asked
pub const FIND_LOCAL: &str = "find_local";
/// [`crate::models::SaveEndpointRequest`] → Vec<String>; models that the server offers; keeps nothing.
pub const OFFERED_MODELS: &str = "offered_models";
/// [`crate::models::UnlockRequest`] → (); opens the file of keys, or makes one
pub const UNLOCK_KEYS: &str = "unlock_keys";
/// [`crate::models::SetRoleRequest`] → ()
pub const SET_ROLE: &str = "set_role";
/// [`crate::models::NameRequest`] → (); lets the open project send there
pub const ALLOW_ENDPOINT: &str = "allow_endpoint";
/// [`crate::models::NameRequest`] → ()
pub const DISALLOW_ENDPOINT: &str = "disallow_endpoint";
/// [`crate::models::NameRequest`] → (); the project's roles under a name
pub const SAVE_PROFILE: &str = "save_profile";
/// [`crate::models::NameRequest`] → ()
pub const USE_PROFILE: &str = "use_profile";
/// [`crate::models::NameRequest`] → ()
pub const REMOVE_PROFILE: &str = "remove_profile";
/// [`crate::models::Offline`] → ()
pub const SET_OFFLINE: &str = "set_offline";
/// [`crate::models::MonthBudget`] → ()
pub const SET_MONTH_BUDGET: &str = "set_month_budget";
/// [`crate::models::SettingsFileRequest`] → (); without keys
pub const EXPORT_SETTINGS: &str = "export_settings";
/// [`crate::models::SettingsFileRequest`] → [`crate::models::SettingsChanges`]; what taking the file in would change
pub const LOOK_AT_SETTINGS: &str = "look_at_settings";
/// [`crate::models::SettingsFileRequest`] → [`crate::models::SettingsChanges`]
pub const IMPORT_SETTINGS: &str = "import_settings";
/// () → Option<[`crate::models::SentView`]>; the newest that left, keys redacted
pub const LAST_REQUEST: &str = "last_request";

/// () → [`crate::prompts::PromptsView`]
pub const PROMPTS: &str = "prompts";
/// [`crate::prompts::SetPromptRequest`] → [`crate::prompts::PromptsView`]
pub const SET_PROMPT: &str = "set_prompt";
/// [`crate::prompts::PromptPreviewRequest`] → [`crate::prompts::PromptPreview`]
pub const PROMPT_PREVIEW: &str = "prompt_preview";
