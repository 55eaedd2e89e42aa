//! From documents to JSONL by the command line, as a user without the window would go.

use pathloom_tests::cli::{demo_documents, pathloom};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

fn path(folder: &Path, name: &str) -> String {
    folder.join(name).to_string_lossy().into_owned()
}

fn rows(file: &Path) -> Vec<Value> {
    let text = fs::read_to_string(file).expect("the export is there");
    assert!(text.ends_with('\n') && !text.contains('\r') && !text.starts_with('\u{feff}'), "plain lines, no BOM");
    text.lines().map(|line| serde_json::from_str(line).expect("each line is one JSON object")).collect()
}

#[test]
fn the_demo_gives_a_data_set_that_trainers_load_and_the_same_bytes_twice() {
    let place = tempfile::tempdir().expect("a temporary folder");
    let (one, two) = (path(place.path(), "one"), path(place.path(), "two"));
    for out in [&one, &two] {
        let said = pathloom(&["demo", out]);
        assert_eq!(said.code, 0, "{}", said.err);
    }
    let file = Path::new(&one).join("export/train.jsonl");
    let same = |name: &str| {
        fs::read(Path::new(&one).join(name)).expect("reads") == fs::read(Path::new(&two).join(name)).expect("reads")
    };
    assert!(same("export/train.jsonl") && same("summary.json"), "the same input gives the same bytes");

    let rows = rows(&file);
    assert!(rows.len() >= 100, "at least a hundred samples pass every check, found {}", rows.len());
    let mut questions = BTreeSet::new();
    for row in &rows {
        let keys: Vec<&String> = row.as_object().expect("an object").keys().collect();
        assert_eq!(keys, ["messages", "metadata"], "every row has the same columns");
        let messages = row["messages"].as_array().expect("a list");
        assert_eq!(messages.len(), 2);
        assert_eq!((&messages[0]["role"], &messages[1]["role"]), (&"user".into(), &"assistant".into()));
        let question = messages[0]["content"].as_str().expect("text");
        assert!(questions.insert(question.to_owned()), "no question is asked twice: {question}");
        let reply = messages[1]["content"].as_str().expect("text");
        assert!(reply.starts_with("<think>\n1. ") && reply.contains("\n</think>\n\n"), "{reply}");
        let metadata: Value = serde_json::from_str(row["metadata"].as_str().expect("text")).expect("JSON in a string");
        for key in ["sample_id", "template", "path", "evidence", "scores", "review", "gen"] {
            assert!(metadata.get(key).is_some(), "{key} is in the metadata");
        }
        assert_eq!(metadata["scores"]["support"]["value"], Value::Null, "no judge, no score");
        assert!(!metadata["evidence"].as_array().expect("a list").is_empty(), "every sample cites its sources");
        for evidence in metadata["evidence"].as_array().expect("a list") {
            let document = evidence["document"].as_str().expect("text");
            assert!(demo_documents().join(document).is_file(), "{document} is a document of the demo");
        }
    }
    let text = fs::read_to_string(&file).expect("reads");
    assert!(!text.contains(&*place.path().to_string_lossy()), "no path of this computer is exported");
    assert_eq!(pathloom(&["demo", &one]).code, 0, "a second time on the same folder");
    assert!(same("export/train.jsonl"), "and it changes nothing");
}

#[test]
fn no_wording_covers_more_than_a_twentieth_of_the_demo() {
    let place = tempfile::tempdir().expect("a temporary folder");
    let out = path(place.path(), "demo");
    assert_eq!(pathloom(&["demo", &out]).code, 0);
    let mut wordings: BTreeMap<String, usize> = BTreeMap::new();
    let rows = rows(&Path::new(&out).join("export/train.jsonl"));
    for row in &rows {
        let metadata: Value = serde_json::from_str(row["metadata"].as_str().expect("text")).expect("JSON");
        *wordings.entry(metadata["gen"]["wording"].to_string()).or_default() += 1;
    }
    let (wording, most) = wordings.iter().max_by_key(|(_, count)| **count).expect("there are samples");
    assert!(most * 20 <= rows.len().max(100), "{wording} covers {most} of {}", rows.len());
}

