"""Hammers `marsgraph serve` on the shipped graph over HTTP: what is left behind, and what it costs everybody else.

    python benchmarks/soak.py

takes about twenty minutes, writes results/soak.json and the tables of README.md. It starts its own servers on free
ports of the loopback with a folder of their own for temporary files, and kills only processes that it started.

Ten thousand queries are aborted in every way there is; before and after, all processes of the server, their
threads, descriptors, files and memory are counted. Simple queries, no two the same, are timed with twelve
endless ones beside them and without, in turns.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import itertools
import json
import os
import platform
import random
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlsplit

import crowd

HERE: Final = Path(__file__).parent
ROOT: Final = HERE.parent
MEBIBYTE: Final = 1024 * 1024
SIMPLE: Final = "SELECT ?p ?o { <https://w3id.org/marsgraph/id/sputnik-24> ?p ?o FILTER(?o != %d) }"
ENDLESS: Final = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a != %d) }"
LARGE: Final = "SELECT * { ?s ?p ?o . { SELECT ?x { ?x ?y ?z } LIMIT 20 } }"
MILLION: Final = "* { ?s ?p ?o . { SELECT ?x ?y ?z { ?x ?y ?z } LIMIT 100 } } LIMIT 1000000"
TRIPLES: Final = (
    "CONSTRUCT { ?s <http://example.org/p> ?o } { { SELECT DISTINCT ?s { ?s ?p ?v } LIMIT 1000 } "
    "{ SELECT DISTINCT ?o { ?x ?y ?o } LIMIT 1000 } }"
)
ORDINARY: Final = (
    "SELECT ?a (COUNT(*) AS ?n) { ?a ?p ?b . ?b ?q ?c FILTER(?c != %d) } GROUP BY ?a ORDER BY DESC(?n) LIMIT 20"
)
RUNAWAYS: Final = 12
CALLERS: Final = 24
PATIENCE: Final = 30.0
TURNS: Final = 5


@dataclass
class Served:
    """A server of our own."""

    process: subprocess.Popen[str]
    host: str
    port: int
    folder: Path

    def connect(self) -> http.client.HTTPConnection:
        """Open a connection."""
        return http.client.HTTPConnection(self.host, self.port, timeout=60)

    def ask(self, path: str, method: str = "GET", **headers: str) -> tuple[int, bytes]:
        """Ask, and read the whole answer."""
        with contextlib.closing(self.connect()) as connection:
            fields = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, None, fields)
            answer = connection.getresponse()
            return answer.status, answer.read()


@contextmanager
def serving(*arguments: str) -> Iterator[Served]:
    """Serve the shipped graph for a while."""
    folder = Path(tempfile.mkdtemp(prefix="soak-"))
    command = [sys.executable, "-m", "marsgraph.cli", "serve", "--port", "0", "--project", str(ROOT)]
    with subprocess.Popen(
        [*command, "--no-access-log", *arguments],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"TMPDIR": str(folder)},
    ) as process:
        try:
            told = process.stdout.readline() if process.stdout else ""
            address = urlsplit(told.strip().rpartition(" ")[2])
            yield Served(process, str(address.hostname), int(address.port or 0), folder)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE)
            shutil.rmtree(folder)


def path_of(query: str, **more: str | float) -> str:
    """Write the address of a query."""
    return f"/sparql?query={quote(query)}" + "".join(f"&{name}={value}" for name, value in more.items())


# ---- What the system says


def children(pid: int) -> list[int]:
    """List the children of a process."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]
    return []


def family(pid: int) -> list[int]:
    """A process with all that come from it."""
    return [pid, *(below for child in children(pid) for below in family(child))]


def workers(served: Served) -> list[int]:
    """The query processes: the children of the process that forks them, which is the first child."""
    return children(children(served.process.pid)[0])


def own_memory(pid: int) -> float:
    """Give the MiB of memory that a process shares with nobody."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
        return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / 1024
    return 0.0


def proportional_memory(pid: int) -> float:
    """Give the MiB of memory of a process, of what it shares its share."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
        return int(text.partition("\nPss:")[2].split()[0]) / 1024
    return 0.0


def holdings(served: Served) -> dict[str, int]:
    """Count what a server could leak, over all its processes."""
    pids = family(served.process.pid)
    return {
        "processes": len(pids),
        "threads": sum(_count(f"/proc/{pid}/task") for pid in pids),
        "descriptors": sum(_count(f"/proc/{pid}/fd") for pid in pids),
        "files": sum(1 for _ in served.folder.rglob("*")),
    }


def _count(folder: str) -> int:
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return len(os.listdir(folder))  # noqa: PTH208 - only the number counts
    return 0


