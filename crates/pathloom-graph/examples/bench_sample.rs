//! Where the engine stands: `cargo run --release -p pathloom-graph --example bench_sample -- 100000 any`.

use pathloom_graph::synthetic::{measured_template, synthetic};
use pathloom_graph::{Graph, ONE_SECOND, Plan, Request, compile, layout, overview, preset};
use pathloom_model::path::Strategy;
use pathloom_model::{Direction, Match};
use std::sync::atomic::AtomicBool;
use std::time::Instant;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let has = |word: &str| arguments.iter().any(|argument| argument == word);
    let sizes: Vec<usize> = arguments.iter().filter_map(|argument| argument.parse().ok()).collect();
    for nodes in if sizes.is_empty() { vec![10_000, 100_000] } else { sizes } {
        let rows = synthetic(nodes, 1, has("hubs"));
        let (build, graph) = timed(|| rows.build());
        report_pages(&graph);
        for direction in [Direction::In, Direction::Any] {
            if (direction == Direction::In && !has("any")) || (direction == Direction::Any && !has("in")) {
                report(&graph, direction, build);
            }
        }
    }
}

fn report(graph: &Graph, direction: Direction, build: f64) {
    let template = measured_template(direction).expect("the measured template is legal");
    let (quick_ms, quick) = timed(|| compile(graph, &template).expect("it compiles").count_quick());
    let never = AtomicBool::new(false);
    let plan = compile(graph, &template).expect("it compiles");
    let (count_ms, count) = timed(|| plan.count(ONE_SECOND * 20, &never).expect("nobody cancels"));
    let rate = |strategy| samples_per_second(&plan, strategy);
    println!(
        "nodes {} relations {} {direction:?} build {build:.1} ms graph {:.1} MB; quick {quick_ms:.1} ms ({}, {}..{}); \
         count {count_ms:.1} ms {} exact {} walks {}; samples/s uniform {} long-tail {} diverse {}",
        graph.node_count(),
        graph.relation_count(),
        graph.topology_bytes() as f64 / 1e6,
        quick.count,
        quick.low,
        quick.high,
        count.count,
        count.exact,
        count.walks,
        rate(Strategy::Uniform),
        rate(Strategy::LongTail),
        rate(Strategy::Diverse),
    );
}

/// A picture of 400 nodes, and whether an answer is unique when the start and the evidence are bound.
fn report_pages(graph: &Graph) {
    let (shown_ms, shown) = timed(|| overview(graph, &[], 400));
    let (layout_ms, _) = timed(|| layout(&shown, 1));
    let template = preset("single_table_multihop").expect("a preset");
    let plan = compile(graph, &template).expect("it compiles");
    let drawn = plan.sample(&Request::new(200, Strategy::Diverse, 1)).matches;
    let (unique_ms, unique) = timed(|| drawn.iter().filter(|found| is_unique(&plan, found)).count());
    println!(
        "overview {shown_ms:.1} ms, layout of {} nodes {layout_ms:.1} ms; uniqueness of {} matches {unique_ms:.1} ms ({unique} unique)",
        shown.nodes.len(),
        drawn.len(),
    );
}

fn is_unique(plan: &Plan, found: &Match) -> bool {
    let bound = [("start", found.nodes_of("start")), ("table", found.nodes_of("table"))];
    plan.distinct_answers(&bound, 2, ONE_SECOND).is_ok_and(|answers| answers.answers.len() == 1)
}

/// Raw matches (drawn, checked, never twice), then finished ones with keys, relation names and fingerprint.
fn samples_per_second(plan: &Plan, strategy: Strategy) -> String {
    let asked = 100_000;
    let request = Request::new(asked, strategy, 7);
    let (raw_ms, raw) = timed(|| plan.draw(&request).count_raw());
    let whole = 20_000;
    let (ms, drawn) = timed(|| plan.sample(&Request::new(whole, strategy, 7)).matches.len());
    format!("{:.0} ({raw} of {asked}; finished {:.0})", raw as f64 / raw_ms * 1e3, drawn as f64 / ms * 1e3)
}

/// Milliseconds on the processor (elapsed ones where the system does not tell), so that a busy machine counts less.
#[expect(clippy::disallowed_methods, reason = "durations are what this prints")]
fn timed<T>(run: impl FnOnce() -> T) -> (f64, T) {
    let (start, on_processor) = (Instant::now(), processor_ms());
    let value = run();
    let elapsed = start.elapsed().as_secs_f64() * 1e3;
    (on_processor.zip(processor_ms()).map_or(elapsed, |(before, after)| after - before), value)
}

fn processor_ms() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    Some(text.split(' ').next()?.parse::<f64>().ok()? / 1e6)
}
