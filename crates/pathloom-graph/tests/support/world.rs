//! Small graphs as plain lists, and random templates over every feature of the pattern language.

use super::content::{data, random_filter};
use pathloom_graph::{Fields, Graph, GraphBuilder, Random};
use pathloom_model::{
    Caps, Constraint, Direction, Key, Kind, Knowledge, Link, Node, Relations, Role, Slot, Template, Text2, relation,
};
use std::sync::Arc;

#[derive(Clone, Debug)]
pub struct Thing {
    pub key: Key,
    pub kind: Kind,
    pub label: &'static str,
    pub document: Option<usize>,
    /// Its page; of a table also its rows.
    pub page: Option<u32>,
}

impl Thing {
    /// As the project would keep it, with its label wherever the kind has a text of its own.
    fn node(&self) -> Node {
        Node {
            key: self.key.clone(),
            name: self.label.into(),
            document: None,
            spans: Vec::new(),
            data: data(self.kind, self.label),
        }
    }
}

/// Nodes and relations, by place in `things`.
#[derive(Clone, Debug, Default)]
pub struct World {
    pub things: Vec<Thing>,
    pub relations: Vec<(usize, &'static str, usize)>,
    /// Of a part of another world: the things of that world, whose places as documents start at [`OUTSIDE`].
    pub outside: Vec<Thing>,
}

pub const OUTSIDE: usize = 1_000;

impl World {
    pub fn add(&mut self, kind: Kind, label: &'static str, document: Option<usize>) -> usize {
        let key = Key::of(kind, &[&(self.things.len() as u32).to_le_bytes()]);
        self.things.push(Thing { key, kind, label, document, page: None });
        self.things.len() - 1
    }

    /// A thing or a document outside.
    pub fn told(&self, place: usize) -> &Thing {
        self.things.get(place).unwrap_or_else(|| &self.outside[place - OUTSIDE])
    }

    pub fn relate(&mut self, from: usize, name: &'static str, to: usize) {
        self.relations.push((from, name, to));
    }

    pub fn graph(&self) -> Graph {
        let mut builder = GraphBuilder::new();
        for thing in &self.things {
            let document = thing.document.map(|document| &self.things[document].key);
            let label = Some(thing.label);
            let rows = thing.page.filter(|_| thing.kind == Kind::Table);
            let fields = Fields { name: thing.label, label, document, page: thing.page, rows, columns: None };
            builder.add_node(&thing.key, thing.kind, fields);
        }
        for &(from, name, to) in &self.relations {
            builder.add_relation(&self.things[from].key, name, &self.things[to].key);
        }
        let mut graph = builder.finish().0;
        graph.set_contents(Arc::new(Knowledge::new(self.things.iter().map(Thing::node), [])));
        graph
    }

    /// Two documents, a few nodes of each kind, entities the most.
    pub fn random(random: &mut Random) -> World {
        let mut world = World::default();
        let documents = [world.add(Kind::Document, "a.md", None), world.add(Kind::Document, "b.md", None)];
        let mut kinds = vec![Kind::Entity; 3 + random.below(4) as usize];
        for kind in [Kind::Chunk, Kind::Table, Kind::Image, Kind::Assertion, Kind::Formula] {
            kinds.extend(vec![kind; random.below(3) as usize]);
        }
        for kind in kinds {
            let label = pick(random, &["chart", "photo", "Company", "Chart house", ""]);
            let document = pick(random, &[Some(documents[0]), Some(documents[1]), None]);
            let thing = world.add(kind, label, document);
            world.things[thing].page = pick(random, &[Some(1), Some(2), Some(5), None]);
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

pub fn pick<T: Clone>(random: &mut Random, items: &[T]) -> T {
    items[random.below(items.len() as u64) as usize].clone()
}

pub fn chance(random: &mut Random, percent: u64) -> bool {
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
    for percent in [30, 12] {
        if count > 2 && chance(random, percent) {
            let from = random.below(count as u64) as usize;
            link.push(random_link(random, from, (from + 1) % count));
        }
    }
    widen_leaves(random, &mut slot, &link);
    let several = if count > 1 && chance(random, 25) { 1 + random.below(3) } else { 0 };
    let constraints = (0..several).map(|_| random_constraint(random, count)).collect();
    Template {
        id: "random".into(),
        aliases: Vec::new(),
        group: "Mine".into(),
        title: Text2 { en: "Random \"one\"".into(), zh: "随机".into() },
        about: Text2::default(),
        slot,
        link,
        constraints,
        caps: if chance(random, 20) { random_caps(random) } else { Caps::default() },
    }
}

fn random_caps(random: &mut Random) -> Caps {
    let mut cap = || Some(1 + random.below(3) as u32).filter(|_| random.below(2) == 0);
    Caps { per_answer: cap(), per_start: cap(), per_document: cap() }
}

fn random_slot(random: &mut Random, place: usize, role: Role) -> Slot {
    const E: Kind = Kind::Entity;
    let all = [
        E,
        E,
        E,
        E,
        Kind::Table,
        Kind::Chunk,
        Kind::Image,
        Kind::Assertion,
        Kind::Formula,
        Kind::Formula,
        Kind::Document,
    ];
    let mut kinds = vec![if role == Role::Answer && chance(random, 85) { Kind::Entity } else { pick(random, &all) }];
    let second = pick(random, &all);
    if chance(random, 15) && !kinds.contains(&second) {
        kinds.push(second);
    }
    let several = if chance(random, 25) { 1 + random.below(2) } else { 0 };
    let filters = (0..several).map(|_| random_filter(random, &kinds)).collect();
    Slot { id: format!("s{place}"), kinds, role, instances: [1, 1], filters, show: false, blur: false }
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
