"""An engine for tests: a request names one of the things below that an evaluation may do, well or badly."""

from __future__ import annotations

import ctypes
import json
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from typing import Any

from marsgraph.errors import NotFoundError
from marsgraph.workers import Limits, Output, Refused, Request, Settings

Store = dict[str, str]
SMALL = Settings(quick=3, slow=3, grace=2.0)
MEBIBYTE = 1024 * 1024


def load() -> Store:
    """Load what there is to ask."""
    return {"planet": "Mars"}


def load_nothing() -> Store:
    """Find no data."""
    raise NotFoundError("There is no graph.", place="here", remedy="Build it.")


def load_in_vain() -> Store:
    """Load until nobody waits for it any more."""
    starter = os.getppid()
    os.write(1, b"loading\n")
    while os.getppid() == starter:
        time.sleep(0.01)
    return load()


def load_badly() -> Store:
    """Fail in a way that nobody foresaw."""
    raise ZeroDivisionError


def evaluate(store: Store, request: bytes, out: Output) -> dict[str, Any]:
    """Do what the request says."""
    told = json.loads(request)
    return DEEDS[told["do"]](store, out, told.get("with"))


def ask(deed: str, value: object = None, *, name: str | None = None, **limits: Any) -> Request:
    """Write a request."""
    return Request(json.dumps({"do": deed, "with": value}).encode(), Limits(**limits), name)


# ---- What it can do


def look_up(store: Store, out: Output, key: str) -> dict[str, Any]:
    """Answer with what the data says."""
    out.write(store[key].encode())
    return {"kind": "text"}


def echo(_: Store, out: Output, text: str) -> dict[str, Any]:
    """Answer with what was asked."""
    out.write(text.encode())
    return {}


def fill(_: Store, out: Output, size: int) -> dict[str, Any]:
    """Write a long answer whose every part tells its place."""
    for at in range(0, size, 64):
        out.write(f"{at:064}".encode())
    return {"size": size}


def wrap_refusals(store: Store, out: Output, size: int) -> dict[str, Any]:
    """Swallow what the output raises, as an engine may."""
    try:
        return fill(store, out, size)
    except Exception:  # noqa: BLE001 - that is the point
        return {}


def sleep(_: Store, out: Output, seconds: float) -> dict[str, Any]:
    """Take time without computing."""
    time.sleep(seconds)
    out.write(b"slept")
    return {}


def compute_until(_: Store, out: Output, moment: float) -> dict[str, Any]:
    """Compute until a moment of the clock, then rest; when it has passed, only rest."""
    while time.monotonic() < moment:
        sum(range(1000))
    time.sleep(0.5)
    out.write(b"computed")
    return {}


def spin(_: Store, __: Output, ___: object) -> dict[str, Any]:
    """Compute in native code, where no signal handler of Python would run, for longer than any test."""
    return {"length": (7 ** (7**9)).bit_length() + (3 ** (3**18)).bit_length()}


def grow(_: Store, __: Output, size: int) -> dict[str, Any]:
    """Want memory at once."""
    return {"length": len(bytearray(size))}


def keep(store: Store, _: Output, size: int) -> dict[str, Any]:
    """Leave something behind in the worker."""
    store["kept"] = "x" * size
    return {}


def die(_: Store, __: Output, signal_number: int) -> dict[str, Any]:
    """End by a signal."""
    signal.raise_signal(signal_number)
    return {}


def abort(_: Store, __: Output, ___: object) -> dict[str, Any]:
    """End as native code does that finds no memory."""
    os.abort()


def read_nowhere(_: Store, __: Output, ___: object) -> dict[str, Any]:
    """End as native code does whose stack overflows."""
    return {"read": ctypes.string_at(0)}


def leave(_: Store, __: Output, status: int) -> dict[str, Any]:
    """End the process."""
    os._exit(status)


def panic(_: Store, __: Output, ___: object) -> dict[str, Any]:
    """Fail as an engine in Rust does."""
    raise type("PanicException", (BaseException,), {})("the secret is 42")


def fail(_: Store, __: Output, ___: object) -> dict[str, Any]:
    """Fail in a way that nobody foresaw."""
    raise KeyError("the secret is 42")


def recurse(store: Store, out: Output, depth: int) -> dict[str, Any]:
    """Go deeper without end."""
    return recurse(store, out, depth + 1)


def not_found(_: Store, __: Output, name: str) -> dict[str, Any]:
    """Raise an error of the family."""
    raise NotFoundError(f"Nobody knows {name}.", place="query:1:7", remedy="Look it up.")


def tell_much(_: Store, out: Output, facts: dict[str, Any]) -> dict[str, Any]:
    """Say more beside an answer than in it."""
    out.write(b"x")
    return facts


def refuse(_: Store, out: Output, facts: dict[str, Any]) -> dict[str, Any]:
    """Refuse in the middle of an answer."""
    out.write(b"half an ans")
    raise Refused(facts)


def answer_with_no_json(_: Store, __: Output, ___: object) -> dict[str, Any]:
    """Return what cannot travel."""
    return {"facts": object()}


def attempt(_: Store, out: Output, what: str) -> dict[str, Any]:
    """Try to get out; tell what the system said."""
    try:
        ATTEMPTS[what]()
    except OSError as error:
        out.write((error.strerror or "").encode())
        return {"refused": True}
    return {"refused": False}


def descriptors(_: Store, __: Output, ___: object) -> dict[str, Any]:
    """Count the open files and sockets."""
    return {"open": [number for number in range(256) if _is_open(number)]}


def _is_open(number: int) -> bool:
    try:
        os.fstat(number)
    except OSError:
        return False
    return True


def who(_: Store, __: Output, ___: object) -> dict[str, Any]:
    """Tell the process and whether it gives way to others."""
    return {"pid": os.getpid(), "gives way": os.sched_getscheduler(0) == os.SCHED_BATCH}


def _fork() -> None:
    if not os.fork():
        os._exit(0)


ATTEMPTS: dict[str, Callable[[], Any]] = {
    "socket": lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM),
    "unix socket": lambda: socket.socket(socket.AF_UNIX, socket.SOCK_STREAM),
    "connect": lambda: socket.create_connection(("127.0.0.1", 9)),
    "read": lambda: os.open("/etc/hostname", os.O_RDONLY),
    "write": lambda: os.open("/var/tmp/marsgraph-was-here", os.O_CREAT | os.O_WRONLY),  # noqa: S108 - must fail
    "pipe": os.pipe,
    "program": lambda: os.execv(sys.executable, [sys.executable, "-c", "1"]),  # noqa: S606 - must fail
    "fork": _fork,
    "signal": lambda: os.kill(os.getppid(), 0),
    "remove": lambda: os.unlink("/var/tmp/marsgraph-is-not-here"),  # noqa: PTH108, S108 - must fail
}

DEEDS: dict[str, Callable[[Store, Output, Any], dict[str, Any]]] = {
    deed.__name__: deed
    for deed in (
        abort, answer_with_no_json, attempt, compute_until, descriptors, die, echo, fail, fill, grow, keep, leave,
        look_up, not_found, panic, read_nowhere, recurse, refuse, sleep, spin, tell_much, who,
        wrap_refusals,
    )
}  # fmt: skip
