//! Which answers a pattern has once some slots are bound: the question behind uniqueness. Works outwards from the
//! bound nodes, so it costs as much as their neighbourhood and not as much as the graph.

use crate::csr::Csr;
use crate::error::TemplateError;
use crate::graph::NodeId;
use crate::kinds::KindSet;
use crate::plan::Plan;
use crate::trees::trees;
use crate::walker::{Guide, Walker, Work};
use pathloom_model::Key;
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Answers in key order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answers {
    pub answers: Vec<Key>,
    /// All of them; false when the limit or the budget ended the search.
    pub complete: bool,
}

impl Plan<'_> {
    /// The distinct answers of matches in which each bound slot takes exactly these nodes (none: it is absent).
    /// Stops after `limit` answers or `budget` work units ([`crate::ONE_SECOND`]).
    pub fn distinct_answers(
        &self,
        bound: &[(&str, &[Key])],
        limit: usize,
        budget: u64,
    ) -> Result<Answers, TemplateError> {
        let none = Answers { answers: Vec::new(), complete: true };
        let Some(bound) = self.bound_nodes(bound)? else {
            return Ok(none);
        };
        let Some(plan) = self.with_counts(&bound) else {
            return Ok(none);
        };
        let guide = Outwards::new(&plan, &bound);
        let roots: Vec<NodeId> = match &guide.slots[plan.root] {
            Some(set) => sorted(set),
            None => plan.slots[plan.root].candidates.iter(plan.graph).collect(),
        };
        let trees = trees(&plan, &|_| true);
        let never = AtomicBool::new(false);
        let mut work = Work::new(budget, &never);
        let mut found = none;
        for root in roots {
            if found.answers.len() >= limit {
                found.complete = false;
                return Ok(found);
            }
            for tree in &trees {
                match Walker::new(&plan, tree, &guide, &mut work).visit(root, &mut |_| false) {
                    Ok(true) => continue,
                    Ok(false) => found.answers.push(self.graph.key(root)),
                    Err(_) => {
                        found.complete = false;
                        return Ok(found);
                    }
                }
                break;
            }
        }
        Ok(found)
    }

    /// Per slot the bound nodes, sorted; `None` when a key is no node, or two slots want the same one.
    fn bound_nodes(&self, bound: &[(&str, &[Key])]) -> Result<Option<Vec<Option<Vec<NodeId>>>>, TemplateError> {
        let mut nodes = vec![None; self.slots.len()];
        for (slot, keys) in bound {
            let place = self.slot_place(slot)?;
            let Some(mut ids) = keys.iter().map(|key| self.graph.id(key)).collect::<Option<Vec<NodeId>>>() else {
                return Ok(None);
            };
            ids.sort_unstable();
            ids.dedup();
            nodes[place] = Some(ids);
        }
        Ok(Some(nodes))
    }

    /// The plan with as many instances as are bound, and as few as may be elsewhere: what is optional and unbound
    /// never decides whether a match exists. `None` when the counts are not allowed.
    fn with_counts(&self, bound: &[Option<Vec<NodeId>>]) -> Option<Self> {
        let mut plan = self.clone();
        plan.forget_masses();
        for (slot, nodes) in bound.iter().enumerate() {
            let Some(place) = self.slots[slot].parent else {
                if nodes.as_ref().is_some_and(|nodes| nodes.len() != 1) {
                    return None;
                }
                continue;
            };
            let [min, max] = self.branches[place].instances;
            let count = nodes.as_ref().map_or(min, Vec::len);
            if count < min || count > max {
                return None;
            }
            plan.branches[place].instances = [count, count];
        }
        Some(plan)
    }
}

/// For each slot and each place between, the nodes from which the bound ones can be reached; `None`: anything.
struct Outwards<'a> {
    plan: &'a Plan<'a>,
    slots: Vec<Option<HashSet<NodeId>>>,
    /// Per branch, per hops left from 1.
    between: Vec<Vec<Option<HashSet<NodeId>>>>,
}

