//! Merging in a real project: what builds find, what persons and models decide, and that nothing of it is lost.

use crate::calls::Setup;
use crate::calls::budget::Limits;
use crate::endpoints::SendingRules;
use crate::scripted::{Answer, Server, firms};
use crate::session::Task;
use crate::{Session, Unheard, stage};
use pathloom_ipc::merges::{DecideMergeRequest, ExplainEntityRequest, MergeRow, MergesRequest, UndoMergeRequest};
use pathloom_ipc::runs::{RunState, RunView};
use pathloom_ipc::sources::ImportRequest;
use pathloom_llm::{Patience, Target};
use pathloom_model::{Key, Kind, MergeBy, MergeState, ModelRef, ModelRole, Price};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// Files as (name, text), imported in one go.
fn project(folder: &Path, files: &[(&str, &str)]) -> Session {
    let session = Session::create(&folder.join("p.pathloom"), Arc::new(Unheard), || 1_700_000_000).expect("a project");
    import(&session, folder, files);
    session
}

fn import(session: &Session, folder: &Path, files: &[(&str, &str)]) {
    let write = |(name, text): &(&str, &str)| {
        let file = folder.join(name);
        std::fs::write(&file, text).expect("writes");
        file.to_string_lossy().into_owned()
    };
    let paths = files.iter().map(write).collect();
    let request = ImportRequest { paths, triples: false, password: None, convert: false };
    session.import_here(&request).expect("it is read");
}

const SEATS: (&str, &str) = (
    "seats.csv",
    "Company,City,Revenue (EUR m)\nNorrheat AB,Lund,120\nLanyue Compressor Corp,Ningbo,80\nHedelund Klima,Aarhus,60\n",
);
const PEOPLE: (&str, &str) = (
    "people.csv",
    "Company,Employees\nNorrheat,900\nLanyue Compressor Corporation,400\nHedelundd Klima,210\nKaltvik Pumps,30\n",
);

fn entities(session: &Session) -> BTreeMap<String, Key> {
    let state = session.graph().expect("a graph");
    let nodes = state.knowledge().expect("reads").nodes().filter(|node| node.kind() == Kind::Entity);
    nodes.map(|node| (node.name.clone(), node.key.clone())).collect()
}

fn rows(session: &Session, state: MergeState) -> Vec<MergeRow> {
    session.merges(&MergesRequest { states: vec![state], ..MergesRequest::default() }).expect("lists").rows
}

fn row(session: &Session, one: &str, other: &str) -> MergeRow {
    let states = vec![MergeState::Candidate, MergeState::Merged, MergeState::KeptApart];
    let all = session.merges(&MergesRequest { states, ..MergesRequest::default() }).expect("lists").rows;
    let is =
        |row: &&MergeRow| [&row.one.name, &row.other.name].iter().all(|name| [one, other].contains(&name.as_str()));
    all.iter().find(is).unwrap_or_else(|| panic!("{one} and {other}: {all:?}")).clone()
}

fn decide(session: &Session, row: &MergeRow, one: bool) {
    let done = session.decide_merge(&DecideMergeRequest { ids: vec![row.id.clone()], one }).expect("decides");
    assert_eq!((done.changed.len(), done.refused.len()), (1, 0));
    session.apply_merges_here().expect("builds");
}

#[test]
fn a_merge_is_explained_and_undone_with_both_keys_and_stays_undone() {
    let folder = tempfile::tempdir().expect("a folder");
    let session = project(folder.path(), &[SEATS, PEOPLE]);
    let merged = row(&session, "Norrheat AB", "Norrheat");
    assert_eq!((merged.state, merged.by), (MergeState::Merged, MergeBy::Rule));
    let key = entities(&session)["Norrheat AB"].clone();
    assert_eq!(key, merged.one.key, "the first member's key is kept");
    let story = session.explain_entity(&ExplainEntityRequest { key: key.clone() }).expect("explains");
    assert_eq!(story.members.len(), 2, "{story:?}");
    assert!(story.members[1].why.contains("without its corporate suffix"), "{story:?}");
    assert_eq!(row(&session, "Lanyue Compressor Corp", "Lanyue Compressor Corporation").state, MergeState::Merged);

    let undo = UndoMergeRequest { id: merged.id.clone(), entity: None };
    let done = session.undo_merge(&undo).expect("undoes");
    assert!(done.changed[0].waiting, "the graph does not show it yet");
    session.apply_merges_here().expect("builds");
    let now = entities(&session);
    assert_eq!((&now["Norrheat AB"], &now["Norrheat"]), (&merged.one.key, &merged.other.key), "each with its own key");

    import(&session, folder.path(), &[("more.csv", "Company,Plants\nNorrheat,3\n")]);
    assert_eq!(entities(&session)["Norrheat"], merged.other.key, "a build changes nothing of what was decided");
    assert_eq!(row(&session, "Norrheat AB", "Norrheat").state, MergeState::KeptApart);

    session.undo().expect("takes the person's word back");
    session.apply_merges_here().expect("builds");
    assert!(!entities(&session).contains_key("Norrheat"), "the rule holds again");
    assert_eq!(entities(&session)["Norrheat AB"], key);
}

