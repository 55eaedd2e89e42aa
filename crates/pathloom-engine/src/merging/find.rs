//! The names of all documents → which of them are one entity: by the documents' own word, by rules, by what models and
//! persons decided; with everything that is worth telling of it.

use super::together::Together;
use super::types;
use crate::embedding::Vectors;
use pathloom_extract::{Apart, Decision, Identities, Identity, Kinship, LedgerEntry, Names};
use pathloom_graph::merge::{Named, Pair, Rules, Said, Search, Settled};
use pathloom_model::{Key, MergeBy, MergeState};
use pathloom_store::table::merges::{BuildMerges, FoundMerge, LeftOutRow, MemberRow, MergeSide};
use std::collections::{BTreeMap, HashMap, HashSet};

/// What models and persons decided: (one, other, state, by).
pub type Decisions = Vec<(Key, Key, MergeState, MergeBy)>;

/// Names beyond which no candidates are looked for: a list of a million triples is a graph of its own.
pub const AT_ONCE: usize = 300_000;
/// Pairs of each state that are kept.
const CANDIDATES: usize = 20_000;
const APART: usize = 10_000;
const MERGED: usize = 200_000;
const LEFT_OUT: usize = 2_000;
const MEMBERS: usize = 200;
const ALIASES: usize = 8;

pub struct Merging {
    pub identities: Identities,
    /// For each identity the first of those that it is one with.
    pub first: Vec<u32>,
    pub build: BuildMerges,
    pub places: Places,
}

/// Every key that a name has by itself → the place of its identity.
pub struct Places(HashMap<Key, u32>);

impl Places {
    /// Whether two keys belong to one entity, where `first` says which identities are one.
    pub fn is_one(&self, first: &[u32], one: &Key, other: &Key) -> bool {
        let first = |key: &Key| self.0.get(key).map(|&place| first[place as usize]);
        first(one).is_some_and(|one| first(other) == Some(one))
    }
}

/// `decisions` are those of models and persons. `together` tells which names stand side by side as two.
/// `kinship` which types may be one. `vectors`, where a model gave some, bring up candidates that no letters join.
pub fn find(
    names: &[Names],
    decisions: &Decisions,
    together: &Together,
    kinship: &Kinship,
    vectors: &Vectors,
) -> Merging {
    let apart = decisions.iter().filter(|it| it.2 == MergeState::KeptApart).map(|it| (it.0.clone(), it.1.clone()));
    let identities = Identities::of(names, &Apart::of(apart), kinship.clone());
    if identities.len() > AT_ONCE {
        return without_search(names, identities, decisions);
    }
    let all: Vec<Identity> = (0..identities.len()).map(|at| identities.identity(at, names)).collect();
    let mut places: HashMap<Key, u32> = all
        .iter()
        .zip(0..)
        .flat_map(|(identity, place)| identity.parts.iter().map(move |part| (part.0.clone(), place)))
        .collect();
    place_others(&mut places, decisions, &identities, names);
    let named: Vec<Named> = all.iter().map(named).collect();
    let known_two = |one: usize, other: usize| together.are(&all[one], &all[other]);
    let compatible = |one: &str, other: &str| kinship.compatible(one, other);
    let is_a = |kind: &str, wanted: &str| kinship.is_a(kind, wanted);
    let rules = Rules { compatible: &compatible, is_a: &is_a, is_told: &types::is_told, together: &known_two };
    let said: Vec<Said> = decisions.iter().filter_map(|it| said(it, &places)).collect();
    let search = Search::new(&named, &rules);
    let near = vectors.near(all.iter().map(|identity| (identity.first.text.as_str(), identity.entity_type)));
    let settled = search.settle(search.with_vectors(search.pairs(), &near), &said);
    let reasons: Vec<String> = settled.pairs.iter().map(|pair| search.words(pair)).collect();
    let describe = |at: u32| side(&all[at as usize], identities.description(at as usize, names));
    let members = members(&all, &settled, &reasons, names);
    let found = found(&settled, &reasons, &describe, stated_by_documents(&all));
    let build = BuildMerges { found, members, ..BuildMerges::default() };
    let first = settled.first;
    drop(search);
    drop(named);
    drop(all);
    Merging { identities, first, build, places: Places(places) }
}

