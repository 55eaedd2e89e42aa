//! Build, count and draw on synthetic graphs: `cargo bench -p pathloom-graph`. For watching one figure while working on
//! it; what is published comes from `pathloom bench sample`, which takes every figure from a cold plan.

use criterion::measurement::WallTime;
use criterion::{BatchSize, BenchmarkGroup, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use pathloom_graph::synthetic::{measured_template, synthetic};
use pathloom_graph::{Graph, Plan, Request, compile};
use pathloom_model::Direction;
use pathloom_model::path::Strategy;
use std::time::Duration;

const SIZES: [usize; 2] = [10_000, 100_000];
const DIRECTIONS: [(Direction, &str); 2] = [(Direction::In, "in"), (Direction::Any, "any")];
const ASKED: u64 = 10_000;

criterion_group! {
    name = sampler;
    config = Criterion::default().sample_size(10).warm_up_time(Duration::from_millis(300)).measurement_time(Duration::from_secs(1));
    targets = build, count, draw
}
criterion_main!(sampler);

fn build(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("build");
    for nodes in SIZES {
        let rows = synthetic(nodes, 1, false);
        group.bench_function(BenchmarkId::from_parameter(nodes), |run| {
            run.iter_with_large_drop(|| rows.build());
        });
    }
}

fn count(criterion: &mut Criterion) {
    each(criterion, "count", |group, name, graph, direction| {
        let template = measured_template(direction).expect("it is legal");
        group.bench_function(name, |run| run.iter(|| compile(graph, &template).map(|plan| plan.count_quick())));
    });
}

/// From a plan that has been counted; opening the draw, with its weights, is within.
fn draw(criterion: &mut Criterion) {
    for strategy in Strategy::ALL {
        each(criterion, &format!("draw {strategy:?}"), |group, name, graph, direction| {
            let template = measured_template(direction).expect("it is legal");
            let counted = || {
                let plan = compile(graph, &template).expect("it compiles");
                plan.count_quick();
                plan
            };
            let drawn = |plan: Plan<'_>| {
                let request = Request::new(ASKED, strategy, 7);
                let mut draw = plan.draw(&request);
                while draw.next_ids().is_some() {}
            };
            group.throughput(Throughput::Elements(ASKED));
            group.bench_function(name, |run| run.iter_batched(counted, drawn, BatchSize::PerIteration));
        });
    }
}

fn each(
    criterion: &mut Criterion,
    name: &str,
    measure: impl Fn(&mut BenchmarkGroup<'_, WallTime>, BenchmarkId, &Graph, Direction),
) {
    let mut group = criterion.benchmark_group(name);
    for nodes in SIZES {
        let graph = synthetic(nodes, 1, false).build();
        for (direction, word) in DIRECTIONS {
            measure(&mut group, BenchmarkId::new(word, nodes), &graph, direction);
        }
    }
}
