//! CSV and TSV files as one table. Rows of another length are padded and reported; nothing is dropped but what a
//! limit cuts off, and that is reported too.

use crate::decode::{Decoded, decode};
use crate::delimited::{Field, Records, sniff};
use crate::{ReadError, Source, detect};
use pathloom_model::{
    Block, BlockContent, Cell, DocumentMeta, Format, Key, Language, Parsed, TableData, Warning, WarningCode,
};
use std::collections::BTreeMap;

const ROWS: usize = 20_000;
const CELLS: usize = 5_000_000;
/// As many as spreadsheets have; what goes beyond stays in the last one.
const COLUMNS: usize = 16_384;
/// Rows that are reported one by one.
const REPORTED: usize = 100;

pub(crate) fn read(key: Key, source: &Source) -> Result<Parsed, ReadError> {
    let Decoded { mut text, mut warnings } = decode(source.bytes)?;
    let grid = Grid::read(&text);
    grid.report(&mut warnings);
    text.truncate(grid.end);
    let mut cells = grid.padded();
    let has_two = takes_second_head(&mut cells);
    let table = TableData {
        caption: detect::stem(source.name).to_owned(),
        header_rows: if has_two { 2 } else { header_rows(&cells) },
        header_cols: header_cols(&cells),
        cells,
        ..TableData::default()
    };
    let block = Block {
        id: 0,
        page: 1,
        bbox: None,
        more: vec![],
        chars: Some([0, text.len() as u32]),
        content: BlockContent::Table(table),
        lines: vec![],
        runs: vec![],
    };
    let meta = DocumentMeta {
        key,
        name: source.file_name().to_owned(),
        format: Format::Csv,
        bytes: source.bytes.len() as u64,
        title: Some(detect::stem(source.name).to_owned()),
        language: Language::of(text.get(..text.floor_char_boundary(100_000)).unwrap_or(&text)),
        pages: vec![],
    };
    Ok(Parsed { meta, text: Some(text), blocks: vec![block], blobs: vec![], warnings })
}

/// Rows as they came, each with its line number.
struct Grid {
    rows: Vec<(u32, Vec<Cell>)>,
    /// Lines with a quote that is never closed, and lines with more columns than a table takes.
    stray_quotes: Vec<u32>,
    too_wide: Vec<u32>,
    /// Byte of the text where reading ended.
    end: usize,
    /// Lines of the file that a limit cut off.
    cut: usize,
}

impl Grid {
    fn read(text: &str) -> Grid {
        let mut records = Records::new(text, sniff(text, None, true), true);
        let mut grid = Grid { rows: vec![], stray_quotes: vec![], too_wide: vec![], end: 0, cut: 0 };
        let (mut fields, mut width) = (Vec::new(), 0usize);
        while let Some(record) = records.next_into(&mut fields) {
            if fields.iter().all(|field| field.text.is_empty()) && fields.len() == 1 {
                continue;
            }
            width = width.max(fields.len().min(COLUMNS));
            if grid.rows.len() == ROWS || (grid.rows.len() + 1) * width > CELLS {
                grid.cut = text[record.from..].lines().count();
                return grid;
            }
            if record.stray_quote {
                grid.stray_quotes.push(record.line);
            }
            if fields.len() > COLUMNS {
                grid.too_wide.push(record.line);
            }
            grid.rows.push((record.line, cells(text, &fields)));
            grid.end = record.to;
        }
        grid.end = text.len();
        grid
    }

    /// The number of columns that most rows have; the first row's when in doubt.
    fn usual_width(&self) -> usize {
        let mut counts = BTreeMap::<usize, usize>::new();
        self.rows.iter().for_each(|(_, row)| *counts.entry(row.len()).or_default() += 1);
        let most = counts.values().max().copied().unwrap_or(0);
        let first = self.rows.first().map_or(0, |(_, row)| row.len());
        if counts.get(&first) == Some(&most) {
            return first;
        }
        counts.into_iter().find(|(_, count)| *count == most).map_or(0, |(width, _)| width)
    }

