//! Drafts of all pages → blocks: paragraphs joined over columns and pages, lists gathered, headings given levels.

use super::continued::join_tables;
use super::joining::{Vocabulary, join};
use super::paragraphs::{Body, Draft, Row, ends_sentence, list_marker, section_depth};
use super::words::is_wide;
use pathloom_model::block::Line;
use pathloom_model::{Block, BlockContent, Rect};

/// Blocks in reading order, without blobs. `body` is the size of running text.
pub fn blocks(drafts: Vec<Draft>, body: f32) -> Vec<Block> {
    let mut vocabulary = Vocabulary::default();
    drafts.iter().flat_map(|draft| &draft.rows).for_each(|row| vocabulary.add(&row.text));
    let mut drafts = join_paragraphs(join_tables(drafts));
    let levels = heading_levels(&mut drafts, body, &vocabulary);
    let mut out: Vec<Block> = Vec::with_capacity(drafts.len());
    let mut previous_item: Option<bool> = None;
    for (draft, level) in drafts.into_iter().zip(levels) {
        let next = match out.last().map(|last| &last.content) {
            Some(BlockContent::List { items, .. }) if previous_item == Some(true) => items.len() + 1,
            _ => 1,
        };
        let is_item = matches!(draft.body, Body::Item { .. });
        let block = block(draft, level, &vocabulary, next);
        let item = match &block.content {
            BlockContent::List { ordered, .. } if is_item => Some(*ordered),
            _ => None,
        };
        if item.is_some()
            && item == previous_item
            && let Some(list) = out.last_mut()
        {
            extend_list(list, block);
            continue;
        }
        previous_item = item;
        if !block.text().is_empty() || matches!(block.content, BlockContent::Figure(_) | BlockContent::Formula { .. }) {
            out.push(Block { id: out.len() as u32, ..block });
        }
    }
    out
}

/// Joins a paragraph that breaks off to the next one, over floats, columns and pages.
fn join_paragraphs(drafts: Vec<Draft>) -> Vec<Draft> {
    let mut out: Vec<Draft> = Vec::with_capacity(drafts.len());
    let mut open: Option<usize> = None;
    let set_in = are_set_in(&drafts);
    for draft in drafts {
        match draft.body {
            Body::Paragraph => {
                let joins = open.is_some_and(|at| continues(&out[at], &draft, at + 1 == out.len(), set_in));
                if let (true, Some(at)) = (joins, open) {
                    out[at].full = draft.full;
                    out[at].rows.extend(draft.rows);
                } else {
                    open = Some(out.len());
                    out.push(draft);
                }
            }
            Body::Item { .. } => {
                open = Some(out.len());
                out.push(draft);
            }
            Body::Object(BlockContent::Table(_) | BlockContent::Figure(_)) | Body::Caption | Body::Footnote { .. } => {
                out.push(draft);
            }
            _ => {
                open = None;
                out.push(draft);
            }
        }
    }
    out
}

/// Whether paragraphs of the document begin set in, so that one that does not goes on from somewhere.
fn are_set_in(drafts: &[Draft]) -> bool {
    let paragraphs = drafts.iter().filter(|draft| matches!(draft.body, Body::Paragraph) && draft.rows.len() >= 3);
    let (all, indented) = paragraphs.fold((0, 0), |(all, some), it| (all + 1, some + usize::from(it.indented)));
    all >= 6 && indented * 10 >= all * 6
}

fn continues(open: &Draft, next: &Draft, adjacent: bool, set_in: bool) -> bool {
    let (Some(last), Some(first)) = (open.rows.last(), next.rows.first()) else { return false };
    if (open.size - next.size).abs() > 0.05 * open.size || next.bold != open.bold {
        return false;
    }
    let below = adjacent && last.page == first.page && first.rect.y0 > last.rect.y0 && first.rect.x0 < last.rect.x1;
    if below {
        return false;
    }
    let small = first.text.starts_with(char::is_lowercase);
    let broken = last.text.ends_with('-') && small;
    let carried = first.page == last.page + 1 || (first.page == last.page && first.rect.x0 > last.rect.x1);
    let body = next.rows.len() >= 2 && section_depth(&first.text).is_none();
    let unfinished = set_in && carried && body && matches!(open.body, Body::Paragraph);
    let wide = first.text.starts_with(is_wide) || last.text.ends_with(is_wide);
    let closes = ends_sentence(&last.text);
    broken
        || (small && !closes)
        || (open.full
            && (!closes || unfinished)
            && !next.indented
            && (wide || first.text.starts_with(|c: char| c.is_alphanumeric() || "([“\"".contains(c))))
}

