//! A formula on the path whose symbols are bound to figures of the answer: what it defines, and its value.

use crate::answer::computed;
use crate::candidates::{Candidate, ResultForm};
use crate::denote::{Denoted, denote, literal};
use crate::facts::Fact;
use crate::latex::{Tree, equation, symbol_form};
use crate::scene::{Scene, Source};
use pathloom_model::meaning::{Asked, Measure, Term, Who};
use pathloom_model::node::Symbol;
use pathloom_model::sample::Operand;
use pathloom_model::{Answer, AnswerForm, Key, Kind, Knowledge, Language, NodeData, Quantity, Unit};
use std::collections::{BTreeMap, BTreeSet};

/// What a formula says in words.
#[derive(Clone, Debug)]
pub struct Law {
    pub formula: Key,
    /// What the left side stands for, without article: "order intake".
    pub result: String,
    /// The formula with words for symbols: the trace fills the letters by what they measure.
    pub expression: String,
}

/// What a formula comes to for one entity.
#[derive(Clone, Debug, PartialEq)]
pub struct FormulaValue {
    /// What the left side stands for: "order intake".
    pub result: String,
    /// With figures for symbols: "184 + 52 - 63".
    pub written: String,
    /// Computed, over the assertions that bind the symbols; its slot is empty.
    pub answer: Answer,
    /// The same value for comparing.
    pub quantity: Quantity,
}

/// What a formula gives for an entity, one for each way its symbols are bound; none where one is not.
pub fn formula_values(k: &Knowledge, of: &Key, formula: &Key, language: Language) -> Vec<FormulaValue> {
    of_formula(k, of, formula).iter().filter_map(|candidate| value(k, candidate, language)).collect()
}

fn value(k: &Knowledge, candidate: &Candidate, language: Language) -> Option<FormulaValue> {
    let (Some(law), Some(form)) = (&candidate.law, &candidate.result) else { return None };
    let Asked::Computed { terms, .. } = &candidate.asked else { return None };
    let Denoted::Number(number) = denote(k, &candidate.asked).ok()? else { return None };
    let mut answer = Answer {
        form: AnswerForm::Computed,
        slot: String::new(),
        text: String::new(),
        value: None,
        unit: None,
        precision: None,
        expression: None,
        operands: vec![],
    };
    computed(language, candidate, number, &mut answer);
    for term in terms {
        let subject = crate::denote::one(k, &term.who).ok()?;
        let fact = literal(k, &subject, &term.measure).ok()?;
        let value = fact.assertion.object.value()?;
        answer.operands.push(Operand { symbol: term.symbol.clone(), value, assertion: fact.key.clone() });
    }
    let figure = |c: char| {
        let operand = answer.operands.iter().find(|operand| operand.symbol == c.to_string());
        operand.map_or_else(|| c.to_string(), |operand| operand.value.to_string())
    };
    let written = law.expression.chars().map(figure).collect();
    let quantity = Quantity {
        value: answer.value?,
        unit: Unit(form.unit.clone()),
        scale: form.scale,
        precision: u8::try_from(form.precision).ok()?,
    };
    Some(FormulaValue { result: law.result.clone(), written, answer, quantity })
}

/// Questions that need the formulas among the evidence.
pub fn laws(scene: &Scene<'_>) -> Vec<Candidate> {
    let formulas: Vec<&Source<'_>> = scene.sources.iter().filter(|source| source.kind == Kind::Formula).collect();
    formulas.iter().flat_map(|source| of_formula(scene.knowledge, &scene.answer, &source.key)).collect()
}

