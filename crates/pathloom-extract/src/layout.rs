//! What the layout of a table says before its heads are typed: row heads that hold for the blank ones below, rows that
//! head a group, and what forbids reading it: a form, cells that hold several figures.

use crate::grid::text_at;
use crate::names::NameBook;
use crate::ontology;
use crate::{number, period};
use pathloom_model::TableData;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// The table with the blank row heads covered by the one that they repeat, where a second column tells such rows apart.
/// Markdown and CSV have no spans.
pub fn filled(table: &TableData) -> Cow<'_, TableData> {
    let first = table.header_rows.max(1) as usize;
    if table.cols() < 3 || !goes_down(table, first) {
        return Cow::Borrowed(table);
    }
    let mut filled = table.clone();
    let mut origin = first;
    for row in first..table.rows() {
        if is_empty(table, row, 0) {
            filled.cells[row][0].covered_by = Some((origin as u32, 0));
        } else {
            origin = row;
        }
    }
    filled.header_cols = filled.header_cols.max(2);
    Cow::Owned(filled)
}

fn is_empty(table: &TableData, row: usize, col: usize) -> bool {
    let cell = &table.cells[row][col];
    cell.covered_by.is_none() && cell.text.trim().is_empty()
}

/// Some row heads are blank, and every row has words in its second column that no other row of the same head has. Where
/// that column has no head, only the rows with a blank head, and the one above them, need such words.
fn goes_down(table: &TableData, first: usize) -> bool {
    let blank = (first..table.rows()).any(|row| is_empty(table, row, 0));
    if !blank || first >= table.rows() || table.cells[first][0].text.trim().is_empty() {
        return false;
    }
    let headless = second_is_headless(table, first);
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    (first..table.rows()).all(|row| {
        if !is_empty(table, row, 0) {
            seen.clear();
        }
        let cell = &table.cells[row][1];
        let text = cell.text.trim();
        let may_lack = headless && !is_empty(table, row, 0) && !(row + 1 < table.rows() && is_empty(table, row + 1, 0));
        let words = text.chars().any(char::is_alphabetic) && number::parse(text).is_none();
        cell.covered_by.is_none()
            && table.cells[row][0].covered_by.is_none()
            && ((text.is_empty() && may_lack) || (words && seen.insert(text)))
    })
}

/// The second column has no head: what stands in it says more of the row's head.
pub fn second_is_headless(table: &TableData, first: usize) -> bool {
    first > 0 && (0..first).all(|row| is_empty(table, row, 1)) && !(0..first).all(|row| is_empty(table, row, 0))
}

/// The words of a row that has nothing beside them: it heads the rows below.
pub fn group_head(table: &TableData, row: usize, name_col: usize) -> Option<String> {
    let blank = |col: usize| {
        let cell = &table.cells[row][col];
        cell.covered_by.map_or(cell.text.trim().is_empty(), |(above, _)| above as usize == row)
    };
    let at = table.cells[row].iter().position(|cell| !cell.text.trim().is_empty() && cell.covered_by.is_none())?;
    let alone = (0..table.cells[row].len()).all(|col| col == at || blank(col));
    let text = table.cells[row][at].text.trim().trim_end_matches([':', '：']).trim_end();
    let words = text.chars().any(char::is_alphabetic) && text.chars().count() <= 60;
    // A head in the middle of a row is one only where it spans the row.
    let placed =
        at <= name_col || table.cells[row].iter().all(|cell| cell.covered_by.is_some() || !cell.text.is_empty());
    (alone && words && placed && !ontology::is_collective(text)).then(|| text.to_owned())
}

