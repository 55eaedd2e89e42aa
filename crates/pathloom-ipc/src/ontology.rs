//! The project's ontology: what is set, the presets, and a proposal made from the documents.

pub use pathloom_model::{Attribute, EntityType, Ontology, RelationType};
use pathloom_model::{Language, Text2};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OntologyView {
    pub ontology: Ontology,
    /// The project has one of its own; otherwise the general one is shown.
    pub is_set: bool,
    pub presets: Vec<OntologyPreset>,
    /// Entities of each type in the graph as it is built.
    pub entities: BTreeMap<String, u64>,
}

/// Words of a document that a reader says are the name of something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarkEntityRequest {
    pub name: String,
    /// One of the ontology's.
    pub entity_type: String,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarkedEntity {
    /// The build that looks for the name everywhere; `None` where it was known as such.
    pub run: Option<crate::runs::JobId>,
    /// Documents that models have read under the ontology as it was.
    pub by_models: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OntologyPreset {
    pub id: String,
    pub title: Text2,
    pub about: Text2,
    pub entity_types: u32,
    pub relation_types: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OntologyPresetRequest {
    pub id: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetOntologyRequest {
    /// `None` = back to the general one.
    pub ontology: Option<Ontology>,
}

/// Reading one sets nothing: the person looks at it first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OntologyFileRequest {
    pub path: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportOntologyRequest {
    pub path: String,
    /// As it stands in the editor; `None` = the project's.
    pub ontology: Option<Ontology>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SuggestOntologyRequest {
    /// The model of the extraction role is asked where there is one; otherwise the built-in engine proposes.
    #[serde(default)]
    pub with_model: bool,
    /// The language of titles and descriptions.
    #[serde(default)]
    pub language: Language,
}

/// A proposal. It is never set by itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OntologySuggestion {
    pub ontology: Ontology,
    /// For entity types, then relation types, in their order: how often it was found, and where it was seen.
    pub grounds: Vec<Ground>,
    /// "built-in", or endpoint/model.
    pub by: String,
    /// What a model's proposal held that could not be taken, in sentences.
    #[serde(default)]
    pub left_out: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ground {
    /// The type or relation.
    pub name: String,
    pub count: u64,
    /// Names or pairs as the documents write them.
    pub examples: Vec<String>,
}