    fn report(&self, warnings: &mut Vec<Warning>) {
        let usual = self.usual_width();
        let ragged: Vec<_> = self.rows.iter().filter(|(_, row)| row.len() != usual).collect();
        for (line, row) in ragged.iter().take(REPORTED) {
            let message =
                format!("Line {line} has {} columns where most have {usual}; nothing was dropped.", row.len());
            warnings.push(Warning { code: WarningCode::Ragged, page: None, line: Some(*line), message });
        }
        if ragged.len() > REPORTED {
            let message = format!("{} more lines have another number of columns.", ragged.len() - REPORTED);
            warnings.push(Warning { code: WarningCode::Ragged, page: None, line: None, message });
        }
        for line in self.stray_quotes.iter().take(REPORTED) {
            let message = format!("Line {line} has a quote that is never closed; it was read as a letter.");
            warnings.push(Warning { code: WarningCode::Ragged, page: None, line: Some(*line), message });
        }
        for line in self.too_wide.iter().take(REPORTED) {
            let message = format!("Line {line} has more than {COLUMNS} columns; the rest stands in the last one.");
            warnings.push(Warning { code: WarningCode::Limit, page: None, line: Some(*line), message });
        }
        if self.cut > 0 {
            let read = self.rows.len();
            let message = format!(
                "The first {read} rows were read; {} more lines were not. Split the file to read them all.",
                self.cut
            );
            warnings.push(Warning { code: WarningCode::Limit, page: None, line: None, message });
        }
    }

    fn padded(self) -> Vec<Vec<Cell>> {
        let width = self.rows.iter().map(|(_, row)| row.len()).max().unwrap_or(0);
        let mut rows: Vec<Vec<Cell>> = self.rows.into_iter().map(|(_, row)| row).collect();
        for row in &mut rows {
            row.resize(width, Cell::default());
        }
        rows
    }
}

fn cells(text: &str, fields: &[Field]) -> Vec<Cell> {
    let cell = |words: &str, from: usize, to: usize| Cell {
        text: words.to_owned(),
        chars: Some([from as u32, to as u32]),
        ..Cell::default()
    };
    let kept = if fields.len() > COLUMNS { COLUMNS - 1 } else { fields.len() };
    let mut cells: Vec<Cell> = fields[..kept].iter().map(|field| cell(&field.text, field.from, field.to)).collect();
    if let (Some(first), Some(last)) = (fields.get(kept), fields.last()) {
        cells.push(cell(&text[first.from..last.to], first.from, last.to));
    }
    cells
}

/// 1 when the first row names columns: words or years in it, none twice; 0 when it is data.
pub(crate) fn header_rows(cells: &[Vec<Cell>]) -> u32 {
    let Some((first, body)) = cells.split_first() else {
        return 0;
    };
    let named: Vec<&str> = first.iter().map(|cell| cell.text.as_str()).filter(|text| !text.is_empty()).collect();
    let names = named.iter().all(|text| !is_number(text) || is_year(text));
    let words = named.iter().any(|text| !is_number(text));
    let mut distinct = named.clone();
    distinct.sort_unstable();
    distinct.dedup();
    u32::from(!body.is_empty() && names && words && distinct.len() == named.len() && named.len() * 2 > first.len())
}

/// Whether a second row of heads goes on where nothing says so, as in Markdown, which has one head row and no spans: its
/// first cell is blank, it fills the blanks beside a head above, and it holds words, years or periods but no numbers. The
/// blanks are then covered by the heads that they belong to.
pub(crate) fn takes_second_head(cells: &mut [Vec<Cell>]) -> bool {
    let [first, second, _, ..] = cells else { return false };
    let is_blank = |cell: &Cell| cell.text.trim().is_empty() && cell.covered_by.is_none();
    let is_head = |cell: &Cell| is_blank(cell) || !is_number(&cell.text) || is_year(&cell.text);
    let grouped = || first.iter().zip(second.iter()).skip(2).filter(|(above, _)| is_blank(above));
    let goes_on = second.first().is_some_and(is_blank)
        && first.len() == second.len()
        && !first.iter().take(2).any(is_blank)
        && grouped().next().is_some()
        && grouped().all(|(_, below)| !is_blank(below))
        && second.iter().all(is_head);
    if !goes_on {
        return false;
    }
    let mut group = 0;
    for (col, (above, below)) in first.iter_mut().zip(second.iter_mut()).enumerate() {
        if is_blank(below) {
            below.covered_by = Some((0, col as u32));
        }
        if is_blank(above) {
            above.covered_by = Some((0, group));
        } else {
            group = col as u32;
        }
    }
    true
}

