"""The measured template in DuckDB: its walks, its matches, and samples of them, each in several forms.

A chain answer - b - c - d - e of entities (e is the start), with two tables and a chunk at the answer. `step_in` and
`step_any` lead from a node to the next one away from the answer.
"""

EVIDENCE = """evidence AS (
    SELECT t.entity AS v, t.pairs * c.n AS w
    FROM (SELECT entity, count(*) * (count(*) - 1) // 2 AS pairs FROM tables GROUP BY entity HAVING count(*) > 1) t
    JOIN (SELECT entity, count(*) AS n FROM chunks GROUP BY entity) c USING (entity))"""


def walk_forms(step: str) -> dict[str, str]:
    """One grouped join per hop: from the start inwards, from the answer outwards, from both to the middle; sums in
    128-bit integers, in integers that are trusted to fit, and in floats (exact below 2^53)."""
    forms = {}
    sums = {"": "sum({})", ", unchecked sums": "sum_no_overflow({}::BIGINT)", ", float sums": "sum({}::DOUBLE)"}
    for name, add in sums.items():
        def inwards(level):
            return (f"h{level} AS (SELECT near AS v, {add.format('c')} AS c FROM {step} "
                    f"JOIN h{level - 1} ON far = v GROUP BY near)")

        def outwards(level):
            before = "evidence" if level == 1 else f"p{level - 1}"
            return (f"p{level} AS (SELECT far AS v, {add.format('w')} AS w FROM {step} "
                    f"JOIN {before} ON near = v GROUP BY far)")

        degree = f"h1 AS (SELECT near AS v, count(*) AS c FROM {step} GROUP BY near)"
        forms["from the start" + name] = with_(
            EVIDENCE, degree, inwards(2), inwards(3), inwards(4), then="FROM h4 JOIN evidence USING (v)", add=add)
        forms["from the answer" + name] = with_(
            EVIDENCE, outwards(1), outwards(2), outwards(3), degree, then="FROM p3 JOIN h1 USING (v)", add=add)
        forms["from both ends" + name] = with_(
            EVIDENCE, outwards(1), outwards(2), degree, inwards(2), then="FROM p2 JOIN h2 USING (v)", add=add)
    return forms


def with_(*parts: str, then: str, add: str) -> str:
    return f"WITH {', '.join(parts)} SELECT {add.format('w * c')} {then}"


def chain(step: str) -> str:
    """Joins of the chain, every two nodes of it different."""
    return f"""JOIN {step} s1 ON s1.near = evidence.v
        JOIN {step} s2 ON s2.near = s1.far AND s2.far <> s1.near
        JOIN {step} s3 ON s3.near = s2.far AND s3.far NOT IN (s1.near, s1.far)
        JOIN {step} s4 ON s4.near = s3.far AND s4.far NOT IN (s1.near, s1.far, s2.far)"""


def match_forms(step: str) -> dict[str, str]:
    """Matches by enumeration of their chains."""
    return {
        "every chain joined": f"WITH {EVIDENCE} SELECT sum(w) FROM evidence {chain(step)}",
        "every chain joined, unchecked sum":
            f"WITH {EVIDENCE} SELECT sum_no_overflow(w::BIGINT) FROM evidence {chain(step)}",
    }


def sample_forms(step: str, asked: int) -> dict[str, tuple[bool, str]]:
    """Form → (whether it is uniform over matches, query). Each row is a match."""
    columns = "evidence.v, s1.far, s2.far, s3.far, s4.far, t1.node, t2.node, c.node"
    evidence = """JOIN tables t1 ON t1.entity = evidence.v
        JOIN tables t2 ON t2.entity = evidence.v AND t2.node > t1.node
        JOIN chunks c ON c.entity = evidence.v"""

    def over(answers):
        return (f"WITH {EVIDENCE}, chosen AS ({answers}) SELECT {columns} FROM chosen evidence "
                f"{chain(step)} {evidence} USING SAMPLE reservoir({asked} ROWS)")

    few = "SELECT * FROM (SELECT evidence.* FROM evidence SEMI JOIN {step} ON near = v) USING SAMPLE reservoir({n} ROWS)"
    return {
        "reservoir over the whole join": (True, over("SELECT * FROM evidence")),
        "reservoir over the join of 10 answers": (False, over(few.format(step=step, n=10))),
        "reservoir over the join of 100 answers": (False, over(few.format(step=step, n=100))),
    }


def drawn_by_mass(database, step: str, asked: int) -> list[tuple]:
    """Uniform: the masses of the count, then all draws together hop by hop, each neighbour by its mass."""
    run = database.execute
    run(f"CREATE OR REPLACE TEMP TABLE m1 AS SELECT near AS v, count(*)::DOUBLE AS m FROM {step} GROUP BY near")
    for level in (2, 3):
        run(f"""CREATE OR REPLACE TEMP TABLE m{level} AS
            SELECT near AS v, sum(m) AS m FROM {step} JOIN m{level - 1} ON far = v GROUP BY near""")
    run(f"""CREATE OR REPLACE TEMP TABLE roots AS
        WITH {EVIDENCE}, m4 AS (SELECT near AS v, sum(m) AS m FROM {step} SEMI JOIN evidence ON near = evidence.v
            JOIN m3 ON far = m3.v GROUP BY near)
        SELECT v, sum(w * m) OVER (ORDER BY v) AS upto, w * m AS mass FROM evidence JOIN m4 USING (v)""")
    run(f"""CREATE OR REPLACE TEMP TABLE drawn AS
        WITH thrown AS (SELECT i, random() * (SELECT max(upto) FROM roots) AS place FROM range({asked}) r(i))
        SELECT i, v AS a FROM thrown ASOF JOIN (SELECT v, upto - mass AS since FROM roots) b ON place >= since""")
    last = "a"
    for level, name in ((3, "b"), (2, "c"), (1, "d")):
        run(f"""CREATE OR REPLACE TEMP TABLE hop AS
            SELECT i, arg_min(far, -ln(1 - random()) / m) AS {name} FROM drawn JOIN {step} ON near = {last}
            JOIN m{level} ON far = v GROUP BY i""")
        run(f"CREATE OR REPLACE TEMP TABLE drawn AS SELECT drawn.*, {name} FROM drawn JOIN hop USING (i)")
        last = name
    return run(f"""
        WITH e AS (SELECT i, arg_min(far, random()) AS e FROM drawn JOIN {step} ON near = d GROUP BY i),
        t AS (SELECT i, arg_min(node, random(), 2) AS t FROM drawn JOIN tables ON entity = a GROUP BY i),
        h AS (SELECT i, arg_min(node, random()) AS h FROM drawn JOIN chunks ON entity = a GROUP BY i)
        SELECT DISTINCT a, b, c, d, e, list_sort(t)[1], list_sort(t)[2], h FROM drawn
        JOIN e USING (i) JOIN t USING (i) JOIN h USING (i)
        WHERE c <> a AND d NOT IN (a, b) AND e NOT IN (a, b, c)""").fetchall()
