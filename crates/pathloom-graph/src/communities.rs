//! Communities: groups of nodes that are related among themselves more than to others, directions ignored, by label
//! propagation (Raghavan, Albert and Kumara, "Near linear time algorithm to detect community structures in large-scale
//! networks", Physical Review E 76, 036106, 2007). petgraph has no algorithm for this.

use crate::graph::{Graph, NodeId};
use crate::random::{Random, mix};
use crate::view::View;
use petgraph::visit::IntoNeighbors;
use std::cmp::Reverse;

/// After so many rounds hardly a label changes any more; the paper saw 95 % settled after five.
const ROUNDS: usize = 8;
/// Hubs follow the labels of so many of their neighbours: more would not change what most of them say.
const MOST_HEARD: usize = 1_000;

impl Graph {
    /// The groups, the largest first, equally large ones by their first node; in each the nodes in key order. The same
    /// seed gives the same groups.
    pub fn communities(&self, seed: u64) -> Vec<Vec<NodeId>> {
        let nodes = self.node_count() as NodeId;
        let mut labels: Vec<NodeId> = (0..nodes).collect();
        let mut order: Vec<NodeId> = (0..nodes).collect();
        let mut random = Random::stream(seed, 0);
        for round in 0..ROUNDS {
            random.shuffle(&mut order);
            let mut changed = 0usize;
            let mut heard = Vec::new();
            for &node in &order {
                heard.clear();
                heard.extend(View(self).neighbors(node).take(MOST_HEARD).map(|other| labels[other as usize]));
                let Some(label) = loudest(&mut heard, labels[node as usize], seed ^ round as u64) else {
                    continue;
                };
                changed += usize::from(labels[node as usize] != label);
                labels[node as usize] = label;
            }
            if changed * 100 < order.len() {
                break;
            }
        }
        groups(&labels)
    }
}

/// The label heard most; among equals the own one, else one that the seed tells. `None` where nothing is heard.
fn loudest(heard: &mut [NodeId], own: NodeId, seed: u64) -> Option<NodeId> {
    heard.sort_unstable();
    let rank = |run: &&[NodeId]| (run.len(), run[0] == own, mix(u64::from(run[0]) ^ seed));
    heard.chunk_by(|a, b| a == b).max_by_key(rank).map(|run| run[0])
}

fn groups(labels: &[NodeId]) -> Vec<Vec<NodeId>> {
    let mut places = vec![u32::MAX; labels.len()];
    let mut groups: Vec<Vec<NodeId>> = Vec::new();
    for (node, &label) in labels.iter().enumerate() {
        let place = &mut places[label as usize];
        if *place == u32::MAX {
            *place = groups.len() as u32;
            groups.push(Vec::new());
        }
        groups[*place as usize].push(node as NodeId);
    }
    groups.sort_by_key(|group| (Reverse(group.len()), group[0]));
    groups
}
