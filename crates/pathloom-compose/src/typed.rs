//! A composed question put in the form of a type: with four options, as a claim to be judged, as a figure. What is right
//! is worked out before; here it gets company, and the reasoning its last words.

use crate::answer::occurs;
use crate::candidates::Candidate;
use crate::composer::{Failure, Traced};
use crate::draw::Draw;
use crate::options::{Wrong, wrong};
use crate::scene::Scene;
use crate::trace::Trace;
use crate::words::{Voice, capital, number};
use crate::written::OPTIONS;
use pathloom_model::meaning::{Asked, Claimed};
use pathloom_model::{Answer, AnswerForm, Language, QuestionType, Sample, Step};

/// What a type adds to a question; nothing for an open one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Typed {
    pub kind: QuestionType,
    /// Of a choice: wrong answers, more than are needed.
    wrong: Vec<Wrong>,
    /// Of a claim: what it says, as data and in words.
    pub claim: Option<(Claimed, String)>,
    truth: bool,
}

/// Wrong answers gathered for a choice: some may stand in the question.
const GATHERED: usize = 8;

pub(crate) fn typed(
    scene: &Scene<'_>,
    language: Language,
    kind: QuestionType,
    candidate: &Candidate,
    traced: &Traced,
    draw: &mut Draw,
) -> Result<Typed, Failure> {
    let plain = Typed { kind, ..Typed::default() };
    let voice = Voice::new(scene.knowledge, language, draw.clone());
    let answer = &traced.answer;
    let mut others = |most: usize| wrong(scene, &voice, candidate, answer, &answer.operands, draw, most);
    match kind {
        QuestionType::Open => Ok(plain),
        QuestionType::Numeric if answer.value.is_some() => Ok(plain),
        QuestionType::Numeric => Err(Failure::Type("this path leads to no figure".into())),
        QuestionType::List if matches!(candidate.asked, Asked::List(_)) => Ok(plain),
        QuestionType::List => Err(Failure::Type("this asks for one thing, not for a list".into())),
        QuestionType::MultipleChoice => {
            let wrong = others(GATHERED);
            match wrong.len() + 1 < OPTIONS {
                true => Err(Failure::Type(format!("fewer than three others than {} are surely wrong", answer.text))),
                false => Ok(Typed { wrong, ..plain }),
            }
        }
        QuestionType::TrueFalse => {
            let instead = others(1).pop();
            let truth = draw.below(2) == 0;
            let claim = match (truth, instead) {
                (true, _) => (right(scene, candidate, answer)?, shown(language, candidate, &answer.text)),
                (false, Some(wrong)) => {
                    let claim = (wrong.claimed.clone(), shown(language, candidate, &wrong.text));
                    return Ok(Typed { wrong: vec![wrong], claim: Some(claim), truth, ..plain });
                }
                (false, None) => return Err(Failure::Type("nothing of its kind makes a claim surely false".into())),
            };
            Ok(Typed { claim: Some(claim), truth, ..plain })
        }
    }
}

/// What is right, as a claim says it.
fn right(scene: &Scene<'_>, candidate: &Candidate, answer: &Answer) -> Result<Claimed, Failure> {
    use crate::denote::{Denoted, denote};
    let denoted = denote(scene.knowledge, &candidate.asked).map_err(|error| Failure::Ambiguous(error.to_string()))?;
    Ok(match (denoted, answer.value) {
        (Denoted::Entity(key), _) => Claimed::Entity(key),
        (Denoted::Period(period), _) => Claimed::Text(period),
        (_, Some(value)) => Claimed::Number { value, precision: answer.precision.map_or(0, u32::from) },
        _ => Claimed::Text(answer.text.clone()),
    })
}

/// A rounded figure says so: a claim is not to be false for a digit.
fn shown(language: Language, candidate: &Candidate, text: &str) -> String {
    let Some(form) = candidate.result.as_ref().filter(|form| form.rounded) else { return text.to_owned() };
    let rounding = number::rounding(form.precision, language);
    match language {
        _ if rounding.is_empty() => text.to_owned(),
        Language::En => format!("{text} ({rounding})"),
        Language::Zh => format!("{text}（{rounding}）"),
    }
}

impl Typed {
    /// Whether a question may be put in these words: none of the options stands in it, and enough are left.
    pub fn fits(&self, question: &str) -> bool {
        self.kind != QuestionType::MultipleChoice || self.chosen(question).count() + 1 >= OPTIONS
    }

    fn chosen(&self, question: &str) -> impl Iterator<Item = &Wrong> {
        let question = question.to_lowercase();
        self.wrong.iter().filter(move |wrong| !occurs(&question, &wrong.text.to_lowercase())).take(OPTIONS - 1)
    }

    /// Options in the order shown; answer and steps are changed to what the type wants.
    pub fn close(
        &self,
        scene: &Scene<'_>,
        language: Language,
        question: &str,
        traced: &mut Traced,
        draw: &mut Draw,
    ) -> Vec<String> {
        match self.kind {
            QuestionType::MultipleChoice => self.choose(scene, language, question, traced, draw),
            QuestionType::TrueFalse => {
                self.judge(language, traced, draw);
                vec![]
            }
            QuestionType::Open | QuestionType::Numeric | QuestionType::List => vec![],
        }
    }

