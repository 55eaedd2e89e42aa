//! Tables: which found table is which, and how many of their cells are right in text, row, column and spans.

use super::form::{Block, Cell, Found, Kind, TrueDocument};
use super::score::Counts;
use super::text::normal;

/// For each block of the truth, the found table that is it, by places among the blocks.
pub fn matched(truth: &TrueDocument, found: &Found) -> Vec<Option<usize>> {
    let tables =
        |blocks: &[Block]| -> Vec<usize> { (0..blocks.len()).filter(|at| blocks[*at].kind == Kind::Table).collect() };
    let mut pairs: Vec<(usize, usize, usize)> = Vec::new();
    for wanted in tables(&truth.blocks) {
        for got in tables(&found.blocks) {
            let shared = shared_texts(&truth.blocks[wanted], &found.blocks[got]);
            if shared * 4 > truth.blocks[wanted].cells.len() {
                pairs.push((shared, wanted, got));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut out = vec![None; truth.blocks.len()];
    for (_, wanted, got) in pairs {
        if out[wanted].is_none() && !out.contains(&Some(got)) {
            out[wanted] = Some(got);
        }
    }
    out
}

/// Cells of one true table, and those of the found table that it was matched with.
pub fn cells(wanted: &Block, got: Option<&Block>) -> Counts {
    let (wanted, mut got) = (filled(wanted), got.map(filled).unwrap_or_default());
    let (there, found) = (wanted.len(), got.len());
    let mut right = 0;
    for cell in wanted {
        if let Some(at) = got.iter().position(|it| *it == cell) {
            got.swap_remove(at);
            right += 1;
        }
    }
    Counts { right, found, there }
}

/// Cells of a found table that is none of the truth's.
pub fn spurious(got: &Block) -> Counts {
    Counts { found: filled(got).len(), ..Counts::default() }
}

fn filled(table: &Block) -> Vec<Cell> {
    let cells = table.cells.iter().map(|it| Cell(it.0, it.1, it.2, it.3, normal(&it.4)));
    cells.filter(|it| !it.4.is_empty()).collect()
}

fn shared_texts(a: &Block, b: &Block) -> usize {
    let mut rest: Vec<String> = b.cells.iter().map(|it| normal(&it.4)).collect();
    let mut shared = 0;
    for text in a.cells.iter().map(|it| normal(&it.4)).filter(|text| !text.is_empty()) {
        if let Some(at) = rest.iter().position(|it| *it == text) {
            rest.swap_remove(at);
            shared += 1;
        }
    }
    shared
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(cells: &[(u32, u32, &str)]) -> Block {
        let cells = cells.iter().map(|(row, column, text)| Cell(*row, *column, 1, 1, (*text).to_owned())).collect();
        Block { cells, ..Block::new(Kind::Table, String::new()) }
    }

    #[test]
    fn a_cell_counts_with_its_place() {
        let wanted = table(&[(0, 0, "Station"), (0, 1, "Depth"), (1, 0, "Arn"), (1, 1, "4.2")]);
        let got = table(&[(0, 0, "Station"), (0, 1, "Depth"), (1, 0, "4.2"), (1, 1, "Arn"), (2, 0, "")]);
        assert_eq!(cells(&wanted, Some(&got)), Counts { right: 2, found: 4, there: 4 }, "two cells changed places");
        assert_eq!(cells(&wanted, None), Counts { right: 0, found: 0, there: 4 }, "a table that was not found");
    }
}
