//! The screen a window appears on: the one of this session, or a virtual one where there is none.

use std::io::ErrorKind;
use std::process::{ChildStdout, Stdio};

use tokio::net::unix::pipe::Receiver;

use crate::process::Group;
use crate::{LIMIT, Trouble};

pub struct Display {
    /// The X display to hand to the window; `None` means the session's own.
    pub name: Option<String>,
    _server: Option<Group>,
}

impl Display {
    /// `ticket` tells the screens of windows that open side by side apart. A number of our own: a server that looks
    /// for a free one by itself trips over what killed servers left behind.
    pub async fn open(ticket: u16) -> Result<Self, Trouble> {
        let has_screen = ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| std::env::var_os(name).is_some());
        if has_screen { Ok(Self { name: None, _server: None }) } else { Self::virtual_screen(100 + ticket).await }
    }

    async fn virtual_screen(number: u16) -> Result<Self, Trouble> {
        let name = format!(":{number}");
        let mut server = Group::start("Xvfb", "xvfb", |xvfb| {
            xvfb.args([&name, "-displayfd", "1", "-screen", "0", "1920x1200x24", "-nolisten", "tcp"])
                .stdout(Stdio::piped())
                .stderr(Stdio::null());
        })?;
        let stdout = server.leader().stdout.take().ok_or("Xvfb has no output")?;
        let said = tokio::time::timeout(LIMIT, first_line(stdout)).await.map_err(|_| "Xvfb never had a screen")??;
        if said.trim().is_empty() {
            server.leader().wait()?;
            server.is_running()?;
        }
        Ok(Self { name: Some(name), _server: Some(server) })
    }
}

/// Empty when the program ends before it says anything.
async fn first_line(stdout: ChildStdout) -> Result<String, Trouble> {
    let pipe = Receiver::from_owned_fd(stdout.into())?;
    let mut line = Vec::new();
    while !line.ends_with(b"\n") {
        pipe.readable().await?;
        let mut part = [0; 32];
        match pipe.try_read(&mut part) {
            Ok(0) => break,
            Ok(count) => line.extend_from_slice(&part[..count]),
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(String::from_utf8(line)?)
}
