//! Composing over a hand-written world, with answers worked out again here by other means.

use crate::duplicates::masked;
use crate::world::{chinese, english, matches, template};
use crate::{Composer, NearDuplicates, check, score};
use pathloom_model::meaning::Asked;
use pathloom_model::*;
use std::collections::BTreeMap;
use std::sync::LazyLock;

const SHAPES: [(&str, [u32; 2], &[Kind]); 10] = [
    ("entity", [2, 4], &[]),
    ("single_table", [0, 1], &[Kind::Table]),
    ("single_table_multihop", [2, 3], &[Kind::Table]),
    ("multi_table", [0, 1], &[Kind::Table, Kind::Table]),
    ("single_text", [0, 1], &[Kind::Chunk]),
    ("multi_text", [0, 0], &[Kind::Chunk, Kind::Chunk]),
    ("table_text", [0, 1], &[Kind::Table, Kind::Chunk]),
    ("multi_table_multihop", [2, 3], &[Kind::Table, Kind::Table]),
    ("table_multi_text", [0, 0], &[Kind::Table, Kind::Chunk, Kind::Chunk]),
    ("single_formula", [0, 1], &[Kind::Formula]),
];

/// The richest draw, made once: 500 samples over all shapes, several rounds through the matches.
static RICH: LazyLock<(Knowledge, Vec<Sample>)> = LazyLock::new(|| {
    let knowledge = english();
    let samples = compose_all(&knowledge, 7, 500);
    (knowledge, samples)
});

fn compose_all(knowledge: &Knowledge, seed: u64, most: usize) -> Vec<Sample> {
    compose_types(knowledge, seed, most, &[])
}

pub fn compose_types(knowledge: &Knowledge, seed: u64, most: usize, types: &[QuestionType]) -> Vec<Sample> {
    let mut composer = Composer::new(seed, []).of_types(types);
    let mut samples = vec![];
    for round in 0..12 {
        for (id, hops, evidence) in SHAPES {
            let template = template(id, hops, evidence);
            for (place, found) in matches(knowledge, &template).iter().enumerate() {
                if place % 6 == round % 6 && samples.len() < most {
                    samples.extend(composer.compose(knowledge, &template, found).ok());
                }
            }
        }
    }
    samples
}

fn checked(knowledge: &Knowledge, samples: &mut [Sample]) {
    let near = NearDuplicates::of(samples.iter());
    for sample in samples.iter_mut() {
        sample.checks = check(knowledge, sample, &near);
        sample.scores = score(sample);
    }
}

fn failures(sample: &Sample) -> Vec<&Check> {
    sample.checks.iter().filter(|check| check.outcome == CheckOutcome::Failed).collect()
}

fn fails(knowledge: &Knowledge, sample: &Sample, kind: CheckKind) -> bool {
    let checks = check(knowledge, sample, &NearDuplicates::default());
    checks.iter().any(|check| check.kind == kind && check.outcome == CheckOutcome::Failed)
}

#[test]
fn five_hundred_questions_are_unique_varied_and_pass_their_checks() {
    let (knowledge, mut samples) = RICH.clone();
    assert!(samples.len() >= 500, "the world is rich enough: {} samples", samples.len());
    checked(&knowledge, &mut samples);
    let mut wordings: BTreeMap<String, u32> = BTreeMap::new();
    let mut questions: Vec<&str> = vec![];
    for sample in &samples {
        assert!(failures(sample).is_empty(), "{}\n{:?}\n{:?}", sample.question, failures(sample), sample.steps);
        let names: Vec<String> =
            knowledge.nodes().filter(|n| n.kind() == Kind::Entity).map(|n| n.name.clone()).collect();
        let mut text = masked(sample).0;
        for name in names {
            text = text.replace(&name.to_lowercase(), "□");
        }
        *wordings.entry(text).or_default() += 1;
        questions.push(&sample.question);
    }
    questions.sort_unstable();
    questions.dedup();
    assert_eq!(questions.len(), samples.len(), "no question is asked twice");
    let (text, most) = wordings.iter().max_by_key(|(_, n)| **n).expect("there are wordings");
    assert!(*most * 20 <= samples.len() as u32, "“{text}” covers {most} of {}", samples.len());
    let operators: std::collections::BTreeSet<&str> = samples.iter().map(|s| s.generated.operator.as_str()).collect();
    assert!(operators.len() >= 18, "many operators take part: {operators:?}");
}

