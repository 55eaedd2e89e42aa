//! Building again after a change gives what a build from nothing gives, byte for byte, and reads little; what is edited
//! while a build goes is kept.

use pathloom_engine::Sink;
use pathloom_engine::{Session, Unheard};
use pathloom_ipc::event::Changed;
use pathloom_ipc::merges::{DecideMergeRequest, MergesRequest};
use pathloom_ipc::runs::{RunState, RunView};
use pathloom_ipc::sources::ImportRequest;
use pathloom_model::{EntityType, MergeState};
use rusqlite::Connection;
use std::fmt::Write;
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, Weak};

const DOCUMENTS: u64 = 14;

/// Numbers without a pattern, the same each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % most
    }
}

const FIRMS: [&str; 9] = [
    "Norrheat AB",
    "Norrheat",
    "Hedelund Klima A/S",
    "Hedelundd Klima A/S",
    "Kaltvik AS",
    "Oldenburg Motoren GmbH",
    "Gdynia Marine",
    "Vesterholt Pumps",
    "Orion Works",
];
const TOWNS: [&str; 4] = ["Malmö", "Turku", "Oslo", "Gdynia"];

/// A document whose statements others make too, or contradict.
fn document(chance: &mut Chance) -> String {
    let mut text = String::from("# Makers of the year\n\n");
    let firm = |chance: &mut Chance| FIRMS[chance.below(FIRMS.len() as u64) as usize];
    for _ in 0..2 + chance.below(4) {
        let (one, other) = (firm(chance), firm(chance));
        let town = TOWNS[chance.below(4) as usize];
        let _ = match chance.below(4) {
            0 => writeln!(text, "{one} acquired {other}.\n"),
            1 => writeln!(text, "{one} is headquartered in {town}.\n"),
            2 => writeln!(text, "{one} supplies compressors to {other}.\n"),
            _ => writeln!(text, "{one} is a maker of heat pumps based in {town}, as Table 1 shows.\n"),
        };
    }
    text.push_str("Table 1: Revenue by company (EUR million)\n\n| Company | 2022 | 2023 |\n| --- | --- | --- |\n");
    for _ in 0..1 + chance.below(3) {
        let firm = firm(chance);
        let _ = writeln!(text, "| {firm} | {} | {} |", 10 + chance.below(3), 20 + chance.below(3));
    }
    text
}

const TRIPLES: &str = "Norrheat AB,acquired,Kaltvik AS\nKaltvik AS,located in,Oslo\nKaltvik AS,owns,Kaltvik AS\n";

fn import(session: &Session, paths: &[&Path], triples: bool) {
    let paths = paths.iter().map(|path| path.to_string_lossy().into_owned()).collect();
    session.import_here(&ImportRequest { paths, triples, password: None, convert: false }).expect("it is read");
}

fn open(folder: &Path) -> Arc<Session> {
    Arc::new(Session::open(folder, Arc::new(Unheard), || 0).expect("a project"))
}

/// Everything that a build makes, as it is stored.
fn made(session: &Session) -> Vec<String> {
    let (nodes, relations) = session.project.graph().expect("reads");
    let mut all: Vec<String> = nodes.iter().map(|it| format!("{it:?}")).collect();
    all.extend(relations.iter().map(|it| format!("{it:?}")));
    let database = Connection::open(session.project.folder().join("project.db")).expect("opens");
    for sql in [
        "SELECT id || one_side || other_side || ifnull(rule, '') || rule_reason || ifnull(person, '') || is_one FROM merges ORDER BY id",
        "SELECT entity || members FROM entity_members ORDER BY entity",
        "SELECT decision || names || why FROM left_out ORDER BY id",
        "SELECT id || status || nodes FROM documents ORDER BY id",
        "SELECT document || stamp || hex(facts) || dropped FROM shares ORDER BY document",
        "SELECT value FROM meta WHERE key = 'graph_counts'",
    ] {
        let mut statement = database.prepare(sql).expect("a table");
        let rows = statement.query_map([], |row| row.get::<_, String>(0)).expect("asks");
        all.extend(rows.map(|row| row.expect("reads")));
    }
    all
}

