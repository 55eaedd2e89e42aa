//! What a meaning denotes in a graph: the set of entities that a description fits, the value that is asked for.
//! Asked again from the start by the checks; knows nothing of words or of how a sample was composed.

use crate::expression::{evaluate, round};
use crate::facts::{Fact, comparable, literals, literals_of_all, period_key, period_order, same_unit};
use pathloom_model::language::is_han;
use pathloom_model::lexicon::built_in;
use pathloom_model::meaning::{Asked, Measure, Pick, Term, Test, Than, Who};
use pathloom_model::{AssertionObject, Decimal, Key, Knowledge, Node, NodeData, Quantity};
use std::collections::BTreeSet;

/// Why a description has no clear meaning in this graph.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unclear {
    #[error("{0} fits this description more than once or not at all ({1} answers)")]
    NotOne(String, usize),
    #[error("the documents disagree about {metric} of {name}")]
    Conflict { name: String, metric: String },
    #[error("{metric} of {name} is not in the graph")]
    Unknown { name: String, metric: String },
    #[error("two of them share the same place by {0}")]
    Tie(String),
    #[error("values of {0} have different units")]
    Units(String),
    #[error("the arithmetic has no result")]
    Arithmetic,
}

/// What an [`Asked`] comes to.
#[derive(Clone, Debug, PartialEq)]
pub enum Denoted {
    Entity(Key),
    Literal(AssertionObject),
    Number(Decimal),
    Period(String),
    /// Every one that fits.
    Set(BTreeSet<Key>),
}

pub fn denote(knowledge: &Knowledge, asked: &Asked) -> Result<Denoted, Unclear> {
    match asked {
        Asked::Entity(who) => Ok(Denoted::Entity(one(knowledge, who)?)),
        Asked::Value { who, measure } => {
            let subject = one(knowledge, who)?;
            Ok(Denoted::Literal(literal(knowledge, &subject, measure)?.assertion.object.clone()))
        }
        Asked::Count(who) => Ok(Denoted::Number(Decimal::from(entities(knowledge, who)?.len()))),
        Asked::List(who) => Ok(Denoted::Set(entities(knowledge, who)?)),
        Asked::Period { who, measure, periods, pick } => period(knowledge, who, measure, periods, *pick),
        Asked::Computed { expression, terms, over } => computed(knowledge, expression, terms, over.as_ref()),
    }
}

/// The only entity that fits.
pub fn one(knowledge: &Knowledge, who: &Who) -> Result<Key, Unclear> {
    let found = entities(knowledge, who)?;
    match (found.first(), found.len()) {
        (Some(key), 1) => Ok(key.clone()),
        (first, count) => {
            Err(Unclear::NotOne(first.map_or_else(String::new, |key| knowledge.name(key).to_owned()), count))
        }
    }
}

/// Every entity that a description fits.
pub fn entities(knowledge: &Knowledge, who: &Who) -> Result<BTreeSet<Key>, Unclear> {
    match who {
        Who::Named(key) => Ok(BTreeSet::from([key.clone()])),
        Who::Typed(wanted) => {
            let is = |node: &&Node| matches!(&node.data, NodeData::Entity { entity_type, .. } if entity_type == wanted);
            Ok(knowledge.nodes().filter(is).map(|node| node.key.clone()).collect())
        }
        Who::Related { relation, forward, of, entity_type } => {
            // "the plant of the company that …" presupposes one such company, at every depth.
            let ends = if matches!(**of, Who::Listed(_)) {
                entities(knowledge, of)?
            } else {
                BTreeSet::from([one(knowledge, of)?])
            };
            let related = ends.iter().flat_map(|end| related(knowledge, end, relation, *forward));
            Ok(related.filter(|key| could_be(knowledge.entity_type(key), entity_type)).cloned().collect())
        }
        Who::Both(parts) => {
            let mut sets = parts.iter().map(|part| entities(knowledge, part));
            let mut all = sets.next().unwrap_or_else(|| Ok(BTreeSet::new()))?;
            for set in sets {
                let set = set?;
                all.retain(|key| set.contains(key));
            }
            Ok(all)
        }
        Who::Listed(parts) => {
            let mut all = BTreeSet::new();
            for part in parts {
                all.insert(one(knowledge, part)?);
            }
            Ok(all)
        }
        Who::Place { among, measure, place, highest } => placed(knowledge, among, measure, *place, *highest),
        Who::Where { among, measure, test, than } => passing(knowledge, among, measure, *test, than),
        Who::Computed { among, result, expression, measures, highest } => {
            let mut values = Vec::new();
            for part in among {
                let key = one(knowledge, part)?;
                values.push((value_of(knowledge, &key, expression, measures)?, key));
            }
            let best = values.iter().map(|(value, _)| *value);
            let best = if *highest { best.max() } else { best.min() }.ok_or(Unclear::Arithmetic)?;
            let mut winners = values.into_iter().filter(|(value, _)| *value == best);
            match (winners.next(), winners.next()) {
                (Some((_, key)), None) => Ok(BTreeSet::from([key])),
                _ => Err(Unclear::Tie(result.clone())),
            }
        }
    }
}

