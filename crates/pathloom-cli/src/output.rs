//! What a command prints: words for people, or JSON.

use pathloom_engine::Sink;
use pathloom_ipc::event::Changed;
use pathloom_ipc::runs::{RunView, StageState};
use pathloom_ipc::{AppError, ErrorCode};
use serde::Serialize;
use std::io::{ErrorKind, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

pub struct Output {
    pub json: bool,
}

impl Output {
    /// One object, or the words for it.
    pub fn one<T: Serialize>(&self, value: &T, words: impl FnOnce() -> String) {
        if self.json { print_json(value) } else { print_line(&words()) }
    }

    /// One line each.
    pub fn lines<T: Serialize>(&self, values: &[T], words: impl Fn(&T) -> String) {
        for value in values {
            if self.json { print_json(value) } else { print_line(&words(value)) }
        }
    }
}

fn print_json<T: Serialize>(value: &T) {
    match serde_json::to_string(value) {
        Ok(text) => print_line(&text),
        Err(problem) => say(&problem.to_string()),
    }
}

/// A closed pipe (`| head`) ends the printing, not the work; a full disk is told at the end.
fn print_line(text: &str) {
    if let Err(problem) = writeln!(std::io::stdout(), "{text}")
        && problem.kind() != ErrorKind::BrokenPipe
    {
        LOST.store(true, Ordering::Relaxed);
    }
}

/// A line of the result could not be written.
static LOST: AtomicBool = AtomicBool::new(false);

/// Why the result on stdout is not whole, if it is not.
pub fn check_printed() -> Result<(), AppError> {
    if !LOST.load(Ordering::Relaxed) {
        return Ok(());
    }
    let message = "The result could not be printed in full: the disk or device it goes to takes no more.";
    Err(AppError::new(ErrorCode::DiskFull, message, "Free some space, or send it elsewhere, and ask again."))
}

/// A line on stderr. Nothing is done about one that cannot be written: no work may end for it.
pub fn say(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// Progress on stderr: one line for each stage that ends, and one for each reason to wait.
#[derive(Default)]
pub struct Progress {
    told: Mutex<Told>,
}

/// So that nothing is said twice.
#[derive(Default)]
struct Told {
    run: u64,
    stages: Vec<String>,
    /// The reason without its seconds.
    waits: String,
}

impl Sink for Progress {
    fn run(&self, run: &RunView) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if told.run != run.run {
            *told = Told { run: run.run, ..Told::default() };
        }
        for stage in &run.stages {
            let ended = stage.state == StageState::Done || stage.state == StageState::Failed;
            if !ended || told.stages.contains(&stage.name) {
                continue;
            }
            told.stages.push(stage.name.clone());
            let failed = if stage.failed > 0 { format!(", {} failed", stage.failed) } else { String::new() };
            let skipped = if stage.skipped > 0 { format!(", {} skipped", stage.skipped) } else { String::new() };
            say(&format!("{}: {} {}{failed}{skipped}", stage.name, stage.done, stage.unit));
        }
        let paused = run.pause.as_ref().map(|pause| pause.message.as_str());
        let waits = run.waits.as_deref().or(paused).unwrap_or_default();
        let reason: String = waits.chars().filter(|letter| !letter.is_ascii_digit()).collect();
        if !waits.is_empty() && reason != told.waits {
            say(waits);
            told.waits = reason;
        }
    }

    fn changed(&self, _: &Changed) {}
}
