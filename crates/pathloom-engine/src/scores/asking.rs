//! The questions that scores put to models: prompt in, vote out. A call that fails is a vote without a verdict, with the
//! reason; only a run that ends has no vote.

use super::ScoreSettings;
use super::compare::{Compared, Expected, Verdict, compare};
use super::evidence;
use super::replies::{Answering, Estimate, Estimated, Judgement, Rating, Sameness};
use super::verdict::Attempt;
use crate::calls::{Answered, Caller};
use crate::prompt::{Family, Prompts};
use crate::synthesis::text::{line, quoted};
use pathloom_llm::{Call, CallError, Message, Params, Schema};
use pathloom_model::{Knowledge, ModelRef, ModelRole, Sample, Vote};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::sync::Mutex;

/// Letters of an answer or a raw reply that a vote keeps.
const KEPT: usize = 4_000;

/// What every question about one sample shares.
pub struct About<'a> {
    pub caller: &'a Caller,
    pub knowledge: &'a Knowledge,
    pub sample: &'a Sample,
    pub settings: &'a ScoreSettings,
    pub prompts: &'a Prompts,
    pub expected: Expected,
    /// The whole evidence, as it stands in a prompt.
    pub evidence: String,
    /// The first call that failed, or that the run's end forbade.
    pub trouble: Mutex<Option<CallError>>,
}

impl<'a> About<'a> {
    pub fn new(
        caller: &'a Caller,
        knowledge: &'a Knowledge,
        sample: &'a Sample,
        settings: &'a ScoreSettings,
        prompts: &'a Prompts,
    ) -> About<'a> {
        About {
            caller,
            knowledge,
            sample,
            settings,
            prompts,
            expected: Expected::of(knowledge, sample),
            evidence: evidence::whole(
                knowledge,
                sample,
                settings.evidence_tokens as usize,
                settings.document_names && !caller.stays_here(),
            ),
            trouble: Mutex::default(),
        }
    }

    /// Whether one judge finds the answer supported.
    pub async fn judge(&self, judge: &ModelRef) -> Vote {
        let steps = evidence::steps(self.sample);
        let values = self.values(&[("steps", &steps), ("evidence", &self.evidence)]);
        let schema = object(json!({
            "reason": {"type": "string"}, "supported": {"type": "boolean"}, "confidence": {"type": "number"}
        }));
        let asked = self.ask::<Judgement>(ModelRole::Judges, Family::Support, &values, schema, 0);
        let models = std::slice::from_ref(judge);
        match asked.of(models).await {
            Ok((judgement, model, key)) => Vote {
                verdict: Some(judgement.supported),
                confidence: judgement.confidence,
                ..vote(ModelRole::Judges, model, judgement.reason, key)
            },
            Err(error) => self.without(ModelRole::Judges, judge, error),
        }
    }

    /// How hard one judge thinks it is.
    pub async fn estimate(&self, judge: &ModelRef) -> (Vote, Option<Estimated>) {
        let steps = evidence::steps(self.sample);
        let values = self.values(&[("steps", &steps), ("evidence", &self.evidence)]);
        let schema = object(json!({
            "reason": {"type": "string"},
            "difficulty": {"type": "string", "enum": ["easy", "medium", "hard", "unanswered"]},
            "confidence": {"type": "number"}
        }));
        let asked = self.ask::<Estimate>(ModelRole::Judges, Family::Difficulty, &values, schema, 0);
        match asked.of(std::slice::from_ref(judge)).await {
            Ok((estimate, model, key)) => {
                let said = format!("{}: {}", format!("{:?}", estimate.difficulty).to_lowercase(), estimate.reason);
                let vote = Vote { confidence: estimate.confidence, ..vote(ModelRole::Judges, model, said, key) };
                (vote, Some(estimate.difficulty))
            }
            Err(error) => (self.without(ModelRole::Judges, judge, error), None),
        }
    }

    pub async fn rate(&self, models: &[ModelRef]) -> Option<(Vote, Option<Rating>)> {
        let steps = evidence::steps(self.sample);
        let values = self.values(&[("steps", &steps)]);
        let level = || json!({"type": "integer", "minimum": 1, "maximum": 5});
        let schema = object(json!({
            "reason": {"type": "string"},
            "language": level(), "task": level(), "structure": level(), "complexity": level()
        }));
        let asked = self.ask::<Rating>(ModelRole::Complexity, Family::Complexity, &values, schema, 0);
        Some(match asked.of(models).await {
            Ok((rating, model, key)) => (vote(ModelRole::Complexity, model, rating.reason.clone(), key), Some(rating)),
            Err(error) => (self.without(ModelRole::Complexity, models.first()?, error), None),
        })
    }

    /// One attempt of a role at the question, with the evidence given or, without any, from memory.
    pub async fn attempt(&self, role: ModelRole, evidence: Option<&str>, number: u32) -> Option<Attempt> {
        let models = self.caller.models(role);
        let family = if evidence.is_some() { Family::Answer } else { Family::ClosedBook };
        let values = self.values(&[("evidence", evidence.unwrap_or_default())]);
        let schema = object(json!({"answered": {"type": "boolean"}, "answer": {"type": "string"}}));
        let asked = self.ask::<Answering>(role, family, &values, schema, number);
        let (answering, model, key) = match asked.of(models).await {
            Ok(answered) => answered,
            Err(error) => {
                return Some(Attempt { vote: self.without(role, models.first()?, error), declined: false });
            }
        };
        let Some(given) = answering.given() else {
            let vote = Vote { verdict: Some(false), ..vote(role, model, "cannot tell".to_owned(), key) };
            return Some(Attempt { vote, declined: true });
        };
        let (verdict, why) = self.is_right(given).await;
        let said = format!("“{}”: {why}", cut(given, 400));
        Some(Attempt { vote: Vote { verdict, ..vote(role, model, said, key) }, declined: false })
    }

    /// By comparison; by a judge where that cannot decide.
    async fn is_right(&self, given: &str) -> (Option<bool>, String) {
        let Compared { verdict, why } = compare(&self.expected, given);
        match verdict {
            Verdict::Same => return (Some(true), why.to_owned()),
            Verdict::Different => return (Some(false), why.to_owned()),
            Verdict::Undecided => {}
        }
        let judges = self.caller.models(ModelRole::Judges);
        if judges.is_empty() {
            return (None, format!("{why}; no judge is set to decide"));
        }
        let given = quoted(&cut(given, KEPT));
        let values = self.values(&[("given", &given)]);
        let schema = object(json!({"reason": {"type": "string"}, "same": {"type": "boolean"}}));
        let asked = self.ask::<Sameness>(ModelRole::Judges, Family::Compare, &values, schema, 0);
        match asked.of(judges).await {
            Ok((same, model, _)) => {
                let word = if same.same { "the same" } else { "not the same" };
                (Some(same.same), format!("{word}, says {}: {}", model.model, cut(&same.reason, 400)))
            }
            Err(error) => {
                let why = format!("{why}; the judge: {}", error.message);
                self.note(&error);
                (None, why)
            }
        }
    }

    fn values<'v>(&'v self, more: &[(&'v str, &'v str)]) -> Vec<(&'v str, String)> {
        let own = [("question", quoted(&self.sample.question)), ("answer", quoted(&self.sample.answer.text))];
        own.into_iter().chain(more.iter().map(|(name, value)| (*name, (*value).to_owned()))).collect()
    }

    fn ask<T>(
        &'a self,
        role: ModelRole,
        family: Family,
        values: &[(&str, String)],
        schema: Value,
        number: u32,
    ) -> Asked<'a, T> {
        let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let filled = self.prompts.fill(family, self.sample.language, &values);
        let call = filled.map_err(|fault| fault.to_string()).map(|filled| {
            let system = (!filled.system.is_empty()).then(|| Message::system(filled.system));
            Call {
                messages: system.into_iter().chain([Message::user(filled.user)]).collect(),
                schema: Some(Schema { name: family.word().replace('-', "_"), schema }),
                // The first attempt is the same call as one alone would be.
                params: Params { seed: (number > 0).then_some(u64::from(number)), ..Params::default() },
            }
        });
        Asked { caller: self.caller, role, call, reply: std::marker::PhantomData }
    }

    fn note(&self, error: &CallError) {
        let mut trouble = crate::session::guard(&self.trouble);
        let ends = |error: &CallError| error.fault == pathloom_llm::Fault::Cancelled;
        if trouble.as_ref().is_none_or(|earlier| ends(error) && !ends(earlier)) {
            *trouble = Some(error.clone());
        }
    }

    /// A vote that was not had.
    fn without(&self, role: ModelRole, model: &ModelRef, error: CallError) -> Vote {
        if !(role == ModelRole::Judges && self.caller.is_left_out(model)) {
            self.note(&error);
        }
        let asked = ModelRef { endpoint: error.endpoint.clone(), ..model.clone() };
        let model = if error.endpoint.is_empty() { model.clone() } else { asked };
        Vote { raw: cut(&error.raw, KEPT), call: None, ..vote(role, model, error.message, String::new()) }
    }
}

