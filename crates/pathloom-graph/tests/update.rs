//! A graph that follows its rows: after any changes, and after it was written and read again, it is the graph that all
//! rows together give, down to the matches that a seed draws.

use pathloom_graph::synthetic::measured_template;
use pathloom_graph::{Delta, Fields, Graph, GraphBuilder, ONE_SECOND, Random, Request, compile, parse_template};
use pathloom_model::{Direction, Key, Kind, Strategy, Template};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::AtomicBool;

/// What a project's rows say.
#[derive(Clone, Default)]
struct Rows {
    nodes: BTreeMap<Key, Node>,
    relations: BTreeSet<(Key, String, Key)>,
    made: u64,
}

#[derive(Clone, Debug, PartialEq)]
struct Node {
    name: String,
    label: Option<String>,
    document: Option<Key>,
    page: Option<u32>,
}

const KINDS: [Kind; 10] = [
    Kind::Entity,
    Kind::Entity,
    Kind::Entity,
    Kind::Entity,
    Kind::Chunk,
    Kind::Table,
    Kind::Table,
    Kind::Formula,
    Kind::Assertion,
    Kind::Document,
];

impl Rows {
    fn build(&self) -> Graph {
        let mut builder = GraphBuilder::new();
        for (key, node) in &self.nodes {
            builder.add_node(key, key.kind(), fields(node));
        }
        for (from, name, to) in &self.relations {
            builder.add_relation(from, name, to);
        }
        builder.finish().0
    }

    fn add_node(&mut self, random: &mut Random) {
        self.made += 1;
        let kind = KINDS[random.below(KINDS.len() as u64) as usize];
        let key = Key::of(kind, &[&self.made.to_le_bytes()]);
        let node = self.fields(kind, random);
        self.nodes.insert(key, node);
    }

    fn fields(&self, kind: Kind, random: &mut Random) -> Node {
        let documents: Vec<&Key> = self.nodes.keys().filter(|key| key.kind() == Kind::Document).collect();
        let document = (!documents.is_empty() && random.below(5) > 0).then(|| pick(&documents, random));
        let label = (kind == Kind::Entity && random.below(3) > 0).then(|| format!("Type {}", random.below(4)));
        let page = (random.below(3) > 0).then(|| random.below(9) as u32 + 1);
        let name = if random.below(6) == 0 { String::new() } else { format!("名 {}", random.below(1000)) };
        Node { name, label, document: document.cloned().filter(|_| kind != Kind::Document), page }
    }

    fn add_relation(&mut self, random: &mut Random) {
        let keys: Vec<&Key> = self.nodes.keys().collect();
        if keys.is_empty() {
            return;
        }
        let (from, to) = (pick(&keys, random).clone(), pick(&keys, random).clone());
        let structural = ["related_to", "located_in", "belongs_to", "has_subject"];
        let name = match (from.kind(), to.kind()) {
            (Kind::Entity, Kind::Entity) => format!("r{}", random.below(5)),
            _ => structural[random.below(4) as usize].to_owned(),
        };
        self.relations.insert((from, name, to));
    }

    /// Some things go, some come, some are called otherwise.
    fn change(&mut self, random: &mut Random) {
        for _ in 0..random.below(4) {
            let keys: Vec<Key> = self.nodes.keys().cloned().collect();
            if !keys.is_empty() {
                let gone = &keys[random.below(keys.len() as u64) as usize];
                self.nodes.remove(gone);
                self.relations.retain(|(from, _, to)| from != gone && to != gone);
            }
        }
        (0..random.below(4)).for_each(|_| self.add_node(random));
        for _ in 0..random.below(3) {
            let keys: Vec<Key> = self.nodes.keys().cloned().collect();
            if !keys.is_empty() {
                let key = keys[random.below(keys.len() as u64) as usize].clone();
                let node = self.fields(key.kind(), random);
                self.nodes.insert(key, node);
            }
        }
        for _ in 0..random.below(6) {
            if let Some(gone) = self.relations.iter().nth(random.below(self.relations.len().max(1) as u64) as usize) {
                let gone = gone.clone();
                self.relations.remove(&gone);
            }
        }
        (0..random.below(12)).for_each(|_| self.add_relation(random));
    }
}

fn pick<'k>(keys: &[&'k Key], random: &mut Random) -> &'k Key {
    keys[random.below(keys.len() as u64) as usize]
}

fn fields(node: &Node) -> Fields<'_> {
    Fields {
        name: &node.name,
        label: node.label.as_deref(),
        document: node.document.as_ref(),
        page: node.page,
        ..Fields::default()
    }
}

