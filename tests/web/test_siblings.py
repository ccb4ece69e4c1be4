"""What one process of the server takes over from another, here two of them in one."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from marsgraph.web.siblings import Siblings
from marsgraph.workers import Answer, Body, Stopped, TimeLimit

ANSWER = Answer({"rows": 1}, Body.of(b"answer"), 0.5)


def never() -> Answer:
    """Run nothing, for what must not be run."""
    raise AssertionError


def beside(folder: Path, run: Callable[[], Answer], other: Callable[[], Answer], seconds: float = 10) -> object:
    """Ask in one process, and while that runs in another: how it ends there."""
    begun, waits = threading.Event(), threading.Event()

    def first() -> Answer:
        begun.set()
        assert waits.wait(10)
        while not list(folder.glob(f"shared/*/{os.getpid()}")):
            continue
        return run()

    with ThreadPoolExecutor(2) as pool:
        running = pool.submit(Siblings(str(folder)).once, b"query", 10, first)
        assert begun.wait(10)
        waiting = pool.submit(Siblings(str(folder)).once, b"query", seconds, other)
        waits.set()
        running.exception()
        return waiting.exception() or waiting.result()


def test_taken_over(tmp_path: Path) -> None:
    """Who asks the same elsewhere gets the answer, and nothing stays behind."""
    got = beside(tmp_path, lambda: ANSWER, never)

    assert isinstance(got, tuple)
    assert (ANSWER.facts, b"answer", 0.5, False) == (got[0].facts, got[0].body.read(), got[0].seconds, got[1])
    assert ["locks"] == [file.name for file in (tmp_path / "shared").iterdir()]


def refuse(error: Exception) -> Callable[[], Answer]:
    """Run a query that ends so."""

    def run() -> Answer:
        raise error

    return run


@pytest.mark.parametrize(
    ("error", "seconds"), [(Stopped("It was stopped."), 10), (TimeLimit("It took too long.", limit=1), 10)]
)
def test_not_taken_over(tmp_path: Path, error: Exception, seconds: float) -> None:
    """What was ended for its own caller, or had less time, is run again for the other."""
    assert (ANSWER, True) == beside(tmp_path, refuse(error), lambda: ANSWER, seconds)


def test_refusal_taken_over(tmp_path: Path) -> None:
    """A refusal that the other would have got as well is taken over."""
    got = beside(tmp_path, refuse(TimeLimit("It took too long.", limit=10)), never)

    assert isinstance(got, TimeLimit)
    assert 10 == got.limit


def test_half_handed_over(tmp_path: Path) -> None:
    """What came in part, from a process that died or a disk that was full, is not taken: the query is run."""

    def hand_over_half() -> Answer:
        (waiting,) = tmp_path.glob(f"shared/*/{os.getpid()}")
        waiting.with_suffix(".told").write_text('{"facts": {"ro')
        raise Stopped("It died.")

    assert (ANSWER, True) == beside(tmp_path, hand_over_half, lambda: ANSWER)


def test_nobody_to_share_with() -> None:
    """Without a folder a query is run, and that is all."""
    assert (ANSWER, True) == Siblings("/nowhere").once(b"query", 10, lambda: ANSWER)
