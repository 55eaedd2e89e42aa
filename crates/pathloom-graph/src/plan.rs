//! A template compiled against one graph: a tree of branches from the answer outwards, plus what is checked on top.
//! Hop ranges and instance ranges stay choices at their branch, so that costs add up and do not multiply.

use crate::csr::Csr;
use crate::error::TemplateError;
use crate::filter::Candidates;
use crate::graph::{Graph, NodeId};
use crate::hop_names::HopNames;
use crate::kinds::KindSet;
use crate::masses::AnyMasses;
use crate::validate::validate;
use pathloom_model::fingerprint::Fingerprinter;
use pathloom_model::relation::canonical_name;
use pathloom_model::{Constraint, Direction, Key, Link, Relations, Role, Template};
use std::collections::VecDeque;
use std::sync::{Arc, OnceLock};

/// Ready to count and draw. Cheap to restrict; borrows the graph.
#[derive(Clone, Debug)]
pub struct Plan<'g> {
    pub(crate) graph: &'g Graph,
    pub(crate) template: Template,
    /// In template order.
    pub(crate) slots: Vec<PlanSlot>,
    pub(crate) branches: Vec<Branch>,
    pub(crate) root: usize,
    pub(crate) start: Option<usize>,
    pub(crate) constraints: Vec<DocumentRule>,
    pub(crate) fingerprinter: Fingerprinter,
    pub(crate) uniform: OnceLock<Arc<AnyMasses>>,
    /// The same without walks that turn straight back, where hops can: none of these is a match.
    pub(crate) drawing: OnceLock<Arc<AnyMasses>>,
}

#[derive(Clone, Debug)]
pub(crate) struct PlanSlot {
    pub candidates: Candidates,
    /// The branch that leads here from the answer's side; `None` for the answer.
    pub parent: Option<usize>,
    /// Outgoing branches: to slots in slot order, then closing ones in link order.
    pub branches: Vec<usize>,
}

/// A link seen from the answer's side.
#[derive(Clone, Debug)]
pub(crate) struct Branch {
    pub from: usize,
    pub to: usize,
    /// Both ends are on the tree already: intermediates hang on `from`, the last hop is a check.
    pub closing: bool,
    pub hops: [usize; 2],
    pub instances: [usize; 2],
    pub between: KindSet,
    /// Who may stand at the near end of a hop.
    pub domain: KindSet,
    /// `domain → kinds of to`, and `domain → between` where there is more than one hop.
    pub last: Arc<Csr>,
    pub mid: Option<Arc<Csr>>,
    pub link: usize,
    /// As walked from `from` to `to`.
    pub direction: Direction,
    /// Only these relations.
    pub names: Option<Vec<u32>>,
    /// The same hops walked back, once somebody asked.
    pub back_last: OnceLock<Arc<Csr>>,
    pub back_mid: OnceLock<Arc<Csr>>,
    /// The relations of single hops, once somebody drew.
    last_names: OnceLock<Arc<HopNames>>,
    mid_names: OnceLock<Arc<HopNames>>,
}

impl Branch {
    pub fn is_group(&self) -> bool {
        self.instances[1] > 1
    }

    pub fn far_kinds(&self, plan: &Plan) -> KindSet {
        plan.slots[self.to].candidates.kinds
    }

    /// Relations of the entries of `last`.
    pub fn last_names(&self, plan: &Plan) -> &HopNames {
        self.last_names.get_or_init(|| plan.graph.hop_names(self.domain, self.far_kinds(plan), &self.last))
    }

    /// Relations of the entries of `mid`.
    pub fn mid_names(&self, plan: &Plan) -> &HopNames {
        let names = |mid| plan.graph.hop_names(self.domain, self.between, mid);
        self.mid_names.get_or_init(|| self.mid.as_ref().map(names).unwrap_or_default())
    }

    /// Every hop of the branch can be walked straight back: both ways count, and all its nodes are of the same kinds.
    pub fn can_return(&self, plan: &Plan) -> bool {
        let same_kinds = self.domain == self.between && self.domain == self.far_kinds(plan);
        self.direction == Direction::Any && same_kinds && self.hops[1] > 1 && !self.closing && !self.is_group()
    }

    pub fn is_optional(&self) -> bool {
        self.instances[0] == 0
    }
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct DocumentRule {
    pub slots: [usize; 2],
    pub same: bool,
}

impl DocumentRule {
    /// Nodes without a known document satisfy neither rule.
    pub fn holds(&self, graph: &Graph, left: NodeId, right: NodeId) -> bool {
        match (graph.document(left), graph.document(right)) {
            (Some(left), Some(right)) => (left == right) == self.same,
            _ => false,
        }
    }
}

/// How many nodes a slot can take before any link is looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlotCandidates {
    pub slot: String,
    pub count: u64,
}

