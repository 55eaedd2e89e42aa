//! The answer of a candidate: its text, value and unit; and whether a question gives it away.

use crate::candidates::{Candidate, ResultForm};
use crate::check::named_in;
use crate::composer::Failure;
use crate::denote::{Denoted, denote};
use crate::draw::Draw;
use crate::lists::members;
use crate::scene::Scene;
use crate::words::{Voice, number};
use crate::written::plain_name;
use pathloom_model::meaning::Asked;
use pathloom_model::{Answer, AnswerForm, AssertionObject, Decimal, Key, Knowledge, Language, NodeData, Unit};
use std::collections::BTreeSet;

pub(crate) fn answer(scene: &Scene<'_>, language: Language, candidate: &Candidate) -> Result<Answer, Failure> {
    let k = scene.knowledge;
    let denoted = denote(k, &candidate.asked).map_err(|error| Failure::Ambiguous(error.to_string()))?;
    let voice = Voice::new(k, language, Draw::new(0, ""));
    let mut answer = Answer {
        form: AnswerForm::Literal,
        slot: scene.answer_slot.clone(),
        text: String::new(),
        value: None,
        unit: None,
        precision: None,
        expression: None,
        operands: Vec::new(),
    };
    match denoted {
        Denoted::Entity(key) => {
            if scene.matched.chain.contains(&key) && key != scene.answer {
                return Err(Failure::Ambiguous("the question would lead back to where it starts".into()));
            }
            if key == scene.answer {
                answer.form = AnswerForm::Node;
            }
            answer.text = voice.name(&key);
            // "the plant in Arvika" as good as names Arvika Works.
            let told = named_in(&candidate.asked).into_iter().any(|named| {
                let name = voice.name(&named).to_lowercase();
                let text = answer.text.to_lowercase();
                text.contains(&name) || name.contains(&text)
            });
            if told {
                return Err(Failure::Ambiguous("the question would give its answer away".into()));
            }
        }
        Denoted::Literal(object) => literal(&voice, candidate, &object, &mut answer)?,
        Denoted::Period(period) => {
            answer.text = match language {
                Language::En => number::period_en(&period),
                Language::Zh => number::period_zh(&period),
            };
        }
        Denoted::Set(_) => {
            let Asked::List(who) = &candidate.asked else { return Ok(answer) };
            let one = || Failure::Ambiguous("a list takes two to eight members".into());
            let names: Vec<String> = members(k, who).ok_or_else(one)?.iter().map(|key| voice.name(key)).collect();
            let plain: BTreeSet<String> = names.iter().map(|name| plain_name(name)).collect();
            if plain.len() < names.len() || names.iter().any(|name| name.contains([';', '；'])) {
                return Err(Failure::Ambiguous("two members of the list have one name".into()));
            }
            answer.form = AnswerForm::Computed;
            answer.text = names.join(if language == Language::En { "; " } else { "；" });
        }
        Denoted::Number(value) => {
            answer.form = AnswerForm::Computed;
            if candidate.operator.starts_with("count") && value.is_zero() {
                return Err(Failure::Ambiguous("there is nothing to count".into()));
            }
            if candidate.result.as_ref().is_some_and(|form| is_tie(value, form.precision)) {
                return Err(Failure::Ambiguous(
                    "half-way between two roundings, the answer depends on the rule".into(),
                ));
            }
            computed(language, candidate, value, &mut answer);
        }
    }
    Ok(answer)
}

fn literal(
    voice: &Voice<'_>,
    candidate: &Candidate,
    object: &AssertionObject,
    answer: &mut Answer,
) -> Result<(), Failure> {
    let Asked::Value { measure, .. } = &candidate.asked else {
        return Ok(());
    };
    match object {
        AssertionObject::Quantity(quantity) => {
            let year = voice.metric(measure).map_err(Failure::Words)?.year_of.is_some();
            answer.text = if year { number::year(quantity.value) } else { number::quantity(quantity, voice.language) };
            answer.value = Some(quantity.value);
            answer.precision = Some(quantity.precision);
            answer.unit = unit(&number::unit(&quantity.unit.0, quantity.scale, Language::En));
        }
        AssertionObject::Text(text) => answer.text.clone_from(text),
        AssertionObject::Entity(_) => {}
    }
    Ok(())
}

/// Exactly between two numbers of that many decimals: people round it either way.
fn is_tie(value: Decimal, precision: u32) -> bool {
    let value = value.normalize();
    value.scale() == precision + 1 && value.mantissa() % 10 == if value.is_sign_negative() { -5 } else { 5 }
}

pub(crate) fn computed(language: Language, candidate: &Candidate, value: Decimal, answer: &mut Answer) {
    let Some(form) = &candidate.result else {
        answer.text = value.normalize().to_string();
        answer.value = Some(value);
        answer.precision = Some(0);
        return;
    };
    let value = crate::expression::round(value, form.precision);
    answer.value = Some(value);
    answer.precision = Some(form.precision as u8);
    answer.text = self::form(language, form, value);
    answer.unit = unit(&number::unit(&form.unit, form.scale, Language::En));
    if let Asked::Computed { expression, .. } = &candidate.asked {
        answer.expression = Some(expression.clone());
    }
}

/// A computed value as answers and options say it.
pub(crate) fn form(language: Language, form: &ResultForm, value: Decimal) -> String {
    match (form.unit.as_str(), language) {
        ("percentage points", Language::Zh) => format!("{}个百分点", number::number(value, form.precision)),
        (unit, language) => number::measured(value, form.precision, unit, form.scale, language),
    }
}

fn unit(words: &str) -> Option<Unit> {
    (!words.is_empty()).then(|| Unit(if words == "percent" { "%".into() } else { words.to_owned() }))
}

/// Whether the question names its answer; `names`: the other names of an entity.
pub fn leaks(names: &[String], answer: &Answer, question: &str) -> bool {
    let question = question.to_lowercase();
    if answer.value.is_some() {
        let text = answer.text.to_lowercase();
        return text.chars().count() > 3 && question.contains(&text);
    }
    // A year asked for among named years is no leak.
    let period = answer.form == AnswerForm::Literal && answer.text.chars().filter(char::is_ascii_digit).count() >= 2;
    let mut names = names.iter().filter(|name| name.chars().count() > 1).chain([&answer.text]);
    !period && names.any(|name| occurs(&question, &name.to_lowercase()))
}

/// Name and aliases of an entity.
pub fn names(knowledge: &Knowledge, key: &Key) -> Vec<String> {
    let Some(node) = knowledge.node(key) else { return Vec::new() };
    let aliases = match &node.data {
        NodeData::Entity { aliases, .. } => aliases.clone(),
        _ => Vec::new(),
    };
    aliases.into_iter().chain([node.name.clone()]).collect()
}

/// As words of their own, where the script has words.
pub fn occurs(text: &str, name: &str) -> bool {
    let mut from = 0;
    while let Some(found) = text[from..].find(name) {
        let (start, end) = (from + found, from + found + name.len());
        let edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() || !c.is_ascii());
        if edge(text[..start].chars().next_back()) && edge(text[end..].chars().next()) {
            return true;
        }
        from = start + text[start..].chars().next().map_or(1, char::len_utf8);
    }
    false
}
