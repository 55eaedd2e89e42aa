//! Documents, what reading found in them, and what extraction found in that.

use crate::error::damaged;
use crate::project::DATABASE;
use crate::table::events::{ReadUnder, read_under};
use crate::table::meta;
use crate::table::shares::put_names;
use crate::{Project, StoreError};
use pathloom_model::key::digest;
use pathloom_model::{DocumentMeta, Format, Key, Rights, Warning};
use rusqlite::{Connection, OptionalExtension, Row};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::fs;
use std::time::UNIX_EPOCH;

#[derive(Clone, Debug, PartialEq)]
pub struct DocumentRow {
    pub id: u64,
    pub key: Option<Key>,
    pub name: String,
    /// Where the user took it from; only for reading it again, never exported.
    pub source: String,
    /// The imported bytes.
    pub blob: Option<String>,
    pub meta: Option<DocumentMeta>,
    pub status: Status,
    pub message: String,
    pub hint: String,
    pub warnings: Vec<Warning>,
    pub nodes: u64,
    pub bytes: u64,
    /// When the file was last written, in milliseconds since 1970, as far as it was read; 0 = not known.
    pub modified: i64,
    /// The file is no longer where it was taken from.
    pub missing: bool,
    pub rights: Rights,
}

impl DocumentRow {
    /// A list of ready-made triples, which has lines and no passages.
    pub fn is_list(&self) -> bool {
        self.meta.as_ref().is_some_and(|meta| meta.format == Format::Triples)
    }
}

/// A document as its file is compared with it.
#[derive(Clone, Debug, PartialEq)]
pub struct KnownFile {
    pub id: u64,
    pub source: String,
    /// Content hash of the bytes read last.
    pub blob: Option<String>,
    pub status: Status,
    pub bytes: u64,
    pub modified: i64,
    pub missing: bool,
    pub removed: bool,
}

/// What found something in a document, and under what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadBy<'a> {
    /// Of the rules.
    pub version: u32,
    pub under: ReadUnder,
    /// The settings by which models read; empty where only the rules did.
    pub asked: &'a str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Queued,
    Parsed,
    Ready,
    Failed,
    PasswordNeeded,
    /// Read before; its file has changed since and waits to be read again.
    Changed,
}

impl Status {
    const ALL: [(Status, &'static str); 6] = [
        (Status::Queued, "queued"),
        (Status::Parsed, "parsed"),
        (Status::Ready, "ready"),
        (Status::Failed, "failed"),
        (Status::PasswordNeeded, "password_needed"),
        (Status::Changed, "changed"),
    ];

    fn name(self) -> &'static str {
        Status::ALL.iter().find(|(status, _)| *status == self).map_or("queued", |(_, name)| name)
    }

    fn parse(name: &str) -> Option<Status> {
        Status::ALL.iter().find(|(_, known)| *known == name).map(|(status, _)| *status)
    }
}

const COLUMNS: &str =
    "id, key, name, source, blob, meta, status, message, hint, warnings, nodes, bytes, modified, missing, rights";

impl Project {
    /// Not the removed ones; in import order.
    pub fn documents(&self) -> Result<Vec<DocumentRow>, StoreError> {
        self.read(|connection| {
            let sql = format!("SELECT {COLUMNS} FROM documents WHERE removed = 0 ORDER BY id");
            let mut statement = connection.prepare_cached(&sql)?;
            let mut rows = statement.query([])?;
            let mut documents = Vec::new();
            while let Some(row) = rows.next()? {
                documents.push(document(row)?);
            }
            Ok(documents)
        })
    }

    /// Every document that came from a file, the removed ones too.
    pub fn known_files(&self) -> Result<Vec<KnownFile>, StoreError> {
        self.read(|connection| {
            let sql = "SELECT id, source, blob, status, bytes, modified, missing, removed FROM documents ORDER BY id";
            let mut statement = connection.prepare_cached(sql)?;
            let mut rows = statement.query([])?;
            let mut files = Vec::new();
            while let Some(row) = rows.next()? {
                files.push(KnownFile {
                    id: row.get::<_, i64>(0)? as u64,
                    source: row.get(1)?,
                    blob: row.get(2)?,
                    status: status(&row.get::<_, String>(3)?)?,
                    bytes: row.get::<_, i64>(4)? as u64,
                    modified: row.get(5)?,
                    missing: row.get(6)?,
                    removed: row.get(7)?,
                });
            }
            Ok(files)
        })
    }

    pub fn document(&self, id: u64) -> Result<Option<DocumentRow>, StoreError> {
        self.read(|connection| find(connection, "id = ?", id as i64))
    }

    /// Also when it was removed, since samples may still cite it.
    pub fn document_by_key(&self, key: &Key) -> Result<Option<DocumentRow>, StoreError> {
        self.read(|connection| find(connection, "key = ?", key.as_str()))
    }

