//! Questions of every type by the built-in engine, from a run's settings to a trainer's row.

use pathloom_engine::scripted::firms;
use pathloom_ipc::dataset::{ExportOptions, ExportRequest};
use pathloom_ipc::review::DecideRequest;
use pathloom_ipc::runs::RunState;
use pathloom_ipc::templates::GenerateRequest;
use pathloom_model::{Decision, QuestionType, SynthesisSettings};
use serde_json::Value;

fn request(kind: QuestionType) -> GenerateRequest {
    let writing = Some(SynthesisSettings { types: vec![kind], ..SynthesisSettings::default() });
    GenerateRequest { templates: vec!["Entity".into()], samples: 12, seed: 1, writing, ..GenerateRequest::default() }
}

#[test]
fn a_choice_is_exported_with_its_options_and_letter_and_a_claim_with_its_truth() {
    let folder = tempfile::tempdir().expect("a folder");
    let session = firms::project(folder.path(), 10).expect("a project");
    for kind in [QuestionType::MultipleChoice, QuestionType::TrueFalse] {
        let run = session.generate_here(&request(kind)).expect("it runs");
        assert_eq!((run.state, run.samples), (RunState::Done, 12), "{} {:?}", run.summary, run.failures);
    }
    let list = session.generate_here(&request(QuestionType::List)).expect("it runs");
    assert_eq!(list.state, RunState::Failed);
    assert_eq!(list.failures[0].cause, "No question of this type", "{}", list.summary);

    let ids = session.checked().expect("lists");
    assert_eq!(ids.len(), 24, "all pass their checks");
    session
        .decide(&DecideRequest { ids, decision: Decision::Approved, reason: None, note: String::new() })
        .expect("approves");
    let out = folder.path().join("out");
    let request = ExportRequest { folder: Some(out.to_string_lossy().into_owned()), options: ExportOptions::default() };
    session.export(&request).expect("exports");
    let text = std::fs::read_to_string(out.join("train.jsonl")).expect("a file");
    let (mut choices, mut claims) = (0, 0);
    for line in text.lines() {
        let row: Value = serde_json::from_str(line).expect("JSON");
        let metadata: Value = serde_json::from_str(row["metadata"].as_str().expect("text")).expect("JSON");
        let question = row["messages"][0]["content"].as_str().expect("a question");
        let reply = row["messages"][1]["content"].as_str().expect("a reply");
        match metadata["question_type"].as_str() {
            Some("choice") => {
                let letter = metadata["answer_letter"].as_str().expect("a letter");
                let place = (letter.as_bytes()[0] - b'A') as usize;
                let right = format!("{letter}. {}", metadata["options"][place].as_str().expect("an option"));
                assert!(question.contains(&format!("\n{right}")) && reply.ends_with(&right), "{question}\n{reply}");
                choices += 1;
            }
            Some("true-false") => {
                assert!(reply.ends_with("True") || reply.ends_with("False"), "{reply}");
                claims += 1;
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!((choices, claims), (12, 12));
}
