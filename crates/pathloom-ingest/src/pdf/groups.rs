//! Names of groups of rows, set once in the first columns: in the middle of their rows or at the first of them.

use super::grid::{Source, append, cuts};
use super::tables::TableRegion;
use pathloom_model::{Cell, Rect, TableData};

/// Widens the names of groups downwards. `rows` are top and bottom of each row of the table.
pub fn widen_down(table: &mut TableData, rows: &[(f32, f32)], region: &TableRegion, source: &Source<'_>) {
    let bands = bands(rows, region, source);
    spread_groups(table, rows, &bands, source.horizontal);
    if !spread_from_top(table, &bands) {
        spread_repeated(table);
    }
}

/// For each stretch between rules as wide as the table: its first row and the row after its last.
fn bands(rows: &[(f32, f32)], region: &TableRegion, source: &Source<'_>) -> Vec<(usize, usize)> {
    let middle = |row: &(f32, f32)| (row.0 + row.1) / 2.0;
    let mut ends: Vec<usize> =
        cuts(region, source, 0.9).iter().map(|cut| rows.iter().filter(|row| middle(row) < *cut).count()).collect();
    ends.extend([0, rows.len()]);
    ends.sort_unstable();
    ends.dedup();
    ends.windows(2).map(|e| (e[0], e[1])).collect()
}

/// A head set in the middle of the rows that it belongs to moves to the first of them; the others are covered by it.
fn spread_groups(table: &mut TableData, rows: &[(f32, f32)], bands: &[(usize, usize)], rules: &[Rect]) {
    let heads = table.header_rows as usize;
    for (from, to) in bands.iter().copied().filter(|(from, to)| to - from >= 2) {
        let last = if to <= heads { table.cols() } else { table.cols().min(2) };
        for col in 0..last {
            spread(table, rows, (from, to), col, rules);
        }
    }
}

fn spread(table: &mut TableData, rows: &[(f32, f32)], (from, to): (usize, usize), col: usize, rules: &[Rect]) {
    let middle = |row: &(f32, f32)| (row.0 + row.1) / 2.0;
    let (top, end) = (middle(&rows[from]), middle(&rows[to - 1]));
    let filled: Vec<usize> = (from..to).filter(|r| !table.cells[*r][col].text.is_empty()).collect();
    let covered = (from..to).any(|r| table.cells[r][col].covered_by.is_some());
    let (Some(first), Some(last)) = (filled.first().copied(), filled.last().copied()) else { return };
    let together = last - first <= filled.len() && filled.len() <= 3;
    // A head over several columns is not the beginning of the head below it.
    let wide = |row: &usize| {
        let own = Some((*row as u32, col as u32));
        table.cells[*row].get(col + 1).is_some_and(|beside| beside.covered_by == own)
    };
    if filled.len() > 1 && filled.iter().any(wide) {
        return;
    }
    if covered || !together || (filled.len() >= to - from) || (to - from > 2 && (first == from) != (last == to - 1)) {
        return;
    }
    let boxes = filled.iter().filter_map(|r| table.cells[*r][col].bbox);
    let Some(bounds) = boxes.reduce(|a, b| a.union(&b)) else { return };
    // What a rule parts is not one cell.
    let crosses = |r: &Rect| r.y0 > top && r.y1 < end && r.x0 < bounds.x1 && r.x1 > bounds.x0;
    if rules.iter().any(crosses) {
        return;
    }
    let row = (end - top) / (to - from - 1).max(1) as f32;
    let slack = if to - from >= 4 { 1.4 } else { 0.6 } * row.max(4.0);
    let off = ((bounds.y0 + bounds.y1) / 2.0 - (top + end) / 2.0).abs();
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).count() * 2 > text.chars().count();
    if off > slack || filled.iter().any(|r| digits(&table.cells[*r][col].text)) {
        return;
    }
    let mut text = String::new();
    for r in filled {
        let part = std::mem::take(&mut table.cells[r][col]).text;
        append(&mut text, &part, true);
    }
    for r in from..to {
        table.cells[r][col] = if r == from {
            Cell { text: text.clone(), bbox: Some(bounds), ..Cell::default() }
        } else {
            Cell { covered_by: Some((from as u32, col as u32)), ..Cell::default() }
        };
    }
}

