"""What the system knows about processes, read from /proc."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

PATIENCE = 30.0
ASKING = (
    "import sys; from fake_engine import ask; from marsgraph.workers import Client\n"
    "Client(sys.argv[1]).run(ask('spin', seconds=60))"
)
"""A program that asks the server at its argument for what has no end."""


def children(pid: int) -> list[int]:
    """List the children of a process, those that wait to be buried too."""
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]
    except FileNotFoundError:
        return []


def lives(pid: int) -> bool:
    """Whether a process is there and not merely unburied."""
    return state(pid) not in "ZX"


def held(pid: int) -> bool:
    """Whether a process was stopped by a signal."""
    return state(pid) == "T"


def state(pid: int) -> str:
    """The letter by which the system calls the state of a process; X for one that is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return "X"


def descriptors(pid: int) -> int:
    """Count the open files and sockets of a process."""
    return len(os.listdir(f"/proc/{pid}/fd"))  # noqa: PTH208 - only the number counts


def eventually(holds: Callable[[], bool]) -> bool:
    """Wait until something holds, for at most `PATIENCE` seconds."""
    until = time.monotonic() + PATIENCE
    while not (true := holds()) and time.monotonic() < until:
        time.sleep(0.01)
    return true
