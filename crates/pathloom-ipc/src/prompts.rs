//! The prompts of a project: the shipped texts, the project's own in their place, and how one looks when it is sent.

use pathloom_model::{Language, SynthesisSettings};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PromptsView {
    /// By family, English first.
    pub prompts: Vec<PromptView>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PromptView {
    /// "question-open", "rules", "repair".
    pub family: String,
    pub language: Language,
    /// Markdown with places to fill, "{{evidence}}".
    pub text: String,
    /// The project's own text; the shipped one otherwise.
    pub own: bool,
    /// The places that it may hold, and those that it must.
    pub places: Vec<String>,
    pub needed: Vec<String>,
    pub hash: String,
}

/// `text: None` brings the shipped text back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SetPromptRequest {
    pub family: String,
    pub language: Language,
    pub text: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PromptPreviewRequest {
    pub family: String,
    pub language: Language,
    /// As it stands in the editor, saved or not.
    pub text: String,
    /// The template whose path is shown; any that has one without.
    #[serde(default)]
    pub template: Option<String>,
    /// Another seed shows another path.
    #[serde(default)]
    pub seed: u64,
    #[serde(default)]
    pub settings: SynthesisSettings,
}

/// A prompt as it would be sent, or why it cannot be.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PromptPreview {
    pub system: String,
    pub user: String,
    /// Estimated.
    pub tokens: u64,
    /// The path in one line.
    pub path: String,
    /// What to mend; empty when it reads.
    pub fault: String,
}
