//! One person's way through the real window, from the first start to the file that a trainer loads.
#![cfg(target_os = "linux")]

use fantoccini::key::Key;
use pathloom_tests::Trouble;
use pathloom_tests::window::Window;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

const CTRL: char = '\u{E009}';

/// A sample as the person saw it.
#[derive(Clone, Debug)]
struct Seen {
    /// The first eight signs of its id.
    id: String,
    /// The line above it: id, template, decision.
    head: String,
    question: String,
    answer: String,
}

#[tokio::test]
async fn from_the_first_start_to_the_exported_file() -> Result<(), Trouble> {
    let window = Window::open(&[]).await?;
    let waiting = open_the_demo(&window).await?;
    find_in_the_graph(&window, "Gdynia Works").await?;
    generate(&window, "Single table", 20).await?;
    let approved = review(&window, &waiting).await?;
    let rows = export(&window, approved.len()).await?;

    let mut exported: BTreeMap<String, Value> = BTreeMap::new();
    for row in rows {
        let metadata: Value = serde_json::from_str(row["metadata"].as_str().expect("text"))?;
        let id = metadata["sample_id"].as_str().expect("every row names its sample");
        exported.insert(id.chars().take(8).collect(), row);
    }
    let ids: Vec<&String> = exported.keys().collect();
    let mut wanted: Vec<&String> = approved.iter().map(|sample| &sample.id).collect();
    wanted.sort();
    assert_eq!(ids, wanted, "the file holds what was approved and not taken back, and nothing else");
    for sample in &approved {
        let messages = exported[&sample.id]["messages"].as_array().expect("a list");
        let said: Vec<(&str, &str)> = messages
            .iter()
            .map(|message| (message["role"].as_str().expect("a role"), message["content"].as_str().expect("text")))
            .collect();
        let [("user", question), ("assistant", reply)] = said[..] else {
            panic!("a question and its answer: {said:?}");
        };
        assert_eq!(question, sample.question, "the question is the one on the screen, with what was edited");
        let (trace, answer) = reply.split_once("\n</think>\n\n").expect("reasoning first");
        assert!(trace.starts_with("<think>\n1. "), "the steps are numbered: {trace}");
        assert_eq!(answer, sample.answer, "the answer is the one on the screen, with what was edited");
    }
    Ok(())
}

/// Returns the first of its samples: where there is something to review, a project opens on it.
async fn open_the_demo(window: &Window) -> Result<Seen, Trouble> {
    window.sees("button", "demo").await?;
    window.press(&[Key::Enter.into()]).await?;
    window.sees("nav", "Workspace").await?;
    let waiting = sample_after(window, None).await?;
    no_trouble(window).await?;
    Ok(waiting)
}

/// Types a name and chooses what is found, as people do: Enter takes the first.
async fn find_in_the_graph(window: &Window, name: &str) -> Result<(), Trouble> {
    window.press(&[CTRL, '2']).await?;
    window.sees("h1", "Graph").await?;
    window.click("[role=combobox]", "Find a node").await?;
    window.write(name).await?;
    window.sees("[role=option][aria-selected=true]", name).await?;
    window.press(&[Key::Enter.into()]).await?;

    window.sees("[aria-label='Node inspector'] h2", name).await?;
    window.sees("[aria-label='Node inspector']", "Entity").await?;
    let place = window.sees("[aria-label='Node inspector'] a", ", p. ").await?;
    assert!(place.contains('.'), "the evidence names the document it stands in: {place}");
    window.sees("[role=status]", &format!("Around {name}")).await?;
    no_trouble(window).await
}

async fn generate(window: &Window, template: &str, samples: u32) -> Result<(), Trouble> {
    window.press(&[CTRL, '3']).await?;
    window.sees("h1", "Templates").await?;
    window.click("aside button", template).await?;
    window.sees("b", template).await?;
    window.sees("section", "Exact matches").await?;
    window.click("input[type=number]", "").await?;
    window.press(&[CTRL, 'a']).await?;
    window.write(&samples.to_string()).await?;
    window.press(&[CTRL, Key::Enter.into()]).await?;

    window.sees("h1", "Runs").await?;
    window.sees("main", &format!("{samples} samples to review.")).await?;
    no_trouble(window).await?;
    window.click("a", "Review these samples").await?;
    window.sees("h1", "Review").await?;
    Ok(())
}