/// The same project built from nothing: its graph and all that is known of it are taken away first.
fn from_nothing(folder: &Path, place: &Path) -> Vec<String> {
    let copy = place.join("copy.pathloom");
    let _ = std::fs::remove_dir_all(&copy);
    std::fs::create_dir_all(copy.join("blobs")).expect("a folder");
    for file in std::fs::read_dir(folder.join("blobs")).expect("lists") {
        let file = file.expect("a file");
        std::fs::copy(file.path(), copy.join("blobs").join(file.file_name())).expect("copies");
    }
    let database = Connection::open(folder.join("project.db")).expect("opens");
    database.execute("VACUUM INTO ?", [copy.join("project.db").to_string_lossy()]).expect("a copy of the database");
    let database = Connection::open(copy.join("project.db")).expect("opens");
    database
        .execute_batch(
            "DELETE FROM shares; DELETE FROM document_names; DELETE FROM extractions; DELETE FROM graph_nodes;
             DELETE FROM contents; DELETE FROM graph_relations; DELETE FROM evidence; DELETE FROM graph_words;
             DELETE FROM entity_members; DELETE FROM left_out; DELETE FROM search;
             DELETE FROM meta WHERE key IN ('merges_said', 'graph_counts');",
        )
        .expect("empties");
    drop(database);
    let session = open(&copy);
    assert_eq!(session.build_here().expect("builds").state, RunState::Done);
    made(&session)
}

#[test]
fn building_again_gives_what_a_build_from_nothing_gives() {
    let place = tempfile::tempdir().expect("a folder");
    let folder = place.path().join("p.pathloom");
    let session = Arc::new(Session::create(&folder, Arc::new(Unheard), || 0).expect("a project"));
    let mut chance = Chance(88_172_645_463_325_252);
    let files: Vec<_> = (0..DOCUMENTS).map(|n| place.path().join(format!("d{n:02}.md"))).collect();
    for file in &files {
        std::fs::write(file, document(&mut chance)).expect("writes");
    }
    let list = place.path().join("list.csv");
    std::fs::write(&list, TRIPLES).expect("writes");
    import(&session, &files[..10].iter().map(|it| it.as_path()).collect::<Vec<_>>(), false);
    import(&session, &[&list], true);
    for round in 0..12 {
        let file = &files[chance.below(DOCUMENTS) as usize];
        match round % 4 {
            3 => decide(&session, &mut chance),
            2 => {
                let rows = session.project.documents().expect("lists");
                let id = rows[chance.below(rows.len() as u64) as usize].id;
                let event = pathloom_store::table::events::Event::RemovedDocument { document: id, name: String::new() };
                session.project.record(&event, "t", 0).expect("removes");
                session.build_here().expect("builds");
            }
            _ => {
                std::fs::write(file, document(&mut chance)).expect("writes");
                import(&session, &[file], false);
            }
        }
        let again = made(&session);
        let anew = from_nothing(&folder, place.path());
        let differs = again.iter().zip(&anew).find(|(a, b)| a != b);
        assert_eq!(differs, None, "round {round}");
        assert_eq!(again.len(), anew.len(), "round {round}");
    }
}

/// A person says of some pair that it is one, or two.
fn decide(session: &Session, chance: &mut Chance) {
    let states = vec![MergeState::Candidate, MergeState::Merged, MergeState::KeptApart];
    let pairs = session.merges(&MergesRequest { states, ..MergesRequest::default() }).expect("lists").rows;
    assert!(!pairs.is_empty());
    let pair = &pairs[chance.below(pairs.len() as u64) as usize];
    let one = pair.state != MergeState::Merged;
    session.decide_merge(&DecideMergeRequest { ids: vec![pair.id.clone()], one }).expect("decides");
    session.apply_merges_here().expect("builds");
}

