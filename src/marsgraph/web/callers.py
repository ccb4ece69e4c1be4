"""Noticing callers who went away while their query runs, so that it is not evaluated for nobody.

WSGI tells nothing of a connection. What the system tells is which connections this process has: a request came
over one of those that its address had when it began, and when all of those are gone, so is whoever asked. This
never stops a query that somebody waits for; behind a proxy that keeps its connections, nothing is seen, and
the time limit ends the query.
"""

from __future__ import annotations

import contextlib
import os
import select
import socket
import stat
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from time import monotonic
from typing import Final, TypeAlias

from marsgraph.web.reply import Environ

_Peer: TypeAlias = tuple[str, int]

_AFTER: Final = 0.2
"""A query that is answered within these seconds is not watched: looking at connections costs more than it does."""
_EVERY: Final = 0.25


@dataclass(slots=True)
class _Watched:
    """Somebody who waits for a query."""

    gone: Callable[[], object]
    address: str
    since: float
    peers: frozenset[_Peer] | None = None
    """The connections over which it may have come, once they were looked at."""


class _While:
    """The block in which somebody is watched."""

    __slots__ = ("_callers", "_one")

    def __init__(self, callers: Callers, one: _Watched) -> None:
        self._callers = callers
        self._one = one

    def __enter__(self) -> None:
        self._callers.begin(self._one)

    def __exit__(self, *_: object) -> None:
        self._callers.end(self._one)


class Callers:
    """Watches in one thread, which lives while something runs."""

    def __init__(self) -> None:
        self._watched: dict[int, _Watched] = {}
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._watching = False

    def watching(self, environ: Environ, gone: Callable[[], object]) -> _While:
        """Call `gone`, perhaps repeatedly, when the caller is; as long as a block lasts."""
        return _While(self, _Watched(gone, environ.get("REMOTE_ADDR", ""), monotonic()))

    def begin(self, one: _Watched) -> None:
        """Watch somebody."""
        with self._lock:
            self._watched[id(one)] = one
            if not self._watching:
                self._watching = True
                threading.Thread(target=self._watch, name="callers", daemon=True).start()

    def end(self, one: _Watched) -> None:
        """Watch no more."""
        with self._lock:
            self._watched.pop(id(one), None)

    def _watch(self) -> None:
        while self._anybody():
            self._wake.wait(_EVERY)
            with self._lock:
                waiting = [one for one in self._watched.values() if monotonic() - one.since > _AFTER]
            if waiting:
                self._look(waiting)

    def _anybody(self) -> bool:
        with self._lock:
            self._watching = bool(self._watched)
            return self._watching

    def _look(self, waiting: list[_Watched]) -> None:
        here = connected()
        for one in waiting:
            if one.peers is None:
                one.peers = frozenset(peer for peer in here if peer[0] == one.address)
            elif one.peers and not one.peers & here:
                with contextlib.suppress(Exception):
                    one.gone()


def connected() -> frozenset[_Peer]:
    """Who is connected to this process now: address and port of each."""
    return frozenset(peer for connection in _connections() if (peer := _peer(connection)))


def drop_who_does_not_read(seconds: float) -> None:
    """Let the system end each connection whose other side takes nothing of what it is sent for so long."""
    for connection in _connections():
        with contextlib.suppress(OSError):  # it was closed while we looked
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(seconds * 1000))


def _connections() -> Iterator[socket.socket]:
    """The sockets for TCP that this process has."""
    with os.scandir("/proc/self/fd") as entries:
        numbers = [int(entry.name) for entry in entries]
    for number in numbers:
        with contextlib.suppress(OSError):  # as above
            if not stat.S_ISSOCK(os.fstat(number).st_mode):
                continue
            with socket.socket(fileno=os.dup(number)) as connection:
                if connection.family in {socket.AF_INET, socket.AF_INET6}:
                    yield connection


def _peer(connection: socket.socket) -> _Peer | None:
    """The other end of a connection that is open in both directions; nothing for any other socket."""
    try:
        address, port = connection.getpeername()[:2]
        poll = select.poll()
        poll.register(connection, select.POLLRDHUP)
        return None if poll.poll(0) else (address, port)
    except OSError:  # it listens, or was closed
        return None
