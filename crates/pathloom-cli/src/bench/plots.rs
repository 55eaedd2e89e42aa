//! Bars of the scores of all readers, one picture a language, as SVG.

use super::ingest::Row;
use super::score::{Measure, Scores};
use crate::project::wrong;
use pathloom_ipc::AppError;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use std::path::Path;

const COLOURS: [RGBColor; 6] = [
    RGBColor(43, 108, 176),
    RGBColor(192, 86, 33),
    RGBColor(47, 133, 90),
    RGBColor(128, 90, 213),
    RGBColor(113, 128, 150),
    RGBColor(180, 83, 120),
];
const SHOWN: [Measure; 9] = [
    Measure::Headings,
    Measure::Levels,
    Measure::Ruled,
    Measure::Partly,
    Measure::Unruled,
    Measure::Figures,
    Measure::Formulas,
    Measure::Captions,
    Measure::References,
];

pub fn draw(rows: &[Row], folder: &Path) -> Result<(), AppError> {
    for language in ["en", "zh"] {
        // A reader that could open only a few of the documents is not set beside the others.
        let most = |row: &&Row| row.read.0 * 2 >= row.read.1;
        let of = |row: &&Row| row.total && row.language == language;
        let totals: Vec<&Row> = rows.iter().filter(of).filter(most).collect();
        let path = folder.join(format!("ingest-{language}.svg"));
        bars(&totals, language, &path)
            .map_err(|problem| wrong(format!("{}: {problem}.", path.display()), "Check the folder."))?;
    }
    Ok(())
}

/// The share of right letters first, then the F1 measures.
fn values(scores: &Scores) -> Vec<Option<f64>> {
    let order = scores.order().map(|wrong| (1.0 - wrong).max(0.0));
    std::iter::once(order).chain(SHOWN.map(|measure| scores.f1(measure))).collect()
}

fn bars(rows: &[&Row], language: &str, path: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let root = SVGBackend::new(path, (1100, 420)).into_drawing_area();
    root.fill(&WHITE)?;
    let title = if language == "zh" { "Reading, Chinese documents" } else { "Reading, English documents" };
    let places = SHOWN.len() + 1;
    let mut chart = ChartBuilder::on(&root)
        .caption(title, ("sans-serif", 18))
        .margin(10)
        .margin_bottom(30)
        .y_label_area_size(40)
        .build_cartesian_2d(0.0..places as f64, -0.1..1.0)?;
    let share = |value: &f64| if *value < 0.0 { String::new() } else { format!("{value:.1}") };
    chart
        .configure_mesh()
        .disable_x_mesh()
        .disable_x_axis()
        .max_light_lines(1)
        .y_labels(6)
        .y_label_formatter(&share)
        .label_style(("sans-serif", 13))
        .draw()?;
    let names = std::iter::once("order").chain(SHOWN.map(Measure::name));
    let style = ("sans-serif", 13).into_text_style(&root).pos(Pos::new(HPos::Center, VPos::Top));
    chart.draw_series(names.enumerate().map(|(at, name)| Text::new(name, (at as f64 + 0.5, -0.02), style.clone())))?;
    let step = 0.86 / rows.len().max(1) as f64;
    for (index, row) in rows.iter().enumerate() {
        let colour = COLOURS[index % COLOURS.len()];
        let bars = values(&row.scores).into_iter().enumerate().filter_map(|(at, value)| {
            let left = at as f64 + 0.07 + step * index as f64;
            Some(Rectangle::new([(left, 0.0), (left + 0.9 * step, value?)], colour.filled()))
        });
        chart.draw_series(bars)?;
        let (x, y) = (60 + 240 * index as i32, 396);
        root.draw(&Rectangle::new([(x, y), (x + 12, y + 12)], colour.filled()))?;
        root.draw(&Text::new(row.tool.clone(), (x + 18, y), ("sans-serif", 13).into_font()))?;
    }
    root.present()?;
    Ok(())
}
