//! Why a pattern has few or no matches: what is left after each part of it, the part that empties it, and the
//! smallest changes that would give matches.

use crate::count::Cancelled;
use crate::graph::Graph;
use crate::plan::{Plan, SlotCandidates, compile};
use crate::{ONE_SECOND, TemplateError};
use pathloom_model::path::Count;
use pathloom_model::{Constraint, Direction, Relations, Role, Template};
use std::sync::atomic::AtomicBool;

#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    pub candidates: Vec<SlotCandidates>,
    /// In the order in which parts are added, the answer first.
    pub steps: Vec<Left>,
    /// The first part after which nothing is left.
    pub emptied_by: Option<Part>,
    /// Each gives more matches than the pattern has; fewest changes first, then fewest new matches.
    pub relaxations: Vec<Relaxation>,
    pub count: Count,
}

/// How many partial matches are left once this part is asked for too.
#[derive(Clone, Debug, PartialEq)]
pub struct Left {
    pub part: Part,
    /// Saturates.
    pub left: u64,
}

/// A part of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Its kinds.
    Slot {
        slot: String,
    },
    Filter {
        slot: String,
        field: String,
    },
    Link {
        from: String,
        to: String,
    },
    /// By its place in the template.
    Constraint {
        place: usize,
    },
    /// All nodes of a match are different.
    Distinct,
}

/// A template that asks for less.
#[derive(Clone, Debug, PartialEq)]
pub struct Relaxation {
    pub changes: Vec<Change>,
    pub template: Template,
    pub count: Count,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    DropFilter { slot: String, field: String },
    Instances { slot: String, to: [u32; 2] },
    AnyDirection { from: String, to: String },
    AnyRelation { from: String, to: String },
    Hops { from: String, to: String, hops: [u32; 2] },
    DropConstraint { place: usize },
}

/// Work for one exact count while explaining.
const WORK: u64 = ONE_SECOND / 20;
/// Changes that are also tried two by two, when none alone gives matches.
const PAIRED: usize = 10;

/// Explains a template against a graph.
pub fn explain(graph: &Graph, template: &Template) -> Result<Explanation, TemplateError> {
    let plan = compile(graph, template)?;
    let count = count(&plan);
    let steps = steps(graph, template, &plan, count)?;
    let emptied_by = steps.iter().find(|step| step.left == 0).map(|step| step.part.clone());
    let relaxations = relaxations(graph, template, count.count);
    Ok(Explanation { candidates: plan.candidates(), steps, emptied_by, relaxations, count })
}

fn count(plan: &Plan) -> Count {
    let never = AtomicBool::new(false);
    plan.count(WORK, &never).unwrap_or_else(|Cancelled| plan.count_quick())
}

fn steps(graph: &Graph, template: &Template, plan: &Plan, count: Count) -> Result<Vec<Left>, TemplateError> {
    let mut steps = Vec::new();
    let order = slot_order(plan);
    for &slot in &order {
        let mut bare = template.slot[slot].clone();
        let filters = std::mem::take(&mut bare.filters);
        let kinds = crate::filter::Candidates::of(graph, &bare)?.count;
        steps.push(Left { part: Part::Slot { slot: bare.id.clone() }, left: kinds });
        for filter in filters {
            let part = Part::Filter { slot: bare.id.clone(), field: filter.field.clone() };
            bare.filters.push(filter);
            steps.push(Left { part, left: crate::filter::Candidates::of(graph, &bare)?.count });
        }
    }
    let mut walks = u64::try_from(count.walks).unwrap_or(u64::MAX);
    for links in 1..=plan.branches.len() {
        let partial = compile(graph, &with_links(template, plan, links))?;
        let closing = plan.branches[links - 1].closing;
        walks = if closing { self::count(&partial).count } else { walks_of(&partial) };
        let link = &template.link[plan.branches[links - 1].link];
        steps.push(Left { part: Part::Link { from: link.from.clone(), to: link.to.clone() }, left: walks });
    }
    for place in 0..template.constraints.len() {
        let mut partial = template.clone();
        partial.constraints.truncate(place + 1);
        let left = self::count(&compile(graph, &partial)?).count;
        steps.push(Left { part: Part::Constraint { place }, left });
    }
    if template.constraints.is_empty() && walks > 0 {
        steps.push(Left { part: Part::Distinct, left: count.count });
    }
    Ok(steps)
}

fn walks_of(plan: &Plan) -> u64 {
    plan.masses().walks().and_then(|walks| u64::try_from(walks).ok()).unwrap_or(u64::MAX)
}

