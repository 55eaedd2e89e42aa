//! `kill -9` while documents that changed are read and built again, in a project with edits by hand: building once more
//! gives the graph of an undisturbed build, under the ontology that was set and with every merge that was decided.

use rusqlite::Connection;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const DOCUMENTS: usize = 42;
const KILLS: u32 = 6;
const SYLLABLES: [&str; 7] = ["Kalt", "Vest", "Ostr", "Hede", "Gdyn", "Brak", "Mörs"];

struct Place(PathBuf);

impl Place {
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pathloom"));
        command.args(arguments).env("PATHLOOM_HOME", self.0.join("home")).stdin(Stdio::null());
        command
    }

    fn pathloom(&self, arguments: &[&str]) -> String {
        let said = self.command(arguments).output().expect("it starts");
        let told = String::from_utf8_lossy(&said.stderr).into_owned();
        assert!(matches!(said.status.code(), Some(0 | 3)), "{arguments:?}: {told}");
        String::from_utf8_lossy(&said.stdout).into_owned()
    }

    /// Kills the program after so long; true when it was still going.
    fn kill_after(&self, arguments: &[&str], delay: Duration) -> bool {
        let mut child = self.command(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("starts");
        std::thread::sleep(delay);
        let going = matches!(child.try_wait(), Ok(None));
        child.kill().expect("kills");
        child.wait().expect("ends");
        going
    }

    fn documents(&self) -> PathBuf {
        self.0.join("documents")
    }

    /// Every document as it is first, or with another figure and another customer in every third.
    fn write_documents(&self, is_later: bool) {
        std::fs::create_dir_all(self.documents()).expect("a folder");
        for n in 0..DOCUMENTS {
            // Every second firm is spelled with a letter more in the next report.
            let (first, second) = (SYLLABLES[n / 2 % 7], SYLLABLES[n / 14].to_lowercase());
            let firm = format!("{first}{second}lund{} Motoren", if n % 2 == 0 { "" } else { "d" });
            let changed = is_later && n % 3 == 0;
            let (figure, customer) = if changed { (77, "Vesterholt Pumps") } else { (n, "Gdynia Marine") };
            let text = format!(
                "# Report {n}\n\n{firm} acquired {customer}. {firm} is headquartered in Malmö. The Arvika Refinery is \
                 operated by {firm}.\n\nTable 1: Output by company (kt)\n\n| Company | 2022 | 2023 |\n| --- | --- | --- |\n\
                 | {firm} | {n} | {figure} |\n",
            );
            std::fs::write(self.documents().join(format!("report{n:02}.md")), text).expect("writes");
        }
    }

    /// A project of the first documents under an ontology of its own, with two pairs decided.
    fn project(&self, name: &str) -> String {
        let project = self.0.join(name).to_string_lossy().into_owned();
        self.write_documents(false);
        self.pathloom(&["init", &project]);
        self.pathloom(&["import", &project, &self.documents().to_string_lossy()]);
        self.pathloom(&["ontology", "set", &project, "chemistry"]);
        let pairs = self.pathloom(&["--json", "merge", "list", &project]);
        let ids: Vec<String> = pairs.lines().map(|line| id_of(&serde_json::from_str(line).expect("JSON"))).collect();
        assert!(ids.len() >= 4, "{pairs}");
        self.pathloom(&["merge", "accept", &project, &ids[0], &ids[1]]);
        self.pathloom(&["merge", "reject", &project, &ids[2]]);
        project
    }
}

fn id_of(pair: &Value) -> String {
    pair["id"].as_str().expect("an id").to_owned()
}

/// Everything that a build makes, by keys.
fn graph(project: &str) -> Vec<String> {
    let database = Connection::open(Path::new(project).join("project.db")).expect("opens");
    let mut all = Vec::new();
    for sql in [
        "SELECT hex(n.key) || n.name || c.content FROM graph_nodes n JOIN contents c ON c.node = n.id ORDER BY 1",
        "SELECT hex(h.key) || w.word || hex(t.key) FROM graph_relations r JOIN graph_nodes h ON h.id = r.head
         JOIN graph_nodes t ON t.id = r.tail JOIN graph_words w ON w.id = r.name ORDER BY 1",
        "SELECT id || ifnull(rule, '') || rule_reason || ifnull(person, '') || is_one FROM merges ORDER BY id",
        "SELECT name || status || nodes FROM documents ORDER BY id",
        "SELECT value FROM meta WHERE key = 'ontology'",
    ] {
        let mut statement = database.prepare(sql).expect("a table");
        let rows = statement.query_map([], |row| row.get::<_, String>(0)).expect("asks");
        all.extend(rows.map(|row| row.expect("reads")));
    }
    all
}

#[test]
#[expect(clippy::disallowed_methods, reason = "only says when to kill")]
fn killed_while_building_again_nothing_is_lost_and_edits_stand() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = Place(folder.path().to_owned());
    let documents = place.documents().to_string_lossy().into_owned();
    let calm = place.project("calm.pathloom");
    place.write_documents(true);
    let started = Instant::now();
    place.pathloom(&["import", &calm, &documents]);
    let length = started.elapsed();
    let expected = graph(&calm);
    assert!(expected.iter().any(|row| row.contains("Vesterholt")));

    let mut chance = 88_172_645_463_325_252_u64;
    let (mut killed, mut round) = (0, 0);
    while killed < KILLS {
        round += 1;
        assert!(round < 3 * KILLS, "runs end before they can be killed");
        let project = place.project(&format!("killed-{round}.pathloom"));
        place.write_documents(true);
        // Reading the changed files, then building once more, each killed at a moment of its own.
        for arguments in
            [["import", &project, &documents].as_slice(), &["import", &project, &documents], &["build", &project]]
        {
            chance ^= chance << 13;
            chance ^= chance >> 7;
            chance ^= chance << 17;
            killed += u32::from(place.kill_after(arguments, length.mul_f64((chance % 1_000) as f64 / 1_000.0)));
        }
        // What a user does then: the files again, since the program may have been killed before it knew of them.
        place.pathloom(&["import", &project, &documents]);
        place.pathloom(&["build", &project]);
        assert_eq!(graph(&project).iter().zip(&expected).find(|(a, b)| a != b), None, "killed {killed} times by now");
        assert_eq!(graph(&project).len(), expected.len());
    }
}
