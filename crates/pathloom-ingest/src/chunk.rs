//! Blocks → chunks: along sections, then whole paragraphs, then sentences where a paragraph is too long.
//! Tables, figures and formulas are nodes of their own and never in a chunk; headings are its section path.

use crate::sentences::sentences;
use pathloom_model::{Block, BlockContent, Chunk, ChunkData, ChunkEdit, ChunkSettings, Key, Kind, Parsed, Piece};
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

/// The chunks of a document, in reading order. Every word of its paragraphs, lists, code, footnotes and
/// captions without object is in one of them. `edits` whose words are no longer there change nothing.
pub fn chunks(parsed: &Parsed, settings: &ChunkSettings, edits: &[ChunkEdit]) -> Vec<Chunk> {
    let mut cut = Cutter::new(parsed, settings, borders(parsed, edits));
    for block in &parsed.blocks {
        match &block.content {
            BlockContent::Heading { level, text } => cut.heading(*level, text),
            _ if is_cut(block) => cut.block(block),
            _ => {}
        }
    }
    cut.end_of_section();
    cut.chunks
}

/// A place where the user may set a border, or take one away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Border {
    pub block: u32,
    /// Byte in the block's text.
    pub offset: usize,
    pub words: String,
    pub nth: u32,
}

/// The beginnings of all sentences, in reading order.
pub fn possible_borders(parsed: &Parsed) -> Vec<Border> {
    let mut seen: HashMap<String, u32> = HashMap::new();
    let mut found = Vec::new();
    for block in parsed.blocks.iter().filter(|block| is_cut(block)) {
        let text = block.text();
        for sentence in sentences(&text) {
            let words: String = text[sentence.start..].chars().take(BORDER_CHARS).collect();
            let nth = seen.entry(words.clone()).or_default();
            found.push(Border { block: block.id, offset: sentence.start, words, nth: *nth });
            *nth += 1;
        }
    }
    found
}

/// By how many characters a border is known.
const BORDER_CHARS: usize = 48;

/// Block → byte → whether a chunk begins there.
type Borders = HashMap<u32, BTreeMap<usize, bool>>;

fn borders(parsed: &Parsed, edits: &[ChunkEdit]) -> Borders {
    let mut found = Borders::new();
    if edits.is_empty() {
        return found;
    }
    let wanted: HashMap<(&str, u32), bool> =
        edits.iter().map(|edit| ((edit.words.as_str(), edit.nth), edit.begins)).collect();
    for border in possible_borders(parsed) {
        if let Some(begins) = wanted.get(&(border.words.as_str(), border.nth)) {
            found.entry(border.block).or_default().insert(border.offset, *begins);
        }
    }
    found
}

fn is_cut(block: &Block) -> bool {
    use BlockContent::{Figure, Formula, Heading, Table};
    !matches!(block.content, Heading { .. } | Table(_) | Figure(_) | Formula { .. })
}

/// About how many tokens a model makes of a text: a Han character, kana or Hangul syllable each, four other characters.
pub fn tokens(text: &str) -> u32 {
    let (mut eastern, mut other) = (0u32, 0u32);
    for c in text.chars() {
        if c >= '\u{2E80}' {
            eastern += 1;
        } else {
            other += 1;
        }
    }
    eastern + other.div_ceil(4)
}

/// Part of a block that is never cut.
#[derive(Clone, Debug)]
struct Unit {
    /// Place in `Cutter::texts`.
    text: usize,
    block: u32,
    range: Range<usize>,
    tokens: u32,
    /// The user's border before it: whether a chunk begins here.
    border: Option<bool>,
}

struct Cutter<'a> {
    document: &'a Key,
    settings: ChunkSettings,
    borders: Borders,
    section: Vec<(u8, String)>,
    /// Texts of the blocks of the open section.
    texts: Vec<String>,
    units: Vec<Unit>,
    seen: HashMap<String, u32>,
    chunks: Vec<Chunk>,
}

