"""Questions to the fork server: one line of JSON and one line back, on a socket of their own.

What asks is the client, when a connection ended without an answer, when it has waited for long, or to stop or
list queries. No query and no answer passes here.
"""

from __future__ import annotations

import contextlib
import json
import selectors
import socket
from dataclasses import asdict, dataclass, field
from time import monotonic
from typing import Any, Final

from marsgraph.workers.pool import Pool
from marsgraph.workers.refusals import dismantle

_LONGEST: Final = 1024
_PATIENCE: Final = 5.0
_REPLY_SECONDS: Final = 0.5  # a reply fits the socket's buffer; this is for a reader that sleeps


@dataclass
class _Asker:
    """A connection that has not been answered yet."""

    since: float
    question: bytearray = field(default_factory=bytearray)
    awaits: bytes | None = None
    """The request whose end it waits for."""


@dataclass
class Control:
    """All connections that ask."""

    pool: Pool
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
        if asker.question.endswith(b"\n"):
            self._answer(connection, asker)
        elif not data or len(asker.question) > _LONGEST:
            self._drop(connection)

    def settle(self) -> None:
        """Answer those whose request has ended since; drop those who say nothing."""
        late = monotonic() - _PATIENCE
        for connection, asker in list(self._askers.items()):
            if asker.awaits is not None and not self.pool.runs(asker.awaits):
                self._send(connection, self._fate(asker.awaits) or {"fate": None})
            elif asker.since < late:
                self._drop(connection)

    def _answer(self, connection: socket.socket, asker: _Asker) -> None:
        try:
            question = json.loads(asker.question)
            reply = self._reply(str(question["ask"]), str(question.get("about", "")))
        except (ValueError, KeyError, TypeError):
            reply = {"fault": "not understood"}
        if reply is not None:
            self._send(connection, reply)
        else:
            asker.awaits = bytes.fromhex(question["about"])

    def _reply(self, ask: str, about: str) -> dict[str, Any] | None:
        """Answer a question; None when the answer must be waited for."""
        pool, token = self.pool, bytes.fromhex(about)
        if ask == "running":
            return {"running": [asdict(each) for each in pool.running()]}
        if ask == "stop":
            return {"stopped": pool.stop(token)}
        if ask == "end":
            return {"stopped": pool.end(token)}
        if ask == "where":
            return self._fate(token) or {"runs": pool.runs(token)}
        if pool.runs(token) and not pool.fate(token):
            return None
        return self._fate(token) or {"fate": None}

    def _fate(self, token: bytes) -> dict[str, Any] | None:
        why = self.pool.fate(token)
        return {"fate": dismantle(why)} if why else None

    def _send(self, connection: socket.socket, reply: dict[str, Any]) -> None:
        with contextlib.suppress(OSError):
            connection.settimeout(_REPLY_SECONDS)
            connection.sendall(json.dumps(reply).encode() + b"\n")
        self._drop(connection)

    def _drop(self, connection: socket.socket) -> None:
        del self._askers[connection]
        self.selector.unregister(connection)
        connection.close()
