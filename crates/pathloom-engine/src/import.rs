//! What the user drops or picks: files and folders become rows that wait to be read.

use crate::error;
use crate::files::{Difference, difference, path_of};
use crate::session::{Session, Task};
use pathloom_ipc::runs::{JobId, RunView};
use pathloom_ipc::sources::{DocumentRequest, ImportRequest};
use pathloom_ipc::{AppError, ErrorCode};
use pathloom_store::table::documents::Status;
use pathloom_store::table::events::Event;
use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Files taken from one folder at most; more is a sign of a wrong folder.
const MOST_FILES: usize = 100_000;
const MOST_DEPTH: usize = 32;
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
        self.start(
            format!("Read {} again", row.name),
            Task::Import { documents: vec![row.id], passwords, convert: true },
        )
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
        let mut found = Found::default();
        for path in &request.paths {
            found.collect(Path::new(path), 0)?;
        }
        let Found { mut files, refused } = found;
        if let (true, Some((_, problem))) = (files.is_empty(), refused.first()) {
            return Err(problem.clone());
        }
        // What cannot be reached is listed with its reason when it is its turn to be read; the rest goes on.
        files.extend(refused.into_iter().map(|(path, _)| path));
        if files.is_empty() {
            return Err(AppError::new(
                ErrorCode::NothingToDo,
                "There is no file in it that Pathloom reads.",
                "It reads PDF, Word, Excel, PowerPoint, OpenDocument, web pages, EPUB, Markdown, LaTeX, CSV, JSON, text and pictures.",
            ));
        }
        let known = self.project.known_files().map_err(error::store)?;
        let mut documents = self.take(&difference(&known, &files, None), request.triples)?;
        // What failed before, or still waits, is taken up again when it is named again.
        let named: HashSet<&Path> = files.iter().map(PathBuf::as_path).collect();
        for file in known.iter().filter(|file| !file.removed && named.contains(path_of(&file.source))) {
            match file.status {
                Status::Ready | Status::Parsed => continue,
                Status::Changed => {}
                _ => self.project.requeue_document(file.id).map_err(error::store)?,
            }
            documents.push(file.id);
        }
        documents.sort_unstable();
        documents.dedup();
        let title = match files.as_slice() {
            [one] => format!("Import {}", one.file_name().unwrap_or_default().to_string_lossy()),
            many => format!("Import {} files", many.len()),
        };
        let passwords = request.password.iter().flat_map(|password| documents.iter().map(|id| (*id, password.clone())));
        let passwords = passwords.collect();
        Ok((title, Task::Import { documents, passwords, convert: request.convert }))
    }

    /// Makes a difference known to the project; gives the documents that are to be read.
    pub(crate) fn take(&self, found: &Difference, triples: bool) -> Result<Vec<u64>, AppError> {
        let mark = if triples { TRIPLES } else { "" };
        let named = |file: &Path| {
            let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            (name, format!("{mark}{}", file.to_string_lossy()))
        };
        let mut documents = Vec::new();
        for file in &found.new {
            let (name, source) = named(file);
            documents.push(self.project.queue_document(&name, &source).map_err(error::store)?);
        }
        for &id in &found.changed {
            self.project.mark_changed(id).map_err(error::store)?;
            documents.push(id);
        }
        for (id, file) in &found.moved {
            let (name, source) = named(file);
            self.project.moved(*id, &name, &source).map_err(error::store)?;
        }
        for (ids, missing) in [(&found.gone, true), (&found.back, false)] {
            for &id in ids {
                self.project.set_missing(id, missing).map_err(error::store)?;
            }
        }
        Ok(documents)
    }
}

/// Files to read, and what could not be looked into, with the reason.
#[derive(Default)]
pub(crate) struct Found {
    pub files: Vec<PathBuf>,
    pub refused: Vec<(PathBuf, AppError)>,
}

impl Found {
    /// A named file as it is; of a folder the readable files, by name, without hidden ones and without following links.
    pub fn collect(&mut self, path: &Path, depth: usize) -> Result<(), AppError> {
        let looked = fs::metadata(path).and_then(|meta| if meta.is_dir() { entries(path).map(Some) } else { Ok(None) });
        let entries = match looked {
            Ok(Some(entries)) => entries,
            Ok(None) => return self.take(path),
            Err(problem) => {
                self.refused.push((path.to_owned(), error::source(path, &problem)));
                return Ok(());
            }
        };
        for entry in entries {
            let hidden = is_passing(&entry.file_name().to_string_lossy());
            let Ok(kind) = entry.file_type() else { continue };
            if hidden || kind.is_symlink() {
                continue;
            }
            let found = entry.path();
            let project = found.extension().is_some_and(|extension| extension == "pathloom");
            if kind.is_dir() && depth < MOST_DEPTH && !project {
                self.collect(&found, depth + 1)?;
            } else if kind.is_file() && readable(&found) {
                self.take(&found)?;
            }
        }
        Ok(())
    }

    fn take(&mut self, file: &Path) -> Result<(), AppError> {
        if let Err(problem) = is_regular(file) {
            self.refused.push((file.to_owned(), problem));
            return Ok(());
        }
        self.files.push(file.to_owned());
        if self.files.len() > MOST_FILES {
            let message = format!("There are more than {MOST_FILES} files.");
            return Err(error::bad_request(message, "Choose a smaller folder, or fewer files."));
        }
        Ok(())
    }
}

fn entries(folder: &Path) -> std::io::Result<Vec<fs::DirEntry>> {
    let mut entries: Vec<_> = fs::read_dir(folder)?.filter_map(Result::ok).collect();
    entries.sort_by_key(fs::DirEntry::file_name);
    Ok(entries)
}

/// Refuses what can be opened but never read to an end: pipes, sockets, devices.
pub(crate) fn is_regular(path: &Path) -> Result<(), AppError> {
    let meta = fs::metadata(path).map_err(|problem| error::source(path, &problem))?;
    if meta.is_file() {
        return Ok(());
    }
    let what = if meta.is_dir() { "a folder" } else { "a device, pipe or socket" };
    let message = format!("{} is {what}, not a file.", path.display());
    Err(AppError::new(ErrorCode::Unreadable, message, "Choose the files themselves."))
}

/// Hidden files, and what editors and downloads write for a while.
fn is_passing(name: &str) -> bool {
    name.starts_with(['.', '#']) || name.starts_with("~$") || name.ends_with('~')
}

fn readable(path: &Path) -> bool {
    let extension = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    pathloom_ingest::EXTENSIONS.contains(&extension.as_str())
}
