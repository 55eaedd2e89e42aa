//! The interface in the real window on the demo project: reviewing by keys, words that can be read, both themes.
#![cfg(target_os = "linux")]

use fantoccini::key::Key;
use pathloom_tests::Trouble;
use pathloom_tests::window::Window;
use serde_json::json;
use std::time::Duration;

/// A little longer than the time in which a sample that just appeared cannot be decided on.
const SEEN: Duration = Duration::from_millis(260);
const CTRL: char = '\u{E009}';

#[tokio::test]
async fn samples_are_reviewed_with_the_keyboard_alone() -> Result<(), Trouble> {
    let window = open_review().await?;
    let first = shown(&window).await?;
    let line = "return document.querySelector('.thread path')?.getAttribute('d')?.startsWith('M')";
    window.until(line, |is_drawn| *is_drawn == true).await?;

    window.press(&['a']).await?;
    let second = changed_from(&window, &first).await?;
    decided(&window, &first, "approved").await?;
    window.press(&['z']).await?;
    wait_for(&window, &first).await?;
    decided(&window, &first, "to_review").await?;

    tokio::time::sleep(SEEN).await;
    window.press(&['r']).await?;
    window.until("return !!document.activeElement.closest('.reasons')", |is_open| *is_open == true).await?;
    window.press(&['2']).await?;
    changed_from(&window, &first).await?;
    decided(&window, &first, "rejected").await?;
    window.press(&['k']).await?;
    wait_for(&window, &first).await?;
    window.press(&['j']).await?;
    wait_for(&window, &second).await?;
    Ok(())
}

#[tokio::test]
async fn letters_typed_into_a_field_decide_nothing() -> Result<(), Trouble> {
    let window = open_review().await?;
    let first = shown(&window).await?;
    let before = window.sees(".q-text", "").await?;
    edit_question(&window).await?;
    window.write(" Says as asked?").await?;
    assert_eq!(shown(&window).await?, first, "the letters a, s and e go into the text");
    window.press(&[Key::Escape.into()]).await?;
    assert_eq!(window.sees(".q-text", "").await?, before, "Esc leaves the question as it was");

    edit_question(&window).await?;
    window.write(" Really?").await?;
    window.press(&[CTRL, Key::Enter.into()]).await?;
    window.sees(".q-text", " Really?").await?;
    decided(&window, &first, "to_review").await
}

/// Each sign is drawn and compared with one that no font has: the same picture means an empty box.
#[tokio::test]
async fn chinese_and_mathematical_signs_have_glyphs() -> Result<(), Trouble> {
    let window = Window::open(&[]).await?;
    let missing = "const [signs, done] = arguments;
        const family = getComputedStyle(document.body).fontFamily;
        const draw = sign => {
            const canvas = Object.assign(document.createElement('canvas'), { width: 48, height: 48 });
            const pen = canvas.getContext('2d');
            pen.font = '32px ' + family;
            pen.fillText(sign, 4, 36);
            return canvas.toDataURL();
        };
        // A busy machine may still be unpacking a font that counts as loaded.
        const look = times => document.fonts.load('32px ' + family, signs).then(() => {
            const empty = [draw('\\u{10FFFE}'), draw(' ')];
            const left = [...signs].filter(sign => empty.includes(draw(sign)));
            if (left.length && times) setTimeout(() => look(times - 1), 250); else done(left);
        });
        look(60);";
    let signs = "表功率镕∑∫αβ₂⁻³→≤“”…";
    let found = window.page.execute_async(missing, vec![json!(signs)]).await?;
    assert_eq!(found, json!([]), "every sign is drawn with a glyph of its own");
    Ok(())
}

#[tokio::test]
async fn every_screen_opens_without_an_error_and_names_itself() -> Result<(), Trouble> {
    let window = Window::open(&["--demo"]).await?;
    window.sees(".rail", "").await?;
    let watch = "window.troubles = []; console.error = (...words) => window.troubles.push(words.join(' '));
        addEventListener('error', event => window.troubles.push(event.message));";
    window.page.execute(watch, vec![]).await?;
    for screen in ["sources", "graph", "templates", "runs", "review", "dataset", "models"] {
        window.page.execute(&format!("location.hash = '#/{screen}'"), vec![]).await?;
        let head = format!(
            "return [...document.querySelectorAll('.screen')].filter(one => one.offsetParent !== null)
            .map(one => one.querySelectorAll('h1').length).join() + ' {screen}'"
        );
        let expected = format!("1 {screen}");
        window.until(&head, |head| *head == expected).await?;
    }
    let troubles = window.page.execute("return window.troubles", vec![]).await?;
    assert_eq!(troubles, json!([]), "no screen reports trouble");
    Ok(())
}

async fn open_review() -> Result<Window, Trouble> {
    let window = Window::open(&["--demo"]).await?;
    window.sees(".rail", "").await?;
    window.page.execute("location.hash = '#/review'", vec![]).await?;
    window.sees(".step", "").await?;
    tokio::time::sleep(SEEN).await;
    Ok(window)
}

/// Id of the sample on the screen.
async fn shown(window: &Window) -> Result<String, Trouble> {
    let id = window.page.execute("return document.querySelector('.rv__id').title", vec![]).await?;
    Ok(id.as_str().unwrap_or_default().to_owned())
}

/// Id of the sample once its text is there too.
const WHOLE: &str = "return document.querySelector('.q-text') && document.querySelector('.rv__id').title";

async fn changed_from(window: &Window, id: &str) -> Result<String, Trouble> {
    let now = window.until(WHOLE, |now| !now.is_null() && now != id).await?;
    Ok(now.as_str().unwrap_or_default().to_owned())
}

async fn wait_for(window: &Window, id: &str) -> Result<(), Trouble> {
    window.until(WHOLE, |now| now == id).await.map(drop)
}

/// E opens the question with the focus in it.
async fn edit_question(window: &Window) -> Result<(), Trouble> {
    window.press(&['e']).await?;
    window.until("return !!document.activeElement.closest('.editbox textarea')", |is_open| *is_open == true).await?;
    Ok(())
}

/// Waits until the core has recorded this decision, whatever the page shows.
async fn decided(window: &Window, id: &str, decision: &str) -> Result<(), Trouble> {
    let request = json!({ "request": { "id": id } });
    let recorded = async {
        loop {
            let sample = window.invoke("sample", request.clone()).await?.map_err(|error| error.to_string())?;
            if sample["decision"] == decision {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
    };
    let late = |_| format!("{id} was never recorded as {decision}");
    tokio::time::timeout(pathloom_tests::LIMIT, recorded).await.map_err(late)?
}
