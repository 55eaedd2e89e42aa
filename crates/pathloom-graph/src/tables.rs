//! What a draw looks up beside the masses: running sums over the answers and over long rows, so that a draw at a hub
//! is a search and not a scan.

use crate::csr::Csr;
use crate::graph::NodeId;
use crate::mass::Mass;
use crate::masses::Masses;
use crate::plan::Plan;
use crate::ranks::Ranks;
use std::hint::black_box;
use std::sync::{Arc, OnceLock};

/// Rows longer than this have running sums.
pub(crate) const SCAN: usize = 16;

pub(crate) type TableCell<M> = OnceLock<Tables<M>>;

/// Built at the first draw.
#[derive(Debug)]
pub(crate) struct Tables<M> {
    pub roots: Vec<NodeId>,
    /// Running sums over `roots`.
    pub sums: Vec<M>,
    /// For each of as many equal parts of the total as there are roots: about where the search starts.
    pub guide: Vec<u32>,
}

/// Running sums of the values that the long rows of one step lead to.
#[derive(Debug)]
pub(crate) struct LongRows<M> {
    index: Arc<LongIndex>,
    sums: Vec<M>,
}

/// Which rows are long, and where the sums of each start.
#[derive(Debug, Default)]
pub(crate) struct LongIndex {
    base: NodeId,
    long: Ranks,
    starts: Vec<u32>,
    /// Neighbours in long rows.
    pub total: usize,
}

impl<M: Mass> Tables<M> {
    pub fn new(plan: &Plan, masses: &Masses<M>) -> Tables<M> {
        let values = &masses.slots[plan.root];
        let candidates = plan.slots[plan.root].candidates.iter(plan.graph);
        let roots: Vec<NodeId> = candidates.filter(|&node| !values.get(node).is_zero()).collect();
        let mut sum = M::ZERO;
        let running = |&node: &NodeId| {
            sum = sum.plus(values.get(node)).unwrap_or(sum);
            sum
        };
        let sums: Vec<M> = roots.iter().map(running).collect();
        let guide = guide(&sums);
        Tables { roots, sums, guide }
    }

    /// The part of the guide in which a number drawn below the total falls.
    #[inline]
    pub fn part(&self, drawn: M, total: M) -> usize {
        let share = drawn.to_f64() / total.to_f64() * self.roots.len() as f64;
        (share as usize).min(self.roots.len() - 1)
    }

    /// Brings the sums of these places near.
    pub fn warm(&self, places: &[usize]) {
        let near = places.iter().filter(|&&place| self.sums[place].is_zero()).count();
        black_box(near);
    }

    /// The place of the root that a drawn number falls on; the search starts at one that the guide gave.
    #[inline]
    pub fn place(&self, drawn: M, guessed: usize) -> usize {
        let last = self.roots.len() - 1;
        let mut place = guessed;
        while place > 0 && self.sums[place - 1] > drawn {
            place -= 1;
        }
        while place < last && self.sums[place] <= drawn {
            place += 1;
        }
        place
    }
}

fn guide<M: Mass>(sums: &[M]) -> Vec<u32> {
    let total = sums.last().map_or(1.0, |sum| sum.to_f64());
    let mut place = 0;
    let start = |part: usize| {
        let bound = total * part as f64 / sums.len() as f64;
        while place + 1 < sums.len() && sums[place].to_f64() <= bound {
            place += 1;
        }
        place as u32
    };
    (0..sums.len()).map(start).collect()
}

impl LongIndex {
    pub fn of(csr: &Csr) -> LongIndex {
        let rows = csr.rows();
        let length = |row: usize| csr.row(rows.start + row as u32).len();
        let long = Ranks::of(rows.len(), |row| length(row) > SCAN);
        let mut starts = Vec::with_capacity(long.count());
        let mut total = 0;
        for length in (0..rows.len()).map(length).filter(|&length| length > SCAN) {
            starts.push(total as u32);
            total += length;
        }
        LongIndex { base: rows.start, long, starts, total }
    }

    /// Only for a node whose row is long.
    #[inline]
    fn start(&self, node: NodeId) -> usize {
        let place = self.long.rank(node.wrapping_sub(self.base) as usize).unwrap_or_default();
        self.starts[place] as usize
    }
}

impl<M: Mass> LongRows<M> {
    pub fn none() -> LongRows<M> {
        LongRows { index: Arc::default(), sums: Vec::new() }
    }

    /// `sums`: of the long rows, in their order.
    pub fn new(index: Arc<LongIndex>, sums: Vec<M>) -> LongRows<M> {
        LongRows { index, sums }
    }

    /// Where the sums of a long row start.
    #[inline]
    pub fn start(&self, node: NodeId) -> usize {
        self.index.start(node)
    }

    #[inline]
    pub fn sum(&self, place: usize) -> M {
        self.sums[place]
    }

    #[inline]
    pub fn sums(&self, start: usize, length: usize) -> &[M] {
        &self.sums[start..start + length]
    }
}
