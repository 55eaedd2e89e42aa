//! The graph in memory: nodes by id in key order, neighbour sets per pair of kinds, the fields that filters use.
//! Texts other than names, spans and assertions stay in the store.

use crate::blocks::Block;
use crate::columns::Names;
use crate::contents::{Attached, Contents};
use crate::csr::Csr;
use crate::hop_names::HopNames;
use crate::kinds::{IN_KEY_ORDER, KindSet, rank};
use pathloom_model::path::HopRelation;
use pathloom_model::{Direction, Key, Kind};
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// No such node, page or number.
pub const NONE: u32 = u32::MAX;

/// A node's number in one `Graph`. Never leaves the process.
pub type NodeId = u32;

#[derive(Debug, Default)]
pub struct Graph {
    pub(crate) starts: [u32; 8],
    pub(crate) keys: Vec<u128>,
    pub(crate) names: Names,
    /// Entity type or image class, as an index into `words`.
    pub(crate) labels: Vec<u32>,
    /// This field and those below: empty where no node has it.
    pub(crate) documents: Vec<u32>,
    pub(crate) pages: Vec<u32>,
    pub(crate) rows: Vec<u32>,
    pub(crate) columns: Vec<u32>,
    pub(crate) words: Vec<String>,
    pub(crate) relation_names: Vec<String>,
    /// 49 places, `rank(from) * 7 + rank(to)`.
    pub(crate) blocks: Vec<Option<Block>>,
    /// Distinct neighbours of each node, once somebody asked.
    pub(crate) degrees: OnceLock<Vec<u32>>,
    pub(crate) entities_any: OnceLock<Arc<Csr>>,
    /// Whole nodes, for filters that ask more than the fields above.
    pub(crate) contents: Option<Attached>,
    pub(crate) entities_any_names: OnceLock<Arc<HopNames>>,
    /// Documents that are only told of, sorted: no slot takes them. Only in a graph made of a part of another.
    pub(crate) outside: Vec<NodeId>,
}

impl Graph {
    pub fn node_count(&self) -> usize {
        self.keys.len()
    }

    /// Relations, parallel ones each.
    pub fn relation_count(&self) -> usize {
        self.blocks.iter().flatten().map(Block::relation_count).sum()
    }

    /// Pairs of nodes joined by at least one relation, per direction.
    pub fn pair_count(&self) -> usize {
        self.blocks.iter().flatten().map(|block| block.forward.len()).sum()
    }

    /// Where filters find the texts of nodes. Without it a template that asks for them does not compile.
    pub fn set_contents(&mut self, contents: Arc<dyn Contents>) {
        self.contents = Some(Attached::new(contents));
    }

    pub(crate) fn contents(&self) -> Option<&Attached> {
        self.contents.as_ref()
    }

    /// The ids of a kind, which stand together.
    pub fn ids(&self, kind: Kind) -> Range<NodeId> {
        self.starts[rank(kind)]..self.starts[rank(kind) + 1]
    }

    /// The smallest run of ids that holds all these kinds.
    pub fn span(&self, kinds: KindSet) -> Range<NodeId> {
        let mut present = kinds.iter().map(|kind| self.ids(kind)).filter(|ids| !ids.is_empty());
        let Some(first) = present.next() else {
            return 0..0;
        };
        let end = present.last().map_or(first.end, |last| last.end);
        first.start..end
    }

    #[inline]
    pub fn kind(&self, node: NodeId) -> Kind {
        // Not where the first end beyond it stands, but how many ends do not: no branch hangs on the node.
        let place: usize = self.starts[1..7].iter().map(|&end| usize::from(node >= end)).sum();
        IN_KEY_ORDER[place]
    }

    pub fn key(&self, node: NodeId) -> Key {
        Key::from_bits(self.kind(node), self.keys[node as usize])
    }

    pub(crate) fn key_bits(&self, node: NodeId) -> u128 {
        self.keys[node as usize]
    }

    pub fn id(&self, key: &Key) -> Option<NodeId> {
        self.id_of(key.kind(), key.bits())
    }

    pub(crate) fn id_of(&self, kind: Kind, bits: u128) -> Option<NodeId> {
        let ids = self.ids(kind);
        let place = self.keys[ids.start as usize..ids.end as usize].binary_search(&bits).ok()?;
        Some(ids.start + place as u32)
    }

