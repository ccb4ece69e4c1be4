"""Callers of an HTTP server, for measuring: many connections in one thread, each request timed.

What is sent is made beforehand and an answer is read by its length only, so that the callers take little of the
machine from the server that they measure.
"""

from __future__ import annotations

import heapq
import random
import re
import selectors
import socket
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote

_HEAD_END = b"\r\n\r\n"
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


@dataclass
class Times:
    """The seconds that each answer took, and how often which status was answered."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)


@dataclass
class _Caller:
    connection: socket.socket
    sent_at: float = 0.0
    received: bytearray = field(default_factory=bytearray)

    def send(self, request: bytes) -> None:
        self.received.clear()
        self.sent_at = time.perf_counter()
        self.connection.sendall(request)

    def whole(self) -> bool:
        """Read what is there; tell whether the answer has ended."""
        self.received += self.connection.recv(1 << 18)
        head = self.received.find(_HEAD_END)
        if head < 0:
            return False
        length = _LENGTH.search(self.received, 0, head)
        return len(self.received) >= head + len(_HEAD_END) + int(length[1] if length else 0)

    @property
    def status(self) -> int:
        return int(self.received[9:12])


def get(host: str, query: str) -> bytes:
    """Write a request for a query."""
    return f"GET /sparql?query={quote(query)} HTTP/1.1\r\nHost: {host}\r\nAccept: */*\r\n\r\n".encode()


def ask(
    address: tuple[str, int], requests: Iterator[bytes], *, connections: int, seconds: float, pause: float = 0.0
) -> Times:
    """Let callers ask one request after the other for some seconds, each with a pause of this mean in between."""
    dice, times = random.Random(1), Times()  # noqa: S311 - pauses, no secrets
    waiting: list[tuple[float, int]] = [(0.0, number) for number in range(connections)]
    callers = [_Caller(socket.create_connection(address)) for _ in range(connections)]
    end = time.perf_counter() + seconds
    with selectors.DefaultSelector() as selector:
        for number, caller in enumerate(callers):
            caller.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            selector.register(caller.connection, selectors.EVENT_READ, number)
        asking = 0
        while asking or time.perf_counter() < end:
            now = time.perf_counter()
            while waiting and now < end and waiting[0][0] <= now:
                callers[heapq.heappop(waiting)[1]].send(next(requests))
                asking += 1
            for key, _ in selector.select(max(0.0, waiting[0][0] - now) if waiting and now < end else 0.1):
                caller = callers[key.data]
                if caller.whole():
                    done = time.perf_counter()
                    times.seconds.append(done - caller.sent_at)
                    times.statuses[caller.status] += 1
                    asking -= 1
                    heapq.heappush(waiting, (done + (dice.expovariate(1 / pause) if pause else 0.0), key.data))
    for caller in callers:
        caller.connection.close()
    return times
