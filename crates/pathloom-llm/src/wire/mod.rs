//! How each kind of endpoint wants a call and gives its reply: a file each. No connection is opened here.

mod anthropic;
mod azure;
mod ollama;
mod openai;
mod stream;
mod vectors;

use crate::call::{Call, Finish, Params, Usage};
use crate::habits::Habits;
use crate::key::Key;
use pathloom_model::{Endpoint, EndpointKind};
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;

/// What came back, in a form common to all kinds.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Content {
    pub text: String,
    pub thinking: String,
    pub finish: Option<Finish>,
    pub usage: Option<Usage>,
    /// The model's own words for not answering.
    pub refusal: Option<String>,
}

/// The body of a call as that endpoint wants it; the same bytes each time.
pub(crate) fn body(endpoint: &Endpoint, model: &str, call: &Call, habits: &Habits) -> Value {
    if call.params.vectors {
        let named = endpoint.kind != EndpointKind::Azure || !crate::address::is_azure_classic(endpoint);
        return vectors::body(endpoint, named.then_some(model), call);
    }
    match endpoint.kind {
        EndpointKind::OpenAi => openai::body(endpoint, Some(model), call, habits),
        EndpointKind::Azure => azure::body(endpoint, model, call, habits),
        EndpointKind::Anthropic => anthropic::body(endpoint, model, call, habits),
        EndpointKind::Ollama => ollama::body(endpoint, model, call, habits),
    }
}

/// The body in OpenAI's form with the model in it, whatever the kind.
pub(crate) fn openai_body(endpoint: &Endpoint, model: &str, call: &Call, habits: &Habits) -> Value {
    openai::body(endpoint, Some(model), call, habits)
}

/// The body of an answer as one value, whether it came in one piece or as a stream; `None` where it is neither.
pub(crate) fn value(kind: EndpointKind, body: &[u8]) -> Option<Value> {
    serde_json::from_slice(body).ok().or_else(|| stream::gathered(kind, body))
}

/// What a reply to the call says; `None` where it is not of the kind's form.
pub(crate) fn read_reply(kind: EndpointKind, reply: &Value, call: &Call) -> Option<Content> {
    if call.params.vectors { vectors::read(kind, reply, call) } else { read(kind, reply) }
}

/// What a reply in words says; `None` where it is not of the kind's form.
pub(crate) fn read(kind: EndpointKind, reply: &Value) -> Option<Content> {
    let mut content = read_form(kind, reply)?;
    split_thinking(&mut content);
    Some(content)
}

fn read_form(kind: EndpointKind, reply: &Value) -> Option<Content> {
    match kind {
        EndpointKind::OpenAi => openai::read(reply),
        EndpointKind::Azure => azure::read(reply),
        EndpointKind::Anthropic => anthropic::read(reply),
        EndpointKind::Ollama => ollama::read(reply),
    }
}

/// Models whose server does not part thinking from reply write `<think>…</think>` before it; some chat templates swallow
/// the opening mark, and a reply that ran out of tokens lacks the closing one.
fn split_thinking(content: &mut Content) {
    let text = content.text.trim_start();
    let opened = text.strip_prefix("<think>").or_else(|| text.strip_prefix("<thinking>"));
    let inner = opened.unwrap_or(text);
    let end = ["</think>", "</thinking>"].iter().find_map(|mark| Some((inner.find(mark)?, mark.len())));
    let (thinking, rest) = match (opened, end) {
        (_, Some((at, length))) => (&inner[..at], &inner[at + length..]),
        (Some(all), None) => (all, ""),
        (None, None) => return,
    };
    if content.thinking.is_empty() {
        content.thinking = thinking.trim().to_owned();
    }
    content.text = rest.trim_start().to_owned();
}

/// Headers of a call, the key among them and marked as not to be shown.
pub(crate) fn headers(endpoint: &Endpoint, key: Option<&Key>) -> Result<HeaderMap, String> {
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    if let Some(key) = key {
        let (name, text) = match endpoint.kind {
            EndpointKind::OpenAi | EndpointKind::Ollama => (AUTHORIZATION, format!("Bearer {}", key.secret())),
            EndpointKind::Azure => (HeaderName::from_static("api-key"), key.secret().to_owned()),
            EndpointKind::Anthropic => (HeaderName::from_static("x-api-key"), key.secret().to_owned()),
        };
        let mut value =
            HeaderValue::from_str(&text).map_err(|_| "the key holds characters that no key has".to_owned())?;
        value.set_sensitive(true);
        headers.insert(name, value);
    }
    if endpoint.kind == EndpointKind::Anthropic {
        headers.insert("anthropic-version", HeaderValue::from_static("2023-06-01"));
    }
    for (name, text) in &endpoint.headers {
        let name =
            HeaderName::try_from(name).map_err(|_| format!("the extra header \"{name}\" is no header's name"))?;
        let value = HeaderValue::try_from(text).map_err(|_| format!("the extra header {name} has no usable value"))?;
        headers.insert(name, value);
    }
    Ok(headers)
}

/// What the caller leaves open the endpoint's configuration fills.
pub(crate) fn filled(params: &Params, endpoint: &Endpoint, habits: &Habits) -> Params {
    let tokens = params.max_tokens.or(endpoint.max_tokens);
    Params {
        temperature: params.temperature.or(endpoint.temperature),
        top_p: params.top_p.or(endpoint.top_p),
        max_tokens: tokens.map(|tokens| tokens.min(habits.most_tokens.unwrap_or(u32::MAX))),
        seed: params.seed,
        vectors: params.vectors,
    }
}

/// The schema with every object closed to keys that it does not list, as OpenAI's strict mode and Anthropic want it. What
/// the schema says of other keys itself stays.
fn closed(schema: &Value) -> Value {
    match schema {
        Value::Object(fields) => {
            let mut fields: serde_json::Map<_, _> =
                fields.iter().map(|(name, value)| (name.clone(), closed(value))).collect();
            if fields.get("type").is_some_and(|kind| kind == "object")
                && fields.get("properties").is_some_and(Value::is_object)
            {
                fields.entry("additionalProperties").or_insert(false.into());
            }
            fields.into()
        }
        Value::Array(all) => all.iter().map(closed).collect(),
        other => other.clone(),
    }
}

/// 0.7 as 0.7, not as the 0.699999988 that the wider number would show.
fn number(short: f32) -> Value {
    short.to_string().parse::<f64>().map_or(Value::Null, Value::from)
}

/// Text of a content field: a string, a list of parts, or nothing.
fn texts(content: &Value) -> String {
    match content {
        Value::String(text) => text.clone(),
        Value::Array(parts) => parts.iter().filter_map(|part| part.get("text")?.as_str()).collect(),
        _ => String::new(),
    }
}