#[test]
fn a_question_about_a_set_says_which_set() {
    let (_, samples) = &*RICH;
    let scoped = |sample: &&Sample| ["count above", "count below", "threshold", "rank"].contains(&operator(sample));
    let mut seen = 0;
    for sample in samples.iter().filter(scoped) {
        let counted = ["three", "four", "five", "six", "seven", "eight"].iter().any(|n| sample.question.contains(n));
        let related = sample.question.to_lowercase().contains("among");
        assert!(counted || related, "of all there are in the world: {}", sample.question);
        seen += 1;
    }
    assert!(seen >= 20, "{seen} questions about a set");
}

fn operator(sample: &Sample) -> &str {
    &sample.generated.operator
}

#[test]
fn people_and_places_are_asked_for_directly() {
    let mut world = crate::world::World::default();
    let document = world.document("a.md");
    let company = world.entity("Aldern AB", "Company");
    let (person, place) = (world.entity("Mara Lind", "Person"), world.entity("Falun", "Place"));
    world.chunk(&document, &[(&company, "led_by", &person, "Aldern AB is led by Mara Lind.")]);
    world.chunk(&document, &[(&company, "headquartered_in", &place, "Aldern AB is headquartered in Falun.")]);
    let knowledge = world.knowledge();
    let shape = template("single_text", [1, 1], &[Kind::Chunk]);
    let mut composer = Composer::new(1, []);
    for found in matches(&knowledge, &shape) {
        let sample = composer.compose(&knowledge, &shape, &found).expect("one answer");
        let word = if sample.answer.text == "Mara Lind" { "Who " } else { "Where " };
        assert!(sample.question.starts_with(word), "{}", sample.question);
    }
}

#[test]
fn the_same_seed_gives_the_same_samples() {
    let knowledge = english();
    assert_eq!(compose_all(&knowledge, 3, 60), compose_all(&knowledge, 3, 60), "nothing depends on chance");
    assert_ne!(compose_all(&knowledge, 3, 20), compose_all(&knowledge, 4, 20), "another seed, other samples");
}

/// The value of a figure by name, straight from the nodes.
fn figure(knowledge: &Knowledge, key: &Key) -> f64 {
    knowledge.assertion(key).and_then(|a| a.object.value()).and_then(|v| v.to_string().parse().ok()).expect("a figure")
}

#[test]
fn computed_answers_agree_with_floating_point_arithmetic() {
    let (knowledge, samples) = &*RICH;
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    for sample in samples {
        let Some(expression) = &sample.answer.expression else { continue };
        let v: Vec<f64> = sample.answer.operands.iter().map(|operand| figure(knowledge, &operand.assertion)).collect();
        let operator = sample.generated.operator.as_str();
        let expected = match operator {
            "growth" => (v[0] / v[1] - 1.0) * 100.0,
            "difference" | "difference over time" => (v[0] - v[1]).abs(),
            "ratio" | "cover" => v[0] / v[1],
            "margin" => v[0] * 100.0 / v[1],
            "per head" => v[0] / v[1] * 1000.0,
            "sum" | "sum over time" => v.iter().sum(),
            "average over time" => v.iter().sum::<f64>() / v.len() as f64,
            "share of total" | "share of set" => v[0] / v.iter().sum::<f64>() * 100.0,
            "formula" => v[0] + v[1] - v[2],
            _ => continue,
        };
        let got: f64 = sample.answer.value.expect("a value").to_string().parse().expect("a number");
        let tolerance = 0.51 / 10f64.powi(i32::from(sample.answer.precision.unwrap_or(0)));
        assert!((got - expected).abs() <= tolerance, "{}: {expression} is {expected}, not {got}", sample.question);
        *seen.entry(operator.to_owned()).or_default() += 1;
    }
    assert!(seen.len() >= 9, "enough operators compute: {seen:?}");
}