/// Names that somebody decided about and that are one with others of the very same name.
fn place_others(places: &mut HashMap<Key, u32>, decisions: &Decisions, identities: &Identities, names: &[Names]) {
    let decided = decisions.iter().flat_map(|(one, other, ..)| [one, other]);
    let wanted: HashSet<&Key> = decided.filter(|key| !places.contains_key(*key)).collect();
    for at in (0..identities.len()).filter(|_| !wanted.is_empty()) {
        for key in identities.keys(at, names).filter(|key| wanted.contains(key)) {
            places.insert(key, at as u32);
        }
    }
}

/// What somebody decided and what documents say holds all the same, in the order of the pairs.
fn without_search(names: &[Names], identities: Identities, decisions: &Decisions) -> Merging {
    let note = format!("{} names are too many to look for candidates in each build.", identities.len());
    let mut first: Vec<u32> = (0..identities.len() as u32).collect();
    let mut places: HashMap<Key, u32> = HashMap::new();
    for at in (0..identities.len()).filter(|&at| !decisions.is_empty() || identities.has_parts(at)) {
        let parts = identities.identity(at, names).parts;
        places.extend(parts.into_iter().map(|part| (part.0, at as u32)));
    }
    place_others(&mut places, decisions, &identities, names);
    for said in decisions.iter().filter_map(|it| said(it, &places)).filter(|it| it.is_one) {
        let (a, b) = (first[said.one as usize], first[said.other as usize]);
        let group =
            |of: u32| first.iter().zip(0..).filter(move |(first, _)| **first == of).map(|(_, at): (_, usize)| at);
        let kind = |at: usize| identities.identity(at, names).entity_type.to_owned();
        let fit = group(a).all(|x| group(b).all(|y| types::compatible(&kind(x), &kind(y))));
        if fit {
            first.iter_mut().filter(|it| **it == a.max(b)).for_each(|it| *it = a.min(b));
        }
    }
    let several: Vec<usize> = (0..identities.len()).filter(|&at| identities.has_parts(at)).collect();
    let found =
        several.iter().flat_map(|&at| stated_by_documents(&[identities.identity(at, names)])).take(MERGED).collect();
    let build = BuildMerges { found, note, ..BuildMerges::default() };
    Merging { identities, first, build, places: Places(places) }
}

fn named<'a>(identity: &Identity<'a>) -> Named<'a> {
    Named {
        text: &identity.first.text,
        entity_type: identity.entity_type,
        aliases: identity.aliases.clone(),
        exact: identity.first.exact,
    }
}

fn said((one, other, state, by): &(Key, Key, MergeState, MergeBy), places: &HashMap<Key, u32>) -> Option<Said> {
    let (one, other) = (*places.get(one)?, *places.get(other)?);
    (one != other).then(|| Said { one, other, is_one: *state == MergeState::Merged, by: *by })
}

fn side(identity: &Identity, description: &str) -> MergeSide {
    MergeSide {
        key: identity.key.clone(),
        name: identity.first.text.clone(),
        entity_type: identity.entity_type.to_owned(),
        aliases: identity.aliases.iter().take(ALIASES).map(|alias| (*alias).to_owned()).collect(),
        description: description.chars().take(600).collect(),
        span: Some(identity.first.span.clone()),
    }
}