/// The answer, then slots in the order in which links reach them.
fn slot_order(plan: &Plan) -> Vec<usize> {
    let reached = plan.branches.iter().filter(|branch| !branch.closing).map(|branch| branch.to);
    std::iter::once(plan.root).chain(reached).collect()
}

/// Only the first links from the answer, the slots they join, and no constraint.
fn with_links(template: &Template, plan: &Plan, count: usize) -> Template {
    let mut partial = template.clone();
    let kept: Vec<usize> = plan.branches[..count].iter().map(|branch| branch.link).collect();
    partial.link = kept.iter().map(|&link| template.link[link].clone()).collect();
    let joined = |id: &str| partial.link.iter().any(|link| link.from == id || link.to == id);
    partial.slot = template.slot.iter().filter(|slot| slot.role == Role::Answer || joined(&slot.id)).cloned().collect();
    partial.constraints.clear();
    partial
}

fn relaxations(graph: &Graph, template: &Template, present: u64) -> Vec<Relaxation> {
    let changes = changes(template);
    let try_changes = |chosen: &[&Change]| {
        let mut relaxed = template.clone();
        chosen.iter().for_each(|change| apply(&mut relaxed, change));
        let count = compile(graph, &relaxed).ok()?.count_quick();
        let changes = chosen.iter().map(|&change| change.clone()).collect();
        (count.count > present).then_some(Relaxation { changes, template: relaxed, count })
    };
    let mut found: Vec<Relaxation> = changes.iter().filter_map(|change| try_changes(&[change])).collect();
    if found.is_empty() && present == 0 {
        let few = &changes[..changes.len().min(PAIRED)];
        let pairs = few.iter().enumerate().flat_map(|(place, a)| few[place + 1..].iter().map(move |b| [a, b]));
        found = pairs.filter_map(|pair| try_changes(&pair)).collect();
    }
    found.sort_by_key(|relaxation| relaxation.count.count);
    found
}

fn changes(template: &Template) -> Vec<Change> {
    let mut changes = Vec::new();
    for slot in &template.slot {
        let id = || slot.id.clone();
        changes
            .extend(slot.filters.iter().map(|filter| Change::DropFilter { slot: id(), field: filter.field.clone() }));
        if slot.instances[0] > 1 {
            changes.push(Change::Instances { slot: id(), to: [1, slot.instances[1]] });
        }
        let links = template.link.iter().filter(|link| link.from == slot.id || link.to == slot.id).count();
        if slot.instances[0] > 0 && slot.role != Role::Answer && links == 1 {
            changes.push(Change::Instances { slot: id(), to: [0, slot.instances[1]] });
        }
    }
    for link in &template.link {
        let (from, to) = (link.from.clone(), link.to.clone());
        if link.direction != Direction::Any {
            changes.push(Change::AnyDirection { from: from.clone(), to: to.clone() });
        }
        if link.relations != Relations::Any {
            changes.push(Change::AnyRelation { from: from.clone(), to: to.clone() });
        }
        if link.hops[0] > 1 {
            let hops = [1, link.hops[1]];
            changes.push(Change::Hops { from: from.clone(), to: to.clone(), hops });
        }
        changes.push(Change::Hops { from, to, hops: [link.hops[0], link.hops[1] + 1] });
    }
    changes.extend((0..template.constraints.len()).map(|place| Change::DropConstraint { place }));
    changes
}

fn apply(template: &mut Template, change: &Change) {
    let on_link = |template: &mut Template, from: &str, to: &str, edit: &dyn Fn(&mut pathloom_model::Link)| {
        template.link.iter_mut().filter(|link| link.from == from && link.to == to).for_each(edit);
    };
    match change {
        Change::DropFilter { slot, field } => {
            let slots = template.slot.iter_mut().filter(|known| &known.id == slot);
            slots.for_each(|slot| slot.filters.retain(|filter| &filter.field != field));
        }
        Change::Instances { slot, to } => {
            template.slot.iter_mut().filter(|known| &known.id == slot).for_each(|slot| slot.instances = *to);
        }
        Change::AnyDirection { from, to } => on_link(template, from, to, &|link| link.direction = Direction::Any),
        Change::AnyRelation { from, to } => on_link(template, from, to, &|link| link.relations = Relations::Any),
        Change::Hops { from, to, hops } => on_link(template, from, to, &|link| link.hops = *hops),
        Change::DropConstraint { place } => {
            let kept = template.constraints.iter().enumerate().filter(|(other, _)| other != place);
            template.constraints = kept.map(|(_, constraint)| constraint.clone()).collect::<Vec<Constraint>>();
        }
    }
}
