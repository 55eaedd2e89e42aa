//! Nodes and relations with all that is known of them.

use crate::table::graph_rows::GraphRows;
use crate::table::graph_writer::{GraphChange, GraphWriter};
use crate::{Project, StoreError, stored, table::meta};
use pathloom_model::{Key, Kind, Node, Relation, Span};
use rusqlite::{Connection, OptionalExtension};
use std::collections::HashMap;

impl Project {
    /// Makes the graph what `write` gives, in one transaction: readers see the old one until it is done, and keep it
    /// when `write` fails.
    pub fn put_graph(
        &self,
        write: impl FnOnce(&mut GraphWriter) -> Result<(), StoreError>,
    ) -> Result<GraphChange, StoreError> {
        self.write(|transaction| {
            let mut writer = GraphWriter::new(transaction)?;
            write(&mut writer)?;
            writer.finish()
        })
    }

    /// Grows with every change of the graph.
    pub fn graph_version(&self) -> Result<u64, StoreError> {
        self.read(|connection| meta::number(connection, "graph_version"))
    }

    /// All nodes by key, all relations by (from, name, to).
    pub fn graph(&self) -> Result<(Vec<Node>, Vec<Relation>), StoreError> {
        self.read(|connection| {
            let transaction = connection.unchecked_transaction()?;
            let rows = GraphRows::new(&transaction);
            let words: HashMap<u32, String> = rows.words()?.into_iter().collect();
            let mut nodes = nodes(&transaction, &words)?;
            let mut relations = relations(&transaction, &words, &nodes)?;
            nodes.sort_by(|a, b| a.1.key.cmp(&b.1.key));
            relations.sort_by(|a, b| (&a.from, &a.name, &a.to).cmp(&(&b.from, &b.name, &b.to)));
            Ok((nodes.into_iter().map(|(_, node)| node).collect(), relations))
        })
    }

    pub fn node(&self, key: &Key) -> Result<Option<Node>, StoreError> {
        self.read(|connection| one_node(connection, key))
    }

    /// How many nodes the graph has of each document, the documents themselves among them.
    pub fn nodes_by_document(&self) -> Result<HashMap<Key, u64>, StoreError> {
        self.read(|connection| {
            let sql = "SELECT w.word, n.count FROM (SELECT document, count(*) AS count FROM graph_nodes
                       WHERE document IS NOT NULL GROUP BY document) n JOIN graph_words w ON w.id = n.document";
            let mut statement = connection.prepare_cached(sql)?;
            let mut rows = statement.query([])?;
            let mut counts = HashMap::new();
            while let Some(row) = rows.next()? {
                counts.insert(
                    document_key(row.get_ref(0)?.as_str().unwrap_or_default())?,
                    row.get::<_, i64>(1)? as u64 + 1,
                );
            }
            Ok(counts)
        })
    }

    pub fn has_node(&self, key: &Key) -> Result<bool, StoreError> {
        self.read(|connection| {
            let sql = "SELECT 1 FROM graph_nodes WHERE key = ? AND kind = ?";
            Ok(connection.prepare_cached(sql)?.exists((key.bits().to_be_bytes(), key.kind().index() as u32))?)
        })
    }

    /// Where a relation was read first.
    pub fn first_span(&self, from: &Key, name: &str, to: &Key) -> Result<Option<Span>, StoreError> {
        self.read(|connection| {
            let sql = "SELECT r.evidence, e.content FROM graph_relations r LEFT JOIN evidence e ON e.id = r.evidence
                       WHERE r.head = (SELECT id FROM graph_nodes WHERE key = ? AND kind = ?)
                       AND r.name = (SELECT id FROM graph_words WHERE word = ?)
                       AND r.tail = (SELECT id FROM graph_nodes WHERE key = ? AND kind = ?)";
            let part = |key: &Key| (key.bits().to_be_bytes(), key.kind().index() as u32);
            let ((head, head_kind), (tail, tail_kind)) = (part(from), part(to));
            let found: Option<(i64, Option<String>)> = connection
                .prepare_cached(sql)?
                .query_row((head, head_kind, name, tail, tail_kind), |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()?;
            let spans = match found {
                None => vec![],
                Some((_, Some(content))) => stored::read_evidence(&content)?.1,
                Some((0, _)) if from.kind() != Kind::Assertion => vec![],
                Some((0, _)) => one_node(connection, from)?.map(|node| node.spans).unwrap_or_default(),
                Some((evidence, _)) => {
                    let sql = "SELECT kind, key FROM graph_nodes WHERE id = ?";
                    let row: Option<(i64, Vec<u8>)> = connection
                        .prepare_cached(sql)?
                        .query_row([evidence.saturating_neg()], |row| Ok((row.get(0)?, row.get(1)?)))
                        .optional()?;
                    let key = row.map(|(kind, key)| stored::key(kind, &key)).transpose()?;
                    let node = key.map(|key| one_node(connection, &key)).transpose()?.flatten();
                    node.map(|node| node.spans).unwrap_or_default()
                }
            };
            Ok(spans.into_iter().next())
        })
    }

    /// Number of nodes of each kind, in the order of `Kind::ALL`, and of relations.
    pub fn graph_counts(&self) -> Result<([u64; 7], u64), StoreError> {
        let counts: [u64; 8] =
            self.meta("graph_counts")?.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
        let kinds = std::array::from_fn(|kind| counts[kind]);
        Ok((kinds, counts[Kind::ALL.len()]))
    }
}

