//! The enumerator that the engine is held against. Slow, direct, and written from the definition alone.

use super::world::World;
use pathloom_model::relation::canonical_name;
use pathloom_model::{Constraint, Direction, Key, Kind, Link, Match, Relations, Role, Slot, Template};
use std::collections::BTreeSet;

/// Slots' nodes in slot order, then every hop as an unordered pair.
pub type Shape = (Vec<Vec<Key>>, Vec<[Key; 2]>);

pub struct Naive {
    /// Sorted.
    pub matches: Vec<Shape>,
    /// Only where no link closes a cycle and no constraint is set.
    pub walks: Option<u128>,
}

pub fn shape_of(found: &Match) -> Shape {
    let slots = found.bindings.iter().map(|binding| binding.nodes.clone()).collect();
    let mut hops: Vec<[Key; 2]> = found.hops.iter().map(|hop| pair(&hop.from, &hop.to)).collect();
    hops.sort();
    (slots, hops)
}

fn pair(a: &Key, b: &Key) -> [Key; 2] {
    if a < b { [a.clone(), b.clone()] } else { [b.clone(), a.clone()] }
}

/// A walk so far: nodes per slot, paths per link (both ends included).
#[derive(Clone)]
struct Partial {
    slots: Vec<Option<Vec<usize>>>,
    paths: Vec<Option<Vec<Vec<usize>>>>,
}

impl Naive {
    /// `None` when there are more than `limit` walks.
    pub fn enumerate(world: &World, template: &Template, limit: usize) -> Option<Naive> {
        let place = |id: &str| template.slot.iter().position(|slot| slot.id == id).expect("a slot of the template");
        let answer = template.slot.iter().position(|slot| slot.role == Role::Answer).expect("an answer");
        let empty = Partial { slots: vec![None; template.slot.len()], paths: vec![None; template.link.len()] };
        let mut partials: Vec<Partial> = Vec::new();
        for node in passing(world, &template.slot[answer]) {
            let mut partial = empty.clone();
            partial.slots[answer] = Some(vec![node]);
            partials.push(partial);
        }
        let mut closes = false;
        let mut reached = BTreeSet::from([answer]);
        let mut left: Vec<usize> = (0..template.link.len()).collect();
        while !left.is_empty() {
            let next = left.iter().position(|&link| {
                [&template.link[link].from, &template.link[link].to].iter().any(|id| reached.contains(&place(id)))
            })?;
            let link = left.remove(next);
            let ends = [place(&template.link[link].from), place(&template.link[link].to)];
            closes |= ends.iter().all(|end| reached.contains(end));
            let near = if reached.contains(&ends[0]) { ends[0] } else { ends[1] };
            reached.extend(ends);
            let far = if near == ends[0] { ends[1] } else { ends[0] };
            let mut grown = Vec::new();
            for partial in &partials {
                extend(world, template, partial, link, near, far, &mut grown);
                if grown.len() > limit {
                    return None;
                }
            }
            partials = grown;
        }
        let walks = (!closes && template.constraints.is_empty()).then_some(partials.len() as u128);
        let mut matches: Vec<Shape> =
            partials.iter().filter(|found| is_match(world, template, found)).map(|found| shape(world, found)).collect();
        matches.sort();
        Some(Naive { matches, walks })
    }
}

/// Every way to add one link to a partial walk.
fn extend(
    world: &World,
    template: &Template,
    partial: &Partial,
    place: usize,
    near: usize,
    far: usize,
    grown: &mut Vec<Partial>,
) {
    let link = &template.link[place];
    let from = partial.slots[near].as_ref().expect("the near end is there")[0];
    let forward = template.slot[near].id == link.from;
    let allowed: Vec<usize> = match &partial.slots[far] {
        Some(nodes) => nodes.clone(),
        None => passing(world, &template.slot[far]),
    };
    let mut paths = Vec::new();
    walk(world, link, forward, &mut vec![from], &allowed, &mut paths);
    let [min, max] = if partial.slots[far].is_some() { [1, 1] } else { template.slot[far].instances };
    for count in min..=max {
        for set in subsets(&paths, count as usize) {
            let mut next = partial.clone();
            let mut ends: Vec<usize> = set.iter().map(|path| *path.last().expect("a path has an end")).collect();
            ends.sort_by(|&a, &b| world.things[a].key.cmp(&world.things[b].key));
            next.slots[far] = Some(ends);
            next.paths[place] = Some(set);
            grown.push(next);
        }
    }
}

