//! Tables that go on in the next column or on the next page become one; heads that are printed again are dropped.

use super::paragraphs::{Body, Draft};
use pathloom_model::{BlockContent, Cell, Rect, TableData};

/// Joins each table to the one it goes on from, if nothing but footnotes stands between them.
pub fn join_tables(drafts: Vec<Draft>) -> Vec<Draft> {
    let mut out: Vec<Draft> = Vec::with_capacity(drafts.len());
    // The place of the last table, and its box where it ends.
    let mut open: Option<(usize, u32, Rect)> = None;
    for mut draft in drafts {
        let (page, rect) = (draft.page, draft.rect);
        match &mut draft.body {
            Body::Object(BlockContent::Table(table)) => {
                let first = open.filter(|(at, last, bounds)| {
                    follows((*last, bounds), (page, &rect)) && out.get(*at).is_some_and(|it| goes_on(it, table))
                });
                let Some((at, ..)) = first else {
                    open = Some((out.len(), page, rect));
                    out.push(draft);
                    continue;
                };
                if let Body::Object(BlockContent::Table(whole)) = &mut out[at].body {
                    append(whole, std::mem::take(table), page);
                }
                open = Some((at, page, rect));
            }
            Body::Footnote { .. } => out.push(draft),
            _ => {
                open = None;
                out.push(draft);
            }
        }
    }
    out
}

/// The columns of the table that ends a page, as left and right edges of their words; empty where none does.
pub fn open_columns(drafts: &[Draft], page: u32) -> Vec<(f32, f32)> {
    let last = drafts.iter().rev().find(|draft| !matches!(draft.body, Body::Footnote { .. }));
    let Some(Draft { body: Body::Object(BlockContent::Table(table)), .. }) = last.filter(|draft| draft.page == page)
    else {
        return Vec::new();
    };
    if table.cols() < 2 {
        return Vec::new();
    }
    let column = |col: usize| {
        let boxes = table.cells.iter().filter(|row| !spans(row)).filter_map(|row| row.get(col)?.bbox);
        boxes.map(|b| (b.x0, b.x1)).reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
    };
    (0..table.cols()).map(column).collect::<Option<_>>().unwrap_or_default()
}

fn spans(row: &[Cell]) -> bool {
    row.iter().any(|cell| cell.covered_by.is_some())
}

/// Whether a box is where a table would go on: as wide, at the top of the next page or of a column further right.
fn follows((last, above): (u32, &Rect), (page, below): (u32, &Rect)) -> bool {
    let as_wide = (above.width() - below.width()).abs() < 6.0;
    let next_page = page == last + 1 && below.x0 < above.x0 + 6.0;
    let next_column = page == last && below.x0 > above.x1 && below.y0 < above.y1;
    as_wide && (next_page || next_column)
}

fn goes_on(first: &Draft, table: &TableData) -> bool {
    let Body::Object(BlockContent::Table(whole)) = &first.body else { return false };
    let named = table.label.is_none() || table.label == whole.label;
    named && whole.cols() == table.cols() && (heads(whole, table) > 0 || same_columns(whole, table))
}

/// How many rows of heads are printed again.
fn heads(whole: &TableData, table: &TableData) -> usize {
    let count = whole.header_rows as usize;
    let texts = |table: &TableData| -> Vec<String> {
        table.cells.iter().take(count).flatten().map(|cell| cell.text.clone()).collect()
    };
    let repeated = count > 0 && table.rows() > count && texts(whole) == texts(table);
    if repeated { count } else { 0 }
}

/// Whether the columns of both begin, or end, at the same distances.
fn same_columns(a: &TableData, b: &TableData) -> bool {
    let ends = |table: &TableData, side: fn(&Rect) -> f32, least: fn(f32, f32) -> f32| -> Vec<Option<f32>> {
        let of = |col: usize| {
            let boxes = table.cells.iter().skip(table.header_rows as usize).filter_map(|row| row[col].bbox);
            boxes.map(|b| side(&b)).reduce(least)
        };
        let all: Vec<Option<f32>> = (0..table.cols()).map(of).collect();
        let first = all.first().copied().flatten();
        all.into_iter().map(|x| Some(x? - first?)).collect()
    };
    let (left_a, left_b) = (ends(a, |b| b.x0, f32::min), ends(b, |b| b.x0, f32::min));
    let (right_a, right_b) = (ends(a, |b| b.x1, f32::max), ends(b, |b| b.x1, f32::max));
    let near = |a: Option<f32>, b: Option<f32>| a.zip(b).is_none_or(|(a, b)| (a - b).abs() < 6.0);
    (0..a.cols()).all(|col| near(left_a[col], left_b[col]) || near(right_a[col], right_b[col]))
}

