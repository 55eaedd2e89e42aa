//! The interface in the real window on the demo project: reviewing by keys, words that can be read, both themes.
#![cfg(target_os = "linux")]

use fantoccini::Locator;
use fantoccini::key::Key;
use pathloom_tests::Trouble;
use pathloom_tests::window::Window;
use serde_json::{Value, json};
use std::time::Duration;

/// Longer than the time in which a sample that just appeared cannot be decided on.
const SEEN: Duration = Duration::from_millis(600);

#[tokio::test]
async fn samples_are_reviewed_with_the_keyboard_alone() -> Result<(), Trouble> {
    let window = open_review().await?;
    let first = shown(&window).await?;
    let line = script(&window, "return document.querySelector('.thread path').getAttribute('d')").await?;
    assert!(line.as_str().is_some_and(|line| line.starts_with('M')), "a line joins the first step to its evidence");

    press(&window, "a").await?;
    let second = changed_from(&window, &first).await?;
    assert_eq!(decision(&window, &first).await?, "approved", "A approves the sample that was shown");
    press(&window, "z").await?;
    wait_for(&window, &first).await?;
    assert_eq!(decision(&window, &first).await?, "to_review", "Z takes it back and shows it again");

    tokio::time::sleep(SEEN).await;
    press(&window, "r").await?;
    window.page.wait().for_element(Locator::Css(".reasons button")).await?;
    press(&window, "2").await?;
    changed_from(&window, &first).await?;
    assert_eq!(decision(&window, &first).await?, "rejected", "R and a number reject with that reason");
    press(&window, "k").await?;
    wait_for(&window, &first).await?;
    press(&window, "j").await?;
    wait_for(&window, &second).await?;
    Ok(())
}

#[tokio::test]
async fn letters_typed_into_a_field_decide_nothing() -> Result<(), Trouble> {
    let window = open_review().await?;
    let first = shown(&window).await?;
    let before = window.page.find(Locator::Css(".q-text")).await?.text().await?;
    tokio::time::sleep(SEEN).await;
    press(&window, "e").await?;
    let field = window.page.wait().for_element(Locator::Css(".editbox textarea")).await?;
    field.send_keys(" Says as asked?").await?;
    assert_eq!(shown(&window).await?, first, "the letters a, s and e go into the text");
    field.send_keys(&char::from(Key::Escape).to_string()).await?;
    let after = window.page.wait().for_element(Locator::Css(".q-text")).await?.text().await?;
    assert_eq!(after, before, "Esc leaves the question as it was");

    press(&window, "e").await?;
    let field = window.page.wait().for_element(Locator::Css(".editbox textarea")).await?;
    field.send_keys(" Really?").await?;
    let save = format!("{}{}", char::from(Key::Control), char::from(Key::Enter));
    field.send_keys(&save).await?;
    let text = window.page.wait().for_element(Locator::Css(".q-text")).await?.text().await?;
    assert!(text.ends_with(" Really?"), "Ctrl Enter saves what was typed: {text}");
    assert_eq!(decision(&window, &first).await?, "to_review", "saving an edit does not approve");
    Ok(())
}

/// Each sign is drawn and compared with one that no font has: the same picture means an empty box.
#[tokio::test]
async fn chinese_and_mathematical_signs_have_glyphs() -> Result<(), Trouble> {
    let window = Window::open(&[]).await?;
    let missing = "const done = arguments[1];
        const family = getComputedStyle(document.body).fontFamily;
        const draw = sign => {
            const canvas = Object.assign(document.createElement('canvas'), { width: 48, height: 48 });
            const pen = canvas.getContext('2d');
            pen.font = '32px ' + family;
            pen.fillText(sign, 4, 36);
            return canvas.toDataURL();
        };
        document.fonts.load('32px ' + family, arguments[0]).then(() => {
            const empty = [draw('\\u{10FFFE}'), draw(' ')];
            done([...arguments[0]].filter(sign => empty.includes(draw(sign))));
        });";
    let signs = "表功率镕∑∫αβ₂⁻³→≤“”…";
    let found = window.page.execute_async(missing, vec![json!(signs)]).await?;
    assert_eq!(found, json!([]), "every sign is drawn with a glyph of its own");
    Ok(())
}

#[tokio::test]
async fn every_screen_opens_without_an_error_and_names_itself() -> Result<(), Trouble> {
    let window = Window::open(&["--demo"]).await?;
    window.page.wait().at_most(Duration::from_secs(60)).for_element(Locator::Css(".rail")).await?;
    let watch = "window.troubles = []; console.error = (...words) => window.troubles.push(words.join(' '));
        addEventListener('error', event => window.troubles.push(event.message));";
    script(&window, watch).await?;
    for screen in ["sources", "graph", "templates", "runs", "review", "dataset", "models"] {
        script(&window, &format!("location.hash = '#/{screen}'")).await?;
        let head = format!(
            "return [...document.querySelectorAll('.screen')].filter(one => one.offsetParent !== null)
            .map(one => one.querySelectorAll('h1').length).join() + ' {screen}'"
        );
        let expected = format!("1 {screen}");
        until(&window, &head, &json!(expected)).await?;
    }
    assert_eq!(script(&window, "return window.troubles").await?, json!([]), "no screen reports trouble");
    Ok(())
}

async fn open_review() -> Result<Window, Trouble> {
    let window = Window::open(&["--demo"]).await?;
    window.page.wait().at_most(Duration::from_secs(60)).for_element(Locator::Css(".rail")).await?;
    script(&window, "location.hash = '#/review'").await?;
    window.page.wait().at_most(Duration::from_secs(30)).for_element(Locator::Css(".step")).await?;
    tokio::time::sleep(SEEN).await;
    Ok(window)
}

/// Id of the sample on the screen.
async fn shown(window: &Window) -> Result<String, Trouble> {
    let id = script(window, "return document.querySelector('.rv__id').title").await?;
    Ok(id.as_str().unwrap_or_default().to_owned())
}

async fn changed_from(window: &Window, id: &str) -> Result<String, Trouble> {
    for _ in 0..100 {
        let now = shown(window).await?;
        if now != id {
            return Ok(now);
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Err(format!("the sample {id} stayed on the screen").into())
}

async fn wait_for(window: &Window, id: &str) -> Result<(), Trouble> {
    until(window, "return document.querySelector('.rv__id').title", &json!(id)).await
}

async fn until(window: &Window, question: &str, answer: &Value) -> Result<(), Trouble> {
    let mut last = Value::Null;
    for _ in 0..200 {
        last = script(window, question).await?;
        if last == *answer {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Err(format!("expected {answer}, last seen was {last}").into())
}

/// What the core has recorded, not what the page shows. A key’s decision is given a moment to arrive.
async fn decision(window: &Window, id: &str) -> Result<String, Trouble> {
    tokio::time::sleep(Duration::from_millis(300)).await;
    let sample =
        window.invoke("sample", json!({ "request": { "id": id } })).await?.map_err(|error| error.to_string())?;
    Ok(sample["decision"].as_str().unwrap_or_default().to_owned())
}

async fn press(window: &Window, key: &str) -> Result<(), Trouble> {
    let active = window.page.active_element().await?;
    active.send_keys(key).await?;
    Ok(())
}

async fn script(window: &Window, text: &str) -> Result<Value, Trouble> {
    Ok(window.page.execute(text, vec![]).await?)
}