/// Between the rules of the body, the first column is filled in the first row only: each name is that of its band.
/// Whether there is such a name.
fn spread_from_top(table: &mut TableData, bands: &[(usize, usize)]) -> bool {
    let heads = table.header_rows as usize;
    let body: Vec<(usize, usize)> =
        bands.iter().filter(|(_, to)| *to > heads).map(|(from, to)| (*from.max(&heads), *to)).collect();
    let tall: Vec<(usize, usize)> = body.iter().copied().filter(|(from, to)| to - from >= 2).collect();
    let spread = |band: &(usize, usize)| table.cells[band.0 + 1][0].covered_by == Some((band.0 as u32, 0));
    let named: Vec<(usize, usize)> = tall.iter().copied().filter(|band| is_named_at_top(table, *band)).collect();
    let others = tall.iter().filter(|band| !named.contains(band)).all(spread);
    if named.is_empty() || !others || body.len() < 2 {
        return false;
    }
    named.into_iter().for_each(|band| cover_down(table, band));
    true
}

/// Without rules between groups, the second column tells them: it says the same in each of them.
fn spread_repeated(table: &mut TableData) {
    let heads = table.header_rows as usize;
    let mut starts: Vec<usize> = (heads..table.rows()).filter(|row| !table.cells[*row][0].text.is_empty()).collect();
    if starts.first() != Some(&heads) || starts.len() < 2 || table.cols() < 3 {
        return;
    }
    starts.push(table.rows());
    let groups: Vec<(usize, usize)> = starts.windows(2).map(|pair| (pair[0], pair[1])).collect();
    let seconds = |(from, to): (usize, usize)| table.cells[from..to].iter().map(|row| row[1].text.as_str());
    let alike = |group: &(usize, usize)| {
        group.1 - group.0 >= 2
            && seconds(*group).eq(seconds(groups[0]))
            && seconds(*group).all(|text| !text.is_empty())
            && is_named_at_top(table, *group)
    };
    if groups.iter().all(alike) {
        groups.into_iter().for_each(|group| cover_down(table, group));
    }
}

/// Whether only the first row of a band has words in the first column, and further ones beside them.
fn is_named_at_top(table: &TableData, (from, to): (usize, usize)) -> bool {
    let words = |row: usize| table.cells[row].iter().skip(1).any(|cell| !cell.text.is_empty());
    let open = |row: usize| table.cells[row][0].text.is_empty() && table.cells[row][0].covered_by.is_none();
    !table.cells[from][0].text.is_empty() && (from..to).all(words) && (from + 1..to).all(open)
}

fn cover_down(table: &mut TableData, (from, to): (usize, usize)) {
    for row in from + 1..to {
        table.cells[row][0] = Cell { covered_by: Some((from as u32, 0)), ..Cell::default() };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: &[[&str; 3]]) -> TableData {
        let cell = |text: &&str| Cell { text: (*text).into(), ..Cell::default() };
        let cells = rows.iter().map(|row| row.iter().map(cell).collect()).collect();
        TableData { cells, header_rows: 1, ..TableData::default() }
    }

    fn names(table: &TableData) -> Vec<Option<u32>> {
        table.cells.iter().map(|row| row[0].covered_by.map(|(origin, _)| origin)).collect()
    }

    #[test]
    fn a_name_at_the_top_of_a_band_is_that_of_all_its_rows() {
        let rows = [["Set", "Part", "Count"], ["A", "low", "1"], ["", "mid", "2"], ["", "high", "3"], ["All", "", "6"]];
        let mut ruled = table(&rows);
        assert!(spread_from_top(&mut ruled, &[(0, 1), (1, 4), (4, 5)]));
        assert_eq!(names(&ruled), [None, None, Some(1), Some(1), None]);
        let mut plain = table(&rows);
        assert!(!spread_from_top(&mut plain, &[(0, 1), (1, 5)]), "without rules between them no name says how far");
        assert_eq!(names(&plain), [None; 5]);
    }

    #[test]
    fn rows_that_repeat_under_each_name_are_its_own() {
        let mut same =
            table(&[["Set", "Part", "n"], ["A", "in", "1"], ["", "out", "2"], ["B", "in", "3"], ["", "out", "4"]]);
        spread_repeated(&mut same);
        assert_eq!(names(&same), [None, None, Some(1), None, Some(3)]);
        let mut other =
            table(&[["Set", "Part", "n"], ["A", "in", "1"], ["", "out", "2"], ["B", "on", "3"], ["", "off", "4"]]);
        spread_repeated(&mut other);
        assert_eq!(names(&other), [None; 5], "other parts may just as well be rows without a name");
    }
}