impl<'a> Outwards<'a> {
    fn new(plan: &'a Plan<'a>, bound: &[Option<Vec<NodeId>>]) -> Outwards<'a> {
        let slots = vec![None; plan.slots.len()];
        let mut guide = Outwards { plan, slots, between: vec![Vec::new(); plan.branches.len()] };
        guide.fill(plan.root, bound);
        guide
    }

    fn fill(&mut self, slot: usize, bound: &[Option<Vec<NodeId>>]) {
        let plan = self.plan;
        let candidates = &plan.slots[slot].candidates;
        let mut set: Option<HashSet<NodeId>> = bound[slot]
            .as_ref()
            .map(|nodes| nodes.iter().copied().filter(|&node| candidates.contains(plan.graph, node)).collect());
        for &place in &plan.slots[slot].branches {
            let branch = &plan.branches[place];
            if branch.closing {
                continue;
            }
            self.fill(branch.to, bound);
            if branch.instances[1] == 0 {
                continue;
            }
            if let Some(near) = self.fill_branch(place) {
                let kept = near.into_iter().filter(|&node| candidates.contains(plan.graph, node));
                let kept: HashSet<NodeId> =
                    kept.filter(|node| set.as_ref().is_none_or(|set| set.contains(node))).collect();
                set = Some(kept);
            }
        }
        self.slots[slot] = set;
    }

    /// Nodes from which a permitted number of hops leads into the far slot's set.
    fn fill_branch(&mut self, place: usize) -> Option<HashSet<NodeId>> {
        let branch = &self.plan.branches[place];
        let far = self.slots[branch.to].as_ref()?;
        let back = self.plan.backwards(place, branch.far_kinds(self.plan));
        let mut level = step_back(&back, far);
        let mut near = if branch.hops[0] == 1 { level.clone() } else { HashSet::new() };
        let mut levels = Vec::with_capacity(branch.hops[1]);
        let mid = (branch.hops[1] > 1).then(|| self.plan.backwards(place, branch.between));
        for hops in 2..=branch.hops[1] {
            let Some(mid) = &mid else { break };
            level.retain(|&node| branch.between.contains(self.plan.graph.kind(node)) || hops > branch.hops[1]);
            let next = step_back(mid, &level);
            levels.push(Some(std::mem::replace(&mut level, next)));
            if hops >= branch.hops[0] {
                near.extend(&level);
            }
        }
        self.between[place] = levels;
        Some(near)
    }
}

impl Guide for Outwards<'_> {
    fn end(&self, slot: usize, node: NodeId) -> bool {
        match &self.slots[slot] {
            Some(set) => set.contains(&node),
            None => self.plan.slots[slot].candidates.contains(self.plan.graph, node),
        }
    }

    fn between(&self, branch: usize, hops_left: usize, node: NodeId) -> bool {
        match self.between[branch].get(hops_left - 1) {
            Some(Some(set)) => set.contains(&node),
            _ => true,
        }
    }
}

impl Plan<'_> {
    /// One hop of a branch walked back: from these kinds to where it can come from. Kept with the plan.
    pub(crate) fn backwards(&self, place: usize, from: KindSet) -> Arc<Csr> {
        let branch = &self.branches[place];
        let cell = if from == branch.between && branch.hops[1] > 1 { &branch.back_mid } else { &branch.back_last };
        let step = || {
            let direction = branch.direction.flipped();
            self.graph.step(from, branch.domain, direction, branch.names.as_deref())
        };
        Arc::clone(cell.get_or_init(step))
    }
}

fn step_back(back: &Csr, nodes: &HashSet<NodeId>) -> HashSet<NodeId> {
    nodes.iter().flat_map(|&node| back.neighbours(node)).copied().collect()
}

fn sorted(set: &HashSet<NodeId>) -> Vec<NodeId> {
    let mut nodes: Vec<NodeId> = set.iter().copied().collect();
    nodes.sort_unstable();
    nodes
}
