//! How models are to read, write and score in this project; kept with it, defaults where nothing was set.

use crate::reading::settings::ReadSettings;
use crate::scores::ScoreSettings;
use crate::{Session, error};
use pathloom_ipc::AppError;
use pathloom_ipc::runs::RunDefaults;
use pathloom_ipc::templates::GenerateRequest;
use pathloom_model::SynthesisSettings;
use serde::Serialize;
use serde::de::DeserializeOwned;

const WRITING: &str = "writing";
const SCORING: &str = "scoring";
const READING: &str = "reading";

impl Session {
    /// Those of the request, else those of the project.
    pub fn synthesis_settings(&self, request: &GenerateRequest) -> Result<SynthesisSettings, AppError> {
        match &request.writing {
            Some(writing) => Ok(writing.clone()),
            None => self.kept_settings(WRITING),
        }
    }

    pub fn set_synthesis_settings(&self, settings: &SynthesisSettings) -> Result<(), AppError> {
        self.keep_settings(WRITING, settings)
    }

    /// Those of the request, else those of the project.
    pub(crate) fn scoring_of(&self, request: &GenerateRequest) -> Result<ScoreSettings, AppError> {
        match &request.scoring {
            Some(scoring) => Ok(scoring.clone()),
            None => self.score_settings(),
        }
    }

    pub fn run_defaults(&self) -> Result<RunDefaults, AppError> {
        Ok(RunDefaults { writing: self.kept_settings(WRITING)?, scoring: self.score_settings()? })
    }

    pub fn set_run_defaults(&self, defaults: &RunDefaults) -> Result<(), AppError> {
        if defaults.writing.types.is_empty() {
            return Err(error::bad_request("No type of question is chosen.", "Choose one at least."));
        }
        self.set_synthesis_settings(&defaults.writing)?;
        self.set_score_settings(&ScoreSettings { attempts: defaults.scoring.attempts(), ..defaults.scoring.clone() })
    }

    pub fn score_settings(&self) -> Result<ScoreSettings, AppError> {
        self.kept_settings(SCORING)
    }

    pub fn set_score_settings(&self, settings: &ScoreSettings) -> Result<(), AppError> {
        self.keep_settings(SCORING, settings)
    }

    pub fn read_settings(&self) -> Result<ReadSettings, AppError> {
        self.kept_settings(READING)
    }

    /// Documents that were read otherwise are stale until they are built again.
    pub fn set_read_settings(&self, settings: &ReadSettings) -> Result<(), AppError> {
        self.keep_settings(READING, settings)
    }

    /// What cannot be read any more is as if it had not been set.
    fn kept_settings<T: DeserializeOwned + Default>(&self, name: &str) -> Result<T, AppError> {
        let text = self.project.meta(name).map_err(error::store)?;
        Ok(text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
    }

    fn keep_settings<T: Serialize>(&self, name: &str, settings: &T) -> Result<(), AppError> {
        let text = serde_json::to_string(settings).map_err(|problem| error::bad_request(problem.to_string(), ""))?;
        self.project.set_meta(name, &text).map_err(error::store)
    }
}
