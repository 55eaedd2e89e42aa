//! From words to their place: a byte range of a block's or a chunk's text → the span of the document that it stands for.
//! Pure functions over what reading returned; keys of Table nodes are not known here (`Span::table` stays empty).

use crate::{Block, BlockContent, CellRef, ChunkData, Parsed, Rect, Span, TableData};

/// The span of bytes `start..end` of `Block::text()`. Documents without pages: the exact range of the source.
/// Pages: the box around the lines that hold the range, on the page where it begins. In a table: the cell.
/// Ranges outside the text, or inside a letter, are widened or cut to fit; an unknown block gives an empty quote.
pub fn locate(parsed: &Parsed, block: u32, start: u32, end: u32) -> Span {
    let Some(block) = find(parsed, block) else {
        return nowhere(parsed, 1);
    };
    let text = block.text();
    let (start, end) = fit(&text, start, end);
    let quote = &text[start as usize..end as usize];
    if let BlockContent::Table(table) = &block.content {
        return in_table(parsed, block, table, start, end, quote);
    }
    let (page, bbox) = on_page(block, start, end);
    let chars = parsed.text.as_ref().and_then(|_| in_source(block, &text, start, end));
    Span { page, bbox, chars, quote: quote.to_owned(), ..nowhere(parsed, page) }
}

/// The span of bytes `start..end` of a chunk's text. A range over several blocks gives the range or box around
/// all of it; on pages, only the part on the page where it begins.
pub fn locate_in_chunk(parsed: &Parsed, chunk: &ChunkData, start: u32, end: u32) -> Span {
    let (start, end) = fit(&chunk.text, start, end);
    let parts = chunk.pieces.iter().filter_map(|piece| {
        let (from, to) = (start.max(piece.start), end.min(piece.end));
        let inside = from < to || (start == end && (piece.start..=piece.end).contains(&start));
        inside.then(|| {
            let offset = piece.offset + from - piece.start;
            locate(parsed, piece.block, offset, offset + (to - from))
        })
    });
    let whole = parts.reduce(around).unwrap_or_else(|| nowhere(parsed, 1));
    Span { quote: chunk.text[start as usize..end as usize].to_owned(), ..whole }
}

fn find(parsed: &Parsed, id: u32) -> Option<&Block> {
    let at_its_place = parsed.blocks.get(id as usize).filter(|block| block.id == id);
    at_its_place.or_else(|| parsed.blocks.iter().find(|block| block.id == id))
}

fn nowhere(parsed: &Parsed, page: u32) -> Span {
    Span {
        document: parsed.meta.key.clone(),
        page,
        bbox: None,
        chars: None,
        cell: None,
        table: None,
        quote: String::new(),
    }
}

/// Cuts a range to the text and moves both ends outwards to the borders of letters.
fn fit(text: &str, start: u32, end: u32) -> (u32, u32) {
    let mut start = (start as usize).min(text.len());
    let mut end = (end as usize).clamp(start, text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    while !text.is_char_boundary(end) {
        end += 1;
    }
    (start as u32, end as u32)
}

/// The box around two spans; the second one only where it is on the first one's page.
fn around(first: Span, second: Span) -> Span {
    if first.page != second.page {
        return first;
    }
    let bbox = union(first.bbox, second.bbox);
    let chars = match (first.chars, second.chars) {
        (Some([a, b]), Some([c, d])) => Some([a.min(c), b.max(d)]),
        (one, other) => one.or(other),
    };
    Span { bbox, chars, cell: None, ..first }
}

fn union(one: Option<Rect>, other: Option<Rect>) -> Option<Rect> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.union(&other)),
        (one, other) => one.or(other),
    }
}

/// Page and box of a range: its lines where they are known, a figure's caption, else the block.
fn on_page(block: &Block, start: u32, end: u32) -> (u32, Option<Rect>) {
    let mut lines = block.lines.iter().filter(|line| touches(start, end, line.start, line.end));
    if let Some(first) = lines.next() {
        let rest = lines.filter(|line| line.page == first.page);
        return (first.page, Some(rest.fold(first.bbox, |whole, line| whole.union(&line.bbox))));
    }
    if let BlockContent::Figure(figure) = &block.content
        && let (Some(caption), true) = (figure.caption_bbox, end > start)
    {
        return (block.page, Some(caption));
    }
    (block.page, block.bbox)
}

