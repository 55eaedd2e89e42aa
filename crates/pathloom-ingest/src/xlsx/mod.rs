//! Excel workbooks (XLSX): each sheet a section of tables, numbers as the sheet shows them, charts and pictures.
//! Formulas give the results stored with them. Hidden sheets and comments are left out.

mod regions;
mod sheet;
mod strings;
#[cfg(test)]
mod tests;

use crate::flow::Flow;
use crate::ooxml::{Package, Relations, drawn, tree};
use crate::xml::{self, Look};
use crate::{ReadError, Source, detect};
use pathloom_model::{Format, Key, Parsed, WarningCode};
use sheet::Book;

pub(crate) use regions::write as write_sheet;
pub(crate) use sheet::{CELLS, ROWS, Sheet};

const SHEETS: usize = 500;

pub(crate) fn read(key: Key, source: &Source) -> Result<Parsed, ReadError> {
    let mut flow = Flow::default();
    let mut package = Package::open(source.bytes, &mut flow)?;
    let part = package.main_part("xl/workbook.xml");
    let text = package.required(&part)?;
    let workbook = xml::parse(&text, &part).map_err(|refusal| refusal.into_error())?;
    let relations = package.relations(&part);
    let book = book(&workbook, &mut package, &relations, &mut flow)?;
    let sheets: Vec<_> = workbook
        .root_element()
        .child("sheets")
        .into_iter()
        .flat_map(|s| s.named("sheet").collect::<Vec<_>>())
        .collect();
    let hidden = sheets.iter().filter(|sheet| is_hidden(sheet)).count();
    if hidden > 0 {
        flow.warn(
            WarningCode::Limit,
            format!("{hidden} hidden sheets were left out; show them in the workbook to have them read."),
        );
    }
    for sheet in sheets.iter().filter(|sheet| !is_hidden(sheet)).take(SHEETS) {
        let target = sheet.rel("id").and_then(|id| relations.get(id)).map(|found| found.target.clone());
        if let Some(target) = target {
            one(sheet.attr("name").unwrap_or_default(), &target, &book, &mut package, &mut flow);
        }
    }
    let title = package.stated_title().unwrap_or_else(|| detect::stem(source.name).to_owned());
    Ok(flow.finish(key, source, Format::Xlsx, Some(title)))
}

fn is_hidden(sheet: &roxmltree::Node) -> bool {
    matches!(sheet.attr("state"), Some("hidden" | "veryHidden"))
}

fn book(
    workbook: &roxmltree::Document,
    package: &mut Package,
    relations: &Relations,
    flow: &mut Flow,
) -> Result<Book, ReadError> {
    let strings = match package.optional(relations.of_kind("sharedStrings"), flow) {
        Some(text) => strings::shared(&text).map_err(|refusal| refusal.into_error())?,
        None => vec![],
    };
    let part = relations.of_kind("styles").unwrap_or_default();
    let formats = package.optional(Some(part), flow).and_then(|text| Some(strings::formats(&tree(&text, part, flow)?)));
    let properties = workbook.root_element().child("workbookPr");
    let since_1904 = properties.and_then(|found| found.attr("date1904")).is_some_and(|on| on == "1" || on == "true");
    Ok(Book { strings, formats: formats.unwrap_or_default(), since_1904 })
}

fn one(name: &str, part: &str, book: &Book, package: &mut Package, flow: &mut Flow) {
    let Some(text) = package.optional(Some(part), flow) else { return };
    let sheet = match sheet::read(&text, part, book) {
        Ok(sheet) => sheet,
        Err(refusal) => return flow.refused(refusal),
    };
    drop(text);
    if sheet.cut > 0 {
        let (read, cut) = (sheet.rows.len(), sheet.cut);
        flow.warn(
            WarningCode::Limit,
            format!("Of the sheet \"{name}\" the first {read} rows were read; {cut} more were not. Split the sheet to read them all."),
        );
    }
    if sheet.without_result > 0 {
        let count = sheet.without_result;
        flow.warn(
            WarningCode::Unreadable,
            format!("{count} formulas of the sheet \"{name}\" have no stored result; open the workbook in Excel or LibreOffice and save it to have them read."),
        );
    }
    let drawing =
        sheet.drawing.as_ref().and_then(|id| package.relations(part).get(id).map(|found| found.target.clone()));
    if sheet.rows.is_empty() && drawing.is_none() {
        return;
    }
    flow.heading(2, name);
    regions::write(&sheet, flow);
    if let Some(part) = drawing {
        self::drawing(&part, package, flow);
    }
}

/// Pictures and charts that lie on a sheet, one anchor after the other.
fn drawing(part: &str, package: &mut Package, flow: &mut Flow) {
    let Some(text) = package.optional(Some(part), flow) else { return };
    let Some(tree) = tree(&text, part, flow) else { return };
    let relations = package.relations(part);
    for anchor in tree.root_element().elements() {
        drawn(anchor, package, &relations, flow);
        let lines: Vec<String> = anchor.descendants().filter(|node| node.is("p")).map(|line| line.words()).collect();
        flow.paragraph(crate::flow::squeezed(&lines.join("\n")));
    }
}
