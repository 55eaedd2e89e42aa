//! How texts are cut into chunks.

use pathloom_model::Key;
pub use pathloom_model::{ChunkEdit, ChunkSettings};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChunkPreviewRequest {
    pub document: Key,
    pub settings: ChunkSettings,
    pub edits: Vec<ChunkEdit>,
}

/// How the project's texts are cut now, and the borders that the user has set in one document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChunkingView {
    pub settings: ChunkSettings,
    /// None where no document was named.
    pub document: Option<Key>,
    pub edits: Vec<ChunkEdit>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChunkingRequest {
    pub document: Option<Key>,
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
    /// Borders set by hand whose words are not in the document any more.
    pub lost: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviewedChunk {
    pub section: String,
    /// Together its text.
    pub sentences: Vec<PreviewedSentence>,
    pub tokens: u32,
    /// It may be made one with the chunk before: both are of one section.
    pub joins: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviewedSentence {
    /// With the white space behind it.
    pub text: String,
    /// Where a border before it would be; none within a sentence that was too long for a chunk.
    pub border: Option<(String, u32)>,
    /// It begins a paragraph.
    pub new_line: bool,
}
