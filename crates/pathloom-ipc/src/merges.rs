//! Merges: pairs of names that may be one entity, what was decided about them and by whom, and why an entity is one.

use crate::graph::SpanView;
use pathloom_model::{Key, MergeBy, MergeState};
use serde::{Deserialize, Serialize};

/// Which pairs to list, the most alike first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MergesRequest {
    /// Empty: candidates alone.
    pub states: Vec<MergeState>,
    /// Decided by any of these; empty: by anyone.
    pub by: Vec<MergeBy>,
    /// Letters that one of the names holds; empty: any.
    pub text: String,
    pub offset: u64,
    /// 0: as many as one page takes.
    pub limit: u64,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct MergesView {
    pub rows: Vec<MergeRow>,
    /// Of the request, before the page is cut.
    pub total: u64,
    /// Of the whole project.
    pub candidates: u64,
    pub merged: u64,
    pub kept_apart: u64,
    /// Decisions of a person or a model that the graph does not show yet.
    pub waiting: u64,
    /// Why fewer candidates are listed than there may be; empty when all are.
    pub note: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MergeRow {
    /// "mrg-" and 32 digits: the same pair has the same id in every build.
    pub id: String,
    pub one: MergeSide,
    pub other: MergeSide,
    /// 0..=1; `None` where the pair was not found by likeness.
    pub similarity: Option<f32>,
    /// In words.
    pub reason: String,
    pub state: MergeState,
    pub by: MergeBy,
    /// Who, where a person decided; the model, where one did.
    pub who: String,
    /// Unix seconds of a decision by a person or a model.
    pub at: Option<i64>,
    /// Decided, and the graph does not show it yet: build again.
    pub waiting: bool,
    /// Whether [`crate::command::UNDO_MERGE`] would change anything.
    pub can_undo: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MergeSide {
    /// Its own key: what it has in the graph when it stands alone.
    pub key: Key,
    pub name: String,
    pub entity_type: String,
    pub aliases: Vec<String>,
    /// The sentence that says what it is; empty when no document does.
    pub description: String,
    /// A place where it is named.
    pub evidence: Option<SpanView>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecideMergeRequest {
    pub ids: Vec<String>,
    /// One entity, or two.
    pub one: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UndoMergeRequest {
    /// A person's decision is withdrawn; what a rule or a model merged is kept apart from now on.
    pub id: String,
    /// The entity of which [`EntityMember::merge`] gave the id; the names of other pairs need none.
    #[serde(default)]
    pub entity: Option<Key>,
}

/// After a decision.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct MergeDone {
    pub changed: Vec<MergeRow>,
    /// Not decided, with the reason: "\"Lund\": a City and a Person are never one".
    pub refused: Vec<String>,
    pub waiting: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExplainEntityRequest {
    pub key: Key,
}

/// Why a node is one entity, and not one with others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EntityStory {
    pub key: Key,
    pub name: String,
    pub entity_type: String,
    /// What was taken as one, in the order of documents, the first of which gave the key.
    pub members: Vec<EntityMember>,
    pub merged: Vec<MergeRow>,
    pub kept_apart: Vec<MergeRow>,
    pub candidates: Vec<MergeRow>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntityMember {
    pub name: String,
    pub entity_type: String,
    pub document_name: String,
    pub aliases: Vec<String>,
    /// Why it belongs: "first", "the same name", "the same name without its corporate suffix", …
    pub why: String,
    /// With [`crate::command::UNDO_MERGE`] this document's name becomes an entity of its own; `None` where it is the
    /// first, or the pair is listed beside.
    #[serde(default)]
    pub merge: Option<String>,
}
