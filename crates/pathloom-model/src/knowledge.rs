//! A read-only view of a graph's content for composing and checking: nodes by key, assertions by subject and source.
//! Topology at scale (matching, counting, sampling) is not here.

use crate::metric::metric_key;
use crate::{Assertion, Key, Kind, Node, NodeData, Qualifiers, Relation};
use std::collections::{BTreeMap, HashMap};

/// An assertion of the graph.
#[derive(Clone, Copy, Debug)]
pub struct Stated<'a> {
    pub key: &'a Key,
    pub assertion: &'a Assertion,
    /// [`Knowledge::metric`] of its predicate.
    pub metric: u32,
}

/// The hash maps are only looked up in: what is listed comes from the sorted vectors. An assertion that no source is
/// found to say is a node like the others, and is in no list: nothing is composed or checked with it.
#[derive(Clone, Debug, Default)]
pub struct Knowledge {
    /// Sorted by key.
    nodes: Vec<Node>,
    places: HashMap<Key, u32>,
    relations: Vec<Relation>,
    by_subject: HashMap<Key, Vec<u32>>,
    by_object: HashMap<Key, Vec<u32>>,
    by_source: HashMap<Key, Vec<u32>>,
    /// [`metric_key`] → its number.
    metrics: HashMap<String, u32>,
    by_metric: Vec<Vec<u32>>,
    /// For each node the metric of its assertion; 0 for others.
    metric_of: Vec<u32>,
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
            let place = place as u32;
            knowledge.places.insert(node.key.clone(), place);
            let mut metric = 0;
            if let NodeData::Assertion(assertion) = &node.data
                && assertion.unverified.is_none()
            {
                let next = knowledge.by_metric.len() as u32;
                metric = *knowledge.metrics.entry(metric_key(&assertion.predicate).into_owned()).or_insert(next);
                if metric == next {
                    knowledge.by_metric.push(Vec::new());
                }
                knowledge.by_metric[metric as usize].push(place);
                knowledge.by_subject.entry(assertion.subject.clone()).or_default().push(place);
                if let Some(object) = assertion.object.entity() {
                    knowledge.by_object.entry(object.clone()).or_default().push(place);
                }
            }
            knowledge.metric_of.push(metric);
        }
        knowledge.relations = relations.into_iter().collect();
        knowledge.relations.sort_by(|a, b| (&a.from, &a.name, &a.to).cmp(&(&b.from, &b.name, &b.to)));
        for (place, relation) in knowledge.relations.iter().enumerate() {
            knowledge.out.entry(relation.from.clone()).or_default().push(place as u32);
            knowledge.into.entry(relation.to.clone()).or_default().push(place as u32);
            if relation.name == "belongs_to"
                && relation.from.kind() == Kind::Assertion
                && let Some(&place) = knowledge.places.get(&relation.from)
                && knowledge.stated_at(place).is_some_and(|stated| stated.assertion.unverified.is_none())
            {
                knowledge.by_source.entry(relation.to.clone()).or_default().push(place);
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

    fn stated_at(&self, place: u32) -> Option<Stated<'_>> {
        let node = &self.nodes[place as usize];
        let NodeData::Assertion(assertion) = &node.data else { return None };
        Some(Stated { key: &node.key, assertion, metric: self.metric_of[place as usize] })
    }

    fn stated<'a>(&'a self, places: Option<&'a Vec<u32>>) -> impl Iterator<Item = Stated<'a>> + use<'a> {
        places.into_iter().flatten().filter_map(|&place| self.stated_at(place))
    }

    /// One assertion.
    pub fn statement(&self, key: &Key) -> Option<Stated<'_>> {
        self.stated_at(*self.places.get(key)?)
    }

    /// The assertions about an entity.
    pub fn about<'a>(&'a self, subject: &Key) -> impl Iterator<Item = Stated<'a>> + use<'a> {
        self.stated(self.by_subject.get(subject))
    }

    /// The number of a metric, whichever way it is spelled; none when nothing is stated of it.
    pub fn metric(&self, predicate: &str) -> Option<u32> {
        self.metrics.get(&*metric_key(predicate)).copied()
    }

    /// The assertions of a metric, whichever way it is spelled.
    pub fn stating<'a>(&'a self, predicate: &str) -> impl Iterator<Item = Stated<'a>> + use<'a> {
        self.stated(self.metric(predicate).and_then(|metric| self.by_metric.get(metric as usize)))
    }

    /// How many assertions [`Knowledge::stating`] gives.
    pub fn stated_times(&self, predicate: &str) -> usize {
        self.metric(predicate).map_or(0, |metric| self.by_metric[metric as usize].len())
    }

    /// The assertions whose object is this entity.
    pub fn naming<'a>(&'a self, object: &Key) -> impl Iterator<Item = Stated<'a>> + use<'a> {
        self.stated(self.by_object.get(object))
    }

    /// Assertions that cannot all be true as they stand: one subject, metric and set of limits, but different literals.
    /// Each group sorted by key, groups by their first. Nothing is left out of the graph for it; what is composed
    /// counts such an answer as not unique.
    pub fn conflicts(&self) -> Vec<Vec<Stated<'_>>> {
        let mut groups: BTreeMap<(&Key, u32, &Qualifiers), Vec<Stated<'_>>> = BTreeMap::new();
        for place in 0..self.nodes.len() as u32 {
            if let Some(stated) = self.stated_at(place).filter(|it| it.assertion.object.quantity().is_some()) {
                let key = (&stated.assertion.subject, stated.metric, &stated.assertion.qualifiers);
                groups.entry(key).or_default().push(stated);
            }
        }
        let mut all: Vec<Vec<Stated<'_>>> = groups.into_values().filter(|group| disagree(group)).collect();
        all.sort_by_key(|group| group.first().map(|stated| stated.key));
        all
    }

    /// The other assertions that this one is in conflict with: another figure for the same, or another entity where a
    /// subject has one at most (a company has one seat).
    pub fn conflicting<'a>(&'a self, key: &'a Key) -> impl Iterator<Item = Stated<'a>> {
        let own = self.statement(key);
        let others = own.map(|own| self.about(&own.assertion.subject)).into_iter().flatten();
        others.filter(move |other| {
            let Some(own) = own else { return false };
            let same = own.metric == other.metric && own.assertion.qualifiers == other.assertion.qualifiers;
            same && own.key != other.key && (disagree(&[own, *other]) || exclude(own.assertion, other.assertion))
        })
    }

    /// The assertions read in this Chunk, Table, Image or Formula.
    pub fn read_in<'a>(&'a self, source: &Key) -> impl Iterator<Item = Stated<'a>> + use<'a> {
        self.stated(self.by_source.get(source))
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
/// Two statements of a relation that leads to one entity at most, to two.
fn exclude(one: &Assertion, other: &Assertion) -> bool {
    let (Some(a), Some(b)) = (one.object.entity(), other.object.entity()) else { return false };
    let functional = crate::lexicon::built_in().relation(&one.predicate).is_some_and(|it| it.functional);
    let believed = one.unverified.is_none() && other.unverified.is_none();
    a != b && functional && believed && one.predicate == other.predicate
}

/// Two of them print values of one unit that no rounding makes equal.
fn disagree(group: &[Stated]) -> bool {
    let values: Vec<&crate::Quantity> = group.iter().filter_map(|it| it.assertion.object.quantity()).collect();
    let apart =
        |(at, one): (usize, &&crate::Quantity)| values[at + 1..].iter().any(|it| one.agrees_with(it) == Some(false));
    values.iter().enumerate().any(apart)
}
