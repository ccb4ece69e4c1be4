"""The signals that end a server: a thread waits for them, in each of its processes.

What Python calls for a signal runs in the main thread, between two instructions. granian's main threads wait for a
lock, and a signal that comes in the moment before they begin to is seen when they wake, which is never: of 120 servers
that were ended as soon as they answered, one process of one stayed until it was killed.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_SIGNALS: Final = frozenset({signal.SIGTERM, signal.SIGINT})


@contextmanager
def held() -> Iterator[None]:
    """Let these signals wait for `told`, in this thread and those that it starts, and in the processes it forks."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def told(seconds: float) -> bool:
    """Whether the process was told to end, or is within these seconds."""
    return signal.sigtimedwait(_SIGNALS, seconds) is not None


def hand_over() -> None:
    """In a process that was forked while signals were held: do what is set for them, by a thread.

    That is what granian sets, in a moment; until then the process has nothing to finish, and ends.
    """
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_DFL)
    threading.Thread(target=_wait, name="ending", daemon=True).start()


def _wait() -> None:
    number = signal.sigwait(_SIGNALS)
    handler = signal.getsignal(number)
    if not callable(handler):
        os._exit(128 + number)
    handler(number, None)
