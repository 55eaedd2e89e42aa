//! Model calls of runs against a server with a fixed pause, beside a plain client in Python: each load in a process of
//! its own, the server in another, so that time of the processor and memory are those of the caller alone.

use super::sampling::filled;
use crate::output::{Output, say};
use crate::project::wrong;
use pathloom_engine::bench_calls::{Load, calls, server};
use pathloom_ipc::AppError;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// Calls, at once, begun all together.
const LOADS: [(u64, u32, bool); 4] = [(2_000, 8, false), (2_000, 64, false), (20_000, 256, false), (10_000, 64, true)];
const PEER: &str = include_str!("../../../../benches/peers/calls.py");

/// Serves until its input ends, so that it goes with whoever started it.
pub fn serve(pause_ms: u64) -> Result<(), AppError> {
    let server = server(Duration::from_millis(pause_ms)).map_err(|problem| wrong(problem.to_string(), ""))?;
    println!("{}", server.base_url());
    // Nothing comes; the end of it is what is waited for.
    let _ = std::io::stdin().read_to_end(&mut Vec::new());
    Ok(())
}

/// One load in this process.
pub fn one(url: &str, load: Load, out: &Output) -> Result<(), AppError> {
    let folder = tempfile::TempDir::new().map_err(|problem| wrong(problem.to_string(), "Free some space."))?;
    let report = calls(&folder.path().join("bench.pathloom"), url, load)?;
    out.one(&report, || serde_json::to_string_pretty(&report).unwrap_or_default());
    Ok(())
}

/// All loads; with a report, its table is filled in.
pub fn all(pause_ms: u64, report: Option<&Path>, out: &Output) -> Result<(), AppError> {
    let program = std::env::current_exe().map_err(|problem| wrong(problem.to_string(), ""))?;
    let mut serving = Serving::start(&program, pause_ms)?;
    let mut rows = Vec::new();
    for (calls, at_once, queued) in LOADS {
        say(&format!("{calls} calls, {at_once} at once"));
        let (calls_text, at_once_text) = (calls.to_string(), at_once.to_string());
        let mut ours = Command::new(&program);
        ours.args(["--json", "bench", "runs", "--url", &serving.url, "--calls", &calls_text]);
        ours.args(["--concurrency", &at_once_text]);
        if queued {
            ours.arg("--queued");
        }
        let mut peer = Command::new("python3");
        peer.args(["-c", PEER, &serving.url, &calls_text, &at_once_text]);
        let ideal = calls.div_ceil(at_once.into()) as f64 * pause_ms as f64 / 1000.0;
        rows.push(json!({
            "calls": calls, "concurrency": at_once, "queued": queued, "ideal_s": ideal,
            "pathloom": said(ours)?, "python": if queued { Value::Null } else { said(peer).unwrap_or(Value::Null) },
        }));
    }
    serving.end();
    let results = json!({ "pause_ms": pause_ms, "loads": rows });
    if let Some(report) = report {
        let unwritable =
            |problem: std::io::Error| wrong(format!("{}: {problem}.", report.display()), "Check the path.");
        let text = std::fs::read_to_string(report).map_err(unwritable)?;
        let text = filled(&text, "loads", &table(&results)).ok_or_else(|| {
            wrong(format!("{} has no place for the table.", report.display()), "Put <!-- loads --> where it belongs.")
        })?;
        std::fs::write(report, text).map_err(unwritable)?;
    }
    out.one(&results, || table(&results));
    Ok(())
}

fn said(mut command: Command) -> Result<Value, AppError> {
    let output = command.stdin(Stdio::null()).output().map_err(|problem| wrong(problem.to_string(), ""))?;
    serde_json::from_slice(&output.stdout)
        .map_err(|_| wrong(String::from_utf8_lossy(&output.stderr).into_owned(), "The measurement gave no figures."))
}

fn table(results: &Value) -> String {
    let mut text = String::from(
        "| calls | at once | ideal | Pathloom | over ideal | processor a call | peak memory | Python asyncio | its processor a call |\n\
         | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n",
    );
    for row in results["loads"].as_array().into_iter().flatten() {
        let figure = |value: &Value, digits: usize, unit: &str| {
            value.as_f64().map_or_else(|| "–".to_owned(), |value| format!("{value:.digits$} {unit}"))
        };
        let (ours, ideal) = (&row["pathloom"], row["ideal_s"].as_f64().unwrap_or_default());
        let over = ours["wall_s"].as_f64().map(|wall| (wall / ideal - 1.0) * 100.0);
        let memory = ours["peak_rss_bytes"].as_f64().map(|bytes| bytes / 1e6);
        let queued = if row["queued"] == true { " (all queued)" } else { "" };
        text.push_str(&format!(
            "| {}{queued} | {} | {ideal:.1} s | {} | {} | {} | {} | {} | {} |\n",
            row["calls"],
            row["concurrency"],
            figure(&ours["wall_s"], 2, "s"),
            figure(&json!(over), 1, "%"),
            figure(&ours["cpu_ms_a_call"], 2, "ms"),
            figure(&json!(memory), 0, "MB"),
            figure(&row["python"]["wall_s"], 2, "s"),
            figure(&row["python"]["cpu_ms_a_call"], 2, "ms"),
        ));
    }
    text
}

/// The server in a process of its own.
struct Serving {
    child: Child,
    url: String,
}

impl Serving {
    fn start(program: &Path, pause_ms: u64) -> Result<Serving, AppError> {
        let failed = |problem: std::io::Error| wrong(format!("The server could not be started: {problem}."), "");
        let mut child = Command::new(program)
            .args(["bench", "server", "--pause-ms", &pause_ms.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(failed)?;
        let mut url = String::new();
        if let Some(stdout) = child.stdout.take() {
            BufReader::new(stdout).read_line(&mut url).map_err(failed)?;
        }
        Ok(Serving { child, url: url.trim().to_owned() })
    }

    fn end(&mut self) {
        // It ends with its input; what is left of it is the system's to clear up.
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}
