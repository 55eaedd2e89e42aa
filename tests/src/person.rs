//! A person at the window: presses keys, clicks what has a name, reads what is shown, and waits until it is.

use std::time::Duration;

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::elements::{Element, ElementRef};
use serde_json::{Value, json};

use crate::window::Window;
use crate::{LIMIT, Trouble};

/// First element on the screen that the selector fits and whose name or text has these words, on one line or several.
const FIND: &str = "const find = (selector, words) => [...document.querySelectorAll(selector)].find(one =>
    one.getClientRects().length && `${one.ariaLabel ?? ''} ${one.innerText}`.replace(/\\s+/g, ' ').includes(words));";

/// WebDriver's name for a reference to an element.
const REFERENCE: &str = "element-6066-11e4-a52e-4f735466cecf";

impl Window {
    /// Presses keys together, as in `&[Key::Control.into(), 'z']`. They go to what has the focus.
    pub async fn press(&self, keys: &[char]) -> Result<(), Trouble> {
        let down = keys.iter().map(|key| KeyAction::Down { value: *key });
        let up = keys.iter().rev().map(|key| KeyAction::Up { value: *key });
        let actions = down.chain(up).fold(KeyActions::new("keyboard".into()), KeyActions::then);
        Ok(self.page.perform_actions(actions).await?)
    }

    /// One key after the other.
    pub async fn write(&self, text: &str) -> Result<(), Trouble> {
        for key in text.chars() {
            self.press(&[key]).await?;
        }
        Ok(())
    }

    /// Clicks the first thing that is shown, fits the selector and has these words in its name or text.
    pub async fn click(&self, selector: &str, words: &str) -> Result<(), Trouble> {
        let script = format!("{FIND} return find({}, {}) ?? null", json!(selector), json!(words));
        let clicked = async {
            loop {
                let found = self.until(&script, |found| !found.is_null()).await?;
                let id = found[REFERENCE].as_str().unwrap_or_default().to_owned();
                // Drawn anew, or covered for a moment: look again.
                if Element::from_element_id(self.page.clone(), ElementRef::from(id)).click().await.is_ok() {
                    return Ok(());
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        let late = |_| format!("“{words}” ({selector}) could not be clicked");
        tokio::time::timeout(LIMIT, clicked).await.map_err(late)?
    }

    /// Waits until something that fits the selector shows these words, and gives its whole text or name.
    pub async fn sees(&self, selector: &str, words: &str) -> Result<String, Trouble> {
        let script = format!(
            "{FIND} const seen = find({}, {}); return seen ? seen.ariaLabel || seen.textContent : null",
            json!(selector),
            json!(words)
        );
        let seen = self.until(&script, |seen| !seen.is_null()).await?;
        Ok(seen.as_str().unwrap_or_default().to_owned())
    }

    /// Whether something that fits the selector shows these words just now.
    pub async fn shows(&self, selector: &str, words: &str) -> Result<bool, Trouble> {
        let script = format!("{FIND} return !!find({}, {})", json!(selector), json!(words));
        Ok(self.page.execute(&script, vec![]).await? == true)
    }

    /// Waits until nothing that fits the selector shows these words.
    pub async fn misses(&self, selector: &str, words: &str) -> Result<(), Trouble> {
        let script = format!("{FIND} return !find({}, {})", json!(selector), json!(words));
        self.until(&script, |is_gone| *is_gone == true).await.map(drop)
    }

    /// Asks the page again and again until the answer fits.
    pub async fn until(&self, script: &str, fits: impl Fn(&Value) -> bool) -> Result<Value, Trouble> {
        let mut last = Value::Null;
        let asked = async {
            loop {
                last = self.page.execute(script, vec![]).await?;
                if fits(&last) {
                    return Ok::<(), Trouble>(());
                }
                tokio::time::sleep(Duration::from_millis(30)).await;
            }
        };
        let answered = tokio::time::timeout(LIMIT, asked).await;
        match answered {
            Ok(outcome) => outcome.map(|()| last),
            Err(_) => Err(self.what_is_there(script, &last).await.into()),
        }
    }

    async fn what_is_there(&self, script: &str, last: &Value) -> String {
        let page = self.page.execute("return location.hash + '\\n' + document.body.innerText", vec![]).await;
        let page = page.ok().and_then(|page| page.as_str().map(str::to_owned)).unwrap_or_default();
        format!("waited in vain for: {script}\nlast answer: {last}\nthe page shows: {page}")
    }
}
