//! Gates and near duplicates over a real project.

use crate::endpoints::Endpoints;
use crate::scores::ScoreSettings;
use crate::scripted::{Answer, Server, firms};
use crate::{Session, Unheard};
use pathloom_ipc::dataset::{ExportOptions, ExportRequest};
use pathloom_ipc::gates::GateRequest;
use pathloom_ipc::models::{KeyChange, SaveEndpointRequest, SetRoleRequest};
use pathloom_ipc::review::{DecideRequest, QueueRequest};
use pathloom_model::{CheckKind, CheckOutcome, Decision, Flag, ModelRole, Price, Sample};
use pathloom_store::table::samples::Query;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;

fn sample(id: &str, question: &str, support: Option<f64>) -> Sample {
    let checks: Vec<_> = CheckKind::ALL
        .iter()
        .map(|kind| json!({ "kind": kind, "outcome": CheckOutcome::Passed, "detail": "" }))
        .collect();
    let sample = json!({
        "id": id, "template": "Entity", "fingerprint": id, "language": "en", "question": question,
        "answer": { "form": "literal", "slot": "answer", "text": "Norrheat AB" },
        "steps": [], "nodes": [], "relations": [], "hops": 1, "evidence": [], "checks": checks,
        "scores": [{ "kind": "support", "value": support, "note": if support.is_some() { "judges" } else { "needs models" } }],
        "generated": { "engine": "m", "version": 1, "operator": "", "wording": "", "seed": 0 },
    });
    serde_json::from_value(sample).expect("a sample")
}

fn session(folder: &Path) -> Session {
    let session = Session::create(&folder.join("P.pathloom"), Arc::new(Unheard), || 1_700_000_000).expect("a project");
    let first = [
        sample("a", "Which firm runs the oldest works of the north?", Some(1.0)),
        sample("b", "Who led the maker of pumps in the year after?", Some(2.0 / 3.0)),
        sample("c", "In which town does the lender have its seat?", Some(1.0 / 3.0)),
        sample("d", "What did the smallest of the plants produce?", None),
    ];
    session.project.add_samples(1, &first).expect("adds");
    session
        .project
        .add_samples(2, &[sample("e", "How many people work at the mill by the lake?", Some(0.0))])
        .expect("adds");
    session
}

fn gate(rule: &str, run: Option<u64>) -> GateRequest {
    GateRequest { rule: Some(rule.into()), run }
}

fn left_out(session: &Session) -> Vec<String> {
    let query = Query { filtered: Some(true), ..Query::default() };
    session.project.samples(&query).expect("asks").0.into_iter().map(|row| row.sample.id).collect()
}

#[test]
fn what_a_preview_says_is_what_applying_does_and_undo_takes_it_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let session = session(folder.path());
    let ids = ["a", "c", "d"].map(str::to_owned).to_vec();
    let approve = DecideRequest { ids, decision: Decision::Approved, reason: None, note: String::new() };
    session.decide(&approve).expect("approves");

    let preview = session.gate(&gate("support ≥ 2 of 3", None)).expect("previews");
    assert_eq!((preview.kept, preview.dropped, preview.borderline, preview.changes), (2, 2, 1, 2));
    assert_eq!(preview.rule, "support >= 2/3", "in its plain form");
    assert_eq!(preview.examples, [("d".to_owned(), "What did the smallest of the plants produce?".to_owned())]);
    assert!(left_out(&session).is_empty(), "a preview changes nothing");

    let applied = session.apply_gate(&gate("support ≥ 2 of 3", None)).expect("applies");
    assert_eq!(left_out(&session), ["c", "e"], "as many as was said; what lacks a score stays");
    assert_eq!((applied.applied.as_str(), applied.changes), ("support >= 2/3", 0));
    assert!(session.apply_gate(&gate("support >= 2/3", None)).is_err(), "there is nothing left to do");
    let progress = session.progress().expect("counts");
    assert_eq!(
        (progress.total, progress.filtered, progress.to_review, progress.approved),
        (5, 2, 1, 3),
        "nothing is deleted"
    );
    let queue = session.queue_view(&QueueRequest::default()).expect("the queue");
    assert_eq!(queue.rows.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), ["a", "b", "d"]);
    let only = session.queue_view(&QueueRequest { filtered_only: true, ..QueueRequest::default() }).expect("the queue");
    assert!(only.rows.len() == 2 && only.rows.iter().all(|row| row.flags.contains(&Flag::Filtered)));
    let export = session.export_preview(&ExportOptions::default()).expect("previews");
    assert_eq!((export.rows, export.left_out), (2, vec!["1 approved sample is left out by a gate.".to_owned()]));
    let out = folder.path().join("out");
    let request = ExportRequest { folder: Some(out.to_string_lossy().into_owned()), options: ExportOptions::default() };
    assert_eq!(session.export(&request).expect("exports").rows, 2);

    let undone = session.undo().expect("undoes");
    assert_eq!(undone.done.as_deref(), Some("Undone: the gate for 2 samples"));
    assert!(left_out(&session).is_empty());
    assert_eq!(session.gate(&GateRequest::default()).expect("asks").applied, "", "the rule is gone with it");
    session.redo().expect("redoes");
    assert_eq!(left_out(&session), ["c", "e"]);

    session.apply_gate(&gate("", None)).expect("keeps everything");
    assert!(left_out(&session).is_empty(), "without a rule all come back");
    session.apply_gate(&gate("support >= 2/3", Some(2))).expect("applies to a run");
    assert_eq!(left_out(&session), ["e"], "the other run is left alone");
    let error = session.gate(&gate("suport >= 1", None)).expect_err("refused");
    assert!(error.message.contains("\"suport\""), "{}", error.message);
}

