//! What the graph was made of, document by document: the names of each, and the assertions that it has a part in. So a
//! build after a change reads only what the change can touch. All of it can be made again, and is where it is missing.

use crate::error::damaged;
use crate::table::graph_writer::GraphWriter;
use crate::{Project, StoreError};
use pathloom_model::key::digest;
use rusqlite::{OptionalExtension, Transaction};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

/// What stands in the graph of one document beside its own nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShareRow<'a> {
    pub document: u64,
    /// What it was made of; another where anything of it is.
    pub stamp: &'a str,
    /// As whoever resolves packs them.
    pub facts: &'a [u8],
    /// The same; empty for nothing.
    pub dropped: &'a str,
}

impl Project {
    /// The names of a document by themselves, with the digest of its extraction; `None` where it has none of this
    /// version. Those of an older project are taken out of its extraction and kept.
    pub fn names<N: Serialize + DeserializeOwned>(
        &self,
        document: u64,
        version: u32,
    ) -> Result<Option<(String, N)>, StoreError> {
        let found: Option<(String, String)> = self.read(|connection| {
            let sql = "SELECT n.digest, n.names FROM document_names n JOIN extractions e ON e.document = n.document
                       WHERE n.document = ? AND e.version = ?";
            let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
            Ok(connection.prepare_cached(sql)?.query_row((document as i64, version), row).optional()?)
        })?;
        if let Some((digest, names)) = found {
            return Ok(Some((digest, serde_json::from_str(&names).map_err(damaged("names"))?)));
        }
        let extraction: Option<String> = self.read(|connection| {
            let sql = "SELECT extraction FROM extractions WHERE document = ? AND version = ?";
            Ok(connection.prepare_cached(sql)?.query_row((document as i64, version), |row| row.get(0)).optional()?)
        })?;
        let Some(text) = extraction else { return Ok(None) };
        let names: N = serde_json::from_str(&text).map_err(damaged("extraction"))?;
        let digest = digest(&[text.as_bytes()]);
        let written = serde_json::to_string(&names).map_err(damaged("names"))?;
        // Only spares the next build: a project that cannot be written can be looked at.
        let _ = self.write(|transaction| put_names(transaction, document, &digest, &written));
        Ok(Some((digest, names)))
    }

    /// Of each document that has a part in the graph, what it was made of.
    pub fn stamps(&self) -> Result<BTreeMap<u64, String>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached("SELECT document, stamp FROM shares")?;
            let rows = statement.query_map([], |row| Ok((row.get::<_, i64>(0)? as u64, row.get(1)?)))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// Every share, in the order of documents.
    pub fn shares(&self, mut take: impl FnMut(ShareRow<'_>)) -> Result<(), StoreError> {
        self.read(|connection| {
            let sql = "SELECT document, stamp, facts, dropped FROM shares ORDER BY document";
            let mut statement = connection.prepare_cached(sql)?;
            let mut rows = statement.query([])?;
            let wrong = |_| StoreError::Damaged("a share of the graph".into());
            while let Some(row) = rows.next()? {
                take(ShareRow {
                    document: row.get::<_, i64>(0)? as u64,
                    stamp: row.get_ref(1)?.as_str().map_err(wrong)?,
                    facts: row.get_ref(2)?.as_blob().map_err(wrong)?,
                    dropped: row.get_ref(3)?.as_str().map_err(wrong)?,
                });
            }
            Ok(())
        })
    }
}

impl GraphWriter<'_> {
    /// Keeps what a document has a part in, with the graph.
    pub fn put_share(&mut self, share: ShareRow<'_>) -> Result<(), StoreError> {
        let sql = "INSERT INTO shares VALUES (?1, ?2, ?3, ?4)
                   ON CONFLICT (document) DO UPDATE SET stamp = ?2, facts = ?3, dropped = ?4";
        let ShareRow { document, stamp, facts, dropped } = share;
        self.transaction().prepare_cached(sql)?.execute((document as i64, stamp, facts, dropped))?;
        Ok(())
    }

    pub fn forget_share(&mut self, document: u64) -> Result<(), StoreError> {
        self.transaction().prepare_cached("DELETE FROM shares WHERE document = ?")?.execute([document as i64])?;
        Ok(())
    }
}

pub(crate) fn put_names(transaction: &Transaction, document: u64, digest: &str, names: &str) -> Result<(), StoreError> {
    let sql = "INSERT INTO document_names VALUES (?1, ?2, ?3)
               ON CONFLICT (document) DO UPDATE SET digest = ?2, names = ?3";
    transaction.prepare_cached(sql)?.execute((document as i64, digest, names))?;
    Ok(())
}
