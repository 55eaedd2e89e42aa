//! What a question of a type is to come to on one path: the node it leads to, the options, a claim that holds or not, a
//! figure, a set. Worked out from the graph before a model is asked, so that the answer is known.

use super::distractors::distractors;
use pathloom_compose::answer::names;
use pathloom_compose::draw::Draw;
use pathloom_compose::facts::{Fact, literals};
use pathloom_compose::options::others;
use pathloom_compose::rematch::Pattern;
use pathloom_compose::words::{Voice, number};
use pathloom_compose::{FormulaValue, formula_values};
use pathloom_model::sample::Operand;
use pathloom_model::{
    Answer, AnswerForm, DifficultyWish, Key, Kind, Knowledge, Language, Match, Quantity, QuestionType, Unit,
};
use std::collections::BTreeSet;

/// Members of a set that a list may ask for.
const MEMBERS: std::ops::RangeInclusive<usize> = 2..=8;

#[derive(Clone, Debug, PartialEq)]
pub enum Goal {
    Node,
    /// Texts in the order shown, and the place of the right one.
    Options {
        texts: Vec<String>,
        right: usize,
    },
    /// The claim names both ends, and sometimes a node between them; where it is false, one of these takes the place of
    /// `instead_of`.
    Claim {
        truth: bool,
        start: Option<Key>,
        via: Option<Key>,
        end: Key,
        instead_of: Option<Key>,
    },
    /// What a formula of the evidence gives for the answer.
    Formula(Box<FormulaValue>),
    /// One figure of the answer, as an assertion states it.
    Figure {
        assertion: Key,
        quantity: Quantity,
    },
    /// Any figure that the model computes from at least two of the evidence.
    Computed,
    Members {
        keys: Vec<Key>,
        names: Vec<String>,
    },
}

/// The first of `types`, from a place that the path decides, that is possible on it.
pub fn choose(
    knowledge: &Knowledge,
    matched: &Match,
    types: &[QuestionType],
    difficulty: DifficultyWish,
    language: Language,
    seed: u64,
) -> Result<(QuestionType, Goal), String> {
    let types = if types.is_empty() { &[QuestionType::Open] } else { types };
    let mut draw = Draw::new(seed, &matched.fingerprint);
    let first = draw.below(types.len());
    let mut reason = String::new();
    for place in 0..types.len() {
        let kind = types[(first + place) % types.len()];
        match goal(knowledge, matched, kind, difficulty, language, &mut draw.clone()) {
            Ok(goal) => return Ok((kind, goal)),
            Err(why) => reason = why,
        }
    }
    Err(reason)
}

pub fn goal(
    knowledge: &Knowledge,
    matched: &Match,
    kind: QuestionType,
    difficulty: DifficultyWish,
    language: Language,
    draw: &mut Draw,
) -> Result<Goal, String> {
    let answer = matched.chain.last().ok_or("the path has no answer")?;
    let voice = Voice::new(knowledge, language, draw.clone());
    match kind {
        QuestionType::Open => Ok(Goal::Node),
        QuestionType::MultipleChoice => {
            let wrong = distractors(knowledge, matched, draw);
            if wrong.len() + 1 < pathloom_compose::OPTIONS {
                let name = knowledge.name(answer);
                return Err(format!("fewer than three nodes of the kind of {name} are surely wrong"));
            }
            let mut texts: Vec<String> = wrong.iter().map(|key| voice.name(key)).collect();
            let right = draw.below(texts.len() + 1);
            texts.insert(right, voice.name(answer));
            Ok(Goal::Options { texts, right })
        }
        QuestionType::TrueFalse => claim(knowledge, matched, draw),
        QuestionType::Numeric => figure(knowledge, matched, answer, difficulty, language, draw),
        QuestionType::List => members(knowledge, matched, &voice),
    }
}

