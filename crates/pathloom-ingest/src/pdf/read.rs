//! A whole PDF document → `Parsed`: pages in windows, so that memory stays bounded, then blocks, crops and warnings.

use super::assemble;
use super::continued::open_columns;
use super::file::{MAX_PAGES, PageReader, Pdf};
use super::furniture::{PageLines, furniture};
use super::layout::lay_out;
use super::lines::{Line, lines};
use super::overprinted;
use super::page::PageContent;
use super::paragraphs::Draft;
use super::render::Renderer;
use super::words::Words;
use crate::ReadError;
use pathloom_model::key::digest;
use pathloom_model::{
    Blob, Block, BlockContent, DocumentMeta, Format, Key, Language, PageInfo, Parsed, Rect, Warning, WarningCode,
};
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Pages laid out together; repeated heads and feet are looked for among these.
const WINDOW: usize = 48;
/// Pixels to the point in crops of figures and formulas.
const FIGURE_SCALE: f32 = 2.0;
const FORMULA_SCALE: f32 = 2.5;
/// Characters of all pages together beyond which further pages are left out: five thousand dense pages.
const MAX_CHARACTERS: usize = 20_000_000;
/// Bytes of crops beyond which further ones are left out.
const MAX_CROPS: usize = 256 << 20;

/// Reads a PDF file. What cannot be read is among the warnings.
pub fn read(key: Key, name: &str, bytes: &[u8], password: Option<&str>) -> Result<Parsed, ReadError> {
    let pdf = Pdf::open(bytes, password)?;
    let mut reader = PageReader::new(&pdf);
    let count = pdf.page_count().min(MAX_PAGES);
    let mut state = State { warnings: cut_file(bytes, pdf.page_count()), ..State::default() };
    for start in (1..=count).step_by(WINDOW) {
        let numbers: Vec<u32> = (start..(start + WINDOW).min(count + 1)).map(|n| n as u32).collect();
        state.window(&numbers, &mut reader);
    }
    if let Some(warning) = told(state.told) {
        state.warnings.push(warning);
    }
    let body = state.body_size();
    let mut blocks = assemble::blocks(state.drafts, body);
    let blobs = crops(&pdf, &mut blocks, &mut state.warnings, &state.pages);
    let title = blocks.iter().find_map(|block| match &block.content {
        BlockContent::Heading { level: 1, text } => Some(text.clone()),
        _ => None,
    });
    let sample: String = blocks.iter().map(Block::text).take(400).collect::<Vec<_>>().join("\n");
    let meta = DocumentMeta {
        key,
        name: name.rsplit(['/', '\\']).next().unwrap_or(name).to_owned(),
        format: Format::Pdf,
        bytes: bytes.len() as u64,
        title: title.or_else(|| pdf.stated_title()),
        language: Language::of(&sample),
        pages: state.pages,
    };
    Ok(Parsed { meta, text: None, blocks, blobs, warnings: state.warnings })
}

#[derive(Default)]
struct State {
    pages: Vec<PageInfo>,
    drafts: Vec<Draft>,
    warnings: Vec<Warning>,
    /// Characters by size in tenths of a point.
    sizes: BTreeMap<u32, usize>,
    /// Characters of the pages read.
    shown: usize,
    /// Pages most of whose characters were told by a character collection.
    told: usize,
    /// More than is read of one document.
    full: bool,
}

impl State {
    fn window(&mut self, numbers: &[u32], reader: &mut PageReader<'_>) {
        let mut contents: Vec<PageContent> = numbers.iter().map(|number| self.page(*number, reader)).collect();
        drop_repeated_pictures(&mut contents);
        let lines: Vec<Vec<Line>> = contents.iter().map(|content| lines(&content.glyphs)).collect();
        for line in lines.iter().flatten() {
            *self.sizes.entry((line.size * 10.0).round() as u32).or_default() += line.glyphs.len();
        }
        let body = self.body_size();
        let words = Words { fonts: &reader.fonts, notes: BTreeSet::new() };
        let seen: Vec<PageLines<'_>> =
            contents.iter().zip(&lines).map(|(content, lines)| PageLines { lines, height: content.height }).collect();
        let out = furniture(&seen, &words);
        for (((number, content), lines), out) in numbers.iter().zip(&contents).zip(&lines).zip(&out) {
            let fonts = &reader.fonts;
            let carried = open_columns(&self.drafts, number - 1);
            let laid = AssertUnwindSafe(|| lay_out(*number, content, lines, out, fonts, body, &carried));
            match catch_unwind(laid) {
                Ok(drafts) => self.drafts.extend(drafts),
                Err(_) => self.warn(
                    WarningCode::Unreadable,
                    *number,
                    format!("Page {number} could not be laid out and was left out."),
                ),
            }
        }
    }

