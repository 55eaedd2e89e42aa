//! The cells of a table: rows by rules or baselines, columns by rules or by the empty strips between words.

use super::groups;
use super::heads;
use super::lattice;
use super::lines::Line;
use super::pieces::{Piece, at_columns, centre, pieces};
use super::spans;
use super::tables::TableRegion;
use super::texts;
use super::words::{Words, is_wide};
use pathloom_model::{Cell, Rect, TableData};

/// What the grid is built from.
pub struct Source<'s> {
    pub lines: Vec<&'s Line>,
    pub horizontal: &'s [Rect],
    pub vertical: &'s [Rect],
}

/// Cells of a table region; `None` when they make no grid of at least two rows and columns, unless it is known to have
/// one column.
pub fn table(region: &TableRegion, source: &Source<'_>, words: &Words<'_, '_>) -> Option<TableData> {
    if region.columns.len() == 1 {
        return texts::table(region, source, words);
    }
    let mut pieces: Vec<Piece> = source.lines.iter().flat_map(|line| pieces(line)).collect();
    pieces.sort_by(|a, b| a.base.total_cmp(&b.base).then(a.rect.x0.total_cmp(&b.rect.x0)));
    let upright: Vec<Rect> = source
        .vertical
        .iter()
        .copied()
        .filter(|r| {
            r.x0 > region.rect.x0 - 3.0 && r.x1 < region.rect.x1 + 3.0 && r.y0 < region.rect.y1 && r.y1 > region.rect.y0
        })
        .collect();
    let (edges, framed) = vertical_edges(&upright, &region.rect);
    if framed && let Some(table) = boxed(region, source, &upright, &edges, &pieces, words) {
        return Some(table);
    }
    let pieces: Vec<Piece> = pieces.into_iter().flat_map(|piece| piece.parted_at(&edges)).collect();
    let partial = if framed { None } else { partial_cuts(&pieces, region, source, &edges) };
    let rows = rows(&pieces, region, source, &edges, framed, partial.as_deref());
    if rows.len() < 2 && region.columns.is_empty() {
        return None;
    }
    let heads = header_rows(region, &rows);
    let columns = match &region.columns {
        known if !known.is_empty() => known.clone(),
        _ if framed => edges.windows(2).map(|e| (e[0], e[1])).collect(),
        _ => columns(&pieces, &rows, heads, &edges),
    };
    if columns.len() < 2 {
        return None;
    }
    let pieces: Vec<Piece> = pieces.into_iter().flat_map(|piece| at_columns(piece, &columns)).collect();
    let headed = if partial.is_some() { heads } else { rows.len() };
    let mut table = fill(&pieces, &rows, &columns, source, words, headed);
    table.header_rows = heads.min(table.rows().saturating_sub(1)) as u32;
    if !region.rules.is_empty() {
        groups::widen_down(&mut table, &rows, region, source);
    }
    spans::widen(&mut table, &columns);
    heads::join_wrapped(&mut table, &rows, region, source, &pieces, words);
    drop_empty(&mut table);
    table.header_cols = header_cols(&table);
    let enough = table.rows() >= 2 || table.rows() == 1 && !region.columns.is_empty();
    (enough && table.cols() >= 2).then_some(table)
}

/// Places of vertical rules from left to right, and whether they frame the whole table.
fn vertical_edges(rules: &[Rect], region: &Rect) -> (Vec<f32>, bool) {
    let tall: Vec<&Rect> = rules.iter().filter(|r| r.height() > 0.3 * region.height() || r.height() > 30.0).collect();
    let mut edges: Vec<f32> = tall.iter().map(|r| (r.x0 + r.x1) / 2.0).collect();
    edges.sort_by(f32::total_cmp);
    edges.dedup_by(|b, a| *b - *a < 3.0);
    let reach = |x: f32, edge: f32| (x - edge).abs() < 6.0;
    let framed = edges.len() >= 3 && reach(edges[0], region.x0) && reach(edges[edges.len() - 1], region.x1);
    (edges, framed)
}

