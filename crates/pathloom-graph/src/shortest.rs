//! The k shortest simple paths between two nodes, directions ignored: the algorithm of Yen ("Finding the k shortest
//! loopless paths in a network", Management Science 17, 1971) over petgraph's A*, which is told how far each node is
//! from the end and so looks at little else than paths.

use crate::graph::{Graph, NodeId};
use crate::view::{Edge, View};
use pathloom_model::{Key, Kind};
use petgraph::algo::astar;
use petgraph::visit::{EdgeFiltered, IntoNeighbors};
use std::collections::{BTreeSet, HashSet};

/// Nodes that one search goes on from, at most. Only where the end has to be come to by a long way round are there more.
const MOST_SEEN: usize = 20_000;
/// As far as anybody asks.
const MOST_HOPS: usize = 200;
const FAR: u8 = u8::MAX;

/// At most `k` paths of at most `max_hops` hops, shortest first, equally long ones that were found in key order.
/// `through`: kinds that may stand between (all for none). Empty when an end is no node or nothing joins them.
pub fn shortest_paths(
    graph: &Graph,
    from: &Key,
    to: &Key,
    k: usize,
    max_hops: usize,
    through: &[Kind],
) -> Vec<Vec<Key>> {
    let (Some(from), Some(to)) = (graph.id(from), graph.id(to)) else {
        return Vec::new();
    };
    let Some(search) = Search::new(graph, from, to, max_hops.min(MOST_HOPS), through) else {
        return Vec::new();
    };
    let mut found: Vec<Vec<NodeId>> = Vec::new();
    let mut waiting: BTreeSet<(usize, Vec<NodeId>)> = BTreeSet::new();
    waiting.extend(search.shortest(&[from], &HashSet::new()).map(|path| (path.len(), path)));
    while found.len() < k {
        let Some((_, path)) = waiting.pop_first() else {
            break;
        };
        for place in 0..path.len() - 1 {
            let root = &path[..=place];
            let mut barred: HashSet<NodeId> = HashSet::new();
            let known = found.iter().chain([&path]).filter(|known| known.starts_with(root));
            barred.extend(known.filter_map(|known| known.get(place + 1)));
            waiting.extend(search.shortest(root, &barred).map(|path| (path.len(), path)));
        }
        found.push(path);
    }
    found.iter().map(|path| path.iter().map(|&node| graph.key(node)).collect()).collect()
}

struct Search<'a> {
    graph: &'a Graph,
    to: NodeId,
    max_hops: usize,
    /// Per node the hops to the end; [`FAR`] where they are too many or lead through other kinds.
    left: Vec<u8>,
}

impl<'a> Search<'a> {
    /// `None` where no path is short enough.
    fn new(graph: &'a Graph, from: NodeId, to: NodeId, max_hops: usize, through: &[Kind]) -> Option<Search<'a>> {
        let may_stand = |node| node == from || through.is_empty() || through.contains(&graph.kind(node));
        let mut left = vec![FAR; graph.node_count()];
        left[to as usize] = 0;
        let mut edge = vec![to];
        for hops in 1..=max_hops {
            let mut next = Vec::new();
            for node in edge {
                for other in View(graph).neighbors(node) {
                    if left[other as usize] == FAR && may_stand(other) {
                        left[other as usize] = hops as u8;
                        // No path goes on beyond where it begins.
                        next.extend((other != from).then_some(other));
                    }
                }
            }
            edge = next;
        }
        (left[from as usize] != FAR).then_some(Search { graph, to, max_hops, left })
    }

    /// The shortest way on from the end of `root` that avoids its nodes and does not go next to a barred one.
    fn shortest(&self, root: &[NodeId], barred: &HashSet<NodeId>) -> Option<Vec<NodeId>> {
        let (&start, before) = root.split_last()?;
        if start == self.to && !before.is_empty() {
            return None;
        }
        let is_open = |(near, far, _): Edge| {
            self.left[far as usize] != FAR && !root.contains(&far) && (near != start || !barred.contains(&far))
        };
        let open = EdgeFiltered::from_fn(View(self.graph), is_open);
        let mut seen = 0;
        let is_end = |node| {
            seen += 1;
            node == self.to || seen > MOST_SEEN
        };
        let (_, way) = astar(&open, start, is_end, |_| 1u32, |node| u32::from(self.left[node as usize]))?;
        let path: Vec<NodeId> = before.iter().copied().chain(way).collect();
        (path.last() == Some(&self.to) && path.len() <= self.max_hops + 1).then_some(path)
    }
}
