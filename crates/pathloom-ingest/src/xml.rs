//! XML of packed documents as a tree: no DTD and no entities of its own, bounded in nodes and in depth.

use crate::archive::Refusal;
use encoding_rs::Encoding;
use roxmltree::{Document, Error, Node, ParsingOptions};

const NODES: u32 = 8_000_000;
/// Elements nested deeper than this are not looked into.
pub(crate) const DEPTH: usize = 200;

/// `part` names the source in refusals.
pub(crate) fn parse<'a>(text: &'a str, part: &str) -> Result<Document<'a>, Refusal> {
    let options = ParsingOptions { allow_dtd: false, nodes_limit: NODES, ..ParsingOptions::default() };
    Document::parse_with_options(text, options).map_err(|error| match error {
        Error::DtdDetected => Refusal::limit(format!(
            "The part \"{part}\" defines entities of its own, which can be used to exhaust a computer, and was left out; \
             save the file again in the program that made it."
        )),
        Error::NodesLimitReached => Refusal::limit(format!(
            "The part \"{part}\" has more than {NODES} elements and was left out; split the document into smaller ones."
        )),
        _ => Refusal::unreadable(format!(
            "The part \"{part}\" is not well-formed and was left out; open the file in the program that made it and save it again."
        )),
    })
}

/// By byte order mark, else UTF-8; what is broken becomes U+FFFD.
pub(crate) fn decoded(bytes: Vec<u8>) -> String {
    match Encoding::for_bom(&bytes) {
        Some((encoding, skip)) => encoding.decode_without_bom_handling(&bytes[skip..]).0.into_owned(),
        None => String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()),
    }
}

/// Elements and attributes by their local name: the two dialects of Office files differ in nothing but namespaces.
pub(crate) trait Look<'a, 'i: 'a>: Sized {
    fn is(&self, name: &str) -> bool;
    /// Child elements.
    fn elements(&self) -> impl Iterator<Item = Node<'a, 'i>>;
    fn child(&self, name: &str) -> Option<Node<'a, 'i>>;
    fn named(&self, name: &'static str) -> impl Iterator<Item = Node<'a, 'i>>;
    fn attr(&self, name: &str) -> Option<&'a str>;
    /// An attribute of the relationships namespace ("r:id", "r:embed").
    fn rel(&self, name: &str) -> Option<&'a str>;
    /// Child by child: `at(&["pPr", "numPr", "ilvl"])`.
    fn at(&self, path: &[&str]) -> Option<Node<'a, 'i>>;
    /// The attribute "val" of a child.
    fn val(&self, name: &str) -> Option<&'a str>;
    /// A child that is a switch: there, and not said to be off.
    fn on(&self, name: &str) -> bool;
    /// All text below.
    fn words(&self) -> String;
}

impl<'a, 'i: 'a> Look<'a, 'i> for Node<'a, 'i> {
    fn is(&self, name: &str) -> bool {
        self.is_element() && self.tag_name().name() == name
    }

    fn elements(&self) -> impl Iterator<Item = Node<'a, 'i>> {
        self.children().filter(Node::is_element)
    }

    fn child(&self, name: &str) -> Option<Node<'a, 'i>> {
        self.children().find(|child| child.is(name))
    }

    fn named(&self, name: &'static str) -> impl Iterator<Item = Node<'a, 'i>> {
        self.children().filter(move |child| child.is(name))
    }

    fn attr(&self, name: &str) -> Option<&'a str> {
        self.attributes().find(|attribute| attribute.name() == name).map(|attribute| attribute.value())
    }

    fn rel(&self, name: &str) -> Option<&'a str> {
        let is_rel = |namespace: Option<&str>| namespace.is_some_and(|uri| uri.ends_with("/relationships"));
        let found = self.attributes().find(|attribute| attribute.name() == name && is_rel(attribute.namespace()));
        found.map(|attribute| attribute.value())
    }

    fn at(&self, path: &[&str]) -> Option<Node<'a, 'i>> {
        path.iter().try_fold(*self, |node, name| node.child(name))
    }

    fn val(&self, name: &str) -> Option<&'a str> {
        self.child(name)?.attr("val")
    }

    fn on(&self, name: &str) -> bool {
        self.child(name).is_some_and(|found| !matches!(found.attr("val"), Some("0" | "false" | "off" | "none")))
    }

    fn words(&self) -> String {
        self.descendants().filter(Node::is_text).filter_map(|node| node.text()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_and_floods_are_refused_and_depth_does_no_harm() {
        let laughs = "<!DOCTYPE x [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><x>&b;</x>";
        let refusal = parse(laughs, "word/document.xml").expect_err("a DTD");
        assert!(refusal.message.contains("word/document.xml") && refusal.message.contains("entities"));
        let deep = format!("{}{}", "<a>".repeat(200_000), "</a>".repeat(200_000));
        assert!(parse(&deep, "deep.xml").is_ok_and(|tree| tree.root().words().is_empty()), "deep trees are only long");
        assert!(parse("<a><b></a>", "a.xml").is_err(), "broken XML is refused");
        let utf16: Vec<u8> = "\u{FEFF}<a>厂</a>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decoded(utf16), "<a>厂</a>", "parts may be UTF-16");
    }
}
