//! How far cells reach where no rule says: heads set over the middle of several columns, and names of groups of rows.

use pathloom_model::{Cell, Rect, TableData};

/// Widens heads and names of groups. `columns` are left and right edges of what stands in each column.
pub fn widen(table: &mut TableData, columns: &[(f32, f32)]) {
    let heads = table.header_rows as usize;
    for row in 0..heads.saturating_sub(1) {
        for column in 0..columns.len() {
            if !table.cells[row][column].text.is_empty() {
                widen_head(table, row, column, columns);
            }
        }
    }
    for row in heads..table.rows() {
        widen_group(table, row, columns);
    }
}

/// A head reaches over as many empty places beside it as have further heads below them and it is the middle of.
fn widen_head(table: &mut TableData, row: usize, column: usize, columns: &[(f32, f32)]) {
    let Some(bbox) = table.cells[row][column].bbox else { return };
    let own = Some((row as u32, column as u32));
    let heads = table.header_rows as usize;
    let last = (column + 1..columns.len()).take_while(|c| table.cells[row][*c].covered_by == own).last();
    let last = last.unwrap_or(column);
    let open = |c: &usize| {
        let empty = table.cells[row][*c].text.is_empty() && table.cells[row][*c].covered_by.is_none();
        empty && (row + 1..heads).any(|below| !table.cells[below][*c].text.is_empty())
    };
    let left = (0..column).rev().take_while(open).last().unwrap_or(column);
    let right = (last + 1..columns.len()).take_while(open).last().unwrap_or(last);
    if is_left_set(table, row, columns) {
        cover(table, row, column, (column, right));
        return;
    }
    let mut best = (column, last);
    for from in left..=column {
        for to in last..=right {
            if to - from > best.1 - best.0 && is_middle(&bbox, columns[from].0, columns[to].1) {
                best = (from, to);
            }
        }
    }
    if best != (column, last) {
        cover(table, row, column, best);
    }
}

/// Whether the heads of a row begin where the heads below them do, so that each reaches as far as the next.
fn is_left_set(table: &TableData, row: usize, columns: &[(f32, f32)]) -> bool {
    let heads = table.header_rows as usize;
    let begins = |c: usize| {
        let own = table.cells[row][c].bbox?;
        let below = (row + 1..heads).filter_map(|r| table.cells[r][c].bbox).next()?;
        Some((own.x0 - below.x0).abs() < 1.5)
    };
    let known: Vec<bool> =
        (0..columns.len()).filter(|c| !table.cells[row][*c].text.is_empty()).filter_map(begins).collect();
    known.len() >= 2 && known.iter().all(|it| *it)
}

/// A row with one text, set in the middle of the table, names the rows below it.
fn widen_group(table: &mut TableData, row: usize, columns: &[(f32, f32)]) {
    let filled: Vec<usize> = (0..columns.len()).filter(|c| !table.cells[row][*c].text.is_empty()).collect();
    let spanned = table.cells[row].iter().any(|cell| cell.covered_by.is_some_and(|(origin, _)| origin != row as u32));
    let ([column], false) = (filled.as_slice(), spanned) else { return };
    let (Some(bbox), Some(first), Some(last)) = (table.cells[row][*column].bbox, columns.first(), columns.last())
    else {
        return;
    };
    let words = table.cells[row][*column].text.chars().any(char::is_alphabetic);
    // What begins where others of its column begin is set in that column, not in the middle.
    let full = |cells: &&Vec<Cell>| cells.iter().filter(|cell| !cell.text.is_empty()).count() >= 2;
    let begins = table.cells.iter().filter(full).filter_map(|cells| cells[*column].bbox).map(|other| other.x0);
    let (all, same) = begins.fold((0, 0), |(all, same), x0| (all + 1, same + usize::from((x0 - bbox.x0).abs() < 1.5)));
    let listed = same * 2 > all;
    if listed {
        return;
    }
    if *column > 0 && columns.len() >= 3 && words && is_middle(&bbox, first.0, last.1) {
        cover(table, row, *column, (0, columns.len() - 1));
    }
}

