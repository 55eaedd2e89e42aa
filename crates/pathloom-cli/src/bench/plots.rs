//! Bars of the scores of all readers, one picture a language, as SVG.

use super::ingest::Row;
use super::score::{Measure, Scores};
use crate::project::wrong;
use pathloom_ipc::AppError;
use plotters::prelude::*;
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
        let totals: Vec<&Row> = rows.iter().filter(|row| row.total && row.language == language).collect();
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
    let root = SVGBackend::new(path, (1100, 380)).into_drawing_area();
    root.fill(&WHITE)?;
    let title = if language == "zh" { "Reading, Chinese documents" } else { "Reading, English documents" };
    let places = SHOWN.len() + 1;
    let mut chart = ChartBuilder::on(&root)
        .caption(title, ("sans-serif", 18))
        .margin(10)
        .x_label_area_size(28)
        .y_label_area_size(40)
        .build_cartesian_2d(0.0..places as f64, 0.0..1.0)?;
    let name = |at: &f64| {
        let at = at.floor() as usize;
        if at == 0 { "order".to_owned() } else { SHOWN.get(at - 1).map_or(String::new(), |it| it.name().to_owned()) }
    };
    chart
        .configure_mesh()
        .disable_x_mesh()
        .x_labels(places)
        .x_label_formatter(&name)
        .x_label_offset(50)
        .label_style(("sans-serif", 13))
        .draw()?;
    let step = 0.86 / rows.len().max(1) as f64;
    for (index, row) in rows.iter().enumerate() {
        let colour = COLOURS[index % COLOURS.len()];
        let bars = values(&row.scores).into_iter().enumerate().filter_map(|(at, value)| {
            let left = at as f64 + 0.07 + step * index as f64;
            Some(Rectangle::new([(left, 0.0), (left + 0.9 * step, value?)], colour.filled()))
        });
        chart
            .draw_series(bars)?
            .label(row.tool.clone())
            .legend(move |(x, y)| Rectangle::new([(x, y - 5), (x + 12, y + 5)], colour.filled()));
    }
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::LowerRight)
        .background_style(WHITE.mix(0.85))
        .border_style(BLACK.mix(0.3))
        .label_font(("sans-serif", 13))
        .draw()?;
    root.present()?;
    Ok(())
}
