//! The relations between the two ends of many hops, in passes of loads that do not wait for each other.

use crate::batch::RelationId;
use crate::blocks::Block;
use crate::graph::{Graph, NodeId};
use std::hint::black_box;

/// A row that may hold the other end.
#[derive(Clone, Copy)]
struct Search<'a> {
    block: &'a Block,
    start: usize,
    length: usize,
    to: NodeId,
}

impl Graph {
    /// Per pair every relation, sorted by name, and where they end in the list of all.
    pub(crate) fn name_pairs(&self, pairs: &[[NodeId; 2]], found: &mut Vec<RelationId>, ends: &mut Vec<u32>) {
        let mut searches: Vec<[Option<Search<'_>>; 2]> = Vec::with_capacity(pairs.len());
        searches.extend(pairs.iter().map(|&[from, to]| [self.search(from, to), self.search(to, from)]));
        let middle = |search: &Search<'_>| search.block.forward.targets()[search.start + search.length / 2];
        black_box(searches.iter().flatten().flatten().map(middle).fold(0, |all, target| all ^ target));
        let entries: Vec<[Option<usize>; 2]> =
            searches.iter().map(|both| both.map(|search| search.and_then(Search::entry))).collect();
        let name = |(search, entry): (&Option<Search<'_>>, &Option<usize>)| {
            search.zip(*entry).map_or(0, |(search, entry)| search.block.names.column(entry))
        };
        let both = searches.iter().flatten().zip(entries.iter().flatten());
        black_box(both.map(name).fold(0, |all, name| all ^ name));
        for (both, entries) in searches.iter().zip(entries) {
            let first = found.len();
            for ((search, entry), forward) in both.iter().zip(entries).zip([true, false]) {
                if let (Some(search), Some(entry)) = (search, entry) {
                    found.extend(search.block.names_at(entry).map(|name| RelationId { name, forward }));
                }
            }
            if found.len() > first + 1 {
                found[first..].sort_unstable_by_key(|relation| (self.relation_name(relation.name), relation.forward));
            }
            ends.push(found.len() as u32);
        }
    }

    #[inline]
    fn search(&self, from: NodeId, to: NodeId) -> Option<Search<'_>> {
        let block = self.block(self.kind(from), self.kind(to))?;
        let row = block.forward.row(from);
        (!row.is_empty()).then_some(Search { block, start: row.start, length: row.len(), to })
    }
}

impl Search<'_> {
    fn entry(self) -> Option<usize> {
        let row = &self.block.forward.targets()[self.start..self.start + self.length];
        row.binary_search(&self.to).ok().map(|place| self.start + place)
    }
}
