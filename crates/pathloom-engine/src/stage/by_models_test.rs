//! Runs by models against a server on this computer: what a user relies on when endpoints misbehave, limits are reached
//! or the run is stopped.

use super::by_models;
use super::work::{Failure, Trouble, Work};
use crate::Session;
use crate::calls::{Caller, Setup, budget::Limits};
use crate::endpoints::SendingRules;
use crate::scripted::{Answer, Sent, Server, firms};
use crate::session::begun_again;
use pathloom_ipc::runs::{PauseCause, RunState, RunView};
use pathloom_ipc::templates::GenerateRequest;
use pathloom_llm::{Call, Message, Params, Patience, Target};
use pathloom_model::{Knowledge, Match, ModelRole, Price, RoleModels, Sample, Template};
use pathloom_store::table::samples::Query;
use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// One call writes the question, one scores it.
struct Plain;

impl Work for Plain {
    async fn generate(
        &self,
        caller: &Caller,
        knowledge: &Knowledge,
        template: &Template,
        found: &Match,
    ) -> Result<Sample, Trouble> {
        let text = format!("write {}", pathloom_compose::path_text(knowledge, found));
        let reply = caller.call(ModelRole::Generator, caller.models(ModelRole::Generator), &ask(&text)).await?;
        if reply.reply.text.contains("cannot") {
            let cause = "Answer cannot be derived from the path".into();
            return Err(Trouble::Failed(Failure { cause, detail: reply.reply.text, refused: true }));
        }
        Ok(sample(template, found, &reply.reply.text))
    }

    async fn score(&self, caller: &Caller, _: &Knowledge, mut sample: Sample) -> (Sample, Option<Trouble>) {
        let call = ask(&format!("judge {}", sample.question));
        match caller.call(ModelRole::Judges, caller.models(ModelRole::Judges), &call).await {
            Ok(answered) => {
                let score = serde_json::json!({ "kind": "support", "value": 1.0, "note": answered.reply.text });
                sample.scores = vec![serde_json::from_value(score).expect("a score")];
                (sample, None)
            }
            Err(problem) => (sample, Some(problem.into())),
        }
    }
}

fn ask(text: &str) -> Call {
    Call { messages: vec![Message::user(text)], schema: None, params: Params::default() }
}

/// Built from JSON, so that it holds whatever a sample gains.
fn sample(template: &Template, found: &Match, question: &str) -> Sample {
    let sample = serde_json::json!({
        "id": format!("{}-{}", template.id, found.fingerprint), "template": template.id, "fingerprint": found.fingerprint,
        "language": "en", "question": question, "answer": { "form": "node", "slot": "answer", "text": "x" }, "steps": [],
        "nodes": [], "relations": [], "hops": 1, "evidence": [], "checks": [], "scores": [],
        "generated": { "engine": "plain", "version": 1, "operator": "", "wording": "", "seed": 0 },
    });
    serde_json::from_value(sample).expect("a sample")
}

/// Ten firms with forty works.
fn project(folder: &Path) -> Session {
    firms::project(folder, 10).expect("a project")
}

fn request(samples: u32) -> GenerateRequest {
    GenerateRequest { templates: vec!["Entity".into()], samples, seed: 1, ..GenerateRequest::default() }
}

const PRICE: Price = Price { input: 1000.0, output: 1000.0, cached: None };

fn setup(servers: &[(&str, &Server)]) -> Setup {
    let last = servers.last().map_or("", |(name, _)| name);
    let roles: RoleModels =
        [(ModelRole::Generator, vec![firms::model(servers[0].0)]), (ModelRole::Judges, vec![firms::model(last)])]
            .into();
    Setup {
        targets: servers
            .iter()
            .map(|(name, server)| Target { endpoint: firms::endpoint(name, server, PRICE), key: None })
            .collect(),
        roles,
        rules: SendingRules::default(),
        limits: Limits::default(),
        patience: Patience {
            tries: 3,
            trouble: Duration::from_secs(5),
            first: Duration::from_millis(10),
            longest: Duration::from_millis(50),
            flight: Duration::from_secs(5),
        },
    }
}

fn start(session: &Session, request: &GenerateRequest, setup: Setup) -> RunView {
    let task = crate::session::Task::Generate { request: request.clone() };
    let view = session.open_run("test", &task).expect("a run");
    go(session, view, request, setup)
}

fn resume(session: &Session, run: u64, request: &GenerateRequest, setup: Setup) -> RunView {
    let view = session.run(&pathloom_ipc::runs::RunRequest { run }).expect("the run");
    go(session, begun_again(view), request, setup)
}

fn go(session: &Session, view: RunView, request: &GenerateRequest, setup: Setup) -> RunView {
    let control = session.control_of(view.run);
    session.work(view, control, |job| by_models::run(session, job, request, setup, Plain))
}

