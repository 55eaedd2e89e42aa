//! Documents read and extracted by the built-in engine, one by one and together, for `pathloom bench extract`. What it
//! is held against is not here.

use crate::error;
use pathloom_ingest::{ChunkSettings, Source};
use pathloom_ipc::AppError;
use pathloom_model::Parsed;
use pathloom_model::block::Chunk;
use std::time::Instant;

pub use pathloom_extract::{Claim, ClaimObject, Extraction, Name, Resolved};

/// One document and what the built-in engine finds in it.
pub struct Extracted {
    pub parsed: Parsed,
    pub chunks: Vec<Chunk>,
    pub extraction: Extraction,
}

/// Reads and extracts a document; nothing is kept.
pub fn extract(name: &str, bytes: &[u8]) -> Result<Extracted, AppError> {
    let source = Source { name, bytes, password: None };
    let parsed = pathloom_ingest::read(&source).map_err(|problem| error::reading(name, &problem))?;
    let chunks = pathloom_ingest::chunks(&parsed, &ChunkSettings::default(), &[]);
    let extraction = pathloom_extract::extract(&parsed, &chunks);
    Ok(Extracted { parsed, chunks, extraction })
}

/// The graph of all documents.
pub fn resolve(documents: &[Extracted]) -> Resolved {
    pathloom_extract::resolve(documents.iter().map(|it| it.extraction.clone()).collect())
}

/// Seconds that extracting all of them takes once on one core, after reading: the best of several rounds.
#[expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
pub fn seconds(documents: &[Extracted], rounds: u32) -> f64 {
    let once = || {
        let started = Instant::now();
        for document in documents {
            std::hint::black_box(pathloom_extract::extract(&document.parsed, &document.chunks));
        }
        started.elapsed().as_secs_f64()
    };
    (0..rounds.max(1)).map(|_| once()).fold(f64::INFINITY, f64::min)
}
