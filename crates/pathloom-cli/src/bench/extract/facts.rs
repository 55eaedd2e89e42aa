//! Statements held against the truth: each part, and the whole.

use super::score::{Count, Parts};
use super::truth::{Fact, Medium, Object, Truth};
use super::words;
use pathloom_engine::bench_extract::{Claim, ClaimObject, Extraction};
use pathloom_model::{Decimal, Quantity, Scenario};
use std::collections::BTreeMap;

/// What a claim and a fact agree in.
#[derive(Clone, Copy, Default)]
struct Agreement {
    subject: bool,
    predicate: bool,
    object: bool,
    unit: bool,
    period: bool,
    scenario: bool,
}

impl Agreement {
    fn whole(self) -> bool {
        self.subject && self.predicate && self.object && self.unit && self.period && self.scenario
    }

    /// How near: subject and object weigh most.
    fn weight(self) -> u32 {
        [(self.object, 4), (self.subject, 4), (self.predicate, 3), (self.period, 2), (self.unit, 1), (self.scenario, 1)]
            .iter()
            .filter(|(agrees, _)| *agrees)
            .map(|(_, weight)| weight)
            .sum()
    }
}

/// Relations that say one thing from its two ends.
const INVERSE: &[(&str, &str)] = &[
    ("develops", "developed_by"),
    ("makes", "made_by"),
    ("proposes", "proposed_by"),
    ("discovered", "discovered_by"),
    ("author_of", "written_by"),
    ("owns", "owned_by"),
    ("hosts_event", "hosted_by"),
    ("supplies", "supplied_by"),
    ("provides", "supplied_by"),
    ("has_capital", "capital_of"),
    ("part_of", "includes"),
    ("chairs", "chaired_by"),
    ("funds", "funded_by"),
    ("represents", "represented_by"),
    ("acquired", "acquired_by"),
    ("operates", "operated_by"),
    ("subsidiary_of", "parent_of"),
    ("replaced", "replaced_by"),
    ("party_to", "signed_by"),
    ("published_by", "publishes"),
];

/// "B develops A" for "A developed_by B": the same statement with its ends exchanged.
fn exchanged(claim: &Claim, ways: &[String]) -> bool {
    let said = claim.predicate.as_str();
    let inverse = |one: &str| INVERSE.iter().any(|(a, b)| (*a == said && *b == one) || (*b == said && *a == one));
    ways.iter().any(|way| inverse(way))
}

/// The claims of one document against its truth. What went wrong is told as lines.
pub fn score(truth: &Truth, read: &Extraction) -> (BTreeMap<&'static str, Count>, Parts, Vec<String>) {
    let surfaces = Surfaces::of(truth);
    let mut counts: BTreeMap<&'static str, Count> = BTreeMap::new();
    let (mut parts, mut told) = (Parts::default(), Vec::new());
    let mut found = vec![false; truth.facts.len()];
    for claim in &read.claims {
        let table = claim.method.starts_with("table");
        let medium = if table { "table" } else { "prose" };
        let agreements: Vec<Agreement> = truth.facts.iter().map(|fact| agree(fact, claim, read, &surfaces)).collect();
        let whole: Vec<usize> = (0..agreements.len()).filter(|&at| agreements[at].whole()).collect();
        for &at in &whole {
            let same = matches!((truth.facts[at].medium, table), (Medium::Table, true) | (Medium::Prose, false));
            found[at] |= same;
        }
        if !whole.is_empty() && whole.iter().all(|&at| truth.facts[at].medium == Medium::May) {
            continue;
        }
        let count = counts.entry(medium).or_default();
        count.found += 1;
        count.right_found += usize::from(!whole.is_empty());
        let nearest = agreements.iter().copied().max_by_key(|it| it.weight()).unwrap_or_default();
        parts.add(nearest.subject, nearest.predicate, nearest.object, nearest.unit, nearest.period && nearest.scenario);
        if whole.is_empty() {
            told.push(format!("wrong   {medium}  {}", line(claim, read)));
        }
    }
    for (fact, found) in truth.facts.iter().zip(&found) {
        let medium = match fact.medium {
            Medium::Table => "table",
            Medium::Prose => "prose",
            Medium::May => continue,
        };
        let count = counts.entry(medium).or_default();
        count.there += 1;
        count.right_there += usize::from(*found);
        if !found {
            told.push(format!("missed  {medium}  {}", meant(fact)));
        }
    }
    (counts, parts, told)
}

/// Which thing of the truth a name stands for.
pub struct Surfaces<'a>(BTreeMap<String, &'a str>);

impl<'a> Surfaces<'a> {
    pub fn of(truth: &'a Truth) -> Surfaces<'a> {
        let mut all = BTreeMap::new();
        for entity in &truth.entities {
            for surface in &entity.surfaces {
                all.entry(words::name(surface)).or_insert(entity.surfaces[0].as_str());
            }
        }
        Surfaces(all)
    }

    pub fn find(&self, text: &str) -> Option<&'a str> {
        self.0.get(&words::name(text)).copied()
    }

