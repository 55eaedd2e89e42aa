//! A quote of a model found again in its piece of evidence: the place of those words in the document. White space, width
//! and kind of sign do not count; words do.

use super::material::Material;
use pathloom_model::{CellRef, Key, NodeData, Span, TableData};

/// Places of a quote in a node, several where it runs over cells of a row; empty when its words do not stand there. Of
/// equal places one near `hints`, words of the step, is taken.
pub fn spans(material: &Material<'_>, node: &Key, quote: &str, hints: &str) -> Vec<Span> {
    let Some(found) = material.knowledge.node(node) else { return vec![] };
    let Some(document) = found.document.clone() else { return vec![] };
    let plain = plain(quote);
    if plain.is_empty() {
        return vec![];
    }
    let at_node = |quote: &str| Span {
        quote: quote.to_owned(),
        ..found.spans.first().cloned().unwrap_or_else(|| Span::in_text(document.clone(), 0, 0, ""))
    };
    match &found.data {
        NodeData::Chunk(chunk) => {
            let place = find(&chunk.text, &plain).and_then(|(start, end)| material.placed(node, start, end));
            place.into_iter().collect()
        }
        NodeData::Table(table) => {
            let cells = cells(table, quote, hints);
            if !cells.is_empty() {
                return cells.into_iter().filter_map(|cell| cell_span(node, &document, table, cell)).collect();
            }
            let words = std::iter::once(&table.caption).chain(&table.footnotes);
            words.filter_map(|text| find(text, &plain).map(|(a, b)| at_node(&text[a..b]))).take(1).collect()
        }
        NodeData::Image(figure) => {
            let printed = figure.words.join(" ");
            let texts = [figure.caption.as_str(), printed.as_str()];
            texts
                .into_iter()
                .find_map(|text| find(text, &plain).map(|(a, b)| at_node(&text[a..b])))
                .into_iter()
                .collect()
        }
        NodeData::Formula { latex, text, symbols, .. } => {
            if let Some(symbol) = symbols.iter().find(|symbol| find(&symbol.span.quote, &plain).is_some()) {
                return vec![symbol.span.clone()];
            }
            let texts = [latex.as_deref().unwrap_or_default(), text];
            texts
                .into_iter()
                .find_map(|text| find(text, &plain).map(|(a, b)| at_node(&text[a..b])))
                .into_iter()
                .collect()
        }
        _ => vec![],
    }
}

/// Bytes of `text` that spell `plain`.
fn find(text: &str, plain: &str) -> Option<(usize, usize)> {
    let mut folded = String::new();
    // For each byte of the folded text the bytes of the letter it comes from.
    let mut from: Vec<(usize, usize)> = Vec::new();
    for (place, c) in text.char_indices() {
        let before = folded.len();
        fold(c, &mut folded);
        from.extend((before..folded.len()).map(|_| (place, place + c.len_utf8())));
    }
    let start = folded.find(plain)?;
    Some((from[start].0, from[start + plain.len() - 1].1))
}

fn plain(text: &str) -> String {
    let text = text.trim().trim_matches(['"', '“', '”', '「', '」', '…']).trim_end_matches('.');
    let mut out = String::new();
    text.chars().for_each(|c| fold(c, &mut out));
    out
}

fn fold(c: char, out: &mut String) {
    match c {
        _ if c.is_whitespace() || c.is_control() => {}
        '\u{200B}' | '\u{FEFF}' | '\u{AD}' => {}
        '\u{FF01}'..='\u{FF5E}' => {
            out.extend(char::from_u32(u32::from(c) - 0xFEE0).into_iter().flat_map(char::to_lowercase))
        }
        '‐'..='―' | '−' => out.push('-'),
        '‘' | '’' => out.push('\''),
        '“' | '”' | '「' | '」' => out.push('"'),
        '。' => out.push('.'),
        '、' => out.push(','),
        _ => out.extend(c.to_lowercase()),
    }
}

/// Cells of one row that together are a quote such as "Norrheat AB | 1,984", or the one cell that is.
fn cells(table: &TableData, quote: &str, hints: &str) -> Vec<CellRef> {
    let parts: Vec<String> =
        quote.split(['|', '\t', ';', '；', '·']).map(plain).filter(|part| !part.is_empty()).collect();
    if parts.is_empty() || parts.len() > 60 {
        return vec![];
    }
    let hints = plain(hints);
    let mut best: Option<(usize, Vec<CellRef>)> = None;
    for (row, cells) in table.cells.iter().enumerate() {
        let texts: Vec<String> = cells.iter().map(|cell| plain(&cell.text)).collect();
        let at = |part: &String| {
            let exact = texts.iter().position(|text| text == part);
            exact.or_else(|| texts.iter().position(|text| part.chars().count() > 2 && text.contains(part.as_str())))
        };
        let Some(cols) = parts.iter().map(at).collect::<Option<Vec<usize>>>() else { continue };
        let near = texts.iter().filter(|text| text.chars().count() > 1 && hints.contains(text.as_str())).count();
        if best.as_ref().is_none_or(|(earlier, _)| near > *earlier) {
            let cells = cols.into_iter().map(|col| CellRef { row: row as u32, col: col as u32 }).collect();
            best = Some((near, cells));
        }
    }
    best.map(|(_, cells)| cells).unwrap_or_default()
}

fn cell_span(node: &Key, document: &Key, table: &TableData, at: CellRef) -> Option<Span> {
    let cell = table.cells.get(at.row as usize)?.get(at.col as usize)?;
    Some(Span {
        document: document.clone(),
        page: cell.page.unwrap_or(1),
        bbox: cell.bbox,
        chars: cell.chars,
        cell: Some(at),
        table: Some(node.clone()),
        quote: cell.text.clone(),
    })
}
