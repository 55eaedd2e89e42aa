//! Stage Extract: what the built-in engine finds in each document on its own.

use crate::found::{Found, Stored};
use crate::job::Job;
use crate::reading::parts::Document;
use crate::session::guard;
use crate::stage::parse::StoredParse;
use crate::{Session, error};
use pathloom_extract::{Extraction, Name, TripleLine, TripleList, Vocabulary};
use pathloom_ingest::{NodeLine, Triples};
use pathloom_ipc::{AppError, ErrorCode};
use pathloom_model::{Key, Ontology};
use pathloom_store::table::documents::{DocumentRow, ReadBy, Status};
use pathloom_store::table::events::ReadUnder;
use rayon::prelude::*;
use serde::Serialize;
use std::collections::HashMap;
use std::sync::Arc;

/// Grows with every change of the rules, so that documents are read by the new ones.
pub const VERSION: u32 = 9;

/// What every document of a run is extracted under.
pub struct Under {
    when: ReadUnder,
    ontology: Ontology,
    vocabulary: Arc<Vocabulary>,
}

impl Under {
    pub fn of(session: &Session) -> Result<Under, AppError> {
        let when = session.project.read_under().map_err(error::store)?;
        let ontology = session.ontology()?;
        let vocabulary = Arc::new(Vocabulary::of(&ontology));
        Ok(Under { when, ontology, vocabulary })
    }

    /// Puts what was found under the ontology and stores it, counted. `asked`: the settings by which models read it;
    /// empty where only the rules did. `false`: ontology or chunks are others by now, and the document waits.
    pub fn keep(
        &self,
        session: &Session,
        document: u64,
        mut extraction: Extraction,
        asked: &str,
    ) -> Result<bool, AppError> {
        pathloom_extract::conform(&mut extraction, &self.ontology, &self.vocabulary);
        let found = Found::of(&extraction);
        *guard(&session.last_read) = None;
        let names = NamesOf { document: &extraction.document, names: &extraction.names };
        let by = self.by(asked);
        session.project.save_found(document, &by, (&extraction, &names), &found).map_err(error::store)
    }

    /// A list of triples is held against the ontology when the graph is made of it, which reads it anyway.
    pub fn check_list(&self, session: &Session, document: u64, list: &TripleList) -> Result<(), AppError> {
        let stored: Option<Stored> = session.project.extraction(document, VERSION).map_err(error::store)?;
        if !matches!(stored, Some(Stored::List(_))) {
            return Ok(());
        }
        let extraction = list.kept(pathloom_extract::list_violations(list, &self.ontology));
        let found = Found::of(&extraction);
        *guard(&session.last_read) = None;
        let by = self.by("");
        // Where the ontology is another by now, the list waits to be extracted again.
        session.project.save_found(document, &by, (&extraction, &""), &found).map(drop).map_err(error::store)
    }

    fn by<'a>(&self, asked: &'a str) -> ReadBy<'a> {
        ReadBy { version: VERSION, under: self.when, asked }
    }
}

/// As [`pathloom_extract::Names`] are stored.
#[derive(Serialize)]
struct NamesOf<'a> {
    document: &'a Key,
    names: &'a [Name],
}

/// `only`: of the documents that wait, these; `None` = all. What is edited meanwhile, ontology or chunks, counts: the
/// documents that were read under the older are read again.
pub fn run(session: &Session, job: &mut Job, only: Option<&[u64]>) -> Result<(), AppError> {
    let mut done = 0;
    loop {
        let under = Under::of(session)?;
        let mut waiting = session.project.unextracted(VERSION).map_err(error::store)?;
        waiting.retain(|id| only.is_none_or(|only| only.contains(id)));
        if done == 0 {
            job.begin("Extract", waiting.len() as u64, "documents");
        }
        let to_do = waiting.len() as u64;
        let total = done + to_do;
        job.update(|stage| stage.total = stage.total.max(total));
        let kept = some_of(session, job, &under, waiting)?;
        done += kept;
        if kept == to_do || job.is_cancelled() {
            break;
        }
    }
    job.end();
    Ok(())
}

/// Gives how many are kept or refused: fewer than asked for where settings changed meanwhile.
fn some_of(session: &Session, job: &mut Job, under: &Under, waiting: Vec<u64>) -> Result<u64, AppError> {
    let mut done = 0;
    for some in waiting.chunks(rayon::current_num_threads().max(1)) {
        if job.is_cancelled() {
            break;
        }
        let results: Vec<_> = some.par_iter().map(|&id| (id, guarded(|| one(session, id, under)))).collect();
        let mut is_old = false;
        for (id, result) in results {
            match result {
                Ok(true) => {
                    done += 1;
                    job.update(|stage| stage.done += 1);
                }
                Ok(false) => is_old = true,
                // The project itself: no document can be kept.
                Err(problem) if problem.code != ErrorCode::Unreadable => return Err(problem),
                Err(problem) => {
                    done += 1;
                    refuse(session, job, id, problem)?;
                }
            }
        }
        if is_old {
            break;
        }
    }
    Ok(done)
}

/// Rules that panic cost this document, never the run.
fn guarded<T>(work: impl FnOnce() -> Result<T, AppError>) -> Result<T, AppError> {
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

fn one(session: &Session, id: u64, under: &Under) -> Result<bool, AppError> {
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
            under.keep(session, id, pathloom_extract::extract_with(&parsed, &chunks, &under.vocabulary), "")
        }
        // Read again when the graph is made of it: as JSON a list takes several times the room of its file.
        StoredParse::Triples => {
            session.project.save_found(id, &under.by(""), (&"a list", &""), &Found::default()).map_err(error::store)
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
