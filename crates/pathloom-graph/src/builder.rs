//! Builds a `Graph` from nodes and relations in any order; leaves out what the language of the graph does not allow.

use crate::csr::{Csr, accumulate};
use crate::graph::{Block, Graph, NONE, Names, PARALLEL, key_bits};
use crate::key_hasher::KeyHasher;
use crate::kinds::{IN_KEY_ORDER, is_legal, rank};
use pathloom_model::relation::canonical_name;
use pathloom_model::{Key, Kind, Node, NodeData, Relation};
use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::ops::Range;
use std::sync::Arc;

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
    labels: Vec<u32>,
    documents: Vec<u128>,
    pages: Vec<u32>,
    rows: Vec<u32>,
    columns: Vec<u32>,
    handles: HashMap<u128, u32, BuildHasherDefault<KeyHasher>>,
    words: Interner,
    relation_names: Interner,
    /// Per relation name: a bit for each pair of kinds that it may join.
    legal: Vec<u64>,
    edges: Vec<Edge>,
    left_out: LeftOut,
}

#[derive(Clone, Copy, Debug)]
struct Edge {
    from: u32,
    to: u32,
    name: u32,
}

const NO_DOCUMENT: u128 = u128::MAX;

impl GraphBuilder {
    pub fn new() -> GraphBuilder {
        GraphBuilder::default()
    }

    pub fn with_capacity(nodes: usize, relations: usize) -> GraphBuilder {
        let mut builder = GraphBuilder::default();
        builder.keys.reserve(nodes);
        builder.kinds.reserve(nodes);
        builder.handles.reserve(nodes);
        builder.edges.reserve(relations);
        builder
    }

    /// Returns a handle for [`GraphBuilder::relate`]. A key that was added before keeps its first fields.
    pub fn add_node(&mut self, key: &Key, kind: Kind, fields: Fields<'_>) -> u32 {
        let bits = key_bits(key).unwrap_or_default();
        self.add_node_bits(bits, kind, fields)
    }

    /// The same from the 128 bits of the key.
    pub fn add_node_bits(&mut self, bits: u128, kind: Kind, fields: Fields<'_>) -> u32 {
        let handle = self.keys.len() as u32;
        let known = *self.handles.entry(tagged(bits, kind)).or_insert(handle);
        if known != handle {
            return known;
        }
        self.keys.push(bits);
        self.kinds.push(kind);
        self.names.push(fields.name);
        self.labels.push(fields.label.map_or(NONE, |label| self.words.intern(label)));
        let own = if kind == Kind::Document { bits } else { NO_DOCUMENT };
        self.documents.push(fields.document.and_then(key_bits).unwrap_or(own));
        self.pages.push(fields.page.unwrap_or(NONE));
        self.rows.push(fields.rows.unwrap_or(NONE));
        self.columns.push(fields.columns.unwrap_or(NONE));
        handle
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
        if from == to {
            self.left_out.loops += 1;
            return;
        }
        let pair = rank(self.kinds[from as usize]) * 7 + rank(self.kinds[to as usize]);
        if self.legal[name as usize] >> pair & 1 == 0 {
            self.left_out.unlisted += 1;
            return;
        }
        self.edges.push(Edge { from, to, name });
    }

    fn handle(&self, key: &Key) -> Option<u32> {
        self.handles.get(&tagged(key_bits(key)?, key.kind())).copied()
    }

    pub fn finish(self) -> (Graph, LeftOut) {
        let left_out = self.left_out;
        let order = self.key_order();
        let mut ids = vec![0u32; order.len()];
        order.iter().enumerate().for_each(|(id, &handle)| ids[handle as usize] = id as u32);
        let starts = kind_starts(&self.kinds);
        let blocks = build_blocks(&self.edges, &ids, &starts);
        let pick = |values: &[u32]| order.iter().map(|&handle| values[handle as usize]).collect::<Vec<u32>>();
        let documents = order.iter().map(|&handle| match self.documents[handle as usize] {
            NO_DOCUMENT => NONE,
            bits => self.handles.get(&tagged(bits, Kind::Document)).map_or(NONE, |&found| ids[found as usize]),
        });
        let mut names = Names { text: String::with_capacity(self.names.text.len()), ends: Vec::new() };
        names.ends.reserve_exact(order.len());
        order.iter().for_each(|&handle| names.push(self.names.get(handle as usize)));
        let mut graph = Graph {
            starts,
            keys: order.iter().map(|&handle| self.keys[handle as usize]).collect(),
            names,
            labels: pick(&self.labels),
            documents: documents.collect(),
            pages: pick(&self.pages),
            rows: pick(&self.rows),
            columns: pick(&self.columns),
            degrees: Vec::new(),
            words: self.words.words,
            relation_names: self.relation_names.words,
            blocks,
            entities_any: Default::default(),
        };
        graph.degrees = degrees(&graph);
        (graph, left_out)
    }

