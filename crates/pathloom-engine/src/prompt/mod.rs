//! The prompts: one Markdown file for each family and language, our own words. A project may put its own text in the
//! place of any of them; what was used is told by its hash.

pub mod fill;

use fill::{Filled, Form, PromptFault};
use pathloom_model::key::digest;
use pathloom_model::{Language, PromptUse, QuestionType};
use pathloom_store::{Project, StoreError};
use std::collections::BTreeMap;

/// What a prompt is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    Question(QuestionType),
    /// What every question obeys; stands in the others as `{{rules}}`.
    Rules,
    Repair,
    Blur,
    Pronoun,
    Rewrite,
    /// A judge: does the evidence support the answer?
    Support,
    /// The question with its evidence, for strong and weak models.
    Answer,
    /// The question alone.
    ClosedBook,
    /// Two answers: do they mean the same?
    Compare,
    Complexity,
    /// A judge's estimate, where nobody answers.
    Difficulty,
    /// What a passage states.
    ExtractText,
    /// What the first reading of a passage left out.
    ExtractMissed,
    DescribeTable,
    DescribeFormula,
    DescribeImage,
    /// Types and relations for the documents.
    SuggestOntology,
    /// Two names: are they one thing?
    Merge,
}

impl Family {
    pub const ALL: [Family; 23] = [
        Family::Question(QuestionType::Open),
        Family::Question(QuestionType::MultipleChoice),
        Family::Question(QuestionType::TrueFalse),
        Family::Question(QuestionType::Numeric),
        Family::Question(QuestionType::List),
        Family::Rules,
        Family::Repair,
        Family::Blur,
        Family::Pronoun,
        Family::Rewrite,
        Family::Support,
        Family::Answer,
        Family::ClosedBook,
        Family::Compare,
        Family::Complexity,
        Family::Difficulty,
        Family::ExtractText,
        Family::ExtractMissed,
        Family::DescribeTable,
        Family::DescribeFormula,
        Family::DescribeImage,
        Family::SuggestOntology,
        Family::Merge,
    ];

    /// Those that read documents.
    pub const READING: [Family; 5] = [
        Family::ExtractText,
        Family::ExtractMissed,
        Family::DescribeTable,
        Family::DescribeFormula,
        Family::DescribeImage,
    ];

    /// The name of its files: "question-open".
    pub const fn word(self) -> &'static str {
        match self {
            Family::Question(QuestionType::Open) => "question-open",
            Family::Question(QuestionType::MultipleChoice) => "question-choice",
            Family::Question(QuestionType::TrueFalse) => "question-true-false",
            Family::Question(QuestionType::Numeric) => "question-numeric",
            Family::Question(QuestionType::List) => "question-list",
            Family::Rules => "rules",
            Family::Repair => "repair",
            Family::Blur => "blur",
            Family::Pronoun => "pronoun",
            Family::Rewrite => "rewrite",
            Family::Support => "score-support",
            Family::Answer => "score-answer",
            Family::ClosedBook => "score-closed-book",
            Family::Compare => "score-compare",
            Family::Complexity => "score-complexity",
            Family::Difficulty => "score-difficulty",
            Family::ExtractText => "extract-text",
            Family::ExtractMissed => "extract-missed",
            Family::DescribeTable => "describe-table",
            Family::DescribeFormula => "describe-formula",
            Family::DescribeImage => "describe-image",
            Family::SuggestOntology => "suggest-ontology",
            Family::Merge => "merge",
        }
    }

    pub fn parse(word: &str) -> Option<Family> {
        Family::ALL.into_iter().find(|family| family.word() == word)
    }

    /// The places that its prompts may hold.
    pub const fn places(self) -> &'static [&'static str] {
        match self {
            Family::Question(_) => {
                &["rules", "language", "style", "difficulty", "path", "target", "blurred", "care", "evidence"]
            }
            Family::Rules => &["language"],
            Family::Repair => &["findings"],
            Family::Blur => &["language", "name", "avoid", "facts"],
            Family::Pronoun => &["language", "question", "answer", "avoid"],
            Family::Rewrite => &["language", "style", "question", "answer", "avoid"],
            Family::Support | Family::Difficulty => &["question", "answer", "steps", "evidence"],
            Family::Answer => &["question", "evidence"],
            Family::ClosedBook => &["question"],
            Family::Compare => &["question", "answer", "given"],
            Family::Complexity => &["question", "answer", "steps"],
            Family::ExtractText => &["types", "relations", "section", "before", "text", "after"],
            Family::ExtractMissed => &["types", "relations", "section", "text", "found"],
            Family::DescribeTable | Family::DescribeImage => {
                &["types", "relations", "section", "caption", "text", "citing"]
            }
            Family::DescribeFormula => &["types", "relations", "section", "text", "citing"],
            Family::SuggestOntology => &["found", "text"],
            Family::Merge => &["one", "other"],
        }
    }

    /// Those without which a prompt is of no use.
    pub const fn needed(self) -> &'static [&'static str] {
        match self {
            Family::Question(_) => &["path", "target", "evidence"],
            Family::Rules => &[],
            Family::Repair => &["findings"],
            Family::Blur => &["name", "facts"],
            Family::Pronoun | Family::Rewrite | Family::ClosedBook | Family::Complexity => &["question"],
            Family::Support | Family::Difficulty => &["question", "answer", "evidence"],
            Family::Answer => &["question", "evidence"],
            Family::Compare => &["answer", "given"],
            Family::ExtractMissed => &["text", "found"],
            Family::ExtractText
            | Family::DescribeTable
            | Family::DescribeFormula
            | Family::DescribeImage
            | Family::SuggestOntology => &["text"],
            Family::Merge => &["one", "other"],
        }
    }

    /// The text that ships.
    pub const fn shipped(self, language: Language) -> &'static str {
        macro_rules! both {
            ($name:literal) => {
                match language {
                    Language::En => include_str!(concat!($name, ".en.md")),
                    Language::Zh => include_str!(concat!($name, ".zh.md")),
                }
            };
        }
        match self {
            Family::Question(QuestionType::Open) => both!("question-open"),
            Family::Question(QuestionType::MultipleChoice) => both!("question-choice"),
            Family::Question(QuestionType::TrueFalse) => both!("question-true-false"),
            Family::Question(QuestionType::Numeric) => both!("question-numeric"),
            Family::Question(QuestionType::List) => both!("question-list"),
            Family::Rules => both!("rules"),
            Family::Repair => both!("repair"),
            Family::Blur => both!("blur"),
            Family::Pronoun => both!("pronoun"),
            Family::Rewrite => both!("rewrite"),
            Family::Support => both!("score-support"),
            Family::Answer => both!("score-answer"),
            Family::ClosedBook => both!("score-closed-book"),
            Family::Compare => both!("score-compare"),
            Family::Complexity => both!("score-complexity"),
            Family::Difficulty => both!("score-difficulty"),
            Family::ExtractText => both!("extract-text"),
            Family::ExtractMissed => both!("extract-missed"),
            Family::DescribeTable => both!("describe-table"),
            Family::DescribeFormula => both!("describe-formula"),
            Family::DescribeImage => both!("describe-image"),
            Family::SuggestOntology => both!("suggest-ontology"),
            Family::Merge => both!("merge"),
        }
    }
}

