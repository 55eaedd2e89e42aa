//! Subgraph pre-sampling: what each method promises, and that a template matched in a part of the graph has the matches
//! that a naive enumerator finds among these nodes and the relations between them.

mod support;

use pathloom_graph::synthetic::synthetic;
use pathloom_graph::{
    Bands, Graph, NodeSet, ONE_SECOND, Random, Request, compile, coverage, draw_subgraph, explain, parse_template,
    to_toml, validate,
};
use pathloom_model::{Caps, Kind, Strategy, SubgraphMethod, SubgraphSampling, Template};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::atomic::AtomicBool;
use support::naive::{Naive, shape_of};
use support::world::{OUTSIDE, Thing, World, random_template};

fn sampling(method: SubgraphMethod, order: u64, seed: u64) -> SubgraphSampling {
    SubgraphSampling { method, order, seed }
}

/// Documents outside stay what the others belong to: numbers past the last place, which no slot can take.
fn within(world: &World, kept: &[usize]) -> World {
    let place = |old: usize| kept.iter().position(|&one| one == old);
    let document = |old: usize| place(old).unwrap_or(OUTSIDE + old);
    let things = kept.iter().map(|&old| {
        let thing = &world.things[old];
        Thing { document: thing.document.map(document), ..thing.clone() }
    });
    let relations = world.relations.iter().filter_map(|&(from, name, to)| Some((place(from)?, name, place(to)?)));
    World { things: things.collect(), relations: relations.collect(), outside: world.things.clone() }
}

#[test]
fn a_template_in_a_part_of_the_graph_has_the_matches_of_that_part() {
    let never = AtomicBool::new(false);
    let (mut cases, mut with_matches, mut seed) = (0, 0, 0);
    while cases < 1_000 {
        seed += 1;
        let mut random = Random::stream(seed, 77);
        let world = World::random(&mut random);
        let mut template = Template { caps: Caps::default(), ..random_template(&mut random) };
        if random.below(4) == 0 {
            template.slot[0].kinds.push(Kind::Document);
        }
        if validate(&template).is_err() {
            continue;
        }
        let graph = world.graph();
        let method = SubgraphMethod::ALL[random.below(5) as usize];
        let order = 1 + random.below(graph.node_count() as u64);
        let drawn = draw_subgraph(&graph, &sampling(method, order, seed));
        let kept: Vec<usize> = (0..world.things.len())
            .filter(|&place| drawn.nodes.contains(&graph.id(&world.things[place].key).expect("a node")))
            .collect();
        let small = within(&world, &kept);
        let Some(naive) = Naive::enumerate(&small, &template, 6_000) else {
            continue;
        };
        cases += 1;
        with_matches += usize::from(!naive.matches.is_empty());
        let case = || format!("seed {seed} {method:?} {order}\n{}\n{:?}", to_toml(&template), world.relations);

        let part = graph.induced(&drawn.nodes);
        let plan = compile(&part, &template).expect("a legal template compiles on every graph");
        let count = plan.count(ONE_SECOND, &never).expect("nobody cancels");
        assert_eq!((count.count, count.exact), (naive.matches.len() as u64, true), "the count: {}", case());
        if let Some(walks) = naive.walks {
            assert_eq!(count.walks, walks, "walks: {}", case());
        }
        let all = plan.sample(&Request::new(100_000, Strategy::Uniform, seed));
        let mut found: Vec<_> = all.matches.iter().map(shape_of).collect();
        found.sort();
        assert_eq!(found, naive.matches, "the set of matches: {}", case());
        let ids: BTreeSet<_> =
            found.iter().flat_map(|(slots, hops)| slots.iter().flatten().chain(hops.iter().flatten())).collect();
        let entities = ids.iter().filter(|key| key.kind() == Kind::Entity).count() as u64;
        let covered = coverage(&part, &Bands::of(&part), &all.matches);
        assert_eq!(
            covered.head.used + covered.torso.used + covered.tail.used,
            entities,
            "coverage is of the same part: {}",
            case()
        );
        if cases % 20 > 0 {
            continue;
        }
        let explained = explain(&part, &template, &never, &|| 0.0).expect("it compiles, and nobody cancels");
        assert_eq!(explained.count.count, count.count, "explained is the same part: {}", case());
        let whole =
            compile(&graph, &template).expect("it compiles").sample(&Request::new(100_000, Strategy::Uniform, 1));
        let whole: BTreeMap<_, _> = whole.matches.iter().map(|found| (&found.fingerprint, &found.hops)).collect();
        let filters = template.slot.iter().any(|slot| !slot.filters.is_empty());
        let same = |found: &pathloom_model::Match| whole.get(&found.fingerprint) == Some(&&found.hops);
        assert!(filters || all.matches.iter().all(same), "each is a match of the whole graph too: {}", case());
    }
    assert!(with_matches > cases / 10, "the cases are not mostly empty: {with_matches} of {cases}");
}

