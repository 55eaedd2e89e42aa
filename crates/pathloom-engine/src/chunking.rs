//! How the project's texts are cut into chunks: the settings, what they would give, and cutting anew.

use crate::session::Task;
use crate::stage::parse::StoredParse;
use crate::{Session, error};
use pathloom_ingest::sentences::sentences;
use pathloom_ingest::{Border, chunks, possible_borders, tokens};
use pathloom_ipc::AppError;
use pathloom_ipc::chunks::{
    ChunkPreview, ChunkPreviewRequest, ChunkingRequest, ChunkingView, PreviewedChunk, PreviewedSentence,
};
use pathloom_ipc::runs::JobId;
use pathloom_model::{Chunk, ChunkSettings, Key};
use pathloom_store::table::documents::DocumentRow;
use pathloom_store::table::events::Event;
use std::collections::{HashMap, HashSet};
use std::ops::RangeInclusive;
use std::sync::Arc;

/// Tokens that a chunk may be set to.
const TARGET: RangeInclusive<u32> = 40..=4_000;
/// Chunks that a preview shows.
const SHOWN: usize = 200;

impl Session {
    pub fn chunk_settings(&self) -> Result<ChunkSettings, AppError> {
        self.project.chunk_settings().map_err(error::store)
    }

    /// The settings, and what the user has set by hand in a document.
    pub fn chunking(&self, request: &ChunkingRequest) -> Result<ChunkingView, AppError> {
        let edits = match &request.document {
            Some(document) => self.project.chunk_edits(self.row_of(document)?.id).map_err(error::store)?,
            None => vec![],
        };
        Ok(ChunkingView { settings: self.chunk_settings()?, document: request.document.clone(), edits })
    }

    /// Undoable; builds the graph again. Chunks that come out as before keep their keys, and their samples.
    pub fn set_chunks(self: &Arc<Self>, wanted: &ChunkingView) -> Result<Option<JobId>, AppError> {
        if !self.change_chunks(wanted)? {
            return Ok(None);
        }
        self.start("Cut the texts anew".into(), Task::Build).map(Some)
    }

    /// Whether anything is different now.
    pub fn change_chunks(&self, wanted: &ChunkingView) -> Result<bool, AppError> {
        check(&wanted.settings)?;
        let before = self.chunking(&ChunkingRequest { document: wanted.document.clone() })?;
        if before == *wanted {
            return Ok(false);
        }
        let edits = match &wanted.document {
            Some(document) if before.edits != wanted.edits => {
                Some((self.row_of(document)?.id, before.edits, wanted.edits.clone()))
            }
            _ => None,
        };
        let event = Event::ChangedChunks { before: before.settings, after: wanted.settings, edits };
        self.project.record(&event, &self.reviewer(), self.now()).map_err(error::store)?;
        Ok(true)
    }

    /// A document cut by settings and borders that are not taken yet.
    pub fn chunk_preview(&self, request: &ChunkPreviewRequest) -> Result<ChunkPreview, AppError> {
        check(&request.settings)?;
        let row = self.row_of(&request.document)?;
        let Some(StoredParse::Document(parsed)) = self.project.parse(row.id).map_err(error::store)? else {
            return Ok(ChunkPreview::default());
        };
        let cut = chunks(&parsed, &request.settings, &request.edits);
        let borders = possible_borders(&parsed);
        let known: HashSet<(&str, u32)> = borders.iter().map(|border| (border.words.as_str(), border.nth)).collect();
        let lost = request.edits.iter().filter(|edit| !known.contains(&(edit.words.as_str(), edit.nth))).count();
        let places: Places = borders.iter().map(|border| ((border.block, border.offset), border)).collect();
        let mut sizes: Vec<u32> = cut.iter().map(|chunk| tokens(&chunk.data.text)).collect();
        let shown = cut.iter().zip(&sizes).enumerate().take(SHOWN).map(|(at, (chunk, &tokens))| {
            let sentences = sentences_of(chunk, &places);
            let before = at.checked_sub(1).map(|before| &cut[before].data.section);
            PreviewedChunk {
                section: chunk.data.section.join(" › "),
                joins: before == Some(&chunk.data.section) && sentences.first().is_some_and(|it| it.border.is_some()),
                sentences,
                tokens,
            }
        });
        let shown = shown.collect();
        sizes.sort_unstable();
        let at = |share: f64| sizes.get((sizes.len().saturating_sub(1) as f64 * share) as usize).copied().unwrap_or(0);
        let (least, median, most) = (at(0.0), at(0.5), at(1.0));
        Ok(ChunkPreview { chunks: shown, total: cut.len() as u64, least, median, most, lost: lost as u64 })
    }

    fn row_of(&self, document: &Key) -> Result<DocumentRow, AppError> {
        let row = self.project.document_by_key(document).map_err(error::store)?;
        row.ok_or_else(|| error::not_found("This document"))
    }
}

/// (block, byte in it) → the border there.
type Places<'a> = HashMap<(u32, usize), &'a Border>;

fn sentences_of(chunk: &Chunk, places: &Places) -> Vec<PreviewedSentence> {
    let mut found = Vec::new();
    for piece in &chunk.data.pieces {
        let text = &chunk.data.text[piece.start as usize..piece.end as usize];
        let starts: Vec<usize> = sentences(text).into_iter().map(|sentence| sentence.start).collect();
        let ends = starts.iter().skip(1).copied().chain([text.len()]);
        for (at, (&start, end)) in starts.iter().zip(ends).enumerate() {
            let border = places.get(&(piece.block, piece.offset as usize + start));
            found.push(PreviewedSentence {
                text: text[start..end].to_owned(),
                border: border.map(|border| (border.words.clone(), border.nth)),
                new_line: at == 0,
            });
        }
    }
    found
}

fn check(settings: &ChunkSettings) -> Result<(), AppError> {
    let (from, to) = (TARGET.start(), TARGET.end());
    if !TARGET.contains(&settings.target) {
        let message = format!("A chunk of {} tokens is not possible.", settings.target);
        return Err(error::bad_request(message, &format!("Choose {from} to {to}.")));
    }
    if settings.minimum > settings.target || settings.overlap * 2 > settings.target {
        return Err(error::bad_request(
            "The smallest chunk or the overlap is too large for this size.",
            "The smallest may be as large as a chunk, the overlap half of it.",
        ));
    }
    Ok(())
}
