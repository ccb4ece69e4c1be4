"""The signals that end a server are heard whatever its main thread does."""

from __future__ import annotations

import signal
import subprocess
import sys

PATIENCE = 20
PAUSE = 0.5
"""Seconds until it surely waits; a signal that comes earlier is no harder to hear."""
BUSY = """
import ctypes, os, signal, threading
from marsgraph.web import ending

with ending.held():
    ending.hand_over()
    if {ready}:
        signal.signal(signal.SIGTERM, lambda *_: os._exit(3))
    threading.Timer({pause}, print, ["ready"], {{"flush": True}}).start()
    python = ctypes.CDLL(None)
    python.PyThread_allocate_lock.restype = ctypes.c_void_p
    lock = ctypes.c_void_p(python.PyThread_allocate_lock())
    python.PyThread_acquire_lock(lock, 1)
    python.PyThread_acquire_lock(lock, 1)
"""
"""Its main thread waits for a lock that it has, and goes on waiting when a signal comes."""


def ended(ready: bool) -> int:
    """Tell a busy process to end, and give its exit code."""
    command = [sys.executable, "-c", BUSY.format(ready=ready, pause=PAUSE)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        try:
            return process.wait(PATIENCE)
        finally:
            process.kill()


def test_handler() -> None:
    """What is set for a signal is done, though the main thread does not look."""
    assert 3 == ended(ready=True)


def test_not_ready() -> None:
    """A process that set nothing yet ends."""
    assert 128 + signal.SIGTERM == ended(ready=False)