    pub fn name(&self, node: NodeId) -> &str {
        self.names.get(node as usize)
    }

    /// The type of an Entity.
    pub fn entity_type(&self, node: NodeId) -> Option<&str> {
        (self.kind(node) == Kind::Entity).then(|| self.label(node)).flatten()
    }

    /// The class of an Image.
    pub fn class(&self, node: NodeId) -> Option<&str> {
        (self.kind(node) == Kind::Image).then(|| self.label(node)).flatten()
    }

    fn label(&self, node: NodeId) -> Option<&str> {
        self.words.get(present(&self.labels, node)? as usize).map(String::as_str)
    }

    /// The document a node was first read in; a Document is its own.
    pub fn document(&self, node: NodeId) -> Option<NodeId> {
        if self.kind(node) == Kind::Document { Some(node) } else { present(&self.documents, node) }
    }

    /// From 1, as in spans.
    pub fn page(&self, node: NodeId) -> Option<u32> {
        present(&self.pages, node)
    }

    pub fn table_rows(&self, node: NodeId) -> Option<u32> {
        present(&self.rows, node)
    }

    pub fn table_columns(&self, node: NodeId) -> Option<u32> {
        present(&self.columns, node)
    }

    /// Distinct neighbours, both directions.
    pub fn degree(&self, node: NodeId) -> u32 {
        self.degrees()[node as usize]
    }

    /// Only Entity–Entity relations can run both ways between the same two nodes, so only they can be counted twice.
    fn degrees(&self) -> &[u32] {
        self.degrees.get_or_init(|| {
            let mut degrees = vec![0u32; self.node_count()];
            for block in self.blocks.iter().flatten() {
                for csr in [&block.forward, &block.backward] {
                    csr.rows().for_each(|node| degrees[node as usize] += csr.row(node).len() as u32);
                }
            }
            if let Some(block) = self.block(Kind::Entity, Kind::Entity) {
                for node in self.ids(Kind::Entity) {
                    degrees[node as usize] -= common(block.forward.neighbours(node), block.backward.neighbours(node));
                }
            }
            degrees
        })
    }

    /// Distinct neighbours by one relation, both directions.
    pub fn degree_by(&self, node: NodeId, relation: &str) -> u32 {
        let Some(wanted) = self.relation_id(relation) else {
            return 0;
        };
        let named = |a: NodeId, b: NodeId| self.names_between(a, b).any(|name| name == wanted);
        let related = |&&other: &&NodeId| named(node, other) || named(other, node);
        self.neighbours(node).iter().filter(related).count() as u32
    }

