//! Attempts: each a walk drawn in proportion to its mass, given up when it repeats a node or breaks a check. Giving up
//! uniform draws over walks leaves uniform draws over matches.
//!
//! Attempts go through the program many at a time, each step in passes of loads that do not wait for each other: the
//! work is waiting for memory. Every attempt has a generator of its own, so how many go together changes nothing.

use crate::csr::Csr;
use crate::error::MAX_INSTANCES;
use crate::graph::NodeId;
use crate::mass::Mass;
use crate::masses::{AnyMasses, Masses, Values};
use crate::plan::{Branch, Plan};
use crate::program::{Program, Step};
use crate::random::Random;
use crate::tables::{LongRows, SCAN, Tables};
use std::hint::black_box;

/// A match in numbers. Root first, then per branch in plan order: `hops, intermediates, end` and what hangs there
/// (one node; 0 hops for absent), `count` and that many paths sorted by end (several), `hops, intermediates` (closing).
pub(crate) type Raw = Vec<u32>;

/// Attempts that go together at most.
pub(crate) const MOST: usize = 256;

/// A run of attempts and what has become of them.
#[derive(Debug)]
pub(crate) struct Stage {
    program: Program,
    slots: usize,
    /// Something is checked once all nodes are there.
    has_rules: bool,
    /// Attempts still running, or matches after the last step; in order.
    live: Vec<u16>,
    attempts: Vec<Attempt>,
    /// Per attempt, `program.numbers` and `program.nodes` places each.
    raw: Vec<u32>,
    nodes: Vec<NodeId>,
    /// Per attempt and slot that takes one node.
    slot_nodes: Vec<NodeId>,
    checks: Vec<Checks>,
}

#[derive(Clone, Debug)]
struct Attempt {
    random: Random,
    /// The node drawn last.
    at: NodeId,
    hops: u16,
    /// The step before which nothing is done.
    resume: u16,
    numbers: u16,
    nodes: u16,
}

/// What a rule looks at in the end.
#[derive(Clone, Debug, Default)]
struct Checks {
    /// Slot and node.
    taken: Vec<(usize, NodeId)>,
    /// Closing branch and the node from which the last hop must lead to the far slot.
    open: Vec<(usize, NodeId)>,
}

/// What the passes of one step hand on, per attempt in work.
struct Picked<M> {
    starts: [u32; MOST],
    lengths: [u32; MOST],
    left: [M; MOST],
    sums: [u32; MOST],
}

impl<M: Mass> Picked<M> {
    /// Halves the rows of all attempts in turn, so that no load waits for that of another attempt.
    fn search_long(&mut self, long: &LongRows<M>, attempts: &[usize]) {
        let mut low = self.sums;
        let mut sizes = self.lengths;
        let mut longest = attempts.iter().map(|&k| sizes[k]).max().unwrap_or(0);
        while longest > 1 {
            for &k in attempts {
                // A row that is down to one halves to nothing, and its place stays.
                let half = sizes[k] / 2;
                let is_beyond = half > 0 && long.sum((low[k] + half).max(1) as usize - 1) <= self.left[k];
                low[k] += if is_beyond { half } else { 0 };
                sizes[k] -= half;
            }
            longest -= longest / 2;
        }
        for &k in attempts {
            let place = low[k] - self.sums[k] + u32::from(long.sum(low[k] as usize) <= self.left[k]);
            self.starts[k] += place.min(self.lengths[k] - 1);
        }
    }
}

impl Stage {
    pub fn new(plan: &Plan) -> Stage {
        let program = Program::of(plan);
        let fresh = Attempt { random: Random::stream(0, 0), at: 0, hops: 0, resume: 0, numbers: 0, nodes: 0 };
        let has_rules = !plan.constraints.is_empty() || plan.branches.iter().any(|branch| branch.closing);
        Stage {
            raw: vec![0; program.numbers * MOST],
            nodes: vec![0; program.nodes * MOST],
            slot_nodes: vec![0; plan.slots.len() * MOST],
            slots: plan.slots.len(),
            has_rules,
            live: Vec::with_capacity(MOST),
            attempts: vec![fresh; MOST],
            checks: if has_rules { vec![Checks::default(); MOST] } else { Vec::new() },
            program,
        }
    }