/// Approves three, two of them after an edit, rejects one, skips one; a fourth approval is taken back.
/// No mouse. Returns what stays approved. Until the samples of the run come, `waiting` is shown.
async fn review(window: &Window, waiting: &Seen) -> Result<Vec<Seen>, Trouble> {
    let mut approved = Vec::new();
    let first = sample_after(window, Some(waiting)).await?;
    decide(window, 'a').await?;
    says(window, "1 approved").await?;
    approved.push(first.clone());

    let rejected = sample_after(window, Some(&first)).await?;
    decide(window, 'r').await?;
    focus_is_in(window, "[role=menu]").await?;
    window.sees("[role=menuitem]", "2 Evidence does not support it").await?;
    window.press(&['2']).await?;
    let third = sample_after(window, Some(&rejected)).await?;
    says(window, "1 rejected").await?;
    window.press(&['k']).await?;
    assert_eq!(sample_after(window, Some(&third)).await?.id, rejected.id, "K goes back to it");
    window.sees(HEAD, "Rejected").await?;
    window.press(&['j']).await?;
    assert_eq!(sample_after(window, Some(&rejected)).await?.id, third.id, "J goes on");

    let edited = edit(window, "question", " Give the short name.").await?;
    assert_eq!(edited.question, format!("{} Give the short name.", third.question));
    assert!(!window.shows(HEAD, "Approved").await?, "saving an edit decides nothing");
    decide(window, 'a').await?;
    says(window, "2 approved").await?;
    approved.push(edited.clone());

    let skipped = sample_after(window, Some(&edited)).await?;
    decide(window, 's').await?;
    says(window, "1 skipped").await?;

    let fifth = sample_after(window, Some(&skipped)).await?;
    tab_into(window, "[data-block=answer]").await?;
    let edited = edit(window, "answer", " (as printed)").await?;
    assert_eq!(edited.answer, format!("{} (as printed)", fifth.answer));
    decide(window, 'a').await?;
    says(window, "3 approved").await?;
    says(window, "2 edited").await?;
    approved.push(edited.clone());

    let last = sample_after(window, Some(&edited)).await?;
    decide(window, 'a').await?;
    says(window, "4 approved").await?;
    let next = sample_after(window, Some(&last)).await?;
    window.press(&[CTRL, 'z']).await?;
    assert_eq!(sample_after(window, Some(&next)).await?.id, last.id, "the sample comes back to be looked at again");
    says(window, "3 approved").await?;
    window.misses(HEAD, "Approved").await?;
    for sample in [first, rejected, third, skipped, fifth, last] {
        assert!(sample.head.contains("Single table"), "only samples of the run are in the queue: {}", sample.head);
    }
    no_trouble(window).await?;
    Ok(approved)
}

/// Returns the rows of the file that the window names.
async fn export(window: &Window, samples: usize) -> Result<Vec<Value>, Trouble> {
    window.press(&[CTRL, '6']).await?;
    window.sees("h1", "Dataset").await?;
    window.click("button:not([disabled])", &format!("Export {samples}")).await?;
    let told = window.sees("[role=status] p", "Exported to ").await?;
    window.sees("[role=status]", &format!("train.jsonl {samples} lines")).await?;
    no_trouble(window).await?;

    let folder = PathBuf::from(told.trim_start_matches("Exported to "));
    assert!(folder.starts_with(window.home()), "a fresh home holds the demo and its exports: {}", folder.display());
    let text = std::fs::read_to_string(folder.join("train.jsonl"))?;
    Ok(text.lines().map(serde_json::from_str).collect::<Result<_, _>>()?)
}

/// The line above the sample: its id, its template, its decision.
const HEAD: &str = "section[aria-label^='Sample '] > :first-child";

/// What is on the screen once it is whole and another than `before`.
async fn sample_after(window: &Window, before: Option<&Seen>) -> Result<Seen, Trouble> {
    let script = "const pane = [...document.querySelectorAll(\"section[aria-label^='Sample ']\")]
            .find(one => one.getClientRects().length);
        const text = part => pane?.querySelector(`[data-part=${part}]`)?.textContent;
        return [pane?.ariaLabel.slice('Sample '.length), text('question'), text('answer'), pane?.firstElementChild.innerText]";
    let is_other = |seen: &Value| {
        let whole = seen.as_array().is_some_and(|parts| parts.iter().all(Value::is_string));
        whole && before.is_none_or(|before| seen[0] != before.id.as_str())
    };
    let seen = window.until(script, is_other).await?;
    let part = |place: usize| seen[place].as_str().unwrap_or_default().to_owned();
    Ok(Seen { id: part(0), head: part(3), question: part(1), answer: part(2) })
}

/// Decisions are refused for a quarter of a second, so that nobody decides on what nobody saw.
async fn decide(window: &Window, key: char) -> Result<(), Trouble> {
    tokio::time::sleep(Duration::from_millis(260)).await;
    window.press(&[key]).await
}

/// Adds words at the end of a part and saves.
async fn edit(window: &Window, part: &str, more: &str) -> Result<Seen, Trouble> {
    let before = sample_after(window, None).await?;
    window.press(&['e']).await?;
    focus_is_in(window, &format!("[data-block={part}] textarea")).await?;
    window.write(more).await?;
    window.press(&[CTRL, Key::Enter.into()]).await?;
    window.sees(&format!("[data-part={part}]"), more.trim()).await?;
    window.sees(HEAD, "Edited").await?;
    let after = sample_after(window, None).await?;
    assert_eq!(after.id, before.id, "the same sample stays");
    Ok(after)
}

async fn tab_into(window: &Window, selector: &str) -> Result<(), Trouble> {
    for _ in 0..20 {
        if window.shows(&format!("{selector} :focus"), "").await? {
            return Ok(());
        }
        window.press(&[Key::Tab.into()]).await?;
    }
    Err(format!("Tab never came to {selector}").into())
}

async fn focus_is_in(window: &Window, selector: &str) -> Result<(), Trouble> {
    window.until(&format!("return !!document.activeElement.closest('{selector}')"), |is_in| *is_in == true).await?;
    Ok(())
}

/// The head of Review counts what was decided.
async fn says(window: &Window, count: &str) -> Result<(), Trouble> {
    window.sees("main", count).await.map(drop)
}

/// No error is on the screen.
async fn no_trouble(window: &Window) -> Result<(), Trouble> {
    assert!(!window.shows("[role=alert]", "").await?, "{}", window.sees("[role=alert]", "").await?);
    Ok(())
}
