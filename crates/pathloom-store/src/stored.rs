//! How nodes and the evidence of relations are written: JSON that any tool reads, without what stands in columns beside
//! it, what is missing, and the document where it is that of the line before.

use crate::StoreError;
use crate::error::damaged;
use pathloom_model::{CellRef, Key, Kind, Node, NodeData, Rect, Relation, Span};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

#[derive(Serialize, Deserialize)]
struct StoredSpan<'a> {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    document: Option<Cow<'a, Key>>,
    page: u32,
    #[serde(default, rename = "box", skip_serializing_if = "Option::is_none")]
    bbox: Option<[f32; 4]>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    chars: Option<[u32; 2]>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cell: Option<CellRef>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    table: Option<Cow<'a, Key>>,
    quote: Cow<'a, str>,
}

#[derive(Serialize)]
struct Content<'a> {
    data: &'a NodeData,
    spans: Vec<StoredSpan<'a>>,
}

#[derive(Deserialize)]
struct ReadContent {
    data: NodeData,
    spans: Vec<StoredSpan<'static>>,
}

#[derive(Serialize)]
struct Evidence<'a> {
    assertions: &'a [Key],
    spans: Vec<StoredSpan<'a>>,
}

#[derive(Deserialize)]
struct ReadEvidence {
    assertions: Vec<Key>,
    spans: Vec<StoredSpan<'static>>,
}

/// A node without key, name and document.
pub(crate) fn content(node: &Node) -> Result<String, StoreError> {
    let content = Content { data: &node.data, spans: stored(&node.spans, node.document.as_ref()) };
    serde_json::to_string(&content).map_err(damaged("node"))
}

/// The node whose other parts stand in columns; damaged when it is of another kind.
pub(crate) fn node(key: Key, name: String, document: Option<Key>, content: &str) -> Result<Node, StoreError> {
    let ReadContent { data, spans } = serde_json::from_str(content).map_err(damaged("node"))?;
    let spans = spans_of(spans, document.as_ref())?;
    let node = Node { key, name, document, spans, data };
    if node.kind() != node.key.kind() {
        return Err(StoreError::Damaged("a node is of another kind than its key".into()));
    }
    Ok(node)
}

/// Assertions and spans of a relation.
pub(crate) fn evidence(relation: &Relation) -> Result<String, StoreError> {
    let evidence = Evidence { assertions: &relation.assertions, spans: stored(&relation.spans, None) };
    serde_json::to_string(&evidence).map_err(damaged("evidence"))
}

pub(crate) fn read_evidence(content: &str) -> Result<(Vec<Key>, Vec<Span>), StoreError> {
    let ReadEvidence { assertions, spans } = serde_json::from_str(content).map_err(damaged("evidence"))?;
    Ok((assertions, spans_of(spans, None)?))
}

fn stored<'a>(spans: &'a [Span], owner: Option<&'a Key>) -> Vec<StoredSpan<'a>> {
    let mut before = owner;
    let mut stored = Vec::with_capacity(spans.len());
    for span in spans {
        let document = (before != Some(&span.document)).then_some(Cow::Borrowed(&span.document));
        before = Some(&span.document);
        stored.push(StoredSpan {
            document,
            page: span.page,
            bbox: span.bbox.map(|it| [it.x0, it.y0, it.x1, it.y1]),
            chars: span.chars,
            cell: span.cell,
            table: span.table.as_ref().map(Cow::Borrowed),
            quote: Cow::Borrowed(&span.quote),
        });
    }
    stored
}

fn spans_of(stored: Vec<StoredSpan<'_>>, owner: Option<&Key>) -> Result<Vec<Span>, StoreError> {
    let mut before = owner.cloned();
    let mut spans = Vec::with_capacity(stored.len());
    for span in stored {
        let document = span.document.map(Cow::into_owned).or(before);
        let document = document.ok_or_else(|| StoreError::Damaged("a place without a document".into()))?;
        before = Some(document.clone());
        spans.push(Span {
            document,
            page: span.page,
            bbox: span.bbox.map(|[x0, y0, x1, y1]| Rect { x0, y0, x1, y1 }),
            chars: span.chars,
            cell: span.cell,
            table: span.table.map(Cow::into_owned),
            quote: span.quote.into_owned(),
        });
    }
    Ok(spans)
}

/// The key of a row: 16 bytes and its kind.
pub(crate) fn key(kind: i64, bytes: &[u8]) -> Result<Key, StoreError> {
    let bits = bytes.try_into().map(u128::from_be_bytes);
    match (Kind::ALL.get(kind as usize), bits) {
        (Some(&kind), Ok(bits)) => Ok(Key::from_bits(kind, bits)),
        _ => Err(StoreError::Damaged("a node whose key is none".into())),
    }
}
