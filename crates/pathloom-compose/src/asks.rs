//! What can be asked about an entity by what the evidence states of it: its figures, alone, against others, over time.

use crate::candidates::{Candidate, LISTED, ResultForm, SEARCHED};
use crate::conditions::other_end;
use crate::denote::members;
use crate::facts::{Fact, period_kind, period_order, same_measure};
use crate::scene::{Scene, Source};
use crate::words::metric::{Concept, Pair, concept, metric, pair};
use pathloom_model::meaning::{Asked, Measure, Pick, Term, Test, Than, Who};
use pathloom_model::{Decimal, Language, Quantity};
use std::collections::BTreeSet;
use std::rc::Rc;

/// Questions about the answer from one source.
pub(crate) fn asks(scene: &Scene<'_>, source: &Source<'_>, language: Language) -> Vec<Rc<Candidate>> {
    let mut found = Vec::new();
    let who = &Who::Named(scene.answer.clone());
    for link in &source.links {
        let (other, forward) = other_end(link, &scene.answer);
        let entity_type = scene.knowledge.entity_type(other).to_owned();
        if other == &scene.answer || scene.matched.chain.contains(other) {
            continue;
        }
        let who = Who::Related {
            relation: link.relation.to_owned(),
            forward: !forward,
            of: Box::new(who.clone()),
            entity_type,
        };
        found.push(Candidate { operator: "related", asked: Asked::Entity(who), result: None, law: None });
    }
    for fact in &source.facts {
        let measure = fact.measure();
        let Some(words) = metric(&measure.predicate, fact.quantity(), language) else {
            continue;
        };
        let operator = match fact.quantity() {
            _ if words.year_of.is_some() => "year",
            Some(_) => "look-up",
            None => "quality",
        };
        found.push(Candidate { operator, asked: Asked::Value { who: who.clone(), measure }, result: None, law: None });
        if let (Some(quantity), None) = (fact.quantity(), words.year_of) {
            with_others(scene, who, fact, quantity, source, &mut found);
            counts(scene, who, fact, &mut found);
            over_time(who, fact, quantity, source, &mut found);
        }
    }
    pairs(who, source, source, &mut found);
    found.into_iter().map(Rc::new).collect()
}

/// Two sources together: one metric of each, with the places of both.
pub(crate) fn across(scene: &Scene<'_>) -> Vec<(BTreeSet<usize>, Vec<Rc<Candidate>>)> {
    let who = &Who::Named(scene.answer.clone());
    let mut all = Vec::new();
    for (a, first) in scene.sources.iter().enumerate() {
        for (b, second) in scene.sources.iter().enumerate() {
            let mut found = Vec::new();
            if a != b {
                pairs(who, first, second, &mut found);
                changes(who, first, second, &mut found);
            }
            if !found.is_empty() {
                all.push(([a, b].into(), found.into_iter().map(Rc::new).collect()));
            }
        }
    }
    all
}

fn term(symbol: &str, who: &Who, measure: Measure) -> Term {
    Term { symbol: symbol.to_owned(), who: who.clone(), measure }
}

fn computed(expression: &str, terms: Vec<Term>, over: Option<Who>) -> Asked {
    Asked::Computed { expression: expression.to_owned(), terms, over }
}

/// Ratios of two metrics of the answer in the same period.
fn pairs(who: &Who, first: &Source<'_>, second: &Source<'_>, found: &mut Vec<Candidate>) {
    for a in &first.facts {
        for b in &second.facts {
            let (Some(qa), Some(qb)) = (a.quantity(), b.quantity()) else {
                continue;
            };
            let (la, lb) = (&a.assertion.qualifiers, &b.assertion.qualifiers);
            let same = crate::facts::same_limits(la, lb) || (lb.period.is_none() && la.scenario == lb.scenario);
            if a.key == b.key || !same || qb.value.is_zero() {
                continue;
            }
            let Some(kind) = pair(concept(&a.assertion.predicate, qa), concept(&b.assertion.predicate, qb)) else {
                continue;
            };
            let terms = vec![term("a", who, a.measure()), term("b", who, b.measure())];
            let result =
                |unit: &str, scale, precision| Some(ResultForm { unit: unit.into(), scale, precision, rounded: true });
            let candidate = match kind {
                Pair::Percent if same_measure(qa, qb) && la.period == lb.period => {
                    ("margin", "a / b * 100", result("%", 0, 1))
                }
                Pair::Times if same_measure(qa, qb) && la.period == lb.period => ("cover", "a / b", result("", 0, 2)),
                Pair::PerHead if qb.scale == 0 && qa.scale == 6 => {
                    ("per head", "a / b * 1000", result(&qa.unit.0, 3, 1))
                }
                Pair::PerHead if qb.scale == 0 && qa.scale == 3 => {
                    ("per head", "a / b * 1000", result(&qa.unit.0, 0, 1))
                }
                _ => continue,
            };
            let (operator, expression, result) = candidate;
            found.push(Candidate { operator, asked: computed(expression, terms, None), result, law: None });
        }
    }
}

