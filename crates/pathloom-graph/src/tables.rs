//! What a draw looks up beside the masses: running sums over the answers, and where to search them.

use crate::graph::NodeId;
use crate::mass::Mass;
use crate::masses::Masses;
use crate::plan::Plan;
use std::hint::black_box;
use std::sync::OnceLock;

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
