//! A project made by a stranger: whatever its database or its folder holds is refused in words, and nothing outside the
//! folder is read or written.

use pathloom_store::{Project, StoreError};
use rusqlite::Connection;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

fn made(place: &TempDir) -> PathBuf {
    let folder = place.path().join("Gift.pathloom");
    drop(Project::create(&folder).expect("creates"));
    folder
}

/// Opens a project whose database a stranger changed by these statements.
fn opened_after(sql: &str) -> Result<(Project, TempDir), StoreError> {
    let place = tempfile::tempdir().expect("a temporary folder");
    let folder = made(&place);
    let database = Connection::open(folder.join("project.db")).expect("opens");
    database.execute_batch(sql).unwrap_or_else(|problem| panic!("{problem}: {sql}"));
    drop(database);
    Project::open(&folder).map(|project| (project, place))
}

#[test]
fn nothing_can_be_added_to_the_schema_whatever_its_name() {
    let body = "AFTER INSERT ON events BEGIN DELETE FROM samples; END";
    for (name, sql) in [
        ("spy", format!("CREATE TRIGGER spy {body}")),
        ("sqlitespy", format!("CREATE TRIGGER sqlitespy {body}")),
        ("documents", format!("CREATE TRIGGER documents {body}")),
        ("secrets", "CREATE VIEW secrets AS SELECT * FROM events".to_owned()),
        ("extra", "CREATE TABLE extra (a)".to_owned()),
        ("extra", "CREATE INDEX extra ON events(actor)".to_owned()),
        ("meta", "CREATE TRIGGER meta BEFORE DELETE ON documents BEGIN SELECT 1; END".to_owned()),
    ] {
        match opened_after(&sql) {
            Err(StoreError::Damaged(detail)) => assert!(detail.contains(name), "it is named: {detail}"),
            other => panic!("{sql} is refused, not {:?}", other.map(|_| "opened")),
        }
    }
}

#[test]
fn statistics_that_another_tool_left_are_no_reason_to_refuse() {
    assert!(opened_after("INSERT INTO meta VALUES ('a', 'b'); ANALYZE").is_ok());
}

#[test]
fn a_trigger_that_stands_before_a_table_of_the_same_name_is_found() {
    let sql = "CREATE TRIGGER events AFTER INSERT ON meta BEGIN DELETE FROM samples; END;
        PRAGMA writable_schema = ON;
        UPDATE sqlite_schema SET rowid = rowid + 1000 WHERE name = 'events' AND type = 'table';
        PRAGMA writable_schema = RESET;";
    let refused = opened_after(sql).map(|_| "opened");
    assert!(matches!(refused, Err(StoreError::Damaged(_))), "{refused:?}");
}

#[test]
fn a_changed_or_missing_part_of_the_schema_is_named() {
    for (name, sql) in [
        ("runs", "ALTER TABLE runs ADD COLUMN more TEXT DEFAULT (1)"),
        ("samples_decision", "DROP INDEX samples_decision"),
        ("meta", "DROP TABLE meta; CREATE VIEW meta AS SELECT 1 AS key, 2 AS value"),
    ] {
        let Err(StoreError::Damaged(detail)) = opened_after(sql) else { panic!("{sql} is refused") };
        assert!(detail.contains(name), "{detail}");
    }
}

#[test]
fn values_that_are_no_text_of_ours_are_damage_and_never_a_crash() {
    let row = |sample: &str| {
        format!(
            "INSERT INTO samples (id, run, template, fingerprint, question, original, sample)
             VALUES ('a', 1, 't', 'f', 'q', '{{}}', {sample})"
        )
    };
    let deep = format!("'{}'", "[".repeat(100_000));
    for sample in ["'{}'", "'no JSON'", "CAST(x'ff00ff' AS TEXT)", "printf('%.*c', 8000000, 'x')", &deep] {
        let (project, _place) = opened_after(&row(sample)).expect("the schema is ours");
        let refused = project.samples(&Default::default()).map(|_| "read");
        assert!(matches!(refused, Err(StoreError::Damaged(_))), "{:.40}: {refused:?}", sample);
    }
    for template in ["'{}'", "'no JSON'", "CAST(x'ff00ff' AS TEXT)", "printf('%.*c', 8000000, 'x')", &deep] {
        let sql = format!("INSERT INTO templates (id, template) VALUES ('mine-a-1', {template})");
        let (project, _place) = opened_after(&sql).expect("the schema is ours");
        let all = project.templates::<Vec<String>>().map(drop);
        let one = project.one_template::<Vec<String>>("mine-a-1").map(drop);
        for refused in [all, one] {
            assert!(matches!(refused, Err(StoreError::Damaged(_))), "{template:.40}: {refused:?}");
        }
    }
    let (project, _place) =
        opened_after("INSERT INTO documents (name, source, status) VALUES ('a', 'b', 'owned')").expect("opens");
    assert!(matches!(project.documents().map(drop), Err(StoreError::Damaged(_))), "a status that is none");
    let (project, _place) =
        opened_after("INSERT INTO events (at, actor, event) VALUES (1, 'a', '{\"what\":\"run\"}')").expect("opens");
    assert!(matches!(project.undo("me", 2).map(drop), Err(StoreError::Damaged(_))), "an event that is none");
}

