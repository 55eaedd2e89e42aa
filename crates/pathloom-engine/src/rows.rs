//! Tables whose rows are documents: which columns there are, and a Markdown document made of each row.

use crate::session::Task;
use crate::stage::parse::StoredParse;
use crate::{Session, error};
use pathloom_ipc::rows::{RowsRequest, RowsView};
use pathloom_ipc::runs::{JobId, RunView};
use pathloom_ipc::sources::DocumentRequest;
use pathloom_ipc::{AppError, ErrorCode};
use pathloom_model::{BlockContent, TableData};
use std::collections::BTreeMap;
use std::sync::Arc;

const PREVIEWED: usize = 5;
/// Rows looked at to guess what the columns are.
const LOOKED_AT: usize = 200;
/// Letters from which a column holds running text.
const RUNNING: usize = 60;
const LONGEST_NAME: usize = 80;

impl Session {
    pub fn rows(&self, request: &DocumentRequest) -> Result<RowsView, AppError> {
        let (_, table) = self.table_of(request.id)?;
        let (heads, rows) = parts(&table);
        let length = |column: usize| {
            let cells = rows.iter().take(LOOKED_AT).filter_map(|row| row.get(column));
            cells.map(|cell| cell.text.chars().count()).max().unwrap_or(0)
        };
        let text: Vec<u32> = (0..heads.len()).filter(|&column| length(column) >= RUNNING).map(|it| it as u32).collect();
        let title = (0..heads.len() as u32).find(|column| {
            !text.contains(column) && rows.iter().take(LOOKED_AT).any(|row| has_letters(row, *column as usize))
        });
        let shown = rows.iter().take(PREVIEWED).map(|row| row.iter().map(|cell| cell.text.clone()).collect());
        Ok(RowsView { rows: shown.collect(), total: rows.len() as u64, columns: heads, text, title })
    }

    /// Queues a document for each row and starts the run that reads them.
    pub fn import_rows(self: &Arc<Self>, request: &RowsRequest) -> Result<JobId, AppError> {
        let (title, task) = self.queue_rows(request)?;
        self.start(title, task)
    }

    pub fn import_rows_here(&self, request: &RowsRequest) -> Result<RunView, AppError> {
        let (title, task) = self.queue_rows(request)?;
        self.start_here(title, task)
    }

    fn queue_rows(&self, request: &RowsRequest) -> Result<(String, Task), AppError> {
        let (name, table) = self.table_of(request.id)?;
        let (heads, rows) = parts(&table);
        let known = |column: &u32| (*column as usize) < heads.len();
        if request.text.is_empty() || !request.text.iter().chain(&request.title).all(known) {
            return Err(error::bad_request("No column of this table was chosen as text.", "Choose one or more."));
        }
        let mut documents = Vec::new();
        for (place, row) in rows.iter().enumerate() {
            let cell = |column: u32| row.get(column as usize).map(|cell| cell.text.trim()).unwrap_or_default();
            if request.text.iter().all(|&column| cell(column).is_empty()) {
                continue;
            }
            let title = request.title.map(cell).filter(|title| !title.is_empty());
            let title = title.map_or_else(|| format!("{name}, row {}", place + 1), one_line);
            let text = markdown(&title, &heads, &cell, &request.text, request.title);
            let blob = self.project.put_blob(text.as_bytes()).map_err(error::store)?;
            let source = format!("row:{}:{}", request.id, place + 1);
            let short: String = title.chars().take(LONGEST_NAME).collect();
            documents.push(self.project.queue_made(&format!("{short}.md"), &source, &blob).map_err(error::store)?);
        }
        if documents.is_empty() {
            return Err(AppError::new(
                ErrorCode::NothingToDo,
                "The text columns of this table are empty.",
                "Choose others.",
            ));
        }
        let title = format!("Read {} rows of {name}", documents.len());
        Ok((title, Task::Import { documents, passwords: BTreeMap::new(), convert: false }))
    }

