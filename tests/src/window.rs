//! The real window of the real app: opened through WebKitWebDriver with a home of its own, closed when dropped.

use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::Trouble;
use crate::display::Display;
use crate::process::Group;

/// Generous, so that a busy machine does not fail a test; a start takes one to three seconds.
const START: Duration = Duration::from_secs(60);

pub struct Window {
    /// The page in the window: find elements, click, type, run scripts.
    pub page: Client,
    // Dropped in this order: the app goes before its home and its screen.
    _driver: Group,
    home: TempDir,
    _display: Display,
}

impl Window {
    /// Opens the app with these arguments and waits until its page is ready. Settings, recent projects and
    /// local storage start empty.
    pub async fn open(arguments: &[&str]) -> Result<Self, Trouble> {
        // Windows open side by side: a port that was free may be another driver's by the time it is used.
        for _ in 0..2 {
            if let Ok(window) = Self::open_once(arguments).await {
                return Ok(window);
            }
        }
        Self::open_once(arguments).await
    }

    async fn open_once(arguments: &[&str]) -> Result<Self, Trouble> {
        let app = app()?;
        let display = Display::open()?;
        let home = TempDir::new()?;
        let port = free_port()?;
        let driver = start_driver(port, &display, home.path())?;
        let page = connect(port, &app, arguments).await?;
        let window = Self { page, _driver: driver, home, _display: display };
        window.wait_until_ready().await?;
        Ok(window)
    }

    /// The folder that stands for the person's home; nothing in it outlives the window.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    pub async fn wait_until_ready(&self) -> Result<(), Trouble> {
        self.page.wait().at_most(START).for_element(Locator::Css("body[data-ready]")).await?;
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
        for _ in 0..100 {
            let size = self.page.execute("return [innerWidth, innerHeight]", vec![]).await?;
            if size == json!([width, height]) {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Err(format!("the window did not become {width}×{height}").into())
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

fn free_port() -> Result<u16, Trouble> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

fn start_driver(port: u16, display: &Display, home: &Path) -> Result<Group, Trouble> {
    let mut driver = Command::new("WebKitWebDriver");
    driver
        .arg(format!("--port={port}"))
        .arg("--host=127.0.0.1")
        .env("TAURI_WEBVIEW_AUTOMATION", "true")
        .env("HOME", home)
        .env("XDG_DATA_HOME", home.join("data"))
        .env("XDG_CONFIG_HOME", home.join("config"))
        .env("XDG_CACHE_HOME", home.join("cache"))
        .stdout(Stdio::null());
    if let Some(name) = &display.name {
        driver.env("DISPLAY", name);
    }
    Group::start(&mut driver, "webkit2gtk-driver")
}

async fn connect(port: u16, app: &Path, arguments: &[&str]) -> Result<Client, Trouble> {
    let mut capabilities = Capabilities::new();
    capabilities.insert("browserName".into(), json!("wry"));
    capabilities.insert("webkitgtk:browserOptions".into(), json!({ "binary": app, "args": arguments }));
    let mut builder = ClientBuilder::new(HttpConnector::new());
    builder.capabilities(capabilities);

    let address = format!("http://127.0.0.1:{port}");
    for _ in 0..100 {
        if tokio::net::TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.is_ok() {
            return Ok(builder.connect(&address).await?);
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Err("WebKitWebDriver did not answer within five seconds".into())
}
