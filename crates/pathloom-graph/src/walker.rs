//! Fills the places of a tree by backtracking: lists matches, or adds them up without standing in the last place.

use crate::core::Core;
use crate::draw::Raw;
use crate::filter::Candidates;
use crate::graph::NodeId;
use crate::mass::Mass;
use crate::masses::{Masses, Values};
use crate::plan::Plan;
use crate::tail::{self, Tail};
use crate::trees::{Check, PlaceRole, Tree};
use std::sync::atomic::{AtomicBool, Ordering};

/// Which nodes are worth trying.
pub(crate) trait Guide {
    fn end(&self, slot: usize, node: NodeId) -> bool;
    fn between(&self, branch: usize, hops_left: usize, node: NodeId) -> bool;
}

impl<M: Mass> Guide for Masses<M> {
    fn end(&self, slot: usize, node: NodeId) -> bool {
        !self.slots[slot].get(node).is_zero()
    }

    fn between(&self, branch: usize, hops_left: usize, node: NodeId) -> bool {
        !self.reach[branch][hops_left - 1].get(node).is_zero()
    }
}

/// Neighbours of two rows that are compared one after the other take as long as one that is jumped to.
const AT_ONCE: usize = 4;

/// Neighbours looked at so far, against a limit; and whether somebody asked to stop.
#[derive(Debug)]
pub(crate) struct Work<'a> {
    pub done: u64,
    pub budget: u64,
    cancel: &'a AtomicBool,
}

impl<'a> Work<'a> {
    pub fn new(budget: u64, cancel: &'a AtomicBool) -> Work<'a> {
        Work { done: 0, budget, cancel }
    }

    pub fn is_cancelled(&self) -> bool {
        self.cancel.load(Ordering::Relaxed)
    }

    #[inline]
    fn spend(&mut self, units: usize) -> Result<(), Stopped> {
        let before = self.done >> 16;
        self.done += units as u64 + 1;
        if self.done > self.budget || (self.done >> 16 != before && self.is_cancelled()) {
            return Err(Stopped);
        }
        Ok(())
    }
}

/// The budget is used up, or somebody asked to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stopped;

pub(crate) struct Walker<'a, 'w, G> {
    pub plan: &'a Plan<'a>,
    pub tree: &'a Tree,
    pub guide: &'a G,
    pub work: &'a mut Work<'w>,
    pub nodes: Vec<NodeId>,
}

impl<'a, 'w, G: Guide> Walker<'a, 'w, G> {
    pub fn new(plan: &'a Plan<'a>, tree: &'a Tree, guide: &'a G, work: &'a mut Work<'w>) -> Walker<'a, 'w, G> {
        Walker { plan, tree, guide, work, nodes: vec![0; tree.places.len()] }
    }

    /// Calls `visit` with the nodes of every match that has this answer; it returns false to end the search.
    pub fn visit(&mut self, root: NodeId, visit: &mut dyn FnMut(&[NodeId]) -> bool) -> Result<bool, Stopped> {
        self.nodes[0] = root;
        if !self.guide.end(self.plan.root, root) || !self.passes(0, root) {
            return Ok(true);
        }
        self.visit_from(1, visit)
    }