fn claim(knowledge: &Knowledge, matched: &Match, draw: &mut Draw) -> Result<Goal, String> {
    let end = matched.chain.last().ok_or("the path has no answer")?.clone();
    if matched.chain.len() < 2 {
        return Err("a claim needs a path of two nodes at least".into());
    }
    let start = matched.chain.first().cloned();
    let between: Vec<&Key> = matched.chain[1..matched.chain.len() - 1].iter().filter(is_entity).collect();
    let middle = (!between.is_empty()).then(|| between[draw.below(between.len())].clone());
    // True claims name a node between as well, so that it does not tell.
    let named = middle.clone().filter(|_| draw.below(3) == 0);
    if draw.below(2) == 0 {
        return Ok(Goal::Claim { truth: true, start, via: named, end, instead_of: None });
    }
    match (draw.below(3), middle) {
        (0, Some(middle)) => {
            if let Some(wrong) = another_middle(knowledge, matched, &middle, draw) {
                return Ok(Goal::Claim { truth: false, start, via: Some(wrong), end, instead_of: Some(middle) });
            }
        }
        (0 | 1, _) => {
            if let Some(wrong) = another_start(knowledge, matched, &end, draw) {
                return Ok(Goal::Claim { truth: false, start: Some(wrong), via: None, end, instead_of: start });
            }
        }
        _ => {}
    }
    // The swapped node is one to which the path does not lead.
    let wrong = distractors(knowledge, matched, draw).into_iter().next();
    let wrong = wrong.ok_or("no node of the same kind makes the claim surely false")?;
    Ok(Goal::Claim { truth: false, start, via: None, end: wrong, instead_of: Some(end) })
}

fn is_entity(key: &&Key) -> bool {
    key.kind() == Kind::Entity
}

/// A node like one of the middle, by way of which the path does not lead from its start to its end.
fn another_middle(knowledge: &Knowledge, matched: &Match, middle: &Key, draw: &mut Draw) -> Option<Key> {
    let (pattern, bound) = (Pattern::of_match(matched), matched.all_nodes());
    let (start, end) = (matched.chain.first()?, matched.chain.last()?);
    let leads_there = |through: &Key| bound.contains(through) || pattern.leads(knowledge, start, Some(through), end);
    others(knowledge, matched, middle, draw, leads_there, 1).pop()
}

/// A node like the start from which the path leads elsewhere.
fn another_start(knowledge: &Knowledge, matched: &Match, end: &Key, draw: &mut Draw) -> Option<Key> {
    let (pattern, bound) = (Pattern::of_match(matched), matched.all_nodes());
    let start = matched.chain.first().filter(|start| pattern.has_chain() && start.kind() == Kind::Entity)?;
    let leads_there = |from: &Key| {
        pattern.chain_ends(knowledge, &BTreeSet::from([from.clone()])).contains(end) || bound.contains(from)
    };
    others(knowledge, matched, start, draw, leads_there, 1).pop()
}

fn figure(
    knowledge: &Knowledge,
    matched: &Match,
    answer: &Key,
    difficulty: DifficultyWish,
    language: Language,
    draw: &mut Draw,
) -> Result<Goal, String> {
    let bound = matched.all_nodes();
    let evidence = bound.iter().filter(|key| !matches!(key.kind(), Kind::Entity));
    let stated = evidence.flat_map(|key| knowledge.read_in(key).chain(knowledge.statement(key)));
    let mut figures: Vec<(Key, Quantity)> = Vec::new();
    for fact in stated.filter_map(Fact::of).filter(|fact| fact.subject == answer) {
        // What documents disagree about has no one figure.
        let agreed = literals(knowledge, answer, &fact.measure()).len() == 1;
        if let (true, Some(quantity)) = (agreed, fact.quantity()) {
            figures.push((fact.key.clone(), quantity.clone()));
        }
    }
    figures.dedup();
    let formulas = bound.iter().filter(|key| key.kind() == Kind::Formula);
    let mut values: Vec<FormulaValue> =
        formulas.flat_map(|formula| formula_values(knowledge, answer, formula, language)).collect();
    if !values.is_empty() {
        return Ok(Goal::Formula(Box::new(values.swap_remove(draw.below(values.len())))));
    }
    if figures.len() >= 2 && difficulty == DifficultyWish::Hard {
        return Ok(Goal::Computed);
    }
    let place = draw.below(figures.len());
    let name = || format!("the evidence states no figure of {}", knowledge.name(answer));
    let (assertion, quantity) = (!figures.is_empty()).then(|| figures.swap_remove(place)).ok_or_else(name)?;
    Ok(Goal::Figure { assertion, quantity })
}

