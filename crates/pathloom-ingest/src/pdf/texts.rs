//! Tables of one column: texts between rules of one width, known as a table by the caption next to them.

use super::captions::Caption;
use super::grid::{Source, append, cuts};
use super::lines::Line;
use super::page::{PageContent, intersect};
use super::tables::{TableRegion, distance, horizontal_rules};
use super::words::Words;
use pathloom_model::{Cell, Rect, TableData};

/// The rules that begin or end next to a caption, with the texts between them.
pub fn region(
    caption: &Caption,
    captions: &[Caption],
    content: &PageContent,
    lines: &[Line],
    tables: &[TableRegion],
) -> Option<TableRegion> {
    let mut rules: Vec<Rect> = horizontal_rules(content).into_iter().filter(|rule| rule.width() >= 80.0).collect();
    rules.sort_by(|a, b| a.y0.total_cmp(&b.y0));
    let near = |at: &usize| distance(&caption.rect, &rules[*at], caption.strip);
    let edge = (0..rules.len()).filter(|at| near(at).is_some()).min_by(|a, b| {
        let gap = |at: &usize| near(at).unwrap_or(f32::MAX);
        gap(a).total_cmp(&gap(b))
    })?;
    let above = rules[edge].y0 < caption.rect.y0;
    let edges = rules[edge];
    let same = |rule: &&Rect| (rule.x0 - edges.x0).abs() <= 4.0 && (rule.x1 - edges.x1).abs() <= 4.0;
    let mut stack = vec![edges];
    let further: Vec<&Rect> =
        if above { rules[..edge].iter().rev().collect() } else { rules[edge + 1..].iter().collect() };
    for rule in further.into_iter().filter(same) {
        let band = stack[stack.len() - 1].union(rule);
        if !holds_text(&band, caption, captions, lines) {
            break;
        }
        stack.push(*rule);
    }
    let rect = stack.iter().copied().reduce(|a, b| a.union(&b))?;
    let drawn = content.images.iter().chain(&content.shapes).filter(|it| it.width().max(it.height()) > 9.0);
    let plain =
        !drawn.into_iter().any(|it| intersect(it, &rect).is_some()) && !tables.iter().any(|t| t.rect.overlaps(&rect));
    let inside: Vec<&Line> = lines.iter().filter(|line| rect.contains(line.centre().0, line.centre().1)).collect();
    let mut places: Vec<f32> = stack.iter().map(|rule| (rule.y0 + rule.y1) / 2.0).collect();
    places.sort_by(f32::total_cmp);
    places.dedup_by(|b, a| *b - *a < 3.0);
    (plain && places.len() >= 2 && is_text(&inside)).then(|| TableRegion {
        rect,
        rules: places,
        caption: None,
        columns: vec![(rect.x0, rect.x1)],
    })
}

/// Whether all that stands between two rules keeps to their width, and no caption is among it.
fn holds_text(band: &Rect, caption: &Caption, captions: &[Caption], lines: &[Line]) -> bool {
    if band.height() < 4.0 {
        return true;
    }
    let at_height = |line: &&Line| line.base > band.y0 && line.base < band.y1 + 1.0;
    let mut between = lines.iter().filter(at_height).filter(|l| l.rect.x0 < band.x1 && l.rect.x1 > band.x0).peekable();
    let captioned = captions.iter().any(|it| it.rect.overlaps(band) && it.rect != caption.rect);
    !captioned
        && !caption.rect.overlaps(band)
        && between.peek().is_some()
        && between.all(|line| line.rect.x0 > band.x0 - 4.0 && line.rect.x1 < band.x1 + 4.0)
}

/// Lines of running text under each other: hardly two of them beside each other, and most of them long.
fn is_text(lines: &[&Line]) -> bool {
    let beside =
        |line: &&&Line| lines.iter().any(|it| it.rect != line.rect && (it.base - line.base).abs() < 0.5 * it.size);
    let paired = lines.iter().filter(beside).count();
    let letters = |line: &&&Line| line.share(|g| g.ch.is_alphabetic()) > 0.5;
    lines.len() >= 2 && paired * 4 <= lines.len() && lines.iter().filter(letters).count() * 2 > lines.len()
}

/// One cell for the text between each two rules. The first is a head where it alone is bold.
pub fn table(region: &TableRegion, source: &Source<'_>, words: &Words<'_, '_>) -> Option<TableData> {
    let mut edges = cuts(region, source, 0.9);
    edges.retain(|cut| *cut > region.rect.y0 + 3.0 && *cut < region.rect.y1 - 3.0);
    let edges: Vec<f32> = [f32::MIN].into_iter().chain(edges).chain([f32::MAX]).collect();
    let mut rows: Vec<Vec<&Line>> = vec![Vec::new(); edges.len() - 1];
    for line in &source.lines {
        let row = edges.partition_point(|edge| *edge <= line.centre().1).clamp(1, rows.len()) - 1;
        rows[row].push(line);
    }
    rows.retain(|row| !row.is_empty());
    let bold = |row: &Vec<&Line>| row.iter().all(|line| line.share(|g| words.fonts.info(g.font).bold) > 0.8);
    let headed = rows.len() >= 2 && bold(&rows[0]) && !rows[1..].iter().any(bold);
    let cells = rows.iter().map(|row| vec![cell(row, words)]).collect();
    Some(TableData { cells, header_rows: u32::from(headed), ..TableData::default() }).filter(|table| table.rows() > 0)
}

fn cell(lines: &[&Line], words: &Words<'_, '_>) -> Cell {
    let mut cell = Cell::default();
    let mut base = f32::MIN;
    for line in lines {
        append(&mut cell.text, &words.text(&line.glyphs), line.base - base > 0.5 * line.size);
        base = line.base;
        cell.bbox = Some(cell.bbox.map_or(line.rect, |bbox| bbox.union(&line.rect)));
    }
    cell
}
