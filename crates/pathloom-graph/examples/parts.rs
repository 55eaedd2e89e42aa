//! What drawing subgraphs, general algorithms and coverage take on a synthetic graph, medians of nine:
//! `cargo run --release -p pathloom-graph --example parts -- 100000 hubs`.

use pathloom_graph::synthetic::{measured_template, synthetic};
use pathloom_graph::{Bands, ONE_SECOND, Random, compile, draw_subgraph, shortest_paths};
use pathloom_model::{Direction, Strategy, SubgraphMethod, SubgraphSampling};
use std::sync::atomic::AtomicBool;
use std::time::Instant;

const ROUNDS: u64 = 9;
const ORDER: u64 = 100;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let sizes: Vec<usize> = arguments.iter().filter_map(|argument| argument.parse().ok()).collect();
    for nodes in if sizes.is_empty() { vec![100_000] } else { sizes } {
        let graph = synthetic(nodes, 1, arguments.iter().any(|word| word == "hubs")).build();
        println!("nodes {nodes} relations {}", graph.relation_count());
        println!("  degrees {:.2} ms, once", timed(|| graph.degree(0)).0);
        let template = measured_template(Direction::Any).expect("it is legal");
        let never = AtomicBool::new(false);
        for method in SubgraphMethod::ALL.into_iter().skip(1) {
            let draw = |seed| draw_subgraph(&graph, &SubgraphSampling { method, order: ORDER, seed });
            let drawn = median(|seed| timed(|| draw(seed)).0);
            let set = draw(1);
            let induced = median(|_| timed(|| graph.induced(&set.nodes)).0);
            let part = graph.induced(&set.nodes);
            let plan = || compile(&part, &template).expect("it compiles").count(ONE_SECOND, &never);
            let counted = median(|_| timed(plan).0);
            println!(
                "  {:6} {} nodes, {} relations: draw {drawn:.3} ms, graph of it {induced:.3} ms, count {counted:.3} ms",
                method.name(),
                set.nodes.len(),
                part.relation_count()
            );
        }
        let (took, components) = timed(|| graph.components());
        println!("  components {took:.1} ms: {} of which the largest has {}", components.count, components.largest);
        let (took, groups) = timed(|| graph.communities(1));
        println!("  communities {took:.1} ms: {} of which the largest has {}", groups.len(), groups[0].len());
        let path = |seed| {
            let mut random = Random::stream(seed, 1);
            let [from, to] = [0, 1].map(|_| graph.key(random.below(graph.node_count() as u64) as u32));
            timed(|| shortest_paths(&graph, &from, &to, 5, 8, &[])).0
        };
        let slowest = (0..50).map(path).fold(0.0, f64::max);
        println!("  five shortest paths {:.1} ms, slowest of 50 {slowest:.1} ms", median(path));
        let bands = Bands::of(&graph);
        println!("  bands {:.2} ms, once", median(|_| timed(|| Bands::of(&graph)).0));
        for strategy in Strategy::ALL {
            for asked in [600, 10_000] {
                let plan = compile(&graph, &template).expect("it compiles");
                plan.count_quick();
                let (took, found) = timed(|| plan.coverage(&bands, asked, strategy, 1, &never));
                println!("  coverage {strategy:?} of {asked} {took:.1} ms: {found:?}");
            }
        }
    }
}

fn median(mut round: impl FnMut(u64) -> f64) -> f64 {
    let mut took: Vec<f64> = (0..ROUNDS).map(&mut round).collect();
    took.sort_by(f64::total_cmp);
    took[took.len() / 2]
}

#[expect(clippy::disallowed_methods, reason = "it measures")]
fn timed<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let started = Instant::now();
    let value = work();
    (started.elapsed().as_secs_f64() * 1000.0, value)
}
