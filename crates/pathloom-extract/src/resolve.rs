//! All documents' names and claims → entities, assertions and the relations between them. Deterministic: the same
//! extractions in the same order give the same nodes and relations. What is one document's alone is handed on at once,
//! so that memory grows with the entities and assertions, not with the documents.

use crate::extraction::{Claim, ClaimObject, Extraction, Name};
use crate::facts::{Facts, Object};
use crate::identity::{self, Apart, Cluster};
use crate::kinship::Kinship;
use crate::ontology;
use crate::relation_names;
use crate::share::Share;
use crate::triples::TripleList;
use pathloom_model::key::digest;
use pathloom_model::lexicon::built_in;
use pathloom_model::{AssertionObject, Key, Kind, Node, NodeData, Relation, Span};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::convert::Infallible;

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

/// Where a graph goes, piece by piece.
pub trait Sink {
    type Error;

    fn node(&mut self, node: Node) -> Result<(), Self::Error>;

    fn relation(&mut self, relation: Relation) -> Result<(), Self::Error>;

    /// A relation whose spans are those of an assertion: of the one that it leads from, or else of the one and only
    /// that it is the projection of.
    fn relation_of(&mut self, from: &Key, name: &str, to: &Key, assertion: &Key) -> Result<(), Self::Error>;
}

/// The names of all documents, taken as one where the documents themselves say so: by the same letters, by a name that
/// one gives, by a corporate suffix left out. In the order of their first members.
pub struct Identities {
    clusters: Vec<Cluster>,
    ledger: Vec<LedgerEntry>,
    kinship: Kinship,
}

/// One of them: its key, its first name and everything that it is called.
#[derive(Clone, Debug, PartialEq)]
pub struct Identity<'a> {
    pub key: Key,
    pub first: &'a Name,
    pub entity_type: &'a str,
    /// Other spellings of its members and those that documents give.
    pub aliases: Vec<&'a str>,
    /// Places of the documents that name it.
    pub documents: Vec<u32>,
    /// Names that were made one, each with key, name, document and reason; several only where names differ.
    pub parts: Vec<(Key, &'a Name, u32, &'a str)>,
}

impl Identities {
    /// `kinship` tells which types may be one.
    pub fn of(names: &[Names], apart: &Apart, kinship: Kinship) -> Identities {
        let mut ledger = Vec::new();
        let clusters = identity::cluster(names, apart, &kinship, &mut ledger);
        Identities { clusters, ledger, kinship }
    }

    pub fn len(&self) -> usize {
        self.clusters.len()
    }

    pub fn is_empty(&self) -> bool {
        self.clusters.is_empty()
    }

    /// `names` are those that these are of.
    pub fn identity<'a>(&'a self, at: usize, names: &'a [Names]) -> Identity<'a> {
        let cluster = &self.clusters[at];
        let name = |&(document, name): &(usize, usize)| &names[document].names[name];
        let first = name(&cluster.members[0]);
        let (mut aliases, mut documents): (Vec<&str>, Vec<u32>) = (Vec::new(), Vec::new());
        for member in &cluster.members {
            let spellings = std::iter::once(&name(member).text).chain(name(member).aliases.iter().map(|it| &it.text));
            for spelling in spellings.filter(|spelling| **spelling != first.text) {
                if !aliases.contains(&spelling.as_str()) && aliases.len() < SPELLINGS {
                    aliases.push(spelling);
                }
            }
            if documents.last() != Some(&(member.0 as u32)) {
                documents.push(member.0 as u32);
            }
        }
        let parts = cluster
            .parts
            .iter()
            .map(|(part, why)| (identity::key_of(*part, names), name(part), part.0 as u32, why.as_str()));
        let key = identity::key_of(cluster.members[0], names);
        Identity { key, first, entity_type: &cluster.entity_type, aliases, documents, parts: parts.collect() }
    }

    /// The keys that its names would have alone.
    pub fn keys(&self, at: usize, names: &[Names]) -> impl Iterator<Item = Key> {
        self.clusters[at].members.iter().map(|&member| identity::key_of(member, names))
    }

    /// Whether names that differ were made one.
    pub fn has_parts(&self, at: usize) -> bool {
        self.clusters[at].parts.len() > 1
    }

    /// The sentence that a document says of it.
    pub fn description<'a>(&self, at: usize, names: &'a [Names]) -> &'a str {
        let mut members = self.clusters[at].members.iter().map(|&(document, name)| &names[document].names[name]);
        members.find_map(|name| name.definition.as_ref()).map_or("", |definition| &definition.text)
    }

    /// Each name of a document as the place of its identity.
    pub fn places(&self, names: &[Names]) -> Vec<Vec<u32>> {
        let mut places: Vec<Vec<u32>> = names.iter().map(|document| vec![0; document.names.len()]).collect();
        for (at, cluster) in self.clusters.iter().enumerate() {
            for &(document, name) in &cluster.members {
                places[document][name] = at as u32;
            }
        }
        places
    }
}

