//! Stage Extract: what the built-in engine finds in each document on its own.

use crate::job::Job;
use crate::stage::parse::StoredParse;
use crate::{Session, error};
use pathloom_extract::{TripleLine, TripleList};
use pathloom_ingest::{NodeLine, Triples};
use pathloom_ipc::{AppError, ErrorCode};
use pathloom_store::table::documents::{DocumentRow, Status};
use rayon::prelude::*;
use std::collections::HashMap;

/// Grows with every change of the rules, so that documents are read by the new ones.
pub const VERSION: u32 = 4;

pub fn run(session: &Session, job: &mut Job) -> Result<(), AppError> {
    let waiting = session.project.unextracted(VERSION).map_err(error::store)?;
    job.begin("Extract", waiting.len() as u64, "documents");
    for some in waiting.chunks(rayon::current_num_threads().max(1)) {
        if job.is_cancelled() {
            break;
        }
        let results: Vec<_> = some.par_iter().map(|&id| (id, guarded(|| one(session, id)))).collect();
        for (id, result) in results {
            match result {
                Ok(()) => job.update(|stage| stage.done += 1),
                // The project itself: no document can be kept.
                Err(problem) if problem.code != ErrorCode::Unreadable => return Err(problem),
                Err(problem) => refuse(session, job, id, problem)?,
            }
        }
    }
    job.end();
    Ok(())
}

/// Rules that panic cost this document, never the run.
fn guarded(work: impl FnOnce() -> Result<(), AppError>) -> Result<(), AppError> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).unwrap_or_else(|_| {
        let message = "What was read in it could not be made into a graph.";
        Err(AppError::new(ErrorCode::Unreadable, message, "Save it in another format and add that."))
    })
}

/// The document is told as failed; the rest goes on.
fn refuse(session: &Session, job: &mut Job, id: u64, problem: AppError) -> Result<(), AppError> {
    let row = session.project.document(id).map_err(error::store)?.ok_or_else(|| error::not_found("A document"))?;
    job.update(|stage| stage.failed += 1);
    job.fail("Could not be built", row.name.clone(), problem.to_string());
    let failed = DocumentRow { status: Status::Failed, message: problem.message, hint: problem.hint, ..row };
    session.project.save_parse::<StoredParse>(&failed, None).map_err(error::store)
}

fn one(session: &Session, id: u64) -> Result<(), AppError> {
    let row = session.project.document(id).map_err(error::store)?.ok_or_else(|| error::not_found("A document"))?;
    let parse: StoredParse =
        session.project.parse(id).map_err(error::store)?.ok_or_else(|| error::not_found(&row.name))?;
    match parse {
        StoredParse::Document(parsed) => {
            let chunks = pathloom_ingest::chunks(
                &parsed,
                &session.chunk_settings()?,
                &session.project.chunk_edits(id).map_err(error::store)?,
            );
            let extraction = pathloom_extract::extract(&parsed, &chunks);
            session.project.save_extraction(id, VERSION, &extraction).map_err(error::store)
        }
        // Read again when the graph is made of it: as JSON a list takes several times the room of its file.
        StoredParse::Triples => session.project.save_extraction(id, VERSION, &"a list").map_err(error::store),
    }
}

/// What is read in a list of triples.
pub fn list(session: &Session, row: &DocumentRow) -> Result<TripleList, AppError> {
    let blob = row.blob.as_deref().ok_or_else(|| error::not_found(&row.name))?;
    let bytes = session.project.blob(blob).map_err(error::store)?;
    let Triples { mut document, text, triples, nodes, .. } =
        pathloom_ingest::read_triples(&row.name, &bytes).map_err(|e| error::reading(&row.name, &e))?;
    drop(bytes);
    if let Some(key) = &row.key {
        document.key = key.clone();
    }
    // A file may name its nodes once and then use their ids.
    let nodes: HashMap<&str, &NodeLine> = nodes.iter().map(|node| (node.id.as_str(), node)).collect();
    let name = |id: &'_ str| nodes.get(id).map(|node| (node.name.as_str(), Some(node.kind.as_str())));
    let lines = triples.iter().map(|line| {
        let (head, head_type) = name(&line.head).unwrap_or((&line.head, None));
        let (tail, tail_type) = name(&line.tail).unwrap_or((&line.tail, None));
        TripleLine { line: line.line, head, relation: &line.relation, tail, chars: line.chars, head_type, tail_type }
    });
    Ok(pathloom_extract::list_triples(&document, text, lines))
}
