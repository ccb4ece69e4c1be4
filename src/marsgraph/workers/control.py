"""Questions to the fork server: one line of JSON and one line back, on a socket of their own.

What asks is the client, to stop or list queries, or for a channel (`desk`), which it has for as long as it keeps the
connection. No query and no answer passes here.
"""

from __future__ import annotations

import contextlib
import json
import selectors
import socket
from dataclasses import asdict, dataclass, field
from time import monotonic
from typing import Any, Final

from marsgraph.workers.desk import Desk
from marsgraph.workers.pool import Pool

_LONGEST: Final = 1024
_PATIENCE: Final = 5.0
_REPLY_SECONDS: Final = 0.5  # a reply fits the socket's buffer; this is for a reader that sleeps


@dataclass
class _Asker:
    """A connection that has not been answered yet."""

    since: float
    question: bytearray = field(default_factory=bytearray)
    channel: int | None = None
    """The channel that it has."""


@dataclass
class Control:
    """All connections that ask."""

    pool: Pool
    desk: Desk
    selector: selectors.BaseSelector
    _askers: dict[socket.socket, _Asker] = field(default_factory=dict)

    def admit(self, connection: socket.socket) -> None:
        """Take a new connection, which does not block."""
        self._askers[connection] = _Asker(monotonic())
        self.selector.register(connection, selectors.EVENT_READ)

    def hear(self, connection: socket.socket) -> None:
        """Read what came, and answer it if that is a question."""
        asker = self._askers[connection]
        try:
            data = connection.recv(_LONGEST)
        except OSError:
            data = b""
        asker.question += data
        if asker.channel is not None:  # it holds a channel, and has no more to say: it goes
            self._drop(connection)
        elif asker.question.endswith(b"\n"):
            self._answer(connection, asker)
        elif not data or len(asker.question) > _LONGEST:
            self._drop(connection)

    def settle(self) -> None:
        """Drop those who say nothing."""
        late = monotonic() - _PATIENCE
        for connection, asker in list(self._askers.items()):
            if asker.channel is None and asker.since < late:
                self._drop(connection)

    def _answer(self, connection: socket.socket, asker: _Asker) -> None:
        try:
            question = json.loads(asker.question)
            ask, about = str(question["ask"]), str(question.get("about", ""))
            reply = self._reply(ask, about) if ask != "channel" else {"channel": None}
        except (ValueError, KeyError, TypeError):
            reply = {"fault": "not understood"}
        if "channel" in reply and (leased := self.desk.lease()):
            self._lease(connection, asker, *leased)
        else:
            self._send(connection, reply)

    def _lease(self, connection: socket.socket, asker: _Asker, channel: int, descriptors: list[int]) -> None:
        asker.channel = channel
        try:
            socket.send_fds(connection, [json.dumps({"channel": channel}).encode()], descriptors)
        except OSError:  # it went away again
            self._drop(connection)

    def _reply(self, ask: str, about: str) -> dict[str, Any]:
        """Answer a question."""
        pool, token = self.pool, bytes.fromhex(about)
        if ask == "running":
            return {"running": [asdict(each) for each in pool.running()]}
        if ask == "stop":
            return {"stopped": pool.stop(token)}
        if ask == "end":
            return {"stopped": pool.end(token)}
        raise KeyError(ask)

    def _send(self, connection: socket.socket, reply: dict[str, Any]) -> None:
        with contextlib.suppress(OSError):
            connection.settimeout(_REPLY_SECONDS)
            connection.sendall(json.dumps(reply).encode() + b"\n")
        self._drop(connection)

    def _drop(self, connection: socket.socket) -> None:
        asker = self._askers.pop(connection)
        if asker.channel is not None:
            self.pool.give_back(asker.channel)
        self.selector.unregister(connection)
        connection.close()