/// What a formula gives for one entity, named.
pub fn of_formula(k: &Knowledge, of: &Key, key: &Key) -> Vec<Candidate> {
    let Some(NodeData::Formula { latex, symbols, .. }) = k.node(key).map(|node| &node.data) else { return vec![] };
    let Some((left, tree)) = latex.as_deref().and_then(equation) else { return vec![] };
    let meaning = |name: &str| symbols.iter().find(|symbol| symbol_form(&symbol.symbol) == name);
    // COP says itself what it is.
    let acronym = left.chars().count() > 1 && left.chars().all(char::is_uppercase);
    let meant = meaning(&left).and_then(|symbol| noun(&symbol.meaning));
    let Some(result) = meant.or_else(|| acronym.then(|| left.clone())) else { return vec![] };
    let names = tree.symbols();
    if names.is_empty() || names.len() > 6 {
        return vec![];
    }
    let mut choices: Vec<Vec<Fact<'_>>> = Vec::new();
    for name in &names {
        let Some(symbol) = meaning(name) else { return vec![] };
        choices.push(bound(k, of, symbol));
    }
    let unit = meaning(&left).and_then(|symbol| unit_of(&symbol.meaning));
    assignments(&choices)
        .into_iter()
        .filter_map(|facts| candidate(of, key, &result, unit.as_deref(), &tree, &names, &facts))
        .collect()
}

/// Figures of the answer that a symbol may stand for.
fn bound<'a>(knowledge: &'a Knowledge, answer: &Key, symbol: &Symbol) -> Vec<Fact<'a>> {
    let heads: Vec<String> =
        symbol.predicate.clone().into_iter().chain(noun(&symbol.meaning)).map(|head| head.to_lowercase()).collect();
    let words = symbol.meaning.to_lowercase();
    let facts = knowledge.about(answer).filter_map(Fact::of);
    let mut found: Vec<Fact<'a>> = facts
        .filter(|fact| fact.quantity().is_some())
        .filter(|fact| {
            let name = fact.assertion.predicate.to_lowercase();
            let period = fact.period().unwrap_or_default().to_lowercase();
            heads
                .iter()
                .any(|head| *head == name || *head == format!("{name} {period}") || *head == format!("{period} {name}"))
        })
        .collect();
    let said = |fact: &Fact<'_>| fact.period().is_some_and(|period| words.contains(&period.to_lowercase()));
    if found.iter().any(said) {
        found.retain(said);
    }
    found
}

/// One figure for each symbol; where a symbol names no period, all take the same one.
fn assignments<'a>(choices: &[Vec<Fact<'a>>]) -> Vec<Vec<Fact<'a>>> {
    if choices.iter().any(Vec::is_empty) {
        return vec![];
    }
    if choices.iter().all(|facts| facts.len() == 1) {
        return vec![choices.iter().map(|facts| facts[0].clone()).collect()];
    }
    let periods: BTreeSet<Option<&str>> = choices.iter().flatten().map(Fact::period).collect();
    let in_period = |period: Option<&str>| -> Option<Vec<Fact<'a>>> {
        choices
            .iter()
            .map(|facts| {
                let mut fitting = facts.iter().filter(|fact| facts.len() == 1 || fact.period() == period);
                match (fitting.next(), fitting.next()) {
                    (Some(fact), None) => Some(fact.clone()),
                    _ => None,
                }
            })
            .collect()
    };
    periods.into_iter().filter_map(in_period).collect()
}