fn delta<'r>(before: &'r Rows, after: &'r Rows) -> Delta<'r> {
    let ends = |(from, name, to): &'r (Key, String, Key)| (from, name.as_str(), to);
    let changed = after.nodes.iter().filter(|(key, node)| before.nodes.get(key) != Some(node));
    Delta {
        nodes: changed.map(|(key, node)| (key, fields(node))).collect(),
        removed: before.nodes.keys().filter(|key| !after.nodes.contains_key(key)).collect(),
        relations: after.relations.difference(&before.relations).map(ends).collect(),
        removed_relations: before.relations.difference(&after.relations).map(ends).collect(),
    }
}

fn templates() -> Vec<Template> {
    let near = r#"id = "near"
title = { en = "Near" }
slot = [
  { id = "start", kinds = ["Entity"], role = "start" },
  { id = "answer", kinds = ["Entity"], role = "answer" },
  { id = "table", kinds = ["Table"], role = "evidence", instances = [0, 1] },
]
link = [
  { from = "start", to = "answer", direction = "out", hops = [1, 3] },
  { from = "answer", to = "table", relations = ["related_to"] },
]
"#;
    vec![parse_template(near, "near.toml").expect("a template"), measured_template(Direction::Any).expect("a template")]
}

/// All that can be asked of a graph.
fn told(graph: &Graph) -> String {
    let mut told = format!("{} {} {}\n", graph.node_count(), graph.relation_count(), graph.pair_count());
    for id in 0..graph.node_count() as u32 {
        let around = graph.neighbours(id);
        let relations: Vec<_> = around.iter().map(|&other| graph.relations_between(id, other)).collect();
        let (label, document, page) = (graph.entity_type(id), graph.document(id), graph.page(id));
        let (key, name, degree) = (graph.key(id), graph.name(id), graph.degree(id));
        told += &format!("{key} {name} {label:?} {document:?} {page:?} {degree} {around:?} {relations:?}\n");
    }
    told += &format!("{:?}\n", graph.relation_kinds());
    for template in templates() {
        let Ok(plan) = compile(graph, &template) else { continue };
        told += &format!("{:?}\n", plan.count(ONE_SECOND, &AtomicBool::new(false)));
        for strategy in [Strategy::Uniform, Strategy::LongTail] {
            told += &format!("{:?}\n", plan.sample(&Request::new(20, strategy, 3)).matches);
        }
    }
    told
}

fn read(bytes: &[u8]) -> Option<Graph> {
    Graph::read_snapshot(&mut { bytes }, bytes.len() as u64)
}

fn written(graph: &Graph) -> Vec<u8> {
    let mut bytes = Vec::new();
    graph.write_snapshot(&mut bytes).expect("writes to memory");
    bytes
}

#[test]
fn a_graph_that_follows_changes_is_the_graph_of_all_rows() {
    for seed in 0..60 {
        let random = &mut Random::stream(seed, 4);
        let mut rows = Rows::default();
        (0..random.below(40)).for_each(|_| rows.add_node(random));
        (0..random.below(160)).for_each(|_| rows.add_relation(random));
        let mut graph = rows.build();
        for step in 0..6 {
            let before = rows.clone();
            rows.change(random);
            graph = graph.updated(&delta(&before, &rows));
            let expected = told(&rows.build());
            assert_eq!(told(&graph), expected, "seed {seed}, step {step}: updated");
            assert_eq!(read(&written(&graph)).map(|graph| told(&graph)), Some(expected), "seed {seed}: read again");
        }
    }
}

#[test]
fn damaged_bytes_give_no_graph_or_one_that_can_be_asked() {
    let random = &mut Random::stream(1, 5);
    let mut rows = Rows::default();
    (0..40).for_each(|_| rows.add_node(random));
    (0..160).for_each(|_| rows.add_relation(random));
    let bytes = written(&rows.build());
    for _ in 0..3_000 {
        let mut damaged = bytes.clone();
        match random.below(3) {
            0 => damaged.truncate(random.below(bytes.len() as u64) as usize),
            1 => damaged.push(0),
            _ => damaged[random.below(bytes.len() as u64) as usize] ^= 1 << random.below(8),
        }
        let is_as_long = damaged.len() == bytes.len();
        let graph = read(&damaged);
        assert!(is_as_long || graph.is_none(), "a graph has one length");
        drop(graph.map(|graph| told(&graph)));
    }
}
