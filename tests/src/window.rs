//! The real window of the real app: opened through WebKitWebDriver with a home of its own, closed when dropped.

use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Duration;

use fantoccini::wd::{Capabilities, TimeoutConfiguration};
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::Mutex;

use crate::display::Display;
use crate::process::Group;
use crate::{LIMIT, Trouble};

/// The driver looks for a port to reach the app by and lets it go before the app takes it: two windows that open at
/// the same moment could be given the same one.
static OPENING: Mutex<()> = Mutex::const_new(());

pub struct Window {
    /// The page in the window: find elements, click, type, run scripts.
    pub page: Client,
    driver: Group,
    home: TempDir,
    // Dropped last: the app goes before its screen.
    _display: Display,
}

impl Window {
    /// Opens the app with these arguments and waits until its page is ready. Settings, recent projects and
    /// local storage start empty.
    pub async fn open(arguments: &[&str]) -> Result<Self, Trouble> {
        let app = app()?;
        let _turn = OPENING.lock().await;
        // Screens and ports belong to the whole machine, and others take them too.
        for _ in 0..2 {
            match Self::open_once(&app, arguments).await {
                Ok(window) => return Ok(window),
                Err(trouble) => eprintln!("The window did not open and is opened once more: {trouble}"),
            }
        }
        Self::open_once(&app, arguments).await
    }

    async fn open_once(app: &Path, arguments: &[&str]) -> Result<Self, Trouble> {
        let ticket = ticket();
        let display = Display::open(ticket).await?;
        let home = TempDir::new()?;
        let (mut driver, address) = start_driver(ticket, &display, home.path())?;
        wait_for_driver(&mut driver, &address).await?;
        let page = tokio::time::timeout(LIMIT, connect(&address, app, arguments));
        let page = page.await.map_err(|_| "the app did not start")??;
        let window = Self { page, driver, home, _display: display };
        window.page.update_timeouts(TimeoutConfiguration::new(Some(LIMIT), Some(LIMIT), None)).await?;
        window.wait_until_ready().await?;
        Ok(window)
    }

    /// The folder that stands for the person's home; nothing in it outlives the window.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    pub async fn wait_until_ready(&self) -> Result<(), Trouble> {
        self.page.wait().at_most(LIMIT).for_element(Locator::Css("body[data-ready]")).await?;
        Ok(())
    }

    /// Calls a command of the shell the way the page does; `Err` holds what the shell refused with.
    pub async fn invoke(&self, command: &str, arguments: Value) -> Result<Result<Value, Value>, Trouble> {
        let script = "const [name, args, done] = arguments;
            window.__TAURI__.core.invoke(name, args).then(value => done({ value }), error => done({ error }));";
        let reply = self.page.execute_async(script, vec![json!(command), arguments]).await?;
        Ok(match reply.get("error") {
            Some(error) => Err(error.clone()),
            None => Ok(reply["value"].clone()),
        })
    }

    /// Gives the page exactly this many CSS pixels.
    pub async fn resize(&self, width: u32, height: u32) -> Result<(), Trouble> {
        self.page.set_window_size(width, height).await?;
        self.until("return [innerWidth, innerHeight]", |size| *size == json!([width, height])).await?;
        Ok(())
    }

    /// A picture (PNG) of the page as it is now.
    pub async fn screenshot(&self) -> Result<Vec<u8>, Trouble> {
        Ok(self.page.screenshot().await?)
    }

    /// A picture of the page once nothing in it is marked busy and two in a row are the same, or the last one
    /// after some ten seconds.
    pub async fn settled_screenshot(&self) -> Result<Vec<u8>, Trouble> {
        for _ in 0..20 {
            tokio::time::sleep(Duration::from_millis(250)).await;
            let busy = "return document.querySelector('[aria-busy=true]') !== null";
            if self.page.execute(busy, vec![]).await? == false {
                break;
            }
        }
        let mut last = self.screenshot().await?;
        for _ in 0..20 {
            tokio::time::sleep(Duration::from_millis(250)).await;
            let next = self.screenshot().await?;
            if next == last {
                break;
            }
            last = next;
        }
        Ok(last)
    }
}

/// `PATHLOOM_APP`, or the app that was built beside this very program.
fn app() -> Result<PathBuf, Trouble> {
    if let Some(path) = std::env::var_os("PATHLOOM_APP") {
        return Ok(path.into());
    }
    let here = std::env::current_exe()?;
    let found = here.ancestors().map(|folder| folder.join("pathloom-app")).find(|path| path.is_file());
    found.ok_or_else(|| "The app is not built: run `cargo build -p pathloom-app`, or use `./dev test`".into())
}

/// A number that no other window has, nor, most likely, one of another program.
fn ticket() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let own = std::process::id().wrapping_mul(16).wrapping_add(NEXT.fetch_add(1, Ordering::Relaxed).into());
    (own % 20_000) as u16
}

/// Below the ports that the system hands out by itself, so that no outgoing connection sits on it.
fn free_port(ticket: u16) -> Result<u16, Trouble> {
    let mut ports = 10_000 + ticket..30_200;
    let free = ports.find(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok());
    free.ok_or_else(|| "no port is free on this computer".into())
}

fn start_driver(ticket: u16, display: &Display, home: &Path) -> Result<(Group, String), Trouble> {
    let port = free_port(ticket)?;
    let driver = Group::start("WebKitWebDriver", "webkit2gtk-driver", |driver| {
        driver
            .arg(format!("--port={port}"))
            .arg("--host=127.0.0.1")
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("HOME", home)
            .env("XDG_DATA_HOME", home.join("data"))
            .env("XDG_CONFIG_HOME", home.join("config"))
            .env("XDG_CACHE_HOME", home.join("cache"))
            .env_remove("PATHLOOM_HOME")
            .stdout(Stdio::null());
        if let Some(name) = &display.name {
            driver.env("DISPLAY", name);
        }
    })?;
    Ok((driver, format!("127.0.0.1:{port}")))
}

/// Until it listens; an error as soon as it has ended, which it does where another has taken its port.
async fn wait_for_driver(driver: &mut Group, address: &str) -> Result<(), Trouble> {
    let listens = async {
        loop {
            driver.is_running()?;
            if tokio::net::TcpStream::connect(address).await.is_ok() {
                return driver.is_running();
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(LIMIT, listens).await.map_err(|_| "WebKitWebDriver did not answer")?
}

async fn connect(address: &str, app: &Path, arguments: &[&str]) -> Result<Client, Trouble> {
    let mut capabilities = Capabilities::new();
    capabilities.insert("browserName".into(), json!("wry"));
    capabilities.insert("webkitgtk:browserOptions".into(), json!({ "binary": app, "args": arguments }));
    let mut builder = ClientBuilder::new(HttpConnector::new());
    builder.capabilities(capabilities);
    Ok(builder.connect(&format!("http://{address}")).await?)
}

impl Drop for Window {
    fn drop(&mut self) {
        self.driver.end();
        // What was killed last may have been writing still.
        for _ in 0..100 {
            if std::fs::remove_dir_all(self.home.path()).is_ok() {
                break;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}
