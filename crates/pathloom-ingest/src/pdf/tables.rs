//! Where tables are: stacks of horizontal rules of one width with rows of text between them, and, beside a caption
//! without rules, rows of text that line up. What their cells are is the grid's business.

use super::captions::Caption;
use super::lines::Line;
use super::page::{PageContent, Rule, intersect};
use super::texts;
use pathloom_model::Rect;

/// A table found on a page.
#[derive(Clone, Debug)]
pub struct TableRegion {
    pub rect: Rect,
    /// Vertical places of rules as wide as the table, from top to bottom; none for a table without rules.
    pub rules: Vec<f32>,
    /// Index of its caption.
    pub caption: Option<usize>,
    /// Left and right edges of the columns, where they are known: from the page before, or because there is but one.
    pub columns: Vec<(f32, f32)>,
}

/// Horizontal rules with collinear pieces joined, also those that edges of filled bands make.
pub fn horizontal_rules(content: &PageContent) -> Vec<Rect> {
    let drawn = content.rules.iter().filter(|rule| rule.horizontal).map(|rule| rule.rect);
    let bands = content.fills.iter().filter(|fill| (6.0..=60.0).contains(&fill.height()) && fill.width() > 30.0);
    let edges = bands.flat_map(|fill| [Rect { y1: fill.y0 + 0.1, ..*fill }, Rect { y0: fill.y1 - 0.1, ..*fill }]);
    joined(drawn.chain(edges).collect(), true)
}

pub fn vertical_rules(content: &PageContent) -> Vec<Rect> {
    joined(content.rules.iter().filter(|rule| !rule.horizontal).map(|rule: &Rule| rule.rect).collect(), false)
}

fn joined(mut rules: Vec<Rect>, horizontal: bool) -> Vec<Rect> {
    let across = |r: &Rect| if horizontal { (r.y0 + r.y1) / 2.0 } else { (r.x0 + r.x1) / 2.0 };
    let start = |r: &Rect| if horizontal { r.x0 } else { r.y0 };
    let end = |r: &Rect| if horizontal { r.x1 } else { r.y1 };
    rules.sort_by(|a, b| across(a).round().total_cmp(&across(b).round()).then(start(a).total_cmp(&start(b))));
    let mut out: Vec<Rect> = Vec::new();
    for rule in rules {
        let open = out.iter_mut().rev().take(40).find(|last| {
            (across(last) - across(&rule)).abs() <= 1.6
                && start(&rule) <= end(last) + 1.6
                && end(&rule) >= start(last) - 1.6
        });
        match open {
            Some(last) => *last = last.union(&rule),
            None => out.push(rule),
        }
    }
    out
}

/// Tables by their rules.
pub fn ruled(content: &PageContent, lines: &[Line], captions: &[Caption]) -> Vec<TableRegion> {
    let mut rules: Vec<Rect> = horizontal_rules(content).into_iter().filter(|rule| rule.width() >= 40.0).collect();
    rules.sort_by(|a, b| a.y0.total_cmp(&b.y0));
    let mut used = vec![false; rules.len()];
    let mut found = Vec::new();
    for top in 0..rules.len() {
        if used[top] {
            continue;
        }
        let mut stack = vec![top];
        for next in top + 1..rules.len() {
            let (a, b) = (&rules[stack[stack.len() - 1]], &rules[next]);
            let same = (a.x0 - b.x0).abs() <= 4.0 && (a.x1 - b.x1).abs() <= 4.0;
            if used[next] || !same {
                continue;
            }
            if !is_band(a, b, lines, captions) {
                break;
            }
            stack.push(next);
        }
        let region = rules[top].union(&rules[stack[stack.len() - 1]]);
        let places: Vec<f32> = stack.iter().map(|i| (rules[*i].y0 + rules[*i].y1) / 2.0).collect();
        if stack.len() >= 2 && is_table(&region, &places, content, lines) {
            stack.iter().for_each(|i| used[*i] = true);
            found.push(TableRegion { rect: region, rules: places, caption: None, columns: Vec::new() });
        }
    }
    let inside =
        |a: &Rect, b: &Rect| intersect(a, b).is_some_and(|c| c.width() * c.height() > 0.8 * a.width() * a.height());
    let rects: Vec<Rect> = found.iter().map(|region: &TableRegion| region.rect).collect();
    let area = |r: &Rect| r.width() * r.height();
    found.retain(|region| !rects.iter().any(|other| area(other) > area(&region.rect) && inside(&region.rect, other)));
    found
}

