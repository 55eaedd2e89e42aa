//! A started program that takes all its children with it when it is dropped.

use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};

use crate::Trouble;

pub struct Group(pub Child);

impl Group {
    /// `what` names the Debian package that brings the program, for the person who lacks it.
    pub fn start(command: &mut Command, package: &str) -> Result<Self, Trouble> {
        let program = command.get_program().to_string_lossy().into_owned();
        match command.process_group(0).stdin(Stdio::null()).spawn() {
            Ok(child) => Ok(Self(child)),
            Err(error) => {
                Err(format!("{program} could not be started ({error}); `./dev setup` installs {package}").into())
            }
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        let group = format!("-{}", self.0.id());
        let _ = Command::new("kill").args(["-KILL", "--", &group]).stderr(Stdio::null()).status();
        let _ = self.0.wait();
    }
}
