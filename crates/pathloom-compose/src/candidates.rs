//! Which questions a scene offers: ways to describe the answer × things to ask about it. Proposals only: whether
//! one has exactly one answer and needs all its evidence is decided when it is tried.

use crate::denote::members;
use crate::draw::Draw;
use crate::facts::{Fact, literals, period_kind, period_order, same_measure, same_unit};
use crate::law::{Law, laws};
use crate::scene::{LinkFact, Scene, Source};
use crate::words::metric::{Concept, Pair, concept, metric, pair};
use pathloom_model::meaning::{Asked, Measure, Pick, Term, Test, Than, Who};
use pathloom_model::{AssertionObject, Decimal, Key, Kind, Knowledge, Language, Quantity};
use std::collections::BTreeSet;
use std::rc::Rc;

/// A question that could be asked.
#[derive(Clone, Debug)]
pub struct Candidate {
    pub operator: &'static str,
    pub asked: Asked,
    /// Unit, scale and digits of a computed answer.
    pub result: Option<ResultForm>,
    /// The formula that it applies.
    pub law: Option<Law>,
}

/// A question about the answer by name, and how to describe the answer instead: put together only when it is tried.
#[derive(Clone)]
pub struct Proposal {
    pub operator: &'static str,
    ask: Rc<Candidate>,
    who: Rc<Who>,
}

