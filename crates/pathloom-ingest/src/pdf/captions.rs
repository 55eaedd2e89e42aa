//! Captions of tables and figures: the lines that begin with a label and those that go on from there.

use super::lines::Line;
use super::paragraphs::ends_sentence;
use super::words::{Words, is_wide};
use crate::label::caption_label;
use pathloom_model::{ObjectLabel, ObjectLabelKind, Rect};

/// A caption with the strip of the page in which its object is looked for.
#[derive(Clone, Debug)]
pub struct Caption {
    pub label: ObjectLabel,
    /// Indices of its lines, in order.
    pub lines: Vec<usize>,
    pub rect: Rect,
    /// Left and right edge of the column, or of the part of it, that the caption stands in.
    pub strip: (f32, f32),
    /// The strip ends at a caption beside this one.
    pub shared: bool,
}

/// Finds the captions among the lines of a page. `columns` and `page` are left and right edges.
pub fn captions(
    lines: &[Line],
    words: &Words<'_, '_>,
    columns: &[(f32, f32)],
    page: (f32, f32),
    walls: &[Rect],
    drawn: &[Rect],
) -> Vec<Caption> {
    let mut found: Vec<Caption> = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let Some(first) = line.glyphs.iter().find(|g| g.ch != ' ') else { continue };
        if !matches!(first.ch, 'T' | 't' | 'F' | 'f' | 'C' | 'S' | 'E' | '表' | '图' | '圖' | '附') {
            continue;
        }
        let row = row_text(lines, index, words);
        let Some(label) = caption_label(&row).filter(|_| !row.contains("......")) else { continue };
        let strip = strip(line, columns, page);
        if !goes_on_from_prose(lines, index, strip, words) {
            found.push(Caption { label, lines: vec![index], rect: line.rect, strip, shared: false });
        }
    }
    narrow_neighbours(&mut found, drawn);
    let starts: Vec<usize> = found.iter().map(|caption| caption.lines[0]).collect();
    for caption in &mut found {
        extend(caption, lines, &starts, walls);
    }
    found
}

/// The text of a line and of what follows it on the same row within a short reach.
fn row_text(lines: &[Line], index: usize, words: &Words<'_, '_>) -> String {
    let line = &lines[index];
    let mut text = words.text(&line.glyphs);
    let mut edge = line.rect.x1;
    for next in lines[index + 1..].iter().take_while(|next| next.base - line.base < 2.0) {
        if next.rect.x0 >= edge && next.rect.x0 - edge < 2.5 * line.size {
            // As wide a gap parts label and words, however the words begin.
            text.push('\u{3000}');
            text.push_str(&words.text(&next.glyphs));
            edge = next.rect.x1;
        }
    }
    text
}

fn strip(line: &Line, columns: &[(f32, f32)], page: (f32, f32)) -> (f32, f32) {
    let inside = columns.iter().find(|(x0, x1)| line.rect.x0 >= x0 - 6.0 && line.rect.x1 <= x1 + 6.0);
    inside.copied().unwrap_or(page)
}

/// "… as shown in / Table 2. We find …": a line that follows a full row of the same print closely is no caption.
fn goes_on_from_prose(lines: &[Line], index: usize, strip: (f32, f32), words: &Words<'_, '_>) -> bool {
    let line = &lines[index];
    let gap = |above: &Line| (line.base - above.base) / line.size;
    let above = lines[..index].iter().rev().take_while(|above| gap(above) < 2.1);
    // Set widely, only a sentence that has not ended tells.
    let close = |above: &Line| gap(above) < 1.36 || !ends_sentence(&words.text(&above.glyphs));
    let row = above.filter(|above| {
        gap(above) > 0.5
            && close(above)
            && (above.size - line.size).abs() < 0.3
            && above.rect.x0 > strip.0 - 6.0
            && above.rect.x1 < strip.1 + 6.0
    });
    let Some(row) = row.map(|above| above.rect).reduce(|a, b| a.union(&b)) else { return false };
    let width = strip.1 - strip.0;
    row.x1 > strip.1 - 0.08 * width && row.width() > 0.75 * width && row.x0 < line.rect.x0 + 2.5 * line.size
}

/// Captions beside each other share their column between them.
fn narrow_neighbours(found: &mut [Caption], drawn: &[Rect]) {
    // More captions or drawings than a page for readers has are not worth the search.
    let drawn = if found.len() <= 40 && drawn.len() <= 20_000 { drawn } else { &[] };
    for index in 0..found.len() {
        let (rect, strip) = (found[index].rect, found[index].strip);
        for other in 0..found.len() {
            let next = found[other].rect;
            if other != index && (next.y0 - rect.y0).abs() < 4.0 && found[other].strip.0 < strip.1 && next.x0 > rect.x1
            {
                let cut = between(&rect, &next, drawn);
                found[index].strip.1 = found[index].strip.1.min(cut);
                found[other].strip.0 = found[other].strip.0.max(cut);
                found[index].shared = true;
                found[other].shared = true;
            }
        }
    }
}

