//! Commands on the documents of a project: following folders, saying what may be done with them.

use crate::Ended;
use crate::args::Rights;
use crate::output::{Output, say};
use crate::project::{finish, open, wrong};
use pathloom_ipc::AppError;
use pathloom_ipc::chunks::{ChunkingRequest, ChunkingView};
use pathloom_ipc::rows::RowsRequest;
use pathloom_ipc::sources::{DocumentRequest, RightsRequest};
use pathloom_model::ChunkSettings;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Goes on until the process is stopped; a stop at any moment loses nothing.
pub fn watch(project: &Path, folders: &[PathBuf], once: bool, out: &Output) -> Result<Ended, AppError> {
    let session = Arc::new(open(project)?);
    for folder in folders {
        session.follow_folder(folder)?;
    }
    if once {
        return match session.look_at_folders_here()? {
            Some(run) => finish(&run, out),
            None => {
                say("Nothing in the followed folders has changed.");
                Ok(Ended::Done)
            }
        };
    }
    session.start_watching();
    session.look_at_folders()?;
    let folders = session.watched_folders()?;
    if folders.is_empty() {
        return Err(wrong("No folder is followed.", "Name one: pathloom watch PROJECT FOLDER."));
    }
    for folder in folders {
        let why = folder.problem.map(|why| format!(" {why}")).unwrap_or_default();
        say(&format!("Following {} ({} documents).{why}", folder.path, folder.documents));
    }
    loop {
        std::thread::park();
    }
}

pub fn rows(
    project: &Path,
    document: &str,
    title: Option<&str>,
    text: &[String],
    out: &Output,
) -> Result<Ended, AppError> {
    let session = open(project)?;
    let documents = session.sources()?.documents;
    let found = documents.iter().find(|known| known.name == document);
    let id =
        found.ok_or_else(|| wrong(format!("There is no document \"{document}\"."), "Check its name in Sources."))?.id;
    let view = session.rows(&DocumentRequest { id, password: None })?;
    if text.is_empty() {
        out.one(&view, || format!("{} rows of {}. Choose with --text.", view.total, view.columns.join(", ")));
        return Ok(Ended::Done);
    }
    let place = |head: &str| {
        let place = view.columns.iter().position(|known| known == head).map(|place| place as u32);
        place.ok_or_else(|| {
            wrong(format!("There is no column \"{head}\"."), &format!("There are: {}.", view.columns.join(", ")))
        })
    };
    let title = title.map(place).transpose()?;
    let text = text.iter().map(|head| place(head)).collect::<Result<_, _>>()?;
    finish(&session.import_rows_here(&RowsRequest { id, title, text })?, out)
}

pub fn chunks(
    project: &Path,
    target: Option<u32>,
    minimum: Option<u32>,
    overlap: Option<u32>,
    out: &Output,
) -> Result<Ended, AppError> {
    let session = open(project)?;
    let now = session.chunking(&ChunkingRequest { document: None })?;
    let before = now.settings;
    let settings = ChunkSettings {
        target: target.unwrap_or(before.target),
        minimum: minimum.unwrap_or(before.minimum),
        overlap: overlap.unwrap_or(before.overlap),
    };
    if session.change_chunks(&ChunkingView { settings, ..now })? {
        return finish(&session.build_here()?, out);
    }
    out.one(&settings, || {
        format!("{} tokens, at least {}, overlap {}.", settings.target, settings.minimum, settings.overlap)
    });
    Ok(Ended::Done)
}

pub fn rights(request: &Rights, out: &Output) -> Result<Ended, AppError> {
    let session = open(&request.project)?;
    let documents = session.sources()?.documents;
    if let Some(unknown) = request.documents.iter().find(|name| documents.iter().all(|known| known.name != **name)) {
        return Err(wrong(format!("There is no document \"{unknown}\"."), "Check its name in Sources."));
    }
    let named = |name: &String| request.documents.is_empty() || request.documents.contains(name);
    for document in documents.into_iter().filter(|document| named(&document.name)) {
        let mut rights = document.rights;
        let texts = [
            (&mut rights.license, &request.license),
            (&mut rights.source, &request.source),
            (&mut rights.domain, &request.domain),
        ];
        for (kept, said) in texts {
            if let Some(said) = said {
                kept.clone_from(said);
            }
        }
        rights.confidential = request.confidential.unwrap_or(rights.confidential);
        rights.stays_here = request.stays_here.unwrap_or(rights.stays_here);
        session.set_rights(&RightsRequest { ids: vec![document.id], rights })?;
    }
    let said: Vec<_> = session.sources()?.documents.into_iter().filter(|document| named(&document.name)).collect();
    let shown = |document: &pathloom_ipc::sources::DocumentRow| serde_json::json!({ "document": document.name, "rights": document.rights });
    out.lines(&said.iter().map(shown).collect::<Vec<_>>(), ToString::to_string);
    Ok(Ended::Done)
}
