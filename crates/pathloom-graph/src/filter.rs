//! The nodes that a slot can take: those of its kinds that pass its filters.

use crate::error::TemplateError;
use crate::filter_test::Test;
use crate::graph::{Graph, NodeId};
use crate::kinds::KindSet;
use pathloom_model::{Filter, Kind, Slot};
use std::sync::Arc;

/// The nodes that a slot can take.
#[derive(Clone, Debug)]
pub(crate) struct Candidates {
    pub kinds: KindSet,
    base: NodeId,
    /// One bit per id from `base`; absent when every node of the kinds passes.
    bits: Option<Vec<u64>>,
    pub count: u64,
}

impl Candidates {
    pub fn of(graph: &Graph, slot: &Slot) -> Result<Candidates, TemplateError> {
        let kinds = KindSet::of(&slot.kinds);
        let all = kinds.iter().map(|kind| graph.ids(kind).len() as u64).sum();
        if slot.filters.is_empty() && (graph.outside.is_empty() || !kinds.contains(Kind::Document)) {
            return Ok(Candidates { kinds, base: 0, bits: None, count: all });
        }
        let mut tests = Vec::new();
        let mut known = Vec::new();
        for filter in &slot.filters {
            let test = Test::of(slot, filter)?;
            if test.field.in_content {
                known.push(Candidates::by_content(graph, slot, filter, &test)?);
            } else {
                tests.push(test);
            }
        }
        let passes = |node| {
            known.iter().all(|known| known.contains(graph, node)) && tests.iter().all(|test| test.passes(graph, node))
        };
        let ids = kinds.iter().flat_map(|kind| graph.ids(kind));
        let ids = ids.filter(|node| graph.outside.binary_search(node).is_err());
        Ok(Candidates::from_ids(graph, kinds, ids.filter(|&node| passes(node))))
    }

    /// By one filter that reads whole nodes. What came out is kept: an editor asks the same again with each change.
    fn by_content(graph: &Graph, slot: &Slot, filter: &Filter, test: &Test) -> Result<Arc<Candidates>, TemplateError> {
        let kinds = KindSet::of(&slot.kinds);
        let Some(contents) = graph.contents() else {
            let problem = format!("filter on {}: this graph was read without the texts of its nodes", filter.field);
            return Err(TemplateError::slot(&slot.id, problem));
        };
        Ok(contents.passing(kinds, filter, || {
            let ids = kinds.iter().flat_map(|kind| graph.ids(kind));
            Candidates::from_ids(graph, kinds, ids.filter(|&node| test.passes(graph, node)))
        }))
    }

    /// These nodes only, as far as they were candidates before.
    pub fn restricted(&self, graph: &Graph, nodes: &[NodeId]) -> Candidates {
        let kept = nodes.iter().copied().filter(|&node| self.contains(graph, node));
        Candidates::from_ids(graph, self.kinds, kept)
    }

    fn from_ids(graph: &Graph, kinds: KindSet, ids: impl Iterator<Item = NodeId>) -> Candidates {
        let span = graph.span(kinds);
        let mut bits = vec![0u64; span.len().div_ceil(64)];
        for id in ids {
            let place = (id - span.start) as usize;
            bits[place / 64] |= 1 << (place % 64);
        }
        let count = bits.iter().map(|word| u64::from(word.count_ones())).sum();
        Candidates { kinds, base: span.start, bits: Some(bits), count }
    }

    pub fn is_whole(&self) -> bool {
        self.bits.is_none()
    }

    #[inline]
    pub fn contains(&self, graph: &Graph, node: NodeId) -> bool {
        match &self.bits {
            None => self.kinds.contains(graph.kind(node)),
            Some(bits) => {
                let place = node.wrapping_sub(self.base) as usize;
                bits.get(place / 64).is_some_and(|word| word >> (place % 64) & 1 == 1)
            }
        }
    }

    pub fn iter<'a>(&'a self, graph: &'a Graph) -> impl Iterator<Item = NodeId> + 'a {
        let ids = self.kinds.iter().flat_map(|kind| graph.ids(kind));
        ids.filter(move |&node| self.bits.is_none() || self.contains(graph, node))
    }
}
