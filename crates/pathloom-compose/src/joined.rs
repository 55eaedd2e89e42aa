//! How a path describes its end where evidence stands in the chain, or beside its middle: by what a table or statement
//! says of both its neighbours, by a figure that sets them against each other or singles out the entity in the middle.

use crate::conditions::{conditions, places};
use crate::denote::{one, value_of};
use crate::facts::{literals, same_unit, states};
use crate::law::{measures, of_formula};
use crate::no_sample::{NoSample, Reason};
use crate::scene::{Scene, Source, related};
use pathloom_model::lexicon::built_in;
use pathloom_model::meaning::{Asked, Measure, Test, Than, Who};
use pathloom_model::{Key, Kind};

/// Ways to describe one entity of the chain that are followed further.
const FOLLOWED: usize = 24;

/// Descriptions of the answer that take every node of the chain, those by figures first; never empty.
pub fn joined(scene: &Scene<'_>) -> Result<Vec<Who>, NoSample> {
    let chain = &scene.matched.chain;
    let stale = || NoSample::new(Reason::Stale, "the path names nodes that are no longer in the graph");
    let mut all = vec![Who::Named(chain.first().ok_or_else(stale)?.clone())];
    let mut at = 0;
    while at + 1 < chain.len() {
        let (from, next) = (&chain[at], &chain[at + 1]);
        if next.kind() == Kind::Entity {
            let hop = scene.matched.hops.iter().find(|hop| hop.on_chain && hop.from == *from && hop.to == *next);
            let hop = hop.ok_or_else(stale)?;
            all = all.into_iter().map(|who| related(scene.knowledge, hop, who)).collect::<Result<_, _>>()?;
            at += 1;
        } else {
            let to = chain.get(at + 2).ok_or_else(stale)?;
            let source = scene.sources.iter().find(|source| source.key == *next).ok_or_else(stale)?;
            all = through(scene, &all, from, source, to);
            if all.is_empty() {
                return Err(unlinked(scene, from, source, to));
            }
            at += 2;
        }
        if at + 1 < chain.len() {
            all = singled_out(scene, all, &chain[at]);
        }
        all.truncate(FOLLOWED);
    }
    Ok(all)
}

/// The entity behind a piece of evidence, by what that states of it and of the entity before.
fn through(scene: &Scene<'_>, before: &[Who], from: &Key, source: &Source<'_>, to: &Key) -> Vec<Who> {
    let k = scene.knowledge;
    let mut found = Vec::new();
    let is_end = *to == scene.answer;
    for who in before {
        if !is_end {
            compared(scene, who, from, source, to, &mut found);
            reckoned(scene, who, from, source, to, &mut found);
        }
        let mut relations: Vec<(&str, bool)> = Vec::new();
        for link in &source.links {
            let ends = if link.subject == to { (link.object, false) } else { (link.subject, true) };
            let relation = (link.relation, ends.1);
            if ends.0 == from && !relations.contains(&relation) && built_in().relation(link.relation).is_some() {
                relations.push(relation);
            }
        }
        for (relation, forward) in relations {
            let entity_type = k.entity_type(to).to_owned();
            let of = Box::new(who.clone());
            let who = Who::Related { relation: relation.to_owned(), forward, of, entity_type };
            match one(k, &who).is_ok() || is_end {
                true => found.push(who),
                false => superlatives(scene, source, &who, &mut found),
            }
        }
    }
    found
}

/// "Whichever of the two had the higher revenue", "the only one with a higher revenue".
fn compared(scene: &Scene<'_>, who: &Who, from: &Key, source: &Source<'_>, to: &Key, found: &mut Vec<Who>) {
    let k = scene.knowledge;
    let entity_type = k.entity_type(to);
    if !matches!(who, Who::Named(_)) || k.entity_type(from) != entity_type {
        return;
    }
    for fact in source.all.iter().filter(|fact| fact.subject == to) {
        let measure = fact.measure();
        let known = |key: &Key| literals(k, key, &measure).len() == 1;
        let other = source.all.iter().find(|other| other.subject == from && states(other.assertion, &measure));
        let Some((a, b)) = fact.quantity().zip(other.and_then(|other| other.quantity())) else { continue };
        if !same_unit(a, b) || a.base() == b.base() || !known(from) || !known(to) {
            continue;
        }
        let highest = a.base() > b.base();
        let parts = vec![who.clone(), Who::Named(to.clone())];
        let among = Box::new(Who::Listed(parts));
        found.push(Who::Place { among, measure: measure.clone(), place: 1, highest });
        let only = only(entity_type, &measure, highest, who);
        if one(k, &only).as_ref() == Ok(to) {
            found.push(only);
        }
    }
}

