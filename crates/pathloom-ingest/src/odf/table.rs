//! Tables of texts and slides, and sheets with their repeated and covered cells.

use super::Reader;
use crate::flow::{Grid, squeezed};
use crate::xlsx::{CELLS, ROWS, Sheet, write_sheet};
use crate::xml::{DEPTH, Look};
use pathloom_model::WarningCode;
use roxmltree::Node;

const REPEATED: u32 = 1_000;
/// As many as spreadsheets have.
const COLUMNS: u32 = 16_384;

impl Reader<'_> {
    pub(super) fn table(&mut self, table: Node, depth: usize) {
        if depth > DEPTH {
            return;
        }
        let mut grid = Grid::default();
        let (mut frames, mut inner, mut notes) = (Vec::new(), Vec::new(), Vec::new());
        let rows = rows(table, false, 0);
        if let [(row, _)] = &rows[..]
            && row.elements().count() == 1
            && let Some(cell) = row.child("table-cell")
        {
            return self.blocks(cell, depth + 1);
        }
        for (row, head) in rows {
            grid.start_row();
            if head {
                grid.is_head();
            }
            for cell in row.named("table-cell") {
                let count = |name: &str| cell.attr(name).and_then(|count| count.parse::<usize>().ok()).unwrap_or(1);
                let mut lines = Vec::new();
                for paragraph in
                    cell.descendants().filter(|node| (node.is("p") || node.is("h")) && belongs(*node, cell))
                {
                    let mut found = self.inline(paragraph);
                    lines.push(found.words.take());
                    frames.append(&mut found.frames);
                    notes.append(&mut found.notes);
                }
                inner.extend(cell.named("table"));
                for _ in 0..count("number-columns-repeated").min(100) {
                    grid.cell(&lines.join("\n"), count("number-rows-spanned"), count("number-columns-spanned"));
                }
            }
        }
        let mut table = grid.table();
        for (mark, body) in notes {
            let text = squeezed(&self.lines(body));
            table.footnotes.push(format!("{mark} {text}"));
        }
        self.flow.table(table);
        frames.into_iter().for_each(|frame| self.frame(frame, depth + 1));
        inner.into_iter().for_each(|table| self.table(table, depth + 1));
    }

    pub(super) fn sheet(&mut self, table: Node) {
        let name = table.attr("name").unwrap_or_default();
        let mut sheet = Sheet::default();
        let mut frames = Vec::new();
        let (mut at, mut cells) = (0u32, 0usize);
        for (row, _) in rows(table, false, 0) {
            let repeat =
                row.attr("number-rows-repeated").and_then(|count| count.parse::<u32>().ok()).unwrap_or(1).max(1);
            let filled = self.row(row, at, &mut sheet, &mut frames);
            if filled && repeat > 1 {
                let cells_here = sheet.rows.get(&at).cloned().unwrap_or_default();
                let most = (CELLS / cells_here.len().max(1)).min(REPEATED as usize) as u32;
                (1..repeat.min(most)).for_each(|more| {
                    sheet.rows.insert(at.saturating_add(more), cells_here.clone());
                });
            }
            cells += sheet.rows.get(&at).map_or(0, |row| row.len() * repeat.min(REPEATED) as usize);
            at = at.saturating_add(repeat);
            if sheet.rows.len() >= ROWS || cells >= CELLS {
                let message = format!(
                    "Of the sheet \"{name}\" the first {} rows were read. Split the sheet to read them all.",
                    sheet.rows.len()
                );
                self.flow.warn(WarningCode::Limit, message);
                break;
            }
        }
        frames.extend(table.child("shapes").into_iter().flat_map(|shapes| shapes.elements().collect::<Vec<_>>()));
        if sheet.rows.is_empty() && frames.is_empty() {
            return;
        }
        self.flow.heading(2, name);
        write_sheet(&sheet, &mut self.flow);
        frames.into_iter().for_each(|frame| self.frame(frame, 0));
    }

    /// Adds the cells of one row; whether there were any.
    fn row<'a, 'i>(&mut self, row: Node<'a, 'i>, at: u32, sheet: &mut Sheet, frames: &mut Vec<Node<'a, 'i>>) -> bool {
        let mut col = 0u32;
        for cell in row.elements().filter(|cell| cell.is("table-cell") || cell.is("covered-table-cell")) {
            let count = |name: &str| cell.attr(name).and_then(|count| count.parse::<u32>().ok()).unwrap_or(1).max(1);
            let repeat = count("number-columns-repeated");
            if cell.is("table-cell") {
                frames.extend(cell.named("frame"));
                let text = squeezed(&self.cell_text(cell));
                for more in 0..if text.is_empty() { 0 } else { repeat.min(REPEATED) } {
                    sheet.rows.entry(at).or_default().insert(col.saturating_add(more), text.clone());
                }
                let (down, across) = (count("number-rows-spanned"), count("number-columns-spanned"));
                if down > 1 || across > 1 {
                    sheet.merged.push([at, col, at.saturating_add(down - 1), col.saturating_add(across - 1)]);
                }
            }
            col = col.saturating_add(repeat);
            if col >= COLUMNS {
                break;
            }
        }
        sheet.rows.contains_key(&at)
    }

    /// What the sheet shows; the bare value where nothing is written down.
    fn cell_text(&mut self, cell: Node) -> String {
        let lines: Vec<String> = cell.named("p").map(|line| self.inline(line).words.take()).collect();
        let shown = lines.join("\n");
        if shown.is_empty() { cell.attr("value").unwrap_or_default().to_owned() } else { shown }
    }
}

/// Whether a paragraph stands in this cell itself, not in a table or a note inside it.
fn belongs(paragraph: Node, cell: Node) -> bool {
    let mut above = paragraph.ancestors().skip(1).take_while(|node| *node != cell);
    above.all(|node| !node.is("table") && !node.is("note") && !node.is("frame") && !node.is("annotation"))
}

/// Rows with whether they are heads, groups opened.
fn rows<'a, 'i>(node: Node<'a, 'i>, head: bool, depth: usize) -> Vec<(Node<'a, 'i>, bool)> {
    let mut found = Vec::new();
    for child in node.elements() {
        match child.tag_name().name() {
            "table-row" => found.push((child, head)),
            "table-header-rows" if depth < DEPTH => found.extend(rows(child, true, depth + 1)),
            "table-rows" | "table-row-group" if depth < DEPTH => found.extend(rows(child, head, depth + 1)),
            _ => {}
        }
    }
    found
}