    /// A new row that waits to be read. A row of the same source that is not read yet is used again.
    pub fn queue_document(&self, name: &str, source: &str) -> Result<u64, StoreError> {
        let here = self.mark_of_this_place();
        self.write(|transaction| {
            let failed: Option<i64> = transaction
                .query_row(
                    "SELECT id FROM documents WHERE source = ? AND removed = 0 AND status IN ('failed', 'queued', 'password_needed') ORDER BY id",
                    [source],
                    |row| row.get(0),
                )
                .optional()?;
            if let Some(id) = failed {
                transaction.execute("UPDATE documents SET status = 'queued', message = '', hint = '' WHERE id = ?", [id])?;
                meta::set(transaction, &queued_at(id as u64), &here)?;
                return Ok(id as u64);
            }
            transaction.execute("INSERT INTO documents (name, source, status) VALUES (?, ?, 'queued')", (name, source))?;
            let id = transaction.last_insert_rowid() as u64;
            meta::set(transaction, &queued_at(id), &here)?;
            Ok(id)
        })
    }

    /// A document that was made of something in the project: its bytes are kept already. Made again, it is the same row.
    pub fn queue_made(&self, name: &str, source: &str, blob: &str) -> Result<u64, StoreError> {
        self.write(|transaction| {
            let known: Option<i64> = transaction
                .query_row("SELECT id FROM documents WHERE source = ? AND removed = 0", [source], |row| row.get(0))
                .optional()?;
            if let Some(id) = known {
                let sql = "UPDATE documents SET name = ?, blob = ?, status = 'queued', message = '' WHERE id = ?";
                transaction.execute(sql, (name, blob, id))?;
                return Ok(id as u64);
            }
            let sql = "INSERT INTO documents (name, source, blob, status) VALUES (?, ?, ?, 'queued')";
            transaction.execute(sql, (name, source, blob))?;
            Ok(transaction.last_insert_rowid() as u64)
        })
    }

    /// Whether this very project was told to read the document's source. A project that was copied, or made by a
    /// stranger, may name any file of this computer.
    pub fn may_read_source(&self, id: u64) -> Result<bool, StoreError> {
        Ok(self.meta(&queued_at(id))?.is_some_and(|mark| !mark.is_empty() && mark == self.mark_of_this_place()))
    }

    /// What no copy of the database has, and nobody elsewhere can know: where and when its file was made.
    pub(crate) fn mark_of_this_place(&self) -> String {
        let Ok(file) = fs::metadata(self.folder().join(DATABASE)) else { return String::new() };
        let made = file.created().ok().and_then(|made| made.duration_since(UNIX_EPOCH).ok());
        #[cfg(unix)]
        let number = std::os::unix::fs::MetadataExt::ino(&file);
        #[cfg(not(unix))]
        let number = 0;
        format!("{number}-{}", made.map_or(0, |made| made.as_nanos()))
    }

    /// Its file was written anew: it waits to be read again, and stays as it is until then.
    pub fn mark_changed(&self, id: u64) -> Result<(), StoreError> {
        let here = self.mark_of_this_place();
        self.write(|transaction| {
            transaction.execute("UPDATE documents SET status = 'changed', missing = 0 WHERE id = ?", [id as i64])?;
            meta::set(transaction, &queued_at(id), &here)
        })
    }

    /// Read again and found the same, or not readable as it is now: what was read before stands. `note` says why.
    pub fn keep_version(&self, id: u64, modified: i64, note: &str) -> Result<(), StoreError> {
        self.write(|transaction| {
            transaction.execute(
                "UPDATE documents SET status = 'ready', message = ?, hint = '', modified = ? WHERE id = ?",
                (note, modified, id as i64),
            )?;
            Ok(())
        })
    }

    /// The file lies elsewhere now, under this name.
    pub fn moved(&self, id: u64, name: &str, source: &str) -> Result<(), StoreError> {
        let here = self.mark_of_this_place();
        self.write(|transaction| {
            let sql = "UPDATE documents SET name = ?, source = ?, missing = 0 WHERE id = ?";
            transaction.execute(sql, (name, source, id as i64))?;
            meta::set(transaction, &queued_at(id), &here)
        })
    }

    pub fn set_missing(&self, id: u64, missing: bool) -> Result<(), StoreError> {
        self.write(|transaction| {
            transaction.execute("UPDATE documents SET missing = ? WHERE id = ?", (missing, id as i64))?;
            Ok(())
        })
    }

    pub fn requeue_document(&self, id: u64) -> Result<(), StoreError> {
        self.write(|transaction| {
            transaction
                .execute("UPDATE documents SET status = 'queued', message = '', hint = '' WHERE id = ?", [id as i64])?;
            Ok(())
        })
    }

