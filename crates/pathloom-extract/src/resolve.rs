//! All documents' names and claims → entities, assertions and the relations between them. Deterministic: the same
//! extractions in the same order give the same nodes in the same order.

use crate::extraction::{Claim, ClaimObject, Extraction, NameId};
use crate::identity::{self, Cluster};
use crate::ontology;
use pathloom_model::{Assertion, AssertionObject, Key, Kind, Node, NodeData, Relation, Span};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

/// The graph of all documents. Nodes by key, relations by (from, name, to).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Resolved {
    pub nodes: Vec<Node>,
    pub relations: Vec<Relation>,
    /// What was merged or kept apart and why, in order.
    pub ledger: Vec<LedgerEntry>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerEntry {
    pub decision: Decision,
    pub names: Vec<String>,
    pub why: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    Merged,
    KeptApart,
    /// A claim whose two ends turned out to be one entity.
    Dropped,
}

/// Resolves all documents, given in import order. Takes them, so that what they hold is never in memory twice.
pub fn resolve(extractions: Vec<Extraction>) -> Resolved {
    let mut ledger = Vec::new();
    let clusters = identity::cluster(&extractions, &mut ledger);
    let mut graph = Graph::default();
    let entities = graph.entities(&clusters, &extractions);
    drop(clusters);
    for (extraction, entities) in extractions.into_iter().zip(&entities) {
        for node in extraction.nodes {
            graph.nodes.entry(node.key.clone()).or_insert(node);
        }
        for Relation { from, to, name, spans, .. } in extraction.relations {
            graph.relate(&from, &name, &to, None, spans);
        }
        for mention in extraction.mentions {
            let name = if mention.node.kind() == Kind::Chunk { "located_in" } else { "related_to" };
            graph.relate(&entities[mention.name as usize], name, &mention.node, None, mention.spans);
        }
        for claim in extraction.claims {
            graph.claim(claim, entities, &mut ledger);
        }
    }
    graph.finish(ledger)
}

#[derive(Default)]
struct Graph {
    nodes: BTreeMap<Key, Node>,
    places: HashMap<(Key, String, Key), usize>,
    relations: Vec<Relation>,
}

impl Graph {
    /// Adds spans and assertion to the relation, which is one per (from, name, to).
    fn relate(&mut self, from: &Key, name: &str, to: &Key, assertion: Option<&Key>, spans: Vec<Span>) {
        let next = self.relations.len();
        let place = *self.places.entry((from.clone(), name.to_owned(), to.clone())).or_insert(next);
        if place == next {
            self.relations.push(Relation {
                from: from.clone(),
                to: to.clone(),
                name: name.to_owned(),
                assertions: Vec::new(),
                spans: Vec::new(),
            });
        }
        let relation = &mut self.relations[place];
        if let Some(key) = assertion
            && !relation.assertions.contains(key)
        {
            relation.assertions.push(key.clone());
        }
        add_spans(&mut relation.spans, spans);
    }

    /// Mints the entities; gives for each document the key of each of its names.
    fn entities(&mut self, clusters: &[Cluster], extractions: &[Extraction]) -> Vec<Vec<Key>> {
        let empty = Key::document(&[]);
        let mut keys: Vec<Vec<Key>> =
            extractions.iter().map(|extraction| vec![empty.clone(); extraction.names.len()]).collect();
        for cluster in clusters {
            let node = entity(cluster, extractions);
            for &(document, name) in &cluster.members {
                keys[document][name] = node.key.clone();
            }
            self.nodes.insert(node.key.clone(), node);
        }
        keys
    }

