//! Tables whose cells are boxed by rules: what no rule parts is one cell, however its text is set inside.

use super::grid::append;
use super::pieces::{Piece, centre};
use super::words::Words;
use pathloom_model::{Cell, Rect, TableData};

/// Where rules stand: edges of columns and rows, and which of them are drawn where.
struct Lattice<'r> {
    xs: Vec<f32>,
    ys: Vec<f32>,
    horizontal: Vec<Rect>,
    vertical: &'r [Rect],
    pieces: &'r [Piece],
}

/// Larger grids are read by their baselines.
const MOST_WORK: usize = 40_000_000;

/// How far a rule may lie from the edge that it draws.
const NEAR: f32 = 2.5;

/// The table inside `region` with its spans and header rows; `None` where rules do not box its cells.
pub fn table(
    region: &Rect,
    horizontal: &[Rect],
    vertical: &[Rect],
    pieces: &[Piece],
    words: &Words<'_, '_>,
) -> Option<TableData> {
    let lattice = Lattice::of(region, horizontal, vertical, pieces)?;
    let (rows, columns) = (lattice.ys.len() - 1, lattice.xs.len() - 1);
    let origins = lattice.origins()?;
    let mut cells = vec![vec![Cell::default(); columns]; rows];
    for (row, line) in cells.iter_mut().enumerate() {
        for (column, cell) in line.iter_mut().enumerate() {
            let origin = origins[row * columns + column];
            cell.covered_by = (origin != (row, column)).then_some((origin.0 as u32, origin.1 as u32));
        }
    }
    let mut bases = vec![f32::MIN; rows * columns];
    for piece in pieces.iter().flat_map(|piece| lattice.parted(piece)) {
        let middle = (piece.rect.x0 + piece.rect.x1) / 2.0;
        let (Some(row), Some(column)) = (band(&lattice.ys, centre(&piece)), band(&lattice.xs, middle)) else {
            continue;
        };
        let (row, column) = origins[row * columns + column];
        let (cell, base) = (&mut cells[row][column], &mut bases[row * columns + column]);
        append(&mut cell.text, &words.text(&piece.glyphs), piece.base - *base > 0.3 * piece.size);
        cell.bbox = Some(cell.bbox.map_or(piece.rect, |b| b.union(&piece.rect)));
        *base = piece.base;
    }
    let header_rows = heads(&origins, rows, columns);
    Some(TableData { cells, header_rows, ..TableData::default() })
}

