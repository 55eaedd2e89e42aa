//! HTML inside Markdown: tables with their spans, pictures by their alternative text, and the words of anything else.
//! Tags are read as far as that needs; scripts, styles and comments are left out.

use super::inline::{Inline, extent};
use super::walk::block;
use crate::flow::Script;
use pathloom_model::{Block, BlockContent, Cell, Figure, TableData};
use std::ops::Range;

/// Places of one table that are filled; more is cut off.
const CELLS: usize = 200_000;

/// The blocks that an HTML block of the source holds, without ids.
pub(super) fn blocks(source: &str, range: Range<usize>) -> Vec<Block> {
    let mut reader =
        Reader { source, blocks: vec![], words: Inline::default(), table: None, depth: 0, from: range.start };
    let mut at = range.start;
    while at < range.end {
        let (token, next) = token(source, at, range.end);
        match token {
            Token::Words => entities(source, at..next, &mut reader.words),
            Token::Tag { name, closing } => reader.tag(name, closing, at..next),
            Token::Hidden => {}
        }
        at = next;
    }
    reader.end_table(range.end);
    reader.end_words();
    reader.blocks
}

/// What an inline tag does to the words around it.
pub(super) fn inline_tag(tag: &str, inline: &mut Inline) {
    let name = tag.trim_start_matches('<').split(|c: char| !c.is_alphanumeric() && c != '/').next().unwrap_or("");
    match name.to_lowercase().as_str() {
        "sub" => inline.script(Some(Script::Sub)),
        "sup" => inline.script(Some(Script::Super)),
        "/sub" | "/sup" => inline.script(None),
        "br" | "br/" => inline.space(),
        _ => {}
    }
}

enum Token<'a> {
    Words,
    Tag { name: &'a str, closing: bool },
    Hidden,
}

/// The token that begins at a place, and where the next one does.
fn token(source: &str, at: usize, end: usize) -> (Token<'_>, usize) {
    let rest = &source[at..end];
    if !rest.starts_with('<') {
        return (Token::Words, at + rest.find('<').unwrap_or(rest.len()));
    }
    if rest.starts_with("<!--") {
        return (Token::Hidden, at + rest.find("-->").map_or(rest.len(), |close| close + 3));
    }
    let inner = &rest[1..];
    let closing = inner.starts_with('/');
    let name = &inner[usize::from(closing)..];
    let name = &name[..name.bytes().take_while(u8::is_ascii_alphanumeric).count()];
    if name.is_empty() {
        return (if inner.starts_with(['!', '?']) { Token::Hidden } else { Token::Words }, at + 1);
    }
    let Some(close) = rest.find('>') else { return (Token::Hidden, end) };
    if !closing && ["script", "style"].iter().any(|hidden| name.eq_ignore_ascii_case(hidden)) {
        let stop = rest[close..].find("</").map_or(rest.len(), |stop| close + stop);
        return (Token::Hidden, at + stop);
    }
    (Token::Tag { name, closing }, at + close + 1)
}

/// Pushes words with character references read.
fn entities(source: &str, range: Range<usize>, words: &mut Inline) {
    let mut at = range.start;
    for (offset, piece) in source[range.clone()]
        .split_inclusive(|c: char| c.is_whitespace() || c == ';' || c == '&')
        .scan(0, |sum, piece| {
            let offset = *sum;
            *sum += piece.len();
            Some((offset, piece))
        })
    {
        let from = range.start + offset;
        if from < at {
            continue;
        }
        if let Some(start) = piece.strip_suffix('&') {
            words.words(start, from..from + start.len());
            let amp = from + start.len();
            let (text, length) = reference(&source[amp..range.end]);
            words.words(&text, amp..amp + length);
            at = amp + length;
            continue;
        }
        let bare = piece.trim_end();
        words.words(bare, from..from + bare.len());
        if bare.len() < piece.len() {
            words.soft_break();
        }
        at = from + piece.len();
    }
}

/// A character reference at the start of a text, and its length; the ampersand itself when it is none.
fn reference(text: &str) -> (String, usize) {
    let end = text.bytes().take(10).position(|byte| byte == b';');
    let name = end.map(|end| &text[1..end]);
    let c = name.and_then(|name| match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some(' '),
        _ => {
            let number = name.strip_prefix('#')?;
            let hex = number.strip_prefix(['x', 'X']).map(|hex| u32::from_str_radix(hex, 16).ok());
            char::from_u32(hex.unwrap_or_else(|| number.parse().ok())?).filter(|c| !c.is_control())
        }
    });
    match (c, name) {
        (Some(c), Some(name)) => (c.to_string(), name.len() + 2),
        _ => ("&".into(), 1),
    }
}

struct Reader<'a> {
    source: &'a str,
    blocks: Vec<Block>,
    words: Inline,
    table: Option<Grid>,
    /// Tables open, one inside another.
    depth: u32,
    /// Where the open words or the open table began.
    from: usize,
}

