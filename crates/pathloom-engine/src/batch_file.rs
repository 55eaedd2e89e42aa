//! Batch files: calls that wait are written as lines of an OpenAI batch, and what comes back is stored by its key, so that
//! the run that waits goes on with it.

use crate::calls::Setup;
use crate::stage::read;
use crate::{Session, error};
use pathloom_ipc::AppError;
use pathloom_llm::{Call, MOST_LINES, batch_line, cost, read_batch_line};
use pathloom_store::StoreError;
use pathloom_store::table::calls::{CallRow, CallState};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

/// A longer line is no result of a call.
const LONGEST: u64 = 32 << 20;
/// Results stored in one transaction.
const BATCH: usize = 256;

/// What came of reading results.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Imported {
    pub replies: u64,
    pub failures: u64,
    /// Lines that belong to no waiting call, or that could not be read, with the reason of the first.
    pub passed_over: u64,
    pub why: Option<String>,
}

/// A file with its lines so far.
type Part = (PathBuf, u64, BufWriter<File>);

impl Session {
    /// Writes the calls that wait, one file for each model and 50,000 calls: "Lab-qwen-1.jsonl". Returns the files.
    pub fn export_batch(&self, folder: &Path) -> Result<Vec<(PathBuf, u64)>, AppError> {
        let setups = [Setup::of(self)?, read::stored_setup(self)?];
        let targets = setups.iter().flatten().flat_map(|setup| &setup.targets);
        let endpoints: BTreeMap<&str, _> = targets.map(|it| (it.endpoint.name.as_str(), &it.endpoint)).collect();
        std::fs::create_dir_all(folder).map_err(|problem| error::io(folder, problem))?;
        let mut files: BTreeMap<(String, String), Vec<Part>> = BTreeMap::new();
        let mut failed = None;
        let written = self.project.pending_calls(None, |row| {
            let Some(endpoint) = endpoints.get(row.endpoint.as_str()) else { return Ok(()) };
            let Ok(call) = serde_json::from_str::<Call>(&row.request) else { return Ok(()) };
            let parts = files.entry((row.endpoint.clone(), row.model.clone())).or_default();
            if parts.last().is_none_or(|(_, lines, _)| *lines >= MOST_LINES as u64) {
                let name = format!("{}-{}-{}.jsonl", plain(&row.endpoint), plain(&row.model), parts.len() + 1);
                let path = folder.join(name);
                let file = File::create(&path).map_err(|problem| StoreError::io(path.clone(), problem))?;
                parts.push((path, 0, BufWriter::new(file)));
            }
            if let Some((path, lines, file)) = parts.last_mut() {
                *lines += 1;
                if let Err(problem) = writeln!(file, "{}", batch_line(endpoint, &row.model, &call)) {
                    failed.get_or_insert(StoreError::io(path.clone(), problem));
                }
            }
            Ok(())
        });
        written.map_err(error::store)?;
        let mut made = Vec::new();
        for (path, lines, mut file) in files.into_values().flatten() {
            if let Err(problem) = file.flush() {
                failed.get_or_insert(StoreError::io(path.clone(), problem));
            }
            made.push((path, lines));
        }
        match failed {
            Some(problem) => Err(error::store(problem)),
            None => Ok(made),
        }
    }

    /// Stores the results of batch files. A reply that is there already stays.
    pub fn import_batch(&self, file: &Path) -> Result<Imported, AppError> {
        let opened = File::open(file).map_err(|problem| error::source(file, &problem))?;
        let mut reader = BufReader::new(opened);
        let (mut imported, mut rows) = (Imported::default(), Vec::new());
        let mut line = Vec::new();
        loop {
            line.clear();
            let read = std::io::Read::take(&mut reader, LONGEST).read_until(b'\n', &mut line);
            if read.map_err(|problem| error::source(file, &problem))? == 0 {
                break;
            }
            match self.result_of(&String::from_utf8_lossy(&line)) {
                Ok(Some(row)) => {
                    match row.state {
                        CallState::Done => imported.replies += 1,
                        _ => imported.failures += 1,
                    }
                    rows.push(row);
                }
                Ok(None) => {}
                Err(why) => {
                    imported.passed_over += 1;
                    imported.why.get_or_insert(why);
                }
            }
            if rows.len() == BATCH {
                self.store_results(&mut rows)?;
            }
        }
        self.store_results(&mut rows)?;
        Ok(imported)
    }

    fn store_results(&self, rows: &mut Vec<CallRow>) -> Result<(), AppError> {
        if !rows.is_empty() {
            self.project.put_calls(&rows.iter().collect::<Vec<_>>()).map_err(error::store)?;
        }
        rows.clear();
        Ok(())
    }

    fn result_of(&self, line: &str) -> Result<Option<CallRow>, String> {
        let Some(result) = read_batch_line(line) else { return Ok(None) };
        let result = result?;
        let waiting = self.project.call(&result.key).map_err(|problem| problem.to_string())?;
        let Some(waiting) = waiting else { return Err(format!("\"{}\" is no call of this project", result.key)) };
        if waiting.state == CallState::Done {
            return Ok(None);
        }
        let (config, at) = (self.endpoints().config(), self.now());
        let endpoint = config.endpoint(&waiting.endpoint);
        let price = endpoint.and_then(|endpoint| endpoint.model(&waiting.model)).and_then(|model| model.price);
        let money = |usage| price.map(|price| cost(usage, &price));
        Ok(Some(match result.outcome {
            Ok(mut reply) => {
                reply.endpoint.clone_from(&waiting.endpoint);
                CallRow {
                    state: CallState::Done,
                    money: money(&reply.usage),
                    tokens_in: reply.usage.input,
                    tokens_out: reply.usage.output,
                    tokens_cached: reply.usage.cached,
                    reply: serde_json::to_string(&reply).unwrap_or_default(),
                    at,
                    ..waiting
                }
            }
            Err(problem) => CallRow {
                state: CallState::Failed,
                money: money(&problem.usage),
                tokens_in: problem.usage.input,
                tokens_out: problem.usage.output,
                reply: serde_json::to_string(&problem).unwrap_or_default(),
                errors: 1,
                at,
                ..waiting
            },
        }))
    }
}

/// For the name of a file.
fn plain(name: &str) -> String {
    let letter = |c: char| if c.is_alphanumeric() { c } else { '-' };
    name.chars().take(60).map(letter).collect()
}
