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
    said(command(arguments))
}

/// Runs with stdout going there.
pub fn pathloom_printing_to<S: AsRef<OsStr>>(stdout: impl Into<Stdio>, arguments: &[S]) -> Said {
    let mut command = command(arguments);
    command.stdout(stdout);
    said(command)
}

fn said(mut command: Command) -> Said {
    let output = command.output().expect("the command line starts");
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

/// Runs where no file may grow beyond this, which programs meet as a disk that takes no more.
#[cfg(unix)]
pub fn pathloom_with_room<S: AsRef<OsStr>>(kilobytes: u64, arguments: &[S]) -> Said {
    // In blocks of 512 bytes. The signal that would end the program is ignored, as no real full disk sends it.
    limited(&format!("trap '' XFSZ; ulimit -f {}", kilobytes * 2), arguments)
}

/// Runs with so much memory and no more.
#[cfg(unix)]
pub fn pathloom_with_memory<S: AsRef<OsStr>>(megabytes: u64, arguments: &[S]) -> Said {
    limited(&format!("ulimit -v {}", megabytes * 1000), arguments)
}

#[cfg(unix)]
fn limited<S: AsRef<OsStr>>(limit: &str, arguments: &[S]) -> Said {
    let mut command = Command::new("sh");
    command.args(["-c", &format!("{limit}; exec \"$@\""), "sh"]).arg(program()).args(arguments).stdin(Stdio::null());
    said(command)
}

/// Someone for whom permissions hold: this user, or, for the superuser, one who owns nothing.
#[cfg(unix)]
pub struct Stranger {
    program: PathBuf,
    is_nobody: bool,
}

#[cfg(unix)]
impl Stranger {
    /// `place` is a folder that everyone may enter; the program is lent to it.
    pub fn visiting(place: &Path) -> Stranger {
        use std::os::unix::fs::PermissionsExt;
        let is_nobody = Command::new("id").arg("-u").output().is_ok_and(|said| said.stdout == b"0\n");
        let lent = place.join("pathloom-lent");
        if is_nobody && std::fs::hard_link(program(), &lent).is_err() {
            std::fs::copy(program(), &lent).expect("the program is copied");
        }
        std::fs::set_permissions(place, std::fs::Permissions::from_mode(0o755)).expect("opens the folder");
        Stranger { program: if is_nobody { lent } else { program() }, is_nobody }
    }

    pub fn pathloom<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Said {
        use std::os::unix::process::CommandExt;
        const NOBODY: u32 = 65_534;
        let mut command = Command::new(&self.program);
        command.args(arguments).stdin(Stdio::null());
        if self.is_nobody {
            command.uid(NOBODY).gid(NOBODY);
        }
        said(command)
    }
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
