//! The words that a reply is checked against: where a name or a quote stands in the passage, in the cells, caption and
//! words of an object, in the passages that cite it.

use super::parts::{Document, Part};
use crate::folded::{Case, Folded};
use pathloom_model::{BlockContent, CellRef, NodeData, Span, TableData, locate, locate_in_chunk};
use std::ops::Range;

/// Rows and columns of a table that are shown and searched, at most.
pub const ROWS: usize = 400;
pub const COLUMNS: usize = 40;

pub struct Source<'a> {
    document: &'a Document,
    here: Span,
    /// The node's own words first.
    texts: Vec<Text>,
    /// How many of `texts` are the node's own.
    own: usize,
    /// Of a table, for each row its texts.
    rows: Vec<Range<usize>>,
}

struct Text {
    words: String,
    folded: Folded,
    at: At,
}

enum At {
    Chunk(usize),
    Block(u32),
    Cell(CellRef, usize),
    /// Caption and printed words: they have the object's place.
    Node,
}

/// Words found in one of the texts.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    text: usize,
    start: usize,
    end: usize,
}

/// A quote that was found: its places, its words, and the words around.
pub struct Quoted {
    pub spans: Vec<Span>,
    pub words: Folded,
    pub around: Folded,
}

/// Letters before and after a quote that say who it is about.
const BEFORE: usize = 400;
const AFTER: usize = 120;