    /// Distinct neighbours over all kinds and both directions, sorted.
    pub fn neighbours(&self, node: NodeId) -> Vec<NodeId> {
        let own = rank(self.kind(node));
        let mut found = Vec::new();
        for other in 0..7 {
            if let Some(block) = &self.blocks[own * 7 + other] {
                found.extend_from_slice(block.forward.neighbours(node));
            }
            if let Some(block) = &self.blocks[other * 7 + own] {
                found.extend_from_slice(block.backward.neighbours(node));
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    pub fn relation_name(&self, id: u32) -> &str {
        &self.relation_names[id as usize]
    }

    pub fn relation_id(&self, name: &str) -> Option<u32> {
        self.relation_names.iter().position(|known| known == name).map(|place| place as u32)
    }

    /// Every relation between the two, sorted by name, with whether it runs `from → to`.
    pub fn relations_between(&self, from: NodeId, to: NodeId) -> Vec<HopRelation> {
        let named = |forward| move |id| HopRelation { name: self.relation_name(id).to_owned(), forward };
        let mut relations: Vec<HopRelation> = self.names_between(from, to).map(named(true)).collect();
        relations.extend(self.names_between(to, from).map(named(false)));
        relations.sort();
        relations
    }

    fn names_between(&self, from: NodeId, to: NodeId) -> impl Iterator<Item = u32> + '_ {
        let block = self.block(self.kind(from), self.kind(to));
        let found = block.and_then(|block| Some((block, block.forward.entry(from, to)?)));
        found.into_iter().flat_map(|(block, entry)| block.names_at(entry))
    }

    /// The relations that the graph really has, as (from, name, to, how many), sorted.
    pub fn relation_kinds(&self) -> Vec<(Kind, String, Kind, u64)> {
        let mut rows = Vec::new();
        for (place, block) in self.blocks.iter().enumerate() {
            let Some(block) = block else { continue };
            let mut counts = vec![0u64; self.relation_names.len()];
            for entry in 0..block.forward.len() {
                block.names_at(entry).for_each(|name| counts[name as usize] += 1);
            }
            let (from, to) = (IN_KEY_ORDER[place / 7], IN_KEY_ORDER[place % 7]);
            let named = counts.iter().zip(&self.relation_names).filter(|(count, _)| **count > 0);
            rows.extend(named.map(|(&count, name)| (from, name.clone(), to, count)));
        }
        rows.sort();
        rows
    }

    /// Bytes held by ids, topology, kinds and relation names; not by texts and filter fields.
    pub fn topology_bytes(&self) -> usize {
        let names = |names: &OnceLock<Arc<HopNames>>| names.get().map_or(0, |names| names.bytes());
        let of_block = |block: &Block| {
            let rows = block.forward.bytes() + block.backward.bytes();
            rows + block.names.bytes() + names(&block.forward_names) + names(&block.backward_names)
        };
        let any = self.entities_any.get().map_or(0, |csr| csr.bytes()) + names(&self.entities_any_names);
        self.blocks.iter().flatten().map(of_block).sum::<usize>()
            + any
            + self.keys.capacity() * 16
            + self.degrees.get().map_or(0, |degrees| degrees.capacity() * 4)
    }

    pub(crate) fn block(&self, from: Kind, to: Kind) -> Option<&Block> {
        self.blocks.get(rank(from) * 7 + rank(to))?.as_ref()
    }

    /// One hop from any of `from` to any of `to`, as sets. Shared where a whole block serves.
    /// `names`: only these relations; an empty list matches nothing.
    pub(crate) fn step(&self, from: KindSet, to: KindSet, direction: Direction, names: Option<&[u32]>) -> Arc<Csr> {
        let entities = KindSet::of(&[Kind::Entity]);
        if from == entities && to == entities && direction == Direction::Any && names.is_none() {
            return self.entities_any();
        }
        let mut parts = Vec::new();
        for a in from.iter() {
            for b in to.iter() {
                if direction != Direction::In {
                    parts.extend(self.forward_part(a, b, names));
                }
                if direction != Direction::Out {
                    parts.extend(self.backward_part(a, b, names));
                }
            }
        }
        if let [only] = &parts[..] {
            return Arc::clone(only);
        }
        let parts: Vec<&Csr> = parts.iter().map(Arc::as_ref).collect();
        Arc::new(Csr::union(self.span(from), &parts))
    }

    fn entities_any(&self) -> Arc<Csr> {
        let union = || {
            let parts = self.block(Kind::Entity, Kind::Entity).map(|block| [&*block.forward, &*block.backward]);
            Arc::new(Csr::union(self.ids(Kind::Entity), parts.as_ref().map_or(&[], |parts| parts.as_slice())))
        };
        Arc::clone(self.entities_any.get_or_init(union))
    }

    fn forward_part(&self, from: Kind, to: Kind, names: Option<&[u32]>) -> Option<Arc<Csr>> {
        let block = self.block(from, to)?;
        let Some(names) = block.filter_needed(names) else {
            return Some(Arc::clone(&block.forward));
        };
        let keep = |entry| block.names_at(entry).any(|name| names.contains(&name));
        Some(Arc::new(block.forward.filtered(keep))).filter(|csr| !csr.is_empty())
    }

    /// From `from` against the arrows to `to`.
    fn backward_part(&self, from: Kind, to: Kind, names: Option<&[u32]>) -> Option<Arc<Csr>> {
        let block = self.block(to, from)?;
        if block.filter_needed(names).is_none() {
            return Some(Arc::clone(&block.backward));
        }
        let forward = self.forward_part(to, from, names)?;
        Some(Arc::new(forward.transposed(self.ids(from))))
    }
}

fn present(column: &[u32], node: NodeId) -> Option<u32> {
    column.get(node as usize).copied().filter(|&value| value != NONE)
}

/// How many two sorted sets share.
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