#[test]
fn what_a_change_cannot_touch_is_not_read() {
    let place = tempfile::tempdir().expect("a folder");
    let folder = place.path().join("p.pathloom");
    let session = Session::create(&folder, Arc::new(Unheard), || 0).expect("a project");
    let files: Vec<_> = (0..6).map(|n| place.path().join(format!("d{n}.md"))).collect();
    for (n, file) in files.iter().enumerate() {
        std::fs::write(file, format!("# A\n\nKaltvik{n} AB acquired Ostvik{n} AS.\n")).expect("writes");
    }
    import(&session, &files.iter().map(|it| it.as_path()).collect::<Vec<_>>(), false);
    let database = Connection::open(folder.join("project.db")).expect("opens");
    let spoil = "UPDATE extractions SET extraction = 'not to be read' WHERE document <> 1";
    assert_eq!(database.execute(spoil, []).expect("spoils"), 5);
    std::fs::write(&files[0], "# A\n\nKaltvik0 AB acquired Sundkilen AS.\n").expect("writes");
    import(&session, &[&files[0]], false);
    let names: Vec<String> = session.project.graph().expect("reads").0.into_iter().map(|node| node.name).collect();
    assert!(names.iter().any(|name| name == "Kaltvik0 AB · acquired · Sundkilen AS"), "{names:?}");
    assert!(names.iter().any(|name| name == "Kaltvik5 AB · acquired · Ostvik5 AS"), "the others stand: {names:?}");
    assert!(!names.iter().any(|name| name.contains("Ostvik0")), "and what is not said any more is gone");
}

/// Does something to the project at a moment of a run, once.
#[derive(Default)]
struct Meddler {
    session: OnceLock<Weak<Session>>,
    when: Mutex<Option<(Moment, Deed)>>,
}

type Moment = fn(&RunView) -> bool;
type Deed = fn(&Session);

impl Sink for Meddler {
    fn run(&self, run: &RunView) {
        let mut when = self.when.lock().expect("whole");
        if let Some((_, deed)) = when.take_if(|(moment, _)| moment(run)) {
            drop(when);
            deed(&self.session.get().and_then(Weak::upgrade).expect("open"));
        }
    }

    fn changed(&self, _: &Changed) {}
}

fn stage_is(run: &RunView, name: &str, done: u64) -> bool {
    run.stages.last().is_some_and(|stage| stage.name == name && stage.done >= done)
}

fn refineries(session: &Session) {
    let mut ontology = session.ontology().expect("the general one");
    ontology.preset = None;
    let name = "Refinery".to_owned();
    ontology.entity_types.push(EntityType { name, words: vec!["refinery".into()], ..EntityType::default() });
    assert!(session.change_ontology(Some(&ontology)).expect("is taken"));
}

fn longer_chunks(session: &Session) {
    let mut view = session.chunking(&pathloom_ipc::chunks::ChunkingRequest { document: None }).expect("reads");
    view.settings.target += 200;
    assert!(session.change_chunks(&view).expect("is taken"));
}

/// Somebody parts what a rule merged.
fn one_pair(session: &Session) {
    let states = vec![MergeState::Merged];
    let pairs = session.merges(&MergesRequest { states, ..MergesRequest::default() }).expect("lists").rows;
    session.decide_merge(&DecideMergeRequest { ids: vec![pairs[0].id.clone()], one: false }).expect("decides");
}

