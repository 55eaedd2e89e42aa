//! Scores as a table for people, or as JSON lines. What a reader does not give is a dash, never 0.

use super::ingest::Row;
use super::score::Measure;
use crate::output::Output;
use serde_json::{Map, Value, json};

pub fn print(rows: &[Row], out: &Output) {
    if out.json {
        let lines: Vec<Value> = rows.iter().map(as_json).collect();
        out.lines(&lines, Value::to_string);
        return;
    }
    let mut tool = "";
    for row in rows {
        if row.tool != tool {
            tool = &row.tool;
            out.lines(&[header(tool)], Clone::clone);
        }
        out.lines(&[words(row)], Clone::clone);
    }
}

fn header(tool: &str) -> String {
    let names: String = Measure::ALL.map(|measure| format!(" {:>11}", measure.name())).concat();
    format!("\n{tool}\n{:24} {:>6}{names} {:>11}", "document", "order", "CPU ms/page")
}

fn words(row: &Row) -> String {
    let shown = |value: Option<f64>| value.map_or("–".to_owned(), |value| format!("{value:.3}"));
    if let Some(error) = &row.error {
        return format!("{:24} {error}", row.document);
    }
    let measures: String = Measure::ALL.map(|measure| format!(" {:>11}", shown(row.scores.f1(measure)))).concat();
    let time = row.scores.per_page().map_or("–".to_owned(), |seconds| format!("{:.1}", seconds * 1000.0));
    format!("{:24} {:>6}{measures} {time:>11}", row.document, shown(row.scores.order()))
}

fn as_json(row: &Row) -> Value {
    let counts = |measure: Measure| {
        let counts = row.scores.f1.get(&measure)?;
        let value = json!({
            "f1": counts.f1(), "right": counts.right, "found": counts.found, "there": counts.there,
        });
        Some((measure.name().to_owned(), value))
    };
    let measures: Map<String, Value> = Measure::ALL.into_iter().filter_map(counts).collect();
    json!({
        "tool": row.tool, "document": row.document, "language": row.language, "total": row.total,
        "order": row.scores.order(), "measures": measures, "pages": row.scores.pages,
        "cpu_seconds_per_page": row.scores.per_page(), "error": row.error,
    })
}
