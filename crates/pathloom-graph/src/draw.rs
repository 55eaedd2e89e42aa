//! Attempts: each a walk drawn in proportion to its mass, given up when it repeats a node or breaks a check. Giving up
//! uniform draws over walks leaves uniform draws over matches.
//!
//! Attempts go through the program many at a time, each step in passes of loads that do not wait for each other: the
//! work is waiting for memory. Every attempt has a generator of its own, so how many go together changes nothing.

use crate::csr::Csr;
use crate::error::MAX_INSTANCES;
use crate::graph::{NONE, NodeId};
use crate::hop_names::{HopName, HopNames, LOOK_UP};
use crate::mass::Mass;
use crate::masses::{AnyMasses, Masses, Values};
use crate::plan::{Branch, Plan};
use crate::program::{Program, Step};
use crate::random::Random;
use crate::row_sums::{RowSums, SHORT};
use crate::tables::Tables;
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
    /// The relations of hops are noted.
    is_named: bool,
    /// Something is checked once all nodes are there.
    has_rules: bool,
    /// Attempts still running, or matches after the last step; in order.
    live: Vec<u16>,
    attempts: Vec<Attempt>,
    /// Per attempt, `program.numbers` and `program.nodes` places each.
    raw: Vec<u32>,
    /// Beside each number that is a node: the relation of the hop that led to it.
    names: Vec<HopName>,
    nodes: Vec<NodeId>,
    /// Per attempt and slot that takes one node.
    slot_nodes: Vec<NodeId>,
    checks: Vec<Checks>,
}

#[derive(Clone, Debug)]
struct Attempt {
    random: Random,
    /// The node drawn last, and the relation of the hop that led to it.
    at: NodeId,
    name: HopName,
    /// The node before it on this branch, and what there is to draw from beyond it: only where walks go onward.
    before: NodeId,
    beyond: u128,
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

impl Attempt {
    fn new(random: Random) -> Attempt {
        let (at, name, before, beyond) = (0, LOOK_UP, NONE, 0);
        Attempt { random, at, name, before, beyond, hops: 0, resume: 0, numbers: 0, nodes: 0 }
    }
}

/// One hop that many attempts take.
#[derive(Clone, Copy)]
struct Hop<'a, M> {
    csr: &'a Csr,
    names: Option<&'a HopNames>,
    /// Of the neighbours, and the sums of these by node.
    values: &'a Values<M>,
    totals: &'a Values<M>,
    /// Running sums along the rows; none where every neighbour counts one.
    row_sums: Option<&'a RowSums<M>>,
    /// Never straight back; and what each neighbour's value loses for that.
    is_onward: bool,
    turning_back: Option<&'a Values<M>>,
}

impl<'a, M: Mass> Hop<'a, M> {
    /// None where each neighbour is as likely as any other.
    fn drawn_by(&self) -> Option<&'a RowSums<M>> {
        self.row_sums.filter(|_| !self.values.ones)
    }
}

/// What the passes of one step hand on, per attempt in work.
struct Picked<M> {
    count: usize,
    nodes: [NodeId; MOST],
    /// Where the row starts, then the entry that was picked.
    starts: [u32; MOST],
    lengths: [u32; MOST],
    /// What there is to draw from, then what is left of the number drawn.
    left: [M; MOST],
    /// Taken from each neighbour's value, and the neighbour that is out.
    less: [M; MOST],
    out: [NodeId; MOST],
    next: [NodeId; MOST],
}

impl<M: Mass> Picked<M> {
    fn new(count: usize) -> Picked<M> {
        let (nodes, starts, lengths, next) = ([0; MOST], [0; MOST], [0; MOST], [0; MOST]);
        let (left, less, out) = ([M::ZERO; MOST], [M::ZERO; MOST], [NONE; MOST]);
        Picked { count, nodes, starts, lengths, left, less, out, next }
    }

