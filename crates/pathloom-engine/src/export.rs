//! Approved samples → JSONL that trainers load unchanged. Written beside, synced, renamed; same input, same bytes.

use crate::rights::{LeftOut, left_out};
use crate::view::dataset::score;
use crate::{Session, error};
use pathloom_ipc::dataset::{ExportOptions, ExportPreview, ExportRequest, ExportView, ExportedFile, Reasoning};
use pathloom_ipc::{AppError, ErrorCode};
use pathloom_model::{Key, Rights, Sample, ScoreKind};
use pathloom_store::table::events::Event;
use pathloom_store::table::samples::{Query, SampleRow};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Where files are written before they are whole.
const PARTIAL: &str = ".partial";

/// One line. Every row has the same keys with the same types, so that no reader's schema inference can differ.
#[derive(Serialize)]
struct Row {
    messages: [Message; 2],
    /// JSON text: nested objects would be merged by some readers.
    metadata: String,
}

#[derive(Serialize)]
struct Message {
    role: &'static str,
    content: String,
}

impl Session {
    /// Writes `train.jsonl` and a manifest into a folder; `None` is a new one under `exports/`.
    pub fn export(&self, request: &ExportRequest) -> Result<ExportView, AppError> {
        let rights = self.rights()?;
        let (rows, left_out) = self.export_rows(&request.options, &rights)?;
        if rows.is_empty() {
            let (message, hint) = match left_out.first() {
                None => (
                    "There is nothing to export: no sample is approved.".to_owned(),
                    "Approve samples in Review first.",
                ),
                Some(why) => (
                    format!("There is nothing to export. {why}"),
                    "Change it in the properties of the documents, in Sources, or loosen the gate, in Dataset.",
                ),
            };
            return Err(AppError::new(ErrorCode::NothingToDo, message, hint));
        }
        let actors = self.deciders()?;
        let lines: Vec<String> =
            rows.iter().map(|row| line(row, &actors, &rights, request.options.reasoning)).collect::<Result<_, _>>()?;
        let blocked: Vec<String> = lines.iter().zip(&rows).filter_map(|(line, row)| problem(line, row)).collect();
        if !blocked.is_empty() {
            return Err(AppError::new(
                ErrorCode::BadRequest,
                format!(
                    "{} samples would not load in a trainer: {}",
                    blocked.len(),
                    blocked[..blocked.len().min(3)].join("; ")
                ),
                "Edit or reject them in Review, then export again.",
            ));
        }
        let folder = match &request.folder {
            Some(folder) => PathBuf::from(folder),
            None => self.next_folder()?,
        };
        let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
        let mut files = vec![file("train.jsonl", &text, lines.len() as u64)];
        let manifest = serde_json::to_string_pretty(&serde_json::json!({
            "format": "messages",
            "rows": lines.len(),
            "files": files.iter().map(|file| serde_json::json!({"name": file.name, "lines": file.lines, "bytes": file.bytes, "sha256": file.sha256})).collect::<Vec<_>>(),
        }))
        .map_err(|problem| error::bad_request(problem.to_string(), ""))?
            + "\n";
        files.push(file("manifest.json", &manifest, manifest.lines().count() as u64));
        write(&folder, &[("train.jsonl", &text), ("manifest.json", &manifest)])?;
        Ok(ExportView { folder: folder.to_string_lossy().into_owned(), files, rows: lines.len() as u64 })
    }

    pub fn export_preview(&self, options: &ExportOptions) -> Result<ExportPreview, AppError> {
        let rights = self.rights()?;
        let (rows, left_out) = self.export_rows(options, &rights)?;
        let Some(row) = rows.get(options.preview as usize % rows.len().max(1)) else {
            return Ok(ExportPreview { left_out, ..ExportPreview::default() });
        };
        let actors = self.deciders()?;
        let text = line(row, &actors, &rights, options.reasoning)?;
        let value: serde_json::Value =
            serde_json::from_str(&text).map_err(|problem| error::bad_request(problem.to_string(), ""))?;
        let mut blocked = Vec::new();
        for row in &rows {
            blocked.extend(problem(&line(row, &actors, &rights, options.reasoning)?, row));
        }
        Ok(ExportPreview {
            json: serde_json::to_string_pretty(&value).unwrap_or(text),
            sample_id: row.sample.id.clone(),
            tokens: score(&row.sample, ScoreKind::Tokens).unwrap_or(0),
            rows: rows.len() as u64,
            blocked,
            left_out,
        })
    }

