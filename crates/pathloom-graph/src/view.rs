//! The graph as petgraph sees it, so that its algorithms run on our rows without a copy. Directions are ignored: an edge
//! leads from each of two related nodes to the other. Two Entities that are related both ways have two edges.

use crate::graph::{Graph, NodeId};
use crate::kinds::rank;
use crate::mask::Mask;
use petgraph::visit::{
    Data, GraphBase, GraphRef, IntoEdgeReferences, IntoEdges, IntoNeighbors, NodeCompactIndexable, NodeCount,
    NodeIndexable, VisitMap, Visitable,
};
use std::slice::Iter;

#[derive(Clone, Copy, Debug)]
pub(crate) struct View<'g>(pub &'g Graph);

/// From, to, and a weight of nothing.
pub(crate) type Edge = (NodeId, NodeId, &'static ());

/// Rows of a node one after the other.
#[derive(Clone, Debug)]
pub(crate) struct Neighbours<'g> {
    graph: &'g Graph,
    node: NodeId,
    own: usize,
    /// Rows begun: seven of arrows from the node, seven of arrows to it.
    begun: usize,
    row: Iter<'g, NodeId>,
}

#[derive(Clone, Debug)]
pub(crate) struct Edges<'g>(Neighbours<'g>);

/// Every related pair once for each direction that it is related in.
#[derive(Clone, Debug)]
pub(crate) struct AllEdges<'g> {
    graph: &'g Graph,
    block: usize,
    from: NodeId,
    row: Iter<'g, NodeId>,
}

impl<'g> View<'g> {
    fn row(self, own: usize, place: usize, node: NodeId) -> &'g [NodeId] {
        let (from, to) = if place < 7 { (own, place) } else { (place - 7, own) };
        match self.0.blocks.get(from * 7 + to) {
            Some(Some(block)) if place < 7 => block.forward.neighbours(node),
            Some(Some(block)) => block.backward.neighbours(node),
            _ => &[],
        }
    }
}

impl Iterator for Neighbours<'_> {
    type Item = NodeId;

    fn next(&mut self) -> Option<NodeId> {
        loop {
            if let Some(&next) = self.row.next() {
                return Some(next);
            }
            if self.begun == 14 {
                return None;
            }
            self.row = View(self.graph).row(self.own, self.begun, self.node).iter();
            self.begun += 1;
        }
    }
}

impl Iterator for Edges<'_> {
    type Item = Edge;

    fn next(&mut self) -> Option<Edge> {
        self.0.next().map(|to| (self.0.node, to, &()))
    }
}

impl Iterator for AllEdges<'_> {
    type Item = Edge;

    fn next(&mut self) -> Option<Edge> {
        loop {
            if let Some(&to) = self.row.next() {
                return Some((self.from - 1, to, &()));
            }
            let Some(block) = self.graph.blocks.get(self.block)? else {
                self.block += 1;
                continue;
            };
            let rows = block.forward.rows();
            self.from = self.from.max(rows.start);
            if self.from < rows.end {
                self.row = block.forward.neighbours(self.from).iter();
                self.from += 1;
            } else {
                (self.block, self.from) = (self.block + 1, 0);
            }
        }
    }
}

impl GraphBase for View<'_> {
    type NodeId = NodeId;
    type EdgeId = (NodeId, NodeId);
}

impl GraphRef for View<'_> {}

impl Data for View<'_> {
    type NodeWeight = ();
    type EdgeWeight = ();
}

impl NodeIndexable for View<'_> {
    fn node_bound(&self) -> usize {
        self.0.node_count()
    }

    fn to_index(&self, node: NodeId) -> usize {
        node as usize
    }

    fn from_index(&self, index: usize) -> NodeId {
        index as NodeId
    }
}

impl NodeCount for View<'_> {
    fn node_count(&self) -> usize {
        self.0.node_count()
    }
}

impl NodeCompactIndexable for View<'_> {}

impl<'g> IntoNeighbors for View<'g> {
    type Neighbors = Neighbours<'g>;

    fn neighbors(self, node: NodeId) -> Neighbours<'g> {
        let own = rank(self.0.kind(node));
        Neighbours { graph: self.0, node, own, begun: 0, row: [].iter() }
    }
}

impl<'g> IntoEdgeReferences for View<'g> {
    type EdgeRef = Edge;
    type EdgeReferences = AllEdges<'g>;

    fn edge_references(self) -> AllEdges<'g> {
        AllEdges { graph: self.0, block: 0, from: 0, row: [].iter() }
    }
}

impl<'g> IntoEdges for View<'g> {
    type Edges = Edges<'g>;

    fn edges(self, node: NodeId) -> Edges<'g> {
        Edges(self.neighbors(node))
    }
}

impl Visitable for View<'_> {
    type Map = Mask;

    fn visit_map(&self) -> Mask {
        Mask::empty(self.0.node_count())
    }

    fn reset_map(&self, map: &mut Mask) {
        *map = self.visit_map();
    }
}

impl VisitMap<NodeId> for Mask {
    fn visit(&mut self, node: NodeId) -> bool {
        self.add(node)
    }

    fn is_visited(&self, node: &NodeId) -> bool {
        self.contains(*node)
    }

    fn unvisit(&mut self, node: NodeId) -> bool {
        self.remove(node)
    }
}