impl Proposal {
    pub fn candidate(&self, answer: &Key) -> Candidate {
        let mut candidate = (*self.ask).clone();
        candidate.operator = self.operator;
        if !matches!(*self.who, Who::Named(_)) {
            describe(&mut candidate.asked, answer, &self.who);
        }
        candidate
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultForm {
    pub unit: String,
    pub scale: i8,
    pub precision: u32,
    /// The result was cut to its digits.
    pub rounded: bool,
}

/// Descriptions of one answer that are tried.
const DESCRIBED: usize = 24;
/// A set larger than this is not listed in a step.
const LISTED: usize = 15;
/// A metric stated more often than this is not searched for rivals.
const SEARCHED: usize = 4_000;

pub fn candidates(scene: &Scene<'_>, language: Language, draw: &mut Draw) -> Vec<Proposal> {
    let conditions: Vec<Vec<Condition>> = scene.sources.iter().map(|source| conditions(scene, source)).collect();
    let mut idents = identifications(scene, &conditions);
    let mut described = idents.split_off(1);
    draw.shuffle(&mut described);
    described.truncate(DESCRIBED);
    idents.extend(described);
    let mut found = Vec::new();
    for ident in &idents {
        if !matches!(*ident.who, Who::Named(_)) {
            let asked = Asked::Entity((*ident.who).clone());
            let ask = Rc::new(Candidate { operator: ident.operator, asked, result: None, law: None });
            found.push(Proposal { operator: ident.operator, ask, who: Rc::new(Who::Named(scene.answer.clone())) });
        }
    }
    let alone = scene.sources.len() == 1;
    for (place, source) in scene.sources.iter().enumerate() {
        let asks = asks(scene, source, language);
        for ident in idents.iter().filter(|ident| alone || !ident.uses.contains(&place)) {
            propose(ident, &asks, !ident.uses.contains(&place), &mut found);
        }
    }
    for (uses, asks) in across(scene) {
        for ident in idents.iter().filter(|ident| ident.uses.iter().all(|place| !uses.contains(place))) {
            propose(ident, &asks, true, &mut found);
        }
    }
    let laws: Vec<Rc<Candidate>> = laws(scene).into_iter().map(Rc::new).collect();
    for ident in &idents {
        propose(ident, &laws, true, &mut found);
    }
    let mut compared = Vec::new();
    compares(scene, &idents, &mut compared);
    let by_name = Rc::new(Who::Named(scene.answer.clone()));
    found.extend(compared.into_iter().map(|candidate| Proposal {
        operator: candidate.operator,
        ask: Rc::new(candidate),
        who: by_name.clone(),
    }));
    found
}

/// What is asked of one source, of an answer that figures of another single out, is a join.
fn propose(ident: &Ident, asks: &[Rc<Candidate>], elsewhere: bool, found: &mut Vec<Proposal>) {
    for ask in asks {
        let long = matches!(ask.operator, "sum" | "share of set") && depth(&ident.who) > 1;
        if long || ask.operator == "related" && depth(&ident.who) > 2 {
            continue;
        }
        let plain = matches!(ask.operator, "look-up" | "quality" | "year" | "related");
        let operator = if ident.by_figure && elsewhere && plain { "join" } else { ask.operator };
        found.push(Proposal { operator, ask: ask.clone(), who: ident.who.clone() });
    }
}

/// How many relations a description nests.
fn depth(who: &Who) -> usize {
    match who {
        Who::Related { of, .. } => 1 + depth(of),
        Who::Both(parts) | Who::Listed(parts) => parts.iter().map(depth).sum(),
        Who::Place { .. } | Who::Where { .. } => 1,
        Who::Named(_) | Who::Typed(_) => 0,
    }
}

/// The answer's name replaced by a description, wherever a question names it.
fn describe(asked: &mut Asked, answer: &Key, who: &Who) {
    match asked {
        Asked::Entity(part) | Asked::Count(part) => describe_in(part, answer, who),
        Asked::Value { who: part, .. } | Asked::Period { who: part, .. } => describe_in(part, answer, who),
        Asked::Computed { terms, .. } => terms.iter_mut().for_each(|term| describe_in(&mut term.who, answer, who)),
    }
}

fn describe_in(part: &mut Who, answer: &Key, who: &Who) {
    match part {
        Who::Named(key) if key == answer => *part = who.clone(),
        Who::Named(_) | Who::Typed(_) => {}
        Who::Related { of, .. } => describe_in(of, answer, who),
        Who::Both(parts) | Who::Listed(parts) => parts.iter_mut().for_each(|part| describe_in(part, answer, who)),
        Who::Place { among, .. } => describe_in(among, answer, who),
        Who::Where { among, than, .. } => {
            describe_in(among, answer, who);
            if let Than::Of(of) = than {
                describe_in(of, answer, who);
            }
        }
    }
}

/// One way to describe the answer by what one source states.
#[derive(Clone, Debug)]
struct Condition {
    who: Who,
    operator: &'static str,
    unique: bool,
}

struct Ident {
    who: Rc<Who>,
    operator: &'static str,
    uses: BTreeSet<usize>,
    by_figure: bool,
}

fn identifications(scene: &Scene<'_>, conditions: &[Vec<Condition>]) -> Vec<Ident> {
    let k = scene.knowledge;
    let mut idents =
        vec![Ident { who: Rc::new(scene.base()), operator: "chain", uses: BTreeSet::new(), by_figure: false }];
    if let Some(chain) = &scene.chain {
        if crate::denote::one(k, chain).is_ok() {
            return idents;
        }
        let deep = depth(chain);
        if deep > 3 {
            return idents;
        }
        for (place, list) in conditions.iter().enumerate() {
            for condition in list.iter().filter(|condition| !matches!(condition.who, Who::Place { .. })) {
                let long = deep > 2 && !matches!(condition.who, Who::Related { .. });
                if long || same_kind(chain, &condition.who) {
                    continue;
                }
                let who = Rc::new(Who::Both(vec![chain.clone(), condition.who.clone()]));
                idents.push(Ident { who, operator: "conditions", uses: [place].into(), by_figure: false });
            }
        }
        return idents;
    }
    for (place, list) in conditions.iter().enumerate() {
        for condition in list.iter().filter(|condition| condition.unique) {
            let by_figure = matches!(condition.who, Who::Place { .. } | Who::Where { .. });
            let (who, operator) = (Rc::new(condition.who.clone()), condition.operator);
            idents.push(Ident { who, operator, uses: [place].into(), by_figure });
        }
    }
    both_conditions(conditions, &mut idents);
    idents
}

/// Pairs of conditions of different sources that only together have one answer.
fn both_conditions(conditions: &[Vec<Condition>], idents: &mut Vec<Ident>) {
    let open = |list: &'_ Vec<Condition>| -> Vec<Condition> {
        list.iter().filter(|condition| !condition.unique).take(12).cloned().collect()
    };
    for first in 0..conditions.len() {
        for second in first..conditions.len() {
            if first == second && conditions.len() > 1 {
                continue;
            }
            for a in open(&conditions[first]) {
                for b in open(&conditions[second]) {
                    if a.who == b.who || same_kind(&a.who, &b.who) {
                        continue;
                    }
                    let by_figure = matches!(a.who, Who::Where { .. }) || matches!(b.who, Who::Where { .. });
                    let who = Rc::new(Who::Both(vec![a.who.clone(), b.who]));
                    idents.push(Ident { who, operator: "conditions", uses: [first, second].into(), by_figure });
                }
            }
        }
    }
}

fn same_kind(a: &Who, b: &Who) -> bool {
    match (a, b) {
        (Who::Where { measure: a, .. }, Who::Where { measure: b, .. }) => a.predicate == b.predicate,
        (Who::Related { relation: a, .. }, Who::Related { relation: b, .. }) => a == b,
        _ => false,
    }
}

fn conditions(scene: &Scene<'_>, source: &Source<'_>) -> Vec<Condition> {
    let k = scene.knowledge;
    let entity_type = k.entity_type(&scene.answer).to_owned();
    let mut found = Vec::new();
    for link in &source.links {
        let (other, forward) = other_end(link, &scene.answer);
        if other == &scene.answer || scene.matched.chain.contains(other) {
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
fn other_end<'a>(link: &LinkFact<'a>, entity: &Key) -> (&'a Key, bool) {
    if link.object == entity { (link.subject, true) } else { (link.object, false) }
}

/// Superlatives, ranks, thresholds and exact values that single the answer out of a set.
fn places(scene: &Scene<'_>, source: &Source<'_>, among: &Who, found: &mut Vec<Condition>) {
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
        if words.year_of.is_some() || k.stating(&measure.predicate).len() > SEARCHED {
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
        superlatives(scene, among, &measure, &values, found);
        if !related {
            thresholds(scene, among, &measure, quantity, &values, found);
        }
    }
}

fn superlatives(
    scene: &Scene<'_>,
    among: &Who,
    measure: &Measure,
    values: &[(Decimal, &Key)],
    found: &mut Vec<Condition>,
) {
    let Some(at) = values.iter().position(|(_, key)| **key == scene.answer) else {
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
    scene: &Scene<'_>,
    among: &Who,
    measure: &Measure,
    quantity: &Quantity,
    values: &[(Decimal, &Key)],
    found: &mut Vec<Condition>,
) {
    let Some(at) = values.iter().position(|(_, key)| **key == scene.answer) else {
        return;
    };
    let Some(factor) = quantity.base().and_then(|base| base.checked_div(quantity.value)) else {
        return;
    };
    let mut add = |test: Test, value: Decimal, operator: &'static str, unique: bool| {
        let precision = value.normalize().scale() as u8;
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
    let gap = high.checked_sub(low).filter(|gap| *gap > Decimal::ZERO)?;
    let mut step = Decimal::from(1_000_000_000);
    for _ in 0..14 {
        for share in [Decimal::ONE, Decimal::new(5, 1)] {
            let unit = step * share;
            if unit <= gap {
                let value = (low / unit).floor() * unit + unit;
                if value > low && value < high {
                    return Some(value.normalize());
                }
            }
        }
        step /= Decimal::TEN;
    }
    None
}

/// Questions about the answer from one source.
fn asks(scene: &Scene<'_>, source: &Source<'_>, language: Language) -> Vec<Rc<Candidate>> {
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
fn across(scene: &Scene<'_>) -> Vec<(BTreeSet<usize>, Vec<Rc<Candidate>>)> {
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
    if k.stating(&measure.predicate).len() > SEARCHED {
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
    if k.stating(&measure.predicate).len() > SEARCHED {
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

/// Two described entities of which the answer has more, or less.
fn compares(scene: &Scene<'_>, idents: &[Ident], found: &mut Vec<Candidate>) {
    let k = scene.knowledge;
    for ident in idents.iter().filter(|ident| described_by_relation(&ident.who)) {
        for source in scene.sources.iter().filter(|source| source.kind != Kind::Chunk) {
            for fact in &source.facts {
                let measure = fact.measure();
                for rival in &source.all {
                    let fits = rival.subject != &scene.answer
                        && !scene.matched.chain.contains(rival.subject)
                        && k.entity_type(rival.subject) == k.entity_type(&scene.answer)
                        && crate::facts::states(rival.assertion, &measure)
                        && literals(k, rival.subject, &measure).len() == 1;
                    if !fits || matches!(rival.assertion.object, AssertionObject::Text(_)) {
                        continue;
                    }
                    let (Some(a), Some(b)) = (fact.quantity(), rival.quantity()) else {
                        continue;
                    };
                    if !same_unit(a, b) || a.base() == b.base() {
                        continue;
                    }
                    let among = Who::Listed(vec![(*ident.who).clone(), Who::Named(rival.subject.clone())]);
                    let who = Who::Place {
                        among: Box::new(among),
                        measure: measure.clone(),
                        place: 1,
                        highest: a.base() > b.base(),
                    };
                    found.push(Candidate { operator: "compare", asked: Asked::Entity(who), result: None, law: None });
                }
            }
        }
    }
}

fn described_by_relation(who: &Who) -> bool {
    matches!(who, Who::Related { .. })
}

/// What a leftover source can do: describe an entity that the question names.
pub fn blurred(knowledge: &Knowledge, scene: &Scene<'_>, source: &Source<'_>, asked: &Asked) -> Vec<Asked> {
    // Members of a set that the question names as a whole are not named in it.
    if let Asked::Computed { terms, over: Some(_), .. } = asked
        && !matches!(terms.first(), Some(Term { who: Who::Related { .. }, .. }))
    {
        return vec![];
    }
    let mut spoken = asked.clone();
    if let Asked::Computed { terms, over: Some(_), .. } = &mut spoken {
        terms.truncate(1);
    }
    let text = serde_json::to_value(asked).unwrap_or_default();
    let spoken = serde_json::to_value(&spoken).unwrap_or_default();
    let mut found = Vec::new();
    for link in source.others.iter().chain(&source.links) {
        for (x, y, forward) in [(link.object, link.subject, true), (link.subject, link.object, false)] {
            let start = scene.matched.chain.first().filter(|_| scene.chain.is_some());
            if Some(x) == start || Some(y) == start || scene.matched.chain.contains(y) || y == &scene.answer {
                continue;
            }
            if mentions(&text, y) || !mentions(&spoken, x) {
                continue;
            }
            let who = Who::Related {
                relation: link.relation.to_owned(),
                forward,
                of: Box::new(Who::Named(y.clone())),
                entity_type: knowledge.entity_type(x).to_owned(),
            };
            if crate::denote::one(knowledge, &who).as_ref() != Ok(x) {
                continue;
            }
            let mut value = text.clone();
            replace(&mut value, x, &serde_json::to_value(&who).unwrap_or_default());
            found.extend(serde_json::from_value::<Asked>(value).ok());
        }
    }
    found
}

fn mentions(value: &serde_json::Value, key: &Key) -> bool {
    match value {
        serde_json::Value::Object(map) => {
            map.get("named").and_then(|name| name.as_str()) == Some(key.as_str())
                || map.values().any(|v| mentions(v, key))
        }
        serde_json::Value::Array(items) => items.iter().any(|v| mentions(v, key)),
        _ => false,
    }
}

fn replace(value: &mut serde_json::Value, key: &Key, with: &serde_json::Value) {
    let here = value.get("named").and_then(|name| name.as_str()) == Some(key.as_str());
    if here {
        *value = with.clone();
        return;
    }
    match value {
        serde_json::Value::Object(map) => map.values_mut().for_each(|v| replace(v, key, with)),
        serde_json::Value::Array(items) => items.iter_mut().for_each(|v| replace(v, key, with)),
        _ => {}
    }
}
