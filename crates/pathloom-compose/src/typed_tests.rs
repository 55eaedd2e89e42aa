//! Multiple choice, true or false and figures over the hand-written worlds: what is said to be wrong is wrong, asked again
//! of the graph; the wordings vary; the letters do not tell.

use crate::check::says_it;
use crate::denote::denote;
use crate::duplicates::masked;
use crate::tests::compose_types;
use crate::world::{chinese, english};
use crate::{NearDuplicates, check};
use pathloom_model::*;
use std::collections::{BTreeMap, BTreeSet};

fn failures(knowledge: &Knowledge, sample: &Sample) -> Vec<Check> {
    let checks = check(knowledge, sample, &NearDuplicates::default());
    checks.into_iter().filter(|check| check.outcome == CheckOutcome::Failed).collect()
}

fn passes(knowledge: &Knowledge, samples: &[Sample]) {
    for sample in samples {
        let failed = failures(knowledge, sample);
        assert!(failed.is_empty(), "{}\n{failed:?}\n{:#?}\n{}", sample.question, sample.steps, sample.answer.text);
    }
}

/// No wording covers more than 5 %.
fn vary(knowledge: &Knowledge, samples: &[Sample]) {
    let mut wordings: BTreeMap<String, usize> = BTreeMap::new();
    let names: Vec<String> =
        knowledge.nodes().filter(|node| node.kind() == Kind::Entity).map(|node| node.name.to_lowercase()).collect();
    for sample in samples {
        let stem = Sample { question: sample.stem().to_owned(), options: vec![], ..sample.clone() };
        let mut text = masked(&stem).0;
        for name in &names {
            text = text.replace(name, "□");
        }
        *wordings.entry(text).or_default() += 1;
    }
    let (text, most) = wordings.iter().max_by_key(|(_, n)| **n).expect("there are wordings");
    assert!(most * 20 <= samples.len().max(80), "“{text}” covers {most} of {}", samples.len());
}

#[test]
fn choices_have_one_right_option_and_three_that_the_graph_says_are_wrong() {
    for (knowledge, least) in [(english(), 160), (chinese(), 40)] {
        let samples = compose_types(&knowledge, 3, 160, &[QuestionType::MultipleChoice]);
        assert!(samples.len() >= least, "{} choices", samples.len());
        passes(&knowledge, &samples);
        vary(&knowledge, &samples);
        let mut letters: BTreeMap<char, usize> = BTreeMap::new();
        for sample in &samples {
            assert_eq!(sample.question_type, Some(QuestionType::MultipleChoice));
            let letter = sample.answer.text.chars().next().expect("a letter");
            *letters.entry(letter).or_default() += 1;
            assert_eq!(sample.question.lines().count(), 5, "one sentence and four options: {}", sample.question);
            let denoted = denote(&knowledge, sample.meaning.as_ref().expect("a meaning")).expect("one answer");
            let precision = sample.answer.precision.map_or(0, u32::from);
            let right: Vec<&String> =
                sample.options.iter().filter(|option| says_it(&knowledge, &denoted, precision, option)).collect();
            assert_eq!(right, [&sample.told()[0]], "{}", sample.question);
        }
        assert_eq!(letters.len(), 4, "{letters:?}");
        assert!(letters.values().all(|count| count * 8 > samples.len()), "the letter tells nothing: {letters:?}");
    }
}

#[test]
fn an_option_that_is_right_as_well_and_a_wrong_truth_value_are_caught() {
    let knowledge = english();
    let mut sample = compose_types(&knowledge, 3, 1, &[QuestionType::MultipleChoice]).remove(0);
    let right = sample.told()[0].to_owned();
    let wrong = sample.options.iter().position(|option| *option != right).expect("a wrong option");
    let letter = Sample::letter(wrong);
    let other = Answer { text: format!("{letter}. {}", sample.options[wrong]), ..sample.answer.clone() };
    assert!(!failures(&knowledge, &Sample { answer: other, ..sample.clone() }).is_empty(), "another letter");
    let stem = sample.stem().to_owned();
    sample.options[wrong] = format!("{right} ");
    sample.question = Sample::with_options(&stem, &sample.options);
    assert!(failures(&knowledge, &sample).iter().any(|check| check.kind == CheckKind::Form), "twice the same");

    let sample = compose_types(&knowledge, 3, 1, &[QuestionType::TrueFalse]).remove(0);
    let turned = if sample.answer.text == "True" { "False" } else { "True" };
    let answer = Answer { text: turned.into(), ..sample.answer.clone() };
    let kinds: Vec<CheckKind> =
        failures(&knowledge, &Sample { answer, ..sample }).into_iter().map(|check| check.kind).collect();
    assert!(kinds.contains(&CheckKind::Uniqueness), "{kinds:?}");
}

#[test]
fn claims_are_true_as_often_as_false_and_varied() {
    for (knowledge, least) in [(english(), 160), (chinese(), 40)] {
        let samples = compose_types(&knowledge, 4, 160, &[QuestionType::TrueFalse]);
        assert!(samples.len() >= least, "{} claims", samples.len());
        passes(&knowledge, &samples);
        vary(&knowledge, &samples);
        let holds = samples.iter().filter(|sample| matches!(sample.answer.text.as_str(), "True" | "正确")).count();
        assert!((samples.len() * 2 / 5..=samples.len() * 3 / 5).contains(&holds), "{holds} of {}", samples.len());
        let operators: BTreeSet<&str> = samples.iter().map(|sample| sample.generated.operator.as_str()).collect();
        assert!(operators.len() >= 8, "{operators:?}");
    }
}

#[test]
fn lists_are_complete_and_checked_in_any_order() {
    for (knowledge, least) in [(english(), 60), (chinese(), 20)] {
        let samples = compose_types(&knowledge, 6, 120, &[QuestionType::List]);
        assert!(samples.len() >= least, "{} lists", samples.len());
        passes(&knowledge, &samples);
        vary(&knowledge, &samples);
        let operators: BTreeSet<&str> = samples.iter().map(|sample| sample.generated.operator.as_str()).collect();
        assert_eq!(operators, BTreeSet::from(["list", "list above", "list below"]));
        for sample in &samples {
            let mut told: Vec<&str> = sample.told();
            assert!((2..=8).contains(&told.len()), "{}", sample.answer.text);
            told.reverse();
            let turned = Answer { text: told.join("; "), ..sample.answer.clone() };
            let turned = Sample { answer: turned, ..sample.clone() };
            assert!(failures(&knowledge, &turned).is_empty(), "the order is nothing: {}", turned.answer.text);
            let short = Answer { text: told[1..].join("; "), ..sample.answer.clone() };
            let caught = failures(&knowledge, &Sample { answer: short, ..sample.clone() });
            assert!(caught.iter().any(|check| check.kind == CheckKind::Uniqueness), "a member is missing");
        }
    }
}

#[test]
fn types_are_mixed_by_path_and_open_questions_stay_what_they_were() {
    let knowledge = english();
    let open = compose_types(&knowledge, 5, 40, &[]);
    assert_eq!(open, compose_types(&knowledge, 5, 40, &[QuestionType::Open]));
    assert!(open.iter().all(|sample| sample.question_type.is_none() && sample.options.is_empty()));
    let mixed = compose_types(&knowledge, 5, 80, &QuestionType::ALL);
    passes(&knowledge, &mixed);
    let kinds: BTreeSet<Option<QuestionType>> = mixed.iter().map(|sample| sample.question_type).collect();
    assert!(kinds.len() >= 4, "{kinds:?}");
}
