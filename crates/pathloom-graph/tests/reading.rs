//! What pages show around a pattern and a graph: coverage, neighbourhoods, paths, refusals.

mod support;

use pathloom_graph::{
    Bands, Fields, Graph, GraphBuilder, MAX_TREES, Request, TemplateError, among, compile, coverage, neighbourhood,
    overview, parse_template, preset, shortest_paths,
};
use pathloom_model::path::Strategy;
use pathloom_model::{Key, Kind, Node, NodeData, Relation, Template};
use std::sync::atomic::AtomicBool;
use support::world::World;

fn template(slots: &str, links: &str) -> Result<Template, TemplateError> {
    parse_template(&format!("id = \"t\"\ntitle = {{ en = \"T\" }}\nslot = [{slots}]\nlink = [{links}]\n"), "t.toml")
}

/// a → b → c → d, a → c; c stands in a table; a picture that is no chart belongs to d.
fn world() -> World {
    let mut world = World::default();
    let [a, b, c, d] = ["A", "B", "C", "D"].map(|name| world.add(Kind::Entity, name, None));
    let table = world.add(Kind::Table, "", None);
    let image = world.add(Kind::Image, "photo", None);
    for (from, to) in [(a, b), (b, c), (c, d), (a, c)] {
        world.relate(from, "owns", to);
    }
    world.relate(c, "related_to", table);
    world.relate(d, "related_to", image);
    world
}

fn key(world: &World, place: usize) -> Key {
    world.things[place].key.clone()
}

#[test]
fn a_match_numbers_its_chain_first_and_lists_every_relation() {
    let mut world = world();
    world.relate(0, "runs", 1);
    world.relate(1, "runs", 0);
    let graph = world.graph();
    let plan = compile(&graph, &preset("single_table_multihop").expect("a preset")).expect("it compiles");
    let drawn = plan.sample(&Request::new(9, Strategy::Uniform, 1)).matches;
    let found = drawn.iter().find(|found| found.chain[0] == key(&world, 0)).expect("a leads to c by b");
    assert_eq!(found.chain, [key(&world, 0), key(&world, 1), key(&world, 2)], "start, between, answer");
    let numbers: Vec<(u32, bool)> = found.hops.iter().map(|hop| (hop.number, hop.on_chain)).collect();
    assert_eq!(numbers, [(1, true), (2, true), (3, false)], "the chain first, then the evidence");
    let relations: Vec<(&str, bool)> = found.hops[0].relations.iter().map(|r| (&r.name[..], r.forward)).collect();
    assert_eq!(relations, [("owns", true), ("runs", false), ("runs", true)], "parallel relations are all listed");
    assert_eq!(found.nodes_of("table"), [key(&world, 4)], "the evidence is bound");
}

#[test]
fn coverage_is_the_share_of_a_band_that_a_draw_comes_by() {
    let graph = support::world::World::random(&mut pathloom_graph::Random::stream(2, 2)).graph();
    let plan = compile(&graph, &preset("Entity").expect("a preset")).expect("it compiles");
    let (bands, never) = (Bands::of(&graph), AtomicBool::new(false));
    let drawn = plan.sample(&Request::new(50, Strategy::Uniform, 1));
    let found = coverage(&graph, &bands, &drawn.matches);
    assert_eq!(plan.coverage(&bands, 50, Strategy::Uniform, 1, &never), Some(found), "the same without texts");
    let all = graph.ids(Kind::Entity).len() as u64;
    assert_eq!(found.head.all + found.torso.all + found.tail.all, all, "every entity is in one band");
    assert_eq!(found.head.all, 1, "the top 2 % of a few entities is the best connected one");
    let on_paths: std::collections::BTreeSet<_> =
        drawn.matches.iter().flat_map(|found| found.all_nodes()).filter(|key| key.kind() == Kind::Entity).collect();
    let used = found.head.used + found.torso.used + found.tail.used;
    assert_eq!(used, on_paths.len() as u64, "an entity counts once, however often it is used");
    assert_eq!(found.matches, drawn.matches.len() as u64, "it says of how many matches it is");
    let more = plan.coverage(&bands, 10, Strategy::Uniform, 1, &never).expect("nobody stops it");
    assert!(more.tail.used <= found.tail.used, "more samples never cover less");
    assert_eq!(coverage(&graph, &bands, &[]).tail.used, 0, "no match, no use");
    let stop = AtomicBool::new(true);
    assert_eq!(plan.coverage(&bands, 50, Strategy::Uniform, 1, &stop), None, "a newer edit ends it");
}

