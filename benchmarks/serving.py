"""Compares `marsgraph serve` with its peers on the shipped graph; `make bench-serving` runs it.

It installs the peers into .venv/peers, starts every server on loopback, checks that all answers agree by value, and
then lets the servers take turns under the same load in each round. A ratio is ours to the peer's within one round;
what is told is the median of the rounds with its range. Results go to results/serving.json and serving.svg, and
the tables of docs/performance.md are written from them. It needs wrk (Debian: apt-get install wrk).
"""

from __future__ import annotations

import argparse
import http.client
import os
import platform
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import comparison
import peers
import workloads
from comparison import Cell, Results
from peers import Server
from workloads import JSON, SHOWN, TURTLE
from wrk import Measured, load

HERE = Path(__file__).parent
ENDLESS = (HERE / "queries" / "endless.rq").read_text("utf-8")
ROUNDS = 3
SECONDS = 1
RUNAWAYS = 12
MANY, ONE = 16, 1


@dataclass(frozen=True)
class Job:
    """One line of the comparison: what each server is asked."""

    workload: str
    name: str
    connections: int
    paths: Mapping[str, Sequence[str]]
    """The requests, by the name of the server."""
    accept: str = JSON
    headers: tuple[str, ...] = ()


def jobs(servers: Mapping[str, Server], disagreeing: Mapping[str, Sequence[str]], every: int) -> Iterator[Job]:
    """Everything that is compared."""
    asked = workloads.examples(every)
    both = [name for name in ("marsgraph", "oxigraph") if name in servers]

    def paths_of(name: str, query: str, *, again: bool, names: Sequence[str]) -> dict[str, list[str]]:
        make = workloads.address if again else workloads.numbered
        agreeing = [one for one in names if name not in disagreeing.get(one, ())]
        return {one: [make(servers[one].path, query)] for one in agreeing}

    for name, query in asked.items():
        accept = workloads.format_of(query)
        yield Job("repeated", name, MANY, paths_of(name, query, again=True, names=both), accept)
        yield Job("never repeated", name, MANY, paths_of(name, query, again=False, names=both), accept)
        yield Job("never repeated", name, ONE, paths_of(name, query, again=False, names=both), accept)
        if "rdflib-endpoint" in servers:
            pair = ["marsgraph", "rdflib-endpoint"]
            yield Job("never repeated", name, MANY, paths_of(name, query, again=False, names=pair), accept)
    looked_up = {one: [workloads.looking_up(servers[one].path, thing) for thing in SHOWN] for one in both}
    yield Job("never repeated", "look-up", MANY, looked_up)
    yield Job("never repeated", "look-up", ONE, looked_up)
    described = {one: [workloads.describing(servers[one].path, thing) for thing in SHOWN] for one in both}
    described["marsgraph"] = [f"/data/{thing}.ttl" for thing in SHOWN]
    yield Job("descriptions", "/data/NAME.ttl to DESCRIBE", MANY, described, TURTLE)
    yield Job("mix", "like a log", MANY, {one: workloads.mix(servers[one].path) for one in both})
    yield from _against_hello(servers["marsgraph"])


def _against_hello(ours: Server) -> Iterator[Job]:
    """What the WSGI server itself allows."""
    query = next(iter(workloads.examples().values()))
    path = ours.address_of(query)
    tag = _tag_of(ours, path)
    yield Job("304", "If-None-Match", MANY, {"marsgraph": [path], "hello": ["/"]}, JSON, (f"If-None-Match: {tag}",))
    pages = [f"/page/{thing}" for thing in SHOWN]
    yield Job("pages", "/page/NAME", MANY, {"marsgraph": pages, "hello": ["/"]}, "text/html")


def _tag_of(server: Server, path: str) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    connection.request("GET", path, headers={"Accept": JSON})
    tag = connection.getresponse().getheader("ETag") or ""
    connection.close()
    return tag


# ---- The run


def disagreements(servers: Mapping[str, Server], every: int) -> dict[str, list[str]]:
    """The examples that a peer answers otherwise than we do; against Oxigraph, whose engine is ours, none may be."""
    found: dict[str, list[str]] = {}
    for name, query in workloads.examples(every).items():
        ours = _rows(servers["marsgraph"], query)
        if ours is None:
            raise SystemExit(f"MarsGraph did not answer {name}.")
        for peer in servers:
            if peer not in {"marsgraph", "hello"} and _rows(servers[peer], query) != ours:
                found.setdefault(peer, []).append(name)
    if "oxigraph" in found:
        raise SystemExit(f"The answers of MarsGraph and Oxigraph differ: {', '.join(found['oxigraph'])}.")
    return found


def _rows(server: Server, query: str) -> object:
    with suppress(OSError, ValueError, KeyError):
        return workloads.rows(server.get(server.address_of(query), workloads.format_of(query))[1])
    return None


def compare(job: Job, servers: Mapping[str, Server], seconds: float, turn: int) -> dict[str, Measured]:
    """One round of one line: the servers take turns, and who begins changes."""
    names = [name for name in job.paths if name in servers]
    first = turn % len(names)
    measured = {}
    for name in (*names[first:], *names[:first]):
        port, paths = servers[name].port, job.paths[name]
        fields = job.headers if name == "marsgraph" else ()
        if not turn and job.workload != "never repeated":
            load(port, paths, connections=job.connections, seconds=1, accept=job.accept, headers=fields)
        measured[name] = load(
            port, paths, connections=job.connections, seconds=seconds, accept=job.accept, headers=fields
        )
        if measured[name]["bad"]:
            print(f"  {name}: {measured[name]['bad']} answers of {job.workload} {job.name} were no answers")
    return measured


