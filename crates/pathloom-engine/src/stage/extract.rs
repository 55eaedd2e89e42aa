//! Stage Extract: what the built-in engine finds in each document on its own.

use crate::found::Found;
use crate::job::Job;
use crate::reading::parts::Document;
use crate::session::guard;
use crate::stage::parse::StoredParse;
use crate::{Session, error};
use pathloom_extract::{Extraction, TripleLine, TripleList, Vocabulary};
use pathloom_ingest::{NodeLine, Triples};
use pathloom_ipc::{AppError, ErrorCode};
use pathloom_model::Ontology;
use pathloom_store::table::documents::{DocumentRow, Status};
use rayon::prelude::*;
use std::collections::HashMap;
use std::sync::Arc;

/// Grows with every change of the rules, so that documents are read by the new ones.
pub const VERSION: u32 = 6;

/// What every document of a run is extracted under.
pub struct Under {
    ontology: Ontology,
    vocabulary: Arc<Vocabulary>,
}

impl Under {
    pub fn of(session: &Session) -> Result<Under, AppError> {
        let ontology = session.ontology()?;
        let vocabulary = Arc::new(Vocabulary::of(&ontology));
        Ok(Under { ontology, vocabulary })
    }

    /// Puts what was found under the ontology and stores it, counted; whoever found it.
    pub fn keep(&self, session: &Session, document: u64, mut extraction: Extraction) -> Result<(), AppError> {
        pathloom_extract::conform(&mut extraction, &self.ontology, &self.vocabulary);
        let found = Found::of(&extraction);
        *guard(&session.last_read) = None;
        session.project.save_found(document, VERSION, &extraction, Some(&found)).map_err(error::store)
    }
}

/// `only`: of the documents that wait, these; `None` = all.
pub fn run(session: &Session, job: &mut Job, only: Option<&[u64]>) -> Result<(), AppError> {
    let under = Under::of(session)?;
    let mut waiting = session.project.unextracted(VERSION).map_err(error::store)?;
    waiting.retain(|id| only.is_none_or(|only| only.contains(id)));
    job.begin("Extract", waiting.len() as u64, "documents");
    for some in waiting.chunks(rayon::current_num_threads().max(1)) {
        if job.is_cancelled() {
            break;
        }
        let results: Vec<_> = some.par_iter().map(|&id| (id, guarded(|| one(session, id, &under)))).collect();
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

fn one(session: &Session, id: u64, under: &Under) -> Result<(), AppError> {
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
            under.keep(session, id, pathloom_extract::extract_with(&parsed, &chunks, &under.vocabulary))
        }
        // Read again when the graph is made of it: as JSON a list takes several times the room of its file.
        StoredParse::Triples => {
            session.project.save_found(id, VERSION, &"a list", Some(&Found::default())).map_err(error::store)
        }
    }
}

/// A document with what the rules find in it, for models to read; `None` for a list of triples, and where the rules
/// break off, which they told before.
pub fn document(session: &Session, id: u64, under: &Under) -> Result<Option<Document>, AppError> {
    let Some(StoredParse::Document(parsed)) = session.project.parse(id).map_err(error::store)? else {
        return Ok(None);
    };
    let edits = session.project.chunk_edits(id).map_err(error::store)?;
    let chunks = pathloom_ingest::chunks(&parsed, &session.chunk_settings()?, &edits);
    let mut found = None;
    let went = guarded(|| {
        found = Some(pathloom_extract::extract_with(&parsed, &chunks, &under.vocabulary));
        Ok(())
    });
    Ok(found.filter(|_| went.is_ok()).map(|found| Document::new(id, *parsed, chunks, found)))
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
