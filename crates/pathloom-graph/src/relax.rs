//! The smallest changes that give a pattern more matches: one by one, the smaller first; two together where none alone
//! is enough. Each try is a count, and counts are paid from a fixed amount of work.

use crate::count::{Cancelled, ONE_SECOND};
use crate::error::{MAX_HOPS, TemplateError};
use crate::explain::{ExplainError, Part, touches};
use crate::filter::Candidates;
use crate::filter_test::Test;
use crate::graph::Graph;
use crate::plan::{Plan, compile};
use pathloom_model::path::Count;
use pathloom_model::template::FilterValue;
use pathloom_model::{Direction, Filter, FilterOp, Link, Relations, Role, Slot, Template};
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};

/// A template that asks for less.
#[derive(Clone, Debug, PartialEq)]
pub struct Relaxation {
    pub changes: Vec<Change>,
    pub template: Template,
    pub count: Count,
    /// How long the count took, by the clock that was given.
    pub milliseconds: f64,
}

/// Slots by id, their filters and the template's links and constraints by place.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// A bound moved as little as gives matches: the filter as it becomes.
    Loosen {
        slot: String,
        place: usize,
        filter: Filter,
    },
    DropFilter {
        slot: String,
        place: usize,
        field: String,
    },
    Instances {
        slot: String,
        to: [u32; 2],
    },
    Hops {
        place: usize,
        from: String,
        to: String,
        hops: [u32; 2],
    },
    AnyDirection {
        place: usize,
        from: String,
        to: String,
    },
    AnyRelation {
        place: usize,
        from: String,
        to: String,
    },
    DropConstraint {
        place: usize,
    },
}

/// What was tried, and what of it gives more matches.
pub(crate) struct Found {
    /// Every single change, with the matches it gives.
    pub tried: Vec<(Change, Count)>,
    pub relaxations: Vec<Relaxation>,
}

/// How much work is left, whether to go on, and what time it is.
pub(crate) struct Effort<'a> {
    left: u64,
    cancel: &'a AtomicBool,
    clock: &'a dyn Fn() -> f64,
}

/// Relations looked at in all tries together: some three seconds.
const ALL: u64 = 8 * ONE_SECOND;
/// Of one exact count; beyond it "about" does.
const WORK: u64 = ONE_SECOND / 20;
/// What compiling takes at least, and what an estimate adds.
const COMPILED: u64 = 20_000;
const ESTIMATED: u64 = 2_000_000;
/// Pairs of changes after which no more are looked for.
const PAIRS: usize = 4;

impl<'a> Effort<'a> {
    pub fn new(cancel: &'a AtomicBool, clock: &'a dyn Fn() -> f64) -> Effort<'a> {
        Effort { left: ALL, cancel, clock }
    }

    pub fn is_spent(&self) -> bool {
        self.left == 0
    }

    pub fn go_on(&self) -> Result<(), Cancelled> {
        if self.cancel.load(Ordering::Relaxed) { Err(Cancelled) } else { Ok(()) }
    }

    /// Exactly where that is little work, else about.
    pub fn count(&mut self, plan: &Plan) -> Result<Count, Cancelled> {
        self.go_on()?;
        let count = plan.count_within(WORK, self.cancel)?;
        self.pay(plan, if count.exact { 0 } else { WORK + ESTIMATED });
        Ok(count)
    }

    pub fn walks(&mut self, plan: &Plan) -> Result<u64, Cancelled> {
        self.go_on()?;
        let walks = plan.masses().walks().and_then(|walks| u64::try_from(walks).ok());
        self.pay(plan, 0);
        Ok(walks.unwrap_or(u64::MAX))
    }

    fn pay(&mut self, plan: &Plan, more: u64) {
        let hops = |branch: &crate::plan::Branch| {
            let mid = branch.mid.as_ref().map_or(0, |mid| mid.len() * (branch.hops[1] - 1));
            (branch.last.len() + mid) * branch.instances[1].max(1)
        };
        let relations: usize = plan.branches.iter().map(hops).sum();
        self.left = self.left.saturating_sub(COMPILED + relations as u64 + more);
    }
}

