//! Which names are one entity: names with their types → pairs that a rule merges, pairs that somebody should look at, and
//! pairs that are kept apart, each with its reason; then groups of names. Pure and deterministic; no model, no store.
//!
//! The way: [`Search::new`] → [`Search::pairs`] → decisions of persons and models → [`Search::settle`].

mod blocks;
mod differ;
mod ending;
mod form;
mod judge;
mod near;
mod reason;
mod settle;
mod short;
pub mod synthetic;

use judge::Judge;
pub use near::near_pairs;
use pathloom_model::MergeState;
pub use reason::Reason;
pub use settle::{Said, Settled};

/// A name as documents write it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Named<'a> {
    pub text: &'a str,
    pub entity_type: &'a str,
    /// Other names that documents give for it.
    pub aliases: Vec<&'a str>,
    /// From a list where each name is meant as it is written: never merged by rule.
    pub exact: bool,
}

/// What the rules ask of the world.
pub struct Rules<'a> {
    /// Whether two types may belong to one entity.
    pub compatible: &'a dyn Fn(&str, &str) -> bool,
    /// Whether a type is the second one or below it.
    pub is_a: &'a dyn Fn(&str, &str) -> bool,
    /// Whether the type says anything ("Thing" does not).
    pub is_told: &'a dyn Fn(&str) -> bool,
    /// Whether two names, by place, are known to be two: both stand in one sentence or in two rows of one column.
    pub together: &'a dyn Fn(usize, usize) -> bool,
}

/// Two names by place (`one < other`) and what is thought of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    pub one: u32,
    pub other: u32,
    pub state: MergeState,
    pub reason: Reason,
    /// 0..=1.
    pub similarity: f32,
}

/// Candidates of one name that are kept, and like names of one that are told to be others.
const KEPT: usize = 5;
const KEPT_APART: usize = 3;

/// Names made ready to be compared.
pub struct Search<'a> {
    judge: Judge<'a>,
}

impl<'a> Search<'a> {
    pub fn new(names: &'a [Named<'a>], rules: &'a Rules<'a>) -> Search<'a> {
        Search { judge: Judge::new(names, rules) }
    }

    /// Every pair worth a word, by place. Each name has at most [`KEPT`] candidates, the most alike.
    pub fn pairs(&self) -> Vec<Pair> {
        let mut all = Vec::new();
        blocks::pairs(&self.judge, |one, other| all.extend(self.pair(one, other)));
        kept(all)
    }

    /// The same with pairs whose vectors are near: what no rule speaks of becomes a candidate.
    pub fn with_vectors(&self, mut pairs: Vec<Pair>, near: &[(u32, u32, f32)]) -> Vec<Pair> {
        let known: std::collections::HashSet<(u32, u32)> = pairs.iter().map(|pair| (pair.one, pair.other)).collect();
        for &(one, other, similarity) in near.iter().filter(|(one, other, _)| !known.contains(&(*one, *other))) {
            let (a, b) = (one as usize, other as usize);
            let said = self.judge.compatible(a, b).then(|| self.judge.judge(a, b));
            if let Some(None) = said {
                pairs.push(Pair { one, other, state: MergeState::Candidate, reason: Reason::Vectors, similarity });
            }
        }
        kept(pairs)
    }

    fn pair(&self, one: usize, other: usize) -> Option<Pair> {
        let judged = self.judge.judge(one, other)?;
        let similarity = match judged.state {
            MergeState::KeptApart if !judged.reason.is_telling() => return None,
            MergeState::KeptApart => judge::similar(&self.judge.forms[one].plain, &self.judge.forms[other].plain),
            _ => judged.similarity,
        };
        let (one, other) = (one as u32, other as u32);
        Some(Pair { one, other, state: judged.state, reason: judged.reason, similarity })
    }

    /// Groups of names, with what was said by persons and models and what the rules make of the rest.
    pub fn settle(&self, pairs: Vec<Pair>, said: &[Said]) -> Settled {
        settle::settle(&self.judge, pairs, said)
    }

    /// Why, in words.
    pub fn words(&self, pair: &Pair) -> String {
        let places = [pair.one as usize, pair.other as usize];
        pair.reason.words(places.map(|at| &self.judge.names[at]), places.map(|at| &self.judge.forms[at]))
    }

    /// Why two names may not be one, whoever says so; `None` where they may.
    pub fn never(&self, one: usize, other: usize) -> Option<Reason> {
        (!self.judge.compatible(one, other)).then_some(Reason::Types)
    }
}

/// All merges; of the rest each name's best.
fn kept(mut all: Vec<Pair>) -> Vec<Pair> {
    all.sort_by(|a, b| b.similarity.total_cmp(&a.similarity).then((a.one, a.other).cmp(&(b.one, b.other))));
    let mut counts: std::collections::HashMap<(u32, bool), usize> = std::collections::HashMap::new();
    all.retain(|pair| {
        let (most, apart) = match pair.state {
            MergeState::Merged => return true,
            MergeState::Candidate => (KEPT, false),
            MergeState::KeptApart => (KEPT_APART, true),
        };
        let full = [pair.one, pair.other].iter().any(|&name| counts.get(&(name, apart)).is_some_and(|n| *n >= most));
        if !full {
            [pair.one, pair.other].iter().for_each(|&name| *counts.entry((name, apart)).or_default() += 1);
        }
        !full
    });
    all.sort_by_key(|pair| (pair.one, pair.other));
    all
}

#[cfg(test)]
mod tests;
