//! The screen a window appears on: the one of this session, or a virtual one where there is none.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use crate::Trouble;
use crate::process::Group;

pub struct Display {
    /// The X display to hand to the window; `None` means the session's own.
    pub name: Option<String>,
    _server: Option<Group>,
}

impl Display {
    pub fn open() -> Result<Self, Trouble> {
        let has_screen = ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| std::env::var_os(name).is_some());
        if has_screen { Ok(Self { name: None, _server: None }) } else { Self::virtual_screen() }
    }

    fn virtual_screen() -> Result<Self, Trouble> {
        let mut xvfb = Command::new("Xvfb");
        xvfb.args(["-displayfd", "1", "-screen", "0", "1920x1200x24", "-nolisten", "tcp"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut server = Group::start(&mut xvfb, "xvfb")?;
        let stdout = server.0.stdout.take().ok_or("Xvfb has no output")?;
        let mut number = String::new();
        BufReader::new(stdout).read_line(&mut number)?;
        if number.trim().is_empty() {
            return Err("Xvfb ended before it had a screen".into());
        }
        Ok(Self { name: Some(format!(":{}", number.trim())), _server: Some(server) })
    }
}
