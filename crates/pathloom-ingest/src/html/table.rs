//! Tables of web pages: spans, heads, captions. Tables that only lay out the page are read as blocks.

use super::inline::{Inline, is_hidden, text};
use super::tree::Element;
use super::walk::Walker;
use crate::flow::Grid;
use pathloom_model::{TableData, WarningCode};

impl Walker<'_> {
    pub(super) fn table(&mut self, element: &Element) {
        let rows = rows(element);
        let cells = rows.iter().map(|row| cells(row.element).count()).sum::<usize>();
        if cells <= 1 || is_layout(element, &rows) {
            return rows.iter().flat_map(|row| cells_of(row)).for_each(|cell| self.blocks(cell));
        }
        let mut grid = Grid::default();
        let mut pictures = Vec::new();
        for row in &rows {
            grid.start_row();
            let heads = cells_of(row).all(|cell| cell.name == "th");
            if row.in_head || (heads && cells_of(row).count() > 1) {
                grid.is_head();
            }
            for cell in cells_of(row) {
                let span = |name| cell.attr(name).and_then(|count| count.trim().parse::<usize>().ok()).unwrap_or(1);
                let mut inline = Inline::default();
                cell.children.iter().for_each(|child| inline.add(child));
                // Zero reaches to the end of the table.
                let down = if span("rowspan") == 0 { rows.len() } else { span("rowspan") };
                grid.cell(&inline.words.take(), down, span("colspan"));
                pictures.append(&mut inline.pictures);
            }
        }
        if grid.cut {
            self.flow
                .warn(WarningCode::Limit, "A table has more cells than Pathloom reads of one; the rest was left out.");
        }
        let caption = element.elements().find(|child| child.name == "caption").map(text).unwrap_or_default();
        let label = crate::label::caption_label(&caption);
        self.flow.table(TableData { caption, label, ..grid.table() });
        pictures.into_iter().for_each(|picture| self.picture(picture));
    }
}

struct Row<'e> {
    element: &'e Element,
    in_head: bool,
}

fn rows(table: &Element) -> Vec<Row<'_>> {
    let mut found = Vec::new();
    for child in table.elements() {
        match child.name.as_str() {
            "tr" => found.push(Row { element: child, in_head: false }),
            "thead" | "tbody" | "tfoot" => {
                let in_head = child.name == "thead";
                found.extend(child.elements().filter(|row| row.name == "tr").map(|element| Row { element, in_head }));
            }
            _ => {}
        }
    }
    found
}

fn cells(row: &Element) -> impl Iterator<Item = &Element> {
    row.elements().filter(|cell| (cell.name == "td" || cell.name == "th") && !is_hidden(cell))
}

fn cells_of<'e>(row: &Row<'e>) -> impl Iterator<Item = &'e Element> {
    cells(row.element)
}

fn is_layout(table: &Element, rows: &[Row]) -> bool {
    if matches!(table.attr("role"), Some("presentation" | "none")) {
        return true;
    }
    let has = |names: &[&str]| {
        rows.iter().flat_map(|row| cells_of(row)).any(|cell| {
            cell.elements().any(|inner| inner.find(&|element| names.contains(&element.name.as_str())).is_some())
        })
    };
    let heads = rows.iter().flat_map(|row| cells_of(row)).any(|cell| cell.name == "th");
    has(&["table"]) || (!heads && has(&["h1", "h2", "h3", "h4"]))
}