    /// A row that turned out to be the same file as another: the row goes, the other is there (again).
    pub fn replace_twin(&self, row: u64, twin: u64) -> Result<(), StoreError> {
        self.write(|transaction| {
            transaction.execute("DELETE FROM documents WHERE id = ?", [row as i64])?;
            transaction.execute("UPDATE documents SET removed = 0 WHERE id = ?", [twin as i64])?;
            Ok(())
        })
    }

    /// After the graph was built: parsed documents are ready; (id, nodes).
    pub fn finish_documents(&self, nodes: &[(u64, u64)]) -> Result<(), StoreError> {
        self.write(|transaction| {
            let mut update = transaction.prepare_cached(
                "UPDATE documents SET nodes = ?1, status = CASE status WHEN 'parsed' THEN 'ready' ELSE status END
                 WHERE id = ?2 AND (nodes <> ?1 OR status = 'parsed')",
            )?;
            for (id, count) in nodes {
                update.execute((*count as i64, *id as i64))?;
            }
            Ok(())
        })
    }

    /// What reading gave, or why it gave nothing. `parsed` is stored with the version of the reader.
    pub fn save_parse<P: Serialize>(&self, row: &DocumentRow, parsed: Option<(&P, u32)>) -> Result<(), StoreError> {
        let meta = row.meta.as_ref().map(serde_json::to_string).transpose().map_err(damaged("document"))?;
        let warnings = serde_json::to_string(&row.warnings).map_err(damaged("warnings"))?;
        let parsed = parsed
            .map(|(parsed, version)| serde_json::to_string(parsed).map(|text| (text, version)))
            .transpose()
            .map_err(damaged("parse"))?;
        self.write(|transaction| {
            transaction.execute(
                "UPDATE documents SET key = ?2, name = ?3, blob = ?4, meta = ?5, status = ?6, message = ?7, hint = ?8,
                 warnings = ?9, nodes = ?10, bytes = ?11, modified = ?12, missing = 0, removed = 0 WHERE id = ?1",
                rusqlite::params![
                    row.id as i64,
                    row.key.as_ref().map(Key::as_str),
                    row.name,
                    row.blob,
                    meta,
                    row.status.name(),
                    row.message,
                    row.hint,
                    warnings,
                    row.nodes as i64,
                    row.bytes as i64,
                    row.modified,
                ],
            )?;
            if let Some((text, version)) = &parsed {
                transaction.execute(
                    "INSERT INTO parses VALUES (?1, ?2, ?3)
                     ON CONFLICT (document) DO UPDATE SET version = ?2, parsed = ?3",
                    (row.id as i64, version, text),
                )?;
                transaction.execute("DELETE FROM extractions WHERE document = ?", [row.id as i64])?;
            }
            Ok(())
        })
    }

    pub fn parse<P: DeserializeOwned>(&self, document: u64) -> Result<Option<P>, StoreError> {
        self.stored("SELECT parsed FROM parses WHERE document = ?", document, "parse")
    }

    /// With its names by themselves, and how much was found in it, which lists show without reading all of it. `false`, and nothing is kept, where
    /// the texts are cut otherwise by now, or the rules read under an ontology that is another now; what models found
    /// under an older one is kept, and waits to be read anew.
    pub fn save_found<E: Serialize, N: Serialize, F: Serialize>(
        &self,
        document: u64,
        by: &ReadBy,
        (extraction, names): (&E, &N),
        found: &F,
    ) -> Result<bool, StoreError> {
        let text = serde_json::to_string(extraction).map_err(damaged("extraction"))?;
        let names = serde_json::to_string(names).map_err(damaged("names"))?;
        let digest = digest(&[text.as_bytes()]);
        let found = serde_json::to_string(found).map_err(damaged("found"))?;
        self.write(|transaction| {
            let now = read_under(transaction)?;
            if by.under.cut != now.cut || (by.asked.is_empty() && by.under != now) {
                return Ok(false);
            }
            transaction.execute(
                "INSERT INTO extractions (document, version, extraction, found, asked) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (document) DO UPDATE SET version = ?2, extraction = ?3, found = ?4, asked = ?5",
                (document as i64, by.version, text, found, by.asked),
            )?;
            put_names(transaction, document, &digest, &names)?;
            Ok(true)
        })
    }

