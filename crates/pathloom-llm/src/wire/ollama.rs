//! Ollama's own chat: unlike its OpenAI-compatible door it obeys a context size, which is set from the prompt's length, so
//! that nothing is cut off silently.

use super::{Content, filled, number};
use crate::call::{Call, Finish, Message, Part, Speaker, Usage};
use crate::habits::{Habits, words_for};
use crate::tokens;
use pathloom_model::{Endpoint, Structured};
use serde_json::{Map, Value, json};

/// Room for a reply whose length nobody bounds.
const REPLY: u64 = 4096;
const SMALLEST: u64 = 4096;

pub(crate) fn body(endpoint: &Endpoint, model: &str, call: &Call, habits: &Habits) -> Value {
    let params = filled(&call.params, endpoint, habits);
    let mut messages: Vec<Value> = call.messages.iter().map(message).collect();
    let mut body = Map::new();
    if let Some(schema) = &call.schema {
        if habits.structured == Structured::Schema {
            body.insert("format".into(), schema.schema.clone());
        } else {
            messages.push(json!({ "role": "user", "content": words_for(schema) }));
        }
        if habits.structured == Structured::Object {
            body.insert("format".into(), "json".into());
        }
    }
    let mut options = Map::new();
    options.insert("num_ctx".into(), context(endpoint, model, call, params.max_tokens).into());
    if let Some(tokens) = params.max_tokens {
        options.insert("num_predict".into(), tokens.into());
    }
    if let Some(temperature) = params.temperature {
        options.insert("temperature".into(), number(temperature));
    }
    if let Some(top_p) = params.top_p {
        options.insert("top_p".into(), number(top_p));
    }
    if let Some(seed) = params.seed {
        // It reads a signed number of 32 bits.
        options.insert("seed".into(), (seed & i32::MAX as u64).into());
    }
    body.insert("model".into(), model.into());
    body.insert("messages".into(), messages.into());
    body.insert("stream".into(), habits.stream.into());
    // Newer servers then say that a prompt does not fit, instead of dropping its beginning; older ones do not know these.
    body.insert("truncate".into(), false.into());
    body.insert("shift".into(), false.into());
    let mut extra = endpoint.body.clone();
    if let Some(Value::Object(more)) = extra.remove("options") {
        options.extend(more);
    }
    body.insert("options".into(), options.into());
    body.extend(extra);
    body.into()
}

/// Tokens that the server is to make room for: a power of two, since each change of it loads the model anew; the model's
/// own context at most.
fn context(endpoint: &Endpoint, model: &str, call: &Call, max_tokens: Option<u32>) -> u64 {
    let reply = max_tokens.map_or(REPLY, u64::from);
    let estimate = tokens::of_call(call);
    let wanted = (estimate + estimate / 5 + reply).clamp(SMALLEST, 1 << 24).next_power_of_two();
    let most = endpoint.model(model).and_then(|model| model.context).map_or(u64::MAX, u64::from);
    wanted.min(most.max(1))
}

pub(crate) fn read(reply: &Value) -> Option<Content> {
    let message = reply.get("message")?;
    let text = |field: &str| message.get(field).and_then(Value::as_str).unwrap_or_default().to_owned();
    let number = |field: &str| reply.get(field).and_then(Value::as_u64);
    Some(Content {
        text: text("content"),
        thinking: text("thinking"),
        finish: reply.get("done_reason").and_then(Value::as_str).map(|word| match word {
            "stop" => Finish::Stop,
            "length" => Finish::Length,
            _ => Finish::Other,
        }),
        usage: number("prompt_eval_count").map(|input| Usage {
            input,
            output: number("eval_count").unwrap_or_default(),
            ..Usage::default()
        }),
        refusal: None,
    })
}

fn message(message: &Message) -> Value {
    let role = match message.speaker {
        Speaker::System => "system",
        Speaker::User => "user",
        Speaker::Assistant => "assistant",
    };
    let mut texts = Vec::new();
    let mut images = Vec::new();
    for part in &message.parts {
        match part {
            Part::Text(text) => texts.push(text.as_str()),
            Part::Image { base64, .. } => images.push(base64.as_str()),
        }
    }
    let mut told = json!({ "role": role, "content": texts.join("\n\n") });
    if !images.is_empty() {
        told["images"] = images.into();
    }
    told
}
