//! Relations: the closed list of structural ones, and the open one between entities.

use crate::{Key, Kind, Span};
use serde::{Deserialize, Serialize};

/// One relation of the graph. Entity–Entity relations are projections of assertions and carry their keys.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Relation {
    pub from: Key,
    pub to: Key,
    pub name: String,
    #[serde(default)]
    pub assertions: Vec<Key>,
    pub spans: Vec<Span>,
}

/// A structural relation: (from kind, name, to kind).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StructuralRelation {
    pub from: Kind,
    pub name: &'static str,
    pub to: Kind,
}

const fn rel(from: Kind, name: &'static str, to: Kind) -> StructuralRelation {
    StructuralRelation { from, name, to }
}

/// The closed list. "Any other name" between two entities is the open one.
pub const STRUCTURAL: [StructuralRelation; 21] = [
    rel(Kind::Chunk, "belongs_to", Kind::Document),
    rel(Kind::Table, "located_in", Kind::Document),
    rel(Kind::Image, "located_in", Kind::Document),
    rel(Kind::Formula, "located_in", Kind::Document),
    rel(Kind::Entity, "located_in", Kind::Chunk),
    rel(Kind::Chunk, "refer_to", Kind::Table),
    rel(Kind::Chunk, "refer_to", Kind::Image),
    rel(Kind::Chunk, "refer_to", Kind::Formula),
    rel(Kind::Assertion, "refer_to", Kind::Table),
    rel(Kind::Assertion, "refer_to", Kind::Image),
    rel(Kind::Assertion, "refer_to", Kind::Formula),
    rel(Kind::Entity, "related_to", Kind::Table),
    rel(Kind::Entity, "related_to", Kind::Image),
    rel(Kind::Entity, "related_to", Kind::Formula),
    rel(Kind::Assertion, "belongs_to", Kind::Chunk),
    rel(Kind::Assertion, "belongs_to", Kind::Table),
    rel(Kind::Assertion, "belongs_to", Kind::Image),
    rel(Kind::Assertion, "belongs_to", Kind::Formula),
    rel(Kind::Formula, "uses", Kind::Table),
    rel(Kind::Assertion, "has_subject", Kind::Entity),
    // Only for Entity objects.
    rel(Kind::Assertion, "has_object", Kind::Entity),
];

/// The reference's spellings, taken on import.
pub fn canonical_name(name: &str) -> &str {
    match name {
        "locate" => "located_in",
        "relate_to" => "related_to",
        other => other,
    }
}
