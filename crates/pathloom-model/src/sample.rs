//! Samples: question, answer, trace, evidence, scores, decision.

use crate::meaning::{Claimed, Who};
use crate::{
    Asked, Decimal, EndpointKind, Key, Kind, Language, ModelRef, ModelRole, QuestionType, Span, Strategy,
    SubgraphSampling, Unit,
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sample {
    /// Content-derived: template, fingerprint, question.
    pub id: String,
    pub template: String,
    pub fingerprint: String,
    pub language: Language,
    /// As the trainer's row asks it, the options of a multiple choice included.
    pub question: String,
    /// `None` for an open question.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question_type: Option<QuestionType>,
    /// Of a multiple choice, without their letters; they close the question.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
    /// Names that the question describes instead of saying them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blurred: Vec<Blurred>,
    /// What the question asks, when the built-in engine composed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meaning: Option<Asked>,
    /// What a composed claim says that `meaning` comes to; the answer says whether it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claim: Option<Claimed>,
    pub answer: Answer,
    pub steps: Vec<Step>,
    /// The path as matched, chain first.
    pub nodes: Vec<SampleNode>,
    pub relations: Vec<SampleRelation>,
    /// Relations between start and answer; evidence links do not count.
    pub hops: u32,
    pub evidence: Vec<Evidence>,
    pub checks: Vec<Check>,
    pub scores: Vec<Score>,
    pub generated: Gen,
}

impl Sample {
    /// The letter of an option, from 0; "?" beyond what a question offers.
    pub fn letter(place: usize) -> char {
        u8::try_from(place).ok().filter(|place| *place < 26).map_or('?', |place| char::from(b'A' + place))
    }

    /// A question with its options, one a line: "…\nA. Norrheat AB\nB. …".
    pub fn with_options(stem: &str, options: &[String]) -> String {
        let lines = options.iter().enumerate().map(|(place, text)| format!("\n{}. {text}", Sample::letter(place)));
        lines.fold(stem.to_owned(), |question, line| question + &line)
    }

    /// The question without its options.
    pub fn stem(&self) -> &str {
        let Some(first) = self.options.first() else { return &self.question };
        let head = format!("\nA. {first}");
        self.question.find(&head).map_or(&self.question, |place| self.question[..place].trim_end())
    }

    /// What the last step has to say: the answer, without the letter of an option; each member of a list.
    pub fn told(&self) -> Vec<&str> {
        match self.question_type {
            Some(QuestionType::MultipleChoice) => {
                let letter = self.answer.text.get(..3).filter(|head| head.ends_with(". "));
                vec![letter.map_or(&self.answer.text, |_| &self.answer.text[3..])]
            }
            Some(QuestionType::List) => self.answer.text.split(['；', ';']).map(str::trim).collect(),
            _ => vec![&self.answer.text],
        }
    }
}

/// A name that a question describes: what it says instead, and what that means in the graph.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Blurred {
    pub slot: String,
    pub key: Key,
    pub description: String,
    /// The set of entities that fits; `None` for a figure or date said less exactly.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub who: Option<Who>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SampleNode {
    pub key: Key,
    pub kind: Kind,
    pub name: String,
    /// The slot it was bound to; `None` for an intermediate.
    pub slot: Option<String>,
}

/// One hop of the path. `number` from 1.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SampleRelation {
    pub number: u32,
    pub head: Key,
    pub relation: String,
    pub tail: Key,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    pub form: AnswerForm,
    pub slot: String,
    /// What the trainer's row says.
    pub text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Decimal>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Unit>,
    /// Digits after the point.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub precision: Option<u8>,
    /// For computed answers: over the cited operands, "(a - b) / b * 100".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expression: Option<String>,
    /// The values that the letters of `expression` stand for, each with its source.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub operands: Vec<Operand>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Operand {
    pub symbol: String,
    pub value: Decimal,
    /// The assertion that states the value.
    pub assertion: Key,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AnswerForm {
    Node,
    Literal,
    Computed,
}