    /// Moves `starts` on to the neighbour on which `left` falls. The sums hold the neighbour that is out as well: an attempt
    /// that falls on it or beyond is searched again by as much more as it weighs.
    fn search(&mut self, hop: Hop<'_, M>, row_sums: &RowSums<M>) {
        let mut touched = 0;
        let mut long = Vec::with_capacity(self.count);
        for k in 0..self.count {
            let (start, length) = (self.starts[k] as usize, self.lengths[k] as usize);
            touched ^= row_sums.touch(start, length);
            if length > SHORT {
                long.push(k);
            }
        }
        black_box(touched);
        let mut places = [0; MOST];
        for (k, place) in places.iter_mut().enumerate().take(self.count) {
            let (start, length) = (self.starts[k] as usize, self.lengths[k] as usize);
            if length <= SHORT {
                *place = row_sums.place(start, length, self.left[k], self.less[k]) as u32;
            }
        }
        self.halve(row_sums, &long, &mut places);
        let targets = hop.csr.targets();
        if hop.is_onward {
            let mut touched = 0;
            for k in 0..self.count {
                places[k] = places[k].min(self.lengths[k] - 1);
                touched ^= targets[(self.starts[k] + places[k]) as usize];
            }
            black_box(touched);
            for k in 0..self.count {
                let is_before = self.out[k] == NONE || targets[(self.starts[k] + places[k]) as usize] < self.out[k];
                if !is_before {
                    let more = hop.values.get(self.out[k]).less(self.less[k], 1);
                    self.left[k] = self.left[k].plus_within(more);
                    let (start, length) = (self.starts[k] as usize, self.lengths[k] as usize);
                    places[k] = row_sums.place(start, length, self.left[k], self.less[k]) as u32;
                }
            }
        }
        let rows = self.starts.iter_mut().zip(&self.lengths).take(self.count);
        for ((start, length), place) in rows.zip(places) {
            // Floating-point sums may end a hair short: the last that can be taken.
            *start += place.min(length - 1);
        }
    }

    /// Halves the rows of these attempts in turn, so that no load waits for that of another attempt.
    fn halve(&self, row_sums: &RowSums<M>, attempts: &[usize], places: &mut [u32; MOST]) {
        let mut sizes = self.lengths;
        let mut longest = attempts.iter().map(|&k| sizes[k]).max().unwrap_or(0);
        let is_before = |k: usize, place: u32| {
            row_sums.at((self.starts[k] + place) as usize).less(self.less[k], place as usize + 1) <= self.left[k]
        };
        while longest > 1 {
            for &k in attempts {
                // A row that is down to one halves to nothing, and its place stays.
                let half = sizes[k] / 2;
                let is_beyond = half > 0 && is_before(k, (places[k] + half).max(1) - 1);
                places[k] += if is_beyond { half } else { 0 };
                sizes[k] -= half;
            }
            longest -= longest / 2;
        }
        for &k in attempts {
            places[k] += u32::from(is_before(k, places[k]));
        }
    }
}

impl Stage {
    /// Only the nodes of matches are asked for.
    pub fn unnamed(plan: &Plan) -> Stage {
        Stage { is_named: false, ..Stage::new(plan) }
    }

