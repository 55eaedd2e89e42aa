//! A project in a place where the user may not write: everything can be looked at and exported elsewhere, nothing can be
//! changed, and every refusal says so. The same for a project that another process holds.
#![cfg(unix)]

use pathloom_tests::cli::{Stranger, demo_documents, pathloom, start};
use serde_json::Value;
use std::fs::{self, File, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

struct Desk {
    place: TempDir,
    stranger: Stranger,
    project: PathBuf,
}

impl Desk {
    /// A project with approved samples, and someone else who looks at it.
    fn new() -> Desk {
        let place = tempfile::tempdir().expect("a temporary folder");
        let stranger = Stranger::visiting(place.path());
        let desk = Desk { project: place.path().join("p.pathloom"), place, stranger };
        let project = desk.name();
        assert_eq!(pathloom(&["init", &project]).code, 0);
        let document = demo_documents().join("Plants and capacity.csv");
        assert_eq!(pathloom(&["import", &project, &document.to_string_lossy()]).code, 0);
        let said = pathloom(&["generate", &project, "--templates", "single_table", "-n", "6", "--seed", "5"]);
        assert!(matches!(said.code, 0 | 3), "{}", said.err);
        assert_eq!(pathloom(&["review", &project, "--approve-checked"]).code, 0);
        desk
    }

    fn name(&self) -> String {
        self.project.to_string_lossy().into_owned()
    }

    fn allow(&self, folders: u32, files: u32) {
        allow(&self.project, folders, files);
    }
}

fn allow(path: &Path, folders: u32, files: u32) {
    if path.is_dir() {
        fs::set_permissions(path, Permissions::from_mode(0o777)).expect("allows");
        for entry in fs::read_dir(path).expect("reads") {
            allow(&entry.expect("reads").path(), folders, files);
        }
    }
    fs::set_permissions(path, Permissions::from_mode(if path.is_dir() { folders } else { files })).expect("allows");
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.allow(0o777, 0o666);
    }
}

/// Everything in the folder with its bytes.
fn content(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("reads") {
        let path = entry.expect("reads").path();
        if path.is_dir() {
            found.extend(content(&path))
        } else {
            found.push((path.clone(), fs::read(path).expect("reads")))
        }
    }
    found.sort();
    found
}

fn assert_looks_but_never_changes(desk: &Desk, expected: &Value) {
    let (project, look) = (desk.name(), |arguments: &[&str]| desk.stranger.pathloom(arguments));
    let stats = look(&["--json", "stats", &project]);
    assert_eq!(stats.code, 0, "{}", stats.err);
    assert_eq!(stats.json(), *expected, "all that was done is seen");
    assert_eq!(look(&["sample", &project, "--template", "single_table", "-n", "3", "--seed", "1"]).code, 0);
    let document = demo_documents().join("Company notes.md");
    let readable = desk.place.path().join("notes.md");
    fs::copy(document, &readable).expect("copies");
    allow(&readable, 0o755, 0o644);
    for refused in [
        look(&["import", &project, &readable.to_string_lossy()]),
        look(&["build", &project]),
        look(&["generate", &project, "--templates", "single_table", "-n", "2", "--seed", "9"]),
        look(&["score", &project]),
        look(&["review", &project, "--reject", &first_sample(desk), "--reason", "other"]),
    ] {
        assert_eq!(refused.code, 1, "{} {}", refused.out, refused.err);
        assert!(refused.err.contains("read-only") && refused.err.contains("Copy the folder"), "{}", refused.err);
    }
}

fn first_sample(desk: &Desk) -> String {
    let out = desk.place.path().join("exported");
    fs::create_dir_all(&out).expect("makes");
    allow(&out, 0o777, 0o666);
    let said = desk.stranger.pathloom(&["export", &desk.name(), "--out", &out.to_string_lossy()]);
    assert_eq!(said.code, 0, "it can be exported elsewhere: {}", said.err);
    let rows = fs::read_to_string(out.join("train.jsonl")).expect("reads");
    let row: Value = serde_json::from_str(rows.lines().next().expect("a row")).expect("JSON");
    let metadata: Value = serde_json::from_str(row["metadata"].as_str().expect("text")).expect("JSON");
    metadata["sample_id"].as_str().expect("text").to_owned()
}

#[test]
fn a_read_only_folder_is_looked_at_and_left_as_it_is() {
    let desk = Desk::new();
    let expected = pathloom(&["--json", "stats", &desk.name()]).json();
    desk.allow(0o555, 0o444);
    let before = content(&desk.project);
    assert_looks_but_never_changes(&desk, &expected);
    assert!(content(&desk.project) == before, "not a byte of it changed");
    let inside =
        desk.stranger.pathloom(&["export", &desk.name(), "--out", &desk.project.join("exports/a").to_string_lossy()]);
    assert!(inside.code == 1 && inside.err.contains("may not read or write"), "{}", inside.err);
}

#[test]
fn files_that_may_be_written_in_a_folder_that_may_not_are_left_alone_too() {
    let desk = Desk::new();
    let expected = pathloom(&["--json", "stats", &desk.name()]).json();
    desk.allow(0o555, 0o666);
    assert_looks_but_never_changes(&desk, &expected);
}

#[test]
fn the_last_decisions_before_a_crash_are_seen_in_a_read_only_copy() {
    let desk = Desk::new();
    let expected = pathloom(&["--json", "stats", &desk.name()]).json();
    // A crash leaves the last writes beside the database, until it is opened for writing again.
    let copy = desk.place.path().join("copy.pathloom");
    let mut held = start(&["generate", &desk.name(), "--templates", "all", "-n", "400", "--seed", "7"]);
    let wal = desk.project.join("project.db-wal");
    for _ in 0..500 {
        if fs::metadata(&wal).is_ok_and(|meta| meta.len() > 0) {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    held.kill().expect("kills");
    held.wait().expect("ends");
    assert!(fs::metadata(&wal).is_ok_and(|meta| meta.len() > 0), "the crash left something behind");
    copy_folder(&desk.project, &copy);
    let there = pathloom(&["--json", "runs", &desk.name()]).lines().len();
    allow(&copy, 0o555, 0o444);
    let stats = desk.stranger.pathloom(&["--json", "stats", &copy.to_string_lossy()]);
    assert_eq!(stats.code, 0, "{}", stats.err);
    assert_eq!(stats.json()["nodes"], expected["nodes"]);
    let seen = desk.stranger.pathloom(&["--json", "runs", &copy.to_string_lossy()]);
    assert_eq!(seen.lines().len(), there, "the run that was cut off is seen: {}", seen.err);
    allow(&copy, 0o777, 0o666);
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir(to).expect("makes");
    for entry in fs::read_dir(from).expect("reads") {
        let path = entry.expect("reads").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy_folder(&path, &target);
        } else {
            fs::copy(path, target).expect("copies");
        }
    }
}

#[test]
fn a_project_that_another_process_holds_is_refused_to_writers_and_readers() {
    let desk = Desk::new();
    let lock = File::options().write(true).open(desk.project.join("project.lock")).expect("opens");
    lock.lock().expect("locks");
    let refused = pathloom(&["stats", &desk.name()]);
    assert!(
        refused.code == 1 && refused.err.contains("open in another") && refused.err.contains("Close it there"),
        "{}",
        refused.err
    );
    desk.allow(0o555, 0o444);
    let refused = desk.stranger.pathloom(&["stats", &desk.name()]);
    assert!(
        refused.code == 1 && refused.err.contains("open in another"),
        "what is written just now is not read: {}",
        refused.err
    );
}