#[test]
fn names_written_alike_are_explained_and_parted_document_by_document() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |n: u32| format!("Company,Figure {n}\nOrion Works,{n}\n");
    let texts: Vec<(String, String)> = (1..=4).map(|n| (format!("f{n}.csv"), file(n))).collect();
    let files: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let session = project(folder.path(), &files);
    let named = |session: &Session| session.entities_named("Orion Works").expect("asks");
    let [key] = named(&session).try_into().expect("one entity");
    let story = session.explain_entity(&ExplainEntityRequest { key: key.clone() }).expect("explains");
    assert_eq!(story.members.len(), 4, "{story:?}");
    assert!(story.members[0].merge.is_none() && story.members[1..].iter().all(|it| it.why == "the same name"));

    let id = story.members[2].merge.clone().expect("can be parted");
    let undo = UndoMergeRequest { id: id.clone(), entity: Some(key.clone()) };
    let done = session.undo_merge(&undo).expect("parts it");
    assert!(done.waiting == 1 && done.changed[0].waiting, "{done:?}");
    session.apply_merges_here().expect("builds");
    assert_eq!(named(&session).len(), 2, "the third document means another");
    let documents = |session: &Session, key: &Key| {
        let story = session.explain_entity(&ExplainEntityRequest { key: key.clone() }).expect("explains");
        story.members.into_iter().map(|it| it.document_name).collect::<Vec<_>>()
    };
    assert_eq!(documents(&session, &key), ["f1.csv", "f2.csv", "f4.csv"]);
    let other = named(&session).into_iter().find(|it| *it != key).expect("another");
    assert_eq!(documents(&session, &other), ["f3.csv"]);

    import(&session, folder.path(), &[("f5.csv", &file(5)), ("f2.csv", &file(22))]);
    assert_eq!(documents(&session, &other), ["f3.csv"], "builds and new documents change nothing of it");
    assert_eq!(documents(&session, &key), ["f1.csv", "f2.csv", "f4.csv", "f5.csv"]);
    let row = row(&session, "Orion Works", "Orion Works");
    assert_eq!((row.state, row.by, row.id.as_str()), (MergeState::KeptApart, MergeBy::Person, id.as_str()));

    session.undo().expect("takes it back");
    session.apply_merges_here().expect("builds");
    assert_eq!(named(&session), std::slice::from_ref(&key), "they are one again");
    session.redo().expect("does it again");
    session.apply_merges_here().expect("builds");
    assert_eq!(documents(&session, &other), ["f3.csv"], "also where no pair was known any more");
    decide(&session, &row, true);
    assert_eq!(named(&session), [key], "a person may say that they are one after all");
    let waiting = session.merges(&MergesRequest::default()).expect("lists").waiting;
    assert_eq!(waiting, 0, "and the graph shows it");
}

#[test]
fn a_candidate_becomes_one_when_a_person_says_so_and_is_an_alias_for_ever() {
    let folder = tempfile::tempdir().expect("a folder");
    let session = project(folder.path(), &[SEATS, PEOPLE]);
    let open = row(&session, "Hedelund Klima", "Hedelundd Klima");
    assert_eq!(open.state, MergeState::Candidate, "{open:?}");
    assert!(open.one.evidence.is_some() && open.other.evidence.is_some(), "each shows where it is named");
    decide(&session, &open, true);
    let now = entities(&session);
    assert!(!now.contains_key("Hedelundd Klima"));
    assert_eq!(now["Hedelund Klima"], open.one.key);
    let node = session.node(&pathloom_ipc::graph::NodeRequest { key: open.one.key.clone() }).expect("the node");
    assert_eq!(node.aliases, ["Hedelundd Klima"]);

    let path = session.project.folder().to_owned();
    drop(session);
    let session = Session::open(&path, Arc::new(Unheard), || 1_700_000_001).expect("opens");
    import(&session, folder.path(), &[("first.csv", "Company,Founded\nHedelundd Klima,1950\n")]);
    assert_eq!(entities(&session)["Hedelund Klima"], open.one.key, "across restarts and new documents");
    let row = row(&session, "Hedelund Klima", "Hedelundd Klima");
    assert_eq!((row.state, row.by, row.waiting), (MergeState::Merged, MergeBy::Person, false));
}

