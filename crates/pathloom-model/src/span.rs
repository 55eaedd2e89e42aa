//! Where something comes from: document, page, box or character range, and the words themselves.

use crate::Key;
use serde::{Deserialize, Serialize};

/// A box on a page, in points (1/72 inch) of the page as shown, origin top left, `x0 <= x1`, `y0 <= y1`.
/// For a picture document the page is the picture and a point is a pixel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Rect {
    pub x0: f32,
    pub y0: f32,
    pub x1: f32,
    pub y1: f32,
}

impl Rect {
    pub fn new(x0: f32, y0: f32, x1: f32, y1: f32) -> Rect {
        Rect { x0: x0.min(x1), y0: y0.min(y1), x1: x0.max(x1), y1: y0.max(y1) }
    }

    pub fn width(&self) -> f32 {
        self.x1 - self.x0
    }

    pub fn height(&self) -> f32 {
        self.y1 - self.y0
    }

    pub fn union(&self, other: &Rect) -> Rect {
        Rect {
            x0: self.x0.min(other.x0),
            y0: self.y0.min(other.y0),
            x1: self.x1.max(other.x1),
            y1: self.y1.max(other.y1),
        }
    }

    pub fn overlaps(&self, other: &Rect) -> bool {
        self.x0 < other.x1 && other.x0 < self.x1 && self.y0 < other.y1 && other.y0 < self.y1
    }

    pub fn contains(&self, x: f32, y: f32) -> bool {
        x >= self.x0 && x <= self.x1 && y >= self.y0 && y <= self.y1
    }
}

/// A cell of a table, both from 0, the header rows included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CellRef {
    pub row: u32,
    pub col: u32,
}

/// One place in one document, with the quote found there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Span {
    pub document: Key,
    /// From 1. Documents without pages (Markdown, text, CSV) have one page, number 1.
    pub page: u32,
    /// Paged documents: the box on the page.
    pub bbox: Option<Rect>,
    /// Documents without pages: byte range in the document's UTF-8 text, start included, end not.
    pub chars: Option<[u32; 2]>,
    /// Inside a table: which cell, and of which Table node.
    pub cell: Option<CellRef>,
    pub table: Option<Key>,
    /// The exact words; empty for a picture.
    pub quote: String,
}

impl Span {
    /// A span of a paged document.
    pub fn on_page(document: Key, page: u32, bbox: Rect, quote: impl Into<String>) -> Span {
        Span { document, page, bbox: Some(bbox), chars: None, cell: None, table: None, quote: quote.into() }
    }

    /// A span of a document without pages.
    pub fn in_text(document: Key, start: u32, end: u32, quote: impl Into<String>) -> Span {
        Span { document, page: 1, bbox: None, chars: Some([start, end]), cell: None, table: None, quote: quote.into() }
    }
}
