//! Relaxed copies of the 32 presets, with the reference's own meaning (hops from 0, any image, any relation to the
//! evidence): whatever its selector can return is among our matches.

mod support;

use pathloom_graph::{Random, Request, compile, presets};
use pathloom_model::path::Strategy;
use pathloom_model::{Direction, Key, Kind, Relations, Role, Template};
use std::collections::BTreeSet;
use support::world::World;

/// Hops from 0 is: the start may be absent, or one hop away and more.
fn relaxed(mut template: Template) -> Template {
    for slot in &mut template.slot {
        slot.filters.clear();
        if slot.role == Role::Start {
            slot.instances = [0, 1];
        }
    }
    for link in &mut template.link {
        if link.from == "start" {
            link.hops[0] = 1;
        } else {
            link.relations = Relations::Any;
            link.direction = Direction::Any;
        }
    }
    template
}

/// The reference's selector: an answer with enough neighbours of each kind, some of these at random, and a path of
/// entities that leads to it against the arrows, as long as it likes to be.
fn select(world: &World, template: &Template, random: &mut Random) -> Option<(Vec<Vec<Key>>, Vec<Key>)> {
    let of_kind = |kind: Kind| (0..world.things.len()).filter(move |&node| world.things[node].kind == kind);
    let entities: Vec<usize> = of_kind(Kind::Entity).collect();
    let answer = entities[random.below(entities.len() as u64) as usize];
    let mut slots = Vec::new();
    for slot in template.slot.iter().filter(|slot| slot.role == Role::Evidence) {
        let joined = |other: usize| {
            let ends = [(answer, other), (other, answer)];
            world.relations.iter().any(|&(from, _, to)| ends.contains(&(from, to)))
        };
        let mut near: Vec<usize> = of_kind(slot.kinds[0]).filter(|&other| joined(other)).collect();
        random.shuffle(&mut near);
        let mut keys: Vec<Key> =
            near.iter().take(slot.instances[0] as usize).map(|&n| world.things[n].key.clone()).collect();
        (keys.len() == slot.instances[0] as usize).then_some(())?;
        keys.sort();
        slots.push(keys);
    }
    let max = template.link.iter().find(|link| link.from == "start")?.hops[1] as u64;
    let mut path = vec![answer];
    for _ in 0..random.below(max + 1) {
        let last = path[path.len() - 1];
        let before =
            |&node: &usize| !path.contains(&node) && world.relations.iter().any(|&(f, _, t)| f == node && t == last);
        let next: Vec<usize> = entities.iter().copied().filter(before).collect();
        if next.is_empty() {
            break;
        }
        path.push(next[random.below(next.len() as u64) as usize]);
    }
    path.reverse();
    Some((slots, path.into_iter().map(|node| world.things[node].key.clone()).collect()))
}

#[test]
fn what_the_reference_can_select_is_among_our_matches() {
    let mut random = Random::stream(21, 0);
    let mut compared = 0;
    let presets = presets().into_iter().filter(|preset| preset.group != "More");
    for template in presets.map(relaxed) {
        for _ in 0..15 {
            let world = World::random(&mut random);
            let graph = world.graph();
            let plan = compile(&graph, &template).expect("a relaxed preset compiles");
            let all = plan.sample(&Request::new(1_000_000, Strategy::Uniform, 1));
            assert!(all.exhausted, "{}: a small world is listed to the end", template.id);
            let evidence = |slots: &[pathloom_model::Binding]| {
                let is_evidence =
                    |id: &str| template.slot.iter().any(|slot| slot.id == id && slot.role == Role::Evidence);
                let bound = slots.iter().filter(|binding| is_evidence(&binding.slot));
                bound.map(|binding| binding.nodes.clone()).collect::<Vec<_>>()
            };
            let ours: BTreeSet<(Vec<Vec<Key>>, Vec<Key>)> =
                all.matches.iter().map(|found| (evidence(&found.bindings), found.chain.clone())).collect();
            for _ in 0..40 {
                if let Some(selected) = select(&world, &template, &mut random) {
                    assert!(ours.contains(&selected), "{}: {selected:?}", template.id);
                    compared += 1;
                }
            }
        }
    }
    assert!(compared > 1_500, "enough was compared: {compared}");
}
