//! What Word, Excel and PowerPoint files share: the package of parts, relations between parts, pictures, charts.

mod chart;
mod diagram;
mod drawing;
pub(crate) mod number;

use crate::ReadError;
use crate::archive::{Archive, Refusal, resolve};
use crate::flow::Flow;
use crate::xml::{self, Look};
use pathloom_model::WarningCode;
use roxmltree::Node;
use std::collections::BTreeMap;

pub(crate) use chart::chart;
pub(crate) use diagram::diagram;
pub(crate) use drawing::drawn;

pub(crate) struct Package<'a> {
    pub archive: Archive<'a>,
}

/// The parts that one part refers to, by id.
#[derive(Clone, Debug, Default)]
pub(crate) struct Relations {
    by_id: BTreeMap<String, Relation>,
}

#[derive(Clone, Debug)]
pub(crate) struct Relation {
    /// The last word of its type: "image", "styles", "footnotes".
    pub kind: String,
    /// A part of the package.
    pub target: String,
}

impl Relations {
    pub fn get(&self, id: &str) -> Option<&Relation> {
        self.by_id.get(id)
    }

    pub fn of_kind(&self, kind: &str) -> Option<&str> {
        self.by_id.values().find(|relation| relation.kind == kind).map(|relation| relation.target.as_str())
    }
}

impl<'a> Package<'a> {
    pub fn open(bytes: &'a [u8], flow: &mut Flow) -> Result<Package<'a>, ReadError> {
        let archive = Archive::open(bytes)?;
        if archive.strange_names > 0 {
            let count = archive.strange_names;
            flow.warn(
                WarningCode::Limit,
                format!("{count} parts of the file have names that point outside of it; they were ignored."),
            );
        }
        Ok(Package { archive })
    }

    /// The part that the package is about; `usual` when nothing says so.
    pub fn main_part(&mut self, usual: &str) -> String {
        let stated = self.relations("").of_kind("officeDocument").map(str::to_owned);
        stated.filter(|part| self.archive.has(part)).unwrap_or_else(|| usual.to_owned())
    }

    /// The relations of a part; of the package itself for "". What points out of the package is left out.
    pub fn relations(&mut self, part: &str) -> Relations {
        let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
        let at = if folder.is_empty() { format!("_rels/{name}.rels") } else { format!("{folder}/_rels/{name}.rels") };
        let Ok(Some(text)) = self.archive.text(&at) else { return Relations::default() };
        let Ok(tree) = xml::parse(&text, &at) else { return Relations::default() };
        let mut by_id = BTreeMap::new();
        for node in tree.root_element().named("Relationship") {
            let outside = node.attr("TargetMode") == Some("External");
            let (Some(id), Some(target)) = (node.attr("Id"), node.attr("Target").filter(|_| !outside)) else {
                continue;
            };
            let Some(target) = resolve(part, target) else { continue };
            let kind = node.attr("Type").and_then(|kind| kind.rsplit('/').next()).unwrap_or_default().to_owned();
            by_id.insert(id.to_owned(), Relation { kind, target });
        }
        Relations { by_id }
    }

    /// The text of a part that the document cannot be read without.
    pub fn required(&mut self, part: &str) -> Result<String, ReadError> {
        match self.archive.text(part) {
            Ok(Some(text)) => Ok(text),
            Ok(None) => Err(ReadError::Damaged { detail: format!("its part \"{part}\" is missing") }),
            Err(refusal) => Err(refusal.into_error()),
        }
    }

    /// The text of a part that the document can do without; a refusal becomes a warning.
    pub fn optional(&mut self, part: Option<&str>, flow: &mut Flow) -> Option<String> {
        match self.archive.text(part?) {
            Ok(text) => text,
            Err(refusal) => {
                flow.refused(refusal);
                None
            }
        }
    }

    /// The bytes of a picture; a refusal becomes a warning.
    pub fn bytes(&mut self, part: &str, flow: &mut Flow) -> Option<Vec<u8>> {
        match self.archive.read(part) {
            Ok(bytes) => bytes,
            Err(refusal) => {
                flow.refused(refusal);
                None
            }
        }
    }

    /// The title that the document's properties state.
    pub fn stated_title(&mut self) -> Option<String> {
        let part = self.relations("").of_kind("core-properties").unwrap_or("docProps/core.xml").to_owned();
        let text = self.archive.text(&part).ok()??;
        let tree = xml::parse(&text, &part).ok()?;
        let title = tree.root_element().child("title")?.words();
        let title = title.trim();
        let useless = title.starts_with("Microsoft Word") || title.contains(".doc") || title.len() > 300;
        (!title.is_empty() && !useless && title != "PowerPoint Presentation").then(|| title.to_owned())
    }
}

/// The tree of a part's text; a refusal becomes a warning.
pub(crate) fn tree<'t>(text: &'t str, part: &str, flow: &mut Flow) -> Option<roxmltree::Document<'t>> {
    xml::parse(text, part).map_err(|refusal: Refusal| flow.refused(refusal)).ok()
}

/// Child elements, with alternatives decided: what is known is taken, else what is meant for older programs.
pub(crate) fn content<'a, 'i>(node: Node<'a, 'i>) -> Vec<Node<'a, 'i>> {
    let mut found = Vec::new();
    for child in node.elements() {
        if !child.is("AlternateContent") {
            found.push(child);
            continue;
        }
        let known =
            |choice: &Node| choice.attr("Requires").is_none_or(|needs| !needs.starts_with("cx") && needs != "am3d");
        let choice = child.named("Choice").find(known).or_else(|| child.child("Fallback"));
        found.extend(choice.into_iter().flat_map(|choice| choice.elements().collect::<Vec<_>>()));
    }
    found
}
