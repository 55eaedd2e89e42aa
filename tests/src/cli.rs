//! The command line program as a user calls it: arguments in, exit code, stdout and stderr out.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

pub struct Said {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Said {
    /// stdout as one JSON object.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(self.out.trim()).unwrap_or_else(|problem| panic!("{problem} in {}", self.out))
    }

    /// stdout as JSON lines.
    pub fn lines(&self) -> Vec<serde_json::Value> {
        self.out
            .lines()
            .map(|line| serde_json::from_str(line).unwrap_or_else(|problem| panic!("{problem}: {line}")))
            .collect()
    }
}

/// Runs to the end.
pub fn pathloom<S: AsRef<OsStr>>(arguments: &[S]) -> Said {
    let output = command(arguments).output().expect("the command line starts");
    Said {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// Starts and returns at once.
pub fn start<S: AsRef<OsStr>>(arguments: &[S]) -> Child {
    command(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the command line starts")
}

fn command<S: AsRef<OsStr>>(arguments: &[S]) -> Command {
    let mut command = Command::new(program());
    command.args(arguments).stdin(Stdio::null());
    command
}

/// `PATHLOOM_CLI`, or the program that was built beside this very test.
fn program() -> PathBuf {
    if let Some(path) = std::env::var_os("PATHLOOM_CLI") {
        return path.into();
    }
    let here = std::env::current_exe().expect("this program has a path");
    let found = here.ancestors().map(|folder| folder.join("pathloom")).find(|path| path.is_file());
    found.expect("the command line is built: run `cargo build -p pathloom-cli`, or use `./dev test`")
}

/// The demo's documents.
pub fn demo_documents() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/demo/documents")
}
