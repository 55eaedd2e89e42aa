//! Stage Parse: queued documents → blocks, blobs and warnings in the store. One bad file costs one file.

use crate::files::{path_of, stamp};
use crate::import::{TRIPLES, is_regular};
use crate::job::Job;
use crate::{Session, error, office, readers};
use pathloom_ingest::{ReadError, Source, Triples};
use pathloom_ipc::event::Changed;
use pathloom_ipc::{AppError, ErrorCode};
use pathloom_model::{DocumentMeta, Key, Kind, Parsed, Warning, WarningCode};
use pathloom_store::table::documents::{DocumentRow, Status};
use pathloom_store::{Project, StoreError};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

/// Grows with every change of what reading gives, so that older parses are made again on demand.
pub const VERSION: u32 = 5;

/// What the store keeps of a parse: pictures are blobs, triples are read again from theirs.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StoredParse {
    Document(Box<Parsed>),
    Triples,
}

/// How reading a document ended well.
#[derive(Clone, Copy, PartialEq)]
enum Outcome {
    Read,
    /// The file was written again with what it had.
    Same,
}

/// Why a document ended without blocks.
enum Refused {
    Reading(ReadError),
    File(AppError),
    /// The same bytes are in the project already, under this name.
    Twin(String),
}

/// Whether anything was read.
pub fn run(
    session: &Session,
    job: &mut Job,
    documents: &[u64],
    passwords: &BTreeMap<u64, String>,
    convert: bool,
) -> Result<bool, AppError> {
    let mut waiting = Vec::new();
    for &id in documents {
        let row = session.project.document(id).map_err(error::store)?;
        waiting.extend(row.filter(|row| matches!(row.status, Status::Queued | Status::Changed)));
    }
    let mut anything = false;
    job.begin("Parse", waiting.len() as u64, "documents");
    // Two at a time keeps both cores busy and memory flat in the number of files.
    for pair in waiting.chunks(rayon::current_num_threads().max(1)) {
        if job.is_cancelled() {
            break;
        }
        let results: Vec<_> = pair
            .par_iter()
            .map(|row| (row, read_one(session, row, passwords.get(&row.id).map(String::as_str), convert)))
            .collect();
        for (row, result) in results {
            anything |= settle(session, job, row, result)?;
        }
        job.changed(Changed { sources: true, ..Changed::default() });
    }
    job.end();
    Ok(anything)
}

fn read_one(session: &Session, row: &DocumentRow, password: Option<&str>, convert: bool) -> Result<Outcome, Refused> {
    let store = |problem: StoreError| Refused::File(error::store(problem));
    let modified = stamp(path_of(&row.source)).map_or(0, |(_, modified)| modified);
    let bytes = bytes_of(session, row)?;
    let content = Project::blob_name(&bytes);
    if row.status == Status::Changed && row.blob.as_ref() == Some(&content) {
        session.project.keep_version(row.id, modified, "").map_err(store)?;
        return Ok(Outcome::Same);
    }
    // A later version of a file keeps the key of the first, and with it the keys of all that did not change in it.
    let key = match &row.key {
        Some(key) => key.clone(),
        None => match new_key(session, row, &bytes, &content)? {
            Ok(key) => key,
            Err(twin) => {
                session.project.replace_twin(row.id, twin.id).map_err(store)?;
                return Err(Refused::Twin(twin.name));
            }
        },
    };
    let source = Source { name: &row.name, bytes: &bytes, password };
    let (mut meta, warnings, mut parse, status) = if is_triples(row, &bytes) {
        let Triples { document, warnings, .. } =
            pathloom_ingest::read_triples(&row.name, &bytes).map_err(Refused::Reading)?;
        (document, warnings, StoredParse::Triples, Status::Parsed)
    } else {
        let mut parsed = match readers::read(&source) {
            Err(ReadError::NeedsOffice { into, .. }) if convert => converted(row, &bytes, &into)?,
            read => read.map_err(Refused::Reading)?,
        };
        for blob in std::mem::take(&mut parsed.blobs) {
            session.project.put_blob(&blob.bytes).map_err(store)?;
        }
        (parsed.meta.clone(), parsed.warnings.clone(), StoredParse::Document(Box::new(parsed)), Status::Parsed)
    };
    if let StoredParse::Document(parsed) = &mut parse {
        parsed.meta.key = key.clone();
    }
    meta.key = key;
    let blob = session.project.put_blob(&bytes).map_err(store)?;
    let row = DocumentRow { modified, ..filled(row, &meta, blob, warnings, status, bytes.len() as u64) };
    session.project.save_parse(&row, Some((&parse, VERSION))).map_err(store)?;
    Ok(Outcome::Read)
}

