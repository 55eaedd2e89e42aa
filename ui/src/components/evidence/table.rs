//! A table reduced to what a sample uses: its heads, the rows with used cells, and how much is left out.

use crate::text::common::words;
use crate::text::plural;
use leptos::prelude::*;
use pathloom_model::{CellRef, TableData};
use std::collections::BTreeSet;

const ROWS: usize = 8;
/// Letters that fit beside each other; columns that are used are shown however wide they are.
const LETTERS: usize = 46;
/// Letters that the space between two columns is worth.
const GAP: usize = 3;
/// Letters of a cell that are shown.
const CELL: usize = 24;

#[component]
pub fn EvidenceTable(table: TableData, used: Vec<CellRef>) -> impl IntoView {
    let Shown { heads, body, columns } = shown(&table, &used);
    let (more_rows, more_columns) = left_out(&table, body.len(), columns.len());
    let cell = |row: usize, column: usize| {
        table.cells.get(row).and_then(|cells| cells.get(column)).map(|cell| cell.text.clone()).unwrap_or_default()
    };
    let is_used =
        |row: usize, column: usize| used.iter().any(|place| place.row as usize == row && place.col as usize == column);
    // Columns of figures are aligned at their ends.
    let is_number = |column: usize| {
        let mut texts = body.iter().map(|row| cell(*row, column)).filter(|text| !text.is_empty()).peekable();
        texts.peek().is_some()
            && texts.all(|text| text.starts_with(|sign: char| sign.is_ascii_digit() || "+-−(".contains(sign)))
    };
    let head = heads.iter().map(|row| {
        let cells = columns.iter().map(|column| {
            view! { <th scope="col" class:w=!is_number(*column)>{cell(*row, *column)}</th> }
        });
        view! { <tr>{cells.collect_view()}</tr> }
    });
    let rows = body.iter().map(|row| {
        let cells = columns.iter().map(|column| {
            let text = cell(*row, *column);
            let whole = text.clone();
            view! { <td class:c=is_used(*row, *column) class:w=!is_number(*column) title=whole>{text}</td> }
        });
        view! { <tr>{cells.collect_view()}</tr> }
    });
    let mut more = Vec::new();
    if more_rows > 0 {
        more.push(plural(more_rows as u64, words().more_rows_one, words().more_rows));
    }
    if more_columns > 0 {
        more.push(plural(more_columns as u64, words().more_cols_one, words().more_cols));
    }
    let span = columns.len().max(1);
    view! {
        <div class="ev ev--t" dir="auto">
            <table>
                <thead>{head.collect_view()}</thead>
                <tbody>
                    {rows.collect_view()}
                    {(!more.is_empty()).then(|| view! { <tr class="more"><td colspan=span>{more.join(words().comma)}</td></tr> })}
                </tbody>
            </table>
        </div>
    }
}

struct Shown {
    heads: Vec<usize>,
    body: Vec<usize>,
    columns: Vec<usize>,
}

fn shown(table: &TableData, used: &[CellRef]) -> Shown {
    let first_body = (table.header_rows as usize).min(table.rows());
    let heads: Vec<usize> = (first_body.saturating_sub(2)..first_body).collect();
    let mut body: BTreeSet<usize> =
        used.iter().map(|cell| cell.row as usize).filter(|row| (first_body..table.rows()).contains(row)).collect();
    if body.is_empty() {
        body.extend((first_body..table.rows()).take(2));
    }
    let labels = (table.header_cols as usize).max(1).min(table.cols());
    let mut columns: BTreeSet<usize> = (0..labels.min(2)).collect();
    columns.extend(used.iter().map(|cell| cell.col as usize).filter(|column| *column < table.cols()));
    let width = |column: usize| {
        let rows = heads.iter().chain(&body);
        let texts = rows.filter_map(|row| table.cells.get(*row)?.get(column));
        texts.map(|cell| cell.text.chars().count().min(CELL)).max().unwrap_or(0) + GAP
    };
    let mut taken: usize = columns.iter().map(|column| width(*column)).sum();
    // What stands beside the used cells says more than the far end of the table.
    let first = columns.iter().copied().find(|column| *column >= labels).unwrap_or(labels);
    let mut others: Vec<usize> = (0..table.cols()).filter(|column| !columns.contains(column)).collect();
    others.sort_by_key(|column| column.abs_diff(first));
    for column in others {
        taken += width(column);
        if taken > LETTERS {
            break;
        }
        columns.insert(column);
    }
    Shown { heads, body: body.into_iter().take(ROWS).collect(), columns: columns.into_iter().collect() }
}

fn left_out(table: &TableData, rows: usize, columns: usize) -> (usize, usize) {
    let body = table.rows().saturating_sub(table.header_rows as usize);
    (body.saturating_sub(rows), table.cols().saturating_sub(columns))
}

#[cfg(test)]
mod tests {
    use super::{left_out, shown};
    use pathloom_model::{Cell, CellRef, TableData};

    #[test]
    fn used_cells_are_always_among_what_is_shown() {
        let cells = vec![vec![Cell::default(); 40]; 30];
        let table = TableData { cells, header_rows: 1, header_cols: 1, ..TableData::default() };
        let used = [CellRef { row: 29, col: 39 }, CellRef { row: 3, col: 7 }];
        let shown = shown(&table, &used);
        for cell in used {
            assert!(shown.body.contains(&(cell.row as usize)), "row {} is used", cell.row);
            assert!(shown.columns.contains(&(cell.col as usize)), "column {} is used", cell.col);
        }
        // An empty column takes the room of its gap: fifteen of forty fit.
        assert_eq!(left_out(&table, shown.body.len(), shown.columns.len()), (27, 25));
    }
}
