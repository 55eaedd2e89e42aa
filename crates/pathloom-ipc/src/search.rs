//! The palette and search boxes: nodes, samples, words in sources.

use pathloom_model::{Key, Kind};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SearchRequest {
    pub text: String,
    /// Empty: every kind.
    #[serde(default)]
    pub kinds: Vec<Kind>,
    pub limit: u32,
    /// Also look for samples by id or question.
    #[serde(default)]
    pub samples: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SearchView {
    pub nodes: Vec<NodeHit>,
    pub samples: Vec<SampleHit>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NodeHit {
    pub key: Key,
    pub kind: Kind,
    pub name: String,
    /// Type, document, or the words around the hit.
    pub detail: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SampleHit {
    pub id: String,
    pub question: String,
}
