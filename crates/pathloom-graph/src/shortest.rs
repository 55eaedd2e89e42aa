//! The k shortest simple paths between two nodes, directions ignored (Yen's algorithm over breadth-first search).

use crate::graph::{Graph, NodeId};
use pathloom_model::{Key, Kind};
use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};

/// Nodes that one search looks at, at most.
const MOST_SEEN: usize = 1_000_000;

/// At most `k` paths of at most `max_hops` hops, shortest first, then in key order. `through`: kinds that may stand
/// between (all for none). Empty when an end is no node or nothing joins them.
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
    let search = Search { graph, to, max_hops, through };
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
    through: &'a [Kind],
}

impl Search<'_> {
    /// The shortest way on from the end of `root` that avoids its nodes and does not go next to a barred one.
    fn shortest(&self, root: &[NodeId], barred: &HashSet<NodeId>) -> Option<Vec<NodeId>> {
        let &start = root.last()?;
        if start == self.to {
            return (root.len() == 1).then(|| root.to_vec());
        }
        let mut before: HashMap<NodeId, (NodeId, usize)> = HashMap::from([(start, (start, root.len() - 1))]);
        let mut queue = VecDeque::from([start]);
        while let Some(node) = queue.pop_front() {
            let hops = before[&node].1;
            if hops == self.max_hops || before.len() > MOST_SEEN {
                continue;
            }
            for next in self.graph.neighbours(node) {
                let closed =
                    root.contains(&next) || (node == start && barred.contains(&next)) || before.contains_key(&next);
                if closed || !self.may_stand(next) {
                    continue;
                }
                before.insert(next, (node, hops + 1));
                if next == self.to {
                    return Some(trace(root, start, next, &before));
                }
                queue.push_back(next);
            }
        }
        None
    }

    fn may_stand(&self, node: NodeId) -> bool {
        node == self.to || self.through.is_empty() || self.through.contains(&self.graph.kind(node))
    }
}

fn trace(root: &[NodeId], start: NodeId, end: NodeId, before: &HashMap<NodeId, (NodeId, usize)>) -> Vec<NodeId> {
    let mut way = Vec::new();
    let mut at = end;
    while at != start {
        way.push(at);
        at = before[&at].0;
    }
    root.iter().copied().chain(way.into_iter().rev()).collect()
}
