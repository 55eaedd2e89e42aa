//! A build by a model that is paused or cancelled: what was read stands in the graph, and going on pays for the rest alone.

use pathloom_engine::endpoints::Endpoints;
use pathloom_engine::scripted::{Server, firms};
use pathloom_engine::scripted_reader::{Log, Script, TrueEntity, TrueRelation, Truth};
use pathloom_engine::{Session, Unheard};
use pathloom_ipc::models::{KeyChange, SaveEndpointRequest, SetRoleRequest};
use pathloom_ipc::runs::{PauseCause, RunRequest, RunState};
use pathloom_ipc::sources::{BuildRequest, ImportRequest};
use pathloom_model::{Endpoint, EndpointModel, Kind, Limits, ModelRef, ModelRole, Price};
use serde_json::{Value, json};
use std::fmt::Write;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock, Weak};
use std::time::Duration;

const PASSAGES: usize = 12;

/// One document in which no rule finds who leads whom.
fn document(number: usize, truth: &mut Truth) -> String {
    let mut text = format!("# Makers, list {number}\n\n");
    for n in 0..PASSAGES {
        let (firm, lead) = (format!("Norrheat{number}x{n} AB"), format!("Satu Lahti{number}x{n}"));
        let quote = format!("{firm} is steered by {lead} from the old harbour");
        let _ = writeln!(text, "## Part {n}\n\n{quote}.\n");
        for (name, kind) in [(&firm, "Company"), (&lead, "Person")] {
            let (name, entity_type) = (name.clone(), kind.to_owned());
            truth.entities.push(TrueEntity { name, entity_type, aliases: vec![] });
        }
        let (subject, predicate, object) = (firm, "led_by".to_owned(), lead);
        truth.relations.push(TrueRelation { subject, predicate, object, quote, ..TrueRelation::default() });
    }
    text
}

fn give_role(session: &Session, server: &Server) {
    let model = EndpointModel { name: "m".into(), price: None, context: None, abilities: None };
    let endpoint = Endpoint {
        models: vec![model],
        limits: Limits { concurrency: 2, requests_per_minute: None, tokens_per_minute: None },
        ..firms::endpoint("Lab", server, Price::default())
    };
    let endpoints = Endpoints::open(None);
    endpoints.save(&SaveEndpointRequest { was: None, endpoint, key: KeyChange::Keep }).expect("saves");
    session.set_endpoints(Arc::new(endpoints));
    let models = vec![ModelRef { endpoint: "Lab".into(), model: "m".into() }];
    session.set_role(&SetRoleRequest { role: ModelRole::Extraction, models }).expect("sets");
}

/// Assertions of the graph that a model said.
fn said(session: &Session) -> Vec<String> {
    let nodes = session.project.graph().expect("reads").0;
    let said = nodes.into_iter().filter(|node| match &node.data {
        pathloom_model::NodeData::Assertion(it) => it.method.contains("model") && it.unverified.is_none(),
        _ => false,
    });
    said.map(|node| node.name).collect()
}

fn graph(session: &Session) -> Vec<String> {
    let (nodes, relations) = session.project.graph().expect("reads");
    nodes.iter().map(|it| format!("{it:?}")).chain(relations.iter().map(|it| format!("{it:?}"))).collect()
}

fn scripted() -> ([String; 2], Arc<Script>) {
    let mut truth = Truth::default();
    let texts = [document(0, &mut truth), document(1, &mut truth)];
    (texts, Arc::new(Script { truth, ..Script::default() }))
}

/// A project of two documents whose build is stopped by `stop` when so many calls were answered; 0 = never.
fn stopped(place: &Path, after: u32, stop: fn(&Session, &RunRequest)) -> (Arc<Session>, Arc<Log>, Server) {
    let (texts, script) = scripted();
    let log = script.log.clone();
    let held: Arc<OnceLock<Weak<Session>>> = Arc::default();
    let (session, calls) = (held.clone(), AtomicU32::new(0));
    let server = Server::start(move |body| {
        if calls.fetch_add(1, Ordering::Relaxed) + 1 == after {
            let session = session.get().and_then(Weak::upgrade).expect("open");
            let run = session.runs().expect("lists").runs.into_iter().find(|run| run.state == RunState::Running);
            stop(&session, &RunRequest { run: run.expect("it goes").run });
        }
        script.answer(body).after(Duration::from_millis(2))
    });
    let server = server.expect("a server");
    let session = Session::create(&place.join("p.pathloom"), Arc::new(Unheard), || 1_700_000_000).expect("a project");
    let session = Arc::new(session);
    held.set(Arc::downgrade(&session)).expect("once");
    let paths = texts.iter().enumerate().map(|(number, text)| {
        let file = place.join(format!("list{number}.md"));
        std::fs::write(&file, text).expect("writes");
        file.to_string_lossy().into_owned()
    });
    let request = ImportRequest { paths: paths.collect(), triples: false, password: None, convert: false };
    session.import_here(&request).expect("it is read");
    give_role(&session, &server);
    (session, log, server)
}