#[test]
fn neighbourhoods_are_ordered_and_count_what_they_hide() {
    let world = world();
    let graph = world.graph();
    let near = neighbourhood(&graph, &key(&world, 2), 1, 3).expect("c is a node");
    assert_eq!(near.nodes[0].key, key(&world, 2), "the centre comes first");
    assert_eq!((near.nodes.len(), near.hidden), (3, 2), "c has four neighbours, three nodes are shown");
    assert!(near.nodes[1..].iter().all(|node| node.hops == 1), "neighbours are one hop away");
    assert!(neighbourhood(&graph, &Key::of(Kind::Entity, &[b"no"]), 1, 3).is_none(), "an unknown centre is none");
    assert_eq!(overview(&graph, &[Kind::Entity], 2).hidden, 2, "four entities, two shown");
    let all: Vec<Key> = world.things.iter().map(|thing| thing.key.clone()).collect();
    assert_eq!(among(&graph, &all).relations.len(), 6, "every relation among the nodes");
}

#[test]
fn shortest_paths_come_in_order_and_never_repeat_a_node() {
    let world = world();
    let graph = world.graph();
    let [a, b, c, d] = [0, 1, 2, 3].map(|place| key(&world, place));
    let paths = shortest_paths(&graph, &a, &d, 5, 6, &[]);
    assert_eq!(paths, [vec![a.clone(), c.clone(), d.clone()], vec![a.clone(), b, c, d.clone()]], "both ways");
    assert!(shortest_paths(&graph, &a, &d, 5, 1, &[]).is_empty(), "none within one hop");
}

