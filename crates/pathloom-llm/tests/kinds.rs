//! Each kind of endpoint gets a call in its own form, and its reply is read: what is on the wire, byte for byte.

mod server;

use pathloom_llm::{
    Allowed, Call, CallError, CancellationToken, Fault, Finish, Key, Message, Params, Part, Pool, Reply, Schema,
    Speaker, Target, Unheard,
};
use pathloom_model::{Endpoint, ModelRef};
use serde_json::{Value, json};
use server::{Act, Asked, Server, answer, error};
use std::sync::Arc;

/// As code writes it, and as strict servers want it.
fn thing() -> Value {
    json!({ "type": "object", "properties": { "name": { "type": "string" } }, "required": ["name"] })
}

fn closed_thing() -> Value {
    let mut thing = thing();
    thing["additionalProperties"] = false.into();
    thing
}

fn call() -> Call {
    let image = Part::Image { media_type: "image/png".into(), base64: "AAAA".into() };
    Call {
        messages: vec![
            Message::system("Be brief."),
            Message { speaker: Speaker::User, parts: vec![Part::Text("What is it?".into()), image] },
        ],
        schema: Some(Schema { name: "thing".into(), schema: thing() }),
        params: Params { temperature: Some(0.7), top_p: None, max_tokens: None, seed: Some(7), vectors: false },
    }
}

/// Asks a server that gives `act`; what it was asked, and the outcome.
async fn ask(settings: Value, path: &str, act: Act) -> (Asked, Result<Reply, CallError>) {
    let server = Server::start(move |_, _| act.clone()).await;
    let mut all =
        json!({ "name": "Lab", "base_url": format!("http://{}{path}", server.address), "models": [{ "name": "m" }] });
    all.as_object_mut().expect("an object").extend(settings.as_object().cloned().expect("an object"));
    let endpoint: Endpoint = serde_json::from_value(all).expect("an endpoint");
    let pool = Pool::new(vec![Target { endpoint, key: Key::new("key-0123456789") }], Arc::new(Unheard));
    let models = [ModelRef { endpoint: "Lab".into(), model: "m".into() }];
    let outcome = pool.complete(&models, &call(), Allowed::LoopbackOnly, &CancellationToken::new()).await;
    (server.asked().remove(0), outcome)
}

#[tokio::test]
async fn anthropic() {
    let said = json!({
        "content": [{ "type": "thinking", "thinking": "an image" }, { "type": "text", "text": "{}" }],
        "stop_reason": "max_tokens",
        "usage": { "input_tokens": 20, "cache_read_input_tokens": 70, "cache_creation_input_tokens": 10, "output_tokens": 3 }
    });
    let (asked, outcome) = ask(json!({ "kind": "anthropic" }), "", answer(200, said)).await;
    assert_eq!(asked.path, "/v1/messages");
    assert_eq!(
        (asked.headers["x-api-key"].as_str(), asked.headers["anthropic-version"].as_str()),
        ("key-0123456789", "2023-06-01")
    );
    assert!(!asked.headers.contains_key("authorization"));
    assert_eq!(
        asked.body,
        json!({
            "model": "m", "max_tokens": 8192, "temperature": 0.7,
            "system": [{ "type": "text", "text": "Be brief." }],
            "messages": [{ "role": "user", "content": [
                { "type": "text", "text": "What is it?" },
                { "type": "image", "source": { "type": "base64", "media_type": "image/png", "data": "AAAA" } }
            ] }],
            "output_config": { "format": { "type": "json_schema", "schema": closed_thing() } }
        })
    );
    let reply = outcome.expect("a reply");
    assert_eq!((reply.text.as_str(), reply.thinking.as_str(), reply.finish), ("{}", "an image", Finish::Length));
    assert_eq!(
        (reply.usage.input, reply.usage.cached, reply.usage.output),
        (100, 70, 3),
        "input holds the cached part"
    );
    let declined =
        json!({ "content": [], "stop_reason": "refusal", "usage": { "input_tokens": 5, "output_tokens": 1 } });
    let (_, outcome) = ask(json!({ "kind": "anthropic" }), "/v1", answer(200, declined)).await;
    assert_eq!(outcome.expect_err("declined").fault, Fault::Refused);
}

