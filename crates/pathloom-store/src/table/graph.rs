//! Nodes and relations, replaced as a whole when the graph is resolved again.

use crate::error::damaged;
use crate::{Project, StoreError, search, table::meta};
use pathloom_model::{Key, Kind, Node, Relation};
use rusqlite::{OptionalExtension, Statement, Transaction};

/// Takes the nodes and relations of a new graph, in any order.
pub struct GraphWriter<'a> {
    transaction: &'a Transaction<'a>,
    node: Statement<'a>,
    relation: Statement<'a>,
}

impl GraphWriter<'_> {
    /// Each node once.
    pub fn node(&mut self, node: &Node) -> Result<(), StoreError> {
        let text = serde_json::to_string(node).map_err(damaged("node"))?;
        let document = node.document.as_ref().map(Key::as_str);
        self.node.execute((node.key.as_str(), node.kind().index() as i64, &node.name, document, text))?;
        search::index(self.transaction, node)
    }

    pub fn relation(&mut self, relation: &Relation) -> Result<(), StoreError> {
        let text = serde_json::to_string(relation).map_err(damaged("relation"))?;
        self.relation.execute((relation.from.as_str(), relation.to.as_str(), &relation.name, text))?;
        Ok(())
    }
}

impl Project {
    /// Replaces the graph in one transaction by what `write` puts there: readers see the old one until it is done, and
    /// keep it when `write` fails.
    pub fn replace_graph(
        &self,
        write: impl FnOnce(&mut GraphWriter) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.write(|transaction| {
            transaction.execute_batch("DELETE FROM nodes; DELETE FROM relations; DELETE FROM node_words;")?;
            write(&mut GraphWriter {
                transaction,
                node: transaction.prepare("INSERT INTO nodes VALUES (?, ?, ?, ?, ?)")?,
                relation: transaction
                    .prepare("INSERT INTO relations (head, tail, name, relation) VALUES (?, ?, ?, ?)")?,
            })?;
            let version: u64 = meta::get(transaction, "graph_version")?.and_then(|text| text.parse().ok()).unwrap_or(0);
            meta::set(transaction, "graph_version", &(version + 1).to_string())
        })
    }

    /// Grows with every change of the graph.
    pub fn graph_version(&self) -> Result<u64, StoreError> {
        Ok(self.meta("graph_version")?.and_then(|text| text.parse().ok()).unwrap_or(0))
    }

    /// All nodes by key, all relations by (from, name, to).
    pub fn graph(&self) -> Result<(Vec<Node>, Vec<Relation>), StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare("SELECT node FROM nodes ORDER BY key")?;
            let mut rows = statement.query([])?;
            let mut nodes = Vec::new();
            while let Some(row) = rows.next()? {
                nodes
                    .push(serde_json::from_str(row.get_ref(0)?.as_str().unwrap_or_default()).map_err(damaged("node"))?);
            }
            let mut statement = connection.prepare("SELECT relation FROM relations")?;
            let mut rows = statement.query([])?;
            let mut relations = Vec::new();
            while let Some(row) = rows.next()? {
                let text = row.get_ref(0)?.as_str().unwrap_or_default();
                relations.push(serde_json::from_str(text).map_err(damaged("relation"))?);
            }
            relations.sort_by(|a: &Relation, b| (&a.from, &a.name, &a.to).cmp(&(&b.from, &b.name, &b.to)));
            Ok((nodes, relations))
        })
    }

    pub fn node(&self, key: &Key) -> Result<Option<Node>, StoreError> {
        self.read(|connection| {
            let text: Option<String> = connection
                .prepare_cached("SELECT node FROM nodes WHERE key = ?")?
                .query_row([key.as_str()], |row| row.get(0))
                .optional()?;
            text.map(|text| serde_json::from_str(&text).map_err(damaged("node"))).transpose()
        })
    }

    /// Number of nodes of each kind, in the order of `Kind::ALL`, and of relations.
    pub fn graph_counts(&self) -> Result<([u64; 7], u64), StoreError> {
        self.read(|connection| {
            let mut counts = [0; Kind::ALL.len()];
            let mut statement = connection.prepare_cached("SELECT kind, count(*) FROM nodes GROUP BY kind")?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let kind: i64 = row.get(0)?;
                if let Some(count) = counts.get_mut(kind as usize) {
                    *count = row.get::<_, i64>(1)? as u64;
                }
            }
            let relations: i64 = connection.query_row("SELECT count(*) FROM relations", [], |row| row.get(0))?;
            Ok((counts, relations as u64))
        })
    }
}
