//! Templates: the library, one pattern, its count and instances, generate.

use pathloom_model::path::Count;
use pathloom_model::{Key, Kind, Strategy, Template};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LibraryView {
    /// In display order.
    pub groups: Vec<TemplateGroup>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TemplateGroup {
    pub name: String,
    pub templates: Vec<TemplateRow>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TemplateRow {
    pub id: String,
    pub title: String,
    /// `None` until it was counted on the present graph.
    pub count: Option<CountView>,
}

/// [`Count`] for the wire: `walks` as text because it can pass 2^53.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CountView {
    pub count: u64,
    pub exact: bool,
    pub low: u64,
    pub high: u64,
    pub walks: String,
    pub milliseconds: f64,
}

impl CountView {
    pub fn new(count: Count, milliseconds: f64) -> CountView {
        let Count { count, exact, low, high, walks } = count;
        CountView { count, exact, low, high, walks: walks.to_string(), milliseconds }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateRequest {
    pub id: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TemplateView {
    pub template: Template,
    /// (slot id, candidates).
    pub candidates: Vec<(String, u64)>,
    pub toml: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PreviewRequest {
    pub id: String,
    pub strategy: Strategy,
    pub seed: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PreviewView {
    pub id: String,
    pub count: CountView,
    pub instances: Vec<PathStrip>,
    /// Shares 0..=1 of entities used in a draw of the asked size: with the strategy, and uniform.
    pub coverage: Vec<CoverageBar>,
    /// With no matches: what empties the pattern, and what would give some.
    pub explain: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CoverageBar {
    /// "head", "torso", "tail".
    pub band: String,
    pub share: f64,
    pub uniform: f64,
}

/// A match as one line: kind tiles and names with the relations between.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PathStrip {
    pub fingerprint: String,
    pub nodes: Vec<StripNode>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StripNode {
    pub key: Key,
    pub kind: Kind,
    pub name: String,
    pub slot: Option<String>,
    /// The word of the hop that leads here; empty for the first.
    pub hop: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GenerateRequest {
    pub templates: Vec<String>,
    /// Per template.
    pub samples: u32,
    pub strategy: Strategy,
    pub seed: u64,
}
