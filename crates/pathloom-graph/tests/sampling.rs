//! Draws are uniform, a biased draw is caught, the same seed gives the same bytes, and what limits a draw is said.

mod support;

use pathloom_graph::{Graph, ONE_SECOND, Plan, Random, Request, Weights, compile};
use pathloom_model::path::Strategy;
use pathloom_model::{Key, Kind, Match, Template};
use std::collections::{BTreeMap, HashSet};
use std::sync::atomic::AtomicBool;
use support::chance::{ANSWER, START, chi_square, critical, template, world};
use support::world::World;

/// How often each match comes in draws with repetition.
fn independent_draws(plan: &Plan, draws: u64) -> BTreeMap<u128, u64> {
    let mut counts = BTreeMap::new();
    for found in plan.independent_hashes(draws, 11) {
        *counts.entry(found).or_default() += 1;
    }
    counts
}

fn patterns() -> Vec<(&'static str, Template)> {
    let table = r#"{ id = "table", kinds = ["Table"], role = "evidence", instances = [1, 3] },"#;
    let text = r#"{ id = "text", kinds = ["Chunk"], role = "evidence", instances = [0, 1] },"#;
    let evidence =
        r#"{ from = "answer", to = "table" }, { from = "answer", to = "text", relations = ["located_in"] },"#;
    vec![
        (
            "a chain that can come back",
            template(
                &[START, ANSWER].concat(),
                r#"{ from = "start", to = "answer", direction = "any", hops = [3, 3] }"#,
            ),
        ),
        ("a star with several instances", template(&[ANSWER, table, text].concat(), evidence)),
        ("a range of hops", template(&[START, ANSWER].concat(), r#"{ from = "start", to = "answer", hops = [1, 3] }"#)),
        (
            "a set of neighbours over two hops",
            template(
                &[ANSWER, r#"{ id = "side", kinds = ["Entity", "Table"], role = "evidence", instances = [2, 2] }"#]
                    .concat(),
                r#"{ from = "answer", to = "side", direction = "any", hops = [1, 2] }"#,
            ),
        ),
        (
            "a triangle",
            template(
                &[START, ANSWER, r#"{ id = "third", kinds = ["Entity"], role = "bridge" }"#].concat(),
                r#"{ from = "start", to = "answer", direction = "any" }, { from = "answer", to = "third", direction = "any" },
                   { from = "third", to = "start", direction = "any" }"#,
            ),
        ),
    ]
}

#[test]
fn draws_are_uniform_over_matches() {
    let never = AtomicBool::new(false);
    for (name, template) in patterns() {
        let graph = world(9).graph();
        let plan = compile(&graph, &template).expect("the pattern compiles");
        let count = plan.count(ONE_SECOND, &never).expect("nobody cancels").count;
        assert!((20..6_000).contains(&count), "{name}: a few hundred to a few thousand matches, {count}");
        let counts = independent_draws(&plan, 100_000 + 40 * count);
        let statistic = chi_square(&counts, count);
        assert!(statistic < critical(count - 1), "{name}: {statistic:.0} over {count} matches");
    }
}

#[test]
fn a_biased_draw_fails_the_same_test() {
    let (_, template) = patterns().swap_remove(0);
    let graph = world(9).graph();
    let plan = compile(&graph, &template).expect("the pattern compiles");
    let all = plan.sample(&Request::new(100_000, Strategy::Uniform, 1)).matches;
    // A plain random walk from a random start: it forgets how many ways go on from each node.
    let mut random = Random::stream(5, 5);
    let mut counts = BTreeMap::new();
    for _ in 0..20_000 {
        if let Some(found) = random_walk(&all, &mut random) {
            *counts.entry(found).or_default() += 1;
        }
    }
    let statistic = chi_square(&counts, all.len() as u64);
    assert!(statistic > critical(all.len() as u64 - 1), "a random walk is not uniform: {statistic:.0}");
}

/// Chooses each next node evenly among those with which some match goes on.
fn random_walk(all: &[Match], random: &mut Random) -> Option<String> {
    let mut left: Vec<&Match> = all.iter().collect();
    for place in 0..left.first()?.chain.len() {
        let mut next: Vec<&Key> = left.iter().map(|found| &found.chain[place]).collect();
        next.sort();
        next.dedup();
        let chosen = next[random.below(next.len() as u64) as usize].clone();
        left.retain(|found| found.chain[place] == chosen);
    }
    left.first().map(|found| found.fingerprint.clone())
}

fn large() -> Graph {
    world(60).graph()
}

fn long_chain() -> Template {
    template(&[START, ANSWER].concat(), r#"{ from = "start", to = "answer", direction = "any", hops = [4, 4] }"#)
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_no_match_comes_twice() {
    let (graph, template) = (large(), long_chain());
    for strategy in Strategy::ALL {
        let draw = |seed| compile(&graph, &template).expect("it compiles").sample(&Request::new(3_000, strategy, seed));
        let first = draw(1);
        assert_eq!(first.matches.len(), 3_000, "{strategy:?}: as many as were asked for");
        assert!(!first.exhausted && !first.capped, "{strategy:?}: nothing limited the draw");
        let bytes = |drawn: &pathloom_graph::Drawn| serde_json::to_vec(&drawn.matches).expect("matches serialise");
        assert_eq!(bytes(&first), bytes(&draw(1)), "{strategy:?}: same seed, same bytes");
        assert_ne!(bytes(&first), bytes(&draw(2)), "{strategy:?}: another seed, another draw");
        let distinct: HashSet<&String> = first.matches.iter().map(|found| &found.fingerprint).collect();
        assert_eq!(distinct.len(), 3_000, "{strategy:?}: no match twice");
    }
}

#[test]
fn excluded_matches_stay_out_and_a_small_rest_is_all_returned() {
    let (_, template) = patterns().swap_remove(0);
    let graph = world(9).graph();
    let plan = compile(&graph, &template).expect("it compiles");
    let all = plan.sample(&Request::new(1_000_000, Strategy::Uniform, 1));
    assert!(all.exhausted, "fewer exist than were asked for");
    let half: HashSet<String> = all.matches.iter().step_by(2).map(|found| found.fingerprint.clone()).collect();
    for strategy in Strategy::ALL {
        let request = Request { exclude: Some(&half), ..Request::new(1_000_000, strategy, 2) };
        let rest = plan.sample(&request);
        assert_eq!(rest.matches.len(), all.matches.len() - half.len(), "{strategy:?}: all that are left");
        assert!(rest.exhausted, "{strategy:?}: and it says so");
        assert!(rest.matches.iter().all(|found| !half.contains(&found.fingerprint)), "{strategy:?}: none left out");
    }
}

#[test]
fn a_cap_is_kept_and_said_for_small_and_for_large_sets() {
    for entities in [9, 60] {
        let graph = world(entities).graph();
        let mut template = long_chain();
        template.caps.per_answer = Some(2);
        let plan = compile(&graph, &template).expect("it compiles");
        let drawn = plan.sample(&Request::new(1_000, Strategy::Uniform, 4));
        assert!(drawn.capped && drawn.exhausted, "the cap ended the draw, and both are said");
        let mut served: BTreeMap<&Key, u32> = BTreeMap::new();
        drawn.matches.iter().for_each(|found| *served.entry(&found.nodes_of("answer")[0]).or_default() += 1);
        assert!(served.values().all(|&count| count <= 2), "no answer serves more than twice");
        assert_eq!(drawn.matches.len(), 2 * entities, "every entity answers twice in a graph of {entities}");
        let uncapped = compile(&graph, &long_chain()).expect("it compiles").count_quick();
        assert_eq!(plan.count_quick(), uncapped, "a cap never changes a count");
    }
}

#[test]
fn long_tail_and_diverse_spread_over_more_entities_than_uniform() {
    let (graph, template) = (large(), long_chain());
    let plan = compile(&graph, &template).expect("it compiles");
    let hub = world(60).things[0].key.clone();
    let hub_share = |strategy| {
        let matches = plan.sample(&Request::new(400, strategy, 6)).matches;
        matches.iter().filter(|found| found.chain.contains(&hub)).count() as f64 / 400.0
    };
    let answers = |strategy| {
        let matches = plan.sample(&Request::new(60, strategy, 6)).matches;
        matches.iter().map(|found| found.nodes_of("answer")[0].clone()).collect::<HashSet<Key>>().len()
    };
    let (uniform, tail) = (hub_share(Strategy::Uniform), hub_share(Strategy::LongTail));
    assert!(tail < uniform * 0.8, "long-tail meets the hub less often: {tail} against {uniform}");
    let (uniform, diverse) = (answers(Strategy::Uniform), answers(Strategy::Diverse));
    assert!(diverse > uniform, "diverse has more different answers: {diverse} against {uniform}");
}

#[test]
fn nodes_that_serve_often_are_drawn_less() {
    let (graph, template) = (large(), long_chain());
    let plan = compile(&graph, &template).expect("it compiles");
    let used = world(60).things[7].key.clone();
    let weights = Weights { uses: BTreeMap::from([(used.clone(), 50)]) };
    let share = |weights| {
        let request = Request { weights, ..Request::new(2_000, Strategy::LongTail, 8) };
        plan.sample(&request).matches.iter().filter(|found| found.chain.contains(&used)).count()
    };
    let (before, after) = (share(None), share(Some(&weights)));
    assert!(after * 5 < before, "a node with 50 samples is met far less often: {after} against {before}");
}

#[test]
fn a_draw_can_be_stopped_and_streams() {
    let (graph, template) = (large(), long_chain());
    let plan = compile(&graph, &template).expect("it compiles");
    let cancel = AtomicBool::new(false);
    let request = Request { cancel: Some(&cancel), ..Request::new(1_000_000_000, Strategy::Uniform, 9) };
    let mut draw = plan.draw(&request);
    assert!(draw.by_ref().take(10).count() == 10, "the first matches come without waiting for the rest");
    cancel.store(true, std::sync::atomic::Ordering::Relaxed);
    assert!(draw.next().is_none() && draw.state().cancelled, "and the draw ends when asked");
}

#[test]
fn fingerprints_hash_the_template_and_the_places() {
    let mut world = World::default();
    let (a, b) = (world.add(Kind::Entity, "A", None), world.add(Kind::Entity, "B", None));
    world.relate(a, "owns", b);
    let graph = world.graph();
    let template = template(&[START, ANSWER].concat(), r#"{ from = "start", to = "answer" }"#);
    let found = compile(&graph, &template).expect("it compiles").sample(&Request::new(5, Strategy::Uniform, 1));
    let [start, answer] = [a, b].map(|place| &world.things[place].key);
    let places = [Some(start), None, Some(answer), None, None];
    let expected = pathloom_model::fingerprint::fingerprint(&template, places.into_iter());
    assert_eq!(found.matches[0].fingerprint, expected, "slots, then links, each group closed");
}

#[test]
fn an_estimate_is_marked_and_its_interval_holds_the_exact_count() {
    let never = AtomicBool::new(false);
    let (graph, template) = (large(), long_chain());
    let mut held = 0;
    for size in 50..70 {
        let graph = world(size).graph();
        let plan = compile(&graph, &template).expect("it compiles");
        let exact = plan.count(ONE_SECOND, &never).expect("nobody cancels");
        let about = plan.count(0, &never).expect("nobody cancels");
        assert!(exact.exact && !about.exact, "without a budget the count is an estimate");
        assert_eq!(about.walks, exact.walks, "walks are exact all the same");
        let width = (about.high - about.low) as f64 / 2.0 / about.count as f64;
        assert!(width <= 0.02, "no wider than two per cent each way: {width}");
        held += u32::from((about.low..=about.high).contains(&exact.count));
    }
    // 95 % of intervals hold: with 20 of them, 3 in 1,000 runs would hold fewer than 16.
    assert!(held >= 16, "{held} of 20 intervals hold the exact count");
    let plan = compile(&graph, &template).expect("it compiles");
    let stopped = AtomicBool::new(true);
    assert!(plan.count(ONE_SECOND, &stopped).is_err(), "a count can be stopped");
}

#[test]
fn where_matches_are_rare_among_walks_the_interval_is_wide_and_holds_the_count() {
    // A hub with many triangles on it: walks of five hops come back to the hub, but for those over the one chain that
    // leaves a triangle.
    let mut world = World::default();
    let hub = world.add(Kind::Entity, "", None);
    let mut last = hub;
    for _ in 0..400 {
        let pair = [0, 1].map(|_| world.add(Kind::Entity, "", None));
        world.relate(hub, "owns", pair[0]);
        world.relate(pair[0], "owns", pair[1]);
        world.relate(pair[1], "owns", hub);
        last = pair[1];
    }
    for _ in 0..3 {
        let next = world.add(Kind::Entity, "", None);
        world.relate(last, "owns", next);
        last = next;
    }
    let graph = world.graph();
    let link = r#"{ from = "start", to = "answer", direction = "any", hops = [5, 5] }"#;
    let plan = compile(&graph, &template(&[START, ANSWER].concat(), link)).expect("it compiles");
    let exact = plan.count(ONE_SECOND, &AtomicBool::new(false)).expect("nobody cancels");
    let about = plan.count_quick();
    assert!(exact.exact && exact.count > 0 && !about.exact, "{exact:?}, {about:?}");
    assert!(about.low <= exact.count && exact.count <= about.high, "{about:?} holds {}", exact.count);
    assert!(about.high > about.count, "and says that it is not sure: {about:?}");
}
