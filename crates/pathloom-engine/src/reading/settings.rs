//! How models are to read the documents of a project, and the print of all that decides what they are asked.

use super::Reader;
use crate::prompt::Family;
use pathloom_model::key::digest;
use pathloom_model::{Language, ModelRole, RoleModels};
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReadSettings {
    /// Each passage is read again for what was missed: about twice the calls.
    pub second_reading: bool,
    /// Tables, formulas and pictures are described.
    pub describe: bool,
}

impl Default for ReadSettings {
    /// A graph with less missing is worth more than half the calls.
    fn default() -> ReadSettings {
        ReadSettings { second_reading: true, describe: true }
    }
}

/// Grows when what is asked or believed changes.
const VERSION: &str = "1";

impl Reader {
    /// Equal prints ask the same of the same passage.
    pub fn print(&self, roles: &RoleModels) -> String {
        let models = [ModelRole::Extraction, ModelRole::Vision].map(|role| {
            let names = roles.get(&role).into_iter().flatten().map(ToString::to_string);
            names.collect::<Vec<_>>().join("\n")
        });
        let prompts = Family::READING
            .into_iter()
            .flat_map(|family| [Language::En, Language::Zh].map(|language| self.prompts.used(family, language).hash));
        let prompts = prompts.collect::<Vec<_>>().join("\n");
        let ontology = serde_json::to_string(&self.ontology).unwrap_or_default();
        let settings = serde_json::to_string(&self.settings).unwrap_or_default();
        let room = self.room.to_string();
        let parts = [VERSION, &models[0], &models[1], &prompts, &ontology, &settings, &room];
        digest(&parts.map(str::as_bytes))
    }
}
