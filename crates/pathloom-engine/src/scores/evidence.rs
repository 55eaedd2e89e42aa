//! The evidence of a sample as judges and answering models get it: each node once with what its kind needs, or the cited
//! words alone, of which some can be left out.

use crate::synthesis::text::{line, quoted, tokens};
use pathloom_model::{Cell, Evidence, Key, Knowledge, Language, NodeData, Sample, Span, TableData};
use std::collections::{BTreeMap, BTreeSet};

/// Letters kept on each side of cited words where a text is too long.
const AROUND: usize = 400;

/// Distinct evidence nodes in the order of citing; E1 is the first.
fn nodes(sample: &Sample) -> Vec<&Key> {
    let mut seen = BTreeSet::new();
    sample.evidence.iter().map(|evidence| &evidence.node).filter(|key| seen.insert(*key)).collect()
}

/// Every node with evidence, whole where `budget` tokens allow, else what lies around the cited words.
pub fn whole(knowledge: &Knowledge, sample: &Sample, budget: usize, document_names: bool) -> String {
    let nodes = nodes(sample);
    let share = budget / nodes.len().max(1);
    let blocks = nodes.iter().enumerate().map(|(place, key)| {
        let cited: Vec<&Evidence> = sample.evidence.iter().filter(|evidence| evidence.node == **key).collect();
        let (text, cut) = content(knowledge, key, &cited, share);
        let name = cited.first().map(|evidence| evidence.document_name.as_str()).filter(|_| document_names);
        let name = name.map_or_else(String::new, |name| format!(" · {}", line(name)));
        let cut = if cut { shortened(sample.language) } else { "" };
        format!("**E{}** · {}{name}{cut}\n{}", place + 1, kind(key, sample.language), quoted(&text))
    });
    blocks.collect::<Vec<_>>().join("\n\n")
}

/// The cited words alone, of the pieces of evidence that are in `kept`.
pub fn cited(knowledge: &Knowledge, sample: &Sample, kept: &BTreeSet<u32>) -> String {
    let pieces = sample.evidence.iter().enumerate().filter(|(place, _)| kept.contains(&(*place as u32)));
    let blocks = pieces.map(|(place, evidence)| {
        let text = match cell(knowledge, &evidence.span) {
            Some((table, row, col)) => cell_with_heads(table, row, col),
            None if evidence.span.quote.trim().is_empty() => content(knowledge, &evidence.node, &[evidence], AROUND).0,
            None => evidence.span.quote.clone(),
        };
        format!("**E{}**\n{}", place + 1, quoted(&text))
    });
    blocks.collect::<Vec<_>>().join("\n\n")
}

