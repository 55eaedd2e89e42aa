//! A project is closed while replies are on their way: they are paid for, so they are kept.

use pathloom_engine::scripted::{Answer, Server, firms};
use pathloom_engine::{Engine, Unheard};
use pathloom_ipc::models::{KeyChange, SaveEndpointRequest, SetRoleRequest};
use pathloom_ipc::project::PathRequest;
use pathloom_ipc::runs::{RunRequest, RunState};
use pathloom_ipc::templates::GenerateRequest;
use pathloom_model::{ModelRole, Price, Strategy};
use std::sync::Arc;
use std::time::Duration;

const REQUEST: u32 = 12;

/// A minute at most.
fn wait_until(what: &str, is_so: impl Fn() -> bool) {
    for _ in 0..6_000 {
        if is_so() {
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("{what}");
}

#[test]
fn replies_on_their_way_are_kept_when_the_project_is_closed_and_when_it_is_opened_again_meanwhile() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(|body| Answer::text(body, &firms::reply(body)).after(Duration::from_millis(700)))
        .expect("a server");
    drop(firms::project(folder.path(), 8).expect("a project"));
    let path = PathRequest { path: folder.path().join("p.pathloom").to_string_lossy().into_owned() };
    let config = folder.path().join("config");
    let engine = Engine::new(Some(&config), folder.path().to_owned(), Arc::new(Unheard), || 1_700_000_000);
    let endpoint = firms::endpoint("Lab", &server, Price { input: 1.0, output: 2.0, cached: None });
    engine.save_endpoint(&SaveEndpointRequest { was: None, endpoint, key: KeyChange::Keep }).expect("saves");
    engine.open_project(&path).expect("opens");
    let session = engine.session().expect("it is open");
    let role = SetRoleRequest { role: ModelRole::Generator, models: vec![firms::model("Lab")] };
    session.set_role(&role).expect("sets");
    let request = GenerateRequest {
        templates: vec!["Entity".into()],
        samples: REQUEST,
        strategy: Strategy::Diverse,
        seed: 1,
        ..GenerateRequest::default()
    };
    session.generate(&request).expect("it runs");
    let stored = |of: &pathloom_engine::Session| {
        of.project.call_groups(None).expect("lists").iter().map(|group| group.done).sum::<u64>()
    };
    wait_until("calls go out", || server.requests() >= 4);
    engine.close();
    assert!(engine.session().is_err(), "nothing is open");
    engine.open_project(&path).expect("opens again, before the replies are there");
    let again = engine.session().expect("it is open");
    assert!(!again.project.read_only(), "its own program does not lock it out");
    wait_until("the run ends", || !again.is_working());
    let asked = server.requests();
    assert!((4..u64::from(REQUEST)).contains(&asked), "{asked}: no further call went out");
    assert_eq!(stored(&again), asked, "what was paid for is kept");
    let run = again.runs().expect("lists").runs.remove(0);
    assert_eq!((run.state, run.remaining > 0), (RunState::Interrupted, true), "{}", run.summary);
    drop((session, again));

    let again = engine.session().expect("it is open");
    again.resume_run(&RunRequest { run: run.run }).expect("it goes on");
    wait_until("more calls go out", || server.requests() > asked);
    engine.finish();
    assert_eq!(stored(&again), server.requests(), "the program ends after the last reply");
}
