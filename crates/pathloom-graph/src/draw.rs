//! One attempt: a walk drawn in proportion to its mass, given up when it repeats a node or breaks a check.
//! Giving up a uniform draw over walks leaves a uniform draw over matches.

use crate::csr::Csr;
use crate::graph::NodeId;
use crate::mass::Mass;
use crate::masses::{AnyMasses, Masses, Values};
use crate::plan::{Branch, Plan};
use crate::random::Random;
use std::sync::OnceLock;

/// Rows longer than this get running sums, so that a draw at a hub is a search and not a scan.
const SCAN: usize = 32;

/// A match in numbers. Root first, then per branch in plan order: `hops, intermediates, end` and what hangs there
/// (one node; 0 hops for absent), `count` and that many paths sorted by end (several), `hops, intermediates` (closing).
pub(crate) type Raw = Vec<u32>;

/// Buffers of one attempt, kept between attempts.
#[derive(Debug, Default)]
pub(crate) struct Attempt {
    pub raw: Raw,
    nodes: Vec<NodeId>,
    /// Per slot: the nodes it took, as a range of `taken`.
    taken: Vec<NodeId>,
    ranges: Vec<[u32; 2]>,
    /// Closing branch and the node from which the last hop must lead to the far slot.
    open: Vec<(usize, NodeId)>,
}

impl Attempt {
    fn clear(&mut self, slots: usize) {
        self.raw.clear();
        self.nodes.clear();
        self.taken.clear();
        self.open.clear();
        self.ranges.clear();
        self.ranges.resize(slots, [0, 0]);
    }

    /// False when the node is there already.
    #[inline]
    fn stand(&mut self, node: NodeId) -> bool {
        if self.nodes.contains(&node) {
            return false;
        }
        self.nodes.push(node);
        self.raw.push(node);
        true
    }

    fn take(&mut self, slot: usize, node: NodeId) {
        let end = self.taken.len() as u32;
        if self.ranges[slot][1] == 0 {
            self.ranges[slot] = [end, end];
        }
        self.taken.push(node);
        self.ranges[slot][1] = end + 1;
    }

    fn nodes_of(&self, slot: usize) -> &[NodeId] {
        let [start, end] = self.ranges[slot];
        &self.taken[start as usize..end as usize]
    }
}

/// What drawing needs beside the masses, built at the first draw.
#[derive(Debug)]
pub(crate) struct Tables<M> {
    roots: Vec<NodeId>,
    /// Running sums over `roots`.
    sums: Vec<M>,
    /// For each of as many equal parts of the total as there are roots: about where the search starts.
    guide: Vec<u32>,
    /// Per branch, per hops left.
    hubs: Vec<Vec<Hubs<M>>>,
}

/// Running sums of the long rows.
#[derive(Debug)]
struct Hubs<M> {
    nodes: Vec<NodeId>,
    starts: Vec<usize>,
    sums: Vec<M>,
}

/// Attempt number `index` under `seed`. True when it is a match, which is then in `attempt.raw`.
pub(crate) fn draw(plan: &Plan, masses: &AnyMasses, seed: u64, index: u64, attempt: &mut Attempt) -> bool {
    let mut random = Random::stream(seed, index);
    match masses {
        AnyMasses::Narrow(masses) => draw_with(plan, masses, &mut random, attempt),
        AnyMasses::Wide(masses) => draw_with(plan, masses, &mut random, attempt),
        AnyMasses::Real(masses) => draw_with(plan, masses, &mut random, attempt),
    }
}

fn draw_with<M: Mass>(plan: &Plan, masses: &Masses<M>, random: &mut Random, attempt: &mut Attempt) -> bool {
    if masses.total.is_zero() {
        return false;
    }
    attempt.clear(plan.slots.len());
    let tables = masses.tables.get_or_init(|| Tables::new(plan, masses));
    let root = tables.root(masses.total, random);
    let mut drawing = Drawing { plan, masses, tables, random };
    drawing.slot(plan.root, root, attempt).is_some() && keeps_rules(plan, attempt)
}

/// Closing hops and document rules.
fn keeps_rules(plan: &Plan, attempt: &Attempt) -> bool {
    let closes = |&(branch, near): &(usize, NodeId)| {
        let branch: &Branch = &plan.branches[branch];
        attempt.nodes_of(branch.to).iter().all(|&far| branch.last.contains(near, far))
    };
    attempt.open.iter().all(closes)
        && plan.constraints.iter().all(|rule| {
            let [left, right] = rule.slots.map(|slot| attempt.nodes_of(slot));
            left.iter().all(|&a| right.iter().all(|&b| rule.holds(plan.graph, a, b)))
        })
}

