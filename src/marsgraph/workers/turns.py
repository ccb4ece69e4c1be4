"""Whose turn it is to compute, when several queries are slow.

All at once they would take the processors from quick queries and share what is left so thinly that none ends in
time. So as many go on as there are processors, or one less while quick ones come, which then find one free; the
others are held, by a signal. Those go first that have computed least, counted in doublings, and among equals the
eldest: a query of a second ends beside any number of runaways, and few signals are sent. A slow process also gives
way to quick ones, yet not wholly: other programs that keep the processors busy leave it its share (`walls.give_way`).
"""

from __future__ import annotations

import contextlib
import math
import os
import signal
from collections.abc import Iterable
from dataclasses import dataclass

from marsgraph.workers import walls


@dataclass(slots=True)
class Turn:
    """One process: how much it has computed for its query, and what we did about that."""

    pid: int
    level: int = 0
    """How often the time after which a query is slow was reached and doubled; 0 for a query that is not slow."""
    since: float = 0.0
    held: bool = False
    gives_way: bool = False

    def advance(self, computed: float, slow_after: float, since: float) -> None:
        """Note what the process has computed for its query, which began at `since`."""
        self.level = 0 if computed < slow_after else 1 + int(math.log2(computed / slow_after))
        self.since = since
        if self.level and not self.gives_way:
            self.gives_way = True
            walls.give_way(self.pid)

    def hold(self, held: bool) -> None:
        """Stop the process, or let it go on. It can be killed all the same."""
        if held != self.held:
            self.held = held
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGSTOP if held else signal.SIGCONT)


def take(turns: Iterable[Turn], at_once: int) -> None:
    """Let those go on whose turn it is, and hold the others."""
    for place, turn in enumerate(sorted(turns, key=lambda turn: (turn.level, turn.since))):
        turn.hold(place >= at_once)
