"""The side of those who ask: any thread of any process that knows the address.

A client holds nothing but the address, so it may be shared, and may be forked with a WSGI server's workers. Each
request has a connection of its own: making one costs a few microseconds, and its end is the one sign of a
worker's death that cannot be missed.
"""

from __future__ import annotations

import contextlib
import json
import random
import select
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any, Final

from marsgraph.workers.contract import Answer, Request, Running
from marsgraph.workers.forkserver import CONTROL, WORK
from marsgraph.workers.frames import TOKEN_BYTES, Broken, Reply, id_hash, read_reply, write_request
from marsgraph.workers.refusals import Busy, EngineFailed, assemble

_TRIES: Final = 3
_LATE: Final = 0.1  # seconds after a limit that we ask what became of it; dying takes a moment
_LONG_LATE: Final = 2.0  # seconds after a limit that we give up
_CONTROL_SECONDS: Final = 6.0
_DEAD: Final = "Restart the server; its log says why the query processes ended."


class _Unknown(Exception):  # noqa: N818 - a reason to try again
    """A worker was lost, and not for what this request did."""


@dataclass(frozen=True, slots=True)
class Client:
    """Asks the workers at an address; waits at most `waiting` seconds for one that is free."""

    address: str
    waiting: float = 5.0

    def run(self, request: Request) -> Answer:
        """Give the whole answer, or raise why there is none."""
        with self._announced(request):
            for _ in range(_TRIES):
                with contextlib.suppress(_Unknown):
                    return _answer(self._try(request))
        raise EngineFailed("The processes that answer queries were lost.", remedy="Ask again.")

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
    def _announced(self, request: Request) -> Iterator[None]:
        if not request.announced or request.id is None:
            yield
            return
        announcement = self._announcement(request.id)
        with contextlib.suppress(OSError):  # no server is there, which the request will find out
            announcement.touch(mode=0o600)
        try:
            yield
        finally:
            announcement.unlink(missing_ok=True)

    def _announcement(self, name: str) -> Path:
        return Path(self.address, id_hash(name).hex())

    # ---- One try

    def _try(self, request: Request) -> Reply:
        token = random.randbytes(TOKEN_BYTES)  # noqa: S311 - tells requests apart, no secret; seeded anew by a fork
        data = write_request(request, token)  # before connecting: a worker that wakes should find it there
        begun = monotonic()
        with self._connected(WORK) as connection:
            try:
                _send(connection, data, self.waiting)
                self._await(connection, token, begun, request.limits.seconds)
                return read_reply(connection)
            except (Broken, OSError):
                self._raise_fate(self._ask("fate", token.hex()))
                raise _Unknown from None

    def _await(self, connection: socket.socket, token: bytes, begun: float, seconds: float) -> None:
        """Wait until there is a reply, or the connection ends; ask what goes on where that takes too long."""
        for reached in self._looks(seconds):
            if _readable(connection, begun + reached - monotonic()):
                return
            state = self._ask("where", token.hex())
            self._raise_fate(state)
            if not state.get("runs") and reached >= self.waiting and not _readable(connection, 0):
                raise Busy(
                    f"All processes for queries were taken for {self.waiting:g} s.",
                    limit=self.waiting,
                    reached=round(monotonic() - begun, 3),
                    remedy="Ask again later.",
                )
        raise EngineFailed("A query could not be ended at its limit.", limit=seconds)

    def _looks(self, seconds: float) -> list[float]:
        """When to look, in seconds from the beginning: the limit counts from when a worker took the request."""
        latest = self.waiting + seconds
        return sorted({self.waiting, seconds + _LATE, latest + _LATE, latest + _LONG_LATE})

    # ---- The connection

    def _connected(self, name: str) -> socket.socket:
        """Connect; the socket does not block until the queue was found to have room."""
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
        try:
            connection.connect(f"{self.address}/{name}")
        except BlockingIOError:
            connection.close()
            raise Busy("Too many queries wait already.", remedy="Ask again later.") from None
        except OSError as error:
            connection.close()
            raise EngineFailed("The processes that answer queries are not there.", remedy=_DEAD) from error
        return connection

    def _ask(self, ask: str, about: str) -> dict[str, Any]:
        with self._connected(CONTROL) as connection:
            connection.settimeout(_CONTROL_SECONDS)
            try:
                connection.sendall(json.dumps({"ask": ask, "about": about}).encode() + b"\n")
                with connection.makefile("rb") as lines:
                    state: dict[str, Any] = json.loads(lines.readline())
            except (OSError, ValueError) as error:
                raise EngineFailed("The process that watches queries does not answer.", remedy=_DEAD) from error
        return state

    def _raise_fate(self, state: dict[str, Any]) -> None:
        if state.get("fate"):
            raise assemble(state["fate"])


def _answer(reply: Reply) -> Answer:
    if reply.refused:
        raise assemble(reply.facts)
    return Answer(reply.facts, reply.body, reply.seconds)


def _send(connection: socket.socket, data: bytes, seconds: float) -> None:
    """Send a request; a long one waits for a worker that reads it."""
    sent = connection.send(data)
    if sent < len(data):
        connection.settimeout(seconds)
        connection.sendall(memoryview(data)[sent:])


def _readable(connection: socket.socket, seconds: float) -> bool:
    poll = select.poll()
    poll.register(connection, select.POLLIN)
    return bool(poll.poll(max(0, seconds * 1000)))
