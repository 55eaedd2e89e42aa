//! Whether a template is legal in itself, before any graph is looked at.

use crate::error::{MAX_HOPS, MAX_INSTANCES, MAX_SLOTS, MAX_TREES, TemplateError};
use crate::filter_test::check_filter;
use crate::kinds::can_step;
use pathloom_model::{Constraint, Kind, Link, Relations, Role, Slot, Template};

/// The first thing that is wrong, if any.
pub fn validate(template: &Template) -> Result<(), TemplateError> {
    check_slots(template)?;
    template.link.iter().try_for_each(|link| check_link(template, link))?;
    check_shape(template)?;
    check_constraints(template)?;
    let trees = tree_count(template);
    if trees > MAX_TREES { Err(TemplateError::TooManyTrees { trees }) } else { Ok(()) }
}

/// Whether an editor can show and mend it: slots that can be told apart, links that join two of them.
pub fn has_form(template: &Template) -> bool {
    let (slots, links) = (&template.slot, &template.link);
    let told_apart = |place: usize, slot: &Slot| {
        !slot.id.trim().is_empty() && !slots[..place].iter().any(|other| other.id == slot.id)
    };
    let is_slot = |slot: &Slot| {
        let [min, max] = slot.instances;
        !slot.kinds.is_empty() && min <= max && (1..=MAX_INSTANCES).contains(&max)
    };
    let known = |id: &String| slots.iter().any(|slot| slot.id == *id);
    let is_link = |link: &Link| {
        let [min, max] = link.hops;
        let joins = link.from != link.to && known(&link.from) && known(&link.to);
        joins && 1 <= min && min <= max && max <= MAX_HOPS
    };
    let most_links = MAX_SLOTS * MAX_SLOTS;
    (1..=MAX_SLOTS).contains(&slots.len())
        && slots.iter().enumerate().all(|(place, slot)| told_apart(place, slot) && is_slot(slot))
        && links.len() <= most_links
        && links.iter().all(is_link)
}

/// How many trees with fixed hops and instances the template stands for; saturates.
pub fn tree_count(template: &Template) -> u64 {
    let spread = |link: &Link| u64::from(link.hops[1].saturating_sub(link.hops[0])) + 1;
    let multiple = |slot: &&Slot| slot.instances != [1, 1];
    let leaf_link = |slot: &Slot| template.link.iter().position(|link| link.from == slot.id || link.to == slot.id);
    let counted: Vec<(usize, u64)> = template
        .slot
        .iter()
        .filter(multiple)
        .filter_map(|slot| {
            let place = leaf_link(slot)?;
            let ways = |count: u32| multisets(spread(&template.link[place]), u64::from(count));
            Some((place, (slot.instances[0]..=slot.instances[1]).map(ways).fold(0, u64::saturating_add)))
        })
        .collect();
    let of_link = |(place, link): (usize, &Link)| {
        counted.iter().find(|(counted, _)| *counted == place).map_or_else(|| spread(link), |&(_, ways)| ways)
    };
    template.link.iter().enumerate().map(of_link).fold(1, u64::saturating_mul)
}

/// Multisets of `count` out of `choices`.
fn multisets(choices: u64, count: u64) -> u64 {
    (0..count).fold(1, |ways, i| ways * (choices + i) / (i + 1))
}

fn check_slots(template: &Template) -> Result<(), TemplateError> {
    let slots = &template.slot;
    if slots.len() > MAX_SLOTS {
        return Err(TemplateError::whole(format!("{} slots; the limit is {MAX_SLOTS}", slots.len())));
    }
    for (place, slot) in slots.iter().enumerate() {
        if slot.id.trim().is_empty() {
            return Err(TemplateError::slot(&slot.id, "a slot needs an id"));
        }
        if slots[..place].iter().any(|other| other.id == slot.id) {
            return Err(TemplateError::slot(&slot.id, "two slots have this id"));
        }
        if slot.kinds.is_empty() {
            return Err(TemplateError::slot(&slot.id, "expected at least one kind"));
        }
        check_instances(slot)?;
        slot.filters.iter().try_for_each(|filter| check_filter(slot, filter))?;
    }
    let with = |role| slots.iter().filter(move |slot| slot.role == role);
    if with(Role::Answer).count() != 1 {
        let found = with(Role::Answer).count();
        return Err(TemplateError::whole(format!("expected exactly one slot with the role answer, found {found}")));
    }
    if let Some(second) = with(Role::Start).nth(1) {
        return Err(TemplateError::slot(&second.id, "a second start; expected at most one"));
    }
    Ok(())
}