    /// Reads one page; a page without usable text comes back empty and is marked for vision.
    fn page(&mut self, number: u32, reader: &mut PageReader<'_>) -> PageContent {
        if self.shown > MAX_CHARACTERS {
            return self.left_out(number);
        }
        let mut content = reader.read(number);
        overprinted::settle(&mut content);
        self.shown += content.shown;
        if content.failed {
            self.warn(
                WarningCode::Unreadable,
                number,
                format!("Page {number} is damaged; what could be read of it was kept."),
            );
        }
        if content.cut {
            self.warn(
                WarningCode::Limit,
                number,
                format!("Page {number} holds more than Pathloom reads of one page; the rest was left out."),
            );
        }
        self.told += usize::from(content.told * 2 > content.shown);
        let needs_vision = unusable(&content);
        if needs_vision {
            let why = if content.shown == 0 { "has no text layer" } else { "has text without usable characters" };
            self.warn(
                WarningCode::NeedsVision,
                number,
                format!("Page {number} {why}; reading it takes a vision model or character recognition."),
            );
            content = PageContent { width: content.width, height: content.height, ..PageContent::default() };
        }
        self.pages.push(PageInfo { width: content.width, height: content.height, needs_vision });
        content
    }

    /// A page after the last that is read; said once.
    fn left_out(&mut self, number: u32) -> PageContent {
        if !self.full {
            let message = format!("The pages from {number} on were left out; the document holds too much text.");
            self.warn(WarningCode::Limit, number, message);
        }
        self.full = true;
        let size = self.pages.last().map_or((612.0, 792.0), |page| (page.width, page.height));
        self.pages.push(PageInfo { width: size.0, height: size.1, needs_vision: false });
        PageContent { width: size.0, height: size.1, ..PageContent::default() }
    }

    fn warn(&mut self, code: WarningCode, page: u32, message: String) {
        self.warnings.push(Warning { code, page: Some(page), line: None, message });
    }

    /// The size that most characters are set in.
    fn body_size(&self) -> f32 {
        let top = self.sizes.iter().max_by_key(|(size, _)| {
            let near = |d: i64| {
                u32::try_from(i64::from(**size) + d).ok().and_then(|s| self.sizes.get(&s)).copied().unwrap_or(0)
            };
            (-2..=2).map(near).sum::<usize>()
        });
        top.map_or(10.0, |(size, _)| *size as f32 / 10.0)
    }
}

/// A text layer without a Unicode map is noticed even where it can be read.
fn told(pages: usize) -> Option<Warning> {
    let pages = match pages {
        0 => return None,
        1 => "1 page has".to_owned(),
        many => format!("{many} pages have"),
    };
    let message = format!(
        "{pages} a text layer without a Unicode map; its characters were told by the font's character collection. \
         Until a model that can see has checked them, compare some of them with the page."
    );
    Some(Warning { code: WarningCode::Encoding, page: None, line: None, message })
}

/// Logos: pictures at the same place of three pages or more.
fn drop_repeated_pictures(contents: &mut [PageContent]) {
    let place = |r: &Rect| [r.x0, r.y0, r.x1, r.y1].map(|v| v.round() as i32);
    let mut counts: BTreeMap<[i32; 4], usize> = BTreeMap::new();
    for content in contents.iter() {
        let places: BTreeSet<[i32; 4]> = content.images.iter().map(place).collect();
        places.into_iter().for_each(|place| *counts.entry(place).or_default() += 1);
    }
    for content in contents {
        content.images.retain(|r| counts.get(&place(r)).is_none_or(|count| *count < 3));
    }
}

/// Nothing to read although something is shown, or more than one character in twenty without meaning.
fn unusable(content: &PageContent) -> bool {
    let drawn = !content.images.is_empty() || content.shapes.len() + content.fills.len() + content.rules.len() > 20;
    if content.shown == 0 {
        return drawn;
    }
    let scanned = content.shown < 12
        && content.images.iter().any(|r| r.width() * r.height() > 0.5 * content.width * content.height);
    content.unreadable * 20 > content.shown || scanned || garbled(content)
}

