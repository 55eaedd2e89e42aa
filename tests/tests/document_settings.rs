//! What a user says about documents holds: rights keep samples out of exports, sizes of chunks cut all texts anew.

use pathloom_tests::cli::pathloom;
use serde_json::Value;
use std::fs;
use std::path::Path;

const NOTES: &str = "# Plants\n\nNorrheat AB operates Arvika Works. Arvika Works is located in Arvika.\n\n\
    # People\n\nNorrheat AB is led by Ingrid Solberg. Corvane Ltd is led by Aileen Fraser.\n";

fn ok(arguments: &[&str]) -> Value {
    let said = pathloom(&[&["--json"], arguments].concat());
    assert!(matches!(said.code, 0 | 3), "{arguments:?}: {}", said.err);
    said.lines().into_iter().next().unwrap_or_default()
}

/// A project with one document, all of whose samples are approved.
fn approved(place: &Path) -> String {
    let project = place.join("p.pathloom").to_string_lossy().into_owned();
    let notes = place.join("notes.md");
    fs::write(&notes, NOTES).expect("writes");
    ok(&["init", &project]);
    ok(&["import", &project, &notes.to_string_lossy()]);
    ok(&["generate", &project, "--template", "single_text", "-n", "4"]);
    assert!(
        ok(&["review", &project, "--approve-checked"])["approved"].as_u64() > Some(0),
        "there is something to export"
    );
    project
}

fn metadata(folder: &Path) -> Value {
    let text = fs::read_to_string(folder.join("train.jsonl")).expect("the export");
    let row: Value = serde_json::from_str(text.lines().next().expect("a row")).expect("JSON");
    serde_json::from_str(row["metadata"].as_str().expect("text")).expect("JSON")
}

#[test]
fn exports_keep_to_what_may_be_done_with_documents() {
    let place = tempfile::tempdir().expect("a temporary folder");
    let project = approved(place.path());
    let export = |name: &str, more: &[&str]| {
        let out = place.path().join(name).to_string_lossy().into_owned();
        pathloom(&[&["export", &project, "--out", &out], more].concat())
    };
    ok(&["rights", &project, "--license", "CC BY 4.0", "--source", "Case 17", "--confidential", "true"]);
    let said = export("without", &[]);
    assert_eq!(said.code, 1, "all of it rests on the confidential document: {}", said.err);
    assert!(said.err.contains("confidential") && !place.path().join("without").exists(), "{}", said.err);

    let said = export("with", &["--confidential"]);
    assert_eq!(said.code, 0, "asked for, it is exported: {}", said.err);
    let rights = &metadata(&place.path().join("with"))["rights"]["notes.md"];
    assert_eq!((&rights["license"], &rights["source"]), (&"CC BY 4.0".into(), &"Case 17".into()), "and says so");

    ok(&["rights", &project, "--stays-here", "true"]);
    let said = export("stays", &["--confidential"]);
    assert_eq!(said.code, 1, "what must stay is never exported: {}", said.err);
    assert!(said.err.contains("stay on this computer"), "{}", said.err);

    ok(&["rights", &project, "--stays-here", "false", "--confidential", "false"]);
    assert_eq!(export("free", &[]).code, 0, "and what is allowed again goes out");
}

#[test]
fn other_sizes_cut_all_texts_anew() {
    let place = tempfile::tempdir().expect("a temporary folder");
    let project = place.path().join("p.pathloom").to_string_lossy().into_owned();
    let text: String = (0..60).map(|n| format!("Plant {n} of Norrheat AB makes pumps of the kind {n}. ")).collect();
    let notes = place.path().join("notes.md");
    fs::write(&notes, format!("# Short\n\nOne sentence only.\n\n# Long\n\n{text}\n")).expect("writes");
    ok(&["init", &project]);
    ok(&["import", &project, &notes.to_string_lossy()]);
    let chunks = || ok(&["stats", &project])["kinds"]["Chunk"].as_u64().expect("a count");
    let before = chunks();
    ok(&["chunks", &project, "--target", "60", "--minimum", "10"]);
    assert!(chunks() > before * 3, "smaller chunks are more: {before} and {}", chunks());
    assert_eq!(ok(&["chunks", &project])["target"], 60, "the project keeps the size");

    let said = pathloom(&["chunks", &project, "--target", "5"]);
    assert_eq!(said.code, 1, "an impossible size is refused");
    assert!(said.err.contains("40 to 4000"), "and what is possible is said: {}", said.err);

    ok(&["chunks", &project, "--target", "320", "--minimum", "40"]);
    assert_eq!(chunks(), before, "back at the old size all is as before");
}

#[test]
fn rows_of_a_table_become_documents() {
    let place = tempfile::tempdir().expect("a temporary folder");
    let project = place.path().join("p.pathloom").to_string_lossy().into_owned();
    let tickets = place.path().join("tickets.csv");
    let text = "Id,Subject,Body\n1,Leak,Arvika Works is operated by Norrheat AB.\n2,Noise,\"Norrheat AB is led by Ingrid Solberg. It hums, loudly.\"\n3,Nothing,\n";
    fs::write(&tickets, text).expect("writes");
    ok(&["init", &project]);
    ok(&["import", &project, &tickets.to_string_lossy()]);
    let columns = ok(&["rows", &project, "--document", "tickets.csv"]);
    assert_eq!(columns["columns"], serde_json::json!(["Id", "Subject", "Body"]), "the columns are shown");
    let make = ["rows", &project, "--document", "tickets.csv", "--title", "Subject", "--text", "Body"];
    ok(&make);
    let documents = || ok(&["stats", &project])["kinds"]["Document"].as_u64();
    assert_eq!(documents(), Some(3), "the table and two rows; the one without text is none");
    let found = ok(&["rights", &project, "--document", "Leak.md"]);
    assert_eq!(found["document"], "Leak.md", "a document bears the title of its row");
    ok(&make);
    assert_eq!(documents(), Some(3), "made again they are the same documents");
    let said = pathloom(&["rows", &project, "--document", "tickets.csv", "--text", "Nowhere"]);
    assert!(said.code == 1 && said.err.contains("Id, Subject, Body"), "a wrong column is told: {}", said.err);
}
