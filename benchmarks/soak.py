"""Ten thousand aborted queries, twelve runaways, and what they cost everybody else.

Runs the query processes over the shipped graph with the engine's own evaluation, no HTTP; connects to nothing but
its own Unix socket, kills only processes that it started, and ends by itself (about eight minutes; `--aborted 500`
for one). Writes results/soak.json. Times of quick queries with and without runaways are taken in turns.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO, Any, Final, cast

import pyoxigraph as ox

from marsgraph.errors import MarsGraphError
from marsgraph.paths import Project
from marsgraph.workers import Client, Limits, Output, Request, Server, Settings, start

HERE = Path(__file__).parent
GRAPH: Final = Project.at(HERE.parent).graph_file
QUICK: Final = b"SELECT ?p ?o WHERE { <https://w3id.org/marsgraph/id/sputnik-24> ?p ?o }"
RUNAWAY: Final = b"SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
RUNAWAYS: Final = 12
WARM_UP: Final = 200
KILLS: Final = 30
PATIENCE: Final = 20.0


def load() -> ox.Store:
    """Read the shipped graph."""
    store = ox.Store()
    store.bulk_load(path=GRAPH)
    return store


def evaluate(store: ox.Store, request: bytes, out: Output) -> dict[str, Any]:
    """Answer with the engine alone."""
    result = store.query(request.decode())
    if isinstance(result, ox.QueryTriples):
        raise TypeError
    result.serialize(cast("IO[bytes]", out), format=ox.QueryResultsFormat.JSON)
    return {}


@contextmanager
def serving(settings: Settings) -> Iterator[tuple[Server, Client]]:
    """Serve for a while."""
    server = start(load, evaluate, replace(settings, warm_up=(QUICK,), grace=0.5))
    client = Client(server.address)
    for _ in range(WARM_UP):
        client.run(Request(QUICK))
    try:
        yield server, client
    finally:
        server.stop()


# ---- What the system says


def children(pid: int) -> list[int]:
    """List the workers."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]


