"""The workers as the fork server sees them: who runs what, who must die, who replaces whom.

Nothing here waits or reads a message. `watch` is called many times a second and again whenever a child ends.
"""

from __future__ import annotations

import logging
import os
import resource
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from time import monotonic
from typing import Final

from marsgraph.workers import turns, walls
from marsgraph.workers.contract import Limits, Running, Settings
from marsgraph.workers.desk import Desk
from marsgraph.workers.frames import NO_ID, Head
from marsgraph.workers.refusals import Busy, Refusal, Stopped, TimeLimit
from marsgraph.workers.slots import Offenders, Slot, Table, Work
from marsgraph.workers.turns import Turn
from marsgraph.workers.worker import crashed, out_of_memory

_log = logging.getLogger(__name__)

_PAUSE: Final = 1.0  # seconds without a fork after one failed, or after a worker died at birth
_STOP_HOLDS: Final = 15.0  # seconds: a query that still waits is stopped when it starts
_LATE: Final = 2.0  # seconds after which a query is slow that does not compute: it may wait for a disk
_LULL: Final = 0.5  # seconds without a quick query after which slow ones may have all processors
_HOPE: Final = 1.0  # seconds that a query which is one too many may yet end by itself


@dataclass
class _Process:
    """A worker and what we decided about it."""

    pid: int
    slot: Slot
    born: float
    turn: Turn
    slow: bool = False
    seen: bytes = b""
    """The request that it had when we last looked,"""
    used: float = 0.0
    """and the seconds that it had computed when we first saw that."""
    doomed: tuple[bytes, Refusal | None] | None = None
    """The request for which it was killed, and why; nothing where nobody waits for it any more."""


