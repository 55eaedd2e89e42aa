//! What a draw looks up beside the masses: running sums over the answers and over long rows, so that a draw at a hub
//! is a search and not a scan.

use crate::csr::Csr;
use crate::graph::NodeId;
use crate::mass::Mass;
use crate::masses::{Masses, Values};
use crate::plan::Plan;
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
    /// Per branch, per hops left.
    pub long: Vec<Vec<LongRows<M>>>,
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
    words: Vec<Word>,
    starts: Vec<u32>,
}

/// 64 rows: a bit for each long one, and how many long rows come before.
#[derive(Clone, Copy, Debug, Default)]
struct Word {
    bits: u64,
    before: u32,
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
        let long = (0..plan.branches.len()).map(|branch| long_rows(plan, masses, branch)).collect();
        Tables { roots, sums, guide, long }
    }

    /// The part of the guide in which a number drawn below the total falls.
    #[inline]
    pub fn part(&self, drawn: M, total: M) -> usize {
        let share = drawn.to_f64() / total.to_f64() * self.roots.len() as f64;
        (share as usize).min(self.roots.len() - 1)
    }

    /// The root that a drawn number falls on; the search starts at a place that the guide gave.
    #[inline]
    pub fn root(&self, drawn: M, guessed: usize) -> NodeId {
        let last = self.roots.len() - 1;
        let mut place = guessed;
        while place > 0 && self.sums[place - 1] > drawn {
            place -= 1;
        }
        while place < last && self.sums[place] <= drawn {
            place += 1;
        }
        self.roots[place]
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

fn long_rows<M: Mass>(plan: &Plan, masses: &Masses<M>, place: usize) -> Vec<LongRows<M>> {
    let branch = &plan.branches[place];
    let between = branch.mid.as_ref().map(|mid| (mid, Arc::new(LongIndex::of(mid))));
    let table = |hops: usize| match &between {
        _ if hops == 1 && branch.closing => LongRows::none(),
        _ if hops == 1 && masses.slots[branch.to].ones => LongRows::none(),
        _ if hops == 1 => LongRows::new(&branch.last, Arc::new(LongIndex::of(&branch.last)), &masses.slots[branch.to]),
        Some((mid, index)) => LongRows::new(mid, Arc::clone(index), masses.standing_between(place, hops - 1)),
        None => LongRows::none(),
    };
    (1..=branch.hops[1]).map(table).collect()
}

impl LongIndex {
    fn of(csr: &Csr) -> LongIndex {
        let rows = csr.rows();
        let mut index = LongIndex { base: rows.start, words: vec![Word::default(); rows.len().div_ceil(64)], starts: Vec::new() };
        let mut sums = 0;
        for (row, node) in rows.enumerate() {
            if row % 64 == 0 {
                index.words[row / 64].before = index.starts.len() as u32;
            }
            let length = csr.neighbours(node).len();
            if length > SCAN {
                index.words[row / 64].bits |= 1 << (row % 64);
                index.starts.push(sums);
                sums += length as u32;
            }
        }
        index
    }

    /// Only for a node whose row is long.
    #[inline]
    fn start(&self, node: NodeId) -> usize {
        let row = node.wrapping_sub(self.base) as usize;
        let word = self.words[row / 64];
        let earlier = (word.bits & ((1 << (row % 64)) - 1)).count_ones();
        self.starts[(word.before + earlier) as usize] as usize
    }
}

impl<M: Mass> LongRows<M> {
    fn none() -> LongRows<M> {
        LongRows { index: Arc::default(), sums: Vec::new() }
    }

    fn new(csr: &Csr, index: Arc<LongIndex>, values: &Values<M>) -> LongRows<M> {
        let mut sums = Vec::new();
        for node in csr.rows() {
            let neighbours = csr.neighbours(node);
            if neighbours.len() <= SCAN {
                continue;
            }
            let mut sum = M::ZERO;
            sums.extend(neighbours.iter().map(|&next| {
                sum = sum.plus(values.get(next)).unwrap_or(sum);
                sum
            }));
        }
        LongRows { index, sums }
    }

    /// Where the sums of a long row start.
    #[inline]
    pub fn start(&self, node: NodeId) -> usize {
        self.index.start(node)
    }

    #[inline]
    pub fn sums(&self, start: usize, length: usize) -> &[M] {
        &self.sums[start..start + length]
    }
}
