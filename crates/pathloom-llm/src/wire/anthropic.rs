//! Anthropic's messages: the system text stands apart, `max_tokens` is required, structured replies go by `output_config`.

use super::{Content, filled, number};
use crate::call::{Call, Finish, Message, Part, Speaker, Usage};
use crate::habits::{Habits, words_for};
use pathloom_model::{Endpoint, Structured};
use serde_json::{Map, Value, json};

/// Where neither call nor endpoint says how long a reply may be; every model since 2024 takes it.
const MAX_TOKENS: u32 = 8192;

pub(crate) fn body(endpoint: &Endpoint, model: &str, call: &Call, habits: &Habits) -> Value {
    let params = filled(&call.params, endpoint, habits);
    let tokens = params.max_tokens.unwrap_or(MAX_TOKENS.min(habits.most_tokens.unwrap_or(u32::MAX)));
    let mut body = Map::new();
    body.insert("model".into(), model.into());
    body.insert("max_tokens".into(), tokens.into());
    let system: Vec<Value> = call.messages.iter().filter(|m| m.speaker == Speaker::System).flat_map(parts).collect();
    if !system.is_empty() {
        body.insert("system".into(), system.into());
    }
    let mut messages: Vec<Value> = Vec::new();
    for message in call.messages.iter().filter(|message| message.speaker != Speaker::System) {
        let role = if message.speaker == Speaker::Assistant { "assistant" } else { "user" };
        messages.push(json!({ "role": role, "content": parts(message).collect::<Vec<_>>() }));
    }
    if let Some(schema) = &call.schema {
        if habits.structured == Structured::Schema {
            let format = json!({ "type": "json_schema", "schema": super::closed(&schema.schema) });
            body.insert("output_config".into(), json!({ "format": format }));
        } else {
            messages.push(json!({ "role": "user", "content": [{ "type": "text", "text": words_for(schema) }] }));
        }
    }
    body.insert("messages".into(), messages.into());
    if let Some(temperature) = params.temperature.filter(|_| habits.temperature) {
        // Others count to 2, this one to 1.
        body.insert("temperature".into(), number(temperature.min(1.0)));
    }
    if let Some(top_p) = params.top_p.filter(|_| habits.top_p) {
        body.insert("top_p".into(), number(top_p));
    }
    if habits.stream {
        body.insert("stream".into(), true.into());
    }
    body.extend(endpoint.body.clone());
    body.into()
}

pub(crate) fn read(reply: &Value) -> Option<Content> {
    let blocks = reply.get("content")?.as_array()?;
    let all = |kind: &str, field: &str| -> String {
        blocks
            .iter()
            .filter(|block| block.get("type").and_then(Value::as_str) == Some(kind))
            .filter_map(|block| block.get(field)?.as_str())
            .collect()
    };
    let stop = reply.get("stop_reason").and_then(Value::as_str);
    let text = all("text", "text");
    Some(Content {
        thinking: all("thinking", "thinking"),
        finish: stop.map(finish),
        usage: reply.get("usage").and_then(usage),
        refusal: (stop == Some("refusal")).then(|| text.clone()),
        text,
    })
}

fn finish(word: &str) -> Finish {
    match word {
        "end_turn" | "stop_sequence" => Finish::Stop,
        "max_tokens" | "model_context_window_exceeded" => Finish::Length,
        "refusal" => Finish::Filtered,
        _ => Finish::Other,
    }
}

/// Its input leaves out what was read from or written to the cache; ours holds all.
fn usage(usage: &Value) -> Option<Usage> {
    let number = |field: &str| usage.get(field).and_then(Value::as_u64);
    let cached = number("cache_read_input_tokens").unwrap_or_default();
    let written = number("cache_creation_input_tokens").unwrap_or_default();
    Some(Usage {
        input: number("input_tokens")?.saturating_add(cached).saturating_add(written),
        output: number("output_tokens").unwrap_or_default(),
        cached,
        thinking: 0,
        estimated: false,
    })
}

fn parts(message: &Message) -> impl Iterator<Item = Value> + '_ {
    message.parts.iter().map(|part| match part {
        Part::Text(text) => json!({ "type": "text", "text": text }),
        Part::Image { media_type, base64 } => json!({
            "type": "image", "source": { "type": "base64", "media_type": media_type, "data": base64 }
        }),
    })
}
