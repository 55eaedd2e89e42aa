//! Why a pattern has few or no matches: what is left after each part of it, the part that empties it, and what asking
//! less of each part would give. The changes themselves are in `relax`.

use crate::TemplateError;
use crate::count::Cancelled;
use crate::filter::Candidates;
use crate::graph::Graph;
use crate::plan::{Plan, SlotCandidates, compile};
use crate::relax::{Change, Effort, Relaxation, relaxations};
use pathloom_model::path::Count;
use pathloom_model::{Role, Template};
use std::sync::atomic::AtomicBool;

#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    pub candidates: Vec<SlotCandidates>,
    /// In the order in which parts are added, the answer first.
    pub steps: Vec<Left>,
    /// The first part after which nothing is left.
    pub emptied_by: Option<Part>,
    /// Each gives more matches than the pattern has; the smallest change first, two changes only where one is not enough.
    pub relaxations: Vec<Relaxation>,
    pub count: Count,
    /// The work ran out before every change was tried.
    pub is_cut: bool,
}

/// How many partial matches are left once this part is asked for too.
#[derive(Clone, Debug, PartialEq)]
pub struct Left {
    pub part: Part,
    /// Saturates.
    pub left: u64,
    /// Matches of the whole pattern with this part alone relaxed: of the changes to it, the one that gives the most.
    /// Missing where nothing can be changed about it, or the work ran out.
    pub relaxed: Option<Count>,
}

/// A part of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Its kinds.
    Slot { slot: String },
    /// By its place in the slot.
    Filter { slot: String, place: usize, field: String },
    /// By its place in the template.
    Link { place: usize, from: String, to: String },
    /// By its place in the template.
    Constraint { place: usize },
    /// All nodes of a match are different.
    Distinct,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExplainError {
    #[error(transparent)]
    Template(#[from] TemplateError),
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// Explains a template against a graph, within a few seconds of work. `clock` gives milliseconds; it is only for saying
/// how long each count took.
pub fn explain(
    graph: &Graph,
    template: &Template,
    cancel: &AtomicBool,
    clock: &dyn Fn() -> f64,
) -> Result<Explanation, ExplainError> {
    let plan = compile(graph, template)?;
    let mut effort = Effort::new(cancel, clock);
    let count = effort.count(&plan)?;
    let mut steps = steps(graph, &plan, count, &mut effort)?;
    let emptied_by = steps.iter().find(|step| step.left == 0).map(|step| step.part.clone());
    let found = relaxations(graph, template, count.count, &suspects(&steps), &mut effort)?;
    for step in &mut steps {
        let of_part = found.tried.iter().filter(|(change, _)| touches(change, &step.part));
        step.relaxed = of_part.map(|(_, count)| *count).max_by_key(|count| count.count);
    }
    Ok(Explanation {
        candidates: plan.candidates(),
        steps,
        emptied_by,
        relaxations: found.relaxations,
        count,
        is_cut: effort.is_spent(),
    })
}

/// Only what empties a template, without looking for changes: nothing where it has matches, or no one part is the cause.
pub fn emptied_by(graph: &Graph, template: &Template, cancel: &AtomicBool) -> Result<Option<Part>, ExplainError> {
    let plan = compile(graph, template)?;
    let mut effort = Effort::new(cancel, &|| 0.0);
    let count = effort.count(&plan)?;
    if count.count > 0 || !count.exact {
        return Ok(None);
    }
    let steps = steps(graph, &plan, count, &mut effort)?;
    Ok(steps.into_iter().find(|step| step.left == 0).map(|step| step.part))
}

/// The parts up to the one that empties the pattern: together they have no match, so that a change must be to one of
/// them. Every part where none of them empties it.
fn suspects(steps: &[Left]) -> Vec<Part> {
    let last = steps.iter().position(|step| step.left == 0).unwrap_or(steps.len().saturating_sub(1));
    let parts: Vec<Part> = steps.iter().take(last + 1).map(|step| step.part.clone()).collect();
    // Nodes that come twice are no fault of one part: any change may help.
    let is_any = parts.last().is_none_or(|part| *part == Part::Distinct);
    if is_any { steps.iter().map(|step| step.part.clone()).collect() } else { parts }
}

pub(crate) fn touches(change: &Change, part: &Part) -> bool {
    match (change, part) {
        (
            Change::Loosen { slot, place, .. } | Change::DropFilter { slot, place, .. },
            Part::Filter { slot: of, place: at, .. },
        ) => slot == of && place == at,
        // How many nodes a slot takes is asked by the link that leads there.
        (Change::Instances { slot, .. }, Part::Slot { slot: of }) => slot == of,
        (Change::Instances { slot, .. }, Part::Link { from, to, .. }) => slot == from || slot == to,
        (
            Change::Hops { place, .. } | Change::AnyDirection { place, .. } | Change::AnyRelation { place, .. },
            Part::Link { place: at, .. },
        ) => place == at,
        (Change::DropConstraint { place }, Part::Constraint { place: at }) => place == at,
        _ => false,
    }
}

fn steps(graph: &Graph, plan: &Plan, count: Count, effort: &mut Effort) -> Result<Vec<Left>, ExplainError> {
    let template = &plan.template;
    let step = |part, left| Left { part, left, relaxed: None };
    let mut steps = Vec::new();
    for &slot in &slot_order(plan) {
        let mut bare = template.slot[slot].clone();
        let filters = std::mem::take(&mut bare.filters);
        let slot = bare.id.clone();
        steps.push(step(Part::Slot { slot: slot.clone() }, Candidates::of(graph, &bare)?.count));
        for (place, filter) in filters.into_iter().enumerate() {
            let part = Part::Filter { slot: slot.clone(), place, field: filter.field.clone() };
            bare.filters.push(filter);
            steps.push(step(part, Candidates::of(graph, &bare)?.count));
            effort.go_on()?;
        }
    }
    let mut walks = u64::try_from(count.walks).unwrap_or(u64::MAX);
    for links in 1..=plan.branches.len() {
        let partial = compile(graph, &with_links(template, plan, links))?;
        let branch = &plan.branches[links - 1];
        walks = if branch.closing { effort.count(&partial)?.count } else { effort.walks(&partial)? };
        let link = &template.link[branch.link];
        let part = Part::Link { place: branch.link, from: link.from.clone(), to: link.to.clone() };
        steps.push(step(part, walks));
    }
    for place in 0..template.constraints.len() {
        let mut partial = template.clone();
        partial.constraints.truncate(place + 1);
        let left = effort.count(&compile(graph, &partial)?)?.count;
        steps.push(step(Part::Constraint { place }, left));
    }
    if template.constraints.is_empty() && walks > 0 {
        steps.push(step(Part::Distinct, count.count));
    }
    Ok(steps)
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
