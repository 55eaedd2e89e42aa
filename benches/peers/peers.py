"""Measures Pathloom and its peers with one template on the same graphs, in one run. `--help` says how."""

import argparse
import json
import os
import pathlib
import platform
import subprocess
import sys
import time
from importlib import metadata

ONE_THREAD = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}
TRIES = 3
ASKED = 100_000
FEW = 1_000
# Of the walks in Python: long enough for a steady rate.
WALK_SECONDS = 3


def main():
    asks = argparse.ArgumentParser(description=__doc__)
    asks.add_argument("--pathloom", default="pathloom", help="the program, an optimised build")
    asks.add_argument("--work", type=pathlib.Path, default=pathlib.Path("peers-work"), help="folder for the graphs")
    asks.add_argument("--out", type=pathlib.Path, help="where the results go, as JSON")
    asks.add_argument("--sizes", default="10000,100000,1000000", help="nodes of each graph")
    asks.add_argument("--hubs", default="100000,1000000", help="sizes at which Pathloom is measured with hubs too")
    asks.add_argument("--ours-only", default="", help="more sizes, for Pathloom alone")
    asks.add_argument("--exact-to", type=int, default=10_000, help="largest graph whose matches SQL enumerates")
    asks.add_argument("--seconds", type=int, default=600, help="limit for each peer on each graph")
    asks.add_argument("--one", nargs=3, metavar=("PEER", "NODES", "DIRECTION"), help=argparse.SUPPRESS)
    asked = asks.parse_args()
    if asked.one:
        peer, nodes, direction = asked.one
        return measure_peer(peer, int(nodes), direction, asked)
    results = {"machine": machine(), "pathloom": [], "peers": []}
    if asked.out and asked.out.exists():
        earlier = json.loads(asked.out.read_text())
        # Sizes that are not measured now keep the figures they had.
        now = {"peers": numbers(asked.sizes), "pathloom": numbers(asked.sizes) + numbers(asked.ours_only)}
        for part in ("pathloom", "peers"):
            results[part] = [point for point in earlier[part] if point["asked_nodes"] not in now[part]]
    run(asked, results)
    if asked.out:
        asked.out.parent.mkdir(parents=True, exist_ok=True)
        for part in ("pathloom", "peers"):
            results[part].sort(key=lambda point: point["asked_nodes"])
        asked.out.write_text(json.dumps(results, indent=1) + "\n")
    print_tables(results)
    wrong = differences(results)
    for line in wrong:
        print("DIFFERENT:", line)
    sys.exit(bool(wrong))


def run(asked, results):
    sizes = numbers(asked.sizes)
    for nodes in sizes + numbers(asked.ours_only):
        for direction in ("in", "any"):
            for hubs in (False, True) if nodes in numbers(asked.hubs) else (False,):
                results["pathloom"].append(ours(asked, nodes, direction, hubs))
        if nodes not in sizes:
            continue
        folder = asked.work / str(nodes)
        if not (folder / "relations.csv").exists():
            subprocess.run([asked.pathloom, "bench", "sample", "--nodes", str(nodes), "--write", folder], check=True,
                           stdout=subprocess.DEVNULL)
        for peer in ("DuckDB", "igraph", "networkx"):
            for direction in ("in", "any"):
                results["peers"] += theirs(asked, peer, nodes, direction)


def numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(",") if part]


def machine() -> dict:
    lines = pathlib.Path("/proc/cpuinfo").read_text().splitlines() if pathlib.Path("/proc/cpuinfo").exists() else []
    models = [line.split(":")[1].strip() for line in lines if line.startswith("model name")]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {"processor": (models or [platform.processor()])[0], "cores": os.cpu_count(),
            "memory_gib": round(memory), "system": f"{platform.system()} {platform.machine()}",
            "load_at_start": round(os.getloadavg()[0], 1)}