#[test]
fn a_copied_project_reads_none_of_the_files_that_it_names() {
    let place = tempfile::tempdir().expect("a temporary folder");
    let folder = made(&place);
    let project = Project::open(&folder).expect("opens");
    let id = project.queue_document("keys.txt", "/home/someone/keys.txt").expect("queues");
    assert!(project.may_read_source(id).expect("asks"), "the one that was told to");
    drop(project);
    assert!(Project::open(&folder).and_then(|again| again.may_read_source(id)).expect("asks"), "and after a restart");
    let copy = place.path().join("Copy.pathloom");
    fs::create_dir(&copy).expect("makes");
    fs::copy(folder.join("project.db"), copy.join("project.db")).expect("copies");
    let project = Project::open(&copy).expect("opens");
    assert!(!project.may_read_source(id).expect("asks"), "a copy was not");
    assert_eq!(project.queue_document("keys.txt", "/home/someone/keys.txt").expect("queues"), id);
    assert!(project.may_read_source(id).expect("asks"), "until its user adds the file again");
}

#[test]
fn a_blob_is_what_its_name_says_or_refused() {
    let place = tempfile::tempdir().expect("a temporary folder");
    let project = Project::open(&made(&place)).expect("opens");
    let name = project.put_blob(b"a page").expect("keeps");
    for traversal in ["../project.db", "/etc/hostname", "..", "", "0123456789abcdef0123456789ABCDEF"] {
        assert!(matches!(project.blob(traversal), Err(StoreError::Damaged(_))), "{traversal} is no name");
    }
    fs::write(project.folder().join("blobs").join(&name), b"something else").expect("writes");
    assert!(matches!(project.blob(&name), Err(StoreError::Damaged(_))), "other bytes under that name");
}

#[cfg(unix)]
mod links {
    use super::*;
    use std::os::unix::fs::symlink;

    #[test]
    fn links_out_of_the_folder_are_neither_read_nor_written() {
        let place = tempfile::tempdir().expect("a temporary folder");
        let secret = place.path().join("secret");
        fs::write(&secret, b"mine alone").expect("writes");
        let project = Project::open(&made(&place)).expect("opens");
        let blobs = project.folder().join("blobs");
        let name = project.put_blob(b"mine alone").expect("keeps");
        fs::remove_file(blobs.join(&name)).expect("removes");
        symlink(&secret, blobs.join(&name)).expect("links");
        assert!(matches!(project.blob(&name), Err(StoreError::Damaged(_))), "a link is not read");

        let page = project.put_blob(b"a page").expect("keeps");
        fs::remove_file(blobs.join(&page)).expect("removes");
        symlink(&secret, blobs.join(&page).with_extension("partial")).expect("links");
        assert_eq!(project.put_blob(b"a page").expect("keeps"), page);
        assert_eq!(fs::read(&secret).expect("reads"), b"mine alone", "a link is not written through");
        assert_eq!(project.blob(&page).expect("reads"), b"a page");
    }

    #[test]
    fn a_folder_whose_parts_are_links_or_pipes_is_refused_without_waiting() {
        for part in ["project.db", "project.lock", "blobs", "exports"] {
            let place = tempfile::tempdir().expect("a temporary folder");
            let folder = made(&place);
            let aside = place.path().join("aside");
            fs::rename(folder.join(part), &aside).expect("moves");
            symlink(&aside, folder.join(part)).expect("links");
            let Err(StoreError::Damaged(detail)) = Project::open(&folder) else { panic!("a linked {part} is refused") };
            assert!(detail.contains(part), "{detail}");

            fs::remove_file(folder.join(part)).expect("removes");
            pipe(&folder.join(part));
            assert!(matches!(Project::open(&folder), Err(StoreError::Damaged(_))), "a pipe in place of {part}");
        }
    }

    fn pipe(path: &Path) {
        let made = std::process::Command::new("mkfifo").arg(path).status().expect("mkfifo runs");
        assert!(made.success());
    }
}