/// The key of a document that is read for the first time, or the document that has the same bytes already. Where those
/// bytes were once imported as a file that has changed since, a key of their own.
fn new_key(
    session: &Session,
    row: &DocumentRow,
    bytes: &[u8],
    content: &str,
) -> Result<Result<Key, DocumentRow>, Refused> {
    let find = |key: &Key| session.project.document_by_key(key).map_err(|e| Refused::File(error::store(e)));
    let mut key = Key::document(bytes);
    for again in 1u32.. {
        match find(&key)?.filter(|other| other.id != row.id) {
            None => break,
            Some(other) if other.blob.as_deref() == Some(content) => return Ok(Err(other)),
            Some(_) => key = Key::of(Kind::Document, &[bytes, &again.to_le_bytes()]),
        }
    }
    Ok(Ok(key))
}

/// Reads an office document of an older kind in the form that LibreOffice gives it.
fn converted(row: &DocumentRow, bytes: &[u8], into: &str) -> Result<Parsed, Refused> {
    let bytes = office::convert(&row.name, bytes, into).map_err(Refused::File)?;
    let name = format!("{}.{into}", row.name);
    let source = Source { name: &name, bytes: &bytes, password: None };
    let mut parsed = readers::read(&source).map_err(Refused::Reading)?;
    parsed.meta.name.clone_from(&row.name);
    let message = format!("LibreOffice turned this file into {}, and that was read.", into.to_uppercase());
    parsed.warnings.push(Warning { code: WarningCode::Converted, page: None, line: None, message });
    Ok(parsed)
}

fn filled(
    row: &DocumentRow,
    meta: &DocumentMeta,
    blob: String,
    warnings: Vec<Warning>,
    status: Status,
    bytes: u64,
) -> DocumentRow {
    DocumentRow {
        key: Some(meta.key.clone()),
        blob: Some(blob),
        meta: Some(meta.clone()),
        status,
        message: String::new(),
        hint: String::new(),
        warnings,
        bytes,
        ..row.clone()
    }
}

/// From the project's own copy when there is one, else from where the user took it.
fn bytes_of(session: &Session, row: &DocumentRow) -> Result<Vec<u8>, Refused> {
    if let (Some(blob), false) = (&row.blob, row.status == Status::Changed) {
        return session.project.blob(blob).map_err(|e| Refused::File(error::store(e)));
    }
    let path = path_of(&row.source);
    if !session.project.may_read_source(row.id).map_err(|e| Refused::File(error::store(e)))? {
        return Err(Refused::File(AppError::new(
            ErrorCode::PermissionDenied,
            format!("{} was added in another copy of this project, so nothing is read from its place here.", row.name),
            "Add the file again.",
        )));
    }
    // A folder that could not be looked into is among the sources so that its reason is told here.
    if path.is_dir() {
        fs::read_dir(path).map_err(|e| Refused::File(error::source(path, &e)))?;
    }
    is_regular(path).map_err(Refused::File)?;
    read_file(path).map_err(|e| Refused::File(error::source(path, &e)))?.map_err(Refused::Reading)
}

/// Stops at the limit whatever size the file has said it has.
fn read_file(path: &Path) -> std::io::Result<Result<Vec<u8>, ReadError>> {
    const LIMIT: u64 = pathloom_ingest::MAX_FILE_BYTES;
    let file = File::open(path)?;
    let size = file.metadata()?.len();
    if size > LIMIT {
        return Ok(Err(ReadError::TooLarge { bytes: size, limit: LIMIT }));
    }
    let mut bytes = Vec::with_capacity(size as usize);
    file.take(LIMIT + 1).read_to_end(&mut bytes)?;
    Ok(Ok(bytes))
}

