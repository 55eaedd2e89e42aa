//! Columns and reading order: a gutter that text stands on both sides of cuts the page, what crosses it parts bands.

use pathloom_model::Rect;

/// Something on a page that takes part in the order. `lines` is how many printed lines tall it is.
#[derive(Clone, Copy, Debug)]
pub struct Item {
    pub rect: Rect,
    pub lines: f32,
}

/// The columns of a page from left to right, as (left, right); one when there is no gutter.
pub fn columns(items: &[Item], left: f32, right: f32) -> Vec<(f32, f32)> {
    let all: Vec<usize> = (0..items.len()).collect();
    let mut found = Vec::new();
    split(items, &all, left, right, &mut found, 0);
    found
}

fn split(items: &[Item], of: &[usize], left: f32, right: f32, found: &mut Vec<(f32, f32)>, depth: u8) {
    match gutter(items, of).filter(|_| depth < 3) {
        None => found.push((left, right)),
        Some((g0, g1)) => {
            let (a, b) = sides(items, of, (g0 + g1) / 2.0);
            split(items, &a, left, g0, found, depth + 1);
            split(items, &b, g1, right, found, depth + 1);
        }
    }
}

fn sides(items: &[Item], of: &[usize], x: f32) -> (Vec<usize>, Vec<usize>) {
    let a = of.iter().copied().filter(|i| items[*i].rect.x1 <= x + 1.0).collect();
    let b = of.iter().copied().filter(|i| items[*i].rect.x0 >= x - 1.0).collect();
    (a, b)
}

/// Indices of the items in reading order.
pub fn reading_order(items: &[Item]) -> Vec<usize> {
    let mut out = Vec::with_capacity(items.len());
    arrange(items, (0..items.len()).collect(), &mut out, 0);
    out
}

fn arrange(items: &[Item], mut of: Vec<usize>, out: &mut Vec<usize>, depth: u8) {
    let cut = if depth < 6 { gutter(items, &of) } else { None };
    let Some((g0, g1)) = cut else {
        of.sort_by(|a, b| top_down(&items[*a], &items[*b]));
        out.extend(of);
        return;
    };
    let x = (g0 + g1) / 2.0;
    let (mut spanning, beside): (Vec<usize>, Vec<usize>) =
        of.into_iter().partition(|i| items[*i].rect.x0 < x - 1.0 && items[*i].rect.x1 > x + 1.0);
    spanning.sort_by(|a, b| top_down(&items[*a], &items[*b]));
    let mut rest = beside;
    for wall in spanning.iter().map(Some).chain([None]) {
        let above: Vec<usize> = match wall {
            Some(wall) => {
                let middle = (items[*wall].rect.y0 + items[*wall].rect.y1) / 2.0;
                let (above, below) =
                    rest.iter().partition(|i| (items[**i].rect.y0 + items[**i].rect.y1) / 2.0 < middle);
                rest = below;
                above
            }
            None => std::mem::take(&mut rest),
        };
        let (left, right) = sides(items, &above, x);
        arrange(items, left, out, depth + 1);
        arrange(items, right, out, depth + 1);
        out.extend(wall);
    }
}

/// By line, then from left to right within one line.
fn top_down(a: &Item, b: &Item) -> std::cmp::Ordering {
    let key = |item: &Item| (item.rect.y1 * 2.0).round();
    key(a).total_cmp(&key(b)).then(a.rect.x0.total_cmp(&b.rect.x0))
}

/// The strip between two columns of text, if there is one: (right edge of the left, left edge of the right).
fn gutter(items: &[Item], of: &[usize]) -> Option<(f32, f32)> {
    let x0 = of.iter().map(|i| items[*i].rect.x0).fold(f32::MAX, f32::min);
    let x1 = of.iter().map(|i| items[*i].rect.x1).fold(f32::MIN, f32::max);
    let width = x1 - x0;
    if of.len() < 4 || width < 120.0 {
        return None;
    }
    let rows = rows(items, of);
    let steps = 90;
    let cuts: Vec<(f32, f32)> = (0..=steps)
        .map(|step| x0 + width * (0.14 + 0.72 * step as f32 / steps as f32))
        .filter_map(|x| Some((score(items, of, x, width)?, x)))
        .collect();
    let top = cuts.iter().map(|(score, _)| *score).reduce(f32::max)?;
    let (_, best) = *cuts.iter().find(|(score, _)| *score == top)?;
    // A title that reaches just over the edge of a column hides the gutter beside that edge.
    let titled = cuts.iter().filter(|(score, x)| *score < top && *score >= top - 4.0 && is_titled(items, of, *x));
    let candidates = std::iter::once(best).chain(titled.map(|(_, x)| *x));
    let strips = candidates.filter(|x| is_free(&rows, *x)).filter_map(|x| strip(items, of, x, (x0, x1)));
    strips.reduce(|a, b| if b.1 - b.0 > a.1 - a.0 + 1.0 { b } else { a })
}

