//! The parser's events → blocks. One current gathering of words; blocks found inside a list follow it.

use super::html;
use super::inline::{Inline, extent};
use crate::math;
use pathloom_model::{Block, BlockContent, Cell, Figure, ObjectLabel, Run, TableData, Warning, WarningCode};
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use std::ops::Range;

const REPORTED: usize = 100;

pub(super) struct Walked {
    pub blocks: Vec<Block>,
    pub warnings: Vec<Warning>,
    /// From the front matter.
    pub title: Option<String>,
}

pub(super) fn walk(source: &str) -> Walked {
    let with_dollars = math::with_dollars(source);
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_MATH
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    let mut walker = Walker::new(source);
    for (event, range) in Parser::new_ext(&with_dollars, options).into_offset_iter() {
        walker.event(event, range);
    }
    Walked { blocks: walker.blocks, warnings: walker.warnings, title: walker.title }
}

/// A block of a text document; its id is given when all are there.
pub(super) fn block(content: BlockContent, range: Range<usize>, runs: Vec<Run>) -> Block {
    let chars = Some([range.start as u32, range.end as u32]);
    let verbatim = matches!(&runs[..], [run] if [run.from, run.to] == [range.start as u32, range.end as u32]
        && run.end - run.start == run.to - run.from);
    let runs = if verbatim { vec![] } else { runs };
    Block { id: 0, page: 1, bbox: None, more: vec![], chars, content, lines: vec![], runs }
}

/// The runs of a block, also where it is verbatim and keeps none.
pub(super) fn runs_of(block: &Block) -> Vec<Run> {
    match block.chars {
        Some([from, to]) if block.runs.is_empty() => vec![Run { start: 0, end: to - from, from, to }],
        _ => block.runs.clone(),
    }
}

struct ListBuild {
    ordered: bool,
    items: Vec<String>,
    runs: Vec<Run>,
    bytes: u32,
    range: Range<usize>,
    depth: u32,
    /// Tables, formulas and the like inside its items.
    inside: Vec<Block>,
}

#[derive(Default)]
struct TableBuild {
    cells: Vec<Vec<Cell>>,
    row: Vec<Cell>,
}

struct Walker<'a> {
    source: &'a str,
    blocks: Vec<Block>,
    warnings: Vec<Warning>,
    title: Option<String>,
    words: Inline,
    /// Where the open paragraph began.
    from: usize,
    /// Words around a picture, while its alternative text is gathered.
    around: Vec<Inline>,
    pictures: Vec<Block>,
    list: Option<ListBuild>,
    table: Option<TableBuild>,
    footnote: Option<String>,
    code: Option<String>,
    in_html: bool,
    in_front_matter: bool,
    in_heading: bool,
}