/// The steps, each with the evidence it rests on.
pub fn steps(sample: &Sample) -> String {
    let places: BTreeMap<&Key, usize> = nodes(sample).into_iter().zip(1..).collect();
    let lines = sample.steps.iter().enumerate().map(|(number, step)| {
        let labels: BTreeSet<usize> = step
            .evidence
            .iter()
            .filter_map(|place| places.get(&sample.evidence.get(*place as usize)?.node).copied())
            .collect();
        let labels: Vec<String> = labels.into_iter().map(|label| format!("E{label}")).collect();
        let labels = if labels.is_empty() { String::new() } else { format!(" [{}]", labels.join(", ")) };
        quoted(&format!("{}. {}{labels}", number + 1, step.text))
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn shortened(language: Language) -> &'static str {
    match language {
        Language::En => " · shortened; […] marks what is left out",
        Language::Zh => " · 有删节，[…] 表示省略",
    }
}

fn kind(key: &Key, language: Language) -> &'static str {
    use pathloom_model::Kind::{Formula, Image, Table};
    match (key.kind(), language) {
        (Table, Language::En) => "table",
        (Table, Language::Zh) => "表",
        (Image, Language::En) => "picture, by its words",
        (Image, Language::Zh) => "图（仅其中文字）",
        (Formula, Language::En) => "formula",
        (Formula, Language::Zh) => "公式",
        (_, Language::En) => "text",
        (_, Language::Zh) => "文字",
    }
}

/// The words of a node, and whether some were left out.
fn content(knowledge: &Knowledge, key: &Key, cited: &[&Evidence], budget: usize) -> (String, bool) {
    let quotes = || cited.iter().map(|evidence| evidence.span.quote.as_str()).collect::<Vec<_>>().join("\n");
    match knowledge.node(key).map(|node| &node.data) {
        Some(NodeData::Chunk(chunk)) => {
            let heads = chunk.section.join(" › ");
            let (text, cut) = around(&chunk.text, cited, budget);
            (if heads.is_empty() { text } else { format!("{heads}\n{text}") }, cut)
        }
        Some(NodeData::Table(table)) => markdown(table, cited, budget),
        Some(NodeData::Formula { latex, text, symbols, .. }) => {
            let formula = latex.as_ref().map_or_else(|| text.clone(), |latex| format!("$${latex}$$"));
            let bound = symbols.iter().map(|symbol| format!("{}: {}", symbol.symbol, symbol.meaning));
            (std::iter::once(formula).chain(bound).collect::<Vec<_>>().join("\n"), false)
        }
        Some(NodeData::Image(figure)) => {
            let words = figure.words.join(" · ");
            let all = [figure.caption.as_str(), &words, &quotes()].map(str::trim).map(str::to_owned);
            (all.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n"), false)
        }
        _ => (quotes(), false),
    }
}

/// The whole text, or windows around what is cited.
fn around(text: &str, cited: &[&Evidence], budget: usize) -> (String, bool) {
    if tokens(text) <= budget {
        return (text.to_owned(), false);
    }
    let mut windows: Vec<(usize, usize)> = cited
        .iter()
        .filter_map(|evidence| {
            let quote = evidence.span.quote.as_str();
            let start = text.find(quote).filter(|_| !quote.is_empty())?;
            Some((back(text, start, AROUND), forth(text, start + quote.len(), AROUND)))
        })
        .collect();
    if windows.is_empty() {
        windows.push((0, forth(text, 0, budget.max(AROUND))));
    }
    windows.sort_unstable();
    let mut joined: Vec<(usize, usize)> = Vec::new();
    for (start, end) in windows {
        match joined.last_mut().filter(|last| last.1 >= start) {
            Some(last) => last.1 = last.1.max(end),
            None => joined.push((start, end)),
        }
    }
    let parts: Vec<&str> = joined.iter().map(|&(start, end)| &text[start..end]).collect();
    (format!("[…] {} […]", parts.join(" […] ")), true)
}

fn back(text: &str, from: usize, letters: usize) -> usize {
    text[..from].char_indices().rev().take(letters).last().map_or(from, |(place, _)| place)
}

fn forth(text: &str, from: usize, letters: usize) -> usize {
    text[from..].char_indices().nth(letters).map_or(text.len(), |(place, _)| from + place)
}

/// A Markdown table; where it is too long the heads, the cited rows and the first others that fit.
fn markdown(table: &TableData, cited: &[&Evidence], budget: usize) -> (String, bool) {
    let written: Vec<String> = table.cells.iter().map(|row| written(row)).collect();
    let cited: BTreeSet<usize> =
        cited.iter().filter_map(|evidence| evidence.span.cell).map(|cell| cell.row as usize).collect();
    let heads = table.header_rows.max(1) as usize;
    let is_needed = |row: usize| row < heads || cited.contains(&row);
    let cost = |row: usize| tokens(&written[row]) + 1;
    let mut left = budget.saturating_sub((0..written.len()).filter(|row| is_needed(*row)).map(cost).sum());
    let mut kept = Vec::new();
    for row in 0..written.len() {
        if !is_needed(row) {
            let Some(after) = left.checked_sub(cost(row)) else { continue };
            left = after;
        }
        kept.push(row);
    }
    let mut lines: Vec<String> = vec![table.caption.clone()];
    let mut before = None;
    for &row in &kept {
        if before.is_some_and(|before| row > before + 1) {
            lines.push("[…]".into());
        }
        lines.push(written[row].clone());
        if row + 1 == heads {
            lines.push(format!("|{}", " --- |".repeat(table.cells[row].len())));
        }
        before = Some(row);
    }
    let cut = kept.len() < written.len();
    if cut && before != Some(written.len() - 1) {
        lines.push("[…]".into());
    }
    lines.extend(table.footnotes.iter().cloned());
    lines.retain(|line| !line.trim().is_empty());
    (lines.join("\n"), cut)
}

fn written(row: &[Cell]) -> String {
    let cells = row.iter().map(|cell| format!(" {} |", line(&cell.text).replace('|', "\\|")));
    format!("|{}", cells.collect::<String>())
}

fn cell<'a>(knowledge: &'a Knowledge, span: &Span) -> Option<(&'a TableData, usize, usize)> {
    let (place, key) = (span.cell?, span.table.as_ref()?);
    let NodeData::Table(table) = &knowledge.node(key)?.data else { return None };
    Some((table, place.row as usize, place.col as usize))
}

/// "Table caption: row head; column heads: cell".
fn cell_with_heads(table: &TableData, row: usize, col: usize) -> String {
    let text = |row: usize, col: usize| {
        table.cells.get(row).and_then(|cells| cells.get(col)).map_or("", |cell| cell.text.trim())
    };
    let side = (0..(table.header_cols.max(1) as usize).min(col)).map(|col| text(row, col));
    let top = (0..(table.header_rows as usize).min(row)).map(|row| text(row, col));
    let mut heads: Vec<&str> = side.chain(top).filter(|head| !head.is_empty()).collect();
    heads.dedup();
    let caption =
        if table.caption.trim().is_empty() { String::new() } else { format!("{} — ", table.caption.trim()) };
    format!("{caption}{}: {}", heads.join("; "), text(row, col))
}
