//! The rows of the graph as they are read into memory: numbers and names, no texts.

use crate::table::meta;
use crate::{Project, StoreError};
use pathloom_model::Kind;
use rusqlite::Connection;

/// One state of the graph, read in one transaction.
pub struct GraphRows<'c> {
    connection: &'c Connection,
}

/// A node without its texts. `document` and `label` are numbers of words.
#[derive(Clone, Copy, Debug)]
pub struct NodeRow<'r> {
    /// Its number in the project, from 1. Numbers have gaps.
    pub id: u32,
    pub kind: Kind,
    pub bits: u128,
    pub name: &'r str,
    pub document: Option<u32>,
    pub label: Option<u32>,
    pub page: Option<u32>,
    pub rows: Option<u32>,
    pub columns: Option<u32>,
}

impl Project {
    pub fn graph_rows<T>(&self, work: impl FnOnce(&GraphRows<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
        self.read(|connection| {
            let transaction = connection.unchecked_transaction()?;
            work(&GraphRows::new(&transaction))
        })
    }
}

impl<'c> GraphRows<'c> {
    pub(crate) fn new(connection: &'c Connection) -> GraphRows<'c> {
        GraphRows { connection }
    }

    pub fn version(&self) -> Result<u64, StoreError> {
        meta::number(self.connection, "graph_version")
    }

    /// Names of relations, labels and keys of documents, by number.
    pub fn words(&self) -> Result<Vec<(u32, String)>, StoreError> {
        let mut statement = self.connection.prepare("SELECT id, word FROM graph_words ORDER BY id")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// By their numbers.
    pub fn nodes(&self, mut take: impl FnMut(NodeRow<'_>)) -> Result<(), StoreError> {
        let mut statement = self
            .connection
            .prepare("SELECT id, kind, key, name, document, label, page, rows, columns FROM graph_nodes ORDER BY id")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let key = row.get_ref(2)?.as_blob().ok().and_then(|key| key.try_into().ok()).map(u128::from_be_bytes);
            let kind = Kind::ALL.get(row.get::<_, u32>(1)? as usize);
            let (Some(bits), Some(&kind), Ok(name)) = (key, kind, row.get_ref(3)?.as_str()) else {
                return Err(StoreError::Damaged("a node without key, kind or name".into()));
            };
            take(NodeRow {
                id: row.get(0)?,
                kind,
                bits,
                name,
                document: row.get(4)?,
                label: row.get(5)?,
                page: row.get(6)?,
                rows: row.get(7)?,
                columns: row.get(8)?,
            });
        }
        Ok(())
    }

    /// (head, name, tail), sorted: numbers of nodes and of a word.
    pub fn relations(&self, mut take: impl FnMut([u32; 3])) -> Result<(), StoreError> {
        let sql = "SELECT head, name, tail FROM graph_relations ORDER BY head, name, tail";
        let mut statement = self.connection.prepare(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            take([row.get(0)?, row.get(1)?, row.get(2)?]);
        }
        Ok(())
    }

    /// The same with the number of their evidence.
    pub(crate) fn relations_with_evidence(&self, mut take: impl FnMut([u32; 3], i64)) -> Result<(), StoreError> {
        let sql = "SELECT head, name, tail, evidence FROM graph_relations ORDER BY head, name, tail";
        let mut statement = self.connection.prepare(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            take([row.get(0)?, row.get(1)?, row.get(2)?], row.get(3)?);
        }
        Ok(())
    }
}
