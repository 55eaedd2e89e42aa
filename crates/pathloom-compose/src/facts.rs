//! Literals of entities as the graph states them, and which of them are the same measure.

use crate::words::number::unit_en;
use pathloom_model::knowledge::Stated;
use pathloom_model::meaning::Measure;
use pathloom_model::metric::same_metric;
use pathloom_model::{Assertion, AssertionObject, Decimal, Key, Knowledge, Qualifiers, Quantity, Scenario};

/// One literal with the assertion that states it.
#[derive(Clone, Debug)]
pub struct Fact<'a> {
    pub key: &'a Key,
    pub subject: &'a Key,
    pub assertion: &'a Assertion,
}

impl<'a> Fact<'a> {
    /// None for an assertion about another entity.
    pub fn of(stated: Stated<'a>) -> Option<Fact<'a>> {
        let Stated { key, assertion, .. } = stated;
        let literal = assertion.object.entity().is_none();
        literal.then_some(Fact { key, subject: &assertion.subject, assertion })
    }

    pub fn quantity(&self) -> Option<&'a Quantity> {
        self.assertion.object.quantity()
    }

    pub fn measure(&self) -> Measure {
        Measure::new(self.assertion.predicate.clone(), self.assertion.qualifiers.clone())
    }

    pub fn period(&self) -> Option<&'a str> {
        self.assertion.qualifiers.period.as_deref()
    }
}

/// Literals of an entity for a measure, one for each distinct value; none when the graph has none.
pub fn literals<'a>(knowledge: &'a Knowledge, subject: &Key, measure: &Measure) -> Vec<Fact<'a>> {
    let mut found: Vec<Fact<'a>> = Vec::new();
    let Some(metric) = knowledge.metric(&measure.predicate) else { return found };
    let stated = knowledge.about(subject).filter(|stated| stated.metric == metric).filter_map(Fact::of);
    let attributed =
        |fact: &Fact<'_>| measure.said_in.as_ref().is_none_or(|document| said_in(knowledge, fact, document));
    for fact in stated.filter(|fact| same_limits(&fact.assertion.qualifiers, &measure.qualifiers)).filter(attributed) {
        add_distinct(&mut found, fact);
    }
    found
}

/// Whether a document states it.
pub fn said_in(knowledge: &Knowledge, fact: &Fact<'_>, document: &Key) -> bool {
    knowledge.node(fact.key).is_some_and(|node| node.spans.iter().any(|span| span.document == *document))
}

fn add_distinct<'a>(found: &mut Vec<Fact<'a>>, fact: Fact<'a>) {
    if found.iter().all(|earlier| !same_literal(&earlier.assertion.object, &fact.assertion.object)) {
        found.push(fact);
    }
}

/// What [`literals`] gives for each entity that has any, in the order of keys.
pub fn literals_of_all<'a>(knowledge: &'a Knowledge, measure: &Measure) -> Vec<Vec<Fact<'a>>> {
    let mut facts: Vec<Fact<'a>> = stating(knowledge, measure).collect();
    facts.sort_by(|a, b| a.subject.cmp(b.subject));
    let mut all: Vec<Vec<Fact<'a>>> = Vec::new();
    for fact in facts {
        match all.last_mut().filter(|own| own[0].subject == fact.subject) {
            Some(own) => add_distinct(own, fact),
            None => all.push(vec![fact]),
        }
    }
    all
}

/// Every entity that has a literal for this measure, each once, in the order of keys.
pub fn measured<'a>(knowledge: &'a Knowledge, measure: &Measure) -> Vec<&'a Key> {
    let mut subjects: Vec<&Key> = stating(knowledge, measure).map(|fact| fact.subject).collect();
    subjects.sort();
    subjects.dedup();
    subjects
}

/// Every literal for this measure.
pub fn stating<'a>(knowledge: &'a Knowledge, measure: &Measure) -> impl Iterator<Item = Fact<'a>> {
    let facts = knowledge.stating(&measure.predicate).filter_map(Fact::of);
    facts.filter(|fact| same_limits(&fact.assertion.qualifiers, &measure.qualifiers))
}

/// Same metric and same limits.
pub fn states(assertion: &Assertion, measure: &Measure) -> bool {
    same_metric(&assertion.predicate, &measure.predicate) && same_limits(&assertion.qualifiers, &measure.qualifiers)
}