/// What a formula over the literals of one entity comes to, rounded far beyond what anyone states.
pub fn value_of(
    knowledge: &Knowledge,
    subject: &Key,
    expression: &str,
    measures: &[Measure],
) -> Result<Decimal, Unclear> {
    let mut values = Vec::new();
    for (letter, measure) in ('a'..='z').zip(measures) {
        let fact = literal(knowledge, subject, measure)?;
        values.push((letter.to_string(), fact.assertion.object.value().ok_or(Unclear::Arithmetic)?));
    }
    let look_up = |name: &str| values.iter().find(|(letter, _)| letter == name).map(|(_, value)| *value);
    evaluate(expression, &look_up).map(|value| round(value, 12)).ok_or(Unclear::Arithmetic)
}

/// Relations that hold in both directions, however a document puts them.
const MUTUAL: [&str; 4] = ["competes_with", "partner_of", "borders", "spouse_of"];

/// Entities at the other end of a relation.
pub fn related<'a>(knowledge: &'a Knowledge, end: &Key, relation: &str, forward: bool) -> Vec<&'a Key> {
    let relation = built_in().canonical(relation);
    let same = |predicate: &str| predicate == relation || built_in().canonical(predicate) == relation;
    let mutual = MUTUAL.contains(&relation);
    let mut ends: Vec<&'a Key> = Vec::new();
    if forward || mutual {
        let objects = knowledge.about(end).filter_map(|stated| Some((stated.assertion.object.entity()?, stated)));
        ends.extend(objects.filter(|(_, stated)| same(&stated.assertion.predicate)).map(|(object, _)| object));
    }
    if !forward || mutual {
        let subjects = knowledge.naming(end).filter(|stated| same(&stated.assertion.predicate));
        ends.extend(subjects.map(|stated| &stated.assertion.subject));
    }
    if forward && SINGLE.contains(&relation) { one_script(knowledge, end, ends) } else { ends }
}

/// Relations with one object in the world: two objects in two scripts are one thing under two names.
const SINGLE: [&str; 8] =
    ["sited_in", "in_country", "headquartered_in", "led_by", "founded_by", "born_in", "subsidiary_of", "capital_of"];

/// Only the names in the script of the other end, where there are such.
fn one_script<'a>(knowledge: &Knowledge, end: &Key, ends: Vec<&'a Key>) -> Vec<&'a Key> {
    let chinese = |key: &Key| knowledge.name(key).chars().any(is_han);
    let own = chinese(end);
    let (same, other): (Vec<&'a Key>, Vec<&'a Key>) = ends.into_iter().partition(|key| chinese(key) == own);
    if same.is_empty() { other } else { same }
}

