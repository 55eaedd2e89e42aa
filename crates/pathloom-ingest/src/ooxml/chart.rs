//! A chart that was drawn from numbers: a figure of class chart with its words, and its numbers as a table.

use super::{Package, tree};
use crate::flow::{Flow, squeezed};
use crate::xml::Look;
use pathloom_model::{Cell, Figure, ImageClass, TableData};
use roxmltree::Node;

const POINTS: usize = 5_000;
const SERIES: usize = 100;

pub(crate) fn chart(package: &mut Package, part: &str, alternative: &str, flow: &mut Flow) {
    let Some(text) = package.optional(Some(part), flow) else { return };
    let Some(tree) = tree(&text, part, flow) else { return };
    let Some(chart) = tree.root_element().child("chart") else { return };
    let title = chart.child("title").map(|title| rich(title)).unwrap_or_default();
    let title = if title.is_empty() { alternative.to_owned() } else { title };
    let Some(plot) = chart.child("plotArea") else { return };
    let axes: Vec<String> = plot
        .elements()
        .filter(|node| node.tag_name().name().ends_with("Ax"))
        .filter_map(|axis| Some(rich(axis.child("title")?)).filter(|words| !words.is_empty()))
        .collect();
    let series: Vec<Series> = plot.descendants().filter(|node| node.is("ser")).take(SERIES).map(Series::read).collect();
    let table = numbers(&series);
    let mut words = axes;
    words.extend(series.iter().map(|series| series.name.clone()).filter(|name| !name.is_empty()));
    words.extend(series.first().into_iter().flat_map(|first| first.categories.clone()).filter(|word| !word.is_empty()));
    let class = ImageClass::Chart;
    let caption = title.clone();
    let figure = Figure { label: crate::label::caption_label(&caption), caption, class, words, ..Figure::default() };
    flow.figure(figure);
    if let Some(table) = table {
        flow.table(TableData { caption: title, ..table });
    }
}

/// The words of a title, without those of a formula that it was linked from.
fn rich(title: Node) -> String {
    let paragraphs: Vec<String> = title.descendants().filter(|node| node.is("p")).map(|line| line.words()).collect();
    let words = if paragraphs.is_empty() {
        title.descendants().filter(|node| node.is("v")).map(|value| value.words()).collect::<Vec<_>>().join(" ")
    } else {
        paragraphs.join("\n")
    };
    squeezed(&words)
}

struct Series {
    name: String,
    categories: Vec<String>,
    values: Vec<String>,
}

impl Series {
    fn read(node: Node) -> Series {
        let name = node.child("tx").map(|name| points(name).join(" ")).unwrap_or_default();
        let of = |names: [&str; 2]| names.iter().find_map(|name| node.child(name)).map(points).unwrap_or_default();
        Series { name: squeezed(&name), categories: of(["cat", "xVal"]), values: of(["val", "yVal"]) }
    }
}

/// The cached points by their index; categories of several levels are joined.
fn points(node: Node) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let percent = node.descendants().find(|node| node.is("formatCode")).is_some_and(|code| code.words().contains('%'));
    for point in node.descendants().filter(|node| node.is("pt")) {
        let at = point.attr("idx").and_then(|index| index.parse::<usize>().ok()).unwrap_or(found.len());
        if at >= POINTS {
            continue;
        }
        if found.len() <= at {
            found.resize(at + 1, String::new());
        }
        let value = point.child("v").map(|value| value.words()).unwrap_or_default();
        let value = shown(value.trim(), percent);
        found[at] = if found[at].is_empty() { value } else { format!("{value} {}", found[at]) };
    }
    if found.is_empty() {
        found.extend(node.child("v").map(|value| value.words()));
    }
    found
}

/// A number without the noise of binary fractions, as a share where its format says so.
fn shown(value: &str, percent: bool) -> String {
    let Ok(number) = value.parse::<f64>() else { return value.to_owned() };
    if percent {
        return format!("{}%", super::number::plain(number * 100.0));
    }
    super::number::plain(number)
}

fn numbers(series: &[Series]) -> Option<TableData> {
    let rows = series.iter().map(|series| series.values.len()).max().filter(|rows| *rows > 0)?;
    let cell = |text: &str| Cell { text: squeezed(text), ..Cell::default() };
    let mut head = vec![Cell::default()];
    head.extend(series.iter().map(|series| cell(&series.name)));
    let mut cells = vec![head];
    let categories = series.iter().map(|series| &series.categories).find(|found| !found.is_empty());
    for row in 0..rows {
        let category = categories.and_then(|found| found.get(row)).map(String::as_str).unwrap_or_default();
        let mut line = vec![cell(category)];
        line.extend(series.iter().map(|series| cell(series.values.get(row).map(String::as_str).unwrap_or_default())));
        cells.push(line);
    }
    Some(TableData { header_rows: 1, header_cols: 1, cells, ..TableData::default() })
}
