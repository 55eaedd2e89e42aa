//! The graph of some nodes and the relations among them, as a graph of its own: what is compiled against it counts,
//! draws and explains there alone, in time that goes with its size.

use crate::blocks::Block;
use crate::builder::{Fields, GraphBuilder};
use crate::contents::Attached;
use crate::graph::{Graph, NodeId};
use crate::kinds::{IN_KEY_ORDER, rank};
use crate::mask::Mask;
use std::collections::HashMap;

impl Graph {
    /// `nodes`: sorted, each once. Keys, names, fields and parallel relations stay; degrees are those in the new graph.
    /// A document that is not among the nodes is still known as the document of those that are, but no slot takes it
    /// and it has no relations. Filters find the texts of nodes where they do in this graph.
    pub fn induced(&self, nodes: &[NodeId]) -> Graph {
        let mask = Mask::of(self.node_count(), nodes);
        let mut builder = GraphBuilder::with_capacity(nodes.len(), nodes.len());
        for &node in nodes {
            self.copy_node(node, &mut builder);
        }
        let mut outside: Vec<NodeId> = nodes.iter().filter_map(|&node| self.document(node)).collect();
        outside.sort_unstable();
        outside.dedup();
        outside.retain(|&document| !mask.contains(document));
        for &document in &outside {
            self.copy_node(document, &mut builder);
        }
        self.copy_relations(nodes, &mask, &mut builder);
        let mut graph = builder.finish().0;
        graph.outside = outside.iter().filter_map(|&document| graph.id(&self.key(document))).collect();
        graph.outside.sort_unstable();
        graph.contents = self.contents().map(Attached::anew);
        graph
    }

    fn copy_node(&self, node: NodeId, builder: &mut GraphBuilder) {
        let document = self.document(node).filter(|&document| document != node).map(|document| self.key(document));
        let fields = Fields {
            name: self.name(node),
            label: self.entity_type(node).or_else(|| self.class(node)),
            document: document.as_ref(),
            page: self.page(node),
            rows: self.table_rows(node),
            columns: self.table_columns(node),
        };
        builder.add_node_bits(self.keys[node as usize], self.kind(node), fields);
    }

    /// The nodes' handles are their places.
    fn copy_relations(&self, nodes: &[NodeId], mask: &Mask, builder: &mut GraphBuilder) {
        let mut names: HashMap<u32, u32> = HashMap::new();
        for (from, &node) in nodes.iter().enumerate() {
            for (to_kind, block) in self.blocks_from(node) {
                let ids = self.starts[to_kind]..self.starts[to_kind + 1];
                let among = nodes.partition_point(|&id| id < ids.start)..nodes.partition_point(|&id| id < ids.end);
                let mut copy = |entry: usize, to: usize| {
                    for name in block.names_at(entry) {
                        let name =
                            *names.entry(name).or_insert_with(|| builder.relation_name(self.relation_name(name)));
                        builder.relate(from as u32, name, to as u32);
                    }
                };
                let row = block.forward.row(node);
                let targets = &block.forward.targets()[row.clone()];
                if targets.len() > among.len() * SEARCH {
                    // A hub: rather search it for each of the nodes than read it.
                    for place in among {
                        if let Ok(found) = targets.binary_search(&nodes[place]) {
                            copy(row.start + found, place);
                        }
                    }
                    continue;
                }
                for (entry, target) in row.zip(targets).filter(|(_, target)| mask.contains(**target)) {
                    if let Ok(place) = nodes.binary_search(target) {
                        copy(entry, place);
                    }
                }
            }
        }
    }

    fn blocks_from(&self, node: NodeId) -> impl Iterator<Item = (usize, &Block)> {
        let from = self.kind(node);
        let block = move |to| Some((rank(to), self.block(from, to)?));
        IN_KEY_ORDER.into_iter().filter_map(block)
    }
}

/// A search costs about as much as reading so many neighbours.
const SEARCH: usize = 16;
