"""Queries that others join: run once, and nobody takes the answer from another."""

from __future__ import annotations

import os
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from marsgraph.web.flights import Flights
from marsgraph.workers import Answer, Body, Busy, TimeLimit

ANSWER = Answer({}, Body.of(b"answer"), 0.0)


def never(_name: str) -> None:
    """Stop nothing, for what must not be stopped."""
    raise AssertionError


def test_joined() -> None:
    """Who asks the same while it runs gets the same answer."""
    flights, begin = Flights(never), threading.Event()

    def make() -> Answer:
        assert begin.wait(10)
        return ANSWER

    flight, mine = flights.join("query", 10, "first")
    with ThreadPoolExecutor(4) as pool:
        others = [flights.join("query", 10, number) for number in range(3)]
        waiting = [pool.submit(flights.wait, other, 10, number) for number, (other, _) in enumerate(others)]
        landed = pool.submit(flights.land, flight, make)
        begin.set()

        assert [ANSWER] * 4 == [one.result() for one in (landed, *waiting)]
    assert ([False] * 3, True) == ([theirs for _, theirs in others], mine)


def test_a_refusal_reaches_all_and_is_not_kept() -> None:
    """A refusal reaches those who joined, and the next one asks anew."""
    flights = Flights(never)
    flight, _ = flights.join("query", 10, "first")
    joined, _ = flights.join("query", 10, "second")

    def refuse() -> Answer:
        raise Busy("Too many.")

    with pytest.raises(Busy):
        flights.land(flight, refuse)
    with pytest.raises(Busy):
        flights.wait(joined, 10, "second")
    assert flights.join("query", 10, "third")[1]


def test_less_patient() -> None:
    """A caller with less time is refused when that is over, while the query goes on for the other."""
    flights = Flights(never)
    flight, _ = flights.join("query", 10, "patient")
    joined, mine = flights.join("query", 0.01, "hasty")

    with pytest.raises(TimeLimit) as refused:
        flights.wait(joined, 0.01, "hasty")

    assert (False, 0.01) == (mine, refused.value.limit)
    assert ANSWER == flights.land(flight, lambda: ANSWER)


def test_more_patient() -> None:
    """A caller with more time does not join what may be ended sooner."""
    flights = Flights(never)
    flights.join("query", 1, "hasty")

    assert flights.join("query", 10, "patient")[1]


def test_stopped_by_the_last() -> None:
    """The query is stopped when the last one leaves, and then nobody joins it."""
    stopped: list[str] = []
    flights = Flights(stopped.append)
    flight, _ = flights.join("query", 10, "first")
    flights.join("query", 10, "second")
    flights.leave(flight, "first")
    before = list(stopped)
    flights.leave(flight, "second")

    assert ([], [flight.name]) == (before, stopped)
    assert flights.join("query", 10, "third")[1]


def test_long_answers() -> None:
    """Each who joined reads a file of its own, which it may close."""
    flights = Flights(never)
    flight, _ = flights.join("query", 10, "first")
    joined, _ = flights.join("query", 10, "second")
    with tempfile.TemporaryFile() as file:
        file.write(b"long")
        file.flush()
        first = flights.land(flight, lambda: Answer({}, Body.spooled(os.dup(file.fileno())), 0.0))
    second = flights.wait(joined, 10, "second")
    first.body.close()

    assert b"long" == second.body.read()
    second.body.close()