/// A table whose rules box its cells, unless they only part groups of rows.
fn boxed(
    region: &TableRegion,
    source: &Source<'_>,
    upright: &[Rect],
    edges: &[f32],
    pieces: &[Piece],
    words: &Words<'_, '_>,
) -> Option<TableData> {
    let bands: Vec<(f32, f32)> = cuts(region, source, 0.12).windows(2).map(|c| (c[0], c[1])).collect();
    if stacked(pieces, &base_rows(pieces), &bands, edges) {
        return None;
    }
    let mut table = lattice::table(&region.rect, source.horizontal, upright, pieces, words)?;
    drop_empty(&mut table);
    table.header_cols = header_cols(&table);
    (table.rows() >= 2 && table.cols() >= 2).then_some(table)
}

/// Places of the rules where every row of the body has one below it, although some leave out the columns of a name
/// that goes on.
fn partial_cuts(pieces: &[Piece], region: &TableRegion, source: &Source<'_>, edges: &[f32]) -> Option<Vec<f32>> {
    let (whole, all) = (cuts(region, source, 0.9), cuts(region, source, 0.3));
    let head = *whole.get(1)?;
    let added: Vec<f32> = all.iter().copied().filter(|cut| *cut > head + 3.0 && !whole.contains(cut)).collect();
    let drawn = source.horizontal.iter().filter(|r| added.iter().any(|cut| ((r.y0 + r.y1) / 2.0 - cut).abs() < 1.5));
    let bounds = drawn.copied().reduce(|a, b| a.union(&b))?;
    // The names that go on stand beside the rules, at whatever height.
    let middle = |p: &Piece| (p.rect.x0 + p.rect.x1) / 2.0;
    let over = |p: &&Piece| middle(p) > bounds.x0 && middle(p) < bounds.x1;
    let pieces: Vec<Piece> = pieces.iter().filter(over).cloned().collect();
    let bases = base_rows(&pieces);
    let size = pieces.first()?.size;
    let printed: Vec<(f32, f32)> = bases.iter().map(|base| (base - 0.5 * size, base - 0.1 * size)).collect();
    let columns = columns(&pieces, &printed, 1, edges);
    let filled = |base: f32| {
        let here: Vec<&Piece> = pieces.iter().filter(|p| (p.base - base).abs() < 0.35 * p.size).collect();
        let hit = |column: &&(f32, f32)| here.iter().any(|p| middle(p) > column.0 && middle(p) < column.1);
        columns.iter().filter(hit).count()
    };
    let rows_in = |band: (f32, f32)| {
        let inside = |base: &&f32| **base - 0.3 * size > band.0 && **base - 0.3 * size < band.1;
        bases.iter().filter(inside).filter(|base| filled(**base) >= 2).count()
    };
    let mut body = all.windows(2).filter(|c| c[0] > head - 1.0).map(|c| (c[0], c[1]));
    body.all(|band| rows_in(band) <= 1 && rows_of_figures(&pieces, &bases, &band) <= 1).then_some(all)
}

