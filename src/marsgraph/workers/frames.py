"""The messages between a client and the worker that answers it. Each is whole or not there.

A request is one message, and where it is long, more of them by the client's own channel. A reply is one message; what
is too long for it is in a file whose descriptor comes with it: the answer, and after it what stands beside the answer.
"""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256
from struct import Struct
from typing import BinaryIO, Final, NamedTuple

from marsgraph.workers.contract import Body, Facts, Limits, Request

TOKEN_BYTES: Final = 16
NO_ID: Final = bytes(16)
LONGEST: Final = 192 * 1024
"""The bytes of the longest message; a system's sockets hold more than that."""
LONGEST_REQUEST: Final = 16 * 1024

REQUEST: Final = Struct("<4sIQ16s16s8sdQQ")
_REQUEST_MARK: Final = b"MGq2"
_REPLY: Final = Struct("<4sB16sQQd")
_REPLY_MARK: Final = b"MGa2"
_ANSWERED, _REFUSED, _LOST = range(3)
_PIECE: Final = 64 * 1024


class Broken(Exception):  # noqa: N818 - what came is no message of ours; that is news, not yet an error
    """The other side said something else, or less than it announced."""


class Head(NamedTuple):
    """A request without its payload."""

    channel: int
    """Where its answer is awaited."""
    length: int
    token: bytes
    id: bytes
    digest: bytes
    limits: Limits

    @classmethod
    def read(cls, data: bytes | bytearray) -> Head:
        """Read the head's bytes."""
        mark, channel, length, token, name, digest, seconds, memory, answer = REQUEST.unpack_from(data)
        if mark != _REQUEST_MARK:
            raise Broken
        return cls(channel, length, token, name, digest, _limits(seconds, memory, answer))


class Reply(NamedTuple):
    """What came back: facts and a body, or the parts of an error; or nothing but that the request was lost."""

    facts: Facts
    body: Body
    seconds: float
    refused: bool
    lost: bool = False


@lru_cache(maxsize=64)
def _limits(seconds: float, memory_bytes: int, answer_bytes: int) -> Limits:
    return Limits(seconds, memory_bytes, answer_bytes)


def id_hash(name: str | None) -> bytes:
    """Hash the name of a query: the server keeps no names."""
    return NO_ID if name is None else sha256(name.encode()).digest()[: len(NO_ID)]


# ---- Requests


def write_request(request: Request, channel: int, token: bytes) -> bytes:
    """Write the message that hands a request in."""
    payload, limits = request.payload, request.limits
    digest = sha256(payload).digest()[:8]
    bounds = (limits.seconds, limits.memory_bytes, limits.answer_bytes)
    head = REQUEST.pack(_REQUEST_MARK, channel, len(payload), token, id_hash(request.id), digest, *bounds)
    return head if is_long(len(payload)) else head + payload


def is_long(length: int) -> bool:
    """Whether a payload comes by itself."""
    return REQUEST.size + length > LONGEST_REQUEST


def pieces(payload: bytes, token: bytes) -> Iterator[bytes]:
    """The messages that a long payload comes in, each with the request that it belongs to."""
    return (token + payload[at : at + _PIECE] for at in range(0, len(payload), _PIECE))


def read_pieces(channel: socket.socket, head: Head) -> bytes:
    """Read a long payload, past what somebody left there who gave up."""
    whole = bytearray()
    while len(whole) < head.length:
        piece = channel.recv(TOKEN_BYTES + _PIECE)
        if piece[:TOKEN_BYTES] == head.token:
            whole += piece[TOKEN_BYTES:]
    return bytes(whole)


# ---- Replies


def send_answer(channel: socket.socket, token: bytes, facts: bytes, seconds: float, data: bytes) -> bool:
    """Send a whole answer: the facts as JSON, then its bytes; false where it is too long for a message."""
    if _REPLY.size + len(facts) + len(data) > LONGEST:
        return False
    channel.send(_REPLY.pack(_REPLY_MARK, _ANSWERED, token, len(facts), len(data), seconds) + facts + data)
    return True


def send_file(
    channel: socket.socket, token: bytes, facts: bytes, seconds: float, file: BinaryIO, *, refused: bool = False
) -> None:
    """Send an answer that a file holds, after which the facts are written."""
    length = file.seek(0, os.SEEK_END)
    write_whole(file, facts)
    head = _REPLY.pack(_REPLY_MARK, _REFUSED if refused else _ANSWERED, token, len(facts), length, seconds)
    socket.send_fds(channel, [head], [file.fileno()])


def write_whole(file: BinaryIO, data: bytes) -> None:
    """Write all to a file that may take a part at a time."""
    left = memoryview(data)
    while left:
        left = left[file.write(left) :]


def send_refusal(channel: socket.socket, token: bytes, facts: bytes, seconds: float) -> bool:
    """Send the parts of an error as JSON; false where they are too long for a message."""
    if _REPLY.size + len(facts) > LONGEST:
        return False
    channel.send(_REPLY.pack(_REPLY_MARK, _REFUSED, token, len(facts), 0, seconds) + facts)
    return True


def fate(token: bytes, parts: Facts | None) -> bytes:
    """What is sent in place of a worker that died: the parts of an error, or that the request was lost."""
    facts = b"{}" if parts is None else json.dumps(parts, default=str).encode()
    return _REPLY.pack(_REPLY_MARK, _LOST if parts is None else _REFUSED, token, len(facts), 0, 0.0) + facts


def read_reply(data: memoryview, descriptor: int | None, token: bytes) -> Reply | None:
    """Read a reply; none where it belongs to a request that was given up; raise `Broken` where it is not whole."""
    file = Body.spooled(descriptor) if descriptor is not None else None  # from here on it is closed whatever happens
    if len(data) < _REPLY.size:
        raise Broken
    mark, status, meant, beside, length, seconds = _REPLY.unpack_from(data)
    if mark != _REPLY_MARK:
        raise Broken
    if meant != token:
        return None
    if file is None:
        body = Body.of(bytes(data[_REPLY.size + beside :]))
        facts = bytes(data[_REPLY.size : _REPLY.size + beside])
    else:
        facts, body = _from_file(file, beside, length)
    if body.length != length or len(facts) != beside:
        raise Broken
    return Reply(json.loads(facts), body, seconds, refused=status == _REFUSED, lost=status == _LOST)


def _from_file(file: Body, beside: int, length: int) -> tuple[bytes, Body]:
    """Take the facts from the end of the file."""
    if file.length != length + beside:
        raise Broken
    descriptor = file.descriptor or 0
    facts = os.pread(descriptor, beside, length)
    os.ftruncate(descriptor, length)
    file.length = length
    return facts, file
