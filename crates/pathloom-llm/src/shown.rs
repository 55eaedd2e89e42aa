//! A request as it goes out, for the user's eyes: the key is left out. Nothing is sent.

use crate::call::Call;
use crate::habits::Habits;
use crate::key::Key;
use crate::{address, wire};
use pathloom_model::Endpoint;
use serde_json::Value;

#[derive(Clone, Debug, PartialEq)]
pub struct ShownRequest {
    pub url: String,
    /// In alphabetical order; a key is written as "[key]".
    pub headers: Vec<(String, String)>,
    pub body: Value,
}

/// `None` where the endpoint's address or headers are such that nothing could be sent.
pub fn shown_request(endpoint: &Endpoint, model: &str, call: &Call, with_key: bool) -> Option<ShownRequest> {
    let key = Key::new("[key]").filter(|_| with_key);
    let headers = wire::headers(endpoint, key.as_ref()).ok()?;
    let text = |value: &reqwest::header::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let mut headers: Vec<_> = headers.iter().map(|(name, value)| (name.to_string(), text(value))).collect();
    headers.sort_unstable();
    Some(ShownRequest {
        url: address::call_url(endpoint, model).ok()?.into(),
        headers,
        body: wire::body(endpoint, model, call, &Habits::of(endpoint, model)),
    })
}
