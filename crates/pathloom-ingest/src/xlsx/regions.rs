//! A sheet → its tables: blank rows set blocks apart, blank columns do where both sides stand on their own. Lines of
//! one cell above a table are its caption, below it its notes.

use super::sheet::{CELLS, Sheet};
use crate::flow::{Flow, is_unit, table};
use pathloom_model::{BlockContent, Cell, WarningCode};
use std::collections::{BTreeMap, BTreeSet};

/// Lines above a table that are looked at as its caption.
const HEAD_LINES: usize = 20;

type Row<'a> = (u32, &'a BTreeMap<u32, String>);

pub(crate) fn write(sheet: &Sheet, flow: &mut Flow) {
    let rows: Vec<Row> = sheet.rows.iter().map(|(at, cells)| (*at, cells)).collect();
    let bridged = bridged(&sheet.merged);
    let mut start = 0;
    for at in 1..=rows.len() {
        let together = rows.get(at).is_some_and(|row| {
            let above = rows[at - 1].0;
            row.0 == above + 1 || (above + 1..row.0).all(|blank| bridged.contains(&blank))
        });
        if !together {
            block(&rows[start..at], sheet, flow);
            start = at;
        }
    }
}

/// Rows that a merged cell from above reaches over.
fn bridged(merged: &[[u32; 4]]) -> BTreeSet<u32> {
    let reach = merged.iter().filter(|[top, _, bottom, _]| bottom - top < 200);
    reach.flat_map(|[top, _, bottom, _]| top + 1..=*bottom).collect()
}

/// Rows without a blank one between: lines of one cell, tables, lines of one cell.
fn block(rows: &[Row], sheet: &Sheet, flow: &mut Flow) {
    let single = |row: &Row| row.1.len() == 1;
    let wide = rows.iter().any(|row| row.1.len() > 1);
    if !wide {
        let column = rows.iter().flat_map(|row| row.1.keys()).collect::<BTreeSet<_>>().len() == 1;
        return if column && rows.len() > 3 { list(rows, flow) } else { rows.iter().for_each(|row| line(row, flow)) };
    }
    let head = rows.iter().take(HEAD_LINES).take_while(|row| single(row) && !is_table_row(row, rows, sheet)).count();
    let foot = rows[head..].iter().rev().take_while(|row| single(row) && is_note(row)).count();
    let body = &rows[head..rows.len() - foot];
    rows[..head].iter().for_each(|row| line(row, flow));
    for columns in parts(body) {
        write_table(body, &columns, sheet, flow);
    }
    rows[rows.len() - foot..].iter().for_each(|row| paragraph(row, flow));
}

/// A lone cell right of the first column, or with cells below that it is merged over, is the head of columns.
fn is_table_row(row: &Row, rows: &[Row], sheet: &Sheet) -> bool {
    let Some(col) = row.1.keys().next().copied() else { return false };
    let first = rows.iter().filter_map(|row| row.1.keys().next()).min().copied().unwrap_or(0);
    let last = rows.iter().filter_map(|row| row.1.keys().next_back()).max().copied().unwrap_or(0);
    let merged = sheet.merged.iter().find(|area| area[0] == row.0 && area[1] == col);
    let over_all = merged.is_some_and(|area| area[1] <= first && area[3] >= last);
    col > first && !over_all && merged.is_none_or(|area| area[1] > first)
}

fn is_note(row: &Row) -> bool {
    row.1.values().next().is_some_and(|words| words.chars().count() > 12 || words.contains(['：', ':']))
        && row.1.values().all(|words| words.parse::<f64>().is_err())
}

fn list(rows: &[Row], flow: &mut Flow) {
    flow.list(false, rows.iter().flat_map(|row| row.1.values().cloned()).collect());
}

/// A line above a table is its caption unless it is long or states the unit.
fn line(row: &Row, flow: &mut Flow) {
    let Some(words) = row.1.values().next() else { return };
    if words.chars().count() > 120 || is_unit(words) {
        return flow.paragraph(words.clone());
    }
    flow.push(BlockContent::Caption { text: words.clone() });
}

