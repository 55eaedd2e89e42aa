//! Counts and matches against a naive enumerator that knows nothing of the engine: it goes over the list of
//! relations, puts walks together by brute force and keeps those whose nodes are all distinct.

mod support;

use pathloom_graph::{ONE_SECOND, Plan, Random, Request, compile, parse_template, to_toml, validate};
use pathloom_model::path::Strategy;
use pathloom_model::{Binding, Caps, Key, Kind, Match, Role, Template};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::atomic::AtomicBool;
use support::naive::Naive;
use support::world::{World, random_template};

#[test]
fn counts_walks_and_matches_equal_a_naive_enumerator() {
    let never = AtomicBool::new(false);
    let (mut cases, mut with_matches, mut estimates, mut caps) = (0, 0, 0, 0);
    let mut tally = Tally::default();
    let mut seed = 0;
    while cases < 2_000 {
        seed += 1;
        let mut random = Random::stream(seed, 0);
        let world = World::random(&mut random);
        let capped = random_template(&mut random);
        if validate(&capped).is_err() {
            continue;
        }
        let template = Template { caps: Caps::default(), ..capped.clone() };
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
        check_exclusion(&plan, &drawn.matches, &mut random, &case);
        if !capped.caps.is_empty() {
            caps += 1;
            let limited = compile(&graph, &capped).expect("a cap is no matter of compiling");
            assert_eq!(limited.count(ONE_SECOND, &never), Ok(count), "caps never change a count: {}", case());
            check_caps(&world, &limited, &drawn.matches, seed, &case);
        }
        tally.note(&capped);
        let again = parse_template(&to_toml(&capped), "again.toml");
        assert_eq!(again.as_ref(), Ok(&capped), "a template survives its file: {}", case());
    }
    assert!(with_matches > cases / 4, "the cases are not mostly empty: {with_matches} of {cases}");
    assert!(estimates > cases / 20, "cases that cannot be proved at once are among them: {estimates}");
    assert!(caps > cases / 20, "capped ones too: {caps}");
    tally.check();
}

/// Which features came up, so that none is forgotten.
#[derive(Default)]
struct Tally {
    kinds: BTreeSet<&'static str>,
    filters: BTreeSet<String>,
    closing: BTreeSet<usize>,
    constraints: BTreeSet<usize>,
    instances: BTreeSet<[u32; 2]>,
}

impl Tally {
    fn note(&mut self, template: &Template) {
        for slot in &template.slot {
            self.kinds.extend(slot.kinds.iter().map(|kind| kind.name()));
            self.filters.extend(slot.filters.iter().map(|filter| format!("{} {:?}", filter.field, filter.op)));
            self.instances.insert(slot.instances);
        }
        self.closing.insert(template.link.len() + 1 - template.slot.len());
        self.constraints.insert(template.constraints.len());
    }

    fn check(&self) {
        assert_eq!(self.kinds.len(), Kind::ALL.len(), "every kind stood in a slot: {:?}", self.kinds);
        assert!(self.filters.len() >= 60, "nearly every field met every operator: {}", self.filters.len());
        assert!(
            (0..=2).all(|count| self.closing.contains(&count)),
            "up to two links closed a cycle: {:?}",
            self.closing
        );
        assert!((0..=3).all(|count| self.constraints.contains(&count)), "up to three constraints");
        assert!(self.instances.len() >= 5, "instances of every range: {:?}", self.instances);
    }
}

/// Leaves out a part of the matches: the rest comes, all of it and nothing else.
fn check_exclusion(plan: &Plan, all: &[Match], random: &mut Random, case: &dyn Fn() -> String) {
    let (left_out, kept): (Vec<&Match>, Vec<&Match>) = all.iter().partition(|_| random.below(3) == 0);
    let exclude: HashSet<String> = left_out.iter().map(|found| found.fingerprint.clone()).collect();
    let request = Request { exclude: Some(&exclude), ..Request::new(100_000, Strategy::LongTail, 5) };
    let drawn = plan.sample(&request);
    let found: BTreeSet<&String> = drawn.matches.iter().map(|found| &found.fingerprint).collect();
    let expected: BTreeSet<&String> = kept.iter().map(|found| &found.fingerprint).collect();
    assert_eq!(found, expected, "all but the excluded: {}", case());
    assert!(drawn.exhausted, "and it says that these are all: {}", case());
}

/// Every cap is kept, and each match that did not come would break one.
fn check_caps(world: &World, plan: &Plan, all: &[Match], seed: u64, case: &dyn Fn() -> String) {
    let drawn = plan.sample(&Request::new(100_000, Strategy::Uniform, seed));
    let mut served: BTreeMap<(u8, Key), u32> = BTreeMap::new();
    for found in &drawn.matches {
        places(world, plan.template(), found).into_iter().for_each(|place| *served.entry(place).or_default() += 1);
    }
    let caps = plan.template().caps;
    let cap = |kind: u8| [caps.per_answer, caps.per_start, caps.per_document][usize::from(kind)];
    let is_full = |place: &(u8, Key), at: u32| cap(place.0).is_some_and(|cap| at >= cap);
    for (place, &count) in &served {
        assert!(cap(place.0).is_none_or(|cap| count <= cap), "{place:?} serves {count} times: {}", case());
    }
    let came: BTreeSet<&String> = drawn.matches.iter().map(|found| &found.fingerprint).collect();
    // A cap is no part of a template's content, so that matches keep their fingerprints.
    let missing: Vec<&Match> = all.iter().filter(|found| !came.contains(&found.fingerprint)).collect();
    for found in &missing {
        let places = places(world, plan.template(), found);
        let blocked = places.iter().any(|place| is_full(place, served.get(place).copied().unwrap_or(0)));
        assert!(blocked, "a match that breaks no cap is missing: {}", case());
    }
    assert_eq!(drawn.capped, !missing.is_empty(), "capped is said when something was left out: {}", case());
}

/// What a match counts against: its answer, its start, the documents of its evidence or else of its answer.
fn places(world: &World, template: &Template, found: &Match) -> BTreeSet<(u8, Key)> {
    let of = |role: Role| {
        let slots = template.slot.iter().filter(move |slot| slot.role == role);
        slots.flat_map(|slot| found.nodes_of(&slot.id)).cloned().collect::<Vec<Key>>()
    };
    let has_evidence = template.slot.iter().any(|slot| slot.role == Role::Evidence);
    let document = |key: Key| {
        let thing = world.things.iter().find(|thing| thing.key == key)?;
        if thing.kind == Kind::Document { Some(key) } else { Some(world.things[thing.document?].key.clone()) }
    };
    let sources = of(if has_evidence { Role::Evidence } else { Role::Answer });
    let answers = of(Role::Answer).into_iter().map(|key| (0, key));
    let starts = of(Role::Start).into_iter().map(|key| (1, key));
    answers.chain(starts).chain(sources.into_iter().filter_map(document).map(|key| (2, key))).collect()
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
