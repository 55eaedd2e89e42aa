//! Per entry of rows the relation of that hop, where it has exactly one: a draw knows it without a search.

use crate::batch::RelationId;
use crate::blocks::Block;
use crate::csr::Csr;
use crate::graph::Graph;
use crate::kinds::KindSet;
use std::sync::Arc;

/// The only relation of a hop, as seen from the node whose row it is: one more than twice the number of its name, and
/// one more where it runs as the hop does. 0 where the relations of the hop have to be looked up.
pub(crate) type HopName = u16;

pub(crate) const LOOK_UP: HopName = 0;

#[derive(Debug, Default)]
pub(crate) enum HopNames {
    #[default]
    Unknown,
    Same(HopName),
    Narrow(Vec<u8>),
    Wide(Vec<HopName>),
}

/// What a hop name stands for.
#[inline]
pub(crate) fn relation_of(name: HopName) -> RelationId {
    RelationId { name: u32::from(name - 1) / 2, forward: name.is_multiple_of(2) }
}

fn hop_name(name: u32, forward: bool) -> HopName {
    let name = name.checked_mul(2).and_then(|twice| HopName::try_from(twice + 1 + u32::from(forward)).ok());
    name.unwrap_or(LOOK_UP)
}

impl HopNames {
    #[inline]
    pub fn at(&self, entry: usize) -> HopName {
        match self {
            HopNames::Unknown => LOOK_UP,
            HopNames::Same(name) => *name,
            HopNames::Narrow(names) => HopName::from(names[entry]),
            HopNames::Wide(names) => names[entry],
        }
    }

    pub fn bytes(&self) -> usize {
        match self {
            HopNames::Unknown | HopNames::Same(_) => 0,
            HopNames::Narrow(names) => names.capacity(),
            HopNames::Wide(names) => names.capacity() * 2,
        }
    }

    /// Of rows that are the neighbours along `forward`, against `backward`, or both.
    fn of(csr: &Csr, forward: Option<&Block>, backward: Option<&Block>) -> HopNames {
        match (forward, backward) {
            (Some(block), None) if let Some(name) = block.names.only() => return HopNames::Same(hop_name(name, true)),
            (None, Some(block)) if let Some(name) = block.names.only() => return HopNames::Same(hop_name(name, false)),
            _ => {}
        }
        let mut names: Vec<HopName> = Vec::with_capacity(csr.len());
        // Rows come in order, so of each node its forward entries come in order.
        let mut next: Vec<u32> = backward
            .map(|block| block.forward.rows().map(|node| block.forward.row(node).start as u32).collect())
            .unwrap_or_default();
        let base = backward.map_or(0, |block| block.forward.rows().start);
        for node in csr.rows() {
            let row = forward.map_or(0..0, |block| block.forward.row(node));
            let along = forward.map_or(&[][..], |block| &block.forward.targets()[row.clone()]);
            let against = backward.map_or(&[][..], |block| block.backward.neighbours(node));
            let (mut i, mut j) = (0, 0);
            for &target in csr.neighbours(node) {
                i += along[i..].iter().take_while(|&&other| other < target).count();
                while against.get(j).is_some_and(|&other| other < target) {
                    next[(against[j] - base) as usize] += 1;
                    j += 1;
                }
                let entry = (along.get(i) == Some(&target)).then(|| row.start + i);
                let back = (against.get(j) == Some(&target)).then(|| next[(target - base) as usize] as usize);
                let single = |block: Option<&Block>, entry, forward| {
                    block.and_then(|block| block.names.single(entry)).map_or(LOOK_UP, |name| hop_name(name, forward))
                };
                names.push(match (entry, back) {
                    (Some(entry), None) => single(forward, entry, true),
                    (None, Some(entry)) => single(backward, entry, false),
                    _ => LOOK_UP,
                });
            }
            against[j..].iter().for_each(|&other| next[(other - base) as usize] += 1);
        }
        if names.iter().all(|&name| name <= HopName::from(u8::MAX)) {
            return HopNames::Narrow(names.iter().map(|&name| name as u8).collect());
        }
        HopNames::Wide(names)
    }
}

impl Graph {
    /// Of the rows of a step between these kinds, where a whole block serves as them; else nothing is known.
    pub(crate) fn hop_names(&self, from: KindSet, to: KindSet, csr: &Arc<Csr>) -> Arc<HopNames> {
        let (mut from, mut to) = (from.iter(), to.iter());
        let (Some(a), Some(b), None, None) = (from.next(), to.next(), from.next(), to.next()) else {
            return Arc::default();
        };
        let (forward, backward) = (self.block(a, b), self.block(b, a));
        let of = || Arc::new(HopNames::of(csr, forward, backward));
        match (forward, backward) {
            (Some(block), _) if Arc::ptr_eq(&block.forward, csr) => Arc::clone(block.forward_names.get_or_init(of)),
            (_, Some(block)) if Arc::ptr_eq(&block.backward, csr) => Arc::clone(block.backward_names.get_or_init(of)),
            _ if self.entities_any.get().is_some_and(|any| Arc::ptr_eq(any, csr)) => {
                Arc::clone(self.entities_any_names.get_or_init(of))
            }
            _ => Arc::default(),
        }
    }
}
