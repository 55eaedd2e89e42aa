//! The work of the roles as the project sets them: the generator writes, the others score.

use super::work::{Failure, Trouble, Work};
use crate::calls::Caller;
use crate::prompt::Prompts;
use crate::scores::{self, ScoreSettings};
use crate::synthesis::{self, Heard, Material, Refused};
use crate::{Session, error};
use pathloom_ipc::AppError;
use pathloom_llm::Call;
use pathloom_model::{Knowledge, Match, ModelRef, ModelRole, Sample, SynthesisSettings, Template};
use pathloom_store::Project;
use std::sync::Arc;

/// As it stood when the run began.
pub struct ByRole {
    project: Arc<Project>,
    prompts: Prompts,
    writing: SynthesisSettings,
    scoring: ScoreSettings,
    seed: u64,
}

impl ByRole {
    pub fn new(
        session: &Session,
        writing: SynthesisSettings,
        scoring: ScoreSettings,
        seed: u64,
    ) -> Result<ByRole, AppError> {
        let prompts = Prompts::load(&session.project).map_err(error::store)?;
        Ok(ByRole { project: session.project.clone(), prompts, writing, scoring, seed })
    }
}

impl Work for ByRole {
    async fn generate(
        &self,
        caller: &Caller,
        knowledge: &Knowledge,
        template: &Template,
        found: &Match,
    ) -> Result<Sample, Trouble> {
        let blob = |name: &str| self.project.blob(name).ok();
        let material = Material {
            blob: &blob,
            document_names: self.writing.document_names && !caller.stays_here(),
            ..Material::of_graph(knowledge, &self.prompts)
        };
        let ask = |call: Call| async move {
            let answered = caller.call(ModelRole::Generator, caller.models(ModelRole::Generator), &call).await?;
            let kind = caller.endpoint(&answered.model.endpoint).map(|endpoint| endpoint.kind);
            Ok(Heard { key: answered.key, text: answered.reply.text, model: answered.model.to_string(), kind })
        };
        synthesis::generate(ask, &material, template, found, &self.writing, self.seed).await.map_err(refused)
    }

    async fn score(&self, caller: &Caller, knowledge: &Knowledge, mut sample: Sample) -> (Sample, Option<Trouble>) {
        let scored = scores::score(caller, knowledge, &sample, &self.scoring, &self.prompts).await;
        sample.scores = scored.scores;
        (sample, scored.trouble.map(Trouble::from))
    }
}

fn refused(refused: Refused) -> Trouble {
    if let Refused::Call(error) = refused {
        return error.into();
    }
    Trouble::Failed(Failure { cause: refused.words().into(), detail: format!("{refused}."), refused: true })
}

/// The first model of a role, in words; "built-in engine" without one.
pub fn named(models: Option<&Vec<ModelRef>>) -> String {
    match models.map(Vec::as_slice) {
        None | Some([]) => "built-in engine".to_owned(),
        Some(models) => models.iter().map(ModelRef::to_string).collect::<Vec<_>>().join(", "),
    }
}