/// Top and bottom of each row. `partial` are the places of rules that part all rows, if they do.
fn rows(
    pieces: &[Piece],
    region: &TableRegion,
    source: &Source<'_>,
    edges: &[f32],
    framed: bool,
    partial: Option<&[f32]>,
) -> Vec<(f32, f32)> {
    let bases = base_rows(pieces);
    let wide = || cuts(region, source, if framed { 0.12 } else { 0.9 });
    let mut cuts = partial.map_or_else(wide, <[f32]>::to_vec);
    let beyond = |edge: f32, inner: Option<&f32>| inner.is_some_and(|inner| (inner - edge).abs() > 4.0);
    let (head, tail) = (beyond(region.rect.y0, cuts.first()), beyond(region.rect.y1, cuts.last()));
    // Rows over the first rule and under the last are rows too.
    cuts.splice(0..0, head.then_some(region.rect.y0 - 1.0));
    cuts.extend(tail.then_some(region.rect.y1 + 1.0));
    let bands: Vec<(f32, f32)> = cuts
        .windows(2)
        .map(|c| (c[0], c[1]))
        .filter(|band| pieces.iter().any(|p| centre(p) > band.0 && centre(p) < band.1))
        .collect();
    let many = bands.len() >= 3 && bands.len() as f32 >= 0.6 * bases.len() as f32;
    // Cells of running text: most printed rows hold a part of one cell only.
    let texts = bands.len() >= 3 && bases.len() >= 3 * bands.len() && pieces.len() * 10 < bases.len() * 14;
    let single =
        bands.len() >= 3 && (partial.is_some() || bands.iter().all(|band| full_rows(pieces, &bases, band) <= 1));
    let merged = without_continuations(&bases, pieces, &cuts);
    let mut ends: Vec<(f32, f32)> = merged
        .iter()
        .map(|(from, to)| {
            let of = |base: f32| pieces.iter().filter(move |p| (p.base - base).abs() < 0.35 * p.size);
            let top = of(*from).map(|p| p.rect.y0).fold(f32::MAX, f32::min);
            let bottom = of(*to).map(|p| p.rect.y1).fold(f32::MIN, f32::max);
            (top, bottom)
        })
        .collect();
    // A head set between two rows overlaps both; what is read where is decided half-way between the baselines.
    let size = pieces.first().map_or(0.0, |p| p.size);
    for at in 1..ends.len() {
        if ends[at - 1].1 > ends[at].0 {
            let middle = (merged[at - 1].1 + merged[at].0) / 2.0 - 0.3 * size;
            (ends[at - 1].1, ends[at].0) = (middle, middle);
        }
    }
    let ruled = bands.len() >= 2 && (many || texts || single || framed && !stacked(pieces, &bases, &bands, edges));
    if !ruled {
        return ends;
    }
    // Between two rules may stand heads over heads, or rows that no rule parts.
    let within = |band: &(f32, f32)| -> Vec<(f32, f32)> {
        let middle = |row: &(f32, f32)| (row.0 + row.1) / 2.0;
        ends.iter().filter(|row| middle(row) > band.0 && middle(row) < band.1).copied().collect()
    };
    // A rule under some of the heads says that more heads follow.
    let inner = |band: &(f32, f32)| {
        source.horizontal.iter().any(|r| {
            let across = r.x1.min(region.rect.x1) - r.x0.max(region.rect.x0);
            r.y0 > band.0 + 4.0 && r.y1 < band.1 - 4.0 && across > 0.2 * region.rect.width()
        })
    };
    // Where all rows of the body are parted by rules, only heads may still be several rows.
    let head = region.rules.get(1).copied().unwrap_or(f32::MAX);
    let whole = |band: &(f32, f32)| texts || framed || partial.is_some() && band.0 > head - 2.0;
    let parted = |band: &(f32, f32)| !whole(band) && (full_rows(pieces, &bases, band) >= 2 || inner(band));
    bands.iter().flat_map(|band| if parted(band) { within(band) } else { vec![*band] }).collect()
}

/// How many printed rows between two rules hold figures; lines of a cell that goes on hold words.
fn rows_of_figures(pieces: &[Piece], bases: &[f32], band: &(f32, f32)) -> usize {
    let inside = |p: &&Piece| centre(p) > band.0 && centre(p) < band.1 && is_figure(p);
    let of = |base: f32| pieces.iter().filter(inside).any(|p| (p.base - base).abs() < 0.35 * p.size);
    bases.iter().filter(|base| of(**base)).count()
}

fn is_figure(piece: &Piece) -> bool {
    piece.glyphs.iter().filter(|g| g.ch.is_ascii_digit()).count() * 2 > piece.glyphs.len()
}

/// How many printed rows between two rules have words in most columns.
fn full_rows(pieces: &[Piece], bases: &[f32], band: &(f32, f32)) -> usize {
    let count = |base: f32| pieces.iter().filter(|p| (p.base - base).abs() < 0.35 * p.size).count();
    let most = bases.iter().map(|base| count(*base)).max().unwrap_or(0);
    let size = pieces.first().map_or(0.0, |p| p.size);
    let inside = bases.iter().filter(|base| **base - 0.3 * size > band.0 && **base - 0.3 * size < band.1);
    inside.filter(|base| count(**base) * 10 >= (6 * most).max(20)).count()
}

