//! Tables in Markdown: goal beside measured, hubs, peers, and what falls short. What was not measured is a dash.

use super::plots::short;
use super::results::{Ours, Results, Theirs};
use std::fmt::Write;

const DIRECTIONS: [&str; 2] = ["in", "any"];
const SIZES: [u64; 3] = [100_000, 1_000_000, 10_000_000];
/// What a graph with hubs may cost more than one without, and its rates be less.
const MOST_LOST: f64 = 1.0 / 3.0;
const COUNT_RATIO: f64 = 4.0;
const SAMPLE_RATIO: f64 = 30.0;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Unit {
    Ms,
    Bytes,
    /// Samples a second: more is better.
    Rate,
    /// Of 100,000: more is better.
    Number,
}

/// A figure of `bench sample`, with its goals by size.
struct Figure {
    name: &'static str,
    /// `None`: the same for both.
    direction: Option<&'static str>,
    unit: Unit,
    goals: [Option<f64>; 3],
    of: fn(&Ours) -> Option<f64>,
}

const fn each(first: f64, second: f64, third: f64) -> [Option<f64>; 3] {
    [Some(first), Some(second), Some(third)]
}

#[rustfmt::skip]
const FIGURES: [Figure; 16] = [
    Figure { name: "build from shuffled rows", direction: None, unit: Unit::Ms, goals: each(20.0, 250.0, 4_500.0), of: |it| it.build_ms },
    Figure { name: "open, cold, from rows", direction: None, unit: Unit::Ms, goals: each(100.0, 900.0, 14_000.0), of: |it| it.open_rows_ms },
    Figure { name: "open, cold, from the snapshot", direction: None, unit: Unit::Ms, goals: each(50.0, 350.0, 6_000.0), of: |it| it.open_ms },
    Figure { name: "memory of the graph", direction: Some("in"), unit: Unit::Bytes, goals: each(10e6, 95e6, 950e6), of: |it| it.graph_bytes },
    Figure { name: "memory of the graph", direction: Some("any"), unit: Unit::Bytes, goals: each(10e6, 95e6, 950e6), of: |it| it.graph_bytes },
    Figure { name: "compile and count", direction: Some("in"), unit: Unit::Ms, goals: each(5.0, 60.0, 1_000.0), of: |it| it.count_ms },
    Figure { name: "compile and count", direction: Some("any"), unit: Unit::Ms, goals: each(12.0, 110.0, 2_200.0), of: |it| it.count_ms },
    Figure { name: "exact count", direction: Some("in"), unit: Unit::Ms, goals: [None; 3], of: exact_ms },
    Figure { name: "exact count", direction: Some("any"), unit: Unit::Ms, goals: [Some(60.0), Some(2_000.0), None], of: exact_ms },
    Figure { name: "uniform samples/s", direction: Some("in"), unit: Unit::Rate, goals: each(2.5e6, 1.5e6, 700e3), of: |it| it.samples_per_s.uniform },
    Figure { name: "uniform samples/s", direction: Some("any"), unit: Unit::Rate, goals: each(1.8e6, 1.0e6, 550e3), of: |it| it.samples_per_s.uniform },
    Figure { name: "long-tail samples/s", direction: Some("in"), unit: Unit::Rate, goals: each(1.6e6, 1.2e6, 650e3), of: |it| it.samples_per_s.long_tail },
    Figure { name: "long-tail samples/s", direction: Some("any"), unit: Unit::Rate, goals: each(1.3e6, 0.8e6, 500e3), of: |it| it.samples_per_s.long_tail },
    Figure { name: "diverse samples/s", direction: Some("any"), unit: Unit::Rate, goals: [None; 3], of: |it| it.samples_per_s.diverse },
    Figure { name: "different, of 100,000 asked", direction: Some("in"), unit: Unit::Number, goals: each(1e5, 1e5, 1e5), of: |it| it.unique },
    Figure { name: "different, of 100,000 asked", direction: Some("any"), unit: Unit::Number, goals: each(1e5, 1e5, 1e5), of: |it| it.unique },
];

fn exact_ms(point: &Ours) -> Option<f64> {
    point.exact_count_ms.filter(|_| point.exact == Some(true))
}

