"""The way to the query processes: what is kept or runs already is not run again; how many at once; who still waits."""

from __future__ import annotations

import secrets
import threading
from dataclasses import replace

from marsgraph.web.callers import Callers
from marsgraph.web.flights import Flights
from marsgraph.web.kept import Answers, Held
from marsgraph.web.metrics import Metrics
from marsgraph.web.reply import Environ
from marsgraph.web.settings import Settings
from marsgraph.web.siblings import Siblings
from marsgraph.workers import Answer, Busy, Client, Limits, Request, Running


class Engine:
    """Asks the workers on behalf of callers."""

    def __init__(self, settings: Settings, metrics: Metrics) -> None:
        self._settings = settings
        self._metrics = metrics
        self._client = Client(settings.workers, settings.waiting)
        self._limits = settings.limits
        self._room = settings.queries
        self._lock = threading.Lock()
        self._callers = Callers()
        self._flights = Flights(self._client.stop)
        self._siblings = Siblings(settings.workers)
        self._kept = Answers(settings.cache_bytes // 2, metrics.holds)

    def run(self, payload: bytes, environ: Environ, *, name: str | None = None, seconds: float | None = None) -> Answer:
        """Give the whole answer, or raise why there is none; stop once the caller is seen to be gone."""
        given, name = name is not None, name or secrets.token_hex(16)
        self._enter()
        try:
            with self._callers.watching(environ, lambda: self._client.stop(name)):
                return self._client.run(Request(payload, self._limits_for(seconds), name, announced=given))
        finally:
            self._leave()

    def ask(self, payload: bytes, environ: Environ, *, name: str | None = None, seconds: float | None = None) -> Answer:
        """The same for what has but one answer: from what is kept, or else run once for all who ask it now.

        A query that its caller named runs for that caller alone, who may stop it.
        """
        if not self._settings.cache_bytes:
            return self.run(payload, environ, name=name, seconds=seconds)
        if found := self._found(payload):
            return found
        if name:
            self._metrics.cache("made")
            return self._kept.add(payload, self.run(payload, environ, name=name, seconds=seconds))
        self._enter()
        try:
            return self._together(payload, environ, self._limits_for(seconds))
        finally:
            self._leave()

    def stop(self, name: str) -> bool:
        """Stop the query of this name, also one that waits; say whether there was one."""
        return self._client.stop(name)

    def running(self) -> list[Running]:
        """What runs now, in all processes."""
        return self._client.running()

    def _found(self, payload: bytes) -> Answer | None:
        found = self._kept.find(payload)
        if found:
            self._metrics.cache("kept")
            if isinstance(found.body, Held):
                found.body.again = True
        return found

    def _together(self, payload: bytes, environ: Environ, limits: Limits) -> Answer:
        me = object()
        flight, mine = self._flights.join(payload, limits.seconds, me)

        def run() -> Answer:
            if found := self._found(payload):  # made since we looked
                return found
            request = Request(payload, limits, flight.name)
            answer, here = self._siblings.once(payload, limits.seconds, lambda: self._made(request))
            if not here:
                self._metrics.cache("shared")
            return self._kept.add(payload, answer)

        with self._callers.watching(environ, lambda: self._flights.leave(flight, me)):
            if mine:
                return self._flights.land(flight, run)
            self._metrics.cache("shared")
            return self._flights.wait(flight, limits.seconds, me)

    def _made(self, request: Request) -> Answer:
        self._metrics.cache("made")
        return self._client.run(request)

    def _limits_for(self, seconds: float | None) -> Limits:
        limits = self._limits
        return limits if seconds in {None, limits.seconds} else replace(limits, seconds=seconds)

    def _enter(self) -> None:
        """Take a place, so that threads are kept free for what needs no worker."""
        with self._lock:
            if self._room:
                self._room -= 1
                return
        limit = self._settings.queries
        raise Busy(f"{limit} queries run or wait in this process already.", limit=limit, remedy="Ask again later.")

    def _leave(self) -> None:
        with self._lock:
            self._room += 1
