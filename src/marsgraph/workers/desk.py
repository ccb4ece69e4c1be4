"""The desk: where requests are handed in, and answers are given out.

One socket takes all requests, and the system wakes one worker for each. An answer goes back by a channel: a pair of
sockets that one who asks has alone, for as long as its connection to the fork server lasts (`control`). Each message
is whole or not there, so a request costs two system calls of who asks and three of who answers, and no worker that
dies leaves a part.

A table in shared memory says of each channel for which request an answer is awaited, and whether a worker took it.
Who gives up, or dies, is awaited no more: then the request is not begun, and its worker is ended.
"""

from __future__ import annotations

import contextlib
import mmap
import os
import resource
import socket
from typing import Final

from marsgraph.workers import frames
from marsgraph.workers.frames import TOKEN_BYTES, Head
from marsgraph.workers.refusals import Refusal, dismantle

_CELL: Final = 32
_TAKEN: Final = TOKEN_BYTES
_SPARE_DESCRIPTORS: Final = 256


class Awaited:
    """The table. Its writers never write the same bytes at the same time."""

    def __init__(self, descriptor: int) -> None:
        self._memory = mmap.mmap(descriptor, 0)

    def expect(self, channel: int, token: bytes) -> None:
        """Await the answer to a request."""
        at = channel * _CELL
        self._memory[at : at + _TAKEN + 1] = token + b"\0"

    def forget(self, channel: int) -> bytes:
        """Await nothing any more; give the request that was awaited, or was last."""
        at = channel * _CELL
        token = self._memory[at : at + TOKEN_BYTES]
        self.expect(channel, bytes(TOKEN_BYTES))
        return token

    def awaits(self, channel: int, token: bytes) -> bool:
        """Whether somebody waits for this answer."""
        at = channel * _CELL
        return self._memory[at : at + TOKEN_BYTES] == token

    def take(self, channel: int, token: bytes) -> bool:
        """Say that a worker has it; false where nobody waits any more."""
        if not self.awaits(channel, token):
            return False
        self._memory[channel * _CELL + _TAKEN] = 1
        return True

    def taken(self, channel: int) -> bool:
        """Whether a worker has it."""
        return self._memory[channel * _CELL + _TAKEN] == 1


class Desk:
    """The side of the fork server, and of the workers that it forks."""

    def __init__(self, channels: int) -> None:
        """Make so many channels; workers inherit all, since they can open nothing."""
        _allow_descriptors(2 * channels)
        self.taking, self.handing = _pair()
        self.taking.setblocking(False)
        self._table = os.memfd_create("marsgraph-awaited", os.MFD_CLOEXEC)
        os.ftruncate(self._table, channels * _CELL)
        self.awaited = Awaited(self._table)
        self.channels: list[socket.socket] = []
        """Where answers are given out."""
        self._ends: list[socket.socket] = []
        for _ in range(channels):
            out, end = _pair()
            self.channels.append(out)
            self._ends.append(end)
        self._free = list(range(channels))

    def lease(self) -> tuple[int, list[int]] | None:
        """Give a channel, and what its holder needs: where answers come, where requests go, and the table."""
        if not self._free:
            return None
        channel = self._free.pop()
        return channel, [self._ends[channel].fileno(), self.handing.fileno(), self._table]

    def give_back(self, channel: int) -> None:
        """Let another have the channel."""
        self._free.append(channel)

    def tell(self, head: Head, why: Refusal | None) -> None:
        """Say how a request ended whose worker cannot: why it is refused, or that it is to be handed in again."""
        if self.awaited.awaits(head.channel, head.token):
            with contextlib.suppress(OSError):  # it never blocks: nobody's answer waits in this channel
                self.channels[head.channel].send(
                    frames.fate(head.token, dismantle(why) if why else None), socket.MSG_DONTWAIT
                )

    def close(self) -> None:
        """Take no more requests; those that were handed in are answered."""
        self.handing.shutdown(socket.SHUT_WR)

    @property
    def kept(self) -> list[int]:
        """The descriptors that a worker needs."""
        return [self.taking.fileno(), *(channel.fileno() for channel in self.channels)]


def _pair() -> tuple[socket.socket, socket.socket]:
    one, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    for end in (one, other):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, frames.LONGEST)
    return one, other


def _allow_descriptors(count: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * count + _SPARE_DESCRIPTORS  # each channel that is leased has a connection, too
    if soft < wanted:
        resource.setrlimit(
            resource.RLIMIT_NOFILE, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard)
        )