/// `suspects`: parts of which at least one must change before anything matches.
pub(crate) fn relaxations(
    graph: &Graph,
    template: &Template,
    present: u64,
    suspects: &[Part],
    effort: &mut Effort,
) -> Result<Found, ExplainError> {
    let changes = changes(template);
    let mut search = Search { graph, template, present, effort, tried: Vec::new(), found: Vec::new() };
    search.singles(&changes)?;
    if search.found.is_empty() && present == 0 {
        search.pairs(&changes, suspects)?;
    }
    let Search { tried, found: mut relaxations, .. } = search;
    relaxations.sort_by_key(|relaxation| (size(&relaxation.changes), relaxation.count.count));
    Ok(Found { tried, relaxations })
}

struct Search<'a, 'b> {
    graph: &'a Graph,
    template: &'a Template,
    present: u64,
    effort: &'a mut Effort<'b>,
    tried: Vec<(Change, Count)>,
    found: Vec<Relaxation>,
}

impl Search<'_, '_> {
    fn singles(&mut self, changes: &[Change]) -> Result<(), ExplainError> {
        let mut lowered: BTreeSet<&str> = BTreeSet::new();
        for change in changes {
            // The largest number of nodes that gives matches will do.
            if matches!(change, Change::Instances { slot, .. } if lowered.contains(slot.as_str())) {
                continue;
            }
            let Some(relaxed) = self.attempt(std::slice::from_ref(change))? else { continue };
            self.tried.push((change.clone(), relaxed.count));
            if relaxed.count.count <= self.present {
                continue;
            }
            if let Change::Instances { slot, .. } = change {
                lowered.insert(slot);
            }
            self.loosen(&relaxed)?;
            self.found.push(relaxed);
        }
        Ok(())
    }

    fn pairs(&mut self, changes: &[Change], suspects: &[Part]) -> Result<(), ExplainError> {
        let is_suspect = |change: &Change| suspects.iter().any(|part| touches(change, part));
        let mut pairs = Vec::new();
        for (place, first) in changes.iter().enumerate() {
            let others = changes[place + 1..].iter().filter(|second| !excludes(first, second));
            let fits = |second: &&Change| is_suspect(first) || is_suspect(second);
            pairs.extend(others.filter(fits).map(|second| [first.clone(), second.clone()]));
        }
        pairs.sort_by_key(|pair| size(pair));
        for pair in pairs {
            let Some(relaxed) = self.attempt(&pair)? else { continue };
            if relaxed.count.count > 0 {
                self.loosen(&relaxed)?;
                self.found.push(relaxed);
                if self.found.len() >= PAIRS {
                    break;
                }
            }
        }
        Ok(())
    }

    /// Nothing where the changed template is none, or the work ran out.
    fn attempt(&mut self, changes: &[Change]) -> Result<Option<Relaxation>, ExplainError> {
        self.effort.go_on()?;
        if self.effort.is_spent() {
            return Ok(None);
        }
        let template = changed(self.template, changes);
        let before = (self.effort.clock)();
        let Ok(plan) = compile(self.graph, &template) else { return Ok(None) };
        let count = self.effort.count(&plan)?;
        let milliseconds = (self.effort.clock)() - before;
        Ok(Some(Relaxation { changes: changes.to_vec(), template, count, milliseconds }))
    }

    /// Where a bound was dropped: the nearest bound that gives matches too.
    fn loosen(&mut self, relaxed: &Relaxation) -> Result<(), ExplainError> {
        let present = self.present;
        for (at, change) in relaxed.changes.iter().enumerate() {
            let Change::DropFilter { slot, place, .. } = change else { continue };
            for bounds in looser(self.graph, self.template, slot, *place)? {
                let mut with = |filter: &Filter| {
                    let mut changes = relaxed.changes.clone();
                    changes[at] = Change::Loosen { slot: slot.clone(), place: *place, filter: filter.clone() };
                    self.attempt(&changes)
                };
                if let Some(nearest) = nearest(&bounds, present, &mut with)? {
                    self.found.push(nearest);
                }
            }
        }
        Ok(())
    }
}