impl<'r> Lattice<'r> {
    fn of(region: &Rect, horizontal: &'r [Rect], vertical: &'r [Rect], pieces: &'r [Piece]) -> Option<Lattice<'r>> {
        let inside = |r: &&Rect| {
            r.x1 > region.x0 - 3.0 && r.x0 < region.x1 + 3.0 && r.y1 > region.y0 - 3.0 && r.y0 < region.y1 + 3.0
        };
        let long = |r: &&Rect| r.width().max(r.height()) > 6.0;
        let mut sizes: Vec<f32> = pieces.iter().map(|piece| piece.size).collect();
        sizes.sort_by(f32::total_cmp);
        let size = sizes.get(sizes.len() / 2).copied().unwrap_or(8.0);
        let upright = vertical.iter().filter(inside).filter(long).map(|r| ((r.x0 + r.x1) / 2.0, r.height()));
        let xs = edges(upright.collect(), 0.4 * size);
        // Shading behind words ends inside its cell; the rule of a cell goes from edge to edge.
        let anchored = |x: f32| xs.iter().any(|edge| (edge - x).abs() < 3.0);
        let horizontal: Vec<Rect> = horizontal
            .iter()
            .filter(inside)
            .filter(long)
            .filter(|r| (anchored(r.x0) || r.x0 < region.x0) && (anchored(r.x1) || r.x1 > region.x1))
            .copied()
            .collect();
        let level = horizontal.iter().map(|r| ((r.y0 + r.y1) / 2.0, r.width()));
        let ys = edges(level.collect(), 0.85 * size);
        let reaches = |edges: &[f32], from: f32, to: f32| {
            edges.len() >= 3 && (edges[0] - from).abs() < 6.0 && (edges[edges.len() - 1] - to).abs() < 6.0
        };
        let whole = reaches(&xs, region.x0, region.x1) && reaches(&ys, region.y0, region.y1);
        let lattice = Lattice { xs, ys, horizontal, vertical, pieces };
        (whole && lattice.work() <= MOST_WORK && lattice.is_drawn()).then_some(lattice)
    }

    /// Places times what is looked at for each.
    fn work(&self) -> usize {
        let places = (self.xs.len() - 1) * (self.ys.len() - 1);
        places.saturating_mul(self.horizontal.len() + self.vertical.len() + self.pieces.len())
    }

    /// At least half of the possible rules between cells are there, in both directions.
    fn is_drawn(&self) -> bool {
        let (rows, columns) = (self.ys.len() - 1, self.xs.len() - 1);
        let beside = (1..columns).flat_map(|x| (0..rows).map(move |y| (x, y)));
        let upright = beside.filter(|(x, y)| self.parts_beside(*x, *y)).count();
        let below = (1..rows).flat_map(|y| (0..columns).map(move |x| (x, y)));
        let level = below.filter(|(x, y)| self.parts_below(*x, *y)).count();
        upright * 2 >= (columns - 1) * rows && level * 2 >= (rows - 1) * columns
    }

    /// Whether a rule stands at vertical edge `x` in row `y`.
    fn parts_beside(&self, x: usize, y: usize) -> bool {
        let (at, middle) = (self.xs[x], (self.ys[y] + self.ys[y + 1]) / 2.0);
        self.vertical.iter().any(|r| ((r.x0 + r.x1) / 2.0 - at).abs() < NEAR && r.y0 < middle && r.y1 > middle)
    }

    /// Whether a rule lies at horizontal edge `y` in column `x`.
    fn parts_below(&self, x: usize, y: usize) -> bool {
        let (at, middle) = (self.ys[y], (self.xs[x] + self.xs[x + 1]) / 2.0);
        self.horizontal.iter().any(|r| ((r.y0 + r.y1) / 2.0 - at).abs() < NEAR && r.x0 < middle && r.x1 > middle)
    }

    /// Whether words of one printed line end before vertical edge `x` and go on after it, as in a shaded head without
    /// rules.
    fn words_part(&self, x: usize, y: usize) -> bool {
        let at = self.xs[x];
        // Only words between the rules on both sides count: beyond them are other cells.
        let from = (0..x).rev().find(|edge| self.parts_beside(*edge, y)).map_or(f32::MIN, |edge| self.xs[edge] - 1.0);
        let right = (x + 1..self.xs.len()).find(|edge| self.parts_beside(*edge, y));
        let to = right.map_or(f32::MAX, |edge| self.xs[edge] + 1.0);
        let row: Vec<&Piece> =
            self.pieces.iter().filter(|it| centre(it) > self.ys[y] && centre(it) < self.ys[y + 1]).collect();
        row.iter().any(|piece| {
            let on_line = || row.iter().filter(|other| (other.base - piece.base).abs() < 0.35 * piece.size);
            let glyphs = || on_line().flat_map(|it| &it.glyphs).filter(|g| g.ch != ' ' && g.x0 > from && g.x1 < to);
            let crossed = glyphs().any(|glyph| glyph.x0 < at - 1.0 && glyph.x1 > at + 1.0);
            let before = glyphs().filter(|g| g.x1 <= at + 1.0).map(|g| g.x1).fold(f32::MIN, f32::max);
            let after = glyphs().filter(|g| g.x0 >= at - 1.0).map(|g| g.x0).fold(f32::MAX, f32::min);
            let both = before > f32::MIN && after < f32::MAX;
            !crossed && both && after - before > 0.45 * piece.size
        })
    }

    /// For each place the first place of its cell; `None` where some cell is no rectangle.
    fn origins(&self) -> Option<Vec<(usize, usize)>> {
        let (rows, columns) = (self.ys.len() - 1, self.xs.len() - 1);
        let mut origins: Vec<Option<(usize, usize)>> = vec![None; rows * columns];
        for row in 0..rows {
            for column in 0..columns {
                if origins[row * columns + column].is_some() {
                    continue;
                }
                let right = (column + 1..columns).take_while(|x| {
                    let open = !self.parts_beside(*x, row) && !self.words_part(*x, row);
                    open && origins[row * columns + *x].is_none()
                });
                let across = column..column + 1 + right.count();
                let down = (row + 1..rows).take_while(|y| across.clone().all(|x| !self.parts_below(x, *y)));
                for y in row..row + 1 + down.count() {
                    for x in across.clone() {
                        if origins[y * columns + x].replace((row, column)).is_some() {
                            return None;
                        }
                    }
                }
            }
        }
        origins.into_iter().collect()
    }

    /// A piece cut where a rule goes through it.
    fn parted(&self, piece: &Piece) -> Vec<Piece> {
        let Some(row) = band(&self.ys, centre(piece)) else { return vec![piece.clone()] };
        let cut = |x: &usize| self.parts_beside(*x, row) || self.words_part(*x, row);
        let cuts = (1..self.xs.len() - 1).filter(cut).map(|x| self.xs[x]);
        piece.clone().parted_at(&cuts.collect::<Vec<f32>>())
    }
}

/// Places of rules, each with its length: those of one edge as one, and of two edges closer than `least` the longer.
fn edges(mut rules: Vec<(f32, f32)>, least: f32) -> Vec<f32> {
    rules.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut edges: Vec<(f32, f32)> = Vec::new();
    for (at, length) in rules {
        match edges.last_mut() {
            Some(last) if at - last.0 < NEAR => last.1 += length,
            Some(last) if at - last.0 < least => {
                if length > last.1 {
                    *last = (at, length);
                }
            }
            _ => edges.push((at, length)),
        }
    }
    edges.into_iter().map(|(at, _)| at).collect()
}

fn band(edges: &[f32], at: f32) -> Option<usize> {
    let index = edges.partition_point(|edge| *edge <= at);
    (index > 0 && index < edges.len()).then(|| index - 1)
}

/// A head that spans rows is as tall as the heads are; under one that spans columns stand further heads.
fn heads(origins: &[(usize, usize)], rows: usize, columns: usize) -> u32 {
    let tall = |column: usize| (0..rows).take_while(|row| origins[row * columns + column] == origins[column]).count();
    let tallest = (0..columns).map(tall).max().unwrap_or(1);
    let first = &origins[..columns];
    let wide = |column: usize| first.iter().filter(|origin| **origin == (0, column)).count();
    let groups = (0..columns).any(|column| (2..columns).contains(&wide(column)));
    let heads = tallest.max(if groups { 2 } else { 1 });
    if heads + 1 > rows || heads > 5 { 1 } else { heads as u32 }
}

#[cfg(test)]
mod tests {
    use super::super::fonts::Fonts;
    use super::super::page::Glyph;
    use super::*;
    use std::collections::BTreeSet;