/// Spellings of one identity that are compared with others.
const SPELLINGS: usize = 16;

/// Clusters that were made one become one, in the place of the first.
fn joined(clusters: Vec<Cluster>, first: &[u32], kinship: &Kinship) -> Vec<Cluster> {
    let mut all: Vec<Option<Cluster>> = clusters.into_iter().map(Some).collect();
    for (at, &into) in first.iter().enumerate().filter(|(at, into)| *at != **into as usize) {
        let Some(cluster) = all[at].take() else { continue };
        if let Some(Some(root)) = all.get_mut(into as usize) {
            root.entity_type = kinship.narrower(&root.entity_type, &cluster.entity_type).to_owned();
            root.members.extend(cluster.members);
            root.members.sort_unstable();
        }
    }
    all.into_iter().flatten().collect()
}

/// Takes the documents one after the other, in import order.
pub struct Resolver {
    /// The entity of each name of each document, as a place in `keys`.
    entities: Vec<Vec<u32>>,
    /// The document that comes next.
    next: usize,
    keys: Vec<Key>,
    nodes: Vec<Node>,
    facts: Facts,
    ledger: Vec<LedgerEntry>,
}

impl Resolver {
    /// The names of all documents, in import order.
    pub fn new(names: &[Names]) -> Resolver {
        let identities = Identities::of(names, &Apart::default(), Kinship::default());
        let alone: Vec<u32> = (0..identities.len() as u32).collect();
        Resolver::of(identities, names, &alone)
    }

    /// The same, where more was made one: for each of the identities, the first of those that it is one with.
    pub fn of(identities: Identities, names: &[Names], first: &[u32]) -> Resolver {
        let Identities { clusters, ledger, kinship } = identities;
        let (nodes, entities) = entities(&joined(clusters, first, &kinship), names);
        let keys = nodes.iter().map(|node| node.key.clone()).collect();
        Resolver { entities, next: 0, keys, nodes, facts: Facts::default(), ledger }
    }

    /// Another where the names of the document at this place belong to other entities, or these are called otherwise.
    pub fn stamp(&self, place: usize) -> String {
        let entities = self.entities.get(place).into_iter().flatten().map(|&entity| &self.nodes[entity as usize]);
        let parts: Vec<&[u8]> =
            entities.flat_map(|node| [node.key.as_bytes().as_slice(), node.name.as_bytes()]).collect();
        digest(&parts)
    }

    /// From here on only claims of these groups are taken.
    pub fn only(&mut self, groups: HashSet<u64>) {
        self.facts.only(groups);
    }

    /// The next document in the same order. Hands on what no other document can add to, nodes by key and relations by
    /// (from, name, to); keeps the rest, and gives what the document has a part in.
    pub fn take<S: Sink>(&mut self, mut extraction: Extraction, sink: &mut S) -> Result<Share, S::Error> {
        let mut own = BTreeMap::new();
        for node in std::mem::take(&mut extraction.nodes) {
            own.entry(node.key.clone()).or_insert(node);
        }
        let mut relations = Relations::default();
        for Relation { from, to, name, spans, .. } in std::mem::take(&mut extraction.relations) {
            relations.relate(&from, &name, &to, spans);
        }
        let entities = self.entities.get(self.next).map_or(&[][..], Vec::as_slice);
        let mentions = std::mem::take(&mut extraction.mentions);
        for mention in mentions.into_iter().filter(|mention| mention.unverified.is_none()) {
            let name = if mention.node.kind() == Kind::Chunk { "located_in" } else { "related_to" };
            let entity = &self.keys[entities[mention.name as usize] as usize];
            relations.relate(entity, name, &mention.node, mention.spans);
        }
        let share = self.take_claims(extraction);
        own.into_values().try_for_each(|node| sink.node(node))?;
        relations.sorted().into_iter().try_for_each(|relation| sink.relation(relation))?;
        Ok(share)
    }

    /// The next document, where its own nodes and relations are known already.
    pub fn take_claims(&mut self, extraction: Extraction) -> Share {
        let place = self.pass();
        let mut share = Share::default();
        for mut claim in extraction.claims {
            match self.ends(place, &mut claim) {
                Ok((subject, object)) => share.facts.push(self.facts.state(&self.keys, subject, object, claim)),
                Err(dropped) => share.dropped.push(dropped),
            }
        }
        share
    }

