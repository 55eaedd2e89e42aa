//! What the user drops or picks: files and folders become rows that wait to be read.

use crate::error;
use crate::session::{Session, Task};
use pathloom_ipc::runs::{JobId, RunView};
use pathloom_ipc::sources::{DocumentRequest, ImportRequest};
use pathloom_ipc::{AppError, ErrorCode};
use pathloom_store::table::events::Event;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Files taken from one folder at most; more is a sign of a wrong folder.
const MOST_FILES: usize = 100_000;
const MOST_DEPTH: usize = 32;
const READABLE: [&str; 14] =
    ["pdf", "md", "markdown", "csv", "tsv", "txt", "text", "png", "jpg", "jpeg", "jsonl", "ndjson", "docx", "pptx"];
/// Marks a source as ready-made triples.
pub const TRIPLES: &str = "triples:";

impl Session {
    /// Queues files and starts a run that reads them and builds the graph.
    pub fn import(self: &Arc<Self>, request: &ImportRequest) -> Result<JobId, AppError> {
        let (title, task) = self.queue(request)?;
        self.start(title, task)
    }

    pub fn import_here(&self, request: &ImportRequest) -> Result<RunView, AppError> {
        let (title, task) = self.queue(request)?;
        self.start_here(title, task)
    }

    pub fn build_here(&self) -> Result<RunView, AppError> {
        self.start_here("Build the graph".into(), Task::Build)
    }

    pub fn retry_document(self: &Arc<Self>, request: &DocumentRequest) -> Result<JobId, AppError> {
        let row = self.project.document(request.id).map_err(error::store)?;
        let row = row.ok_or_else(|| error::not_found("This document"))?;
        self.project.requeue_document(row.id).map_err(error::store)?;
        let passwords = request.password.iter().map(|password| (row.id, password.clone())).collect();
        self.start(format!("Read {} again", row.name), Task::Import { documents: vec![row.id], passwords })
    }

    /// Takes a document out of the project; undo brings it back.
    pub fn remove_document(self: &Arc<Self>, request: &DocumentRequest) -> Result<(), AppError> {
        let row = self.project.document(request.id).map_err(error::store)?;
        let row = row.ok_or_else(|| error::not_found("This document"))?;
        let event = Event::RemovedDocument { document: row.id, name: row.name.clone() };
        self.project.record(&event, &self.reviewer(), self.now()).map_err(error::store)?;
        self.start(format!("Remove {}", row.name), Task::Build)?;
        Ok(())
    }

    fn queue(&self, request: &ImportRequest) -> Result<(String, Task), AppError> {
        let mut files = Vec::new();
        for path in &request.paths {
            collect(Path::new(path), &mut files, 0)?;
        }
        if files.is_empty() {
            return Err(AppError::new(
                ErrorCode::NothingToDo,
                "There is no file in it that Pathloom reads.",
                "It reads PDF, Markdown, CSV, text, PNG and JPEG files.",
            ));
        }
        let mut documents = Vec::with_capacity(files.len());
        for file in &files {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            let mark = if request.triples { TRIPLES } else { "" };
            let source = format!("{mark}{}", file.to_string_lossy());
            documents.push(self.project.queue_document(&name, &source).map_err(error::store)?);
        }
        documents.dedup();
        let title = match files.as_slice() {
            [one] => format!("Import {}", one.file_name().unwrap_or_default().to_string_lossy()),
            many => format!("Import {} files", many.len()),
        };
        Ok((title, Task::Import { documents, passwords: BTreeMap::new() }))
    }
}

/// A named file as it is; of a folder the readable files, by name, without hidden ones and without following links.
fn collect(path: &Path, files: &mut Vec<PathBuf>, depth: usize) -> Result<(), AppError> {
    let meta = fs::metadata(path).map_err(|problem| match problem.kind() {
        std::io::ErrorKind::NotFound => AppError::new(
            ErrorCode::NotFound,
            format!("{} is not there.", path.display()),
            "Check the path, or choose the file again.",
        ),
        _ => error::io(path, problem),
    })?;
    if meta.is_file() {
        files.push(path.to_owned());
        return Ok(());
    }
    let entries = fs::read_dir(path).map_err(|problem| error::io(path, problem))?;
    let mut entries: Vec<_> = entries.filter_map(Result::ok).collect();
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        let Ok(kind) = entry.file_type() else { continue };
        if hidden || kind.is_symlink() {
            continue;
        }
        let found = entry.path();
        let project = found.extension().is_some_and(|extension| extension == "pathloom");
        if kind.is_dir() && depth < MOST_DEPTH && !project {
            collect(&found, files, depth + 1)?;
        } else if kind.is_file() && readable(&found) {
            files.push(found);
        }
        if files.len() > MOST_FILES {
            return Err(error::bad_request(
                format!("{} holds more than {MOST_FILES} files.", path.display()),
                "Choose a smaller folder.",
            ));
        }
    }
    Ok(())
}

fn readable(path: &Path) -> bool {
    let extension = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    READABLE.contains(&extension.as_str())
}
