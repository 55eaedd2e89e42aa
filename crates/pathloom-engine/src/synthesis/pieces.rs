//! One piece of evidence in words: text, table as Markdown with its heads, picture with what is printed in it, formula as
//! LaTeX with what its symbols stand for. Which part of it the path cites is known, so that it can be cut.

use super::context::statements;
use super::material::Material;
use super::text::tokens;
use super::{cut, picture};
use pathloom_compose::answer::names;
use pathloom_llm::Part;
use pathloom_model::{
    Content, Described, Key, Kind, Knowledge, Language, Match, NodeData, SynthesisSettings, TableData,
};
use std::ops::Range;

/// Places of one name in one text that are looked at.
const PLACES: usize = 40;
/// Columns of a table beyond which only heads and cited ones are shown.
const COLUMNS: usize = 30;

/// A piece before it is known how much room it gets.
pub struct Draft {
    /// Before the text, never cut: headings above it, a caption.
    before: String,
    body: Body,
    pub picture: Option<Part>,
}

enum Body {
    Text {
        text: String,
        cited: Vec<Range<usize>>,
    },
    /// Lines of Markdown, the number of heads among them, and the lines that are cited.
    Rows {
        rows: Vec<String>,
        heads: usize,
        cited: Vec<usize>,
        after: String,
    },
}

impl Draft {
    pub fn tokens(&self) -> usize {
        let body = match &self.body {
            Body::Text { text, .. } => tokens(text),
            Body::Rows { rows, after, .. } => rows.iter().map(|row| tokens(row) + 1).sum::<usize>() + tokens(after),
        };
        tokens(&self.before) + body + self.picture.as_ref().map_or(0, |_| picture::TOKENS)
    }