/// What stands at one height: left and right edges, and how many printed lines tall it is.
struct Row {
    foot: f32,
    edges: Vec<(f32, f32)>,
    lines: f32,
}

/// Rows from top to bottom.
fn rows(items: &[Item], of: &[usize]) -> Vec<Row> {
    let mut sorted: Vec<Item> = of.iter().map(|i| items[*i]).collect();
    sorted.sort_by(|a, b| a.rect.y1.total_cmp(&b.rect.y1));
    let mut rows: Vec<Row> = Vec::new();
    for Item { rect, lines } in sorted {
        match rows.last_mut() {
            Some(row) if rect.y1 - row.foot < 3.0 => {
                row.edges.push((rect.x0, rect.x1));
                row.lines = row.lines.max(lines);
            }
            _ => rows.push(Row { foot: rect.y1, edges: vec![(rect.x0, rect.x1)], lines }),
        }
    }
    rows
}

/// Whether a cut is free over several rows together. In loosely set text the spaces of a line or two lie above each
/// other by chance, and the next line crosses the cut.
fn is_free(rows: &[Row], x: f32) -> bool {
    let crossed = |row: &Row| row.edges.iter().any(|(x0, x1)| *x0 < x - 1.0 && *x1 > x + 1.0);
    let (mut all, mut together, mut run) = (0.0, 0.0, 0.0);
    let free = rows.iter().map(|row| (!crossed(row)).then_some(row.lines));
    for lines in free.chain([None]) {
        match lines {
            Some(lines) => (all, run) = (all + lines, run + lines),
            None => {
                together += if run >= 3.0 { run } else { 0.0 };
                run = 0.0;
            }
        }
    }
    together >= 3.0 && together * 2.0 >= all
}

/// Whether all that crosses a cut stands above everything beside it.
fn is_titled(items: &[Item], of: &[usize], x: f32) -> bool {
    let rects = || of.iter().map(|i| items[*i].rect);
    let crosses = |r: &Rect| r.x0 < x - 1.0 && r.x1 > x + 1.0;
    let foot = rects().filter(crosses).map(|r| r.y1).fold(f32::MIN, f32::max);
    foot <= rects().filter(|r| !crosses(r)).map(|r| r.y0).fold(f32::MAX, f32::min) + 2.0
}

/// What is free on both sides of a cut, if that is a gutter between two columns.
fn strip(items: &[Item], of: &[usize], x: f32, (x0, x1): (f32, f32)) -> Option<(f32, f32)> {
    let (mut g0, mut g1) = (x0, x1);
    for rect in of.iter().map(|i| items[*i].rect) {
        if rect.x1 <= x + 1.0 {
            g0 = g0.max(rect.x1);
        } else if rect.x0 >= x - 1.0 {
            g1 = g1.min(rect.x0);
        }
    }
    let narrow = 100.0_f32.min(0.3 * (x1 - x0));
    (g1 - g0 >= 5.0 && g0 - x0 >= narrow && x1 - g1 >= narrow).then_some((g0, g1))
}