impl Figure {
    fn measured(&self, results: &Results, size: u64, hubs: bool) -> Option<f64> {
        results.ours(size, self.direction.unwrap_or("any"), hubs).and_then(self.of)
    }

    fn is_more_better(&self) -> bool {
        matches!(self.unit, Unit::Rate | Unit::Number)
    }

    fn misses(&self, value: f64, goal: f64) -> bool {
        if self.is_more_better() { value < goal } else { value > goal }
    }

    fn title(&self) -> String {
        self.direction.map_or(self.name.to_owned(), |direction| format!("{}, `{direction}`", self.name))
    }
}

fn shown(unit: Unit, value: Option<f64>) -> String {
    let Some(value) = value else { return "–".into() };
    match unit {
        Unit::Ms if value >= 10_000.0 => format!("{:.1} s", value / 1000.0),
        Unit::Ms if value >= 100.0 => format!("{value:.0} ms"),
        Unit::Ms => format!("{value:.1} ms"),
        Unit::Bytes => format!("{:.1} MB", value / 1e6),
        Unit::Rate => short(value),
        Unit::Number => format!("{value:.0}"),
    }
}

pub fn machine(results: &Results) -> String {
    let it = &results.machine;
    let mut text = format!("{}, {} cores, {} GiB, {}.", it.processor, it.cores, it.memory_gib, it.system);
    if it.load_at_start >= 0.5 {
        let load = it.load_at_start;
        let _ = write!(text, " **The machine was busy with other work (load {load:.1} at the start): provisional.**");
    }
    text + "\n"
}

/// Bold where the goal is missed.
pub fn goals(results: &Results) -> String {
    let mut text = String::from("| | 10 k |");
    for size in SIZES {
        let _ = write!(text, " {} goal | measured |", short(size as f64));
    }
    text += "\n| --- | --- | --- | --- | --- | --- | --- | --- |\n";
    for figure in &FIGURES {
        let _ =
            write!(text, "| {} | {} |", figure.title(), shown(figure.unit, figure.measured(results, 10_000, false)));
        for (size, goal) in SIZES.into_iter().zip(figure.goals) {
            let value = figure.measured(results, size, false);
            let missed = value.zip(goal).is_some_and(|(value, goal)| figure.misses(value, goal));
            let mark = if missed { "**" } else { "" };
            let _ = write!(text, " {} | {mark}{}{mark} |", shown(figure.unit, goal), shown(figure.unit, value));
        }
        text.push('\n');
    }
    text
}

/// Bold where a figure falls by more than a third.
pub fn hubs(results: &Results) -> String {
    let sizes: Vec<u64> = results.sizes().into_iter().filter(|&it| results.ours(it, "any", true).is_some()).collect();
    let mut text = String::from("| |");
    for &size in &sizes {
        let size = short(size as f64);
        let _ = write!(text, " {size} | with hubs | |");
    }
    text += &format!("\n| --- |{}\n", " --- | --- | --- |".repeat(sizes.len()));
    for figure in FIGURES.iter().filter(|figure| figure.unit != Unit::Number) {
        let _ = write!(text, "| {} |", figure.title());
        for &size in &sizes {
            let [without, with] = [false, true].map(|hubs| figure.measured(results, size, hubs));
            let kept = without.zip(with).map(|pair| kept(figure, pair));
            let mark = if kept.is_some_and(lost_much) { "**" } else { "" };
            let share = kept.map_or("–".into(), |kept| format!("{mark}× {kept:.2}{mark}"));
            let _ = write!(text, " {} | {} | {share} |", shown(figure.unit, without), shown(figure.unit, with));
        }
        text.push('\n');
    }
    text
}

/// What is left of a figure: 1 is all of it.
fn kept(figure: &Figure, (without, with): (f64, f64)) -> f64 {
    if figure.is_more_better() { with / without } else { without / with }
}

fn lost_much(kept: f64) -> bool {
    kept < 1.0 - MOST_LOST
}