/// Whether a range shares a byte with `low..high`; an empty range counts where it stands.
fn touches(start: u32, end: u32, low: u32, high: u32) -> bool {
    start < high && (end > low || (start == end && start >= low))
}

/// The range of the source that a range of the block's text stands for.
fn in_source(block: &Block, text: &str, start: u32, end: u32) -> Option<[u32; 2]> {
    let [low, high] = block.chars?;
    if block.runs.is_empty() {
        let verbatim = (high - low) as usize == text.len();
        return Some(if verbatim { [low + start, low + end] } else { [low, high] });
    }
    let mut parts = block.runs.iter().filter(|run| touches(start, end, run.start, run.end)).map(|run| {
        if run.end - run.start != run.to - run.from {
            return [run.from, run.to];
        }
        [run.from + start.max(run.start) - run.start, run.from + end.clamp(run.start, run.end) - run.start]
    });
    let first = parts.next().unwrap_or([low, high]);
    Some(parts.fold(first, |[a, b], [c, d]| [a.min(c), b.max(d)]))
}

fn in_table(parsed: &Parsed, block: &Block, table: &TableData, start: u32, end: u32, quote: &str) -> Span {
    let whole = Span { bbox: block.bbox, chars: block.chars, quote: quote.to_owned(), ..nowhere(parsed, block.page) };
    let touched = cells_in(table, start, end);
    let Some((first, rest)) = touched.split_first() else {
        return whole;
    };
    let part = |cell: &CellRef| {
        let found = &table.cells[cell.row as usize][cell.col as usize];
        let page = found.page.unwrap_or(block.page);
        Span { page, bbox: found.bbox, chars: found.chars, cell: Some(*cell), ..whole.clone() }
    };
    let span = rest.iter().map(part).fold(part(first), around);
    Span { bbox: span.bbox.or(block.bbox), chars: span.chars.or(block.chars), ..span }
}

