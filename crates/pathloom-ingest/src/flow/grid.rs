//! A table while it is read cell by cell: spans fill the places that they cover.

use super::squeezed;
use pathloom_model::{Cell, TableData};

/// Places of one table; what goes beyond is left out.
const PLACES: usize = 1_000_000;
const COLUMNS: usize = 1_000;

#[derive(Default)]
pub(crate) struct Grid {
    rows: Vec<Vec<Option<Cell>>>,
    /// Rows begun; rows beyond stem from spans.
    started: usize,
    places: usize,
    /// Places of the row begun last that were written or stepped over.
    written: usize,
    header_rows: usize,
    /// Something was left out.
    pub cut: bool,
}

impl Grid {
    pub fn start_row(&mut self) {
        self.started += 1;
        self.written = 0;
        while self.rows.len() < self.started {
            self.rows.push(vec![]);
        }
    }

    /// The row begun last is a head.
    pub fn is_head(&mut self) {
        self.header_rows = self.header_rows.max(self.started);
    }

    /// Columns left free at the start of a row.
    pub fn skip(&mut self, columns: usize) {
        for _ in 0..columns.min(COLUMNS) {
            self.cell("", 1, 1);
        }
    }

    /// Puts a cell in the first free place of the row begun last; returns that place.
    pub fn cell(&mut self, text: &str, rows: usize, cols: usize) -> Option<(usize, usize)> {
        if self.started == 0 {
            self.start_row();
        }
        let row = self.started - 1;
        let col = self.rows[row].iter().position(Option::is_none).unwrap_or(self.rows[row].len());
        let (height, width) = (rows.clamp(1, 10_000), cols.clamp(1, COLUMNS));
        if self.places + height * width > PLACES || col + width > COLUMNS {
            self.cut = true;
            return None;
        }
        for r in row..row + height {
            for c in col..col + width {
                let covered_by = ((r, c) != (row, col)).then_some((row as u32, col as u32));
                self.place(r, c, Cell { covered_by, ..Cell::default() });
            }
        }
        self.written = col + width;
        self.rows[row][col] = Some(Cell { text: squeezed(text), ..Cell::default() });
        Some((row, col))
    }

    /// Whether the next place of the row begun last, in the order written, is covered from above.
    pub fn is_covered_next(&self) -> bool {
        self.started > 0 && self.rows[self.started - 1].get(self.written).is_some_and(Option::is_some)
    }

    /// Steps over a covered place.
    pub fn pass(&mut self) {
        self.written += 1;
    }

    /// Covers a place of the row begun last by the cell above it (merged downwards); `false` without one.
    pub fn continue_above(&mut self, cols: usize) -> bool {
        let row = self.started.saturating_sub(1);
        let col = self.rows.get(row).map_or(0, Vec::len);
        let above = row.checked_sub(1).and_then(|above| self.rows[above].get(col).cloned().flatten());
        let Some(above) = above else { return false };
        let origin = above.covered_by.unwrap_or((row as u32 - 1, col as u32));
        for c in col..(col + cols.max(1)).min(COLUMNS) {
            self.place(row, c, Cell { covered_by: Some(origin), ..Cell::default() });
        }
        true
    }

    fn place(&mut self, row: usize, col: usize, cell: Cell) {
        while self.rows.len() <= row {
            self.rows.push(vec![]);
        }
        let cells = &mut self.rows[row];
        while cells.len() <= col {
            cells.push(None);
        }
        cells[col] = Some(cell);
        self.places += 1;
    }

    /// Without rows and columns that are empty at the end; heads as marked, else as the cells look.
    pub fn table(self) -> TableData {
        let width = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let rows = self.rows.into_iter().take(self.started);
        let cells: Vec<Vec<Cell>> = rows
            .map(|row| (0..width).map(|col| row.get(col).cloned().flatten().unwrap_or_default()).collect())
            .collect();
        table(cells, self.header_rows)
    }
}

/// A table of cells; `header_rows` 0 leaves it to how the cells look.
pub(crate) fn table(mut cells: Vec<Vec<Cell>>, header_rows: usize) -> TableData {
    let blank = |cell: &Cell| cell.text.is_empty() && cell.covered_by.is_none();
    while cells.last().is_some_and(|row| row.iter().all(blank)) {
        cells.pop();
    }
    let used = cells.iter().map(|row| row.iter().rposition(|cell| !blank(cell)).map_or(0, |at| at + 1)).max();
    cells.iter_mut().for_each(|row| row.truncate(used.unwrap_or(0)));
    let header_rows = match header_rows {
        0 => crate::csv::header_rows(&cells),
        marked if marked < cells.len() => marked as u32,
        _ => u32::from(cells.len() > 1),
    };
    let header_rows = over_spans(&cells, header_rows);
    TableData { header_rows, header_cols: crate::csv::header_cols(&cells), cells, ..TableData::default() }
}

/// Heads end where no head cell reaches into the row below.
fn over_spans(cells: &[Vec<Cell>], mut header_rows: u32) -> u32 {
    if header_rows == 0 {
        return 0;
    }
    while let Some(row) = cells.get(header_rows as usize) {
        let reached = row.iter().filter(|cell| cell.covered_by.is_some_and(|(from, _)| from < header_rows)).count();
        if reached == 0 || header_rows as usize + 1 >= cells.len() {
            break;
        }
        header_rows += 1;
    }
    header_rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_cover_their_places_and_heads_end_with_them() {
        let mut grid = Grid::default();
        grid.start_row();
        grid.cell("Plant", 2, 1);
        grid.cell("Output", 1, 2);
        grid.start_row();
        grid.cell("2023", 1, 1);
        grid.cell("2024", 1, 1);
        grid.start_row();
        for text in ["Oulu", "18", "19"] {
            grid.cell(text, 1, 1);
        }
        grid.start_row();
        assert!(grid.continue_above(1), "merged downwards");
        grid.cell("20", 1, 1);
        grid.cell("21", 1, 1);
        let table = grid.table();
        assert_eq!(table.to_text(), "Plant\tOutput\t\n\t2023\t2024\nOulu\t18\t19\n\t20\t21");
        assert_eq!(table.cells[1][0].covered_by, Some((0, 0)), "from the row above");
        assert_eq!(table.cells[3][0].covered_by, Some((2, 0)), "a merged cell names its origin");
        assert_eq!((table.header_rows, table.header_cols), (2, 1), "both rows of the head");
        let mut vast = Grid::default();
        vast.start_row();
        vast.cell("x", usize::MAX, usize::MAX);
        assert!(vast.cut && vast.table().rows() <= 1, "a span over everything is left out");
    }
}