fn document_key(word: &str) -> Result<Key, StoreError> {
    Key::parse(word).ok_or_else(|| StoreError::Damaged("a document whose key is none".into()))
}

fn one_node(connection: &Connection, key: &Key) -> Result<Option<Node>, StoreError> {
    let sql = "SELECT n.name, w.word, c.content FROM graph_nodes n JOIN contents c ON c.node = n.id
               LEFT JOIN graph_words w ON w.id = n.document WHERE n.key = ? AND n.kind = ?";
    let found: Option<(String, Option<String>, String)> = connection
        .prepare_cached(sql)?
        .query_row((key.bits().to_be_bytes(), key.kind().index() as u32), |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .optional()?;
    let Some((name, document, content)) = found else { return Ok(None) };
    let document = document.as_deref().map(document_key).transpose()?;
    stored::node(key.clone(), name, document, &content).map(Some)
}

/// With their numbers, sorted by them.
fn nodes(connection: &Connection, words: &HashMap<u32, String>) -> Result<Vec<(u32, Node)>, StoreError> {
    let sql = "SELECT n.id, n.kind, n.key, n.name, n.document, c.content
               FROM graph_nodes n JOIN contents c ON c.node = n.id ORDER BY n.id";
    let mut statement = connection.prepare(sql)?;
    let mut rows = statement.query([])?;
    let mut nodes = Vec::new();
    while let Some(row) = rows.next()? {
        let key = stored::key(row.get(1)?, row.get_ref(2)?.as_blob().unwrap_or_default())?;
        let document: Option<u32> = row.get(4)?;
        let document = document.and_then(|word| words.get(&word)).map(|word| document_key(word)).transpose()?;
        let content = row.get_ref(5)?;
        nodes.push((row.get(0)?, stored::node(key, row.get(3)?, document, content.as_str().unwrap_or_default())?));
    }
    Ok(nodes)
}

fn relations(
    connection: &Connection,
    words: &HashMap<u32, String>,
    nodes: &[(u32, Node)],
) -> Result<Vec<Relation>, StoreError> {
    let unknown = || StoreError::Damaged("a relation of what is not there".into());
    let node = |id: i64| {
        let place = nodes.binary_search_by_key(&id, |(id, _)| i64::from(*id)).map_err(|_| unknown())?;
        Ok::<&Node, StoreError>(&nodes[place].1)
    };
    let sql = "SELECT r.head, r.name, r.tail, r.evidence, e.content
               FROM graph_relations r LEFT JOIN evidence e ON e.id = r.evidence ORDER BY r.head, r.name, r.tail";
    let mut statement = connection.prepare(sql)?;
    let mut rows = statement.query([])?;
    let mut relations = Vec::new();
    while let Some(row) = rows.next()? {
        let (from, to) = (node(row.get(0)?)?, node(row.get(2)?)?);
        let name = words.get(&row.get(1)?).ok_or_else(unknown)?.clone();
        let evidence: i64 = row.get(3)?;
        let (assertions, spans) = if evidence > 0 {
            stored::read_evidence(row.get_ref(4)?.as_str().unwrap_or_default())?
        } else if evidence < 0 {
            let assertion = node(evidence.saturating_neg())?;
            (vec![assertion.key.clone()], assertion.spans.clone())
        } else {
            let is_assertion = from.kind() == Kind::Assertion;
            (vec![], if is_assertion { from.spans.clone() } else { Vec::<Span>::new() })
        };
        relations.push(Relation { from: from.key.clone(), to: to.key.clone(), name, assertions, spans });
    }
    Ok(relations)
}
