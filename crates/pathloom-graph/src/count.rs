//! How many matches a plan has: from the masses where that is provable, else by walking within a budget, else as an
//! estimate with its interval. `walks` is always exact while it fits 128 bits.

use crate::core::Core;
use crate::draw::{MOST, Stage};
use crate::mass::Mass;
use crate::masses::{AnyMasses, Masses, Values};
use crate::plan::Plan;
use crate::trees::{Tree, trees};
use crate::walker::{Adder, Stopped, Walker, Work, is_last_summed, roots};
use pathloom_model::path::Count;
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Work units (neighbours looked at) that take about a second.
pub const ONE_SECOND: u64 = 100_000_000;

/// Somebody asked to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("stopped before the end")]
pub struct Cancelled;

const QUICK_ATTEMPTS: u64 = 1 << 16;
const MOST_ATTEMPTS: u64 = 1 << 24;
/// Estimates are the same every time, and of another graph independent.
const ESTIMATE_SEED: u64 = 0x70A7_4100;
/// Narrower than the 2 % that is promised, so that stopping early does not widen it past that.
const HALF_WIDTH: f64 = 0.017;
/// Hits up to which the different ones among them are counted.
const FEW: u64 = 1 << 10;
/// Two standard deviations of a normal distribution hold 95 %.
const Z: f64 = 1.96;

impl Plan<'_> {
    /// Matches, exactly where that is provable or takes at most `budget` work units ([`ONE_SECOND`]), else about.
    pub fn count(&self, budget: u64, cancel: &AtomicBool) -> Result<Count, Cancelled> {
        self.walk_or_estimate(budget, MOST_ATTEMPTS, cancel)
    }

    /// The same with no more attempts than [`Plan::count_quick`] makes.
    pub(crate) fn count_within(&self, budget: u64, cancel: &AtomicBool) -> Result<Count, Cancelled> {
        self.walk_or_estimate(budget, QUICK_ATTEMPTS, cancel)
    }

    fn walk_or_estimate(&self, budget: u64, attempts: u64, cancel: &AtomicBool) -> Result<Count, Cancelled> {
        let masses = self.masses();
        if let Some(count) = self.provable(&masses) {
            return Ok(count);
        }
        let core = Core::of(self);
        let mut work = Work::new(budget, cancel);
        if work.is_cancelled() {
            return Err(Cancelled);
        }
        let counted = match &*masses {
            AnyMasses::Narrow(masses) => walk_and_add(self, masses, &core, &mut work),
            AnyMasses::Wide(masses) => walk_and_add(self, masses, &core, &mut work),
            AnyMasses::Real(_) => Err(Stopped),
        };
        match counted {
            Ok(count) => Ok(exact(count, masses.walks())),
            Err(Stopped) if work.is_cancelled() => Err(Cancelled),
            Err(Stopped) => estimate(self, masses.walks(), attempts, cancel),
        }
    }

    /// At once: exact where that is provable, else about.
    pub fn count_quick(&self) -> Count {
        let masses = self.masses();
        if let Some(count) = self.provable(&masses) {
            return count;
        }
        let never = AtomicBool::new(false);
        estimate(self, masses.walks(), QUICK_ATTEMPTS, &never).unwrap_or(exact(0, Some(0)))
    }

    /// The walks alone, exactly, without looking for the matches among them; `None` beyond 128 bits.
    pub fn walks(&self) -> Option<u128> {
        self.masses().walks()
    }

    pub(crate) fn masses(&self) -> Arc<AnyMasses> {
        Arc::clone(self.uniform.get_or_init(|| Arc::new(AnyMasses::uniform(self))))
    }

    /// What uniform draws go by.
    pub(crate) fn drawing_masses(&self) -> Arc<AnyMasses> {
        let masses = || {
            let can_return = self.branches.iter().any(|branch| branch.can_return(self));
            let onward = can_return.then(|| AnyMasses::onward(self)).flatten();
            onward.map_or_else(|| self.masses(), Arc::new)
        };
        Arc::clone(self.drawing.get_or_init(masses))
    }

    fn provable(&self, masses: &AnyMasses) -> Option<Count> {
        let walks = masses.walks()?;
        (walks == 0 || Core::of(self).is_empty()).then(|| exact(walks, Some(walks)))
    }
}