/// Places of the horizontal rules of a table that are at least `wide` of its width.
pub fn cuts(region: &TableRegion, source: &Source<'_>, wide: f32) -> Vec<f32> {
    let inside = source.horizontal.iter().filter(|r| {
        let y = (r.y0 + r.y1) / 2.0;
        y > region.rect.y0 - 2.0
            && y < region.rect.y1 + 2.0
            && r.x1.min(region.rect.x1) - r.x0.max(region.rect.x0) > wide * region.rect.width()
    });
    let mut cuts: Vec<f32> = inside.map(|r| (r.y0 + r.y1) / 2.0).collect();
    cuts.sort_by(f32::total_cmp);
    cuts.dedup_by(|b, a| *b - *a < 3.0);
    cuts
}

/// Whether bands between rules hold several full rows each, so that rules only part groups of rows.
fn stacked(pieces: &[Piece], bases: &[f32], bands: &[(f32, f32)], edges: &[f32]) -> bool {
    let filled = |base: f32| {
        let hits = edges.windows(2).filter(|e| {
            pieces.iter().any(|p| (p.base - base).abs() < 0.35 * p.size && p.rect.x0 < e[1] && p.rect.x1 > e[0])
        });
        hits.count() as f32 >= 0.7 * (edges.len() - 1) as f32
    };
    // Lines of cells that go on hold words; rows of a group hold figures too.
    let figures = |base: f32| pieces.iter().filter(|p| (p.base - base).abs() < 0.35 * p.size).any(is_figure);
    let full = bases.iter().filter(|base| filled(**base) && figures(**base)).count();
    full >= bands.len() + 2
}

fn base_rows(pieces: &[Piece]) -> Vec<f32> {
    let mut bases: Vec<f32> = Vec::new();
    for piece in pieces {
        if bases.last().is_none_or(|last| piece.base - last > 0.35 * piece.size) {
            bases.push(piece.base);
        }
    }
    bases
}

/// Joins a row to the one above when it only goes on there: nothing in the first column, set closer than rows are.
fn without_continuations(bases: &[f32], pieces: &[Piece], cuts: &[f32]) -> Vec<(f32, f32)> {
    let left = pieces.iter().map(|p| p.rect.x0).fold(f32::MAX, f32::min);
    let at = |base: f32| pieces.iter().filter(move |p| (p.base - base).abs() < 0.35 * p.size);
    let starts_left = |base: f32| at(base).any(|p| p.rect.x0 < left + 1.5 * p.size);
    let mut gaps: Vec<f32> =
        bases.windows(2).filter(|b| starts_left(b[0]) && starts_left(b[1])).map(|b| b[1] - b[0]).collect();
    gaps.sort_by(f32::total_cmp);
    let usual = gaps.get(gaps.len() / 2).copied().unwrap_or(0.0);
    let mut out: Vec<(f32, f32)> = Vec::new();
    for base in bases {
        let goes_on = out.last().is_some_and(|(_, last)| {
            let ruled = cuts.iter().any(|cut| cut > last && cut < base);
            let figures = |p: &Piece| {
                let digits = p.glyphs.iter().filter(|g| g.ch.is_ascii_digit()).count();
                digits * 3 > p.glyphs.len()
            };
            let words = !at(*base).any(figures);
            let size = at(*base).map(|p| p.size).fold(0.0, f32::max);
            // One cell alone that goes on below words at least as wide is set closer than rows, if only just.
            let close = (base - last) < 1.4 * size && (usual == 0.0 || (base - last) < usual - 0.05 * size);
            let fuller = |p: &Piece| {
                at(*last).any(|q| (q.rect.x0 - p.rect.x0).abs() < 2.0 && q.rect.width() >= 0.6 * p.rect.width())
            };
            let alone = close && at(*base).count() == 1 && at(*base).all(fuller);
            // A word broken off in the first column goes on below.
            let hyphen = |p: &Piece| p.glyphs.last().is_some_and(|g| matches!(g.ch, '-' | '\u{ad}' | '‐'));
            let broken = at(*last).any(|p| p.rect.x0 < left + 1.5 * p.size && hyphen(p)) && (base - last) < 1.4 * size;
            if broken && !ruled {
                return true;
            }
            !ruled && words && !starts_left(*base) && (alone || (base - last) < 0.88 * usual)
        });
        match out.last_mut() {
            Some(row) if goes_on => row.1 = *base,
            _ => out.push((*base, *base)),
        }
    }
    out
}

