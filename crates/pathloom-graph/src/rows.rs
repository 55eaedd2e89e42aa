//! All that a node is related to, read in place: one row for each pair of kinds that it takes part in.

use crate::graph::{Graph, NodeId};
use crate::kinds::rank;

impl Graph {
    /// What the node's arrows lead to, row by row; no node twice.
    pub(crate) fn rows_out(&self, node: NodeId) -> impl Iterator<Item = &[NodeId]> {
        let own = rank(self.kind(node));
        let blocks = (0..7).filter_map(move |other| self.blocks.get(own * 7 + other)?.as_ref());
        blocks.map(move |block| block.forward.neighbours(node)).filter(|row| !row.is_empty())
    }

    /// Where arrows to the node come from.
    pub(crate) fn rows_in(&self, node: NodeId) -> impl Iterator<Item = &[NodeId]> {
        let own = rank(self.kind(node));
        let blocks = (0..7).filter_map(move |other| self.blocks.get(other * 7 + own)?.as_ref());
        blocks.map(move |block| block.backward.neighbours(node)).filter(|row| !row.is_empty())
    }

    /// Both directions; an Entity that is related both ways stands in two rows.
    pub(crate) fn rows_both(&self, node: NodeId) -> impl Iterator<Item = &[NodeId]> {
        self.rows_out(node).chain(self.rows_in(node))
    }
}