#[test]
fn triples_become_a_graph_and_lines_of_another_shape_are_named() {
    let place = tempfile::tempdir().expect("a temporary folder");
    let (project, file) = (path(place.path(), "t.pathloom"), path(place.path(), "t.csv"));
    fs::write(&file, "红楼梦,作者,曹雪芹\n只有,两栏\n曹雪芹,朝代,清朝\n北京,位于,中国\na,b,c,d\n").expect("writes");
    assert_eq!(pathloom(&["init", &project]).code, 0);
    let said = pathloom(&["import", &project, "--triples", &file]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.err.contains('2') && said.err.contains('5'), "lines 2 and 5 are named: {}", said.err);
    let stats = pathloom(&["--json", "stats", &project]).json();
    assert_eq!(stats["kinds"]["Assertion"], 3, "{stats}");
    let found = pathloom(&["--json", "count", &project, "--template", "Entity"]);
    assert_eq!(found.code, 0, "{}", found.err);
    let (count, exact) = (found.json()["count"].clone(), found.json()["exact"].clone());
    assert_eq!((count, exact), (1.into(), true.into()), "红楼梦 → 曹雪芹 → 清朝 is the one chain of two hops");
    let drawn = pathloom(&["--json", "sample", &project, "--template", "Entity", "-n", "5", "--seed", "3"]).lines();
    assert_eq!(drawn.len(), 1, "all there are");
    let names: Vec<&str> =
        drawn[0]["nodes"].as_array().expect("nodes").iter().map(|n| n["name"].as_str().unwrap_or("")).collect();
    assert_eq!(names, ["红楼梦", "曹雪芹", "清朝"]);
}

#[test]
fn one_bad_file_costs_one_file_and_says_why() {
    let place = tempfile::tempdir().expect("a temporary folder");
    let project = path(place.path(), "b.pathloom");
    let file = |name: &str, bytes: &[u8]| {
        fs::write(place.path().join(name), bytes).expect("writes");
        path(place.path(), name)
    };
    let good = file("good.md", b"# Notes\n\nNorrheat AB operates Arvika Works. Arvika Works is located in Arvika.\n");
    let ragged =
        file("ragged.csv", b"\xef\xbb\xbfPlant,City\nArvika Works,Arvika\nGdynia Works\nTampere Plant,Tampere,extra\n");
    let (gb, _, _) = (b"\xb1\xb1\xbe\xb3\xc8\xc8\xb1\xc3\xce\xbb\xd3\xda\xb8\xe7\xb5\xc2\xb1\xa4\xa1\xa3\xb1\xb1\xbe\xb3\xc8\xc8\xb1\xc3\xca\xc7\xd2\xbb\xbc\xd2\xb9\xab\xcb\xbe\xa1\xa3", 0, 0);
    let chinese = file("gb18030.txt", gb);
    let wide: Vec<u8> = "Gdynia Works is located in Gdynia.".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let wide = file("utf16.txt", &[b"\xff\xfe".as_slice(), &wide].concat());
    let empty = file("empty.txt", b"");
    let fake_pdf = file("fake.pdf", b"%PDF-1.7\nthis is where a document should be");
    let fake_docx = file("fake.docx", &[0x12, 0x9a, 0x33, 0x01].repeat(200));
    assert_eq!(pathloom(&["init", &project]).code, 0);
    let said = pathloom(&["import", &project, &good, &ragged, &chinese, &wide, &empty, &fake_pdf, &fake_docx]);
    assert_eq!(said.code, 3, "partly done: {}", said.err);
    for (name, word) in [("empty.txt", "empty"), ("fake.pdf", "damaged"), ("fake.docx", "Word")] {
        let line =
            said.err.lines().find(|line| line.contains(name)).unwrap_or_else(|| panic!("{name} in {}", said.err));
        assert!(line.contains(word), "{name} is explained: {line}");
    }
    assert!(said.err.contains("ragged.csv"), "ragged rows are reported: {}", said.err);
    let stats = pathloom(&["--json", "stats", &project]).json();
    assert_eq!(stats["kinds"]["Document"], 4, "the readable ones are in: {stats}");
    let again = pathloom(&["import", &project, &good]);
    assert_eq!(again.code, 0, "{}", again.err);
    assert_eq!(
        pathloom(&["--json", "stats", &project]).json()["kinds"]["Document"],
        4,
        "the same file twice is one document"
    );
}

#[test]
fn wrong_use_and_strange_projects_end_in_words() {
    let place = tempfile::tempdir().expect("a temporary folder");
    let project = path(place.path(), "w.pathloom");
    assert_eq!(pathloom(&["frobnicate"]).code, 2);
    let missing = pathloom(&["stats", &project]);
    assert_eq!(missing.code, 1);
    assert!(missing.err.contains("no project"), "{}", missing.err);
    assert_eq!(pathloom(&["init", &project]).code, 0);
    let twice = pathloom(&["init", &project]);
    assert!(twice.code == 1 && twice.err.contains("already exists"), "{}", twice.err);
    let nothing = pathloom(&["export", &project, "--out", &path(place.path(), "out")]);
    assert!(nothing.code == 1 && nothing.err.contains("no sample is approved"), "{}", nothing.err);
    let unknown = pathloom(&["count", &project, "--template", "no_such"]);
    assert!(unknown.code == 1 && unknown.err.contains("no_such"), "{}", unknown.err);
    fs::write(place.path().join("w.pathloom/project.db"), b"not a database, whatever its name says....")
        .expect("writes");
    let damaged = pathloom(&["stats", &project]);
    assert!(damaged.code == 1 && damaged.err.contains("damaged"), "{}", damaged.err);
}
