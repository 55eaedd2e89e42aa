//! Photographs every screen of the app on the demo project, in both themes and two window sizes.
//! Usage: `shots FOLDER`; the pictures are named `screen-theme-size.png`.

use std::process::ExitCode;

#[cfg(target_os = "linux")]
#[tokio::main]
async fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1) else {
        eprintln!("Say into which folder the pictures go: shots FOLDER");
        return ExitCode::FAILURE;
    };
    match shoot::every_screen(folder.as_ref()).await {
        Ok(count) => {
            println!("{count} pictures in {}", folder.to_string_lossy());
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("The screens could not be photographed: {error}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(not(target_os = "linux"))]
fn main() -> ExitCode {
    eprintln!("Pictures of the real window can only be taken on Linux, where its web view has a driver.");
    ExitCode::FAILURE
}

#[cfg(target_os = "linux")]
mod shoot {
    use std::path::Path;
    use std::time::Duration;

    use pathloom_tests::Trouble;
    use pathloom_tests::window::Window;
    use serde_json::json;

    /// Seen before a project is open.
    const WITHOUT_PROJECT: &[&str] = &["welcome"];
    const WITH_PROJECT: &[&str] = &["sources", "graph", "templates", "runs", "review", "dataset", "models"];
    const THEMES: &[&str] = &["light", "dark"];
    const SIZES: &[(u32, u32)] = &[(1440, 900), (1100, 700)];

    /// Returns how many pictures were taken.
    pub async fn every_screen(folder: &Path) -> Result<usize, Trouble> {
        std::fs::create_dir_all(folder)?;
        let welcome = photograph(folder, &[], WITHOUT_PROJECT).await?;
        let work = photograph(folder, &["--demo"], WITH_PROJECT).await?;
        Ok(welcome + work)
    }

    async fn photograph(folder: &Path, arguments: &[&str], screens: &[&str]) -> Result<usize, Trouble> {
        let window = Window::open(arguments).await?;
        wait_until_opened(&window).await?;
        let mut count = 0;
        for theme in THEMES {
            choose_theme(&window, theme).await?;
            for &(width, height) in SIZES {
                window.resize(width, height).await?;
                for screen in screens {
                    window.page.execute(&format!("location.hash = '#/{screen}'"), vec![]).await?;
                    let picture = window.settled_screenshot().await?;
                    std::fs::write(folder.join(format!("{screen}-{theme}-{width}x{height}.png")), picture)?;
                    count += 1;
                }
            }
        }
        Ok(count)
    }

    /// The demo is copied and opened beside the window; its screens mean nothing before that.
    async fn wait_until_opened(window: &Window) -> Result<(), Trouble> {
        for _ in 0..600 {
            let view = window.invoke("app_view", json!({})).await?.map_err(|error| error.to_string())?;
            if view["opening"] == false {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        Err("the project was still being opened after a minute".into())
    }

    async fn choose_theme(window: &Window, theme: &str) -> Result<(), Trouble> {
        let choose = format!("localStorage.setItem('pathloom.theme', '{theme}')");
        window.page.execute(&choose, vec![]).await?;
        window.page.refresh().await?;
        window.wait_until_ready().await
    }
}