impl<'a> Cutter<'a> {
    fn new(parsed: &'a Parsed, settings: &ChunkSettings, borders: Borders) -> Cutter<'a> {
        let target = settings.target.max(1);
        let settings =
            ChunkSettings { target, minimum: settings.minimum.min(target), overlap: settings.overlap.min(target / 2) };
        Cutter {
            document: &parsed.meta.key,
            settings,
            borders,
            section: vec![],
            texts: vec![],
            units: vec![],
            seen: HashMap::new(),
            chunks: vec![],
        }
    }

    fn heading(&mut self, level: u8, text: &str) {
        self.end_of_section();
        self.section.retain(|(above, _)| *above < level);
        self.section.push((level, text.to_owned()));
    }

    fn block(&mut self, block: &Block) {
        let text = block.text();
        let ranges = if tokens(&text) <= self.settings.target {
            vec![trimmed(&text)]
        } else {
            sentences(&text).into_iter().flat_map(|range| self.fitting(&text, range)).collect()
        };
        let at = self.texts.len();
        let none = BTreeMap::new();
        let borders = self.borders.get(&block.id).unwrap_or(&none);
        for range in ranges.into_iter().filter(|range| !range.is_empty()) {
            let mut from = range.start;
            let within = borders.range(range.start + 1..range.end).map(|(place, _)| *place);
            for to in within.chain([range.end]) {
                let end = if to < range.end { from + text[from..to].trim_end().len() } else { to };
                let range = from..end;
                let border = borders.get(&from).copied();
                self.units.push(Unit {
                    text: at,
                    block: block.id,
                    tokens: tokens(&text[range.clone()]),
                    range,
                    border,
                });
                from = to;
            }
        }
        self.texts.push(text);
    }

    /// A sentence as it is, or in parts of at most the target, cut at commas or spaces where there are any.
    fn fitting(&self, text: &str, sentence: Range<usize>) -> Vec<Range<usize>> {
        let target = self.settings.target;
        let mut parts = Vec::new();
        let mut start = sentence.start;
        while start < sentence.end {
            let rest = &text[start..sentence.end];
            let end = start + first_part(rest, target);
            parts.push(start..end);
            start = end + text[end..sentence.end].len() - text[end..sentence.end].trim_start().len();
        }
        parts
    }

    fn end_of_section(&mut self) {
        let units = std::mem::take(&mut self.units);
        let texts = std::mem::take(&mut self.texts);
        for group in groups(&units, &self.settings) {
            self.emit(&texts, &units[group]);
        }
    }

    fn emit(&mut self, texts: &[String], units: &[Unit]) {
        let mut data = ChunkData { text: String::new(), section: vec![], blocks: vec![], pieces: Vec::<Piece>::new() };
        let mut open: Option<(usize, Range<usize>)> = None;
        for unit in units {
            match &mut open {
                Some((text, range)) if *text == unit.text && unit.range.start >= range.end => {
                    range.end = unit.range.end
                }
                _ => {
                    if let Some((text, range)) = open.take() {
                        append(&mut data, &texts[text], range);
                    }
                    open = Some((unit.text, unit.range.clone()));
                    data.blocks.push(unit.block);
                }
            }
        }
        if let Some((text, range)) = open {
            append(&mut data, &texts[text], range);
        }
        data.section = self.section.iter().map(|(_, text)| text.clone()).collect();
        let occurrence = self.seen.entry(data.text.clone()).or_default();
        let key = Key::content(Kind::Chunk, self.document, data.text.as_bytes(), *occurrence);
        *occurrence += 1;
        self.chunks.push(Chunk { key, data });
    }
}

/// Adds part of the block that was named last, after a blank line.
fn append(data: &mut ChunkData, text: &str, range: Range<usize>) {
    if !data.text.is_empty() {
        data.text.push_str("\n\n");
    }
    let start = data.text.len() as u32;
    data.text.push_str(&text[range.clone()]);
    let block = data.blocks.last().copied().unwrap_or_default();
    data.pieces.push(Piece { block, start, end: data.text.len() as u32, offset: range.start as u32 });
}

/// Which units stand together: as many as fit, a short rest with the group before it, repeated ends as set, and the
/// user's borders before all that.
fn groups(units: &[Unit], settings: &ChunkSettings) -> Vec<Range<usize>> {
    let mut groups: Vec<Range<usize>> = Vec::new();
    let (mut start, mut size) = (0, 0);
    for (at, unit) in units.iter().enumerate() {
        let full = size > 0 && size + unit.tokens > settings.target;
        match unit.border {
            Some(true) if at > start => {
                groups.push(start..at);
                (start, size) = (at, 0);
            }
            None if full => {
                groups.push(start..at);
                (start, size) = overlap_start(units, start, at, settings, unit.tokens);
            }
            _ => {}
        }
        size += unit.tokens;
    }
    let rest = &units[groups.last().map_or(0, |last| last.end)..];
    let fresh: u32 = rest.iter().map(|unit| unit.tokens).sum();
    let begins = rest.first().is_some_and(|unit| unit.border == Some(true));
    match groups.last_mut() {
        Some(last) if fresh < settings.minimum && !begins => last.end = units.len(),
        _ if start < units.len() => groups.push(start..units.len()),
        _ => {}
    }
    groups
}

/// Where the group after `start..end` begins, and its size: back from the end by the overlap, if the unit to come fits.
fn overlap_start(units: &[Unit], start: usize, end: usize, settings: &ChunkSettings, next: u32) -> (usize, u32) {
    let (mut from, mut size) = (end, 0);
    while from > start + 1 {
        let with = size + units[from - 1].tokens;
        if with > settings.overlap || with + next > settings.target {
            break;
        }
        (from, size) = (from - 1, with);
    }
    (from, size)
}

fn trimmed(text: &str) -> Range<usize> {
    let start = text.len() - text.trim_start().len();
    start..start.max(text.trim_end().len())
}

/// How many bytes of a text to take so that they are at most `target` tokens.
fn first_part(text: &str, target: u32) -> usize {
    let (mut eastern, mut other) = (0u32, 0u32);
    let (mut soft, mut end) = (0, 0);
    for (at, c) in text.char_indices() {
        if c >= '\u{2E80}' {
            eastern += 1
        } else {
            other += 1
        }
        if eastern + other.div_ceil(4) > target {
            return match end {
                0 => c.len_utf8(),
                end if soft * 2 > end => soft,
                end => end,
            };
        }
        end = at + c.len_utf8();
        if c.is_whitespace() || matches!(c, ',' | ';' | '，' | '、' | '；' | '：') {
            soft = end;
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Source, read};
    use pathloom_model::locate_in_chunk;

    fn parsed(name: &str, text: &str) -> Parsed {
        read(&Source { name, bytes: text.as_bytes(), password: None }).expect("it reads")
    }

    /// Every piece holds the words of its block, and leads back to the source.
    fn check(parsed: &Parsed, chunks: &[Chunk]) {
        let source = parsed.text.as_deref().expect("text");
        for chunk in chunks {
            for piece in &chunk.data.pieces {
                let words = &chunk.data.text[piece.start as usize..piece.end as usize];
                let block = parsed.blocks[piece.block as usize].text();
                assert_eq!(&block[piece.offset as usize..][..words.len()], words, "a piece is its block's words");
                let span = locate_in_chunk(parsed, &chunk.data, piece.start, piece.end);
                let [from, to] = span.chars.expect("a range");
                let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
                assert!(letters(&source[from as usize..to as usize]) >= letters(words), "the source holds the words");
            }
        }
    }

    #[test]
    fn chunks_follow_sections_and_leave_objects_out() {
        let body = "Water is split by a current in the cell, and the gas is dried. ".repeat(3);
        let text =
            format!("# Title\n\n{body}\n\n## Part\n\n{body}\n\n$$a = b$$\n\n- one\n- two\n\n| h |\n|---|\n| c |\n");
        let parsed = parsed("a.md", &text);
        let found = chunks(&parsed, &ChunkSettings::default(), &[]);
        let sections: Vec<_> = found.iter().map(|chunk| chunk.data.section.join(" / ")).collect();
        assert_eq!(sections, ["Title", "Title / Part"], "one chunk a section, headings as its path");
        assert!(found[1].data.text.ends_with("dried.\n\none\ntwo"), "lists are in, formulas and tables are not");
        check(&parsed, &found);
        assert_eq!(found, chunks(&parsed, &ChunkSettings::default(), &[]), "the same chunks every time");
    }

    #[test]
    fn one_long_line_is_cut_at_sentences_and_loses_nothing() {
        let sentence = "萧家的少年缓缓抬起头来，望着远处的测验石碑，沉默了很久。";
        let text: String = (0..120).map(|n| format!("{n}{sentence}")).collect();
        let parsed = parsed("a.txt", &text);
        let found = chunks(&parsed, &ChunkSettings::default(), &[]);
        assert!(found.iter().all(|chunk| tokens(&chunk.data.text) <= 360), "within target and a short rest");
        assert!(found.iter().all(|chunk| chunk.data.text.ends_with('。')), "whole sentences");
        let joined: String = found.iter().map(|chunk| chunk.data.text.as_str()).collect();
        assert_eq!(joined, text, "every letter is in one chunk");
        check(&parsed, &found);
        let overlapping = chunks(&parsed, &ChunkSettings { overlap: 60, ..ChunkSettings::default() }, &[]);
        let start: String = overlapping[1].data.text.chars().take(20).collect();
        assert!(overlapping[0].data.text.contains(&start), "with overlap a chunk begins within the one before");
        check(&parsed, &overlapping);
    }

    #[test]
    fn words_without_any_stop_are_cut_to_size_and_repeats_have_their_own_key() {
        let parsed_text = parsed("a.txt", &"x".repeat(100_000));
        let found = chunks(&parsed_text, &ChunkSettings::default(), &[]);
        assert!(found.iter().all(|chunk| tokens(&chunk.data.text) <= 360), "even one word of 100,000 letters");
        let mut keys: Vec<_> = found.iter().map(|chunk| chunk.key.as_str()).collect();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), found.len(), "equal chunks differ by their occurrence");
    }