fn vote(role: ModelRole, model: ModelRef, said: String, key: String) -> Vote {
    let call = Some(key).filter(|key| !key.is_empty());
    Vote { role, model, verdict: None, confidence: None, said: cut(&said, KEPT), call, raw: String::new() }
}

fn cut(text: &str, letters: usize) -> String {
    match text.char_indices().nth(letters) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Replies are written in the order of the fields, so the reason stands before what it is for.
fn object(properties: Value) -> Value {
    let required: Vec<&String> = properties.as_object().into_iter().flat_map(|fields| fields.keys()).collect();
    json!({"type": "object", "properties": properties, "required": required, "additionalProperties": false})
}

/// A call that is ready to be made.
struct Asked<'a, T> {
    caller: &'a Caller,
    role: ModelRole,
    call: Result<Call, String>,
    reply: std::marker::PhantomData<fn() -> T>,
}

impl<T: DeserializeOwned> Asked<'_, T> {
    /// The reply, who gave it, and the key of its row.
    async fn of(self, models: &[ModelRef]) -> Result<(T, ModelRef, String), CallError> {
        let call = self.call.map_err(|problem| {
            let fault = pathloom_llm::Fault::BadRequest;
            CallError::new(fault, format!("A prompt cannot be used: {}", line(&problem)), "Mend it on the Runs page.")
        })?;
        let (reply, Answered { key, model, .. }) = self.caller.call_json(self.role, models, &call).await?;
        Ok((reply, model, key))
    }
}
