//! Wrong answers that look right: nodes of the answer's kind and type, figures of the same metric and unit for another
//! subject or period, what a usual slip of the arithmetic gives. None of them is right under the question's meaning.

use crate::answer::{form, names};
use crate::candidates::Candidate;
use crate::check::{named_in, says_it};
use crate::denote::{Denoted, denote};
use crate::draw::Draw;
use crate::expression::{evaluate, round};
use crate::facts::{Fact, same_measure};
use crate::scene::Scene;
use crate::words::{Voice, number};
use crate::written::plain_name;
use pathloom_model::meaning::{Asked, Claimed, Measure, Who};
use pathloom_model::sample::Operand;
use pathloom_model::{Answer, AssertionObject, Decimal, Key, Knowledge, Match, Node, NodeData, Quantity};
use std::collections::BTreeSet;

/// A wrong answer.
#[derive(Clone, Debug)]
pub struct Wrong {
    pub claimed: Claimed,
    pub text: String,
    /// What it is instead, where the evidence says so: whose figure, or of which period.
    pub instead: Option<Instead>,
}

#[derive(Clone, Debug)]
pub struct Instead {
    pub words: String,
    /// The assertion that states it.
    pub assertion: Key,
}

/// Nodes beside the path, and nodes anywhere, that are looked at.
const NEAR: usize = 2_000;
const ANYWHERE: usize = 4_000;
/// Wrong answers gathered before the best are taken.
const GATHERED: usize = 24;
/// Other subjects for which a computation is done.
const COMPUTED: usize = 40;

/// Up to `most` wrong answers, the likeliest first: what stands in the same evidence, then what is near, then anything.
pub fn wrong(
    scene: &Scene<'_>,
    voice: &Voice<'_>,
    candidate: &Candidate,
    answer: &Answer,
    operands: &[Operand],
    draw: &mut Draw,
    most: usize,
) -> Vec<Wrong> {
    let k = scene.knowledge;
    let Ok(denoted) = denote(k, &candidate.asked) else { return vec![] };
    let found = match (&denoted, &candidate.asked) {
        (Denoted::Entity(key), asked) => entities(scene, voice, asked, key, draw),
        (Denoted::Literal(AssertionObject::Quantity(quantity)), Asked::Value { measure, .. }) => {
            figures(scene, voice, measure, quantity, draw)
        }
        (Denoted::Literal(AssertionObject::Text(_)), Asked::Value { measure, .. }) => texts(k, measure, draw),
        (Denoted::Number(value), Asked::Count(_)) => counts(*value, draw),
        (Denoted::Number(_), Asked::Computed { .. }) => computed(scene, voice, candidate, answer, operands, draw),
        (Denoted::Period(period), Asked::Period { periods, .. }) => other_periods(voice, periods, period, draw),
        _ => vec![],
    };
    let precision = answer.precision.map_or(0, u32::from);
    let mut seen = BTreeSet::from([plain_name(&answer.text)]);
    let is_wrong =
        |wrong: &Wrong| !says_it(k, &denoted, precision, &wrong.text) && seen.insert(plain_name(&wrong.text));
    found.into_iter().filter(is_wrong).take(most).collect()
}

fn entities(scene: &Scene<'_>, voice: &Voice<'_>, asked: &Asked, answer: &Key, draw: &mut Draw) -> Vec<Wrong> {
    let named = named_in(asked);
    let right = |key: &Key| scene.matched.all_nodes().contains(key) || named.contains(key);
    let others = others(scene.knowledge, scene.matched, answer, draw, right, GATHERED);
    others
        .into_iter()
        .map(|key| Wrong { text: voice.name(&key), claimed: Claimed::Entity(key), instead: None })
        .collect()
}

/// Entities like `answer` by kind and type, none of which is right or shares a name with it or another: first those that
/// stand near the path.
pub fn others(
    knowledge: &Knowledge,
    matched: &Match,
    answer: &Key,
    draw: &mut Draw,
    right: impl Fn(&Key) -> bool,
    most: usize,
) -> Vec<Key> {
    let Some(node) = knowledge.node(answer) else { return vec![] };
    let mut taken: Vec<String> = names(knowledge, answer).iter().map(|name| plain_name(name)).collect();
    let mut found: Vec<Key> = Vec::new();
    for mut some in [near(knowledge, matched), anywhere(knowledge, draw)] {
        some.sort();
        some.dedup();
        draw.shuffle(&mut some);
        for key in some {
            if found.len() == most {
                return found;
            }
            let alike = knowledge.node(&key).is_some_and(|other| alike(node, other));
            if alike
                && key != *answer
                && !right(&key)
                && !found.contains(&key)
                && is_another(knowledge, &key, &mut taken)
            {
                found.push(key);
            }
        }
    }
    found
}