    fn visit_from(&mut self, at: usize, visit: &mut dyn FnMut(&[NodeId]) -> bool) -> Result<bool, Stopped> {
        let Some(place) = self.tree.places.get(at) else {
            return Ok(visit(&self.nodes));
        };
        let neighbours = self.neighbours(at);
        self.work.spend(neighbours.len())?;
        for &node in neighbours {
            if !self.is_open(at, place.role, node) {
                continue;
            }
            self.nodes[at] = node;
            if self.passes(at, node) && !self.visit_from(at + 1, visit)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn neighbours(&self, at: usize) -> &'a [NodeId] {
        let place = &self.tree.places[at];
        let Some(branch) = place.branch.map(|branch| &self.plan.branches[branch]) else {
            return &[];
        };
        let near = self.nodes[place.parent];
        match (place.role, &branch.mid) {
            (PlaceRole::End(_), _) => branch.last.neighbours(near),
            (PlaceRole::Between(_), Some(mid)) => mid.neighbours(near),
            (PlaceRole::Between(_), None) => &[],
        }
    }

    /// Where the row of the place before stands in the step that leads here.
    fn first_entry(&self, at: usize) -> usize {
        let place = &self.tree.places[at];
        let mid = place.branch.and_then(|branch| self.plan.branches[branch].mid.as_ref());
        mid.map_or(0, |mid| mid.row(self.nodes[place.parent]).start)
    }

    #[inline]
    fn is_open(&self, at: usize, role: PlaceRole, node: NodeId) -> bool {
        match (role, self.tree.places[at].branch) {
            (PlaceRole::Between(left), Some(branch)) => self.guide.between(branch, left, node),
            (PlaceRole::End(slot), _) => self.guide.end(slot, node),
            (PlaceRole::Between(_), None) => false,
        }
    }

    /// Distinct from its rivals, in order among its like, and within the rules; the node stands there already.
    #[inline]
    fn passes(&self, at: usize, node: NodeId) -> bool {
        let place = &self.tree.places[at];
        place.rivals.iter().all(|&rival| self.nodes[rival] != node)
            && place.after.is_none_or(|before| self.nodes[before] < node)
            && place.checks.iter().all(|check| self.holds(check))
    }

    fn holds(&self, check: &Check) -> bool {
        match *check {
            Check::Closes { branch, near, far } => {
                self.plan.branches[branch].last.contains(self.nodes[near], self.nodes[far])
            }
            Check::Documents { rule, left, right } => {
                self.plan.constraints[rule].holds(self.plan.graph, self.nodes[left], self.nodes[right])
            }
        }
    }
}

/// Adds up matches where some branches hang free: what they add is known from the masses.
pub(crate) struct Adder<'a, 'w, M> {
    pub walker: Walker<'a, 'w, Masses<M>>,
    /// Per slot: the product of its free branches, where it has any.
    pub free: &'a [Option<Values<M>>],
    /// The last place needs no standing in: its sum is known, and only its rivals are taken off.
    is_last_summed: bool,
    /// Neither do the last two, where they are hops of one chain.
    tail: Option<Tail<'a, M>>,
}

impl<'a, 'w, M: Mass> Adder<'a, 'w, M> {
    pub fn new(walker: Walker<'a, 'w, Masses<M>>, core: &Core, free: &'a [Option<Values<M>>]) -> Adder<'a, 'w, M> {
        let is_last_summed = is_last_summed(walker.plan, walker.tree, core);
        let tail = (is_last_summed && walker.tree.places.len() <= tail::MOST)
            .then(|| Tail::of(walker.plan, walker.tree, walker.guide))
            .flatten();
        Adder { walker, free, is_last_summed, tail }
    }

    /// Matches with this answer.
    pub fn sum(&mut self, root: NodeId) -> Result<u128, Stopped> {
        self.walker.nodes[0] = root;
        if !self.walker.guide.end(self.walker.plan.root, root) || !self.walker.passes(0, root) {
            return Ok(0);
        }
        if let Some(tail) = &mut self.tail {
            self.walker.work.spend(tail.start(root))?;
        }
        Ok(self.sum_from(1)? * self.factor(self.walker.plan.root, root))
    }

    fn factor(&self, slot: usize, node: NodeId) -> u128 {
        self.free[slot].as_ref().map_or(1, |values| values.get(node).to_u128())
    }

