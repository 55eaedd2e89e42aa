"""Randomised walks as a graph library gives them: from an answer, a neighbour at random four times, then the evidence.

None is uniform over matches: every answer is as likely as any other, however many matches it has.
"""

import itertools
import random
import time


def draw(steps, graph: dict, answers: list[int], asked: int, seconds: float, names=None, both=False):
    """Distinct matches found, processor and wall seconds. `steps(answer)` gives an answer's path, or None. With
    `names`, the relations of every hop of the chain are looked up too (in both directions if asked), as Pathloom does."""
    tables, chunks, entities = graph["tables"], graph["chunks"], graph["entities"]
    throw, found = random.Random(7).random, set()
    many = len(answers)
    wall, cpu = time.perf_counter(), time.process_time()
    for attempt in itertools.count():
        if attempt % 256 == 0 and (len(found) >= asked or time.process_time() - cpu > seconds):
            break
        answer = answers[int(throw() * many)]
        path = steps(answer)
        if path is None:
            continue
        near = tables[answer]
        first, second = int(throw() * len(near)), int(throw() * (len(near) - 1))
        second += second >= first
        pair = (near[first], near[second]) if first < second else (near[second], near[first])
        around = chunks[answer]
        found.add((*path, *pair, around[int(throw() * len(around))]))
        if names is None:
            continue
        a, b, c, d, e = path
        at = names.get
        _ = (at(a * entities + b), at(b * entities + c), at(c * entities + d), at(d * entities + e))
        if both:
            _ = (at(b * entities + a), at(c * entities + b), at(d * entities + c), at(e * entities + d))
    return len(found), time.process_time() - cpu, time.perf_counter() - wall


def over_lists(neighbours):
    """Neighbours of each node held as Python lists."""
    throw = random.Random(11).random

    def steps(a):
        near = neighbours[a]
        if not near:
            return None
        b = near[int(throw() * len(near))]
        near = neighbours[b]
        if not near:
            return None
        c = near[int(throw() * len(near))]
        if c == a:
            return None
        near = neighbours[c]
        if not near:
            return None
        d = near[int(throw() * len(near))]
        if d == b or d == a:
            return None
        near = neighbours[d]
        if not near:
            return None
        e = near[int(throw() * len(near))]
        return None if e == c or e == b or e == a else (a, b, c, d, e)

    return steps


def over_calls(neighbours_of):
    """Neighbours asked of the library at each step."""
    throw = random.Random(11).random

    def steps(a):
        path = [a]
        for _ in range(4):
            near = neighbours_of(path[-1])
            if not near:
                return None
            path.append(near[int(throw() * len(near))])
        return tuple(path) if len(set(path)) == 5 else None

    return steps


def depth_first(neighbours_of):
    """Neighbours in random order, back where there is no way on: as generators of such samples are mostly written."""
    throw = random.Random(11)

    def steps(a):
        path = [a]

        def go_on(v):
            if len(path) == 5:
                return True
            near = list(neighbours_of(v))
            throw.shuffle(near)
            for u in near:
                if u not in path:
                    path.append(u)
                    if go_on(u):
                        return True
                    path.pop()
            return False

        return tuple(path) if go_on(a) else None

    return steps


def igraph_forms(graph: dict, direction: str) -> dict:
    import igraph
    import numpy

    igraph.set_random_number_generator(random.Random(11))
    edges = numpy.column_stack([graph["heads"], graph["tails"]])
    network = igraph.Graph(n=graph["entities"], edges=edges, directed=direction == "in")
    if direction == "any":
        network.simplify()
    mode = "out" if direction == "in" else "all"

    def walked(a):
        path = network.random_walk(a, 4, mode=mode, stuck="return")
        return tuple(path) if len(path) == 5 and len(set(path)) == 5 else None

    lists = network.get_adjlist(mode=mode)
    return {
        "walk over adjacency lists": over_lists(lists),
        "walk by neighbors()": over_calls(lambda v: network.neighbors(v, mode=mode)),
        "random_walk()": walked,
        "depth first over adjacency lists": depth_first(lists.__getitem__),
    }


def networkx_forms(graph: dict, direction: str) -> dict:
    import networkx

    network = networkx.DiGraph() if direction == "in" else networkx.Graph()
    network.add_nodes_from(range(graph["entities"]))
    network.add_edges_from(zip(graph["heads"].tolist(), graph["tails"].tolist()))
    lists = [list(network.adj[v]) for v in range(graph["entities"])]
    return {
        "walk over adjacency lists": over_lists(lists),
        "walk by neighbors()": over_calls(lambda v: list(network.neighbors(v))),
        "depth first over adjacency lists": depth_first(lists.__getitem__),
    }


def answers_of(graph: dict) -> list[int]:
    return [v for v in range(graph["entities"]) if len(graph["tables"][v]) > 1 and graph["chunks"][v]]
