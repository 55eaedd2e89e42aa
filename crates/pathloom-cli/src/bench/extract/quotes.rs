//! Whether every quote of what was found stands in the document that it names.

use super::links::plain;
use pathloom_engine::bench_extract::Extracted;
use pathloom_model::{BlockContent, Span};

/// Quotes that stand there, of how many; and those that do not.
pub fn score(read: &Extracted) -> ((usize, usize), Vec<String>) {
    let mut source = String::new();
    for block in &read.parsed.blocks {
        source.push_str(&block.text());
        source.push('\n');
        if let BlockContent::Table(table) = &block.content {
            source.push_str(&table.caption);
            table.cells.iter().flatten().for_each(|cell| {
                source.push_str(&cell.text);
                source.push('\n');
            });
        }
        if let BlockContent::Figure(figure) = &block.content {
            source.push_str(&figure.caption);
        }
    }
    source.push_str(read.parsed.text.as_deref().unwrap_or_default());
    let source = plain(&source);
    let found = &read.extraction;
    let spans = found.names.iter().map(|name| &name.span);
    let spans = spans.chain(found.mentions.iter().flat_map(|mention| &mention.spans));
    let spans: Vec<&Span> = spans.chain(found.claims.iter().flat_map(|claim| &claim.spans)).collect();
    let stands = |span: &Span| !span.quote.trim().is_empty() && source.contains(&plain(&span.quote));
    let lost: Vec<String> =
        spans.iter().filter(|span| !stands(span)).map(|span| format!("quote   “{}”", span.quote)).collect();
    ((spans.len() - lost.len(), spans.len()), lost)
}
