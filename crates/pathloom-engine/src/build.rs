//! Building the graph when the user asks for it: what it will take, some documents first, some anew.

use crate::session::Task;
use crate::stage::extract;
use crate::stage::parse::StoredParse;
use crate::stage::read::{self, ReadRequest};
use crate::{Session, embedding, error};
use pathloom_ipc::AppError;
use pathloom_ipc::runs::{JobId, RunView};
use pathloom_ipc::sources::{BuildEstimate, BuildRequest};
use pathloom_model::ModelRole;
use pathloom_store::table::documents::Status;
use std::sync::Arc;

/// Documents whose chunks are counted; where there are more, the rest is taken to be like these.
const LOOKED_AT: usize = 200;

impl Session {
    pub fn start_build(self: &Arc<Self>, request: &BuildRequest) -> Result<JobId, AppError> {
        let (title, task) = self.build_task(request)?;
        self.start(title, task)
    }

    /// The same in this thread.
    pub fn build_some_here(&self, request: &BuildRequest) -> Result<RunView, AppError> {
        let (title, task) = self.build_task(request)?;
        self.start_here(title, task)
    }

    fn build_task(&self, request: &BuildRequest) -> Result<(String, Task), AppError> {
        if self.asks_to_extract()? {
            let BuildRequest { documents, try_first, budget, to_batch } = request.clone();
            let title = match try_first {
                Some(few) => format!("Try {few} passages"),
                None => "Build the graph".into(),
            };
            return Ok((title, Task::Read { request: ReadRequest { documents, try_first, budget, to_batch } }));
        }
        let documents = self.to_build(request)?;
        if request.documents.is_empty() && request.try_first.is_none() {
            self.project.forget_extractions(&self.read_by_models()?).map_err(error::store)?;
            let task = match embedding::has_model(self)? {
                true => Task::Read { request: ReadRequest::default() },
                false => Task::Build,
            };
            return Ok(("Build the graph".into(), task));
        }
        self.project.forget_extractions(&documents).map_err(error::store)?;
        let title = match documents.len() {
            1 => "Build from 1 document".into(),
            many => format!("Build from {many} documents"),
        };
        Ok((title, Task::BuildSome { documents }))
    }

    /// Whether a model has the role of extraction.
    pub(crate) fn asks_to_extract(&self) -> Result<bool, AppError> {
        Ok(self.roles()?.get(&ModelRole::Extraction).is_some_and(|models| !models.is_empty()))
    }

    fn read_by_models(&self) -> Result<Vec<u64>, AppError> {
        let asked = self.project.asked(extract::VERSION).map_err(error::store)?;
        Ok(asked.into_iter().filter(|(_, by)| !by.is_empty()).map(|(id, _)| id).collect())
    }

    /// Rows of the documents that this build extracts. Those asked for, else those that wait; for a trial, where none
    /// waits, the first of all.
    fn to_build(&self, request: &BuildRequest) -> Result<Vec<u64>, AppError> {
        let rows = self.project.documents().map_err(error::store)?;
        let readable = |status: Status| matches!(status, Status::Parsed | Status::Ready);
        let all: Vec<u64> = rows.iter().filter(|row| readable(row.status)).map(|row| row.id).collect();
        let mut wanted = if request.documents.is_empty() {
            self.project.unextracted(extract::VERSION).map_err(error::store)?
        } else {
            all.iter().copied().filter(|id| request.documents.contains(id)).collect()
        };
        if let Some(few) = request.try_first {
            if wanted.is_empty() {
                wanted = all;
            }
            wanted.truncate(few as usize);
        }
        Ok(wanted)
    }

    /// What a build would take. Money, calls and tokens are those of the model that extracts, where one does.
    pub fn build_estimate(&self, request: &BuildRequest) -> Result<BuildEstimate, AppError> {
        if let Some(setup) = read::setup(self)? {
            return self.reading_estimate(request, &setup);
        }
        let wanted = self.to_build(request)?;
        let looked_at = &wanted[..wanted.len().min(LOOKED_AT)];
        let settings = self.chunk_settings()?;
        let mut chunks = 0;
        for &id in looked_at {
            let parse: Option<StoredParse> = self.project.parse(id).map_err(error::store)?;
            if let Some(StoredParse::Document(parsed)) = parse {
                let edits = self.project.chunk_edits(id).map_err(error::store)?;
                chunks += pathloom_ingest::chunks(&parsed, &settings, &edits).len() as u64;
            }
        }
        if wanted.len() > looked_at.len() {
            chunks = chunks * wanted.len() as u64 / looked_at.len() as u64;
        }
        let (seconds, basis) = self.built_in_time(wanted.len() as u64)?;
        Ok(BuildEstimate {
            all_documents: self.project.documents().map_err(error::store)?.len() as u64,
            documents: wanted.len() as u64,
            chunks,
            seconds,
            by: "built-in".into(),
            basis,
            ..BuildEstimate::default()
        })
    }

    /// By the builds of this project so far: seconds of a document, in the mean.
    fn built_in_time(&self, documents: u64) -> Result<(Option<u64>, String), AppError> {
        let runs = self.runs()?.runs;
        let took = runs.iter().filter_map(|run| {
            let stage = run.stages.iter().find(|stage| stage.name == "Extract").filter(|stage| stage.done > 0)?;
            Some((stage.done, run.ended_at?.saturating_sub(run.started_at).max(0) as u64))
        });
        let (done, seconds) = took.fold((0, 0), |(done, sum), (some, seconds)| (done + some, sum + seconds));
        if done == 0 {
            let basis = "The built-in engine extracts; no model is asked. Nothing was built here yet.";
            return Ok((None, basis.into()));
        }
        let basis = format!("The built-in engine extracts; no model is asked. By {done} documents built here.");
        Ok((Some((documents * seconds).div_ceil(done)), basis))
    }
}
