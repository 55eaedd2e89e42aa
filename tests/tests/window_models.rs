//! A person gives the project a model in the real window and lets it write and judge: from the empty page of models to
//! samples with votes in Review, with a real server on this computer and no documentation read.
#![cfg(target_os = "linux")]

use fantoccini::key::Key;
use pathloom_engine::scripted::{Answer, Server};
use pathloom_tests::Trouble;
use pathloom_tests::window::Window;
use serde_json::{Value, json};

const CTRL: char = '\u{E009}';

#[tokio::test]
async fn an_endpoint_is_added_takes_all_roles_and_writes_what_judges_vote_on() -> Result<(), Trouble> {
    let server = Server::start(|body| Answer::text(body, &reply(body)))?;
    let window = Window::open(&[]).await?;
    window.sees("button", "demo").await?;
    window.press(&[Key::Enter.into()]).await?;
    window.sees("h1", "Review").await?;

    add_endpoint(&window, &server.base_url()).await?;
    window.click("button", "Use writer-1 for all").await?;
    window.sees("[role=radio][aria-checked=true]", "Generator: Lab/writer-1").await?;
    window.sees("[role=checkbox][aria-checked=true]", "Judges: Lab/writer-1").await?;
    window.sees("main", "is both generator and judge").await?;
    let tested = server.requests();

    generate(&window, 4).await?;
    assert!(server.requests() >= tested + 4 * 2, "every sample was written and judged by the server");
    window.click("a", "Review these samples").await?;
    window.sees("section[aria-label^='Sample ']", "Which one of them is meant").await?;
    window.sees("button.score", "Support").await?;
    window.click("button.score", "Support").await?;
    window.sees(".votes", "stated in the evidence").await?;
    Ok(())
}

/// The address, a name and a model are all that it needs; saving tests it.
async fn add_endpoint(window: &Window, base_url: &str) -> Result<(), Trouble> {
    window.press(&[CTRL, '7']).await?;
    window.sees("h2", "No model yet, and none is needed").await?;
    window.click("button", "Add endpoint…").await?;
    for (field, text) in [("Name", "Lab"), ("Address", base_url), ("Model", "writer-1")] {
        window.click(&format!("input[aria-label='{field}']"), "").await?;
        window.write(text).await?;
    }
    window.click("button", "Save and test").await?;
    window.sees("table[aria-label=Endpoints] [role=status]", "writer-1 answered in").await?;
    window.sees("table[aria-label=Endpoints]", "Healthy").await?;
    Ok(())
}

async fn generate(window: &Window, samples: u32) -> Result<(), Trouble> {
    window.press(&[CTRL, '3']).await?;
    window.click("aside button", "Single text").await?;
    window.sees("section", "Exact matches").await?;
    window.click("input[type=number]", "").await?;
    window.press(&[CTRL, 'a']).await?;
    window.write(&samples.to_string()).await?;
    window.press(&[CTRL, Key::Enter.into()]).await?;
    window.sees("h1", "Runs").await?;
    window.sees("main", &format!("{samples} samples to review.")).await?;
    Ok(())
}

/// What a writer, a judge or one who answers would say; each reads what it needs of this.
fn reply(body: &str) -> String {
    let request: Value = serde_json::from_str(body).unwrap_or_default();
    let said = request["messages"].as_array().into_iter().flatten().filter_map(|message| message["content"].as_str());
    let prompt = said.collect::<Vec<_>>().join("\n");
    let target = prompt.split_once("### Target\n").and_then(|(_, rest)| rest.lines().next()).unwrap_or("none");
    let sum = prompt.bytes().fold(7_u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
    json!({
        "question": format!("Which one of them is meant in case {sum}?"), "answer": target,
        "steps": [{ "text": "The relation leads to it.", "hops": [1], "evidence": [1], "quote": "" }],
        "supported": true, "confidence": 0.8, "reason": "Both are stated in the evidence.",
        "answered": true, "same": true, "language": 2, "task": 3, "structure": 2, "complexity": 3,
    })
    .to_string()
}
