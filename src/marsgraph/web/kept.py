"""What was made once and may be asked for again: bounded in bytes, the latest stay.

What is kept is true for one version of the data, and an application serves one version.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextlib import suppress
from typing import Final, Generic, TypeVar

from marsgraph.web.packing import packed
from marsgraph.workers import Answer, Body

V = TypeVar("V")

_OVERHEAD: Final = 1024
"""The bytes that an entry takes besides its own."""
_SHARE: Final = 8
"""No entry may take more than this part of the room."""


class Kept(Generic[V]):
    """Values by what they are the answer to; with room for nothing, it keeps nothing."""

    def __init__(self, most: int, holds: Callable[[int], object] = lambda _more: None) -> None:
        """Keep at most so many bytes; `holds` is told how many more there are, or fewer."""
        self.most = most
        self._holds = holds
        self._size = 0
        self._values: OrderedDict[Hashable, tuple[V, int]] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._values)

    @property
    def size(self) -> int:
        """The bytes that are taken."""
        return self._size

    def fits(self, size: int) -> bool:
        """Whether a value of this size may be kept at all."""
        return size + _OVERHEAD <= self.most // _SHARE

    def find(self, key: Hashable) -> V | None:
        """Give what is kept, which makes it the latest; takes no lock, for every request passes here."""
        found = self._values.get(key)
        if found is None:
            return None
        with suppress(KeyError):  # another thread may have dropped it meanwhile
            self._values.move_to_end(key)
        return found[0]

    def keep(self, key: Hashable, value: V, size: int) -> None:
        """Keep a value of this size, key included, and drop the oldest where there is no room."""
        if not self.fits(size):
            return
        with self._lock:
            before, taken = self._size, size + _OVERHEAD
            self._drop(key)
            self._values[key] = value, taken
            self._make_room(taken)
            self._holds(self._size - before)

    def grow(self, key: Hashable, value: V, by: int) -> None:
        """Count more bytes for a value, if it is still what is kept."""
        with self._lock:
            found = self._values.get(key)
            if found and found[0] is value:
                before = self._size
                self._values[key] = value, found[1] + by
                self._make_room(by)
                self._holds(self._size - before)

    def _drop(self, key: Hashable) -> None:
        found = self._values.pop(key, None)
        self._size -= found[1] if found else 0

    def _make_room(self, taken: int) -> None:
        self._size += taken
        while self._size > self.most:
            self._size -= self._values.popitem(last=False)[1][1]


class Answers(Kept[Answer]):
    """Answers of the query processes, each held in memory with its compressed forms once somebody wanted them."""

    def add(self, key: bytes, answer: Answer) -> Answer:
        """Keep an answer if it is not too large; give what to send, from memory if it is kept."""
        size = len(key) + answer.body.length
        if not self.fits(size):
            return answer
        body = Held(answer.body.read(), lambda more: self.grow(key, kept, more))
        answer.body.close()
        kept = Answer(answer.facts, body, answer.seconds)
        self.keep(key, kept, size)
        return kept


class Held(Body):
    """The bytes of an answer that is kept; `grown` is told how many more they become."""

    def __init__(self, data: bytes, grown: Callable[[int], None]) -> None:
        super().__init__(data, None, len(data))
        self.again = False
        """Whether it was asked for more than once."""
        self._grown = grown
        self._packed: dict[str, bytes] = {}

    def packed(self, coding: str) -> bytes:
        """The same compressed, which is done once."""
        if coding not in self._packed:
            self._packed[coding] = packed(self, coding)
            self._grown(len(self._packed[coding]))
        return self._packed[coding]
