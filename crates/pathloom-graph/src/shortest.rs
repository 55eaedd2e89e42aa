//! The k shortest simple paths between two nodes, directions ignored: the algorithm of Yen ("Finding the k shortest
//! loopless paths in a network", Management Science 17, 1971) over petgraph's A*, which is told how far each node is
//! from the end and so looks at little else than paths.

use crate::graph::{Graph, NodeId};
use crate::mask::Mask;
use crate::view::{Edge, View};
use pathloom_model::{Key, Kind};
use petgraph::algo::astar;
use petgraph::visit::{EdgeFiltered, IntoNeighbors};
use std::collections::{BTreeSet, HashSet};

/// Nodes that one search goes on from, at most. Only where the end has to be come to by a long way round are there more.
const MOST_SEEN: usize = 10_000;
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
    /// Per node the hops to the end, where they are few; else [`FAR`].
    left: Vec<u8>,
    /// Hops that a far node has to go at least.
    far: u8,
    through: &'a [Kind],
}

impl<'a> Search<'a> {
    /// Looks around both ends until they meet. `None` where no path is short enough.
    fn new(graph: &'a Graph, from: NodeId, to: NodeId, max_hops: usize, through: &'a [Kind]) -> Option<Search<'a>> {
        let mut search = Search { graph, to, max_hops, left: vec![FAR; graph.node_count()], far: 1, through };
        search.left[to as usize] = 0;
        let mut near = Mask::of(graph.node_count(), &[from]);
        let mut edges = [vec![to], vec![from]];
        let mut met = from == to;
        for _ in 0..max_hops {
            if met || edges.iter().any(Vec::is_empty) {
                break;
            }
            let at_end = edges[0].len() <= edges[1].len();
            let edge = std::mem::take(&mut edges[usize::from(!at_end)]);
            let next = &mut edges[usize::from(!at_end)];
            for other in edge.into_iter().flat_map(|node| View(graph).neighbors(node)) {
                if other != from && other != to && !search.may_stand(other) {
                    continue;
                }
                let is_left = search.left[other as usize] != FAR;
                if at_end && !is_left {
                    search.left[other as usize] = search.far;
                    next.push(other);
                    met |= near.contains(other);
                } else if !at_end && near.add(other) {
                    next.push(other);
                    met |= is_left;
                }
            }
            search.far += u8::from(at_end);
        }
        met.then_some(search)
    }

    fn may_stand(&self, node: NodeId) -> bool {
        self.through.is_empty() || self.through.contains(&self.graph.kind(node))
    }

    /// Never more than it is.
    fn hops_left(&self, node: NodeId) -> u32 {
        u32::from(self.left[node as usize].min(self.far))
    }

    /// The shortest way on from the end of `root` that avoids its nodes and does not go next to a barred one.
    fn shortest(&self, root: &[NodeId], barred: &HashSet<NodeId>) -> Option<Vec<NodeId>> {
        let (&start, before) = root.split_last()?;
        if start == self.to && !before.is_empty() {
            return None;
        }
        let is_open = |(near, far, _): Edge| {
            !root.contains(&far)
                && (near != start || !barred.contains(&far))
                && (self.left[far as usize] != FAR || self.may_stand(far))
        };
        let open = EdgeFiltered::from_fn(View(self.graph), is_open);
        let mut seen = 0;
        let is_end = |node| {
            seen += 1;
            node == self.to || seen > MOST_SEEN
        };
        let (_, way) = astar(&open, start, is_end, |_| 1u32, |node| self.hops_left(node))?;
        let path: Vec<NodeId> = before.iter().copied().chain(way).collect();
        (path.last() == Some(&self.to) && path.len() <= self.max_hops + 1).then_some(path)
    }
}
