//! Measures the real window on the demo project: start until it can be used, and from key to the next sample painted.
//! Usage: `measure` with `PATHLOOM_APP` naming an optimised app; prints one JSON object.

use std::process::ExitCode;

#[cfg(target_os = "linux")]
#[tokio::main]
async fn main() -> ExitCode {
    match measured::everything().await {
        Ok(figures) => {
            println!("{figures:#}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("The window could not be measured: {error}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(not(target_os = "linux"))]
fn main() -> ExitCode {
    eprintln!("The real window can only be measured on Linux, where its web view has a driver.");
    ExitCode::FAILURE
}

#[cfg(target_os = "linux")]
mod measured {
    use std::fs;
    use std::path::Path;
    use std::time::Duration;

    use pathloom_tests::Trouble;
    use pathloom_tests::window::Window;
    use serde_json::{Value, json};

    /// Times the app is started on a project that exists.
    const STARTS: usize = 7;
    /// Keys pressed in Review.
    const KEYS: usize = 100;
    /// Ticks of `/proc/PID/stat` in a second, the same on every Linux that runs a desktop.
    const TICKS: f64 = 100.0;

    pub async fn everything() -> Result<Value, Trouble> {
        let (window, first) = started(&["--demo"]).await?;
        let keys = key_to_paint(&window).await?;
        let kept = tempfile::TempDir::new()?;
        let project = kept.path().join("demo.pathloom");
        copy(&project_of(&window).await?, &project)?;
        drop(window);
        let mut later = Vec::new();
        for _ in 0..STARTS {
            let (window, seconds) = started(&[&project.to_string_lossy()]).await?;
            drop(window);
            later.push(seconds * 1000.0);
        }
        Ok(json!({
            "start_making_the_demo_ms": first * 1000.0,
            "start_with_the_demo_ms": spread(&mut later),
            "key_to_next_sample_painted_ms": spread(&mut keys.clone()),
        }))
    }

    /// Seconds from the start of the process until a page with the open project answers.
    async fn started(arguments: &[&str]) -> Result<(Window, f64), Trouble> {
        let window = Window::open(arguments).await?;
        let usable = "const view = await window.__TAURI__.core.invoke('app_view', {});
            return view.opening === false && view.project !== null && document.querySelector('.phead h1') !== null;";
        loop {
            if window.page.execute(&format!("return (async () => {{ {usable} }})()"), vec![]).await? == true {
                break;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let seconds = uptime()? - started_at()?;
        Ok((window, seconds))
    }

    async fn project_of(window: &Window) -> Result<std::path::PathBuf, Trouble> {
        let view = window.invoke("app_view", json!({})).await?.map_err(|error| error.to_string())?;
        Ok(view["project"]["path"].as_str().ok_or("no project is open")?.into())
    }

    /// Milliseconds from each press of J to the second frame after the other question is on the page.
    async fn key_to_paint(window: &Window) -> Result<Vec<f64>, Trouble> {
        window.page.execute("location.hash = '#/review'", vec![]).await?;
        window.until("return document.querySelector('[data-part=question]') !== null", |there| *there == true).await?;
        let script = "const [keys, done] = arguments;
            const question = () => document.querySelector('[data-part=question]')?.textContent;
            const frame = () => new Promise(requestAnimationFrame);
            (async () => {
              const times = [];
              for (let n = 0; n < keys; n++) {
                await new Promise((next) => setTimeout(next, 150));
                const before = question();
                const begun = performance.now();
                document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'j', code: 'KeyJ', bubbles: true }));
                while ([before, undefined].includes(question()) && performance.now() - begun < 2000) await frame();
                await frame();
                times.push(performance.now() - begun);
              }
              done(times);
            })();";
        let times = window.page.execute_async(script, vec![json!(KEYS)]).await?;
        Ok(times.as_array().into_iter().flatten().filter_map(Value::as_f64).collect())
    }

    fn spread(values: &mut [f64]) -> Value {
        values.sort_by(f64::total_cmp);
        let at = |share: f64| values[((values.len() - 1) as f64 * share).round() as usize].round();
        json!({ "n": values.len(), "least": at(0.0), "median": at(0.5), "p95": at(0.95), "most": at(1.0) })
    }

    fn uptime() -> Result<f64, Trouble> {
        let text = fs::read_to_string("/proc/uptime")?;
        Ok(text.split(' ').next().unwrap_or_default().parse()?)
    }

    /// Seconds after the start of the computer at which the newest app began.
    fn started_at() -> Result<f64, Trouble> {
        let mut newest: Option<f64> = None;
        for entry in fs::read_dir("/proc")?.flatten() {
            let is_app = fs::read_link(entry.path().join("exe")).is_ok_and(|exe| exe.ends_with("pathloom-app"));
            let Some(stat) = is_app.then(|| fs::read_to_string(entry.path().join("stat")).ok()).flatten() else {
                continue;
            };
            // The name in parentheses may hold spaces; the start is the 20th field after it.
            let start = stat.rsplit(')').next().and_then(|rest| rest.split_whitespace().nth(19)?.parse::<f64>().ok());
            newest = newest.into_iter().chain(start).reduce(f64::max);
        }
        newest.map(|ticks| ticks / TICKS).ok_or_else(|| "the app is not running".into())
    }

    fn copy(from: &Path, to: &Path) -> Result<(), Trouble> {
        fs::create_dir_all(to)?;
        for entry in fs::read_dir(from)? {
            let entry = entry?;
            let target = to.join(entry.file_name());
            if entry.file_type()?.is_dir() {
                copy(&entry.path(), &target)?;
            } else {
                fs::copy(entry.path(), target)?;
            }
        }
        Ok(())
    }
}