impl<'a> Walker<'a> {
    fn new(source: &'a str) -> Walker<'a> {
        Walker {
            source,
            blocks: vec![],
            warnings: vec![],
            title: None,
            words: Inline::default(),
            from: 0,
            around: vec![],
            pictures: vec![],
            list: None,
            table: None,
            footnote: None,
            code: None,
            in_html: false,
            in_front_matter: false,
            in_heading: false,
        }
    }

    fn event(&mut self, event: Event, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::Text(words) => self.text(&words, range),
            Event::Code(words) => self.inline_code(&words, range),
            Event::InlineMath(latex) => self.inline_math(&latex, range),
            Event::DisplayMath(latex) => self.display_math(&latex, range),
            Event::InlineHtml(tag) => html::inline_tag(&tag, &mut self.words),
            Event::SoftBreak => self.words.soft_break(),
            Event::HardBreak => self.words.hard_break(),
            Event::Html(_) | Event::FootnoteReference(_) | Event::Rule | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag, range: Range<usize>) {
        match tag {
            Tag::Paragraph if self.list.is_some() => self.words.soft_break(),
            Tag::Paragraph => self.from = range.start,
            Tag::Heading { .. } => (self.from, self.in_heading) = (range.start, true),
            Tag::CodeBlock(kind) => {
                self.end_item();
                let info = if let CodeBlockKind::Fenced(info) = kind { info.to_string() } else { String::new() };
                self.code = Some(info);
            }
            Tag::HtmlBlock => self.in_html = true,
            Tag::List(first) => self.start_list(first.is_some(), range),
            Tag::Item => self.end_item(),
            Tag::FootnoteDefinition(mark) => (self.footnote, self.from) = (Some(mark.to_string()), range.start),
            Tag::Table(_) => {
                self.end_item();
                self.table = Some(TableBuild::default());
            }
            Tag::Image { .. } => self.around.push(std::mem::take(&mut self.words)),
            Tag::MetadataBlock(_) => self.in_front_matter = true,
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Paragraph => self.end_paragraph(range),
            TagEnd::Heading(level) => self.end_heading(level, range),
            TagEnd::CodeBlock => self.end_code(range),
            TagEnd::HtmlBlock => {
                self.in_html = false;
                let found = html::blocks(self.source, range);
                found.into_iter().for_each(|block| self.push(block));
            }
            TagEnd::Item => self.end_item(),
            TagEnd::List(_) => self.end_list(),
            TagEnd::FootnoteDefinition => self.footnote = None,
            TagEnd::TableCell => self.end_cell(range),
            TagEnd::TableRow | TagEnd::TableHead => self.end_row(range),
            TagEnd::Table => self.end_table(range),
            TagEnd::Image => self.end_picture(range),
            TagEnd::MetadataBlock(_) => self.end_front_matter(),
            _ => {}
        }
    }

    fn push(&mut self, block: Block) {
        match &mut self.list {
            Some(list) => list.inside.push(block),
            None => self.blocks.push(block),
        }
    }

    fn text(&mut self, words: &str, range: Range<usize>) {
        if self.in_html {
            return;
        }
        // Dollars set for brackets that turned out to be no formula are brackets again.
        let original = &self.source[range.clone()];
        let words = if words.len() == original.len() { original } else { words };
        self.words.words(words, range);
    }

    /// The words between the backticks, as they stand.
    fn inline_code(&mut self, words: &str, range: Range<usize>) {
        let slice = &self.source[range.clone()];
        let ticks = slice.bytes().take_while(|byte| *byte == b'`').count();
        let inner = slice.get(ticks..slice.len().saturating_sub(ticks)).unwrap_or(slice);
        let lead = inner.len() - inner.trim_start().len();
        let (from, inner) = (range.start + ticks + lead, inner.trim());
        if inner.contains(['\n', '|', '\r']) {
            return self.words.words(words, range);
        }
        self.words.words(inner, from..from + inner.len());
    }

    fn inline_math(&mut self, latex: &str, range: Range<usize>) {
        let slice = &self.source[range.clone()];
        let next = self.source.as_bytes().get(range.end);
        let price = latex.starts_with(|c: char| c.is_ascii_digit()) && next.is_some_and(u8::is_ascii_digit);
        match math::readable(latex).filter(|_| !price) {
            Some(text) => self.formula_words(&text, latex, range),
            None => self.words.words(slice, range),
        }
    }

    /// Letters of a formula that stand in the source as they are lead there alone, else the whole formula.
    fn formula_words(&mut self, text: &str, latex: &str, range: Range<usize>) {
        match self.source[range.clone()].find(latex) {
            Some(at) if text == latex => self.words.words(text, range.start + at..range.start + at + latex.len()),
            // Equal length would mean letter for letter.
            _ if text.len() == range.len() => self.words.words(text, range.start + 1..range.end - 1),
            _ => self.words.words(text, range),
        }
    }

    fn display_math(&mut self, latex: &str, range: Range<usize>) {
        let inline = self.source[range.clone()].starts_with("\\(");
        if inline || self.in_heading || self.table.is_some() || !self.around.is_empty() {
            return self.inline_math(latex, range);
        }
        if self.list.is_none() {
            self.flush_paragraph(range.start);
            self.from = range.end;
        }
        self.push_formula(latex, range);
    }

    fn push_formula(&mut self, latex: &str, range: Range<usize>) {
        let math::Display { latex, label } = math::display(latex);
        if latex.is_empty() {
            return;
        }
        let text = math::readable(&latex).unwrap_or_else(|| latex.clone());
        let runs = match self.source[range.clone()].find(&latex) {
            Some(at) => {
                let from = (range.start + at) as u32;
                vec![Run { start: 0, end: latex.len() as u32, from, to: from + latex.len() as u32 }]
            }
            None => vec![],
        };
        let content = BlockContent::Formula { latex: Some(latex), text, label, blob: None };
        self.push(block(content, range, runs));
    }

    /// A paragraph's end; a number alone behind a formula is that formula's label.
    fn end_paragraph(&mut self, range: Range<usize>) {
        if self.list.is_some() {
            return;
        }
        if let Some(found) = self.trailing_label() {
            if let Some(BlockContent::Formula { label, .. }) = self.blocks.last_mut().map(|last| &mut last.content) {
                *label = Some(found);
            }
            self.words = Inline::default();
        }
        self.flush_paragraph(range.end);
        let pictures = std::mem::take(&mut self.pictures);
        self.blocks.extend(pictures);
    }

    fn trailing_label(&self) -> Option<ObjectLabel> {
        let behind = matches!(
            self.blocks.last(),
            Some(Block { content: BlockContent::Formula { label: None, .. }, chars: Some([_, to]), .. })
                if *to as usize == self.from
        );
        let text = self.words.text.trim();
        (behind && text.starts_with(['(', '（'])).then(|| math::label(text)).flatten()
    }

    fn flush_paragraph(&mut self, end: usize) {
        let slice = &self.source[self.from..end.max(self.from)];
        let from = self.from + slice.len() - slice.trim_start().len();
        let to = self.from + slice.trim_end().len();
        let (text, runs) = self.words.take();
        // Between two formulas a lone comma says nothing.
        if !text.chars().any(char::is_alphanumeric) {
            return;
        }
        let content = match &self.footnote {
            Some(mark) => BlockContent::Footnote { mark: mark.clone(), text },
            None => BlockContent::Paragraph { text },
        };
        self.push(block(content, from..to.max(from), runs));
    }

    fn end_heading(&mut self, level: HeadingLevel, range: Range<usize>) {
        self.in_heading = false;
        let (text, runs) = self.words.take();
        let [from, to] = extent(&runs).unwrap_or([range.start as u32, range.end as u32]);
        if !text.is_empty() {
            let level = level as u8;
            self.push(block(BlockContent::Heading { level, text }, from as usize..to as usize, runs));
        }
        let pictures = std::mem::take(&mut self.pictures);
        pictures.into_iter().for_each(|picture| self.push(picture));
    }

    fn end_code(&mut self, range: Range<usize>) {
        let info = self.code.take().unwrap_or_default();
        let (text, runs) = self.words.take();
        let Some([from, to]) = extent(&runs) else { return };
        if info.split_whitespace().next() == Some("math") {
            return self.push_formula(&text, range);
        }
        self.push(block(BlockContent::Code { text }, from as usize..to as usize, runs));
    }

    fn start_list(&mut self, ordered: bool, range: Range<usize>) {
        self.end_item();
        if let Some(list) = &mut self.list {
            list.depth += 1;
            return;
        }
        let list = ListBuild { ordered, items: vec![], runs: vec![], bytes: 0, range, depth: 1, inside: vec![] };
        self.list = Some(list);
    }

    fn end_item(&mut self) {
        let Some(list) = &mut self.list else { return };
        let (text, runs) = self.words.take();
        if !text.is_empty() {
            let shift = list.bytes;
            list.runs.extend(runs.iter().map(|run| Run { start: run.start + shift, end: run.end + shift, ..*run }));
            list.bytes += text.len() as u32 + 1;
            list.items.push(text);
        }
        list.inside.append(&mut self.pictures);
    }

    fn end_list(&mut self) {
        self.end_item();
        let Some(list) = &mut self.list else { return };
        list.depth -= 1;
        if list.depth > 0 {
            return;
        }
        let Some(list) = self.list.take() else { return };
        let from = list.range.start;
        let to = from + self.source[list.range].trim_end().len();
        if !list.items.is_empty() {
            let content = BlockContent::List { ordered: list.ordered, items: list.items };
            self.blocks.push(block(content, from..to, list.runs));
        }
        self.blocks.extend(list.inside);
    }

    fn end_cell(&mut self, range: Range<usize>) {
        let (text, runs) = self.words.take();
        let chars = extent(&runs).unwrap_or([range.start as u32, range.start as u32]);
        if let Some(table) = &mut self.table {
            table.row.push(Cell { text, chars: Some(chars), ..Cell::default() });
        }
    }

    fn end_row(&mut self, range: Range<usize>) {
        let Some(table) = &mut self.table else { return };
        let row = std::mem::take(&mut table.row);
        let width = table.cells.first().map_or(row.len(), Vec::len);
        table.cells.push(row);
        let beyond = cells_of_row(self.source[range.clone()].trim()).skip(width).collect::<Vec<_>>().join(" | ");
        if !beyond.trim().is_empty() && self.warnings.len() < REPORTED {
            let line = self.source[..range.start].matches('\n').count() as u32 + 1;
            let message = format!("Line {line} has more than the {width} columns of its table; left out: {beyond}");
            self.warnings.push(Warning { code: WarningCode::Ragged, page: None, line: Some(line), message });
        }
    }

    fn end_table(&mut self, range: Range<usize>) {
        let Some(TableBuild { mut cells, .. }) = self.table.take() else { return };
        let end = range.start + self.source[range.clone()].trim_end().len();
        let header_rows = 1 + u32::from(crate::csv::takes_second_head(&mut cells));
        let header_cols = crate::csv::header_cols(&cells);
        let table = TableData { header_rows, header_cols, cells, ..TableData::default() };
        self.push(block(BlockContent::Table(table), range.start..end, vec![]));
        let pictures = std::mem::take(&mut self.pictures);
        pictures.into_iter().for_each(|picture| self.push(picture));
    }

    fn end_picture(&mut self, range: Range<usize>) {
        let around = self.around.pop().unwrap_or_default();
        let (caption, runs) = std::mem::replace(&mut self.words, around).take();
        let label = crate::label::caption_label(&caption);
        let figure = Figure { caption, label, ..Figure::default() };
        self.pictures.push(block(BlockContent::Figure(figure), range, runs));
    }

    fn end_front_matter(&mut self) {
        self.in_front_matter = false;
        let (text, _) = self.words.take();
        let title = text.lines().find_map(|line| line.strip_prefix("title:"));
        let title = title.map(|title| title.trim().trim_matches(['"', '\'']).to_owned());
        self.title = title.filter(|title| !title.is_empty());
    }
}

/// The cells of a row as written, escaped bars kept inside.
fn cells_of_row(row: &str) -> impl Iterator<Item = &str> {
    let row = row.strip_prefix('|').unwrap_or(row);
    let row = row.strip_suffix('|').filter(|inner| !inner.ends_with('\\')).unwrap_or(row);
    let mut escaped = false;
    row.split(move |c: char| {
        let bar = c == '|' && !escaped;
        escaped = c == '\\' && !escaped;
        bar
    })
    .map(str::trim)
}