#[test]
fn chinese_questions_hold_no_english_and_no_spaces() {
    let knowledge = chinese();
    let mut samples = compose_all(&knowledge, 5, 120);
    assert!(samples.len() >= 60, "{} samples", samples.len());
    checked(&knowledge, &mut samples);
    for sample in &samples {
        assert_eq!(sample.language, Language::Zh, "{}", sample.question);
        let texts = std::iter::once(&sample.question).chain(sample.steps.iter().map(|step| &step.text));
        for text in texts {
            assert!(!text.chars().any(|c| c.is_ascii_alphabetic()), "English in “{text}”");
            let bare =
                text.replace(" = ", "").replace(" ÷ ", "").replace(" × ", "").replace(" − ", "").replace(" + ", "");
            assert!(!bare.contains(' '), "a space in “{text}”");
        }
        assert!(failures(sample).is_empty(), "{}\n{:?}", sample.question, failures(sample));
    }
}

#[test]
fn a_tampered_sample_fails_the_check_that_concerns_it() {
    let (knowledge, samples) = RICH.clone();
    let by = |operator: &str| samples.iter().find(|s| s.generated.operator == operator).expect(operator).clone();
    let mut number = by("growth");
    number.answer.value = number.answer.value.map(|value| value + Decimal::ONE);
    assert!(fails(&knowledge, &number, CheckKind::Arithmetic), "a changed result is found");
    let mut operand = by("difference");
    operand.answer.operands[0].value += Decimal::ONE;
    assert!(fails(&knowledge, &operand, CheckKind::Arithmetic), "a changed operand is found");
    let mut step = by("growth");
    let last = step.steps.len() - 1;
    step.steps[last].text = step.steps[last].text.replace(" = ", " = 9");
    assert!(fails(&knowledge, &step, CheckKind::Arithmetic), "a changed equation is found");
    let mut quote = by("extreme");
    quote.evidence[0].span.quote = "999".into();
    assert!(fails(&knowledge, &quote, CheckKind::Quotes), "a changed quote is found");
    let mut answer = by("chain");
    answer.answer.text = "Nobody Inc".into();
    assert!(fails(&knowledge, &answer, CheckKind::Uniqueness), "another answer is found");
    let mut leak = by("chain");
    leak.question = format!("{} It is {}.", leak.question, leak.answer.text);
    assert!(fails(&knowledge, &leak, CheckKind::AnswerLeak), "the answer in the question is found");
    let mut banned = by("sum");
    banned.question = format!("According to the table, {}", banned.question);
    assert!(fails(&knowledge, &banned, CheckKind::BannedWords), "a container is found");
    let mut hop = by("chain");
    hop.steps[0].hops.clear();
    assert!(fails(&knowledge, &hop, CheckKind::Alignment), "a step without a hop is found");
    let mut named = by("difference");
    named.meaning = by("ratio").meaning;
    assert!(fails(&knowledge, &named, CheckKind::Uniqueness), "a meaning with another answer is found");
}

#[test]
fn a_second_answer_in_the_graph_makes_a_sample_ambiguous() {
    let mut world = crate::world::World::default();
    let document = world.document("a.md");
    let (a, b, c) = (
        world.entity("Aldern AB", "Company"),
        world.entity("Birka AB", "Company"),
        world.entity("Cargo AB", "Company"),
    );
    world.chunk(&document, &[(&a, "acquired", &b, "Aldern AB acquired Birka AB.")]);
    let shape = template("single_text", [1, 1], &[Kind::Chunk]);
    let before = world.knowledge();
    let found = matches(&before, &shape).remove(0);
    let sample = Composer::new(1, []).compose(&before, &shape, &found).expect("one acquisition, one answer");
    assert!(matches!(sample.meaning, Some(Asked::Entity(_))), "the acquired company is asked for");
    world.chunk(&document, &[(&a, "acquired", &c, "Aldern AB acquired Cargo AB.")]);
    let after = world.knowledge();
    assert!(fails(&after, &sample, CheckKind::Uniqueness), "a second acquisition makes it ambiguous");
    assert!(Composer::new(1, []).compose(&after, &shape, &found).is_err(), "and it is not composed again");
}

