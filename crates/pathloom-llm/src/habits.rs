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
        }
    }

    /// Takes the refusal to heart; `false` where that is known already, so that trying again would be vain.
    pub(crate) fn learn(&mut self, habit: Habit) -> bool {
        let before = *self;
        match habit {
            Habit::NoSchema => self.structured = self.structured.max(Structured::Object),
            Habit::NoObject => self.structured = Structured::Prompt,
            Habit::CompletionTokens => self.completion_tokens = true,
            Habit::MaxTokens => self.completion_tokens = false,
            Habit::NoTemperature => self.temperature = false,
            Habit::NoTopP => self.top_p = false,
            Habit::NoSeed => self.seed = false,
        }
        *self != before
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
    if names("max_completion_tokens") && names("max_tokens") {
        // Whichever was sent is the one refused.
        return Some(if habits.completion_tokens { Habit::MaxTokens } else { Habit::CompletionTokens });
    }
    if names("max_completion_tokens") && unsupported && habits.completion_tokens {
        return Some(Habit::MaxTokens);
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

/// Asks for JSON in words, on the rungs where the server does not hold the model to the schema.
pub(crate) fn words_for(schema: &Schema) -> String {
    format!(
        "Reply with one JSON value and nothing else, no explanation and no code fence. It must satisfy this JSON Schema:\n{}",
        schema.schema
    )
}
