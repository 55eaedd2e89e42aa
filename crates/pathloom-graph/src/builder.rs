//! Builds a `Graph` from nodes and relations in any order; leaves out what the language of the graph does not allow.

use crate::blocks::{Edge, build_blocks};
use crate::columns::{Column, Names};
use crate::csr::accumulate;
use crate::graph::{Graph, NONE};
use crate::key_hasher::KeyHasher;
use crate::key_order::Order;
use crate::kinds::{IN_KEY_ORDER, is_legal, rank};
use pathloom_model::relation::canonical_name;
use pathloom_model::{Key, Kind, Node, NodeData, Relation};
use std::collections::HashMap;
use std::hash::BuildHasherDefault;

/// What filters can ask of a node.
#[derive(Clone, Copy, Debug, Default)]
pub struct Fields<'a> {
    pub name: &'a str,
    /// Entity type, or image class.
    pub label: Option<&'a str>,
    pub document: Option<&'a Key>,
    pub page: Option<u32>,
    pub rows: Option<u32>,
    pub columns: Option<u32>,
}

/// What was left out of the graph, as counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// Relations whose end is no node.
    pub unknown_ends: u64,
    /// Relations that the closed list does not allow between these kinds.
    pub unlisted: u64,
    /// Relations from a node to itself, which no match can use.
    pub loops: u64,
}

/// Streaming: nodes first, then relations between them.
#[derive(Debug, Default)]
pub struct GraphBuilder {
    keys: Vec<u128>,
    kinds: Vec<Kind>,
    names: Names,
    labels: Column,
    /// Places in `document_keys`.
    documents: Column,
    pages: Column,
    rows: Column,
    columns: Column,
    document_keys: Vec<u128>,
    document_places: HashMap<u128, u32, BuildHasherDefault<KeyHasher>>,
    /// Of as many nodes as somebody has asked for by key.
    handles: HashMap<u128, u32, BuildHasherDefault<KeyHasher>>,
    asked: usize,
    words: Interner,
    relation_names: Interner,
    /// Per relation name: a bit for each pair of kinds that it may join.
    legal: Vec<u64>,
    edges: Vec<Edge>,
    left_out: LeftOut,
}

impl GraphBuilder {
    pub fn new() -> GraphBuilder {
        GraphBuilder::default()
    }

    pub fn with_capacity(nodes: usize, relations: usize) -> GraphBuilder {
        let mut builder = GraphBuilder::default();
        builder.keys.reserve(nodes);
        builder.kinds.reserve(nodes);
        builder.edges.reserve(relations);
        builder
    }

    /// Returns a handle for [`GraphBuilder::relate`]. A key that was added before keeps its first fields.
    pub fn add_node(&mut self, key: &Key, kind: Kind, fields: Fields<'_>) -> u32 {
        let bits = key.bits();
        self.add_node_bits(bits, kind, fields)
    }

    /// The same from the 128 bits of the key.
    pub fn add_node_bits(&mut self, bits: u128, kind: Kind, fields: Fields<'_>) -> u32 {
        let handle = self.keys.len();
        self.keys.push(bits);
        self.kinds.push(kind);
        if !fields.name.is_empty() {
            self.names.set(handle, fields.name);
        }
        if let Some(label) = fields.label {
            self.labels.set(handle, self.words.intern(label));
        }
        if let Some(document) = fields.document.map(Key::bits) {
            let place = self.document_place(document);
            self.documents.set(handle, place);
        }
        let numbers =
            [(&mut self.pages, fields.page), (&mut self.rows, fields.rows), (&mut self.columns, fields.columns)];
        for (column, number) in numbers {
            if let Some(number) = number {
                column.set(handle, number);
            }
        }
        handle as u32
    }

    fn document_place(&mut self, bits: u128) -> u32 {
        // Nodes come document by document.
        if self.document_keys.last() == Some(&bits) {
            return self.document_keys.len() as u32 - 1;
        }
        let next = self.document_keys.len() as u32;
        let place = *self.document_places.entry(bits).or_insert(next);
        if place == next {
            self.document_keys.push(bits);
        }
        place
    }

    /// Between nodes that were added before; counts what cannot be.
    pub fn add_relation(&mut self, from: &Key, name: &str, to: &Key) {
        let (Some(from), Some(to)) = (self.handle(from), self.handle(to)) else {
            self.left_out.unknown_ends += 1;
            return;
        };
        let name = self.relation_name(name);
        self.relate(from, name, to);
    }