/// Edits at moments of a build: the build ends well, and the edit holds as if it had been made before.
#[test]
fn an_edit_while_a_build_goes_is_kept_and_holds() {
    let extracting: Moment = |run| stage_is(run, "Extract", 3);
    let resolving: Moment = |run| stage_is(run, "Resolve", 0);
    for (round, (moment, deed)) in [
        (extracting, refineries as Deed),
        (resolving, refineries),
        (extracting, longer_chunks),
        (resolving, longer_chunks),
        (resolving, one_pair),
    ]
    .into_iter()
    .enumerate()
    {
        let place = tempfile::tempdir().expect("a folder");
        let folder = place.path().join("p.pathloom");
        let meddler = Arc::new(Meddler::default());
        let session = Arc::new(Session::create(&folder, meddler.clone(), || 0).expect("a project"));
        meddler.session.set(Arc::downgrade(&session)).expect("once");
        let mut chance = Chance(88_172_645_463_325_252);
        let files: Vec<_> = (0..12).map(|n| place.path().join(format!("d{n:02}.md"))).collect();
        for file in &files {
            let refinery = "\n\nThe Arvika Refinery is operated by Norrheat AB.\n";
            std::fs::write(file, document(&mut chance) + refinery).expect("writes");
        }
        import(&session, &files.iter().map(|it| it.as_path()).collect::<Vec<_>>(), false);
        *meddler.when.lock().expect("whole") = Some((moment, deed));
        let all = |session: &Session| {
            let ids: Vec<u64> = session.project.documents().expect("lists").iter().map(|row| row.id).collect();
            session.project.forget_extractions(&ids).expect("forgets");
        };
        all(&session);
        let run = session.build_here().expect("builds");
        assert!(meddler.when.lock().expect("whole").is_none(), "round {round}: the moment came");
        assert_eq!(run.state, RunState::Done, "round {round}: {}", run.summary);
        if session.merges(&MergesRequest::default()).expect("lists").waiting > 0 {
            // A decision is told as waiting until the next build; that is what the window offers then.
            session.apply_merges_here().expect("builds");
        }
        let meddled = made(&session);
        assert!(session.project.unextracted(pathloom_engine::stage::extract::VERSION).expect("asks").is_empty());
        all(&session);
        session.build_here().expect("builds");
        let calm = made(&session);
        assert_eq!(meddled.iter().zip(&calm).find(|(a, b)| a != b), None, "round {round}");
        let kinds = session.ontology_view().expect("a view").entities;
        if round < 2 {
            assert!(kinds.get("Refinery").is_some_and(|count| *count > 0), "round {round}: {kinds:?}");
        }
    }
}

#[test]
fn what_two_documents_say_differently_is_kept_twice_and_shown_so() {
    let place = tempfile::tempdir().expect("a folder");
    let session = Session::create(&place.path().join("p.pathloom"), Arc::new(Unheard), || 0).expect("a project");
    let text = |town: &str, revenue: u32| {
        format!(
            "# Makers\n\nNorrheat AB is headquartered in {town}.\n\nTable 1: Revenue (EUR million)\n\n\
             | Company | 2023 |\n| --- | --- |\n| Norrheat AB | {revenue} |\n| Kaltvik AS | 40 |\n",
        )
    };
    let files = [("annual.md", text("Malmö", 668)), ("letter.md", text("Oslo", 690))].map(|(name, text)| {
        let file = place.path().join(name);
        std::fs::write(&file, text).expect("writes");
        file
    });
    import(&session, &files.each_ref().map(|it| it.as_path()), false);
    let told = || -> Vec<(String, Vec<String>)> {
        let nodes = session.project.graph().expect("reads").0;
        let statements = nodes.into_iter().filter(|node| node.kind() == pathloom_model::Kind::Assertion);
        let shown = statements.map(|node| {
            let view = session.node(&pathloom_ipc::graph::NodeRequest { key: node.key }).expect("is there");
            let against = view.properties.into_iter().filter(|(label, _)| label == "Contradicted by");
            (view.name, against.map(|(_, value)| value).collect())
        });
        shown.collect()
    };
    let against = |told: &[(String, Vec<String>)], start: &str, word: &str| -> Vec<String> {
        let found = told.iter().find(|(name, _)| name.starts_with(start) && name.contains(word));
        found.unwrap_or_else(|| panic!("{start} {word}: {told:?}")).1.clone()
    };
    let shown = told();
    assert_eq!(against(&shown, "Norrheat AB", "668"), ["690 million EUR (letter.md, 1)"], "{shown:?}");
    assert_eq!(against(&shown, "Norrheat AB", "690"), ["668 million EUR (annual.md, 1)"]);
    assert_eq!(against(&shown, "Norrheat AB", "Malmö"), ["Oslo (letter.md, 1)"]);
    assert!(against(&shown, "Kaltvik AS", "40").is_empty(), "what both say is one statement");

    std::fs::write(&files[1], text("Malmö", 668)).expect("writes");
    import(&session, &[&files[1]], false);
    assert!(told().iter().all(|(_, against)| against.is_empty()), "where they agree nothing is left of it");
}