    /// Attempts `first..first + count` under `seed`, at most [`MOST`].
    pub fn run(&mut self, plan: &Plan, masses: &AnyMasses, seed: u64, first: u64, count: usize) {
        let count = count.min(MOST);
        for (attempt, index) in self.attempts[..count].iter_mut().zip(first..) {
            *attempt = Attempt { random: Random::stream(seed, index), at: 0, hops: 0, resume: 0, numbers: 0, nodes: 0 };
        }
        self.live.clear();
        self.live.extend(0..count as u16);
        match masses {
            AnyMasses::Narrow(masses) => self.run_with(plan, masses),
            AnyMasses::Wide(masses) => self.run_with(plan, masses),
            AnyMasses::Real(masses) => self.run_with(plan, masses),
        }
    }

    /// The places, within the run, of attempts that are matches.
    pub fn hits(&self) -> &[u16] {
        &self.live
    }

    /// The numbers of an attempt that is a match.
    pub fn raw(&self, place: u16) -> &[u32] {
        let place = usize::from(place);
        let start = place * self.program.numbers;
        &self.raw[start..start + usize::from(self.attempts[place].numbers)]
    }

    fn run_with<M: Mass>(&mut self, plan: &Plan, masses: &Masses<M>) {
        if masses.total.is_zero() {
            self.live.clear();
            return;
        }
        self.checks.iter_mut().for_each(Checks::clear);
        let tables = masses.tables.get_or_init(|| Tables::new(plan, masses));
        self.draw_roots(tables, masses.total);
        let mut work: Vec<u16> = Vec::with_capacity(MOST);
        for place in 0..self.program.steps.len() {
            let step = self.program.steps[place];
            work.clear();
            let in_turn = |&&at: &&u16| {
                let attempt = &self.attempts[usize::from(at)];
                let far_enough = !matches!(step, Step::Between { left, .. } if left > usize::from(attempt.hops));
                usize::from(attempt.resume) <= place && far_enough
            };
            work.extend(self.live.iter().filter(in_turn));
            self.step(plan, masses, step, &work);
        }
        if self.has_rules {
            let mut live = std::mem::take(&mut self.live);
            live.retain(|&at| self.checks[usize::from(at)].hold(plan));
            self.live = live;
        }
    }

    fn step<M: Mass>(&mut self, plan: &Plan, masses: &Masses<M>, step: Step, work: &[u16]) {
        match step {
            Step::Enter { slot } => self.retain(work, |stage, at| stage.enter(slot, at)),
            Step::Begin { branch, skip } => self.retain(work, |stage, at| stage.begin(plan, masses, branch, skip, at)),
            Step::Between { branch, left } => {
                let Some(mid) = &plan.branches[branch].mid else { return };
                let values = masses.standing_between(branch, left - 1);
                self.pick(work, mid, values, &masses.reach[branch][left - 1], masses.long[branch].get(left - 1));
                self.retain(work, |stage, at| stage.stand(at, stage.attempts[at].at));
            }
            Step::End { branch } => {
                let PlanEnd { csr, values, totals } = PlanEnd::of(plan, masses, branch);
                self.pick(work, csr, values, totals, masses.long[branch].first());
            }
            Step::Open { branch } => {
                for &at in work {
                    let near = self.attempts[usize::from(at)].at;
                    self.checks[usize::from(at)].open.push((branch, near));
                }
            }
            Step::Group { branch } => {
                let near = plan.branches[branch].from;
                warm(&plan.branches[branch].last, work.iter().map(|&at| self.slot_node(usize::from(at), near)));
                self.retain(work, |stage, at| stage.group(plan, masses, branch, at).is_some());
            }
        }
    }

    /// Ends the attempts in work for which `keep` does not hold.
    fn retain(&mut self, work: &[u16], mut keep: impl FnMut(&mut Stage, usize) -> bool) {
        let mut live = std::mem::take(&mut self.live);
        let mut work = work.iter().peekable();
        live.retain(|at| work.next_if_eq(&at).is_none() || keep(self, usize::from(*at)));
        self.live = live;
    }

