//! `kill -9` at twenty random moments of a run by models: going on gives the samples of an undisturbed run, and no reply
//! that was stored is asked for again.

use pathloom_engine::scripted::{Answer, Server, firms};
use rusqlite::Connection;
use serde_json::Value;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

const KILLS: u32 = 20;
const PATHS: &str = "24";

/// How often each call came, by its words.
type Asked = Arc<Mutex<HashMap<String, u32>>>;

/// One reply that serves writer, judges and answerers, after some milliseconds that depend on what is asked.
fn server() -> (Server, Asked) {
    let asked = Asked::default();
    let kept = asked.clone();
    let script = move |body: &str| {
        let words = firms::words_of(body);
        let sum: u64 = words.bytes().map(u64::from).sum();
        *kept.lock().expect("not poisoned").entry(words).or_default() += 1;
        Answer::text(body, &firms::reply(body)).after(Duration::from_millis(10 + sum % 40))
    };
    (Server::start(script).expect("a server"), asked)
}

struct Place {
    folder: PathBuf,
    url: String,
}

impl Place {
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pathloom"));
        command.args(arguments).env("PATHLOOM_HOME", self.folder.join("home")).stdin(Stdio::null());
        command
    }

    fn pathloom(&self, arguments: &[&str]) -> String {
        let said = self.command(arguments).output().expect("it starts");
        let told = String::from_utf8_lossy(&said.stderr).into_owned();
        assert!(matches!(said.status.code(), Some(0 | 3)), "{arguments:?}: {told}");
        String::from_utf8_lossy(&said.stdout).into_owned() + &told
    }

    /// A project of firms and their works, with models for writing, judging, answering and rating.
    fn project(&self, name: &str) -> String {
        let project = self.folder.join(name).to_string_lossy().into_owned();
        let file = self.folder.join("triples.csv");
        std::fs::write(&file, firms::triples(8)).expect("writes");
        self.pathloom(&["init", &project]);
        self.pathloom(&["import", "--triples", &project, &file.to_string_lossy()]);
        for role in ["generator", "judges", "strong", "weak", "complexity"] {
            self.pathloom(&["role", "set", &project, role, "Lab/m"]);
        }
        project
    }

    fn run<'a>(&self, project: &'a str) -> [&'a str; 8] {
        ["run", project, "--templates", "Entity", "-n", PATHS, "--seed", "3"]
    }
}

/// All samples of a project in their order, as they are stored.
fn samples(project: &str) -> Vec<String> {
    let database = Connection::open(Path::new(project).join("project.db")).expect("opens");
    let mut statement = database.prepare("SELECT sample FROM samples ORDER BY seq").expect("a table");
    let rows = statement.query_map([], |row| row.get(0)).expect("asks");
    rows.collect::<Result<_, _>>().expect("reads")
}

/// Whether a run that makes samples is stored.
fn has_begun(project: &str) -> bool {
    let database = Connection::open(Path::new(project).join("project.db")).expect("opens");
    let count = "SELECT count(*) FROM runs WHERE request ->> '$.task' = 'generate'";
    database.query_row(count, [], |row| row.get::<_, u32>(0)).expect("asks") > 0
}

/// Words of the calls whose reply is stored.
fn stored(project: &str) -> Vec<String> {
    let database = Connection::open(Path::new(project).join("project.db")).expect("opens");
    let mut statement = database.prepare("SELECT request FROM calls WHERE state = 'done'").expect("a table");
    let rows = statement.query_map([], |row| row.get::<_, String>(0)).expect("asks");
    let words = |request: String| firms::words(&serde_json::from_str::<Value>(&request).expect("JSON")["messages"]);
    rows.map(|request| words(request.expect("reads"))).collect()
}

#[test]
#[expect(clippy::disallowed_methods, reason = "only says when to kill")]
fn killed_runs_by_models_end_as_calm_ones_and_pay_nothing_twice() {
    let folder = tempfile::tempdir().expect("a folder");
    let (server, asked) = server();
    let place = Place { folder: folder.path().to_owned(), url: server.base_url() };
    place.pathloom(&["endpoint", "add", "Lab", "--base-url", &place.url, "--model", "m"]);
    let calm = place.project("calm.pathloom");
    let started = Instant::now();
    place.pathloom(&place.run(&calm));
    let length = started.elapsed();
    let expected = samples(&calm);
    assert_eq!(expected.len().to_string(), PATHS, "every path gives a sample");
    assert!(expected.iter().all(|sample| sample.contains("votes")), "and each is scored");

    // Moments by a fixed row of numbers, so that a failure can be seen again.
    let mut chance = 88_172_645_463_325_252_u64;
    let (mut killed, mut round) = (0, 0);
    while killed < KILLS {
        round += 1;
        assert!(round < KILLS, "runs end before they can be killed");
        let project = place.project(&format!("killed-{round}.pathloom"));
        asked.lock().expect("not poisoned").clear();
        let mut paid: HashMap<String, u32> = HashMap::new();
        let mut arguments: Vec<&str> = place.run(&project).to_vec();
        while killed < KILLS {
            chance ^= chance << 13;
            chance ^= chance >> 7;
            chance ^= chance << 17;
            let mut child =
                place.command(&arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("starts");
            std::thread::sleep(length.mul_f64(0.05 + (chance % 1000) as f64 / 1500.0));
            if !matches!(child.try_wait(), Ok(None)) {
                break;
            }
            child.kill().expect("kills");
            child.wait().expect("ends");
            killed += 1;
            let counts = asked.lock().expect("not poisoned").clone();
            for words in stored(&project) {
                let times = counts.get(&words).copied().unwrap_or_default();
                assert!(times >= 1, "what is stored was asked");
                assert_eq!(*paid.entry(words).or_insert(times), times, "a stored reply was paid again");
            }
            arguments = vec!["run", &project, "--resume"];
        }
        let said = place.command(&["run", &project, "--resume"]).output().expect("starts");
        // Killed before the run was stored, or while the graph before it was built, there is none to go on with.
        if !has_begun(&project) {
            assert!(samples(&project).is_empty(), "{}", String::from_utf8_lossy(&said.stderr));
            place.pathloom(&place.run(&project));
        }
        let counts = asked.lock().expect("not poisoned").clone();
        for (words, times) in &paid {
            assert_eq!(counts.get(words), Some(times), "a stored reply was paid again");
        }
        assert_eq!(samples(&project), expected, "round {round}: the samples of a calm run, in its order");
    }
}