#[test]
fn illegal_templates_name_the_slot_or_link() {
    let start = r#"{ id = "start", kinds = ["Entity"], role = "start" },"#;
    let answer = r#"{ id = "answer", kinds = ["Entity"], role = "answer" },"#;
    let table = r#"{ id = "table", kinds = ["Table"], role = "evidence", instances = [2, 2] },"#;
    let chain = r#"{ from = "start", to = "answer" },"#;
    let refused = |slots: String, links: &str| template(&slots, links).expect_err("not legal").to_string();
    let both = [start, answer].concat();
    assert!(refused(start.into(), "").contains("role answer, found 0"), "no answer");
    assert!(
        refused([answer, &answer.replace("\"answer\",", "\"two\",")].concat(), "").contains("found 2"),
        "two answers"
    );
    assert!(refused(both.clone(), "").contains("slot \"start\": no chain of links"), "not connected");
    assert!(
        refused(both.clone(), &chain.replace("\"start\"", "\"begin\"")).contains("no slot \"begin\""),
        "unknown slot"
    );
    let backwards = r#"{ from = "table", to = "answer", relations = ["related_to"] },"#;
    assert!(
        refused([&both, table].concat(), &[chain, backwards].concat()).contains("link table → answer"),
        "no such relation"
    );
    let inner = r#"{ from = "answer", to = "table" }, { from = "start", to = "table" },"#;
    assert!(refused([&both, table].concat(), inner).contains("only a slot with one link"), "several in the middle");
    assert!(
        refused(both.clone(), &chain.replace("},", ", hops = [1, 90] },")).contains("the limit is 8"),
        "too many hops"
    );
    let wide = |id: &str| format!(r#"{{ id = "{id}", kinds = ["Entity"], role = "evidence", instances = [0, 8] }},"#);
    let links: String = ["w", "x"].map(|id| format!(r#"{{ from = "answer", to = "{id}", hops = [1, 6] }},"#)).concat();
    let exploding = refused([answer, &wide("w"), &wide("x")].concat(), &links);
    assert!(
        exploding.contains(&MAX_TREES.to_string()) && exploding.contains("9018009"),
        "the limit and the number: {exploding}"
    );
}

#[test]
fn what_the_language_does_not_allow_stays_out_of_the_graph_and_is_counted() {
    let mut builder = GraphBuilder::new();
    let [a, b, table] = [Kind::Entity, Kind::Entity, Kind::Table].map(|kind| Key::of(kind, &[kind.name().as_bytes()]));
    let b = Key::of(b.kind(), &[b"b"]);
    for node in [&a, &b, &table] {
        builder.add_node(node, node.kind(), Fields::default());
    }
    builder.add_relation(&a, "relate_to", &table);
    builder.add_relation(&table, "related_to", &a);
    builder.add_relation(&a, "owns", &a);
    builder.add_relation(&a, "owns", &Key::of(Kind::Entity, &[b"nobody"]));
    builder.add_relation(&a, "owns", &b);
    builder.add_relation(&a, "owns", &b);
    let (graph, left_out): (Graph, _) = builder.finish();
    assert_eq!((left_out.unlisted, left_out.loops, left_out.unknown_ends), (1, 1, 1), "each kind of refusal once");
    let kinds = graph.relation_kinds();
    let expected =
        [(Kind::Entity, "owns".to_owned(), Kind::Entity, 1), (Kind::Entity, "related_to".into(), Kind::Table, 1)];
    assert_eq!(kinds, expected, "an alias takes the listed name, the same relation counts once");
}

#[test]
fn a_graph_from_the_model_has_its_nodes_relations_and_fields() {
    let document = Key::document(b"d");
    let [a, b] = ["A", "B"].map(|name| Key::entity(name, "Company", &document));
    let node = |key: &Key, name: &str, data| Node {
        key: key.clone(),
        name: name.into(),
        document: (key != &document).then(|| document.clone()),
        spans: Vec::new(),
        data,
    };
    let company = || NodeData::Entity {
        entity_type: "Company".into(),
        aliases: Vec::new(),
        description: String::new(),
        about: String::new(),
        unverified: None,
    };
    let nodes =
        [node(&b, "B", company()), node(&document, "d.md", NodeData::Document { pages: 1 }), node(&a, "A", company())];
    let relation = |from: &Key, to: &Key| Relation {
        from: from.clone(),
        to: to.clone(),
        name: "owns".into(),
        assertions: Vec::new(),
        spans: Vec::new(),
    };
    let graph = Graph::from_model(&nodes, &[relation(&a, &b), relation(&a, &document)]);
    assert_eq!((graph.node_count(), graph.relation_count()), (3, 1), "no relation owns a document");
    let id = graph.id(&a).expect("a is a node");
    assert_eq!((graph.key(id), graph.name(id), graph.entity_type(id)), (a, "A", Some("Company")), "fields come along");
    assert_eq!(graph.document(id), graph.id(&document), "so does the document");
}

/// Two rings of six, joined by one relation; two nodes apart.
fn rings() -> support::world::World {
    let mut world = support::world::World::default();
    for _ in 0..14 {
        world.add(Kind::Entity, "Company", None);
    }
    for ring in [0, 6] {
        for place in 0..6 {
            world.relate(ring + place, "owns", ring + (place + 1) % 6);
            world.relate(ring + place, "runs", ring + (place + 2) % 6);
        }
    }
    world.relate(0, "owns", 6);
    world.relate(12, "owns", 13);
    world
}

#[test]
fn components_and_communities_tell_what_belongs_together() {
    let world = rings();
    let graph = world.graph();
    let found = graph.components();
    assert_eq!((found.count, found.largest, found.alone), (2, 12, 0), "the rings together, and a pair");
    let groups = graph.communities(1);
    let keys = |group: &Vec<u32>| group.iter().map(|&node| graph.key(node)).collect::<std::collections::BTreeSet<_>>();
    let ring =
        |from: usize| (from..from + 6).map(|place| key(&world, place)).collect::<std::collections::BTreeSet<_>>();
    assert_eq!(groups.iter().map(Vec::len).collect::<Vec<_>>(), [6, 6, 2], "each ring is a community");
    assert!(groups[..2].iter().any(|group| keys(group) == ring(0)), "and has its own nodes");
    assert_eq!(groups, graph.communities(1), "the same seed, the same groups");
    assert_eq!(Graph::default().components().count, 0, "an empty graph has none");
    assert!(Graph::default().communities(1).is_empty(), "nor communities");
}

#[test]
fn shortest_paths_are_those_that_trying_every_path_finds() {
    for seed in 0..60 {
        let world = support::world::World::random(&mut pathloom_graph::Random::stream(seed, 9));
        let graph = world.graph();
        let [from, to] = [2, world.things.len() - 1];
        let mut all = Vec::new();
        every_path(
            &graph,
            &mut vec![graph.id(&key(&world, from)).expect("a node")],
            graph.id(&key(&world, to)).expect("a node"),
            4,
            &mut all,
        );
        all.sort_by_key(|path| path.len());
        let found = shortest_paths(&graph, &key(&world, from), &key(&world, to), 6, 4, &[]);
        let lengths = |count: usize| all.iter().take(count).map(Vec::len).collect::<Vec<_>>();
        assert_eq!(found.iter().map(Vec::len).collect::<Vec<_>>(), lengths(6), "the k shortest: seed {seed}");
        let known =
            |path: &Vec<Key>| all.iter().any(|one| one.iter().map(|&node| graph.key(node)).eq(path.iter().cloned()));
        assert!(found.iter().all(known), "each is a path without repeats: seed {seed}");
        let different: std::collections::BTreeSet<_> = found.iter().collect();
        assert_eq!(different.len(), found.len(), "none comes twice: seed {seed}");
    }
}

fn every_path(graph: &Graph, path: &mut Vec<u32>, to: u32, hops: usize, found: &mut Vec<Vec<u32>>) {
    let last = path[path.len() - 1];
    if last == to {
        return found.push(path.clone());
    }
    for next in graph.neighbours(last) {
        if hops > 0 && !path.contains(&next) {
            path.push(next);
            every_path(graph, path, to, hops - 1, found);
            path.pop();
        }
    }
}
