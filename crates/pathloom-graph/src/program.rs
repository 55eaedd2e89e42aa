//! The order in which an attempt fills a plan: one straight list of steps. Ranges of hops and optional slots leave
//! steps out, and nothing ever runs back, so that many attempts can go through the list together.

use crate::plan::Plan;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// The node drawn last is this slot's.
    Enter {
        slot: usize,
    },
    /// Whether the branch is there, and with how many hops; without it the attempt goes on at `skip`.
    Begin {
        branch: usize,
        skip: usize,
    },
    /// A node between, for attempts with at least `left` hops to go.
    Between {
        branch: usize,
        left: usize,
    },
    End {
        branch: usize,
    },
    /// The last hop of a closing branch is a check.
    Open {
        branch: usize,
    },
    /// Several ends at once.
    Group {
        branch: usize,
    },
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Program {
    pub steps: Vec<Step>,
    /// Most numbers of one match, and most nodes.
    pub numbers: usize,
    pub nodes: usize,
}

impl Program {
    pub fn of(plan: &Plan) -> Program {
        let mut program = Program::default();
        program.add_slot(plan, plan.root);
        program
    }

    fn add_slot(&mut self, plan: &Plan, slot: usize) {
        self.steps.push(Step::Enter { slot });
        self.add_nodes(1);
        for &place in &plan.slots[slot].branches {
            let branch = &plan.branches[place];
            if branch.is_group() {
                self.steps.push(Step::Group { branch: place });
                self.numbers += 1 + branch.instances[1];
                self.add_nodes(branch.instances[1] * branch.hops[1]);
                continue;
            }
            let begin = self.steps.len();
            self.steps.push(Step::Begin { branch: place, skip: 0 });
            self.numbers += 1;
            for left in (2..=branch.hops[1]).rev() {
                self.steps.push(Step::Between { branch: place, left });
                self.add_nodes(1);
            }
            if branch.closing {
                self.steps.push(Step::Open { branch: place });
            } else {
                self.steps.push(Step::End { branch: place });
                self.add_slot(plan, branch.to);
            }
            self.steps[begin] = Step::Begin { branch: place, skip: self.steps.len() };
        }
    }

    fn add_nodes(&mut self, count: usize) {
        self.nodes += count;
        self.numbers += count;
    }
}