/// Where the objects of two captions beside each other part: in the widest strip between the captions that the fewest
/// drawings near them cross. Captions may stand under the middle or at the left of their objects.
fn between(left: &Rect, right: &Rect, drawn: &[Rect]) -> f32 {
    const REACH: f32 = 260.0;
    let near: Vec<&Rect> = drawn
        .iter()
        .filter(|r| r.y1 > left.y0 - REACH && r.y0 < left.y1 + REACH && r.x1 > left.x1 && r.x0 < right.x0)
        .collect();
    let steps = ((right.x0 - left.x1) / 2.0).clamp(1.0, 200.0) as usize;
    let at = |step: usize| left.x1 + (right.x0 - left.x1) * (step as f32 + 0.5) / steps as f32;
    let crossed = |step: usize| near.iter().filter(|r| r.x0 < at(step) && r.x1 > at(step)).count();
    let counts: Vec<usize> = (0..steps).map(crossed).collect();
    let least = counts.iter().copied().min().unwrap_or(0);
    let (mut best, mut start) = ((0, 0), 0);
    for (step, count) in counts.into_iter().chain([usize::MAX]).enumerate() {
        if count > least {
            if step - start > best.1 - best.0 {
                best = (start, step);
            }
            start = step + 1;
        }
    }
    if near.is_empty() { right.x0 - 4.0 } else { (at(best.0) + at(best.1.saturating_sub(1))) / 2.0 }
}

fn extend(caption: &mut Caption, lines: &[Line], starts: &[usize], walls: &[Rect]) {
    let first = &lines[caption.lines[0]];
    let (x0, x1) = caption.strip;
    let (mut base, mut edge) = (first.base, first.rect.x1);
    let mut leading: Option<f32> = None;
    for (index, line) in lines.iter().enumerate().skip(caption.lines[0] + 1) {
        let within = line.rect.x0 >= x0 - 6.0 && line.rect.x1 <= x1 + 6.0;
        if !within || (line.size - first.size).abs() > 0.4 || starts.contains(&index) {
            if within && line.base - base < 1.5 * first.size && line.base - base > 2.0 {
                break;
            }
            continue;
        }
        let gap = line.base - base;
        if gap.abs() <= 2.0 {
            if line.rect.x0 - edge < 3.0 * first.size {
                edge = edge.max(line.rect.x1);
                add(caption, index, line);
            }
            continue;
        }
        let between = |wall: &Rect| {
            wall.y0 > base + 0.1 * first.size && wall.y1 < line.base && wall.x0 < line.rect.x1 && wall.x1 > line.rect.x0
        };
        let near = leading.map_or(gap < 1.55 * first.size, |usual| gap < 1.12 * usual);
        let broken = caption
            .lines
            .last()
            .is_some_and(|i| lines[*i].glyphs.iter().rev().find(|g| g.ch != ' ').is_some_and(|g| g.ch == '-'));
        let full =
            broken || edge + 0.3 * first.size + first_word(line) > x1 - 2.0 || edge - caption.rect.x0 > 0.9 * (x1 - x0);
        let middle = (caption.rect.x0 + caption.rect.x1) / 2.0;
        let set_in = line.rect.x0 > x0 + 2.0;
        let centred = (line.centre().0 - middle).abs() < 4.0 && set_in;
        if !near || !(full || centred || over_table(caption, lines, index)) || walls.iter().any(between) {
            break;
        }
        leading = leading.or(Some(gap));
        base = line.base;
        edge = line.rect.x1;
        add(caption, index, line);
    }
}

/// A caption may be no wider than its table: a further line at its left, alone, with the rows of the table below it.
fn over_table(caption: &Caption, lines: &[Line], index: usize) -> bool {
    let (line, strip) = (&lines[index], caption.strip);
    let within = |other: &&Line| other.rect.x0 >= strip.0 - 6.0 && other.rect.x1 <= strip.1 + 6.0;
    let alone = lines.iter().filter(within).filter(|other| (other.base - line.base).abs() < 2.0).count() == 1;
    let below = || lines[index + 1..].iter().filter(within).filter(|other| other.base > line.base + 2.0);
    let next = below().map(|other| other.base).fold(f32::MAX, f32::min);
    let cells = below().filter(|other| (other.base - next).abs() < 3.0).count();
    caption.label.kind == ObjectLabelKind::Table
        && alone
        && (line.rect.x0 - caption.rect.x0).abs() < 1.5
        && next - line.base < 3.5 * line.size
        && cells >= 2
}

/// How wide the first word of a line is: what had no room on the line before. A line without spaces breaks anywhere.
fn first_word(line: &Line) -> f32 {
    let mut visible = line.glyphs.iter();
    let Some(first) = visible.next() else { return 0.0 };
    let mut edge = first.x1;
    for glyph in visible {
        if glyph.ch == ' ' || glyph.x0 - edge > 0.13 * glyph.size || is_wide(first.ch) {
            break;
        }
        edge = glyph.x1;
    }
    edge - first.x0
}

fn add(caption: &mut Caption, index: usize, line: &Line) {
    caption.lines.push(index);
    caption.rect = caption.rect.union(&line.rect);
}
