//! The structural part of the graph: Document, Chunk, Table, Image and Formula nodes with their spans and relations.

use crate::head;
use crate::refs::Labels;
use pathloom_model::block::Chunk;
use pathloom_model::{
    Block, BlockContent, Key, Kind, Node, NodeData, ObjectLabel, ObjectLabelKind, Parsed, Relation, Span, locate,
};
use std::collections::BTreeMap;

/// Longest quote that stands for a whole chunk or object.
const QUOTE: usize = 160;

pub struct Structure {
    /// Document first, then objects in reading order, then chunks.
    pub nodes: Vec<Node>,
    pub relations: Vec<Relation>,
    /// Table, Image and Formula nodes by block.
    pub objects: BTreeMap<u32, Key>,
    pub labels: Labels,
}

pub fn read(parsed: &Parsed, chunks: &[Chunk]) -> Structure {
    let document = &parsed.meta.key;
    let pages = parsed.meta.pages.len() as u32;
    let root = Node {
        key: document.clone(),
        name: parsed.meta.name.clone(),
        document: None,
        spans: Vec::new(),
        data: NodeData::Document { pages },
    };
    let mut structure =
        Structure { nodes: vec![root], relations: Vec::new(), objects: BTreeMap::new(), labels: Labels::default() };
    let mut seen: BTreeMap<(Kind, Vec<u8>), u32> = BTreeMap::new();
    for block in &parsed.blocks {
        if let Some((kind, content)) = identity(block) {
            let occurrence = seen.entry((kind, content.clone())).or_default();
            let key = Key::content(kind, document, &content, *occurrence);
            *occurrence += 1;
            structure.object(parsed, block, key);
        }
    }
    for chunk in chunks {
        structure.chunk(parsed, chunk);
    }
    structure
}

/// What makes an object the same one after the file has changed elsewhere.
fn identity(block: &Block) -> Option<(Kind, Vec<u8>)> {
    match &block.content {
        BlockContent::Table(table) => {
            Some((Kind::Table, format!("{}\n{}", table.caption, table.to_text()).into_bytes()))
        }
        BlockContent::Figure(figure) => {
            let blob = figure.blob.as_deref().unwrap_or_default();
            Some((Kind::Image, format!("{blob}\n{}", figure.caption).into_bytes()))
        }
        BlockContent::Formula { .. } => Some((Kind::Formula, block.text().into_bytes())),
        _ => None,
    }
}

impl Structure {
    fn object(&mut self, parsed: &Parsed, block: &Block, key: Key) {
        let (label, caption, data) = match &block.content {
            BlockContent::Table(table) => (table.label.clone(), table.caption.clone(), NodeData::Table(table.clone())),
            BlockContent::Figure(figure) => {
                (figure.label.clone(), figure.caption.clone(), NodeData::Image(figure.clone()))
            }
            BlockContent::Formula { latex, text, label, blob } => {
                let data = NodeData::Formula {
                    latex: latex.clone(),
                    text: text.clone(),
                    label: label.clone(),
                    symbols: Vec::new(),
                    blob: blob.clone(),
                    described: None,
                };
                (label.clone(), block.text(), data)
            }
            _ => return,
        };
        let quote = if matches!(data, NodeData::Image(_)) {
            caption.clone()
        } else {
            cut(if caption.is_empty() { block.text() } else { caption.clone() })
        };
        let span = Span {
            document: parsed.meta.key.clone(),
            page: block.page,
            bbox: block.bbox,
            chars: block.chars,
            cell: None,
            table: None,
            quote,
        };
        if let Some(label) = &label {
            self.labels.add(label, &key);
        }
        self.objects.insert(block.id, key.clone());
        self.relations.push(plain(&key, "located_in", &parsed.meta.key, vec![span.clone()]));
        let name = object_name(label.as_ref(), &caption, &data);
        let further = block.more.iter().map(|(page, bbox)| Span { page: *page, bbox: Some(*bbox), ..span.clone() });
        let spans = std::iter::once(span.clone()).chain(further).collect();
        self.nodes.push(Node { key, name, document: Some(parsed.meta.key.clone()), spans, data });
    }

    fn chunk(&mut self, parsed: &Parsed, chunk: &Chunk) {
        let mut spans: Vec<Span> = Vec::new();
        for piece in &chunk.data.pieces {
            let span = locate(parsed, piece.block, piece.offset, piece.offset + (piece.end - piece.start));
            spans.push(Span { quote: cut(span.quote), ..span });
        }
        let words: Vec<&str> = chunk.data.text.split_whitespace().take(10).collect();
        let head: String = words.join(" ").chars().take(60).collect();
        let name = if head.len() < chunk.data.text.trim().len() { format!("{head}…") } else { head };
        self.relations.push(plain(&chunk.key, "belongs_to", &parsed.meta.key, spans.clone()));
        self.nodes.push(Node {
            key: chunk.key.clone(),
            name,
            document: Some(parsed.meta.key.clone()),
            spans,
            data: NodeData::Chunk(chunk.data.clone()),
        });
    }
}

pub fn plain(from: &Key, name: &str, to: &Key, spans: Vec<Span>) -> Relation {
    Relation { from: from.clone(), to: to.clone(), name: name.to_owned(), assertions: Vec::new(), spans }
}

/// "Table 2 · Revenue by company"; a formula without a label shows itself.
fn object_name(label: Option<&ObjectLabel>, caption: &str, data: &NodeData) -> String {
    let words: String = head::without_label(caption).replace('\n', " ").chars().take(80).collect();
    let word = |label: &ObjectLabel| match label.kind {
        ObjectLabelKind::Table => format!("Table {}", label.number),
        ObjectLabelKind::Figure => format!("Figure {}", label.number),
        ObjectLabelKind::Formula => format!("Equation ({})", label.number),
    };
    match (label, words.trim()) {
        (Some(label), "") => word(label),
        // LaTeX is shown drawn; its source is no name.
        (Some(label), source) if label.kind == ObjectLabelKind::Formula && source.contains('\\') => word(label),
        (Some(label), words) => format!("{} · {words}", word(label)),
        (None, "") => match data {
            NodeData::Table(_) => "Table without a caption".to_owned(),
            NodeData::Image(_) => "Image without a caption".to_owned(),
            _ => "Formula".to_owned(),
        },
        (None, words) => words.to_owned(),
    }
}

fn cut(text: String) -> String {
    if text.chars().count() <= QUOTE { text } else { text.chars().take(QUOTE).collect() }
}
