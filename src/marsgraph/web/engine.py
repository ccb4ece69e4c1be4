"""The way to the query processes: how many at once, under which name, and an end for those nobody waits for."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from marsgraph.web.callers import Callers
from marsgraph.web.reply import Environ
from marsgraph.web.settings import Settings
from marsgraph.workers import Answer, Busy, Client, Request, Running


class Engine:
    """Asks the workers on behalf of callers."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._client = Client(settings.workers, settings.waiting)
        self._room = threading.BoundedSemaphore(settings.queries)
        self._callers = Callers(self._client.stop)

    def run(self, payload: bytes, environ: Environ, *, name: str | None = None, seconds: float | None = None) -> Answer:
        """Give the whole answer, or raise why there is none; stop once the caller is seen to be gone."""
        limits = self._settings.limits
        limits = limits if seconds is None else replace(limits, seconds=seconds)
        name = name or secrets.token_hex(16)
        with self._admitted(), self._callers.watching(environ, name):
            return self._client.run(Request(payload, limits, name))

    def stop(self, name: str) -> bool:
        """Stop the query of this name; say whether it ran."""
        return self._client.stop(name)

    def running(self) -> list[Running]:
        """What runs now, in all processes."""
        return self._client.running()

    @contextmanager
    def _admitted(self) -> Iterator[None]:
        """Keep threads free for what needs no worker."""
        if not self._room.acquire(blocking=False):
            limit = self._settings.queries
            raise Busy(f"{limit} queries run or wait in this process already.", limit=limit, remedy="Ask again later.")
        try:
            yield
        finally:
            self._room.release()