fn large() -> Graph {
    synthetic(4_000, 5, true).build()
}

/// Every other node is reached from the first within the set, directions ignored.
fn is_connected(graph: &Graph, set: &NodeSet) -> bool {
    let part = graph.induced(&set.nodes);
    let first = set.backbone.first().or(set.nodes.first()).map(|&node| graph.key(node));
    let Some(start) = first.and_then(|key| part.id(&key)) else {
        return true;
    };
    let mut seen = BTreeSet::from([start]);
    let mut waiting = VecDeque::from([start]);
    while let Some(node) = waiting.pop_front() {
        waiting.extend(part.neighbours(node).into_iter().filter(|&next| seen.insert(next)));
    }
    set.nodes.iter().all(|&node| part.id(&graph.key(node)).is_some_and(|node| seen.contains(&node)))
}

#[test]
fn every_method_gives_the_order_asked_for_and_the_same_for_the_same_seed() {
    let graph = large();
    for method in SubgraphMethod::ALL {
        let ask = |order, seed| draw_subgraph(&graph, &sampling(method, order, seed));
        for order in [1, 2, 100, 1_000] {
            let set = ask(order, 3);
            assert!(set.nodes.windows(2).all(|pair| pair[0] < pair[1]), "{method:?}: sorted, each once");
            assert_eq!(set, ask(order, 3), "{method:?}: the same seed gives the same nodes");
            let expected = if method == SubgraphMethod::Whole { graph.node_count() as u64 } else { order };
            let is_full = set.nodes.len() as u64 == expected;
            assert_eq!(is_full, set.why_fewer.is_none(), "{method:?} {order}: fewer exactly where a sentence says so");
            assert!(is_full || (method == SubgraphMethod::Acs && order < 3), "{method:?} {order}: {set:?}");
        }
        let too_many = ask(1_000_000, 3);
        assert!(too_many.nodes.len() <= graph.node_count(), "{method:?}: never more than there are");
        assert_eq!(too_many.why_fewer.is_some(), method != SubgraphMethod::Whole, "{method:?}: and it says so");
        let seeded = method != SubgraphMethod::Whole && method != SubgraphMethod::Degree;
        assert_eq!(ask(50, 1) != ask(50, 2), seeded, "{method:?}: another seed is another draw");
    }
    assert!(
        draw_subgraph(&Graph::default(), &sampling(SubgraphMethod::Bfs, 5, 1)).nodes.is_empty(),
        "no graph, no node"
    );
}

#[test]
fn bfs_and_acs_stay_connected_and_acs_grows_from_a_directed_path() {
    let graph = large();
    for seed in 0..40 {
        let near = draw_subgraph(&graph, &sampling(SubgraphMethod::Bfs, 60, seed));
        assert!(is_connected(&graph, &near), "bfs is never filled up with unrelated nodes");
        let chain = draw_subgraph(&graph, &sampling(SubgraphMethod::Acs, 60, seed));
        assert!(is_connected(&graph, &chain), "acs neither");
        assert!(chain.backbone.len() >= 3, "two hops at least: {:?}", chain.backbone);
        for hop in chain.backbone.windows(2) {
            let out = graph.relations_between(hop[0], hop[1]).iter().any(|relation| relation.forward);
            assert!(out, "every hop of the path runs along an arrow");
        }
    }
}

