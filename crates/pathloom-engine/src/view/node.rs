//! The inspector: one node, its evidence, its relations.

use crate::view::spans;
use crate::{Session, error, words};
use pathloom_ipc::AppError;
use pathloom_ipc::graph::{NodeRequest, NodeView, RelationRow};
use pathloom_model::{Assertion, AssertionObject, Content, Key, Knowledge, Node, NodeData, Quantity};
use std::collections::BTreeMap;

/// Spans and relations listed for one node; a hub has more, and says how many.
const SPANS: usize = 60;
const RELATIONS: usize = 400;
/// Statements that contradict one another, of which more say no more.
const CONFLICTS: usize = 12;

impl Session {
    pub fn node(&self, request: &NodeRequest) -> Result<NodeView, AppError> {
        let state = self.graph()?;
        let knowledge = state.knowledge()?;
        let node = knowledge.node(&request.key).ok_or_else(|| error::not_found("This node"))?;
        let (entity_type, aliases, description) = match &node.data {
            NodeData::Entity { entity_type, aliases, description, .. } => {
                (entity_type.clone(), aliases.clone(), description.clone())
            }
            _ => (String::new(), vec![], String::new()),
        };
        let relations = relations(knowledge, &node.key);
        Ok(NodeView {
            key: node.key.clone(),
            kind: node.kind(),
            name: node.name.clone(),
            entity_type,
            aliases,
            description,
            properties: properties(knowledge, node, &relations),
            spans: node.spans.iter().take(SPANS).map(|span| spans::view(knowledge, span, None)).collect(),
            relations: relations.into_iter().take(RELATIONS).collect(),
        })
    }
}

fn relations(knowledge: &Knowledge, key: &Key) -> Vec<RelationRow> {
    let mut rows: BTreeMap<(String, String, Key, bool), u32> = BTreeMap::new();
    let mut add = |name: &str, other: &Key, outgoing: bool| {
        let word = words::relation(name, outgoing);
        *rows.entry((word, knowledge.name(other).to_owned(), other.clone(), outgoing)).or_default() += 1;
    };
    for relation in knowledge.relations_from(key) {
        add(&relation.name, &relation.to, true);
    }
    for relation in knowledge.relations_to(key) {
        add(&relation.name, &relation.from, false);
    }
    let mut rows: Vec<RelationRow> = rows
        .into_iter()
        .map(|((word, other_name, other, outgoing), count)| RelationRow {
            word,
            outgoing,
            other_kind: other.kind(),
            other,
            other_name,
            count,
        })
        .collect();
    // Relations between entities say most; then objects, then passages.
    rows.sort_by_key(|row| match row.other_kind {
        pathloom_model::Kind::Entity => 0,
        pathloom_model::Kind::Assertion => 1,
        pathloom_model::Kind::Chunk | pathloom_model::Kind::Document => 3,
        _ => 2,
    });
    rows
}

fn properties(knowledge: &Knowledge, node: &Node, relations: &[RelationRow]) -> Vec<(String, String)> {
    let mut list: Vec<(String, String)> = Vec::new();
    let mut add = |label: &str, value: String| list.push((label.to_owned(), value));
    match &node.data {
        NodeData::Document { pages } => add("Pages", pages.max(&1).to_string()),
        NodeData::Chunk(chunk) => {
            if !chunk.section.is_empty() {
                add("Section", chunk.section.join(" › "));
            }
            add("Text", chunk.text.clone());
        }
        NodeData::Assertion(assertion) => {
            for (label, value) in assertion_properties(knowledge, assertion) {
                add(label, value);
            }
            for other in knowledge.conflicting(&node.key).take(CONFLICTS) {
                add("Contradicted by", stated_where(knowledge, other.key, other.assertion));
            }
        }
        NodeData::Image(figure) => {
            add("Class", figure.class.name().replace('_', " "));
            add("Caption", figure.caption.clone());
        }
        NodeData::Table(table) => {
            add("Size", format!("{} rows × {} columns", table.rows(), table.cols()));
            add("Caption", table.caption.clone());
        }
        NodeData::Formula { latex, text, symbols, .. } => {
            add("Formula", latex.clone().unwrap_or_else(|| text.clone()));
            for symbol in symbols {
                add(&symbol.symbol, symbol.meaning.clone());
            }
        }
        NodeData::Entity { about, unverified, .. } => {
            add("By model", about.clone());
            add("Unverified", unverified.clone().unwrap_or_default());
        }
    }
    if let Some(described) = node.described() {
        add("Called", described.name.clone());
        add("Description", described.description.clone());
        add("Content", described.content.as_ref().map(Content::text).unwrap_or_default());
        add("Described by", described.by.clone());
    }
    let neighbours: std::collections::BTreeSet<&Key> = relations.iter().map(|row| &row.other).collect();
    add("Degree", neighbours.len().to_string());
    let documents: std::collections::BTreeSet<&Key> = node.spans.iter().map(|span| &span.document).collect();
    if !documents.is_empty() {
        let names: Vec<String> = documents.iter().take(3).map(|key| knowledge.name(key).to_owned()).collect();
        let more = documents.len().saturating_sub(3);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        add("Found in", format!("{}{more}", names.join(", ")));
    }
    list.retain(|(_, value)| !value.is_empty());
    list
}

/// "690 million EUR (letter.md, 2)": the page last.
fn stated_where(knowledge: &Knowledge, key: &Key, assertion: &Assertion) -> String {
    let object = object_text(knowledge, assertion);
    match knowledge.node(key).and_then(|node| node.spans.first()) {
        Some(span) => format!("{object} ({}, {})", knowledge.name(&span.document), span.page),
        None => object,
    }
}

fn object_text(knowledge: &Knowledge, assertion: &Assertion) -> String {
    match &assertion.object {
        AssertionObject::Entity(key) => knowledge.name(key).to_owned(),
        AssertionObject::Quantity(quantity) => quantity_text(quantity),
        AssertionObject::Text(text) => text.clone(),
    }
}

fn assertion_properties(knowledge: &Knowledge, assertion: &Assertion) -> Vec<(&'static str, String)> {
    let object = object_text(knowledge, assertion);
    let qualifiers = &assertion.qualifiers;
    let said = |value: &Option<String>| value.clone().unwrap_or_default();
    vec![
        ("Subject", knowledge.name(&assertion.subject).to_owned()),
        ("Predicate", words::relation(&assertion.predicate, true)),
        ("Object", object),
        ("Period", said(&qualifiers.period)),
        ("Scenario", qualifiers.scenario.map(|scenario| format!("{scenario:?}").to_lowercase()).unwrap_or_default()),
        ("Scope", said(&qualifiers.scope)),
        ("Read by", assertion.method.clone()),
        ("Unverified", said(&assertion.unverified)),
    ]
}

/// "EUR 1,984 million"-like text is the composer's; here the number as printed, its scale and unit.
pub(crate) fn quantity_text(quantity: &Quantity) -> String {
    let scale = match quantity.scale {
        3 => " thousand",
        4 => " 万",
        6 => " million",
        8 => " 亿",
        9 => " billion",
        _ => "",
    };
    format!("{}{scale} {}", quantity.value, quantity.unit.0).trim().to_owned()
}