fn candidate(
    of: &Key,
    key: &Key,
    result: &str,
    unit: Option<&str>,
    tree: &Tree,
    names: &[&str],
    facts: &[Fact<'_>],
) -> Option<Candidate> {
    let letters = ["a", "b", "c", "d", "e", "f"];
    let quantities: BTreeMap<&str, &Quantity> =
        names.iter().zip(facts).filter_map(|(name, fact)| Some((*name, fact.quantity()?))).collect();
    let dimension = dimension(tree, &quantities)?;
    let letter = |name: &str| {
        names.iter().position(|other| *other == name).map_or_else(String::new, |at| letters[at].to_owned())
    };
    let expression = tree.expression(&letter);
    let who = Who::Named(of.clone());
    let terms: Vec<Term> = letters
        .into_iter()
        .zip(facts)
        .map(|(symbol, fact)| Term { symbol: symbol.into(), who: who.clone(), measure: fact.measure() })
        .collect();
    let linear = !expression.contains(['*', '/', '^']);
    let digits = quantities.values().map(|quantity| u32::from(quantity.precision)).max().unwrap_or(0);
    let percent = expression.ends_with("* 100");
    let (unit, scale) = match (unit, dimension) {
        (Some(unit), _) => (unit.to_owned(), 0),
        (None, (unit, 0)) if unit.is_empty() && percent => ("%".to_owned(), 0),
        (None, (unit, scale)) => (unit, scale),
    };
    let precision = if linear {
        digits
    } else if percent {
        1
    } else {
        2
    };
    let law = Law { formula: key.clone(), result: result.to_owned(), expression: expression.clone() };
    Some(Candidate {
        operator: "formula",
        asked: Asked::Computed { expression, terms, over: None },
        result: Some(ResultForm { unit, scale, precision, rounded: !linear }),
        law: Some(law),
    })
}

/// Unit and power of ten of a result; `None` when they do not fit together.
fn dimension(tree: &Tree, quantities: &BTreeMap<&str, &Quantity>) -> Option<(String, i8)> {
    let (units, scale) = units(tree, quantities)?;
    let (over, under): (Vec<_>, Vec<_>) = units.into_iter().filter(|(_, power)| *power != 0).partition(|(_, p)| *p > 0);
    match (over.as_slice(), under.as_slice()) {
        ([], []) => (scale == 0).then(|| (String::new(), 0)),
        ([(unit, 1)], []) => Some((unit.clone(), scale)),
        ([(a, 1)], [(b, -1)]) => (scale == 0).then(|| (format!("{a}/{b}"), 0)),
        _ => None,
    }
}

type Units = BTreeMap<String, i32>;

fn units(tree: &Tree, quantities: &BTreeMap<&str, &Quantity>) -> Option<(Units, i8)> {
    match tree {
        Tree::Number(_) => Some((Units::new(), 0)),
        Tree::Symbol(name) => {
            let quantity = quantities.get(name.as_str())?;
            let unit = quantity.unit.0.clone();
            let units = if unit.is_empty() { Units::new() } else { Units::from([(unit, 1)]) };
            Some((units, quantity.scale))
        }
        Tree::Sum(a, b) | Tree::Difference(a, b) => {
            let (a, b) = (units(a, quantities)?, units(b, quantities)?);
            (a == b).then_some(a)
        }
        Tree::Product(a, b) => combined(units(a, quantities)?, units(b, quantities)?, 1),
        Tree::Quotient(a, b) => combined(units(a, quantities)?, units(b, quantities)?, -1),
        Tree::Power(base, n) => {
            let (base, scale) = units(base, quantities)?;
            let power = i32::try_from(*n).ok()?;
            Some((base.into_iter().map(|(unit, p)| (unit, p * power)).collect(), scale.checked_mul(*n as i8)?))
        }
    }
}

fn combined(a: (Units, i8), b: (Units, i8), sign: i32) -> Option<(Units, i8)> {
    let mut units = a.0;
    for (unit, power) in b.0 {
        *units.entry(unit).or_default() += power * sign;
    }
    units.retain(|_, power| *power != 0);
    Some((units, a.1.checked_add(b.1.checked_mul(sign as i8)?)?))
}

/// "the heating capacity in kW" → "heating capacity"; `None` for more than a short noun phrase.
fn noun(meaning: &str) -> Option<String> {
    let cut = meaning.find(['(', '（', ',', '，', '.', '。', ';']).unwrap_or(meaning.len());
    let text = meaning[..cut].trim();
    let text = text.strip_prefix("the ").or_else(|| text.strip_prefix("The ")).unwrap_or(text);
    let text = text.find(" in ").map_or(text, |place| &text[..place]).trim();
    let words = text.split_whitespace().count();
    (!text.is_empty() && words <= 6 && text.chars().count() <= 40).then(|| text.to_owned())
}

/// "the backlog cover in months" → "months".
fn unit_of(meaning: &str) -> Option<String> {
    let place = meaning.rfind(" in ")?;
    let unit = meaning[place + 4..].trim().trim_end_matches(['.', ',', ')']);
    (!unit.is_empty() && unit.split_whitespace().count() == 1 && unit.chars().count() <= 10).then(|| match unit {
        "percent" => "%".to_owned(),
        unit => unit.to_owned(),
    })
}

/// The measures that a law needs, in the order of its letters.
pub fn measures(asked: &Asked) -> Vec<&Measure> {
    match asked {
        Asked::Computed { terms, .. } => terms.iter().map(|term| &term.measure).collect(),
        _ => vec![],
    }
}