/// Whether what stands between two rules can belong to one table: rows of cells, no caption, no running text.
fn is_band(a: &Rect, b: &Rect, lines: &[Line], captions: &[Caption]) -> bool {
    if b.y0 - a.y1 < 2.5 {
        return true;
    }
    let between: Vec<&Line> = lines
        .iter()
        .filter(|line| line.base > a.y1 && line.base < b.y0 + 1.0 && line.rect.x0 < a.x1 && line.rect.x1 > a.x0)
        .collect();
    if between.iter().any(|line| line.rect.x0 < a.x0 - 6.0 || line.rect.x1 > a.x1 + 6.0) {
        return false;
    }
    let captioned =
        captions.iter().any(|c| c.rect.y0 > a.y0 && c.rect.y1 < b.y1 && c.rect.x0 < a.x1 && c.rect.x1 > a.x0);
    let prose = between.iter().filter(|line| line.rect.width() > 0.88 * a.width()).count();
    !captioned && !between.is_empty() && prose <= 1.max(between.len() / 4)
}

fn is_table(region: &Rect, rules: &[f32], content: &PageContent, lines: &[Line]) -> bool {
    let covered = |rect: &Rect| {
        intersect(rect, region).is_some_and(|c| c.width() * c.height() > 0.5 * rect.width() * rect.height())
    };
    let drawn = content.shapes.iter().filter(|s| s.width().max(s.height()) > 9.0 && covered(s)).count();
    let pictures = content.images.iter().filter(|i| i.height() > 30.0 && covered(i)).count();
    let inside: Vec<&Line> = lines.iter().filter(|line| region.contains(line.centre().0, line.centre().1)).collect();
    let rows = row_bases(&inside);
    let paired = rows.iter().filter(|row| row.len() >= 2).count();
    let columns = paired * 2 >= rows.len() || paired >= 3;
    // Labels of an axis stand on gridlines; the cells of a table stand between its rules.
    let within = |r: &Rect| r.y0 > region.y0 - 2.0 && r.y1 < region.y1 + 2.0 && r.x0 < region.x1 && r.x1 > region.x0;
    let struck = content
        .rules
        .iter()
        .filter(|r| r.horizontal && within(&r.rect) && r.rect.width() > 0.3 * region.width() && r.rect.width() > 25.0)
        .filter(|r| {
            lines.iter().any(|l| {
                let y = (r.rect.y0 + r.rect.y1) / 2.0;
                let before = l.rect.x1 > r.rect.x0 - 14.0 && l.rect.x1 < r.rect.x0 + 3.0;
                let after = l.rect.x0 < r.rect.x1 + 14.0 && l.rect.x0 > r.rect.x1 - 3.0;
                (before || after) && l.rect.width() < 60.0 && y > l.base - 0.5 * l.size && y < l.base - 0.15 * l.size
            })
        });
    drawn <= 3 && pictures == 0 && struck.count() < 2 && rows.len() >= 2 && rows.len() + 1 >= rules.len() / 2 && columns
}

/// Lines by row: those that share a baseline.
pub fn row_bases<'l>(lines: &[&'l Line]) -> Vec<Vec<&'l Line>> {
    let mut sorted: Vec<&Line> = lines.to_vec();
    sorted.sort_by(|a, b| a.base.total_cmp(&b.base));
    let mut rows: Vec<Vec<&Line>> = Vec::new();
    for line in sorted {
        match rows.last_mut() {
            Some(row) if (line.base - row[0].base).abs() < 0.35 * line.size => row.push(line),
            _ => rows.push(vec![line]),
        }
    }
    rows
}

