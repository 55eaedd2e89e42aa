//! Which branches must be walked node by node to count matches, and which hang free: nothing on a free branch can
//! repeat a node or meet a check, so its share of the count is a product that the masses already hold.

use crate::kinds::KindSet;
use crate::plan::Plan;

#[derive(Clone, Debug)]
pub(crate) struct Core {
    walked: Vec<bool>,
}

/// Places of a template that are filled from the same set of kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Slot(usize),
    Between(usize),
}

impl Core {
    pub fn of(plan: &Plan) -> Core {
        let mut walked = vec![false; plan.branches.len()];
        let classes = classes(plan);
        for (i, &left) in classes.iter().enumerate() {
            for &right in &classes[i..] {
                if can_coincide(plan, left, right) {
                    mark(plan, &mut walked, left);
                    mark(plan, &mut walked, right);
                }
            }
        }
        for (place, branch) in plan.branches.iter().enumerate().filter(|(_, branch)| branch.closing) {
            walked[place] = true;
            mark(plan, &mut walked, Class::Slot(branch.from));
            mark(plan, &mut walked, Class::Slot(branch.to));
        }
        for slot in plan.constraints.iter().flat_map(|rule| rule.slots) {
            mark(plan, &mut walked, Class::Slot(slot));
        }
        Core { walked }
    }

    pub fn holds(&self, branch: usize) -> bool {
        self.walked[branch]
    }

    /// Nothing has to be walked: the walks are the matches.
    pub fn is_empty(&self) -> bool {
        self.walked.iter().all(|walked| !walked)
    }
}

/// The branch that holds the class and all branches towards the answer.
fn mark(plan: &Plan, walked: &mut [bool], class: Class) {
    let slot = match class {
        Class::Slot(slot) => slot,
        Class::Between(branch) => {
            walked[branch] = true;
            plan.branches[branch].from
        }
    };
    for branch in plan.branches_to(slot) {
        walked[branch] = true;
    }
}

fn classes(plan: &Plan) -> Vec<Class> {
    let between = |branch: &usize| plan.branches[*branch].hops[1] > 1;
    let slots = (0..plan.slots.len()).map(Class::Slot);
    slots.chain((0..plan.branches.len()).filter(between).map(Class::Between)).collect()
}

fn kinds(plan: &Plan, class: Class) -> KindSet {
    match class {
        Class::Slot(slot) => plan.slots[slot].candidates.kinds,
        Class::Between(branch) => plan.branches[branch].between,
    }
}

/// Neighbours never coincide, because no relation joins a node to itself.
fn can_coincide(plan: &Plan, left: Class, right: Class) -> bool {
    if !kinds(plan, left).meets(kinds(plan, right)) {
        return false;
    }
    match (left, right) {
        (Class::Slot(a), Class::Slot(b)) if a == b => {
            let branch = plan.slots[a].parent.map(|branch| &plan.branches[branch]);
            branch.is_some_and(|branch| branch.is_group() && branch.hops[1] > 1)
        }
        (Class::Slot(a), Class::Slot(b)) => {
            let joins = |slot: usize, other: usize| {
                let branch = plan.slots[slot].parent.map(|branch| &plan.branches[branch]);
                branch.is_some_and(|branch| branch.from == other && branch.hops[1] == 1)
            };
            !joins(a, b) && !joins(b, a)
        }
        (Class::Slot(slot), Class::Between(place)) | (Class::Between(place), Class::Slot(slot)) => {
            let branch = &plan.branches[place];
            let is_single_stop = branch.hops[1] == 2;
            let beside = slot == branch.from || (slot == branch.to && !branch.is_group() && !branch.closing);
            !(is_single_stop && beside)
        }
        (Class::Between(a), Class::Between(b)) if a == b => plan.branches[a].is_group() || plan.branches[a].hops[1] > 3,
        (Class::Between(_), Class::Between(_)) => true,
    }
}
