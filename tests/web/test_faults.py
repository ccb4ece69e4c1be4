"""What breaks around the server, really: a full disk, callers who say half, callers who do not read."""

from __future__ import annotations

import contextlib
import json
import resource
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic, sleep

import pytest
from served import ASK, PATIENCE, Served, query_path, text_of

POST = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
HALF = [
    b"",
    b"G",
    b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x",
    POST + b"Content-Length: 100\r\n\r\nASK",
    POST + b"Transfer-Encoding: chunked\r\n\r\n5\r\nASK {\r\n",
]


@pytest.fixture
def sockets() -> Iterator[contextlib.ExitStack]:
    """Connections that are closed when the test is over."""
    with contextlib.ExitStack() as stack:
        yield stack


def connect(server: Served, sockets: contextlib.ExitStack, data: bytes) -> socket.socket:
    """Open a connection that takes little at once, and send something."""
    connection = sockets.enter_context(socket.socket())
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.connect((server.host, server.port))
    connection.sendall(data)
    return connection


def children(pid: int) -> list[int]:
    """List the children of a process; the first child of a server forks its query processes."""
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]


def until(ask: Callable[[], int], wanted: int) -> int:
    """Ask again and again until the answer is the wanted one, or patience ends."""
    late = monotonic() + PATIENCE
    while (got := ask()) != wanted and monotonic() < late:
        sleep(0.1)
    return got


def test_full_disk(start: Callable[..., Served]) -> None:
    """When no more can be written to disk, a long answer is refused with the reason, and a short one is given."""
    server = start("--cache-bytes", "0")
    (fork_server, *_) = children(server.process.pid)
    for pid in (fork_server, *children(fork_server)):
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))

    for form in ("csv", "json"):
        got = server.ask("GET", query_path(text_of("rows"), format=form))
        assert 503 == got.status
        assert "too long to hold in memory" in json.loads(got.body)["detail"]
    assert 200 == server.query(ASK).status


@pytest.mark.parametrize("half", HALF, ids=["nothing", "letter", "head", "body", "chunk"])
def test_half_a_request(small: Served, sockets: contextlib.ExitStack, half: bytes) -> None:
    """Connections over which half a request came, and no more, take no place from others."""
    for _ in range(100):
        connect(small, sockets, half)

    assert 200 == small.query(ASK).status


def test_callers_who_do_not_read(shipped: Served, sockets: contextlib.ExitStack) -> None:
    """Callers who ask for a large answer and do not read it take no place from others, and no query process."""
    path = query_path(text_of("rows"), format="csv")
    for _ in range(40):
        connect(shipped, sockets, f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())

    for _ in range(10):
        assert 200 == shipped.query(text_of("missions")).status


def not_reading(server: Served, sockets: contextlib.ExitStack, count: int) -> list[socket.socket]:
    """Callers who ask for a long answer and read no more than its first byte, or why they get none."""
    path = query_path(text_of("rows"), format="csv", maxrows="100000")
    asked = f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    callers = [connect(server, sockets, asked) for _ in range(count)]
    for caller in callers:
        caller.recv(1)
    return callers


def test_more_who_do_not_read_than_threads(start: Callable[..., Served], sockets: contextlib.ExitStack) -> None:
    """Hundreds who do not read their long answers leave the server to others; more such answers are refused."""
    server = start("--processes", "1", "--sending-limit", "2")
    for _ in range(2):  # one after the other: so many at once would be too many queries
        not_reading(server, sockets, 100)

    assert 200 == server.query(ASK).status
    got = server.ask("GET", query_path(text_of("rows"), format="csv"))
    assert (503, "busy") == (got.status, json.loads(got.body)["type"].rpartition("/")[2])
    assert "2 long answers" in json.loads(got.body)["detail"]


def test_who_does_not_read_is_dropped(start: Callable[..., Served], sockets: contextlib.ExitStack) -> None:
    """Who reads nothing of a long answer for as long as is allowed loses the connection, and others get its place."""
    server = start("--processes", "1", "--sending-limit", "1", "--reading-limit", "0.5")
    not_reading(server, sockets, 1)

    path = query_path(text_of("rows"), format="csv", maxrows="100000")
    assert 200 == until(lambda: server.ask("GET", path).status, 200)


def test_slow_reader(shipped: Served, sockets: contextlib.ExitStack) -> None:
    """Who reads slowly gets the whole answer all the same."""
    path = query_path(text_of("rows"), format="tsv")
    whole = shipped.ask("GET", path).body
    connection = connect(shipped, sockets, f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    received = bytearray()
    while part := connection.recv(16_384):
        received += part

    assert whole == bytes(received.partition(b"\r\n\r\n")[2])
