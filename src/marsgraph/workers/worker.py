"""A worker: takes a request, evaluates it completely, sends the answer, takes the next.

All workers wait on the same listening socket and the system wakes one, so no process stands between a client and
its worker. A worker that is killed ends its connection, which is how the client learns of it.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import logging
import os
import select
import signal
import socket
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, process_time
from typing import BinaryIO, Generic, NoReturn

from marsgraph.errors import MarsGraphError
from marsgraph.workers import seccomp, walls
from marsgraph.workers.contract import Evaluate, Limits, S, Settings
from marsgraph.workers.frames import Broken, Head, read_request, send_answer, send_refusal
from marsgraph.workers.output import Output
from marsgraph.workers.refusals import Crashed, EngineFailed, MemoryLimit, dismantle
from marsgraph.workers.slots import Offenders, Slot

_log = logging.getLogger(__name__)

_F_SETSIG = 10  # of Linux; Python has no name for it
_SPOOLS = 4  # long answers until a worker is replaced: it can open no file, so it has these from the start
_FAULT = "The query could not be answered, by a fault of ours that is now in the server's log."


@dataclass(frozen=True)
class Job(Generic[S]):
    """What a worker is born with."""

    store: S
    evaluate: Evaluate[S]
    settings: Settings
    listening: socket.socket
    slot: Slot
    offenders: Offenders


def live(job: Job[S], parent: int) -> NoReturn:
    """Be a worker until the socket closes, the worker is spent, or somebody kills it."""
    status = 1
    try:
        walls.end_with_parent(parent)
        walls.usual_signals()
        walls.be_the_first_to_go()
        _Worker(job).serve()
        status = 0
    except BaseException:  # noqa: BLE001 - the code of the process that forked us must not go on
        _log.exception("A worker ended by a fault of ours.")
    finally:
        os._exit(status)


def spool_folder(settings: Settings) -> Path:
    """Where long answers are written: /tmp is memory on many systems, /var/tmp is not."""
    if settings.spool_folder is not None:
        return settings.spool_folder
    lasting = Path("/var/tmp")  # noqa: S108 - nothing with a name is made there
    return lasting if "TMPDIR" not in os.environ and os.access(lasting, os.W_OK) else Path(tempfile.gettempdir())


class _Spools:
    """Unlinked files, opened while that was still possible."""

    def __init__(self, folder: Path) -> None:
        opened = (tempfile.TemporaryFile(buffering=0, dir=folder) for _ in range(_SPOOLS))  # noqa: SIM115 - kept
        self._free: list[BinaryIO] = list(opened)
        self._given: list[BinaryIO] = []
        self.null = -1

    def next(self) -> BinaryIO:
        """The file that the next long answer goes to."""
        return self._free[0]

    def give_away(self) -> None:
        """Let go of a file. Its number stays taken, since a hole would be a descriptor to open something with."""
        file = self._free.pop(0)
        os.dup2(self.null, file.fileno())
        self._given.append(file)

    @property
    def used_up(self) -> bool:
        """Whether a long answer would find none."""
        return not self._free


class _Worker(Generic[S]):
    """One worker process."""

    def __init__(self, job: Job[S]) -> None:
        self._job = job
        self._pid = os.getpid()
        self._spoiled = False
        walls.close_all_but([job.listening.fileno()])
        self._calls = _calls_of(job.listening)
        self._spools = _Spools(spool_folder(job.settings))
        self._space = walls.address_space()
        self._memory = -1
        self._peak = walls.peak_bytes()
        self._spools.null = walls.leave_one_descriptor()
        seccomp.refuse_calls()

    def serve(self) -> None:
        """Answer one request after the other."""
        slot = self._job.slot
        while connection := self._next():
            with connection, contextlib.suppress(Broken, OSError):  # the client went away: nobody waits
                self._answer(connection)
            spent = self._spent
            slot.rest()
            if spent:
                return

    def _next(self) -> socket.socket | None:
        """Wait for a connection; None when the server has shut the socket down and nobody waits any more."""
        while True:
            ((_, event),) = self._calls.poll()
            try:
                connection, _ = self._job.listening.accept()
            except BlockingIOError:  # another worker was faster
                if event & select.EPOLLHUP:
                    return None
                continue
            self._job.slot.take(monotonic())
            return connection

    @property
    def _spent(self) -> bool:
        grown = walls.peak_bytes() - self._peak
        return self._spoiled or self._job.slot.slow or self._spools.used_up or grown > self._job.settings.keep_bytes

    def _answer(self, connection: socket.socket) -> None:
        written, head, payload = read_request(connection)
        self._job.slot.name(written)
        self._die_with(connection)
        known = self._job.offenders.knows(head.digest)
        if known:
            self._job.slot.mark_slow()
        started, computed = monotonic(), process_time()
        reply = self._reply(head, payload)
        seconds = monotonic() - started
        if known and process_time() - computed < self._job.settings.slow_after:
            self._job.offenders.forget(head.digest)
        fcntl.fcntl(connection, fcntl.F_SETFL, 0)  # the client may go once it has what it wants
        reply(connection, seconds)

    def _die_with(self, connection: socket.socket) -> None:
        """Let the system end this process when the client goes away, in the middle of native code or held."""
        fcntl.fcntl(connection, fcntl.F_SETOWN, self._pid)
        fcntl.fcntl(connection, _F_SETSIG, signal.SIGKILL)
        fcntl.fcntl(connection, fcntl.F_SETFL, os.O_ASYNC)
        with contextlib.suppress(BlockingIOError):  # there is nothing to read: it is still there
            connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
            raise Broken

    def _reply(self, head: Head, payload: bytes) -> Callable[[socket.socket, float], None]:
        """Evaluate; give what sends the answer or the refusal."""
        out = Output(head.limits.answer_bytes, self._job.settings.inline_bytes, self._spools.next)
        try:
            facts, data = self._evaluate(payload, head.limits, out)
        except BaseException as error:  # noqa: BLE001 - a panic of the engine is none of the usual ones
            parts = dismantle(out.refusal or self._explain(error, head.limits))
            self._abandon(out)
            return lambda connection, seconds: send_refusal(connection, parts, seconds)
        if out.file is None:
            return lambda connection, seconds: send_answer(connection, facts, seconds, data, None)
        return lambda connection, seconds: self._send_spooled(connection, facts, seconds)

    def _evaluate(self, payload: bytes, limits: Limits, out: Output) -> tuple[bytes, bytes]:
        if limits.memory_bytes != self._memory:
            self._memory = limits.memory_bytes
            walls.limit_address_space(self._space + self._memory)
        facts = self._job.evaluate(self._job.store, payload, out)
        return json.dumps(facts).encode(), out.finish()

    def _explain(self, error: BaseException, limits: Limits) -> MarsGraphError:
        """Make an error for the caller of whatever was raised."""
        if isinstance(error, MarsGraphError):
            return error
        self._spoiled = True
        if isinstance(error, MemoryError):
            return out_of_memory(limits, walls.peak_bytes() - self._peak)
        if isinstance(error, RecursionError):
            return Crashed("The query is nested too deeply.", remedy="Nest less.")
        _log.error(_FAULT, exc_info=error)
        return EngineFailed(_FAULT) if isinstance(error, Exception) else crashed("by a panic")

    def _send_spooled(self, connection: socket.socket, facts: bytes, seconds: float) -> None:
        send_answer(connection, facts, seconds, b"", self._spools.next().fileno())
        self._spools.give_away()

    def _abandon(self, out: Output) -> None:
        """Empty the file of an answer that was refused, for the next one."""
        if out.file is not None:
            out.file.seek(0)
            out.file.truncate()


def _calls_of(listening: socket.socket) -> select.epoll:
    """Wait for connections so that the system wakes one worker, and the one that went idle last.

    Blocking in `accept` wakes the one that is idle for longest, so that all take turns and none finds its memory
    in the processor's cache.
    """
    calls = select.epoll()
    calls.register(listening, select.EPOLLIN | select.EPOLLEXCLUSIVE)
    return calls


def out_of_memory(limits: Limits, reached: int) -> MemoryLimit:
    """Say that a query wanted too much memory."""
    return MemoryLimit(
        f"The query needs more than {limits.memory_bytes:,} bytes of memory.",
        limit=limits.memory_bytes,
        reached=reached,
        remedy="Ask for less at once: without ORDER BY or DISTINCT over many rows, or with a narrower pattern.",
    )


def crashed(how: str) -> Crashed:
    """Say that a query ended its process."""
    return Crashed(
        f"The query ended the process that evaluated it, {how}. No other query is affected.",
        remedy="Make it shorter or nest it less; the same query would end the same way.",
    )