#[tokio::test]
async fn ollama() {
    let said = json!({
        "message": { "content": "{}", "thinking": "an image" }, "done": true, "done_reason": "stop",
        "prompt_eval_count": 30, "eval_count": 3
    });
    let (asked, outcome) = ask(json!({ "kind": "ollama", "max_tokens": 300 }), "/v1", answer(200, said)).await;
    assert_eq!(asked.path, "/api/chat", "its own door, not the compatible one that cuts prompts silently");
    assert_eq!(
        asked.body,
        json!({
            "model": "m", "stream": false, "truncate": false, "shift": false, "format": thing(),
            "messages": [
                { "role": "system", "content": "Be brief." },
                { "role": "user", "content": "What is it?", "images": ["AAAA"] }
            ],
            "options": { "num_ctx": 4096, "num_predict": 300, "temperature": 0.7, "seed": 7 }
        })
    );
    let reply = outcome.expect("a reply");
    assert_eq!((reply.text.as_str(), reply.thinking.as_str(), reply.usage.input), ("{}", "an image", 30));
    let (_, outcome) =
        ask(json!({ "kind": "ollama" }), "", answer(404, json!({ "error": "model 'm' not found" }))).await;
    let error = outcome.expect_err("no such model");
    assert_eq!(error.fault, Fault::NotFound);
    assert!(error.hint.contains("ollama pull"), "{}", error.hint);
}

#[tokio::test]
async fn azure() {
    let said = json!({ "choices": [{ "message": { "content": "{}" }, "finish_reason": "stop" }] });
    let (asked, _) = ask(json!({ "kind": "azure", "max_tokens": 300 }), "", answer(200, said.clone())).await;
    assert_eq!(
        (asked.path.as_str(), asked.headers["api-key"].as_str()),
        ("/openai/v1/chat/completions", "key-0123456789")
    );
    assert_eq!((&asked.body["model"], &asked.body["max_completion_tokens"]), (&json!("m"), &json!(300)));
    let (asked, outcome) =
        ask(json!({ "kind": "azure" }), "/openai/deployments/d?api-version=2024-06-01", answer(200, said)).await;
    assert_eq!(asked.path, "/openai/deployments/d/chat/completions?api-version=2024-06-01");
    assert_eq!(asked.body.get("model"), None, "the deployment stands in the address");
    assert!(outcome.expect("a reply").usage.estimated, "tokens that nobody told are estimated");
    let filter =
        error(400, "The response was filtered due to the prompt triggering Azure's content management policy.");
    let (_, outcome) = ask(json!({ "kind": "azure" }), "", filter).await;
    assert_eq!(outcome.expect_err("filtered").fault, Fault::Refused);
}

#[tokio::test]
async fn openai_with_what_the_user_adds() {
    let said = json!({ "choices": [{ "message": { "content": "{}" }, "finish_reason": "stop" }] });
    let settings = json!({
        "kind": "openai", "headers": { "X-Team": "lab" }, "top_p": 0.9,
        "body": { "chat_template_kwargs": { "enable_thinking": false } }
    });
    let (asked, _) = ask(settings, "/v1/chat/completions", answer(200, said)).await;
    assert_eq!((asked.path.as_str(), asked.headers["x-team"].as_str()), ("/v1/chat/completions", "lab"));
    assert_eq!(
        asked.body,
        json!({
            "model": "m", "temperature": 0.7, "top_p": 0.9, "seed": 7,
            "messages": [
                { "role": "system", "content": "Be brief." },
                { "role": "user", "content": [
                    { "type": "text", "text": "What is it?" },
                    { "type": "image_url", "image_url": { "url": "data:image/png;base64,AAAA" } }
                ] }
            ],
            "response_format": { "type": "json_schema", "json_schema": {
                "name": "thing", "strict": true, "schema": closed_thing() } },
            "chat_template_kwargs": { "enable_thinking": false }
        })
    );
}
