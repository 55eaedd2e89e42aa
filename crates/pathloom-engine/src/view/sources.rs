//! The list of documents with their state in words.

use crate::stage::{extract, read};
use crate::{Session, error};
use pathloom_ipc::AppError;
use pathloom_ipc::sources::{DocumentRow, DocumentStatus, SourcesView};
use pathloom_model::{Kind, WarningCode};
use pathloom_store::table::documents::{self, Status};
use std::collections::BTreeMap;

impl Session {
    pub fn sources(&self) -> Result<SourcesView, AppError> {
        let rows = self.project.documents().map_err(error::store)?;
        let (kinds, _) = self.project.graph_counts().map_err(error::store)?;
        let by_models = self.read_by()?;
        let documents: Vec<DocumentRow> = rows
            .into_iter()
            .map(|found| {
                let (id, view) = (found.id, row(found));
                let told = by_models.get(&id).filter(|_| view.status == DocumentStatus::Ready);
                match told {
                    Some(message) => DocumentRow { status: DocumentStatus::Check { message: message.clone() }, ..view },
                    None => view,
                }
            })
            .collect();
        Ok(SourcesView {
            pages: documents.iter().map(|document| u64::from(document.pages)).sum(),
            documents,
            chunks: kinds[Kind::Chunk.index()],
            tables: kinds[Kind::Table.index()],
            figures: kinds[Kind::Image.index()],
            formulas: kinds[Kind::Formula.index()],
        })
    }
}

impl Session {
    /// Documents that a build would read otherwise than they were, by row, each with a sentence.
    fn read_by(&self) -> Result<BTreeMap<u64, String>, AppError> {
        let asked = self.project.asked(extract::VERSION).map_err(error::store)?;
        let roles = self.roles()?;
        let print = match self.asks_to_extract()? {
            // What is wrong with the settings is told where they are set, and when it is built.
            true => read::reader(self, &roles).map(|reader| reader.print(&roles)).unwrap_or_default(),
            false if asked.values().all(String::is_empty) => return Ok(BTreeMap::new()),
            false => String::new(),
        };
        let lists: Vec<u64> = self.lists()?;
        let told = asked.into_iter().filter(|(id, by)| *by != print && !lists.contains(id));
        Ok(told.map(|(id, by)| (id, said_of(&by, &print))).collect())
    }

    fn lists(&self) -> Result<Vec<u64>, AppError> {
        let rows = self.project.documents().map_err(error::store)?;
        Ok(rows.iter().filter(|row| row.is_list()).map(|row| row.id).collect())
    }
}

fn said_of(by: &str, print: &str) -> String {
    if by.is_empty() {
        return "Not read by the model yet; Build asks it".into();
    }
    match by.strip_prefix(print).and_then(|rest| rest.strip_prefix(':')?.parse::<usize>().ok()) {
        Some(missing) if !print.is_empty() => {
            format!("{}; Build again", plural(missing, "passage was not read", "passages were not read"))
        }
        _ => "Built with other settings; Build again".into(),
    }
}

fn row(row: documents::DocumentRow) -> DocumentRow {
    let meta = row.meta.as_ref();
    let unread = meta.map_or(0, |meta| meta.pages.iter().filter(|page| page.needs_vision).count());
    let ragged = row.warnings.iter().filter(|warning| warning.code == WarningCode::Ragged).count();
    let status = match row.status {
        Status::Queued => DocumentStatus::Queued,
        Status::Parsed => DocumentStatus::Working { stage: "Extract".into(), percent: 50 },
        Status::Failed => DocumentStatus::Failed { message: row.message, hint: row.hint },
        Status::PasswordNeeded => DocumentStatus::PasswordNeeded,
        Status::Changed => DocumentStatus::Working { stage: "Parse".into(), percent: 0 },
        Status::Ready if row.missing => {
            DocumentStatus::Check { message: "Its file is gone; what was read is kept".into() }
        }
        Status::Ready if !row.message.is_empty() => DocumentStatus::Check { message: row.message },
        Status::Ready if unread > 0 => {
            DocumentStatus::Check { message: plural(unread, "page needs vision", "pages need vision") }
        }
        Status::Ready if ragged > 0 => {
            DocumentStatus::Check { message: plural(ragged, "line left out", "lines left out") }
        }
        Status::Ready if row.warnings.iter().any(|warning| warning.code == WarningCode::Encoding) => {
            DocumentStatus::Check { message: "Characters to check".into() }
        }
        Status::Ready if !row.warnings.is_empty() => {
            DocumentStatus::Check { message: plural(row.warnings.len(), "note", "notes") }
        }
        Status::Ready => DocumentStatus::Ready,
    };
    DocumentRow {
        format: meta.map(|meta| meta.format),
        pages: meta.map_or(0, |meta| meta.pages.len().max(1) as u32),
        key: row.key,
        id: row.id,
        name: row.name,
        nodes: row.nodes,
        bytes: row.bytes,
        status,
        rights: row.rights,
        warnings: row.warnings.into_iter().map(|warning| warning.message).collect(),
    }
}

fn plural(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
