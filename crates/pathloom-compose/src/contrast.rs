//! Questions that set two things against each other because the template does: the answer and its rival, two dated
//! statements about it, figures of it in two documents.

use crate::candidates::{Candidate, ResultForm};
use crate::denote::{entities, one};
use crate::facts::{Fact, period_kind, said_in, same_measure, same_unit, states};
use crate::no_sample::{NoSample, Reason};
use crate::scene::{Scene, Source};
use crate::words::metric::metric;
use pathloom_model::meaning::{Asked, Measure, Pick, Term, Test, Than, Who};
use pathloom_model::{AssertionObject, Key, Kind, Language, Match};

/// Operators that compare figures of two documents.
pub const COMPARING: [&str; 9] =
    ["discrepancy", "growth", "difference over time", "margin", "cover", "per head", "difference", "ratio", "compare"];

/// Which of the two, and by how much: of the answer and the rival, which the start leads to in the same way.
pub fn contrasts(scene: &Scene<'_>, language: Language) -> Vec<Candidate> {
    let (k, mut found) = (scene.knowledge, Vec::new());
    let (Some(rival), Some(set)) = (&scene.rival, &scene.chain) else { return found };
    let Ok(all) = entities(k, set) else { return found };
    if !all.contains(rival) || !all.contains(&scene.answer) {
        return found;
    }
    for source in scene.sources.iter().filter(|source| source.about == scene.answer) {
        for fact in &source.facts {
            let measure = fact.measure();
            let other = source.all.iter().find(|other| other.subject == rival && states(other.assertion, &measure));
            let Some((a, b)) = fact.quantity().zip(other.and_then(Fact::quantity)) else { continue };
            let words = metric(&measure.predicate, Some(a), language);
            if !same_unit(a, b) || a.base() == b.base() || words.is_none_or(|words| words.year_of.is_some()) {
                continue;
            }
            let highest = a.base() > b.base();
            let candidate = |operator, asked| Candidate { operator, asked, result: None, law: None };
            let test = if highest { Test::Above } else { Test::Below };
            let than = Than::Of(Box::new(Who::Named(rival.clone())));
            let outdone = Who::Where { among: Box::new(set.clone()), measure: measure.clone(), test, than };
            if one(k, &outdone).as_ref() == Ok(&scene.answer) {
                found.push(candidate("outdo", Asked::Entity(outdone)));
            }
            if all.len() != 2 {
                continue;
            }
            let place =
                |highest| Who::Place { among: Box::new(set.clone()), measure: measure.clone(), place: 1, highest };
            found.push(candidate("which of two", Asked::Entity(place(highest))));
            if same_measure(a, b) {
                let term = |symbol: &str, highest| Term {
                    symbol: symbol.into(),
                    who: place(highest),
                    measure: measure.clone(),
                };
                let terms = vec![term("a", true), term("b", false)];
                let asked = Asked::Computed { expression: "a - b".into(), terms, over: None };
                let unit = if a.unit.is_percent() { "percentage points".into() } else { a.unit.0.clone() };
                let precision = u32::from(a.precision.max(b.precision));
                let result = Some(ResultForm { unit, scale: a.scale, precision, rounded: false });
                found.push(Candidate { operator: "gap", asked, result, law: None });
            }
        }
    }
    found
}

/// By how much two documents differ on one figure of the answer, each named by what it says.
pub fn discrepancies(scene: &Scene<'_>) -> Vec<Candidate> {
    let k = scene.knowledge;
    let document = |source: &Source<'_>| k.node(&source.key).and_then(|node| node.document.clone());
    let mut found = Vec::new();
    for (at, first) in scene.sources.iter().enumerate() {
        for second in &scene.sources[at + 1..] {
            let (Some(one), Some(other)) = (document(first), document(second)) else { continue };
            for (a, b) in first.facts.iter().flat_map(|a| second.facts.iter().map(move |b| (a, b))) {
                let (Some(qa), Some(qb)) = (a.quantity(), b.quantity()) else { continue };
                let contested = one != other && states(b.assertion, &a.measure()) && same_measure(qa, qb);
                let apart = !said_in(k, a, &other) && !said_in(k, b, &one);
                if !contested || !apart || qa.value == qb.value {
                    continue;
                }
                // The larger figure first.
                let ((a, one), (b, other)) =
                    if qa.value > qb.value { ((a, &one), (b, &other)) } else { ((b, &other), (a, &one)) };
                let term = |symbol: &str, fact: &Fact<'_>, document: &Key| Term {
                    symbol: symbol.into(),
                    who: Who::Named(scene.answer.clone()),
                    measure: Measure { said_in: Some(document.clone()), ..fact.measure() },
                };
                let terms = vec![term("a", a, one), term("b", b, other)];
                let asked = Asked::Computed { expression: "a - b".into(), terms, over: None };
                let unit = if qa.unit.is_percent() { "percentage points".into() } else { qa.unit.0.clone() };
                let precision = u32::from(qa.precision.max(qb.precision));
                let result = Some(ResultForm { unit, scale: qa.scale, precision, rounded: false });
                found.push(Candidate { operator: "discrepancy", asked, result, law: None });
            }
        }
    }
    found
}

