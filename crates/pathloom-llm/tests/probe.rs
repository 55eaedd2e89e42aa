//! What a test of a model finds, and which servers are found on this computer.

mod server;

use pathloom_llm::{Fault, Key, Target, find_local_at, list_models, probe};
use pathloom_model::{Endpoint, EndpointKind, Structured};
use serde_json::{Value, json};
use server::{Act, Asked, Server, answer, error, reply, says};

fn target(kind: &str, server: &Server) -> Target {
    let endpoint: Endpoint = serde_json::from_value(json!({
        "name": "Lab", "kind": kind, "base_url": format!("http://{}", server.address), "models": [], "timeout_s": 2
    }))
    .expect("an endpoint");
    Target { endpoint, key: Key::new("key-0123456789") }
}

fn form(asked: &Asked) -> &str {
    asked.body["response_format"]["type"].as_str().unwrap_or_default()
}

fn has_image(asked: &Asked) -> bool {
    asked.body["messages"][0]["content"].is_array()
}

#[tokio::test]
async fn an_able_model_shows_what_it_can_do() {
    let server = Server::start(|_, asked| match form(asked) {
        _ if asked.path == "/v1/models" => answer(200, json!({ "data": [{ "id": "m", "max_model_len": 32768 }] })),
        "json_schema" => says("{\"k7\": 5}"),
        _ if has_image(asked) => says("Orange."),
        _ => reply(json!({ "content": "Hello there!\nMore.", "reasoning": "a greeting" }), "stop"),
    })
    .await;
    let found = probe(&target("openai", &server), "m").await.expect("it answers");
    assert_eq!(found.first_line, "Hello there!");
    let abilities = found.abilities;
    assert_eq!((abilities.structured, abilities.vision, abilities.thinking), (Structured::Schema, true, true));
    assert_eq!(found.context, Some(32768), "the server tells how much fits");
    assert_eq!(found.usage.input, 30, "three calls of ten tokens");
    assert!(server.asked().iter().all(|asked| asked.body.get("max_tokens").is_none()), "thinking is not cut short");
}

#[tokio::test]
async fn ollama_tells_its_context_elsewhere() {
    let server = Server::start(|_, asked| match asked.path.as_str() {
        "/api/show" if asked.body["model"] == "m" => {
            answer(200, json!({ "model_info": { "qwen3.context_length": 40960 } }))
        }
        _ => answer(200, json!({ "message": { "content": "{\"k7\": 3}" }, "done": true, "done_reason": "stop" })),
    })
    .await;
    let found = probe(&target("ollama", &server), "m").await.expect("it answers");
    assert_eq!((found.context, found.abilities.structured), (Some(40960), Structured::Schema));
}

#[tokio::test]
async fn what_a_server_takes_but_does_not_keep_does_not_count() {
    let ignores_all = |_: usize, asked: &Asked| match has_image(asked) {
        true => error(400, "this model does not support images"),
        false => says("Hello! ```json\n{\"number\": 5}\n```"),
    };
    let object_only = |_: usize, asked: &Asked| match form(asked) {
        "json_schema" => error(400, "response_format json_schema is not supported"),
        "json_object" => says("{\"number\": 5}"),
        _ => says("I see a blue sky."),
    };
    let refuses_all = |_: usize, asked: &Asked| match form(asked) {
        "" => says("Hello"),
        _ => error(422, "response_format: extra fields not permitted"),
    };
    for (server, expected) in [
        (Server::start(ignores_all).await, Structured::Prompt),
        (Server::start(object_only).await, Structured::Object),
        (Server::start(refuses_all).await, Structured::Prompt),
    ] {
        let found = probe(&target("openai", &server), "m").await.expect("it answers");
        assert_eq!((found.abilities.structured, found.abilities.vision), (expected, false));
    }
}

#[tokio::test]
async fn a_test_that_fails_says_what_to_mend() {
    let server = Server::start(|_, _| error(401, "Incorrect API key")).await;
    let error = probe(&target("openai", &server), "m").await.expect_err("the key is wrong");
    assert_eq!(error.fault, Fault::KeyRefused);
    assert_eq!(server.count(), 1, "one call, and no more after it failed");
}

#[tokio::test]
async fn servers_of_this_computer_are_found_with_their_models() {
    let lists = |path: &'static str, list: Value| {
        Server::start(
            move |_, asked| if asked.path == path { answer(200, list.clone()) } else { error(404, "not here") },
        )
    };
    let ollama = lists("/api/tags", json!({ "models": [{ "name": "qwen3:8b" }, { "name": "x".repeat(5000) }] })).await;
    let vllm = lists("/v1/models", json!({ "data": [{ "id": "org/model" }] })).await;
    let page = Server::start(|_, _| Act::Answer(200, vec![], b"<html>a router</html>".to_vec())).await;
    let port =
        |server: &Server| server.address.rsplit_once(':').and_then(|(_, port)| port.parse().ok()).expect("a port");
    let hanging = Server::start(|_, _| Act::Hang).await;
    let found = find_local_at(&[port(&page), port(&vllm), port(&hanging), port(&ollama), 1]).await;
    let shown: Vec<_> = found.iter().map(|server| (server.kind, server.models.clone())).collect();
    let expected =
        [(EndpointKind::OpenAi, vec!["org/model".to_owned()]), (EndpointKind::Ollama, vec!["qwen3:8b".to_owned()])];
    assert_eq!(shown, expected, "a page and a silent port are no servers of models");
    assert_eq!(list_models(&target("ollama", &ollama)).await, Ok(vec!["qwen3:8b".to_owned()]));
    let error = list_models(&target("openai", &page)).await.expect_err("a page is no list");
    assert!(error.message.contains("Lab: offers no list"), "{}", error.message);
}
