//! Sources: documents, their state, and the reader.

use pathloom_model::{CellRef, Format, Key, Kind, Rect, Rights, TableData};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SourcesView {
    pub documents: Vec<DocumentRow>,
    pub pages: u64,
    pub chunks: u64,
    pub tables: u64,
    pub figures: u64,
    pub formulas: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DocumentRow {
    /// `None` while it waits or when it could not be read at all; then `id` still names the row.
    pub key: Option<Key>,
    pub id: u64,
    pub name: String,
    pub format: Option<Format>,
    pub pages: u32,
    pub nodes: u64,
    pub bytes: u64,
    pub status: DocumentStatus,
    /// In words, first the most important.
    pub warnings: Vec<String>,
    pub rights: Rights,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum DocumentStatus {
    Queued,
    /// "Parse", "Extract" …; percent 0..=100.
    Working {
        stage: String,
        percent: u8,
    },
    Ready,
    /// Read, with pages that need vision or lines that were left out.
    Check {
        message: String,
    },
    Failed {
        message: String,
        hint: String,
    },
    PasswordNeeded,
}

/// A folder that the project follows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WatchedFolder {
    pub path: String,
    /// Documents from inside it.
    pub documents: u64,
    /// Why it is not followed now, or only now and then.
    pub problem: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportRequest {
    /// Files and folders (folders are walked).
    pub paths: Vec<String>,
    /// The files are ready-made triples, not documents.
    #[serde(default)]
    pub triples: bool,
    /// Opens the encrypted ones among them; kept in memory only.
    #[serde(default)]
    pub password: Option<String>,
    /// Older office documents may be turned into newer ones by LibreOffice, where it is installed.
    #[serde(default)]
    pub convert: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentRequest {
    pub id: u64,
    #[serde(default)]
    pub password: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RightsRequest {
    pub ids: Vec<u64>,
    pub rights: Rights,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageRequest {
    pub document: Key,
    /// From 1.
    pub page: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageImageRequest {
    pub document: Key,
    pub page: u32,
    /// Pixels; the core rounds up to a few sizes that it keeps.
    pub width: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlobRequest {
    pub name: String,
}

/// One page of the reader.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PageView {
    pub document: Key,
    pub name: String,
    pub page: u32,
    pub pages: u32,
    /// Points; 0 for documents without page images, which show `blocks` as text instead.
    pub width: f32,
    pub height: f32,
    pub needs_vision: bool,
    pub blocks: Vec<PageBlock>,
    pub nodes: Vec<PageNode>,
}

/// A block of the page with its place; for documents without page images also its content.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PageBlock {
    pub id: u32,
    pub bbox: Option<Rect>,
    pub kind: PageBlockKind,
    /// The node that this block became, if one.
    pub node: Option<Key>,
    pub node_kind: Option<Kind>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum PageBlockKind {
    Heading { level: u8, text: String },
    Paragraph { text: String },
    List { ordered: bool, items: Vec<String> },
    Table { table: TableData },
    Figure { caption: String, blob: Option<String> },
    Formula { latex: Option<String>, text: String, mathml: Option<Math> },
    Caption { text: String },
    Footnote { text: String },
    Code { text: String },
}

/// A formula as a tree of allowed elements; the only markup ever set from content is built from it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Math {
    /// MathML Core element name from the allowlist: "math", "mrow", "mi", "mn", "mo", "mfrac", …
    pub tag: String,
    #[serde(default)]
    pub attrs: Vec<(String, String)>,
    #[serde(default)]
    pub text: String,
    #[serde(default)]
    pub children: Vec<Math>,
}

/// A node found on the page, for the list beside it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PageNode {
    pub key: Key,
    pub kind: Kind,
    pub name: String,
    /// Where on this page: boxes, or cells of a table.
    pub boxes: Vec<Rect>,
    pub cells: Vec<(Key, CellRef)>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BuildRequest {
    /// Only these documents are built as if they were new; empty = all that are not up to date.
    #[serde(default)]
    pub documents: Vec<u64>,
    /// Only the first few of what is to do, to look at before the rest.
    #[serde(default)]
    pub try_first: Option<u32>,
    /// Money that its model calls may cost; reaching it pauses.
    #[serde(default)]
    pub budget: Option<f64>,
    /// Its model calls are kept for a batch file instead of being made.
    #[serde(default)]
    pub to_batch: bool,
}

/// What a build will probably take.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BuildEstimate {
    /// Of the project.
    pub all_documents: u64,
    /// To be read again or extracted; the others are as they would come out.
    pub documents: u64,
    pub chunks: u64,
    /// Passages, tables and others whose prompt says less of the ontology, since the model reads little at once.
    #[serde(default)]
    pub shortened: u64,
    /// Pairs of names that a model is asked about afterwards, as far as they are known now; among the calls.
    #[serde(default)]
    pub pairs: u64,
    /// Requests to a model; 0 with the built-in engine.
    pub calls: u64,
    pub tokens_in: u64,
    pub tokens_out: u64,
    /// `None` where no model has a price, or none is asked.
    pub money_low: Option<f64>,
    pub money_high: Option<f64>,
    /// `None` where nothing was built yet that would tell.
    pub seconds: Option<u64>,
    /// Who extracts: "built-in", or endpoint/model.
    pub by: String,
    /// What it rests on, in a sentence.
    pub basis: String,
}