fn exact(count: u128, walks: Option<u128>) -> Count {
    let narrow = u64::try_from(count).unwrap_or(u64::MAX);
    let fits = u128::from(narrow) == count;
    Count { count: narrow, exact: fits, low: narrow, high: narrow, walks: walks.unwrap_or(u128::MAX) }
}

fn walk_and_add<M: Mass>(plan: &Plan, masses: &Masses<M>, core: &Core, work: &mut Work<'_>) -> Result<u128, Stopped> {
    let free = free_factors(plan, masses, core).ok_or(Stopped)?;
    let budget = work.budget;
    let mut total = 0;
    for tree in trees(plan, &|branch| core.holds(branch)) {
        // Two chained hops cost one look at each relation: never worth an estimate.
        let spent = work.done;
        if is_linear(plan, &tree, core) {
            work.budget = u64::MAX;
        }
        let mut adder = Adder::new(Walker::new(plan, &tree, masses, work), core, &free);
        for root in roots(plan) {
            total += adder.sum(root)?;
        }
        if is_linear(plan, &tree, core) {
            work.done = spent;
            work.budget = budget;
        }
    }
    Ok(total)
}

fn is_linear(plan: &Plan, tree: &Tree, core: &Core) -> bool {
    tree.places.len() <= 2 + usize::from(is_last_summed(plan, tree, core))
}

/// Per slot that has to be walked: the product of what hangs free on it.
fn free_factors<M: Mass>(plan: &Plan, masses: &Masses<M>, core: &Core) -> Option<Vec<Option<Values<M>>>> {
    let factor = |(place, slot): (usize, &crate::plan::PlanSlot)| {
        let free: Vec<usize> = slot.branches.iter().copied().filter(|&branch| !core.holds(branch)).collect();
        let walked = slot.parent.is_none_or(|branch| core.holds(branch));
        if free.is_empty() || !walked {
            return Some(None);
        }
        let value = |node| {
            let over = |product: M, &branch: &usize| {
                product.times(masses.branch_value(&plan.branches[branch], branch, node)?)
            };
            free.iter().try_fold(M::ONE, over)
        };
        let span = plan.graph.span(plan.slots[place].candidates.kinds);
        let data =
            span.clone().map(|node| if masses.slots[place].get(node).is_zero() { Some(M::ZERO) } else { value(node) });
        Some(Some(Values::new(span.start, data.collect::<Option<Vec<M>>>()?)))
    };
    plan.slots.iter().enumerate().map(factor).collect()
}

/// Walks that could be matches times the share of drawn walks that are matches (Wilson's interval). Where matches are so rare that the share
/// stays uncertain, the interval says so: it is as wide as it has to be, and opens with what was found.
fn estimate(plan: &Plan, walks: Option<u128>, most: u64, cancel: &AtomicBool) -> Result<Count, Cancelled> {
    let masses = &*plan.drawing_masses();
    let seed = ESTIMATE_SEED ^ masses.total().to_bits();
    let mut stage = Stage::unnamed(plan);
    let (mut tries, mut hits) = (0u64, 0u64);
    let mut found: HashSet<Vec<u32>> = HashSet::new();
    loop {
        for first in (tries..tries + 4_096).step_by(MOST) {
            stage.run(plan, masses, seed, first, MOST);
            hits += stage.hits().len() as u64;
            if hits <= FEW {
                found.extend(stage.hits().iter().map(|&hit| stage.raw(hit).to_vec()));
            }
        }
        tries += 4_096;
        let (middle, half) = wilson(hits, tries);
        if half <= HALF_WIDTH * middle || tries >= most {
            break;
        }
        if cancel.load(std::sync::atomic::Ordering::Relaxed) {
            return Err(Cancelled);
        }
    }
    let (middle, half) = wilson(hits, tries);
    let scale = |share: f64| (share * masses.total()).round() as u64;
    let least = found.len() as u64;
    let count = scale(hits as f64 / tries as f64).max(least);
    Ok(Count {
        count,
        exact: false,
        low: scale((middle - half).max(0.0)).clamp(least, count),
        high: scale((middle + half).min(1.0)).max(count),
        walks: walks.unwrap_or(u128::MAX),
    })
}

fn wilson(hits: u64, tries: u64) -> (f64, f64) {
    let (n, share) = (tries as f64, hits as f64 / tries as f64);
    let bend = 1.0 + Z * Z / n;
    let middle = (share + Z * Z / (2.0 * n)) / bend;
    let half = Z / bend * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
    (middle, half)
}
