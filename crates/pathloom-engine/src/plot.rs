//! Plots for the Dataset page, drawn with plotters as SVG.

use plotters::prelude::*;

/// Colours of one theme.
struct Palette {
    bar: RGBColor,
    ink: RGBColor,
    line: RGBColor,
    accent: RGBColor,
}

const LIGHT: Palette = Palette {
    bar: RGBColor(0x8C, 0x87, 0x7D),
    ink: RGBColor(0x50, 0x4D, 0x46),
    line: RGBColor(0xE5, 0xE2, 0xDB),
    accent: RGBColor(0x2F, 0x4F, 0xD0),
};
const DARK: Palette = Palette {
    bar: RGBColor(0x98, 0x92, 0x87),
    ink: RGBColor(0xBD, 0xB8, 0xAD),
    line: RGBColor(0x2D, 0x2A, 0x26),
    accent: RGBColor(0x8D, 0xA2, 0xFF),
};

const SIZE: (u32, u32) = (420, 236);
const BINS: usize = 12;

/// Histogram of tokens a sample with its median; empty when there is nothing to draw.
pub fn lengths(tokens: &[u64], dark: bool) -> String {
    let mut sorted = tokens.to_vec();
    sorted.sort_unstable();
    let (Some(&largest), Some(&median)) = (sorted.last(), sorted.get(sorted.len() / 2)) else { return String::new() };
    let palette = if dark { DARK } else { LIGHT };
    let width = nice_width(largest);
    let mut bins = [0u64; BINS];
    for &value in tokens {
        bins[((value / width) as usize).min(BINS - 1)] += 1;
    }
    let mut svg = String::new();
    match draw(&mut svg, &bins, width, median, &palette) {
        Ok(()) => svg,
        Err(_) => String::new(),
    }
}

/// A bin width of 1, 2 or 5 times a power of ten that holds everything in [`BINS`] bins.
fn nice_width(largest: u64) -> u64 {
    let need = largest / BINS as u64 + 1;
    let mut power = 1;
    loop {
        for step in [1, 2, 5] {
            if step * power >= need {
                return step * power;
            }
        }
        power *= 10;
    }
}

fn draw(
    svg: &mut String,
    bins: &[u64; BINS],
    width: u64,
    median: u64,
    palette: &Palette,
) -> Result<(), Box<dyn std::error::Error>> {
    let used = bins.iter().rposition(|&count| count > 0).map_or(1, |place| place + 1);
    let end = width * used as u64;
    let highest = bins.iter().copied().max().unwrap_or(1).max(1);
    let area = SVGBackend::with_string(svg, SIZE).into_drawing_area();
    let label = ("Inter Variable", 11).into_font().color(&palette.ink);
    let mut chart = ChartBuilder::on(&area)
        .margin(8)
        .margin_top(20)
        .x_label_area_size(24)
        .build_cartesian_2d(0u64..end, 0u64..highest + highest / 8 + 1)?;
    chart
        .configure_mesh()
        .disable_mesh()
        .disable_y_axis()
        .axis_style(palette.line)
        .x_labels(5)
        .x_label_style(label.clone())
        .draw()?;
    chart.draw_series(bins.iter().take(used).enumerate().map(|(place, &count)| {
        let start = width * place as u64;
        let mut bar = Rectangle::new([(start, 0), (start + width, count)], palette.bar.filled());
        bar.set_margin(0, 0, 1, 1);
        bar
    }))?;
    chart.draw_series([PathElement::new(
        vec![(median, 0), (median, highest + highest / 8 + 1)],
        palette.accent.stroke_width(1),
    )])?;
    let text = ("Inter Variable", 11).into_font().color(&palette.accent);
    chart.draw_series([Text::new(format!("median {median}"), (median, highest + highest / 8 + 1), text)])?;
    area.present()?;
    drop(chart);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_histogram_is_drawn_and_nothing_is_drawn_of_nothing() {
        let svg = lengths(&[120, 180, 200, 400, 90], false);
        assert!(svg.starts_with("<svg") && svg.contains("median 180"), "{svg}");
        assert_eq!(lengths(&[], true), "");
        assert_eq!((nice_width(0), nice_width(4096)), (1, 500));
    }
}