/// Gives each table caption its ruled table, or looks for one of a single column or without rules next to it.
pub fn join_captions(
    tables: &mut Vec<TableRegion>,
    captions: &[Caption],
    content: &PageContent,
    lines: &[Line],
    is_table: impl Fn(&Caption) -> bool,
) {
    for (index, caption) in captions.iter().enumerate().filter(|(_, caption)| is_table(caption)) {
        let best = tables
            .iter_mut()
            .filter(|table| table.caption.is_none())
            .filter_map(|table| Some((distance(&caption.rect, &table.rect, caption.strip)?, table)))
            .min_by(|a, b| a.0.total_cmp(&b.0));
        if let Some((_, table)) = best {
            table.caption = Some(index);
        }
    }
    for (index, caption) in captions.iter().enumerate().filter(|(_, caption)| is_table(caption)) {
        if tables.iter().any(|table| table.caption == Some(index)) {
            continue;
        }
        let cells = unruled(caption, captions, lines, tables);
        // Texts between rules that have nothing to do with the caption may stand on its other side.
        let text = texts::region(caption, captions, content, lines, tables)
            .filter(|text| cells.is_none_or(|cells| cells.overlaps(&text.rect)));
        let found = text
            .or_else(|| cells.map(|rect| TableRegion { rect, rules: Vec::new(), caption: None, columns: Vec::new() }));
        tables.extend(found.map(|region| TableRegion { caption: Some(index), ..region }));
    }
}

/// Captions that say figure over what is a table.
pub fn join_tables_called_figures(tables: &mut [TableRegion], captions: &[Caption]) {
    for (index, caption) in captions.iter().enumerate() {
        let free = |table: &&mut TableRegion| table.caption.is_none() && table.rules.len() >= 5;
        let close =
            |table: &TableRegion| distance(&caption.rect, &table.rect, caption.strip).is_some_and(|gap| gap < 16.0);
        if tables.iter().any(|table| table.caption == Some(index)) {
            continue;
        }
        if let Some(table) = tables.iter_mut().filter(free).find(|table| close(table)) {
            table.caption = Some(index);
        }
    }
}

/// The rest of a table without rules from the page before: rows at the top of this one that keep to its columns.
pub fn carried(columns: &[(f32, f32)], lines: &[Line], taken: impl Fn(&Rect) -> bool) -> Option<TableRegion> {
    let (x0, x1) = (columns.first()?.0 - 8.0, columns.last()?.1 + 8.0);
    let within: Vec<&Line> = lines.iter().filter(|line| line.rect.x1 > x0 && line.rect.x0 < x1).collect();
    let (mut rect, mut last, mut full): (Option<Rect>, f32, usize) = (None, 0.0, 0);
    for row in row_bases(&within) {
        let far = rect.is_some() && row[0].base - last > 3.2 * row[0].size;
        let keeps = |line: &&Line| columns.iter().any(|column| in_column(&line.rect, *column));
        if far || !row.iter().all(keeps) || row.iter().any(|line| taken(&line.rect)) {
            break;
        }
        full += usize::from(row.len() * 2 >= columns.len() && row.len() >= 2);
        last = row[0].base;
        let bounds = row.iter().map(|line| line.rect).reduce(|a, b| a.union(&b))?;
        rect = Some(rect.map_or(bounds, |r| r.union(&bounds)));
    }
    let rect = rect.filter(|_| full > 0)?;
    Some(TableRegion { rect, rules: Vec::new(), caption: None, columns: columns.to_vec() })
}

/// Whether a line keeps to a column: begins, ends or is centred as it does.
fn in_column(line: &Rect, (x0, x1): (f32, f32)) -> bool {
    let centred = ((line.x0 + line.x1) / 2.0 - (x0 + x1) / 2.0).abs() < 3.0;
    ((line.x0 - x0).abs() < 3.0 || (line.x1 - x1).abs() < 3.0 || centred) && line.x1 - line.x0 < (x1 - x0) + 40.0
}