fn is_middle(bbox: &Rect, x0: f32, x1: f32) -> bool {
    let off = (bbox.x0 + bbox.x1) / 2.0 - (x0 + x1) / 2.0;
    off.abs() <= (0.08 * (x1 - x0)).max(4.0)
}

/// Moves a cell to the first of the places that it reaches over.
fn cover(table: &mut TableData, row: usize, column: usize, (from, to): (usize, usize)) {
    let cell = std::mem::take(&mut table.cells[row][column]);
    for place in from..=to {
        table.cells[row][place] = Cell { covered_by: Some((row as u32, from as u32)), ..Cell::default() };
    }
    table.cells[row][from] = cell;
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [(f32, f32); 5] = [(0.0, 40.0), (60.0, 80.0), (100.0, 120.0), (140.0, 160.0), (180.0, 200.0)];

    fn table(heads: u32, rows: &[[&str; 5]], place: impl Fn(usize, usize) -> (f32, f32)) -> TableData {
        let cell = |row: usize, col: usize, text: &str| {
            let (x0, x1) = place(row, col);
            let bbox = (!text.is_empty()).then(|| Rect::new(x0, 0.0, x1, 9.0));
            Cell { text: text.into(), bbox, ..Cell::default() }
        };
        let cells = rows
            .iter()
            .enumerate()
            .map(|(row, texts)| texts.iter().enumerate().map(|(col, text)| cell(row, col, text)).collect());
        TableData { cells: cells.collect(), header_rows: heads, ..TableData::default() }
    }

    fn origins(table: &TableData, row: usize) -> Vec<usize> {
        let origin = |(col, cell): (usize, &Cell)| cell.covered_by.map_or(col, |(_, origin)| origin as usize);
        table.cells[row].iter().enumerate().map(origin).collect()
    }

    #[test]
    fn a_head_reaches_over_the_columns_it_is_the_middle_of() {
        let rows = [
            ["Account", "", "First year", "", ""],
            ["", "plan", "actual", "plan", "actual"],
            ["Income", "1", "2", "3", "4"],
        ];
        let place = |row: usize, col: usize| if row == 0 && col == 2 { (105.0, 155.0) } else { COLUMNS[col] };
        let mut all = table(2, &rows, place);
        widen(&mut all, &COLUMNS);
        assert_eq!(origins(&all, 0), [0, 1, 1, 1, 1], "over four columns, not over the one without heads below");
        assert_eq!(all.cells[0][1].text, "First year", "its words stand in the first of them");
        let mut one = table(2, &rows, |_, col| COLUMNS[col]);
        widen(&mut one, &COLUMNS);
        assert_eq!(origins(&one, 0), [0, 1, 1, 1, 4], "as far as it stays in the middle");
    }

    #[test]
    fn heads_at_the_left_of_their_columns_reach_as_far_as_the_next() {
        let rows = [
            ["Account", "2023", "", "2024", ""],
            ["", "plan", "actual", "plan", "actual"],
            ["Income", "1", "2", "3", "4"],
        ];
        let mut all = table(2, &rows, |_, col| COLUMNS[col]);
        widen(&mut all, &COLUMNS);
        assert_eq!(origins(&all, 0), [0, 1, 1, 3, 3], "two columns each");
    }

    #[test]
    fn a_name_in_the_middle_of_a_row_is_that_of_a_group() {
        let rows =
            [["Material", "Unit", "In", "Out", "Rest"], ["", "", "Metals", "", ""], ["Bars", "kg", "1", "2", "3"]];
        let place = |row: usize, col: usize| if row == 1 { (85.0, 115.0) } else { COLUMNS[col] };
        let mut grouped = table(1, &rows, place);
        widen(&mut grouped, &COLUMNS);
        assert_eq!(origins(&grouped, 1), [0, 0, 0, 0, 0], "it reaches over all columns");
        assert_eq!(origins(&grouped, 2), [0, 1, 2, 3, 4], "full rows stay as they are");
    }
}
