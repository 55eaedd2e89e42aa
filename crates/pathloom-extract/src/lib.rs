//! Blocks → nodes, names, mentions and claims by rules; then names → entities over all documents. Pure functions:
//! no model, no input or output, no clock. What is not sure is not said; what was seen and not taken is reported.
//!
//! One document: [`extract`] (or [`extract_triples`]) → [`Extraction`]. All documents: [`resolve`] → [`Resolved`].

mod by_model;
mod byline;
mod cell_names;
mod cell_unit;
mod cells;
mod chemical;
mod clause;
mod columns;
mod conform;
mod definition;
mod document;
mod extraction;
mod facts;
mod grid;
mod han_figure;
mod han_names;
mod head;
mod identity;
mod kinship;
mod layout;
mod measured;
mod mention;
mod names;
mod naming;
pub mod number;
mod office;
mod ontology;
mod parts;
mod period;
mod person;
mod phrase;
mod prose_figure;
mod refs;
mod relation_names;
mod resolve;
mod rows;
mod runs;
mod scope;
mod seat;
mod sections;
mod sentence;
mod share;
mod stand_in;
mod structure;
mod suggest;
mod symbols;
mod trigger;
mod triple_types;
mod triples;
pub mod unit;
mod vocabulary;

pub use by_model::{Finding, FoundClaim, FoundEntity, FoundObject, add};
pub use conform::{conform, list_violations};
pub use document::{extract, extract_with};
pub use extraction::*;
pub use identity::{Apart, fold};
pub use kinship::Kinship;
pub use resolve::{Decision, Identities, Identity, LedgerEntry, Names, Resolved, Resolver, Sink, resolve};
pub use sentence::sentences;
pub use share::{Share, Stated, group_of};
pub use suggest::{Seen, Suggester};
pub use triples::{TripleLine, TripleList, extract_triples, list_triples};
pub use vocabulary::Vocabulary;
