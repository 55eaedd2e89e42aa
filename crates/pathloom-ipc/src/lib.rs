//! What crosses the webview boundary: requests, views, events and the one error. Builds for wasm; no logic.
//!
//! Each module is one screen. A command's name is a constant in [`command`]; its argument is one struct named
//! `request` on the wire (or nothing), its result one type of this crate.

pub mod chunks;
pub mod command;
pub mod dataset;
pub mod error;
pub mod event;
pub mod found;
pub mod gates;
pub mod graph;
pub mod merges;
pub mod models;
pub mod ontology;
pub mod project;
pub mod prompts;
pub mod review;
pub mod rows;
pub mod runs;
pub mod search;
pub mod sources;
pub mod templates;

pub use error::{AppError, ErrorCode};
