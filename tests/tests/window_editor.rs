//! A person at the template editor in the real window: a preset is changed and stays as it was, counts follow, a sampled
//! path opens in the graph; a pattern of four slots is built from nothing, renamed, deleted and taken back.
#![cfg(target_os = "linux")]

use pathloom_tests::Trouble;
use pathloom_tests::window::Window;

const CTRL: char = '\u{E009}';
/// The count, and what is said when there is none.
const COUNT: &str = "return document.querySelector('.lp__m:not(.is-old) .big')?.innerText.trim() ?? ''";

async fn count(window: &Window, fits: impl Fn(&str) -> bool) -> Result<String, Trouble> {
    let seen = window.until(COUNT, |seen| seen.as_str().is_some_and(|seen| !seen.is_empty() && fits(seen))).await?;
    Ok(seen.as_str().unwrap_or_default().to_owned())
}

async fn add(window: &Window, kind: &str, slots: u32) -> Result<(), Trouble> {
    window.click(".pat__tb button", "Slot").await?;
    window.click("[role=menuitem]", kind).await?;
    window.sees(".pat__ok", &format!("{slots} slots")).await.map(drop)
}

#[tokio::test]
async fn a_preset_is_changed_as_a_copy_and_a_pattern_is_built_from_nothing() -> Result<(), Trouble> {
    let window = Window::open(&["--demo"]).await?;
    window.sees("nav", "Workspace").await?;
    window.press(&[CTRL, '3']).await?;
    window.sees("h1", "Templates").await?;

    let first = count(&window, |_| true).await?;
    window.click("aside button", "Single table, multi-hop").await?;
    window.sees("b", "Single table, multi-hop").await?;
    let preset = count(&window, |now| now != first).await?;
    add(&window, "Chunk", 4).await?;
    window.sees(".te__from", "from Single table, multi-hop").await?;
    let changed = count(&window, |now| now != preset).await?;
    window.sees(".st", "Saved").await?;
    window.sees("aside .te__i", "Single table, multi-hop (copy)").await?;
    window.click("button", "Undo").await?;
    count(&window, |now| now == preset).await?;
    window.click("button", "Redo").await?;
    count(&window, |now| now == changed).await?;

    const PATHS: &str = "return [...document.querySelectorAll('.inst')].map(one => one.innerText).join('|')";
    let first = window.until(PATHS, |paths| paths.as_str().is_some_and(|paths| !paths.is_empty())).await?;
    window.click("button", "Sample again").await?;
    window.until(PATHS, |paths| *paths != first && paths.as_str().is_some_and(|paths| !paths.is_empty())).await?;
    window.click(".inst a", "Open in graph").await?;
    window.sees("h1", "Graph").await?;
    window.sees("[role=status]", "A sampled path").await?;

    window.press(&[CTRL, '3']).await?;
    window.click("button", "New template").await?;
    window.sees(".pat__ok", "1 slot").await?;
    add(&window, "Entity", 2).await?;
    window.click(".slot button", "Slot A").await?;
    add(&window, "Table", 3).await?;
    window.click(".slot button", "Slot A").await?;
    add(&window, "Chunk", 4).await?;
    let built = count(&window, |now| now != changed && now != "0").await?;
    assert!(built.chars().any(|c| c.is_ascii_digit()), "a pattern of four slots has matches in the demo: {built}");
    window.click("button", "Rename").await?;
    window.write("Plants and their tables\u{E007}").await?;
    window.sees("aside .te__i", "Plants and their tables").await?;
    window.click("button", "Delete this template").await?;
    window.misses("aside .te__i", "Plants and their tables").await?;
    window.click(".toast button", "Undo").await?;
    window.sees("aside .te__i", "Plants and their tables").await?;
    window.sees(".pat__ok", "4 slots").await?;

    window.click(".slot button", "Slot A").await?;
    let before = count(&window, |now| now != "0").await?;
    window.click("button", "Add filter").await?;
    window.until("return document.activeElement.matches('.frow input')", |there| *there == true).await?;
    assert_eq!(count(&window, |_| true).await?, before, "a filter without a value asks for nothing yet");
    window.write("No such type").await?;
    window.sees("section", "No matches in this graph").await.map(drop)
}