/// Whether an entity of one type could be called by the noun of another: a compressor is a product, a city a place.
fn could_be(entity_type: &str, noun: &str) -> bool {
    let is = |a: &str, b: &str| built_in().is_a(a, b) || (a, b) == ("Drug", "Product");
    entity_type == noun || entity_type == "Thing" || is(entity_type, noun) || is(noun, entity_type)
}

/// The members of a set that have this measure, with their one literal each.
pub fn members<'a>(knowledge: &'a Knowledge, among: &Who, measure: &Measure) -> Result<Vec<Fact<'a>>, Unclear> {
    let all = || literals_of_all(knowledge, measure).into_iter();
    let only = |own: Vec<Fact<'a>>| the_one(knowledge, own[0].subject, measure, own);
    match among {
        Who::Typed(entity_type) => {
            all().filter(|own| knowledge.entity_type(own[0].subject) == entity_type).map(only).collect()
        }
        Who::Listed(_) => entities(knowledge, among)?.iter().map(|key| literal(knowledge, key, measure)).collect(),
        other => {
            let set = entities(knowledge, other)?;
            all().filter(|own| set.contains(own[0].subject)).map(only).collect()
        }
    }
}

/// The one literal of an entity for a measure.
pub fn literal<'a>(knowledge: &'a Knowledge, subject: &Key, measure: &Measure) -> Result<Fact<'a>, Unclear> {
    the_one(knowledge, subject, measure, literals(knowledge, subject, measure))
}

fn the_one<'a>(
    knowledge: &Knowledge,
    subject: &Key,
    measure: &Measure,
    mut found: Vec<Fact<'a>>,
) -> Result<Fact<'a>, Unclear> {
    if found.len() == 1 {
        return Ok(found.remove(0));
    }
    let (name, metric) = (knowledge.name(subject).to_owned(), measure.predicate.clone());
    Err(if found.is_empty() { Unclear::Unknown { name, metric } } else { Unclear::Conflict { name, metric } })
}