/// The level of each draft that is a heading. Headings between title and abstract are names, so they become text.
fn heading_levels(drafts: &mut [Draft], body: f32, vocabulary: &Vocabulary) -> Vec<u8> {
    let text = |draft: &Draft| join(&draft.rows, vocabulary).0;
    let first_page = drafts.first().map_or(1, |d| d.page);
    let title = drafts
        .iter()
        .enumerate()
        .take_while(|(_, d)| d.page <= first_page + 1)
        .filter(|(_, d)| matches!(d.body, Body::Heading) && d.size >= 1.18 * body && section_depth(&text(d)).is_none())
        .max_by(|a, b| a.1.size.total_cmp(&b.1.size).then(b.0.cmp(&a.0)))
        .map(|(at, _)| at);
    if let Some(title) = title {
        let page = drafts[title].page;
        let anchor = drafts[title + 1..].iter().position(|d| {
            d.page == page
                && matches!(d.body, Body::Heading)
                && (section_depth(&text(d)).is_some() || is_known(&text(d)))
        });
        for draft in drafts.iter_mut().skip(title + 1).take(anchor.unwrap_or(0)) {
            if matches!(draft.body, Body::Heading) {
                draft.body = Body::Paragraph;
            }
        }
    }
    let below = u8::from(title.is_some());
    let mut depths: Vec<u8> =
        drafts.iter().filter(|d| matches!(d.body, Body::Heading)).filter_map(|d| section_depth(&text(d))).collect();
    depths.sort_unstable();
    depths.dedup();
    // 第一条 is a first level where there are no chapters.
    let section_depth = |text: &str| {
        let depth = section_depth(text)?;
        depths.iter().position(|it| *it == depth).map(|at| at as u8 + 1)
    };
    let numbered: Vec<(f32, bool, u8)> = drafts
        .iter()
        .filter(|d| matches!(d.body, Body::Heading))
        .filter_map(|d| Some((d.size, d.bold, section_depth(&text(d))? + below)))
        .collect();
    let mut sizes: Vec<f32> = Vec::new();
    for (at, draft) in drafts.iter().enumerate() {
        if matches!(draft.body, Body::Heading)
            && Some(at) != title
            && !sizes.iter().any(|s| (s - draft.size).abs() < 0.4)
        {
            sizes.push(draft.size);
        }
    }
    sizes.sort_by(|a, b| b.total_cmp(a));
    let level = |(at, draft): (usize, &Draft)| {
        if Some(at) == title {
            return 1;
        }
        if let Some(depth) = section_depth(&text(draft)) {
            return depth + below;
        }
        let alike = numbered
            .iter()
            .filter(|(size, bold, _)| (size - draft.size).abs() < 0.4 && *bold == draft.bold)
            .map(|n| n.2)
            .min();
        let rank = sizes.iter().position(|s| (s - draft.size).abs() < 0.4).unwrap_or(0) as u8;
        let deepest = numbered.iter().filter(|n| n.0 > draft.size + 0.4).map(|n| n.2).max();
        alike.unwrap_or_else(|| deepest.map_or(below + 1 + rank, |d| d + 1)).clamp(1, 6)
    };
    drafts.iter().enumerate().map(level).collect()
}

fn is_known(text: &str) -> bool {
    let lower = text.to_lowercase();
    let lower = lower.trim_end_matches([':', '.', '：']);
    const KNOWN: [&str; 14] = [
        "abstract",
        "introduction",
        "references",
        "summary",
        "executive summary",
        "acknowledgments",
        "contents",
        "摘要",
        "摘 要",
        "引言",
        "前言",
        "概述",
        "目录",
        "内容提要",
    ];
    KNOWN.contains(&lower)
}

/// `next` is the number that an item would have in the open list.
fn block(draft: Draft, level: u8, vocabulary: &Vocabulary, next: usize) -> Block {
    let page = draft.page;
    let (mut text, mut lines) = match draft.body {
        Body::Code => lines_apart(&draft.rows),
        _ => join(&draft.rows, vocabulary),
    };
    let boxes = boxes(&draft.rows);
    let (mut bbox, mut more) = (boxes.first().map_or(draft.rect, |b| b.1), boxes.iter().skip(1).copied().collect());
    let content = match draft.body {
        Body::Paragraph => BlockContent::Paragraph { text },
        Body::Heading => BlockContent::Heading { level, text },
        Body::Caption => BlockContent::Caption { text },
        Body::Code => BlockContent::Code { text },
        Body::Footnote { mark } => BlockContent::Footnote { mark, text },
        Body::Item { ordered } => {
            let marker = list_marker(&text).map_or(0, |(_, length)| length);
            // "(b)", and a number out of turn, are what the item is called by: they stay.
            let counted = !ordered || number(&text[..marker]) == Some(next);
            if counted {
                cut(&mut text, &mut lines, marker);
            }
            BlockContent::List { ordered: ordered && counted, items: vec![text] }
        }
        Body::Object(mut content) => {
            (bbox, more) = (draft.rect, further_boxes(&content));
            lines = object_lines(&mut content, text, lines, page, draft.rect);
            content
        }
    };
    Block { id: 0, page, bbox: Some(bbox), more, chars: None, runs: Vec::new(), content, lines }
}

