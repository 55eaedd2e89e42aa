//! Small graphs as plain lists, and random templates over every feature of the pattern language.

use pathloom_graph::{Fields, Graph, GraphBuilder, Random};
use pathloom_model::template::FilterValue;
use pathloom_model::{
    Caps, Constraint, Direction, Filter, FilterOp, Key, Kind, Link, Relations, Role, Slot, Template, Text2, relation,
};

#[derive(Clone, Debug)]
pub struct Thing {
    pub key: Key,
    pub kind: Kind,
    pub label: &'static str,
    pub document: Option<usize>,
}

/// Nodes and relations, by place in `things`.
#[derive(Clone, Debug, Default)]
pub struct World {
    pub things: Vec<Thing>,
    pub relations: Vec<(usize, &'static str, usize)>,
}

impl World {
    pub fn add(&mut self, kind: Kind, label: &'static str, document: Option<usize>) -> usize {
        let key = Key::of(kind, &[&(self.things.len() as u32).to_le_bytes()]);
        self.things.push(Thing { key, kind, label, document });
        self.things.len() - 1
    }

    pub fn relate(&mut self, from: usize, name: &'static str, to: usize) {
        self.relations.push((from, name, to));
    }

    pub fn graph(&self) -> Graph {
        let mut builder = GraphBuilder::new();
        for thing in &self.things {
            let document = thing.document.map(|document| &self.things[document].key);
            let label = Some(thing.label);
            builder.add_node(
                &thing.key,
                thing.kind,
                Fields { name: thing.label, label, document, ..Fields::default() },
            );
        }
        for &(from, name, to) in &self.relations {
            builder.add_relation(&self.things[from].key, name, &self.things[to].key);
        }
        builder.finish().0
    }

    /// Two documents, a few nodes of each kind, entities the most.
    pub fn random(random: &mut Random) -> World {
        let mut world = World::default();
        let documents = [world.add(Kind::Document, "", None), world.add(Kind::Document, "", None)];
        let mut kinds = vec![Kind::Entity; 3 + random.below(4) as usize];
        for kind in [Kind::Chunk, Kind::Table, Kind::Image, Kind::Assertion, Kind::Formula] {
            kinds.extend(vec![kind; random.below(3) as usize]);
        }
        for kind in kinds {
            let label = ["chart", "photo", "Company"][random.below(3) as usize];
            let document = [Some(documents[0]), Some(documents[1]), None][random.below(3) as usize];
            world.add(kind, label, document);
        }
        let density = 10 + random.below(50);
        for from in 0..world.things.len() {
            for to in 0..world.things.len() {
                world.relate_randomly(from, to, density, random);
            }
        }
        world
    }

    /// Legal relations only, sometimes several between the same two.
    fn relate_randomly(&mut self, from: usize, to: usize, density: u64, random: &mut Random) {
        let (a, b) = (self.things[from].kind, self.things[to].kind);
        if a == Kind::Entity && b == Kind::Entity && from != to {
            for name in ["owns", "runs"] {
                if random.below(100) < density {
                    self.relate(from, name, to);
                }
            }
        }
        for listed in relation::STRUCTURAL.iter().filter(|listed| listed.from == a && listed.to == b) {
            if random.below(100) < density {
                self.relate(from, listed.name, to);
            }
        }
    }
}

fn pick<T: Clone>(random: &mut Random, items: &[T]) -> T {
    items[random.below(items.len() as u64) as usize].clone()
}

fn chance(random: &mut Random, percent: u64) -> bool {
    random.below(100) < percent
}

/// Not always legal: the caller asks `validate`.
pub fn random_template(random: &mut Random) -> Template {
    let count = 1 + random.below(4) as usize;
    let mut slot = Vec::new();
    let mut link = Vec::new();
    for place in 0..count {
        let role = match place {
            0 => Role::Answer,
            1 if chance(random, 60) => Role::Start,
            _ => pick(random, &[Role::Bridge, Role::Evidence]),
        };
        slot.push(random_slot(random, place, role));
        if place > 0 {
            let other = random.below(place as u64) as usize;
            link.push(random_link(random, place, other));
        }
    }
    if count > 2 && chance(random, 25) {
        let from = random.below(count as u64) as usize;
        link.push(random_link(random, from, (from + 1) % count));
    }
    widen_leaves(random, &mut slot, &link);
    let constraints = if count > 1 && chance(random, 20) { vec![random_constraint(random, count)] } else { Vec::new() };
    Template {
        id: "random".into(),
        aliases: Vec::new(),
        group: "Mine".into(),
        title: Text2 { en: "Random \"one\"".into(), zh: "随机".into() },
        about: Text2::default(),
        slot,
        link,
        constraints,
        caps: Caps::default(),
    }
}

fn random_slot(random: &mut Random, place: usize, role: Role) -> Slot {
    let all = [Kind::Entity, Kind::Entity, Kind::Entity, Kind::Table, Kind::Chunk, Kind::Image, Kind::Assertion];
    let mut kinds = vec![if role == Role::Answer { Kind::Entity } else { pick(random, &all) }];
    let second = pick(random, &all);
    if chance(random, 15) && !kinds.contains(&second) {
        kinds.push(second);
    }
    let filters = if chance(random, 15) { vec![random_filter(random)] } else { Vec::new() };
    Slot { id: format!("s{place}"), kinds, role, instances: [1, 1], filters, show: false, blur: false }
}

fn random_filter(random: &mut Random) -> Filter {
    let number = FilterValue::Number(random.below(4) as f64);
    match random.below(3) {
        0 => Filter { field: "degree".into(), op: FilterOp::AtLeast, value: Some(number) },
        1 => Filter { field: "degree:owns".into(), op: FilterOp::AtMost, value: Some(number) },
        _ => Filter { field: "name".into(), op: FilterOp::Equals, value: Some(FilterValue::Text("chart".into())) },
    }
}

fn random_link(random: &mut Random, from: usize, to: usize) -> Link {
    let flip = chance(random, 50);
    let (from, to) = if flip { (to, from) } else { (from, to) };
    let min = 1 + random.below(2) as u32;
    let named = [vec!["owns".to_owned()], vec!["runs".into(), "related_to".into()], vec!["relate_to".into()]];
    Link {
        from: format!("s{from}"),
        to: format!("s{to}"),
        relations: if chance(random, 75) { Relations::Any } else { Relations::Named(pick(random, &named)) },
        direction: pick(random, &[Direction::Out, Direction::In, Direction::Any, Direction::Any]),
        hops: if chance(random, 50) { [1, 1] } else { [min, min + random.below(3) as u32] },
        between: if chance(random, 80) { vec![Kind::Entity] } else { vec![Kind::Entity, Kind::Chunk] },
    }
}

fn widen_leaves(random: &mut Random, slots: &mut [Slot], links: &[Link]) {
    for slot in slots.iter_mut().filter(|slot| slot.role != Role::Answer) {
        let ends = links.iter().filter(|link| link.from == slot.id || link.to == slot.id).count();
        if ends == 1 && chance(random, 45) {
            let choices: &[[u32; 2]] =
                if slot.role == Role::Start { &[[0, 1]] } else { &[[0, 1], [2, 2], [1, 2], [0, 2], [3, 3]] };
            slot.instances = pick(random, choices);
        }
    }
}

fn random_constraint(random: &mut Random, count: usize) -> Constraint {
    let left = random.below(count as u64) as usize;
    let pair = [format!("s{left}"), format!("s{}", (left + 1) % count)];
    if chance(random, 50) { Constraint::SameDocument(pair) } else { Constraint::DifferentDocument(pair) }
}