fn alike(one: &Node, other: &Node) -> bool {
    match (&one.data, &other.data) {
        (NodeData::Entity { entity_type: a, .. }, NodeData::Entity { entity_type: b, .. }) => a == b,
        _ => false,
    }
}

/// No name of it is one of the answer's or of an earlier option, or holds one of them, or stands in one.
fn is_another(knowledge: &Knowledge, key: &Key, taken: &mut Vec<String>) -> bool {
    let own: Vec<String> = names(knowledge, key).iter().map(|name| plain_name(name)).collect();
    let same = |name: &String| taken.iter().any(|other| other.contains(name.as_str()) || name.contains(other.as_str()));
    let another = own.iter().all(|name| !name.is_empty() && !same(name));
    if another {
        taken.extend(own);
    }
    another
}

/// Nodes that hang on the same evidence, or on the same node of the path.
fn near(knowledge: &Knowledge, matched: &Match) -> Vec<Key> {
    let mut found = Vec::new();
    for key in matched.all_nodes() {
        let to = knowledge.relations_to(&key).map(|relation| &relation.from);
        let from = knowledge.relations_from(&key).map(|relation| &relation.to);
        found.extend(to.chain(from).take(NEAR).cloned());
    }
    found
}

/// Some nodes of the whole graph, all of them where it is small.
fn anywhere(knowledge: &Knowledge, draw: &mut Draw) -> Vec<Key> {
    let nodes = knowledge.nodes();
    let count = nodes.size_hint().0;
    if count <= ANYWHERE {
        return knowledge.nodes().map(|node| node.key.clone()).collect();
    }
    let places = (0..ANYWHERE).map(|_| draw.below(count));
    places.filter_map(|place| knowledge.nodes().nth(place)).map(|node| node.key.clone()).collect()
}

/// Figures of the same metric and unit: those of the same evidence first.
fn figures(
    scene: &Scene<'_>,
    voice: &Voice<'_>,
    measure: &Measure,
    quantity: &Quantity,
    draw: &mut Draw,
) -> Vec<Wrong> {
    let k = scene.knowledge;
    let is_year = voice.metric(measure).is_ok_and(|metric| metric.year_of.is_some());
    let alike = |fact: &Fact<'_>| {
        fact.quantity().is_some_and(|other| same_measure(other, quantity) && other.precision == quantity.precision)
    };
    let mut facts: Vec<Fact<'_>> =
        k.stating(&measure.predicate).filter_map(Fact::of).filter(alike).take(ANYWHERE).collect();
    facts.sort_by(|a, b| a.key.cmp(b.key));
    draw.shuffle(&mut facts);
    facts.sort_by_key(|fact| !scene.is_bound(fact.key));
    let told = |fact: Fact<'_>| {
        let other = fact.quantity()?;
        let text = if is_year { number::year(other.value) } else { number::quantity(other, voice.language) };
        let instead = scene.is_bound(fact.key).then(|| instead(voice, &fact)).flatten();
        let claimed = Claimed::Number { value: other.value, precision: u32::from(other.precision) };
        Some(Wrong { claimed, text, instead })
    };
    facts.into_iter().filter_map(told).take(GATHERED).collect()
}

/// "the FY23 revenue of Feldbach GmbH".
fn instead(voice: &Voice<'_>, fact: &Fact<'_>) -> Option<Instead> {
    let noun = voice.noun(voice.knowledge.entity_type(fact.subject)).unwrap_or_default();
    let words = voice.measure_of(&fact.measure(), &voice.name(fact.subject), noun).ok()?;
    Some(Instead { words, assertion: fact.key.clone() })
}

/// Other texts of the same metric.
fn texts(k: &Knowledge, measure: &Measure, draw: &mut Draw) -> Vec<Wrong> {
    let stated = k.stating(&measure.predicate).filter_map(|stated| match &stated.assertion.object {
        AssertionObject::Text(text) => Some(text.clone()),
        _ => None,
    });
    let all: BTreeSet<String> = stated.take(ANYWHERE).collect();
    let mut all: Vec<String> = all.into_iter().collect();
    draw.shuffle(&mut all);
    all.into_iter().map(|text| Wrong { claimed: Claimed::Text(text.clone()), text, instead: None }).collect()
}

/// Miscounted by a few.
fn counts(value: Decimal, draw: &mut Draw) -> Vec<Wrong> {
    let near = [-2, -1, 1, 2, 3].map(|by| value + Decimal::from(by));
    let mut near: Vec<Decimal> = near.into_iter().filter(|value| *value > Decimal::ZERO).collect();
    draw.shuffle(&mut near);
    let told = |value: Decimal| Wrong {
        text: value.normalize().to_string(),
        claimed: Claimed::Number { value, precision: 0 },
        instead: None,
    };
    near.into_iter().map(told).collect()
}