@dataclass
class Pool:
    """All workers; whoever waits for one that dies is told why."""

    settings: Settings
    desk: Desk
    fork: Callable[[Slot], int]
    """Makes a worker of a child process; gives its pid."""
    offenders: Offenders = field(default_factory=Offenders)
    closing: bool = False
    _table: Table = field(init=False)
    _processes: dict[int, _Process] = field(default_factory=dict)
    _stops: dict[bytes, float] = field(default_factory=dict)
    _not_before: float = 0.0
    _baseline: int = field(default_factory=walls.peak_bytes)

    def __post_init__(self) -> None:
        self._table = Table(self.settings.quick + 2 * self.settings.slow)  # some die while others are born

    # ---- Births

    def fill(self, most: int | None = None) -> None:
        """Fork until there are as many workers for quick queries as there should be, or as many as are said."""
        if self.closing or monotonic() < self._not_before:
            return
        wanted = self.settings.quick if most is None else min(most, self.settings.quick)
        for _ in range(wanted - sum(not p.slow and not p.doomed for p in self._processes.values())):
            slot = self._table.take()
            if slot is None or not self._born(slot):
                return

    def _born(self, slot: Slot) -> bool:
        try:
            pid = self.fork(slot)
        except OSError as error:
            _log.error("No worker could be forked: %s", error.strerror)
            self._not_before = monotonic() + _PAUSE
            self._table.give_back(slot)
            return False
        self._processes[pid] = _Process(pid, slot, monotonic(), Turn(pid))
        return True

    # ---- Life

    def watch(self) -> None:
        """Kill what is over a limit or was stopped, and let those take turns that have become slow."""
        now = monotonic()
        self._stops = {name: until for name, until in self._stops.items() if until > now}
        for process, work in self._busy():
            self._judge(process, work, now)
        self._take_turns(now)
        self.fill()

    def _busy(self) -> Iterator[tuple[_Process, Work]]:
        for process in self._processes.values():
            if not process.doomed and (work := process.slot.work()):
                yield process, work

    def _judge(self, process: _Process, work: Work, now: float) -> None:
        elapsed, head = now - work.started, work.head
        if elapsed > head.limits.seconds:
            self._kill(process, head.token, _over_time(head.limits, elapsed))
        elif self._stops.pop(head.id, None):
            self._kill(process, head.token, _stopped())
        else:
            process.turn.advance(self._computed(process, head), self.settings.slow_after, work.started)
            late = elapsed > _LATE or process.slot.slow
            if not process.slow and (process.turn.level or late):
                self._set_aside(process, head, elapsed)

    def _computed(self, process: _Process, head: Head) -> float:
        """The seconds that a process has computed since it was first seen with its request."""
        used = walls.cpu_seconds(process.pid)
        if process.seen != head.token:
            process.seen, process.used = head.token, used
        return used - process.used

    def _set_aside(self, process: _Process, head: Head, elapsed: float) -> None:
        """Let a slow query take turns with others, and another worker its place; or refuse it, and stay so."""
        if sum(p.slow for p in self._processes.values()) < self.settings.slow:
            process.slow = True
            process.slot.mark_slow()
            if process.turn.level:
                self.offenders.note(head.digest)
        elif elapsed > _HOPE and not self._anybody_free():
            self._kill(process, head.token, _too_many_slow(self.settings.slow))

    def _take_turns(self, now: float) -> None:
        slow = [process for process in self._processes.values() if process.slow and not process.doomed]
        computing = [process.turn for process in slow if process.slot.work()]
        turns.take(computing, self._at_once(now))
        for process in slow:
            if process.turn not in computing:  # it was held when it had just ended
                process.turn.hold(False)

    def _at_once(self, now: float) -> int:
        """How many slow queries may compute: while quick ones come, a processor stays free for them."""
        most = self.settings.at_once
        quick = max((process.slot.started for process in self._processes.values() if not process.slow), default=0.0)
        return most - 1 if most > 1 and now - quick < _LULL else most

    def _anybody_free(self) -> bool:
        return any(not p.slow and not p.doomed and not p.slot.work() for p in self._processes.values())

    def _kill(self, process: _Process, token: bytes, why: Refusal | None) -> None:
        process.doomed = (token, why)
        os.kill(process.pid, signal.SIGKILL)  # not reaped yet, so the number is still its own

    # ---- Deaths

    def reap(self) -> None:
        """Bury the workers that ended, tell how, and fork others."""
        while self._processes:
            pid, status, usage = os.wait4(-1, os.WNOHANG)
            if not pid:
                break
            self._bury(self._processes.pop(pid), status, usage)
        self.fill()

    def _bury(self, process: _Process, status: int, usage: resource.struct_rusage) -> None:
        work = process.slot.work()
        if work and process.doomed:
            token, why = process.doomed
            self.desk.tell(work.head, why if token == work.head.token else None)
        elif work:
            reached = usage.ru_maxrss * 1024 - self._baseline
            self.desk.tell(work.head, _cause(status, work.head.limits, reached))
        elif os.WIFEXITED(status) and os.WEXITSTATUS(status) and monotonic() - process.born < _PAUSE:
            self._not_before = monotonic() + _PAUSE  # it could not live: do not fork as fast as they die
        self._table.give_back(process.slot)

    # ---- Questions

    @property
    def empty(self) -> bool:
        """Whether no worker is left."""
        return not self._processes

    @property
    def pids(self) -> list[int]:
        """All workers."""
        return list(self._processes)

    def running(self) -> list[Running]:
        """Everything that runs now, the longest first."""
        now = monotonic()
        shown = [_shown(process, work.head, now - work.started) for process, work in self._busy()]
        return sorted(shown, key=lambda running: -running.seconds)

    def stop(self, name: bytes) -> int:
        """Stop the queries of this hashed name; when none runs, the one that comes. Say how many ran."""
        count = self._stop_where(lambda head: head.id == name)
        if not count:
            self._stops[name] = monotonic() + _STOP_HOLDS
        return count

    def end(self, token: bytes) -> int:
        """Stop one query by its mark."""
        return self._stop_where(lambda head: head.token == token)

    def give_back(self, channel: int) -> None:
        """Take a channel back from who asks no more, and end what still runs for it."""
        token = self.desk.awaited.forget(channel)  # first, so that nothing begins that was not seen to run
        for process, work in self._busy():
            if work.head.token == token:
                self._kill(process, work.head.token, None)
        self.desk.give_back(channel)

    def _stop_where(self, meant: Callable[[Head], bool]) -> int:
        found = [(process, work.head) for process, work in self._busy() if meant(work.head)]
        for process, head in found:
            self._kill(process, head.token, _stopped())
        return len(found)

    def kill_all(self) -> None:
        """End every worker at once."""
        for pid in self._processes:
            os.kill(pid, signal.SIGKILL)


def _shown(process: _Process, head: Head, seconds: float) -> Running:
    name = None if head.id == NO_ID else head.id.hex()
    return Running(head.token.hex(), name, head.digest.hex(), round(seconds, 3), process.slow, process.pid)


# ---- Reasons


def _cause(status: int, limits: Limits, reached: int) -> Refusal:
    """What a worker died of that nobody killed: native code that finds no memory aborts."""
    if not os.WIFSIGNALED(status):
        return crashed("which left early")
    number = os.WTERMSIG(status)
    return out_of_memory(limits, reached) if number == signal.SIGABRT else crashed(f"by {signal.Signals(number).name}")


def _over_time(limits: Limits, elapsed: float) -> TimeLimit:
    return TimeLimit(
        f"The query ran for longer than {limits.seconds:g} s.",
        limit=limits.seconds,
        reached=round(elapsed, 3),
        remedy="Make its pattern narrower, bind a subject or a class first, or add LIMIT.",
    )


def _stopped() -> Stopped:
    return Stopped("The query was stopped.")


def _too_many_slow(limit: int) -> Busy:
    return Busy(
        f"{limit} slow queries run already, and this one is slow, too.",
        limit=limit,
        reached=limit + 1,
        remedy="Ask again later, or make the query quicker: simple ones are answered all the time.",
    )