/// Compiles a template; the error names the slot or link that is wrong.
pub fn compile<'g>(graph: &'g Graph, template: &Template) -> Result<Plan<'g>, TemplateError> {
    validate(template)?;
    let place = |id: &str| template.slot.iter().position(|slot| slot.id == id).unwrap_or_default();
    let root = template.slot.iter().position(|slot| slot.role == Role::Answer).unwrap_or_default();
    let mut slots = Vec::with_capacity(template.slot.len());
    for slot in &template.slot {
        let candidates = Candidates::of(graph, slot)?;
        slots.push(PlanSlot { candidates, parent: None, branches: Vec::new() });
    }
    let ends: Vec<[usize; 2]> = template.link.iter().map(|link| [place(&link.from), place(&link.to)]).collect();
    let mut branches = Vec::with_capacity(ends.len());
    for (link, [from, to], closing) in spanning_tree(&ends, slots.len(), root) {
        let branch = make_branch(graph, template, link, [from, to], from != ends[link][0], closing);
        if !closing {
            slots[to].parent = Some(branches.len());
        }
        slots[from].branches.push(branches.len());
        branches.push(branch);
    }
    for slot in &mut slots {
        slot.branches.sort_by_key(|&branch| (branches[branch].closing, branches[branch].to, branches[branch].link));
    }
    let rule = |constraint: &Constraint| match constraint {
        Constraint::SameDocument([a, b]) => DocumentRule { slots: [place(a), place(b)], same: true },
        Constraint::DifferentDocument([a, b]) => DocumentRule { slots: [place(a), place(b)], same: false },
    };
    Ok(Plan {
        graph,
        template: template.clone(),
        slots,
        branches,
        root,
        start: template.slot.iter().position(|slot| slot.role == Role::Start),
        constraints: template.constraints.iter().map(rule).collect(),
        fingerprinter: Fingerprinter::new(template),
        uniform: OnceLock::new(),
        drawing: OnceLock::new(),
    })
}

/// (link, [near end, far end], closing), breadth first from the answer, links in file order.
fn spanning_tree(ends: &[[usize; 2]], slots: usize, root: usize) -> Vec<(usize, [usize; 2], bool)> {
    let mut reached = vec![false; slots];
    let mut used = vec![false; ends.len()];
    let mut tree = Vec::with_capacity(ends.len());
    let mut queue = VecDeque::from([root]);
    reached[root] = true;
    while let Some(near) = queue.pop_front() {
        for (link, &[from, to]) in ends.iter().enumerate() {
            let far = if from == near { to } else { from };
            if used[link] || (from != near && to != near) || reached[far] {
                continue;
            }
            used[link] = true;
            reached[far] = true;
            tree.push((link, [near, far], false));
            queue.push_back(far);
        }
    }
    let closing = (0..ends.len()).filter(|&link| !used[link]).map(|link| (link, ends[link], true));
    tree.extend(closing.collect::<Vec<_>>());
    tree
}

fn make_branch(
    graph: &Graph,
    template: &Template,
    link: usize,
    [from, to]: [usize; 2],
    flipped: bool,
    closing: bool,
) -> Branch {
    let place = link;
    let link = &template.link[link];
    let direction = if flipped { link.direction.flipped() } else { link.direction };
    let names = relation_ids(graph, link);
    let near = KindSet::of(&template.slot[from].kinds);
    let between = if link.hops[1] > 1 { KindSet::of(&link.between) } else { KindSet::EMPTY };
    let domain = near.union(between);
    let far = KindSet::of(&template.slot[to].kinds);
    let step = |kinds| graph.step(domain, kinds, direction, names.as_deref());
    Branch {
        from,
        to,
        closing,
        hops: link.hops.map(|hops| hops as usize),
        instances: if closing { [1, 1] } else { template.slot[to].instances.map(|count| count as usize) },
        between,
        domain,
        last: step(far),
        mid: (link.hops[1] > 1).then(|| step(between)),
        link: place,
        direction,
        names,
        back_last: OnceLock::new(),
        back_mid: OnceLock::new(),
        last_names: OnceLock::new(),
        mid_names: OnceLock::new(),
    }
}

fn relation_ids(graph: &Graph, link: &Link) -> Option<Vec<u32>> {
    match &link.relations {
        Relations::Any => None,
        Relations::Named(names) => {
            Some(names.iter().filter_map(|name| graph.relation_id(canonical_name(name))).collect())
        }
    }
}

impl<'g> Plan<'g> {
    pub fn template(&self) -> &Template {
        &self.template
    }

    pub fn graph(&self) -> &'g Graph {
        self.graph
    }

    /// Per slot in template order: nodes of its kinds that pass its filters.
    pub fn candidates(&self) -> Vec<SlotCandidates> {
        let row = |(slot, plan): (&pathloom_model::Slot, &PlanSlot)| SlotCandidates {
            slot: slot.id.clone(),
            count: plan.candidates.count,
        };
        self.template.slot.iter().zip(&self.slots).map(row).collect()
    }

    /// The same pattern with a slot limited to these nodes. An unknown slot is an error, an unknown key is no node.
    pub fn with_bound(&self, slot: &str, keys: &[Key]) -> Result<Plan<'g>, TemplateError> {
        let place = self.slot_place(slot)?;
        let nodes: Vec<NodeId> = keys.iter().filter_map(|key| self.graph.id(key)).collect();
        let mut plan = self.clone();
        plan.slots[place].candidates = self.slots[place].candidates.restricted(self.graph, &nodes);
        plan.forget_masses();
        Ok(plan)
    }

    /// After its candidates or instances changed.
    pub(crate) fn forget_masses(&mut self) {
        (self.uniform, self.drawing) = Default::default();
    }

    pub(crate) fn slot_place(&self, slot: &str) -> Result<usize, TemplateError> {
        let place = self.template.slot.iter().position(|known| known.id == slot);
        place.ok_or_else(|| TemplateError::slot(slot, "the template has no such slot"))
    }

    /// The branches from the answer to this slot, nearest first.
    pub(crate) fn branches_to(&self, slot: usize) -> Vec<usize> {
        let mut path = Vec::new();
        let mut at = slot;
        while let Some(branch) = self.slots[at].parent {
            path.push(branch);
            at = self.branches[branch].from;
        }
        path.reverse();
        path
    }
}
