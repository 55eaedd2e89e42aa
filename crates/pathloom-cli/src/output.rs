//! What a command prints: words for people, or JSON.

use pathloom_engine::Sink;
use pathloom_ipc::event::Changed;
use pathloom_ipc::runs::{RunView, StageState};
use serde::Serialize;
use std::io::Write;

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
        Err(problem) => eprintln!("{problem}"),
    }
}

/// A closed pipe (`| head`) ends the printing, not the work.
fn print_line(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}

/// Progress on stderr: one line a stage that ends.
pub struct Progress;

impl Sink for Progress {
    fn run(&self, run: &RunView) {
        let Some(stage) = run.stages.last() else { return };
        if stage.state == StageState::Done || stage.state == StageState::Failed {
            let failed = if stage.failed > 0 { format!(", {} failed", stage.failed) } else { String::new() };
            let skipped = if stage.skipped > 0 { format!(", {} skipped", stage.skipped) } else { String::new() };
            eprintln!("{}: {} {}{failed}{skipped}", stage.name, stage.done, stage.unit);
        }
    }

    fn changed(&self, _: &Changed) {}
}