    /// What a document has a part in, without taking it.
    pub fn share(&self, place: usize, extraction: Extraction) -> Share {
        let mut share = Share::default();
        for mut claim in extraction.claims {
            match self.ends(place, &mut claim) {
                Ok((subject, object)) => share.facts.push(Facts::stated(&self.keys, subject, &object, &claim)),
                Err(dropped) => share.dropped.push(dropped),
            }
        }
        share
    }

    /// The next document in the same order, where it is a list of triples.
    pub fn take_list<S: Sink>(&mut self, list: TripleList, sink: &mut S) -> Result<Share, S::Error> {
        sink.node(list.root())?;
        Ok(self.take_lines(list))
    }

    /// The same, where its own node is known already.
    pub fn take_lines(&mut self, list: TripleList) -> Share {
        let place = self.pass();
        let mut share = Share::default();
        let document = self.facts.document(list.document, list.text);
        let predicates: Vec<u32> = list.predicates.iter().map(|name| self.facts.word(name)).collect();
        for lines in list.lines.chunk_by(|a, b| a.claim == b.claim) {
            let claim = list.claims[lines[0].claim as usize];
            let [subject, object] = [claim.subject, claim.object].map(|name| self.entities[place][name as usize]);
            if subject == object {
                share.dropped.push(self.relates_itself(subject, &list.predicates[claim.predicate as usize]));
                continue;
            }
            let ends = [subject, predicates[claim.predicate as usize], object];
            share.facts.push(self.facts.state_line(&self.keys, ends, document, lines));
        }
        share
    }

    /// What a list has a part in, without taking it.
    pub fn share_of_list(&mut self, place: usize, list: &TripleList) -> Share {
        let mut share = Share::default();
        let predicates: Vec<u32> = list.predicates.iter().map(|name| self.facts.word(name)).collect();
        for claim in &list.claims {
            let [subject, object] = [claim.subject, claim.object].map(|name| self.entities[place][name as usize]);
            if subject == object {
                share.dropped.push(self.relates_itself(subject, &list.predicates[claim.predicate as usize]));
                continue;
            }
            let ends = [subject, predicates[claim.predicate as usize], object];
            share.facts.push(self.facts.line_stated(&self.keys, ends));
        }
        share
    }

    /// Leaves the next document out; gives its place.
    pub fn pass(&mut self) -> usize {
        self.next += 1;
        self.next - 1
    }

    /// The two ends of a claim, its predicate under the name that all spellings have; or why it is left out.
    fn ends(&self, place: usize, claim: &mut Claim) -> Result<(u32, Object), LedgerEntry> {
        let entities = &self.entities[place];
        if let ClaimObject::Name(_) = claim.object {
            claim.predicate = relation_names::standard(built_in(), &claim.predicate).into_owned();
        }
        let subject = entities[claim.subject as usize];
        let object = match &claim.object {
            ClaimObject::Name(name) if entities[*name as usize] == subject => {
                return Err(self.relates_itself(subject, &claim.predicate));
            }
            ClaimObject::Name(name) => Object::Entity(entities[*name as usize]),
            ClaimObject::Quantity(quantity) => Object::Literal(AssertionObject::Quantity(quantity.clone())),
            ClaimObject::Text(text) => Object::Literal(AssertionObject::Text(text.clone())),
        };
        Ok((subject, object))
    }

    fn relates_itself(&self, entity: u32, predicate: &str) -> LedgerEntry {
        LedgerEntry {
            decision: Decision::Dropped,
            names: vec![self.nodes[entity as usize].name.clone()],
            why: format!("\"{predicate}\" would relate it to itself"),
        }
    }

    /// Assertions, entities, and what relates them; gives what was merged or kept apart and why, beside what each
    /// document's share tells.
    pub fn finish<S: Sink>(self, sink: &mut S) -> Result<Vec<LedgerEntry>, S::Error> {
        let Resolver { keys, nodes, facts, ledger, .. } = self;
        let name = |entity: u32| nodes[entity as usize].name.as_str();
        facts.nodes(&keys, &name, sink)?;
        nodes.into_iter().try_for_each(|node| sink.node(node))?;
        facts.relations(&keys, sink)?;
        Ok(ledger)
    }
}

/// All documents, given in import order, as one graph.
pub fn resolve(extractions: Vec<Extraction>) -> Resolved {
    let names =
        |extraction: &Extraction| Names { document: extraction.document.clone(), names: extraction.names.clone() };
    let mut resolver = Resolver::new(&extractions.iter().map(names).collect::<Vec<_>>());
    let mut all = Collected::default();
    let mut dropped = Vec::new();
    for extraction in extractions {
        let Ok(share) = resolver.take(extraction, &mut all);
        dropped.extend(share.dropped);
    }
    let Ok(mut ledger) = resolver.finish(&mut all);
    ledger.extend(dropped);
    let Collected { nodes, mut relations } = all;
    relations.sort_by(|a, b| (&a.from, &a.name, &a.to).cmp(&(&b.from, &b.name, &b.to)));
    Resolved { nodes: nodes.into_values().collect(), relations, ledger }
}

