//! Model endpoints and what each model does for a project, as plain data. Keys are not here: they stand with the user's
//! own configuration alone.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// A server that answers model calls, as the user configured it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Endpoint {
    /// Unique among the user's endpoints; without "/".
    pub name: String,
    pub kind: EndpointKind,
    /// As typed, without a trailing "/" and without "/chat/completions".
    pub base_url: String,
    pub models: Vec<EndpointModel>,
    #[serde(default)]
    pub limits: Limits,
    /// Seconds without a byte of the reply after which a call counts as timed out.
    #[serde(default = "Endpoint::default_timeout")]
    pub timeout_s: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub temperature: Option<f32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub top_p: Option<f32>,
    /// Tokens of a reply at most, thinking included; `None` leaves it to the server where it may.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_tokens: Option<u32>,
    /// Sent with every call; never a key, which has its own place.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
    /// Fields added to the body of every call.
    #[serde(default, skip_serializing_if = "serde_json::Map::is_empty")]
    pub body: serde_json::Map<String, serde_json::Value>,
}

impl Endpoint {
    pub const fn default_timeout() -> u32 {
        120
    }

    pub fn model(&self, name: &str) -> Option<&EndpointModel> {
        self.models.iter().find(|model| model.name == name)
    }

    /// Whether what is sent there stays on this computer: the address names `localhost`, 127.x.y.z or [::1]. Anything out
    /// of the ordinary in the address (a user name, a backslash, another spelling of the number) says no.
    pub fn is_loopback(&self) -> bool {
        let Some(rest) = self.base_url.strip_prefix("http://").or_else(|| self.base_url.strip_prefix("https://"))
        else {
            return false;
        };
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        if let Some(port) = authority.strip_prefix("[::1]") {
            return is_port(port);
        }
        let (host, port) = authority.split_at(authority.find(':').unwrap_or(authority.len()));
        let named = host.eq_ignore_ascii_case("localhost");
        let numbered = host.parse::<std::net::Ipv4Addr>().is_ok_and(|address| address.is_loopback());
        (named || numbered) && is_port(port)
    }
}

/// "" or ":8000".
fn is_port(text: &str) -> bool {
    text.is_empty() || text.strip_prefix(':').is_some_and(|digits| digits.parse::<u16>().is_ok())
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EndpointKind {
    /// Any server that speaks OpenAI's chat completions: vLLM, SGLang, LM Studio, llama.cpp, OpenRouter and so on.
    OpenAi,
    Azure,
    Anthropic,
    /// Ollama's own interface, which obeys a context size.
    Ollama,
}

impl EndpointKind {
    pub const ALL: [EndpointKind; 4] =
        [EndpointKind::OpenAi, EndpointKind::Azure, EndpointKind::Anthropic, EndpointKind::Ollama];

    /// The word of command line and configuration.
    pub fn word(self) -> &'static str {
        match self {
            EndpointKind::OpenAi => "openai",
            EndpointKind::Azure => "azure",
            EndpointKind::Anthropic => "anthropic",
            EndpointKind::Ollama => "ollama",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndpointModel {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Price>,
    /// Tokens of prompt and reply together; `None` where unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<u32>,
    /// What a test found; `None` before the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub abilities: Option<Abilities>,
}

impl EndpointModel {
    /// Whether it can: models for embeddings do nothing else, and who was found to see no pictures reads none.
    pub fn may_take(&self, role: ModelRole) -> bool {
        let embeds = {
            let name = self.name.to_lowercase();
            name.contains("embed") || EMBEDDING.iter().any(|start| bare_name(&name).starts_with(start))
        };
        match role {
            ModelRole::Embedding => embeds,
            ModelRole::Vision => !embeds && self.abilities.is_none_or(|abilities| abilities.vision),
            _ => !embeds,
        }
    }
}

/// Families whose names do not say it.
const EMBEDDING: [&str; 8] =
    ["bge-", "e5-", "gte-", "voyage-", "all-minilm", "all-mpnet", "multilingual-e5", "paraphrase-"];

/// Without the owner: "BAAI/bge-m3" → "bge-m3".
fn bare_name(model: &str) -> &str {
    model.rsplit('/').next().unwrap_or(model)
}

/// Of one model at one endpoint, found by small calls and kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Abilities {
    pub structured: Structured,
    pub vision: bool,
    /// Replies come with thinking before them.
    pub thinking: bool,
}

/// Rungs of the ladder for structured replies, best first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Structured {
    /// The server holds the model to a JSON schema.
    Schema,
    /// The server promises some JSON object.
    Object,
    /// Only the prompt asks for JSON.
    #[default]
    Prompt,
}

/// Currency of the user's choice for a million tokens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Price {
    pub input: f64,
    pub output: f64,
    /// Input read from the server's cache; `None` costs as other input.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cached: Option<f64>,
}