#[test]
fn what_was_read_before_a_pause_or_cancel_stands_in_the_graph() {
    let calm = tempfile::tempdir().expect("a folder");
    let (undisturbed, _, _server) = stopped(calm.path(), 0, |_, _| {});
    undisturbed.build_some_here(&BuildRequest::default()).expect("it runs");
    assert_eq!(said(&undisturbed).len(), 2 * PASSAGES);
    let pause = |session: &Session, run: &RunRequest| session.pause_run(run).expect("pauses");
    let cancel = |session: &Session, run: &RunRequest| session.cancel_run(run).expect("cancels");
    for (stop, state) in [
        (pause as fn(&Session, &RunRequest), RunState::Paused),
        (cancel as fn(&Session, &RunRequest), RunState::Cancelled),
    ] {
        let place = tempfile::tempdir().expect("a folder");
        let (session, log, _server) = stopped(place.path(), 16, stop);
        let run = session.build_some_here(&BuildRequest::default()).expect("it runs");
        assert_eq!(run.state, state, "{}", run.summary);
        let first = said(&session);
        assert!(first.len() >= 4 && first.len() < 2 * PASSAGES, "{state:?}: {} statements", first.len());
        assert!(run.summary.contains("passages are left"), "and the rest is told: {}", run.summary);
        let nodes = session.project.graph().expect("reads").0;
        let chunks = nodes.iter().filter(|node| node.kind() == Kind::Chunk).count();
        assert_eq!(chunks, 2 * PASSAGES, "{state:?}: what no model read is there by the rules");

        let whole = session.resume_here(run.run).expect("goes on");
        assert_eq!(whole.state, RunState::Done, "{}", whole.summary);
        assert_eq!(graph(&session), graph(&undisturbed), "{state:?}");
        let again = if state == RunState::Paused { 1 } else { 2 };
        assert!(log.most_times() <= again, "{state:?}: what was answered is not asked again");
        let calls = log.calls();
        session.build_some_here(&BuildRequest::default()).expect("it runs");
        assert_eq!((log.calls(), said(&session).len()), (calls, 2 * PASSAGES), "nothing is left to ask");
    }
}

#[test]
fn a_reading_that_is_stopped_takes_nothing_from_an_earlier_one() {
    let place = tempfile::tempdir().expect("a folder");
    let passages = 2 * PASSAGES as u32;
    // The second build asks anew, under another ontology, and is cancelled a few calls in.
    let cancel = |session: &Session, run: &RunRequest| session.cancel_run(run).expect("cancels");
    let (session, _, _server) = stopped(place.path(), 2 * passages + 3, cancel);
    session.build_some_here(&BuildRequest::default()).expect("it runs");
    let before = graph(&session);
    assert_eq!(said(&session).len(), 2 * PASSAGES);
    let mut ontology = session.ontology().expect("the general one");
    ontology.preset = None;
    ontology.entity_types.push(pathloom_model::EntityType { name: "Harbour".into(), ..Default::default() });
    session.change_ontology(Some(&ontology)).expect("is taken");
    let run = session.build_some_here(&BuildRequest::default()).expect("it runs");
    assert_eq!(run.state, RunState::Cancelled, "{}", run.summary);
    assert_eq!(said(&session).len(), 2 * PASSAGES, "what was read whole stays until it is read whole again");
    assert_eq!(graph(&session).len(), before.len());
}

#[test]
fn a_build_by_batch_files_asks_nobody_and_ends_as_any_other() {
    let calm = tempfile::tempdir().expect("a folder");
    let (undisturbed, _, _server) = stopped(calm.path(), 0, |_, _| {});
    undisturbed.build_some_here(&BuildRequest::default()).expect("it runs");
    let place = tempfile::tempdir().expect("a folder");
    let (session, log, _server) = stopped(place.path(), 0, |_, _| {});
    let (_, elsewhere) = scripted();
    let mut run =
        session.build_some_here(&BuildRequest { to_batch: true, ..BuildRequest::default() }).expect("it runs");
    let mut rounds = 0;
    while run.state == RunState::Paused && rounds < 5 {
        assert_eq!(run.pause.as_ref().map(|pause| pause.cause), Some(PauseCause::Batch), "{}", run.summary);
        let mut results = String::new();
        for (file, _) in session.export_batch(&place.path().join("out")).expect("writes") {
            for line in std::fs::read_to_string(file).expect("reads").lines() {
                let line: Value = serde_json::from_str(line).expect("JSON");
                let body: Value =
                    serde_json::from_str(&elsewhere.answer(&line["body"].to_string()).body).expect("JSON");
                let response = json!({ "status_code": 200, "body": body });
                let _ = writeln!(results, "{}", json!({ "custom_id": line["custom_id"], "response": response }));
            }
        }
        let file = place.path().join("results.jsonl");
        std::fs::write(&file, results).expect("writes");
        assert!(session.import_batch(&file).expect("reads").replies > 0);
        run = session.resume_here(run.run).expect("goes on");
        rounds += 1;
    }
    assert_eq!((run.state, rounds), (RunState::Done, 2), "passages, then what was missed: {}", run.summary);
    assert_eq!(log.calls(), 0);
    assert_eq!(graph(&session), graph(&undisturbed));
}
