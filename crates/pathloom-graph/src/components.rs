//! What hangs together, directions ignored: connected components, by petgraph's union-find.

use crate::graph::Graph;
use crate::view::View;
use petgraph::unionfind::UnionFind;
use petgraph::visit::IntoEdgeReferences;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Components {
    pub count: u64,
    /// Nodes of the largest.
    pub largest: u64,
    /// Nodes that are related to nothing, each a component of its own.
    pub alone: u64,
}

impl Graph {
    pub fn components(&self) -> Components {
        let mut sets: UnionFind<u32> = UnionFind::new(self.node_count());
        for (from, to, _) in View(self).edge_references() {
            sets.union(from, to);
        }
        let mut sizes = vec![0u64; self.node_count()];
        sets.into_labeling().iter().for_each(|&set| sizes[set as usize] += 1);
        Components {
            count: sizes.iter().filter(|&&size| size > 0).count() as u64,
            largest: sizes.iter().copied().max().unwrap_or(0),
            alone: sizes.iter().filter(|&&size| size == 1).count() as u64,
        }
    }
}
