//! Stage Extract: what the built-in engine finds in each document on its own.

use crate::job::Job;
use crate::stage::parse::StoredParse;
use crate::{Session, error};
use pathloom_extract::{Extraction, TripleLine};
use pathloom_ingest::{ChunkSettings, NodeLine};
use pathloom_ipc::AppError;
use pathloom_store::table::documents::DocumentRow;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Grows with every change of the rules, so that documents are read by the new ones.
pub const VERSION: u32 = 1;

pub fn run(session: &Session, job: &mut Job) -> Result<(), AppError> {
    let waiting = session.project.unextracted(VERSION).map_err(error::store)?;
    job.begin("Extract", waiting.len() as u64, "documents");
    for some in waiting.chunks(rayon::current_num_threads().max(1)) {
        if job.is_cancelled() {
            break;
        }
        let results: Vec<Result<(), AppError>> = some.par_iter().map(|&id| one(session, id)).collect();
        for result in results {
            result?;
            job.update(|stage| stage.done += 1);
        }
    }
    job.end();
    Ok(())
}

fn one(session: &Session, id: u64) -> Result<(), AppError> {
    let row = session.project.document(id).map_err(error::store)?.ok_or_else(|| error::not_found("A document"))?;
    let parse: StoredParse =
        session.project.parse(id).map_err(error::store)?.ok_or_else(|| error::not_found(&row.name))?;
    let extraction = match parse {
        StoredParse::Document(parsed) => {
            let chunks = pathloom_ingest::chunks(&parsed, &ChunkSettings::default());
            pathloom_extract::extract(&parsed, &chunks)
        }
        StoredParse::Triples => triples(session, &row)?,
    };
    session.project.save_extraction(id, VERSION, &extraction).map_err(error::store)
}

fn triples(session: &Session, row: &DocumentRow) -> Result<Extraction, AppError> {
    let blob = row.blob.as_deref().ok_or_else(|| error::not_found(&row.name))?;
    let bytes = session.project.blob(blob).map_err(error::store)?;
    let read = pathloom_ingest::read_triples(&row.name, &bytes).map_err(|e| error::reading(&row.name, &e))?;
    // A file may name its nodes once and then use their ids.
    let nodes: BTreeMap<&str, &NodeLine> = read.nodes.iter().map(|node| (node.id.as_str(), node)).collect();
    let name = |id: &'_ str| nodes.get(id).map(|node| (node.name.as_str(), Some(node.kind.as_str())));
    let rows: Vec<TripleLine> = read
        .triples
        .iter()
        .map(|line| {
            let (head, head_type) = name(&line.head).unwrap_or((&line.head, None));
            let (tail, tail_type) = name(&line.tail).unwrap_or((&line.tail, None));
            TripleLine {
                line: line.line,
                head,
                relation: &line.relation,
                tail,
                chars: line.chars,
                head_type,
                tail_type,
            }
        })
        .collect();
    Ok(pathloom_extract::extract_triples(&read.document, &read.text, &rows))
}