    /// How much was found in each document that is extracted, in the order of documents: (id, name, found). `None`
    /// where it was not counted or cannot be read.
    pub fn found<F: DeserializeOwned>(&self, version: u32) -> Result<Vec<(u64, String, Option<F>)>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT d.id, d.name, e.found FROM extractions e JOIN documents d ON d.id = e.document
                 WHERE d.removed = 0 AND d.status <> 'failed' AND e.version = ? ORDER BY d.id",
            )?;
            let rows = statement.query_map([version], |row| {
                let found: String = row.get(2)?;
                Ok((row.get::<_, i64>(0)? as u64, row.get(1)?, serde_json::from_str(&found).ok()))
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// By which settings models read each document that has an extraction of this version; empty for the rules alone.
    pub fn asked(&self, version: u32) -> Result<BTreeMap<u64, String>, StoreError> {
        self.read(|connection| {
            let mut statement =
                connection.prepare_cached("SELECT document, asked FROM extractions WHERE version = ?")?;
            let rows = statement.query_map([version], |row| Ok((row.get::<_, i64>(0)? as u64, row.get(1)?)))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// How many nodes a document has of its own.
    pub fn extracted_nodes(&self, document: u64) -> Result<u64, StoreError> {
        self.read(|connection| {
            let sql =
                "SELECT coalesce(json_array_length(extraction, '$.nodes'), 0) FROM extractions WHERE document = ?";
            let found: Option<i64> =
                connection.prepare_cached(sql)?.query_row([document as i64], |row| row.get(0)).optional()?;
            Ok(found.unwrap_or_default() as u64)
        })
    }

    /// These documents are extracted again at the next build.
    pub fn forget_extractions(&self, documents: &[u64]) -> Result<(), StoreError> {
        self.write(|transaction| {
            let mut delete = transaction.prepare_cached("DELETE FROM extractions WHERE document = ?")?;
            documents.iter().try_for_each(|&document| delete.execute([document as i64]).map(drop))?;
            Ok(())
        })
    }

    pub fn extraction<E: DeserializeOwned>(&self, document: u64, version: u32) -> Result<Option<E>, StoreError> {
        let sql = format!("SELECT extraction FROM extractions WHERE document = ? AND version = {version}");
        self.stored(&sql, document, "extraction")
    }

    pub fn is_extracted(&self, document: u64, version: u32) -> Result<bool, StoreError> {
        self.read(|connection| {
            let sql = "SELECT 1 FROM extractions WHERE document = ? AND version = ?";
            Ok(connection.prepare_cached(sql)?.exists((document as i64, version))?)
        })
    }

    /// Readable documents that have no extraction of this version, without those where it failed: (id).
    pub fn unextracted(&self, version: u32) -> Result<Vec<u64>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT d.id FROM documents d JOIN parses p ON p.document = d.id
                 LEFT JOIN extractions e ON e.document = d.id AND e.version = ?
                 WHERE d.removed = 0 AND d.status <> 'failed' AND e.document IS NULL ORDER BY d.id",
            )?;
            let ids = statement.query_map([version], |row| row.get::<_, i64>(0))?;
            Ok(ids.map(|id| id.map(|id| id as u64)).collect::<Result<_, _>>()?)
        })
    }

    fn stored<T: DeserializeOwned>(&self, sql: &str, document: u64, what: &str) -> Result<Option<T>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(sql)?;
            let mut rows = statement.query([document as i64])?;
            let Some(row) = rows.next()? else { return Ok(None) };
            // As it lies in the database: texts of megabytes are not copied first.
            let text = row.get_ref(0)?.as_str().map_err(|problem| StoreError::Sql(problem.into()))?;
            serde_json::from_str(text).map(Some).map_err(damaged(what))
        })
    }
}

fn queued_at(id: u64) -> String {
    format!("queued_at_{id}")
}

fn find(
    connection: &Connection,
    condition: &str,
    value: impl rusqlite::ToSql,
) -> Result<Option<DocumentRow>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM documents WHERE {condition}");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query([value])?;
    rows.next()?.map(document).transpose()
}

fn document(row: &Row) -> Result<DocumentRow, StoreError> {
    let key: Option<String> = row.get(1)?;
    let meta: Option<String> = row.get(5)?;
    let warnings: String = row.get(9)?;
    let rights: String = row.get(14)?;
    Ok(DocumentRow {
        id: row.get::<_, i64>(0)? as u64,
        key: key.as_deref().and_then(Key::parse),
        name: row.get(2)?,
        source: row.get(3)?,
        blob: row.get(4)?,
        meta: meta.map(|meta| serde_json::from_str(&meta).map_err(damaged("document"))).transpose()?,
        status: status(&row.get::<_, String>(6)?)?,
        message: row.get(7)?,
        hint: row.get(8)?,
        warnings: serde_json::from_str(&warnings).map_err(damaged("warnings"))?,
        nodes: row.get::<_, i64>(10)? as u64,
        bytes: row.get::<_, i64>(11)? as u64,
        modified: row.get(12)?,
        missing: row.get(13)?,
        rights: serde_json::from_str(&rights).map_err(damaged("rights"))?,
    })
}

fn status(name: &str) -> Result<Status, StoreError> {
    Status::parse(name).ok_or_else(|| StoreError::Damaged(format!("status \"{name}\"")))
}
