//! Chores of the project that need more than a shell: building the interface, taking screenshots.

mod shots;
mod ui;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use clap::Parser;

/// What every chore reports when it fails: a sentence for the person at the terminal.
type Outcome<T = ()> = Result<T, String>;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Chores of the Pathloom project")]
enum Chore {
    /// Build the interface into ui/dist
    Ui {
        /// Small and fast, as shipped; without it the build is quick
        #[arg(long)]
        release: bool,
    },
    /// Take a picture of every screen in both themes and two sizes, from the real window
    Shots,
}

fn main() -> ExitCode {
    let outcome = match Chore::parse() {
        Chore::Ui { release } => ui::build(release),
        Chore::Shots => shots::take(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("{sentence}");
            ExitCode::FAILURE
        }
    }
}

/// The checkout that cargo runs this in, which may be another than the one it was compiled in: they share a target folder.
fn root() -> PathBuf {
    let here = std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    here.parent().map(Path::to_path_buf).unwrap_or_default()
}

fn target_dir() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// Cargo again, without the settings that the cargo running this chore left in the environment.
fn cargo() -> Command {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(root());
    for name in ["CARGO", "RUSTC", "RUSTDOC", "RUSTUP_TOOLCHAIN"] {
        cargo.env_remove(name);
    }
    cargo
}

fn run(command: &mut Command) -> Outcome {
    let shown = format!("{command:?}").replace('"', "");
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(format!("This step failed, its own messages are above: {shown}")),
        Err(error) => Err(format!("This step could not be started ({error}): {shown}")),
    }
}
