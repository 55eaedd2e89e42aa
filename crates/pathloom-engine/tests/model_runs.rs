//! Runs by models from the user's configuration to stored and scored samples, with a real server on this computer.

use pathloom_engine::Session;
use pathloom_engine::endpoints::Endpoints;
use pathloom_engine::scores::ScoreSettings;
use pathloom_engine::scripted::{Answer, Server, firms};
use pathloom_ipc::gates::GateRequest;
use pathloom_ipc::models::{KeyChange, MonthBudget, SaveEndpointRequest, SetRoleRequest};
use pathloom_ipc::runs::{CallRequest, PauseCause, RunRequest, RunState};
use pathloom_ipc::templates::GenerateRequest;
use pathloom_model::{ModelRole, Price, Sample, ScoreKind, Strategy};
use pathloom_store::table::samples::Query;
use serde_json::{Value, json};
use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

fn project(folder: &Path, server: &Server, roles: &[ModelRole]) -> Session {
    let session = firms::project(folder, 8).expect("a project");
    let endpoint = firms::endpoint("Lab", server, Price { input: 1.0, output: 2.0, cached: None });
    let endpoints = Endpoints::open(None);
    endpoints.save(&SaveEndpointRequest { was: None, endpoint, key: KeyChange::Keep }).expect("saves");
    session.set_endpoints(Arc::new(endpoints));
    for role in roles {
        session.set_role(&SetRoleRequest { role: *role, models: vec![firms::model("Lab")] }).expect("sets");
    }
    session
}

const ALL: [ModelRole; 5] =
    [ModelRole::Generator, ModelRole::Judges, ModelRole::Strong, ModelRole::Weak, ModelRole::Complexity];

fn request(samples: u32) -> GenerateRequest {
    let templates = vec!["Entity".into()];
    GenerateRequest { templates, samples, strategy: Strategy::Diverse, seed: 1, ..GenerateRequest::default() }
}

fn samples(session: &Session) -> Vec<Sample> {
    session.project.samples(&Query::default()).expect("lists").0.into_iter().map(|row| row.sample).collect()
}

fn value(sample: &Sample, kind: ScoreKind) -> Option<f64> {
    sample.scores.iter().find(|score| score.kind == kind).and_then(|score| score.value)
}

#[test]
fn a_run_by_models_ends_with_scored_samples_that_show_their_calls() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(|body| Answer::text(body, &firms::reply(body))).expect("a server");
    let session = project(folder.path(), &server, &ALL);
    let estimate = session.estimate(&request(10)).expect("estimates");
    assert_eq!(estimate.paths, 10);
    assert!(estimate.calls >= 40 && estimate.money.is_some_and(|(low, high)| low > 0.0 && low < high), "{estimate:?}");
    assert_eq!(server.requests(), 0, "an estimate asks nobody");

    let run = session.generate_here(&request(10)).expect("it runs");
    assert_eq!((run.state, run.samples), (RunState::Done, 10), "{} {:?}", run.summary, run.failures);
    for sample in samples(&session) {
        assert!(value(&sample, ScoreKind::Support).is_some() && value(&sample, ScoreKind::Complexity).is_some());
        let written = sample.generated.written.as_ref().expect("it says how it was written");
        let calls = session.call_views(&CallRequest { keys: written.calls.clone(), run: None }).expect("shows");
        assert!(!calls.is_empty() && calls[0].request.contains("messages"), "every sample shows its calls");
        assert!(sample.generated.draw.is_some());
    }
    let calls = session.calls_view(&RunRequest { run: run.run }).expect("shows");
    assert!(calls.groups.len() >= 4 && calls.month_spent > 0.0, "{calls:?}");
    assert_eq!(run.spend.and_then(|spend| spend.spent).map(|spent| spent > 0.0), Some(true));
    assert!(session.runs().expect("lists").runs[0].stale.is_none());
    session.set_role(&SetRoleRequest { role: ModelRole::Weak, models: vec![] }).expect("sets");
    let listed = session.runs().expect("lists").runs.remove(0);
    assert!(listed.stale.is_some_and(|why| why.contains("weak: Lab/m, today built-in engine") || why.contains("weak")));
}

