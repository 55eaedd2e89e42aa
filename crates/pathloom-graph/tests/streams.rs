//! Draws without repetition: each match, or each class of matches, comes as often as its strategy says, whether
//! matches are listed or drawn; and the test tells a draw that is biased.

mod support;

use pathloom_graph::{Graph, Plan, Random, Request, Weights, compile};
use pathloom_model::path::Strategy;
use pathloom_model::{Key, Match, Template};
use std::collections::BTreeMap;
use support::chance::{ANSWER, START, chi_square, critical, template, world};
use support::world::World;

/// The first of a draw.
const FIRST: u64 = 20;
const SEEDS: u64 = 2_500;

fn chain(hops: &str) -> Template {
    template(
        &[START, ANSWER].concat(),
        &format!(r#"{{ from = "start", to = "answer", direction = "any", hops = {hops} }}"#),
    )
}

fn all(plan: &Plan) -> Vec<Match> {
    let drawn = plan.sample(&Request::new(1 << 20, Strategy::Uniform, 1));
    assert!(drawn.exhausted, "all of them");
    drawn.matches
}

/// How often each match is among the first of a draw, over many seeds.
fn included(seeds: u64, draw: &mut dyn FnMut(u64) -> Vec<String>) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    for seed in 0..seeds {
        let found = draw(seed);
        assert_eq!(found.len() as u64, FIRST, "as many as were asked for");
        found.into_iter().for_each(|found| *counts.entry(found).or_default() += 1);
    }
    counts
}

/// Chi-square of how often each of `total` is among the first of a draw. No match comes twice in one, which makes the
/// counts less scattered than those of independent draws: the statistic is scaled by what is left of the variance.
fn inclusion_square(counts: &BTreeMap<String, u64>, total: u64) -> f64 {
    let share = FIRST as f64 / total as f64;
    chi_square(counts, total) / (1.0 - share) * (total - 1) as f64 / total as f64
}

fn fingerprints(plan: &Plan, strategy: Strategy, seed: u64) -> Vec<String> {
    plan.sample(&Request::new(FIRST, strategy, seed)).matches.into_iter().map(|found| found.fingerprint).collect()
}

#[test]
fn the_first_of_a_draw_without_repetition_are_any_matches_equally_often() {
    let graph = world(7).graph();
    let plan = compile(&graph, &chain("[2, 3]")).expect("it compiles");
    let matches = all(&plan);
    let total = matches.len() as u64;
    assert!((100..1_500).contains(&total), "a few hundred matches: {total}");
    let counts = included(SEEDS, &mut |seed| fingerprints(&plan, Strategy::Uniform, seed));
    let statistic = inclusion_square(&counts, total);
    assert!(statistic < critical(total - 1), "{statistic:.0} over {total} matches");

    let tail = included(SEEDS, &mut |seed| fingerprints(&plan, Strategy::LongTail, seed));
    let statistic = inclusion_square(&tail, total);
    assert!(statistic > critical(total - 1), "a weighted draw is not uniform, and the test sees it: {statistic:.0}");
    let walked = included(SEEDS, &mut |seed| first_of_random_walks(&matches, seed));
    let statistic = inclusion_square(&walked, total);
    assert!(statistic > critical(total - 1), "nor is a random walk without repetition: {statistic:.0}");
}

/// Goes on from a random start to any next node with which some match goes on, until enough different matches came.
fn first_of_random_walks(all: &[Match], seed: u64) -> Vec<String> {
    let mut random = Random::stream(seed, 17);
    let mut found: Vec<String> = Vec::new();
    while (found.len() as u64) < FIRST {
        let mut left: Vec<&Match> = all.iter().collect();
        let mut place = 0;
        while left.len() > 1 {
            let mut next: Vec<Option<&Key>> = left.iter().map(|one| one.chain.get(place)).collect();
            next.sort();
            next.dedup();
            let chosen = next[random.below(next.len() as u64) as usize].cloned();
            left.retain(|one| one.chain.get(place) == chosen.as_ref());
            place += 1;
        }
        if !found.contains(&left[0].fingerprint) {
            found.push(left[0].fingerprint.clone());
        }
    }
    found
}

/// What long-tail gives a match: the product over its nodes of one by one more than the degree, and by one more than
/// the uses.
fn weight(graph: &Graph, used: &BTreeMap<Key, u32>, found: &Match) -> f64 {
    let of = |key: &Key| {
        let degree = graph.id(key).map_or(0, |id| graph.degree(id));
        1.0 / f64::from(1 + degree) / f64::from(1 + used.get(key).copied().unwrap_or(0))
    };
    found.all_nodes().iter().map(of).product()
}

