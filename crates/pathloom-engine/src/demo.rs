//! The demo project: the shipped documents, read, built and composed by the same code as any others.

use crate::job::Sink;
use crate::view::templates::presets;
use crate::whole_file::write_whole;
use crate::{Session, error};
use pathloom_ipc::dataset::{ExportOptions, ExportRequest};
use pathloom_ipc::review::DecideRequest;
use pathloom_ipc::runs::{RunState, RunView};
use pathloom_ipc::sources::ImportRequest;
use pathloom_ipc::templates::GenerateRequest;
use pathloom_ipc::{AppError, ErrorCode};
use pathloom_model::{Decision, Strategy};
use pathloom_store::{Project, StoreError};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

/// (file name, bytes), in the order of import.
pub const DOCUMENTS: [(&str, &[u8]); 5] = [
    (
        "Nordic heat pumps sector review.pdf",
        include_bytes!("../../../assets/demo/documents/Nordic heat pumps sector review.pdf"),
    ),
    ("Plants and capacity.csv", include_bytes!("../../../assets/demo/documents/Plants and capacity.csv")),
    ("Company notes.md", include_bytes!("../../../assets/demo/documents/Company notes.md")),
    ("Compressor test notes.md", include_bytes!("../../../assets/demo/documents/Compressor test notes.md")),
    ("热泵供应链简报.pdf", include_bytes!("../../../assets/demo/documents/热泵供应链简报.pdf")),
];

pub const SEED: u64 = 1;
/// For each of the 32 presets; some give fewer.
pub const SAMPLES_PER_TEMPLATE: u32 = 6;

/// A new project with the demo's graph and samples to review. It is made beside and renamed, so that a demo that was
/// cut off is made again and never opened.
pub fn make(folder: &Path, sink: Arc<dyn Sink>, now: fn() -> i64) -> Result<Session, AppError> {
    let partial = folder.with_extension("partial");
    match Project::open(&partial) {
        Err(problem @ StoreError::Locked(_)) => return Err(error::store(problem)),
        _ if partial.exists() => fs::remove_dir_all(&partial).map_err(|problem| error::io(&partial, problem))?,
        _ => {}
    }
    if let Err(problem) = fill(&partial, sink.clone(), now) {
        // What was half-made is of no use; the first error is the one to report.
        let _ = fs::remove_dir_all(&partial);
        return Err(problem);
    }
    fs::rename(&partial, folder).map_err(|problem| error::io(folder, problem))?;
    Session::open(folder, sink, now)
}

fn fill(folder: &Path, sink: Arc<dyn Sink>, now: fn() -> i64) -> Result<(), AppError> {
    generate(&read(folder, sink, now)?, SAMPLES_PER_TEMPLATE)?;
    Ok(())
}

/// A new project with the demo's documents read and their graph built.
pub fn read(folder: &Path, sink: Arc<dyn Sink>, now: fn() -> i64) -> Result<Session, AppError> {
    let project = Project::create(folder).map_err(error::store)?;
    project.set_meta("demo", "1").map_err(error::store)?;
    let session = Session::new(project, sink, now)?;
    let sources = folder.join("documents");
    fs::create_dir_all(&sources).map_err(|problem| error::io(&sources, problem))?;
    let mut paths = Vec::new();
    for (name, bytes) in DOCUMENTS {
        let path = sources.join(name);
        fs::write(&path, bytes).map_err(|problem| error::io(&path, problem))?;
        paths.push(path.to_string_lossy().into_owned());
    }
    done(session.import_here(&ImportRequest { paths, triples: false, password: None, convert: false })?)?;
    Ok(session)
}

/// Samples of the 32 presets.
pub fn generate(session: &Session, samples: u32) -> Result<RunView, AppError> {
    let templates = presets().iter().filter(|preset| preset.group != "More").map(|preset| preset.id.clone()).collect();
    let request =
        GenerateRequest { templates, samples, strategy: Strategy::Diverse, seed: SEED, ..GenerateRequest::default() };
    done(session.generate_here(&request)?)
}

fn done(run: RunView) -> Result<RunView, AppError> {
    if run.state == RunState::Failed {
        let message = format!("The demo could not be made. {}", run.summary);
        return Err(AppError::new(ErrorCode::Internal, message, ""));
    }
    Ok(run)
}

/// What `pathloom demo` leaves in `summary.json`. Nothing in it depends on when or where it ran.
#[derive(Clone, Debug, Serialize)]
pub struct Summary {
    pub documents: u64,
    pub nodes: u64,
    pub relations: u64,
    pub samples: u64,
    pub approved: u64,
    pub rows: u64,
    pub sha256: String,
    pub templates: BTreeMap<String, u64>,
}

/// `OUT/project.pathloom`, `OUT/export/train.jsonl`, `OUT/summary.json`. A demo that is there already is used again.
pub fn run(out: &Path, sink: Arc<dyn Sink>, now: fn() -> i64) -> Result<Summary, AppError> {
    let folder = out.join("project.pathloom");
    let session =
        if folder.join("project.db").exists() { Session::open(&folder, sink, now)? } else { make(&folder, sink, now)? };
    session.set_reviewer("demo");
    let ids = session.checked()?;
    if !ids.is_empty() {
        session.decide(&DecideRequest { ids, decision: Decision::Approved, reason: None, note: String::new() })?;
    }
    let exported = session.export(&ExportRequest {
        folder: Some(out.join("export").to_string_lossy().into_owned()),
        options: ExportOptions::default(),
    })?;
    let (view, progress) = (session.view()?, session.progress()?);
    let summary = Summary {
        documents: view.documents,
        nodes: view.nodes,
        relations: view.relations,
        samples: progress.total,
        approved: progress.approved,
        rows: exported.rows,
        sha256: exported.files.first().map(|file| file.sha256.clone()).unwrap_or_default(),
        templates: session.project.samples_by_template().map_err(error::store)?,
    };
    let text = serde_json::to_string_pretty(&summary).unwrap_or_default() + "\n";
    let path = out.join("summary.json");
    write_whole(&path, text.as_bytes())?;
    Ok(summary)
}
