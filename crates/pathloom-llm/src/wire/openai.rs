//! OpenAI's chat completions, as every compatible server speaks them, and Azure's, which differ in address and header.

use super::{Content, filled, texts};
use crate::call::{Call, Finish, Message, Part, Speaker, Usage};
use crate::habits::{Habits, words_for};
use pathloom_model::{Endpoint, Structured};
use serde_json::{Map, Value, json};

/// The body of a call. `model` may be left out where the address names it.
pub(crate) fn body(endpoint: &Endpoint, model: Option<&str>, call: &Call, habits: &Habits) -> Value {
    let mut body = Map::new();
    if let Some(model) = model {
        body.insert("model".into(), model.into());
    }
    let mut messages: Vec<Value> = call.messages.iter().map(message).collect();
    if let Some(schema) = &call.schema {
        match habits.structured {
            Structured::Schema => {
                let closed = super::closed(&schema.schema);
                let named = json!({ "name": schema.name, "strict": is_strict(&closed), "schema": closed });
                body.insert("response_format".into(), json!({ "type": "json_schema", "json_schema": named }));
            }
            Structured::Object => {
                body.insert("response_format".into(), json!({ "type": "json_object" }));
                messages.push(json!({ "role": "user", "content": words_for(schema) }));
            }
            Structured::Prompt => messages.push(json!({ "role": "user", "content": words_for(schema) })),
        }
    }
    body.insert("messages".into(), merged(messages).into());
    let params = filled(&call.params, endpoint, habits);
    if let Some(tokens) = params.max_tokens {
        let name = if habits.completion_tokens { "max_completion_tokens" } else { "max_tokens" };
        body.insert(name.into(), tokens.into());
    }
    if let Some(temperature) = params.temperature.filter(|_| habits.temperature) {
        body.insert("temperature".into(), super::number(temperature));
    }
    if let Some(top_p) = params.top_p.filter(|_| habits.top_p) {
        body.insert("top_p".into(), super::number(top_p));
    }
    if let Some(seed) = params.seed.filter(|_| habits.seed) {
        // Some servers read a signed number of 64 bits.
        body.insert("seed".into(), (seed & i64::MAX as u64).into());
    }
    if habits.stream {
        body.insert("stream".into(), true.into());
        body.insert("stream_options".into(), json!({ "include_usage": true }));
    }
    body.extend(endpoint.body.clone());
    body.into()
}

/// What the reply says; `None` where it is not of this form.
pub(crate) fn read(reply: &Value) -> Option<Content> {
    let choice = reply.get("choices")?.get(0)?;
    let message = choice.get("message").or_else(|| choice.get("delta"))?;
    let thinking = ["reasoning_content", "reasoning"]
        .iter()
        .filter_map(|field| message.get(field))
        .map(texts)
        .find(|t| !t.is_empty());
    Some(Content {
        text: message.get("content").map(texts).unwrap_or_default(),
        thinking: thinking.unwrap_or_default(),
        finish: choice.get("finish_reason").and_then(Value::as_str).map(finish),
        usage: reply.get("usage").and_then(usage),
        refusal: message.get("refusal").and_then(Value::as_str).filter(|words| !words.is_empty()).map(str::to_owned),
    })
}

fn finish(word: &str) -> Finish {
    match word {
        "stop" | "eos" | "end_turn" => Finish::Stop,
        "length" | "max_tokens" => Finish::Length,
        "content_filter" => Finish::Filtered,
        _ => Finish::Other,
    }
}

fn usage(usage: &Value) -> Option<Usage> {
    let number = |pointer: &str| usage.pointer(pointer).and_then(Value::as_u64);
    Some(Usage {
        input: number("/prompt_tokens")?,
        output: number("/completion_tokens").unwrap_or_default(),
        cached: number("/prompt_tokens_details/cached_tokens")
            .or_else(|| number("/prompt_cache_hit_tokens"))
            .unwrap_or_default(),
        thinking: number("/completion_tokens_details/reasoning_tokens").unwrap_or_default(),
        estimated: false,
    })
}

fn message(message: &Message) -> Value {
    let role = match message.speaker {
        Speaker::System => "system",
        Speaker::User => "user",
        Speaker::Assistant => "assistant",
    };
    // Servers for text alone often take nothing but a string.
    let content: Value = match &message.parts[..] {
        [Part::Text(text)] => text.as_str().into(),
        parts => parts.iter().map(part).collect(),
    };
    json!({ "role": role, "content": content })
}

fn part(part: &Part) -> Value {
    match part {
        Part::Text(text) => json!({ "type": "text", "text": text }),
        Part::Image { media_type, base64 } => {
            json!({ "type": "image_url", "image_url": { "url": format!("data:{media_type};base64,{base64}") } })
        }
    }
}

/// Two messages of the user in a row are refused by some chat templates: the second joins the first.
fn merged(messages: Vec<Value>) -> Vec<Value> {
    let mut merged: Vec<Value> = Vec::with_capacity(messages.len());
    for message in messages {
        match merged.last_mut() {
            Some(last) if last["role"] == message["role"] => join(&mut last["content"], &message["content"]),
            _ => merged.push(message),
        }
    }
    merged
}

fn join(into: &mut Value, more: &Value) {
    if let (Value::String(into), Value::String(more)) = (&mut *into, more) {
        into.push_str("\n\n");
        into.push_str(more);
        return;
    }
    let parts = |content: &Value| match content {
        Value::Array(parts) => parts.clone(),
        text => vec![json!({ "type": "text", "text": text })],
    };
    let mut all = parts(into);
    all.extend(parts(more));
    *into = all.into();
}

/// Whether OpenAI's strict mode takes it: every object lists all its properties as required and allows no others.
fn is_strict(schema: &Value) -> bool {
    match schema {
        Value::Object(fields) => {
            let closed = match fields.get("properties").and_then(Value::as_object) {
                Some(properties) => {
                    let required = fields.get("required").and_then(Value::as_array);
                    fields.get("additionalProperties") == Some(&Value::Bool(false))
                        && required.is_some_and(|names| {
                            properties.keys().all(|name| names.iter().any(|required| required == name))
                        })
                }
                None => true,
            };
            closed && fields.values().all(is_strict)
        }
        Value::Array(all) => all.iter().all(is_strict),
        _ => true,
    }
}
