//! Counts and matches against a naive enumerator that knows nothing of the engine: it goes over the list of
//! relations, puts walks together by brute force and keeps those whose nodes are all distinct.

mod support;

use pathloom_graph::{ONE_SECOND, Plan, Random, Request, compile, parse_template, to_toml, validate};
use pathloom_model::path::Strategy;
use pathloom_model::{Binding, Key, Match, Role};
use std::collections::BTreeSet;
use std::sync::atomic::AtomicBool;
use support::naive::Naive;
use support::world::{World, random_template};

#[test]
fn counts_walks_and_matches_equal_a_naive_enumerator() {
    let never = AtomicBool::new(false);
    let (mut cases, mut with_matches, mut estimates) = (0, 0, 0);
    let mut seed = 0;
    while cases < 2_000 {
        seed += 1;
        let mut random = Random::stream(seed, 0);
        let world = World::random(&mut random);
        let template = random_template(&mut random);
        if validate(&template).is_err() {
            continue;
        }
        let graph = world.graph();
        let plan = compile(&graph, &template).expect("a legal template compiles on every graph");
        let Some(naive) = Naive::enumerate(&world, &template, 6_000) else {
            continue;
        };
        cases += 1;
        with_matches += usize::from(!naive.matches.is_empty());
        let case = || format!("seed {seed}\n{}\n{:?}", to_toml(&template), world.relations);

        let count = plan.count(ONE_SECOND, &never).expect("nobody cancels");
        assert!(count.exact, "a small graph is counted exactly: {}", case());
        assert_eq!(count.count, naive.matches.len() as u64, "matches: {}", case());
        assert_eq!((count.low, count.high), (count.count, count.count), "an exact count has no width");
        if let Some(walks) = naive.walks {
            assert_eq!(count.walks, walks, "walks: {}", case());
        }
        let quick = plan.count_quick();
        estimates += usize::from(!quick.exact);
        if quick.exact {
            assert_eq!(quick.count, count.count, "what is provable at once is right: {}", case());
        }

        let drawn = plan.sample(&Request::new(100_000, Strategy::Uniform, seed));
        assert!(drawn.exhausted && !drawn.gave_up && !drawn.capped, "all there are, and it says so: {}", case());
        let mut found: Vec<_> = drawn.matches.iter().map(support::naive::shape_of).collect();
        found.sort();
        assert_eq!(found, naive.matches, "the set of matches: {}", case());
        let fingerprints: BTreeSet<&str> = drawn.matches.iter().map(|found| found.fingerprint.as_str()).collect();
        assert_eq!(fingerprints.len(), drawn.matches.len(), "every match has its own fingerprint: {}", case());
        check_answers(&plan, &drawn.matches, &mut random, &case);
        let again = parse_template(&to_toml(&template), "again.toml");
        assert_eq!(again.as_ref(), Ok(&template), "a template survives its file: {}", case());
    }
    assert!(with_matches > cases / 4, "the cases are not mostly empty: {with_matches} of {cases}");
    assert!(estimates > cases / 20, "cases that cannot be proved at once are among them: {estimates}");
}

/// Binds the slots of one match one by one and compares the distinct answers with those of all matches.
fn check_answers(plan: &Plan, all: &[Match], random: &mut Random, case: &dyn Fn() -> String) {
    let answer = plan.template().slot.iter().find(|slot| slot.role == Role::Answer).expect("an answer").id.clone();
    let Some(found) = all.get(random.below(all.len().max(1) as u64) as usize) else {
        return;
    };
    let mut bound: Vec<&Binding> = Vec::new();
    for binding in found.bindings.iter().filter(|binding| binding.slot != answer) {
        bound.push(binding);
        let fits = |other: &&Match| bound.iter().all(|binding| other.bindings.contains(binding));
        let expected: BTreeSet<&Key> = all.iter().filter(fits).map(|other| &other.nodes_of(&answer)[0]).collect();
        let slots: Vec<(&str, &[Key])> = bound.iter().map(|binding| (&binding.slot[..], &binding.nodes[..])).collect();
        let answers = plan.distinct_answers(&slots, 1_000, ONE_SECOND).expect("the slots exist");
        assert!(answers.complete, "a small graph is searched to the end: {}", case());
        assert!(answers.answers.iter().eq(expected), "answers with {slots:?} bound: {}", case());
    }
}