fn check_instances(slot: &Slot) -> Result<(), TemplateError> {
    let [min, max] = slot.instances;
    let refuse = |problem: String| Err(TemplateError::slot(&slot.id, problem));
    if min > max || max == 0 {
        return refuse(format!("instances [{min}, {max}] is no range; expected [min, max] with max at least 1"));
    }
    if max > MAX_INSTANCES {
        return refuse(format!("{max} instances; the limit is {MAX_INSTANCES}"));
    }
    match slot.role {
        Role::Answer if slot.instances != [1, 1] => refuse("the answer is exactly one node: instances [1, 1]".into()),
        Role::Start if max > 1 => refuse("the start is one node or none: instances [1, 1] or [0, 1]".into()),
        _ => Ok(()),
    }
}

fn check_link(template: &Template, link: &Link) -> Result<(), TemplateError> {
    let find = |id: &str| template.slot.iter().find(|slot| slot.id == id);
    let unknown = |id: &str| TemplateError::link(link, format!("no slot \"{id}\""));
    let from = find(&link.from).ok_or_else(|| unknown(&link.from))?;
    let to = find(&link.to).ok_or_else(|| unknown(&link.to))?;
    if link.from == link.to {
        return Err(TemplateError::link(link, "a slot cannot be linked to itself"));
    }
    let [min, max] = link.hops;
    if min == 0 || min > max {
        let problem = format!("hops [{min}, {max}] is no range; expected [min, max] with min at least 1");
        return Err(TemplateError::link(link, problem));
    }
    if max > MAX_HOPS {
        return Err(TemplateError::link(link, format!("{max} hops; the limit is {MAX_HOPS}")));
    }
    if max > 1 && link.between.is_empty() {
        return Err(TemplateError::link(link, "more than one hop, and no kind may stand between"));
    }
    if matches!(&link.relations, Relations::Named(names) if names.is_empty()) {
        return Err(TemplateError::link(link, "expected \"any\" or at least one relation"));
    }
    let fits = (min..=max).any(|hops| is_walkable(link, &from.kinds, &to.kinds, hops));
    if fits { Ok(()) } else { Err(TemplateError::link(link, no_relation(link, from, to))) }
}

/// Whether kinds can follow each other in this many hops.
fn is_walkable(link: &Link, from: &[Kind], to: &[Kind], hops: u32) -> bool {
    let names: Option<Vec<String>> = match &link.relations {
        Relations::Any => None,
        Relations::Named(names) => {
            Some(names.iter().map(|name| pathloom_model::relation::canonical_name(name).to_owned()).collect())
        }
    };
    let mut reached = from.to_vec();
    for hop in 1..=hops {
        let next = if hop == hops { to } else { &link.between };
        let near = |kind: &Kind| reached.iter().any(|&at| can_step(at, *kind, link.direction, names.as_deref()));
        reached = next.iter().copied().filter(near).collect();
    }
    !reached.is_empty()
}

fn no_relation(link: &Link, from: &Slot, to: &Slot) -> String {
    let kinds = |slot: &Slot| slot.kinds.iter().map(|kind| kind.name()).collect::<Vec<_>>().join(" or ");
    let direction = format!("{:?}", link.direction).to_lowercase();
    let relations = match &link.relations {
        Relations::Any => "no relation".to_owned(),
        Relations::Named(names) => format!("no relation named {}", names.join(" or ")),
    };
    format!("{relations} leads from {} to {} with direction {direction}", kinds(from), kinds(to))
}

/// Connected, and several instances only at leaves.
fn check_shape(template: &Template) -> Result<(), TemplateError> {
    let mut reached = vec![false; template.slot.len()];
    let place = |id: &str| template.slot.iter().position(|slot| slot.id == id);
    if let Some(answer) = template.slot.iter().position(|slot| slot.role == Role::Answer) {
        reached[answer] = true;
    }
    for _ in 0..template.slot.len() {
        for link in &template.link {
            if let (Some(from), Some(to)) = (place(&link.from), place(&link.to)) {
                let either = reached[from] || reached[to];
                (reached[from], reached[to]) = (either, either);
            }
        }
    }
    if let Some(alone) = reached.iter().position(|reached| !reached) {
        return Err(TemplateError::slot(&template.slot[alone].id, "no chain of links joins it to the answer"));
    }
    for slot in template.slot.iter().filter(|slot| slot.instances != [1, 1]) {
        let links = template.link.iter().filter(|link| link.from == slot.id || link.to == slot.id).count();
        if links != 1 {
            let problem = format!("only a slot with one link may be optional or take several nodes; it has {links}");
            return Err(TemplateError::slot(&slot.id, problem));
        }
    }
    Ok(())
}

fn check_constraints(template: &Template) -> Result<(), TemplateError> {
    for constraint in &template.constraints {
        let (Constraint::SameDocument(pair) | Constraint::DifferentDocument(pair)) = constraint;
        for id in pair {
            if !template.slot.iter().any(|slot| &slot.id == id) {
                return Err(TemplateError::slot(id, "a constraint names it, and there is no such slot"));
            }
        }
        if pair[0] == pair[1] {
            return Err(TemplateError::slot(&pair[0], "a constraint needs two different slots"));
        }
    }
    Ok(())
}