def ours(asked, nodes: int, direction: str, hubs: bool) -> dict:
    say(f"Pathloom, {nodes} nodes, {direction}{', hubs' if hubs else ''}")
    command = [asked.pathloom, "bench", "sample", "--nodes", str(nodes), "--direction", direction, "--json"]
    point = {"asked_nodes": nodes, "direction": direction, "hubs": hubs}
    try:
        done = subprocess.run(command + ["--hubs"] * hubs, capture_output=True, text=True, timeout=2 * asked.seconds)
    except subprocess.TimeoutExpired:
        return point | {"missing": f"took longer than {2 * asked.seconds} s"}
    if done.returncode:
        return point | {"missing": done.stderr.strip()[-200:] or f"ended with {done.returncode}, as for want of memory"}
    return point | json.loads(done.stdout)


def theirs(asked, peer: str, nodes: int, direction: str) -> list[dict]:
    """In a process of its own, which may take too long or too much memory and leaves what it had by then."""
    say(f"{peer}, {nodes} nodes, {direction}")
    command = [sys.executable, __file__, "--work", asked.work, "--exact-to", str(asked.exact_to),
               "--seconds", str(asked.seconds), "--one", peer, str(nodes), direction]
    missing = None
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, env=os.environ | ONE_THREAD) as process:
        try:
            printed, problem = process.communicate(timeout=asked.seconds)
            if process.returncode:
                last = problem.strip().splitlines()[-1:]
                missing = last[0] if last else f"ended with {process.returncode}, as for want of memory"
        except subprocess.TimeoutExpired:
            process.kill()
            printed, _ = process.communicate()
            missing = f"took longer than {asked.seconds} s"
    who = {"peer": peer, "version": metadata.version(peer.lower()), "asked_nodes": nodes, "direction": direction}
    points = [who | json.loads(line) for line in printed.splitlines() if line.startswith("{")]
    return points + ([who | {"task": "all", "form": "", "missing": missing}] if missing else [])


# ---- one peer on one graph ----

def measure_peer(peer: str, nodes: int, direction: str, asked):
    folder = asked.work / str(nodes)
    if peer == "DuckDB":
        measure_sql(folder, direction, nodes, asked)
    else:
        measure_walks(peer, folder, direction)


def measure_sql(folder, direction: str, nodes: int, asked):
    import duckdb
    import graph
    import sql

    database, step = graph.open_database(folder), f"step_{direction}"
    for form, query in sql.walk_forms(step).items():
        try:
            cpu, wall, rows = best(lambda: database.execute(query).fetchall())
        except duckdb.Error as problem:
            tell(task="walks", form=form, missing=str(problem).splitlines()[0])
            continue
        tell(task="walks", form=form, cpu_s=cpu, wall_s=wall, value=int(rows[0][0] or 0))
    for form, query in sql.match_forms(step).items() if nodes <= asked.exact_to else ():
        cpu, wall, rows = best(lambda: database.execute(query).fetchall(), tries=1)
        tell(task="matches", form=form, cpu_s=cpu, wall_s=wall, value=int(rows[0][0] or 0))
    for many in (FEW, ASKED):
        cpu, wall, rows = best(lambda: sql.drawn_by_mass(database, step, many))
        tell(task="sample", form=f"by mass, hop by hop, {many} draws", uniform=True, cpu_s=cpu, wall_s=wall,
             samples=len(rows))
    # The join of all matches last, since it may take all the time there is.
    for form, (uniform, query) in reversed(sql.sample_forms(step, FEW).items()):
        cpu, wall, rows = best(lambda: database.execute(query).fetchall(), tries=1 if uniform else TRIES)
        tell(task="sample", form=form, uniform=uniform, cpu_s=cpu, wall_s=wall, samples=len(set(rows)))


def measure_walks(peer: str, folder, direction: str):
    import gc
    import graph
    import walks

    network = graph.read_arrays(folder)
    forms = (walks.igraph_forms if peer == "igraph" else walks.networkx_forms)(network, direction)
    answers = walks.answers_of(network)
    gc.disable()
    for form, steps in forms.items():
        # "sample" is all that Pathloom gives: nodes and the relations of each hop; "nodes" is the bare walk.
        for task, names in (("nodes", None), ("sample", network["names"])):
            both = direction == "any"
            samples, cpu, wall = walks.draw(steps, network, answers, ASKED, WALK_SECONDS, names, both)
            tell(task=task, form=form, uniform=False, cpu_s=cpu, wall_s=wall, samples=samples)


