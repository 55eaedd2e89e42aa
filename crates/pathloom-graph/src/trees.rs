//! The trees with fixed hops and instances that a plan stands for, each as a list of places in an order in which
//! every place follows the one it hangs on. Counting and listing walk these lists.

use crate::draw::Raw;
use crate::graph::NodeId;
use crate::kinds::KindSet;
use crate::plan::Plan;

#[derive(Clone, Debug, Default)]
pub(crate) struct Tree {
    pub places: Vec<Place>,
    /// Per slot: its places, instances in order.
    ends: Vec<Vec<usize>>,
    /// Per branch: the paths taken over it, as places; for a closing branch the intermediates only.
    paths: Vec<Vec<Vec<usize>>>,
}

#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub parent: usize,
    /// `None` for the answer.
    pub branch: Option<usize>,
    pub role: PlaceRole,
    pub kinds: KindSet,
    /// The end of the instance before, taken with as many hops: ids must rise.
    pub after: Option<usize>,
    /// Earlier places that could hold the same node.
    pub rivals: Vec<usize>,
    pub checks: Vec<Check>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PlaceRole {
    /// With this many hops still to go.
    Between(usize),
    End(usize),
}

/// Tested when the later of its places is filled.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Check {
    /// The last hop of a closing branch.
    Closes {
        branch: usize,
        near: usize,
        far: usize,
    },
    Documents {
        rule: usize,
        left: usize,
        right: usize,
    },
}

/// All trees over the branches for which `included` holds. A branch that is left out takes what hangs on it along.
pub(crate) fn trees(plan: &Plan, included: &dyn Fn(usize) -> bool) -> Vec<Tree> {
    let root = Place::new(0, None, PlaceRole::End(plan.root), plan.slots[plan.root].candidates.kinds);
    let mut ends = vec![Vec::new(); plan.slots.len()];
    ends[plan.root].push(0);
    let first = Tree { places: vec![root], ends, paths: vec![Vec::new(); plan.branches.len()] };
    let mut trees = grow(plan, plan.root, vec![first], included);
    trees.iter_mut().for_each(|tree| tree.settle(plan));
    trees
}

fn grow(plan: &Plan, slot: usize, mut trees: Vec<Tree>, included: &dyn Fn(usize) -> bool) -> Vec<Tree> {
    for &branch in plan.slots[slot].branches.iter().filter(|&&branch| included(branch)) {
        let choices = choices(plan, branch);
        let extend = |tree: &Tree| choices.iter().map(|hops| tree.with(plan, branch, hops)).collect::<Vec<_>>();
        trees = trees.iter().flat_map(extend).collect();
        if !plan.branches[branch].closing {
            trees = grow(plan, plan.branches[branch].to, trees, included);
        }
    }
    trees
}

/// Every multiset of hop counts that the branch allows, one entry per instance.
fn choices(plan: &Plan, branch: usize) -> Vec<Vec<usize>> {
    let branch = &plan.branches[branch];
    let mut all: Vec<Vec<usize>> = vec![Vec::new()];
    let mut found: Vec<Vec<usize>> = Vec::new();
    for count in 0..=branch.instances[1] {
        if count >= branch.instances[0] {
            found.extend(all.iter().cloned());
        }
        let longer = |hops: &Vec<usize>| {
            let least = hops.last().copied().unwrap_or(branch.hops[0]);
            (least..=branch.hops[1]).map(|next| [&hops[..], &[next]].concat()).collect::<Vec<_>>()
        };
        all = all.iter().flat_map(longer).collect();
    }
    found
}

impl Place {
    fn new(parent: usize, branch: Option<usize>, role: PlaceRole, kinds: KindSet) -> Place {
        Place { parent, branch, role, kinds, after: None, rivals: Vec::new(), checks: Vec::new() }
    }

    /// The slot whose node stands here.
    pub fn slot(&self) -> Option<usize> {
        if let PlaceRole::End(slot) = self.role { Some(slot) } else { None }
    }
}

impl Tree {
    fn with(&self, plan: &Plan, place: usize, instances: &[usize]) -> Tree {
        let mut tree = self.clone();
        let branch = &plan.branches[place];
        let from = tree.ends[branch.from].first().copied().unwrap_or_default();
        let mut before: Option<(usize, usize)> = None;
        for &hops in instances {
            let mut at = from;
            let mut path = Vec::with_capacity(hops);
            for left in (1..hops).rev() {
                tree.places.push(Place::new(at, Some(place), PlaceRole::Between(left), branch.between));
                at = tree.places.len() - 1;
                path.push(at);
            }
            if !branch.closing {
                let kinds = plan.slots[branch.to].candidates.kinds;
                let mut end = Place::new(at, Some(place), PlaceRole::End(branch.to), kinds);
                end.after = before.filter(|&(_, other)| other == hops).map(|(end, _)| end);
                tree.places.push(end);
                at = tree.places.len() - 1;
                path.push(at);
                tree.ends[branch.to].push(at);
                before = Some((at, hops));
            }
            tree.paths[place].push(path);
        }
        tree
    }

    /// Rivals and checks, once all places are known.
    fn settle(&mut self, plan: &Plan) {
        for place in 1..self.places.len() {
            let here = &self.places[place];
            let rival = |&other: &usize| {
                other != here.parent && Some(other) != here.after && self.places[other].kinds.meets(here.kinds)
            };
            self.places[place].rivals = (0..place).filter(rival).collect();
        }
        for (branch, paths) in self.paths.iter().enumerate().filter(|(branch, _)| plan.branches[*branch].closing) {
            for path in paths {
                let near = path.last().copied().unwrap_or(self.ends[plan.branches[branch].from][0]);
                let far = self.ends[plan.branches[branch].to][0];
                self.places[near.max(far)].checks.push(Check::Closes { branch, near, far });
            }
        }
        for (rule, constraint) in plan.constraints.iter().enumerate() {
            let [left, right] = constraint.slots.map(|slot| self.ends[slot].clone());
            for (left, right) in left.iter().flat_map(|&left| right.iter().map(move |&right| (left, right))) {
                self.places[left.max(right)].checks.push(Check::Documents { rule, left, right });
            }
        }
    }

    /// The match in numbers, from the nodes at the places. Only for trees over every branch.
    pub fn encode(&self, plan: &Plan, nodes: &[NodeId]) -> Raw {
        let mut raw = Vec::with_capacity(nodes.len() + self.paths.len());
        self.encode_slot(plan, plan.root, nodes[0], nodes, &mut raw);
        raw
    }

    fn encode_slot(&self, plan: &Plan, slot: usize, node: NodeId, nodes: &[NodeId], raw: &mut Raw) {
        raw.push(node);
        for &place in &plan.slots[slot].branches {
            let branch = &plan.branches[place];
            let stops = |path: &Vec<usize>| path.iter().map(|&place| nodes[place]).collect::<Vec<NodeId>>();
            let mut paths: Vec<Vec<NodeId>> = self.paths[place].iter().map(stops).collect();
            if branch.is_group() {
                paths.sort_unstable_by_key(|path| path.last().copied());
                raw.push(paths.len() as u32);
                for path in &paths {
                    raw.push(path.len() as u32);
                    raw.extend(path);
                }
            } else if branch.closing {
                let path = paths.pop().unwrap_or_default();
                raw.push(path.len() as u32 + 1);
                raw.extend(path);
            } else if let Some((&end, between)) = paths.first().and_then(|path| path.split_last()) {
                raw.push(between.len() as u32 + 1);
                raw.extend(between);
                self.encode_slot(plan, branch.to, end, nodes, raw);
            } else {
                raw.push(0);
            }
        }
    }
}
