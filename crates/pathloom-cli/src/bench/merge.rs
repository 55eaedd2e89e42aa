//! Merging measured on invented names.

use crate::output::Output;

pub fn run(names: usize, seed: u64, out: &Output) {
    let report = pathloom_engine::bench_merge::merge(names, seed);
    out.one(&report, || {
        let figure = |name: &str| report[name].as_f64().unwrap_or(f64::NAN);
        let percent = |name: &str| figure(name) * 100.0;
        format!(
            "{names} names, {} entities: {:.1} s processor, {:.1} s wall, {:.0} MB at the peak\n\
             merged at once: precision {:.2} %, recall {:.2} %, F1 {:.2} %\n\
             with candidates decided: recall {:.2} %; {} candidates, {:.1} % of them right",
            figure("entities"),
            figure("cpu_s"),
            figure("wall_s"),
            figure("peak_rss_bytes") / 1e6,
            percent("precision"),
            percent("recall"),
            percent("f1"),
            percent("recall_with_candidates"),
            figure("candidates"),
            percent("candidates_right"),
        )
    });
}