    /// Approved and not stale, by id, without those whose documents may not leave; why these stay, in words.
    fn export_rows(
        &self,
        options: &ExportOptions,
        rights: &BTreeMap<Key, Rights>,
    ) -> Result<(Vec<SampleRow>, Vec<String>), AppError> {
        let (rows, _) = self.project.samples(&Query::default()).map_err(error::store)?;
        let (mut stay, mut confidential) = (0, 0);
        let gated = rows.iter().filter(|row| row.approved() && row.filtered).count();
        let mut rows: Vec<SampleRow> = rows.into_iter().filter(SampleRow::exported).collect();
        rows.retain(|row| match left_out(&row.sample, rights, options.confidential) {
            None => true,
            Some(LeftOut::StaysHere) => {
                stay += 1;
                false
            }
            Some(LeftOut::Confidential) => {
                confidential += 1;
                false
            }
        });
        rows.sort_by(|a, b| a.sample.id.cmp(&b.sample.id));
        let why = [(stay, "must stay on this computer"), (confidential, "are confidential")];
        let why = why.into_iter().filter(|(count, _)| *count > 0).map(|(count, why)| {
            let samples =
                if count == 1 { "1 approved sample rests".into() } else { format!("{count} approved samples rest") };
            format!("{samples} on documents that {why}.")
        });
        let mut why: Vec<String> = why.collect();
        match gated {
            0 => {}
            1 => why.push("1 approved sample is left out by a gate.".into()),
            count => why.push(format!("{count} approved samples are left out by a gate.")),
        }
        Ok((rows, why))
    }

    /// Who decided last on each sample.
    fn deciders(&self) -> Result<BTreeMap<String, String>, AppError> {
        let mut deciders = BTreeMap::new();
        for (actor, _, event) in self.project.events().map_err(error::store)? {
            if let Event::Decided { changes } = event {
                for change in changes {
                    deciders.insert(change.id, actor.clone());
                }
            }
        }
        Ok(deciders)
    }

    fn next_folder(&self) -> Result<PathBuf, AppError> {
        let parent = self.project.folder().join("exports");
        fs::create_dir_all(&parent).map_err(|problem| error::io(&parent, problem))?;
        let free = (1..100_000).map(|n| parent.join(format!("export-{n:03}"))).find(|folder| !folder.exists());
        free.ok_or_else(|| error::bad_request("The folder of exports is full.", "Choose another folder."))
    }
}

fn line(
    row: &SampleRow,
    actors: &BTreeMap<String, String>,
    rights: &BTreeMap<Key, Rights>,
    reasoning: Reasoning,
) -> Result<String, AppError> {
    let sample = &row.sample;
    let metadata = serde_json::to_string(&metadata(row, actors.get(&sample.id), rights));
    let row = Row {
        messages: [
            Message { role: "user", content: plain(&sample.question) },
            Message { role: "assistant", content: plain(&reply(sample, reasoning)) },
        ],
        metadata: metadata.map_err(|problem| error::bad_request(problem.to_string(), ""))?,
    };
    serde_json::to_string(&row).map_err(|problem| error::bad_request(problem.to_string(), ""))
}

fn reply(sample: &Sample, reasoning: Reasoning) -> String {
    let steps: Vec<String> =
        sample.steps.iter().enumerate().map(|(place, step)| format!("{}. {}", place + 1, step.text)).collect();
    match reasoning {
        Reasoning::ThinkTags => format!("<think>\n{}\n</think>\n\n{}", steps.join("\n"), sample.answer.text),
        Reasoning::InAnswer => format!("{}\n\n{}", steps.join("\n"), sample.answer.text),
        Reasoning::None => sample.answer.text.clone(),
    }
}

/// Trainers count these words as attachments; in a text they must not look like one.
fn plain(text: &str) -> String {
    ["image", "video", "audio"]
        .iter()
        .fold(text.to_owned(), |text, word| text.replace(&format!("<{word}>"), &format!("<{word} >")))
}

/// Lineage without times, row numbers or paths, so that the same input gives the same bytes.
fn metadata(row: &SampleRow, reviewer: Option<&String>, rights: &BTreeMap<Key, Rights>) -> serde_json::Value {
    let sample = &row.sample;
    let evidence: Vec<_> = sample
        .evidence
        .iter()
        .map(|evidence| {
            serde_json::json!({
                "document": evidence.document_name,
                "page": evidence.span.page,
                "box": evidence.span.bbox.map(|b| [b.x0, b.y0, b.x1, b.y1]),
                "chars": evidence.span.chars,
                "cell": evidence.span.cell.map(|cell| [cell.row, cell.col]),
                "node": evidence.node,
                "quote": evidence.span.quote,
            })
        })
        .collect();
    let scores: BTreeMap<String, serde_json::Value> = sample
        .scores
        .iter()
        .map(|score| {
            let name = serde_json::to_value(score.kind).ok().and_then(|name| name.as_str().map(str::to_owned));
            (name.unwrap_or_default(), serde_json::json!({ "value": score.value, "note": score.note }))
        })
        .collect();
    let mut metadata = serde_json::json!({
        "sample_id": sample.id,
        "template": sample.template,
        "fingerprint": sample.fingerprint,
        "language": sample.language,
        "path": { "nodes": sample.nodes, "relations": sample.relations },
        "answer": sample.answer,
        "steps": sample.steps,
        "evidence": evidence,
        "rights": said(sample, rights),
        "checks": sample.checks,
        "scores": scores,
        "review": { "status": row.verdict.decision, "reviewer": reviewer, "edited": row.edited },
        "gen": sample.generated,
    });
    // Graders of choices and claims compare a letter or a truth value, not a text.
    if let (Some(kind), Some(all)) = (sample.question_type, metadata.as_object_mut()) {
        all.insert("question_type".into(), kind.word().into());
        if !sample.options.is_empty() {
            let letter = sample.answer.text.chars().next().map(String::from);
            all.insert("options".into(), sample.options.clone().into());
            all.insert("answer_letter".into(), letter.into());
        }
    }
    metadata
}

