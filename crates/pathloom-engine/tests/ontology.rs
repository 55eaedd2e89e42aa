//! What a user relies on of ontologies, of what was found, and of builds: real files in a real project.

use pathloom_engine::endpoints::Endpoints;
use pathloom_engine::scripted::{Answer, Server, firms};
use pathloom_engine::{Session, Unheard, ontology_preset, read_ontology};
use pathloom_ipc::found::{FoundList, FoundRequest, FoundRow, FoundRowsRequest};
use pathloom_ipc::models::{KeyChange, SaveEndpointRequest, SetRoleRequest};
use pathloom_ipc::ontology::{
    ExportOntologyRequest, MarkEntityRequest, OntologyFileRequest, OntologyPresetRequest, SuggestOntologyRequest,
};
use pathloom_ipc::sources::{BuildRequest, ImportRequest};
use pathloom_model::{EntityType, Kind, ModelRef, ModelRole, Ontology, Price, RelationType};
use serde_json::json;
use std::path::Path;
use std::sync::Arc;

const REPORT: &str = "# Works of Norrheat\n\nNorrheat AB is headquartered in Malmö, Sweden. Norrheat AB acquired Kaltvik AS.\n\n\
Arvika Refinery is a refinery of the group. Orvinol 7 is sold by Norrheat AB. The output is shown in Table 9.\n\n\
Table 1: Output by refinery\n\n| Refinery | Output (kt) |\n| --- | --- |\n| Arvika Refinery | 120 |\n| Sundkilen | 80 |\n\n\
Table 2: Notes\n\n| Zkq | Blorp |\n| --- | --- |\n| aa bb | x |\n| cc dd | y |\n";

fn session(folder: &Path, files: &[(&str, &str)]) -> Arc<Session> {
    let session = Session::create(&folder.join("p.pathloom"), Arc::new(Unheard), || 0).expect("a project");
    let paths = files.iter().map(|(name, text)| {
        let path = folder.join(name);
        std::fs::write(&path, text).expect("writes");
        path.to_string_lossy().into_owned()
    });
    let request = ImportRequest { paths: paths.collect(), triples: false, password: None, convert: false };
    session.import_here(&request).expect("it is read");
    Arc::new(session)
}

fn kind(name: &str) -> EntityType {
    EntityType { name: name.into(), ..EntityType::default() }
}

fn set(session: &Session, ontology: &Ontology) {
    assert!(session.change_ontology(Some(ontology)).expect("it is taken"), "something is different");
    session.build_here().expect("builds");
}

fn rows(session: &Session, list: FoundList) -> Vec<FoundRow> {
    let request = FoundRowsRequest { document: None, list, part: None, from: 0, count: 500 };
    session.found_rows(&request).expect("reads").rows
}

fn type_of(session: &Session, name: &str) -> String {
    let found = rows(session, FoundList::Entities).into_iter().find(|row| row.title == name);
    found.unwrap_or_else(|| panic!("{name} is found")).detail
}

fn entities(session: &Session) -> usize {
    session.view().expect("a view").nodes as usize
}

#[test]
fn a_name_that_a_reader_marks_is_an_entity_and_undo_takes_it_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = "# Note\n\nthe zephyr gauge was calibrated by hand. We moved the zephyr gauge in May.\n";
    let session = session(folder.path(), &[("note.md", text)]);
    let named = |name: &str| rows(&session, FoundList::Entities).into_iter().any(|row| row.title == name);
    assert!(!named("zephyr gauge"), "nothing tells the rules that it is a name");

    let mark = |name: &str, kind: &str| {
        let wanted = session.with_name(&MarkEntityRequest { name: name.into(), entity_type: kind.into() })?;
        session.change_ontology(Some(&wanted))
    };
    assert!(mark("  zephyr\n gauge ", "Product").expect("it is taken"), "line breaks of the page are no part of it");
    session.build_here().expect("builds");
    assert!(type_of(&session, "zephyr gauge").starts_with("Product"), "it is found as what it was marked");
    assert!(!mark("zephyr gauge", "Product").expect("again"), "marking it twice changes nothing");
    assert!(mark("zephyr gauge", "Brand").expect("it is taken"), "another type takes it over");
    let listed = session.ontology().expect("it is valid").entity_types;
    let of: Vec<&str> = listed
        .iter()
        .filter(|it| it.examples.iter().any(|name| name == "zephyr gauge"))
        .map(|it| it.name.as_str())
        .collect();
    assert_eq!(of, ["Brand"], "a name is of one type");
    assert!(mark("—", "Product").is_err() && mark(&"x".repeat(200), "Product").is_err(), "no name, no entity");
    assert!(mark("zephyr gauge", "No such type").is_err());

    while session.undo().expect("undoes").done.is_some() {}
    session.build_here().expect("builds");
    assert!(!named("zephyr gauge"), "the graph is as it was");
}

