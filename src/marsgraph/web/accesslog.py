"""A line for each request to the endpoint: the hash of the query, and how it went.

Lines are gathered for a moment and written together by a thread of their own, so that no caller waits for the log.
Each line is complete; a record of Python's logging is one or more of them.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

NAME: Final = "marsgraph.access"

_log = logging.getLogger(NAME)

_EVERY: Final = 0.05
_MOST: Final = 100_000
"""The lines that wait when the log takes no more; the oldest are lost then."""


@dataclass(slots=True)
class Told:
    """What is told of one request."""

    digest: str = "-"
    rows: int = 0
    status: int = 0
    outcome: str = ""
    length: int = 0
    once: bool = False
    """Whether the answer was made for this request, and may never be asked for again."""


class AccessLog:
    """Takes what is told and writes it soon."""

    def __init__(self) -> None:
        self._lines: deque[tuple[float, str, str, Told, float]] = deque(maxlen=_MOST)
        self._writer = ThreadPoolExecutor(1, "access-log")  # Python waits for it when the process ends
        self._due = False

    def add(self, method: str, path: str, told: Told, seconds: float) -> None:
        """Tell of one request."""
        self._lines.append((time.time(), method, path, told, seconds))
        if not self._due:
            self._due = True
            try:
                self._writer.submit(self._write)
            except RuntimeError:  # the process is about to end
                self._write_now()

    def _write(self) -> None:
        time.sleep(_EVERY)
        self._due = False  # before the lines are taken: one that comes after that is written the next time
        self._write_now()

    def _write_now(self) -> None:
        lines: list[str] = []
        with suppress(IndexError):  # when there are no more
            while len(lines) < _MOST:
                lines.append(_line(*self._lines.popleft()))
        if lines:
            _log.info("%s", "\n".join(lines))


def _line(when: float, method: str, path: str, told: Told, seconds: float) -> str:
    return (
        f"{_clock(int(when))},{int(when % 1 * 1000):03d} INFO {NAME} {method} {path} query={told.digest} "
        f"status={told.status} outcome={told.outcome} rows={told.rows} bytes={told.length} ms={seconds * 1000:.1f}"
    )


@lru_cache(maxsize=4)
def _clock(second: int) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(second))