impl<'a> Source<'a> {
    pub fn of(document: &'a Document, part: Part) -> Source<'a> {
        let here = document.here(document.node(part));
        let mut source = Source { document, here, texts: Vec::new(), own: 0, rows: Vec::new() };
        match part {
            Part::Text { chunk, .. } => {
                source.add(&document.chunks[chunk].data.text, At::Chunk(chunk));
                source.own = source.texts.len();
                source.headings(chunk);
            }
            Part::Object(place) => {
                source.object(place);
                source.own = source.texts.len();
                let node = &document.found.nodes[place];
                let citing = document.citing(&node.key);
                let around =
                    if matches!(node.data, NodeData::Formula { .. }) { document.around(place) } else { vec![] };
                for &chunk in citing.iter().chain(around.iter().filter(|chunk| !citing.contains(chunk))) {
                    source.add(&document.chunks[chunk].data.text, At::Chunk(chunk));
                }
            }
        }
        source
    }

    /// Where the node is, without a quote.
    pub fn here(&self) -> Span {
        self.here.clone()
    }

    /// Places of a name in the node's own words, else in what stands beside it.
    pub fn named(&self, name: &str, most: usize) -> (Vec<Span>, bool) {
        let all = |range: Range<usize>| {
            let found = range.flat_map(|text| self.texts[text].folded.all(name).map(move |(a, b)| (text, a, b)));
            found.take(most).map(|(text, start, end)| self.span(Place { text, start, end })).collect::<Vec<_>>()
        };
        let own = all(0..self.own);
        if !own.is_empty() {
            return (own, true);
        }
        (all(self.own..self.texts.len()), false)
    }

    pub fn holds(&self, words: &str) -> bool {
        self.texts.iter().any(|text| text.folded.holds(words))
    }

    /// Exact but for white space, width and kind of signs.
    pub fn quote(&self, quote: &str) -> Option<Quoted> {
        let plain = quote.trim().trim_matches(['"', '“', '”', '「', '」', '\'', '…']).trim();
        if plain.chars().filter(|c| c.is_alphanumeric()).take(2).count() < 2 {
            return None;
        }
        [quote, plain, plain.trim_end_matches(['.', '。', ',', ';', '，', '；'])]
            .into_iter()
            .find_map(|words| self.in_texts(words))
            .or_else(|| self.in_row(plain))
    }

    fn in_texts(&self, words: &str) -> Option<Quoted> {
        let place = (0..self.texts.len()).find_map(|text| {
            let (start, end) = self.texts[text].folded.find(words)?;
            Some(Place { text, start, end })
        })?;
        let text = &self.texts[place.text];
        let around = match text.at {
            At::Cell(cell, _) => self.row_words(cell.row as usize),
            _ => text.words[back(&text.words, place.start)..forth(&text.words, place.end)].to_owned(),
        };
        Some(Quoted {
            spans: vec![self.span(place)],
            words: Folded::new(&text.words[place.start..place.end], Case::Kept),
            around: Folded::new(&around, Case::Kept),
        })
    }

    /// "Norrheat AB | 1,984": cells of one row, heads of columns beside them allowed.
    fn in_row(&self, quote: &str) -> Option<Quoted> {
        let parts: Vec<&str> = quote.split(['|', '\t']).map(str::trim).filter(|part| !part.is_empty()).collect();
        if parts.len() < 2 || parts.len() > COLUMNS {
            return None;
        }
        let cell = |row: &Range<usize>, part: &str| {
            row.clone().find_map(|text| {
                let (start, end) = self.texts[text].folded.find(part)?;
                Some(Place { text, start, end })
            })
        };
        self.rows.iter().enumerate().find_map(|(number, row)| {
            let places: Vec<Option<Place>> = parts.iter().map(|part| cell(row, part)).collect();
            let here = places.iter().flatten().count();
            let heads = self.rows.first()?;
            let all: Option<Vec<Place>> =
                places.into_iter().zip(&parts).map(|(place, part)| place.or_else(|| cell(heads, part))).collect();
            let all = all.filter(|_| here * 2 > parts.len())?;
            Some(Quoted {
                spans: all.into_iter().map(|place| self.span(place)).collect(),
                words: Folded::new(quote, Case::Kept),
                around: Folded::new(&self.row_words(number), Case::Kept),
            })
        })
    }

    fn row_words(&self, row: usize) -> String {
        let texts = self.rows.get(row).cloned().unwrap_or_default();
        self.texts[texts].iter().map(|text| text.words.as_str()).collect::<Vec<_>>().join(" | ")
    }

    fn span(&self, place: Place) -> Span {
        let text = &self.texts[place.text];
        let (start, end) = (place.start as u32, place.end as u32);
        let quote = text.words[place.start..place.end].to_owned();
        match text.at {
            At::Chunk(chunk) => locate_in_chunk(&self.document.parsed, &self.document.chunks[chunk].data, start, end),
            At::Block(block) => locate(&self.document.parsed, block, start, end),
            At::Node => Span { quote, ..self.here.clone() },
            At::Cell(at, node) => {
                let found = &self.document.found.nodes[node];
                let cell = match &found.data {
                    NodeData::Table(table) => table.cells.get(at.row as usize).and_then(|row| row.get(at.col as usize)),
                    _ => None,
                };
                Span {
                    page: cell.and_then(|cell| cell.page).unwrap_or(self.here.page),
                    bbox: cell.and_then(|cell| cell.bbox),
                    chars: cell.and_then(|cell| cell.chars),
                    cell: Some(at),
                    table: Some(found.key.clone()),
                    quote,
                    ..self.here.clone()
                }
            }
        }
    }

    fn add(&mut self, words: &str, at: At) {
        if !words.trim().is_empty() {
            self.texts.push(Text { words: words.to_owned(), folded: Folded::new(words, Case::Kept), at });
        }
    }

    /// The headings above a chunk: what a section is about is named there.
    fn headings(&mut self, chunk: usize) {
        let data = &self.document.chunks[chunk].data;
        let blocks = &self.document.parsed.blocks;
        let Some(first) = data.blocks.first() else { return };
        let until = blocks.iter().position(|block| block.id == *first).map_or(0, |place| place + 1);
        let mut wanted: Vec<&String> = data.section.iter().collect();
        for block in blocks[..until].iter().rev() {
            if wanted.is_empty() {
                return;
            }
            let BlockContent::Heading { text, .. } = &block.content else { continue };
            if let Some(place) = wanted.iter().rposition(|head| *head == text) {
                wanted.remove(place);
                self.add(text, At::Block(block.id));
            }
        }
    }

    fn object(&mut self, place: usize) {
        match &self.document.found.nodes[place].data {
            NodeData::Table(table) => self.table(place, table),
            NodeData::Image(figure) => {
                self.add(&figure.caption, At::Node);
                self.add(&figure.words.join(" · "), At::Node);
            }
            NodeData::Formula { latex, text, .. } => {
                self.add(text, At::Node);
                self.add(latex.as_deref().unwrap_or_default(), At::Node);
            }
            _ => {}
        }
    }

    fn table(&mut self, node: usize, table: &TableData) {
        for (row, cells) in table.cells.iter().take(ROWS).enumerate() {
            let first = self.texts.len();
            for (col, cell) in cells.iter().take(COLUMNS).enumerate() {
                self.add(&cell.text, At::Cell(CellRef { row: row as u32, col: col as u32 }, node));
            }
            self.rows.push(first..self.texts.len());
        }
        self.add(&table.caption, At::Node);
        for note in &table.footnotes {
            self.add(note, At::Node);
        }
    }
}

fn back(text: &str, at: usize) -> usize {
    let mut from = at.saturating_sub(BEFORE);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    from
}

fn forth(text: &str, at: usize) -> usize {
    let mut to = (at + AFTER).min(text.len());
    while !text.is_char_boundary(to) {
        to -= 1;
    }
    to
}