/// 1 when the first column names rows (words) and another holds numbers.
pub(crate) fn header_cols(cells: &[Vec<Cell>]) -> u32 {
    let body = cells.get(1..).unwrap_or_default();
    let numbers = |col: usize| {
        let filled = body.iter().filter_map(|row| row.get(col)).filter(|cell| !cell.text.is_empty());
        let (all, numeric) = filled
            .fold((0usize, 0usize), |(all, numeric), cell| (all + 1, numeric + usize::from(is_number(&cell.text))));
        (all, numeric)
    };
    let width = cells.first().map_or(0, Vec::len);
    let (all, numeric) = numbers(0);
    let names_rows = all > 0 && numeric * 5 <= all;
    let has_numbers = (1..width).any(|col| {
        let (all, numeric) = numbers(col);
        numeric > 0 && numeric * 2 >= all
    });
    u32::from(names_rows && has_numbers)
}

/// "1,750", "-3.5 %", "(12)", "€ 4.2": digits with the signs that go with them.
fn is_number(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let signs = |c: char| c.is_ascii_digit() || " .,'%‰+-−–()$€£¥￥±~<>≥≤\u{a0}\u{202f}".contains(c);
    digits > 0 && text.chars().all(signs)
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && text.parse::<u32>().is_ok_and(|year| (1800..=2200).contains(&year))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read;

    fn csv(bytes: &[u8]) -> (TableData, Parsed) {
        let parsed = read(&Source { name: "in/Plants.csv", bytes, password: None }).expect("it reads");
        let BlockContent::Table(table) = parsed.blocks[0].content.clone() else { panic!("one table") };
        (table, parsed)
    }

    #[test]
    fn a_second_row_of_heads_fills_the_blanks_of_the_first() {
        let two =
            "Site,Nitrate,,Phosphate,\n,2017,2018,2017,2018\nOxwold,9.4,8.8,0.31,0.30\nSaltry,3.6,2.9,0.12,0.10\n";
        let (table, _) = csv(two.as_bytes());
        assert_eq!(table.header_rows, 2);
        let covered: Vec<_> = table.cells[..2].iter().flatten().filter_map(|cell| cell.covered_by).collect();
        assert_eq!(covered, [(0, 1), (0, 3), (0, 0)], "a group head spans what it heads, and so does the corner");

        // Figures below a blank are figures.
        let one = "Site,Nitrate,,Phosphate\n,9.4,8.8,0.31\nSaltry,3.6,2.9,0.12\n";
        assert_eq!(csv(one.as_bytes()).0.header_rows, 1);
    }

    #[test]
    fn a_file_is_one_table_whose_cells_know_their_place() {
        let (table, parsed) = csv("\u{FEFF}厂;产能;2023\n\"北岭; 一厂\";75;1,5\n南港;60;2,5\n".as_bytes());
        assert_eq!(table.caption, "Plants", "named after the file");
        assert_eq!((table.rows(), table.cols(), table.header_rows, table.header_cols), (3, 3, 1, 1));
        let text = parsed.text.as_deref().expect("text");
        for cell in table.cells.iter().flatten() {
            let [from, to] = cell.chars.expect("a place");
            assert_eq!(&text[from as usize..to as usize], cell.text, "the range of the text holds the cell");
        }
        assert_eq!(parsed.warnings, [], "a byte order mark is no reason to warn");
        let (data, _) = csv(b"1,2\n3,4\n");
        assert_eq!(data.header_rows, 0, "numbers in the first row are data");
    }

    #[test]
    fn ragged_rows_are_kept_padded_and_reported_by_line() {
        let (table, parsed) = csv(b"a,b,c\n1,2,3\n1,2\n\n1,2,3,4\n1,2,3\n");
        assert_eq!((table.rows(), table.cols()), (5, 4), "all rows are there, as wide as the widest");
        assert_eq!(table.cells[3][3].text, "4", "what stands beyond the head is kept");
        let lines: Vec<_> = parsed.warnings.iter().map(|warning| (warning.code, warning.line)).collect();
        assert_eq!(lines, [(WarningCode::Ragged, Some(3)), (WarningCode::Ragged, Some(5))], "by their own line");
    }

    #[test]
    fn a_very_long_file_is_cut_and_says_so() {
        let long: String = std::iter::once("n,square\n".to_owned())
            .chain((0..30_000).map(|n: u64| format!("{n},{}\n", n * n)))
            .collect();
        let (table, parsed) = csv(long.as_bytes());
        assert_eq!(table.rows(), ROWS);
        assert_eq!(
            parsed.warnings[0].message,
            "The first 20000 rows were read; 10001 more lines were not. Split the file to read them all."
        );
        assert!(parsed.text.expect("text").ends_with("19998,399920004"), "the text ends where reading did");
    }
}
