//! Cost against the size of the graph, from measured points, both axes by powers of ten, as SVG. What stands beside peers
//! is processor time, as theirs is.

use super::results::{Ours, Results};
use crate::project::wrong;
use pathloom_ipc::AppError;
use plotters::prelude::*;
use std::path::Path;

const COLOURS: [RGBColor; 8] = [
    RGBColor(43, 108, 176),
    RGBColor(99, 160, 220),
    RGBColor(47, 133, 90),
    RGBColor(128, 90, 213),
    RGBColor(192, 86, 33),
    RGBColor(180, 83, 120),
    RGBColor(113, 128, 150),
    RGBColor(160, 130, 40),
];

struct Series {
    name: &'static str,
    /// Nodes, figure.
    points: Vec<(f64, f64)>,
}

pub fn draw(results: &Results, folder: &Path) -> Result<(), AppError> {
    let ours = |name, direction: &str, figure: fn(&Ours) -> Option<f64>| Series {
        name,
        points: points(results, |size| results.ours(size, direction, false).and_then(figure)),
    };
    let theirs = |name, peer: &str, task: &str| Series {
        name,
        points: points(results, |size| results.best(peer, task, size, "any")?.figure()),
    };
    let time = [
        ours("build, wall time", "any", |it| it.build_ms),
        ours("count, in", "in", |it| it.count_cpu_ms),
        ours("count, any", "any", |it| it.count_cpu_ms),
        ours("exact count, any, wall time", "any", |it| it.exact_count_ms.filter(|_| it.exact == Some(true))),
        theirs("DuckDB: walks, any", "DuckDB", "walks"),
    ];
    let rate = [
        ours("uniform, in", "in", |it| it.samples_per_cpu_s.uniform),
        ours("uniform, any", "any", |it| it.samples_per_cpu_s.uniform),
        ours("long-tail, any", "any", |it| it.samples_per_cpu_s.long_tail),
        ours("diverse, any", "any", |it| it.samples_per_cpu_s.diverse),
        theirs("DuckDB, any", "DuckDB", "sample"),
        theirs("igraph, any", "igraph", "sample"),
        theirs("networkx, any", "networkx", "sample"),
    ];
    let memory = [
        ours("graph", "any", |it| Some(it.graph_bytes? / 1e6)),
        ours("whole program, at most", "any", |it| Some(it.peak_rss_bytes? / 1e6)),
    ];
    for (name, title, series) in [
        ("time", "Milliseconds on the processor against nodes", &time[..]),
        ("rate", "Different samples a second of the processor against nodes", &rate[..]),
        ("memory", "Megabytes against nodes", &memory[..]),
    ] {
        let path = folder.join(format!("{name}.svg"));
        lines(title, series, &path)
            .map_err(|problem| wrong(format!("{}: {problem}.", path.display()), "Check the folder."))?;
    }
    Ok(())
}

fn points(results: &Results, figure: impl Fn(u64) -> Option<f64>) -> Vec<(f64, f64)> {
    let sizes = results.sizes();
    sizes.into_iter().filter_map(|size| Some((size as f64, figure(size).filter(|&it| it > 0.0)?))).collect()
}

fn lines(title: &str, series: &[Series], path: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let all = || series.iter().flat_map(|series| &series.points);
    let range = |of: fn(&(f64, f64)) -> f64| {
        let low = all().map(of).fold(f64::INFINITY, f64::min);
        let high = all().map(of).fold(0.0, f64::max);
        if low > high { (1.0, 10.0) } else { (low, high) }
    };
    let ((left, right), (low, high)) = (range(|it| it.0), range(|it| it.1));
    let root = SVGBackend::new(path, (900, 460)).into_drawing_area();
    root.fill(&WHITE)?;
    let (low, high) = (10f64.powf(low.log10().floor()), 10f64.powf(high.log10().ceil()));
    let mut chart = ChartBuilder::on(&root)
        .caption(title, ("sans-serif", 18))
        .margin(12)
        .margin_right(200)
        .x_label_area_size(30)
        .y_label_area_size(60)
        .build_cartesian_2d((left * 0.8..right * 1.25).log_scale(), (low..high).log_scale())?;
    chart
        .configure_mesh()
        .max_light_lines(0)
        .x_label_formatter(&|value| short(*value))
        .y_label_formatter(&|value| short(*value))
        .label_style(("sans-serif", 13))
        .draw()?;
    for (index, series) in series.iter().enumerate() {
        let colour = COLOURS[index % COLOURS.len()];
        chart.draw_series([PathElement::new(series.points.clone(), colour.stroke_width(2))])?;
        chart.draw_series(series.points.iter().map(|&point| Circle::new(point, 4, colour.filled())))?;
        let (x, y) = (715, 60 + 22 * index as i32);
        root.draw(&Rectangle::new([(x, y), (x + 12, y + 12)], colour.filled()))?;
        root.draw(&Text::new(series.name, (x + 18, y), ("sans-serif", 13).into_font()))?;
    }
    root.present()?;
    Ok(())
}

/// 10 k, 2.5 M.
pub fn short(value: f64) -> String {
    let (value, unit) = match value {
        value if value >= 1e9 => (value / 1e9, " G"),
        value if value >= 1e6 => (value / 1e6, " M"),
        value if value >= 1e3 => (value / 1e3, " k"),
        value => (value, ""),
    };
    let digits = if value >= 100.0 || value.fract() == 0.0 {
        0
    } else if value >= 10.0 {
        1
    } else {
        2
    };
    format!("{value:.digits$}{unit}")
}