def best(work, tries: int = TRIES):
    """Processor and wall seconds of the fastest try by processor time, and what it gave."""
    runs = []
    while len(runs) < tries and sum(cpu for cpu, *_ in runs) < 60:
        cpu, wall = time.process_time(), time.perf_counter()
        value = work()
        runs.append((time.process_time() - cpu, time.perf_counter() - wall, value))
    return min(runs, key=lambda run: run[0])


def tell(**point):
    print(json.dumps(point), flush=True)


# ---- what came out ----

def fastest(results, peer: str, task: str, nodes: int, direction: str, uniform=None):
    """The point of the form that takes least of the processor, for a count or per sample."""
    points = [p for p in results["peers"] if (p["peer"], p["task"], p["asked_nodes"], p["direction"])
              == (peer, task, nodes, direction) and p.get("cpu_s") and (uniform is None or p["uniform"] == uniform)
              and p.get("samples") != 0]
    return min(points, key=lambda p: p["cpu_s"] / p.get("samples", 1), default=None)


def print_tables(results):
    print(f"\n{'nodes':>9} {'':4} {'walks: DuckDB':>16} {'ours':>16} {'walks and matches':>18}   samples/s: ours   "
          "igraph (ratio)   networkx (ratio)   DuckDB uniform (ratio)   igraph, nodes alone (ratio)")
    for point in results["pathloom"]:
        if point["hubs"] or point.get("missing"):
            continue
        nodes, direction = point["asked_nodes"], point["direction"]
        walks = fastest(results, "DuckDB", "walks", nodes, direction)
        walks_ms = walks and walks["cpu_s"] * 1000
        ours_rate = point["samples_per_cpu_s"]["uniform"] or point["samples_per_s"]["uniform"]
        line = f"{nodes:>9} {direction:4} {shown(walks_ms, '.1f'):>13} ms"
        for ours_ms in (point["walks_cpu_ms"], point["count_cpu_ms"]):
            ratio = walks_ms and ours_ms and walks_ms / ours_ms
            line += f" {shown(ours_ms, '6.1f')} ms ({shown(ratio, '.1f')})"
        line += f"   {ours_rate:15,.0f}"
        for peer, task, uniform in (("igraph", "sample", None), ("networkx", "sample", None),
                                    ("DuckDB", "sample", True), ("igraph", "nodes", None)):
            found = fastest(results, peer, task, nodes, direction, uniform)
            rate = found and found["samples"] / found["cpu_s"]
            line += f"   {shown(rate, ',.0f')} ({shown(rate and ours_rate / rate, ',.1f')})"
        print(line)
    for point in results["pathloom"] + results["peers"]:
        if point.get("missing"):
            print("missing:", point.get("peer", "Pathloom"), point["asked_nodes"], point["direction"],
                  point.get("form", ""), point["missing"])


def shown(value, form: str) -> str:
    return "–" if value is None else format(value, form)


def differences(results) -> list[str]:
    """Walks at every size, and matches where both enumerate them, must be the same numbers."""
    wrong = []
    for ours in results["pathloom"]:
        for theirs in [] if ours["hubs"] or ours.get("missing") else results["peers"]:
            same_graph = all(theirs[key] == ours[key] for key in ("asked_nodes", "direction"))
            key = {"walks": "walks", "matches": "count"}.get(theirs["task"])
            if not same_graph or key is None or theirs.get("missing") or (key == "count" and not ours["exact"]):
                continue
            if theirs["value"] != ours[key]:
                wrong.append(f"{theirs['form']}, {ours['asked_nodes']} {ours['direction']}: "
                             f"{theirs['value']} {theirs['task']}, ours {ours[key]}")
    return wrong


def say(text: str):
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
