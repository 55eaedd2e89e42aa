"""The synthetic graph as arrays: entities numbered from 0, neighbours as sets, evidence by entity."""

import pathlib

import duckdb


def open_database(folder: pathlib.Path) -> duckdb.DuckDBPyConnection:
    """A database in memory, one thread, with the graph as narrow tables:
    `step(near, far)` per direction, `tables(entity, node)` and `chunks(entity, node)`, each row once."""
    database = duckdb.connect()
    database.execute("SET threads = 1")
    database.execute(f"SET temp_directory = '{folder / 'spill'}'")
    database.execute(f"""
        CREATE TABLE nodes AS
            SELECT id, kind, (row_number() OVER (PARTITION BY kind ORDER BY id) - 1)::INTEGER AS place
            FROM read_csv('{folder / 'nodes.csv'}', columns = {{'id': 'INTEGER', 'kind': 'VARCHAR'}}, header = true);
        CREATE TABLE relations AS
            SELECT DISTINCT h.kind AS head_kind, h.place AS head, relation, t.kind AS tail_kind, t.place AS tail
            FROM read_csv('{folder / 'relations.csv'}', header = true,
                columns = {{'head': 'INTEGER', 'relation': 'VARCHAR', 'tail': 'INTEGER'}}) r
            JOIN nodes h ON h.id = r.head JOIN nodes t ON t.id = r.tail;
        CREATE TABLE step_in AS
            SELECT DISTINCT head AS near, tail AS far FROM relations
            WHERE head_kind = 'Entity' AND tail_kind = 'Entity' AND head <> tail ORDER BY near, far;
        CREATE TABLE names AS SELECT head, tail, string_agg(relation, ',' ORDER BY relation) AS names FROM relations
            WHERE head_kind = 'Entity' AND tail_kind = 'Entity' AND head <> tail GROUP BY head, tail;
        CREATE TABLE step_any AS
            SELECT DISTINCT near, far
            FROM (SELECT near, far FROM step_in UNION ALL SELECT far, near FROM step_in) ORDER BY near, far;
        CREATE TABLE tables AS SELECT DISTINCT head AS entity, tail AS node FROM relations
            WHERE head_kind = 'Entity' AND tail_kind = 'Table' AND relation = 'related_to' ORDER BY ALL;
        CREATE TABLE chunks AS SELECT DISTINCT head AS entity, tail AS node FROM relations
            WHERE head_kind = 'Entity' AND tail_kind = 'Chunk' AND relation = 'located_in' ORDER BY ALL;
        DROP TABLE relations;
    """)
    return database


def read_arrays(folder: pathlib.Path) -> dict:
    """Number of entities; heads and tails of the distinct entity relations, and the names of the relations by
    `head * entities + tail`; tables and chunks of each entity."""
    database = open_database(folder)
    entities = database.execute("SELECT count(*) FROM nodes WHERE kind = 'Entity'").fetchone()[0]
    relations = database.execute("SELECT near, far FROM step_in").fetchnumpy()
    found = {"entities": entities, "heads": relations["near"], "tails": relations["far"]}
    named = database.execute(f"SELECT head::BIGINT * {entities} + tail AS place, names FROM names").fetchnumpy()
    found["names"] = dict(zip(named["place"].tolist(), named["names"].tolist()))
    for evidence in ("tables", "chunks"):
        lists = [[] for _ in range(entities)]
        for entity, node in database.execute(f"SELECT entity, node FROM {evidence}").fetchall():
            lists[entity].append(node)
        found[evidence] = lists
    database.close()
    return found