/// Takes in rows just above and below the rules of a table that line up with those inside: heads over the first rule,
/// rows between striped ones. `free` says which lines nothing else has.
pub fn with_outer_rows(region: &mut TableRegion, lines: &[Line], free: impl Fn(usize) -> bool) {
    for up in [true, false] {
        for _ in 0..4 {
            let inside: Vec<&Line> =
                lines.iter().filter(|line| region.rect.contains(line.centre().0, line.centre().1)).collect();
            let rows = row_bases(&inside);
            let Some(edge) = (if up { rows.first() } else { rows.last() }) else { return };
            let beyond = |line: &Line| {
                let apart = if up { edge[0].base - line.base } else { line.base - edge[0].base };
                let within = line.rect.x0 > region.rect.x0 - 4.0 && line.rect.x1 < region.rect.x1 + 4.0;
                within && apart > 0.4 * line.size && apart < 1.3 * pitch(&rows, line.size)
            };
            let near: Vec<&Line> =
                lines.iter().enumerate().filter(|(at, line)| free(*at) && beyond(line)).map(|(_, line)| line).collect();
            let found = row_bases(&near);
            let Some(row) = (if up { found.last() } else { found.first() }) else { break };
            let aligned = row.iter().filter(|line| inside.iter().any(|other| lines_up(&line.rect, &other.rect)));
            let usual = rows.iter().map(Vec::len).max().unwrap_or(2);
            if row.len() < 2 || row.len() * 2 < usual || aligned.count() * 2 < row.len() {
                break;
            }
            let bounds = row.iter().map(|line| line.rect).fold(region.rect, |a, b| a.union(&b));
            region.rect = Rect { x0: region.rect.x0, x1: region.rect.x1, ..bounds };
        }
    }
}

/// The usual distance between rows.
fn pitch(rows: &[Vec<&Line>], size: f32) -> f32 {
    let mut gaps: Vec<f32> = rows.windows(2).map(|pair| pair[1][0].base - pair[0][0].base).collect();
    gaps.sort_by(f32::total_cmp);
    gaps.get(gaps.len() / 2).copied().unwrap_or(1.8 * size).max(1.3 * size)
}

fn lines_up(a: &Rect, b: &Rect) -> bool {
    let middle = |r: &Rect| (r.x0 + r.x1) / 2.0;
    (a.x0 - b.x0).abs() < 2.0 || (a.x1 - b.x1).abs() < 2.0 || (middle(a) - middle(b)).abs() < 2.0
}

/// How far a caption is from an object above or below it; `None` when they do not belong together.
pub fn distance(caption: &Rect, object: &Rect, strip: (f32, f32)) -> Option<f32> {
    let shared = object.x1.min(strip.1) - object.x0.max(strip.0);
    if shared < 0.5 * object.width().min(strip.1 - strip.0) || object.x0 < strip.0 - 25.0 && object.x1 > strip.1 + 25.0
    {
        return None;
    }
    let gap = if object.y0 >= caption.y0 { object.y0 - caption.y1 } else { caption.y0 - object.y1 };
    (-8.0..=42.0).contains(&gap).then_some(gap.abs())
}

fn unruled(caption: &Caption, captions: &[Caption], lines: &[Line], tables: &[TableRegion]) -> Option<Rect> {
    let (x0, x1) = caption.strip;
    let free = |line: &&Line| {
        let (x, y) = line.centre();
        let taken = tables.iter().any(|t| t.rect.contains(x, y)) || captions.iter().any(|c| c.rect.contains(x, y));
        line.rect.x0 >= x0 - 8.0 && line.rect.x1 <= x1 + 8.0 && !taken
    };
    let strip: Vec<&Line> = lines.iter().filter(free).collect();
    let rows = row_bases(&strip);
    let below = rows.iter().filter(|row| row[0].base > caption.rect.y1);
    let above = rows.iter().rev().filter(|row| row[0].base < caption.rect.y0);
    run_of_cells(below, caption.rect.y1, x1 - x0).or_else(|| run_of_cells(above, caption.rect.y0, x1 - x0))
}

fn run_of_cells<'r, 'l: 'r>(rows: impl Iterator<Item = &'r Vec<&'l Line>>, from: f32, width: f32) -> Option<Rect> {
    let (mut rect, mut last, mut paired): (Option<Rect>, f32, usize) = (None, from, 0);
    let mut print: Option<f32> = None;
    for row in rows {
        let size = row[0].size;
        let gap = (row[0].base - last).abs();
        let prose = row.len() == 1 && row[0].rect.width() > 0.7 * width;
        // A heading or a text in another print is no row of the table.
        let other = row.len() == 1 && print.is_some_and(|print| (size - print).abs() > 0.07 * print);
        print = print.or(Some(size));
        if prose || other || gap > if rect.is_none() { 40.0 } else { 3.2 * size } {
            break;
        }
        paired += usize::from(row.len() >= 2);
        last = row[0].base;
        let bounds = row.iter().map(|line| line.rect).reduce(|a, b| a.union(&b))?;
        rect = Some(rect.map_or(bounds, |r| r.union(&bounds)));
    }
    rect.filter(|_| paired >= 2)
}
