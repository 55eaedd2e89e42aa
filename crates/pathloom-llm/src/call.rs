//! One call of a model and its reply, the same for every kind of endpoint.

use pathloom_model::EndpointKind;
use serde::{Deserialize, Serialize};

/// What is asked. With the kind of endpoint and the model's name it is all that decides the reply, so its key is that of
/// the stored row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Call {
    pub messages: Vec<Message>,
    /// The reply is to be a JSON value of this form; `None` for free text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Schema>,
    #[serde(default)]
    pub params: Params,
}

impl Call {
    /// Key of the call: 64 hexadecimal digits of BLAKE3 over kind, model, messages, schema and parameters. Endpoints of
    /// one kind that serve a model of the same name share replies.
    pub fn key(&self, kind: EndpointKind, model: &str) -> String {
        let mut hash = blake3::Hasher::new();
        hash.update(kind.word().as_bytes());
        hash.update(&[0]);
        hash.update(model.as_bytes());
        hash.update(&[0]);
        // Structs and BTreeMaps alone: their JSON is the same each time, and writing it to memory cannot fail.
        hash.update(&serde_json::to_vec(self).unwrap_or_default());
        hash.finalize().to_hex().to_string()
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Message {
    pub speaker: Speaker,
    pub parts: Vec<Part>,
}

impl Message {
    pub fn system(text: impl Into<String>) -> Message {
        Message { speaker: Speaker::System, parts: vec![Part::Text(text.into())] }
    }

    pub fn user(text: impl Into<String>) -> Message {
        Message { speaker: Speaker::User, parts: vec![Part::Text(text.into())] }
    }

    pub fn assistant(text: impl Into<String>) -> Message {
        Message { speaker: Speaker::Assistant, parts: vec![Part::Text(text.into())] }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Speaker {
    System,
    User,
    Assistant,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    Text(String),
    /// Bytes in base64.
    Image {
        /// "image/png".
        media_type: String,
        base64: String,
    },
}

/// A JSON schema with the name that some servers want for it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Schema {
    /// Letters, digits, "_" and "-".
    pub name: String,
    pub schema: serde_json::Value,
}

/// Parameters that the caller decides; what it leaves open the endpoint's configuration fills.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Params {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub temperature: Option<f32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub top_p: Option<f32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_tokens: Option<u32>,
    /// Tells attempts at the same question apart, so that each is a row of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// No words, but the vector of each text (an embedding).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub vectors: bool,
}

/// What came back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reply {
    /// Without thinking.
    pub text: String,
    /// From `reasoning_content`, `reasoning`, a thinking block or `<think>`; empty where there was none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub thinking: String,
    pub finish: Finish,
    pub usage: Usage,
    /// The endpoint that answered, by name.
    pub endpoint: String,
    /// The model that answered, by the name it was asked for.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub model: String,
    /// Milliseconds from sending to the last byte, of the try that succeeded.
    pub latency_ms: u64,
    /// Tries in all, from 1.
    pub tries: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finish {
    Stop,
    /// The tokens ran out; the text may be cut.
    Length,
    /// The server's filter took it.
    Filtered,
    Other,
}

/// Tokens as the server counted them; estimated where it did not say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    pub input: u64,
    pub output: u64,
    /// Of the input, read from the server's cache.
    pub cached: u64,
    /// Of the output, thinking.
    pub thinking: u64,
    /// Not told by the server.
    #[serde(default)]
    pub estimated: bool,
}

impl Usage {
    /// Of several calls together; estimated when any of them is.
    pub fn add(&mut self, more: &Usage) {
        self.input = self.input.saturating_add(more.input);
        self.output = self.output.saturating_add(more.output);
        self.cached = self.cached.saturating_add(more.cached);
        self.thinking = self.thinking.saturating_add(more.thinking);
        self.estimated |= more.estimated;
    }
}
