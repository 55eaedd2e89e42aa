//! What questions written by a model are to be like: the wishes of a run, kept in its request.

use serde::{Deserialize, Serialize};

/// Every field has a default, so that a request of an older version still reads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SynthesisSettings {
    /// Each path takes one of these by its fingerprint; where that one is not possible, the next.
    pub types: Vec<QuestionType>,
    pub language: QuestionLanguage,
    pub style: QuestionStyle,
    pub difficulty: DifficultyWish,
    pub blur: Blurring,
    /// A second mention of a name in the question becomes a pronoun.
    pub pronouns: bool,
    /// The question is put in other words once it holds.
    pub rewrite: bool,
    /// Tokens of evidence in a prompt at most, as estimated; longer evidence is cut around what the path cites.
    pub evidence_tokens: u32,
    /// Pictures go along where the generator sees them; otherwise their captions and printed words do.
    pub pictures: bool,
    /// Names of documents stand in the prompt.
    pub document_names: bool,
}

impl Default for SynthesisSettings {
    fn default() -> SynthesisSettings {
        SynthesisSettings {
            types: vec![QuestionType::Open],
            language: QuestionLanguage::Evidence,
            style: QuestionStyle::Plain,
            difficulty: DifficultyWish::Any,
            blur: Blurring::Rule,
            pronouns: false,
            rewrite: false,
            evidence_tokens: 6_000,
            pictures: false,
            document_names: true,
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuestionType {
    #[default]
    Open,
    /// Four options, one of them right.
    MultipleChoice,
    TrueFalse,
    /// A figure with its unit.
    Numeric,
    /// Every member of a set.
    List,
}

impl QuestionType {
    pub const ALL: [QuestionType; 5] = [
        QuestionType::Open,
        QuestionType::MultipleChoice,
        QuestionType::TrueFalse,
        QuestionType::Numeric,
        QuestionType::List,
    ];

    /// The word of command line and prompt families.
    pub const fn word(self) -> &'static str {
        match self {
            QuestionType::Open => "open",
            QuestionType::MultipleChoice => "choice",
            QuestionType::TrueFalse => "true-false",
            QuestionType::Numeric => "numeric",
            QuestionType::List => "list",
        }
    }

    pub fn parse(word: &str) -> Option<QuestionType> {
        QuestionType::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// "evidence", "en", "zh" or the English name of another language ("German").
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum QuestionLanguage {
    /// That of most of the evidence.
    #[default]
    Evidence,
    English,
    Chinese,
    Named(String),
}

impl From<String> for QuestionLanguage {
    fn from(word: String) -> QuestionLanguage {
        match word.trim().to_lowercase().as_str() {
            "" | "evidence" => QuestionLanguage::Evidence,
            "en" | "english" => QuestionLanguage::English,
            "zh" | "chinese" | "中文" => QuestionLanguage::Chinese,
            _ => QuestionLanguage::Named(word.trim().chars().take(40).collect()),
        }
    }
}

impl From<QuestionLanguage> for String {
    fn from(language: QuestionLanguage) -> String {
        match language {
            QuestionLanguage::Evidence => "evidence".into(),
            QuestionLanguage::English => "en".into(),
            QuestionLanguage::Chinese => "zh".into(),
            QuestionLanguage::Named(name) => name,
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuestionStyle {
    #[default]
    Plain,
    /// As in an examination.
    Exam,
    /// As an expert asks a colleague.
    Expert,
    /// As a customer or visitor asks.
    Everyday,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DifficultyWish {
    #[default]
    Any,
    Easy,
    Medium,
    Hard,
}

/// How slots that a template blurs get their descriptions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Blurring {
    /// Names stay.
    Off,
    #[default]
    Rule,
    /// The generator chooses among what the graph says; where it fails, by rule.
    Model,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_of_an_older_version_read_and_languages_go_by_name() {
        let settings: SynthesisSettings = serde_json::from_str(r#"{"language":"German","types":["list"]}"#).unwrap();
        assert_eq!(settings.language, QuestionLanguage::Named("German".into()), "any language by its name");
        assert_eq!((settings.types.as_slice(), settings.evidence_tokens), (&[QuestionType::List][..], 6_000));
        let again: SynthesisSettings = serde_json::from_value(serde_json::to_value(&settings).unwrap()).unwrap();
        assert_eq!(again, settings, "and as written, the same comes back");
    }
}