/// The cells that bytes `start..end` of `TableData::to_text()` hold words of.
fn cells_in(table: &TableData, start: u32, end: u32) -> Vec<CellRef> {
    let mut found = Vec::new();
    let mut low = 0u32;
    for (row, cells) in table.cells.iter().enumerate() {
        for (col, cell) in cells.iter().enumerate() {
            let high = low + cell.text.len() as u32;
            let empty_here = start == end && (low..=high).contains(&start);
            if (start < high && end > low) || empty_here {
                found.push(CellRef { row: row as u32, col: col as u32 });
            }
            low = high + 1;
        }
        if cells.is_empty() {
            low += 1;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Cell, DocumentMeta, Format, Key, Language, Line, Piece, Run};

    fn parsed(text: Option<&str>, blocks: Vec<Block>) -> Parsed {
        let meta = DocumentMeta {
            key: Key::document(b"x"),
            name: "x".into(),
            format: Format::Markdown,
            bytes: 1,
            title: None,
            language: Language::En,
            pages: vec![],
        };
        Parsed { meta, text: text.map(str::to_owned), blocks, blobs: vec![], warnings: vec![] }
    }

    fn block(id: u32, content: BlockContent) -> Block {
        Block { id, page: 1, bbox: None, more: vec![], chars: None, content, lines: vec![], runs: vec![] }
    }

    fn paragraph(id: u32, text: &str) -> Block {
        block(id, BlockContent::Paragraph { text: text.into() })
    }

    #[test]
    fn words_of_a_text_document_are_found_through_the_markup() {
        let source = "A **bold** claim on CO$_2$.\n";
        let runs = [(0, 2, 0, 2), (2, 6, 4, 8), (6, 18, 10, 22), (18, 21, 22, 26), (21, 22, 26, 27)]
            .map(|(start, end, from, to)| Run { start, end, from, to })
            .to_vec();
        let it = Block { chars: Some([0, 27]), runs, ..paragraph(0, "A bold claim on CO₂.") };
        let parsed = parsed(Some(source), vec![it]);
        let at = |start, end| {
            let span = locate(&parsed, 0, start, end);
            let [from, to] = span.chars.expect("a range");
            (span.quote, source[from as usize..to as usize].to_owned())
        };
        assert_eq!(at(2, 6), ("bold".into(), "bold".into()), "markup around the words is left out");
        assert_eq!(at(0, 12), ("A bold claim".into(), "A **bold** claim".into()), "markup between stays in the range");
        assert_eq!(at(16, 21), ("CO₂".into(), "CO$_2$".into()), "what was written otherwise is taken whole");
        assert_eq!(at(19, 19).0, "₂", "an offset inside a letter takes the letter");
        assert_eq!(at(12, 9999).0, " on CO₂.", "a range past the end is cut");
    }

    #[test]
    fn words_on_a_page_get_the_box_of_their_lines_and_not_of_the_next_page() {
        let line = |start, end, page, y: f32| Line { start, end, page, bbox: Rect::new(10.0, y, 90.0, y + 9.0) };
        let lines = vec![line(0, 6, 3, 700.0), line(6, 12, 3, 710.0), line(12, 18, 4, 50.0)];
        let whole = Some(Rect::new(0.0, 0.0, 100.0, 800.0));
        let parsed = parsed(None, vec![Block { page: 3, bbox: whole, lines, ..paragraph(0, "first second third ") }]);
        let boxed = |start, end| locate(&parsed, 0, start, end);
        assert_eq!(boxed(6, 9).bbox, Some(Rect::new(10.0, 710.0, 90.0, 719.0)), "one line, tight");
        assert_eq!(boxed(0, 18).bbox, Some(Rect::new(10.0, 700.0, 90.0, 719.0)), "the lines of the first page");
        assert_eq!(boxed(13, 18).page, 4, "words carried over are on the next page");
    }

    #[test]
    fn words_of_a_table_name_their_cell() {
        let cell = |text: &str, from| Cell { text: text.into(), chars: Some([from, from + 2]), ..Cell::default() };
        let cells = vec![vec![cell("ab", 10), cell("cd", 20)], vec![cell("", 30), cell("ef", 40)]];
        let table = BlockContent::Table(TableData { cells, ..TableData::default() });
        let parsed = parsed(Some("…"), vec![Block { chars: Some([0, 50]), ..block(0, table) }]);
        let span = locate(&parsed, 0, 7, 9);
        assert_eq!((span.quote.as_str(), span.cell), ("ef", Some(CellRef { row: 1, col: 1 })), "the cell below right");
        assert_eq!(span.chars, Some([40, 42]), "the cell's own range of the source");
        let two = locate(&parsed, 0, 0, 5);
        assert_eq!((two.chars, two.cell), (Some([10, 22]), None), "two cells give the range around both");
    }

    #[test]
    fn words_of_a_chunk_are_found_in_the_blocks_they_come_from() {
        let source = "One here.\n\nTwo there.";
        let blocks = vec![
            Block { chars: Some([0, 9]), ..paragraph(0, "One here.") },
            Block { chars: Some([11, 21]), ..paragraph(1, "Two there.") },
        ];
        let parsed = parsed(Some(source), blocks);
        let pieces =
            vec![Piece { block: 0, start: 0, end: 5, offset: 4 }, Piece { block: 1, start: 7, end: 17, offset: 0 }];
        let chunk = ChunkData { text: "here.\n\nTwo there.".into(), section: vec![], blocks: vec![0, 1], pieces };
        assert_eq!(locate_in_chunk(&parsed, &chunk, 11, 16).chars, Some([15, 20]), "inside the second block");
        let both = locate_in_chunk(&parsed, &chunk, 0, 10);
        assert_eq!((both.chars, both.quote.as_str()), (Some([4, 14]), "here.\n\nTwo"), "over both blocks");
    }
}
