"""Queries that another process of the same server runs now: waited for, and taken over from it.

The processes share a folder, that of the fork server. Who runs a query holds a lock on one byte of a file there, at
a place that the query chooses; the system lets go of it when a process dies. Who finds the byte locked says that it
waits, by a file with its process's number, and finds the answer, or why there is none, beside it once the lock is free.
Who waits also says so in a table that all hold in memory. Without anybody who waits, this costs two system calls.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import mmap
import os
import struct
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep
from typing import Final

from marsgraph.workers import Answer, Body, Busy, EngineFailed, Refusal, Stopped, TimeLimit
from marsgraph.workers.refusals import assemble, dismantle

_FLOCK: Final = "hhqqi4x"
"""The system's `struct flock`: type, from where, start, length, process."""
_OFFSET_BYTES: Final = 7
_TABLE: Final = 4096
"""Places of the table, many queries to one: what is said there is that one of them may be waited for."""
_OWN_AFFAIR: Final = (Stopped, Busy, EngineFailed)
"""What says nothing about the query, and concerns nobody else."""
_SHORTEST, _LONGEST = 0.001, 0.02


class Siblings:
    """The processes of one server, from the side of one of them."""

    def __init__(self, address: str) -> None:
        self._folder = Path(address) / "shared"
        self._file = self._open()
        self._waited = self._open_table()

    def once(self, payload: bytes, seconds: float, run: Callable[[], Answer]) -> tuple[Answer, bool]:
        """Run a query, or take over how it ended elsewhere; say whether it was run here."""
        if self._file is None:
            return run(), True
        name = hashlib.sha256(payload).hexdigest()
        place = int(name[: 2 * _OFFSET_BYTES], 16)
        if not self._lock(place) and (taken := self._wait(place, name, seconds)):
            return taken, False
        try:
            return self._run(name, run), True
        finally:
            self._set(fcntl.F_UNLCK, place)

    def _run(self, name: str, run: Callable[[], Answer]) -> Answer:
        try:
            answer = run()
        except Refusal as refusal:
            if not isinstance(refusal, _OWN_AFFAIR):
                self._hand_over(name, {"refusal": dismantle(refusal)}, Body.of(b""))
            raise
        self._hand_over(name, {"facts": answer.facts, "seconds": answer.seconds}, answer.body)
        return answer

    def _hand_over(self, name: str, told: dict[str, object], body: Body) -> None:
        """Leave how it ended for each who waits; where there is no room, they run the query themselves."""
        place = f"{self._folder}/{name}"
        if not self._waited[_row(name)] or not Path(place).exists():
            return
        with suppress(OSError):
            for waiting in [file for file in Path(place).iterdir() if not file.suffix]:
                with waiting.with_suffix(".body").open("wb") as file:
                    file.writelines(body)
                waiting.with_suffix(".told").write_text(json.dumps(told, default=str), encoding="utf-8")

    def _wait(self, place: int, name: str, seconds: float) -> Answer | None:
        """Wait for how it ends; where nothing is handed over, give nothing, but hold the lock."""
        mine = self._folder / name / str(os.getpid())
        begun, pause = monotonic(), _SHORTEST
        self._waited[_row(name)] = 1  # for good: it costs a look at the folder, no more
        _touch(mine)  # after it, for who sees the file must look for it
        try:
            while not self._lock(place):
                if monotonic() - begun > seconds:
                    message = f"The query ran for longer than {seconds:g} s."
                    raise TimeLimit(message, limit=seconds, reached=round(monotonic() - begun, 3))
                sleep(pause)
                pause = min(pause * 1.5, _LONGEST)
            return self._take_over(mine, place, seconds)
        finally:
            _remove(mine)

    def _take_over(self, mine: Path, place: int, seconds: float) -> Answer | None:
        try:
            told = json.loads(mine.with_suffix(".told").read_bytes())
            descriptor = os.open(mine.with_suffix(".body"), os.O_RDONLY | os.O_CLOEXEC)
        except (OSError, ValueError):  # nothing was handed over, or not all: its process died, or found no room
            return None
        body = Body.spooled(descriptor)
        if "facts" in told:
            self._set(fcntl.F_UNLCK, place)
            return Answer(told["facts"], body, told["seconds"])
        refusal = assemble(told["refusal"])
        if isinstance(refusal, TimeLimit) and (refusal.limit or 0) < seconds:
            return None
        self._set(fcntl.F_UNLCK, place)
        raise refusal

    # ---- The lock

    def _open(self) -> int | None:
        """The file whose bytes are locked; none where there is no folder, and then nobody to share with."""
        try:
            self._folder.mkdir(exist_ok=True)
            return os.open(self._folder / "locks", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError:
            return None

    def _open_table(self) -> mmap.mmap | bytearray:
        if self._file is None:
            return bytearray(_TABLE)
        os.ftruncate(self._file, _TABLE)
        return mmap.mmap(self._file, _TABLE)

    def _lock(self, place: int) -> bool:
        try:
            self._set(fcntl.F_WRLCK, place)
        except OSError:
            return False
        return True

    def _set(self, kind: int, place: int) -> None:
        """Take or free the byte, for this process as long as it has the file open."""
        fcntl.fcntl(self._file or 0, fcntl.F_OFD_SETLK, struct.pack(_FLOCK, kind, os.SEEK_SET, place, 1, 0))


def _row(name: str) -> int:
    return int(name[-4:], 16) % _TABLE


def _touch(file: Path) -> None:
    """Make a file in a folder that others may remove at any time, when they find it empty."""
    for _ in range(100):
        with suppress(FileNotFoundError):
            file.parent.mkdir(exist_ok=True)
            file.touch()
            return


def _remove(file: Path) -> None:
    for one in (file, file.with_suffix(".told"), file.with_suffix(".body")):
        one.unlink(missing_ok=True)
    with suppress(OSError):  # others wait there
        file.parent.rmdir()