/// Rows above the rule that follows the table's top rule; 1 when no rule says.
fn header_rows(region: &TableRegion, rows: &[(f32, f32)]) -> usize {
    let middle = |row: &(f32, f32)| (row.0 + row.1) / 2.0;
    let top = rows.first().map_or(0.0, middle);
    let cut = region.rules.iter().find(|rule| **rule > top);
    let above = cut.map_or(1, |cut| rows.iter().filter(|row| middle(row) < *cut).count());
    if above == 0 || above * 2 > rows.len().max(2) { 1 } else { above.min(4) }
}

/// Columns between strips that (nearly) no body row has words in.
fn columns(pieces: &[Piece], rows: &[(f32, f32)], heads: usize, edges: &[f32]) -> Vec<(f32, f32)> {
    let in_row = |p: &&Piece, row: &(f32, f32)| centre(p) > row.0 - 1.0 && centre(p) < row.1 + 1.0;
    let body: &[(f32, f32)] = if rows.len() >= heads + 2 { &rows[heads..] } else { rows };
    let x0 = pieces.iter().map(|p| p.rect.x0).fold(f32::MAX, f32::min);
    let x1 = pieces.iter().map(|p| p.rect.x1).fold(f32::MIN, f32::max);
    const STEP: f32 = 0.5;
    let cells = (((x1 - x0) / STEP).ceil() as usize).clamp(1, 20_000);
    let mut covered = vec![0usize; cells];
    for row in body {
        let mut seen = vec![false; cells];
        for piece in pieces.iter().filter(|p| in_row(p, row)) {
            let from = ((piece.rect.x0 - x0) / STEP).floor().max(0.0) as usize;
            let to = (((piece.rect.x1 - x0) / STEP).ceil() as usize).min(cells);
            seen[from.min(cells)..to].iter_mut().for_each(|cell| *cell = true);
        }
        covered.iter_mut().zip(seen).for_each(|(count, seen)| *count += usize::from(seen));
    }
    let tolerated = if body.len() >= 6 && edges.is_empty() { body.len() / 8 } else { 0 };
    let size = pieces.first().map_or(9.0, |p| p.size);
    let mut out: Vec<(f32, f32)> = Vec::new();
    let mut start: Option<usize> = None;
    for (at, count) in covered.iter().copied().chain([0]).enumerate() {
        let open = count > tolerated;
        match (open, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                let (a, b) = (x0 + from as f32 * STEP, x0 + at as f32 * STEP);
                match out.last_mut() {
                    Some(last)
                        if a - last.1 < 0.3 * size && !edges.iter().any(|e| *e > last.1 - 2.0 && *e < a + 2.0) =>
                    {
                        last.1 = b
                    }
                    _ => out.push((a, b)),
                }
                start = None;
            }
            _ => {}
        }
    }
    out
}

/// First and last column that a piece of text reaches into.
fn reach(piece: &Piece, columns: &[(f32, f32)], source: &Source<'_>, alone: impl Fn(&Rect) -> bool) -> (usize, usize) {
    let (mut x0, mut x1) = (piece.rect.x0, piece.rect.x1);
    // A rule close below a head says which columns it is the head of.
    let under = source
        .horizontal
        .iter()
        .find(|r| r.y0 > piece.base && r.y0 < piece.base + 1.1 * piece.size && r.x0 <= x0 + 2.0 && r.x1 >= x1 - 2.0);
    let full = |r: &&Rect| columns.first().zip(columns.last()).is_some_and(|(a, b)| r.x0 < a.1 && r.x1 > b.0);
    if let Some(rule) = under.filter(|r| !full(r) && alone(r)) {
        (x0, x1) = (rule.x0.min(x0), rule.x1.max(x1));
    }
    let hits: Vec<usize> = (0..columns.len())
        .filter(|c| {
            let shared = columns[*c].1.min(x1) - columns[*c].0.max(x0);
            shared > 0.25 * (columns[*c].1 - columns[*c].0).min(x1 - x0)
        })
        .collect();
    match (hits.first(), hits.last()) {
        (Some(first), Some(last)) => (*first, *last),
        _ => {
            let middle = (x0 + x1) / 2.0;
            let off = |c: &usize| (columns[*c].0 - middle).max(middle - columns[*c].1);
            let nearest = (0..columns.len()).min_by(|a, b| off(a).total_cmp(&off(b))).unwrap_or(0);
            (nearest, nearest)
        }
    }
}

