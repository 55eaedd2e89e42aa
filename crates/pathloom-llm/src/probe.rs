//! A test of one model: a few small calls that tell whether it answers and what it can do. It asks that model alone, once
//! each; whether calls are allowed at all its caller has asked.

use crate::attempt::{Again, Failed, attempt};
use crate::call::{Call, Finish, Message, Params, Part, Reply, Schema, Speaker, Usage};
use crate::fault::{CallError, Fault};
use crate::habits::Habits;
use crate::local::context_of;
use crate::pool::Target;
use crate::send::Connections;
use crate::told::Habit;
use crate::vectors::{unpack as unpack_vectors, vectors_call};
use pathloom_model::{Abilities, ModelRole, Structured};
use serde_json::{Value, json};

/// What a test found.
#[derive(Clone, Debug, PartialEq)]
pub struct Probe {
    /// Milliseconds of the first call.
    pub latency_ms: u64,
    /// Of all calls of the test.
    pub usage: Usage,
    /// Of the reply to a greeting, at most 200 characters.
    pub first_line: String,
    pub abilities: Abilities,
    /// Tokens of prompt and reply together, where the server tells.
    pub context: Option<u32>,
}

/// A square of 64 × 64 pixels, all orange: a colour that nobody guesses.
const ORANGE: &str = "iVBORw0KGgoAAAANSUhEUgAAAEAAAABACAIAAAAlC+aJAAAATUlEQVR42u3PQQkAAAgEsOuPnb0IvoXBCiw7eS0CAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICApcCCQexaQtDixEAAAAASUVORK5CYII=";

/// Greets the model, then asks for JSON by schema (and, where that does not hold, as an object) and for the colour of an
/// image. A server that takes a form but does not keep to it counts as one without.
///
/// # Errors
/// The greeting failed: the sentence says why and what to do.
pub async fn probe(target: &Target, model: &str) -> Result<Probe, CallError> {
    let mut tester =
        Tester { connections: Connections::default(), target, model, habits: Habits::of(&target.endpoint, model) };
    if target.endpoint.model(model).is_some_and(|model| model.may_take(ModelRole::Embedding)) {
        return tester.vectors().await;
    }
    // What an earlier test found is found anew.
    tester.habits.structured = Structured::Schema;
    let mut usage = Usage::default();
    let greeting = tester.ask(&call(vec![Part::Text("Say hello in one short sentence.".into())], None)).await?;
    usage.add(&greeting.usage);
    let structured = tester.structured(&mut usage).await;
    let vision = tester.sees(&mut usage).await;
    Ok(Probe {
        latency_ms: greeting.latency_ms,
        usage,
        first_line: greeting.text.trim().lines().next().unwrap_or_default().chars().take(200).collect(),
        abilities: Abilities { structured, vision, thinking: !greeting.thinking.is_empty() },
        context: context_of(&tester.connections, target, model).await,
    })
}

struct Tester<'a> {
    connections: Connections,
    target: &'a Target,
    model: &'a str,
    habits: Habits,
}

impl Tester<'_> {
    /// A server may refuse several fields, one after the other.
    async fn ask(&mut self, call: &Call) -> Result<Reply, CallError> {
        let mut failed = None;
        for _ in 0..8 {
            let outcome = Box::pin(attempt(&self.connections, self.target, self.model, call, &self.habits)).await;
            match outcome {
                Ok(reply) => return Ok(reply),
                Err(Failed { again: Again::Otherwise(habit), error }) if habit != Habit::OtherVersion(false) => {
                    self.habits.learn(habit);
                    failed = Some(error);
                }
                Err(failed) => return Err(*failed.error),
            }
        }
        let give_up = || CallError::new(Fault::BadRequest, "the server refuses every form of the call", "");
        Err(failed.map_or_else(give_up, |error| *error))
    }

    /// A model for embeddings says nothing: it is asked for a vector.
    async fn vectors(&mut self) -> Result<Probe, CallError> {
        let reply = self.ask(&vectors_call(["hello".to_owned()])).await?;
        let length = unpack_vectors(&reply.text).first().map_or(0, Vec::len);
        Ok(Probe {
            latency_ms: reply.latency_ms,
            usage: reply.usage,
            first_line: format!("A vector of {length} numbers."),
            abilities: Abilities { structured: Structured::Prompt, vision: false, thinking: false },
            context: context_of(&self.connections, self.target, self.model).await,
        })
    }

    async fn structured(&mut self, usage: &mut Usage) -> Structured {
        // Nothing in the prompt speaks of the field: only a server that holds the model to the schema comes by it.
        let schema = json!({
            "type": "object",
            "properties": { "k7": { "type": "integer" } },
            "required": ["k7"],
            "additionalProperties": false
        });
        let schema = Schema { name: "probe".into(), schema };
        let call = call(vec![Part::Text("Name a number between 1 and 9.".into())], Some(schema));
        let first = self.ask(&call).await;
        if let Ok(reply) = &first {
            usage.add(&reply.usage);
            if self.habits.structured == Structured::Schema {
                if holds(reply) {
                    return Structured::Schema;
                }
                self.habits.structured = Structured::Object;
                if let Ok(reply) = self.ask(&call).await {
                    usage.add(&reply.usage);
                    return if is_object(&reply) { self.habits.structured } else { Structured::Prompt };
                }
            }
            return if is_object(reply) { self.habits.structured } else { Structured::Prompt };
        }
        Structured::Prompt
    }

    async fn sees(&mut self, usage: &mut Usage) -> bool {
        let image = Part::Image { media_type: "image/png".into(), base64: ORANGE.into() };
        let question = "Which colour is this image? Reply with the name of the colour alone.";
        let call = call(vec![Part::Text(question.into()), image], None);
        let Ok(reply) = self.ask(&call).await else { return false };
        usage.add(&reply.usage);
        let text = reply.text.to_lowercase();
        text.contains("orange") || text.contains('橙') || text.contains('橘')
    }
}

fn call(parts: Vec<Part>, schema: Option<Schema>) -> Call {
    let messages = vec![Message { speaker: Speaker::User, parts }];
    // No bound on the tokens but the endpoint's own: a thinking model would spend a small one before it replies.
    Call { messages, schema, params: Params::default() }
}

fn holds(reply: &Reply) -> bool {
    let value: Value = serde_json::from_str(reply.text.trim()).unwrap_or_default();
    value.as_object().is_some_and(|fields| fields.len() == 1) && value["k7"].is_i64()
}

/// Without the fences or words that a prompt alone would bring about.
fn is_object(reply: &Reply) -> bool {
    reply.finish != Finish::Length
        && serde_json::from_str::<Value>(reply.text.trim()).is_ok_and(|value| value.is_object())
}
