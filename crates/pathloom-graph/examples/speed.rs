//! The figures of `pathloom bench sample` for this crate alone, a cold plan for each, medians of five:
//! `cargo run --release -p pathloom-graph --example speed -- 100000 any hubs`.

use pathloom_graph::synthetic::{Rows, measured_template, synthetic};
use pathloom_graph::{Graph, ONE_SECOND, Plan, Request, compile};
use pathloom_model::path::Strategy;
use pathloom_model::{Direction, Template};
use std::sync::atomic::AtomicBool;
use std::time::Instant;

const ROUNDS: usize = 5;
const ASKED: u64 = 100_000;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let has = |word: &str| arguments.iter().any(|argument| argument == word);
    let sizes: Vec<usize> = arguments.iter().filter_map(|argument| argument.parse().ok()).collect();
    if has("digest") {
        return digests();
    }
    for nodes in if sizes.is_empty() { vec![100_000] } else { sizes } {
        let rows = synthetic(nodes, 1, has("hubs"));
        let build = median(|| timed(|| rows.build()).0);
        let graph = rows.build();
        println!(
            "nodes {nodes} relations {} build {build:.1} ms graph {:.2} MB",
            graph.relation_count(),
            graph.topology_bytes() as f64 / 1e6
        );
        drop::<Rows>(rows);
        let wanted = [(Direction::In, "in"), (Direction::Any, "any")];
        let asked = |name: &str| has(name) || !(has("in") || has("any"));
        if has("hot") {
            let direction = if has("any") { Direction::Any } else { Direction::In };
            let template = measured_template(direction).expect("it is legal");
            let plan = compile(&graph, &template).expect("it compiles");
            plan.count_quick();
            let rate = || {
                let mut draw = plan.draw(&Request::new(ASKED, Strategy::Uniform, 7));
                timed(|| while draw.next_ids().is_some() {}).0
            };
            let mut times: Vec<f64> = (0..50).map(|_| rate()).collect();
            times.sort_by(f64::total_cmp);
            println!("{:.0} ns, at best {:.0}", times[25] * 10.0, times[0] * 10.0);
            continue;
        }
        for (direction, _) in wanted.into_iter().filter(|(_, name)| asked(name)) {
            report(&graph, direction, has("exact"));
        }
    }
}

fn report(graph: &Graph, direction: Direction, exact: bool) {
    let template = measured_template(direction).expect("the measured template is legal");
    let plan = || compile(graph, &template).expect("it compiles");
    let first = timed(|| plan().count_quick());
    let count_ms = median(|| timed(|| plan().count_quick()).0);
    let about = first.1;
    println!(
        "  {direction:?} count {count_ms:.1} ms (first {:.1}): {} ({}..{}) walks {}",
        first.0, about.count, about.low, about.high, about.walks
    );
    let never = AtomicBool::new(false);
    if exact {
        let exactly = || plan().count(ONE_SECOND * 100, &never).expect("nobody cancels");
        let count = exactly();
        println!("  {direction:?} exact {:.1} ms: {} exact {}", median(|| timed(exactly).0), count.count, count.exact);
    }
    for strategy in Strategy::ALL {
        rate(&plan(), strategy);
    }
}

/// Hashes of what is drawn, by template and strategy: they tell whether a change changed a result.
fn digests() {
    let graph = synthetic(20_000, 1, true).build();
    let mut templates: Vec<(String, Template)> = [Direction::In, Direction::Any]
        .map(|direction| (format!("{direction:?}"), measured_template(direction).expect("it is legal")))
        .into();
    templates.extend(pathloom_graph::presets().into_iter().map(|preset| (preset.id.clone(), preset)));
    for (name, template) in templates {
        let plan = compile(&graph, &template).expect("it compiles");
        let hash = |strategy| {
            let matches = plan.sample(&Request::new(3_000, strategy, 5)).matches;
            let bytes = serde_json::to_vec(&matches).expect("matches serialise");
            format!("{} {}", matches.len(), &pathloom_model::key::digest(&[&bytes])[..12])
        };
        let count = plan.count_quick();
        println!("{name} {} {} {:?}", count.count, count.high, Strategy::ALL.map(hash));
    }
}

/// Opening a draw (weights and sums), then its matches: in numbers, and with texts.
fn rate(plan: &Plan, strategy: Strategy) {
    let request = Request::new(ASKED, strategy, 7);
    plan.count_quick();
    let mut figures = [const { Vec::new() }; 3];
    let (mut drawn, mut check) = (0, 0);
    for _ in 0..ROUNDS {
        let (open_ms, mut draw) = timed(|| plan.draw(&request));
        let (ms, found) = timed(|| {
            let (mut found, mut relations) = (0u64, 0);
            while let Some(ids) = draw.next_ids() {
                found += 1;
                relations += ids.hops().map(|(_, relations)| relations.len()).sum::<usize>();
                check ^= ids.fingerprint;
            }
            assert!(relations as u64 >= 7 * found, "every hop has a relation");
            found
        });
        let (whole_ms, whole) = timed(|| plan.draw(&request).count());
        figures[0].push(open_ms);
        figures[1].push(found as f64 / ms / 1e3);
        figures[2].push(whole as f64 / (whole_ms - open_ms) / 1e3);
        drawn = found;
    }
    let [opened, rate, texts] = figures.map(middle);
    println!(
        "    {strategy:?}: opened in {opened:.1} ms, {rate:.2} M/s, with texts {texts:.2} M/s, {drawn} of {ASKED} ({:08x})",
        check as u32
    );
}

fn median(mut run: impl FnMut() -> f64) -> f64 {
    middle((0..ROUNDS).map(|_| run()).collect())
}

fn middle(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
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
    // Giving way brings the figure up to date.
    std::thread::yield_now();
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    Some(text.split(' ').next()?.parse::<f64>().ok()? / 1e6)
}