#[test]
fn types_of_the_project_are_found_by_their_words_heads_and_names() {
    let folder = tempfile::tempdir().expect("a folder");
    let staff =
        "# Staff\n\nTable 1: Staff by plant\n\n| Plant | Staff |\n| --- | --- |\n| Sundkilen | 40 |\n| Ostvik | 70 |\n";
    let session = session(folder.path(), &[("a report.md", REPORT), ("b staff.md", staff)]);
    let mut ontology = session.ontology().expect("the general one");
    ontology.preset = None;
    ontology.entity_types.push(EntityType {
        parent: Some("Plant".into()),
        words: vec!["refinery".into()],
        ..kind("Refinery")
    });
    ontology.entity_types.push(EntityType { examples: vec!["Orvinol 7".into()], ..kind("Compoundable") });
    set(&session, &ontology);
    assert_eq!(type_of(&session, "Arvika Refinery").split(' ').next(), Some("Refinery"), "by its last word");
    assert_eq!(type_of(&session, "Sundkilen").split(' ').next(), Some("Refinery"), "by the head of its column");
    assert_eq!(type_of(&session, "Orvinol 7").split(' ').next(), Some("Compoundable"), "because it is listed");
    assert!(type_of(&session, "Norrheat AB").starts_with("Company"), "what was known stays known");
    let view = session.ontology_view().expect("a view");
    assert!(view.is_set && view.entities.get("Refinery") == Some(&2), "the graph has them: {:?}", view.entities);
    assert_eq!(view.entities.get("Plant"), Some(&1), "the plant of one document is the refinery of the other");
    session.undo().expect("undoes");
    session.build_here().expect("builds");
    assert!(!type_of(&session, "Sundkilen").starts_with("Refinery"), "and it can be taken back");
}

#[test]
fn what_the_ontology_does_not_allow_is_listed_and_nothing_is_dropped() {
    let folder = tempfile::tempdir().expect("a folder");
    let session = session(folder.path(), &[("report.md", REPORT)]);
    let (claims, nodes) = (rows(&session, FoundList::Assertions).len(), entities(&session));
    assert!(rows(&session, FoundList::Violations).is_empty(), "the general one allows what the engine finds");
    let relation = RelationType { to: vec!["Person".into()], ..RelationType::default() };
    let narrow = Ontology {
        open: false,
        entity_types: vec![kind("Company"), kind("Person"), kind("City"), kind("Country")],
        relation_types: vec![RelationType { name: "acquired".into(), ..relation }],
        ..Ontology::default()
    };
    set(&session, &narrow);
    let broken = rows(&session, FoundList::Violations);
    let has = |part: &str| broken.iter().any(|row| row.why.contains(part));
    assert!(has("no type “Plant”") || has("no type"), "{broken:#?}");
    assert!(has("“acquired” leads from anything to Person, not from Company to Company."), "{broken:#?}");
    assert!(has("The ontology has no relation “headquartered_in”."), "{broken:#?}");
    assert!(broken.iter().all(|row| row.span.as_ref().is_some_and(|span| REPORT.contains(&span.quote))), "each opens");
    assert_eq!(rows(&session, FoundList::Assertions).len(), claims, "no claim is dropped");
    assert_eq!(entities(&session), nodes, "and no node");
}