/// Said by the user, or plain text that is almost only lines of three short fields.
pub fn is_triples(row: &DocumentRow, bytes: &[u8]) -> bool {
    const LOOKED_AT: usize = 200;
    if row.source.starts_with(TRIPLES) {
        return true;
    }
    let name = row.name.to_lowercase();
    let Ok(text) = std::str::from_utf8(&bytes[..bytes.len().min(64 << 10)]) else { return false };
    if name.ends_with(".jsonl") || name.ends_with(".ndjson") {
        return text.contains("\"relation\"") && text.contains("\"tail\"");
    }
    let mut lines = text.lines().filter(|line| !line.trim().is_empty()).take(LOOKED_AT).peekable();
    if name.ends_with(".csv") || name.ends_with(".tsv") {
        let head: String = lines.peek().copied().unwrap_or_default().to_lowercase();
        return matches!(head.replace('\t', ",").trim(), "head,relation,tail" | "subject,predicate,object");
    }
    if !name.ends_with(".txt") {
        return false;
    }
    let (mut shaped, mut all) = (0, 0);
    for line in lines {
        all += 1;
        let fields: Vec<&str> = line.split(',').collect();
        let short = fields.iter().all(|field| !field.trim().is_empty() && field.chars().count() <= 40);
        shaped += usize::from(fields.len() == 3 && short);
    }
    all >= 5 && shaped * 10 >= all * 8
}

/// Stores how it ended; whether the graph must be built again.
fn settle(
    session: &Session,
    job: &mut Job,
    row: &DocumentRow,
    result: Result<Outcome, Refused>,
) -> Result<bool, AppError> {
    let refused = match result {
        Ok(outcome) => {
            job.update(|stage| stage.done += 1);
            return Ok(outcome == Outcome::Read);
        }
        Err(refused) => refused,
    };
    let (status, message, hint) = match &refused {
        Refused::Twin(name) => {
            job.update(|stage| stage.skipped += 1);
            job.fail("Already in this project", row.name.clone(), format!("The same file as {name}."));
            return Ok(true);
        }
        Refused::Reading(ReadError::Encrypted) => {
            (Status::PasswordNeeded, ReadError::Encrypted.to_string(), ReadError::Encrypted.hint().to_owned())
        }
        Refused::Reading(problem @ ReadError::NeedsOffice { .. }) if office::found().is_some() => {
            let hint = "LibreOffice is on this computer: read the file again to let it do that.";
            (Status::Failed, problem.to_string(), hint.to_owned())
        }
        Refused::Reading(problem) => (Status::Failed, problem.to_string(), problem.hint().to_owned()),
        Refused::File(problem) => (Status::Failed, problem.message.clone(), problem.hint.clone()),
    };
    job.update(|stage| stage.failed += 1);
    let (bytes, modified) = stamp(path_of(&row.source)).unwrap_or((row.bytes, row.modified));
    if row.status == Status::Changed {
        let note = format!("The file has changed and cannot be read now: {message} What was read before is kept.");
        session.project.keep_version(row.id, modified, &note).map_err(error::store)?;
        job.fail(cause(&refused), row.name.clone(), note);
        return Ok(false);
    }
    job.fail(cause(&refused), row.name.clone(), format!("{message} {hint}"));
    let failed = DocumentRow { status, message, hint, bytes, modified, ..row.clone() };
    session.project.save_parse::<StoredParse>(&failed, None).map_err(error::store)?;
    Ok(false)
}

fn cause(refused: &Refused) -> &'static str {
    match refused {
        Refused::Reading(ReadError::Encrypted) => "Password needed",
        Refused::Reading(_) => "Could not be read",
        Refused::File(_) => "Could not be opened",
        Refused::Twin(_) => "Already in this project",
    }
}