/// Characters that decode, but to nonsense: letters of scripts that no text mixes.
fn garbled(content: &PageContent) -> bool {
    let (mut letters, mut strange) = (0usize, 0usize);
    for glyph in content.glyphs.iter().filter(|g| !g.ch.is_ascii() && g.ch.is_alphabetic()) {
        letters += 1;
        strange += usize::from(matches!(glyph.ch,
            '\u{0180}'..='\u{02AF}' | '\u{0530}'..='\u{058F}' | '\u{0700}'..='\u{08FF}' | '\u{0980}'..='\u{0DFF}' | '\u{0F00}'..='\u{10FF}'
            | '\u{1200}'..='\u{1DBF}' | '\u{2C00}'..='\u{2DFF}' | '\u{A000}'..='\u{ABFF}'));
    }
    strange >= 20 && strange * 4 > letters
}

fn cut_file(bytes: &[u8], pages: usize) -> Vec<Warning> {
    let mut warnings = Vec::new();
    let tail = &bytes[bytes.len().saturating_sub(4096)..];
    if !tail.windows(5).any(|window| window == b"%%EOF") {
        let message = "The file ends early; it may have been cut off. What could be found of it was read.".to_owned();
        warnings.push(Warning { code: WarningCode::Unreadable, page: None, line: None, message });
    }
    if pages > MAX_PAGES {
        let message = format!("The document has {pages} pages; only the first {MAX_PAGES} were read.");
        warnings.push(Warning { code: WarningCode::Limit, page: None, line: None, message });
    }
    warnings
}

/// Pictures of figures and formulas, named in their blocks.
fn crops(pdf: &Pdf, blocks: &mut [Block], warnings: &mut Vec<Warning>, pages: &[PageInfo]) -> Vec<Blob> {
    let renderer = Renderer::new(pdf);
    let mut wanted: BTreeMap<(u32, bool), Vec<(usize, Rect)>> = BTreeMap::new();
    for (index, block) in blocks.iter().enumerate() {
        let figure = matches!(block.content, BlockContent::Figure(_));
        let (Some(bbox), Some(info)) = (block.bbox, pages.get(block.page as usize - 1)) else { continue };
        if figure || matches!(block.content, BlockContent::Formula { .. }) {
            wanted.entry((block.page, figure)).or_default().push((index, padded(&bbox, info)));
        }
    }
    let mut blobs: BTreeMap<String, Blob> = BTreeMap::new();
    let mut total = 0;
    for ((page, figure), parts) in wanted {
        if total > MAX_CROPS {
            let message = format!("The pictures from page {page} on were left out; the document has too many.");
            warnings.push(Warning { code: WarningCode::Limit, page: Some(page), line: None, message });
            break;
        }
        let rects: Vec<Rect> = parts.iter().map(|(_, rect)| *rect).collect();
        let Ok(pictures) = renderer.parts(page, &rects, if figure { FIGURE_SCALE } else { FORMULA_SCALE }) else {
            let message = format!("The pictures on page {page} could not be drawn.");
            warnings.push(Warning { code: WarningCode::Unreadable, page: Some(page), line: None, message });
            continue;
        };
        for ((index, _), bytes) in parts.into_iter().zip(pictures) {
            total += bytes.len();
            let name = digest(&[&bytes]);
            match &mut blocks[index].content {
                BlockContent::Figure(figure) => figure.blob = Some(name.clone()),
                BlockContent::Formula { blob, .. } => *blob = Some(name.clone()),
                _ => {}
            }
            blobs.entry(name.clone()).or_insert(Blob { name, media_type: "image/png".into(), bytes });
        }
    }
    blobs.into_values().collect()
}

/// A little more than the box, so that no stroke is cut, within the page.
fn padded(bbox: &Rect, page: &PageInfo) -> Rect {
    const PAD: f32 = 3.0;
    Rect {
        x0: (bbox.x0 - PAD).max(0.0),
        y0: (bbox.y0 - PAD).max(0.0),
        x1: (bbox.x1 + PAD).min(page.width),
        y1: (bbox.y1 + PAD).min(page.height),
    }
}