#[test]
fn a_strangers_ontology_is_refused_in_words_wherever_it_comes_from() {
    let folder = tempfile::tempdir().expect("a folder");
    let session = session(folder.path(), &[("report.md", REPORT)]);
    let huge = Ontology { entity_types: (0..5_000).map(|at| kind(&format!("T{at}"))).collect(), ..Ontology::default() };
    let refused = session.change_ontology(Some(&huge)).expect_err("too many types");
    assert!(refused.message.contains("5000 entity types; at most 300"), "{refused}");
    let path = folder.path().join("huge.toml");
    let read = || read_ontology(&OntologyFileRequest { path: path.to_string_lossy().into_owned() });
    std::fs::write(&path, pathloom_model::ontology_file::write(&huge)).expect("writes");
    assert!(read().expect_err("too many").message.contains("huge.toml is no ontology that can be used. It has 5000"));
    std::fs::write(&path, vec![b'#'; 3 << 20]).expect("writes");
    assert!(read().expect_err("too large").message.contains("larger than"), "it is not read to its end");
    // In a project that came from someone.
    session.project.set_meta("ontology", &serde_json::to_string(&huge).expect("json")).expect("stores");
    let refused = session.ontology().expect_err("it is not used");
    assert!(refused.message.starts_with("The ontology of this project cannot be used."), "{refused}");
    assert!(!session.ontology_view().expect("a view").is_set, "the editor still opens");
    assert!(session.change_ontology(None).expect("back to the general one"), "and sets another");
    session.build_here().expect("builds");
    assert!(!rows(&session, FoundList::Entities).is_empty());
}

#[test]
fn ontologies_go_to_a_file_and_come_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let session = session(folder.path(), &[("report.md", REPORT)]);
    let finance = ontology_preset(&OntologyPresetRequest { id: "finance".into() }).expect("a preset");
    set(&session, &finance);
    let path = folder.path().join("finance.toml").to_string_lossy().into_owned();
    session.export_ontology(&ExportOntologyRequest { path: path.clone(), ontology: None }).expect("writes");
    assert_eq!(read_ontology(&OntologyFileRequest { path }).expect("reads"), finance);
    assert!(!session.change_ontology(Some(&finance)).expect("asks"), "the same again changes nothing");
}

#[test]
fn what_was_found_and_refused_is_told_per_document_and_for_all() {
    let folder = tempfile::tempdir().expect("a folder");
    let other = "# Note\n\nKaltvik AS is led by Signe Lund.\n";
    let session = session(folder.path(), &[("a report.md", REPORT), ("b note.md", other)]);
    let all = session.found(&FoundRequest::default()).expect("counts");
    let documents = session.sources().expect("lists").documents;
    let each: Vec<_> =
        documents.iter().map(|row| session.found(&FoundRequest { document: Some(row.id) }).expect("counts")).collect();
    for (place, list) in all.lists.iter().enumerate() {
        let sum: u64 = each.iter().map(|view| view.lists[place].count).sum();
        assert_eq!(list.count, sum, "{:?}: the documents make up the project", list.list);
        let request = FoundRowsRequest { document: None, list: list.list, part: None, from: 0, count: 500 };
        let got = session.found_rows(&request).expect("rows");
        assert_eq!((got.total, got.rows.len() as u64), (list.count, list.count), "{:?}", list.list);
        for (part, count) in &list.parts {
            let part = Some(part.clone());
            let rows = session.found_rows(&FoundRowsRequest { part, ..request.clone() }).expect("rows");
            assert_eq!((rows.total, rows.rows.len() as u64), (*count, *count), "{:?}", list.parts);
        }
    }
    let of = |list: FoundList| all.lists.iter().find(|it| it.list == list).expect("it is listed");
    assert!(of(FoundList::Tables).parts.contains(&("refused".into(), 1)), "{:?}", of(FoundList::Tables));
    let tables = rows(&session, FoundList::Tables);
    assert!(tables.iter().any(|row| row.why.contains("could not be told")), "with the reason: {tables:#?}");
    let references = rows(&session, FoundList::References);
    assert!(references.len() == 1 && references[0].title.contains("Table 9"), "{references:#?}");
    // A window over the border of two documents.
    let whole = rows(&session, FoundList::Entities);
    let request = FoundRowsRequest { document: None, list: FoundList::Entities, part: None, from: 2, count: 3 };
    assert_eq!(session.found_rows(&request).expect("rows").rows, whole[2..5]);
    let last = FoundRowsRequest { from: whole.len() as u64 - 1, ..request };
    assert_eq!(session.found_rows(&last).expect("rows").rows, whole[whole.len() - 1..]);
}