    /// The words of a chunk's first sentence.
    fn border(parsed: &Parsed, start: &str, begins: bool) -> ChunkEdit {
        let found = possible_borders(parsed).into_iter().find(|border| border.words.starts_with(start));
        let Border { words, nth, .. } = found.expect("a sentence begins so");
        ChunkEdit { words, nth, begins }
    }

    #[test]
    fn borders_set_by_hand_hold_wherever_their_words_stand_in_a_later_version() {
        let part = "Water is split by a current in the cell, and the gas is dried. ".repeat(12);
        let text = format!("# Part\n\nFirst, {part}\n\nSecond, {part}\n\nThird it ends.\n");
        let settings = ChunkSettings { target: 200, minimum: 20, overlap: 30 };
        let starts = |found: &[Chunk]| -> Vec<String> {
            found
                .iter()
                .map(|chunk| chunk.data.text.split([' ', ',', '.']).next().unwrap_or_default().to_owned())
                .collect()
        };
        let first = parsed("a.md", &text);
        assert_eq!(starts(&chunks(&first, &settings, &[])), ["First", "Second"], "by size; the short end joins");
        let edits = [border(&first, "Second", false), border(&first, "Third", true)];
        assert_eq!(starts(&chunks(&first, &settings, &edits)), ["First", "Third"], "joined, and cut before the end");
        let again = parsed("a.md", &format!("A new word at the front.\n\n# Before\n\nMore.\n\n{text}"));
        let found = chunks(&again, &settings, &edits);
        assert_eq!(starts(&found), ["A", "More", "First", "Third"], "the same borders in a later version");
        check(&again, &found);
        let gone = parsed("a.md", &text.replace("Third it", "At last it"));
        assert_eq!(starts(&chunks(&gone, &settings, &edits)), ["First"], "a border whose words are gone is no border");
        let within = [border(&first, "Water", true)];
        let cut = chunks(&first, &settings, &within);
        assert_eq!(starts(&cut), ["First", "Water", "Second"], "within a paragraph");
        check(&first, &cut);
    }
}
