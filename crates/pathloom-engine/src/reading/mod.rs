//! Reading documents by models: what is asked about each passage, table, formula and picture, and what is believed of
//! the replies. When and how many at once is `stage::read`'s.
//!
//! [`parts`] what is asked about → [`asked`] the prompt → a model → [`reply`] what it says → [`check`] against
//! [`source`] → a finding, which `pathloom_extract::add` puts beside what the rules found.

pub mod asked;
pub mod check;
pub mod content;
mod literal;
pub mod ontology_words;
mod order;
pub mod parts;
pub mod reply;
pub mod settings;
pub mod source;

use crate::calls::Caller;
use crate::prompt::Prompts;
use crate::stage::work::{Failure, Trouble};
use asked::Asked;
use check::{Checked, known};
use ontology_words::Said;
use parts::{Document, Part};
use pathloom_extract::{Finding, RefusalKind};
use pathloom_llm::{Call, CallError, Fault, Finish};
use pathloom_model::{Described, ModelRef, ModelRole, NodeData, Ontology};
use pathloom_store::Project;
use reply::Reply;
use settings::ReadSettings;
use source::Source;
use std::sync::Arc;

/// As it stood when a build began.
pub struct Reader {
    pub project: Arc<Project>,
    pub prompts: Prompts,
    pub ontology: Ontology,
    pub settings: ReadSettings,
    /// Tokens of one passage.
    pub room: usize,
    /// Tokens that the model reads at once, prompt and reply together, where that is known.
    pub context: Option<usize>,
}

impl Reader {
    /// One part of a document, read once or twice.
    pub async fn read(&self, caller: &Caller, document: &Document, part: Part) -> Result<Finding, Trouble> {
        let asked = Asked { reader: self, document, part };
        let role = self.role(caller, document, part);
        let asking = asked.call(role == ModelRole::Vision).map_err(unfit)?;
        let (first, answered) = self.ask(caller, role, &asking.call).await?;
        let second = self.missed(caller, &asked, &first).await?;
        // Kept apart from the awaits: a source holds the text of its document.
        let source = Source::of(document, part);
        let names = document.names(document.node(part)).filter_map(|id| document.found.names.get(id as usize).cloned());
        let known = known(names);
        let mut checked = Checked::new(&source, &self.ontology, &known);
        let shortened = match asking.said {
            Said::Whole => None,
            Said::Names => Some("types and relations were listed without their descriptions"),
            Said::Suggested => Some("only types that this passage suggests were listed"),
        };
        if let (Some(how), Some(context)) = (shortened, self.context) {
            checked.refuse(RefusalKind::Limit, format!("The model reads {context} tokens at once: {how}."));
        }
        if answered.finish == Finish::Length {
            let why = "The reply ended before it was whole; what came is taken.".to_owned();
            checked.refuse(RefusalKind::BadReply, why);
        }
        let described = self.described(document, part, &first, &answered.by);
        let class = content::class(&first).filter(|_| role == ModelRole::Vision);
        checked.take(first);
        match second {
            Some(Ok(second)) => checked.take(second),
            Some(Err(why)) => checked.refuse(RefusalKind::BadReply, why),
            None => {}
        }
        let (entities, claims, refused) = checked.told();
        Ok(Finding { node: document.node(part).clone(), entities, claims, refused, described, class })
    }

    /// Pictures are for the model that sees, where there is one.
    pub fn role(&self, caller: &Caller, document: &Document, part: Part) -> ModelRole {
        let Part::Object(place) = part else { return ModelRole::Extraction };
        let picture = matches!(&document.found.nodes[place].data, NodeData::Image(figure) if figure.blob.is_some());
        match picture && !caller.models(ModelRole::Vision).is_empty() {
            true => ModelRole::Vision,
            false => ModelRole::Extraction,
        }
    }

    async fn ask(&self, caller: &Caller, role: ModelRole, call: &Call) -> Result<(Reply, Answer), CallError> {
        let (reply, answered) = caller.call_json::<Reply>(role, caller.models(role), call).await?;
        Ok((reply, Answer { finish: answered.reply.finish, by: answered.model }))
    }

    /// What the first reading of a passage left out. That it cannot be used is said and costs nothing of the first.
    async fn missed(
        &self,
        caller: &Caller,
        asked: &Asked<'_>,
        first: &Reply,
    ) -> Result<Option<Result<Reply, String>>, Trouble> {
        if !self.settings.second_reading || !matches!(asked.part, Part::Text { .. }) || first.entities.is_empty() {
            return Ok(None);
        }
        let call = asked.missed(first).map_err(unfit)?;
        match self.ask(caller, ModelRole::Extraction, &call).await {
            Ok((reply, _)) => Ok(Some(Ok(reply))),
            Err(error) if matches!(error.fault, Fault::BadReply | Fault::Refused) => {
                Ok(Some(Err(format!("The second reading could not be used: {}", error.message))))
            }
            Err(error) => Err(error.into()),
        }
    }

    fn described(&self, document: &Document, part: Part, reply: &Reply, by: &ModelRef) -> Option<Described> {
        let Part::Object(place) = part else { return None };
        let is_picture = matches!(document.found.nodes[place].data, NodeData::Image(_));
        let content = if is_picture { content::of(reply) } else { None };
        let name: String = reply.name.chars().take(120).collect();
        Some(Described { name, description: reply.description.clone(), content, by: by.to_string() })
    }
}

struct Answer {
    finish: Finish,
    by: ModelRef,
}

/// A project's own prompt that cannot be filled.
fn unfit(problem: String) -> Trouble {
    Trouble::Failed(Failure { cause: "Prompt could not be used".into(), detail: problem, refused: false })
}
