//! A synthetic graph for measurements: the mix of kinds and the skew of degrees of real graphs, from a seed.

use crate::builder::{Fields, GraphBuilder};
use crate::error::TemplateError;
use crate::graph::Graph;
use crate::random::Random;
use crate::template_file::parse_template;
use pathloom_model::{Direction, Kind, Template};

/// Rows in random order, as they would come from a file.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    /// Kind and the 128 bits of the key.
    pub nodes: Vec<(Kind, u128)>,
    /// From, name, to: places in `nodes` and in `names`.
    pub relations: Vec<(u32, u32, u32)>,
    pub names: Vec<String>,
}

const PER_NODE: f64 = 4.4;
const NAMES: usize = 16;
const HUBS: usize = 4;
/// Neighbours of each hub, where the graph is large enough.
const HUB_DEGREE: usize = 100_000;
const STRIDE: usize = 15_485_863;

/// About 4.4 relations per node; 72 % Entity, 20 % Chunk, 3 % Table, 2 % Image, 2.5 % Formula, the rest Document.
/// `hubs` adds a few entities with 100,000 neighbours (at most half of the entities).
pub fn synthetic(nodes: usize, seed: u64, hubs: bool) -> Rows {
    let mut random = Random::stream(seed, 0);
    let share = |percent: f64| ((nodes as f64 * percent / 100.0) as usize).max(1);
    let counts = [
        (Kind::Chunk, share(20.0)),
        (Kind::Table, share(3.0)),
        (Kind::Image, share(2.0)),
        (Kind::Formula, share(2.5)),
        (Kind::Document, share(0.5)),
    ];
    let others: usize = counts.iter().map(|(_, count)| count).sum();
    let mut kinds = vec![Kind::Entity; nodes.saturating_sub(others).max(1)];
    counts.iter().for_each(|&(kind, count)| kinds.resize(kinds.len() + count, kind));
    random.shuffle(&mut kinds);
    let mut key = || u128::from(random.next_u64()) << 64 | u128::from(random.next_u64());
    let nodes: Vec<(Kind, u128)> = kinds.into_iter().map(|kind| (kind, key())).collect();
    let mut rows = Rows { nodes, relations: Vec::new(), names: Vec::new() };
    rows.add_names();
    rows.relate(&mut random, hubs);
    random.shuffle(&mut rows.relations);
    rows
}

/// A chain of four Entity hops whose last is the answer, with two Tables and one Chunk at the answer.
pub fn measured_template(direction: Direction) -> Result<Template, TemplateError> {
    let direction = format!("{direction:?}").to_lowercase();
    let text = format!(
        r#"id = "measured"
title = {{ en = "Measured" }}
slot = [
  {{ id = "start", kinds = ["Entity"], role = "start" }},
  {{ id = "answer", kinds = ["Entity"], role = "answer" }},
  {{ id = "table", kinds = ["Table"], role = "evidence", instances = [2, 2] }},
  {{ id = "text", kinds = ["Chunk"], role = "evidence" }},
]
link = [
  {{ from = "start", to = "answer", direction = "{direction}", hops = [4, 4] }},
  {{ from = "answer", to = "table", relations = ["related_to"] }},
  {{ from = "answer", to = "text", relations = ["located_in"] }},
]
"#
    );
    parse_template(&text, "measured.toml")
}

impl Rows {
    pub fn build(&self) -> Graph {
        let mut builder = GraphBuilder::with_capacity(self.nodes.len(), self.relations.len());
        let names: Vec<u32> = self.names.iter().map(|name| builder.relation_name(name)).collect();
        let add = |&(kind, bits): &(Kind, u128)| builder.add_node_bits(bits, kind, Fields::default());
        let handles: Vec<u32> = self.nodes.iter().map(add).collect();
        for &(from, name, to) in &self.relations {
            builder.relate(handles[from as usize], names[name as usize], handles[to as usize]);
        }
        builder.finish().0
    }

    fn add_names(&mut self) {
        let structural = ["belongs_to", "located_in", "refer_to", "related_to"];
        self.names = structural.iter().map(|&name| name.to_owned()).collect();
        self.names.extend((0..NAMES).map(|number| format!("relation {number}")));
    }

    fn of(&self, kind: Kind) -> Vec<u32> {
        let places = self.nodes.iter().enumerate().filter(|(_, node)| node.0 == kind);
        places.map(|(place, _)| place as u32).collect()
    }

    fn relate(&mut self, random: &mut Random, hubs: bool) {
        let [entities, chunks, documents] = [Kind::Entity, Kind::Chunk, Kind::Document].map(|kind| self.of(kind));
        let objects: Vec<u32> =
            [Kind::Table, Kind::Image, Kind::Formula].iter().flat_map(|&kind| self.of(kind)).collect();
        let total = (self.nodes.len() as f64 * PER_NODE) as usize;
        let [belongs, located, refers, related] = [0, 1, 2, 3];
        for &chunk in &chunks {
            self.relations.push((chunk, belongs, even(&documents, random)));
        }
        for &object in &objects {
            self.relations.push((object, located, even(&documents, random)));
            self.relations.push((even(&chunks, random), refers, object));
            for _ in 0..random.below(21) {
                self.relations.push((skewed(&entities, random), related, object));
            }
        }
        for &entity in &entities {
            for _ in 0..random.below(4) {
                self.relations.push((entity, located, even(&chunks, random)));
            }
        }
        let hub_degree = HUB_DEGREE.min(entities.len() / 2);
        for &hub in entities.iter().take(if hubs { HUBS } else { 0 }) {
            // Steps of a prime length meet every entity once before they meet one again.
            let start = random.below(entities.len() as u64) as usize;
            let others = (0..).map(|step: usize| entities[(start + step * STRIDE) % entities.len()]);
            for other in others.filter(|&other| other != hub).take(hub_degree) {
                self.push_open(hub, other, random);
            }
        }
        while self.relations.len() < total {
            self.push_open(skewed(&entities, random), skewed(&entities, random), random);
        }
    }

    /// The direction by a fair coin, so that there are cycles.
    fn push_open(&mut self, a: u32, b: u32, random: &mut Random) {
        let name = 4 + random.below(NAMES as u64) as u32;
        self.relations.push(if random.below(2) == 0 { (a, name, b) } else { (b, name, a) });
    }
}

fn even(places: &[u32], random: &mut Random) -> u32 {
    places[random.below(places.len() as u64) as usize]
}

/// The share of the node in place p falls with the cube root of p. Only exact operations, so that every machine
/// makes the same graph.
fn skewed(places: &[u32], random: &mut Random) -> u32 {
    let unit = random.unit();
    places[((unit * unit.sqrt() * places.len() as f64) as usize).min(places.len() - 1)]
}
