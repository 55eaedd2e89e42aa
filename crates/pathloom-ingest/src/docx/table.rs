//! Tables of Word: merged cells, rows marked as heads, notes cited in cells. A table of one cell is only a frame.

use super::Reader;
use super::paragraph::Paragraph;
use super::styles::Role;
use crate::flow::Grid;
use crate::ooxml::content;
use crate::xml::{DEPTH, Look};
use pathloom_model::{TableData, WarningCode};
use roxmltree::Node;

impl Reader<'_> {
    pub(super) fn table(&mut self, node: Node, depth: usize) {
        if depth > DEPTH {
            return;
        }
        let rows = rows(node, 0);
        let cells: Vec<Vec<Node>> = rows.iter().map(|row| cells(*row, 0)).collect();
        if cells.iter().map(Vec::len).sum::<usize>() == 1
            && let Some(only) = cells.iter().flatten().next()
        {
            return self.blocks(*only, depth + 1);
        }
        let mut grid = Grid::default();
        let mut inside = Inside::default();
        for (row, cells) in rows.iter().zip(&cells) {
            let properties = row.child("trPr");
            grid.start_row();
            if properties.is_some_and(|found| found.on("tblHeader")) {
                grid.is_head();
            }
            let before = properties.and_then(|found| found.val("gridBefore")).and_then(|count| count.parse().ok());
            grid.skip(before.unwrap_or(0));
            for cell in cells {
                self.cell(*cell, &mut grid, &mut inside);
            }
        }
        if grid.cut {
            self.flow
                .warn(WarningCode::Limit, "A table has more cells than Pathloom reads of one; the rest was left out.");
        }
        let footnotes = inside.notes.iter().filter_map(|(kind, id)| {
            let (mark, text) = self.notes.take(kind, id)?;
            Some(format!("{mark} {text}"))
        });
        let footnotes: Vec<String> = footnotes.collect();
        self.end_runs();
        self.flow.table(TableData { footnotes, ..grid.table() });
        for drawing in inside.drawings {
            self.drawing(drawing, depth + 1);
        }
        for table in inside.tables {
            self.table(table, depth + 1);
        }
    }

    fn cell<'a, 'i>(&mut self, cell: Node<'a, 'i>, grid: &mut Grid, inside: &mut Inside<'a, 'i>) {
        let properties = cell.child("tcPr");
        let cols = properties.and_then(|found| found.val("gridSpan")).and_then(|count| count.parse().ok()).unwrap_or(1);
        let merged = properties.and_then(|found| found.child("vMerge"));
        let goes_on = merged.is_some_and(|merge| merge.attr("val") != Some("restart"));
        if goes_on && grid.continue_above(cols) {
            return;
        }
        let mut lines = Vec::new();
        self.cell_words(cell, &mut lines, inside, 0);
        grid.cell(&lines.join("\n"), 1, cols);
    }

    /// The paragraphs of a cell as lines; a table inside it follows as a table of its own.
    fn cell_words<'a, 'i>(
        &mut self,
        node: Node<'a, 'i>,
        lines: &mut Vec<String>,
        inside: &mut Inside<'a, 'i>,
        depth: usize,
    ) {
        if depth > DEPTH {
            return;
        }
        for child in content(node) {
            match child.tag_name().name() {
                "p" => {
                    let style = self.styles.get(child.at(&["pPr", "pStyle"]).and_then(|style| style.attr("val")));
                    let paragraph = Paragraph::read(child, &style, self.styles.default_size());
                    self.old_formulas += paragraph.old_formulas;
                    let mark = if style.role == Role::Body { self.mark(child, &style) } else { None };
                    let mark =
                        mark.filter(|mark| mark.ordered).map(|mark| format!("{} ", mark.text)).unwrap_or_default();
                    lines.push(format!("{mark}{}", paragraph.text()));
                    inside.drawings.extend(&paragraph.drawings);
                    inside.notes.extend(paragraph.notes);
                }
                "tbl" => inside.tables.push(child),
                "tcPr" => {}
                _ => self.cell_words(child, lines, inside, depth + 1),
            }
        }
    }
}

/// What stands in the cells of a table and is no words.
#[derive(Default)]
struct Inside<'a, 'i> {
    drawings: Vec<Node<'a, 'i>>,
    tables: Vec<Node<'a, 'i>>,
    notes: Vec<(&'static str, String)>,
}

/// Rows, also those in content controls and tracked insertions.
fn rows<'a, 'i>(node: Node<'a, 'i>, depth: usize) -> Vec<Node<'a, 'i>> {
    below(node, "tr", depth)
}

fn cells<'a, 'i>(row: Node<'a, 'i>, depth: usize) -> Vec<Node<'a, 'i>> {
    below(row, "tc", depth)
}

fn below<'a, 'i>(node: Node<'a, 'i>, name: &str, depth: usize) -> Vec<Node<'a, 'i>> {
    let mut found = Vec::new();
    for child in content(node) {
        match child.tag_name().name() {
            wanted if wanted == name => {
                let deleted = child.child("trPr").is_some_and(|properties| properties.child("del").is_some());
                found.extend((!deleted).then_some(child));
            }
            "sdt" | "sdtContent" | "ins" | "customXml" | "smartTag" if depth < DEPTH => {
                found.extend(below(child, name, depth + 1))
            }
            _ => {}
        }
    }
    found
}