fn bases(facts: &[Fact<'_>], metric: &str) -> Result<Vec<Decimal>, Unclear> {
    let quantities: Option<Vec<&Quantity>> = facts.iter().map(Fact::quantity).collect();
    quantities.and_then(|quantities| comparable(&quantities)).ok_or_else(|| Unclear::Units(metric.to_owned()))
}

fn placed(
    knowledge: &Knowledge,
    among: &Who,
    measure: &Measure,
    place: u32,
    highest: bool,
) -> Result<BTreeSet<Key>, Unclear> {
    let facts = members(knowledge, among, measure)?;
    if facts.is_empty() {
        return Ok(BTreeSet::new());
    }
    let values = bases(&facts, &measure.predicate)?;
    let mut order: Vec<usize> = (0..facts.len()).collect();
    order.sort_by(|&a, &b| if highest { values[b].cmp(&values[a]) } else { values[a].cmp(&values[b]) });
    let Some(&at) = order.get(place.saturating_sub(1) as usize) else {
        return Ok(BTreeSet::new());
    };
    if values.iter().filter(|value| **value == values[at]).count() > 1 {
        return Err(Unclear::Tie(measure.predicate.clone()));
    }
    Ok(BTreeSet::from([facts[at].subject.clone()]))
}

fn passing(
    knowledge: &Knowledge,
    among: &Who,
    measure: &Measure,
    test: Test,
    than: &Than,
) -> Result<BTreeSet<Key>, Unclear> {
    let facts = members(knowledge, among, measure)?;
    let bound = match than {
        Than::Text(text) => {
            let wanted = AssertionObject::Text(text.clone());
            let fitting = facts.iter().filter(|fact| fact.assertion.object == wanted);
            return Ok(fitting.map(|fact| fact.subject.clone()).collect());
        }
        Than::Value(quantity) => quantity.clone(),
        Than::Of(who) => {
            let subject = one(knowledge, who)?;
            let fact = literal(knowledge, &subject, measure)?;
            fact.quantity().cloned().ok_or_else(|| Unclear::Units(measure.predicate.clone()))?
        }
    };
    if facts.is_empty() {
        return Ok(BTreeSet::new());
    }
    let values = bases(&facts, &measure.predicate)?;
    let unit_fits = facts.iter().all(|fact| fact.quantity().is_some_and(|quantity| same_unit(quantity, &bound)));
    let bound = bound.base().filter(|_| unit_fits).ok_or_else(|| Unclear::Units(measure.predicate.clone()))?;
    let passes = |value: &Decimal| match test {
        Test::Above => *value > bound,
        Test::Below => *value < bound,
        Test::Equal => *value == bound,
    };
    let fitting = facts.iter().zip(&values).filter(|(_, value)| passes(value));
    Ok(fitting.map(|(fact, _)| fact.subject.clone()).collect())
}

fn period(
    knowledge: &Knowledge,
    who: &Who,
    measure: &Measure,
    periods: &[String],
    pick: Pick,
) -> Result<Denoted, Unclear> {
    let subject = one(knowledge, who)?;
    let mut values = Vec::new();
    for period in periods {
        values.push((period, in_period(knowledge, &subject, measure, period)?));
    }
    values.sort_by_key(|(period, _)| period_order(period));
    let scored: Vec<(&String, Decimal)> = match pick {
        Pick::Highest => values.into_iter().collect(),
        Pick::Lowest => values.into_iter().map(|(period, value)| (period, -value)).collect(),
        Pick::LargestRise => values.windows(2).map(|pair| (pair[1].0, pair[1].1 - pair[0].1)).collect(),
        Pick::LargestFall => values.windows(2).map(|pair| (pair[1].0, pair[0].1 - pair[1].1)).collect(),
    };
    let best = scored.iter().map(|(_, score)| *score).max().ok_or(Unclear::Arithmetic)?;
    if matches!(pick, Pick::LargestRise | Pick::LargestFall) && best <= Decimal::ZERO {
        return Err(Unclear::Arithmetic);
    }
    let mut winners = scored.iter().filter(|(_, score)| *score == best);
    match (winners.next(), winners.next()) {
        (Some((period, _)), None) => Ok(Denoted::Period((*period).clone())),
        _ => Err(Unclear::Tie(measure.predicate.clone())),
    }
}

/// The value of a measure in another period; an estimate only where no actual figure is known.
fn in_period(knowledge: &Knowledge, subject: &Key, measure: &Measure, period: &str) -> Result<Decimal, Unclear> {
    let mut wanted = measure.clone();
    wanted.qualifiers.period = Some(period.to_owned());
    let fact = literal(knowledge, subject, &wanted)?;
    fact.quantity().and_then(Quantity::base).ok_or_else(|| Unclear::Units(measure.predicate.clone()))
}

fn computed(knowledge: &Knowledge, expression: &str, terms: &[Term], over: Option<&Who>) -> Result<Denoted, Unclear> {
    let mut values: Vec<(&str, Decimal)> = Vec::new();
    let mut subjects = BTreeSet::new();
    for term in terms {
        let subject = one(knowledge, &term.who)?;
        let fact = literal(knowledge, &subject, &term.measure)?;
        let value = fact.assertion.object.value().ok_or(Unclear::Arithmetic)?;
        values.push((&term.symbol, value));
        subjects.insert(subject);
    }
    if let (Some(over), Some(term)) = (over, terms.first()) {
        let all: BTreeSet<Key> =
            members(knowledge, over, &term.measure)?.iter().map(|fact| fact.subject.clone()).collect();
        if all != subjects {
            return Err(Unclear::NotOne(term.measure.predicate.clone(), all.len()));
        }
    }
    let look_up = |name: &str| values.iter().find(|(symbol, _)| *symbol == name).map(|(_, value)| *value);
    evaluate(expression, &look_up).map(|value| Denoted::Number(round(value, 20))).ok_or(Unclear::Arithmetic)
}

/// Whether two periods are the same one, however they are spelled.
pub fn same_period(a: &str, b: &str) -> bool {
    period_key(Some(a)) == period_key(Some(b))
}
