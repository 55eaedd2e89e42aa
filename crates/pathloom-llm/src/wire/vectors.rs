//! Vectors of texts (embeddings): OpenAI's form, which Azure and the compatible servers share, and Ollama's own.

use super::Content;
use crate::call::{Call, Finish, Part, Usage};
use crate::vectors::{pack, unpack_floats};
use pathloom_model::{Endpoint, EndpointKind};
use serde_json::{Map, Value};

/// Each text of the call is one input. `model` may be left out where the address names it.
pub(crate) fn body(endpoint: &Endpoint, model: Option<&str>, call: &Call) -> Value {
    let parts = call.messages.iter().flat_map(|message| &message.parts);
    let texts = parts.filter_map(|part| if let Part::Text(text) = part { Some(text.as_str()) } else { None });
    let mut body = Map::new();
    if let Some(model) = model {
        body.insert("model".into(), model.into());
    }
    body.insert("input".into(), texts.collect::<Value>());
    body.extend(endpoint.body.clone());
    body.into()
}

/// The vectors as one text, in the order of the inputs; `None` where the reply is not of the kind's form or holds another
/// number of vectors than was asked for.
pub(crate) fn read(kind: EndpointKind, reply: &Value, call: &Call) -> Option<Content> {
    let vectors = match kind {
        EndpointKind::Ollama => reply.get("embeddings")?.as_array()?.iter().map(floats).collect::<Option<Vec<_>>>()?,
        _ => in_order(reply.get("data")?.as_array()?)?,
    };
    let asked = call.messages.iter().map(|message| message.parts.len()).sum::<usize>();
    let length = vectors.first().map_or(0, Vec::len);
    if vectors.len() != asked || length == 0 || vectors.iter().any(|vector| vector.len() != length) {
        return None;
    }
    let tokens = reply.pointer("/usage/prompt_tokens").or_else(|| reply.get("prompt_eval_count"));
    let usage = tokens.and_then(Value::as_u64).map(|input| Usage { input, ..Usage::default() });
    Some(Content { text: pack(&vectors), finish: Some(Finish::Stop), usage, ..Content::default() })
}

/// Servers may answer in any order and say which is which.
fn in_order(data: &[Value]) -> Option<Vec<Vec<f32>>> {
    let mut placed: Vec<(u64, Vec<f32>)> = Vec::with_capacity(data.len());
    for (place, row) in data.iter().enumerate() {
        let index = row.get("index").and_then(Value::as_u64).unwrap_or(place as u64);
        placed.push((index, floats(row.get("embedding")?)?));
    }
    placed.sort_by_key(|row| row.0);
    Some(placed.into_iter().map(|row| row.1).collect())
}

/// A list of numbers, or their bytes in base64.
fn floats(value: &Value) -> Option<Vec<f32>> {
    match value {
        Value::Array(numbers) => numbers.iter().map(|number| Some(number.as_f64()? as f32)).collect(),
        Value::String(text) => unpack_floats(text),
        _ => None,
    }
}