/// Puts the pieces into their cells. Rules below words of the first `headed` rows say how far these reach.
fn fill(
    pieces: &[Piece],
    rows: &[(f32, f32)],
    columns: &[(f32, f32)],
    source: &Source<'_>,
    words: &Words<'_, '_>,
    headed: usize,
) -> TableData {
    let mut cells = vec![vec![Cell::default(); columns.len()]; rows.len()];
    let mut last = vec![vec![f32::MIN; columns.len()]; rows.len()];
    for piece in pieces {
        let y = centre(piece);
        let off = |r: &usize| (rows[*r].0 - y).max(y - rows[*r].1);
        let Some(row) = (0..rows.len()).min_by(|a, b| off(a).total_cmp(&off(b))) else { continue };
        let alone = |rule: &Rect| {
            let over = pieces
                .iter()
                .filter(|p| (p.base - piece.base).abs() < 0.35 * p.size && p.rect.x0 < rule.x1 && p.rect.x1 > rule.x0);
            row < headed && over.count() == 1
        };
        let (first, to) = reach(piece, columns, source, alone);
        let cell = &mut cells[row][first];
        let text = words.text(&piece.glyphs);
        append(&mut cell.text, &text, piece.base - last[row][first] > 0.3 * piece.size);
        last[row][first] = piece.base;
        cell.bbox = Some(cell.bbox.map_or(piece.rect, |b| b.union(&piece.rect)));
        for beside in cells[row][first + 1..=to].iter_mut().filter(|cell| cell.text.is_empty()) {
            beside.covered_by = Some((row as u32, first as u32));
        }
    }
    for row in &mut cells {
        for cell in row {
            if !cell.text.is_empty() {
                cell.covered_by = None;
            }
        }
    }
    TableData { cells, ..TableData::default() }
}

/// Adds a further piece to a cell: with a space, unless both ends are written without.
pub fn append(text: &mut String, more: &str, new_line: bool) {
    let tight = text.chars().next_back().zip(more.chars().next()).is_some_and(|(a, b)| is_wide(a) || is_wide(b));
    if new_line && text.ends_with('-') && more.starts_with(char::is_lowercase) {
        text.pop();
    } else if !text.is_empty() && !tight {
        text.push(' ');
    }
    text.push_str(more);
}

fn drop_empty(table: &mut TableData) {
    let empty = |cell: &Cell| cell.text.is_empty();
    let heads = table.header_rows as usize;
    let kept: Vec<bool> = table.cells.iter().map(|row| !row.iter().all(empty)).collect();
    if kept.iter().all(|k| *k) {
        return;
    }
    table.header_rows -= kept.iter().take(heads).filter(|k| !**k).count() as u32;
    let new_row: Vec<u32> = kept
        .iter()
        .scan(0, |next, k| {
            let at = *next;
            *next += u32::from(*k);
            Some(at)
        })
        .collect();
    let mut at = 0;
    table.cells.retain(|_| {
        at += 1;
        kept[at - 1]
    });
    for cell in table.cells.iter_mut().flatten() {
        if let Some((row, _)) = &mut cell.covered_by {
            *row = new_row[*row as usize];
        }
    }
}

/// The first column is a head when it holds names and the others mostly figures; the second as well when the first
/// only names groups.
fn header_cols(table: &TableData) -> u32 {
    let body = &table.cells[table.header_rows as usize..];
    let share = |col: usize, test: fn(&str) -> bool| {
        let texts: Vec<&str> = body.iter().map(|row| row[col].text.as_str()).filter(|t| !t.is_empty()).collect();
        texts.iter().filter(|t| test(t)).count() as f32 / texts.len().max(1) as f32
    };
    let figures = |text: &str| {
        let digits = text.chars().filter(char::is_ascii_digit).count();
        digits > 0 && text.chars().filter(|c| c.is_alphabetic()).count() <= digits
    };
    if share(0, figures) > 0.5 {
        return 0;
    }
    let filled = body.iter().filter(|row| !row[0].text.is_empty()).count();
    let grouped = table.cols() > 2 && filled * 2 <= body.len() && share(1, figures) < 0.3;
    if grouped { 2 } else { 1 }
}
