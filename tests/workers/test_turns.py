"""Slow queries take turns: those that computed least go first, the others are held."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from fake_engine import ask
from processes import ASKING, eventually, held

from marsgraph.workers import Answer, Client, Server, Settings, Stopped, TimeLimit

Starting = Callable[[Settings], Server]


def runaways(client: Client, pool: ThreadPoolExecutor, count: int) -> None:
    """Begin endless queries; wait until all are slow."""
    for _ in range(count):
        pool.submit(client.run, ask("spin", seconds=60, name="runaway"))
    assert eventually(lambda: sum(each.slow for each in client.running()) == count)


def test_held(started: Starting) -> None:
    """Of three slow queries as many compute as may at once; the others are held."""
    client = Client(started(Settings(quick=2, slow=4, at_once=1)).address)
    with ThreadPoolExecutor() as pool:
        runaways(client, pool, 3)

        assert eventually(lambda: sum(held(each.pid) for each in client.running()) == 2)
        client.stop("runaway")


def test_least_first(started: Starting) -> None:
    """A query that takes longer than quick ones is answered beside endless ones, though one may compute at once."""
    client = Client(started(Settings(quick=2, slow=4, at_once=1)).address)
    with ThreadPoolExecutor() as pool:
        runaways(client, pool, 3)
        answer = client.run(ask("compute_until", time.monotonic() + 1, seconds=30))
        client.stop("runaway")

    assert isinstance(answer, Answer)


def test_room_for_quick(started: Starting) -> None:
    """While quick queries come one slow query less may compute, and after them all again."""
    client = Client(started(Settings(quick=2, slow=4, at_once=2, slow_after=1.0)).address)
    over = threading.Event()

    def held_now() -> int:
        return sum(held(each.pid) for each in client.running())

    def ask_quick_ones() -> None:
        while not over.wait(0.01):
            client.run(ask("look_up", "planet"))

    with ThreadPoolExecutor() as pool:
        runaways(client, pool, 2)
        asking = pool.submit(ask_quick_ones)
        some = eventually(lambda: held_now() == 1)
        over.set()
        asking.result()
        none = eventually(lambda: held_now() == 0)
        client.stop("runaway")

    assert (True, True) == (some, none)


def test_time_limit_of_held(started: Starting) -> None:
    """A query that is held ends at its limit."""
    client = Client(started(Settings(quick=2, slow=2, at_once=0)).address)
    with ThreadPoolExecutor() as pool:
        future = pool.submit(client.run, ask("spin", seconds=1))

        assert isinstance(future.exception(), TimeLimit)


def test_stop_held(started: Starting) -> None:
    """A query that is held can be stopped."""
    client = Client(started(Settings(quick=2, slow=2, at_once=0)).address)
    with ThreadPoolExecutor() as pool:
        future = pool.submit(client.run, ask("spin", seconds=60, name="held"))
        assert eventually(lambda: any(held(each.pid) for each in client.running()))
        client.stop("held")

        assert isinstance(future.exception(), Stopped)


def test_client_of_held_goes_away(started: Starting) -> None:
    """A query that is held ends when nobody waits for its answer."""
    server = started(Settings(quick=2, slow=2, at_once=0))
    client = Client(server.address)
    with subprocess.Popen([sys.executable, "-c", ASKING, server.address], cwd=Path(__file__).parent) as asking:
        assert eventually(lambda: any(held(each.pid) for each in client.running()))
        asking.kill()

    assert eventually(lambda: not client.running())
