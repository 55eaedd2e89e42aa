//! What is asked of models about each sample: the wishes of a run or of the project.

use serde::{Deserialize, Serialize};

/// Who answers, to tell how hard a question is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DifficultyMode {
    /// Strong and weak models, each as many times as attempts are asked for.
    #[default]
    Both,
    StrongOnly,
    WeakOnly,
    /// Judges estimate; nobody answers.
    Judge,
}

/// Every field has a default, so that an older request still reads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ScoreSettings {
    pub difficulty: DifficultyMode,
    /// Of each role at the question, 1 to 16.
    pub attempts: u32,
    /// Ask again without the evidence of each hop: a call for each, and one more.
    pub necessity: bool,
    /// Ask without any evidence.
    pub closed_book: bool,
    /// Tokens of evidence in a prompt at most, as estimated; longer evidence is cut around what is cited.
    pub evidence_tokens: u32,
    /// Names of documents stand in the prompt; never those of documents that must stay on this computer.
    pub document_names: bool,
}

impl Default for ScoreSettings {
    fn default() -> ScoreSettings {
        ScoreSettings {
            difficulty: DifficultyMode::Both,
            attempts: 1,
            necessity: false,
            closed_book: false,
            evidence_tokens: 6_000,
            document_names: true,
        }
    }
}

impl ScoreSettings {
    pub const MOST_ATTEMPTS: u32 = 16;

    /// Within the bounds.
    pub fn attempts(&self) -> u32 {
        self.attempts.clamp(1, ScoreSettings::MOST_ATTEMPTS)
    }
}
