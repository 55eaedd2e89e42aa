//! Graph: counts, pictures laid out by the core, and one node in detail.

use pathloom_model::{Key, Kind, Span};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GraphOverview {
    pub nodes: u64,
    pub relations: u64,
    /// In the order of `Kind::ALL`.
    pub by_kind: Vec<(Kind, u64)>,
    /// Well-connected entities, of different communities first: where to begin.
    pub hubs: Vec<NodeBrief>,
    /// Parts that nothing relates to each other, and the nodes of the largest.
    pub components: u64,
    pub largest_component: u64,
    /// Groups related among themselves more than to others; not looked for in large graphs.
    pub communities: Option<u64>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NodeBrief {
    pub key: Key,
    pub kind: Kind,
    pub name: String,
    /// Entity type; empty otherwise.
    pub detail: String,
    pub degree: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NeighbourhoodRequest {
    /// `None`: an overview around the best-connected nodes.
    pub center: Option<Key>,
    /// 1..=3.
    pub hops: u32,
    pub limit: u32,
    pub layout: Layout,
    /// Kinds that are hidden.
    #[serde(default)]
    pub hidden: Vec<Kind>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Layout {
    #[default]
    Force,
    Radial,
    Layers,
}

/// Nodes with positions in an arbitrary unit (about 1000 wide, centre at 0,0), edges by place in `nodes`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GraphPicture {
    pub center: Option<Key>,
    pub nodes: Vec<PictureNode>,
    pub edges: Vec<PictureEdge>,
    /// Held back by relevance.
    pub hidden: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PictureNode {
    pub key: Key,
    pub kind: Kind,
    pub name: String,
    pub x: f32,
    pub y: f32,
    /// In the whole graph.
    pub degree: u32,
    pub distance: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PictureEdge {
    pub from: u32,
    pub to: u32,
    pub name: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NodeRequest {
    pub key: Key,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindPathRequest {
    pub from: Key,
    pub to: Key,
}

/// Some nodes and what relates them: a path that was sampled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AmongRequest {
    pub nodes: Vec<Key>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NodeView {
    pub key: Key,
    pub kind: Kind,
    pub name: String,
    pub entity_type: String,
    pub aliases: Vec<String>,
    pub description: String,
    /// (label, value) in words: degree, documents, class, rows × columns, period, unit …
    pub properties: Vec<(String, String)>,
    pub spans: Vec<SpanView>,
    pub relations: Vec<RelationRow>,
}

/// A span with its document's name and some words around the quote.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SpanView {
    pub span: Span,
    pub document_name: String,
    /// The sentence or row around the quote; the quote is inside it where it can be.
    pub context: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RelationRow {
    /// The word for this direction: "located in" or "contains".
    pub word: String,
    pub outgoing: bool,
    pub other: Key,
    pub other_kind: Kind,
    pub other_name: String,
    pub count: u32,
}
