//! A disk that takes no more, during import, review, export and the demo: it is said, nothing that was there is lost,
//! nothing half-made stays, and with room again the same command works.
#![cfg(unix)]

use pathloom_tests::cli::{Said, demo_documents, pathloom, pathloom_with_room};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

struct Desk {
    place: TempDir,
    project: String,
}

impl Desk {
    fn with_project() -> Desk {
        let place = tempfile::tempdir().expect("a temporary folder");
        let project = place.path().join("p.pathloom").to_string_lossy().into_owned();
        assert_eq!(pathloom(&["init", &project]).code, 0);
        Desk { place, project }
    }

    /// With samples of two small documents to review.
    fn with_samples() -> Desk {
        let desk = Desk::with_project();
        let documents = ["Company notes.md", "Plants and capacity.csv"].map(|name| demo_documents().join(name));
        for document in documents {
            assert_eq!(pathloom(&["import", &desk.project, &document.to_string_lossy()]).code, 0);
        }
        let said =
            pathloom(&["generate", &desk.project, "--templates", "single_table,Entity", "-n", "6", "--seed", "5"]);
        assert!(matches!(said.code, 0 | 3), "{}", said.err);
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.place.path().join(name)
    }

    fn stats(&self) -> Value {
        let said = pathloom(&["--json", "stats", &self.project]);
        assert_eq!(said.code, 0, "the project opens again: {}", said.err);
        said.json()
    }
}

/// Failed, with a sentence that names the cause and one that says what to do.
fn assert_told(said: &Said) {
    assert_eq!(said.code, 1, "{} {}", said.out, said.err);
    let cause = said.err.contains("disk is full") || said.err.contains("disk did not take");
    assert!(cause && said.err.contains("room") | said.err.contains("space"), "{}", said.err);
    assert!(!said.err.contains("panicked"), "{}", said.err);
}

/// Names of everything in a folder, hidden things too.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("the folder is there");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("reads").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn an_export_is_whole_or_not_there_and_the_old_one_stays() {
    let desk = Desk::with_samples();
    assert_eq!(pathloom(&["review", &desk.project, "--approve-checked"]).code, 0);
    let out = desk.path("out");
    fs::create_dir(&out).expect("makes");
    let (old, new) = (out.join("old"), out.join("new"));
    let export = |folder: &Path| ["export", &desk.project, "--out", &folder.to_string_lossy()].map(str::to_owned);
    assert_eq!(pathloom(&export(&old)).code, 0);
    let before = fs::read(old.join("train.jsonl")).expect("reads");
    assert!(before.len() > 10_000, "larger than the room that follows");
    assert_eq!(pathloom(&["review", &desk.project, "--reject", &sample_ids(&before)[0], "--reason", "other"]).code, 0);

    // Opening the project takes 32 KB beside it; these leave too little for the data set.
    let small = (before.len() as u64 / 1024).clamp(33, 36);
    let shared = desk.path("p.pathloom/exports");
    for folder in [&old, &new, &shared.join("export-001")] {
        let said = pathloom_with_room(small, &export(folder));
        assert_told(&said);
        assert!(said.err.contains(&*folder.to_string_lossy()), "the folder is named: {}", said.err);
    }
    assert_eq!(names(&out), ["old"], "nothing half-made stays");
    assert_eq!(names(&old), ["manifest.json", "train.jsonl"]);
    assert_eq!(names(&shared), [] as [&str; 0]);
    assert_eq!(fs::read(old.join("train.jsonl")).expect("reads"), before, "the old export is whole");

    assert_eq!(pathloom(&export(&old)).code, 0, "with room again it works");
    assert_ne!(fs::read(old.join("train.jsonl")).expect("reads"), before);
}

