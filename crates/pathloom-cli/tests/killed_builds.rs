//! `kill -9` at random moments of a build by a model: going on gives the graph of an undisturbed build, and no reply that
//! was stored is asked for again.

use pathloom_engine::scripted::{Answer, Server};
use pathloom_engine::scripted_reader::{Log, Script, TrueEntity, TrueRelation, Truth};
use rusqlite::Connection;
use serde_json::Value;
use std::collections::HashMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

const KILLS: u32 = 8;
const DOCUMENTS: usize = 4;

fn documents() -> (Vec<String>, Truth) {
    let mut truth = Truth::default();
    let texts = (0..DOCUMENTS).map(|document| {
        let mut text = format!("# Makers, list {document}\n\n");
        for n in 0..10 {
            let (firm, lead) = (format!("Norrheat{document}{n} AB"), format!("Satu Lahti{document}{n}"));
            let quote = format!("{firm} is steered by {lead} from the old harbour");
            let _ = writeln!(text, "## Part {n}\n\n{quote}.\n");
            for (name, kind) in [(&firm, "Company"), (&lead, "Person")] {
                let (name, entity_type) = (name.clone(), kind.to_owned());
                truth.entities.push(TrueEntity { name, entity_type, aliases: vec![] });
            }
            let (subject, predicate, object) = (firm, "led_by".to_owned(), lead);
            truth.relations.push(TrueRelation { subject, predicate, object, quote, ..TrueRelation::default() });
        }
        text
    });
    (texts.collect(), truth)
}

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
        String::from_utf8_lossy(&said.stdout).into_owned() + &told
    }

    fn project(&self, name: &str, texts: &[String]) -> String {
        let project = self.0.join(name).to_string_lossy().into_owned();
        self.pathloom(&["init", &project]);
        for (number, text) in texts.iter().enumerate() {
            let file = self.0.join(format!("list{number}.md"));
            std::fs::write(&file, text).expect("writes");
            self.pathloom(&["import", &project, &file.to_string_lossy()]);
        }
        self.pathloom(&["role", "set", &project, "extraction", "Lab/m"]);
        project
    }
}

/// Everything that a graph is made of, as it is stored.
fn graph(project: &str) -> Vec<String> {
    let database = Connection::open(Path::new(project).join("project.db")).expect("opens");
    let mut all = rows(&database, "SELECT content FROM contents ORDER BY content");
    all.extend(rows(&database, "SELECT document || asked || extraction FROM extractions ORDER BY document"));
    all
}

fn rows(database: &Connection, sql: &str) -> Vec<String> {
    let mut statement = database.prepare(sql).expect("a table");
    let rows = statement.query_map([], |row| row.get(0)).expect("asks");
    rows.collect::<Result<_, _>>().expect("reads")
}

/// Words of the calls whose reply is stored.
fn stored(project: &str) -> Vec<String> {
    let database = Connection::open(Path::new(project).join("project.db")).expect("opens");
    let requests = rows(&database, "SELECT request FROM calls WHERE state = 'done'");
    let words = |request: String| words_of(&serde_json::from_str::<Value>(&request).expect("JSON")["messages"]);
    requests.into_iter().map(words).collect()
}

/// The texts of messages, whatever their form: as they go out, or as they are stored.
fn words_of(messages: &Value) -> String {
    match messages {
        Value::String(text) => text.clone(),
        Value::Array(all) => all.iter().map(words_of).collect::<Vec<_>>().join("\n"),
        Value::Object(one) => {
            ["content", "parts", "text"].iter().filter_map(|name| one.get(*name)).map(words_of).collect::<String>()
        }
        _ => String::new(),
    }
}

/// How often each call came, by its words.
fn asked(log: &Log) -> HashMap<String, u32> {
    let asked = log.asked.lock().expect("whole");
    asked.iter().map(|(call, times)| (words_of(&serde_json::from_str(call).expect("JSON")), *times)).collect()
}

#[test]
#[expect(clippy::disallowed_methods, reason = "only says when to kill")]
fn killed_builds_end_as_calm_ones_and_pay_nothing_twice() {
    let folder = tempfile::tempdir().expect("a folder");
    let (texts, truth) = documents();
    let script = Arc::new(Script { truth, ..Script::default() });
    let log = script.log.clone();
    let server = Server::start(move |body| -> Answer { script.answer(body).after(Duration::from_millis(25)) });
    let server = server.expect("a server");
    let place = Place(folder.path().to_owned());
    place.pathloom(&["endpoint", "add", "Lab", "--base-url", &server.base_url(), "--model", "m"]);
    let calm = place.project("calm.pathloom", &texts);
    let estimate = place.pathloom(&["build", &calm, "--estimate"]);
    assert!(estimate.contains("by Lab/m") && estimate.contains("calls"), "{estimate}");
    let started = Instant::now();
    place.pathloom(&["build", &calm]);
    let length = started.elapsed();
    let expected = graph(&calm);
    let calls = stored(&calm).len();
    assert!(calls >= 2 * 10 * DOCUMENTS, "each passage is read twice: {calls}");

    // Moments by a fixed row of numbers, so that a failure can be seen again.
    let mut chance = 88_172_645_463_325_252_u64;
    let (mut killed, mut round) = (0, 0);
    while killed < KILLS {
        round += 1;
        assert!(round < 3 * KILLS, "builds end before they can be killed");
        let project = place.project(&format!("killed-{round}.pathloom"), &texts);
        log.asked.lock().expect("whole").clear();
        let mut paid: HashMap<String, u32> = HashMap::new();
        let mut arguments = vec!["build", &project];
        loop {
            chance ^= chance << 13;
            chance ^= chance >> 7;
            chance ^= chance << 17;
            let moment = length.mul_f64((chance % 1_000) as f64 / 1_000.0);
            let mut running =
                place.command(&arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("starts");
            std::thread::sleep(moment);
            let ended = running.try_wait().expect("asks").is_some();
            if ended {
                break;
            }
            running.kill().expect("kills");
            running.wait().expect("ends");
            killed += 1;
            let counts = asked(&log);
            for words in stored(&project) {
                let times = counts.get(&words).copied().unwrap_or_default();
                assert!(times >= 1, "what is stored was asked");
                assert_eq!(*paid.entry(words).or_insert(times), times, "a stored reply was paid again");
            }
            arguments = vec!["run", &project, "--resume"];
            if killed >= KILLS {
                // The opening of a run that was killed before it was stored has nothing to go on with.
                let said = place.command(&arguments).output().expect("it starts");
                if !matches!(said.status.code(), Some(0 | 3)) {
                    place.pathloom(&["build", &project]);
                }
                break;
            }
        }
        place.pathloom(&["build", &project]);
        assert_eq!(graph(&project), expected, "killed {killed} times by now");
        assert_eq!(stored(&project).len(), calls);
        let counts = asked(&log);
        for (words, times) in &paid {
            assert_eq!(counts.get(words), Some(times), "a stored reply was paid again");
        }
    }
}
