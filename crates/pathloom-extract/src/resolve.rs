//! All documents' names and claims → entities, assertions and the relations between them. Deterministic: the same
//! extractions in the same order give the same nodes and relations. What is one document's alone is handed on at once,
//! so that memory grows with the entities and assertions, not with the documents.

use crate::extraction::{Claim, ClaimObject, Extraction, Name, NameId};
use crate::identity::{self, Cluster};
use crate::ontology;
use pathloom_model::lexicon::built_in;
use pathloom_model::{Assertion, AssertionObject, Key, Kind, Language, Node, NodeData, Relation, Span};
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

/// What must be known of every document before any is resolved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Names {
    pub document: Key,
    pub names: Vec<Name>,
}

/// Takes the documents one after the other.
pub struct Resolver {
    /// For the documents still to come: the entity of each of their names.
    entities: std::vec::IntoIter<Vec<Key>>,
    graph: Graph,
    ledger: Vec<LedgerEntry>,
}

impl Resolver {
    /// The names of all documents, in import order.
    pub fn new(names: &[Names]) -> Resolver {
        let mut ledger = Vec::new();
        let clusters = identity::cluster(names, &mut ledger);
        let mut graph = Graph::default();
        let entities = graph.entities(&clusters, names).into_iter();
        Resolver { entities, graph, ledger }
    }

    /// The next document in the same order. Gives what no other document can add to, nodes by key and relations by
    /// (from, name, to); keeps the rest.
    pub fn take(&mut self, extraction: Extraction) -> Resolved {
        let entities = self.entities.next().unwrap_or_default();
        let mut own = Graph::default();
        for node in extraction.nodes {
            own.nodes.entry(node.key.clone()).or_insert(node);
        }
        for Relation { from, to, name, spans, .. } in extraction.relations {
            own.relate(&from, &name, &to, None, spans);
        }
        for mention in extraction.mentions {
            let name = if mention.node.kind() == Kind::Chunk { "located_in" } else { "related_to" };
            own.relate(&entities[mention.name as usize], name, &mention.node, None, mention.spans);
        }
        for claim in extraction.claims {
            self.graph.claim(claim, &entities, &mut self.ledger);
        }
        own.finish(vec![])
    }

    /// Entities, assertions and what relates them, in the same order, and why.
    pub fn finish(self) -> Resolved {
        self.graph.finish(self.ledger)
    }
}

/// All documents, given in import order, as one graph.
pub fn resolve(extractions: Vec<Extraction>) -> Resolved {
    let names =
        |extraction: &Extraction| Names { document: extraction.document.clone(), names: extraction.names.clone() };
    let mut resolver = Resolver::new(&extractions.iter().map(names).collect::<Vec<_>>());
    let parts: Vec<Resolved> = extractions.into_iter().map(|extraction| resolver.take(extraction)).collect();
    let mut all = resolver.finish();
    for part in parts {
        all.nodes.extend(part.nodes);
        all.relations.extend(part.relations);
    }
    all.nodes.sort_by(|a, b| a.key.cmp(&b.key));
    all.relations.sort_by(|a, b| (&a.from, &a.name, &a.to).cmp(&(&b.from, &b.name, &b.to)));
    all
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
    fn entities(&mut self, clusters: &[Cluster], documents: &[Names]) -> Vec<Vec<Key>> {
        let empty = Key::document(&[]);
        let mut keys: Vec<Vec<Key>> =
            documents.iter().map(|document| vec![empty.clone(); document.names.len()]).collect();
        for cluster in clusters {
            let node = entity(cluster, documents);
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
        let subject = name(subject);
        let predicate = built_in().shown(predicate, Language::of(&subject));
        let mut parts = vec![subject, predicate, object];
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
fn entity(cluster: &Cluster, documents: &[Names]) -> Node {
    let data = |&(document, name): &(usize, usize)| &documents[document].names[name];
    let first = data(&cluster.members[0]);
    let document = &documents[cluster.members[0].0].document;
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
