//! What an OpenDocument style means for reading.

use crate::flow::Script;
use crate::xml::Look;
use roxmltree::Node;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Default)]
pub(super) struct Styles {
    parents: BTreeMap<String, String>,
    scripts: BTreeMap<String, Script>,
    levels: BTreeMap<String, u8>,
    hidden: BTreeSet<String>,
    ordered: BTreeMap<String, bool>,
}

const CHAIN: usize = 20;

impl Styles {
    /// The styles of one part.
    pub fn add(&mut self, root: Node) {
        let groups = root.elements().filter(|group| group.is("styles") || group.is("automatic-styles"));
        for style in groups.flat_map(|group| group.children()).filter(Node::is_element) {
            let Some(name) = style.attr("name") else { continue };
            if style.is("list-style") {
                let first = style.elements().find(|level| level.attr("level") == Some("1"));
                self.ordered.insert(name.to_owned(), first.is_some_and(|level| level.is("list-level-style-number")));
                continue;
            }
            if let Some(parent) = style.attr("parent-style-name") {
                self.parents.insert(name.to_owned(), parent.to_owned());
            }
            if let Some(level) = style.attr("default-outline-level").and_then(|level| level.parse().ok()) {
                self.levels.insert(name.to_owned(), level);
            }
            let position =
                style.child("text-properties").and_then(|found| found.attr("text-position")).unwrap_or_default();
            if let Some(script) = script(position) {
                self.scripts.insert(name.to_owned(), script);
            }
            if style.child("table-properties").is_some_and(|found| found.attr("display") == Some("false")) {
                self.hidden.insert(name.to_owned());
            }
        }
    }

    pub fn script(&self, name: Option<&str>) -> Option<Script> {
        self.scripts.get(name?).copied()
    }

    pub fn is_title(&self, name: Option<&str>) -> bool {
        self.is_named(name, &["Title"])
    }

    pub fn is_caption(&self, name: Option<&str>) -> bool {
        self.is_named(name, &["Caption", "caption", "Illustration", "Figure", "Drawing"])
    }

    pub fn is_code(&self, name: Option<&str>) -> bool {
        self.is_named(name, &["Preformatted_20_Text", "Source_20_Text"])
    }

    /// The level of a paragraph that is styled as a heading without being one.
    pub fn level(&self, name: Option<&str>) -> Option<u8> {
        self.chain(name).find_map(|name| self.levels.get(name)).copied().filter(|level| *level > 0)
    }

    pub fn is_hidden(&self, name: Option<&str>) -> bool {
        name.is_some_and(|name| self.hidden.contains(name))
    }

    pub fn is_ordered(&self, name: Option<&str>) -> bool {
        name.and_then(|name| self.ordered.get(name)).copied().unwrap_or(false)
    }

    fn is_named(&self, name: Option<&str>, wanted: &[&str]) -> bool {
        self.chain(name).any(|name| wanted.contains(&name))
    }

    fn chain<'s>(&'s self, name: Option<&'s str>) -> impl Iterator<Item = &'s str> {
        std::iter::successors(name, |name| self.parents.get(*name).map(String::as_str)).take(CHAIN)
    }
}

/// "sub 58%", "super", "-33% 58%".
fn script(position: &str) -> Option<Script> {
    let first = position.split_whitespace().next()?;
    match first {
        "super" => Some(Script::Super),
        "sub" => Some(Script::Sub),
        first => match first.strip_suffix('%')?.parse::<f32>().ok()? {
            share if share > 0.0 => Some(Script::Super),
            share if share < 0.0 => Some(Script::Sub),
            _ => None,
        },
    }
}
