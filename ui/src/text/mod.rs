//! Every visible word of the interface, in English and Chinese: one catalogue a screen, in a file of its name.
//! Words of documents are not here; of those that the core writes, `core_words` has what is known beforehand.

pub mod asked;
mod catalogue;
pub mod common;
pub mod core_words;
pub mod dataset;
pub mod gates;
pub mod graph;
pub mod merge_words;
pub mod models;
pub mod ontology;
mod preset_titles;
pub mod review;
pub mod runs;
pub mod shell;
pub mod sources;
pub mod templates;
pub mod welcome;

pub use catalogue::{bytes, choose_language_from_system, day, fill, language, number, plural, set_language, since};
