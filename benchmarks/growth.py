"""Measures the engine on graphs of ten thousand to five million quads; `make bench-growth` runs it.

A graph of any size is the shipped one over and over: each copy has its own things, passages and decisions, and the
vocabulary is shared, so that the shape stays what it is. Each size is measured in a process of its own: load time,
memory, and queries in .rq files, the median of the rounds with its range. Results go to results/growth.json, and the
table of docs/performance.md are written from them.
"""

from __future__ import annotations

import argparse
import json
import platform
import re
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from time import perf_counter
from typing import Any, cast

import comparison
import pyoxigraph as ox

HERE = Path(__file__).parent
GRAPH = HERE.parent / "data" / "graph" / "marsgraph.nq"
QUERIES = HERE / "queries"
KINDS = {
    "look-up": ("look-up-name", "look-up-thing", "why-one"),
    "scan": ("scan-count", "scan-text", "range-dates", "top-masses"),
    "aggregate": ("aggregate-modes", "join-aggregate"),
}
SIZES = (10_000, 100_000, 1_000_000, 5_000_000)
ROUNDS = 7
_OWN = re.compile(r"(?<=<https://w3id\.org/marsgraph/)(id|graph)/")


def generate(quads: int, target: Path) -> None:
    """Write a graph of so many quads."""
    lines = GRAPH.read_text("utf-8").splitlines(keepends=True)
    own = [line for line in lines if _OWN.search(line)]
    rest = quads - len(lines)
    with target.open("w", encoding="utf-8") as file:
        file.writelines(lines[:quads])
        for copy in range(1, max(rest, 0) // len(own) + 2):
            file.write(_OWN.sub(rf"\1/c{copy}-", "".join(own[: max(rest, 0)])))
            rest -= len(own)


def measure(graph: Path, rounds: int) -> dict[str, Any]:
    """Load a graph and ask each query so many times."""
    store = ox.Store()
    begun = perf_counter()
    store.bulk_load(path=graph, format=ox.RdfFormat.N_QUADS)
    loaded = perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    times = {name: _times(store, name, rounds) for names in KINDS.values() for name in names}
    return {"quads": len(store), "load_s": loaded, "memory_mib": peak, "times_ms": times}


def _times(store: ox.Store, name: str, rounds: int) -> list[float]:
    query = (QUERIES / f"{name}.rq").read_text("utf-8")
    found = []
    for _ in range(rounds):
        begun = perf_counter()
        answer = cast("ox.QuerySolutions", store.query(query))
        answer.serialize(format=ox.QueryResultsFormat.JSON)
        found.append((perf_counter() - begun) * 1000)
    return found


def run(sizes: Iterable[int], rounds: int) -> dict[str, Any]:
    """Measure every size, each in a process of its own."""
    measured = []
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            graph = Path(folder) / "graph.nq"
            generate(size, graph)
            command = [sys.executable, __file__, "--measure", str(graph), "--rounds", str(rounds)]
            printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            one = json.loads(printed)
        one["times_ms"] = {name: comparison.spread(times) for name, times in one["times_ms"].items()}
        measured.append(one)
        print(f"{size:,} quads: loaded in {one['load_s']:.1f} s, {one['memory_mib']:.0f} MiB", flush=True)
    versions = {"python": platform.python_version(), "pyoxigraph": version("pyoxigraph")}
    return {"versions": versions, "rounds": rounds, "sizes": measured}


def table(results: dict[str, Any]) -> str:
    """Write the results as Markdown."""
    sizes = results["sizes"]
    lines = ["| | " + " | ".join(f"{one['quads']:,} quads" for one in sizes) + " |", "|---|" + "---:|" * len(sizes)]
    lines.append("| load, s | " + " | ".join(f"{one['load_s']:.2f}" for one in sizes) + " |")
    lines.append("| thousand quads a second | " + " | ".join(f"{_speed(one):,.0f}" for one in sizes) + " |")
    lines.append("| memory, MiB | " + " | ".join(f"{one['memory_mib']:,.0f}" for one in sizes) + " |")
    for kind, names in KINDS.items():
        for name in names:
            figures = (comparison.told(one["times_ms"][name]) for one in sizes)
            lines.append(f"| {kind}: {name}, ms | " + " | ".join(figures) + " |")
    programs = ", ".join(f"{name} {number}" for name, number in results["versions"].items())
    return "\n".join([*lines, "", f"{results['rounds']} rounds; {programs}."])


def _speed(one: dict[str, Any]) -> float:
    return float(one["quads"]) / float(one["load_s"]) / 1000


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="QUADS")
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure:
        print(json.dumps(measure(arguments.measure, arguments.rounds)))
        return
    results = run(arguments.sizes, arguments.rounds)
    comparison.keep("growth", results)
    comparison.put(comparison.PAGE, "growth", table(results))
    print(table(results))


if __name__ == "__main__":
    main()
