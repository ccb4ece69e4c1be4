"""Long answers on their way out, of which each keeps a thread until its caller has read it.

They have places of their own, so that callers who do not read take no thread from others; and who reads nothing at
all for some time is dropped, by the system, which alone knows what was read.
"""

from __future__ import annotations

import threading
import weakref

from marsgraph.web.callers import drop_who_does_not_read
from marsgraph.web.reply import Environ, Reply
from marsgraph.workers import Body, Busy


class Sending:
    """The places for long answers in one process."""

    def __init__(self, places: int, patience: float) -> None:
        """Send so many at once; drop who reads nothing for this many seconds."""
        self._places = places
        self._free = places
        self._patience = patience
        self._lock = threading.Lock()

    def admit(self, reply: Reply, environ: Environ) -> None:
        """Give an answer a place if it needs one, until nobody holds its body any more; or refuse it."""
        body = reply.body
        if not isinstance(body, Body) or body.descriptor is None or environ["REQUEST_METHOD"] == "HEAD":
            return
        with self._lock:
            room = self._free > 0
            self._free -= room
        if not room:
            body.close()
            message = f"{self._places} long answers are being sent by this process already."
            raise Busy(message, limit=self._places, remedy="Ask again later, or for less: short answers are given.")
        weakref.finalize(body, self._leave)
        drop_who_does_not_read(self._patience)

    def _leave(self) -> None:
        with self._lock:
            self._free += 1
