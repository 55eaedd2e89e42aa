//! How well the built-in engine extracts: a set with known truth, per family, language and document.

mod by_model;
mod entities;
mod facts;
mod links;
mod quotes;
mod score;
mod truth;
mod words;

pub use by_model::run as by_model;

use crate::output::{Output, say};
use crate::project::wrong;
use entities::{Place, across_types, merges, places};
use pathloom_engine::bench_extract::{Extracted, extract, resolve, seconds};
use pathloom_ipc::AppError;
use score::{Count, Scores};
use serde_json::json;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use truth::Truth;

pub struct Wanted<'a> {
    pub truth: &'a Path,
    /// Score the documents that no rule was made on, too.
    pub held_out: bool,
    /// Say what was missed and what is wrong.
    pub explain: bool,
    /// Only documents whose name holds this.
    pub only: Option<&'a str>,
}

pub fn run(wanted: &Wanted, out: &Output) -> Result<(), AppError> {
    let mut set = truth::load(wanted.truth)?;
    set.retain(|truth| wanted.held_out || !truth.held_out);
    set.retain(|truth| wanted.only.is_none_or(|part| truth.file.contains(part)));
    let mut read = Vec::new();
    for truth in &set {
        let path = wanted.truth.join(&truth.file);
        let bytes = fs::read(&path)
            .map_err(|problem| wrong(format!("{}: {problem}.", path.display()), "Check the folder of the set."))?;
        read.push(extract(truth.file.rsplit('/').next().unwrap_or_default(), &bytes)?);
    }
    let mut rows: BTreeMap<String, Scores> = BTreeMap::new();
    let mut order = Vec::new();
    for (truth, read) in set.iter().zip(&read) {
        let (scores, told) = score_one(truth, read);
        if wanted.explain {
            say(&format!("\n{}", truth.file));
            told.iter().for_each(|line| say(line));
        }
        let part = if truth.held_out { "held out" } else { "seen" };
        let groups = [
            truth.file.clone(),
            format!("{part}: {}", truth.family),
            format!("{part}: {}", truth.language),
            format!("{part}: all"),
        ];
        for group in groups {
            rows.entry(group.clone()).or_default().add(&scores);
            if !order.contains(&group) {
                order.push(group);
            }
        }
    }
    order.sort_by_key(|group| (group.contains(": "), group.clone()));
    let (merged, across) = merged(&set, &read, wanted.explain);
    let pages: f64 = set.iter().zip(&read).map(|(truth, read)| pages(truth, read)).sum();
    let pages_per_s = pages / seconds(&read, ROUNDS);
    let groups: BTreeMap<&String, serde_json::Value> = order.iter().map(|group| (group, rows[group].json())).collect();
    let report = json!({
        "groups": groups, "merges": merged.json(), "merges_across_types": across, "pages": pages,
        "pages_per_s_per_core": pages_per_s,
    });
    out.one(&report, || {
        let lines: Vec<String> = order.iter().map(|group| words(group, &rows[group])).collect();
        format!(
            "{}\n{}\nmerges: precision {} recall {} F1 {}; across types: {across}\n{pages:.0} pages, {pages_per_s:.0} pages/s on one core",
            header(),
            lines.join("\n"),
            shown(merged.precision()),
            shown(merged.recall()),
            shown(merged.f1()),
        )
    });
    Ok(())
}

const ROUNDS: u32 = 5;

fn score_one(truth: &Truth, read: &Extracted) -> (Scores, Vec<String>) {
    let (statements, parts, mut told) = facts::score(truth, &read.extraction);
    let (entities, types, more) = entities::score(truth, &read.extraction);
    told.extend(more);
    let (references, more) = links::score(truth, read);
    told.extend(more);
    let (quotes, more) = quotes::score(read);
    told.extend(more);
    told.extend(
        read.extraction.refused.iter().map(|it| format!("refused {:?}: {} [{}]", it.what, it.why, it.span.quote)),
    );
    (Scores { documents: 1, entities, types, statements, parts, references, quotes }, told)
}

fn merged(set: &[Truth], read: &[Extracted], explain: bool) -> (Count, usize) {
    let graph = resolve(read);
    let all: Vec<Place> =
        set.iter().zip(read).flat_map(|(truth, read)| places(truth, &read.extraction, &graph)).collect();
    let (count, told) = merges(&all);
    if explain {
        say("");
        told.iter().for_each(|line| say(line));
    }
    let extractions: Vec<_> = read.iter().map(|read| &read.extraction).collect();
    (count, across_types(&graph, &extractions))
}

/// Those of a paged document; else 2,500 letters make one, 1,200 where Chinese.
fn pages(truth: &Truth, read: &Extracted) -> f64 {
    if read.parsed.meta.pages.len() > 1 {
        return read.parsed.meta.pages.len() as f64;
    }
    let letters: usize = read.parsed.blocks.iter().map(|block| block.text().chars().count()).sum();
    letters as f64 / if truth.language == "zh" { 1_200.0 } else { 2_500.0 }
}

fn shown(value: Option<f64>) -> String {
    value.map_or("–".to_owned(), |value| format!("{value:.3}"))
}

fn header() -> String {
    format!(
        "{:28} {:>11} {:>7} {:>6} {:>11} {:>11} {:>11} {:>7}",
        "precision/recall", "entities", "types", "", "tables", "prose", "references", "quotes"
    )
}

fn words(group: &str, scores: &Scores) -> String {
    let pair = |count: Count| format!("{}/{}", shown(count.precision()), shown(count.recall()));
    let share = |(part, of): (usize, usize)| shown(score::share(part, of));
    let parts: Vec<String> = scores.parts.shares().iter().map(|(_, share)| shown(*share)).collect();
    format!(
        "{group:28} {:>11} {:>7} {:>6} {:>11} {:>11} {:>11} {:>7}  {}",
        pair(scores.entities),
        share(scores.types),
        scores.all().found,
        pair(scores.of("table")),
        pair(scores.of("prose")),
        pair(scores.references),
        share(scores.quotes),
        parts.join(" ")
    )
}