#[test]
fn fewer_nodes_than_asked_come_with_the_reason() {
    let mut world = World::default();
    for _ in 0..12 {
        world.add(Kind::Entity, "Company", None);
    }
    for pair in 0..6 {
        world.relate(2 * pair, "owns", 2 * pair + 1);
    }
    let graph = world.graph();
    let near = draw_subgraph(&graph, &sampling(SubgraphMethod::Bfs, 8, 1));
    assert_eq!(near.nodes.len(), 2, "a pair has no more than its two");
    let why = near.why_fewer.expect("a reason");
    assert_eq!(why, "2 of 8 nodes: no more is connected with \"Company\", where it began.");
    let chain = draw_subgraph(&graph, &sampling(SubgraphMethod::Acs, 8, 1));
    assert!(chain.nodes.is_empty() && chain.backbone.is_empty(), "without a path there is no draw in its place");
    let why = chain.why_fewer.expect("a reason");
    assert!(why.contains("joined by a directed path of at least two hops"), "{why}");
}

#[test]
fn degree_takes_the_most_connected_and_random_every_node_alike() {
    let graph = large();
    let best = draw_subgraph(&graph, &sampling(SubgraphMethod::Degree, 30, 0));
    let least = best.nodes.iter().map(|&node| graph.degree(node)).min().expect("thirty nodes");
    let above = (0..graph.node_count() as u32).filter(|&node| graph.degree(node) > least).count();
    assert!(above < 30, "no better node is left out");
    let mut seen = vec![0u32; graph.node_count()];
    for seed in 0..2_000 {
        let drawn = draw_subgraph(&graph, &sampling(SubgraphMethod::Random, 200, seed));
        drawn.nodes.iter().for_each(|&node| seen[node as usize] += 1);
    }
    // Hypergeometric: mean 100, standard deviation below 10.
    let (low, high) = (seen.iter().min().copied(), seen.iter().max().copied());
    assert!(low > Some(50) && high < Some(150), "each of 4,000 nodes about a hundred times: {low:?} to {high:?}");
}

#[test]
fn a_document_that_was_not_drawn_still_says_what_belongs_together() {
    let mut world = World::default();
    let [first, second] = [world.add(Kind::Document, "one", None), world.add(Kind::Document, "two", None)];
    let a = world.add(Kind::Entity, "a", Some(first));
    let b = world.add(Kind::Entity, "b", Some(first));
    let c = world.add(Kind::Entity, "c", Some(second));
    world.relate(a, "owns", b);
    world.relate(a, "owns", c);
    let graph = world.graph();
    let nodes: Vec<u32> = graph.ids(Kind::Entity).collect();
    let part = graph.induced(&nodes);
    let count = |text: &str| {
        let template = parse_template(text, "t.toml").expect("a template");
        compile(&part, &template).expect("it compiles").count_quick().count
    };
    let owned = |more: &str| {
        count(&format!(
            r#"id = "t"
title = {{ en = "T" }}
{more}
slot = [{{ id = "from", kinds = ["Entity"], role = "start" }}, {{ id = "answer", kinds = ["Entity"], role = "answer" }}]
link = [{{ from = "from", to = "answer" }}]"#
        ))
    };
    assert_eq!(owned(""), 2, "both relations are there");
    assert_eq!(owned(r#"constraints = [{ same_document = ["from", "answer"] }]"#), 1, "a and b stand in one document");
    let only = |slot: &str| count(&format!("id = \"t\"\ntitle = {{ en = \"T\" }}\nslot = [{slot}]"));
    let filter = r#"filters = [{ field = "document", op = "equals", value = "one" }]"#;
    assert_eq!(only(&format!(r#"{{ id = "x", kinds = ["Entity"], role = "answer", {filter} }}"#)), 2, "known by name");
    assert_eq!(only(r#"{ id = "x", kinds = ["Document"], role = "answer" }"#), 0, "but no document was drawn");
    let content = |kind: &str, filter: &str| {
        only(&format!(r#"{{ id = "x", kinds = ["{kind}"], role = "answer", filters = [{{ {filter} }}] }}"#))
    };
    let described = r#"field = "description", op = "equals", value = "b""#;
    assert_eq!(content("Entity", described), 1, "texts are found where those of the whole graph are");
    assert_eq!(content("Document", r#"field = "pages", op = "at_least", value = 1"#), 0, "whatever a document has");
}
