"""Where a worker writes an answer: memory first, then a file, never more than is allowed."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO, Final

from marsgraph.workers.refusals import AnswerTooLarge, EngineFailed, Refusal

FULL: Final = "Make room in the folder for temporary files, or name another with TMPDIR."


class Output:
    """A file-like object to write to, which counts.

    `refusal` keeps why a write was refused: engines wrap or swallow what a callback raises, and a part of an
    answer must never pass for the whole.
    """

    def __init__(self, limit: int, inline: int, spool: Callable[[], BinaryIO]) -> None:
        self._limit = limit
        self._inline = inline
        self._take_spool = spool
        self._parts: list[bytes] = []
        self._held = 0
        self.file: BinaryIO | None = None
        self.length = 0
        self.refusal: Refusal | None = None

    def write(self, data: bytes) -> int:
        """Add bytes, or raise a refusal."""
        if self.refusal:
            raise self.refusal
        self.length += len(data)
        if self.length > self._limit:
            self._refuse(
                AnswerTooLarge(
                    f"The answer is longer than {self._limit:,} bytes.",
                    limit=self._limit,
                    reached=self.length,
                    remedy="Add LIMIT, select fewer variables, or take the dump.",
                )
            )
        self._parts.append(bytes(data))  # the engine uses its buffer again
        self._held += len(data)
        if self._held > self._inline:
            self._spill()
        return len(data)

    def flush(self) -> None:
        """Nothing waits to be flushed that `finish` would not write."""

    def finish(self) -> bytes:
        """Give the bytes that are held in memory: the whole answer, or nothing when it is in the file."""
        if self.refusal:
            raise self.refusal
        if self.file is not None:
            self._spill()
        return b"".join(self._parts)

    def _spill(self) -> None:
        if self.file is None:
            self.file = self._take_spool()
        data = memoryview(b"".join(self._parts))
        self._parts.clear()
        self._held = 0
        try:
            while data:
                data = data[self.file.write(data) :]
        except OSError as error:
            message = f"The answer is too long to hold in memory, and writing it to a file failed: {error.strerror}."
            self._refuse(EngineFailed(message, reached=self.length, remedy=FULL))

    def _refuse(self, refusal: Refusal) -> None:
        self._parts.clear()
        self.refusal = refusal
        raise refusal
