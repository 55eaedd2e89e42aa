//! What was found: per document and for the whole project, kind by kind, with what was refused and why.

use pathloom_model::{Key, Span};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundRequest {
    /// One document, by its row; `None` = all.
    pub document: Option<u64>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundView {
    /// The document's name.
    pub document: Option<String>,
    /// Documents that are in these counts; those that wait to be built are not.
    pub documents: u64,
    /// Every list that holds something, and those that a person looks for even where they hold nothing.
    pub lists: Vec<FoundCount>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundCount {
    pub list: FoundList,
    pub count: u64,
    /// Entities by type, assertions by method, refusals by kind; the most first.
    pub parts: Vec<(String, u64)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FoundList {
    Entities,
    Assertions,
    Tables,
    Figures,
    Formulas,
    /// Seen and not taken.
    Refused,
    /// "Table 9" where there is none.
    References,
    /// Claims whose quote was not found in the source.
    Unverified,
    /// What the ontology does not allow.
    Violations,
    /// Names that may be one; decided by a person.
    Merges,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundRowsRequest {
    pub document: Option<u64>,
    pub list: FoundList,
    /// One of `parts`; `None` = all.
    pub part: Option<String>,
    pub from: u64,
    pub count: u32,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FoundRows {
    pub total: u64,
    pub from: u64,
    pub rows: Vec<FoundRow>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FoundRow {
    /// "Norrheat AB", "Norrheat AB · Revenue · 412 EUR m · FY24", "Table 3".
    pub title: String,
    /// Type, method, size; empty where there is nothing to add.
    pub detail: String,
    /// Why it was refused, is unverified or not allowed; empty where all is well.
    pub why: String,
    /// Its quote could not be found in the source.
    pub unverified: bool,
    pub document_name: String,
    /// Where to look; `None` where it has no place.
    pub span: Option<Span>,
    /// The node in the graph, where it is one.
    pub node: Option<Key>,
}