/// A graph in memory.
#[derive(Default)]
struct Collected {
    nodes: BTreeMap<Key, Node>,
    relations: Vec<Relation>,
}

impl Sink for Collected {
    type Error = Infallible;

    fn node(&mut self, node: Node) -> Result<(), Infallible> {
        self.nodes.insert(node.key.clone(), node);
        Ok(())
    }

    fn relation(&mut self, relation: Relation) -> Result<(), Infallible> {
        self.relations.push(relation);
        Ok(())
    }

    fn relation_of(&mut self, from: &Key, name: &str, to: &Key, assertion: &Key) -> Result<(), Infallible> {
        let spans = self.nodes.get(assertion).map_or_else(Vec::new, |node| node.spans.clone());
        let assertions = if from == assertion { vec![] } else { vec![assertion.clone()] };
        self.relations.push(Relation { from: from.clone(), to: to.clone(), name: name.to_owned(), assertions, spans });
        Ok(())
    }
}

/// Relations with evidence of their own, one per (from, name, to).
#[derive(Default)]
pub(crate) struct Relations {
    places: HashMap<(Key, String, Key), usize>,
    all: Vec<Relation>,
}

impl Relations {
    /// Adds spans to the relation.
    pub fn relate(&mut self, from: &Key, name: &str, to: &Key, spans: Vec<Span>) {
        let next = self.all.len();
        let place = *self.places.entry((from.clone(), name.to_owned(), to.clone())).or_insert(next);
        if place == next {
            let (from, to, name) = (from.clone(), to.clone(), name.to_owned());
            self.all.push(Relation { from, to, name, assertions: Vec::new(), spans: Vec::new() });
        }
        add_spans(&mut self.all[place].spans, spans);
    }

    pub fn sorted(mut self) -> Vec<Relation> {
        self.all.sort_by(|a, b| (&a.from, &a.name, &a.to).cmp(&(&b.from, &b.name, &b.to)));
        self.all
    }
}

/// The entities, and for each document the entity of each of its names.
fn entities(clusters: &[Cluster], documents: &[Names]) -> (Vec<Node>, Vec<Vec<u32>>) {
    let mut places: Vec<Vec<u32>> = documents.iter().map(|document| vec![0; document.names.len()]).collect();
    let mut nodes: Vec<Node> = Vec::with_capacity(clusters.len());
    let mut known: HashMap<Key, u32> = HashMap::with_capacity(clusters.len());
    for cluster in clusters {
        let node = entity(cluster, documents);
        let place = *known.entry(node.key.clone()).or_insert(nodes.len() as u32);
        for &(document, name) in &cluster.members {
            places[document][name] = place;
        }
        match nodes.get_mut(place as usize) {
            Some(same) => *same = node,
            None => nodes.push(node),
        }
    }
    (nodes, places)
}

/// Most spans kept on one node or relation: enough to see it, bounded where a name stands ten thousand times.
pub(crate) const SPANS: usize = 64;

pub(crate) fn add_spans(all: &mut Vec<Span>, more: Vec<Span>) {
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
    let (mut description, mut about) = (String::new(), String::new());
    let mut spans: Vec<Span> = Vec::new();
    let verified = cluster.members.iter().map(data).any(|name| name.unverified.is_none());
    for member in cluster.members.iter().map(data) {
        for spelling in std::iter::once(&member.text).chain(member.aliases.iter().map(|alias| &alias.text)) {
            if *spelling != name && !aliases.contains(spelling) {
                aliases.push(spelling.clone());
            }
        }
        if let Some(definition) = member.definition.as_ref().filter(|_| description.is_empty()) {
            description.clone_from(&definition.text);
        }
        if about.is_empty() {
            about.clone_from(&member.about);
        }
        if verified && member.unverified.is_some() {
            continue;
        }
        add_spans(&mut spans, vec![member.span.clone()]);
        add_spans(&mut spans, member.aliases.iter().map(|alias| alias.span.clone()).collect());
    }
    aliases.sort();
    let unverified = if verified { None } else { first.unverified.clone() };
    let data = NodeData::Entity { entity_type: cluster.entity_type.clone(), aliases, description, about, unverified };
    Node { key, name, document: Some(document.clone()), spans, data }
}
