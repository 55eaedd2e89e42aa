//! OpenDocument files: texts (ODT), sheets (ODS), presentations (ODP; a page a slide). Heads and feet of pages,
//! comments and deleted words are left out.

mod frame;
mod inline;
mod slides;
mod styles;
mod table;
#[cfg(test)]
mod tests;
mod walk;

use crate::archive::Archive;
use crate::flow::Flow;
use crate::xml::{self, Look};
use crate::{ReadError, Source, detect};
use pathloom_model::{Format, Key, Parsed, WarningCode};
use roxmltree::Node;
use styles::Styles;

const CONTENT: &str = "content.xml";

/// One reader for the three kinds: what differs is what their body holds.
pub(crate) fn read(key: Key, source: &Source, format: Format) -> Result<Parsed, ReadError> {
    let mut archive = Archive::open(source.bytes)?;
    if is_locked(&mut archive) {
        return Err(ReadError::Encrypted);
    }
    let content = required(&mut archive)?;
    let tree = xml::parse(&content, CONTENT).map_err(|refusal| refusal.into_error())?;
    let mut flow = Flow::default();
    let mut styles = Styles::default();
    match archive.text("styles.xml") {
        Ok(Some(text)) => {
            if let Some(tree) = crate::ooxml::tree(&text, "styles.xml", &mut flow) {
                styles.add(tree.root_element());
            }
        }
        Ok(None) => {}
        Err(refusal) => flow.refused(refusal),
    }
    styles.add(tree.root_element());
    let stated = stated_title(&mut archive);
    let body = tree.root_element().child("body").and_then(|body| body.elements().next());
    let Some(body) = body else {
        return Err(ReadError::Damaged { detail: format!("its part \"{CONTENT}\" has no body") });
    };
    let mut reader = Reader { archive, styles, flow, below_title: 0, objects: 0 };
    reader.body(body);
    let named = (format == Format::Ods).then(|| detect::stem(source.name).to_owned());
    let mut parsed =
        reader.flow.finish(key, source, format, stated.clone().filter(|_| format == Format::Ods).or(named));
    parsed.meta.title = parsed.meta.title.or(stated);
    Ok(parsed)
}

struct Reader<'b> {
    archive: Archive<'b>,
    styles: Styles,
    flow: Flow,
    /// Headings stand one level below the title where there is one.
    below_title: u8,
    /// Embedded objects read so far.
    objects: usize,
}

impl Reader<'_> {
    fn body(&mut self, body: Node) {
        match body.tag_name().name() {
            "spreadsheet" => self.sheets(body),
            "presentation" | "drawing" => self.slides(body),
            _ => {
                let title = |node: Node| node.is("p") && self.styles.is_title(node.attr("style-name"));
                let titled = body.descendants().any(|node| title(node) && !node.words().trim().is_empty());
                self.below_title = u8::from(titled);
                self.blocks(body, 0);
            }
        }
    }

    fn sheets(&mut self, body: Node) {
        let tables: Vec<Node> = body.named("table").collect();
        let hidden = tables.iter().filter(|table| self.styles.is_hidden(table.attr("style-name"))).count();
        if hidden > 0 {
            let message = format!("{hidden} hidden sheets were left out; show them in the workbook to have them read.");
            self.flow.warn(WarningCode::Limit, message);
        }
        for table in tables {
            if !self.styles.is_hidden(table.attr("style-name")) {
                self.sheet(table);
            }
        }
    }
}

fn required(archive: &mut Archive) -> Result<String, ReadError> {
    let text = archive.text(CONTENT).map_err(|refusal| refusal.into_error())?;
    text.ok_or_else(|| ReadError::Damaged { detail: format!("its part \"{CONTENT}\" is missing") })
}

fn is_locked(archive: &mut Archive) -> bool {
    let Ok(Some(text)) = archive.text("META-INF/manifest.xml") else { return false };
    xml::parse(&text, "META-INF/manifest.xml")
        .is_ok_and(|tree| tree.root_element().descendants().any(|node| node.is("encryption-data")))
}

fn stated_title(archive: &mut Archive) -> Option<String> {
    let text = archive.text("meta.xml").ok()??;
    let tree = xml::parse(&text, "meta.xml").ok()?;
    let title = tree.root_element().child("meta")?.child("title")?.words();
    Some(title.trim().to_owned()).filter(|title| !title.is_empty())
}
