//! Well-known services and servers: what to fill in for each, so that a newcomer need not know.

use crate::text::models::words;
use pathloom_model::EndpointKind;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Service {
    pub name: &'static str,
    pub kind: EndpointKind,
    pub base_url: &'static str,
    /// A model of it, as an example.
    pub model: &'static str,
}

const fn open_ai(name: &'static str, base_url: &'static str, model: &'static str) -> Service {
    Service { name, kind: EndpointKind::OpenAi, base_url, model }
}

/// Addresses as their makers publish them.
pub const SERVICES: [Service; 14] = [
    open_ai("OpenAI", "https://api.openai.com/v1", "gpt-5-mini"),
    Service {
        name: "Anthropic",
        kind: EndpointKind::Anthropic,
        base_url: "https://api.anthropic.com",
        model: "claude-sonnet-4-5",
    },
    Service {
        name: "Azure OpenAI",
        kind: EndpointKind::Azure,
        base_url: "https://RESOURCE.openai.azure.com",
        model: "DEPLOYMENT",
    },
    open_ai("DeepSeek", "https://api.deepseek.com/v1", "deepseek-chat"),
    open_ai("DashScope", "https://dashscope.aliyuncs.com/compatible-mode/v1", "qwen-plus"),
    open_ai("OpenRouter", "https://openrouter.ai/api/v1", "qwen/qwen3-32b"),
    open_ai("Groq", "https://api.groq.com/openai/v1", "llama-3.3-70b-versatile"),
    open_ai("Together", "https://api.together.xyz/v1", "Qwen/Qwen3-32B"),
    Service { name: "Ollama", kind: EndpointKind::Ollama, base_url: "http://127.0.0.1:11434", model: "qwen3:14b" },
    open_ai("LM Studio", "http://127.0.0.1:1234/v1", "qwen3-14b"),
    open_ai("vLLM", "http://127.0.0.1:8000/v1", "Qwen/Qwen3-32B"),
    open_ai("SGLang", "http://127.0.0.1:30000/v1", "Qwen/Qwen3-32B"),
    open_ai("llama.cpp", "http://127.0.0.1:8080/v1", "default"),
    open_ai("", "", ""),
];

impl Service {
    /// The last of them stands for all others.
    pub fn label(self) -> &'static str {
        if self.name.is_empty() { words().other } else { self.name }
    }
}

pub fn kind_name(kind: EndpointKind) -> &'static str {
    match kind {
        EndpointKind::OpenAi => "OpenAI",
        EndpointKind::Azure => "Azure OpenAI",
        EndpointKind::Anthropic => "Anthropic",
        EndpointKind::Ollama => "Ollama",
    }
}
