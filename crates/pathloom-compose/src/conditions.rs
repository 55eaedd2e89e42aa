//! Ways to single an entity out by what one piece of evidence states about it: relations, superlatives, thresholds, values.

use crate::candidates::{LISTED, SEARCHED};
use crate::denote::members;
use crate::facts::same_unit;
use crate::scene::{LinkFact, Scene, Source};
use crate::words::metric::metric;
use pathloom_model::meaning::{Measure, Test, Than, Who};
use pathloom_model::{Decimal, Key, Language, Quantity};

/// One way to describe the entity that a source hangs on by what the source states.
#[derive(Clone, Debug)]
pub(crate) struct Condition {
    pub who: Who,
    pub operator: &'static str,
    pub unique: bool,
}

pub(crate) fn conditions(scene: &Scene<'_>, source: &Source<'_>) -> Vec<Condition> {
    let k = scene.knowledge;
    let entity_type = k.entity_type(&source.about).to_owned();
    let mut found = Vec::new();
    for link in &source.links {
        let (other, forward) = other_end(link, &source.about);
        if other == &source.about || scene.matched.chain.contains(other) {
            continue;
        }
        let who = Who::Related {
            relation: link.relation.to_owned(),
            forward,
            of: Box::new(Who::Named(other.clone())),
            entity_type: entity_type.clone(),
        };
        let unique = crate::denote::one(k, &who).is_ok();
        if let Who::Related { .. } = &who {
            places(scene, source, &who, &mut found);
        }
        found.push(Condition { who, operator: "chain", unique });
    }
    places(scene, source, &Who::Typed(entity_type), &mut found);
    found
}

/// The end of a link that is not `entity`, and whether `entity` is the object.
pub(crate) fn other_end<'a>(link: &LinkFact<'a>, entity: &Key) -> (&'a Key, bool) {
    if link.object == entity { (link.subject, true) } else { (link.object, false) }
}

/// Superlatives, ranks, thresholds and exact values that single that entity out of a set.
pub(crate) fn places(scene: &Scene<'_>, source: &Source<'_>, among: &Who, found: &mut Vec<Condition>) {
    let k = scene.knowledge;
    for fact in &source.facts {
        let Some(quantity) = fact.quantity() else {
            continue;
        };
        let measure = fact.measure();
        let Some(words) = metric(&measure.predicate, Some(quantity), Language::En)
            .or_else(|| metric(&measure.predicate, Some(quantity), Language::Zh))
        else {
            continue;
        };
        if words.year_of.is_some() || k.stated_times(&measure.predicate) > SEARCHED {
            continue;
        }
        let Ok(facts) = members(k, among, &measure) else {
            continue;
        };
        let related = matches!(among, Who::Related { .. });
        if !(3..=LISTED).contains(&facts.len()) {
            continue;
        }
        let values: Option<Vec<(Decimal, &Key)>> = facts
            .iter()
            .map(|fact| {
                let q = fact.quantity().filter(|q| same_unit(q, quantity))?;
                Some((q.base()?, fact.subject))
            })
            .collect();
        let Some(mut values) = values else { continue };
        values.sort_by_key(|(value, _)| std::cmp::Reverse(*value));
        superlatives(&source.about, among, &measure, &values, found);
        if !related {
            thresholds(&source.about, among, &measure, quantity, &values, found);
        }
    }
}

fn superlatives(
    described: &Key,
    among: &Who,
    measure: &Measure,
    values: &[(Decimal, &Key)],
    found: &mut Vec<Condition>,
) {
    let Some(at) = values.iter().position(|(_, key)| *key == described) else {
        return;
    };
    if values.iter().filter(|(value, _)| *value == values[at].0).count() > 1 {
        return;
    }
    let last = values.len() - 1;
    let mut add = |place: usize, highest: bool| {
        let operator = if place == 1 { "extreme" } else { "rank" };
        let who = Who::Place { among: Box::new(among.clone()), measure: measure.clone(), place: place as u32, highest };
        found.push(Condition { who, operator, unique: true });
    };
    if at <= 3 && (at == 0 || values.len() > at + 2) {
        add(at + 1, true);
    }
    if last - at <= 1 && (last == at || values.len() > 4) {
        add(last - at + 1, false);
    }
}

fn thresholds(
    described: &Key,
    among: &Who,
    measure: &Measure,
    quantity: &Quantity,
    values: &[(Decimal, &Key)],
    found: &mut Vec<Condition>,
) {
    let Some(at) = values.iter().position(|(_, key)| *key == described) else {
        return;
    };
    let Some(factor) = quantity.base().and_then(|base| base.checked_div(quantity.value)) else {
        return;
    };
    let mut add = |test: Test, value: Decimal, operator: &'static str, unique: bool| {
        let printed = if test == Test::Equal { quantity.precision } else { 0 };
        let precision = (value.normalize().scale() as u8).max(printed);
        let than = Than::Value(Quantity { value, precision, ..quantity.clone() });
        let among = Box::new(among.clone());
        let who = Who::Where { among, measure: measure.clone(), test, than };
        found.push(Condition { who, operator, unique });
    };
    // One unit of the printed value tells these figures apart.
    let printed = |place: usize| values[place].0.checked_div(factor).unwrap_or_default();
    if values.iter().filter(|(value, _)| *value == values[at].0).count() == 1 {
        add(Test::Equal, quantity.value, "inverse look-up", true);
    }
    for upto in [1usize, 2, 3] {
        if at < upto
            && upto < values.len()
            && let Some(value) = bound(Test::Above, printed(upto), printed(upto - 1), quantity)
        {
            add(Test::Above, value, "threshold", upto == 1);
        }
        let from = values.len().saturating_sub(upto);
        if at >= from
            && from > 0
            && let Some(value) = bound(Test::Below, printed(from), printed(from - 1), quantity)
        {
            add(Test::Below, value, "threshold", upto == 1);
        }
    }
}

/// A round number that tells two neighbouring values apart; for whole numbers the nearer of the two where none lies between.
fn bound(test: Test, low: Decimal, high: Decimal, quantity: &Quantity) -> Option<Decimal> {
    let value = between(low, high)?;
    if quantity.precision > 0 || value.scale() == 0 {
        return Some(value);
    }
    Some(if test == Test::Above { low } else { high })
}

/// A round number strictly between two values.
fn between(low: Decimal, high: Decimal) -> Option<Decimal> {
    let mut step = Decimal::from(1_000_000_000);
    for _ in 0..14 {
        for share in [Decimal::ONE, Decimal::new(5, 1)] {
            let unit = step * share;
            let value = (low / unit).floor() * unit + unit;
            if value > low && value < high {
                return Some(value.normalize());
            }
        }
        step /= Decimal::TEN;
    }
    None
}