def own_memory(pid: int) -> float:
    """Give the MiB of memory that a process shares with nobody."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / 1024


def holdings(pid: int) -> dict[str, int]:
    """Count what a fork server and this process could leak."""
    return {
        "workers": len(children(pid)),
        "server descriptors": len(os.listdir(f"/proc/{pid}/fd")),  # noqa: PTH208 - only the number counts
        "client descriptors": len(os.listdir("/proc/self/fd")),  # noqa: PTH208 - as above
        "client threads": threading.active_count(),
        "temporary folders": len(list(Path("/tmp").glob("marsgraph-*"))),  # noqa: S108 - counted, not used
    }


def milliseconds(seconds: list[float]) -> dict[str, float]:
    """Give the median, the 99th percentile and the worst."""
    known = sorted(seconds)
    figures = {"median": statistics.median(known), "p99": known[int(len(known) * 0.99)], "max": known[-1]}
    return {name: round(figure * 1000, 3) for name, figure in figures.items()}


# ---- What is measured


def round_trip(count: int = 5000) -> dict[str, float]:
    """Compare a query in a worker with the same query in this process, in turns, in microseconds."""
    store, inside, outside = load(), [], []
    with serving(Settings()) as (_, client):
        for _ in range(count):
            inside.append(timed(lambda: evaluate(store, QUICK, Output(10**9, 10**9, _no_file))))
            outside.append(timed(lambda: client.run(Request(QUICK))))
    here, there = statistics.median(inside) * 1e6, statistics.median(outside) * 1e6
    return {"here": round(here, 1), "worker": round(there, 1), "added": round(there - here, 1)}


def timed(call: Callable[[], object]) -> float:
    """Time a call."""
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun


def _no_file() -> Any:
    raise MemoryError


def kill_and_replace() -> dict[str, dict[str, float]]:
    """Time how late a limit is kept, and the next answer of the only worker."""
    late, answered = [], []
    with serving(Settings(quick=1, slow=1)) as (_, client):
        for _ in range(KILLS):
            late.append(timed(lambda: outcome(client, Request(RUNAWAY, Limits(seconds=0.2)))) - 0.2)
            answered.append(timed(lambda: client.run(Request(QUICK))))
    return {"late_ms": milliseconds(late), "next_answer_ms": milliseconds(answered)}


def outcome(client: Client, request: Request) -> str:
    """Name how a request ended."""
    try:
        client.run(request)
    except MarsGraphError as error:
        return type(error).__name__
    return "Answer"


def beside_runaways(seconds: float, limit: float) -> dict[str, Any]:
    """Time quick queries of two callers, with twelve runaways and without, in turns."""
    alone: list[float] = []
    beside: list[float] = []
    with serving(Settings()) as (_, client):
        for _ in range(3):
            alone += quick_for(client, seconds)
            with runaways(client, limit):
                beside += quick_for(client, seconds)
    without, with_them = milliseconds(alone), milliseconds(beside)
    ratio = round(with_them["p99"] / without["p99"], 2)
    return {"alone_ms": without, "beside_ms": with_them, "p99_ratio": ratio, "queries": [len(alone), len(beside)]}


def quick_for(client: Client, seconds: float) -> list[float]:
    """Ask quick queries from two threads, with small pauses, as visitors would."""
    until = time.monotonic() + seconds
    times: list[float] = []

    def visit() -> None:
        dice = random.Random(1)  # noqa: S311 - pauses, not secrets
        while time.monotonic() < until:
            times.append(timed(lambda: client.run(Request(QUICK))))
            time.sleep(dice.uniform(0, 0.004))

    in_threads(visit, 2)
    return times


@contextmanager
def runaways(client: Client, limit: float) -> Iterator[None]:
    """Keep twelve callers in another process asking for a cross product, each again when it is refused."""
    command = [sys.executable, __file__, "--insist", client.address, str(limit)]
    with subprocess.Popen(command) as process:
        try:
            while sum(each.slow for each in client.running()) < RUNAWAYS:
                time.sleep(0.05)
            yield
        finally:
            process.kill()  # its queries end with it
    while client.running():
        time.sleep(0.05)


def insist(address: str, limit: float) -> None:
    """Be that process."""

    def ask() -> None:
        while True:
            outcome(Client(address), Request(RUNAWAY, Limits(seconds=limit)))

    in_threads(ask, RUNAWAYS)


def in_threads(work: Callable[[], None], count: int) -> None:
    """Run work in several threads, and wait for them."""
    threads = [threading.Thread(target=work) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def memory() -> dict[str, float]:
    """Give the MiB that the fork server and each worker have for themselves, once all have worked."""
    with serving(Settings(quick=4)) as (server, client):
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda _: client.run(Request(QUICK)), range(4000)))
        each = [own_memory(pid) for pid in children(server.pid)]
        return {"worker_max": round(max(each), 2), "worker_min": round(min(each), 2)}


def soak(count: int) -> dict[str, Any]:
    """Abort queries in every way there is; count what is left, and that quick ones are still answered."""
    with serving(Settings(quick=8, slow=8)) as (server, client):
        before, begun = holdings(server.pid), time.monotonic()
        with ThreadPoolExecutor(8) as pool:
            ends = Counter(pool.map(lambda number: _abort(server, client, number), range(count)))
        seconds = time.monotonic() - begun
        in_the_end = settled(server.pid, before)
        answered = outcome(client, Request(QUICK))
    return {"ends": ends, "seconds": round(seconds), "before": before, "after": in_the_end, "then": answered}


def _abort(server: Server, client: Client, number: int) -> str:
    """One query in ten is killed from outside, one in ten stopped, one too large; the others run out of time."""
    way = number % 10
    if way == 0:
        timer = threading.Timer(0.02, _kill_one, [server.pid])
        timer.start()
        end = outcome(client, Request(RUNAWAY, Limits(seconds=0.05)))
        timer.join()
        return end
    if way == 1:
        timer = threading.Timer(0.02, client.stop, [str(number)])
        timer.start()
        end = outcome(client, Request(RUNAWAY, Limits(seconds=0.5), str(number)))
        timer.join()
        return end
    if way == 2:
        return outcome(client, Request(b"SELECT * { ?s ?p ?o }", Limits(answer_bytes=400_000)))
    return outcome(client, Request(RUNAWAY, Limits(seconds=0.03)))


def _kill_one(pid: int) -> None:
    workers = children(pid)
    if workers:
        os.kill(random.choice(workers), signal.SIGKILL)  # noqa: S311 - a child of the server that we started


def settled(pid: int, before: dict[str, int]) -> dict[str, int]:
    """Count again, once it is as before or after some patience."""
    until = time.monotonic() + PATIENCE
    while (now := holdings(pid)) != before and time.monotonic() < until:
        time.sleep(0.1)
    return now


def main() -> None:
    """Measure all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--aborted", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=10.0, help="of each turn beside runaways")
    parser.add_argument("--insist", nargs=2, metavar=("ADDRESS", "LIMIT"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.insist:
        insist(arguments.insist[0], float(arguments.insist[1]))
        return
    results = {
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "round_trip_us": round_trip(),
        "memory_mib": memory(),
        **kill_and_replace(),
        "runaways_10_s": beside_runaways(arguments.seconds, 10.0),
        "runaways_2_s": beside_runaways(arguments.seconds, 2.0),
        "soak": soak(arguments.aborted),
    }
    written = json.dumps(results, indent=2) + "\n"
    (HERE / "results" / "soak.json").write_text(written, encoding="utf-8")
    print(written)


if __name__ == "__main__":
    main()