fn paragraph(row: &Row, flow: &mut Flow) {
    row.1.values().for_each(|words| flow.paragraph(words.clone()));
}

/// The columns of each table: all that are used, or several sets with a blank column between.
fn parts(rows: &[Row]) -> Vec<Vec<u32>> {
    let used: BTreeSet<u32> = rows.iter().flat_map(|row| row.1.keys().copied()).collect();
    let mut parts: Vec<Vec<u32>> = Vec::new();
    for col in used {
        match parts.last_mut() {
            Some(part) if part.last().is_some_and(|last| last + 1 == col) => part.push(col),
            _ => parts.push(vec![col]),
        }
    }
    let alone = |part: &Vec<u32>| {
        let cells = cells(rows, part);
        part.len() > 1
            && (crate::csv::header_cols(&cells) == 1 || crate::csv::header_rows(&cells) == 1 && !numeric_first(&cells))
    };
    if parts.len() > 1 && parts.iter().all(alone) { parts } else { vec![parts.concat()] }
}

fn numeric_first(cells: &[Vec<Cell>]) -> bool {
    cells.iter().skip(1).filter_map(|row| row.first()).any(|cell| cell.text.parse::<f64>().is_ok())
}

fn cells(rows: &[Row], columns: &[u32]) -> Vec<Vec<Cell>> {
    let cell = |row: &Row, col: &u32| Cell { text: row.1.get(col).cloned().unwrap_or_default(), ..Cell::default() };
    rows.iter().take(200).map(|row| columns.iter().map(|col| cell(row, col)).collect()).collect()
}

fn write_table(rows: &[Row], columns: &[u32], sheet: &Sheet, flow: &mut Flow) {
    let most = CELLS / columns.len().max(1);
    if rows.len() > most {
        flow.warn(
            WarningCode::Limit,
            format!("A table has more cells than Pathloom reads of one: its first {most} rows were read."),
        );
    }
    let rows = &rows[..rows.len().min(most)];
    let mut table_cells: Vec<Vec<Cell>> = rows
        .iter()
        .map(|row| {
            columns
                .iter()
                .map(|col| Cell { text: row.1.get(col).cloned().unwrap_or_default(), ..Cell::default() })
                .collect()
        })
        .collect();
    let heads = cover(&mut table_cells, rows, columns, &sheet.merged);
    let used: BTreeSet<usize> =
        (0..columns.len()).filter(|col| table_cells.iter().any(|row| !row[*col].text.is_empty())).collect();
    if used.is_empty() {
        return;
    }
    flow.table(table(table_cells, heads));
}

/// Marks the places that merged cells reach over. Returns how many rows at the top are heads over several columns.
fn cover(cells: &mut [Vec<Cell>], rows: &[Row], columns: &[u32], merged: &[[u32; 4]]) -> usize {
    let row_at: BTreeMap<u32, usize> = rows.iter().enumerate().map(|(at, row)| (row.0, at)).collect();
    let col_at: BTreeMap<u32, usize> = columns.iter().enumerate().map(|(at, col)| (*col, at)).collect();
    let (mut heads, mut covered) = (0, 0usize);
    for [top, left, bottom, right] in merged {
        let (Some(row), Some(col)) = (row_at.get(top), col_at.get(left)) else { continue };
        let wide = right > left;
        covered += row_at.range(top..=bottom).count() * col_at.range(left..=right).count();
        if covered > CELLS {
            break;
        }
        for (_, r) in row_at.range(top..=bottom) {
            for (_, c) in col_at.range(left..=right) {
                if (r, c) != (row, col) && cells[*r][*c].text.is_empty() {
                    cells[*r][*c].covered_by = Some((*row as u32, *col as u32));
                }
            }
        }
        if wide && *row == heads && rows.len() > heads + 2 && *col > 0 {
            heads = row + 1;
        }
    }
    if heads > 0 { heads + 1 } else { 0 }
}
