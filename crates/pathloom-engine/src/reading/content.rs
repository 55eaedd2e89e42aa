//! What a picture shows, as text: rows of a chart, a flowchart in Mermaid, a mind map as an outline. Bounded; what is of
//! no such form is left out.

use super::reply::{Reply, tidy};
use pathloom_model::{Content, ImageClass};
use serde_json::Value;

const ROWS: usize = 500;
const COLUMNS: usize = 50;
const CELL: usize = 200;
const LETTERS: usize = 20_000;

pub fn class(reply: &Reply) -> Option<ImageClass> {
    let said = reply.class.to_lowercase().replace([' ', '-'], "_");
    let all = [ImageClass::Chart, ImageClass::Flowchart, ImageClass::MindMap, ImageClass::Photo, ImageClass::Other];
    all.into_iter().find(|class| class.name() == said)
}

pub fn of(reply: &Reply) -> Option<Content> {
    match &reply.content {
        Value::Array(rows) => {
            let rows: Vec<Vec<String>> = rows.iter().take(ROWS).filter_map(row).collect();
            (rows.len() > 1).then_some(Content::Rows(rows))
        }
        Value::String(text) => {
            let text = lines(text);
            let starts = |word: &str| text.trim_start().starts_with(word);
            match class(reply) {
                _ if text.trim().is_empty() => None,
                _ if starts("flowchart") || starts("graph ") => Some(Content::Mermaid(text)),
                Some(ImageClass::Flowchart) => Some(Content::Mermaid(text)),
                Some(ImageClass::Chart) => table(&text),
                _ => Some(Content::Outline(text)),
            }
        }
        _ => None,
    }
}

fn row(value: &Value) -> Option<Vec<String>> {
    let cell = |value: &Value| match value {
        Value::String(text) => tidy(text, CELL),
        Value::Number(number) => number.to_string(),
        Value::Bool(truth) => truth.to_string(),
        _ => String::new(),
    };
    let cells: Vec<String> = match value {
        Value::Array(cells) => cells.iter().take(COLUMNS).map(cell).collect(),
        Value::Object(cells) => cells.values().take(COLUMNS).map(cell).collect(),
        _ => return None,
    };
    (!cells.is_empty()).then_some(cells)
}

/// Markdown or lines of cells.
fn table(text: &str) -> Option<Content> {
    let rule = |line: &str| line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '));
    let rows = text.lines().filter(|line| !line.trim().is_empty() && !rule(line)).take(ROWS).map(|line| {
        let cells = line.trim().trim_matches('|').split(['|', '\t']).take(COLUMNS);
        cells.map(|cell| tidy(cell, CELL)).collect::<Vec<_>>()
    });
    let rows: Vec<Vec<String>> = rows.collect();
    (rows.len() > 1 && rows[0].len() > 1).then_some(Content::Rows(rows))
}

/// Lines stay, with their indents; fences and control signs go.
fn lines(text: &str) -> String {
    let kept = text.lines().filter(|line| !line.trim_start().starts_with("```"));
    let tidied = kept.map(|line| {
        let indent = line.chars().take_while(|c| *c == ' ').count().min(40);
        let words: String = line.trim().chars().filter(|c| !c.is_control()).collect();
        format!("{}{words}", " ".repeat(indent))
    });
    let text = tidied.collect::<Vec<_>>().join("\n");
    text.trim_end().chars().take(LETTERS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn pictures_become_rows_mermaid_and_outlines() {
        let reply = |class: &str, content: Value| Reply { class: class.into(), content, ..Reply::default() };
        let rows = of(&reply("chart", json!([["Year", "Output, t"], ["2023", 41], "no row"])));
        assert_eq!(
            rows,
            Some(Content::Rows(vec![vec!["Year".into(), "Output, t".into()], vec!["2023".into(), "41".into()]]))
        );
        assert_eq!(rows, of(&reply("chart", json!("| Year | Output, t |\n|---|---|\n| 2023 | 41 |"))));
        let chart = of(&reply("Flow-chart", json!("```mermaid\nflowchart TD\n  A --> B\u{7}\n```")));
        assert_eq!(chart, Some(Content::Mermaid("flowchart TD\n  A --> B".into())));
        assert_eq!(of(&reply("mind map", json!("Heat\n  Pumps"))), Some(Content::Outline("Heat\n  Pumps".into())));
        assert_eq!((of(&reply("chart", json!([]))), of(&reply("photo", Value::Null))), (None, None));
        assert_eq!(class(&reply("Mind map", Value::Null)), Some(ImageClass::MindMap));
    }
}