/// Comparisons with other owners of the same figure.
fn with_others(
    scene: &Scene<'_>,
    who: &Who,
    fact: &Fact<'_>,
    quantity: &Quantity,
    source: &Source<'_>,
    found: &mut Vec<Candidate>,
) {
    let k = scene.knowledge;
    let measure = fact.measure();
    let kind = concept(&measure.predicate, quantity);
    let mut rivals = Vec::new();
    for other in &source.all {
        let fits = other.subject != &scene.answer
            && k.entity_type(other.subject) == k.entity_type(&scene.answer)
            && !scene.matched.chain.contains(other.subject)
            && crate::facts::states(other.assertion, &measure)
            && other.quantity().is_some_and(|q| same_measure(q, quantity));
        if fits && rivals.len() < 8 {
            rivals.push(other.clone());
        }
    }
    for rival in &rivals {
        let Some(other) = rival.quantity() else {
            continue;
        };
        if other.value >= quantity.value {
            continue;
        }
        let other_who = Who::Named(rival.subject.clone());
        let terms = vec![term("a", who, measure.clone()), term("b", &other_who, measure.clone())];
        let precision = u32::from(quantity.precision.max(other.precision));
        let unit = if quantity.unit.is_percent() { "percentage points".into() } else { quantity.unit.0.clone() };
        let result = Some(ResultForm { unit, scale: quantity.scale, precision, rounded: false });
        found.push(Candidate {
            operator: "difference",
            asked: computed("a - b", terms.clone(), None),
            result,
            law: None,
        });
        if kind.adds_up() && other.value > Decimal::ZERO && quantity.value >= other.value * Decimal::new(12, 1) {
            let result = Some(ResultForm { unit: String::new(), scale: 0, precision: 2, rounded: true });
            found.push(Candidate { operator: "ratio", asked: computed("a / b", terms, None), result, law: None });
        }
    }
    if kind.adds_up() && !rivals.is_empty() {
        groups(who, &measure, quantity, &rivals, found);
    }
    whole_sets(scene, who, &measure, quantity, kind, found);
}