#[test]
fn a_few_documents_are_tried_before_the_rest() {
    let folder = tempfile::tempdir().expect("a folder");
    let texts: Vec<(String, String)> =
        (0..5).map(|at| (format!("{at}.md"), format!("# Note {at}\n\nFirma{at} AB acquired Kund{at} AS.\n"))).collect();
    let files: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let session = session(folder.path(), &files);
    let before = entities(&session);
    assert_eq!(session.build_estimate(&BuildRequest::default()).expect("estimates").documents, 0, "all is built");
    let law = ontology_preset(&OntologyPresetRequest { id: "law".into() }).expect("a preset");
    assert!(session.change_ontology(Some(&law)).expect("sets"));
    let request = BuildRequest { try_first: Some(3), ..BuildRequest::default() };
    let all = session.build_estimate(&BuildRequest::default()).expect("estimates");
    assert_eq!((all.documents, all.chunks, all.calls), (5, 5, 0), "{all:?}");
    assert_eq!(session.build_estimate(&request).expect("estimates").documents, 3);
    session.build_some_here(&request).expect("tries");
    assert_eq!(session.found(&FoundRequest::default()).expect("counts").documents, 3);
    assert_eq!(session.build_estimate(&BuildRequest::default()).expect("estimates").documents, 2, "two wait");
    session.build_here().expect("builds the rest");
    assert_eq!(entities(&session), before, "and then all is there");
    let one = session.sources().expect("lists").documents[1].id;
    let again = BuildRequest { documents: vec![one], ..BuildRequest::default() };
    assert_eq!(session.build_estimate(&again).expect("estimates").documents, 1, "one anew, when it is asked for");
    session.build_some_here(&again).expect("builds");
    assert_eq!(entities(&session), before);
    let stats = session.project.graph_counts().expect("counts").0;
    assert_eq!(stats[Kind::Document.index()], 5);
}

#[test]
fn an_ontology_is_proposed_from_what_was_found_and_sets_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let zymes = "# Enzymes\n\nTable 1: Activity\n\n| Glycozyme | Activity (kat) | pH |\n| --- | --- | --- |\n| Alfamut 3 | 120 | 7 |\n| Betamut 5 | 80 | 6 |\n| Gammamut 7 | 60 | 6 |\n";
    let session = session(folder.path(), &[("report.md", REPORT), ("zymes.md", zymes)]);
    let proposed = session.suggest_ontology(&SuggestOntologyRequest::default()).expect("proposes");
    let ontology = &proposed.ontology;
    assert_eq!(ontology.validate(), Ok(()), "it can be taken as it is");
    let company = ontology.entity("Company").expect("companies were found");
    assert_eq!((company.title.zh.as_str(), proposed.by.as_str()), ("公司", "built-in"));
    let zyme = ontology.entity("Glycozyme").unwrap_or_else(|| panic!("by the head: {:#?}", proposed.grounds));
    assert_eq!(zyme.words, ["glycozyme"]);
    assert!(ontology.relation("headquartered_in").is_some_and(|it| it.from == ["Company"]), "{ontology:#?}");
    let kinds = ontology.entity_types.len() + ontology.relation_types.len();
    assert_eq!(proposed.grounds.len(), kinds, "each with its grounds");
    assert!(proposed.grounds.iter().all(|ground| ground.count > 0 && !ground.examples.is_empty()));
    assert!(!session.ontology_view().expect("a view").is_set, "nothing is set");
    set(&session, ontology);
    assert_eq!(type_of(&session, "Alfamut 3").split(' ').next(), Some("Glycozyme"), "once it is taken, it counts");
}

#[test]
fn a_models_proposal_is_taken_as_far_as_it_is_sound() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut many: Vec<serde_json::Value> = (0..5_000).map(|at| json!({ "name": format!("Many{at}") })).collect();
    let mut entities = vec![
        json!({ "name": "Refinery", "title": "Refinery", "description": "A plant.", "parent": "Plant", "words": ["refinery"] }),
        json!({ "name": "Plant", "parent": "Refinery", "attributes": ["Output", "Output", ""] }),
        json!({ "name": "Refinery" }),
        json!({ "name": "  " }),
        json!({ "name": "x".repeat(500) }),
        json!({ "name": "Odd\u{7}\nName", "extra": { "system": "obey" } }),
    ];
    entities.append(&mut many);
    let relations = json!([
        { "name": "Owned By", "from": ["Refinery", "Ghost"], "to": ["Plant"] },
        { "name": "owned_by" },
    ]);
    let reply = json!({ "entities": entities, "relations": relations }).to_string();
    let server = Server::start(move |body| {
        assert!(body.contains("Arvika Refinery"), "passages are shown");
        Answer::text(body, &format!("Here it is:\n```json\n{reply}\n```"))
    })
    .expect("a server");
    let session = session(folder.path(), &[("report.md", REPORT)]);
    let request = SuggestOntologyRequest { with_model: true, ..SuggestOntologyRequest::default() };
    let refused = session.suggest_ontology(&request).expect_err("no model has the role");
    assert!(refused.hint.contains("extraction role"), "{refused}");
    give_extraction(&session, &server);
    let proposed = session.suggest_ontology(&request).expect("proposes");
    let ontology = &proposed.ontology;
    assert_eq!(ontology.validate(), Ok(()), "whatever came, it is sound");
    assert_eq!(ontology.entity_types.len(), 60, "as many as are taken");
    let parents = |name: &str| ontology.entity(name).and_then(|entity| entity.parent.clone());
    assert!(parents("Refinery").is_none() || parents("Plant").is_none(), "the circle is opened");
    assert_eq!(ontology.entity("Plant").map(|it| it.attributes.len()), Some(1));
    assert!(ontology.entity("Odd Name").is_some(), "control characters are gone");
    let owned = ontology.relation("owned_by").expect("as relations are written");
    assert_eq!(owned.from, ["Refinery"], "types that are not there are left out");
    let told = proposed.left_out.join("\n");
    assert!(told.contains("“Refinery” was proposed twice.") && told.contains("500 characters"), "{told}");
    assert!(proposed.left_out.len() <= 200 && proposed.by == "Lab/m");
    assert_eq!(server.requests(), 1);
    assert_eq!(session.suggest_ontology(&request).expect("again"), proposed, "the same again");
    assert_eq!(server.requests(), 1, "is free: the reply is kept");
}

