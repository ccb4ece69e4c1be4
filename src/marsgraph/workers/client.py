"""The side of those who ask: any thread of any process that knows the address.

A client keeps the channels that it was given (`desk`), one for each request at the same time, so that to ask is to
send one message and to wait for one. A process that is forked with a client gets channels of its own.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import socket
import struct
import weakref
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep
from typing import Any, Final

from marsgraph.workers import frames
from marsgraph.workers.contract import Answer, Request, Running
from marsgraph.workers.desk import Awaited
from marsgraph.workers.forkserver import CONTROL
from marsgraph.workers.frames import TOKEN_BYTES, Broken, Reply, id_hash, read_reply, write_request
from marsgraph.workers.refusals import Busy, EngineFailed, assemble

_TRIES: Final = 3
_LONG_LATE: Final = 2.0  # seconds after a limit that we give up
_LOOK: Final = 0.25  # seconds after which we look whether to wait on
_ROOM: Final = 0.005  # seconds after which we look whether there is room to hand a request in
_CONTROL_SECONDS: Final = 6.0
_DEAD: Final = "Restart the server; its log says why the query processes ended."
_KEPT: Final = 32  # channels that a client keeps for later; others may want the rest
_THREE: Final = 3
"""The descriptors that come with a channel: where answers come, where requests go, and the table."""


@dataclass(frozen=True, slots=True)
class Client:
    """Asks the workers at an address; waits at most `waiting` seconds for one that is free."""

    address: str
    waiting: float = 5.0
    _channels: list[_Channel] = field(default_factory=list, init=False, repr=False, compare=False)
    """Those that nobody uses now."""

    def run(self, request: Request) -> Answer:
        """Give the whole answer, or raise why there is none."""
        if request.announced and request.id is not None:
            with self._announced(request.id):
                return self._run(request)
        return self._run(request)

    def stop(self, name: str) -> bool:
        """Stop the queries of this name, also one that still waits for a worker; say whether there was any."""
        ran = self._ask("stop", id_hash(name).hex())["stopped"]
        return bool(ran) or self._announcement(name).exists()

    def end(self, mark: str) -> bool:
        """Stop the query with this mark of `running`; say whether it ran."""
        return bool(self._ask("end", mark)["stopped"])

    def running(self) -> list[Running]:
        """What runs now, the longest first."""
        return [Running(**each) for each in self._ask("running", "")["running"]]

    # ---- Who waits: an empty file for each query that may be stopped by name, since no worker knows it yet

    @contextlib.contextmanager
    def _announced(self, name: str) -> Iterator[None]:
        announcement = self._announcement(name)
        with contextlib.suppress(OSError):  # no server is there, which the request will find out
            announcement.touch(mode=0o600)
        try:
            yield
        finally:
            announcement.unlink(missing_ok=True)

    def _announcement(self, name: str) -> Path:
        return Path(self.address, id_hash(name).hex())

    # ---- Asking

    def _run(self, request: Request) -> Answer:
        for _ in range(_TRIES):
            channel = self._channel()
            try:
                reply = channel.ask(request, self.waiting)
            except BaseException:
                channel.close()  # which is how the server learns that nobody waits any more
                raise
            self._keep(channel)
            if reply.refused:
                raise assemble(reply.facts)
            if not reply.lost:
                return Answer(reply.facts, reply.body, reply.seconds)
        raise EngineFailed("The processes that answer queries were lost.", remedy="Ask again.")

    def _keep(self, channel: _Channel) -> None:
        if len(self._channels) < _KEPT:
            self._channels.append(channel)
        else:
            channel.leave()

    def _channel(self) -> _Channel:
        """One that is free, or a new one; those of a process that forked us stay its own."""
        with contextlib.suppress(IndexError):
            while True:
                channel = self._channels.pop()
                if channel.pid == os.getpid():
                    return channel
        return _Channel(*leased(self.address), look=min(_LOOK, self.waiting))

    def _ask(self, ask: str, about: str) -> dict[str, Any]:
        with _connected(self.address) as connection:
            try:
                _send_question(connection, ask, about)
                with connection.makefile("rb") as lines:
                    state: dict[str, Any] = json.loads(lines.readline())
            except (OSError, ValueError) as error:
                raise _silent() from error
        return state


class _Channel:
    """A way for one request at a time, leased from the fork server for as long as `lease` is open."""

    def __init__(self, lease: socket.socket, number: int, descriptors: list[int], *, look: float) -> None:
        self.pid = os.getpid()
        self._number = number
        self._replies, self._requests = (socket.socket(fileno=one) for one in descriptors[:2])
        self._awaited = Awaited(descriptors[2])
        os.close(descriptors[2])
        self._buffer = memoryview(bytearray(frames.LONGEST))
        self._wait_at_most(socket.SO_RCVTIMEO, look)
        self.close = weakref.finalize(self, _close, self.pid, (lease, self._replies, self._requests))

    def leave(self) -> None:
        """Close it with nothing awaited, so that no worker is ended that goes on to the next request already."""
        self._awaited.forget(self._number)
        self.close()

    def ask(self, request: Request, waiting: float) -> Reply:
        """Give the reply, whatever it is, or raise why there can be none."""
        token = random.randbytes(TOKEN_BYTES)  # noqa: S311 - tells requests apart, no secret; seeded anew by a fork
        self._awaited.expect(self._number, token)
        begun = monotonic()
        self._hand_in(request, token, begun + waiting)
        taken = None
        while True:
            since = monotonic()  # where this thread is held up, an answer may have come that it has not seen yet
            try:
                if reply := self._receive(token):
                    return reply
            except BlockingIOError:
                taken = taken or (monotonic() if self._awaited.taken(self._number) else None)
                _look(since, begun, taken, waiting, request.limits.seconds)
            except (Broken, OSError) as error:
                raise _dead() from error

    def _hand_in(self, request: Request, token: bytes, until: float) -> None:
        try:
            self._send(write_request(request, self._number, token), until)
            if frames.is_long(len(request.payload)):
                self._send_pieces(request, token)
        except OSError as error:
            raise _dead() from error

    def _send(self, message: bytes, until: float) -> None:
        """Send, once there is room among what others have handed in and nobody has taken yet."""
        while True:
            with contextlib.suppress(BlockingIOError):
                self._requests.send(message, socket.MSG_DONTWAIT)
                return
            if monotonic() >= until:
                raise _too_many()
            sleep(_ROOM)

    def _send_pieces(self, request: Request, token: bytes) -> None:
        self._wait_at_most(socket.SO_SNDTIMEO, request.limits.seconds)
        try:
            for piece in frames.pieces(request.payload, token):
                self._replies.send(piece)
        except BlockingIOError:
            raise Busy("Nobody took the query.", remedy="Ask again later.") from None

    def _wait_at_most(self, what: int, seconds: float) -> None:
        """Bound how long the system waits.

        Python's own bound would let no call wait at all, for whoever has the channel next, too.
        """
        self._replies.setsockopt(socket.SOL_SOCKET, what, struct.pack("ll", int(seconds), int(seconds % 1 * 1e6) + 1))

    def _receive(self, token: bytes) -> Reply | None:
        count, beside, _, _ = self._replies.recvmsg_into([self._buffer], socket.CMSG_SPACE(4))
        if not count:
            raise Broken
        descriptor = array("i", beside[0][2])[0] if beside else None
        return read_reply(self._buffer[:count], descriptor, token)


def _look(now: float, begun: float, taken: float | None, waiting: float, seconds: float) -> None:
    """Raise that it takes too long: the limit counts from when a worker took the request."""
    if taken is None and now - begun >= waiting:
        raise Busy(
            f"All processes for queries were taken for {waiting:g} s.",
            limit=waiting,
            reached=round(now - begun, 3),
            remedy="Ask again later.",
        )
    if taken is not None and now - taken > seconds + _LONG_LATE:
        raise EngineFailed("A query could not be ended at its limit.", limit=seconds)


def _close(pid: int, sockets: tuple[socket.socket, ...]) -> None:
    """Close them; in a process that was forked since, their numbers may be those of others by now."""
    for one in sockets:
        if pid == os.getpid():
            one.close()
        else:
            one.detach()


def leased(address: str) -> tuple[socket.socket, int, list[int]]:
    """Lease a channel: the connection that keeps it, its number and its descriptors."""
    connection = _connected(address)
    descriptors: list[int] = []
    try:
        _send_question(connection, "channel", "")
        data, descriptors, _, _ = socket.recv_fds(connection, 1024, _THREE)
        number = json.loads(data)["channel"]
    except (OSError, ValueError) as error:
        connection.close()
        raise _silent() from error
    if number is None:
        connection.close()
        raise _too_many()
    return connection, number, descriptors


def _connected(address: str) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(_CONTROL_SECONDS)
    try:
        connection.connect(f"{address}/{CONTROL}")
    except OSError as error:
        connection.close()
        raise _dead() from error
    return connection


def _send_question(connection: socket.socket, ask: str, about: str) -> None:
    connection.sendall(json.dumps({"ask": ask, "about": about}).encode() + b"\n")


def _dead() -> EngineFailed:
    return EngineFailed("The processes that answer queries are not there.", remedy=_DEAD)


def _too_many() -> Busy:
    return Busy("Too many queries wait already.", remedy="Ask again later.")


def _silent() -> EngineFailed:
    return EngineFailed("The process that watches queries does not answer.", remedy=_DEAD)