    /// The piece within so many tokens, and whether anything was left out.
    pub fn within(self, budget: usize, language: Language) -> (String, bool) {
        let fixed = tokens(&self.before) + self.picture.as_ref().map_or(0, |_| picture::TOKENS);
        let budget = budget.saturating_sub(fixed);
        let (text, cut) = match self.body {
            Body::Text { text, cited } => cut::around(&text, &cited, budget.max(40)),
            Body::Rows { rows, heads, cited, after } => {
                let costs: Vec<usize> = rows.iter().map(|row| tokens(row) + 1).collect();
                let (kept, out) = cut::rows(&costs, heads, &cited, budget.saturating_sub(tokens(&after)).max(40));
                let mut lines: Vec<String> = kept.into_iter().map(|row| rows[row].clone()).collect();
                if out > 0 {
                    lines.push(match language {
                        Language::En => {
                            format!("{} {out} rows are left out: ask nothing that needs all rows", cut::GAP)
                        }
                        Language::Zh => format!("{} 省略{out}行：不要提出需要全部行的问题", cut::GAP),
                    });
                }
                lines.extend((!after.is_empty()).then_some(after));
                (lines.join("\n"), out > 0)
            }
        };
        let parts = [self.before, text];
        (parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n"), cut)
    }
}

pub fn draft(
    material: &Material<'_>,
    matched: &Match,
    key: &Key,
    language: Language,
    settings: &SynthesisSettings,
) -> Draft {
    let k = material.knowledge;
    let plain =
        |before: String, text: String| Draft { before, body: Body::Text { text, cited: vec![] }, picture: None };
    match k.node(key).map(|node| &node.data) {
        Some(NodeData::Chunk(chunk)) => {
            let cited = cited_in(k, matched, key, &chunk.text);
            let body = Body::Text { text: chunk.text.clone(), cited };
            Draft { before: chunk.section.join(" › "), body, picture: None }
        }
        Some(NodeData::Table(table)) => of_table(k, matched, key, table),
        Some(NodeData::Image(figure)) => {
            let sight = settings.pictures.then(|| (material.blob)(figure.blob.as_deref()?)).flatten();
            let words = match language {
                Language::En => "Printed in it",
                Language::Zh => "图内文字",
            };
            let printed =
                if figure.words.is_empty() { String::new() } else { format!("{words}: {}", figure.words.join(" · ")) };
            let stated = stated(k, key);
            // Who sees the picture needs nobody's words for it.
            let told = sight.is_none().then(|| k.node(key)?.described().map(described)).flatten().unwrap_or_default();
            let text =
                [printed, told, stated].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n");
            Draft { picture: sight.and_then(|bytes| picture::part(&bytes)), ..plain(figure.caption.clone(), text) }
        }
        Some(NodeData::Formula { latex, text, symbols, .. }) => {
            let law = latex.clone().unwrap_or_else(|| text.clone());
            let bound = symbols.iter().map(|symbol| format!("{}: {}", symbol.symbol, symbol.meaning));
            let around = surroundings(k, key);
            plain(law, bound.chain(around).collect::<Vec<_>>().join("\n"))
        }
        _ => plain(String::new(), k.name(key).to_owned()),
    }
}

/// Texts that refer to a formula, or stand on its page with its words in them.
fn surroundings(k: &Knowledge, key: &Key) -> Option<String> {
    let referring = k.relations_to(key).filter(|r| r.name == "refer_to" && r.from.kind() == Kind::Chunk);
    let bound: Vec<&str> = match k.node(key).map(|node| &node.data) {
        Some(NodeData::Formula { symbols, .. }) => symbols.iter().map(|symbol| symbol.span.quote.as_str()).collect(),
        _ => vec![],
    };
    referring.filter_map(|relation| k.node(&relation.from)).find_map(|node| match &node.data {
        NodeData::Chunk(chunk) => {
            let cited: Vec<Range<usize>> = bound.iter().flat_map(|quote| places(&chunk.text, quote)).collect();
            Some(cut::around(&chunk.text, &cited, 300).0)
        }
        _ => None,
    })
}

/// What was read from a picture, a line each.
fn stated(k: &Knowledge, key: &Key) -> String {
    let lines = k.read_in(key).take(60).map(|stated| super::context::sentence(k, stated.key));
    lines.collect::<Vec<_>>().join("\n")
}

/// Bytes of a text that the path cites: the quotes of its assertions and the names of its nodes.
fn cited_in(k: &Knowledge, matched: &Match, key: &Key, text: &str) -> Vec<Range<usize>> {
    let bound = matched.all_nodes();
    let mut cited = Vec::new();
    let on_hops = matched.hops.iter().flat_map(|hop| statements(k, hop, &bound)).flat_map(|(_, spans)| spans.iter());
    let own = matched.all_nodes().into_iter().filter(|node| node.kind() == Kind::Assertion);
    let own: Vec<_> = own.filter_map(|node| k.node(&node)).flat_map(|node| node.spans.iter()).collect();
    for span in on_hops.chain(own).filter(|span| span.quote.len() > 1) {
        cited.extend(places(text, &span.quote));
    }
    if cited.is_empty() {
        let hanging = matched.hops.iter().filter(|hop| hop.to == *key || hop.from == *key);
        let ends: Vec<&Key> = hanging.flat_map(|hop| [&hop.from, &hop.to]).collect();
        let named = ends.into_iter().chain(&matched.chain).flat_map(|node| names(k, node));
        cited.extend(named.flat_map(|name| places(text, &name)));
    }
    cited
}

fn places(text: &str, words: &str) -> Vec<Range<usize>> {
    if words.trim().is_empty() {
        return vec![];
    }
    text.match_indices(words).take(PLACES).map(|(place, words)| place..place + words.len()).collect()
}

fn of_table(k: &Knowledge, matched: &Match, key: &Key, table: &TableData) -> Draft {
    let named: Vec<String> = matched.chain.iter().flat_map(|node| names(k, node)).collect();
    let tells = |text: &str| named.iter().any(|name| text.contains(name.as_str()));
    let spans = matched.chain.iter().flat_map(|node| k.about(node)).filter_map(|stated| k.node(stated.key));
    let cells: Vec<_> = spans
        .flat_map(|node| &node.spans)
        .filter(|span| span.table.as_ref() == Some(key))
        .filter_map(|span| span.cell)
        .take(2_000)
        .collect();
    let columns = columns(table, &cells.iter().map(|cell| cell.col as usize).collect::<Vec<_>>());
    let heads = (table.header_rows as usize).max(1).min(table.rows());
    let mut rows = Vec::new();
    let mut cited = Vec::new();
    for (place, row) in table.cells.iter().enumerate() {
        let line: Vec<String> = columns.iter().map(|&col| cell_text(table, place, col)).collect();
        rows.push(format!("| {} |", line.join(" | ")));
        if place + 1 == heads {
            rows.push(format!("|{}", " --- |".repeat(columns.len())));
        }
        let is_cited = cells.iter().any(|cell| cell.row as usize == place);
        if place >= heads && (is_cited || row.iter().any(|cell| tells(&cell.text))) {
            cited.push(rows.len() - 1);
        }
    }
    let after = table.footnotes.join("\n");
    let body = Body::Rows { rows, heads: heads + usize::from(heads > 0), cited, after };
    Draft { before: table.caption.clone(), body, picture: None }
}

fn columns(table: &TableData, cited: &[usize]) -> Vec<usize> {
    let heads = (table.header_cols as usize).max(1);
    let shown = |col: &usize| table.cols() <= COLUMNS || *col < heads || cited.contains(col);
    (0..table.cols()).filter(shown).collect()
}

/// A cell's words, or those of the cell that spans over its place, on one line.
fn cell_text(table: &TableData, row: usize, col: usize) -> String {
    let Some(cell) = table.cells.get(row).and_then(|cells| cells.get(col)) else { return String::new() };
    let origin = cell.covered_by.and_then(|(row, col)| table.cells.get(row as usize)?.get(col as usize));
    let text = origin.map_or(&cell.text, |origin| &origin.text);
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}

/// A picture in a model's words, shortened.
fn described(said: &Described) -> String {
    let content = said.content.as_ref().map(Content::text).unwrap_or_default();
    let text = format!("{}\n{content}", said.description);
    text.trim().chars().take(DESCRIBED).collect()
}

const DESCRIBED: usize = 4_000;
