//! Matches finished many at a time: keys, relation names and fingerprints, in numbers until somebody wants texts.

use crate::graph::NodeId;
use crate::hop_names::{HopName, LOOK_UP, relation_of};
use crate::plan::Plan;
use crate::shape::{NamedHop, Shape, Shapes};
use pathloom_model::Binding;
use pathloom_model::path::{HopRelation, Match, PathHop};
use std::ops::Range;

/// A drawn match, all of it, without a text of its own.
#[derive(Clone, Copy, Debug)]
pub struct MatchIds<'a> {
    shape: &'a Shape,
    raw: &'a [u32],
    keys: &'a [u128],
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
    matches: Vec<Finished>,
    numbers: Vec<u32>,
    nodes: Vec<NodeId>,
    keys: Vec<u128>,
    pairs: Vec<[NodeId; 2]>,
    /// Per pair its only relation, as drawn.
    names: Vec<HopName>,
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

    /// What the digits of the keys of its nodes spell, the answer first.
    pub fn keys(self) -> &'a [u128] {
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
        self.names.clear();
        self.relations.clear();
        self.ends.clear();
        self.taken = 0;
    }

    /// `names`: beside each number that is a node, the relation of the hop that led to it; empty where nothing is known.
    pub fn add(&mut self, plan: &Plan, raw: &[u32], names: &[HopName]) {
        let place = self.shapes.place(plan, raw);
        let shape = self.shapes.get(place);
        let (numbers, keys, pairs) = (self.numbers.len(), self.nodes.len(), self.pairs.len());
        self.numbers.extend_from_slice(raw);
        self.nodes.extend(shape.nodes.iter().map(|&place| raw[place]));
        self.pairs.extend(shape.pairs.iter().map(|pair| pair.map(|place| raw[place])));
        let named = |hop: &NamedHop| names.get(hop.place).map_or(LOOK_UP, |&name| hop.seen(name));
        self.names.extend(shape.named.iter().map(named));
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
        self.keys.extend(self.nodes.iter().map(|&node| plan.graph.key_bits(node)));
        self.add_relations(plan);
        self.add_fingerprints(plan);
    }

    fn add_relations(&mut self, plan: &Plan) {
        let (mut found, mut ends) = (Vec::new(), Vec::new());
        let unknown: Vec<[NodeId; 2]> = self.unknown().collect();
        if !unknown.is_empty() {
            plan.graph.name_pairs(&unknown, &mut found, &mut ends);
        }
        let (mut start, mut ends) = (0, ends.into_iter());
        for &name in &self.names {
            if name == LOOK_UP {
                let end = ends.next().unwrap_or(start);
                self.relations.extend_from_slice(&found[start as usize..end as usize]);
                start = end;
            } else {
                self.relations.push(relation_of(name));
            }
            self.ends.push(self.relations.len() as u32);
        }
    }

    fn unknown(&self) -> impl Iterator<Item = [NodeId; 2]> {
        self.pairs.iter().zip(&self.names).filter(|(_, name)| **name == LOOK_UP).map(|(pair, _)| *pair)
    }

    fn add_fingerprints(&mut self, plan: &Plan) {
        let mut fingerprinter = plan.fingerprinter.clone();
        for found in &mut self.matches {
            let shape = self.shapes.get(found.shape);
            found.fingerprint = shape.fingerprint(
                plan,
                &mut fingerprinter,
                &self.nodes[found.keys.clone()],
                &self.keys[found.keys.clone()],
            );
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
        let key = |&place: &usize| self.graph.key(found.raw[place]);
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
