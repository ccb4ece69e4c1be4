"""A table in shared memory: what each worker does now.

A worker writes its own slot, the fork server reads all. Neither waits for the other and no message is sent, so
watching a query costs it under a microsecond. The server may therefore read a slot while it changes; `token`
tells which request it read about, and a worker killed for a request that it had just finished costs the next
one a second try, not its answer.
"""

from __future__ import annotations

import mmap
from dataclasses import dataclass
from struct import Struct
from typing import Final

from marsgraph.workers.frames import REQUEST, Head

_NUMBER: Final = Struct("<d")
_STATE: Final = 8
_SLOW: Final = 9
_HEAD: Final = 16
_SIZE: Final = 128
_OFFENDERS: Final = 4096
_DIGEST: Final = 8
_IDLE, _BUSY = range(2)


@dataclass(frozen=True, slots=True)
class Work:
    """What a worker does: when it took its request, and the request's head."""

    started: float
    head: Head


class Slot:
    """One worker's part of the table."""

    def __init__(self, memory: mmap.mmap, index: int) -> None:
        self._memory = memory
        self._at = index * _SIZE
        self.index = index

    def clear(self) -> None:
        """Forget everything, before another worker takes the slot."""
        self._memory[self._at : self._at + _SIZE] = bytes(_SIZE)

    # ---- The worker's side. The state is written last, so that it never promises what is not there yet.

    def take(self, now: float, head: bytes | bytearray) -> None:
        """Say that a request came, and which."""
        _NUMBER.pack_into(self._memory, self._at, now)
        self._memory[self._at + _HEAD : self._at + _HEAD + REQUEST.size] = head
        self._memory[self._at + _STATE] = _BUSY

    def rest(self) -> None:
        """Say that it is answered."""
        self._memory[self._at + _STATE] = _IDLE

    @property
    def slow(self) -> bool:
        """Whether the server put this worker at the back of the queue."""
        return self._memory[self._at + _SLOW] == 1

    # ---- The server's side

    def mark_slow(self) -> None:
        """Tell the worker that it was."""
        self._memory[self._at + _SLOW] = 1

    def work(self) -> Work | None:
        """What the worker does now; None for nothing, or when that changed while we looked."""
        started, state = self.started, self._memory[self._at + _STATE]
        if state == _IDLE:
            return None
        head = self._memory[self._at + _HEAD : self._at + _HEAD + REQUEST.size]
        if started != self.started:
            return None
        return Work(started, Head.read(head))

    @property
    def started(self) -> float:
        """When the worker took its latest request; 0 before the first."""
        started: float = _NUMBER.unpack_from(self._memory, self._at)[0]
        return started


class Table:
    """All slots."""

    def __init__(self, count: int) -> None:
        self._memory = mmap.mmap(-1, count * _SIZE)
        self._free = [Slot(self._memory, index) for index in reversed(range(count))]

    def take(self) -> Slot | None:
        """Give an empty slot, if there is one."""
        if not self._free:
            return None
        slot = self._free.pop()
        slot.clear()
        return slot

    def give_back(self, slot: Slot) -> None:
        """Let another worker have the slot."""
        self._free.append(slot)


class Offenders:
    """Digests of queries that were slow lately, in shared memory: they start where slow ones end up.

    A runaway that is asked again and again would otherwise compete with quick queries for its first moments
    each time. A table without chains: a digest may push out another, which costs nothing but those moments.
    """

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, _OFFENDERS * _DIGEST)

    def note(self, digest: bytes) -> None:
        """Remember a slow query."""
        at = _place(digest)
        self._memory[at : at + _DIGEST] = digest

    def knows(self, digest: bytes) -> bool:
        """Whether the query was slow."""
        at = _place(digest)
        return self._memory[at : at + _DIGEST] == digest

    def forget(self, digest: bytes) -> None:
        """It was quick this time."""
        at = _place(digest)
        self._memory[at : at + _DIGEST] = bytes(_DIGEST)


def _place(digest: bytes) -> int:
    return int.from_bytes(digest[:4], "little") % _OFFENDERS * _DIGEST