/// The prompts of a project: the shipped ones, some with the project's own text.
#[derive(Clone, Debug, Default)]
pub struct Prompts {
    own: BTreeMap<(Family, Language), String>,
}

impl Prompts {
    pub fn load(project: &Project) -> Result<Prompts, StoreError> {
        let mut own = BTreeMap::new();
        for family in Family::ALL {
            for language in [Language::En, Language::Zh] {
                let text = project.meta(&meta_key(family, language))?.filter(|text| !text.is_empty());
                own.extend(text.map(|text| ((family, language), text)));
            }
        }
        Ok(Prompts { own })
    }

    /// Puts a text in the place of the shipped one; `None` brings that back.
    pub fn set(
        project: &Project,
        family: Family,
        language: Language,
        text: Option<&str>,
    ) -> Result<Result<(), PromptFault>, StoreError> {
        if let Some(Err(fault)) = text.map(|text| form(family, text)) {
            return Ok(Err(fault));
        }
        project.set_meta(&meta_key(family, language), text.unwrap_or_default())?;
        Ok(Ok(()))
    }

    /// The same with another text, for a preview.
    pub fn with(mut self, family: Family, language: Language, text: String) -> Prompts {
        self.own.insert((family, language), text);
        self
    }

    pub fn text(&self, family: Family, language: Language) -> &str {
        self.own.get(&(family, language)).map_or_else(|| family.shipped(language), String::as_str)
    }

    pub fn is_own(&self, family: Family, language: Language) -> bool {
        self.own.contains_key(&(family, language))
    }

    /// What a sample records of a prompt that made it.
    pub fn used(&self, family: Family, language: Language) -> PromptUse {
        let hash = digest(&[self.text(family, language).as_bytes()]);
        PromptUse { family: family.word().to_owned(), language, hash }
    }

    pub fn fill(&self, family: Family, language: Language, values: &[(&str, &str)]) -> Result<Filled, PromptFault> {
        Ok(form(family, self.text(family, language))?.fill(values))
    }
}

fn form(family: Family, text: &str) -> Result<Form, PromptFault> {
    match family {
        Family::Rules => Form::plain(text, family.places()),
        _ => Form::parse(text, family.places(), family.needed()),
    }
}

fn meta_key(family: Family, language: Language) -> String {
    format!("prompt.{}.{}", family.word(), language.code())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_prompt_reads_and_a_project_may_have_its_own() {
        for family in Family::ALL {
            for language in [Language::En, Language::Zh] {
                let text = family.shipped(language);
                form(family, text).unwrap_or_else(|fault| panic!("{} {}: {fault}", family.word(), language.code()));
                assert_eq!(Language::of(text), language, "{} is written in its language", family.word());
            }
        }
        let place = tempfile::tempdir().expect("a temporary folder");
        let project = Project::create(&place.path().join("P.pathloom")).expect("creates");
        let (family, language) = (Family::Rewrite, Language::En);
        let shipped = Prompts::load(&project).expect("loads").used(family, language);
        let wrong = Prompts::set(&project, family, language, Some("## User\n{{quesion}}")).expect("no disk trouble");
        assert!(wrong.is_err(), "a place that no one fills is refused before it is kept");
        Prompts::set(&project, family, language, Some("## User\nAgain: {{question}}"))
            .expect("kept")
            .expect("a prompt");
        let own = Prompts::load(&project).expect("loads");
        assert_eq!(own.fill(family, language, &[("question", "Who?")]).expect("fills").user, "Again: Who?");
        assert_ne!(own.used(family, language).hash, shipped.hash, "samples tell which text made them");
        Prompts::set(&project, family, language, None).expect("kept").expect("a prompt");
        assert_eq!(Prompts::load(&project).expect("loads").used(family, language), shipped, "and back");
    }
}