/// What the pool keeps to, whatever a run asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Calls in flight at most.
    pub concurrency: u32,
    pub requests_per_minute: Option<u32>,
    /// Of prompt and reply together.
    pub tokens_per_minute: Option<u32>,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { concurrency: 8, requests_per_minute: None, tokens_per_minute: None }
    }
}

/// What a model does for a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ModelRole {
    Extraction,
    Vision,
    Generator,
    /// A panel: every model of it votes.
    Judges,
    Strong,
    Weak,
    Complexity,
    Embedding,
}

impl ModelRole {
    pub const ALL: [ModelRole; 8] = [
        ModelRole::Extraction,
        ModelRole::Vision,
        ModelRole::Generator,
        ModelRole::Judges,
        ModelRole::Strong,
        ModelRole::Weak,
        ModelRole::Complexity,
        ModelRole::Embedding,
    ];

    /// The word of command line and project file.
    pub fn word(self) -> &'static str {
        match self {
            ModelRole::Extraction => "extraction",
            ModelRole::Vision => "vision",
            ModelRole::Generator => "generator",
            ModelRole::Judges => "judges",
            ModelRole::Strong => "strong",
            ModelRole::Weak => "weak",
            ModelRole::Complexity => "complexity",
            ModelRole::Embedding => "embedding",
        }
    }

    pub fn parse(word: &str) -> Option<ModelRole> {
        ModelRole::ALL.into_iter().find(|role| role.word() == word)
    }

    /// Whether the built-in engine may take it. It never grades itself.
    pub fn may_be_built_in(self) -> bool {
        use ModelRole::{Complexity, Embedding, Extraction, Generator};
        matches!(self, Extraction | Generator | Complexity | Embedding)
    }
}

/// A model at an endpoint, by name: "Lab vLLM/qwen3-32b". All that a project holds of either.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ModelRef {
    pub endpoint: String,
    pub model: String,
}

impl ModelRef {
    /// Parts at the first "/": names of models hold more of them.
    pub fn parse(text: &str) -> Option<ModelRef> {
        let (endpoint, model) = text.split_once('/')?;
        let (endpoint, model) = (endpoint.trim(), model.trim());
        (!endpoint.is_empty() && !model.is_empty())
            .then(|| ModelRef { endpoint: endpoint.to_owned(), model: model.to_owned() })
    }
}

impl fmt::Display for ModelRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.endpoint, self.model)
    }
}

/// Who does what in a project. A role that is not here is the built-in engine's where that may take it, otherwise
/// nobody's. Several models share the load of a role; of judges each votes.
pub type RoleModels = BTreeMap<ModelRole, Vec<ModelRef>>;

#[cfg(test)]
mod tests {
    use super::*;

    fn at(base_url: &str) -> Endpoint {
        serde_json::from_value(serde_json::json!({
            "name": "E", "kind": "openai", "base_url": base_url, "models": []
        }))
        .expect("name, kind, address and models are enough")
    }

    #[test]
    fn only_addresses_of_this_computer_count_as_such() {
        for here in [
            "http://localhost:11434",
            "http://127.0.0.1:8000/v1",
            "https://LOCALHOST/v1",
            "http://[::1]:80",
            "http://127.9.9.9",
        ] {
            assert!(at(here).is_loopback(), "{here} stays on this computer");
        }
        for away in [
            "https://api.openai.com/v1",
            "http://localhost.example.com",
            "http://127.0.0.1.example.com:80",
            "http://127.0.0.1@example.com",
            "http://localhost:80@example.com/",
            "http://example.com\\@localhost",
            "http://localhost\\@example.com",
            "http://0.0.0.0:8000",
            "http://192.168.1.4:8000",
            "http://2130706433",
            "file:///localhost",
            "localhost:8000",
            "",
        ] {
            assert!(!at(away).is_loopback(), "{away} may lead elsewhere");
        }
    }
}
