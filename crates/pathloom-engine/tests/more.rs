//! The presets beyond the 32, in the demo's graph: each gives questions that turn on what its path is for.

use pathloom_engine::{Session, Unheard, demo, presets};
use pathloom_ipc::runs::RunState;
use pathloom_ipc::templates::GenerateRequest;
use pathloom_model::{Language, Sample, Strategy};
use pathloom_store::table::samples::Query;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What each template's questions ask; none stands for any.
const POINTS: [(&str, &[&str]); 9] = [
    ("middle_evidence", &["chain", "join"]),
    ("table_entity_table", &["chain", "join"]),
    ("chart_entity_table", &["join"]),
    ("formula_entity_table", &["join"]),
    (
        "cross_document_comparison",
        &["growth", "difference over time", "margin", "cover", "per head", "difference", "ratio", "compare"],
    ),
    ("entity_comparison", &["outdo", "which of two", "gap"]),
    ("temporal_chain", &["growth", "difference over time", "which period"]),
    ("assertion_chain", &["chain"]),
    ("formula_with_its_table", &["formula"]),
];

/// Samples whose checks all pass, by template.
fn samples(session: &Session) -> BTreeMap<String, Vec<Sample>> {
    let checked = session.checked().expect("checks");
    let (rows, _) = session.project.samples(&Query::default()).expect("reads");
    let mut samples: BTreeMap<String, Vec<Sample>> = BTreeMap::new();
    for sample in rows.into_iter().map(|row| row.sample).filter(|sample| checked.contains(&sample.id)) {
        samples.entry(sample.template.clone()).or_default().push(sample);
    }
    samples
}

/// Answers that compare two figures, worked out again by other means.
fn reckoned_again(sample: &Sample) {
    let number = |text: String| text.parse::<f64>().expect("a number");
    let values: Vec<f64> = sample.answer.operands.iter().map(|operand| number(operand.value.to_string())).collect();
    let [a, b] = values[..] else { return };
    let expected = match sample.generated.operator.as_str() {
        "gap" | "difference" | "difference over time" => (a - b).abs(),
        "growth" => (a / b - 1.0) * 100.0,
        "ratio" => a / b,
        _ => return,
    };
    let got = number(sample.answer.value.expect("a value").to_string());
    let tolerance = 0.51 / 10f64.powi(i32::from(sample.answer.precision.unwrap_or(0)));
    assert!((got - expected).abs() <= tolerance, "{}: {got}, not {expected}", sample.question);
}

#[test]
fn every_preset_of_more_composes_questions_that_turn_on_its_point() {
    let place = tempfile::tempdir().expect("a folder");
    let session = demo::read(&place.path().join("p.pathloom"), Arc::new(Unheard), || 0).expect("the demo is read");
    let templates: Vec<String> =
        presets().iter().filter(|preset| preset.group == "More").map(|preset| preset.id.clone()).collect();
    assert_eq!(templates.len(), POINTS.len(), "the test knows them all");
    let request =
        GenerateRequest { templates, samples: 12, strategy: Strategy::Diverse, seed: 1, ..GenerateRequest::default() };
    let run = session.generate_here(&request).expect("it runs");
    assert_eq!(run.state, RunState::Done, "{}", run.summary);
    for group in &run.failures {
        assert!(group.items.iter().all(|(_, why)| !why.trim().is_empty()), "“{}” says why", group.cause);
    }
    let all = samples(&session);
    let mut languages = BTreeSet::new();
    for (template, operators) in POINTS {
        let own = &all[template];
        assert_eq!(own.len(), 12, "{template}: all pass their checks");
        for sample in own {
            let operator = sample.generated.operator.as_str();
            assert!(operators.contains(&operator), "{template} asks by {operator}: {}", sample.question);
            languages.insert(sample.language.code());
            let documents: BTreeSet<_> = sample.evidence.iter().map(|evidence| &evidence.span.document).collect();
            let apart = template != "cross_document_comparison" || documents.len() > 1;
            assert!(apart, "two documents are cited: {}", sample.question);
            let stated = sample.steps.iter().flat_map(|step| &step.hops).collect::<BTreeSet<_>>().len();
            assert_eq!(stated, sample.relations.len(), "every hop is needed: {}", sample.question);
            reckoned_again(sample);
        }
    }
    assert!(languages.contains(Language::En.code()) && languages.contains(Language::Zh.code()), "in both languages");
}
