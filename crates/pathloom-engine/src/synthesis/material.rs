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
        let quote = data.text.get(start..end)?;
        if let Some(span) = self.in_statement(chunk, quote) {
            return Some(span);
        }
        let piece = data.pieces.iter().position(|piece| (piece.start as usize..piece.end as usize).contains(&start));
        let held = piece.and_then(|piece| node.spans.get(piece)).or(node.spans.first());
        let document = node.document.clone()?;
        let held = held.cloned().unwrap_or_else(|| Span::in_text(document, 0, 0, ""));
        let (from, to) = piece
            .map_or((0, data.text.len()), |piece| (data.pieces[piece].start as usize, data.pieces[piece].end as usize));
        let chars = held.chars.map(|whole| part(whole, to - from, start - from, quote.len()));
        Some(Span { quote: quote.to_owned(), chars, ..held })
    }

    /// The part of a statement's place that is a quote: as tight as extraction had it.
    fn in_statement(&self, chunk: &Key, quote: &str) -> Option<Span> {
        let stated = self.knowledge.read_in(chunk).filter_map(|stated| self.knowledge.node(stated.key));
        let (span, offset) = stated
            .flat_map(|node| &node.spans)
            .filter(|span| span.cell.is_none())
            .find_map(|span| Some((span, span.quote.find(quote)?)))?;
        let chars = span.chars.map(|whole| part(whole, span.quote.len(), offset, quote.len()));
        Some(Span { quote: quote.to_owned(), chars, ..span.clone() })
    }
}

/// Bytes of a part of `length` bytes at `offset` of a place: where the place is letter for letter its words, else all of
/// it.
fn part([low, high]: [u32; 2], whole: usize, offset: usize, length: usize) -> [u32; 2] {
    match high.saturating_sub(low) as usize == whole {
        true => [low + offset as u32, (low + (offset + length) as u32).min(high)],
        false => [low, high],
    }
}
