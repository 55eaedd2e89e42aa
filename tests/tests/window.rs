//! The real window: it opens, its page and the shell speak to each other, and the page's defences hold.
#![cfg(target_os = "linux")]

use pathloom_tests::Trouble;
use pathloom_tests::window::Window;
use serde_json::json;

#[tokio::test]
async fn the_window_opens_and_shows_the_page() -> Result<(), Trouble> {
    let window = Window::open(&[]).await?;

    assert_eq!(window.page.title().await?, "Pathloom", "the window shows Pathloom's own page");
    let shown = window.page.execute("return document.visibilityState", vec![]).await?;
    assert_eq!(shown, "visible", "the window is shown once its page is ready");
    let picture = window.screenshot().await?;
    assert!(picture.starts_with(b"\x89PNG"), "the page can be photographed");

    let info = window.invoke("app_info", json!({})).await?.map_err(|error| error.to_string())?;
    assert_eq!(info["name"], "Pathloom", "the page reaches the shell");
    assert_eq!(info["version"], env!("CARGO_PKG_VERSION"), "the shell is the one of this workspace");
    Ok(())
}

#[tokio::test]
async fn a_chosen_theme_is_there_from_the_first_paint() -> Result<(), Trouble> {
    let window = Window::open(&[]).await?;
    for (theme, red) in [("dark", 0x13), ("light", 0xF4)] {
        let choose = format!("localStorage.setItem('pathloom.theme', '{theme}')");
        window.page.execute(&choose, vec![]).await?;
        window.page.refresh().await?;
        window.wait_until_ready().await?;

        let root = "return [document.documentElement.dataset.theme, getComputedStyle(document.body).backgroundColor]";
        let seen = window.page.execute(root, vec![]).await?;
        assert_eq!(seen[0], theme, "the stored choice wins over the system's theme");
        let colour = seen[1].as_str().unwrap_or_default();
        assert!(colour.starts_with(&format!("rgb({red},")), "the {theme} page has its own colour, not {colour}");
    }
    Ok(())
}

#[tokio::test]
async fn markup_smuggled_into_the_page_cannot_run() -> Result<(), Trouble> {
    let window = Window::open(&[]).await?;
    let attempt = "const script = document.createElement('script');
        script.textContent = 'window.smuggled = true';
        document.body.append(script);
        const image = document.createElement('img');
        image.setAttribute('onerror', 'window.smuggled = true');
        image.src = 'missing.png';
        document.body.append(image);
        const done = arguments[0];
        setTimeout(() => done(window.smuggled === true), 500);";
    let ran = window.page.execute_async(attempt, vec![]).await?;
    assert_eq!(ran, false, "the content policy refuses scripts that are not Pathloom's own files");
    Ok(())
}
