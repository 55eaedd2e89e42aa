//! Merging measured on invented names with known truth, for `pathloom bench merge`: one thread, clustering alone.

use crate::bench::{cpu_seconds, peak_memory};
use crate::merging::types;
use pathloom_graph::merge::{Rules, Search, synthetic};
use std::time::Instant;

/// Figures of one round: processor seconds, wall seconds, bytes at the peak of the process, and pairwise quality.
#[expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
pub fn merge(names: usize, seed: u64) -> serde_json::Value {
    let made = synthetic::names(names, seed);
    let before = peak_memory();
    let (started, cpu) = (Instant::now(), cpu_seconds());
    let named = synthetic::named(&made);
    let rules =
        Rules { compatible: &types::compatible, is_a: &types::is_a, is_told: &types::is_told, together: &|_, _| false };
    let search = Search::new(&named, &rules);
    let pairs = search.pairs();
    let searched = started.elapsed().as_secs_f64();
    let settled = search.settle(pairs, &[]);
    let wall = started.elapsed().as_secs_f64();
    let cpu = cpu_seconds().zip(cpu).map(|(after, before)| after - before);
    let mut groups = settled.first.clone();
    groups.sort_unstable();
    groups.dedup();
    let quality = synthetic::quality(&made, &settled.first, &settled.pairs);
    serde_json::json!({
        "names": names, "seed": seed, "cpu_s": cpu, "wall_s": wall, "search_s": searched,
        "peak_rss_bytes": peak_memory(), "names_alone_rss_bytes": before,
        "entities": groups.len(), "pairs_of_truth": quality.pairs,
        "precision": quality.precision, "recall": quality.recall, "f1": quality.f1,
        "recall_with_candidates": quality.recall_with_candidates,
        "candidates": quality.candidates, "candidates_right": quality.candidates_right,
    })
}
