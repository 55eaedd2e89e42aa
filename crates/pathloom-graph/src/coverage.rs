//! Which entities matches use: the much connected few, the middle, or the long tail.

use crate::graph::{Graph, NodeId};
use crate::plan::Plan;
use crate::sample::Request;
use pathloom_model::path::{Match, Strategy};
use pathloom_model::{Key, Kind};
use std::collections::BTreeSet;

/// Shares of entity uses, 0..=1 and summing to 1 where any entity is used. By degree: head = the top 2 % of all
/// entities, torso = the next 18 %, tail = the rest; equal degrees in key order.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Coverage {
    pub head: f64,
    pub torso: f64,
    pub tail: f64,
    /// Different entities used, and all there are.
    pub used: u64,
    pub entities: u64,
}

/// Coverage of these matches.
pub fn coverage(graph: &Graph, matches: &[Match]) -> Coverage {
    let ids = graph.ids(Kind::Entity);
    let bands = bands(graph);
    let mut uses = [0u64; 3];
    let mut used: BTreeSet<NodeId> = BTreeSet::new();
    for found in matches {
        let nodes: BTreeSet<&Key> =
            found.chain.iter().chain(found.hops.iter().flat_map(|hop| [&hop.from, &hop.to])).collect();
        for node in nodes.into_iter().filter_map(|key| graph.id(key)).filter(|node| ids.contains(node)) {
            uses[usize::from(bands[(node - ids.start) as usize])] += 1;
            used.insert(node);
        }
    }
    let all = uses.iter().sum::<u64>().max(1) as f64;
    let [head, torso, tail] = uses.map(|count| count as f64 / all);
    Coverage { head, torso, tail, used: used.len() as u64, entities: ids.len() as u64 }
}

impl Plan<'_> {
    /// What a uniform draw of `n` would cover: the mark that other strategies are held against.
    pub fn uniform_coverage(&self, n: u64, seed: u64) -> Coverage {
        let mut plan = self.clone();
        plan.template.caps = Default::default();
        coverage(self.graph, &plan.sample(&Request::new(n, Strategy::Uniform, seed)).matches)
    }
}

/// Per entity in id order: 0 head, 1 torso, 2 tail.
fn bands(graph: &Graph) -> Vec<u8> {
    let ids = graph.ids(Kind::Entity);
    let mut order: Vec<NodeId> = ids.clone().collect();
    order.sort_by_key(|&node| (std::cmp::Reverse(graph.degree(node)), node));
    let head = order.len().div_ceil(50);
    let torso = order.len().div_ceil(5);
    let mut bands = vec![2; order.len()];
    for (place, node) in order.into_iter().take(torso).enumerate() {
        bands[(node - ids.start) as usize] = u8::from(place >= head);
    }
    bands
}
