"""Answers that are made once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from marsgraph.web.kept import Kept


def fail() -> bytes:
    """Make nothing."""
    raise ValueError("no answer")


def never() -> bytes:
    """Make nothing, for what must not be made."""
    raise AssertionError


def test_once() -> None:
    """Of those who ask for one thing at the same time, one makes it and all get it."""
    kept, made, begin = Kept(10_000), [], threading.Event()

    def make() -> bytes:
        begin.wait(1)
        made.append(1)
        return b"answer"

    with ThreadPoolExecutor(8) as pool:
        waiting = [pool.submit(kept.get, "key", make) for _ in range(8)]
        begin.set()

    assert {b"answer"} == {one.result() for one in waiting}
    assert b"answer" == kept.get("key", never)
    assert 8 > len(made)


def test_errors_are_not_kept() -> None:
    """An error reaches who asked, and the next one asks anew."""
    kept = Kept(10_000)
    with pytest.raises(ValueError, match="no answer"):
        kept.get("key", fail)

    assert b"answer" == kept.get("key", lambda: b"answer")


def test_bounded() -> None:
    """The oldest go when there is no room, and what is large is not kept."""
    kept = Kept(10_000)
    for number in range(10):
        kept.get(number, lambda: b"x" * 2000)
    kept.get("large", lambda: b"x" * 5000)

    assert b"new" == kept.get(0, lambda: b"new")
    assert b"new" == kept.get("large", lambda: b"new")
    assert b"x" * 2000 == kept.get(9, never)
