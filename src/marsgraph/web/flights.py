"""Queries that run now, which others who ask the same may join instead of running them again.

One thread runs the query and all who joined share how it ends: the answer, or the refusal that each would have got.
A caller who leaves, or whose own time is over, takes nothing from the others: the query is stopped only once
nobody waits for it any more.
"""

from __future__ import annotations

import itertools
import os
import secrets
import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from dataclasses import dataclass, replace

from marsgraph.workers import Answer, Body, TimeLimit


@dataclass(eq=False, slots=True)
class Flight:
    """A query that runs, and those who wait for it."""

    key: Hashable
    seconds: float
    """The time that it has."""
    name: str
    """What stops it."""
    waiting: set[object]
    ended: Future[Answer] | None = None
    """How it ended, once somebody joined."""


class Flights:
    """The queries that may be joined, by what they ask."""

    def __init__(self, stop: Callable[[str], object]) -> None:
        self._stop = stop
        self._secret = f"{secrets.token_hex(16)}-{os.getpid()}"
        self._number = itertools.count()
        self._flights: dict[Hashable, Flight] = {}
        self._lock = threading.Lock()

    def join(self, key: Hashable, seconds: float, who: object) -> tuple[Flight, bool]:
        """Join what runs and has at least this time, or begin: then it is to be landed by who asked."""
        with self._lock:
            flight = self._flights.get(key)
            if flight is None or flight.seconds < seconds:
                name = f"{self._secret}-{next(self._number)}"
                flight = self._flights[key] = Flight(key, seconds, name, {who})
                return flight, True
            flight.ended = flight.ended or Future()
            flight.waiting.add(who)
            return flight, False

    def land(self, flight: Flight, run: Callable[[], Answer]) -> Answer:
        """Run the query in this thread, and let all who joined know how it ended."""
        try:
            answer = run()
        except BaseException as error:
            if ended := self._end(flight):
                ended.set_exception(error)
            raise
        if ended := self._end(flight):
            ended.set_result(answer)
            return _copy(answer)
        return answer

    def wait(self, flight: Flight, seconds: float, who: object) -> Answer:
        """Wait for how it ends, and no longer than who asked would."""
        ended = flight.ended or Future()  # there is one as soon as somebody joined
        try:
            answer = ended.result(None if seconds >= flight.seconds else seconds)
        except TimeoutError:
            self.leave(flight, who)
            message = f"The query ran for longer than {seconds:g} s."
            raise TimeLimit(message, limit=seconds, reached=seconds) from None
        return _copy(answer)

    def leave(self, flight: Flight, who: object) -> None:
        """Wait no longer; the last one who leaves stops the query, and nobody can join it any more."""
        with self._lock:
            flight.waiting.discard(who)
            if flight.waiting:
                return
            self._remove(flight)
        self._stop(flight.name)

    def _end(self, flight: Flight) -> Future[Answer] | None:
        """Let nobody join any more; give what those who joined wait for."""
        with self._lock:
            self._remove(flight)
        return flight.ended

    def _remove(self, flight: Flight) -> None:
        if self._flights.get(flight.key) is flight:
            del self._flights[flight.key]


def _copy(answer: Answer) -> Answer:
    """The same answer with an open file of its own, so that each who reads it may close it."""
    descriptor = answer.body.descriptor
    return answer if descriptor is None else replace(answer, body=Body.spooled(os.dup(descriptor)))
