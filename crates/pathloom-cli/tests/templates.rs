//! Templates from the command line: project first, ids and files alike, and the truth about a short draw.

use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::Command;

struct Said {
    code: i32,
    out: String,
    err: String,
}

impl Said {
    fn json(&self) -> Value {
        serde_json::from_str(self.out.trim()).unwrap_or_else(|problem| panic!("{problem} in {}", self.out))
    }
}

fn pathloom(folder: &Path, arguments: &str) -> Said {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pathloom"));
    let output =
        command.current_dir(folder).args(arguments.split_whitespace()).output().expect("the command line starts");
    Said {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

const SHORT: &str = r#"id = "short"
title = { en = "Two hops" }
slot = [
  { id = "start", kinds = ["Entity"], role = "start" },
  { id = "answer", kinds = ["Entity"], role = "answer" },
]
link = [
  { from = "start", to = "answer", hops = [2, 2] },
]
"#;

/// A folder with a project `p` of four triples, and the template above as `short.toml`.
fn desk() -> tempfile::TempDir {
    let place = tempfile::tempdir().expect("a folder");
    let triples = "Ada,owns,Bolt\nBolt,runs,Crane\nBolt,runs,Dock\nDock,owns,Ebb\n";
    fs::write(place.path().join("t.csv"), triples).expect("writes");
    fs::write(place.path().join("short.toml"), SHORT).expect("writes");
    fs::write(place.path().join("bad.toml"), SHORT.replace("hops", "jumps")).expect("writes");
    assert_eq!(pathloom(place.path(), "init p").code, 0);
    assert_eq!(pathloom(place.path(), "import p --triples t.csv").code, 0);
    place
}

#[test]
fn a_template_file_is_used_taken_in_and_given_out_again() {
    let place = desk();
    let run = |arguments: &str| pathloom(place.path(), arguments);
    let count = run("count p --template short.toml --json").json();
    assert_eq!((&count["count"], &count["exact"]), (&3.into(), &true.into()), "a file serves as template");
    assert_eq!(run("template list p").out.lines().count(), 32 + 9, "counting takes nothing in");

    let taken = run("template import p short.toml bad.toml");
    assert_eq!((taken.code, taken.out.trim()), (3, "mine-two-hops-1"), "partly done: {}", taken.err);
    assert!(taken.err.contains("bad.toml, line 8:"), "{}", taken.err);
    assert_eq!(run("template import p bad.toml").code, 1);
    assert!(run("template list p").out.starts_with("mine-two-hops-1"), "the user's own come first");
    assert_eq!(run("count p --template mine-two-hops-1 --json").json()["count"], 3);
    assert_eq!(run("template export p mine-two-hops-1 --out out.toml").code, 0);
    let given = fs::read_to_string(place.path().join("out.toml")).expect("it is written");
    assert_eq!(run("template show p mine-two-hops-1").out.trim(), given.trim());
    assert!(run("template validate p out.toml").out.contains("start: 5 of 5 nodes"));

    let made = run("generate p --template short.toml -n 1");
    assert!(made.err.contains("mine-two-hops-1"), "the same template is not taken in twice: {}", made.err);
    assert_eq!(run("template list p").out.lines().count(), 32 + 9 + 1);
}

#[test]
fn templates_can_be_looked_at_without_a_project() {
    let place = desk();
    let run = |arguments: &str| pathloom(place.path(), arguments);
    assert_eq!(run("template list").out.lines().count(), 32 + 9);
    assert!(run("template show Entity").out.starts_with("id = \"Entity\""));
    assert_eq!(run("template show p Entity").out, run("template show Entity").out, "project first, or none");
    assert_eq!(run("template export Entity --out e.toml").code, 0);
    assert_eq!(run("template validate e.toml").code, 0);
    let bad = run("template validate bad.toml");
    assert!(bad.code == 1 && bad.err.contains("line 8") && bad.err.contains("`hops`"), "{}", bad.err);
    assert_eq!(run("template validate none.toml").code, 1);
}

#[test]
fn a_short_draw_says_whether_there_are_no_more() {
    let place = desk();
    let run = |arguments: &str| pathloom(place.path(), arguments);
    let all = run("sample p --template short.toml -n 9");
    assert_eq!(all.out.lines().count(), 3);
    assert_eq!(all.err.trim(), "There are only 3 matches.");
    assert_eq!(run("sample p --template short.toml -n 3").err, "", "as many as asked for");

    fs::write(place.path().join("capped.toml"), format!("{SHORT}caps = {{ per_start = 1 }}\n")).expect("writes");
    let capped = run("sample p --template capped.toml -n 9");
    assert_eq!(capped.out.lines().count(), 2, "Ada's one and Bolt's one");
    assert!(capped.err.contains("caps leave no more") && !capped.err.contains("There are only"), "{}", capped.err);
    let told: Value =
        serde_json::from_str(run("sample p --template capped.toml -n 9 --json").err.trim()).expect("JSON");
    assert_eq!(told, serde_json::json!({"asked": 9, "drawn": 2, "exhausted": true, "capped": true, "gave_up": false}));
}

#[test]
fn an_explanation_lists_changes_with_their_counts() {
    let place = desk();
    fs::write(place.path().join("long.toml"), SHORT.replace("[2, 2]", "[4, 4]")).expect("writes");
    let said = pathloom(place.path(), "explain p --template long.toml --json").json();
    assert_eq!((&said["count"], &said["exact"]), (&0.into(), &true.into()));
    let relaxed = said["relaxed"].as_array().expect("a list");
    assert!(!relaxed.is_empty() && relaxed.iter().all(|one| one["count"].as_u64() > Some(0)), "{said}");
}

#[test]
fn matches_are_looked_for_in_a_subgraph_and_samples_say_in_which() {
    let place = desk();
    let run = |arguments: &str| pathloom(place.path(), arguments);
    let count = |more: &str| run(&format!("count p --template short.toml --json {more}")).json();
    let whole = count("--subgraph whole");
    assert!(whole["count"] == count("")["count"] && whole.get("subgraph").is_none(), "no part, no word of it: {whole}");
    let all = count("--subgraph bfs --order 50");
    assert_eq!((&all["count"], &all["subgraph"]["method"]), (&3.into(), &"bfs".into()), "all of a connected graph");
    assert!(all["subgraph"]["why_fewer"].as_str().is_some_and(|why| why.contains(" of 50 nodes")), "{all}");
    let few = count("--subgraph random --order 3 --subgraph-seed 5");
    assert_eq!(few["subgraph"]["nodes"], 3);
    assert!(few["count"].as_u64() <= Some(3), "{few}");
    assert_eq!(few["subgraph"], count("--subgraph random --order 3 --subgraph-seed 5")["subgraph"], "drawn again");

    let said = run("sample p --template short.toml -n 9 --subgraph bfs --order 50");
    assert!(said.out.lines().count() == 3 && said.err.contains("Within a subgraph of"), "{}", said.err);
    assert_eq!(run("explain p --template short.toml --subgraph degree --order 1 --json").json()["count"], 0);
    fs::write(place.path().join("long.toml"), SHORT.replace("[2, 2]", "[4, 4]")).expect("writes");
    let few = run("explain p --template long.toml --subgraph bfs --order 50 --json").json();
    assert!(few["explain"].as_str().is_some_and(|why| why.contains(" of 50 nodes")), "the part is all there is: {few}");
    let wrong = run("count p --template short.toml --subgraph snow");
    assert!(wrong.code == 1 && wrong.err.contains("whole, random, bfs, acs or degree"), "{}", wrong.err);
    assert_eq!(run("count p --template short.toml --subgraph bfs --order 0").code, 1);

    let made = run("generate p --template short.toml -n 1 --subgraph bfs --order 50 --subgraph-seed 3");
    assert!(made.code == 0, "{}", made.err);
    assert_eq!(run("review p --approve-checked").code, 0);
    assert_eq!(run("export p --out out").code, 0);
    let row: Value = serde_json::from_str(
        fs::read_to_string(place.path().join("out/train.jsonl")).expect("it is written").lines().next().expect("a row"),
    )
    .expect("JSON");
    let metadata: Value = serde_json::from_str(row["metadata"].as_str().expect("a string")).expect("JSON");
    let drawn = serde_json::json!({ "method": "bfs", "order": 50, "seed": 3 });
    assert_eq!(metadata["gen"]["subgraph"], drawn, "enough to draw it again");
}