    fn draw_roots<M: Mass>(&mut self, tables: &Tables<M>, total: M) {
        let mut drawn = [M::ZERO; MOST];
        let mut places = [0; MOST];
        for (at, attempt) in self.attempts[..self.live.len()].iter_mut().enumerate() {
            drawn[at] = total.below(&mut attempt.random);
            places[at] = tables.part(drawn[at], total);
        }
        places[..self.live.len()].iter_mut().for_each(|place| *place = tables.guide[*place] as usize);
        for (at, attempt) in self.attempts[..self.live.len()].iter_mut().enumerate() {
            attempt.at = tables.root(drawn[at], places[at]);
        }
    }

    /// A neighbour of each attempt's node in proportion to its value; `totals` holds the sums of these values.
    fn pick<M: Mass>(
        &mut self,
        work: &[u16],
        csr: &Csr,
        values: &Values<M>,
        totals: &Values<M>,
        long: Option<&LongRows<M>>,
    ) {
        let mut picked = Picked { starts: [0; MOST], lengths: [0; MOST], left: [M::ZERO; MOST], sums: [0; MOST] };
        for (k, &at) in work.iter().enumerate() {
            let attempt = &mut self.attempts[usize::from(at)];
            let row = csr.row(attempt.at);
            (picked.starts[k], picked.lengths[k]) = (row.start as u32, row.len() as u32);
            if values.ones {
                picked.starts[k] += attempt.random.below(row.len() as u64) as u32;
            } else {
                picked.left[k] = totals.get(attempt.at).below(&mut attempt.random);
            }
        }
        if !values.ones {
            self.search(work, csr, values, long, &mut picked);
        }
        for (k, &at) in work.iter().enumerate() {
            self.attempts[usize::from(at)].at = csr.targets()[picked.starts[k] as usize];
        }
    }

    /// Moves `starts` on to the neighbour on which `left` falls.
    fn search<M: Mass>(
        &self,
        work: &[u16],
        csr: &Csr,
        values: &Values<M>,
        long: Option<&LongRows<M>>,
        picked: &mut Picked<M>,
    ) {
        let mut touched = 0;
        let mut in_long = Vec::with_capacity(work.len());
        for (k, &at) in work.iter().enumerate() {
            match long {
                Some(long) if picked.lengths[k] as usize > SCAN => {
                    picked.sums[k] = long.start(self.attempts[usize::from(at)].at) as u32;
                    in_long.push(k);
                }
                _ => touched ^= csr.targets()[picked.starts[k] as usize],
            }
        }
        black_box(touched);
        for k in 0..work.len() {
            let (start, length) = (picked.starts[k] as usize, picked.lengths[k] as usize);
            if long.is_none() || length <= SCAN {
                picked.starts[k] += select(&csr.targets()[start..start + length], values, picked.left[k]) as u32;
            }
        }
        if let Some(long) = long {
            picked.search_long(long, &in_long);
        }
    }

    /// False when the node is there already.
    #[inline]
    fn stand(&mut self, at: usize, node: NodeId) -> bool {
        let attempt = &mut self.attempts[at];
        let start = at * self.program.nodes;
        let count = usize::from(attempt.nodes);
        if self.nodes[start..start + count].contains(&node) {
            return false;
        }
        self.nodes[start + count] = node;
        attempt.nodes += 1;
        self.push(at, node);
        true
    }

    #[inline]
    fn push(&mut self, at: usize, number: u32) {
        let numbers = &mut self.attempts[at].numbers;
        self.raw[at * self.program.numbers + usize::from(*numbers)] = number;
        *numbers += 1;
    }

    fn slot_node(&self, at: usize, slot: usize) -> NodeId {
        self.slot_nodes[at * self.slots + slot]
    }

    fn enter(&mut self, slot: usize, at: usize) -> bool {
        let node = self.attempts[at].at;
        if !self.stand(at, node) {
            return false;
        }
        self.slot_nodes[at * self.slots + slot] = node;
        self.take(slot, at, node);
        true
    }

    fn take(&mut self, slot: usize, at: usize, node: NodeId) {
        if self.has_rules {
            self.checks[at].taken.push((slot, node));
        }
    }