#[test]
fn the_limit_of_a_month_counts_what_every_project_of_the_user_spent() {
    let folders = [tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder")];
    let config = tempfile::tempdir().expect("a folder");
    let server = Server::start(|body| Answer::text(body, &firms::reply(body))).expect("a server");
    // Each as its own program would: nothing but the user's folder is shared.
    let sessions = folders.each_ref().map(|folder| {
        let session = firms::project(folder.path(), 8).expect("a project");
        let endpoints = Endpoints::open(Some(config.path()));
        let endpoint = firms::endpoint("Lab", &server, Price { input: 1.0, output: 2.0, cached: None });
        let is_new = endpoints.config().endpoints.is_empty();
        if is_new {
            endpoints.save(&SaveEndpointRequest { was: None, endpoint, key: KeyChange::Keep }).expect("saves");
        }
        session.set_endpoints(Arc::new(endpoints));
        let role = SetRoleRequest { role: ModelRole::Generator, models: vec![firms::model("Lab")] };
        session.set_role(&role).expect("sets");
        session
    });
    let [first, second] = &sessions;
    assert_eq!(first.generate_here(&request(6)).expect("it runs").state, RunState::Done);
    let spent = first.month().expect("shows").spent.expect("it cost something");
    assert_eq!(second.month().expect("shows").spent, Some(spent), "the month is the user's, not the project's");

    let stop = Some(spent * 1.5);
    second.endpoints().set_budget(&MonthBudget { stop, ..MonthBudget::default() }).expect("sets");
    let asked = server.requests();
    let run = second.generate_here(&request(6)).expect("it runs");
    assert_eq!(run.pause.map(|pause| pause.cause), Some(PauseCause::MonthBudget), "{}", run.summary);
    assert!(server.requests() < asked * 2, "half as much again was allowed, and not twice");
    let both = first.month().expect("shows").spent.expect("it cost something");
    assert!(both > spent && both <= spent * 1.5, "{both} of {spent}");
}

#[test]
fn what_the_built_in_engine_writes_is_scored_by_models_and_stays_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(|body| Answer::text(body, &firms::reply(body))).expect("a server");
    let session = project(folder.path(), &server, &[ModelRole::Judges]);
    let run = session.generate_here(&request(5)).expect("it runs");
    assert_eq!(run.samples, 5, "{}", run.summary);
    let scored = samples(&session);
    assert!(scored.iter().all(|sample| value(sample, ScoreKind::Support).is_some()), "{}", run.summary);

    let alone = tempfile::tempdir().expect("a folder");
    let plain = project(alone.path(), &server, &[]);
    plain.generate_here(&request(5)).expect("it runs");
    let without_scores = |samples: Vec<Sample>| {
        samples.into_iter().map(|sample| Sample { scores: vec![], ..sample }).collect::<Vec<_>>()
    };
    assert_eq!(without_scores(samples(&plain)), without_scores(scored));
    assert_eq!(server.requests(), 5, "without a role nobody is asked");
}

#[test]
fn a_batch_file_is_written_answered_elsewhere_and_taken_in() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(|_| Answer::status(500, "nobody is to be asked")).expect("a server");
    let session = project(folder.path(), &server, &[ModelRole::Generator, ModelRole::Judges]);
    let mut run = session.generate_here(&GenerateRequest { to_batch: true, ..request(6) }).expect("it runs");
    for round in 0..4 {
        if run.state != RunState::Paused {
            break;
        }
        assert_eq!(run.pause.as_ref().map(|pause| pause.cause), Some(PauseCause::Batch));
        let files = session.export_batch(&folder.path().join("out")).expect("writes");
        let mut results = String::new();
        for (file, lines) in files {
            let text = std::fs::read_to_string(file).expect("reads");
            assert_eq!(text.lines().count() as u64, lines);
            for line in text.lines() {
                let line: Value = serde_json::from_str(line).expect("JSON");
                let answer = Answer::text("", &firms::reply(&line["body"].to_string()));
                let body: Value = serde_json::from_str(&answer.body).expect("JSON");
                let result =
                    json!({ "custom_id": line["custom_id"], "response": { "status_code": 200, "body": body } });
                let _ = writeln!(results, "{result}");
            }
        }
        results.push_str("{\"custom_id\": \"of another project\"}\nno JSON\n");
        let file = folder.path().join(format!("results-{round}.jsonl"));
        std::fs::write(&file, results).expect("writes");
        let imported = session.import_batch(&file).expect("reads");
        assert!(imported.replies > 0 && imported.passed_over == 2, "{imported:?}");
        run = session.resume_here(run.run).expect("goes on");
    }
    assert_eq!((run.state, run.samples), (RunState::Done, 6), "{} {:?}", run.summary, run.failures);
    assert!(samples(&session).iter().all(|sample| value(sample, ScoreKind::Support).is_some()));
    assert_eq!(server.requests(), 0);
}

