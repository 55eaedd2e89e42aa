//! How much of the head, the torso and the long tail of entities a draw comes by.

use crate::graph::{Graph, NodeId};
use crate::mask::Mask;
use crate::plan::Plan;
use crate::sample::Request;
use pathloom_model::Kind;
use pathloom_model::path::{Match, Strategy};
use std::sync::atomic::AtomicBool;

/// Of the entities of a band, how many stand in a match of the draw.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Band {
    pub used: u64,
    pub all: u64,
}

/// By degree: head = the top 2 % of all entities, torso = the next 18 %, tail = the rest; equal degrees in key order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    pub head: Band,
    pub torso: Band,
    pub tail: Band,
    /// Matches that it is of.
    pub matches: u64,
}

/// Which band each entity is in. Made once for a graph.
#[derive(Clone, Debug)]
pub struct Bands {
    first: NodeId,
    /// Per entity in id order: 0 head, 1 torso, 2 tail.
    of: Vec<u8>,
    sizes: [u64; 3],
}

impl Band {
    /// 0..=1; 1 of a band without entities, since none is left out.
    pub fn share(self) -> f64 {
        if self.all == 0 { 1.0 } else { self.used as f64 / self.all as f64 }
    }
}

impl Bands {
    pub fn of(graph: &Graph) -> Bands {
        let ids = graph.ids(Kind::Entity);
        let mut order: Vec<NodeId> = ids.clone().collect();
        let (head, torso) = (order.len().div_ceil(50), order.len().div_ceil(5));
        let rank = |&node: &NodeId| (std::cmp::Reverse(graph.degree(node)), node);
        if torso > 0 {
            order.select_nth_unstable_by_key(torso - 1, rank);
            order.truncate(torso);
            order.sort_unstable_by_key(rank);
        }
        let mut of = vec![2; ids.len()];
        for (place, node) in order.into_iter().enumerate() {
            of[(node - ids.start) as usize] = u8::from(place >= head);
        }
        let sizes = [head, torso - head, ids.len() - torso].map(|size| size as u64);
        Bands { first: ids.start, of, sizes }
    }
}

/// Nodes come by so far.
struct Tally<'a> {
    bands: &'a Bands,
    seen: Mask,
    used: [u64; 3],
    matches: u64,
}

impl<'a> Tally<'a> {
    fn new(graph: &Graph, bands: &'a Bands) -> Tally<'a> {
        Tally { bands, seen: Mask::empty(graph.node_count()), used: [0; 3], matches: 0 }
    }

    fn add(&mut self, node: NodeId) {
        let place = node.wrapping_sub(self.bands.first) as usize;
        if let Some(&band) = self.bands.of.get(place).filter(|_| self.seen.add(node)) {
            self.used[usize::from(band)] += 1;
        }
    }

    fn finish(self) -> Coverage {
        let band = |place: usize| Band { used: self.used[place], all: self.bands.sizes[place] };
        Coverage { head: band(0), torso: band(1), tail: band(2), matches: self.matches }
    }
}

/// Coverage of these matches.
pub fn coverage(graph: &Graph, bands: &Bands, matches: &[Match]) -> Coverage {
    let mut tally = Tally::new(graph, bands);
    for found in matches {
        let on_hops = found.hops.iter().flat_map(|hop| [&hop.from, &hop.to]);
        found.chain.iter().chain(on_hops).filter_map(|key| graph.id(key)).for_each(|node| tally.add(node));
        tally.matches += 1;
    }
    tally.finish()
}

impl Plan<'_> {
    /// What a draw of `n` comes by, without texts. `None` when somebody asked to stop. Caps of the template hold.
    pub fn coverage(
        &self,
        bands: &Bands,
        n: u64,
        strategy: Strategy,
        seed: u64,
        cancel: &AtomicBool,
    ) -> Option<Coverage> {
        let request = Request { cancel: Some(cancel), ..Request::new(n, strategy, seed) };
        let mut draw = self.draw(&request);
        let mut tally = Tally::new(self.graph, bands);
        while let Some(found) = draw.next_ids() {
            found.chain().chain(found.hops().flat_map(|(ends, _)| ends)).for_each(|node| tally.add(node));
            tally.matches += 1;
        }
        (!draw.state().cancelled).then(|| tally.finish())
    }
}