/// Walks, ours against the best form of SQL, processor time. The count of matches says the walks too, and more.
pub fn peers_count(results: &Results) -> String {
    let mut text = String::from(
        "| nodes | | DuckDB: walks | Pathloom: walks | | Pathloom: walks and matches | | DuckDB: matches | Pathloom, exact | |\n\
         | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n",
    );
    for (size, direction) in measured_with_peers(results) {
        let Some(ours) = results.ours(size, direction, false) else { continue };
        let [walks, matches] =
            ["walks", "matches"].map(|task| results.best("DuckDB", task, size, direction).and_then(Theirs::figure));
        let _ = write!(text, "| {} | `{direction}` | {}", short(size as f64), shown(Unit::Ms, walks));
        let pairs = [(walks, ours.walks_cpu_ms), (walks, ours.count_cpu_ms)];
        for (theirs, own) in pairs {
            let _ = write!(text, " | {} | {}", shown(Unit::Ms, own), times(ratio(theirs, own)));
        }
        let exact = exact_ms(ours);
        let [theirs, own] = [matches, exact].map(|ms| shown(Unit::Ms, ms));
        let _ = writeln!(text, " | {theirs} | {own} | {} |", times(ratio(matches, exact)));
    }
    text
}

/// Different samples a second of the processor, ours against the best form of each.
pub fn peers_samples(results: &Results) -> String {
    let mut text = String::from(
        "| nodes | | Pathloom, uniform | igraph | | networkx | | DuckDB, uniform | | igraph, nodes alone | |\n\
         | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n",
    );
    for (size, direction) in measured_with_peers(results) {
        let ours = results.ours(size, direction, false).and_then(rate_cpu);
        let _ = write!(text, "| {} | `{direction}` | {} |", short(size as f64), shown(Unit::Rate, ours));
        for (peer, task) in [("igraph", "sample"), ("networkx", "sample"), ("DuckDB", "sample"), ("igraph", "nodes")] {
            let theirs = results.best(peer, task, size, direction).and_then(Theirs::figure);
            let _ = write!(text, " {} | {} |", shown(Unit::Rate, theirs), times(ratio(ours, theirs)));
        }
        text.push('\n');
    }
    text
}

fn ratio(more: Option<f64>, less: Option<f64>) -> Option<f64> {
    more.zip(less).map(|(more, less)| more / less)
}

fn measured_with_peers(results: &Results) -> impl Iterator<Item = (u64, &'static str)> {
    let sizes = results.sizes().into_iter().filter(|&size| results.peers.iter().any(|it| it.size == size));
    sizes.flat_map(|size| DIRECTIONS.map(|direction| (size, direction)))
}

fn rate_cpu(point: &Ours) -> Option<f64> {
    point.samples_per_cpu_s.uniform.or(point.samples_per_s.uniform)
}

fn times(ratio: Option<f64>) -> String {
    ratio.map_or("–".into(), |ratio| if ratio < 10.0 { format!("× {ratio:.1}") } else { format!("× {ratio:.0}") })
}

/// Every form that was tried, and what has no figure, with the reason.
pub fn forms(results: &Results) -> String {
    let sizes: Vec<u64> =
        results.sizes().into_iter().filter(|&it| results.peers.iter().any(|p| p.size == it)).collect();
    let mut text = String::from("| peer | what | form |");
    for &size in &sizes {
        for direction in DIRECTIONS {
            let _ = write!(text, " {} `{direction}` |", short(size as f64));
        }
    }
    text += &format!("\n| --- | --- | --- |{}\n", " --- |".repeat(2 * sizes.len()));
    let mut seen: Vec<(&str, &str, &str)> = Vec::new();
    for point in results.peers.iter().filter(|it| it.task != "all") {
        let form = (point.peer.as_str(), point.task.as_str(), point.form.as_str());
        if !seen.contains(&form) {
            seen.push(form);
        }
    }
    seen.sort();
    for (peer, task, form) in seen {
        let of = |size, direction: &str| {
            let same = |it: &&Theirs| (it.size, it.direction.as_str()) == (size, direction);
            results.peers.iter().filter(same).find(|it| (&*it.peer, &*it.task, &*it.form) == (peer, task, form))
        };
        let (what, unit) = match task {
            "sample" => ("samples/s", Unit::Rate),
            "nodes" => ("samples/s, nodes alone", Unit::Rate),
            task => (task, Unit::Ms),
        };
        let _ = write!(text, "| {peer} | {what} | {form} |");
        for &size in &sizes {
            for direction in DIRECTIONS {
                let _ = write!(text, " {} |", shown(unit, of(size, direction).and_then(Theirs::figure)));
            }
        }
        text.push('\n');
    }
    text + &missing(results)
}