type Try<'a> = &'a mut dyn FnMut(&Filter) -> Result<Option<Relaxation>, ExplainError>;

/// The first of these bounds, each looser than the one before, with which there are more matches.
fn nearest(bounds: &[Filter], present: u64, with: Try) -> Result<Option<Relaxation>, ExplainError> {
    let mut best = None;
    let (mut low, mut high) = (0, bounds.len());
    while low < high {
        // The loosest first: where it does not help, none does.
        let middle = if best.is_none() { high - 1 } else { low.midpoint(high - 1) };
        let Some(relaxed) = with(&bounds[middle])? else { break };
        if relaxed.count.count > present {
            high = middle;
            best = Some(relaxed);
        } else if best.is_none() {
            break;
        } else {
            low = middle + 1;
        }
    }
    Ok(best)
}

/// For each bound of a filter on a number: the filter with that bound moved over the values that the graph has, the
/// nearest first.
fn looser(graph: &Graph, template: &Template, slot: &str, place: usize) -> Result<Vec<Vec<Filter>>, TemplateError> {
    let Some(slot) = template.slot.iter().find(|known| known.id == slot) else { return Ok(vec![]) };
    let filter = &slot.filters[place];
    let test = Test::of(slot, filter)?;
    let bounds = match (filter.op, &filter.value) {
        _ if !test.field.is_number => return Ok(vec![]),
        (FilterOp::AtLeast, Some(FilterValue::Number(low))) => [Some(*low), None],
        (FilterOp::AtMost, Some(FilterValue::Number(high))) => [None, Some(*high)],
        (FilterOp::Between, Some(FilterValue::Numbers(both))) if both.len() == 2 => [Some(both[0]), Some(both[1])],
        _ => return Ok(vec![]),
    };
    let bare =
        Slot { filters: slot.filters.iter().filter(|other| *other != filter).cloned().collect(), ..slot.clone() };
    let mut values: Vec<f64> =
        Candidates::of(graph, &bare)?.iter(graph).filter_map(|node| test.number(graph, node)).collect();
    values.sort_by(f64::total_cmp);
    values.dedup();
    let with = |value| Filter { value: Some(value), ..filter.clone() };
    let below = bounds[0].map(|low| {
        let lower = values.iter().rev().filter(|value| **value < low);
        let value = |value: &f64| match bounds[1] {
            Some(high) => FilterValue::Numbers(vec![*value, high]),
            None => FilterValue::Number(*value),
        };
        lower.map(|number| with(value(number))).collect::<Vec<_>>()
    });
    let above = bounds[1].map(|high| {
        let higher = values.iter().filter(|value| **value > high);
        let value = |value: &f64| match bounds[0] {
            Some(low) => FilterValue::Numbers(vec![low, *value]),
            None => FilterValue::Number(*value),
        };
        higher.map(|number| with(value(number))).collect::<Vec<_>>()
    });
    Ok(below.into_iter().chain(above).filter(|bounds| !bounds.is_empty()).collect())
}

/// How much less is asked for; two changes are always more than one.
fn size(changes: &[Change]) -> u32 {
    let of = |change: &Change| match change {
        Change::Loosen { .. } => 1,
        Change::Hops { .. } => 2,
        Change::Instances { to: [0, _], .. } => 6,
        Change::Instances { .. } => 2,
        Change::AnyDirection { .. } => 3,
        Change::AnyRelation { .. } => 4,
        Change::DropFilter { .. } => 5,
        Change::DropConstraint { .. } => 5,
    };
    changes.iter().map(of).sum::<u32>() + 100 * changes.len() as u32
}