#[test]
fn near_duplicates_are_found_across_runs_and_share_a_cluster() {
    let folder = tempfile::tempdir().expect("a folder");
    let session = session(folder.path());
    let again = sample("f", "Which firm runs the oldest works of the far north?", Some(1.0));
    session.project.add_samples(3, &[again]).expect("adds");
    assert_eq!(session.mark_near_duplicates(None).expect("compares"), 6, "each says now how it stands");
    assert_eq!(session.mark_near_duplicates(None).expect("compares"), 0, "and nothing changes the second time");
    let near = |id: &str| {
        let sample = session.project.sample(id).expect("asks").expect("is there").sample;
        sample.checks.into_iter().find(|check| check.kind == CheckKind::NearDuplicate).expect("the check")
    };
    assert_eq!((near("f").outcome, near("f").cluster.as_deref()), (CheckOutcome::Failed, Some("a")));
    assert_eq!(
        (near("a").outcome, near("a").cluster.as_deref()),
        (CheckOutcome::Passed, Some("a")),
        "the first is kept"
    );
    assert_eq!(near("b").cluster, None);
    let sample = session.project.sample("a").expect("asks").expect("is there").sample;
    let twins = session.twins(&sample).expect("asks");
    assert_eq!(twins.iter().map(|(id, _)| id.as_str()).collect::<Vec<_>>(), ["f"], "the interface can show them");
}

/// One direction for the questions about old works, another for each other one.
fn vectors(body: &str) -> Answer {
    let asked: Value = serde_json::from_str(body).unwrap_or_default();
    let inputs = asked["input"].as_array().cloned().unwrap_or_default();
    let vector = |text: &str| -> Vec<f32> {
        let about = if text.contains("works") { 1 } else { text.len() as u32 };
        (0..16)
            .map(|at: u32| (about.wrapping_mul(2_654_435_761) ^ at.wrapping_mul(40_503)) as f32)
            .map(f32::sin)
            .collect()
    };
    let row = |(place, text): (usize, &Value)| json!({ "object": "embedding", "index": place, "embedding": vector(text.as_str().unwrap_or_default()) });
    let rows: Vec<Value> = inputs.iter().enumerate().map(row).collect();
    Answer::json(200, &json!({ "object": "list", "data": rows, "usage": { "prompt_tokens": 3, "total_tokens": 3 } }))
}

#[test]
fn what_is_asked_again_in_quite_other_words_is_found_where_a_model_embeds() {
    let folder = tempfile::tempdir().expect("a folder");
    let session = session(folder.path());
    let reworded = sample("f", "Who operates works that have stood longest, up where winters are dark?", None);
    let mut elsewhere = sample("g", "Who operates works that stand on an island?", None);
    elsewhere.answer.text = "Sydvarme AB".into();
    session.project.add_samples(3, &[reworded, elsewhere]).expect("adds");
    let check = |id: &str| {
        let sample = session.project.sample(id).expect("asks").expect("is there").sample;
        sample.checks.into_iter().find(|check| check.kind == CheckKind::NearDuplicate).expect("the check").outcome
    };
    session.score_here(&ScoreSettings::default()).expect("it runs");
    assert_eq!(check("f"), CheckOutcome::Passed, "no letters join them");

    let server = Server::start(vectors).expect("a server");
    let endpoints = Endpoints::open(None);
    let endpoint = firms::endpoint("Lab", &server, Price::default());
    endpoints.save(&SaveEndpointRequest { was: None, endpoint, key: KeyChange::Keep }).expect("saves");
    session.set_endpoints(Arc::new(endpoints));
    let role = SetRoleRequest { role: ModelRole::Embedding, models: vec![firms::model("Lab")] };
    session.set_role(&role).expect("sets");
    let run = session.score_here(&ScoreSettings::default()).expect("it runs");
    assert_eq!(check("f"), CheckOutcome::Failed, "{}", run.summary);
    assert_eq!(check("g"), CheckOutcome::Passed, "another answer is another question");
    assert_eq!(check("b"), CheckOutcome::Passed);
    assert_eq!(server.requests(), 1, "all questions go together");
    session.score_here(&ScoreSettings::default()).expect("it runs");
    assert_eq!(server.requests(), 1, "and are paid once");
}