/// "Whichever of the two has the higher COP", which a formula gives for both.
fn reckoned(scene: &Scene<'_>, who: &Who, from: &Key, source: &Source<'_>, to: &Key, found: &mut Vec<Who>) {
    let k = scene.knowledge;
    if source.kind != Kind::Formula || !matches!(who, Who::Named(_)) || k.entity_type(from) != k.entity_type(to) {
        return;
    }
    let own = of_formula(k, from, &source.key);
    for other in of_formula(k, to, &source.key) {
        let (Some(law), Asked::Computed { expression, .. }) = (other.law, &other.asked) else { continue };
        let needed: Vec<Measure> = measures(&other.asked).into_iter().cloned().collect();
        let same = own.iter().any(|own| measures(&own.asked).into_iter().eq(&needed));
        let value = |key: &Key| value_of(k, key, expression, &needed).ok();
        let (true, Some(a), Some(b)) = (same, value(to), value(from)) else { continue };
        if a != b {
            found.push(Who::Computed {
                among: vec![who.clone(), Who::Named(to.clone())],
                result: law.result,
                expression: expression.clone(),
                measures: needed,
                highest: a > b,
            });
        }
    }
}

fn only(entity_type: &str, measure: &Measure, above: bool, than: &Who) -> Who {
    let test = if above { Test::Above } else { Test::Below };
    let among = Box::new(Who::Typed(entity_type.to_owned()));
    Who::Where { among, measure: measure.clone(), test, than: Than::Of(Box::new(than.clone())) }
}

/// Of a set that a relation describes, the one with the highest figure, and so on.
fn superlatives(scene: &Scene<'_>, source: &Source<'_>, set: &Who, found: &mut Vec<Who>) {
    let mut conditions = Vec::new();
    places(scene, source, set, &mut conditions);
    found.extend(conditions.into_iter().filter(|condition| condition.unique).map(|condition| condition.who));
}

/// The entity in the middle by what the evidence beside it states, where the chain alone leaves open which one it is.
fn singled_out(scene: &Scene<'_>, all: Vec<Who>, middle: &Key) -> Vec<Who> {
    let k = scene.knowledge;
    let beside: Vec<&Source<'_>> = scene
        .sources
        .iter()
        .filter(|source| source.about == *middle && !scene.matched.chain.contains(&source.key))
        .collect();
    let mut found = Vec::new();
    for who in all {
        if one(k, &who).is_ok() {
            found.push(who);
            continue;
        }
        for source in &beside {
            superlatives(scene, source, &who, &mut found);
            for condition in conditions(scene, source) {
                if matches!(condition.who, Who::Place { .. }) {
                    continue;
                }
                let both = Who::Both(vec![who.clone(), condition.who]);
                if one(k, &both).is_ok() {
                    found.push(both);
                }
            }
        }
        found.push(who);
    }
    found
}

fn unlinked(scene: &Scene<'_>, from: &Key, source: &Source<'_>, to: &Key) -> NoSample {
    let k = scene.knowledge;
    let (name, from, to) = (k.name(&source.key), k.name(from), k.name(to));
    match source.kind {
        Kind::Image if source.all.is_empty() => NoSample::new(
            Reason::NeedsModel,
            format!("the values in “{name}” are drawn, not written: reading them needs a vision model"),
        ),
        Kind::Assertion => {
            NoSample::new(Reason::NoVerbalForm, format!("there are no words for the relation that “{name}” states"))
        }
        Kind::Formula => NoSample::new(
            Reason::UnboundSymbols,
            format!("the symbols of “{name}” are not all bound to known values of {from} and of {to}"),
        ),
        _ => NoSample::new(
            Reason::NoLink,
            format!("“{name}” names {from} and {to}, but says nothing of the one with respect to the other"),
        ),
    }
}