/// Sums and shares over two to four named owners.
fn groups(who: &Who, measure: &Measure, quantity: &Quantity, rivals: &[Fact<'_>], found: &mut Vec<Candidate>) {
    let precision = rivals.iter().filter_map(Fact::quantity).map(|q| q.precision).chain([quantity.precision]).max();
    let precision = u32::from(precision.unwrap_or(0));
    for size in 1..=3.min(rivals.len()) {
        for start in 0..rivals.len() {
            let chosen: Vec<&Fact<'_>> = (0..size).map(|i| &rivals[(start + i) % rivals.len()]).collect();
            let mut terms = vec![term("a", who, measure.clone())];
            let mut letters = vec!["a"];
            for (letter, rival) in ["b", "c", "d"].into_iter().zip(&chosen) {
                terms.push(term(letter, &Who::Named(rival.subject.clone()), measure.clone()));
                letters.push(letter);
            }
            let sum = letters.join(" + ");
            let result =
                Some(ResultForm { unit: quantity.unit.0.clone(), scale: quantity.scale, precision, rounded: false });
            found.push(Candidate { operator: "sum", asked: computed(&sum, terms.clone(), None), result, law: None });
            if size >= 2 {
                let result = Some(ResultForm { unit: "%".into(), scale: 0, precision: 1, rounded: true });
                let share = format!("a / ({sum}) * 100");
                found.push(Candidate {
                    operator: "share of set",
                    asked: computed(&share, terms, None),
                    result,
                    law: None,
                });
            }
        }
    }
}

/// Shares and averages over everything of the type that has the figure.
fn whole_sets(
    scene: &Scene<'_>,
    who: &Who,
    measure: &Measure,
    quantity: &Quantity,
    kind: Concept,
    found: &mut Vec<Candidate>,
) {
    let k = scene.knowledge;
    if k.stated_times(&measure.predicate) > SEARCHED {
        return;
    }
    let over = Who::Typed(k.entity_type(&scene.answer).to_owned());
    let Ok(all) = members(k, &over, measure) else {
        return;
    };
    let fits = all.iter().all(|fact| fact.quantity().is_some_and(|q| same_measure(q, quantity)));
    if !(3..=10).contains(&all.len()) || !fits || !kind.adds_up() {
        return;
    }
    let mut terms = vec![term("a", who, measure.clone())];
    let letters = ["b", "c", "d", "e", "f", "g", "h", "i", "j"];
    let others = all.iter().filter(|fact| fact.subject != &scene.answer);
    for (letter, fact) in letters.into_iter().zip(others) {
        terms.push(term(letter, &Who::Named(fact.subject.clone()), measure.clone()));
    }
    let symbols: Vec<&str> = terms.iter().map(|term| term.symbol.as_str()).collect();
    let share = format!("a / ({}) * 100", symbols.join(" + "));
    let result = Some(ResultForm { unit: "%".into(), scale: 0, precision: 1, rounded: true });
    let asked = computed(&share, terms, Some(over));
    found.push(Candidate { operator: "share of total", asked, result, law: None });
}

fn counts(scene: &Scene<'_>, who: &Who, fact: &Fact<'_>, found: &mut Vec<Candidate>) {
    let k = scene.knowledge;
    let measure = fact.measure();
    if k.stated_times(&measure.predicate) > SEARCHED {
        return;
    }
    let among = Who::Typed(k.entity_type(&scene.answer).to_owned());
    let Ok(all) = members(k, &among, &measure) else {
        return;
    };
    if !(4..=LISTED).contains(&all.len()) {
        return;
    }
    for (test, operator) in [(Test::Above, "count above"), (Test::Below, "count below")] {
        let than = Than::Of(Box::new(who.clone()));
        let asked = Asked::Count(Who::Where { among: Box::new(among.clone()), measure: measure.clone(), test, than });
        found.push(Candidate { operator, asked, result: None, law: None });
    }
}

/// Figures of one owner in other periods.
fn over_time(who: &Who, fact: &Fact<'_>, quantity: &Quantity, source: &Source<'_>, found: &mut Vec<Candidate>) {
    let series = series(fact, &source.facts);
    for earlier in &series {
        change(who, earlier, fact, found);
    }
    // Once for each series: from its last period.
    let mut run: Vec<&Fact<'_>> = series.to_vec();
    run.push(fact);
    run.sort_by_key(|fact| fact.period().and_then(period_order));
    let consecutive = run.windows(2).all(|pair| {
        let order = |fact: &Fact<'_>| fact.period().and_then(period_order).unwrap_or_default();
        let step = order(pair[1]) - order(pair[0]);
        step == 1 || step == 4
    });
    if run.len() < 3 || !consecutive || run.last().is_none_or(|last| last.key != fact.key) {
        return;
    }
    trends(who, fact, &run, found);
    let same = run.iter().all(|fact| fact.quantity().is_some_and(|q| same_measure(q, quantity)));
    if !same || run.len() > 6 {
        return;
    }
    let letters = ["a", "b", "c", "d", "e", "f"];
    let terms: Vec<Term> =
        letters.into_iter().zip(&run).map(|(letter, fact)| term(letter, who, fact.measure())).collect();
    let sum = letters[..run.len()].join(" + ");
    let precision = run.iter().filter_map(|fact| fact.quantity()).map(|q| u32::from(q.precision)).max().unwrap_or(0);
    let form = |precision, rounded| {
        Some(ResultForm { unit: quantity.unit.0.clone(), scale: quantity.scale, precision, rounded })
    };
    let mean = format!("({sum}) / {}", run.len());
    let asked = computed(&mean, terms.clone(), None);
    found.push(Candidate { operator: "average over time", asked, result: form(precision + 1, true), law: None });
    if concept(&fact.assertion.predicate, quantity).flows() {
        found.push(Candidate {
            operator: "sum over time",
            asked: computed(&sum, terms, None),
            result: form(precision, false),
            law: None,
        });
    }
}

/// Earlier figures of the same measure: same metric, limits and kind of period.
fn series<'a, 'b>(fact: &Fact<'_>, facts: &'b [Fact<'a>]) -> Vec<&'b Fact<'a>> {
    let Some(period) = fact.period() else {
        return vec![];
    };
    let Some(order) = period_order(period) else {
        return vec![];
    };
    let fits = |other: &&Fact<'_>| {
        let mut limits = other.assertion.qualifiers.clone();
        limits.period.clone_from(&fact.assertion.qualifiers.period);
        limits.scenario = fact.assertion.qualifiers.scenario;
        other.assertion.predicate == fact.assertion.predicate
            && limits == fact.assertion.qualifiers
            && other.period().is_some_and(|other| period_kind(other) == period_kind(period))
            && other.period().and_then(period_order).is_some_and(|other| other < order)
            && other.quantity().zip(fact.quantity()).is_some_and(|(a, b)| same_measure(a, b))
    };
    facts.iter().filter(fits).collect()
}

fn trends(who: &Who, fact: &Fact<'_>, run: &[&Fact<'_>], found: &mut Vec<Candidate>) {
    let actual = |fact: &&Fact<'_>| fact.assertion.qualifiers.scenario == run[0].assertion.qualifiers.scenario;
    let periods: Vec<String> = run.iter().filter(|f| actual(f)).filter_map(|f| f.period().map(str::to_owned)).collect();
    if periods.len() < 3 {
        return;
    }
    let _ = fact;
    let mut measure = run[0].measure();
    measure.qualifiers.period = None;
    for (pick, operator) in [
        (Pick::Highest, "trend"),
        (Pick::Lowest, "trend"),
        (Pick::LargestRise, "trend change"),
        (Pick::LargestFall, "trend change"),
    ] {
        let asked = Asked::Period { who: who.clone(), measure: measure.clone(), periods: periods.clone(), pick };
        found.push(Candidate { operator, asked, result: None, law: None });
    }
}