impl Reader<'_> {
    fn tag(&mut self, name: &str, closing: bool, range: Range<usize>) {
        let name = name.to_ascii_lowercase();
        match (name.as_str(), closing) {
            ("table", false) => {
                self.depth += 1;
                if self.depth == 1 {
                    self.end_words();
                    self.from = range.start;
                    self.table = Some(Grid::default());
                }
            }
            ("table", true) => {
                self.depth = self.depth.saturating_sub(1);
                if self.depth == 0 {
                    self.end_table(range.end);
                }
            }
            ("tr" | "td" | "th", _) if self.depth == 1 => self.cell_tag(&name, closing, range),
            ("img", false) => self.picture(range),
            ("sub" | "sup", _) => inline_tag(&self.source[range], &mut self.words),
            ("b" | "i" | "em" | "strong" | "span" | "a" | "u" | "s" | "code" | "font", _) => {}
            _ if self.table.is_some() => self.words.space(),
            ("br", _) => self.words.space(),
            _ => self.end_words(),
        }
    }

    fn cell_tag(&mut self, name: &str, closing: bool, range: Range<usize>) {
        let Some(grid) = &mut self.table else { return };
        grid.end_cell(&mut self.words);
        match (name, closing) {
            ("tr", false) => grid.start_row(),
            ("td" | "th", false) => {
                let tag = &self.source[range];
                let span = |name| attribute(tag, name).and_then(|value| value.trim().parse().ok()).unwrap_or(1);
                grid.open = Some(Open { head: name == "th", rows: span("rowspan"), cols: span("colspan") });
            }
            _ => {}
        }
    }

    fn picture(&mut self, range: Range<usize>) {
        let alternative = attribute(&self.source[range.clone()], "alt").unwrap_or_default();
        if self.table.is_some() {
            return;
        }
        self.end_words();
        let figure = Figure { caption: alternative.trim().to_owned(), ..Figure::default() };
        self.blocks.push(block(BlockContent::Figure(figure), range, vec![]));
    }

    fn end_words(&mut self) {
        let (text, runs) = self.words.take();
        if let (Some([from, to]), false) = (extent(&runs), text.is_empty()) {
            self.blocks.push(block(BlockContent::Paragraph { text }, from as usize..to as usize, runs));
        }
    }

    fn end_table(&mut self, end: usize) {
        let Some(mut grid) = self.table.take() else { return };
        grid.end_cell(&mut self.words);
        let table = grid.table();
        if table.rows() > 0 {
            self.blocks.push(block(BlockContent::Table(table), self.from..end, vec![]));
        }
    }
}

/// The value of an attribute in a tag, quotes left out.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let lower = tag.to_ascii_lowercase();
    let mut from = 0;
    while let Some(found) = lower[from..].find(name) {
        let at = from + found;
        from = at + name.len();
        let before = lower.as_bytes().get(at.wrapping_sub(1)).is_some_and(u8::is_ascii_whitespace);
        let Some(value) = tag[from..].trim_start().strip_prefix('=').filter(|_| before) else { continue };
        let value = value.trim_start();
        let quoted = ['"', '\''].iter().find_map(|quote| value.strip_prefix(*quote)?.split(*quote).next());
        return Some(quoted.unwrap_or_else(|| value.split([' ', '>', '/']).next().unwrap_or("")).to_owned());
    }
    None
}

struct Open {
    head: bool,
    rows: usize,
    cols: usize,
}

/// A table while it is read; spanned places are filled as they come.
#[derive(Default)]
struct Grid {
    rows: Vec<Vec<Option<Cell>>>,
    /// Rows begun by a tag; rows beyond stem from spans.
    started: usize,
    open: Option<Open>,
    places: usize,
    header_rows: usize,
}

impl Grid {
    fn start_row(&mut self) {
        self.started += 1;
        while self.rows.len() < self.started {
            self.rows.push(vec![]);
        }
    }

    fn end_cell(&mut self, words: &mut Inline) {
        let (text, runs) = words.take();
        let Some(open) = self.open.take() else { return };
        if self.started == 0 {
            self.start_row();
        }
        let row = self.started - 1;
        let col = self.rows[row].iter().position(Option::is_none).unwrap_or(self.rows[row].len());
        let (height, width) = (open.rows.clamp(1, 1000), open.cols.clamp(1, 1000));
        if self.places + height * width > CELLS {
            return;
        }
        if row == 0 || (open.head && col == 0) {
            self.header_rows = self.header_rows.max(row + height);
        }
        for r in row..row + height {
            for c in col..col + width {
                let covered_by = ((r, c) != (row, col)).then_some((row as u32, col as u32));
                self.place(r, c, Cell { covered_by, ..Cell::default() });
            }
        }
        self.rows[row][col] = Some(Cell { text, chars: extent(&runs), ..Cell::default() });
    }

    fn place(&mut self, row: usize, col: usize, cell: Cell) {
        while self.rows.len() <= row {
            self.rows.push(vec![]);
        }
        let cells = &mut self.rows[row];
        while cells.len() <= col {
            cells.push(None);
        }
        cells[col] = Some(cell);
        self.places += 1;
    }

    fn table(self) -> TableData {
        let width = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        // A span below the last row promises rows that never came.
        let rows = self.rows.into_iter().take(self.started);
        let cells: Vec<Vec<Cell>> = rows
            .map(|row| (0..width).map(|col| row.get(col).cloned().flatten().unwrap_or_default()).collect())
            .collect();
        let header_rows = if cells.len() > 1 { self.header_rows.min(cells.len() - 1) as u32 } else { 0 };
        TableData { header_rows, header_cols: crate::csv::header_cols(&cells), cells, ..TableData::default() }
    }
}