/// Licence, source and domain of the documents that a sample rests on, where they were said.
fn said(sample: &Sample, rights: &BTreeMap<Key, Rights>) -> serde_json::Value {
    let documents: BTreeMap<&str, &Rights> = sample
        .evidence
        .iter()
        .filter_map(|evidence| Some((evidence.document_name.as_str(), rights.get(&evidence.span.document)?)))
        .collect();
    documents
        .into_iter()
        .map(|(name, rights)| {
            let about = serde_json::json!({
                "license": rights.license, "source": rights.source, "domain": rights.domain,
                "confidential": rights.confidential,
            });
            (name.to_owned(), about)
        })
        .collect::<serde_json::Map<_, _>>()
        .into()
}

/// Why a trainer would not load this row, in words.
fn problem(line: &str, row: &SampleRow) -> Option<String> {
    let id = &row.sample.id;
    let Ok(value) = serde_json::from_str::<serde_json::Value>(line) else { return Some(format!("{id} is no JSON")) };
    let messages = value.get("messages").and_then(|messages| messages.as_array())?;
    for (message, role) in messages.iter().zip(["user", "assistant"]) {
        if message.get("role").and_then(|found| found.as_str()) != Some(role) {
            return Some(format!("{id}: roles do not alternate"));
        }
        let content = message.get("content").and_then(|content| content.as_str()).unwrap_or_default();
        if content.trim().is_empty() {
            return Some(format!("{id}: the {role} says nothing"));
        }
        if ["<image>", "<video>", "<audio>"].iter().any(|word| content.contains(word)) {
            return Some(format!("{id}: a word in it reads as an attachment"));
        }
    }
    (row.sample.answer.text.trim().is_empty()).then(|| format!("{id}: the answer is empty"))
}

fn file(name: &str, text: &str, lines: u64) -> ExportedFile {
    let hash = Sha256::digest(text.as_bytes());
    ExportedFile {
        name: name.to_owned(),
        lines,
        bytes: text.len() as u64,
        sha256: hash.iter().map(|byte| format!("{byte:02x}")).collect(),
    }
}

/// All files whole and on disk, or nothing: a new folder appears by one rename, files in an old one by one rename each.
fn write(folder: &Path, files: &[(&str, &str)]) -> Result<(), AppError> {
    let exists = match fs::metadata(folder) {
        Ok(meta) if meta.is_dir() => true,
        Ok(_) => {
            let message = format!("{} is a file, not a folder.", folder.display());
            return Err(AppError::new(ErrorCode::AlreadyExists, message, "Choose another folder for the export."));
        }
        Err(_) => false,
    };
    let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // Beside a new folder, inside an old one: it may be a disk of its own, and a rename stays on one disk.
    let partial = if exists {
        folder.join(PARTIAL)
    } else {
        fs::create_dir_all(parent).map_err(|problem| error::io(parent, problem))?;
        parent.join(format!(".{}{PARTIAL}", folder.file_name().unwrap_or_default().to_string_lossy()))
    };
    let written = (|| {
        if fs::symlink_metadata(&partial).is_ok() {
            fs::remove_dir_all(&partial)?;
        }
        fs::create_dir(&partial)?;
        for (name, text) in files {
            let mut file = File::create_new(partial.join(name))?;
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
        }
        if !exists {
            fs::rename(&partial, folder)?;
            return sync(folder).and_then(|()| sync(parent));
        }
        for (name, _) in files {
            fs::rename(partial.join(name), folder.join(name))?;
        }
        fs::remove_dir(&partial)?;
        sync(folder)
    })();
    written.map_err(|problem| {
        // What was half-written is of no use; the first error is the one to report.
        let _ = fs::remove_dir_all(&partial);
        error::io(folder, problem)
    })
}

/// Makes a rename durable. Windows has no such call and needs none.
fn sync(folder: &Path) -> std::io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}
