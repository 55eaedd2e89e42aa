//! `kill -9` at any moment of import, build, generation and review: nothing that was done is lost, and going on gives
//! what an undisturbed run gives.

use pathloom_tests::cli::{Said, demo_documents, pathloom, start};
use serde_json::Value;
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

const TEMPLATES: &str = "single_table,Entity,single_text,multi_table";

fn import_arguments(project: &str) -> Vec<String> {
    let documents = demo_documents().to_string_lossy().into_owned();
    ["import", project, &documents].map(String::from).to_vec()
}

fn generate_arguments(project: &str) -> Vec<String> {
    ["generate", project, "--templates", TEMPLATES, "-n", "12", "--seed", "5"].map(String::from).to_vec()
}

fn stats(project: &str) -> Value {
    let said = pathloom(&["--json", "stats", project]);
    assert_eq!(said.code, 0, "the project opens after a kill: {}", said.err);
    let mut stats = said.json();
    stats["name"] = Value::Null;
    stats
}

/// Kills the program after so long; true when it was still going.
fn kill_after(arguments: &[String], delay: Duration) -> bool {
    let mut child = start(arguments);
    sleep(delay);
    let going = matches!(child.try_wait(), Ok(None));
    child.kill().expect("kills");
    child.wait().expect("ends");
    going
}

fn resume(project: &str) {
    let said = pathloom(&["run", project, "--resume"]);
    assert!(matches!(said.code, 0 | 3) || said.err.contains("No run was interrupted"), "{}", said.err);
}

/// What a run without kills gives, and how long its two parts take on this machine.
struct Calm {
    stats: Value,
    rows: Vec<u8>,
    import: Duration,
    generate: Duration,
}

fn undisturbed(place: &Path) -> Calm {
    let project = place.join("calm.pathloom").to_string_lossy().into_owned();
    assert_eq!(pathloom(&["init", &project]).code, 0);
    let (said, import) = timed(&import_arguments(&project));
    assert_eq!(said.code, 0, "{}", said.err);
    let (said, generate) = timed(&generate_arguments(&project));
    assert!(matches!(said.code, 0 | 3), "{}", said.err);
    Calm { stats: stats(&project), rows: exported(place, &project, "calm"), import, generate }
}

#[expect(clippy::disallowed_methods, reason = "only says when to kill")]
fn timed(arguments: &[String]) -> (Said, Duration) {
    let start = Instant::now();
    (pathloom(arguments), start.elapsed())
}

fn exported(place: &Path, project: &str, name: &str) -> Vec<u8> {
    assert_eq!(pathloom(&["review", project, "--approve-checked", "--reviewer", "t"]).code, 0);
    let out = place.join(name).to_string_lossy().into_owned();
    let said = pathloom(&["export", project, "--out", &out]);
    assert_eq!(said.code, 0, "{}", said.err);
    std::fs::read(Path::new(&out).join("train.jsonl")).expect("the export is there")
}

#[test]
fn killed_runs_go_on_to_the_same_end() {
    let place = tempfile::tempdir().expect("a temporary folder");
    let calm = undisturbed(place.path());
    let mut disturbed = 0;
    // Moments from the first file to the last batch, as parts of what an undisturbed run takes.
    for (round, part) in [0.02, 0.1, 0.25, 0.45, 0.65, 0.85].into_iter().enumerate() {
        let project = place.path().join(format!("k{round}.pathloom")).to_string_lossy().into_owned();
        assert_eq!(pathloom(&["init", &project]).code, 0);
        disturbed += u32::from(kill_after(&import_arguments(&project), calm.import.mul_f64(part)));
        resume(&project);
        // Killed before the run was stored: the user imports again; what is there already is recognised.
        assert!(matches!(pathloom(&import_arguments(&project)).code, 0 | 3));
        disturbed += u32::from(kill_after(&generate_arguments(&project), calm.generate.mul_f64(part)));
        resume(&project);
        if stats(&project)["samples"]["total"] == 0 {
            assert!(matches!(pathloom(&generate_arguments(&project)).code, 0 | 3));
        }
        let mut found = stats(&project);
        let mut expected = calm.stats.clone();
        for value in [&mut found, &mut expected] {
            value["samples"] = Value::Null;
        }
        assert_eq!(found, expected, "killed at {part} of the way, the graph and samples are those of a calm run");
        let rows = exported(place.path(), &project, &format!("k{round}"));
        assert!(rows == calm.rows, "killed at {part} of the way, the export has the same bytes");
    }
    assert!(disturbed >= 3, "the kills hit runs that were going ({disturbed})");
}

#[test]
fn a_killed_review_keeps_every_decision_that_was_told() {
    let place = tempfile::tempdir().expect("a temporary folder");
    undisturbed(place.path());
    let project = place.path().join("calm.pathloom").to_string_lossy().into_owned();
    let rows = std::fs::read_to_string(place.path().join("calm/train.jsonl")).expect("reads");
    let ids: Vec<String> = rows
        .lines()
        .filter_map(|line| {
            let row: Value = serde_json::from_str(line).ok()?;
            let metadata: Value = serde_json::from_str(row["metadata"].as_str()?).ok()?;
            Some(metadata["sample_id"].as_str()?.to_owned())
        })
        .collect();
    let mut told = 0;
    for (round, id) in ids.iter().take(8).enumerate() {
        let reject = ["review", &project, "--reject", id, "--reason", "trivial"];
        if round % 2 == 0 {
            assert_eq!(pathloom(&reject).code, 0);
            told += 1;
        } else {
            kill_after(&reject.map(String::from), Duration::from_millis(2 + round as u64 * 3));
        }
        let rejected = stats(&project)["samples"]["rejected"].as_u64().expect("a number");
        assert!(rejected >= told, "a decision that was told as done is there");
        told = rejected;
    }
}
