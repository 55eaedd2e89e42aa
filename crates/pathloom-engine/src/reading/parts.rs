//! What of a document is asked about, one call each: passages, tables, formulas, pictures. Nothing is asked here.

use crate::synthesis::text::tokens;
use pathloom_extract::{Extraction, NameId, Refusal, RefusalKind};
use pathloom_model::{Chunk, Key, Node, NodeData, Parsed, Span};
use std::collections::BTreeMap;

/// A document with what the rules found in it.
pub struct Document {
    /// Its row.
    pub id: u64,
    pub parsed: Parsed,
    pub chunks: Vec<Chunk>,
    pub found: Extraction,
    /// Of each node its place in `found.nodes`.
    places: BTreeMap<Key, usize>,
    /// Of each object the chunks that point at it.
    citing: BTreeMap<Key, Vec<usize>>,
    /// Of each node the names that the rules found in it.
    names: BTreeMap<Key, Vec<NameId>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Bytes `from..to` of the text of a chunk, by its place; the whole of it in nearly all cases.
    Text { chunk: usize, from: usize, to: usize },
    /// A Table, Image or Formula, by its place among the nodes.
    Object(usize),
}

/// Chunks that are shown with an object they point at.
const CITING: usize = 3;

impl Document {
    pub fn new(id: u64, parsed: Parsed, chunks: Vec<Chunk>, found: Extraction) -> Document {
        let places = found.nodes.iter().enumerate().map(|(place, node)| (node.key.clone(), place)).collect();
        let of_chunk: BTreeMap<&Key, usize> = chunks.iter().enumerate().map(|(at, chunk)| (&chunk.key, at)).collect();
        let mut citing: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
        for relation in found.relations.iter().filter(|relation| relation.name == "refer_to") {
            let known = citing.entry(relation.to.clone()).or_default();
            known.extend(of_chunk.get(&relation.from).filter(|_| known.len() < CITING));
        }
        let mut names: BTreeMap<Key, Vec<NameId>> = BTreeMap::new();
        for mention in &found.mentions {
            names.entry(mention.node.clone()).or_default().push(mention.name);
        }
        Document { id, parsed, chunks, found, places, citing, names }
    }

    /// In the order of the document's nodes, text that is too long for one call in overlapping windows of `room` tokens;
    /// and what is not asked about, where a person should know.
    pub fn parts(&self, room: usize) -> (Vec<Part>, Vec<Refusal>) {
        let (mut parts, mut told) = (Vec::new(), Vec::new());
        for (place, node) in self.found.nodes.iter().enumerate() {
            if matches!(node.data, NodeData::Table(_) | NodeData::Formula { .. } | NodeData::Image(_))
                && self.can_be_described(node)
            {
                parts.push(Part::Object(place));
            }
        }
        for (chunk, Chunk { key, data }) in self.chunks.iter().enumerate() {
            if data.text.chars().filter(|c| c.is_alphanumeric()).take(2).count() < 2 {
                continue;
            }
            let windows = windows(&data.text, room);
            if windows.len() > 1 {
                let why = format!(
                    "This passage is longer than the model reads at once: it was read in {} overlapping parts.",
                    windows.len()
                );
                told.push(Refusal { what: RefusalKind::Limit, why, span: self.here(key) });
            }
            parts.extend(windows.into_iter().map(|(from, to)| Part::Text { chunk, from, to }));
        }
        (parts, told)
    }

    fn can_be_described(&self, node: &Node) -> bool {
        match &node.data {
            NodeData::Image(figure) => {
                figure.blob.is_some() || !figure.caption.trim().is_empty() || !figure.words.is_empty()
            }
            NodeData::Table(table) => table.cells.iter().flatten().any(|cell| !cell.text.trim().is_empty()),
            NodeData::Formula { text, latex, .. } => !text.trim().is_empty() || latex.is_some(),
            _ => false,
        }
    }

    pub fn node(&self, part: Part) -> &Key {
        match part {
            Part::Text { chunk, .. } => &self.chunks[chunk].key,
            Part::Object(place) => &self.found.nodes[place].key,
        }
    }

    /// For the ledger of a run: the document and the first words.
    pub fn label(&self, part: Part) -> String {
        let words = match part {
            Part::Text { chunk, from, to } => crate::synthesis::text::line(&self.chunks[chunk].data.text[from..to]),
            Part::Object(place) => self.found.nodes[place].name.clone(),
        };
        let short: String = words.chars().take(60).collect();
        format!("{} · {short}", self.parsed.meta.name)
    }