/// Growth and difference between two periods.
fn change(who: &Who, earlier: &Fact<'_>, later: &Fact<'_>, found: &mut Vec<Candidate>) {
    let (Some(before), Some(after)) = (earlier.quantity(), later.quantity()) else {
        return;
    };
    if before.value == after.value || before.value <= Decimal::ZERO {
        return;
    }
    let (a, b) = (term("a", who, later.measure()), term("b", who, earlier.measure()));
    if !after.unit.is_percent() && concept(&later.assertion.predicate, after) != Concept::Other {
        let result = Some(ResultForm { unit: "%".into(), scale: 0, precision: 1, rounded: true });
        let asked = computed("(a - b) / b * 100", vec![a.clone(), b.clone()], None);
        found.push(Candidate { operator: "growth", asked, result, law: None });
    }
    let unit = if after.unit.is_percent() { "percentage points".into() } else { after.unit.0.clone() };
    let precision = u32::from(before.precision.max(after.precision));
    let result = Some(ResultForm { unit, scale: after.scale, precision, rounded: false });
    let expression = if after.value > before.value { "a - b" } else { "b - a" };
    found.push(Candidate {
        operator: "difference over time",
        asked: computed(expression, vec![a, b], None),
        result,
        law: None,
    });
}

/// Periods that stand in two sources.
fn changes(who: &Who, first: &Source<'_>, second: &Source<'_>, found: &mut Vec<Candidate>) {
    for fact in &second.facts {
        for earlier in series(fact, &first.facts) {
            change(who, earlier, fact, found);
        }
    }
}
