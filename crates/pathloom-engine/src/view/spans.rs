//! A span with its document's name and the words around its quote.

use pathloom_ipc::graph::SpanView;
use pathloom_model::{Kind, Knowledge, Node, NodeData, Span};

/// Characters of context on each side of a quote, at most.
const AROUND: usize = 160;

/// `inside` is the node that holds the words, when it is known.
pub fn view(knowledge: &Knowledge, span: &Span, inside: Option<&Node>) -> SpanView {
    let context = inside
        .and_then(|node| context(span, node))
        .or_else(|| chunk_of(knowledge, span).and_then(|node| context(span, node)))
        .unwrap_or_else(|| span.quote.clone());
    SpanView { span: span.clone(), document_name: knowledge.name(&span.document).to_owned(), context }
}

/// The table that the span's cell stands in, or a chunk of its page that holds its words.
fn chunk_of<'a>(knowledge: &'a Knowledge, span: &Span) -> Option<&'a Node> {
    if let Some(table) = &span.table {
        return knowledge.node(table);
    }
    if span.quote.is_empty() {
        return None;
    }
    knowledge.relations_to(&span.document).find_map(|relation| {
        let node = knowledge.node(&relation.from).filter(|node| node.kind() == Kind::Chunk)?;
        let here = node.spans.iter().any(|place| place.page == span.page);
        let NodeData::Chunk(chunk) = &node.data else { return None };
        (here && chunk.text.contains(&span.quote)).then_some(node)
    })
}

fn context(span: &Span, node: &Node) -> Option<String> {
    match &node.data {
        NodeData::Chunk(chunk) => around(&chunk.text, &span.quote),
        NodeData::Table(table) => {
            let row = table.cells.get(span.cell?.row as usize)?;
            let cells: Vec<&str> = row.iter().map(|cell| cell.text.trim()).filter(|text| !text.is_empty()).collect();
            Some(cells.join(" · "))
        }
        _ => None,
    }
}

/// The quote with the rest of its sentence, or as much as is of use.
fn around(text: &str, quote: &str) -> Option<String> {
    let start = text.find(quote).filter(|_| !quote.is_empty())?;
    let end = start + quote.len();
    let stop = |c: char| matches!(c, '.' | '!' | '?' | '。' | '！' | '？' | '；' | '\n');
    let ends_here = |(place, c): (usize, char)| {
        let next = text[place + c.len_utf8()..].chars().next();
        stop(c) && (c != '.' || next.is_none_or(char::is_whitespace))
    };
    let from = text[..start]
        .char_indices()
        .rev()
        .take(AROUND)
        .find(|&(place, c)| ends_here((place, c)))
        .map_or_else(|| back(text, start), |(place, c)| place + c.len_utf8());
    let to = text[end..]
        .char_indices()
        .take(AROUND)
        .find(|&(place, c)| ends_here((end + place, c)))
        .map_or_else(|| forth(text, end), |(place, c)| end + place + c.len_utf8());
    // A quote that already ends its sentence needs nothing after it.
    let to = if quote.ends_with(stop) { end } else { to };
    Some(text[from..to].trim().to_owned())
}

fn back(text: &str, start: usize) -> usize {
    text[..start].char_indices().rev().take(AROUND).last().map_or(start, |(place, _)| place)
}

fn forth(text: &str, end: usize) -> usize {
    text[end..].char_indices().take(AROUND).last().map_or(end, |(place, c)| end + place + c.len_utf8())
}

#[cfg(test)]
mod tests {
    use super::around;

    #[test]
    fn a_quote_is_shown_in_its_sentence() {
        let text = "First it rained. Norrheat AB runs 1.5 lines, near Växjö. Then it stopped.";
        assert_eq!(around(text, "runs 1.5 lines").as_deref(), Some("Norrheat AB runs 1.5 lines, near Växjö."));
        assert_eq!(around("前文。北境热泵运营哥德堡工厂。后文。", "运营").as_deref(), Some("北境热泵运营哥德堡工厂。"));
        assert_eq!(around(text, "not there"), None);
    }
}