    /// Where a node is, without a quote.
    pub fn here(&self, node: &Key) -> Span {
        let known = self.places.get(node).and_then(|&place| self.found.nodes[place].spans.first());
        let nowhere = || Span {
            document: self.parsed.meta.key.clone(),
            page: 1,
            bbox: None,
            chars: None,
            cell: None,
            table: None,
            quote: String::new(),
        };
        known.map_or_else(nowhere, |span| Span { quote: String::new(), ..span.clone() })
    }

    /// Chunks that point at an object.
    pub fn citing(&self, node: &Key) -> &[usize] {
        self.citing.get(node).map_or(&[], Vec::as_slice)
    }

    /// Names that the rules found in a node.
    pub fn names(&self, node: &Key) -> impl Iterator<Item = NameId> + '_ {
        self.names.get(node).into_iter().flatten().copied()
    }

    /// The chunk that ends nearest before an object, and the one after it.
    pub fn around(&self, place: usize) -> Vec<usize> {
        let key = &self.found.nodes[place].key;
        let span = self.here(key);
        let after = |chunk: &Chunk| {
            let at = self.here(&chunk.key);
            (at.page, at.chars.map(|[from, _]| from), at.bbox.map(|it| it.y0 as i64))
                > (span.page, span.chars.map(|[from, _]| from), span.bbox.map(|it| it.y0 as i64))
        };
        let next = self.chunks.iter().position(after).unwrap_or(self.chunks.len());
        (next.saturating_sub(1)..(next + 1).min(self.chunks.len())).collect()
    }
}

/// Of a window, shared with the one before.
const OVERLAP: usize = 200;

/// Byte ranges of at most `room` tokens that cover a text, each beginning within the one before.
fn windows(text: &str, room: usize) -> Vec<(usize, usize)> {
    if tokens(text) <= room {
        return vec![(0, text.len())];
    }
    let overlap = OVERLAP.min(room / 4);
    let mut windows = Vec::new();
    let mut from = 0;
    loop {
        let to = after(text, from, room);
        if to >= text.len() {
            windows.push((from, text.len()));
            return windows;
        }
        let to = border(text, from, to);
        windows.push((from, to));
        from = before(text, to, overlap).max(from + 1);
        while !text.is_char_boundary(from) {
            from += 1;
        }
    }
}

/// Quarters of a token that a letter takes.
fn weight(c: char) -> usize {
    if c.is_ascii() { 1 } else { 4 }
}

fn after(text: &str, from: usize, tokens: usize) -> usize {
    let mut left = tokens * 4;
    for (at, c) in text[from..].char_indices() {
        match left.checked_sub(weight(c)) {
            Some(rest) => left = rest,
            None => return from + at,
        }
    }
    text.len()
}

fn before(text: &str, to: usize, tokens: usize) -> usize {
    let mut left = tokens * 4;
    for (at, c) in text[..to].char_indices().rev() {
        match left.checked_sub(weight(c)) {
            Some(rest) => left = rest,
            None => return at + c.len_utf8(),
        }
    }
    0
}

/// The end of a sentence or word in the last fifth of a window, else its end.
fn border(text: &str, from: usize, to: usize) -> usize {
    let mut low = to - (to - from) / 5;
    while !text.is_char_boundary(low) {
        low += 1;
    }
    let tail = &text[low..to];
    let sentence =
        tail.rfind(['.', '。', '！', '？', '\n']).map(|at| at + tail[at..].chars().next().map_or(1, char::len_utf8));
    sentence.or_else(|| tail.rfind(' ')).map_or(to, |at| (low + at).max(from + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_of_a_megabyte_is_covered_by_overlapping_windows() {
        for text in ["The plant made 41 t of steel. ".repeat(35_000), "钢".repeat(350_000), "x".repeat(1 << 20)] {
            let windows = windows(&text, 2_000);
            assert_eq!((windows[0].0, windows.last().expect("some").1), (0, text.len()));
            assert!(windows.iter().all(|&(from, to)| tokens(&text[from..to]) <= 2_000), "none is too long");
            assert!(windows.windows(2).all(|two| two[1].0 < two[0].1 && two[1].0 > two[0].0), "no gap, and an end");
            assert!(windows.len() < 250, "{}", windows.len());
        }
        assert_eq!(windows("short", 2_000), [(0, 5)]);
    }
}