    /// False only where numbers do not fit.
    fn begin<M: Mass>(&mut self, plan: &Plan, masses: &Masses<M>, place: usize, skip: usize, at: usize) -> bool {
        let branch = &plan.branches[place];
        let node = self.slot_node(at, branch.from);
        let random = &mut self.attempts[at].random;
        let mut hops = branch.hops[0];
        if branch.is_optional() || branch.hops[0] < branch.hops[1] {
            let Some(paths) = masses.paths(branch, place, node) else { return false };
            let all = paths.plus(M::ONE).unwrap_or(paths);
            if branch.is_optional() && all.below(random) < M::ONE {
                self.attempts[at].resume = skip as u16;
                self.push(at, 0);
                return true;
            }
            hops = draw_hops(masses, branch, place, node, paths, random);
        }
        self.attempts[at].at = node;
        self.attempts[at].hops = hops as u16;
        self.push(at, hops as u32);
        true
    }

    /// Several paths, all different, each set of them equally likely. `None` when a node repeats.
    fn group<M: Mass>(&mut self, plan: &Plan, masses: &Masses<M>, place: usize, at: usize) -> Option<()> {
        let branch = &plan.branches[place];
        let node = self.slot_node(at, branch.from);
        let mut random = self.attempts[at].random.clone();
        let mut drawing = Drawing { plan, masses, random: &mut random };
        let paths = masses.paths(branch, place, node)?;
        let count = drawing.count(branch, paths)?;
        self.push(at, count as u32);
        if branch.hops == [1, 1] {
            let mut ends = [0; MAX_INSTANCES as usize];
            drawing.ends(place, node, &mut ends[..count]);
            self.attempts[at].random = random;
            return ends[..count].iter().try_for_each(|&end| {
                self.push(at, 1);
                self.take(branch.to, at, end);
                self.stand(at, end).then_some(())
            });
        }
        let drawn = drawing.paths(branch, place, node, paths, count);
        self.attempts[at].random = random;
        for path in drawn {
            self.push(at, path.len() as u32);
            path.iter().try_for_each(|&stop| self.stand(at, stop).then_some(()))?;
            self.take(branch.to, at, *path.last()?);
        }
        Some(())
    }
}

/// The last hop of a branch.
struct PlanEnd<'a, M> {
    csr: &'a Csr,
    values: &'a Values<M>,
    totals: &'a Values<M>,
}

impl<'a, M> PlanEnd<'a, M> {
    fn of(plan: &'a Plan, masses: &'a Masses<M>, place: usize) -> PlanEnd<'a, M> {
        let branch = &plan.branches[place];
        PlanEnd { csr: &branch.last, values: &masses.slots[branch.to], totals: &masses.reach[place][0] }
    }
}

impl Checks {
    fn clear(&mut self) {
        self.taken.clear();
        self.open.clear();
    }

    /// Closing hops and document rules.
    fn hold(&self, plan: &Plan) -> bool {
        let of = |slot: usize| self.taken.iter().filter(move |taken| taken.0 == slot).map(|taken| taken.1);
        let closes = |&(place, near): &(usize, NodeId)| {
            let branch = &plan.branches[place];
            of(branch.to).all(|far| branch.last.contains(near, far))
        };
        self.open.iter().all(closes)
            && plan.constraints.iter().all(|rule| {
                let [left, right] = rule.slots;
                of(left).all(|a| of(right).all(|b| rule.holds(plan.graph, a, b)))
            })
    }
}

/// What one attempt draws on its own.
struct Drawing<'a, M> {
    plan: &'a Plan<'a>,
    masses: &'a Masses<M>,
    random: &'a mut Random,
}