    pub fn new(plan: &Plan) -> Stage {
        let program = Program::of(plan);
        let fresh = Attempt::new(Random::stream(0, 0));
        let has_rules = !plan.constraints.is_empty() || plan.branches.iter().any(|branch| branch.closing);
        Stage {
            raw: vec![0; program.numbers * MOST],
            names: vec![LOOK_UP; program.numbers * MOST],
            nodes: vec![0; program.nodes * MOST],
            slot_nodes: vec![0; plan.slots.len() * MOST],
            slots: plan.slots.len(),
            is_named: true,
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
            *attempt = Attempt::new(Random::stream(seed, index));
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
        &self.raw[self.numbers(place)]
    }

    /// Beside each number that is a node, the relation of the hop that led to it.
    pub fn names(&self, place: u16) -> &[HopName] {
        &self.names[self.numbers(place)]
    }

    fn numbers(&self, place: u16) -> std::ops::Range<usize> {
        let place = usize::from(place);
        let start = place * self.program.numbers;
        start..start + usize::from(self.attempts[place].numbers)
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
                let hop = Hop {
                    csr: mid,
                    names: self.is_named.then(|| plan.branches[branch].mid_names(plan)),
                    values: masses.standing_between(branch, left - 1),
                    totals: &masses.reach[branch][left - 1],
                    row_sums: masses.row_sums[branch].get(left - 1),
                    is_onward: masses.is_onward(plan, branch),
                    turning_back: masses.turning_back(plan, branch, left),
                };
                self.pick(work, hop);
                self.retain(work, |stage, at| stage.stand_here(at));
            }
            Step::End { branch } => {
                let names = self.is_named.then(|| plan.branches[branch].last_names(plan));
                self.pick(work, Hop { names, ..last_hop(plan, masses, branch) });
            }
            Step::Open { branch } => {
                for &at in work {
                    let near = self.attempts[usize::from(at)].at;
                    self.checks[usize::from(at)].open.push((branch, near));
                }
            }
            Step::Group { branch } => {
                let near = plan.branches[branch].from;
                let nodes = || work.iter().map(|&at| self.slot_node(usize::from(at), near));
                warm(&plan.branches[branch].last, nodes());
                masses.reach[branch].iter().for_each(|values| values.warm(nodes()));
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
        let (drawn, places) = (&drawn[..self.live.len()], &mut places[..self.live.len()]);
        places.iter_mut().for_each(|place| *place = tables.guide[*place] as usize);
        tables.warm(places);
        places.iter_mut().zip(drawn).for_each(|(place, &drawn)| *place = tables.place(drawn, *place));
        for (attempt, &mut place) in self.attempts.iter_mut().zip(places) {
            attempt.at = tables.roots[place];
        }
    }

    /// A neighbour of each attempt's node in proportion to its value.
    fn pick<M: Mass>(&mut self, work: &[u16], hop: Hop<'_, M>) {
        let mut picked = Picked::new(work.len());
        self.gather(work, hop, &mut picked);
        let row_sums = hop.drawn_by();
        if let Some(row_sums) = row_sums {
            for (k, &at) in work.iter().enumerate() {
                picked.left[k] = picked.left[k].below(&mut self.attempts[usize::from(at)].random);
            }
            picked.search(hop, row_sums);
        } else {
            for (k, &at) in work.iter().enumerate() {
                let random = &mut self.attempts[usize::from(at)].random;
                picked.starts[k] += random.below(picked.lengths[k].into()) as u32;
            }
        }
        let is_even = row_sums.is_none();
        let targets = hop.csr.targets();
        for k in 0..picked.count {
            picked.next[k] = targets[picked.starts[k] as usize];
        }
        if is_even && hop.is_onward {
            for (k, &at) in work.iter().enumerate() {
                let attempt = &mut self.attempts[usize::from(at)];
                let row = hop.csr.row(attempt.at);
                while picked.next[k] == attempt.before {
                    // Another way on exists, or the walk would not have come here.
                    picked.starts[k] = (row.start as u64 + attempt.random.below(row.len() as u64)) as u32;
                    picked.next[k] = targets[picked.starts[k] as usize];
                }
            }
        }
        self.go(work, hop, &mut picked);
    }

    /// The rows of all nodes and what there is to draw from: passes of loads and little else.
    fn gather<M: Mass>(&self, work: &[u16], hop: Hop<'_, M>, picked: &mut Picked<M>) {
        for (node, &at) in picked.nodes.iter_mut().zip(work) {
            *node = self.attempts[usize::from(at)].at;
        }
        let nodes = &picked.nodes[..picked.count];
        for ((start, length), &node) in picked.starts.iter_mut().zip(&mut picked.lengths).zip(nodes) {
            let row = hop.csr.row(node);
            (*start, *length) = (row.start as u32, row.len() as u32);
        }
        let Some(row_sums) = hop.drawn_by() else { return };
        if hop.is_onward {
            for ((k, &at), &node) in work.iter().enumerate().zip(nodes) {
                let attempt = &self.attempts[usize::from(at)];
                picked.out[k] = attempt.before;
                let is_first = attempt.before == NONE;
                picked.left[k] = if is_first { hop.totals.get(node) } else { M::unpack(attempt.beyond) };
            }
            if let Some(values) = hop.turning_back {
                picked.less.iter_mut().zip(nodes).for_each(|(less, &node)| *less = values.get(node));
            }
        } else {
            let ends = picked.starts.iter().zip(&picked.lengths).map(|(start, length)| (start + length) as usize);
            picked.left.iter_mut().zip(ends).take(picked.count).for_each(|(left, end)| *left = row_sums.at(end - 1));
        }
    }

    /// Moves the attempts on to what was picked.
    fn go<M: Mass>(&mut self, work: &[u16], hop: Hop<'_, M>, picked: &mut Picked<M>) {
        if hop.is_onward {
            for k in 0..picked.count {
                picked.left[k] = hop.values.get(picked.next[k]);
            }
        }
        let mut names = [LOOK_UP; MOST];
        if let Some(known) = hop.names {
            names.iter_mut().zip(&picked.starts[..picked.count]).for_each(|(name, &at)| *name = known.at(at as usize));
        }
        for (k, &at) in work.iter().enumerate() {
            let attempt = &mut self.attempts[usize::from(at)];
            if hop.is_onward {
                attempt.before = attempt.at;
                attempt.beyond = picked.left[k].less(picked.less[k], 1).pack();
            }
            (attempt.at, attempt.name) = (picked.next[k], names[k]);
        }
    }

    /// False when the node is there already.
    #[inline]
    fn stand(&mut self, at: usize, node: NodeId, name: HopName) -> bool {
        let attempt = &mut self.attempts[at];
        let start = at * self.program.nodes;
        let count = usize::from(attempt.nodes);
        if self.nodes[start..start + count].contains(&node) {
            return false;
        }
        self.nodes[start + count] = node;
        attempt.nodes += 1;
        let number = at * self.program.numbers + usize::from(attempt.numbers);
        attempt.numbers += 1;
        (self.raw[number], self.names[number]) = (node, name);
        true
    }

    #[inline]
    fn stand_here(&mut self, at: usize) -> bool {
        let Attempt { at: node, name, .. } = self.attempts[at];
        self.stand(at, node, name)
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
        if !self.stand_here(at) {
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
        let attempt = &mut self.attempts[at];
        (attempt.at, attempt.before, attempt.hops) = (node, NONE, hops as u16);
        self.push(at, hops as u32);
        true
    }

    /// Several paths, all different, each set of them equally likely. `None` when a node repeats.
    fn group<M: Mass>(&mut self, plan: &Plan, masses: &Masses<M>, place: usize, at: usize) -> Option<()> {
        let branch = &plan.branches[place];
        let node = self.slot_node(at, branch.from);
        let mut random = self.attempts[at].random.clone();
        let mut drawing = Drawing { is_named: self.is_named, plan, masses, random: &mut random };
        let paths = masses.paths(branch, place, node)?;
        let count = drawing.count(branch, paths)?;
        self.push(at, count as u32);
        if branch.hops == [1, 1] {
            let mut ends = [(0, LOOK_UP); MAX_INSTANCES as usize];
            drawing.ends(place, node, &mut ends[..count]);
            self.attempts[at].random = random;
            return ends[..count].iter().try_for_each(|&(end, name)| {
                self.push(at, 1);
                self.take(branch.to, at, end);
                self.stand(at, end, name).then_some(())
            });
        }
        let drawn = drawing.paths(branch, place, node, paths, count);
        self.attempts[at].random = random;
        for path in drawn {
            self.push(at, path.len() as u32);
            path.iter().try_for_each(|&stop| self.stand(at, stop, LOOK_UP).then_some(()))?;
            self.take(branch.to, at, *path.last()?);
        }
        Some(())
    }
}

fn last_hop<'a, M: Mass>(plan: &'a Plan, masses: &'a Masses<M>, place: usize) -> Hop<'a, M> {
    let branch = &plan.branches[place];
    Hop {
        csr: &branch.last,
        names: None,
        values: &masses.slots[branch.to],
        totals: &masses.reach[place][0],
        row_sums: masses.row_sums[place].first(),
        is_onward: masses.is_onward(plan, place),
        turning_back: None,
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
    is_named: bool,
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
    fn ends(&mut self, place: usize, node: NodeId, ends: &mut [(NodeId, HopName)]) {
        let names = self.is_named.then(|| self.plan.branches[place].last_names(self.plan));
        let hop = Hop { names, ..last_hop(self.plan, self.masses, place) };
        for drawn in 0..ends.len() {
            ends[drawn] = loop {
                let entry = pick_one(hop, node, self.random);
                let end = hop.csr.targets()[entry];
                if ends[..drawn].iter().all(|other| other.0 != end) {
                    break (end, hop.names.map_or(LOOK_UP, |names| names.at(entry)));
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
            let hop = Hop {
                csr: mid,
                values: self.masses.standing_between(place, left - 1),
                totals: &self.masses.reach[place][left - 1],
                row_sums: self.masses.row_sums[place].get(left - 1),
                ..last_hop(self.plan, self.masses, place)
            };
            at = mid.targets()[pick_one(hop, at, self.random)];
            path.push(at);
        }
        let last = last_hop(self.plan, self.masses, place);
        path.push(last.csr.targets()[pick_one(last, at, self.random)]);
        path
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

/// As [`Stage::pick`], for one attempt, and never onward: the entry.
fn pick_one<M: Mass>(hop: Hop<'_, M>, at: NodeId, random: &mut Random) -> usize {
    let row = hop.csr.row(at);
    let Some(row_sums) = hop.drawn_by() else {
        return row.start + random.below(row.len() as u64) as usize;
    };
    let left = row_sums.at(row.end - 1).below(random);
    row.start + row_sums.place(row.start, row.len(), left, M::ZERO).min(row.len() - 1)
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