/// "FY24" is "FY2024", no scenario is an actual figure; everything else as printed.
pub fn same_limits(a: &Qualifiers, b: &Qualifiers) -> bool {
    let scenario = |q: &Qualifiers| q.scenario.unwrap_or(Scenario::Actual);
    scenario(a) == scenario(b)
        && a.as_of == b.as_of
        && a.scope == b.scope
        && a.conditions == b.conditions
        && same_period(a.period.as_deref(), b.period.as_deref())
}

fn same_period(a: Option<&str>, b: Option<&str>) -> bool {
    // Equal keys end in the same digit: most periods are told apart without their keys.
    let last_digit = |period: &str| period.bytes().rev().find(u8::is_ascii_digit);
    let is_plain = |period: &str| period.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase());
    let ending = |period: &str| period.bytes().next_back().filter(u8::is_ascii_digit).is_some();
    match (a, b) {
        (Some(a), Some(b)) if a == b => true,
        (Some(a), Some(b)) if last_digit(a) != last_digit(b) => false,
        // "FY24" and "FY24", "FY23": of one length, spelled in the same way, and different.
        (Some(a), Some(b)) if a.len() == b.len() && is_plain(a) && is_plain(b) && ending(a) && ending(b) => false,
        (Some(a), Some(b)) => period_key(Some(a)) == period_key(Some(b)),
        (a, b) => a.is_none() && b.is_none(),
    }
}

/// A period for comparing: lower case, no spaces, "FY2024" and "2024财年" as "fy24", the mark of an estimate dropped.
pub fn period_key(period: Option<&str>) -> Option<String> {
    let compact: String = period?.to_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
    let compact = compact.trim_end_matches("预测").trim_end_matches("预计");
    let fiscal =
        compact.strip_prefix("fy").or_else(|| compact.strip_suffix("财年").or(compact.strip_suffix("财政年度")));
    let Some(year) = fiscal else {
        return Some(compact.trim_end_matches('年').to_owned());
    };
    let year = year.trim_end_matches(['e', 'f', 'p', 'a']);
    let short = if year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit()) { &year[2..] } else { year };
    Some(format!("fy{short}"))
}

/// A number that orders periods of one kind: FY23 < FY24, Q4 2023 < Q1 2024. `None` for anything else.
pub fn period_order(period: &str) -> Option<i64> {
    let key = period_key(Some(period))?;
    if let Some(year) = key.strip_prefix("fy") {
        return year.parse().ok();
    }
    let digits = |text: &str| text.parse::<i64>().ok();
    if key.len() == 4 || (key.len() == 5 && key.ends_with(['e', 'f', 'a'])) {
        return digits(&key[..4]).filter(|year| (1800..2200).contains(year)).map(|year| year * 4);
    }
    for letter in ["q", "h"] {
        if let Some(place) = key.find(letter) {
            let (before, after) = (&key[..place], &key[place + 1..]);
            let (part, year) = if before.is_empty() { after.split_at_checked(1)? } else { (after, before) };
            let year = digits(year.trim_matches('/'))?;
            let full = if year < 100 { year + 2000 } else { year };
            return Some(full * 4 + digits(part)?);
        }
    }
    None
}

/// "2024", "FY24" or a quarter: periods of the same kind may be compared.
pub fn period_kind(period: &str) -> String {
    let key = period_key(Some(period)).unwrap_or_default();
    key.chars().filter(|c| !c.is_ascii_digit()).collect()
}

/// Equal in value, whatever the printed digits and scale word.
pub fn same_literal(a: &AssertionObject, b: &AssertionObject) -> bool {
    match (a, b) {
        (AssertionObject::Quantity(a), AssertionObject::Quantity(b)) => same_unit(a, b) && a.base() == b.base(),
        (a, b) => a == b,
    }
}

/// Values brought to one scale, in the order given; `None` when units differ or a value does not fit.
pub fn comparable(quantities: &[&Quantity]) -> Option<Vec<Decimal>> {
    let first = quantities.first()?;
    quantities.iter().map(|quantity| same_unit(quantity, first).then(|| quantity.base()).flatten()).collect()
}

/// One unit, in whichever language it is printed.
pub fn same_unit(a: &Quantity, b: &Quantity) -> bool {
    a.unit == b.unit || unit_en(&a.unit.0) == unit_en(&b.unit.0)
}

/// One unit and one scale word: may be added as printed.
pub fn same_measure(a: &Quantity, b: &Quantity) -> bool {
    a.scale == b.scale && same_unit(a, b)
}