/// One numbered sentence of the trace. Cites at least one hop, or an earlier step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    pub text: String,
    /// Numbers of `Sample::relations`.
    #[serde(default)]
    pub hops: Vec<u32>,
    /// Places in `Sample::evidence`, from 0.
    #[serde(default)]
    pub evidence: Vec<u32>,
    /// Numbers of earlier steps, from 1 (arithmetic).
    #[serde(default)]
    pub uses: Vec<u32>,
}

/// Words or cells that a sample uses.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// The node it stands in: Chunk, Table, Image, Formula, or Document.
    pub node: Key,
    pub span: Span,
    /// File name of the document.
    pub document_name: String,
}

/// Computed without a model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Check {
    pub kind: CheckKind,
    pub outcome: CheckOutcome,
    /// In words: what was compared, or what failed.
    pub detail: String,
    /// Near duplicates share the id of the first of them; `None` for a sample that stands alone and for other checks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cluster: Option<String>,
}

impl Check {
    pub fn new(kind: CheckKind, outcome: CheckOutcome, detail: impl Into<String>) -> Check {
        Check { kind, outcome, detail: detail.into(), cluster: None }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckKind {
    Arithmetic,
    Alignment,
    Uniqueness,
    SelfContainment,
    BannedWords,
    AnswerLeak,
    Quotes,
    NearDuplicate,
    /// The answer is what the path leads to.
    Target,
    /// Of what a model wrote: the language that was asked for.
    Language,
    /// One question sentence; options, truth values and lists as their type wants them.
    Form,
    /// Names that the question describes are not said in it.
    Blur,
}

impl CheckKind {
    /// Those of samples that a model wrote alone.
    pub const OF_WRITTEN: [CheckKind; 4] = [CheckKind::Target, CheckKind::Language, CheckKind::Form, CheckKind::Blur];

    /// Those of every sample.
    pub const ALL: [CheckKind; 8] = [
        CheckKind::Arithmetic,
        CheckKind::Alignment,
        CheckKind::Uniqueness,
        CheckKind::SelfContainment,
        CheckKind::BannedWords,
        CheckKind::AnswerLeak,
        CheckKind::Quotes,
        CheckKind::NearDuplicate,
    ];
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckOutcome {
    Passed,
    Failed,
    /// Nothing of the sort in this sample (no arithmetic, say).
    NotApplicable,
}

/// A score, or why there is none.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Score {
    pub kind: ScoreKind,
    /// Missing when it could not be computed; never 0 instead.
    pub value: Option<f64>,
    /// "computed" for formulas; the reason when missing ("needs models").
    pub note: String,
    /// What each model said; empty where none was asked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub votes: Vec<Vote>,
    /// What the value is made of: "language", "task", "structure" of complexity; pass rates "strong", "weak" of difficulty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<(String, f64)>,
    /// Of a difficulty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<DifficultyClass>,
}

impl Score {
    pub fn new(kind: ScoreKind, value: f64, note: impl Into<String>) -> Score {
        Score { value: Some(value), ..Score::missing(kind, note) }
    }

    /// The note is the reason.
    pub fn missing(kind: ScoreKind, note: impl Into<String>) -> Score {
        Score { kind, value: None, note: note.into(), votes: vec![], parts: vec![], class: None }
    }

    pub fn part(&self, name: &str) -> Option<f64> {
        self.parts.iter().find(|(part, _)| part == name).map(|(_, value)| *value)
    }
}

/// One model's answer to one question of a score.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Vote {
    pub role: ModelRole,
    pub model: ModelRef,
    /// Whether the judge agrees, or the answer was right; `None` when it gave no verdict.
    pub verdict: Option<bool>,
    /// 0 to 1, as the model says itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f64>,
    /// A judge's reason or objection; the answer that was given; why there is no verdict.
    pub said: String,
    /// Key of the stored call with the raw reply; `None` where no reply came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call: Option<String>,
    /// The reply as it came where it was not to be read and so is no stored reply, cut at 4,000 characters.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub raw: String,
}

/// Who can answer a question from its evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DifficultyClass {
    /// Weak and strong models are right.
    Easy,
    /// Only the strong ones.
    Medium,
    /// Neither.
    Hard,
    /// Only the weak ones: the answer, or the question, is doubtful.
    Suspicious,
    /// Every model says that the evidence does not tell.
    Unanswered,
}