    /// The thing that a name of the document stands for, by its text, else by its other spellings.
    pub fn entity(&self, read: &Extraction, name: u32) -> Option<&'a str> {
        let name = &read.names[name as usize];
        self.find(&name.text).or_else(|| name.aliases.iter().find_map(|alias| self.find(&alias.text)))
    }
}

fn agree(fact: &Fact, claim: &Claim, read: &Extraction, surfaces: &Surfaces) -> Agreement {
    let same_thing = |way: &str, name: u32| {
        let text = &read.names[name as usize].text;
        surfaces.entity(read, name).is_some_and(|entity| surfaces.find(way) == Some(entity))
            || words::name(text) == words::name(way)
    };
    let (object, unit) = match (&fact.object, &claim.object) {
        (Object::Words(way), ClaimObject::Name(name)) => (same_thing(way, *name), true),
        (Object::Words(way), ClaimObject::Text(text)) => (words::name(way) == words::name(text), true),
        (Object::Figure { value, units, scales }, ClaimObject::Quantity(said)) => figure(value, units, scales, said),
        _ => (false, false),
    };
    let limits = &claim.qualifiers;
    let scope = [&limits.scope, &limits.conditions].into_iter().flatten().cloned().collect::<Vec<_>>().join(" ");
    let none = [String::new()];
    let scopes: &[String] = if fact.scope.is_empty() { &none } else { &fact.scope };
    let predicate = fact.predicate.iter().any(|way| {
        let relation = matches!(claim.object, ClaimObject::Name(_)) && *way == claim.predicate;
        relation || scopes.iter().any(|limit| words::same_statement((&claim.predicate, &scope), (way, limit)))
    });
    let other_end = match (&fact.object, &claim.object) {
        (Object::Words(way), ClaimObject::Name(name)) => {
            exchanged(claim, &fact.predicate)
                && same_thing(way, claim.subject)
                && fact.subject.iter().any(|way| same_thing(way, *name))
        }
        _ => false,
    };
    let said = limits.period.as_deref().or(limits.as_of.as_deref()).map(words::period).unwrap_or_default();
    let period = match fact.period.as_slice() {
        [] => said.is_empty(),
        ways => ways.iter().any(|way| words::period(way) == said),
    };
    Agreement {
        subject: other_end || fact.subject.iter().any(|way| same_thing(way, claim.subject)),
        predicate: other_end || predicate,
        object: other_end || object,
        unit: other_end || unit,
        period,
        scenario: limits.scenario.filter(|it| *it != Scenario::Actual)
            == scenario(&fact.scenario).filter(|it| *it != Scenario::Actual),
    }
}

fn scenario(word: &str) -> Option<Scenario> {
    match word {
        "estimate" => Some(Scenario::Estimate),
        "restated" => Some(Scenario::Restated),
        "guided" => Some(Scenario::Guided),
        _ => None,
    }
}

fn figure(value: &str, units: &[String], scales: &[i8], said: &Quantity) -> (bool, bool) {
    let Ok(value) = value.parse::<Decimal>() else {
        return (false, false);
    };
    let meant = |scale: i8| Quantity { value, scale, ..said.clone() }.base();
    let same = scales.iter().any(|scale| meant(*scale).is_some() && meant(*scale) == said.base());
    let unit = units.iter().any(|way| words::unit(way) == words::unit(&said.unit.0));
    (same || value == said.value, same && unit)
}

fn line(claim: &Claim, read: &Extraction) -> String {
    let name = |id: u32| read.names[id as usize].text.as_str();
    let object = match &claim.object {
        ClaimObject::Name(id) => name(*id).to_owned(),
        ClaimObject::Text(text) => format!("“{text}”"),
        ClaimObject::Quantity(it) => format!("{} {} e{}", it.value, it.unit.0, it.scale),
    };
    let limits = &claim.qualifiers;
    let scenario = limits.scenario.map(|it| format!("{it:?}"));
    let rest = [&limits.period, &limits.as_of, &scenario, &limits.scope, &limits.conditions];
    let rest: Vec<&str> = rest.into_iter().flatten().map(String::as_str).collect();
    format!("{} | {} | {object} | {}", name(claim.subject), claim.predicate, rest.join("; "))
}

fn meant(fact: &Fact) -> String {
    let object = match &fact.object {
        Object::Words(words) => words.clone(),
        Object::Figure { value, units, scales } => format!("{value} {} e{}", units.join("/"), scales[0]),
    };
    let limits = [&fact.period.join("/"), &fact.scenario, &fact.scope.join("/")].map(String::as_str).join("; ");
    format!("{} | {} | {object} | {limits}", fact.subject.join("/"), fact.predicate.join("/"))
}
