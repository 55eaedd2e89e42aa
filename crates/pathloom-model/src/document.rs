//! A document that was read: what it is, its pages, its blocks, and what could not be read.

use crate::{Block, Key, Language};
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    Pdf,
    Markdown,
    Csv,
    Text,
    Image,
    Triples,
    Docx,
    Xlsx,
    Pptx,
    Html,
    Json,
    Epub,
    Odt,
    Ods,
    Odp,
    Latex,
}

impl Format {
    /// As lists offer them.
    pub const ALL: [Format; 16] = [
        Format::Pdf,
        Format::Docx,
        Format::Xlsx,
        Format::Pptx,
        Format::Odt,
        Format::Ods,
        Format::Odp,
        Format::Html,
        Format::Epub,
        Format::Markdown,
        Format::Latex,
        Format::Text,
        Format::Csv,
        Format::Json,
        Format::Image,
        Format::Triples,
    ];

    /// Two to five capitals for the tile in lists.
    pub const fn badge(self) -> &'static str {
        match self {
            Format::Pdf => "PDF",
            Format::Markdown => "MD",
            Format::Csv => "CSV",
            Format::Text => "TXT",
            Format::Image => "IMG",
            Format::Triples => "KG",
            Format::Docx => "DOCX",
            Format::Xlsx => "XLSX",
            Format::Pptx => "PPTX",
            Format::Html => "HTML",
            Format::Json => "JSON",
            Format::Epub => "EPUB",
            Format::Odt => "ODT",
            Format::Ods => "ODS",
            Format::Odp => "ODP",
            Format::Latex => "TEX",
        }
    }
}

/// Page size in points as shown (rotation applied); pixels for a picture; 0 for slides, which are shown as text.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct PageInfo {
    pub width: f32,
    pub height: f32,
    /// No usable text: only vision or character recognition can read this page.
    pub needs_vision: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DocumentMeta {
    pub key: Key,
    /// File name without folders.
    pub name: String,
    pub format: Format,
    pub bytes: u64,
    pub title: Option<String>,
    pub language: Language,
    /// Empty for documents without pages.
    pub pages: Vec<PageInfo>,
}

/// How texts are cut into chunks. Sizes in tokens: a Han character, kana or Hangul syllable each, four other characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChunkSettings {
    /// A chunk is closed before it would grow beyond this.
    pub target: u32,
    /// A shorter rest of a section joins the chunk before it.
    pub minimum: u32,
    /// How much of the end of one chunk the next one repeats.
    pub overlap: u32,
}

impl Default for ChunkSettings {
    fn default() -> ChunkSettings {
        ChunkSettings { target: 320, minimum: 40, overlap: 0 }
    }
}

/// A border of a chunk that the user has set or taken away. It is found again by the words that follow it, wherever a
/// later version of the document has them.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ChunkEdit {
    /// The sentence that stands behind the border begins with these.
    pub words: String,
    /// From 0, among the sentences of the document that begin so.
    pub nth: u32,
    /// A chunk begins here; else the one before goes on.
    pub begins: bool,
}

/// What the user says about a document; empty where nothing was said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rights {
    /// "CC-BY-4.0", "internal use", …
    pub license: String,
    /// Where it comes from: a publisher, a link, a case number.
    pub source: String,
    /// The subject that its samples belong to: "finance", "chemistry".
    pub domain: String,
    /// Nothing of it goes to a model elsewhere, and exports leave out what rests on it unless they are asked for it.
    pub confidential: bool,
    /// Nothing of it leaves this computer, in a model call or an export.
    pub stays_here: bool,
}

impl Rights {
    /// Whether models elsewhere may be shown something of it.
    pub fn may_leave(&self) -> bool {
        !self.stays_here && !self.confidential
    }
}

/// Lists of triples have no pages; this many lines are shown as one, and their spans name it.
pub const TRIPLES_ON_PAGE: usize = 200;

/// What reading gives: never half an error. Whatever could not be read is among the warnings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Parsed {
    pub meta: DocumentMeta,
    /// Documents without page pictures: the text that `chars` ranges index. As decoded where the file is text (Markdown,
    /// CSV, TXT); else (Word, slides, sheets, web pages…) written from the blocks in reading order.
    pub text: Option<String>,
    pub blocks: Vec<Block>,
    pub blobs: Vec<Blob>,
    pub warnings: Vec<Warning>,
}

/// Bytes cut from a document, named by `blob` fields of its blocks: 32 hex digits of their hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blob {
    pub name: String,
    /// "image/png" or "image/jpeg".
    pub media_type: String,
    pub bytes: Vec<u8>,
}

/// Something that was left out or looks wrong, in words for the user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warning {
    pub code: WarningCode,
    /// From 1, where it concerns one page.
    pub page: Option<u32>,
    /// From 1, where it concerns one line of a text file.
    pub line: Option<u32>,
    pub message: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WarningCode {
    /// Pages without usable text.
    NeedsVision,
    /// Rows or lines of another shape than the rest.
    Ragged,
    /// Bytes that the encoding does not allow.
    Encoding,
    /// A limit of size, count or time cut something off.
    Limit,
    /// A part could not be read.
    Unreadable,
    /// Another program has turned the file into the kind that was read.
    Converted,
}
