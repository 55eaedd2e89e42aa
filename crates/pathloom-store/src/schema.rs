//! The tables, as an ordered list of migrations that only grows, and the comparison of a found schema with it.

use crate::{StoreError, older};
use rusqlite::Connection;

/// "PLOM": says whose database it is.
pub const APPLICATION_ID: i64 = 0x504c_4f4d;

pub const MIGRATIONS: [&str; 13] = [
    r#"
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE documents (
    id INTEGER PRIMARY KEY,
    key TEXT UNIQUE,
    name TEXT NOT NULL,
    source TEXT NOT NULL,
    blob TEXT,
    meta TEXT,
    status TEXT NOT NULL,
    message TEXT NOT NULL DEFAULT '',
    hint TEXT NOT NULL DEFAULT '',
    warnings TEXT NOT NULL DEFAULT '[]',
    nodes INTEGER NOT NULL DEFAULT 0,
    bytes INTEGER NOT NULL DEFAULT 0,
    removed INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE parses (document INTEGER PRIMARY KEY REFERENCES documents(id) ON DELETE CASCADE, version INTEGER NOT NULL, parsed TEXT NOT NULL) STRICT;
CREATE TABLE extractions (document INTEGER PRIMARY KEY REFERENCES documents(id) ON DELETE CASCADE, version INTEGER NOT NULL, extraction TEXT NOT NULL) STRICT;
CREATE TABLE nodes (key TEXT PRIMARY KEY, kind INTEGER NOT NULL, name TEXT NOT NULL, document TEXT, node TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE relations (id INTEGER PRIMARY KEY, head TEXT NOT NULL, tail TEXT NOT NULL, name TEXT NOT NULL, relation TEXT NOT NULL) STRICT;
CREATE INDEX relations_head ON relations(head);
CREATE INDEX relations_tail ON relations(tail);
CREATE VIRTUAL TABLE node_words USING fts5(key UNINDEXED, words, tokenize = 'unicode61 remove_diacritics 2');
CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    title TEXT NOT NULL,
    request TEXT NOT NULL,
    state TEXT NOT NULL,
    view TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    ended_at INTEGER
) STRICT;
CREATE TABLE samples (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    run INTEGER NOT NULL,
    template TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    question TEXT NOT NULL,
    original TEXT NOT NULL,
    sample TEXT NOT NULL,
    decision TEXT NOT NULL DEFAULT 'to_review',
    reason TEXT,
    note TEXT NOT NULL DEFAULT '',
    edited INTEGER NOT NULL DEFAULT 0,
    stale INTEGER NOT NULL DEFAULT 0,
    failed_checks INTEGER NOT NULL DEFAULT 0,
    passed_checks INTEGER NOT NULL DEFAULT 0,
    complexity INTEGER
) STRICT;
CREATE INDEX samples_decision ON samples(decision, seq);
CREATE INDEX samples_template ON samples(template, seq);
CREATE INDEX samples_fingerprint ON samples(fingerprint);
CREATE TABLE events (
    seq INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    event TEXT NOT NULL,
    undone INTEGER NOT NULL DEFAULT 0
) STRICT;
"#,
    // Files that change, folders that are watched, what the user says of a document.
    r#"
ALTER TABLE documents ADD COLUMN modified INTEGER NOT NULL DEFAULT 0;
ALTER TABLE documents ADD COLUMN missing INTEGER NOT NULL DEFAULT 0;
ALTER TABLE documents ADD COLUMN rights TEXT NOT NULL DEFAULT '{}';
CREATE INDEX documents_source ON documents(source);
CREATE TABLE watched (path TEXT PRIMARY KEY, place TEXT NOT NULL) STRICT, WITHOUT ROWID;
"#,
    // Borders of chunks that the user has set.
    "ALTER TABLE documents ADD COLUMN chunk_edits TEXT NOT NULL DEFAULT '[]';",
    // Path templates of the user's own.
    r#"
CREATE TABLE templates (
    id TEXT PRIMARY KEY,
    template TEXT NOT NULL,
    places TEXT NOT NULL DEFAULT '[]',
    based_on TEXT,
    removed INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
"#,
    // The graph as narrow rows of numbers, apart from what is read of one node at a time.
    r#"
CREATE TABLE graph_nodes (
    id INTEGER PRIMARY KEY,
    kind INTEGER NOT NULL,
    key BLOB NOT NULL,
    name TEXT NOT NULL,
    document INTEGER,
    label INTEGER,
    page INTEGER,
    rows INTEGER,
    columns INTEGER
) STRICT;
CREATE UNIQUE INDEX graph_nodes_key ON graph_nodes(key, kind);
CREATE TABLE contents (node INTEGER PRIMARY KEY, content TEXT NOT NULL) STRICT;
CREATE TABLE graph_words (id INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE graph_relations (
    head INTEGER NOT NULL,
    name INTEGER NOT NULL,
    tail INTEGER NOT NULL,
    evidence INTEGER NOT NULL,
    PRIMARY KEY (head, name, tail)
) STRICT, WITHOUT ROWID;
CREATE TABLE evidence (id INTEGER PRIMARY KEY, content TEXT NOT NULL) STRICT;
CREATE VIRTUAL TABLE search USING fts5(words, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2');
INSERT INTO search (search, rank) VALUES ('hashsize', 33554432);
"#,
    "DROP TABLE nodes; DROP TABLE relations; DROP TABLE node_words;",
    // Calls of models with their replies, and what became of the paths of a run that models write for.
    r#"
CREATE TABLE calls (
    key TEXT PRIMARY KEY,
    role TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    kind TEXT NOT NULL,
    model TEXT NOT NULL,
    run INTEGER NOT NULL,
    state TEXT NOT NULL,
    request TEXT NOT NULL,
    reply TEXT NOT NULL,
    tokens_in INTEGER NOT NULL DEFAULT 0,
    tokens_out INTEGER NOT NULL DEFAULT 0,
    tokens_cached INTEGER NOT NULL DEFAULT 0,
    money REAL,
    latency_ms INTEGER NOT NULL DEFAULT 0,
    errors INTEGER NOT NULL DEFAULT 0,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX calls_run ON calls(run, state);
CREATE INDEX calls_at ON calls(at);
CREATE TABLE outcomes (
    run INTEGER NOT NULL,
    place INTEGER NOT NULL,
    stage TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    state TEXT NOT NULL,
    cause TEXT NOT NULL,
    item TEXT NOT NULL,
    detail TEXT NOT NULL,
    calls TEXT NOT NULL,
    PRIMARY KEY (run, place, stage)
) STRICT, WITHOUT ROWID;
ALTER TABLE samples ADD COLUMN scored INTEGER NOT NULL DEFAULT 1;
CREATE INDEX samples_run ON samples(run, seq);
"#,
    // Samples that a gate left out; near duplicates by the id of the first of them.
    r#"
ALTER TABLE samples ADD COLUMN filtered INTEGER NOT NULL DEFAULT 0;
CREATE INDEX samples_cluster ON samples(CASE WHEN json_valid(sample) THEN sample ->> '$.checks[7].cluster' END)
    WHERE CASE WHEN json_valid(sample) THEN sample ->> '$.checks[7].cluster' END IS NOT NULL;
"#,
    // Pairs of names that are, or may be, one entity: what rules find is made again by each build; what models and persons
    // decide stays. Names of which an entity was made, where they are several; what resolution left out.
    r#"
CREATE TABLE merges (
    id TEXT PRIMARY KEY,
    one TEXT NOT NULL,
    other TEXT NOT NULL,
    one_side TEXT NOT NULL,
    other_side TEXT NOT NULL,
    names TEXT NOT NULL,
    similarity REAL,
    rule TEXT,
    rule_reason TEXT NOT NULL DEFAULT '',
    model TEXT,
    model_decision TEXT NOT NULL DEFAULT '',
    person TEXT,
    person_decision TEXT NOT NULL DEFAULT '',
    is_one INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX merges_one ON merges(one);
CREATE INDEX merges_other ON merges(other);
CREATE TABLE entity_members (entity TEXT PRIMARY KEY, members TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE left_out (id INTEGER PRIMARY KEY, decision TEXT NOT NULL, names TEXT NOT NULL, why TEXT NOT NULL) STRICT;
"#,
    // How much was found in each document, kind by kind.
    "ALTER TABLE extractions ADD COLUMN found TEXT NOT NULL DEFAULT '';",
    // By which settings models read a document; empty where only the rules did.
    "ALTER TABLE extractions ADD COLUMN asked TEXT NOT NULL DEFAULT '';",
    // The names of each document apart from the rest of its extraction, and what of the graph it has a part in.
    r#"
CREATE TABLE document_names (document INTEGER PRIMARY KEY REFERENCES documents(id) ON DELETE CASCADE, digest TEXT NOT NULL, names TEXT NOT NULL) STRICT;
CREATE TABLE shares (document INTEGER PRIMARY KEY, stamp TEXT NOT NULL, facts BLOB NOT NULL, dropped TEXT NOT NULL DEFAULT '') STRICT;
"#,
    // How many samples of each run are decided, read from the index alone.
    "CREATE INDEX samples_decided ON samples(run, decision);",
];

/// The migration after which the graph of an older project is written into its new tables, before the old ones go.
const NARROW: usize = 4;

/// Brings a connection to the newest schema, in one transaction.
pub fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    let found = version(connection)?;
    let transaction = connection.transaction()?;
    for (place, sql) in MIGRATIONS.iter().enumerate().skip(found as usize) {
        transaction.execute_batch(sql)?;
        if place == NARROW {
            older::take_over(&transaction)?;
        }
        transaction.pragma_update(None, "user_version", place as i64 + 1)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.commit()?;
    Ok(())
}

/// How many migrations a database has seen.
pub fn version(connection: &Connection) -> Result<i64, StoreError> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

/// Refuses a database whose tables, indexes, triggers or views are not exactly those of its version:
/// a project may come from a stranger.
pub fn compare(connection: &Connection) -> Result<(), StoreError> {
    let application: i64 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    if application != APPLICATION_ID {
        return Err(StoreError::Damaged("it carries no mark of Pathloom".into()));
    }
    let found = version(connection)?;
    let known = MIGRATIONS.len() as i64;
    if found > known {
        return Err(StoreError::Newer { found, known });
    }
    let expected = Connection::open_in_memory()?;
    for sql in MIGRATIONS.iter().take(found.max(0) as usize) {
        expected.execute_batch(sql)?;
    }
    let (expected, mut present) = (objects(&expected)?, objects(connection)?);
    for object in expected {
        let Some(place) = present.iter().position(|found| *found == object) else {
            return Err(StoreError::Damaged(format!("\"{}\" is missing or changed", object.name)));
        };
        present.swap_remove(place);
    }
    match present.first() {
        Some(object) => Err(StoreError::Damaged(format!("it holds something unexpected, \"{}\"", object.name))),
        None => Ok(()),
    }
}

/// A table, index, trigger or view. All of it counts: a trigger may bear a table's name.
#[derive(PartialEq)]
struct Object {
    kind: String,
    name: String,
    table: String,
    sql: Option<String>,
}

/// Every object, those that SQLite makes for itself too, since a hostile one may bear any name; only the two tables of
/// statistics that tools leave behind, which hold numbers for the planner, are passed over.
fn objects(connection: &Connection) -> Result<Vec<Object>, StoreError> {
    let mut statement = connection.prepare(
        "SELECT type, name, tbl_name, sql FROM sqlite_schema
         WHERE type <> 'table' OR name NOT IN ('sqlite_stat1', 'sqlite_stat4')",
    )?;
    let rows = statement.query_map([], |row| {
        Ok(Object { kind: row.get(0)?, name: row.get(1)?, table: row.get(2)?, sql: row.get(3)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
