//! Tables of LaTeX: rows and cells, cells over several columns or rows, heads above the first rule inside.

use super::inline::{Labels, read};
use super::source::{Source, command_name};
use crate::flow::Grid;
use pathloom_model::TableData;

/// The inside of a tabular, from behind its column specification.
pub(super) fn table(source: &Source, from: usize, to: usize, labels: &Labels) -> TableData {
    let mut grid = Grid::default();
    let (mut rules, mut heads_end) = (Vec::new(), false);
    let mut rows = 0usize;
    for (start, end) in rows_of(source, from, to) {
        let (start, ruled) = behind_rules(source, start, end);
        if ruled {
            rules.push(rows);
        }
        if source.text[start..end].trim().is_empty() {
            continue;
        }
        // A rule between the first rows and the rest ends the head.
        heads_end |= ruled && rows > 0;
        grid.start_row();
        for (open, close) in cells_of(source, start, end) {
            cell(source, open, close, labels, &mut grid);
        }
        rows += 1;
    }
    let mut table = grid.table();
    if heads_end {
        let first = rules.iter().copied().find(|at| *at > 0).unwrap_or(0);
        // Rules under every row say nothing about heads.
        let every = rules.iter().filter(|at| **at > 0 && **at < rows).count() + 1 >= rows && rows > 2;
        if first < rows && !every && first <= 4 {
            table.header_rows = first as u32;
        }
    }
    table
}

fn cell(source: &Source, from: usize, to: usize, labels: &Labels, grid: &mut Grid) {
    let text = &source.text;
    let start = from + text[from..to].len() - text[from..to].trim_start().len();
    let (mut cols, mut rows, mut range) = (1usize, 1usize, (from, to));
    let mut at = start;
    for _ in 0..2 {
        if !text[at..to].starts_with('\\') {
            break;
        }
        let name = command_name(text, at);
        let Some([number, _, inner]) =
            matches!(name, "multicolumn" | "multirow").then(|| arguments(source, at + 1 + name.len(), to)).flatten()
        else {
            break;
        };
        let count = text[number.0..number.1].trim().parse::<usize>().unwrap_or(1);
        if name == "multicolumn" {
            cols = count
        } else {
            rows = count
        }
        range = inner;
        at = inner.0 + text[inner.0..inner.1].len() - text[inner.0..inner.1].trim_start().len();
    }
    // The places below a cell over several rows are written as empty cells.
    let words = read(source, range.0, range.1, labels).words.take();
    if words.is_empty() && rows == 1 && grid.is_covered_next() {
        return grid.pass();
    }
    grid.cell(&words, rows, cols);
}

/// Three arguments in braces, options between them left out.
fn arguments(source: &Source, from: usize, to: usize) -> Option<[(usize, usize); 3]> {
    let text = &source.text;
    let mut at = from;
    let mut found = [(0, 0); 3];
    for place in &mut found {
        at += text[at..to].len() - text[at..to].trim_start().len();
        if text[at..to].starts_with('*') {
            // "*" stands for a width of its own.
            *place = (at, at + 1);
            at += 1;
            continue;
        }
        while text[at..to].starts_with('[') {
            at = source.inside(at)?.1 + 1;
        }
        let (open, close) = source.inside(at).filter(|(_, close)| text[at..].starts_with('{') && *close < to)?;
        *place = (open, close);
        at = close + 1;
    }
    Some(found)
}

fn rows_of(source: &Source, from: usize, to: usize) -> Vec<(usize, usize)> {
    split(source, from, to, &|text, at| {
        let rest = &text[at..];
        if rest.starts_with("\\\\") {
            let option = source.inside(at + 2).filter(|_| rest[2..].starts_with('['));
            return Some(option.map_or(2, |(_, close)| close + 1 - at));
        }
        rest.starts_with("\\tabularnewline").then_some(15)
    })
}

fn cells_of(source: &Source, from: usize, to: usize) -> Vec<(usize, usize)> {
    split(source, from, to, &|text, at| text[at..].starts_with('&').then_some(1))
}

/// Parts between marks that stand in no brace and no environment.
fn split(source: &Source, from: usize, to: usize, mark: &dyn Fn(&str, usize) -> Option<usize>) -> Vec<(usize, usize)> {
    let text = &source.text;
    let (mut parts, mut start, mut at) = (Vec::new(), from, from);
    while at < to {
        if let Some(length) = mark(text, at) {
            parts.push((start, at));
            at = (at + length).min(to);
            start = at;
            continue;
        }
        at = match text.as_bytes()[at] {
            b'{' => source.inside(at).filter(|(_, close)| *close < to).map_or(at + 1, |(_, close)| close + 1),
            b'\\' => match source.environment(at).filter(|found| found.after <= to) {
                Some(inner) => inner.after,
                None => at + 1 + text[at + 1..].chars().next().map_or(0, char::len_utf8),
            },
            _ => at + text[at..].chars().next().map_or(1, char::len_utf8),
        };
    }
    parts.push((start, to));
    parts
}

/// Skips rules at the start of a row; whether there were any.
fn behind_rules(source: &Source, from: usize, to: usize) -> (usize, bool) {
    let text = &source.text;
    let (mut at, mut ruled) = (from, false);
    loop {
        let start = at + text[at..to].len() - text[at..to].trim_start().len();
        let name = if text[start..to].starts_with('\\') { command_name(text, start) } else { "" };
        let skip = match name {
            "hline" | "toprule" | "midrule" | "bottomrule" | "Xhline" => {
                ruled = true;
                true
            }
            "cline" | "cmidrule" | "addlinespace" | "specialrule" | "rowcolor" | "endhead" | "endfirsthead"
            | "endfoot" | "endlastfoot" | "noalign" => true,
            _ => false,
        };
        if !skip {
            return (start.min(to), ruled);
        }
        at = start + 1 + name.len();
        loop {
            let rest = &text[at..to];
            let round = rest.starts_with('(').then(|| rest.find(')')).flatten();
            match (round, source.inside(at).filter(|_| rest.starts_with(['{', '[']))) {
                (Some(close), _) => at += close + 1,
                (None, Some((_, close))) if close < to => at = close + 1,
                _ => break,
            }
        }
    }
}
