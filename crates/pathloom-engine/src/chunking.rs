//! How the project's texts are cut into chunks: the settings, what they would give, and cutting anew.

use crate::session::Task;
use crate::stage::parse::StoredParse;
use crate::{Session, error};
use pathloom_ingest::{chunks, tokens};
use pathloom_ipc::AppError;
use pathloom_ipc::chunks::{ChunkPreview, ChunkPreviewRequest, PreviewedChunk};
use pathloom_ipc::runs::JobId;
use pathloom_model::ChunkSettings;
use pathloom_store::table::events::Event;
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

    /// Undoable; builds the graph again. Chunks that come out as before keep their keys, and their samples.
    pub fn set_chunks(self: &Arc<Self>, settings: &ChunkSettings) -> Result<Option<JobId>, AppError> {
        if !self.change_chunks(settings)? {
            return Ok(None);
        }
        self.start("Cut the texts anew".into(), Task::Build).map(Some)
    }

    /// Whether the settings are others now.
    pub fn change_chunks(&self, settings: &ChunkSettings) -> Result<bool, AppError> {
        check(settings)?;
        let before = self.chunk_settings()?;
        if before == *settings {
            return Ok(false);
        }
        let event = Event::ChangedChunks { before, after: *settings };
        self.project.record(&event, &self.reviewer(), self.now()).map_err(error::store)?;
        Ok(true)
    }

    /// A document cut by settings that are not taken yet.
    pub fn chunk_preview(&self, request: &ChunkPreviewRequest) -> Result<ChunkPreview, AppError> {
        check(&request.settings)?;
        let row = self.project.document_by_key(&request.document).map_err(error::store)?;
        let row = row.ok_or_else(|| error::not_found("This document"))?;
        let Some(StoredParse::Document(parsed)) = self.project.parse(row.id).map_err(error::store)? else {
            return Ok(ChunkPreview::default());
        };
        let cut = chunks(&parsed, &request.settings);
        let mut sizes: Vec<u32> = cut.iter().map(|chunk| tokens(&chunk.data.text)).collect();
        let shown = cut.iter().zip(&sizes).take(SHOWN).map(|(chunk, &tokens)| PreviewedChunk {
            section: chunk.data.section.join(" › "),
            text: chunk.data.text.clone(),
            tokens,
        });
        let shown = shown.collect();
        sizes.sort_unstable();
        let at = |share: f64| sizes.get((sizes.len().saturating_sub(1) as f64 * share) as usize).copied().unwrap_or(0);
        Ok(ChunkPreview { chunks: shown, total: cut.len() as u64, least: at(0.0), median: at(0.5), most: at(1.0) })
    }
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
