//! How texts are cut into chunks.

pub use pathloom_model::ChunkSettings;
use pathloom_model::Key;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChunkPreviewRequest {
    pub document: Key,
    pub settings: ChunkSettings,
}

/// What the settings would make of a document. Sizes in tokens.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChunkPreview {
    /// The first of them.
    pub chunks: Vec<PreviewedChunk>,
    pub total: u64,
    pub least: u32,
    pub median: u32,
    pub most: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviewedChunk {
    pub section: String,
    pub text: String,
    pub tokens: u32,
}
