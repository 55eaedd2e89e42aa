//! Matches finished many at a time: keys, relation names and fingerprints, in numbers until somebody wants texts.

use crate::blake3_lanes::LANES;
use crate::fingerprints::Fingerprints;
use crate::graph::NodeId;
use crate::plan::Plan;
use crate::shape::{Shape, Shapes};
use pathloom_model::path::{HopRelation, Match, PathHop};
use pathloom_model::{Binding, Key};
use std::ops::Range;

/// A drawn match, all of it, without a text of its own.
#[derive(Clone, Copy, Debug)]
pub struct MatchIds<'a> {
    shape: &'a Shape,
    raw: &'a [u32],
    keys: &'a [Key],
    relations: &'a [RelationId],
    /// Per hop where its relations end.
    ends: &'a [u32],
    /// The first 128 bits of the hash that `Match::fingerprint` spells.
    pub fingerprint: u128,
}

/// A relation of a hop: the number of its name in the graph, and whether it runs as the hop does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RelationId {
    pub name: u32,
    pub forward: bool,
}

/// Finished matches, to be taken one after the other.
#[derive(Clone, Debug, Default)]
pub(crate) struct Batch {
    shapes: Shapes,
    fingerprints: Fingerprints,
    matches: Vec<Finished>,
    numbers: Vec<u32>,
    nodes: Vec<NodeId>,
    keys: Vec<Key>,
    pairs: Vec<[NodeId; 2]>,
    relations: Vec<RelationId>,
    /// Per pair where its relations end.
    ends: Vec<u32>,
    taken: usize,
}

#[derive(Clone, Debug)]
struct Finished {
    /// Its place in `shapes`.
    shape: usize,
    numbers: Range<usize>,
    keys: Range<usize>,
    pairs: Range<usize>,
    fingerprint: u128,
}

impl<'a> MatchIds<'a> {
    /// From start to answer.
    pub fn chain(self) -> impl Iterator<Item = NodeId> + 'a {
        self.shape.chain.iter().map(move |&place| self.raw[place])
    }

    /// The keys of all its nodes, the answer first.
    pub fn keys(self) -> &'a [Key] {
        self.keys
    }

    /// Its hops and the relations of each, sorted.
    pub fn hops(self) -> impl Iterator<Item = ([NodeId; 2], &'a [RelationId])> {
        let hop = move |(place, pair): (usize, &[usize; 2])| {
            let start = if place == 0 { 0 } else { self.ends[place - 1] - self.offset() };
            let relations = &self.relations[start as usize..(self.ends[place] - self.offset()) as usize];
            (pair.map(|place| self.raw[place]), relations)
        };
        self.shape.pairs.iter().enumerate().map(hop)
    }

    fn offset(self) -> u32 {
        self.ends.last().map_or(0, |&end| end - self.relations.len() as u32)
    }
}

impl Batch {
    pub fn is_taken(&self) -> bool {
        self.taken == self.matches.len()
    }

    pub fn clear(&mut self) {
        self.matches.clear();
        self.numbers.clear();
        self.nodes.clear();
        self.keys.clear();
        self.pairs.clear();
        self.relations.clear();
        self.ends.clear();
        self.taken = 0;
    }

    pub fn add(&mut self, plan: &Plan, raw: &[u32]) {
        let place = self.shapes.place(plan, raw);
        let shape = self.shapes.get(place);
        let (numbers, keys, pairs) = (self.numbers.len(), self.nodes.len(), self.pairs.len());
        self.numbers.extend_from_slice(raw);
        self.nodes.extend(shape.nodes.iter().map(|&place| raw[place]));
        self.pairs.extend(shape.pairs.iter().map(|pair| pair.map(|place| raw[place])));
        self.matches.push(Finished {
            numbers: numbers..self.numbers.len(),
            keys: keys..self.nodes.len(),
            pairs: pairs..self.pairs.len(),
            shape: place,
            fingerprint: 0,
        });
    }

    /// Once all are added.
    pub fn finish(&mut self, plan: &Plan) {
        plan.graph.keys_of(&self.nodes, &mut self.keys);
        plan.graph.name_pairs(&self.pairs, &mut self.relations, &mut self.ends);
        self.add_fingerprints(plan);
    }

    fn add_fingerprints(&mut self, plan: &Plan) {
        let Batch { matches, keys, fingerprints, shapes, .. } = self;
        let mut order: Vec<&mut Finished> = matches.iter_mut().collect();
        order.sort_by_key(|found| found.shape);
        for same in order.chunk_by_mut(|a, b| a.shape == b.shape) {
            let shape = shapes.get(same[0].shape);
            for some in same.chunks_mut(LANES) {
                let of = |lane: usize| &keys[some[lane].keys.clone()];
                let hashes = fingerprints.of(&plan.opening, shape, some.len(), of);
                some.iter_mut().zip(hashes).for_each(|(found, hash)| found.fingerprint = hash);
            }
        }
    }

    pub fn take(&mut self) -> Option<MatchIds<'_>> {
        let found = self.matches.get(self.taken)?;
        self.taken += 1;
        let ends = &self.ends[found.pairs.clone()];
        let start = if found.pairs.start == 0 { 0 } else { self.ends[found.pairs.start - 1] };
        let end = ends.last().copied().unwrap_or(start);
        Some(MatchIds {
            shape: self.shapes.get(found.shape),
            raw: &self.numbers[found.numbers.clone()],
            keys: &self.keys[found.keys.clone()],
            relations: &self.relations[start as usize..end as usize],
            ends,
            fingerprint: found.fingerprint,
        })
    }
}

impl Plan<'_> {
    /// The same with texts: bindings, chain, numbered hops, fingerprint.
    pub fn to_match(&self, found: MatchIds<'_>) -> Match {
        let key = |&place: &usize| {
            let among_nodes = found.shape.nodes.binary_search(&place).unwrap_or_default();
            found.keys[among_nodes].clone()
        };
        let binding = |(slot, places): (&pathloom_model::Slot, &Vec<usize>)| Binding {
            slot: slot.id.clone(),
            nodes: places.iter().map(key).collect(),
        };
        let named = |relation: &RelationId| HopRelation {
            name: self.graph.relation_name(relation.name).to_owned(),
            forward: relation.forward,
        };
        let hop = |(place, (pair, (_, relations))): (usize, (&[usize; 2], (_, &[RelationId])))| PathHop {
            number: place as u32 + 1,
            from: key(&pair[0]),
            to: key(&pair[1]),
            relations: relations.iter().map(named).collect(),
            on_chain: place < found.shape.on_chain,
        };
        Match {
            bindings: self.template.slot.iter().zip(found.shape.slots()).map(binding).collect(),
            chain: found.shape.chain.iter().map(key).collect(),
            hops: found.shape.pairs.iter().zip(found.hops()).enumerate().map(hop).collect(),
            fingerprint: format!("{:032x}", found.fingerprint),
        }
    }
}
