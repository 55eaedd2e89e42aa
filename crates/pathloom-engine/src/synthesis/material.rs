//! What writing a sample draws on: the graph, the prompts, and the bytes and pages of the project behind them.

use crate::prompt::Prompts;
use pathloom_model::{Key, Knowledge, NodeData, Span};

/// Pictures by the name of their blob.
pub type Blobs<'a> = dyn Fn(&str) -> Option<Vec<u8>> + Send + Sync + 'a;
/// Where bytes `start..end` of a chunk's text stand in its document.
pub type Places<'a> = dyn Fn(&Key, u32, u32) -> Option<Span> + Send + Sync + 'a;

#[derive(Clone, Copy)]
pub struct Material<'a> {
    pub knowledge: &'a Knowledge,
    pub prompts: &'a Prompts,
    pub blob: &'a Blobs<'a>,
    pub place: &'a Places<'a>,
    /// `false` where a document must not leave this computer: its name does not either.
    pub document_names: bool,
}

impl<'a> Material<'a> {
    /// Without a project behind it: no pictures, places as exact as the graph has them.
    pub fn of_graph(knowledge: &'a Knowledge, prompts: &'a Prompts) -> Material<'a> {
        Material { knowledge, prompts, blob: &|_| None, place: &|_, _, _| None, document_names: true }
    }

    /// The place of a part of a chunk: from its page where that is at hand, else from the piece of the chunk it lies in.
    pub fn placed(&self, chunk: &Key, start: usize, end: usize) -> Option<Span> {
        if let Some(span) = (self.place)(chunk, start as u32, end as u32).filter(|span| !span.quote.is_empty()) {
            return Some(span);
        }
        let node = self.knowledge.node(chunk)?;
        let NodeData::Chunk(data) = &node.data else { return None };
        let quote = data.text.get(start..end)?.to_owned();
        let piece = data.pieces.iter().position(|piece| (piece.start as usize..piece.end as usize).contains(&start));
        let held = piece.and_then(|piece| node.spans.get(piece)).or(node.spans.first());
        let document = node.document.clone()?;
        let mut span = held.cloned().unwrap_or_else(|| Span::in_text(document, 0, 0, ""));
        // As long as its words: letter for letter, so a part of it can be told.
        let whole = piece
            .map_or((0, data.text.len()), |piece| (data.pieces[piece].start as usize, data.pieces[piece].end as usize));
        span.chars = span.chars.map(|[low, high]| match (high - low) as usize == whole.1 - whole.0 {
            true => [low + (start - whole.0) as u32, (low + (end - whole.0) as u32).min(high)],
            false => [low, high],
        });
        Some(Span { quote, ..span })
    }
}
