"""A worker: takes a request, evaluates it completely, sends the answer, takes the next.

All workers wait on the same socket and the system wakes one, so no process stands between a client and its worker
(`desk`). Of a worker that dies the fork server tells the client.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import select
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
from marsgraph.workers.desk import Desk
from marsgraph.workers.frames import (
    LONGEST_REQUEST,
    REQUEST,
    Broken,
    Head,
    is_long,
    read_pieces,
    send_answer,
    send_file,
    send_refusal,
    write_whole,
)
from marsgraph.workers.output import FULL, Output
from marsgraph.workers.refusals import Crashed, EngineFailed, MemoryLimit, dismantle
from marsgraph.workers.slots import Offenders, Slot

_log = logging.getLogger(__name__)

_SPOOLS = 4  # long answers until a worker is replaced: it can open no file, so it has these from the start
_FAULT = "The query could not be answered, by a fault of ours that is now in the server's log."


@dataclass(frozen=True)
class Job(Generic[S]):
    """What a worker is born with."""

    store: S
    evaluate: Evaluate[S]
    settings: Settings
    desk: Desk
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
        self._free: list[BinaryIO] = [_unnamed(folder) for _ in range(_SPOOLS)]
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


def _unnamed(folder: Path) -> BinaryIO:
    """A file that never has a name, where the system has such; to think of a name costs memory."""
    try:
        return open(os.open(folder, os.O_TMPFILE | os.O_RDWR | os.O_CLOEXEC, 0o600), "r+b", buffering=0)  # noqa: PTH123
    except OSError:
        return tempfile.TemporaryFile(buffering=0, dir=folder)


class _Worker(Generic[S]):
    """One worker process."""

    def __init__(self, job: Job[S]) -> None:
        self._job = job
        self._spoiled = False
        walls.close_all_but(job.desk.kept)
        self._calls = _calls_of(job.desk.taking)
        self._message = bytearray(LONGEST_REQUEST)
        self._spools = _Spools(spool_folder(job.settings))
        self._space = walls.address_space()
        self._memory = -1
        self._peak = walls.peak_bytes()
        self._spools.null = walls.leave_no_descriptor()
        seccomp.refuse_calls()

    def serve(self) -> None:
        """Answer one request after the other."""
        slot = self._job.slot
        while count := self._next():
            with contextlib.suppress(Broken, OSError):  # what is no request, and an answer that nobody takes
                self._answer(count)
            spent = self._spent
            slot.rest()
            if spent:
                return

    def _next(self) -> int:
        """Wait for a request, and give its length; zero once there will be no more."""
        taking = self._job.desk.taking
        while True:
            self._calls.poll()
            with contextlib.suppress(BlockingIOError):  # another worker was faster
                return taking.recv_into(self._message)

    @property
    def _spent(self) -> bool:
        grown = walls.peak_bytes() - self._peak
        return self._spoiled or self._job.slot.slow or self._spools.used_up or grown > self._job.settings.keep_bytes

    def _answer(self, count: int) -> None:
        job, message = self._job, self._message
        started, head = monotonic(), Head.read(message)
        if count < REQUEST.size or head.channel >= len(job.desk.channels):
            raise Broken
        job.slot.take(started, message[: REQUEST.size])
        if not job.desk.awaited.take(head.channel, head.token):
            return
        channel = job.desk.channels[head.channel]
        payload = read_pieces(channel, head) if is_long(head.length) else bytes(message[REQUEST.size : count])
        known = job.offenders.knows(head.digest)
        if known:
            job.slot.mark_slow()
        computed = process_time() if known else 0.0
        reply = self._reply(head, payload)
        seconds = monotonic() - started
        if known and process_time() - computed < job.settings.slow_after:
            job.offenders.forget(head.digest)
        try:
            reply(channel, seconds)
        except OSError as error:
            self._say_unsent(channel, head.token, seconds, error)

    def _reply(self, head: Head, payload: bytes) -> Callable[[socket.socket, float], None]:
        """Evaluate; give what sends the answer or the refusal."""
        out, token = Output(head.limits.answer_bytes, self._job.settings.inline_bytes, self._spools.next), head.token
        try:
            facts, data = self._evaluate(payload, head.limits, out)
        except BaseException as error:  # noqa: BLE001 - a panic of the engine is none of the usual ones
            parts = dismantle(out.refusal or self._explain(error, head.limits))
            self._abandon(out)
            written = json.dumps(parts, default=str).encode()
            return lambda channel, seconds: self._refuse(channel, token, written, seconds)
        if out.file is None:
            return lambda channel, seconds: self._send(channel, token, facts, seconds, data)
        return lambda channel, seconds: self._send_file(channel, token, facts, seconds)

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

    def _send(self, channel: socket.socket, token: bytes, facts: bytes, seconds: float, data: bytes) -> None:
        if not send_answer(channel, token, facts, seconds, data):
            write_whole(self._spools.next(), data)
            self._send_file(channel, token, facts, seconds)

    def _refuse(self, channel: socket.socket, token: bytes, written: bytes, seconds: float) -> None:
        if not send_refusal(channel, token, written, seconds):
            self._send_file(channel, token, written, seconds, refused=True)

    def _send_file(
        self, channel: socket.socket, token: bytes, facts: bytes, seconds: float, *, refused: bool = False
    ) -> None:
        send_file(channel, token, facts, seconds, self._spools.next(), refused=refused)
        self._spools.give_away()

    def _say_unsent(self, channel: socket.socket, token: bytes, seconds: float, error: OSError) -> None:
        """Say that there was no room for what comes with an answer."""
        self._spoiled = True  # a part of it may be in the file
        refusal = EngineFailed(f"Writing what comes with the answer to a file failed: {error.strerror}.", remedy=FULL)
        send_refusal(channel, token, json.dumps(dismantle(refusal), default=str).encode(), seconds)

    def _abandon(self, out: Output) -> None:
        """Empty the file of an answer that was refused, for the next one."""
        if out.file is not None:
            out.file.seek(0)
            out.file.truncate()


def _calls_of(taking: socket.socket) -> select.epoll:
    """Wait for requests so that the system wakes one worker, and always the same few if they are enough.

    Blocking in `recv` wakes the one that is idle for longest, so that all take turns and none finds its memory in the
    processor's cache.
    """
    calls = select.epoll()
    calls.register(taking, select.EPOLLIN | select.EPOLLEXCLUSIVE)
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
