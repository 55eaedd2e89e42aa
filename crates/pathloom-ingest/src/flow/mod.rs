//! Documents whose own bytes are not text (Word, slides, sheets, web pages…): blocks are gathered in reading order,
//! captions joined to their objects, and a text written from them that the `chars` of blocks and cells index.

mod captions;
mod figures;
mod grid;
mod text;
mod words;

use crate::Source;
use pathloom_model::{
    Blob, Block, BlockContent, DocumentMeta, Figure, Format, Key, Language, ObjectLabel, ObjectLabelKind, PageInfo,
    Parsed, TableData, Warning, WarningCode,
};
use std::collections::BTreeSet;

pub(crate) use captions::is_unit;
pub(crate) use grid::{Grid, table};
pub(crate) use words::{Script, Words, scripted, squeezed};

const BLOCKS: usize = 400_000;
/// As much as is read of a plain text.
const TEXT_BYTES: usize = 16_000_000;
const CELLS: usize = 5_000_000;
const BLOB_BYTES: usize = 256 << 20;
/// Different sentences of warning; the rest are of no use to anybody.
const WARNINGS: usize = 200;

#[derive(Default)]
pub(crate) struct Flow {
    drafts: Vec<Draft>,
    blobs: Vec<Blob>,
    blob_bytes: usize,
    warnings: Vec<Warning>,
    said: BTreeSet<String>,
    pages: u32,
    /// Pages without words.
    blind: BTreeSet<u32>,
    bytes: usize,
    cells: usize,
    full: bool,
}

/// A block before it has its id and its place.
struct Draft {
    page: u32,
    content: BlockContent,
}

impl Flow {
    pub fn push(&mut self, content: BlockContent) {
        if self.full || is_empty(&content) {
            return;
        }
        self.bytes += weight(&content);
        if let BlockContent::Table(table) = &content {
            self.cells += table.rows() * table.cols();
        }
        if self.bytes > TEXT_BYTES || self.cells > CELLS || self.drafts.len() == BLOCKS {
            self.full = true;
            let read = self.drafts.len();
            return self.warn(
                WarningCode::Limit,
                format!("The document is longer than Pathloom reads of one: its first {read} blocks were read. Split it to read all."),
            );
        }
        self.drafts.push(Draft { page: self.pages.max(1), content });
    }

    pub fn heading(&mut self, level: u8, text: impl Into<String>) {
        self.push(BlockContent::Heading { level: level.clamp(1, 9), text: squeezed(&text.into()) });
    }

    pub fn paragraph(&mut self, text: impl Into<String>) {
        self.push(BlockContent::Paragraph { text: text.into() });
    }

    pub fn list(&mut self, ordered: bool, items: Vec<String>) {
        let items: Vec<String> = items.into_iter().filter(|item| !item.is_empty()).collect();
        self.push(BlockContent::List { ordered, items });
    }

    pub fn table(&mut self, table: TableData) {
        self.push(BlockContent::Table(table));
    }

    pub fn figure(&mut self, figure: Figure) {
        self.push(BlockContent::Figure(figure));
    }

    pub fn formula(&mut self, latex: &str) {
        let crate::math::Display { latex, label } = crate::math::display(latex);
        self.labelled_formula(latex, label);
    }

    pub fn labelled_formula(&mut self, latex: String, label: Option<pathloom_model::ObjectLabel>) {
        if !latex.trim().is_empty() {
            let text = crate::math::readable(&latex).unwrap_or_else(|| latex.clone());
            self.push(BlockContent::Formula { latex: Some(latex), text, label, blob: None });
        }
    }

    /// "(3)" right behind a formula that has no number yet is its number. Whether it was.
    pub fn number_of_formula(&mut self, words: &str) -> bool {
        let Some(number) = crate::math::number_in_brackets(words) else { return false };
        let Some(Draft { content: BlockContent::Formula { label: label @ None, .. }, .. }) = self.drafts.last_mut()
        else {
            return false;
        };
        *label = Some(ObjectLabel { kind: ObjectLabelKind::Formula, number });
        true
    }

    /// The blocks that follow are on the next page (slides).
    pub fn next_page(&mut self) -> u32 {
        self.pages += 1;
        self.pages
    }

    /// The page that is open has pictures and no words.
    pub fn blind_page(&mut self, message: String) {
        self.blind.insert(self.pages);
        self.warn(WarningCode::NeedsVision, message);
    }

    /// The same sentence is said once.
    pub fn warn(&mut self, code: WarningCode, message: impl Into<String>) {
        let message = message.into();
        if self.warnings.len() < WARNINGS && self.said.insert(message.clone()) {
            let page = (self.pages > 0).then_some(self.pages);
            self.warnings.push(Warning { code, page, line: None, message });
        }
    }

    pub fn refused(&mut self, refusal: crate::archive::Refusal) {
        self.warn(refusal.code, refusal.message);
    }

    pub fn is_full(&self) -> bool {
        self.full
    }

    /// How many blocks there are so far.
    pub fn blocks(&self) -> usize {
        self.drafts.len()
    }

    pub fn is_empty(&self) -> bool {
        self.drafts.is_empty()
    }

    /// Numbers the blocks, writes the text, and closes the document. `title` wins over the first heading of level 1.
    pub fn finish(self, key: Key, source: &Source, format: Format, title: Option<String>) -> Parsed {
        let drafts = captions::join(self.drafts);
        let (text, blocks) = text::written(drafts);
        let first = blocks.iter().find_map(|block: &Block| match &block.content {
            BlockContent::Heading { level: 1, text } => Some(text.clone()),
            _ => None,
        });
        let meta = DocumentMeta {
            key,
            name: source.file_name().to_owned(),
            format,
            bytes: source.bytes.len() as u64,
            title: title.map(|title| squeezed(&title)).filter(|title| !title.is_empty()).or(first),
            language: Language::of(&text[..text.floor_char_boundary(100_000)]),
            pages: (1..=self.pages).map(|page| shown_as_text(self.blind.contains(&page))).collect(),
        };
        Parsed { meta, text: Some(text), blocks, blobs: self.blobs, warnings: self.warnings }
    }
}

/// A page without a picture of itself.
fn shown_as_text(needs_vision: bool) -> PageInfo {
    PageInfo { width: 0.0, height: 0.0, needs_vision }
}

fn is_empty(content: &BlockContent) -> bool {
    match content {
        BlockContent::Heading { text, .. }
        | BlockContent::Paragraph { text }
        | BlockContent::Caption { text }
        | BlockContent::Footnote { text, .. }
        | BlockContent::Code { text }
        | BlockContent::Formula { text, .. } => text.trim().is_empty(),
        BlockContent::List { items, .. } => items.is_empty(),
        BlockContent::Table(table) => table.cells.iter().flatten().all(|cell| cell.text.is_empty()),
        BlockContent::Figure(figure) => figure.blob.is_none() && figure.caption.is_empty() && figure.words.is_empty(),
    }
}

fn weight(content: &BlockContent) -> usize {
    match content {
        BlockContent::Heading { text, .. }
        | BlockContent::Paragraph { text }
        | BlockContent::Caption { text }
        | BlockContent::Footnote { text, .. }
        | BlockContent::Code { text }
        | BlockContent::Formula { text, .. } => text.len(),
        BlockContent::List { items, .. } => items.iter().map(|item| item.len() + 1).sum(),
        BlockContent::Table(table) => table.cells.iter().flatten().map(|cell| cell.text.len() + 1).sum(),
        BlockContent::Figure(figure) => figure.caption.len() + figure.words.iter().map(String::len).sum::<usize>(),
    }
}