fn samples(session: &Session) -> Vec<Sample> {
    session.project.samples(&Query::default()).expect("lists").0.into_iter().map(|row| row.sample).collect()
}

/// What was asked, told by the text of the last message, with how often.
type Asked = Arc<Mutex<HashMap<String, u32>>>;

/// A server that answers each call in its own time, so that results come in another order than paths; `fault` may
/// answer instead, told what is asked and how often it was.
fn server(fault: impl Fn(&str, u32) -> Option<Answer> + Send + Sync + 'static) -> (Server, Asked) {
    let asked = Asked::default();
    let kept = asked.clone();
    let script = move |body: &str| {
        let call: serde_json::Value = serde_json::from_str(body).expect("a call");
        let text = call["messages"][0]["content"].as_str().unwrap_or_default().to_owned();
        let times = {
            let mut asked = kept.lock().expect("not poisoned");
            let times = asked.entry(text.clone()).or_default();
            *times += 1;
            *times
        };
        let letters: u64 = text.bytes().map(u64::from).sum();
        fault(&text, times).unwrap_or_else(|| {
            Answer::text(body, &format!("re: {text}")).after(Duration::from_millis(letters * 7919 % 23))
        })
    };
    (Server::start(script).expect("a server"), asked)
}

fn most_times(asked: &Asked) -> u32 {
    asked.lock().expect("not poisoned").values().copied().max().unwrap_or_default()
}

#[test]
fn samples_stand_in_the_order_of_their_paths_and_are_scored() {
    let folder = tempfile::tempdir().expect("a folder");
    let session = project(folder.path());
    let (server, asked) = server(|_, _| None);
    let run = start(&session, &request(30), setup(&[("Lab", &server)]));
    assert_eq!((run.state, run.samples), (RunState::Done, 30), "{}", run.summary);
    let first = samples(&session);
    assert!(first.iter().all(|sample| sample.scores.len() == 1), "every sample is scored");
    assert_eq!(run.spend.expect("it asked models").calls, 60);
    assert_eq!(most_times(&asked), 1);

    let again = tempfile::tempdir().expect("a folder");
    let other = project(again.path());
    start(&other, &request(30), setup(&[("Lab", &server)]));
    assert_eq!(samples(&other), first, "whoever answers first, the order is that of the paths");

    let stored = start(&session, &request(30), setup(&[("Lab", &server)]));
    assert_ne!(stored.run, run.run);
    let groups = session.project.call_groups(Some(run.run)).expect("groups");
    assert_eq!(groups.iter().map(|group| group.done).sum::<u64>(), 60);
}

#[test]
fn a_refused_key_pauses_and_what_is_paid_is_not_paid_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let session = project(folder.path());
    let works = Arc::new(std::sync::atomic::AtomicBool::new(false));
    let mended = works.clone();
    let calls = std::sync::atomic::AtomicU32::new(0);
    let (server, asked) = server(move |_, _| {
        let expired = calls.fetch_add(1, std::sync::atomic::Ordering::Relaxed) >= 10;
        (expired && !works.load(std::sync::atomic::Ordering::Relaxed)).then(|| Answer::status(401, "key expired"))
    });
    let run = start(&session, &request(20), setup(&[("Lab", &server)]));
    assert_eq!(run.state, RunState::Paused, "{}", run.summary);
    assert_eq!(run.pause.as_ref().map(|pause| pause.cause), Some(PauseCause::Settings));
    assert!(run.failures.is_empty(), "no path is failed for it: {:?}", run.failures);
    let paid: Vec<String> = session
        .project
        .calls(None, Some(pathloom_store::table::calls::CallState::Done), 0, 100)
        .expect("lists")
        .into_iter()
        .map(|call| call.request)
        .collect();
    assert_eq!(paid.len(), 10);
    mended.store(true, std::sync::atomic::Ordering::Relaxed);
    let before = server.requests();
    let run = resume(&session, run.run, &request(20), setup(&[("Lab", &server)]));
    assert_eq!((run.state, run.samples), (RunState::Done, 20), "{}", run.summary);
    assert_eq!(server.requests() - before, 30, "the ten that were answered are not asked again");
    drop(asked);
}

#[test]
fn a_budget_is_never_passed_and_pauses() {
    let folder = tempfile::tempdir().expect("a folder");
    let session = project(folder.path());
    let (server, _) = server(|_, _| None);
    let budget = GenerateRequest { budget: Some(1.0), ..request(30) };
    let run = start(&session, &budget, setup(&[("Lab", &server)]));
    assert_eq!(run.pause.as_ref().map(|pause| pause.cause), Some(PauseCause::RunBudget), "{}", run.summary);
    let spent = session.project.spent_of_run(run.run).expect("sums");
    assert!(spent > 0.3 && spent <= 1.0, "{spent}");
    let run = resume(&session, run.run, &request(30), setup(&[("Lab", &server)]));
    assert_eq!((run.state, run.samples), (RunState::Done, 30), "{}", run.summary);
}