    fn sum_from(&mut self, at: usize) -> Result<u128, Stopped> {
        let Some(place) = self.walker.tree.places.get(at) else {
            return Ok(1);
        };
        if self.is_last_summed && at + 1 == self.walker.tree.places.len() {
            return Ok(self.last_sum(at));
        }
        let neighbours = self.walker.neighbours(at);
        self.walker.work.spend(neighbours.len())?;
        if self.tail.as_ref().is_some_and(|tail| tail.place == at) {
            return self.tail_sum(at, neighbours);
        }
        let mut total = 0;
        for &node in neighbours {
            if !self.walker.is_open(at, place.role, node) {
                continue;
            }
            self.walker.nodes[at] = node;
            if self.walker.passes(at, node) {
                let below = self.sum_from(at + 1)?;
                total += if let PlaceRole::End(slot) = place.role { below * self.factor(slot, node) } else { below };
            }
        }
        Ok(total)
    }

    /// Over all nodes that can stand before the last two.
    fn tail_sum(&mut self, at: usize, neighbours: &[NodeId]) -> Result<u128, Stopped> {
        let role = self.walker.tree.places[at].role;
        let first = self.walker.first_entry(at);
        let mut tail = self.tail.take();
        let mut total = 0;
        if let Some(tail) = &mut tail {
            tail.prepare(self.walker.tree, &self.walker.nodes);
            for (place, &node) in neighbours.iter().enumerate() {
                if !self.walker.is_open(at, role, node) {
                    continue;
                }
                self.walker.nodes[at] = node;
                if self.walker.passes(at, node) {
                    let below = tail.sum(node, first + place);
                    total += if let PlaceRole::End(slot) = role { below * self.factor(slot, node) } else { below };
                }
            }
        }
        self.tail = tail;
        let looked = self.tail.as_mut().map_or(0, |tail| std::mem::take(&mut tail.looked));
        self.walker.work.spend(looked / AT_ONCE)?;
        Ok(total)
    }

    /// All of the last place's neighbours, less those that stand elsewhere already.
    fn last_sum(&self, at: usize) -> u128 {
        let Walker { plan, tree, guide, nodes, .. } = &self.walker;
        let place = &tree.places[at];
        let Some(branch) = place.branch else { return 0 };
        let near = nodes[place.parent];
        let values = &guide.slots[plan.branches[branch].to];
        let last = &plan.branches[branch].last;
        let mut sum = guide.reach[branch][0].get(near);
        for (i, &rival) in place.rivals.iter().enumerate() {
            let node = nodes[rival];
            let seen = place.rivals[..i].iter().any(|&earlier| nodes[earlier] == node);
            if !seen && !values.get(node).is_zero() && last.contains(near, node) {
                sum = sum.minus(values.get(node));
            }
        }
        sum.to_u128()
    }
}

/// Whether what the masses say of the last place is what the tree asks there.
pub(crate) fn is_last_summed(plan: &Plan, tree: &Tree, core: &Core) -> bool {
    let Some(last) = tree.places.last().filter(|_| tree.places.len() > 1) else {
        return false;
    };
    let hangs_free = |slot: usize| plan.slots[slot].branches.iter().all(|&branch| !core.holds(branch));
    last.slot().is_some_and(hangs_free) && last.after.is_none() && last.checks.is_empty()
}

/// Every match, in a fixed order. `visit` gets it in numbers and returns false to end.
pub(crate) fn list_matches<G: Guide>(
    plan: &Plan,
    guide: &G,
    trees: &[Tree],
    work: &mut Work<'_>,
    visit: &mut dyn FnMut(Raw) -> bool,
) -> Result<(), Stopped> {
    for tree in trees {
        let mut walker = Walker::new(plan, tree, guide, work);
        for root in roots(plan) {
            if !walker.visit(root, &mut |nodes| visit(tree.encode(plan, nodes)))? {
                return Ok(());
            }
        }
    }
    Ok(())
}

pub(crate) fn roots<'a>(plan: &'a Plan) -> impl Iterator<Item = NodeId> + 'a {
    let candidates: &Candidates = &plan.slots[plan.root].candidates;
    candidates.iter(plan.graph)
}