/// The one makes the other pointless.
fn excludes(first: &Change, second: &Change) -> bool {
    match (first, second) {
        (Change::Instances { slot, .. }, Change::Instances { slot: other, .. }) => slot == other,
        (Change::Hops { place, .. }, Change::Hops { place: other, .. }) => place == other,
        _ => false,
    }
}

/// Every single change, the smaller first.
fn changes(template: &Template) -> Vec<Change> {
    let mut changes: Vec<Change> = template.slot.iter().flat_map(|slot| of_slot(template, slot)).collect();
    changes.extend(template.link.iter().enumerate().flat_map(|(place, link)| of_link(place, link)));
    changes.extend((0..template.constraints.len()).map(|place| Change::DropConstraint { place }));
    changes.sort_by_key(|change| size(std::slice::from_ref(change)));
    changes
}

fn of_slot(template: &Template, slot: &Slot) -> Vec<Change> {
    let id = || slot.id.clone();
    let filters = slot.filters.iter().enumerate();
    let mut changes: Vec<Change> =
        filters.map(|(place, filter)| Change::DropFilter { slot: id(), place, field: filter.field.clone() }).collect();
    let links = template.link.iter().filter(|link| link.from == slot.id || link.to == slot.id).count();
    if slot.role != Role::Answer && links == 1 {
        let lower = (0..slot.instances[0]).rev();
        changes.extend(lower.map(|min| Change::Instances { slot: id(), to: [min, slot.instances[1]] }));
    }
    changes
}

fn of_link(place: usize, link: &Link) -> Vec<Change> {
    let (from, to) = (|| link.from.clone(), || link.to.clone());
    let [low, high] = link.hops;
    let hops = |hops| Change::Hops { place, from: from(), to: to(), hops };
    let mut changes = Vec::new();
    if low > 1 {
        changes.push(hops([low - 1, high]));
    }
    if high < MAX_HOPS {
        changes.push(hops([low, high + 1]));
    }
    if link.direction != Direction::Any {
        changes.push(Change::AnyDirection { place, from: from(), to: to() });
    }
    if link.relations != Relations::Any {
        changes.push(Change::AnyRelation { place, from: from(), to: to() });
    }
    changes
}

fn changed(template: &Template, changes: &[Change]) -> Template {
    let mut relaxed = template.clone();
    let slot_of = |relaxed: &mut Template, id: &str, edit: &dyn Fn(&mut Slot)| {
        relaxed.slot.iter_mut().filter(|slot| slot.id == id).for_each(edit);
    };
    // Places are those of the template as it was: what is dropped goes last.
    let mut dropped: Vec<(&str, usize)> = Vec::new();
    let mut constraints = Vec::new();
    for change in changes {
        match change {
            Change::Loosen { slot, place, filter } => {
                slot_of(&mut relaxed, slot, &|slot| slot.filters[*place] = filter.clone());
            }
            Change::DropFilter { slot, place, .. } => dropped.push((slot, *place)),
            Change::Instances { slot, to } => slot_of(&mut relaxed, slot, &|slot| slot.instances = *to),
            Change::Hops { place, hops, .. } => {
                let link = &mut relaxed.link[*place];
                // A single hop passes nothing, so that nothing was said of what may stand between.
                if link.hops[1] == 1 && link.between.is_empty() {
                    link.between.push(pathloom_model::Kind::Entity);
                }
                link.hops = *hops;
            }
            Change::AnyDirection { place, .. } => relaxed.link[*place].direction = Direction::Any,
            Change::AnyRelation { place, .. } => relaxed.link[*place].relations = Relations::Any,
            Change::DropConstraint { place } => constraints.push(*place),
        }
    }
    dropped.sort();
    for (slot, place) in dropped.into_iter().rev() {
        slot_of(&mut relaxed, slot, &|slot| drop(slot.filters.remove(place)));
    }
    constraints.sort();
    constraints.into_iter().rev().for_each(|place| drop(relaxed.constraints.remove(place)));
    relaxed
}
