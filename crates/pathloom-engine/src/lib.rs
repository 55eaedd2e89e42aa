//! One method per user action, over one open project. No window, no network, no clock of its own.
//!
//! 1. [`stage::parse`] files → blocks, blobs, warnings
//! 2. [`stage::extract`] blocks → what the built-in engine finds in one document
//! 3. [`stage::resolve`] all of that → nodes and relations
//! 4. [`stage::generate`] template → matches → samples with checks and scores
//! 5. [`review`] decisions and edits; [`export`] approved samples → JSONL
//!
//! Rows in the store are the only hand-over between stages: what is there is done, so resume is "run it again".

mod batch_file;
pub mod bench;
pub mod bench_calls;
pub mod bench_extract;
pub mod bench_merge;
pub mod bench_reading;
mod build;
pub mod calls;
mod chunking;
pub mod control;
pub mod demo;
mod embedding;
pub mod endpoints;
mod engine;
mod error;
mod estimate;
mod estimate_reading;
pub mod export;
mod files;
mod folded;
mod found;
mod gates;
#[cfg(test)]
mod gates_test;
mod graph_state;
pub mod history;
mod import;
pub mod job;
mod lazy_knowledge;
mod lengths;
mod mathml;
mod merging;
mod models;
mod near;
mod office;
mod ontology;
mod pace;

pub mod prompt;
pub mod readers;
pub mod reading;
mod review;
mod rights;
mod rows;
mod run_settings;
mod runtime;
pub mod scores;
pub mod scripted;
pub mod scripted_reader;
mod session;
mod settings;
pub mod stage;
mod structure;
mod suggest;
pub mod synthesis;
pub mod synthetic_files;
mod view;
mod watch;
mod whole_file;
mod words;

pub use batch_file::Imported;
pub use engine::Engine;
pub use job::{Job, Sink, Unheard};
pub use models::view as models_view;
pub use ontology::{ontology_preset, ontology_presets, read_ontology};
pub use pathloom_graph::to_toml;
pub use pathloom_ingest::EXTENSIONS;
pub use session::Session;
pub use settings::config_folder;
pub use view::templates::{Drawn, MatchView, parse_template, preset_ids, preset_toml, presets, template_file};
pub use whole_file::write_whole;