#[test]
fn what_failed_is_grouped_by_cause_and_tried_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let session = project(folder.path());
    let (server, _) = server(|text, times| {
        let declined = text.starts_with("write") && text.contains("Firm 3") && times == 1;
        declined.then(|| Answer::text(text, "cannot be derived"))
    });
    let run = start(&session, &request(40), setup(&[("Lab", &server)]));
    assert_eq!(run.state, RunState::Partly, "{}", run.summary);
    assert_eq!(run.failures.len(), 1);
    let group = &run.failures[0];
    assert_eq!(group.cause, "Answer cannot be derived from the path");
    assert!(group.calls.iter().all(|calls| calls.len() == 1), "each shows its call");
    assert_eq!(run.samples + group.count, 40);

    let whole = tempfile::tempdir().expect("a folder");
    let calm = project(whole.path());
    let all = start(&calm, &request(40), setup(&[("Lab", &server)]));
    assert_eq!(all.samples, 40, "the server answers all by now");

    assert_eq!(session.project.retry_outcomes(run.run, Some(&group.cause)).expect("marks"), group.count);
    let run = resume(&session, run.run, &request(40), setup(&[("Lab", &server)]));
    assert_eq!((run.state, run.samples), (RunState::Done, 40), "{} {:?}", run.summary, run.failures);
    let ids = |session: &Session| samples(session).into_iter().map(|sample| sample.id).collect::<Vec<_>>();
    assert_eq!(ids(&session), ids(&calm), "in the places they would have had");
}

#[test]
fn an_endpoint_that_is_down_for_a_while_loses_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let session = project(folder.path());
    let calls = std::sync::atomic::AtomicU32::new(0);
    let (server, _) = server(move |text, _| {
        let call = calls.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        (8..14).contains(&call).then(|| Answer::text(text, "never whole").sent(Sent::Cut))
    });
    let run = start(&session, &request(20), setup(&[("Lab", &server)]));
    assert_eq!((run.state, run.samples), (RunState::Done, 20), "{} {:?}", run.summary, run.failures);
}

#[test]
fn without_any_path_the_run_fails_with_the_reason() {
    let folder = tempfile::tempdir().expect("a folder");
    let session = project(folder.path());
    let (server, _) = server(|_, _| None);
    let none = GenerateRequest { templates: vec!["single_table".into()], ..request(5) };
    let run = start(&session, &none, setup(&[("Lab", &server)]));
    assert_eq!(run.state, RunState::Failed);
    assert!(run.summary.contains("No sample was made. No path matches"), "{}", run.summary);
    assert_eq!(server.requests(), 0);
}

#[test]
fn a_try_says_what_all_would_take_and_the_rest_follows() {
    let folder = tempfile::tempdir().expect("a folder");
    let session = project(folder.path());
    let (server, asked) = server(|_, _| None);
    let tried = GenerateRequest { try_first: Some(3), ..request(30) };
    let run = start(&session, &tried, setup(&[("Lab", &server)]));
    let pause = run.pause.expect("it waits for a word");
    assert_eq!((pause.cause, run.samples), (PauseCause::Tried, 3));
    assert!(pause.message.contains("about 60 calls"), "{}", pause.message);
    let run = resume(&session, run.run, &tried, setup(&[("Lab", &server)]));
    assert_eq!((run.state, run.samples), (RunState::Done, 30), "{}", run.summary);
    assert_eq!(most_times(&asked), 1);
}

#[test]
fn calls_for_a_batch_file_are_kept_and_not_made() {
    let folder = tempfile::tempdir().expect("a folder");
    let session = project(folder.path());
    let (server, _) = server(|_, _| None);
    let batch = GenerateRequest { to_batch: true, ..request(10) };
    let run = start(&session, &batch, setup(&[("Lab", &server)]));
    assert_eq!(run.pause.as_ref().map(|pause| pause.cause), Some(PauseCause::Batch), "{}", run.summary);
    let mut pending = 0;
    session
        .project
        .pending_calls(Some(run.run), |_| {
            pending += 1;
            Ok(())
        })
        .expect("lists");
    assert_eq!((pending, server.requests()), (10, 0));
    let run = resume(&session, run.run, &request(10), setup(&[("Lab", &server)]));
    assert_eq!((run.state, run.samples), (RunState::Done, 10), "{}", run.summary);
}