#[test]
fn rows_of_one_table_are_two_and_no_person_makes_one_of_two_types() {
    let folder = tempfile::tempdir().expect("a folder");
    let table = "Company,Employees\nKaltvik Klima,30\nKaltvikk Klima,40\n";
    let session = project(
        folder.path(),
        &[("two.csv", table), ("city.csv", "City,Inhabitants\nLund,9\n"), ("who.csv", "Person,Age\nLund,40\n")],
    );
    let kept = row(&session, "Kaltvik Klima", "Kaltvikk Klima");
    assert_eq!(kept.state, MergeState::KeptApart, "{kept:?}");
    assert!(kept.reason.contains("two rows"), "{}", kept.reason);
    let types = row(&session, "Lund", "Lund");
    let done = session.decide_merge(&DecideMergeRequest { ids: vec![types.id], one: true }).expect("answers");
    assert!(done.changed.is_empty() && done.refused[0].contains("never one"), "{done:?}");
}

fn setup(server: &Server) -> Setup {
    let endpoint = firms::endpoint("Lab", server, Price::default());
    let model = ModelRef { endpoint: "Lab".into(), model: "m".into() };
    Setup {
        targets: vec![Target { endpoint, key: None }],
        roles: [(ModelRole::Extraction, vec![model])].into(),
        rules: SendingRules::default(),
        limits: Limits::default(),
        patience: Patience::default(),
    }
}

fn ask(session: &Session, server: &Server) -> (u64, RunView) {
    let view = session.open_run("test", &Task::Build).expect("a run");
    let control = session.control_of(view.run);
    let mut decided = 0;
    let run = session.work(view, control, |job| {
        decided = stage::decide::run(session, job, setup(server))?;
        if decided > 0 {
            stage::resolve::run(session, job)?;
        }
        Ok((RunState::Done, String::new()))
    });
    (decided, run)
}

const LEFT: (&str, &str) =
    ("left.csv", "Company,Employees\nHedelund Klima,1\nOldenburg Motoren,2\nGdynia Marine,3\nVesterholt Pumps,4\n");
const RIGHT: (&str, &str) = (
    "right.csv",
    "Company,Employees\nHedelundd Klima,1\nOldenburgg Motoren,2\nGdyniaa Marine,3\nVesterholtt Pumps,4\n",
);

#[test]
fn a_model_decides_with_evidence_and_what_is_no_answer_decides_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let session = project(folder.path(), &[LEFT, RIGHT]);
    assert_eq!(rows(&session, MergeState::Candidate).len(), 4);
    let server = Server::start(|body| {
        assert!(!body.contains("## System"), "the form of a prompt is not sent");
        let answer = match body {
            it if it.contains("Hedelund") => "```json\n{\"same\": \"yes\", \"reason\": \"a slip of the pen\"}\n```",
            it if it.contains("Oldenburg") => "{\"same\": \"no\", \"reason\": \"two towns\"}",
            it if it.contains("Gdynia") => "{\"same\": \"unsure\", \"reason\": \"\"}",
            _ => "They are surely the same thing! {\"same\": \"perhaps\"}",
        };
        Answer::text(body, answer)
    })
    .expect("a server");
    let (pairs, tokens) = stage::decide::to_ask(&session, &setup(&server)).expect("reckons");
    assert!(pairs == 4 && (50..2_000).contains(&tokens), "the estimate of a build counts them: {pairs}, {tokens}");
    let (decided, run) = ask(&session, &server);
    assert_eq!(decided, 2);
    assert_eq!(
        run.failures.iter().map(|group| group.count).sum::<u64>(),
        1,
        "the broken reply is told: {:?}",
        run.failures
    );
    let yes = row(&session, "Hedelund Klima", "Hedelundd Klima");
    assert_eq!((yes.state, yes.by, yes.waiting), (MergeState::Merged, MergeBy::Model, false));
    assert_eq!((yes.reason.as_str(), yes.who.as_str()), ("a slip of the pen", "Lab/m"));
    assert!(!entities(&session).contains_key("Hedelundd Klima"));
    assert_eq!(row(&session, "Oldenburg Motoren", "Oldenburgg Motoren").state, MergeState::KeptApart);
    for (one, other) in [("Gdynia Marine", "Gdyniaa Marine"), ("Vesterholt Pumps", "Vesterholtt Pumps")] {
        assert_eq!(row(&session, one, other).state, MergeState::Candidate, "{one}");
        assert!(entities(&session).contains_key(other), "{other} stands alone");
    }
    let before = server.requests();
    ask(&session, &server);
    assert!(server.requests() - before <= 2, "what was answered is not asked again");

    let undone = session.undo_merge(&UndoMergeRequest { id: yes.id, entity: None }).expect("a person says otherwise");
    assert_eq!((undone.changed[0].state, undone.changed[0].by), (MergeState::KeptApart, MergeBy::Person));
    session.apply_merges_here().expect("builds");
    assert_eq!(entities(&session)["Hedelundd Klima"], yes.other.key);
}