fn sample_ids(rows: &[u8]) -> Vec<String> {
    let rows = String::from_utf8_lossy(rows);
    let id = |line: &str| {
        let row: Value = serde_json::from_str(line).expect("JSON");
        let metadata: Value = serde_json::from_str(row["metadata"].as_str().expect("text")).expect("JSON");
        metadata["sample_id"].as_str().expect("text").to_owned()
    };
    rows.lines().map(id).collect()
}

#[test]
fn a_decision_that_could_not_be_kept_is_not_told_as_made() {
    let desk = Desk::with_samples();
    let before = desk.stats()["samples"].clone();
    for kilobytes in [0, 1, 4, 16] {
        assert_told(&pathloom_with_room(kilobytes, &["review", &desk.project, "--approve-checked"]));
        assert_eq!(desk.stats()["samples"], before, "nothing was decided with {kilobytes} KB");
    }
    // From here on the database opens; each attempt ends in all of the decision or none of it.
    for kilobytes in [32, 36, 40, 48, 64, 96] {
        let said = pathloom_with_room(kilobytes, &["review", &desk.project, "--approve-checked"]);
        let now = desk.stats()["samples"].clone();
        if said.code == 0 {
            assert_ne!(now, before, "told as made, it is there");
            break;
        }
        assert_told(&said);
        assert_eq!(now, before, "told as failed with {kilobytes} KB, it is not there");
    }
    assert_eq!(pathloom(&["review", &desk.project, "--approve-checked"]).code, 0, "with room again it works");
    assert_eq!(desk.stats()["samples"]["to_review"].as_u64(), Some(0), "every sample of these is checked");
}

#[test]
fn an_import_that_finds_no_room_can_be_done_again() {
    let calm = Desk::with_project();
    let documents = demo_documents().to_string_lossy().into_owned();
    assert_eq!(pathloom(&["import", &calm.project, &documents]).code, 0);
    let expected = calm.stats();
    // From no room to open the project, over enough for the first files, to almost enough for the graph.
    for kilobytes in [0, 40, 200, 1500] {
        let desk = Desk::with_project();
        let said = pathloom_with_room(kilobytes, &["import", &desk.project, &documents]);
        assert!(!said.err.contains("panicked"), "{}", said.err);
        assert!(matches!(said.code, 1 | 3), "with {kilobytes} KB it is not told as done: {} {}", said.code, said.err);
        assert!(said.err.contains("disk"), "the cause is told: {}", said.err);
        let blobs = names(&desk.path("p.pathloom/blobs"));
        assert!(blobs.iter().all(|name| !name.contains("partial")), "no half file stays: {blobs:?}");
        let again = pathloom(&["import", &desk.project, &documents]);
        assert_eq!(again.code, 0, "with room again it works: {}", again.err);
        assert_eq!(desk.stats(), expected, "stopped at {kilobytes} KB, the graph is that of a calm import");
    }
}

#[test]
fn a_demo_that_finds_no_room_is_made_again_from_the_beginning() {
    let place = tempfile::tempdir().expect("a temporary folder");
    let out = place.path().join("out");
    let demo = ["demo".to_owned(), out.to_string_lossy().into_owned()];
    assert_told(&pathloom_with_room(1500, &demo));
    assert_eq!(names(&out), [] as [&str; 0], "nothing half-made stays");
    let said = pathloom(&demo);
    assert_eq!(said.code, 0, "{}", said.err);
    let summary = fs::read_to_string(out.join("summary.json")).expect("reads");
    let summary: Value = serde_json::from_str(&summary).expect("JSON");
    assert!(summary["rows"].as_u64() >= Some(100), "{summary}");
}

#[test]
fn a_result_that_could_not_be_printed_is_told() {
    let Ok(full) = fs::OpenOptions::new().write(true).open("/dev/full") else { return };
    let desk = Desk::with_project();
    let said = pathloom_tests::cli::pathloom_printing_to(full, &["--json", "stats", &desk.project]);
    assert!(said.code == 1 && said.err.contains("could not be printed"), "{} {}", said.code, said.err);
}