/// Where a table goes on: one box a page.
fn further_boxes(content: &BlockContent) -> Vec<(u32, Rect)> {
    let BlockContent::Table(table) = content else { return Vec::new() };
    let mut boxes: Vec<(u32, Rect)> = Vec::new();
    for (page, bbox) in table.cells.iter().flatten().filter_map(|cell| cell.page.zip(cell.bbox)) {
        match boxes.last_mut() {
            Some((last, bounds)) if *last == page => *bounds = bounds.union(&bbox),
            _ => boxes.push((page, bbox)),
        }
    }
    boxes
}

/// The lines of an object: a table's cells, a figure's caption, a formula as a whole.
fn object_lines(content: &mut BlockContent, caption: String, lines: Vec<Line>, page: u32, rect: Rect) -> Vec<Line> {
    match content {
        BlockContent::Table(table) => {
            table.caption = caption;
            let mut at = 0u32;
            let mut found = Vec::new();
            for cell in table.cells.iter().flatten() {
                let end = at + cell.text.len() as u32;
                if let Some(bbox) = cell.bbox.filter(|_| end > at) {
                    found.push(Line { start: at, end, page: cell.page.unwrap_or(page), bbox });
                }
                at = end + 1;
            }
            found
        }
        BlockContent::Figure(figure) => {
            figure.caption = caption;
            lines
        }
        BlockContent::Formula { text, .. } => vec![Line { start: 0, end: text.len() as u32, page, bbox: rect }],
        _ => lines,
    }
}

/// The number in a list marker: 2 of "2.", "(2)", "②".
fn number(marker: &str) -> Option<usize> {
    let circled = marker.chars().next().filter(|c| ('①'..='⑳').contains(c));
    let bare = marker.trim_matches(|c: char| !c.is_alphanumeric());
    circled.map(|c| c as usize - '①' as usize + 1).or_else(|| bare.parse().ok())
}

/// Removes the first bytes of a text, and moves its lines with it.
fn cut(text: &mut String, lines: &mut [Line], bytes: usize) {
    text.drain(..bytes);
    for line in lines {
        line.start = line.start.saturating_sub(bytes as u32);
        line.end = line.end.saturating_sub(bytes as u32);
    }
}

fn lines_apart(rows: &[Row]) -> (String, Vec<Line>) {
    let mut text = String::new();
    let mut lines = Vec::new();
    for row in rows {
        if !text.is_empty() {
            text.push('\n');
        }
        let start = text.len() as u32;
        text.push_str(&row.text);
        lines.push(Line { start, end: text.len() as u32, page: row.page, bbox: row.rect });
    }
    (text, lines)
}

/// One box for each run of rows that lie under each other.
fn boxes(rows: &[Row]) -> Vec<(u32, Rect)> {
    let mut out: Vec<(u32, Rect)> = Vec::new();
    let mut last: Option<&Row> = None;
    for row in rows {
        let same = last.is_some_and(|last| {
            last.page == row.page
                && row.rect.y0 > last.rect.y0 - 2.0
                && row.rect.x0 < last.rect.x1 + 40.0
                && row.rect.y0 - last.rect.y1 < 60.0
        });
        match out.last_mut() {
            Some((_, bounds)) if same => *bounds = bounds.union(&row.rect),
            _ => out.push((row.page, row.rect)),
        }
        last = Some(row);
    }
    out
}

fn extend_list(list: &mut Block, more: Block) {
    let offset = list.text().len() as u32 + 1;
    let (BlockContent::List { items, .. }, BlockContent::List { items: added, .. }) = (&mut list.content, more.content)
    else {
        return;
    };
    items.extend(added);
    list.lines.extend(more.lines.into_iter().map(|l| Line { start: l.start + offset, end: l.end + offset, ..l }));
    let near = list
        .bbox
        .zip(more.bbox)
        .filter(|(a, b)| list.more.is_empty() && list.page == more.page && b.y0 > a.y0 && b.x0 < a.x1);
    match near {
        Some((a, b)) => list.bbox = Some(a.union(&b)),
        None => list.more.extend(more.bbox.map(|b| (more.page, b))),
    }
    list.more.extend(more.more);
}

/// Rows of text as one, without knowledge of the document's words.
pub fn join_texts(texts: &[String]) -> String {
    let rows: Vec<Row> = texts.iter().map(|text| Row { text: text.clone(), page: 0, rect: Rect::default() }).collect();
    join(&rows, &Vocabulary::default()).0
}