/// Chi-square against given shares, of classes of which each is expected often enough.
fn share_square<K: Ord>(counts: &BTreeMap<K, u64>, shares: &BTreeMap<K, f64>) -> (f64, u64) {
    let draws: u64 = counts.values().sum();
    let total: f64 = shares.values().sum();
    let term = |(class, share): (&K, &f64)| {
        let expected = share / total * draws as f64;
        (counts.get(class).copied().unwrap_or(0) as f64 - expected).powi(2) / expected
    };
    (shares.iter().map(term).sum(), shares.len() as u64 - 1)
}

#[test]
fn the_first_of_a_long_tail_draw_from_a_list_has_exactly_its_weight() {
    let graph = world(7).graph();
    let plan = compile(&graph, &chain("[2, 2]")).expect("it compiles");
    let matches = all(&plan);
    let used = BTreeMap::from([(world(7).things[2].key.clone(), 2)]);
    let weights = Weights { uses: used.clone() };
    let shares: BTreeMap<String, f64> =
        matches.iter().map(|found| (found.fingerprint.clone(), weight(&graph, &used, found))).collect();
    let draw = |strategy| {
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        for seed in 0..shares.len() as u64 * 60 {
            let request = Request { weights: Some(&weights), ..Request::new(1, strategy, seed) };
            let first = plan.sample(&request).matches.remove(0);
            *counts.entry(first.fingerprint).or_default() += 1;
        }
        counts
    };
    let (statistic, freedom) = share_square(&draw(Strategy::LongTail), &shares);
    assert!(statistic < critical(freedom), "{statistic:.0} over {freedom} + 1 matches");
    let (statistic, freedom) = share_square(&draw(Strategy::Uniform), &shares);
    assert!(statistic > critical(freedom), "a uniform draw has not these weights: {statistic:.0}");
}

/// So many walks that matches are drawn and not listed.
fn drawn_world() -> World {
    let mut world = world(26);
    world.relations.retain(|&(from, _, to)| from < 26 && to < 26);
    world
}

#[test]
fn where_matches_are_drawn_each_class_comes_as_its_strategy_says() {
    let graph = drawn_world().graph();
    let plan = compile(&graph, &chain("[4, 4]")).expect("it compiles");
    let matches = all(&plan);
    let walks = plan.count_quick().walks as u64;
    assert!(walks > 1 << 16, "beyond that many walks nothing is listed: {walks}");
    let n = walks / 40;
    let nobody = BTreeMap::new();
    // Answers and starts one by one, so that a bias at either end shows.
    let class = |found: &Match| [found.chain[0].clone(), found.nodes_of("answer")[0].clone()];
    let mut shares = [BTreeMap::new(), BTreeMap::new()];
    for found in &matches {
        for (end, of) in shares.iter_mut().zip(class(found)) {
            let [even, tail] = end.entry(of).or_insert([0.0, 0.0]);
            *even += 1.0;
            *tail += weight(&graph, &nobody, found);
        }
    }
    let counted = |strategy| {
        let mut counts = [BTreeMap::new(), BTreeMap::new()];
        for seed in 0..8 {
            let drawn = plan.sample(&Request::new(n, strategy, seed));
            for found in &drawn.matches {
                counts.iter_mut().zip(class(found)).for_each(|(end, of)| *end.entry(of).or_default() += 1);
            }
        }
        counts
    };
    let (even, tail) = (counted(Strategy::Uniform), counted(Strategy::LongTail));
    let of = |counts: &BTreeMap<Key, u64>, end: usize, which: usize| {
        let wanted: BTreeMap<Key, f64> = shares[end].iter().map(|(key, both)| (key.clone(), both[which])).collect();
        share_square(counts, &wanted)
    };
    for end in [0, 1] {
        let (statistic, freedom) = of(&even[end], end, 0);
        assert!(statistic < critical(freedom), "uniform, end {end}: {statistic:.0} over {freedom} + 1 nodes");
        let (statistic, _) = of(&tail[end], end, 0);
        assert!(statistic > critical(freedom), "long-tail is not uniform at end {end}: {statistic:.0}");
        let (statistic, _) = of(&tail[end], end, 1);
        assert!(statistic < critical(freedom), "long-tail, end {end}: {statistic:.0} over {freedom} + 1 nodes");
    }
}
