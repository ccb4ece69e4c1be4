"""Times `marsgraph build` against the engine's own bulk load of the same files; `make bench` runs it.

Build and bulk load take turns in processes of their own, so that both see the same machine and their peaks of
memory can be read; a figure is the median of the rounds with its range. Results go to results/build.json, and
the tables of README.md are written from them.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from importlib.metadata import version
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TypedDict

import pyoxigraph as ox
from dataset import generate

from marsgraph.build import build as build_graph
from marsgraph.paths import Project

HERE = Path(__file__).parent
CHECKOUT = HERE.parent
SIZES = (10_000, 100_000, 1_000_000)
ROUNDS = 5
SHIPPED_ROUNDS = 5
MEBIBYTE = 1024 * 1024


class Range(TypedDict):
    """The median of some figures, and the least and the greatest of them."""

    median: float
    min: float
    max: float


class Size(TypedDict):
    """What was measured at one size."""

    claims: int
    input_mib: float
    build_s: Range
    load_s: Range
    ratio: Range
    build_peak_mib: Range
    load_peak_mib: Range


class Results(TypedDict):
    """Everything that was measured in one run."""

    versions: dict[str, str]
    cores: int | None
    rounds: int
    sizes: list[Size]
    shipped_s: dict[str, Range]


def spread(figures: Iterable[float]) -> Range:
    """Give the median of figures and their range."""
    known = sorted(figures)
    return {"median": round(median(known), 3), "min": round(known[0], 3), "max": round(known[-1], 3)}


# ---- What is measured, each in a process of its own


def build(root: Path) -> None:
    """Build the project's graph."""
    build_graph(Project.at(root))


def load(root: Path) -> None:
    """Load the files that a build reads into an empty store, as fast as the engine can."""
    store = ox.Store()
    for path in sorted([*root.glob("ontology/*.ttl"), *root.glob("data/*.ttl"), *root.glob("data/claims/*.trig")]):
        store.bulk_load(path=path)


MEASURED: dict[str, Callable[[Path], None]] = {"build": build, "load": load}


def measure(what: str, root: Path) -> dict[str, float]:
    """Run one of `MEASURED` in a process of its own; give its seconds, and its peak of memory in MiB."""
    command = [sys.executable, __file__, "--measure", what, str(root)]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    seconds, peak = map(float, printed.split())
    return {"seconds": seconds, "peak": peak}


def measure_here(what: str, root: Path) -> None:
    """Be that process."""
    start = perf_counter()
    MEASURED[what](root)
    seconds = perf_counter() - start
    unit = 1 if sys.platform == "darwin" else 1024
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / MEBIBYTE)


# ---- The run


def at_size(claims: int, rounds: int) -> Size:
    """Measure build and load on a generated project, in turns."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        generate(root, claims)
        size = sum(path.stat().st_size for path in root.rglob("*") if path.is_file())
        turns = [(measure("build", root), measure("load", root)) for _ in range(rounds)]
    return {
        "claims": claims,
        "input_mib": round(size / MEBIBYTE, 1),
        "build_s": spread(built["seconds"] for built, _ in turns),
        "load_s": spread(loaded["seconds"] for _, loaded in turns),
        "ratio": spread(built["seconds"] / loaded["seconds"] for built, loaded in turns),
        "build_peak_mib": spread(built["peak"] for built, _ in turns),
        "load_peak_mib": spread(loaded["peak"] for _, loaded in turns),
    }


def shipped() -> dict[str, Range]:
    """Time the commands on the data of this checkout, Python's start included."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name in ("ontology", "data", "queries"):
            shutil.copytree(CHECKOUT / name, root / name)
        return {name: spread(_wall_time(name, root) for _ in range(SHIPPED_ROUNDS)) for name in ("build", "check")}


def _wall_time(command: str, root: Path) -> float:
    start = perf_counter()
    arguments = [sys.executable, "-m", "marsgraph.cli", command, "--project", str(root)]
    subprocess.run(arguments, check=True, capture_output=True)
    return perf_counter() - start


def run(rounds: int, sizes: Iterable[int]) -> Results:
    """Measure everything."""
    return {
        "versions": {"python": platform.python_version(), "pyoxigraph": version("pyoxigraph")},
        "cores": os.cpu_count(),
        "rounds": rounds,
        "sizes": [at_size(claims, rounds) for claims in sizes],
        "shipped_s": shipped(),
    }


# ---- The report


def _written(figures: Range, unit: str = "", digits: int = 2) -> str:
    return f"{figures['median']:.{digits}f}{unit} [{figures['min']:.{digits}f} .. {figures['max']:.{digits}f}]"


def table(results: Results) -> str:
    """Write the results as Markdown."""
    rows = [
        "| claims | input, MiB | build, s | bulk load, s | build / load | build's peak, MiB | load's peak, MiB |",
        "|---:|---:|---:|---:|---:|---:|---:|",
    ]
    rows += [
        f"| {size['claims']:,} | {size['input_mib']} | {_written(size['build_s'])} | {_written(size['load_s'])} | "
        f"{_written(size['ratio'])} | {_written(size['build_peak_mib'], digits=0)} | "
        f"{_written(size['load_peak_mib'], digits=0)} |"
        for size in results["sizes"]
    ]
    rows += ["", "| on the shipped data, Python's start included | seconds |", "|---|---:|"]
    rows += [f"| `marsgraph {name}` | {_written(figures)} |" for name, figures in results["shipped_s"].items()]
    engines = ", ".join(f"{name} {number}" for name, number in results["versions"].items())
    return "\n".join([*rows, "", f"{results['rounds']} rounds; {engines}; {results['cores']} cores."])


def write(results: Results) -> None:
    """Keep the results, and put their table between the marks of README.md."""
    path = HERE / "results" / "build.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    readme = HERE / "README.md"
    text = readme.read_text(encoding="utf-8")
    marked = re.compile(r"(?<=<!-- build: written by build.py -->\n).*(?=<!-- end of build -->)", re.DOTALL)
    readme.write_text(marked.sub(lambda _: f"\n{table(results)}\n\n", text), encoding="utf-8")


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="CLAIMS")
    parser.add_argument("--measure", nargs=2, metavar=("WHAT", "ROOT"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure:
        measure_here(arguments.measure[0], Path(arguments.measure[1]))
        return
    results = run(arguments.rounds, arguments.sizes)
    write(results)
    print(table(results))


if __name__ == "__main__":
    main()
