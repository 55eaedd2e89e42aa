//! All matches of a small set, in a seeded order in which each next one is drawn in proportion to its weight among
//! those left (the keys of Efraimidis and Spirakis).

use crate::draw::Raw;
use crate::masses::AnyMasses;
use crate::plan::Plan;
use crate::random::Random;
use crate::sample::hash;
use crate::shape::weighted_nodes;
use crate::trees::trees;
use crate::walker::{Stopped, Work, list_matches};
use crate::weights::NodeWeights;
use std::sync::atomic::AtomicBool;

/// Work units after which listing is given up: some ten seconds.
pub(crate) const LIST_WORK: u64 = 1_000_000_000;
/// Matches held at most while listing.
pub(crate) const MOST_HELD: usize = 1 << 21;

/// Matches still to come, the next one last.
#[derive(Debug, Default)]
pub(crate) struct Listing {
    matches: Vec<(f64, Raw)>,
    /// Matches of each answer, by node; empty where weights do not level answers.
    answers: Vec<u64>,
    round: u64,
    /// The search ended before every match was seen.
    pub is_cut: bool,
}

impl Listing {
    pub fn next(&mut self) -> Option<Raw> {
        self.matches.pop().map(|(_, raw)| raw)
    }

    /// New keys from new weights.
    pub fn reorder(&mut self, plan: &Plan, weights: &NodeWeights, seed: u64) {
        self.round += 1;
        let weights = weights.all(plan);
        for (key, raw) in &mut self.matches {
            *key = order_key(plan, &weights, seed, self.round, raw, &self.answers);
        }
        self.sort();
    }

    /// Smallest key last; equal keys by the numbers of the match.
    fn sort(&mut self) {
        self.matches.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then_with(|| b.1.cmp(&a.1)));
    }
}

/// Every match that is not `seen`, ordered; at most the first `keep` of them.
pub(crate) fn list_weighted(
    plan: &Plan,
    weights: &NodeWeights,
    seed: u64,
    keep: u64,
    seen: &dyn Fn(&Raw) -> bool,
    budget: u64,
    cancel: &AtomicBool,
) -> Listing {
    let mut listing = Listing::default();
    let asked = usize::try_from(keep).unwrap_or(usize::MAX);
    let keep = asked.clamp(1, MOST_HELD);
    let levelled = weights.levels_answers();
    if levelled {
        listing.answers = vec![0; plan.graph.node_count()];
    }
    let first_weights = if levelled { Vec::new() } else { weights.all(plan) };
    let mut add = |raw: Raw| {
        if levelled {
            listing.answers[raw[0] as usize] += 1;
        }
        if !seen(&raw) {
            // Levelled weights need the whole list first; the keys come after it.
            let key = if levelled { 0.0 } else { order_key(plan, &first_weights, seed, 0, &raw, &[]) };
            listing.matches.push((key, raw));
            if listing.matches.len() >= keep.saturating_mul(2).max(1 << 12) && !levelled {
                listing.sort();
                let surplus = listing.matches.len().saturating_sub(keep);
                listing.is_cut |= keep < asked && surplus > 0;
                listing.matches.drain(..surplus);
            }
        }
        listing.matches.len() < 2 * MOST_HELD
    };
    let mut work = Work::new(budget, cancel);
    let trees = trees(plan, &|_| true);
    let listed = match &*plan.masses() {
        AnyMasses::Narrow(masses) => list_matches(plan, masses, &trees, &mut work, &mut add),
        AnyMasses::Wide(masses) => list_matches(plan, masses, &trees, &mut work, &mut add),
        AnyMasses::Real(masses) => list_matches(plan, masses, &trees, &mut work, &mut add),
    };
    listing.is_cut |= listed == Err(Stopped) || listing.matches.len() >= 2 * MOST_HELD;
    if levelled {
        listing.reorder(plan, weights, seed);
    } else {
        listing.sort();
    }
    listing
}

/// Minus the natural logarithm of one less a number drawn from 0..1, of 53 random bits. Only operations that are exact to
/// the last bit everywhere: a logarithm of the system's library would order matches differently on another machine.
fn exponential(bits: u64) -> f64 {
    // One less the number is rest / 2^53 = part * 2^-halvings, with part in 1..2.
    let rest = (1u64 << 53) - (bits >> 11);
    let halvings = rest.leading_zeros() - 10;
    let part = (rest << halvings) as f64 / (1u64 << 53) as f64;
    // ln(part) = 2 artanh((part - 1) / (part + 1)), whose argument is below 1/3: each term is a ninth of the one before.
    let argument = (part - 1.0) / (part + 1.0);
    let square = argument * argument;
    let series = (0..TERMS).rev().fold(0.0, |sum, term| sum * square + 1.0 / f64::from(2 * term + 1));
    (f64::from(halvings) * std::f64::consts::LN_2 - 2.0 * argument * series).max(0.0)
}

/// As many as a double can tell.
const TERMS: u32 = 18;

/// Exponential with rate = weight: the smallest of them belongs to each match in proportion to its weight.
/// `weights`: by node; none where all are one. `answers`: matches by answer, where weights level them.
fn order_key(plan: &Plan, weights: &[f64], seed: u64, round: u64, raw: &Raw, answers: &[u64]) -> f64 {
    let bits = hash(raw);
    let mut random = Random::stream(seed ^ (bits >> 64) as u64, bits as u64 ^ round);
    let mut weight = 1.0;
    if !weights.is_empty() {
        weighted_nodes(plan, raw, &mut |node| weight *= weights[node as usize]);
    }
    weight /= answers.get(raw[0] as usize).copied().unwrap_or(1) as f64;
    exponential(random.next_u64()) / weight
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_logarithm_is_that_of_the_library_to_the_last_digits() {
        let mut random = Random::stream(1, 1);
        let bits = (0..10_000).map(|_| random.next_u64()).chain([1, 2, 3, 1 << 63, (1 << 63) - 1, u64::MAX]);
        for bits in bits {
            let expected = -(1.0 - (bits >> 11) as f64 / 2f64.powi(53)).ln();
            let found = exponential(bits);
            assert!((found - expected).abs() <= 1e-12 * expected.max(1e-3), "{bits}: {found} for {expected}");
        }
        assert!(exponential(0) == 0.0 && exponential(u64::MAX) > 36.0, "the ends are numbers too");
    }
}