def memory_of(served: Served) -> float:
    """The MiB that the whole server takes."""
    return round(sum(map(proportional_memory, family(served.process.pid))), 1)


def memories(served: Served) -> dict[str, float]:
    """The same by what the processes do."""
    forking, *web = children(served.process.pid)
    parts = {"starting": [served.process.pid], "forking": [forking], "web": web, "queries": children(forking)}
    return {name: round(sum(map(proportional_memory, pids)), 1) for name, pids in parts.items()}


# ---- Ten thousand aborted queries


def soak(count: int) -> dict[str, Any]:
    """Abort queries in every way; count what is left, and whether simple ones are still answered."""
    with serving() as served:
        for number in range(CALLERS):
            served.ask(path_of(SIMPLE % number))
        with ThreadPoolExecutor(CALLERS) as pool:
            list(pool.map(lambda number: abort(served, number), range(count // 10)))  # all threads have been used
            quiet(served)
            before, begun, memory = holdings(served), time.monotonic(), [memories(served)]
            ends: Counter[str] = Counter()
            for numbers in _tenths(count):
                ends.update(pool.map(lambda number: abort(served, number), numbers))
                quiet(served)
                memory.append(memories(served))
        seconds = time.monotonic() - begun
        after = settled(served, before)
        answered = served.ask(path_of(SIMPLE % -1))[0]
    return {
        "queries": count,
        "seconds": round(seconds),
        "ends": dict(sorted(ends.items())),
        "before": before,
        "after": after,
        "memory_mib": memory,
        "then": answered,
    }


def _tenths(count: int) -> list[range]:
    size = max(1, count // 10)
    return [range(start, min(start + size, count)) for start in range(0, count, size)]


def abort(served: Served, number: int) -> str:
    """Abort one query in the way of its number; name how that ended."""
    way, query = WAYS[number % len(WAYS)], ENDLESS % number
    try:
        return f"{way.__name__}: {way(served, query, number)}"
    except (OSError, http.client.HTTPException) as error:
        return f"{way.__name__}: {type(error).__name__}"


def over_its_time(served: Served, query: str, _number: int) -> int:
    """Let a query meet its limit."""
    return served.ask(path_of(query, timeout=0.1))[0]


def caller_leaves(served: Served, query: str, number: int) -> str:
    """Close the connection while the query runs."""
    with contextlib.closing(served.connect()) as connection:
        connection.request("GET", path_of(query, timeout=2))
        time.sleep(random.Random(number).uniform(0, 0.3))  # noqa: S311 - moments, no secrets
    return "left"


def leaves_in_the_middle(served: Served, _query: str, number: int) -> str:
    """Close the connection while a large answer is read."""
    with contextlib.closing(served.connect()) as connection:
        connection.request("GET", path_of(f"{LARGE} OFFSET {number % 100}", format="tsv"))
        connection.getresponse().read(10_000)
    return "left"


def stopped_by_name(served: Served, query: str, number: int) -> int:
    """Name a query and stop it."""
    name = f"soak-number-{number:08}"
    timer = threading.Timer(0.05, lambda: served.ask(f"/queries/{name}", "DELETE"))
    timer.start()
    status, _ = served.ask(path_of(query, timeout=1), Query_Id=name)
    timer.join()
    return status


def worker_killed(served: Served, query: str, _number: int) -> int:
    """Kill a query process from outside."""

    def kill() -> None:
        with contextlib.suppress(ProcessLookupError, IndexError):
            os.kill(random.choice(workers(served)), signal.SIGKILL)  # noqa: S311 - a process that we started

    timer = threading.Timer(0.05, kill)
    timer.start()
    status, _ = served.ask(path_of(query, timeout=0.2))
    timer.join()
    return status


WAYS: Final[tuple[Callable[[Served, str, int], object], ...]] = (
    *(over_its_time,) * 5, *(caller_leaves,) * 2, leaves_in_the_middle, stopped_by_name, worker_killed,
)  # fmt: skip


def quiet(served: Served) -> None:
    """Wait until nothing runs any more."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        figures = served.ask("/metrics")[1].decode()
        if float(figures.partition("\nmarsgraph_queries_running ")[2].split()[0]) == 0:
            return
        time.sleep(0.1)


def settled(served: Served, before: dict[str, int]) -> dict[str, int]:
    """Count again, once it is no more than before or after some patience."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        now = holdings(served)
        if all(now[name] <= before[name] for name in now):
            break
        time.sleep(0.2)
    return now


# ---- Beside endless queries


def beside_endless(seconds: float, turns: int) -> list[dict[str, Any]]:
    """Time simple queries with twelve endless ones beside them and without, in turns."""
    found = []
    with serving("--cache-bytes", "0") as served:
        numbers = itertools.count()
        for name, connections, pause in (("16 connections", 16, 0.0), ("2 visitors with pauses", 2, 0.01)):
            alone, beside, ratios, statuses = [], [], [], Counter[int]()
            for _ in range(turns):
                without = simple(served, numbers, connections, pause, seconds)
                with endless(served):
                    with_them = simple(served, numbers, connections, pause, seconds)
                ratios.append(p99(with_them.seconds) / p99(without.seconds))
                alone += without.seconds
                beside += with_them.seconds
                statuses.update(without.statuses + with_them.statuses)
            found.append(
                {
                    "callers": name,
                    "alone_ms": milliseconds(alone),
                    "beside_ms": milliseconds(beside),
                    "p99_ratio": spread(ratios),
                    "statuses": {str(status): count for status, count in statuses.items()},
                }
            )
    return found


def simple(served: Served, numbers: Iterator[int], connections: int, pause: float, seconds: float) -> crowd.Times:
    """Ask simple queries, no two the same."""
    requests = (crowd.get(served.host, SIMPLE % number) for number in numbers)
    return crowd.ask((served.host, served.port), requests, connections=connections, seconds=seconds, pause=pause)


@contextmanager
def endless(served: Served) -> Iterator[None]:
    """Keep twelve callers in another process asking endless queries, each again when it is refused."""
    command = [sys.executable, __file__, "--insist", served.host, str(served.port)]
    with subprocess.Popen(command) as process:
        time.sleep(1)
        try:
            yield
        finally:
            process.kill()  # its queries end with it
    quiet(served)


def insist(host: str, port: int) -> None:
    """Be that process."""
    requests = (crowd.get(host, ENDLESS % (number % 100)) for number in itertools.count())
    crowd.ask((host, port), requests, connections=RUNAWAYS, seconds=10_000)


def p99(seconds: list[float]) -> float:
    """The time that one in a hundred takes longer than."""
    return sorted(seconds)[int(len(seconds) * 0.99)]


def milliseconds(seconds: list[float]) -> dict[str, float]:
    """Give the median, the 99th percentile and the worst."""
    figures = {"median": statistics.median(seconds), "p99": p99(seconds), "max": max(seconds)}
    return {name: round(figure * 1000, 2) for name, figure in figures.items()}


def spread(figures: list[float]) -> dict[str, float]:
    """Give the median of figures and their range."""
    known = sorted(figures)
    return {"median": round(statistics.median(known), 2), "min": round(known[0], 2), "max": round(known[-1], 2)}


# ---- The rest


def refused(count: int = 400) -> dict[str, Any]:
    """Ask ordinary queries that take a while, no two the same, from sixteen callers; count the statuses."""
    with serving("--cache-bytes", "0") as served, ThreadPoolExecutor(16) as pool:
        statuses: Counter[int] = Counter(
            pool.map(lambda number: served.ask(path_of(ORDINARY % number))[0], range(count))
        )
    return {"statuses": dict(statuses)}


def large() -> list[dict[str, Any]]:
    """Time a million rows or triples in each form to the first byte and the last; tell what that took of memory."""
    found = []
    forms = [(f"SELECT {MILLION}", form) for form in ("json", "xml", "csv", "tsv")]
    forms += [(TRIPLES, form) for form in ("ttl", "nt", "rdf", "jsonld", "trig", "nq")]
    with serving("--cache-bytes", "0") as served:
        for query, form in forms:
            rest = memory_of(served)
            watch = _Peak(served)
            begun = time.monotonic()
            with contextlib.closing(served.connect()) as connection:
                connection.request("GET", path_of(query, format=form))
                answer = connection.getresponse()
                answer.read(1)
                first = time.monotonic() - begun
                length = 1
                while part := answer.read(MEBIBYTE):
                    length += len(part)
            whole, peak = time.monotonic() - begun, watch.end()
            found.append(
                {
                    "form": form,
                    "status": answer.status,
                    "mib": round(length / MEBIBYTE),
                    "first_byte_s": round(first, 2),
                    "last_byte_s": round(whole, 2),
                    "memory_mib": round(peak - rest),
                }
            )
    return found


class _Peak:
    """The most memory that a server takes while this watches."""

    def __init__(self, served: Served) -> None:
        self._served = served
        self._most = 0.0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def _watch(self) -> None:
        while not self._ended.wait(0.1):
            self._most = max(self._most, memory_of(self._served))

    def end(self) -> float:
        self._ended.set()
        self._thread.join()
        return self._most


def beside_other_programs() -> dict[str, Any]:
    """Ask for a million rows while two programs of others compute on each core's behalf."""
    with serving("--cache-bytes", "0") as served:
        others = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(os.cpu_count() or 1)]
        try:
            begun = time.monotonic()
            status, _ = served.ask(path_of(f"SELECT {MILLION}", format="json"))
            return {"programs": len(others), "status": status, "seconds": round(time.monotonic() - begun, 2)}
        finally:
            for other in others:
                other.kill()
                other.wait()


def worker_memory() -> dict[str, float]:
    """Give the MiB that each worker has for itself, once all have worked."""
    with serving("--cache-bytes", "0") as served:
        numbers = itertools.count()
        simple(served, numbers, 16, 0.0, 5)
        each = [own_memory(pid) for pid in workers(served)]
        return {"most": round(max(each), 2), "least": round(min(each), 2), "server": memory_of(served)}


MEASURED: Final[dict[str, Callable[[argparse.Namespace], Any]]] = {
    "worker_memory_mib": lambda _: worker_memory(),
    "large": lambda _: large(),
    "refused": lambda _: refused(),
    "beside_other_programs": lambda _: beside_other_programs(),
    "beside_endless": lambda asked: beside_endless(asked.seconds, asked.turns),
    "soak": lambda asked: soak(asked.aborted),
}


# ---- The report


def table(results: dict[str, Any]) -> str:
    """Write the results as Markdown."""
    soaked, memory = results["soak"], results["worker_memory_mib"]
    rows = [f"| after {soaked['queries']:,} aborted queries | before | after |", "|---|---:|---:|"]
    rows += [f"| {name} | {soaked['before'][name]} | {soaked['after'][name]} |" for name in soaked["before"]]
    rows += [f"| memory, MiB | {_sum(soaked['memory_mib'][0])} | {_sum(soaked['memory_mib'][-1])} |", ""]
    rows += [
        "| simple queries from | p99 alone, ms | p99 beside twelve endless ones, ms | ratio |",
        "|---|---:|---:|---:|",
    ]
    rows += [
        f"| {one['callers']} | {one['alone_ms']['p99']} | {one['beside_ms']['p99']} | "
        f"{one['p99_ratio']['median']} [{one['p99_ratio']['min']} .. {one['p99_ratio']['max']}] |"
        for one in results["beside_endless"]
    ]
    rows += ["", "| a million rows or triples as | MiB | first byte, s | last byte, s | server's memory, MiB |"]
    rows += ["|---|---:|---:|---:|---:|"]
    rows += [
        f"| {one['form']} | {one['mib']} | {one['first_byte_s']} | {one['last_byte_s']} | {one['memory_mib']} |"
        for one in results["large"]
    ]
    other = results["beside_other_programs"]
    told = (
        f"A worker has {memory['least']} to {memory['most']} MiB for itself. "
        f"400 ordinary queries from 16 callers: {_told(results['refused']['statuses'])}. "
        f"A million rows in JSON beside {other['programs']} programs of others that compute without end: "
        f"status {other['status']} after {other['seconds']} s."
    )
    rows += ["", told, "", f"python {results['python']}; {results['cores']} cores."]
    return "\n".join(rows)


def _sum(parts: dict[str, float]) -> float:
    return round(sum(parts.values()), 1)


def _told(statuses: dict[Any, int]) -> str:
    return ", ".join(f"{count} times status {status}" for status, count in statuses.items())


def write(results: dict[str, Any]) -> None:
    """Keep the results, and put their tables between the marks of README.md."""
    path = HERE / "results" / "soak.json"
    path.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    readme = HERE / "README.md"
    marked = re.compile(r"(?<=<!-- soak: written by soak.py -->\n).*(?=<!-- end of soak -->)", re.DOTALL)
    text = readme.read_text(encoding="utf-8")
    readme.write_text(marked.sub(lambda _: f"\n{table(results)}\n\n", text), encoding="utf-8")


def main() -> None:
    """Measure what the command line asks for; keep the results when that is everything."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("only", nargs="*", metavar="WHAT", help=f"some of {', '.join(MEASURED)}; printed, not kept")
    parser.add_argument("--aborted", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=10.0, help="of each turn beside endless queries")
    parser.add_argument("--turns", type=int, default=TURNS)
    parser.add_argument("--insist", nargs=2, metavar=("HOST", "PORT"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.insist:
        insist(asked.insist[0], int(asked.insist[1]))
        return
    results: dict[str, Any] = {"python": platform.python_version(), "cores": os.cpu_count()}
    for name in asked.only or MEASURED:
        results[name] = MEASURED[name](asked)
        print(f"{name}: {json.dumps(results[name])}", flush=True)
    if not asked.only:
        write(results)


if __name__ == "__main__":
    main()