/// How well a vertical cut at `x` parts the items; `None` when it does not.
fn score(items: &[Item], of: &[usize], x: f32, width: f32) -> Option<f32> {
    let (mut left, mut right, mut across) = (0.0, 0.0, 0.0);
    let (mut left_span, mut right_span) = ((f32::MAX, f32::MIN), (f32::MAX, f32::MIN));
    let grow = |span: &mut (f32, f32), rect: &Rect| *span = (span.0.min(rect.y0), span.1.max(rect.y1));
    for i in of {
        let Item { rect, lines } = items[*i];
        if rect.x1 <= x + 1.0 {
            left += lines;
            grow(&mut left_span, &rect);
        } else if rect.x0 >= x - 1.0 {
            right += lines;
            grow(&mut right_span, &rect);
        } else {
            across += lines;
        }
    }
    let shared = left_span.1.min(right_span.1) - left_span.0.max(right_span.0);
    if left.min(right) < 3.0 || across > 3.0 * (left + right) {
        return None;
    }
    let (a, b) = sides(items, of, x);
    let x0 = of.iter().map(|i| items[*i].rect.x0).fold(f32::MAX, f32::min);
    // A side that holds several columns itself has rows as long as those.
    let usual = usual_width(items, of);
    let reach = |side: f32| if usual >= 100.0 { side.min(1.25 * usual) } else { side };
    let (left_rows, left_long) = long_rows(items, &a, reach(x - x0));
    let (right_rows, right_long) = long_rows(items, &b, reach(x0 + width - x));
    let side_by_side = shared > 20.0 || left_long.min(right_long) >= 5.0;
    // Both sides hold text of some length; a table's columns hold short words.
    let texts = left_long >= 0.35 * left_rows
        && right_long >= 0.35 * right_rows
        && left_long + right_long >= 0.5 * (left_rows + right_rows);
    (side_by_side && texts).then_some(left + right - across)
}

/// The width that three quarters of the lines do not go beyond.
fn usual_width(items: &[Item], of: &[usize]) -> f32 {
    let mut widths: Vec<f32> = of.iter().map(|i| items[*i].rect.width()).collect();
    widths.sort_by(f32::total_cmp);
    widths.get(widths.len() * 3 / 4).copied().unwrap_or(0.0)
}

/// Rows on one side of a cut, and how many of them fill more than half of its width. Pieces of one row count together.
fn long_rows(items: &[Item], of: &[usize], width: f32) -> (f32, f32) {
    let mut rows: Vec<(f32, f32, f32)> =
        of.iter().map(|i| (items[*i].rect.y1, items[*i].rect.width(), items[*i].lines)).collect();
    rows.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut merged: Vec<(f32, f32, f32)> = Vec::new();
    for row in rows {
        match merged.last_mut() {
            Some(last) if row.0 - last.0 < 3.0 => {
                last.1 += row.1;
                last.2 = last.2.max(row.2);
            }
            _ => merged.push(row),
        }
    }
    let all = merged.iter().map(|row| row.2).sum();
    let long = merged.iter().filter(|row| row.1 > 0.5 * width).map(|row| row.2).sum();
    (all, long)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(x0: f32, x1: f32, y: f32) -> Item {
        Item { rect: Rect { x0, y0: y, x1, y1: y + 10.0 }, lines: 1.0 }
    }

    #[test]
    fn spaces_above_each_other_are_no_gutter() {
        let mut items = Vec::new();
        for row in 0..24 {
            let y = 100.0 + 14.0 * row as f32;
            match row % 4 {
                0 => items.extend([line(57.0, 160.0, y), line(172.0, 290.0, y)]),
                _ => items.push(line(57.0, 290.0, y)),
            }
        }
        assert_eq!(columns(&items, 57.0, 290.0), [(57.0, 290.0)], "one column of loosely set lines");
    }

    #[test]
    fn a_title_over_three_columns_hides_none_of_them() {
        // It begins just right of the first gutter's left edge and ends just left of the last column.
        let mut items = vec![line(212.0, 384.0, 60.0)];
        let columns = [(57.0, 207.0), (223.0, 374.0), (390.0, 540.0)];
        for row in 0..20 {
            // The rows of the columns stand at heights of their own.
            items.extend(columns.map(|(x0, x1)| line(x0, x1, 100.0 + 12.0 * row as f32 + x0 / 40.0)));
        }
        let order: Vec<f32> = reading_order(&items).into_iter().map(|i| items[i].rect.x0).collect();
        let mut wanted = vec![212.0];
        wanted.extend(columns.iter().flat_map(|(x0, _)| [*x0; 20]));
        assert_eq!(order, wanted, "the title, then column by column");
    }
}
