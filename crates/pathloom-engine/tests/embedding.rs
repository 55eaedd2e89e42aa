//! Names that no letters join come up as candidates where a model embeds them, and each vector is paid for once.

use pathloom_engine::endpoints::Endpoints;
use pathloom_engine::scripted::{Answer, Server, firms};
use pathloom_engine::{Session, Unheard};
use pathloom_ipc::models::{KeyChange, SaveEndpointRequest, SetRoleRequest, TestRequest};
use pathloom_ipc::sources::{BuildRequest, ImportRequest};
use pathloom_model::{Endpoint, EndpointModel, Limits, MergeState, ModelRef, ModelRole, Price};
use pathloom_store::table::merges::MergeQuery;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;

/// Names of one thing point one way, all others each another.
fn vector(text: &str) -> Vec<f32> {
    let same = ["Nordlicht Optik", "北极光光学"].iter().any(|name| text.starts_with(name));
    let seed =
        if same { 1 } else { text.bytes().fold(7u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into())) };
    let noise = if text.is_ascii() { 0.02 } else { 0.0 };
    (0..64u32).map(|at| ((seed.wrapping_mul(2_654_435_761) ^ at.wrapping_mul(40_503)) as f32).sin() + noise).collect()
}

fn embedded(body: &str) -> Answer {
    if body.is_empty() {
        return Answer::json(200, &json!({ "object": "list", "data": [{ "id": "embed-1" }] }));
    }
    let asked: Value = serde_json::from_str(body).expect("JSON");
    assert!(asked.get("messages").is_none() && asked["model"] == "embed-1", "{body}");
    let inputs = asked["input"].as_array().expect("a list").iter().filter_map(Value::as_str);
    let row =
        |(place, text): (usize, &str)| json!({ "object": "embedding", "index": place, "embedding": vector(text) });
    // The last first: a server may answer in any order.
    let rows: Vec<Value> = inputs.enumerate().map(row).collect::<Vec<_>>().into_iter().rev().collect();
    Answer::json(200, &json!({ "object": "list", "data": rows, "usage": { "prompt_tokens": 9, "total_tokens": 9 } }))
}

fn project(place: &Path, server: &Server) -> Session {
    let session = Session::create(&place.join("p.pathloom"), Arc::new(Unheard), || 1_700_000_000).expect("a project");
    let endpoint = Endpoint {
        models: vec![EndpointModel { name: "embed-1".into(), price: None, context: None, abilities: None }],
        limits: Limits { concurrency: 2, requests_per_minute: None, tokens_per_minute: None },
        ..firms::endpoint("Lab", server, Price::default())
    };
    let endpoints = Endpoints::open(None);
    endpoints.save(&SaveEndpointRequest { was: None, endpoint, key: KeyChange::Keep }).expect("saves");
    let test = endpoints.test(&TestRequest { endpoint: "Lab".into(), model: None }).expect("it may be called");
    assert!(test.problem.is_none(), "a test asks it for a vector, since it says nothing: {:?}", test.problem);
    session.set_endpoints(Arc::new(endpoints));
    let models = vec![ModelRef { endpoint: "Lab".into(), model: "embed-1".into() }];
    session.set_role(&SetRoleRequest { role: ModelRole::Embedding, models }).expect("sets");
    session
}

fn import(session: &Session, place: &Path, name: &str, text: &str) {
    std::fs::write(place.join(name), text).expect("writes");
    let paths = vec![place.join(name).to_string_lossy().into_owned()];
    let request = ImportRequest { paths, triples: false, password: None, convert: false };
    session.import_here(&request).expect("it is read");
}

fn pairs(session: &Session) -> Vec<(String, String, MergeState)> {
    let query = MergeQuery { limit: 100, ..MergeQuery::default() };
    let rows = session.project.merges(&query).expect("reads").0;
    rows.into_iter().map(|row| (row.one.name.clone(), row.other.name.clone(), row.state().0)).collect()
}

#[test]
fn names_that_mean_the_same_are_put_to_a_person() {
    let place = tempfile::tempdir().expect("a folder");
    let server = Server::start(embedded).expect("a server");
    let session = project(place.path(), &server);
    let before = server.requests();
    import(&session, place.path(), "a.csv", "Company,Employees\nNordlicht Optik,120\nHedelund Klima,80\n");
    import(&session, place.path(), "b.csv", "公司,员工\n北极光光学,130\n东海泵业,60\n");
    assert_eq!(server.requests(), before, "an import asks nobody");
    assert!(pairs(&session).is_empty(), "no letters join them: {:?}", pairs(&session));

    session.build_some_here(&BuildRequest::default()).expect("it runs");
    let asked = server.requests();
    assert!(asked > before);
    let [(one, other, state)] = &pairs(&session)[..] else { panic!("one pair: {:?}", pairs(&session)) };
    let mut names = [one.as_str(), other.as_str()];
    names.sort_unstable();
    assert_eq!(names, ["Nordlicht Optik", "北极光光学"]);
    assert_eq!(*state, MergeState::Candidate, "a vector decides nothing");

    session.build_some_here(&BuildRequest::default()).expect("it runs");
    assert_eq!(server.requests(), asked, "what was paid for is not asked again");
    import(&session, place.path(), "c.csv", "Company,Employees\nOldenburg Motoren,50\n");
    assert_eq!(pairs(&session).len(), 1, "a later import keeps it");
    session.build_some_here(&BuildRequest::default()).expect("it runs");
    assert_eq!(server.requests(), asked + 1, "the new name alone is asked for");
}

#[test]
fn names_of_ready_made_lists_are_compared_too() {
    let place = tempfile::tempdir().expect("a folder");
    let server = Server::start(embedded).expect("a server");
    let session = project(place.path(), &server);
    import(&session, place.path(), "a.csv", "Company,Employees\nNordlicht Optik,120\nHedelund Klima,80\n");
    std::fs::write(place.path().join("list.txt"), "北极光光学,led_by,林书遥\n").expect("writes");
    let paths = vec![place.path().join("list.txt").to_string_lossy().into_owned()];
    session.import_here(&ImportRequest { paths, triples: true, password: None, convert: false }).expect("it is read");

    let run = session.build_some_here(&BuildRequest::default()).expect("it runs");
    assert_eq!(run.failures.len(), 0, "{} {:?}", run.summary, run.failures);
    let [(one, other, _)] = &pairs(&session)[..] else { panic!("one pair: {:?}", pairs(&session)) };
    assert!([one, other].iter().any(|name| *name == "北极光光学"), "{one}, {other}");
}
