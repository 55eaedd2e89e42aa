//! Heads printed on several lines: which of the rows above the first rule of a table are one row of heads.

use super::grid::{Source, append};
use super::pieces::{Piece, centre};
use super::tables::TableRegion;
use super::words::Words;
use pathloom_model::{Cell, Rect, TableData};

/// Joins the lines of heads that were set over each other. `rows` are top and bottom of each row of the table; rows
/// that have gone into others are left empty.
pub fn join_wrapped(
    table: &mut TableData,
    rows: &[(f32, f32)],
    region: &TableRegion,
    source: &Source<'_>,
    pieces: &[Piece],
    words: &Words<'_, '_>,
) {
    let heads = table.header_rows as usize;
    if region.rules.is_empty() || heads < 2 || heads >= rows.len() {
        return;
    }
    let stack = Stack { rows, region, source, pieces };
    let set_apart = stack.is_set_apart(heads, words);
    for row in (1..heads).rev() {
        let rules = stack.rules_between(row - 1, row);
        if rules.is_empty() {
            if stack.is_close(row, heads) && goes_on(table, row, set_apart) {
                join_rows(table, row);
            }
        } else {
            join_cells(table, row, |cell| !rules.iter().any(|rule| rule.x0 < cell.x1 && rule.x1 > cell.x0));
        }
    }
}

/// The rows of a table as they are printed.
struct Stack<'s> {
    rows: &'s [(f32, f32)],
    region: &'s TableRegion,
    source: &'s Source<'s>,
    pieces: &'s [Piece],
}

impl Stack<'_> {
    fn middle(&self, row: usize) -> f32 {
        (self.rows[row].0 + self.rows[row].1) / 2.0
    }

    /// Rules between two rows, over whatever columns.
    fn rules_between(&self, above: usize, below: usize) -> Vec<Rect> {
        let (top, bottom, region) = (self.middle(above), self.middle(below), &self.region.rect);
        let between = |r: &&Rect| {
            let across = r.x1.min(region.x1) - r.x0.max(region.x0);
            r.y0 > top && r.y1 < bottom && across > 6.0
        };
        self.source.horizontal.iter().filter(between).copied().collect()
    }

    /// Whether a row of heads follows the one above it no further apart than lines or rows of the table do.
    fn is_close(&self, row: usize, heads: usize) -> bool {
        let mut gaps: Vec<f32> = (heads + 1..self.rows.len()).map(|r| self.middle(r) - self.middle(r - 1)).collect();
        gaps.sort_by(f32::total_cmp);
        let size = self.pieces.first().map_or(9.0, |piece| piece.size);
        let usual = gaps.get(gaps.len() / 2).copied().unwrap_or(0.0).max(1.4 * size);
        self.middle(row) - self.middle(row - 1) < 1.15 * usual
    }

    /// Whether the heads are bold and the rows below them are not.
    fn is_set_apart(&self, heads: usize, words: &Words<'_, '_>) -> bool {
        let end = self.rows[heads - 1].1.min(self.rows[heads].0).max(self.middle(heads - 1));
        let bold = |above: bool| {
            let here = self.pieces.iter().filter(|piece| (centre(piece) < end) == above);
            let glyphs = here.flat_map(|piece| &piece.glyphs).filter(|g| g.ch.is_alphanumeric());
            let (all, bold) =
                glyphs.fold((0, 0), |(all, bold), g| (all + 1, bold + usize::from(words.fonts.info(g.font).bold)));
            bold as f32 / all.max(1) as f32
        };
        bold(true) > 0.8 && bold(false) < 0.5
    }
}

/// Whether the words of a row go on from those above it. A row below heads of groups holds further heads, and where
/// every place of both is filled, only bold print tells heads from a first row.
fn goes_on(table: &TableData, row: usize, set_apart: bool) -> bool {
    let (above, here) = (&table.cells[row - 1], &table.cells[row]);
    let reach = |cells: &[Cell], row: usize| -> Vec<Option<u32>> {
        let origin = |cell: &Cell| cell.covered_by.filter(|(at, _)| *at as usize == row).map(|(_, col)| col);
        cells.iter().map(origin).collect()
    };
    let (over, under) = (reach(above, row - 1), reach(here, row));
    let alike = over == under || over.iter().chain(&under).all(Option::is_none);
    let full = |cells: &[Cell]| cells.iter().all(|cell| !cell.text.is_empty());
    let filled = here.iter().filter(|cell| !cell.text.is_empty());
    let (all, figures) = filled.fold((0, 0), |(all, figures), cell| (all + 1, figures + usize::from(is_figure(cell))));
    alike && all > 0 && figures * 2 < all && (set_apart || !(full(above) && full(here)))
}

fn is_figure(cell: &Cell) -> bool {
    let digits = cell.text.chars().filter(char::is_ascii_digit).count();
    digits * 2 > cell.text.chars().count()
}

/// Moves the words of a row into the row above it.
fn join_rows(table: &mut TableData, row: usize) {
    for col in 0..table.cols() {
        let below = std::mem::take(&mut table.cells[row][col]);
        if let Some((origin, first)) = below.covered_by {
            if (origin as usize) < row - 1 || first as usize != col {
                table.cells[row - 1][col].covered_by = Some((origin.min(row as u32 - 1), first));
            }
            continue;
        }
        let (at, first) = table.cells[row - 1][col].covered_by.unwrap_or((row as u32 - 1, col as u32));
        add(&mut table.cells[at as usize][first as usize], below);
    }
    for covered in table.cells.iter_mut().flatten().filter_map(|cell| cell.covered_by.as_mut()) {
        if covered.0 == row as u32 {
            covered.0 = row as u32 - 1;
        }
    }
}

/// Joins the heads of single columns that no rule parts from the words above them, while rules part others.
fn join_cells(table: &mut TableData, row: usize, open: impl Fn(&Rect) -> bool) {
    let single = |table: &TableData, row: usize, col: usize| {
        let own = Some((row as u32, col as u32));
        let cell = &table.cells[row][col];
        !cell.text.is_empty() && cell.covered_by.is_none() && !table.cells[row].iter().any(|it| it.covered_by == own)
    };
    for col in 0..table.cols() {
        if !single(table, row - 1, col) || !single(table, row, col) {
            continue;
        }
        let boxes = table.cells[row - 1][col].bbox.zip(table.cells[row][col].bbox);
        if !boxes.is_some_and(|(above, below)| open(&above.union(&below))) {
            continue;
        }
        let covered = Cell { covered_by: Some((row as u32 - 1, col as u32)), ..Cell::default() };
        let below = std::mem::replace(&mut table.cells[row][col], covered);
        add(&mut table.cells[row - 1][col], below);
        for cell in table.cells.iter_mut().map(|cells| &mut cells[col]) {
            if cell.covered_by == Some((row as u32, col as u32)) {
                cell.covered_by = Some((row as u32 - 1, col as u32));
            }
        }
    }
}

fn add(cell: &mut Cell, more: Cell) {
    if more.text.is_empty() {
        return;
    }
    append(&mut cell.text, &more.text, true);
    cell.bbox = match (cell.bbox, more.bbox) {
        (Some(a), Some(b)) => Some(a.union(&b)),
        (a, b) => a.or(b),
    };
}
