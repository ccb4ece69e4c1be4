"""The bytes between a client and the worker that answers it: one request and one reply a connection.

The head of a reply is sent once the answer is whole, and says its length; whoever gets fewer bytes has no answer.
"""

from __future__ import annotations

import json
import os
import socket
from dataclasses import dataclass
from hashlib import sha256
from struct import Struct
from typing import Final

from marsgraph.workers.contract import Body, Facts, Limits, Request

TOKEN_BYTES: Final = 16
NO_ID: Final = bytes(16)

REQUEST: Final = Struct("<4sI16s16s8sdQQ")
_REQUEST_MARK: Final = b"MGq1"
_REPLY: Final = Struct("<4sBIQd")
_REPLY_MARK: Final = b"MGa1"
_INLINE, _SPOOLED, _REFUSED = range(3)
_FIRST_READ: Final = 8 * 1024
"""Nearly all requests and most answers are shorter, and a large buffer takes the allocator longer than the system."""


class Broken(Exception):  # noqa: N818 - the connection ended early; that is news, not yet an error
    """The other side went away, or said something else, before a frame was whole."""


@dataclass(frozen=True, slots=True)
class Head:
    """A request without its payload."""

    length: int
    token: bytes
    id: bytes
    digest: bytes
    limits: Limits

    @classmethod
    def read(cls, data: bytes) -> Head:
        """Read the head's bytes."""
        mark, length, token, name, digest, seconds, memory, answer = REQUEST.unpack(data)
        if mark != _REQUEST_MARK:
            raise Broken
        return cls(length, token, name, digest, Limits(seconds, memory, answer))


@dataclass(frozen=True, slots=True)
class Reply:
    """What a worker sent: facts and a body, or the parts of an error."""

    facts: Facts
    body: Body
    seconds: float
    refused: bool


def id_hash(name: str | None) -> bytes:
    """Hash the name of a query: the server keeps no names."""
    return NO_ID if name is None else sha256(name.encode()).digest()[: len(NO_ID)]


def write_request(request: Request, token: bytes) -> bytes:
    """Write a request."""
    payload, limits = request.payload, request.limits
    digest = sha256(payload).digest()[:8]
    bounds = (limits.seconds, limits.memory_bytes, limits.answer_bytes)
    return REQUEST.pack(_REQUEST_MARK, len(payload), token, id_hash(request.id), digest, *bounds) + payload


def read_request(connection: socket.socket) -> tuple[bytes, Head, bytes]:
    """Read a request: its head's bytes, the head, the payload."""
    data = connection.recv(_FIRST_READ)
    if len(data) < REQUEST.size:
        data = _rest(connection, data, REQUEST.size)
    written = data[: REQUEST.size]
    head = Head.read(written)
    return written, head, _rest(connection, data[REQUEST.size :], head.length)


def send_answer(connection: socket.socket, written: bytes, seconds: float, data: bytes, spooled: int | None) -> None:
    """Send a whole answer: the facts as JSON, then its bytes, or the descriptor of the file that holds them."""
    if spooled is None:
        head = _REPLY.pack(_REPLY_MARK, _INLINE, len(written), len(data), seconds)
        connection.sendall(head + written + data)
        return
    head = _REPLY.pack(_REPLY_MARK, _SPOOLED, len(written), os.fstat(spooled).st_size, seconds)
    socket.send_fds(connection, [head], [spooled])
    connection.sendall(written)


def send_refusal(connection: socket.socket, parts: Facts, seconds: float) -> None:
    """Send the parts of an error."""
    written = json.dumps(parts, default=str).encode()
    connection.sendall(_REPLY.pack(_REPLY_MARK, _REFUSED, len(written), 0, seconds) + written)


def read_reply(connection: socket.socket) -> Reply:
    """Read a whole reply, or raise `Broken`."""
    data, descriptors, _, _ = socket.recv_fds(connection, _FIRST_READ, 1)
    file = Body.spooled(descriptors[0]) if descriptors else None  # from here on it is closed whatever happens
    if len(data) < _REPLY.size:
        data = _rest(connection, data, _REPLY.size)
    mark, status, beside, length, seconds = _REPLY.unpack_from(data)
    if mark != _REPLY_MARK or (status == _SPOOLED) != (file is not None):
        raise Broken
    rest = _rest(connection, data[_REPLY.size :], beside + (length if file is None else 0))
    body = Body.of(rest[beside:]) if file is None else file
    if body.length != length:
        raise Broken
    return Reply(json.loads(rest[:beside]), body, seconds, refused=status == _REFUSED)


def _rest(connection: socket.socket, data: bytes, length: int) -> bytes:
    """Read on until there are `length` bytes."""
    if len(data) >= length:
        return data
    whole = bytearray(length)
    whole[: len(data)] = data
    view, at = memoryview(whole), len(data)
    connection.setblocking(True)  # a client's does not block until here, nor need it if all came at once
    while at < length:
        count = connection.recv_into(view[at:])
        if not count:
            raise Broken
        at += count
    return bytes(whole)