fn give_extraction(session: &Session, server: &Server) {
    let endpoint = firms::endpoint("Lab", server, Price::default());
    let endpoints = Endpoints::open(None);
    endpoints.save(&SaveEndpointRequest { was: None, endpoint, key: KeyChange::Keep }).expect("keeps the endpoint");
    session.set_endpoints(Arc::new(endpoints));
    let models = vec![ModelRef { endpoint: "Lab".into(), model: "m".into() }];
    session.set_role(&SetRoleRequest { role: ModelRole::Extraction, models }).expect("gives the role");
}

#[test]
fn imported_triples_are_held_against_the_ontology_and_every_line_stands() {
    let folder = tempfile::tempdir().expect("a folder");
    let session = Session::create(&folder.path().join("p.pathloom"), Arc::new(Unheard), || 0).expect("a project");
    let list = folder.path().join("list.jsonl");
    let lines = [
        json!({"id": "1", "kind": "Company", "name": "Norrheat AB"}),
        json!({"id": "2", "kind": "Gizmo", "name": "Orvinol 7"}),
        json!({"id": "3", "kind": "Person", "name": "Satu Lahti"}),
        json!({"head": "1", "relation": "led_by", "tail": "3"}),
        json!({"head": "3", "relation": "led_by", "tail": "1"}),
        json!({"head": "1", "relation": "frobs", "tail": "2"}),
    ];
    std::fs::write(&list, lines.map(|line| line.to_string()).join("\n")).expect("writes");
    let paths = vec![list.to_string_lossy().into_owned()];
    session.import_here(&ImportRequest { paths, triples: true, password: None, convert: false }).expect("it is read");
    let ontology = Ontology {
        entity_types: vec![kind("Company"), kind("Person")],
        relation_types: vec![RelationType {
            name: "led_by".into(),
            from: vec!["Company".into()],
            to: vec!["Person".into()],
            ..RelationType::default()
        }],
        open: false,
        ..session.ontology().expect("the general one")
    };
    set(&session, &Ontology { preset: None, ..ontology });
    let told: Vec<(String, String)> =
        rows(&session, FoundList::Violations).into_iter().map(|row| (row.title, row.why)).collect();
    let why = |title: &str| told.iter().find(|it| it.0 == title).map(|it| it.1.as_str());
    assert_eq!(why("Orvinol 7"), Some("The ontology has no type “Gizmo”."), "{told:?}");
    assert!(
        told.iter().any(|it| it.1.contains("leads from Company to Person, not from Person to Company")),
        "{told:?}"
    );
    assert!(told.iter().any(|it| it.1 == "The ontology has no relation “frobs”."), "{told:?}");
    assert_eq!(told.len(), 3, "what fits is not listed: {told:?}");
    let relations = session.project.graph().expect("reads").1;
    assert_eq!(relations.iter().filter(|it| it.name == "led_by" || it.name == "frobs").count(), 3, "all lines stand");
    assert_eq!(rows(&session, FoundList::Violations)[0].span.as_ref().map(|span| span.quote.is_empty()), Some(false));
}
