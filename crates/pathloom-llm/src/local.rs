//! Which models a server offers, and which servers run on this computer. Ports are tried only when asked for.

use crate::address;
use crate::attempt::Asked;
use crate::fault::{CallError, Fault};
use crate::pool::Target;
use crate::send::Connections;
use crate::wire;
use pathloom_model::{Endpoint, EndpointKind, Limits};
use reqwest::header::HeaderMap;
use serde_json::Value;
use std::collections::BTreeMap;
use std::time::Duration;

/// A server on this computer.
#[derive(Clone, Debug, PartialEq)]
pub struct LocalServer {
    /// "Ollama", "LM Studio": what usually stands at that port.
    pub usual_name: &'static str,
    pub kind: EndpointKind,
    pub base_url: String,
    pub models: Vec<String>,
}

const USUAL: [(u16, &str); 6] = [
    (11434, "Ollama"),
    (1234, "LM Studio"),
    (8000, "vLLM"),
    (8080, "llama.cpp"),
    (30000, "SGLang"),
    (5000, "Text generation server"),
];
const LOOK: Duration = Duration::from_millis(700);
/// A list longer than this, or a longer name, is no list of models.
const MOST_MODELS: usize = 1000;
const LONGEST_NAME: usize = 200;

/// Servers at the usual ports of 127.0.0.1, in the order of those ports. Takes less than a second.
pub async fn find_local() -> Vec<LocalServer> {
    find_local_at(&USUAL.map(|(port, _)| port)).await
}

/// The same at other ports.
pub async fn find_local_at(ports: &[u16]) -> Vec<LocalServer> {
    let looks: Vec<_> = ports.iter().map(|port| tokio::spawn(look(*port))).collect();
    let mut found = Vec::new();
    for look in looks {
        found.extend(look.await.ok().flatten());
    }
    found
}

/// Models that the endpoint offers, in its own order.
///
/// # Errors
/// It cannot be reached, refuses, or has no such list: not all servers do, and a model may be used all the same.
pub async fn list_models(target: &Target) -> Result<Vec<String>, CallError> {
    let endpoint = &target.endpoint;
    let place = Asked { target, model: "" };
    let none = || place.error(Fault::NotFound, "offers no list of models; enter the name of one", &[]);
    let url = address::models_url(endpoint).ok_or_else(none)?;
    let headers =
        wire::headers(endpoint, target.key.as_ref()).map_err(|why| place.error(Fault::BadRequest, &why, &[]))?;
    let connections = Connections::default();
    let patience = Duration::from_secs(endpoint.timeout_s.clamp(1, 20).into());
    let answer = connections.exchange(url, headers, None, patience).await.map_err(|lost| *place.lost(lost).error)?;
    if answer.status != 200 {
        return Err(place.refused_error(answer.status, &answer));
    }
    let value: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    names(&value).ok_or_else(none)
}

/// Tokens of prompt and reply together that the server tells for a model; `None` where it does not tell.
pub(crate) async fn context_of(connections: &Connections, target: &Target, model: &str) -> Option<u32> {
    let endpoint = &target.endpoint;
    let is_ollama = endpoint.kind == EndpointKind::Ollama;
    let mut url = address::models_url(endpoint)?;
    if is_ollama {
        url.set_path(&url.path().replace("/api/tags", "/api/show"));
    }
    let body = is_ollama.then(|| serde_json::json!({ "model": model }).to_string().into_bytes());
    let headers = wire::headers(endpoint, target.key.as_ref()).ok()?;
    let patience = Duration::from_secs(endpoint.timeout_s.clamp(1, 20).into());
    let answer = connections.exchange(url, headers, body, patience).await.ok()?;
    context_in(&serde_json::from_slice(&answer.body).ok()?, model)
}

/// `max_model_len` of vLLM, `context_length` of OpenRouter, `meta.n_ctx` of llama.cpp; of Ollama the field of the model's
/// own architecture ("qwen3.context_length").
fn context_in(told: &Value, model: &str) -> Option<u32> {
    if let Some(Value::Object(about)) = told.get("model_info") {
        let length = about.iter().find(|(name, _)| name.ends_with(".context_length"))?.1;
        return length.as_u64()?.try_into().ok();
    }
    let list = told.get("data")?.as_array()?;
    let about = list.iter().find(|about| about.get("id").and_then(Value::as_str) == Some(model))?;
    let fields = ["/max_model_len", "/context_length", "/context_window", "/max_context_length", "/meta/n_ctx"];
    fields.iter().find_map(|field| about.pointer(field)?.as_u64()?.try_into().ok()).filter(|tokens| *tokens > 0)
}

async fn look(port: u16) -> Option<LocalServer> {
    let base_url = format!("http://127.0.0.1:{port}");
    for kind in [EndpointKind::Ollama, EndpointKind::OpenAi] {
        let endpoint = bare(kind, &base_url);
        let url = address::models_url(&endpoint)?;
        let answer = Connections::default().exchange(url, HeaderMap::new(), None, LOOK).await;
        let value = answer.ok().filter(|answer| answer.status == 200);
        let value: Option<Value> = value.and_then(|answer| serde_json::from_slice(&answer.body).ok());
        if let Some(models) = value.as_ref().and_then(names) {
            let usual_name = USUAL.iter().find(|(usual, _)| *usual == port).map_or("Local server", |(_, name)| name);
            let usual_name = if kind == EndpointKind::Ollama { "Ollama" } else { usual_name };
            return Some(LocalServer { usual_name, kind, base_url, models });
        }
    }
    None
}

/// `{"data": [{"id": …}]}` of OpenAI and Anthropic, `{"models": [{"name": …}]}` of Ollama.
fn names(value: &Value) -> Option<Vec<String>> {
    let (list, field) = match (value.get("data"), value.get("models")) {
        (Some(Value::Array(list)), _) => (list, "id"),
        (_, Some(Value::Array(list))) => (list, "name"),
        _ => return None,
    };
    let names = list.iter().filter_map(|model| model.get(field)?.as_str());
    let names = names.filter(|name| !name.is_empty() && name.chars().count() <= LONGEST_NAME);
    Some(names.take(MOST_MODELS).map(str::to_owned).collect())
}

fn bare(kind: EndpointKind, base_url: &str) -> Endpoint {
    Endpoint {
        name: String::new(),
        kind,
        base_url: base_url.to_owned(),
        models: Vec::new(),
        limits: Limits::default(),
        timeout_s: Endpoint::default_timeout(),
        temperature: None,
        top_p: None,
        max_tokens: None,
        headers: BTreeMap::new(),
        body: serde_json::Map::new(),
    }
}
