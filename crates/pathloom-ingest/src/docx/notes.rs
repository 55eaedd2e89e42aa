//! Footnotes and endnotes of Word, by id, numbered as they are cited.

use super::paragraph::Paragraph;
use super::styles::Style;
use crate::xml::Look;
use roxmltree::Document;
use std::collections::BTreeMap;

#[derive(Default)]
pub(super) struct Notes {
    texts: BTreeMap<(&'static str, String), String>,
    cited: BTreeMap<&'static str, u32>,
}

impl Notes {
    pub fn read(&mut self, kind: &'static str, tree: &Document) {
        for note in tree.root_element().elements().filter(|note| note.tag_name().name() == kind) {
            let separator = note.attr("type").is_some_and(|kind| kind != "normal");
            let Some(id) = note.attr("id").filter(|_| !separator) else { continue };
            let style = Style::default();
            let paragraphs = note.descendants().filter(|node| node.is("p"));
            let lines: Vec<String> = paragraphs
                .map(|line| Paragraph::read(line, &style, 20).text())
                .filter(|line| !line.is_empty())
                .collect();
            self.texts.insert((kind, id.to_owned()), lines.join("\n"));
        }
    }

    /// (mark, text) of a note when it is cited for the first time.
    pub fn take(&mut self, kind: &'static str, id: &str) -> Option<(String, String)> {
        let text = self.texts.remove(&(kind, id.to_owned()))?;
        let number = self.cited.entry(kind).or_default();
        *number += 1;
        (!text.trim().is_empty()).then(|| (number.to_string(), text.trim().to_owned()))
    }
}
