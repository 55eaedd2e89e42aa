//! A read-only view of a graph's content for composing and checking: nodes by key, assertions by subject and source.
//! Topology at scale (matching, counting, sampling) is not here.

use crate::{Assertion, Key, Kind, Node, NodeData, Relation};
use std::collections::{BTreeMap, HashMap};

/// The hash maps are only looked up in: what is listed comes from the sorted vectors.
#[derive(Clone, Debug, Default)]
pub struct Knowledge {
    /// Sorted by key.
    nodes: Vec<Node>,
    places: HashMap<Key, u32>,
    relations: Vec<Relation>,
    by_subject: HashMap<Key, Vec<Key>>,
    by_object: HashMap<Key, Vec<Key>>,
    by_source: HashMap<Key, Vec<Key>>,
    by_predicate: HashMap<String, Vec<Key>>,
    out: HashMap<Key, Vec<u32>>,
    into: HashMap<Key, Vec<u32>>,
}

impl Knowledge {
    /// Indexes nodes and relations; order does not matter, results are sorted by key.
    pub fn new(nodes: impl IntoIterator<Item = Node>, relations: impl IntoIterator<Item = Relation>) -> Knowledge {
        let mut knowledge = Knowledge::default();
        let nodes: BTreeMap<Key, Node> = nodes.into_iter().map(|node| (node.key.clone(), node)).collect();
        knowledge.nodes = nodes.into_values().collect();
        for (place, node) in knowledge.nodes.iter().enumerate() {
            let key = &node.key;
            knowledge.places.insert(key.clone(), place as u32);
            if let NodeData::Assertion(assertion) = &node.data {
                knowledge.by_predicate.entry(assertion.predicate.to_lowercase()).or_default().push(key.clone());
                knowledge.by_subject.entry(assertion.subject.clone()).or_default().push(key.clone());
                if let Some(object) = assertion.object.entity() {
                    knowledge.by_object.entry(object.clone()).or_default().push(key.clone());
                }
            }
        }
        knowledge.relations = relations.into_iter().collect();
        knowledge.relations.sort_by(|a, b| (&a.from, &a.name, &a.to).cmp(&(&b.from, &b.name, &b.to)));
        for (place, relation) in knowledge.relations.iter().enumerate() {
            knowledge.out.entry(relation.from.clone()).or_default().push(place as u32);
            knowledge.into.entry(relation.to.clone()).or_default().push(place as u32);
            if relation.name == "belongs_to" && relation.from.kind() == Kind::Assertion {
                knowledge.by_source.entry(relation.to.clone()).or_default().push(relation.from.clone());
            }
        }
        knowledge
    }

    pub fn node(&self, key: &Key) -> Option<&Node> {
        self.places.get(key).map(|&place| &self.nodes[place as usize])
    }

    pub fn nodes(&self) -> impl Iterator<Item = &Node> {
        self.nodes.iter()
    }

    pub fn relations(&self) -> &[Relation] {
        &self.relations
    }

    /// A node's name, or its key when it is not here.
    pub fn name<'a>(&'a self, key: &'a Key) -> &'a str {
        self.node(key).map_or(key.as_str(), |node| &node.name)
    }

    pub fn assertion(&self, key: &Key) -> Option<&Assertion> {
        match &self.node(key)?.data {
            NodeData::Assertion(assertion) => Some(assertion),
            _ => None,
        }
    }

    /// Keys of the assertions about an entity.
    pub fn about(&self, subject: &Key) -> &[Key] {
        self.by_subject.get(subject).map_or(&[], Vec::as_slice)
    }

    /// Keys of the assertions with this predicate, case ignored.
    pub fn stating(&self, predicate: &str) -> &[Key] {
        self.by_predicate.get(&predicate.to_lowercase()).map_or(&[], Vec::as_slice)
    }

    /// Keys of the assertions whose object is this entity.
    pub fn naming(&self, object: &Key) -> &[Key] {
        self.by_object.get(object).map_or(&[], Vec::as_slice)
    }

    /// Keys of the assertions read in this Chunk, Table, Image or Formula.
    pub fn read_in(&self, source: &Key) -> &[Key] {
        self.by_source.get(source).map_or(&[], Vec::as_slice)
    }

    pub fn relations_from(&self, key: &Key) -> impl Iterator<Item = &Relation> {
        self.out.get(key).into_iter().flatten().map(|&place| &self.relations[place as usize])
    }

    pub fn relations_to(&self, key: &Key) -> impl Iterator<Item = &Relation> {
        self.into.get(key).into_iter().flatten().map(|&place| &self.relations[place as usize])
    }

    /// "Company", "Plant", …; empty for nodes that are no entity.
    pub fn entity_type(&self, key: &Key) -> &str {
        match self.node(key).map(|node| &node.data) {
            Some(NodeData::Entity { entity_type, .. }) => entity_type,
            _ => "",
        }
    }
}