fn append(whole: &mut TableData, table: TableData, page: u32) {
    let heads = heads(whole, &table);
    let mut table = table;
    while !heads_only(whole) && goes_on_in_row(whole, &table, heads) {
        finish_row(whole, table.cells.remove(heads));
        table.cells.iter_mut().flatten().for_each(|cell| {
            cell.covered_by = cell.covered_by.map(|(row, col)| (row.saturating_sub(1), col));
        });
    }
    let shift = whole.rows() as u32;
    for mut row in table.cells.into_iter().skip(heads) {
        for cell in &mut row {
            cell.page = Some(page);
            cell.covered_by = cell.covered_by.map(|(row, col)| ((row + shift).saturating_sub(heads as u32), col));
        }
        whole.cells.push(row);
    }
    whole.footnotes.extend(table.footnotes);
}

fn heads_only(table: &TableData) -> bool {
    table.rows() <= table.header_rows as usize
}

/// Whether the first row on the new page is the rest of the last row: words only, and no name in a column of names.
fn goes_on_in_row(whole: &TableData, table: &TableData, heads: usize) -> bool {
    let Some(row) = table.cells.get(heads) else { return false };
    let named = whole.cells.iter().skip(whole.header_rows as usize).all(|row| !row[0].text.is_empty());
    let words = |text: &str| text.chars().filter(char::is_ascii_digit).count() * 3 <= text.chars().count();
    let rest = row.iter().filter(|cell| !cell.text.is_empty());
    named && row[0].text.is_empty() && rest.clone().count() > 0 && rest.clone().all(|cell| words(&cell.text))
}

fn finish_row(whole: &mut TableData, rest: Vec<Cell>) {
    let Some(last) = whole.cells.last_mut() else { return };
    for (cell, more) in last.iter_mut().zip(rest).filter(|(_, more)| !more.text.is_empty()) {
        super::grid::append(&mut cell.text, &more.text, true);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(page: u32, y: f32, rows: &[[&str; 2]], label: Option<&str>) -> Draft {
        let cell = |text: &str, col: usize, row: usize| {
            let (x, y) = (50.0 + 60.0 * col as f32, y + 12.0 * row as f32);
            Cell { text: text.into(), bbox: Some(Rect::new(x, y, x + 30.0, y + 9.0)), ..Cell::default() }
        };
        let cells = rows
            .iter()
            .enumerate()
            .map(|(row, texts)| texts.iter().enumerate().map(|(col, text)| cell(text, col, row)).collect());
        let label = label.map(|number| pathloom_model::ObjectLabel {
            kind: pathloom_model::ObjectLabelKind::Table,
            number: number.into(),
        });
        let table = TableData { cells: cells.collect(), header_rows: 1, label, ..TableData::default() };
        Draft {
            page,
            rect: Rect::new(50.0, y, 170.0, y + 12.0 * rows.len() as f32),
            body: Body::Object(BlockContent::Table(table)),
            rows: vec![],
            size: 9.0,
            bold: false,
            indented: false,
            full: false,
        }
    }

    fn rows(draft: &Draft) -> usize {
        let Body::Object(BlockContent::Table(table)) = &draft.body else { return 0 };
        table.rows()
    }

    #[test]
    fn a_table_goes_on_over_the_page() {
        let first = draft(1, 700.0, &[["Quay", "Length"], ["1", "437"]], Some("4"));
        let second = draft(2, 70.0, &[["Quay", "Length"], ["2", "474"], ["3", "511"]], None);
        let other = draft(2, 300.0, &[["Crane", "Built"], ["Ada", "1998"]], Some("5"));
        let joined = join_tables(vec![first, second, other]);
        assert_eq!(joined.iter().map(rows).collect::<Vec<_>>(), [4, 2], "one head, three rows; another table");
        let Body::Object(BlockContent::Table(table)) = &joined[0].body else { unreachable!() };
        assert_eq!(table.cells[3][0].page, Some(2), "cells know their page");
    }

    #[test]
    fn a_row_cut_by_the_page_is_one_row() {
        let first = draft(1, 700.0, &[["Goods", "Use"], ["Sand", "roads and"]], None);
        let second = draft(2, 70.0, &[["Goods", "Use"], ["", "paths"], ["Clay", "bricks"]], None);
        let joined = join_tables(vec![first, second]);
        let Body::Object(BlockContent::Table(table)) = &joined[0].body else { unreachable!() };
        assert_eq!(table.cells[1][1].text, "roads and paths", "the cell goes on");
        assert_eq!(table.rows(), 3, "a head and two rows");
    }

    #[test]
    fn text_between_two_tables_parts_them() {
        let mut text = draft(1, 750.0, &[], None);
        text.body = Body::Paragraph;
        let first = draft(1, 700.0, &[["Quay", "Length"], ["1", "437"]], None);
        let second = draft(2, 70.0, &[["Quay", "Length"], ["2", "474"]], None);
        assert_eq!(join_tables(vec![first, text, second]).len(), 3, "they are two tables");
    }
}