/// The same computation for other subjects, and slips in it.
fn computed(
    scene: &Scene<'_>,
    voice: &Voice<'_>,
    candidate: &Candidate,
    answer: &Answer,
    operands: &[Operand],
    draw: &mut Draw,
) -> Vec<Wrong> {
    let (Some(right), Some(result)) = (answer.value, &candidate.result) else { return vec![] };
    let mut values: Vec<Decimal> = Vec::new();
    for expression in answer.expression.iter().flat_map(|expression| slips(expression)) {
        let look_up = |name: &str| operands.iter().find(|operand| operand.symbol == name).map(|operand| operand.value);
        values.extend(evaluate(&expression, &look_up));
    }
    draw.shuffle(&mut values);
    let mut all = for_others(scene, candidate, draw);
    all.extend(values);
    let told = |value: Decimal| {
        let value = round(value, result.precision);
        let is_like = value != right && !value.is_zero() && value.is_sign_negative() == right.is_sign_negative();
        is_like.then(|| Wrong {
            text: form(voice.language, result, value),
            claimed: Claimed::Number { value, precision: result.precision },
            instead: None,
        })
    };
    all.into_iter().filter_map(told).collect()
}

/// What the computation comes to for others of the answer's type.
fn for_others(scene: &Scene<'_>, candidate: &Candidate, draw: &mut Draw) -> Vec<Decimal> {
    let k = scene.knowledge;
    let Asked::Computed { terms, expression, .. } = &candidate.asked else { return vec![] };
    let Some(first) = terms.first() else { return vec![] };
    let Ok(subject) = crate::denote::one(k, &first.who) else { return vec![] };
    if terms.iter().any(|term| term.who != first.who) {
        return vec![];
    }
    let mut subjects: Vec<&Key> = crate::facts::measured(k, &first.measure)
        .into_iter()
        .filter(|key| **key != subject && k.entity_type(key) == k.entity_type(&subject))
        .collect();
    draw.shuffle(&mut subjects);
    let value = |key: &Key| {
        let mut terms = terms.clone();
        terms.iter_mut().for_each(|term| term.who = Who::Named(key.clone()));
        match denote(k, &Asked::Computed { expression: expression.clone(), terms, over: None }) {
            Ok(Denoted::Number(value)) => Some(value),
            _ => None,
        }
    };
    subjects.into_iter().take(COMPUTED).filter_map(value).take(GATHERED).collect()
}

/// What people write by mistake: the other base, one figure for another, one left out.
fn slips(expression: &str) -> Vec<String> {
    let mut letters: Vec<char> = expression.chars().filter(char::is_ascii_lowercase).collect();
    letters.sort_unstable();
    letters.dedup();
    let mut found = Vec::new();
    if expression == "(a - b) / b * 100" {
        found.extend(["(a - b) / a * 100", "a / b * 100", "b / a * 100"].map(str::to_owned));
    }
    let first = letters.first().copied();
    for other in letters.iter().skip(1) {
        found.extend(first.map(|first| swapped(expression, first, *other)));
    }
    // A sum, its mean or its share with one figure left out.
    if expression.contains(" + ") {
        for letter in &letters {
            let left = expression.replace(&format!(" + {letter}"), "").replace(&format!("{letter} + "), "");
            found.extend((left != expression).then_some(left));
        }
        if let Some((sum, _)) = expression.split_once(") / ") {
            found.push(sum.trim_start_matches('(').to_owned());
        }
    }
    found.retain(|slip| slip != expression);
    found
}

fn swapped(expression: &str, one: char, other: char) -> String {
    let swap = |c: char| {
        if c == one {
            other
        } else if c == other {
            one
        } else {
            c
        }
    };
    expression.chars().map(swap).collect()
}

/// The other periods that the question chooses among.
fn other_periods(voice: &Voice<'_>, periods: &[String], right: &str, draw: &mut Draw) -> Vec<Wrong> {
    let mut others: Vec<&String> = periods.iter().filter(|period| !crate::denote::same_period(period, right)).collect();
    draw.shuffle(&mut others);
    let text = |period: &str| match voice.language {
        pathloom_model::Language::En => number::period_en(period),
        pathloom_model::Language::Zh => number::period_zh(period),
    };
    let told = |period: &String| Wrong { claimed: Claimed::Text(period.clone()), text: text(period), instead: None };
    others.into_iter().map(told).collect()
}