/// The set and the measure of a question for the gap between the two members of a set, neither of which it names.
pub fn gap(asked: &Asked) -> Option<(&Who, &Measure)> {
    let Asked::Computed { terms, over: None, .. } = asked else { return None };
    let [Term { who: a, .. }, Term { who: b, .. }] = terms.as_slice() else { return None };
    match (a, b) {
        (
            Who::Place { among, measure, place: 1, highest: true },
            Who::Place { among: other, measure: same, place: 1, highest: false },
        ) if among == other && measure == same => Some((among, measure)),
        _ => None,
    }
}

/// Whether the match holds two statements in one slot: what they say is to be ordered in time.
pub fn is_dated(matched: &Match) -> bool {
    matched.bindings.iter().any(|binding| {
        let is_statement = |key: &&Key| key.kind() == Kind::Assertion;
        binding.nodes.iter().filter(is_statement).count() > 1
    })
}

/// In which of two periods a figure was higher; changes over time are found with those of any two sources.
pub fn which_period(scene: &Scene<'_>) -> Option<Candidate> {
    let facts: Vec<&Fact<'_>> = scene.sources.iter().flat_map(|source| &source.facts).collect();
    let [a, b] = facts.as_slice() else { return None };
    let (before, after) = (a.period()?, b.period()?);
    let (qa, qb) = (a.quantity()?, b.quantity()?);
    let mut measure = a.measure();
    let mut other = b.measure();
    measure.qualifiers.period = None;
    other.qualifiers.period = None;
    let yearly = |period: &str| matches!(period_kind(period).as_str(), "" | "fy");
    let differ = before != after && yearly(before) && period_kind(before) == period_kind(after);
    if measure != other || !differ || !same_measure(qa, qb) || qa.value == qb.value {
        return None;
    }
    let periods = vec![before.to_owned(), after.to_owned()];
    let who = Who::Named(scene.answer.clone());
    // Asked alternately, as the two happen to be bound.
    let pick = if qa.value > qb.value { Pick::Highest } else { Pick::Lowest };
    let asked = Asked::Period { who, measure, periods, pick };
    Some(Candidate { operator: "which period", asked, result: None, law: None })
}

/// Why the two cannot be set against each other; `None` where that is not the trouble.
pub fn incomparable(scene: &Scene<'_>) -> Option<NoSample> {
    let k = scene.knowledge;
    let answer = k.name(&scene.answer);
    if let Some(rival) = &scene.rival {
        let rival = k.name(rival);
        return Some(NoSample::new(
            Reason::NothingToCompare,
            format!("{answer} and {rival} are not linked to the start in the same way, or share no figure here"),
        ));
    }
    if is_dated(scene.matched) {
        let said = |object: &AssertionObject| object.entity().is_none();
        let metrics: Vec<&str> = scene
            .sources
            .iter()
            .filter_map(|source| k.assertion(&source.key))
            .filter(|assertion| said(&assertion.object))
            .map(|assertion| assertion.predicate.as_str())
            .collect();
        let metrics = metrics.join("” and “");
        return Some(NoSample::new(
            Reason::NothingToCompare,
            format!(
                "“{metrics}” of {answer} is not one figure at two times: nothing changes from the one to the other"
            ),
        ));
    }
    scene.apart.then(|| {
        NoSample::new(
            Reason::NothingToCompare,
            format!("the two documents give no figures of {answer} that go together"),
        )
    })
}
