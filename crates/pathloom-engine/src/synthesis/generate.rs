//! From a matched path to a verified sample: the question is asked for, verified, repaired once where it fails, then put
//! with pronouns or in other words where that is wished for. Who answers the calls is handed in.

use super::blurring::ask;
use super::material::Material;
use super::plan::{Plan, avoided, language, language_name, plan, plan_with, style};
use super::refused::Refused;
use super::reply::{Anew, Written as Reply, anew_schema};
use super::text::{line, quoted};
use super::verify::{anew, findings, sample, to_mend};
use crate::prompt::Family;
use pathloom_compose::describe::{blur, to_blur};
use pathloom_llm::{Call, CallError, Fault, Message, Params, read_json};
use pathloom_model::{
    Blurred, Blurring, EndpointKind, Match, PromptUse, QuestionLanguage, Sample, SynthesisSettings, Template, Written,
};
use serde::de::DeserializeOwned;
use std::future::Future;

/// A reply to one call, with what the sample records of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Heard {
    /// Key of the stored call.
    pub key: String,
    pub text: String,
    /// "Lab vLLM/qwen3-32b".
    pub model: String,
    pub kind: Option<EndpointKind>,
}

/// A sample for this path, with its checks but no scores. A reply that fails verification is repaired once; what fails
/// then is kept, its checks failed with the reasons. Errors: the path allows no such question, or a call failed.
pub async fn generate<F, Fut>(
    ask: F,
    material: &Material<'_>,
    template: &Template,
    matched: &Match,
    settings: &SynthesisSettings,
    seed: u64,
) -> Result<Sample, Refused>
where
    F: Fn(Call) -> Fut,
    Fut: Future<Output = Result<Heard, CallError>>,
{
    let mut writer = Writer { ask, material, template, matched, settings, seed, written: Written::default() };
    let plan = writer.plan().await?;
    let mut sample = writer.question(&plan).await?;
    for (wanted, family) in [(settings.rewrite, Family::Rewrite), (settings.pronouns, Family::Pronoun)] {
        if wanted && findings(material, &sample).is_empty() {
            sample = writer.anew(&plan, sample, family).await?;
        }
    }
    let near = pathloom_compose::NearDuplicates::default();
    sample.checks = pathloom_compose::check(material.knowledge, &sample, &near);
    Ok(sample)
}

struct Writer<'a, F> {
    ask: F,
    material: &'a Material<'a>,
    template: &'a Template,
    matched: &'a Match,
    settings: &'a SynthesisSettings,
    seed: u64,
    written: Written,
}