def cell(job: Job, rounds: Sequence[Mapping[str, Measured]], seconds: float) -> Cell:
    """The ratio of ours to the peer's over the rounds."""
    peer = next((name for name in job.paths if name != "marsgraph"), "")
    ours = [one["marsgraph"]["rate"] for one in rounds]
    theirs = [max(one[peer]["rate"], 1 / seconds) for one in rounds]
    return {
        "workload": job.workload,
        "name": job.name,
        "peer": peer,
        "connections": job.connections,
        "ours": comparison.spread(ours),
        "theirs": comparison.spread(theirs),
        "ratios": [round(mine / other, 4) for mine, other in zip(ours, theirs, strict=True)],
        "at_least": any(one[peer]["rate"] < 1 / seconds for one in rounds),
        "bad": sum(each["bad"] for one in rounds for each in one.values()),
    }


@contextmanager
def runaways(server: Server) -> Iterator[None]:
    """Ask queries without end, so many at a time, until the block ends."""
    ended = threading.Event()

    def ask(number: int) -> None:
        again = 0
        while not ended.is_set():
            again += 1
            with suppress(OSError):
                server.get(server.address_of(f"{ENDLESS} # {number} {again}") + "&timeout=5", JSON)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(RUNAWAYS)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        ended.set()
        for thread in threads:
            thread.join()


def isolation(server: Server, rounds: int, seconds: float) -> dict[str, comparison.Range]:
    """The p99 of simple queries, none of them repeated, beside runaway queries and without them, in turns."""
    paths = [workloads.looking_up(server.path, thing) for thing in SHOWN]
    alone, beside = [], []
    for _ in range(rounds):
        alone.append(load(server.port, paths, connections=MANY, seconds=seconds, accept=JSON)["p99"])
        with runaways(server):
            threading.Event().wait(peers.SETTLING)
            beside.append(load(server.port, paths, connections=MANY, seconds=seconds, accept=JSON)["p99"])
    ratios = [round(one / other, 3) for one, other in zip(beside, alone, strict=True)]
    return {
        "alone_ms": comparison.spread(alone),
        "beside_ms": comparison.spread(beside),
        "ratio": comparison.spread(ratios),
    }


def run(rounds: int, seconds: float, every: int, *, slow_peers: bool) -> Results:
    """Start the servers and compare everything."""
    peers.install()
    with tempfile.TemporaryDirectory() as name, ExitStack() as ending:
        folder = Path(name)
        started = [peers.marsgraph(folder), peers.oxigraph(folder), peers.hello(folder)]
        if slow_peers:
            started.append(peers.rdflib_endpoint(folder))
        for one in started:
            ending.callback(one.end)
        servers = {one.name: one for one in started}
        rest = {name: round(servers[name].memory(), 1) for name in ("marsgraph", "oxigraph")}
        disagreeing = disagreements(servers, every)
        listed = [job for job in jobs(servers, disagreeing, every) if len(job.paths) > 1]
        measured: list[list[dict[str, Measured]]] = [[] for _ in listed]
        for turn in range(rounds):
            print(f"Round {turn + 1} of {rounds}: {len(listed)} lines.", flush=True)
            for place, job in enumerate(listed):
                measured[place].append(compare(job, servers, seconds, turn))
        beside = isolation(servers["marsgraph"], rounds, seconds)
        cold = {one: comparison.spread(_cold(folder, one) for _ in range(rounds)) for one in ("marsgraph", "oxigraph")}
        return {
            "versions": _versions(),
            "cores": os.cpu_count(),
            "rounds": rounds,
            "seconds": seconds,
            "cells": [cell(job, found, seconds) for job, found in zip(listed, measured, strict=True)],
            "disagreeing": disagreeing,
            "isolation": beside,
            "rest_mib": rest,
            "cold_s": cold,
        }


def _cold(folder: Path, name: str) -> float:
    server = {"marsgraph": peers.marsgraph, "oxigraph": peers.oxigraph}[name](folder)
    server.end()
    return server.cold


def _versions() -> dict[str, str]:
    pinned = (line.split("==") for line in (HERE / "peers.txt").read_text("utf-8").splitlines() if "==" in line)
    ours = {name: version(name) for name in ("pyoxigraph", "granian")}
    return {"python": platform.python_version(), **ours, **dict(pinned)}


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="of load on each server, a line and round")
    parser.add_argument(
        "--every", type=int, default=1, metavar="N", help="only every Nth example, which takes less long"
    )
    parser.add_argument("--quick", action="store_true", help="without the peers that take seconds for an answer")
    arguments = parser.parse_args()
    try:
        results = run(arguments.rounds, arguments.seconds, arguments.every, slow_peers=not arguments.quick)
    except peers.NoPeerError as error:
        raise SystemExit(str(error)) from error
    comparison.write(results)
    print(comparison.tables(results))


if __name__ == "__main__":
    main()