impl DifficultyClass {
    pub const ALL: [DifficultyClass; 5] = [
        DifficultyClass::Easy,
        DifficultyClass::Medium,
        DifficultyClass::Hard,
        DifficultyClass::Suspicious,
        DifficultyClass::Unanswered,
    ];

    /// The word of gates and command line.
    pub fn word(self) -> &'static str {
        match self {
            DifficultyClass::Easy => "easy",
            DifficultyClass::Medium => "medium",
            DifficultyClass::Hard => "hard",
            DifficultyClass::Suspicious => "suspicious",
            DifficultyClass::Unanswered => "unanswered",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScoreKind {
    Support,
    Difficulty,
    Complexity,
    Hops,
    Tokens,
    /// Share of the hops whose evidence the question needs; only when asked for.
    HopNecessity,
    /// Share of the attempts without any evidence that gave the right answer; only when asked for.
    ClosedBook,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    #[default]
    ToReview,
    Approved,
    Rejected,
    Skipped,
}

/// Keys 1 to 6 after R.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RejectReason {
    WrongAnswer,
    NotSupported,
    Ambiguous,
    Trivial,
    Unnatural,
    Other,
}

impl RejectReason {
    pub const ALL: [RejectReason; 6] = [
        RejectReason::WrongAnswer,
        RejectReason::NotSupported,
        RejectReason::Ambiguous,
        RejectReason::Trivial,
        RejectReason::Unnatural,
        RejectReason::Other,
    ];
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flag {
    Edited,
    Stale,
    FailedCheck,
    Filtered,
}

/// What made the sample; enough to make it again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Gen {
    /// "built-in engine" or the model's name.
    pub engine: String,
    /// Version of the composer's rules.
    pub version: u32,
    /// `None` for a match that no draw of a project gave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draw: Option<DrawRecord>,
    pub operator: String,
    /// Which sentence construction.
    pub wording: String,
    pub seed: u64,
    /// The part of the graph that its match was drawn from; `None` for the whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subgraph: Option<SubgraphSampling>,
    /// How a model wrote it; `None` for what the built-in engine composed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub written: Option<Written>,
}

/// What it took to have a model write a sample.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    /// "Lab vLLM/qwen3-32b"; empty where the endpoint did not say which of several answered.
    pub model: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub endpoint_kind: Option<EndpointKind>,
    /// Every prompt that was used, once.
    pub prompts: Vec<PromptUse>,
    /// Keys of the calls, in order.
    pub calls: Vec<String>,
    /// The language asked for where it is neither English nor Chinese.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// What the first reply failed in, where it had to be repaired.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub repaired: Vec<String>,
    /// What verifying the reply found that the sample alone does not show; cleared by an edit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<(CheckKind, String)>,
    /// Optional steps that were tried and left out, each with its reason.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<String>,
}

/// A prompt by family and language, and the hash of its text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromptUse {
    pub family: String,
    pub language: Language,
    pub hash: String,
}

/// How the match was drawn. With the graph, the template, [`Gen::seed`] and the sets whose hashes stand here, the same
/// matches come again in the same order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrawRecord {
    pub strategy: Strategy,
    /// Matches that were to be drawn at most.
    pub matches: u64,
    /// Hash of the fingerprints that were left out: those of the project's earlier samples.
    pub excluded: String,
    /// Hash of how often each node served by then; `None` where the strategy does not look at it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weights: Option<String>,
}
