//! Folders that a project follows: files that are added, written again, moved and deleted are taken over, whatever
//! moment the program is killed at, and nothing that was read is lost.

use pathloom_tests::cli::{Said, pathloom, start};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Place {
        let place = Place { folder: tempfile::tempdir().expect("a temporary folder") };
        fs::create_dir(place.notes()).expect("a folder");
        assert_eq!(pathloom(&["init", &place.project()]).code, 0);
        place
    }

    fn project(&self) -> String {
        self.folder.path().join("p.pathloom").to_string_lossy().into_owned()
    }

    fn notes(&self) -> PathBuf {
        self.folder.path().join("notes")
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.notes().join(name), text).expect("writes");
    }

    /// Looks once, as the window does whenever something changes.
    fn look(&self) -> Said {
        let said = pathloom(&["watch", "--once", &self.project(), &self.notes().to_string_lossy()]);
        assert!(said.code == 0 || said.code == 3, "{}", said.err);
        said
    }

    fn stats(&self) -> serde_json::Value {
        pathloom(&["--json", "stats", &self.project()]).json()
    }

    fn documents(&self) -> u64 {
        self.stats()["kinds"]["Document"].as_u64().unwrap_or_default()
    }

    fn chunks(&self) -> Vec<(String, String)> {
        let database = Path::new(&self.project()).join("project.db");
        let connection = rusqlite::Connection::open(database).expect("opens");
        let mut rows =
            connection.prepare("SELECT hex(key), name FROM graph_nodes WHERE kind = 1 ORDER BY key").expect("SQL");
        let rows = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).expect("rows");
        rows.map(|row| row.expect("a row")).collect()
    }

    fn document_keys(&self) -> Vec<String> {
        let database = Path::new(&self.project()).join("project.db");
        let connection = rusqlite::Connection::open(database).expect("opens");
        let mut rows = connection.prepare("SELECT key FROM documents WHERE key IS NOT NULL ORDER BY key").expect("SQL");
        let rows = rows.query_map([], |row| row.get(0)).expect("rows");
        rows.map(|row| row.expect("a key")).collect()
    }
}

const FIRST: &str =
    "# Plants\n\nNorrheat AB operates Arvika Works.\n\n# People\n\nNorrheat AB is led by Ingrid Solberg.\n";
const SECOND: &str =
    "# Plants\n\nNorrheat AB operates Arvika Works.\n\n# People\n\nNorrheat AB is led by Lars Ekman.\n";

#[test]
fn a_file_that_is_written_again_keeps_what_did_not_change_in_it() {
    let place = Place::new();
    place.write("a.md", FIRST);
    place.write("b.md", "Corvane Ltd supplies Norrheat AB.\n");
    place.look();
    let (keys, chunks) = (place.document_keys(), place.chunks());
    assert_eq!(keys.len(), 2, "both files are documents");

    let again = place.look();
    assert!(again.err.contains("has changed"), "a second look reads nothing: {}", again.err);

    place.write("a.md", SECOND);
    place.look();
    assert_eq!(place.document_keys(), keys, "the new version is the same document");
    let after = place.chunks();
    let kept = chunks.iter().filter(|chunk| after.contains(chunk)).count();
    assert_eq!(kept, 2, "the chunks that did not change keep their keys: {chunks:?} {after:?}");
    assert!(after.iter().any(|(_, name)| name.contains("Lars Ekman")), "and what is new is read: {after:?}");
}

#[test]
fn moved_and_deleted_files_lose_nothing() {
    let place = Place::new();
    place.write("a.md", FIRST);
    place.write("b.md", "Corvane Ltd supplies Norrheat AB.\n");
    place.look();
    let keys = place.document_keys();

    fs::create_dir(place.notes().join("inside")).expect("a folder");
    fs::rename(place.notes().join("a.md"), place.notes().join("inside/plants.md")).expect("moves");
    fs::remove_file(place.notes().join("b.md")).expect("deletes");
    place.look();
    assert_eq!(place.document_keys(), keys, "the moved file is the same document, the deleted one is still there");
    assert_eq!(place.documents(), 2, "both are in the graph");

    place.write("b.md", "Corvane Ltd supplies Norrheat AB.\n");
    place.look();
    assert_eq!(place.document_keys(), keys, "put back, it is the same document");
}

#[test]
fn temporary_files_and_unreadable_versions_change_nothing() {
    let place = Place::new();
    place.write("a.csv", "Company,Employees\nNorrheat AB,3460\nCorvane Ltd,540\n");
    place.look();
    let before = place.stats()["nodes"].clone();
    for name in [".a.csv.swp", "~$a.docx", "a.csv~", "#a.md#", "a.csv.part"] {
        place.write(name, "half of something");
    }
    place.look();
    assert_eq!(place.documents(), 1, "what editors and downloads leave for a while is no document");

    place.write("a.csv", "");
    let said = pathloom(&["watch", "--once", &place.project()]);
    assert_eq!(said.code, 1, "nothing could be read: {}", said.err);
    assert!(said.err.contains("a.csv") && said.err.contains("kept"), "the user is told: {}", said.err);
    assert_eq!(place.stats()["nodes"], before, "the version that could be read stands");
}

#[test]
fn a_copied_project_follows_no_folder_of_the_first() {
    let place = Place::new();
    place.write("a.md", FIRST);
    place.look();
    let copy = place.folder.path().join("copy.pathloom");
    copy_folder(Path::new(&place.project()), &copy);
    place.write("new.md", "Corvane Ltd supplies Norrheat AB.\n");
    let copy = copy.to_string_lossy().into_owned();
    pathloom(&["watch", "--once", &copy]);
    let stats = pathloom(&["--json", "stats", &copy]).json();
    assert_eq!(
        stats["kinds"]["Document"], 1,
        "a project from elsewhere may name any folder, so it must be asked again"
    );
}

#[test]
fn killed_while_files_change_it_ends_as_if_it_had_not_been() {
    let place = Place::new();
    let notes = place.notes();
    let mut written = Vec::new();
    for round in 0..6u64 {
        let mut child = start(&["watch", &place.project(), &notes.to_string_lossy()]);
        for file in 0..5 {
            let name = format!("note-{round}-{file}.md");
            place.write(&name, &format!("Plant {round}{file} of Norrheat AB makes heat pumps number {round}{file}.\n"));
            written.push(name);
            std::thread::sleep(Duration::from_millis(40));
        }
        if round > 0 {
            place.write(&format!("note-{}-0.md", round - 1), &format!("Written again in round {round}.\n"));
            let moved = format!("moved-{round}.md");
            fs::rename(notes.join(format!("note-{}-1.md", round - 1)), notes.join(moved)).expect("moves");
            fs::remove_file(notes.join(format!("note-{}-2.md", round - 1))).expect("deletes");
        }
        std::thread::sleep(Duration::from_millis(500 + 350 * round));
        child.kill().expect("kills");
        child.wait().expect("ends");
    }
    while !place.look().err.contains("has changed") {}
    let names: Vec<String> = place.chunks().into_iter().map(|(_, name)| name).collect();
    for entry in fs::read_dir(&notes).expect("the folder").flatten() {
        let text = fs::read_to_string(entry.path()).expect("text");
        assert!(names.iter().any(|name| text.starts_with(name.trim_end_matches('…'))), "{text} is read: {names:?}");
    }
    let there = fs::read_dir(&notes).expect("the folder").count() as u64;
    assert!((there..=written.len() as u64).contains(&place.documents()), "none twice: {}", place.documents());
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("copies");
        }
    }
}
