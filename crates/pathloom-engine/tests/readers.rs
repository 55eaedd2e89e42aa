//! A reading process that hangs, dies or never comes up costs the one file, and the next one is read.
#![cfg(unix)]

use pathloom_engine::readers::Readers;
use pathloom_ingest::{ReadError, Source, wire};
use std::path::Path;
use std::time::Duration;

const NOTES: Source = Source { name: "notes.md", bytes: b"# Notes\n\nArvika Works is a plant.\n", password: None };

/// A shell that greets as a reading process does, and then does this.
fn that_greets_and(then: &str) -> Readers {
    Readers::new("/bin/sh".into(), vec!["-c".into(), format!("echo '{}'; {then}", hello())])
}

/// What a user is told of a file.
fn told(readers: &Readers) -> String {
    match readers.read(&NOTES) {
        Ok(parsed) => format!("read: {} blocks", parsed.blocks.len()),
        Err(problem) => format!("{problem} {}", problem.hint()),
    }
}

#[test]
fn a_reader_that_hangs_is_ended_and_said() {
    let readers = that_greets_and("exec sleep 1000").with_limit(Duration::from_millis(300));
    let said = told(&readers);
    assert!(said.contains("took longer than") && said.contains("save a smaller copy"), "{said}");
    let picture = readers.page_image(&NOTES, 1, 100);
    assert!(matches!(picture, Err(ReadError::Unsafe { .. })), "a page that hangs: {picture:?}");
}

#[test]
fn a_reader_that_dies_costs_its_file_and_no_other() {
    let place = tempfile::tempdir().expect("a folder");
    let first = place.path().join("first");
    std::fs::write(&first, "").expect("writes");
    // The first process dies; those after it never greet, and so the program reads by itself.
    let script = format!("rm {0} 2>/dev/null && {{ echo '{1}'; exit 1; }}", first.display(), hello());
    let readers = Readers::new("/bin/sh".into(), vec!["-c".into(), script]);
    let said = told(&readers);
    assert!(said.contains("its reader stopped") && said.contains("save it again"), "{said}");
    assert_eq!(told(&readers), "read: 2 blocks");
}

#[test]
fn a_program_that_cannot_be_started_again_reads_by_itself() {
    assert_eq!(told(&Readers::new(Path::new("/nowhere/pathloom").into(), vec![])), "read: 2 blocks");
    assert_eq!(told(&Readers::new("/bin/cat".into(), vec!["/dev/null".into()])), "read: 2 blocks", "says no hello");
}

fn hello() -> String {
    String::from_utf8_lossy(wire::HELLO).trim_end().to_owned()
}