    fn choose(
        &self,
        scene: &Scene<'_>,
        language: Language,
        question: &str,
        traced: &mut Traced,
        draw: &mut Draw,
    ) -> Vec<String> {
        let right = traced.answer.text.clone();
        let chosen: Vec<&Wrong> = self.chosen(question).collect();
        let mut options: Vec<String> = chosen.iter().map(|wrong| wrong.text.clone()).collect();
        draw.shuffle(&mut options);
        let place = draw.below(options.len() + 1);
        options.insert(place, right.clone());
        let letter = Sample::letter(place);
        traced.answer.text = format!("{letter}. {right}");
        why_wrong(scene, language, &chosen, traced);
        let words = match (language, draw.below(3)) {
            (Language::En, 0) => format!("So option {letter}, {right}, is right."),
            (Language::En, 1) => format!("Of the four options this is {letter}, {right}."),
            (Language::En, _) => format!("That is option {letter}: {right}."),
            (Language::Zh, 0) => format!("因此正确的选项是{letter}，即{right}。"),
            (Language::Zh, 1) => format!("四个选项中，符合的是{letter}（{right}）。"),
            (Language::Zh, _) => format!("所以应选{letter}：{right}。"),
        };
        conclude(traced, words);
        options
    }

    fn judge(&self, language: Language, traced: &mut Traced, draw: &mut Draw) {
        let word = match (language, self.truth) {
            (Language::En, true) => "True",
            (Language::En, false) => "False",
            (Language::Zh, true) => "正确",
            (Language::Zh, false) => "错误",
        };
        let said = self.wrong.first().map(|wrong| wrong.text.as_str()).unwrap_or_default();
        let words = match (language, self.truth, draw.below(2)) {
            (Language::En, true, 0) => "This is what is claimed, so the answer is True.".to_owned(),
            (Language::En, true, _) => "The claim agrees with this: True.".to_owned(),
            (Language::En, false, 0) => format!("The claim says {said} instead, so the answer is False."),
            (Language::En, false, _) => format!("It is not {said}, as is claimed: False."),
            (Language::Zh, true, 0) => "论断与此一致，因此答案为正确。".to_owned(),
            (Language::Zh, true, _) => "这正是论断所说的，答案：正确。".to_owned(),
            (Language::Zh, false, 0) => format!("论断却说是{said}，因此答案为错误。"),
            (Language::Zh, false, _) => format!("论断所说的{said}与此不符，答案：错误。"),
        };
        // What it comes to is not yet the answer.
        for step in &mut traced.steps {
            step.text = without_answer(&step.text);
        }
        conclude(traced, words);
        traced.answer = Answer {
            form: AnswerForm::Literal,
            text: word.to_owned(),
            value: None,
            unit: None,
            precision: None,
            expression: None,
            ..traced.answer.clone()
        };
    }
}

/// "…, so the answer is EUR 7 million" only says what it comes to, where the equation before it does not.
fn without_answer(text: &str) -> String {
    for (answers, says, stop) in [(", so the answer is ", ", which is ", "."), ("，即答案为", "，即", "。")] {
        let Some((equation, answer)) = text.split_once(answers) else { continue };
        let is_said = equation.ends_with(&format!(" {}", answer.trim_end_matches(stop)));
        return if is_said { format!("{equation}{stop}") } else { format!("{equation}{says}{answer}") };
    }
    text.to_owned()
}

/// Rests on the step before.
fn conclude(traced: &mut Traced, text: String) {
    let uses = vec![traced.steps.len() as u32];
    traced.steps.push(Step { text, hops: vec![], evidence: vec![], uses });
}

/// One sentence on what wrong options are instead, as far as the evidence says it.
fn why_wrong(scene: &Scene<'_>, language: Language, chosen: &[&Wrong], traced: &mut Traced) {
    let mut voice = Voice::new(scene.knowledge, language, Draw::new(0, ""));
    let mut trace = Trace::new(scene, &mut voice);
    trace.evidence.clone_from(&traced.evidence);
    let (mut parts, mut places) = (Vec::new(), Vec::new());
    for wrong in chosen {
        let Some(instead) = &wrong.instead else { continue };
        let Some(cited) = trace.also_cited(&instead.assertion) else { continue };
        places.extend(cited);
        parts.push(match language {
            Language::En => format!("{} is {}", wrong.text, instead.words),
            Language::Zh => format!("{}是{}", wrong.text, instead.words),
        });
    }
    if parts.is_empty() {
        return;
    }
    traced.evidence = trace.evidence;
    places.sort_unstable();
    places.dedup();
    let text = match language {
        Language::En => format!("{}.", capital(&parts.join("; "))),
        Language::Zh => format!("{}。", parts.join("；")),
    };
    let uses = vec![traced.steps.len() as u32];
    traced.steps.push(Step { text, hops: vec![], evidence: places, uses });
}
