//! A set of node ids as one bit each: asked in no time, empty in no time.

use crate::graph::NodeId;

#[derive(Clone, Debug, Default)]
pub(crate) struct Mask(Vec<u64>);

impl Mask {
    /// Empty, for ids below `nodes`.
    pub fn empty(nodes: usize) -> Mask {
        Mask(vec![0; nodes.div_ceil(64)])
    }

    pub fn of(nodes: usize, ids: &[NodeId]) -> Mask {
        let mut mask = Mask::empty(nodes);
        for &id in ids {
            mask.add(id);
        }
        mask
    }

    /// Whether it was not there before.
    #[inline]
    pub fn add(&mut self, id: NodeId) -> bool {
        let (word, bit) = (&mut self.0[id as usize / 64], 1 << (id % 64));
        let is_new = *word & bit == 0;
        *word |= bit;
        is_new
    }

    /// Whether it was there.
    pub fn remove(&mut self, id: NodeId) -> bool {
        let was_there = self.contains(id);
        if was_there {
            self.0[id as usize / 64] &= !(1 << (id % 64));
        }
        was_there
    }

    #[inline]
    pub fn contains(&self, id: NodeId) -> bool {
        self.0.get(id as usize / 64).is_some_and(|word| word >> (id % 64) & 1 == 1)
    }
}
