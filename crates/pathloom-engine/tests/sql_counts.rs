//! Counts beside an engine that knows nothing of ours: the measured template as joins in SQLite.

use pathloom_graph::synthetic::{Rows, measured_template, synthetic};
use pathloom_graph::{Graph, ONE_SECOND, compile};
use pathloom_model::Direction;
use pathloom_model::path::Count;
use rusqlite::{Connection, Transaction, params};
use std::sync::atomic::AtomicBool;

const NODES: usize = 10_000;

/// Distinct steps between entities away from the answer, and how many choices of evidence each answer has.
const TABLES: &str = "
    CREATE TABLE joined AS
        SELECT DISTINCT h.id AS head, h.kind AS head_kind, r.name AS name, t.id AS tail, t.kind AS tail_kind
        FROM relations r JOIN nodes h ON h.id = r.head JOIN nodes t ON t.id = r.tail;
    CREATE TABLE step_in (near INTEGER, far INTEGER, PRIMARY KEY (near, far)) WITHOUT ROWID;
    INSERT INTO step_in SELECT DISTINCT head, tail FROM joined
        WHERE head_kind = 'Entity' AND tail_kind = 'Entity' AND head <> tail;
    CREATE TABLE step_any (near INTEGER, far INTEGER, PRIMARY KEY (near, far)) WITHOUT ROWID;
    INSERT INTO step_any SELECT near, far FROM step_in UNION SELECT far, near FROM step_in;
    CREATE TABLE evidence AS
        SELECT v, pairs * chunks AS w
        FROM (SELECT head AS v, count(*) * (count(*) - 1) / 2 AS pairs FROM joined
            WHERE head_kind = 'Entity' AND tail_kind = 'Table' AND name = 'related_to' GROUP BY head)
        JOIN (SELECT head AS v, count(*) AS chunks FROM joined
            WHERE head_kind = 'Entity' AND tail_kind = 'Chunk' AND name = 'located_in' GROUP BY head) USING (v)
        WHERE pairs > 0;";

#[test]
fn walks_and_matches_are_those_that_sqlite_counts() {
    let rows = synthetic(NODES, 3, false);
    let database = database(&rows).expect("the rows fit a database");
    let graph = rows.build();
    for (direction, step) in [(Direction::In, "step_in"), (Direction::Any, "step_any")] {
        let ours = count(&graph, direction);
        let number = |query: &str| -> i64 {
            database.query_row(&query.replace("STEP", step), [], |row| row.get(0)).expect("the query is legal")
        };
        assert!(ours.exact, "so small a graph is counted exactly, {direction:?}");
        assert!(u128::from(ours.count) < ours.walks, "some walks meet a node again, {direction:?}");
        assert_eq!(i64::try_from(ours.walks), Ok(number(WALKS)), "one grouped join for each hop, {direction:?}");
        assert_eq!(i64::try_from(ours.count), Ok(number(MATCHES)), "every chain enumerated, {direction:?}");
    }
}

const WALKS: &str = "
    WITH p1 AS (SELECT far AS v, sum(w) AS w FROM evidence JOIN STEP ON near = v GROUP BY far),
        p2 AS (SELECT far AS v, sum(w) AS w FROM p1 JOIN STEP ON near = v GROUP BY far),
        p3 AS (SELECT far AS v, sum(w) AS w FROM p2 JOIN STEP ON near = v GROUP BY far)
    SELECT sum(w) FROM p3 JOIN STEP ON near = v";

const MATCHES: &str = "
    SELECT sum(w) FROM evidence CROSS JOIN STEP b ON b.near = v
        CROSS JOIN STEP c ON c.near = b.far AND c.far <> v
        CROSS JOIN STEP d ON d.near = c.far AND d.far NOT IN (v, b.far)
        CROSS JOIN STEP e ON e.near = d.far AND e.far NOT IN (v, b.far, c.far)";

fn count(graph: &Graph, direction: Direction) -> Count {
    let template = measured_template(direction).expect("it is legal");
    let plan = compile(graph, &template).expect("it compiles");
    plan.count(ONE_SECOND, &AtomicBool::new(false)).expect("nobody cancels")
}

fn database(rows: &Rows) -> rusqlite::Result<Connection> {
    let mut database = Connection::open_in_memory()?;
    database.execute_batch(
        "CREATE TABLE nodes (id INTEGER PRIMARY KEY, kind TEXT); CREATE TABLE relations (head INTEGER, name TEXT, tail INTEGER);",
    )?;
    let transaction = database.transaction()?;
    fill(&transaction, rows)?;
    transaction.commit()?;
    database.execute_batch(TABLES)?;
    Ok(database)
}

fn fill(transaction: &Transaction<'_>, rows: &Rows) -> rusqlite::Result<()> {
    let mut node = transaction.prepare("INSERT INTO nodes VALUES (?, ?)")?;
    for (id, (kind, _)) in rows.nodes.iter().enumerate() {
        node.execute(params![id as i64, format!("{kind:?}")])?;
    }
    let mut relation = transaction.prepare("INSERT INTO relations VALUES (?, ?, ?)")?;
    for &(head, name, tail) in &rows.relations {
        relation.execute(params![head, rows.names[name as usize], tail])?;
    }
    Ok(())
}
