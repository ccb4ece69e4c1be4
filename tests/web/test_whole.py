"""An answer is whole, or it is refused: large answers, killed workers, limits, stopping, callers who leave."""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyoxigraph as ox
import pytest
from served import ASK, DIRECT, Got, Served, query_path, text_of

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

NAME = "a-name-that-nobody-guesses"


def eventually(holds: Callable[[], bool], seconds: float = 5) -> bool:
    """Wait until something holds."""
    until = time.monotonic() + seconds
    while not holds() and time.monotonic() < until:
        time.sleep(0.02)
    return holds()


def running(server: Served) -> int:
    """Count the queries that run, as the metrics tell."""
    figures = server.ask("GET", "/metrics").body.decode()
    return int(float(figures.partition("\nmarsgraph_queries_running ")[2].split()[0]))


def children(pid: int) -> list[int]:
    """List the children of a process."""
    try:
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]
    except (FileNotFoundError, ProcessLookupError):
        return []


def workers(server: Served) -> list[int]:
    """List the query processes: the children of the fork server, which is the first child."""
    return children(children(server.process.pid)[0])


def memory(pid: int) -> int:
    """The most bytes that a process ever held."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


def test_large(shipped: Served) -> None:
    """A large answer arrives whole, with its length told."""
    got = shipped.ask("GET", query_path(text_of("rows"), format="tsv"))
    one = shipped.ask("GET", query_path(text_of("count"), format="csv")).body.split()[1]

    assert int(got.header("Content-Length")) == len(got.body)
    assert 20 * int(one) + 1 == len(got.body.splitlines())


def test_large_costs_little(shipped: Served) -> None:
    """A large answer in JSON is whole, and the web server does not hold it."""
    got = shipped.ask("GET", query_path(text_of("rows"), format="json"))

    assert len(got.body) > 30_000_000
    assert len(json.loads(got.body)["results"]["bindings"]) > 100_000
    assert max(memory(pid) for pid in children(shipped.process.pid)) < 150_000_000


def test_large_compressed(shipped: Served) -> None:
    """A large answer is compressed while it is sent to who reads Zstandard, and is the same answer."""
    path = query_path(text_of("rows"), format="json")
    got = shipped.ask("GET", path, Accept_Encoding="zstd")

    assert ("zstd", "", "chunked") == tuple(
        map(got.header, ("Content-Encoding", "Content-Length", "Transfer-Encoding"))
    )
    assert shipped.ask("GET", path).body == zstd.decompress(got.body)


def test_many_triples(shipped: Served) -> None:
    """Many triples are whole and each is there once, in whichever way they are written."""
    lines = shipped.ask("GET", query_path(text_of("triples"), format="nt")).body
    turtle = shipped.ask("GET", query_path(text_of("triples"), format="ttl")).body
    found = set(ox.parse(lines, ox.RdfFormat.N_TRIPLES))

    assert lines.count(b"\n") == len(found) > 100_000
    assert found == set(ox.parse(turtle, ox.RdfFormat.TURTLE))


def test_killed_workers(start: Callable[..., Served]) -> None:
    """Workers that are killed at any moment cost an answer, and never leave half of one."""
    server = start("--no-access-log", "--cache-bytes", "0")
    path = query_path(text_of("rows"), format="tsv")
    whole = len(server.ask("GET", path).body)
    chance, ended = random.Random(1), threading.Event()  # noqa: S311 - a schedule, no secret

    def kill() -> None:
        while not ended.wait(chance.uniform(0.02, 0.15)):
            for pid in workers(server):
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    continue

    killer = threading.Thread(target=kill)
    killer.start()
    with ThreadPoolExecutor(4) as pool:
        got = list(pool.map(lambda _: server.ask("GET", path), range(24)))
    ended.set()
    killer.join()

    assert {200, 503} >= {one.status for one in got}
    assert [] == [len(one.body) for one in got if one.status == 200 and len(one.body) != whole]
    assert eventually(lambda: server.query(ASK).status == 200)


def test_time_limit(shipped: Served) -> None:
    """A query is refused soon after the time that its caller gave it, with the limit told."""
    began = time.monotonic()
    got = shipped.ask("GET", query_path(text_of("endless"), timeout="0.5"))
    took = time.monotonic() - began

    assert (503, 0.5) == (got.status, json.loads(got.body)["limit"])
    assert took < 1.5


@pytest.mark.parametrize(
    ("option", "value", "problem"),
    [("--row-limit", "1000", "row-limit"), ("--size-limit", "1", "size-limit")],
)
def test_limits(start: Callable[..., Served], option: str, value: str, problem: str) -> None:
    """An answer over a limit is refused, and nothing of it is sent."""
    got = start(option, value).ask("GET", query_path(text_of("rows"), format="csv"))

    assert 503 == got.status
    assert json.loads(got.body)["type"].endswith(f"/problem/{problem}")


def in_background(server: Served, mark: int = 0, **headers: str) -> tuple[threading.Thread, list[Got]]:
    """Ask an endless query, and collect the answer; another mark makes it another query."""
    got: list[Got] = []
    query = f"{text_of('endless')} # {mark}"
    thread = threading.Thread(target=lambda: got.append(server.query(query, **headers)))
    thread.start()
    return thread, got


def test_stop_by_name(shipped: Served) -> None:
    """Who named a query can stop it, and a second time there is nothing to stop."""
    thread, got = in_background(shipped, Query_Id=NAME)

    assert eventually(lambda: running(shipped) == 1)
    assert 204 == shipped.ask("DELETE", f"/queries/{NAME}").status
    thread.join(5)
    assert (503, "stopped") == (got[0].status, json.loads(got[0].body)["type"].rpartition("/")[2])
    assert 404 == shipped.ask("DELETE", f"/queries/{NAME}").status


def command(server: Served, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `marsgraph queries` on the server's machine."""
    return subprocess.run(
        [sys.executable, "-m", "marsgraph.cli", "queries", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"TMPDIR": str(server.folder)},
    )