struct Drawing<'a, M> {
    plan: &'a Plan<'a>,
    masses: &'a Masses<M>,
    tables: &'a Tables<M>,
    random: &'a mut Random,
}

impl<M: Mass> Drawing<'_, M> {
    /// `None` as soon as a node repeats.
    fn slot(&mut self, slot: usize, node: NodeId, attempt: &mut Attempt) -> Option<()> {
        attempt.stand(node).then_some(())?;
        attempt.take(slot, node);
        let plan = self.plan;
        for &place in &plan.slots[slot].branches {
            let branch = &plan.branches[place];
            if branch.is_group() {
                self.group(branch, place, node, attempt)?;
            } else {
                self.single(branch, place, node, attempt)?;
            }
        }
        Some(())
    }

    fn single(&mut self, branch: &Branch, place: usize, node: NodeId, attempt: &mut Attempt) -> Option<()> {
        let paths = self.masses.paths(branch, place, node)?;
        if branch.is_optional() && self.is_absent(paths) {
            attempt.raw.push(0);
            return Some(());
        }
        let hops = self.hops(branch, place, node, paths);
        attempt.raw.push(hops as u32);
        let mut at = node;
        for left in (2..=hops).rev() {
            at = self.between(branch, place, left, at);
            attempt.stand(at).then_some(())?;
        }
        if branch.closing {
            attempt.open.push((place, at));
            return Some(());
        }
        let end = self.end(branch, place, at);
        self.slot(branch.to, end, attempt)
    }

    fn is_absent(&mut self, paths: M) -> bool {
        let all = paths.plus(M::ONE).unwrap_or(paths);
        all.below(self.random) < M::ONE
    }

    /// Several paths, all different, each set of them equally likely.
    fn group(&mut self, branch: &Branch, place: usize, node: NodeId, attempt: &mut Attempt) -> Option<()> {
        let paths = self.masses.paths(branch, place, node)?;
        let count = self.count(branch, paths)?;
        attempt.raw.push(count as u32);
        if branch.hops == [1, 1] {
            let mut ends = [0; crate::error::MAX_INSTANCES as usize];
            for drawn in 0..count {
                let fresh = loop {
                    let end = self.end(branch, place, node);
                    if !ends[..drawn].contains(&end) {
                        break end;
                    }
                };
                ends[drawn] = fresh;
            }
            ends[..count].sort_unstable();
            return ends[..count].iter().try_for_each(|&end| {
                attempt.raw.push(1);
                attempt.take(branch.to, end);
                attempt.stand(end).then_some(())
            });
        }
        let mut drawn: Vec<Vec<NodeId>> = Vec::with_capacity(count);
        while drawn.len() < count {
            let path = self.path(branch, place, node, paths);
            if !drawn.contains(&path) {
                drawn.push(path);
            }
        }
        drawn.sort_unstable_by_key(|path| path.last().copied());
        for path in drawn {
            attempt.raw.push(path.len() as u32);
            path.iter().try_for_each(|&stop| attempt.stand(stop).then_some(()))?;
            attempt.take(branch.to, *path.last()?);
        }
        Some(())
    }

    /// How many instances, in proportion to the ways of taking that many.
    fn count(&mut self, branch: &Branch, paths: M) -> Option<usize> {
        let [min, max] = branch.instances;
        if min == max {
            return Some(min);
        }
        let ways: Vec<M> = (min..=max).map(|count| paths.choose(count)).collect::<Option<_>>()?;
        let total = ways.iter().copied().try_fold(M::ZERO, M::plus)?;
        Some(min + pick_from(&ways, total.below(self.random)))
    }

    fn path(&mut self, branch: &Branch, place: usize, node: NodeId, paths: M) -> Vec<NodeId> {
        let hops = self.hops(branch, place, node, paths);
        let mut path = Vec::with_capacity(hops);
        let mut at = node;
        for left in (2..=hops).rev() {
            at = self.between(branch, place, left, at);
            path.push(at);
        }
        path.push(self.end(branch, place, at));
        path
    }

    fn hops(&mut self, branch: &Branch, place: usize, node: NodeId, paths: M) -> usize {
        let [min, max] = branch.hops;
        if min == max {
            return min;
        }
        let mut left = paths.below(self.random);
        for hops in min..max {
            let here = self.masses.reach[place][hops - 1].get(node);
            if left < here {
                return hops;
            }
            left = left.minus(here);
        }
        // Floating-point sums may end a hair short: the longest way that exists.
        (min..=max).rev().find(|&hops| !self.masses.reach[place][hops - 1].get(node).is_zero()).unwrap_or(max)
    }

    /// The next node between, with `left` hops to go from `at`.
    fn between(&mut self, branch: &Branch, place: usize, left: usize, at: NodeId) -> NodeId {
        let Some(mid) = &branch.mid else { return at };
        let values = self.masses.standing_between(place, left - 1);
        let total = self.masses.reach[place][left - 1].get(at);
        pick(mid, values, self.tables.hubs[place].get(left - 1), at, total, self.random)
    }

    fn end(&mut self, branch: &Branch, place: usize, at: NodeId) -> NodeId {
        let total = self.masses.reach[place][0].get(at);
        pick(&branch.last, &self.masses.slots[branch.to], self.tables.hubs[place].first(), at, total, self.random)
    }
}

