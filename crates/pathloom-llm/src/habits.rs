//! What is known of one model at one endpoint: how far up the ladder of structured replies it goes and which fields its
//! server refuses. Begins with what a test found, and learns from refusals.

use crate::call::Schema;
use crate::told::Habit;
use pathloom_model::{Endpoint, EndpointKind, Structured};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Habits {
    pub structured: Structured,
    /// `max_completion_tokens` instead of `max_tokens`.
    pub completion_tokens: bool,
    pub temperature: bool,
    pub top_p: bool,
    pub seed: bool,
    /// Of a reply, where the server told that it takes no more.
    pub most_tokens: Option<u32>,
    /// The base URL with the version that the user left out, or without the one that we added.
    pub other_version: bool,
    /// Replies come as a stream: in one piece they took longer than the timeout.
    pub stream: bool,
}

impl Habits {
    /// Before the first call: the best rung, unless a test found another.
    pub(crate) fn of(endpoint: &Endpoint, model: &str) -> Habits {
        let known = endpoint.model(model).and_then(|model| model.abilities);
        let is_openai = endpoint.kind == EndpointKind::Azure || endpoint.base_url.contains("://api.openai.com");
        Habits {
            structured: known.map_or(Structured::Schema, |abilities| abilities.structured),
            completion_tokens: is_openai,
            temperature: true,
            top_p: true,
            seed: true,
            most_tokens: None,
            other_version: false,
            stream: false,
        }
    }

    /// Takes the refusal to heart.
    pub(crate) fn learn(&mut self, habit: Habit) {
        match habit {
            Habit::NoSchema => self.structured = self.structured.max(Structured::Object),
            Habit::NoObject => self.structured = Structured::Prompt,
            Habit::CompletionTokens => self.completion_tokens = true,
            Habit::MaxTokens => self.completion_tokens = false,
            Habit::NoTemperature => self.temperature = false,
            Habit::NoTopP => self.top_p = false,
            Habit::NoSeed => self.seed = false,
            Habit::TokensAtMost(tokens) => self.most_tokens = Some(tokens),
            Habit::OtherVersion(is_other) => self.other_version = is_other,
            Habit::Stream(is_stream) => self.stream = is_stream,
        }
    }
}

/// What a refused call says of the server's habits, from the words of a 400 or 422.
pub(crate) fn habit_in(words: &str, kind: EndpointKind, habits: &Habits, asked_for_json: bool) -> Option<Habit> {
    let words = words.to_lowercase();
    let names = |field: &str| words.contains(field);
    let unsupported =
        ["support", "unknown", "unrecogn", "not permitted", "extra", "deprecated", "cannot", "only", "invalid"]
            .iter()
            .any(|word| names(word));
    if let Some(most) = most_tokens(&words) {
        return Some(Habit::TokensAtMost(most));
    }
    if names("stream") && habits.stream {
        return Some(Habit::Stream(false));
    }
    if names("max_completion_tokens") && names("max_tokens") {
        // Whichever was sent is the one refused.
        return Some(if habits.completion_tokens { Habit::MaxTokens } else { Habit::CompletionTokens });
    }
    if names("max_completion_tokens") && unsupported && habits.completion_tokens {
        return Some(Habit::MaxTokens);
    }
    if names("temperature") && names("top_p") && habits.temperature && habits.top_p {
        // Not both, that is; the temperature is the better known.
        return Some(Habit::NoTopP);
    }
    if names("temperature") && unsupported && habits.temperature {
        return Some(Habit::NoTemperature);
    }
    if names("top_p") && unsupported && habits.top_p {
        return Some(Habit::NoTopP);
    }
    if names("seed") && unsupported && habits.seed {
        return Some(Habit::NoSeed);
    }
    let form = ["response_format", "json_schema", "schema", "json_object", "json mode", "structured", "output_config"]
        .iter()
        .any(|word| names(word))
        || (names("grammar") || names("format"));
    if !asked_for_json || !form {
        return None;
    }
    match habits.structured {
        // Anthropic has no middle rung.
        Structured::Schema if kind == EndpointKind::Anthropic => Some(Habit::NoObject),
        Structured::Schema => Some(Habit::NoSchema),
        Structured::Object => Some(Habit::NoObject),
        Structured::Prompt => None,
    }
}

/// "supports at most 16384 completion tokens", "max_tokens: 8192 > 4096, which is the maximum allowed".
fn most_tokens(words: &str) -> Option<u32> {
    let after =
        ["at most ", " > ", "less than or equal to "].iter().find_map(|mark| Some(words.split_once(mark)?.1))?;
    let is_bound = words.contains("max_tokens") || words.contains("completion tokens");
    let digits = &after[..after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len())];
    digits.parse().ok().filter(|most| is_bound && *most >= 256)
}

/// Asks for JSON in words, on the rungs where the server does not hold the model to the schema.
pub(crate) fn words_for(schema: &Schema) -> String {
    format!(
        "Reply with one JSON value and nothing else, no explanation and no code fence. It must satisfy this JSON Schema:\n{}",
        schema.schema
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_many_servers_are_understood() {
        let endpoint: Endpoint = serde_json::from_value(serde_json::json!({
            "name": "E", "kind": "openai", "base_url": "http://localhost", "models": []
        }))
        .expect("an endpoint");
        let habits = Habits::of(&endpoint, "m");
        let heard = |words: &str| habit_in(words, EndpointKind::OpenAi, &habits, true);
        for (words, expected) in [
            (
                "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
                Habit::CompletionTokens,
            ),
            (
                "Unsupported value: 'temperature' does not support 0.2 with this model. Only the default (1) value is supported.",
                Habit::NoTemperature,
            ),
            ("`temperature` and `top_p` cannot both be specified for this model.", Habit::NoTopP),
            (
                "[{'type': 'extra_forbidden', 'loc': ('body', 'seed'), 'msg': 'Extra inputs are not permitted'}]",
                Habit::NoSeed,
            ),
            (
                "max_tokens is too large: 100000. This model supports at most 16384 completion tokens",
                Habit::TokensAtMost(16384),
            ),
            (
                "max_tokens: 8192 > 4096, which is the maximum allowed number of output tokens for m",
                Habit::TokensAtMost(4096),
            ),
            ("Invalid schema for response_format 'x': 'required' is required to be supplied", Habit::NoSchema),
            ("This response_format type is unavailable now", Habit::NoSchema),
            ("output_config: Extra inputs are not permitted", Habit::NoSchema),
            ("Failed to parse grammar", Habit::NoSchema),
        ] {
            assert_eq!(heard(words), Some(expected), "{words}");
        }
        for words in ["messages: field required", "model `m` is overloaded", "invalid image", "bad request"] {
            assert_eq!(heard(words), None, "{words} asks for no other form");
        }
    }
}