    /// The number of a relation name, for [`GraphBuilder::relate`]. Aliases become the listed name.
    pub fn relation_name(&mut self, name: &str) -> u32 {
        let name = canonical_name(name);
        let id = self.relation_names.intern(name);
        if id as usize == self.legal.len() {
            self.legal.push(legal_pairs(name));
        }
        id
    }

    /// Between two handles, by a name's number.
    pub fn relate(&mut self, from: u32, name: u32, to: u32) {
        self.edges.push(Edge { from, to, name });
    }

    fn handle(&mut self, key: &Key) -> Option<u32> {
        for handle in self.asked..self.keys.len() {
            self.handles.entry(tagged(self.keys[handle], self.kinds[handle])).or_insert(handle as u32);
        }
        self.asked = self.keys.len();
        self.handles.get(&tagged(key.bits(), key.kind())).copied()
    }

    pub fn finish(mut self) -> (Graph, LeftOut) {
        let Order { handles, ids } = Order::of(&self.keys, &self.kinds);
        let mut starts = [0u32; 8];
        handles.iter().for_each(|&handle| starts[rank(self.kinds[handle as usize]) + 1] += 1);
        accumulate(&mut starts);
        let edges = std::mem::take(&mut self.edges);
        let blocks = build_blocks(edges, &ids, &starts, &self.legal, &mut self.left_out);
        let keys: Vec<u128> = handles.iter().map(|&handle| self.keys[handle as usize]).collect();
        let mut graph = Graph {
            starts,
            documents: Vec::new(),
            names: self.names.picked(&handles),
            labels: self.labels.picked(&handles),
            pages: self.pages.picked(&handles),
            rows: self.rows.picked(&handles),
            columns: self.columns.picked(&handles),
            words: self.words.words,
            relation_names: self.relation_names.words,
            blocks,
            keys,
            degrees: Default::default(),
            entities_any: Default::default(),
            contents: None,
            entities_any_names: Default::default(),
            outside: Vec::new(),
        };
        let known = |bits: &u128| graph.id_of(Kind::Document, *bits).unwrap_or(NONE);
        let documents: Vec<u32> = self.document_keys.iter().map(known).collect();
        graph.documents = self.documents.picked(&handles);
        for place in graph.documents.iter_mut().filter(|place| **place != NONE) {
            *place = documents[*place as usize];
        }
        (graph, self.left_out)
    }
}

impl Graph {
    /// From the model's nodes and relations, in any order.
    pub fn from_model(nodes: &[Node], relations: &[Relation]) -> Graph {
        let mut builder = GraphBuilder::with_capacity(nodes.len(), relations.len());
        for node in nodes {
            builder.add_node(&node.key, node.kind(), fields_of(node));
        }
        for relation in relations {
            builder.add_relation(&relation.from, &relation.name, &relation.to);
        }
        builder.finish().0
    }
}

/// What filters can ask of a model node.
pub fn fields_of(node: &Node) -> Fields<'_> {
    let mut fields = Fields {
        name: &node.name,
        document: node.document.as_ref(),
        page: node.spans.first().map(|span| span.page),
        ..Fields::default()
    };
    match &node.data {
        NodeData::Entity { entity_type, .. } => fields.label = Some(entity_type),
        NodeData::Image(figure) => fields.label = Some(figure.class.name()),
        NodeData::Table(table) => {
            fields.rows = Some(table.cells.len() as u32);
            fields.columns = Some(table.cells.iter().map(Vec::len).max().unwrap_or(0) as u32);
        }
        _ => {}
    }
    fields
}

/// Distinguishes kinds whose hashes would be equal.
fn tagged(bits: u128, kind: Kind) -> u128 {
    bits ^ (kind.index() as u128) << 64
}

fn legal_pairs(name: &str) -> u64 {
    let mut bits = 0;
    for from in IN_KEY_ORDER {
        for to in IN_KEY_ORDER {
            bits |= u64::from(is_legal(from, name, to)) << (rank(from) * 7 + rank(to));
        }
    }
    bits
}

#[derive(Debug, Default)]
struct Interner {
    words: Vec<String>,
    places: HashMap<String, u32>,
}

impl Interner {
    fn intern(&mut self, word: &str) -> u32 {
        if let Some(&place) = self.places.get(word) {
            return place;
        }
        let place = self.words.len() as u32;
        self.words.push(word.to_owned());
        self.places.insert(word.to_owned(), place);
        place
    }
}