    /// Handles sorted by key: by kind, then by the key's bits.
    fn key_order(&self) -> Vec<u32> {
        let mut keyed: Vec<(u128, u32)> = Vec::with_capacity(self.keys.len());
        let mut order = Vec::with_capacity(self.keys.len());
        for kind in IN_KEY_ORDER {
            keyed.clear();
            let of_kind = self.kinds.iter().enumerate().filter(|(_, other)| **other == kind);
            keyed.extend(of_kind.map(|(handle, _)| (self.keys[handle], handle as u32)));
            keyed.sort_unstable();
            order.extend(keyed.iter().map(|&(_, handle)| handle));
        }
        order
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

fn kind_starts(kinds: &[Kind]) -> [u32; 8] {
    let mut starts = [0u32; 8];
    kinds.iter().for_each(|&kind| starts[rank(kind) + 1] += 1);
    accumulate(&mut starts);
    starts
}

fn build_blocks(edges: &[Edge], ids: &[u32], starts: &[u32; 8]) -> Vec<Option<Block>> {
    let rank_of = |id: u32| starts[1..].iter().position(|&end| id < end).unwrap_or(6);
    let mut counts = [0usize; 49];
    let mut pairs = Vec::with_capacity(edges.len());
    for edge in edges {
        let (from, to) = (ids[edge.from as usize], ids[edge.to as usize]);
        let pair = rank_of(from) * 7 + rank_of(to);
        counts[pair] += 1;
        pairs.push(pair as u8);
    }
    let mut groups: Vec<Vec<Edge>> = counts.iter().map(|&count| Vec::with_capacity(count)).collect();
    for (edge, pair) in edges.iter().zip(pairs) {
        let renumbered = Edge { from: ids[edge.from as usize], to: ids[edge.to as usize], name: edge.name };
        groups[pair as usize].push(renumbered);
    }
    let range = |rank: usize| starts[rank]..starts[rank + 1];
    let build = |(pair, group): (usize, Vec<Edge>)| {
        (!group.is_empty()).then(|| build_block(&group, range(pair / 7), range(pair % 7)))
    };
    groups.into_iter().enumerate().map(build).collect()
}

/// Two stable counting sorts (by target, then by source) leave each row sorted by target.
fn build_block(edges: &[Edge], from: Range<u32>, to: Range<u32>) -> Block {
    let by_target = scatter(edges, to.clone(), |edge| edge.to);
    let sorted = scatter(&by_target, from.clone(), |edge| edge.from);
    drop(by_target);
    let mut offsets = vec![0u32; from.len() + 1];
    let mut targets = Vec::with_capacity(sorted.len());
    let mut names: Vec<u32> = Vec::with_capacity(sorted.len());
    let mut parallel: Vec<Box<[u32]>> = Vec::new();
    let mut start = 0;
    while start < sorted.len() {
        let head = sorted[start];
        let same = |edge: &&Edge| edge.from == head.from && edge.to == head.to;
        let run = sorted[start..].iter().take_while(same).count();
        let mut run_names: Vec<u32> = sorted[start..start + run].iter().map(|edge| edge.name).collect();
        run_names.sort_unstable();
        run_names.dedup();
        names.push(if let [only] = run_names[..] { only } else { PARALLEL | parallel.len() as u32 });
        if run_names.len() > 1 {
            parallel.push(run_names.into());
        }
        offsets[(head.from - from.start) as usize + 1] += 1;
        targets.push(head.to);
        start += run;
    }
    accumulate(&mut offsets);
    let mut all_names: Vec<u32> = edges.iter().map(|edge| edge.name).collect();
    all_names.sort_unstable();
    all_names.dedup();
    let forward = Csr::new(from.start, offsets, targets);
    let backward = forward.transposed(to);
    Block { forward: Arc::new(forward), backward: Arc::new(backward), names, parallel, all_names }
}

fn scatter(edges: &[Edge], rows: Range<u32>, key: impl Fn(&Edge) -> u32) -> Vec<Edge> {
    let mut next = vec![0u32; rows.len() + 1];
    edges.iter().for_each(|edge| next[(key(edge) - rows.start) as usize + 1] += 1);
    accumulate(&mut next);
    let mut sorted = vec![Edge { from: 0, to: 0, name: 0 }; edges.len()];
    for edge in edges {
        let place = &mut next[(key(edge) - rows.start) as usize];
        sorted[*place as usize] = *edge;
        *place += 1;
    }
    sorted
}

/// Only Entity–Entity relations can run both ways between the same two nodes, so only they can be counted twice.
fn degrees(graph: &Graph) -> Vec<u32> {
    let mut degrees = vec![0u32; graph.node_count()];
    for block in graph.blocks.iter().flatten() {
        for csr in [&block.forward, &block.backward] {
            csr.rows().for_each(|node| degrees[node as usize] += csr.neighbours(node).len() as u32);
        }
    }
    if let Some(block) = graph.block(Kind::Entity, Kind::Entity) {
        for node in graph.ids(Kind::Entity) {
            degrees[node as usize] -= common(block.forward.neighbours(node), block.backward.neighbours(node));
        }
    }
    degrees
}

fn common(left: &[u32], right: &[u32]) -> u32 {
    let (mut i, mut j, mut found) = (0, 0, 0);
    while i < left.len() && j < right.len() {
        found += u32::from(left[i] == right[j]);
        let (a, b) = (left[i], right[j]);
        i += usize::from(a <= b);
        j += usize::from(b <= a);
    }
    found
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