/// The pairs that rules speak of, and those that the documents' own word made one.
fn found(
    settled: &Settled,
    reasons: &[String],
    describe: &dyn Fn(u32) -> MergeSide,
    stated: Vec<FoundMerge>,
) -> Vec<FoundMerge> {
    let mut order: Vec<(&Pair, &String)> = settled.pairs.iter().zip(reasons).collect();
    order.sort_by(|a, b| {
        b.0.similarity.total_cmp(&a.0.similarity).then((a.0.one, a.0.other).cmp(&(b.0.one, b.0.other)))
    });
    let mut left = [CANDIDATES, MERGED, APART];
    let mut found: Vec<FoundMerge> = stated.into_iter().take(MERGED).collect();
    for (pair, reason) in order {
        let place = pair.state as usize;
        if left[place] == 0 {
            continue;
        }
        left[place] -= 1;
        found.push(FoundMerge {
            one: describe(pair.one),
            other: describe(pair.other),
            state: pair.state,
            reason: reason.clone(),
            similarity: Some(pair.similarity),
        });
    }
    found
}

/// What was one before any rule was asked: a name that a document gives, a corporate suffix left out.
fn stated_by_documents(all: &[Identity]) -> Vec<FoundMerge> {
    let mut found = Vec::new();
    for identity in all.iter().filter(|identity| identity.parts.len() > 1) {
        let part = |at: usize| {
            let (key, name, ..) = &identity.parts[at];
            MergeSide {
                key: key.clone(),
                name: name.text.clone(),
                entity_type: name.entity_type.clone(),
                aliases: name.aliases.iter().take(ALIASES).map(|alias| alias.text.clone()).collect(),
                description: name
                    .definition
                    .as_ref()
                    .map_or_else(String::new, |it| it.text.chars().take(600).collect()),
                span: Some(name.span.clone()),
            }
        };
        for at in 1..identity.parts.len().min(MEMBERS) {
            let whys = [identity.parts[at].3, identity.parts[0].3];
            let why = whys.into_iter().find(|why| !why.is_empty()).unwrap_or("a document takes them as one");
            found.push(FoundMerge {
                one: part(0),
                other: part(at),
                state: MergeState::Merged,
                reason: why.to_owned(),
                similarity: None,
            });
        }
    }
    found
}

/// Of each entity of several names, every name with the reason why it belongs.
fn members(all: &[Identity], settled: &Settled, reasons: &[String], names: &[Names]) -> BTreeMap<Key, Vec<MemberRow>> {
    let mut why: HashMap<u32, &str> = HashMap::new();
    for (pair, reason) in settled.pairs.iter().zip(reasons).filter(|(pair, _)| pair.state == MergeState::Merged) {
        for place in [pair.one, pair.other].into_iter().filter(|&place| settled.first[place as usize] != place) {
            why.entry(place).or_insert(reason);
        }
    }
    let mut groups: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (place, &first) in settled.first.iter().enumerate() {
        if first as usize != place || all[place].parts.len() > 1 {
            groups.entry(first).or_default().push(place as u32);
        }
    }
    let mut members = BTreeMap::new();
    for (first, mut places) in groups {
        if places.first() != Some(&first) {
            places.insert(0, first);
        }
        let rows = places.iter().flat_map(|&place| {
            let identity = &all[place as usize];
            let joined = why.get(&place).copied().unwrap_or(if place == first { "" } else { "decided" });
            identity.parts.iter().map(move |(_, name, document, own)| MemberRow {
                name: name.text.clone(),
                entity_type: name.entity_type.clone(),
                document: names[*document as usize].document.clone(),
                aliases: name.aliases.iter().take(ALIASES).map(|alias| alias.text.clone()).collect(),
                why: if own.is_empty() { joined.to_owned() } else { (*own).to_owned() },
            })
        });
        members.insert(all[first as usize].key.clone(), rows.take(MEMBERS).collect());
    }
    members
}

/// What resolution kept apart or dropped where there is no pair to decide about.
pub fn left_out(ledger: &[LedgerEntry]) -> Vec<LeftOutRow> {
    let others = ledger.iter().filter(|entry| entry.decision != Decision::Merged);
    let word = |decision: Decision| if decision == Decision::Dropped { "dropped" } else { "kept_apart" };
    let row = |entry: &LedgerEntry| (word(entry.decision).to_owned(), entry.names.clone(), entry.why.clone());
    others.take(LEFT_OUT).map(row).collect()
}