    /// The largest table of a document, with the document's name.
    fn table_of(&self, id: u64) -> Result<(String, TableData), AppError> {
        let row = self.project.document(id).map_err(error::store)?;
        let row = row.ok_or_else(|| error::not_found("This document"))?;
        let parse = self.project.parse(id).map_err(error::store)?;
        let blocks = if let Some(StoredParse::Document(parsed)) = parse { parsed.blocks } else { vec![] };
        let tables = blocks.into_iter().filter_map(|block| match block.content {
            BlockContent::Table(table) if table.rows() > table.header_rows as usize => Some(table),
            _ => None,
        });
        match tables.max_by_key(TableData::rows) {
            Some(table) => Ok((row.name, table)),
            None => Err(AppError::new(
                ErrorCode::NothingToDo,
                format!("There is no table in {} whose rows could be documents.", row.name),
                "Choose a CSV, XLSX or JSON lines file.",
            )),
        }
    }
}

/// Heads, one for each column ("Column 3" where the table has none), and the rows under them.
fn parts(table: &TableData) -> (Vec<String>, &[Vec<pathloom_model::Cell>]) {
    let (head, rows) = table.cells.split_at((table.header_rows as usize).min(table.cells.len()));
    let columns = table.cells.iter().map(Vec::len).max().unwrap_or(0);
    let heads = (0..columns).map(|column| {
        let words = head.last().and_then(|row| row.get(column)).map(|cell| one_line(&cell.text)).unwrap_or_default();
        if words.is_empty() { format!("Column {}", column + 1) } else { words }
    });
    (heads.collect(), rows)
}

fn has_letters(row: &[pathloom_model::Cell], column: usize) -> bool {
    row.get(column).is_some_and(|cell| cell.text.chars().any(char::is_alphabetic))
}

fn markdown<'a>(
    title: &str,
    heads: &[String],
    cell: &impl Fn(u32) -> &'a str,
    text: &[u32],
    title_column: Option<u32>,
) -> String {
    let mut out = format!("# {}\n", escaped(title));
    let others: Vec<u32> = (0..heads.len() as u32)
        .filter(|column| !text.contains(column) && Some(*column) != title_column && !cell(*column).is_empty())
        .collect();
    if !others.is_empty() {
        let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
        out.push('\n');
        out.push_str(&line(others.iter().map(|&column| escaped(&heads[column as usize])).collect()));
        out.push_str(&line(others.iter().map(|_| "---".to_owned()).collect()));
        out.push_str(&line(others.iter().map(|&column| escaped(&one_line(cell(column)))).collect()));
    }
    for &column in text.iter().filter(|&&column| !cell(column).is_empty()) {
        out.push_str(&format!("\n## {}\n", escaped(&heads[column as usize])));
        for paragraph in cell(column).lines().map(str::trim).filter(|line| !line.is_empty()) {
            out.push_str(&format!("\n{}\n", escaped(paragraph)));
        }
    }
    out
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The words of a cell are words: nothing in them becomes a heading, a table or markup.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for sign in text.chars() {
        if matches!(sign, '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '#' | '|' | '$' | '~' | '!') {
            out.push('\\');
        }
        out.push(sign);
    }
    // Only at the start of a line would these begin a list or a rule.
    let digits = out.chars().take_while(char::is_ascii_digit).count();
    if out.starts_with(['-', '+', '=']) {
        out.insert(0, '\\');
    } else if digits > 0 && out[digits..].starts_with(['.', ')']) {
        out.insert(digits, '\\');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stay_words_whatever_they_hold() {
        let heads = ["Id", "Subject", "Body"].map(str::to_owned);
        let cells = ["7 | 8", "Leak #1", "# not a heading\n1. not a list\n<b>not bold</b> costs $5"];
        let text = markdown("Leak #1", &heads, &|column| cells[column as usize], &[2], Some(1));
        let bytes = text.as_bytes();
        let source = pathloom_ingest::Source { name: "a.md", bytes, password: None };
        let parsed = pathloom_ingest::read(&source).expect("it reads");
        let read: Vec<String> = parsed.blocks.iter().map(pathloom_model::Block::text).collect();
        let expected = ["Leak #1", "Id\n7 | 8", "Body", "# not a heading", "1. not a list", "<b>not bold</b> costs $5"];
        assert_eq!(read, expected, "each word of the row is there as it was, and nothing else: {text}");
    }
}
