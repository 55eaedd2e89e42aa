//! What the graph has that a pattern can name; the same until the graph changes.

use crate::Session;
use crate::graph_state::GraphState;
use pathloom_graph::{Graph, NodeId};
use pathloom_ipc::AppError;
use pathloom_ipc::templates::{FieldValues, SchemaRelation, SchemaView};
use pathloom_model::{Field, Key, Kind, Knowledge};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Fields whose values are few words that come again and again.
const OFFERED: [&str; 9] =
    ["predicate", "unit", "period", "as_of", "scenario", "scope", "conditions", "symbols", "section"];
/// Nodes up to which their texts are read to offer values: an editor opens at once.
const MOST_READ: usize = 200_000;
/// Values offered for one field, and characters of one.
const MOST: usize = 60;
const LONGEST: usize = 80;

impl Session {
    pub fn schema(&self) -> Result<SchemaView, AppError> {
        let state = self.graph()?;
        if let Some(schema) = state.schema.get() {
            return Ok(schema.clone());
        }
        let knowledge = if state.graph.node_count() > MOST_READ { None } else { Some(state.knowledge()?) };
        Ok(state.schema.get_or_init(|| schema(&state, knowledge)).clone())
    }
}

fn schema(state: &GraphState, knowledge: Option<&Knowledge>) -> SchemaView {
    let graph = &state.graph;
    let relations = graph.relation_kinds().into_iter();
    let mut relations: Vec<SchemaRelation> =
        relations.map(|(from, name, to, count)| SchemaRelation { from, name, to, count }).collect();
    relations.sort_by_key(|relation| Reverse(relation.count));
    let mut documents: Vec<String> = graph.ids(Kind::Document).map(|node| graph.name(node).to_owned()).collect();
    documents.sort();
    documents.dedup();
    let largest = |kind| graph.ids(kind).map(|node| graph.degree(node)).max().unwrap_or(0);
    SchemaView {
        relations,
        kinds: Kind::ALL.map(|kind| (kind, graph.ids(kind).len() as u64)).to_vec(),
        types: tally(graph, Kind::Entity, Graph::entity_type),
        classes: tally(graph, Kind::Image, Graph::class),
        documents,
        values: knowledge
            .map_or_else(Vec::new, |known| OFFERED.iter().filter_map(|name| values(known, name)).collect()),
        degrees: Kind::ALL.map(|kind| (kind, largest(kind))).to_vec(),
    }
}

/// What the nodes that have a field say in it; nothing where none says a word.
fn values(knowledge: &Knowledge, name: &str) -> Option<FieldValues> {
    let field = Field::find(name)?;
    let name_of = |key: &Key| knowledge.name(key).to_owned();
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for node in knowledge.nodes().filter(|node| field.kinds.contains(&node.kind())) {
        let short = |text: &str| !text.is_empty() && text.chars().count() <= LONGEST;
        for text in field.texts(node, &name_of).into_iter().filter(|text| short(text)) {
            match counts.get_mut(text.as_ref()) {
                Some(count) => *count += 1,
                None => drop(counts.insert(text.into_owned(), 1)),
            }
        }
    }
    let mut values: Vec<(String, u64)> = counts.into_iter().collect();
    values.sort_by_key(|(_, count)| Reverse(*count));
    values.truncate(MOST);
    (!values.is_empty()).then(|| FieldValues { field: name.to_owned(), values })
}

/// Most first, then by name.
fn tally<'g>(graph: &'g Graph, kind: Kind, label: impl Fn(&'g Graph, NodeId) -> Option<&'g str>) -> Vec<(String, u64)> {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for label in graph.ids(kind).filter_map(|node| label(graph, node)) {
        *counts.entry(label).or_default() += 1;
    }
    let mut rows: Vec<(String, u64)> = counts.into_iter().map(|(label, count)| (label.to_owned(), count)).collect();
    rows.sort_by_key(|(_, count)| Reverse(*count));
    rows
}