    fn claim(&mut self, claim: Claim, entities: &[Key], ledger: &mut Vec<LedgerEntry>) {
        let entity = |name: NameId| entities[name as usize].clone();
        let subject = entity(claim.subject);
        let object = match &claim.object {
            ClaimObject::Name(name) => AssertionObject::Entity(entity(*name)),
            ClaimObject::Quantity(quantity) => AssertionObject::Quantity(quantity.clone()),
            ClaimObject::Text(text) => AssertionObject::Text(text.clone()),
        };
        if object.entity() == Some(&subject) {
            let name = self.nodes.get(&subject).map(|node| node.name.clone()).unwrap_or_default();
            ledger.push(LedgerEntry {
                decision: Decision::Dropped,
                names: vec![name],
                why: format!("\"{}\" would relate it to itself", claim.predicate),
            });
            return;
        }
        let key = assertion_key(&subject, &claim.predicate, &object, &claim);
        let document = claim.spans.first().map(|span| span.document.clone());
        let name = self.assertion_name(&subject, &claim.predicate, &object, &claim);
        let node = self.nodes.entry(key.clone()).or_insert_with(|| Node {
            key: key.clone(),
            name,
            document,
            spans: Vec::new(),
            data: NodeData::Assertion(Assertion {
                subject: subject.clone(),
                predicate: claim.predicate.clone(),
                object: object.clone(),
                qualifiers: claim.qualifiers.clone(),
                method: claim.method.clone(),
                confidence: claim.confidence,
            }),
        });
        add_spans(&mut node.spans, claim.spans.clone());
        if let NodeData::Assertion(assertion) = &mut node.data {
            assertion.confidence = assertion.confidence.max(claim.confidence);
        }
        self.relate(&key, "has_subject", &subject, None, claim.spans.clone());
        if let AssertionObject::Entity(object) = &object {
            self.relate(&key, "has_object", object, None, claim.spans.clone());
            self.relate(&subject, &claim.predicate, object, Some(&key), claim.spans.clone());
        }
        if claim.source.kind() != Kind::Document {
            self.relate(&key, "belongs_to", &claim.source, None, claim.spans);
        }
        for reference in claim.refers {
            self.relate(&key, "refer_to", &reference.target, None, vec![reference.span]);
        }
    }

    /// "Norrheat AB · Revenue · 668 EUR m · FY24".
    fn assertion_name(&self, subject: &Key, predicate: &str, object: &AssertionObject, claim: &Claim) -> String {
        let name = |key: &Key| self.nodes.get(key).map_or_else(String::new, |node| node.name.clone());
        let object = match object {
            AssertionObject::Entity(key) => name(key),
            AssertionObject::Text(text) => text.clone(),
            AssertionObject::Quantity(_) => {
                claim.spans.first().map(|span| span.quote.trim().to_owned()).unwrap_or_default()
            }
        };
        let mut parts = vec![name(subject), predicate.to_owned(), object];
        parts.extend(claim.qualifiers.period.clone());
        parts.extend(claim.qualifiers.scope.clone());
        parts.join(" · ")
    }

    fn finish(mut self, ledger: Vec<LedgerEntry>) -> Resolved {
        for relation in &mut self.relations {
            relation.assertions.sort();
        }
        self.relations.sort_by(|a, b| (&a.from, &a.name, &a.to).cmp(&(&b.from, &b.name, &b.to)));
        Resolved { nodes: self.nodes.into_values().collect(), relations: self.relations, ledger }
    }
}

/// Most spans kept on one node or relation: enough to see it, bounded where a name stands ten thousand times.
const SPANS: usize = 64;

fn add_spans(all: &mut Vec<Span>, more: Vec<Span>) {
    for span in more {
        if all.len() < SPANS && !all.contains(&span) {
            all.push(span);
        }
    }
}

/// The key is minted from the first member alone, so that later documents never change it.
fn entity(cluster: &Cluster, extractions: &[Extraction]) -> Node {
    let data = |&(document, name): &(usize, usize)| &extractions[document].names[name];
    let first = data(&cluster.members[0]);
    let document = &extractions[cluster.members[0].0].document;
    let key = Key::entity(&first.text, &first.entity_type, document);
    let full = cluster.members.iter().map(data).find(|name| ontology::company_core(&name.text).is_some());
    let name = full.map_or(&first.text, |full| &full.text).clone();
    let mut aliases: Vec<String> = Vec::new();
    let mut description = String::new();
    let mut spans: Vec<Span> = Vec::new();
    for member in cluster.members.iter().map(data) {
        for spelling in std::iter::once(&member.text).chain(member.aliases.iter().map(|alias| &alias.text)) {
            if *spelling != name && !aliases.contains(spelling) {
                aliases.push(spelling.clone());
            }
        }
        if let Some(definition) = member.definition.as_ref().filter(|_| description.is_empty()) {
            description.clone_from(&definition.text);
        }
        add_spans(&mut spans, vec![member.span.clone()]);
        add_spans(&mut spans, member.aliases.iter().map(|alias| alias.span.clone()).collect());
    }
    aliases.sort();
    let data = NodeData::Entity { entity_type: cluster.entity_type.clone(), aliases, description };
    Node { key, name, document: Some(document.clone()), spans, data }
}

fn assertion_key(subject: &Key, predicate: &str, object: &AssertionObject, claim: &Claim) -> Key {
    let object = serde_json::to_vec(object).unwrap_or_default();
    let qualifiers = serde_json::to_vec(&claim.qualifiers).unwrap_or_default();
    Key::of(Kind::Assertion, &[subject.as_str().as_bytes(), predicate.as_bytes(), &object, &qualifiers])
}
