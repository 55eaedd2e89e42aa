//! What reading finds in a document: blocks in reading order, each with its place.

use crate::{Described, Key, Quantity, Rect};
use serde::{Deserialize, Serialize};

/// One block. `id` is its place in reading order, from 0, unique in the document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Block {
    pub id: u32,
    /// From 1; 1 for documents without pages.
    pub page: u32,
    /// Paged documents.
    pub bbox: Option<Rect>,
    /// A paragraph that goes on in another column or page has further boxes: (page, box).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub more: Vec<(u32, Rect)>,
    /// Documents without pages: byte range in the document's text.
    pub chars: Option<[u32; 2]>,
    pub content: BlockContent,
    /// Paged documents: where each line of `text()` lies, so that a quote can be boxed tightly.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<Line>,
    /// Documents without pages, where `text()` is not the source as written (markup left out, lines joined): which
    /// part of the source each part of `text()` stands for, in order. Empty = `text()` is the source in `chars`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub runs: Vec<Run>,
}

/// Bytes `start..end` of `Block::text()` stand for bytes `from..to` of the document's text: letter for letter when
/// the two are equally long, as a whole when not ("₂" for "$_2$").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    pub start: u32,
    pub end: u32,
    pub from: u32,
    pub to: u32,
}

/// One printed line of a block: the byte range of `Block::text()` that it holds, and its box.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Line {
    pub start: u32,
    pub end: u32,
    pub page: u32,
    pub bbox: Rect,
}

/// Text keeps the meaning of small print: 10⁻³ and H₂O as Unicode super- and subscripts; footnote marks are left out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum BlockContent {
    /// `level` 1 is the title.
    Heading {
        level: u8,
        text: String,
    },
    Paragraph {
        text: String,
    },
    List {
        ordered: bool,
        items: Vec<String>,
    },
    Table(TableData),
    Figure(Figure),
    Formula {
        latex: Option<String>,
        text: String,
        label: Option<ObjectLabel>,
        blob: Option<String>,
    },
    /// A caption that no object could be joined to. Joined captions live in their object.
    Caption {
        text: String,
    },
    Footnote {
        mark: String,
        text: String,
    },
    Code {
        text: String,
    },
}

impl Block {
    /// The words of the block as one string: list items by line, table cells by tab and line.
    pub fn text(&self) -> String {
        match &self.content {
            BlockContent::Heading { text, .. }
            | BlockContent::Paragraph { text }
            | BlockContent::Caption { text }
            | BlockContent::Footnote { text, .. }
            | BlockContent::Code { text } => text.clone(),
            BlockContent::List { items, .. } => items.join("\n"),
            BlockContent::Table(table) => table.to_text(),
            BlockContent::Figure(figure) => figure.caption.clone(),
            BlockContent::Formula { latex, text, .. } => latex.clone().unwrap_or_else(|| text.clone()),
        }
    }
}

/// What a caption calls its object: "Table 2", "图3", "Eq. (4)".
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ObjectLabel {
    pub kind: ObjectLabelKind,
    /// As printed, without brackets: "2", "3a", "S1", "IV".
    pub number: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObjectLabelKind {
    Table,
    Figure,
    Formula,
}

/// A grid of cells, `cells[row][col]`; every row has the same length. A spanned place holds an empty cell
/// whose `covered_by` names the origin.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TableData {
    pub caption: String,
    pub label: Option<ObjectLabel>,
    /// The caption's own box on paged documents.
    pub caption_bbox: Option<Rect>,
    pub cells: Vec<Vec<Cell>>,
    /// Leading rows and columns that are heads.
    pub header_rows: u32,
    pub header_cols: u32,
    #[serde(default)]
    pub footnotes: Vec<String>,
    /// Of the node alone; what is read of a document has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub described: Option<Box<Described>>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    pub text: String,
    pub bbox: Option<Rect>,
    /// The page, where a table goes on beyond its block's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    /// Documents without pages: byte range in the document's text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chars: Option<[u32; 2]>,
    /// (row, col) of the cell that spans over this place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub covered_by: Option<(u32, u32)>,
    /// Set by table typing, when the text is a number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Quantity>,
}

impl TableData {
    pub fn rows(&self) -> usize {
        self.cells.len()
    }

    pub fn cols(&self) -> usize {
        self.cells.first().map_or(0, Vec::len)
    }

    /// Cells joined by tab, rows by line feed.
    pub fn to_text(&self) -> String {
        let rows: Vec<String> = self
            .cells
            .iter()
            .map(|row| row.iter().map(|cell| cell.text.as_str()).collect::<Vec<_>>().join("\t"))
            .collect();
        rows.join("\n")
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    pub caption: String,
    pub label: Option<ObjectLabel>,
    pub caption_bbox: Option<Rect>,
    pub class: ImageClass,
    /// Words found inside the figure (axis labels, series names), in reading order.
    #[serde(default)]
    pub words: Vec<String>,
    /// Name of the crop or picture among the parse's blobs.
    pub blob: Option<String>,
    /// Of the node alone; what is read of a document has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub described: Option<Box<Described>>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImageClass {
    Chart,
    Flowchart,
    MindMap,
    Photo,
    #[default]
    Other,
}

impl ImageClass {
    pub const fn name(self) -> &'static str {
        match self {
            ImageClass::Chart => "chart",
            ImageClass::Flowchart => "flowchart",
            ImageClass::MindMap => "mind_map",
            ImageClass::Photo => "photo",
            ImageClass::Other => "other",
        }
    }
}

/// A piece of a document for retrieval and evidence: whole blocks or sentences of one section.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChunkData {
    pub text: String,
    /// Headings from the title down to the one above.
    pub section: Vec<String>,
    /// Ids of the blocks whose words are in `text`, in order.
    pub blocks: Vec<u32>,
    /// For each block: the byte range of `text` that it holds, and the byte offset inside the block's own text.
    pub pieces: Vec<Piece>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    pub block: u32,
    pub start: u32,
    pub end: u32,
    pub offset: u32,
}

/// A chunk with its key, as reading returns it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Chunk {
    pub key: Key,
    pub data: ChunkData,
}