/// A neighbour of `at` in proportion to its value; `total` is the sum of these values.
#[inline]
fn pick<M: Mass>(
    csr: &Csr,
    values: &Values<M>,
    hubs: Option<&Hubs<M>>,
    at: NodeId,
    total: M,
    random: &mut Random,
) -> NodeId {
    let neighbours = csr.neighbours(at);
    if values.ones {
        return neighbours[random.below(neighbours.len() as u64) as usize];
    }
    let mut left = total.below(random);
    if let Some(sums) = hubs.filter(|_| neighbours.len() > SCAN).and_then(|hubs| hubs.sums_of(at)) {
        let place = sums.partition_point(|&sum| sum <= left);
        return neighbours[place.min(neighbours.len() - 1)];
    }
    let mut last = at;
    for &next in neighbours {
        let value = values.get(next);
        if left < value {
            return next;
        }
        left = left.minus(value);
        if !value.is_zero() {
            last = next;
        }
    }
    last
}

fn pick_from<M: Mass>(values: &[M], mut left: M) -> usize {
    for (place, &value) in values.iter().enumerate() {
        if left < value {
            return place;
        }
        left = left.minus(value);
    }
    values.len() - 1
}

impl<M: Mass> Tables<M> {
    fn new(plan: &Plan, masses: &Masses<M>) -> Tables<M> {
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
        let hubs = (0..plan.branches.len()).map(|branch| hub_tables(plan, masses, branch)).collect();
        Tables { roots, sums, guide, hubs }
    }

    fn root(&self, total: M, random: &mut Random) -> NodeId {
        let drawn = total.below(random);
        let share = drawn.to_f64() / total.to_f64() * self.roots.len() as f64;
        let last = self.roots.len() - 1;
        let mut place = self.guide[(share as usize).min(last)] as usize;
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

fn hub_tables<M: Mass>(plan: &Plan, masses: &Masses<M>, place: usize) -> Vec<Hubs<M>> {
    let branch = &plan.branches[place];
    let table = |hops: usize| {
        if hops == 1 {
            if branch.closing { Hubs::empty() } else { Hubs::new(&branch.last, &masses.slots[branch.to]) }
        } else {
            let mid = branch.mid.as_deref();
            mid.map_or_else(Hubs::empty, |mid| Hubs::new(mid, masses.standing_between(place, hops - 1)))
        }
    };
    (1..=branch.hops[1]).map(table).collect()
}

impl<M: Mass> Hubs<M> {
    fn empty() -> Hubs<M> {
        Hubs { nodes: Vec::new(), starts: Vec::new(), sums: Vec::new() }
    }

    fn new(csr: &Csr, values: &Values<M>) -> Hubs<M> {
        let mut hubs = Hubs::empty();
        if values.ones {
            return hubs;
        }
        for node in csr.rows() {
            let neighbours = csr.neighbours(node);
            if neighbours.len() <= SCAN {
                continue;
            }
            hubs.nodes.push(node);
            hubs.starts.push(hubs.sums.len());
            let mut sum = M::ZERO;
            for &next in neighbours {
                sum = sum.plus(values.get(next)).unwrap_or(sum);
                hubs.sums.push(sum);
            }
        }
        hubs.starts.push(hubs.sums.len());
        hubs
    }

    fn sums_of(&self, node: NodeId) -> Option<&[M]> {
        let place = self.nodes.binary_search(&node).ok()?;
        Some(&self.sums[self.starts[place]..self.starts[place + 1]])
    }
}

pub(crate) type TableCell<M> = OnceLock<Tables<M>>;