#[test]
fn where_documents_conflict_the_question_says_which_says_what() {
    for (company, metric, files, titles) in [
        ("Aldern AB", "Revenue", ["Annual report.pdf", "October note.md"], ["“Annual report”", "“October note”"]),
        ("奥德公司", "收入", ["年报.pdf", "十月简报.md"], ["《年报》", "《十月简报》"]),
    ] {
        let mut world = crate::world::World::default();
        let company = world.entity(company, "Company");
        for (file, value) in files.into_iter().zip(["70", "64"]) {
            let document = world.document(file);
            let column = crate::world::Column { metric, ..crate::world::column("", "FY24", "EUR", 6) };
            world.table(&document, metric, &[column], &[(&company, &[value])]);
        }
        let mut shape = template("apart", [0, 0], &[Kind::Table, Kind::Table]);
        let pair = ["evidence0".to_owned(), "evidence1".to_owned()];
        shape.constraints.push(Constraint::DifferentDocument(pair));
        let knowledge = world.knowledge();
        let found = matches(&knowledge, &shape).remove(0);
        let mut sample = Composer::new(1, []).compose(&knowledge, &shape, &found).expect("they differ by 6");
        checked(&knowledge, std::slice::from_mut(&mut sample));
        assert!(failures(&sample).is_empty(), "{}\n{:?}", sample.question, failures(&sample));
        assert_eq!((operator(&sample), sample.answer.value), ("discrepancy", Some(Decimal::from(6))));
        assert!(titles.iter().all(|title| sample.question.contains(title)), "{}", sample.question);
        let told = |step: &Step, title: &str| step.text.contains(title);
        assert!(titles.iter().all(|title| sample.steps.iter().any(|step| told(step, title))), "{:?}", sample.steps);
        shape.constraints.clear();
        let asked = Composer::new(1, []).compose(&knowledge, &shape, &found);
        assert!(asked.is_err(), "without saying whose figure it is there is nothing to ask");
    }
}

#[test]
fn what_was_asked_before_is_not_asked_again() {
    let knowledge = english();
    let first = compose_all(&knowledge, 2, 40);
    let taken: Vec<String> = first.iter().map(|sample| sample.question.clone()).collect();
    let uses = first.iter().map(|s| (s.generated.operator.clone(), s.generated.wording.clone()));
    let mut composer = Composer::new(2, taken.clone()).counting(uses);
    let shape = template("single_table", [0, 1], &[Kind::Table]);
    for found in matches(&knowledge, &shape) {
        if let Ok(sample) = composer.compose(&knowledge, &shape, &found) {
            assert!(!taken.contains(&sample.question), "asked before: {}", sample.question);
        }
    }
}

#[test]
fn scores_that_need_models_are_missing_and_the_rest_are_computed() {
    let knowledge = english();
    let mut samples = compose_all(&knowledge, 1, 5);
    checked(&knowledge, &mut samples);
    for score in &samples[0].scores {
        match score.kind {
            ScoreKind::Support | ScoreKind::Difficulty => {
                assert_eq!((score.value, score.note.as_str()), (None, "needs models"), "never 0");
            }
            ScoreKind::Complexity => assert!((1.0..=5.0).contains(&score.value.expect("computed")), "within 1 to 5"),
            ScoreKind::Tokens => {
                assert!(score.value.expect("computed") > 20.0, "question, steps and answer have tokens")
            }
            ScoreKind::Hops => assert_eq!(score.value, Some(f64::from(samples[0].hops)), "as on the path"),
            ScoreKind::HopNecessity | ScoreKind::ClosedBook => unreachable!("only models give these"),
        }
    }
}

#[test]
fn checks_of_written_samples_pass_what_the_built_in_engine_composed() {
    let (knowledge, samples) = &*RICH;
    let mut wrong = vec![];
    for sample in samples {
        let mut sample = sample.clone();
        sample.generated.written = Some(Written::default());
        let checks = check(knowledge, &sample, &NearDuplicates::default());
        let failed = checks.into_iter().filter(|check| check.outcome == CheckOutcome::Failed);
        wrong.extend(failed.map(|check| format!("{:?}: {} ({})", check.kind, check.detail, sample.question)));
    }
    wrong.sort();
    wrong.dedup_by_key(|wrong| wrong[..6].to_owned());
    assert!(wrong.is_empty(), "right samples of {} are found faulty: {wrong:#?}", samples.len());
}