#[test]
fn samples_are_scored_again_by_models_for_what_is_missing_and_gates_that_stand_apply_to_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let (expired, talks) = (Arc::new(AtomicBool::new(true)), Arc::new(AtomicBool::new(true)));
    let (key, words) = (expired.clone(), talks.clone());
    let server = Server::start(move |body| match (key.load(Ordering::Relaxed), words.load(Ordering::Relaxed)) {
        (true, _) => Answer::status(401, "key expired"),
        (_, true) => Answer::text(body, "It is fine, I think."),
        _ => Answer::text(body, &firms::reply(body)),
    })
    .expect("a server");
    let session = project(folder.path(), &server, &[]);
    session.generate_here(&request(6)).expect("it runs");
    let rule = GateRequest { rule: Some("support >= 1".into()), run: None };
    session.apply_gate(&rule).expect("applies");
    assert_eq!(session.progress().expect("counts").filtered, 0, "what has no score yet is kept");
    session.set_role(&SetRoleRequest { role: ModelRole::Judges, models: vec![firms::model("Lab")] }).expect("sets");

    let run = session.score_here(&ScoreSettings::default()).expect("it runs");
    assert_eq!(run.pause.as_ref().map(|pause| pause.cause), Some(PauseCause::Settings), "{}", run.summary);
    assert_eq!((run.state, run.remaining, run.failures.len()), (RunState::Paused, 6, 0), "{}", run.summary);
    expired.store(false, Ordering::Relaxed);
    let run = session.resume_here(run.run).expect("goes on");
    assert_eq!((run.state, run.samples), (RunState::Partly, 6), "{}", run.summary);
    assert_eq!((run.failures[0].cause.as_str(), run.failures[0].count), ("Reply could not be used", 6));
    let missing = samples(&session);
    let note = |sample: &Sample| sample.scores.iter().find(|score| score.kind == ScoreKind::Support).cloned();
    assert!(missing.iter().filter_map(note).all(|score| score.value.is_none() && score.note.contains("JSON")));

    talks.store(false, Ordering::Relaxed);
    let run = session.score_here(&ScoreSettings::default()).expect("it runs");
    assert_eq!((run.state, run.remaining), (RunState::Done, 0), "{} {:?}", run.summary, run.failures);
    assert_eq!(run.spend.map(|spend| spend.calls), Some(6), "what was answered unfit is asked anew");
    let scored = samples(&session);
    assert!(scored.iter().all(|sample| value(sample, ScoreKind::Support).is_some()));
    let dropped = scored.iter().filter(|sample| value(sample, ScoreKind::Support) == Some(0.0)).count() as u64;
    assert!(dropped > 0, "some judge said no");
    assert_eq!(session.progress().expect("counts").filtered, dropped, "the rule that stands leaves them out");
    assert!(run.summary.contains("left out by the gate"), "{}", run.summary);
    let before = server.requests();
    session.score_here(&ScoreSettings::default()).expect("it runs");
    assert_eq!(server.requests(), before, "a second time costs nothing");
    assert_eq!(samples(&session), scored, "and changes nothing");

    let later = session.generate_here(&GenerateRequest { seed: 2, ..request(6) }).expect("it runs");
    let all = samples(&session);
    let dropped = all.iter().filter(|sample| value(sample, ScoreKind::Support) == Some(0.0)).count() as u64;
    assert_eq!(session.progress().expect("counts").filtered, dropped, "{}", later.summary);
}