/// Paths of a permitted length from the last of `path` to an allowed end; nodes may repeat.
fn walk(world: &World, link: &Link, forward: bool, path: &mut Vec<usize>, ends: &[usize], found: &mut Vec<Vec<usize>>) {
    let hops = path.len() as u32 - 1;
    let last = *path.last().expect("a path has a start");
    if hops >= 1 && hops >= link.hops[0] && ends.contains(&last) {
        found.push(path.clone());
    }
    if hops == link.hops[1] || (hops >= 1 && !link.between.contains(&world.things[last].kind)) {
        return;
    }
    for next in next_nodes(world, link, forward, last) {
        path.push(next);
        walk(world, link, forward, path, ends, found);
        path.pop();
    }
}

fn next_nodes(world: &World, link: &Link, forward: bool, at: usize) -> BTreeSet<usize> {
    let direction = if forward { link.direction } else { link.direction.flipped() };
    let mut next = BTreeSet::new();
    for &(from, _, to) in world.relations.iter().filter(|(_, name, _)| allows(&link.relations, name)) {
        if from == at && direction != Direction::In {
            next.insert(to);
        }
        if to == at && direction != Direction::Out {
            next.insert(from);
        }
    }
    next
}

fn allows(relations: &Relations, name: &str) -> bool {
    match relations {
        Relations::Any => true,
        Relations::Named(names) => names.iter().any(|wanted| canonical_name(wanted) == name),
    }
}

fn subsets<T: Clone>(items: &[T], count: usize) -> Vec<Vec<T>> {
    if count == 0 {
        return vec![Vec::new()];
    }
    let mut found = Vec::new();
    for (place, item) in items.iter().enumerate() {
        for mut rest in subsets(&items[place + 1..], count - 1) {
            rest.insert(0, item.clone());
            found.push(rest);
        }
    }
    found
}

fn is_match(world: &World, template: &Template, found: &Partial) -> bool {
    let mut nodes: Vec<usize> = found.slots.iter().flatten().flatten().copied().collect();
    for path in found.paths.iter().flatten().flatten() {
        nodes.extend(&path[1..path.len() - 1]);
    }
    let distinct: BTreeSet<usize> = nodes.iter().copied().collect();
    distinct.len() == nodes.len()
        && template.constraints.iter().all(|constraint| holds(world, template, found, constraint))
}

fn holds(world: &World, template: &Template, found: &Partial, constraint: &Constraint) -> bool {
    let (same, ids) = match constraint {
        Constraint::SameDocument(ids) => (true, ids),
        Constraint::DifferentDocument(ids) => (false, ids),
    };
    let nodes = |id: &String| {
        let place = template.slot.iter().position(|slot| &slot.id == id).expect("a slot of the template");
        found.slots[place].clone().unwrap_or_default()
    };
    let document = |node: usize| {
        if world.things[node].kind == Kind::Document { Some(node) } else { world.things[node].document }
    };
    nodes(&ids[0]).iter().all(|&a| {
        nodes(&ids[1]).iter().all(|&b| match (document(a), document(b)) {
            (Some(a), Some(b)) => (a == b) == same,
            _ => false,
        })
    })
}

fn shape(world: &World, found: &Partial) -> Shape {
    let key = |&node: &usize| world.things[node].key.clone();
    let slots = found.slots.iter().map(|nodes| nodes.iter().flatten().map(key).collect()).collect();
    let mut hops: Vec<[Key; 2]> = Vec::new();
    for path in found.paths.iter().flatten().flatten() {
        hops.extend(path.windows(2).map(|hop| pair(&key(&hop[0]), &key(&hop[1]))));
    }
    hops.sort();
    (slots, hops)
}

fn passing(world: &World, slot: &Slot) -> Vec<usize> {
    let passes = |&node: &usize| {
        slot.kinds.contains(&world.things[node].kind)
            && slot.filters.iter().all(|filter| super::content::holds(world, node, filter))
    };
    (0..world.things.len()).filter(passes).collect()
}