fn missing(results: &Results) -> String {
    let theirs = results.peers.iter().filter_map(|it| {
        let reason = it.missing.as_ref()?;
        let form = if it.form.is_empty() { String::new() } else { format!(", {}", it.form) };
        Some(format!("- {}{form}, {} nodes, `{}`: {reason}.\n", it.peer, short(it.size as f64), it.direction))
    });
    let ours = results.pathloom.iter().filter_map(|it| {
        let hubs = if it.hubs { ", hubs" } else { "" };
        let reason = it.missing.as_ref()?;
        Some(format!("- Pathloom, {} nodes, `{}`{hubs}: {reason}.\n", short(it.size as f64), it.direction))
    });
    let lines: String = ours.chain(theirs).collect();
    let mut versions: Vec<String> = results.peers.iter().map(|it| format!("{} {}", it.peer, it.version)).collect();
    versions.sort();
    versions.dedup();
    let versions = format!("\n{}.\n", versions.join(", "));
    if lines.is_empty() { versions } else { format!("{versions}\nWithout a figure:\n\n{lines}") }
}

/// Every goal that is missed, with by how much.
pub fn short_of_goals(results: &Results) -> String {
    let mut lines = Vec::new();
    for figure in &FIGURES {
        for (size, goal) in SIZES.into_iter().zip(figure.goals) {
            let value = figure.measured(results, size, false);
            let (name, size) = (figure.title(), short(size as f64));
            match (value, goal) {
                (Some(value), Some(goal)) if figure.misses(value, goal) => {
                    let [value, goal] = [value, goal].map(|it| shown(figure.unit, Some(it)));
                    lines.push(format!("- {size} nodes, {name}: {value} where {goal} is the goal."));
                }
                (None, Some(_)) => lines.push(format!("- {size} nodes, {name}: not measured.")),
                _ => {}
            }
        }
    }
    lines.extend(hubs_short(results));
    for (size, direction) in measured_with_peers(results) {
        lines.extend(peers_short(results, size, direction));
    }
    if lines.is_empty() {
        return "Nothing: every goal is reached.\n".into();
    }
    lines.join("\n") + "\n"
}

fn hubs_short(results: &Results) -> Vec<String> {
    let mut lines = Vec::new();
    for size in results.sizes().into_iter().filter(|&it| results.ours(it, "any", true).is_some()) {
        for figure in FIGURES.iter().filter(|figure| figure.unit != Unit::Number) {
            let [without, with] = [false, true].map(|hubs| figure.measured(results, size, hubs));
            let fallen = match (without, with) {
                (Some(_), None) => "none, or not in the time it is given".to_owned(),
                (Some(without), Some(with)) if lost_much(kept(figure, (without, with))) => {
                    format!("× {:.2} of what it is without", kept(figure, (without, with)))
                }
                _ => continue,
            };
            lines.push(format!("- {} nodes with hubs, {}: {fallen}.", short(size as f64), figure.title()));
        }
    }
    lines
}

fn peers_short(results: &Results, size: u64, direction: &str) -> Vec<String> {
    let Some(ours) = results.ours(size, direction, false) else { return Vec::new() };
    let best = |peer: &str, task: &str| results.best(peer, task, size, direction).and_then(Theirs::figure);
    let (walks, rate) = (best("DuckDB", "walks"), rate_cpu(ours));
    let ratios = [
        (ratio(walks, ours.walks_cpu_ms), COUNT_RATIO, "walks against DuckDB's"),
        (ratio(walks, ours.count_cpu_ms), COUNT_RATIO, "walks and matches against DuckDB's walks"),
        (ratio(rate, best("igraph", "sample")), SAMPLE_RATIO, "samples against igraph's"),
        (ratio(rate, best("igraph", "nodes")), SAMPLE_RATIO, "samples against igraph's nodes alone"),
    ];
    let size = short(size as f64);
    let line = |(ratio, goal, name): (Option<f64>, f64, &str)| {
        let ratio = ratio.filter(|&ratio| ratio < goal)?;
        Some(format!("- {size} nodes, `{direction}`, {name}: × {ratio:.1} where × {goal:.0} is the goal."))
    };
    ratios.into_iter().filter_map(line).collect()
}