impl<M: Mass> Drawing<'_, M> {
    /// How many instances, in proportion to the ways of taking that many.
    fn count(&mut self, branch: &Branch, paths: M) -> Option<usize> {
        let [min, max] = branch.instances;
        if min == max {
            return Some(min);
        }
        let ways: Vec<M> = (min..=max).map(|count| paths.choose(count)).collect::<Option<_>>()?;
        let total = ways.iter().copied().try_fold(M::ZERO, M::plus)?;
        let mut left = total.below(self.random);
        for (place, &ways) in ways.iter().enumerate() {
            if left < ways {
                return Some(min + place);
            }
            left = left.minus(ways);
        }
        Some(max)
    }

    /// Different neighbours, sorted.
    fn ends(&mut self, place: usize, node: NodeId, ends: &mut [NodeId]) {
        for drawn in 0..ends.len() {
            ends[drawn] = loop {
                let end = self.end(place, node);
                if !ends[..drawn].contains(&end) {
                    break end;
                }
            };
        }
        ends.sort_unstable();
    }

    /// Different paths, sorted by their ends.
    fn paths(&mut self, branch: &Branch, place: usize, node: NodeId, paths: M, count: usize) -> Vec<Vec<NodeId>> {
        let mut drawn: Vec<Vec<NodeId>> = Vec::with_capacity(count);
        while drawn.len() < count {
            let path = self.path(branch, place, node, paths);
            if !drawn.contains(&path) {
                drawn.push(path);
            }
        }
        drawn.sort_unstable_by_key(|path| path.last().copied());
        drawn
    }

    fn path(&mut self, branch: &Branch, place: usize, node: NodeId, paths: M) -> Vec<NodeId> {
        let hops = draw_hops(self.masses, branch, place, node, paths, self.random);
        let mut path = Vec::with_capacity(hops);
        let mut at = node;
        for left in (2..=hops).rev() {
            let Some(mid) = &branch.mid else { break };
            let total = self.masses.reach[place][left - 1].get(at);
            let long = self.masses.long[place].get(left - 1);
            at = pick_one(mid, self.masses.standing_between(place, left - 1), long, at, total, self.random);
            path.push(at);
        }
        path.push(self.end(place, at));
        path
    }

    fn end(&mut self, place: usize, at: NodeId) -> NodeId {
        let PlanEnd { csr, values, totals } = PlanEnd::of(self.plan, self.masses, place);
        pick_one(csr, values, self.masses.long[place].first(), at, totals.get(at), self.random)
    }
}

fn draw_hops<M: Mass>(
    masses: &Masses<M>,
    branch: &Branch,
    place: usize,
    node: NodeId,
    paths: M,
    random: &mut Random,
) -> usize {
    let [min, max] = branch.hops;
    if min == max {
        return min;
    }
    let mut left = paths.below(random);
    for hops in min..max {
        let here = masses.reach[place][hops - 1].get(node);
        if left < here {
            return hops;
        }
        left = left.minus(here);
    }
    // Floating-point sums may end a hair short: the longest way that exists.
    (min..=max).rev().find(|&hops| !masses.reach[place][hops - 1].get(node).is_zero()).unwrap_or(max)
}

/// As [`Stage::pick`], for one attempt.
fn pick_one<M: Mass>(
    csr: &Csr,
    values: &Values<M>,
    long: Option<&LongRows<M>>,
    at: NodeId,
    total: M,
    random: &mut Random,
) -> NodeId {
    let neighbours = csr.neighbours(at);
    if values.ones {
        return neighbours[random.below(neighbours.len() as u64) as usize];
    }
    let left = total.below(random);
    match long.filter(|_| neighbours.len() > SCAN) {
        Some(long) => {
            let sums = long.sums(long.start(at), neighbours.len());
            neighbours[sums.partition_point(|&sum| sum <= left).min(neighbours.len() - 1)]
        }
        None => neighbours[select(neighbours, values, left)],
    }
}

/// The place on which `left` falls. No branch hangs on a value, so that the loads of the next row need not wait.
#[inline]
fn select<M: Mass>(neighbours: &[NodeId], values: &Values<M>, left: M) -> usize {
    let mut sum = M::ZERO;
    let mut place = 0;
    for &next in neighbours {
        sum = sum.plus_within(values.get(next));
        place += usize::from(sum <= left);
    }
    if place < neighbours.len() {
        return place;
    }
    // Floating-point sums may end a hair short: the last that can be taken.
    neighbours.iter().rposition(|&next| !values.get(next).is_zero()).unwrap_or(0)
}

/// Brings the rows of these nodes near.
fn warm(csr: &Csr, nodes: impl Iterator<Item = NodeId>) {
    let mut starts = [0; MOST];
    let mut count = 0;
    for (start, node) in starts.iter_mut().zip(nodes) {
        *start = csr.row(node).start;
        count += 1;
    }
    let first = |start: &usize| csr.targets().get(*start).copied().unwrap_or_default();
    black_box(starts[..count].iter().map(first).fold(0, |all, target| all ^ target));
}