fn members(knowledge: &Knowledge, matched: &Match, voice: &Voice<'_>) -> Result<Goal, String> {
    let pattern = Pattern::of_match(matched);
    let start = matched.chain.first().filter(|_| pattern.has_chain()).ok_or("a list needs a path with a start")?;
    let ends = pattern.ends(knowledge, &BTreeSet::from([start.clone()]));
    if !MEMBERS.contains(&ends.len()) {
        return Err(format!("the path leads to {} nodes; a list takes two to eight", ends.len()));
    }
    let keys: Vec<Key> = ends.into_iter().collect();
    let names = keys.iter().map(|key| voice.name(key)).collect();
    Ok(Goal::Members { keys, names })
}

impl Goal {
    /// Other nodes whose evidence the question needs.
    pub fn others<'a>(&'a self, matched: &Match) -> Vec<&'a Key> {
        match self {
            Goal::Members { keys, .. } => keys.iter().filter(|key| !matched.chain.contains(key)).collect(),
            _ => vec![],
        }
    }

    /// The answer as the sample has it when all is right; `None` where the model decides it.
    pub fn answer(&self, knowledge: &Knowledge, matched: &Match, slot: &str, language: Language) -> Option<Answer> {
        let draw = Draw::new(0, "");
        let name = |key: &Key| Voice::new(knowledge, language, draw.clone()).name(key);
        let mut answer = Answer {
            form: AnswerForm::Node,
            slot: slot.to_owned(),
            text: String::new(),
            value: None,
            unit: None,
            precision: None,
            expression: None,
            operands: vec![],
        };
        match self {
            Goal::Node => answer.text = name(matched.chain.last()?),
            Goal::Options { texts, right } => {
                answer.text = format!("{}. {}", pathloom_model::Sample::letter(*right), texts.get(*right)?);
            }
            Goal::Claim { truth, .. } => {
                answer.form = AnswerForm::Literal;
                answer.text = truth_word(*truth, language).to_owned();
            }
            Goal::Figure { assertion, quantity } => {
                answer.form = AnswerForm::Literal;
                answer.text = number::quantity(quantity, language);
                answer.value = Some(quantity.value);
                answer.precision = Some(quantity.precision);
                let unit = number::unit(&quantity.unit.0, quantity.scale, Language::En);
                let unit = if unit == "percent" { "%".to_owned() } else { unit };
                answer.unit = (!unit.is_empty()).then_some(Unit(unit));
                let value = quantity.value;
                answer.operands = vec![Operand { symbol: "a".into(), value, assertion: assertion.clone() }];
            }
            Goal::Formula(formula) => return Some(Answer { slot: slot.to_owned(), ..formula.answer.clone() }),
            Goal::Members { names, .. } => {
                answer.form = AnswerForm::Computed;
                answer.text = names.join(if language == Language::En { "; " } else { "；" });
            }
            Goal::Computed => return None,
        }
        Some(answer)
    }

    /// Nodes that a question has to say, each with its names.
    pub fn said(&self, knowledge: &Knowledge) -> Vec<(Key, Vec<String>)> {
        match self {
            Goal::Claim { start, via, end, .. } => {
                let all = start.iter().chain(via).chain([end]);
                all.map(|key| (key.clone(), names(knowledge, key))).collect()
            }
            _ => vec![],
        }
    }

    /// Names that it must not say.
    pub fn unsaid(&self, knowledge: &Knowledge) -> Vec<String> {
        match self {
            Goal::Claim { instead_of: Some(right), .. } => names(knowledge, right),
            _ => vec![],
        }
    }
}

pub fn truth_word(truth: bool, language: Language) -> &'static str {
    match (truth, language) {
        (true, Language::En) => "True",
        (false, Language::En) => "False",
        (true, Language::Zh) => "正确",
        (false, Language::Zh) => "错误",
    }
}