/// The row in which the corner stands once more, with other heads beside it.
pub fn heads_again(table: &TableData, header_rows: usize, name_col: usize) -> Option<usize> {
    let corner = text_at(table, header_rows - 1, name_col).trim();
    let head = |text: &str| text.is_empty() || period::parse(text).is_some() || number::parse(text).is_none();
    let dated = |cells: &[pathloom_model::Cell]| {
        cells.iter().filter(|cell| period::parse(cell.text.trim()).is_some()).count() >= 2
    };
    let is_again = |row: &usize| {
        let cells = &table.cells[*row];
        cells[name_col].text.trim() == corner
            && (!corner.is_empty() || (cells[name_col].covered_by.is_none() && dated(cells)))
            && cells.iter().all(|cell| head(cell.text.trim()))
            && cells.iter().filter(|cell| !cell.text.trim().is_empty()).count() >= 2
    };
    (header_rows + 1..table.rows()).find(is_again)
}

/// What stands below heads that stand again, as a table of its own in the same places: what is above is blank.
pub fn below_heads_again(table: &TableData) -> Option<TableData> {
    let heads = (table.header_rows as usize).clamp(1, table.rows().max(2) - 1);
    let name_col = usize::from(table.rows() > heads && is_empty(table, heads - 1, 0) && table.cols() > 2);
    if table.rows() < heads + 3 || table.cols() < 2 {
        return None;
    }
    let again = heads_again(table, heads, name_col).filter(|&again| again + 1 < table.rows())?;
    let mut rest = table.clone();
    for cell in rest.cells[..again].iter_mut().flatten() {
        cell.text.clear();
        cell.covered_by = None;
    }
    // A second row of heads below has no row head either.
    let further = |row: &usize| {
        is_empty(table, *row, name_col)
            || table.cells[*row][name_col].covered_by.is_some_and(|(above, _)| above as usize == again)
    };
    let worded = |row: &usize| {
        let texts = table.cells[*row].iter().filter(|cell| cell.covered_by.is_none()).map(|cell| cell.text.trim());
        texts.filter(|text| !text.is_empty()).all(|text| number::parse(text).is_none())
    };
    let more = (again + 1..table.rows() - 1).take_while(|row| further(row) && worded(row)).count();
    rest.header_rows = (again + 1 + more) as u32;
    Some(rest)
}

/// Several figures in one cell: "1.9 1.5 14.5 1.2". It is neither a figure nor a name.
pub fn is_glued(text: &str) -> bool {
    let parts: Vec<&str> = text.split_whitespace().collect();
    parts.len() >= 2
        && parts.iter().all(|part| !part.starts_with(['(', '（']) && number::parse(part).is_some())
        && number::parse(text).is_none()
}

/// Why the cells cannot be taken as a grid of heads and values, if so.
pub fn why_not(table: &TableData, header_rows: usize, book: &NameBook) -> Option<String> {
    let body = table.rows() - header_rows;
    for col in 0..table.cols() {
        let glued = (header_rows..table.rows()).filter(|&row| is_glued(&table.cells[row][col].text)).count();
        if glued >= 2 && glued * 3 >= body {
            let head = text_at(table, header_rows - 1, col);
            return Some(format!(
                "the cells below \"{head}\" hold several figures each: its columns were not read apart"
            ));
        }
    }
    is_form(table, header_rows, book)
        .then(|| "its cells are labels with what they say beside them, not rows under heads".to_owned())
}

/// Labels and what they say side by side, without heads: the first row already has a code or a name beside a label.
fn is_form(table: &TableData, header_rows: usize, book: &NameBook) -> bool {
    let cols = table.cols();
    if header_rows != 1 || cols < 4 || !cols.is_multiple_of(2) || table.rows() > 12 || !table.caption.trim().is_empty()
    {
        return false;
    }
    let said = |text: &str| {
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        digits >= 4 || book.find(text).is_some() || ontology::type_of_name(text).is_some()
    };
    let label = |text: &str| {
        let text = text.trim();
        text.chars().count() <= 24 && !text.bytes().any(|b| b.is_ascii_digit()) && book.find(text).is_none()
    };
    let odd = (1..cols).step_by(2).filter(|&col| said(text_at(table, 0, col).trim())).count();
    odd * 2 >= cols / 2 && (0..table.rows()).all(|row| (0..cols).step_by(2).all(|col| label(text_at(table, row, col))))
}