def test_stop_by_operator(start: Callable[..., Served]) -> None:
    """The operator lists what runs, and stops it by its mark."""
    server = start()
    thread, got = in_background(server)
    assert eventually(lambda: running(server) == 1)

    (listed,) = json.loads(command(server, "--json").stdout)
    stopped = command(server, "--stop", listed["mark"])
    thread.join(5)

    assert (0, 503) == (stopped.returncode, got[0].status)
    assert "No query runs." in command(server).stdout
    assert 5 == command(server, "--stop", listed["mark"]).returncode


def test_caller_leaves(start: Callable[..., Served]) -> None:
    """The query of a caller who went away is ended long before its limit."""
    server = start("--time-limit", "60")
    connection = server.connect()
    connection.request("POST", "/sparql", text_of("endless"), DIRECT)
    assert eventually(lambda: running(server) == 1)
    time.sleep(0.6)  # it is watched once it is slow
    assert 1 == running(server)

    connection.close()

    assert eventually(lambda: running(server) == 0)


def test_leaves_in_the_middle(shipped: Served) -> None:
    """A caller who leaves in the middle of a large answer leaves nothing open."""
    fork_server, *processes = children(shipped.process.pid)
    shipped.query(ASK)
    before = sum(len(os.listdir(f"/proc/{pid}/fd")) for pid in processes)  # noqa: PTH208 - only counted
    for _ in range(5):
        connection = shipped.connect()
        connection.request("GET", query_path(text_of("rows"), format="json"))
        connection.getresponse().read(1000)
        connection.close()

    def descriptors() -> int:
        return sum(len(os.listdir(f"/proc/{pid}/fd")) for pid in processes)  # noqa: PTH208 - only counted

    assert fork_server
    assert eventually(lambda: descriptors() <= before + 4)


def test_simple_beside_endless(shipped: Served) -> None:
    """While twelve endless queries run, simple ones and the health are answered at once."""
    assert eventually(lambda: running(shipped) == 0, 15)  # what another test left would count against the slow ones
    background = [in_background(shipped, mark)[0] for mark in range(12)]
    assert eventually(lambda: running(shipped) >= 12)

    times = []
    for _ in range(20):
        began = time.monotonic()
        assert 200 == shipped.query(text_of("missions")).status
        assert 200 == shipped.ask("GET", "/health").status
        times.append(time.monotonic() - began)

    assert sorted(times)[10] < 0.5
    for thread in background:
        thread.join(10)


def test_readiness_without_engine(start: Callable[..., Served]) -> None:
    """Health tells that the process lives; readiness is refused while queries have no process, then comes back."""
    server = start()
    assert 200 == server.ask("GET", "/ready").status
    time.sleep(5)  # one that dies sooner is not started again

    os.kill(children(server.process.pid)[0], signal.SIGKILL)

    assert eventually(lambda: _status(server, "/ready") != 200, 3)
    assert eventually(lambda: _status(server, "/ready") == 200, 15)


def _status(server: Served, path: str) -> int:
    try:
        return server.ask("GET", path).status
    except (OSError, http.client.HTTPException):
        return 0
