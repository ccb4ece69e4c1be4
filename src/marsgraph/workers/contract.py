"""What callers of the workers hand over and get back. Nothing here knows an engine."""

from __future__ import annotations

import os
import weakref
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

from marsgraph.workers.output import Output

MEBIBYTE = 1024 * 1024
_CHUNK = 256 * 1024

S = TypeVar("S")
Facts: TypeAlias = dict[str, Any]
"""What JSON can carry."""
Load: TypeAlias = Callable[[], S]
"""Reads the data, once, in the fork server."""
Evaluate: TypeAlias = Callable[[S, bytes, Output], Facts]
"""Answers one request in a worker: writes the whole answer to the output, and returns what stands beside it.

It must find everything imported: a worker can open no file. What the warm-up requests use, is.
"""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one query may take."""

    seconds: float = 10.0
    memory_bytes: int = 512 * MEBIBYTE
    answer_bytes: int = 512 * MEBIBYTE


@dataclass(frozen=True, slots=True)
class Request:
    """One query as `evaluate` reads it, its limits, and the unguessable name by which its caller may stop it."""

    payload: bytes
    limits: Limits = Limits()
    id: str | None = None
    announced: bool = False
    """Whether `Client.stop` can tell that it waits for a worker; that costs a few microseconds."""


class Body:
    """The bytes of an answer, in memory or in an unlinked file that goes away with this object."""

    def __init__(self, data: bytes | None, descriptor: int | None, length: int) -> None:
        self._data = data
        self._descriptor = descriptor
        self.length = length
        self._closing = weakref.finalize(self, os.close, descriptor) if descriptor is not None else None

    @classmethod
    def of(cls, data: bytes) -> Body:
        """Hold bytes."""
        return cls(data, None, len(data))

    @classmethod
    def spooled(cls, descriptor: int) -> Body:
        """Take over an open file."""
        return cls(None, descriptor, os.fstat(descriptor).st_size)

    @property
    def descriptor(self) -> int | None:
        """The open file, for those who send it with `os.sendfile`."""
        return self._descriptor

    def __iter__(self) -> Iterator[bytes]:
        if self._descriptor is None:
            if self._data:
                yield self._data
            return
        at = 0
        while chunk := os.pread(self._descriptor, _CHUNK, at):
            at += len(chunk)
            yield chunk

    def read(self) -> bytes:
        """Everything at once."""
        return self._data if self._data is not None else b"".join(self)

    def close(self) -> None:
        """Give the file back to the system; doing so twice is no fault."""
        if self._closing:
            self._closing()


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer: what `evaluate` returned, what it wrote, and the seconds it took."""

    facts: Facts
    body: Body
    seconds: float


@dataclass(frozen=True, slots=True)
class Running:
    """A query that runs now, as the operator sees it.

    The mark names it to `Client.end`; `id` and `digest` are hashes, so that a list of queries gives nobody the
    power to stop them by name, nor their text.
    """

    mark: str
    id: str | None
    digest: str
    seconds: float
    slow: bool
    pid: int


@dataclass(frozen=True, slots=True)
class Settings:
    """How many queries at once, and what becomes of slow ones.

    A query is slow once it has computed for `slow_after` seconds, however long it waited for a processor: a fresh
    worker is then forked in place of its own, so that `quick` workers are always there for quick queries. Slow
    ones take turns (`turns`). At most `slow` queries may be slow at once; one more is refused when no worker is
    left for others, so that those who were admitted run to their own limits. At most `waiting` requests wait for
    a worker.
    """

    quick: int = 16
    slow: int = 32
    waiting: int = 128
    slow_after: float = 0.05
    at_once: int = field(default_factory=lambda: os.cpu_count() or 1)
    """How many slow queries compute at the same time; one less, but one, while quick ones come."""
    grace: float = 10.0
    """Seconds for what still runs when the server is told to end."""
    inline_bytes: int = 128 * 1024
    """Longer answers go through a file. It fits a socket's buffer, so that no worker waits for a caller to read."""
    keep_bytes: int = 8 * MEBIBYTE
    """A worker that has grown by more than this ends after its answer, and gives its memory back."""
    spool_folder: Path | None = None
    """Where long answers are written; the system's folder for temporary files on a disk if None."""
    warm_up: tuple[bytes, ...] = ()
    """Requests that are evaluated once before the first worker is forked, so that nothing is left to import."""