    fn piece(text: &str, x0: f32, base: f32) -> Piece {
        let glyph = |(at, ch): (usize, char)| {
            let x = x0 + 5.0 * at as f32;
            Glyph { ch, x0: x, x1: x + 5.0, base, size: 9.0, font: 0, script: 0 }
        };
        let glyphs: Vec<Glyph> = text.chars().enumerate().map(glyph).collect();
        let x1 = glyphs.last().map_or(x0, |glyph| glyph.x1);
        Piece { glyphs, rect: Rect::new(x0, base - 7.0, x1, base + 2.0), base, size: 9.0 }
    }

    /// Columns at 0, 60, 120, 180 and rows at 0, 20, 40, 60; no rule at x = 120 in the first row.
    fn read(pieces: &[Piece]) -> TableData {
        let level = |y: f32| Rect::new(0.0, y, 180.0, y + 0.4);
        let horizontal = [level(0.0), level(20.0), level(40.0), level(60.0)];
        let upright = |x: f32, y: f32| Rect::new(x, y, x + 0.4, 60.0);
        let vertical = [upright(0.0, 0.0), upright(60.0, 0.0), upright(120.0, 20.0), upright(180.0, 0.0)];
        let fonts = Fonts::new(&Default::default());
        let words = Words { fonts: &fonts, notes: BTreeSet::new() };
        table(&Rect::new(0.0, 0.0, 180.0, 60.4), &horizontal, &vertical, pieces, &words).expect("a table")
    }

    #[test]
    fn what_no_rule_parts_is_one_cell() {
        let found = read(&[piece("Year", 5.0, 14.0), piece("2024", 65.0, 14.0), piece("plan", 65.0, 34.0)]);
        assert_eq!(found.cells[0][2].covered_by, Some((0, 1)), "the head reaches over two columns");
        assert_eq!((found.cells[1][1].text.as_str(), found.header_rows), ("plan", 2), "with further heads below it");
    }

    #[test]
    fn words_apart_are_cells_without_a_rule() {
        let found = read(&[piece("Year", 5.0, 14.0), piece("plan", 65.0, 14.0), piece("real", 130.0, 14.0)]);
        assert_eq!(found.cells[0][2].text, "real", "a shaded head without rules keeps its columns");
    }
}
