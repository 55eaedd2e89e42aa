//! A started program and all its children, which end when it is dropped, and also when this program is killed.

use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::Trouble;

/// The shell becomes the program. What it leaves behind waits for the end of its input, which comes when whoever
/// started it is gone, and then ends the whole group.
const LEAD: &str = r#"
exec 3<&0 </dev/null
{ read -r _; kill -KILL 0; } <&3 >/dev/null 2>&1 &
exec 3<&-
exec "$@""#;

pub struct Group {
    leader: Child,
    program: &'static str,
    package: &'static str,
}

impl Group {
    /// `package` is the Debian package that brings the program, named to the person who lacks it.
    pub fn start(
        program: &'static str,
        package: &'static str,
        set_up: impl FnOnce(&mut Command),
    ) -> Result<Self, Trouble> {
        let mut command = Command::new("sh");
        command.args(["-c", LEAD, "sh", program]);
        set_up(&mut command);
        let leader = command.process_group(0).stdin(Stdio::piped()).spawn()?;
        Ok(Self { leader, program, package })
    }

    pub fn leader(&mut self) -> &mut Child {
        &mut self.leader
    }

    /// An error when the program is not running any more.
    pub fn is_running(&mut self) -> Result<(), Trouble> {
        let (program, package) = (self.program, self.package);
        match self.leader.try_wait()? {
            None => Ok(()),
            Some(status) if status.code() == Some(127) => {
                Err(format!("{program} is not installed: `./dev setup` installs {package}").into())
            }
            Some(status) => Err(format!("{program} ended by itself ({status})").into()),
        }
    }

    /// First asked to end, so that it can tidy up after itself, then made to.
    pub fn end(&mut self) {
        self.signal("TERM");
        for _ in 0..100 {
            if !matches!(self.leader.try_wait(), Ok(None)) {
                break;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        self.signal("KILL");
        let _ = self.leader.wait();
    }

    fn signal(&self, name: &str) {
        let line = format!("kill -{name} -- -{}", self.leader.id());
        let _ = Command::new("sh").args(["-c", &line]).stderr(Stdio::null()).status();
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.end();
    }
}