impl<F, Fut> Writer<'_, F>
where
    F: Fn(Call) -> Fut,
    Fut: Future<Output = Result<Heard, CallError>>,
{
    async fn plan(&mut self) -> Result<Plan, Refused> {
        if self.settings.blur != Blurring::Model || to_blur(self.template, self.matched).is_empty() {
            let plan = plan(self.material, self.template, self.matched, self.settings, self.seed)?;
            let (_, stay) = match self.settings.blur {
                Blurring::Off => Default::default(),
                _ => blur(self.material.knowledge, self.template, self.matched, plan.language, self.seed),
            };
            self.written.left_out.extend(stay.into_iter().map(|why| format!("blur: {why}")));
            return Ok(plan);
        }
        let blurred = self.blurred().await?;
        plan_with(self.material, self.template, self.matched, self.settings, self.seed, blurred)
    }

    /// Each description by the model; by rule where the model finds none that holds.
    async fn blurred(&mut self) -> Result<Vec<Blurred>, Refused> {
        let language = language(self.material.knowledge, self.matched, self.settings);
        let named = match &self.settings.language {
            QuestionLanguage::Named(name) => Some(line(name)),
            _ => None,
        };
        let k = self.material.knowledge;
        let (by_rule, stay) = blur(k, self.template, self.matched, language, self.seed);
        let mut blurred = Vec::new();
        for wanted in to_blur(self.template, self.matched) {
            let rule = by_rule.iter().find(|rule| rule.key == wanted.1).cloned();
            let asked = ask(self.material, self.matched, wanted, language, named.as_deref(), self.seed).transpose();
            let asked = asked.map_err(|fault| Refused::Prompt { reason: fault.to_string() })?;
            let Some(asked) = asked else {
                blurred.extend(rule);
                continue;
            };
            self.used(Family::Blur, language);
            let taken = match self.json(&asked.call).await {
                Ok((reply, _)) => asked.take(self.material, self.matched, &reply),
                Err(error) if error.fault == Fault::BadReply => Err(error.message),
                Err(error) => return Err(error.into()),
            };
            match taken {
                Ok(found) => blurred.push(found),
                Err(why) => {
                    self.written.left_out.push(format!("blur by the model: {why}"));
                    blurred.extend(rule);
                }
            }
        }
        self.written.left_out.extend(stay.into_iter().map(|why| format!("blur: {why}")));
        Ok(blurred)
    }

    async fn question(&mut self, plan: &Plan) -> Result<Sample, Refused> {
        self.used(Family::Question(plan.kind), plan.language);
        self.used(Family::Rules, plan.language);
        let (reply, text): (Reply, String) = self.json(&plan.call).await?;
        let first = self.sample(plan, &reply);
        let found = to_mend(self.material, &first);
        if found.is_empty() {
            return Ok(first);
        }
        let listed: Vec<String> = found.iter().map(|finding| format!("- {}", line(finding))).collect();
        let filled = self.material.prompts.fill(Family::Repair, plan.language, &[("findings", &listed.join("\n"))]);
        let filled = filled.map_err(|fault| Refused::Prompt { reason: fault.to_string() })?;
        let mut call = plan.call.clone();
        call.messages.push(Message::assistant(text));
        call.messages.push(Message::user(filled.user));
        self.used(Family::Repair, plan.language);
        let repaired = match self.json::<Reply>(&call).await {
            Ok((reply, _)) => reply,
            // The first reply was read: it is kept with its faults rather than lost.
            Err(error) if error.fault == Fault::BadReply => {
                self.written.left_out.push(format!("repair: {}", error.message));
                return Ok(self.sample(plan, &reply));
            }
            Err(error) => return Err(error.into()),
        };
        self.written.repaired = found;
        Ok(self.sample(plan, &repaired))
    }

    fn sample(&self, plan: &Plan, reply: &Reply) -> Sample {
        sample(self.material, self.template, self.matched, plan, reply, &self.written)
    }

    /// The question put anew; as it was where the new one fails a check.
    async fn anew(&mut self, plan: &Plan, old: Sample, family: Family) -> Result<Sample, Refused> {
        let avoid = avoided(self.material.knowledge, self.matched, plan);
        let avoid: Vec<String> = avoid.iter().map(|name| line(name)).collect();
        let language = plan.named.clone().unwrap_or_else(|| language_name(plan.language).to_owned());
        let values = [
            ("language", language.as_str()),
            ("style", style(self.settings.style, plan.language)),
            ("question", &quoted(old.stem())),
            ("answer", &quoted(&old.answer.text)),
            ("avoid", &avoid.join(", ")),
        ];
        let filled = self.material.prompts.fill(family, plan.language, &values);
        let filled = filled.map_err(|fault| Refused::Prompt { reason: fault.to_string() })?;
        let system = (!filled.system.is_empty()).then(|| Message::system(filled.system));
        let call = Call {
            messages: system.into_iter().chain([Message::user(filled.user)]).collect(),
            schema: Some(anew_schema()),
            params: Params { seed: Some(self.seed), ..Params::default() },
        };
        self.used(family, plan.language);
        let found = match self.json::<Anew>(&call).await {
            Ok((reply, _)) => {
                let new = anew(self.material, self.template, self.matched, plan, &old, &reply.question);
                match findings(self.material, &new).into_iter().next() {
                    None => return Ok(self.told(new)),
                    Some(why) => why,
                }
            }
            Err(error) if error.fault == Fault::BadReply => error.message,
            Err(error) => return Err(error.into()),
        };
        self.written.left_out.push(format!("{}: {found}", family.word()));
        Ok(self.told(old))
    }

    /// The sample with all that is known of its making by now.
    fn told(&self, mut sample: Sample) -> Sample {
        if let Some(written) = &mut sample.generated.written {
            *written = Written {
                faults: std::mem::take(&mut written.faults),
                language: written.language.take(),
                ..self.written.clone()
            };
        }
        sample
    }

    fn used(&mut self, family: Family, language: pathloom_model::Language) {
        let used: PromptUse = self.material.prompts.used(family, language);
        if !self.written.prompts.contains(&used) {
            self.written.prompts.push(used);
        }
    }

    /// A JSON reply and its text: one re-ask with the reader's message, then a failure that keeps the raw reply.
    async fn json<T: DeserializeOwned>(&mut self, call: &Call) -> Result<(T, String), CallError> {
        let first = self.heard(call.clone()).await?;
        let problem = match read_json(&first) {
            Ok(value) => return Ok((value, first)),
            Err(problem) => problem,
        };
        let mut again = call.clone();
        again.messages.push(Message::assistant(first));
        let words = format!("This reply could not be used: {problem}. Answer again with the corrected JSON alone.");
        again.messages.push(Message::user(words));
        let second = self.heard(again).await?;
        match read_json(&second) {
            Ok(value) => Ok((value, second)),
            Err(problem) => {
                let message = format!("The reply of {} was not the JSON asked for: {problem}.", self.written.model);
                let hint = "Ask anew, or choose a model that holds to a form.";
                Err(CallError { raw: second, tries: 2, ..CallError::new(Fault::BadReply, message, hint) })
            }
        }
    }

    async fn heard(&mut self, call: Call) -> Result<String, CallError> {
        let heard = (self.ask)(call).await?;
        self.written.calls.push(heard.key);
        self.written.model = heard.model;
        self.written.endpoint_kind = heard.kind;
        Ok(heard.text)
    }
}
