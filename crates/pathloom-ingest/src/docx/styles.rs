//! What a Word style means for reading: heading, title, caption, list, code, or furniture.

use crate::xml::Look;
use roxmltree::{Document, Node};
use std::collections::BTreeMap;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Role {
    #[default]
    Body,
    Title,
    /// From 1.
    Heading(u8),
    Caption,
    Code,
    /// Lines of a table of contents.
    Contents,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Style {
    pub role: Role,
    /// (numId, level) of the numbering that its paragraphs have.
    pub numbering: Option<(String, usize)>,
    pub bold: Option<bool>,
    /// Half points.
    pub size: Option<u32>,
}

#[derive(Debug, Default)]
pub(super) struct Styles {
    by_id: BTreeMap<String, Style>,
    default_size: u32,
}

/// Styles that lead from one to the next at most.
const CHAIN: usize = 20;

impl Styles {
    pub fn read(tree: &Document) -> Styles {
        let nodes: BTreeMap<&str, Node> =
            tree.root_element().named("style").filter_map(|style| Some((style.attr("styleId")?, style))).collect();
        let size =
            tree.root_element().at(&["docDefaults", "rPrDefault", "rPr", "sz"]).and_then(|size| size.attr("val"));
        let by_id = nodes.keys().map(|id| ((*id).to_owned(), style(id, &nodes))).collect();
        Styles { by_id, default_size: size.and_then(|size| size.parse().ok()).unwrap_or(20) }
    }

    pub fn get(&self, id: Option<&str>) -> Style {
        id.and_then(|id| self.by_id.get(id)).cloned().unwrap_or_default()
    }

    /// Half points, where neither run nor style says otherwise.
    pub fn default_size(&self) -> u32 {
        self.default_size.max(2)
    }
}

fn style(id: &str, nodes: &BTreeMap<&str, Node>) -> Style {
    let mut found = Style::default();
    let mut at = nodes.get(id);
    let mut outline = None;
    for _ in 0..CHAIN {
        let Some(node) = at else { break };
        let role = role(node.val("name").unwrap_or_default());
        if found.role == Role::Body {
            found.role = role;
        }
        let paragraph = node.child("pPr");
        outline = outline.or_else(|| paragraph?.val("outlineLvl")?.parse::<u8>().ok());
        found.numbering = found.numbering.or_else(|| numbering(paragraph?));
        let run = node.child("rPr");
        found.bold = found.bold.or_else(|| run.filter(|run| run.child("b").is_some()).map(|run| run.on("b")));
        found.size = found.size.or_else(|| run?.val("sz")?.parse().ok());
        at = node.val("basedOn").and_then(|above| nodes.get(above));
    }
    if let (Role::Body, Some(level @ 0..=8)) = (found.role, outline) {
        found.role = Role::Heading(level + 1);
    }
    if let Some((_, level)) = &mut found.numbering
        && let Role::Heading(heading) = found.role
    {
        *level = (*level).max(usize::from(heading) - 1);
    }
    found
}

/// (numId, level) of a paragraph's own properties.
pub(super) fn numbering(properties: Node) -> Option<(String, usize)> {
    let found = properties.child("numPr")?;
    let id = found.val("numId")?.to_owned();
    Some((id, found.val("ilvl").and_then(|level| level.parse().ok()).unwrap_or(0)))
}

/// Built-in styles keep their English names whatever the program's language.
fn role(name: &str) -> Role {
    let name = name.to_lowercase();
    let numbered = |prefixes: &[&str]| {
        let rest = prefixes.iter().find_map(|prefix| name.strip_prefix(prefix))?;
        rest.trim().chars().next()?.to_digit(10).filter(|level| (1..=9).contains(level))
    };
    if let Some(level) = numbered(&["heading", "标题", "überschrift", "titre", "título"]) {
        return Role::Heading(level as u8);
    }
    if numbered(&["toc", "目录"]).is_some() || name == "toc heading" || name == "table of figures" {
        return Role::Contents;
    }
    match name.as_str() {
        "title" | "标题" => Role::Title,
        "caption" | "题注" => Role::Caption,
        _ if name.contains("caption") => Role::Caption,
        _ if name.contains("source code") || name.contains("preformatted") || name == "code" => Role::Code,
        _ => Role::Body,
    }
}
