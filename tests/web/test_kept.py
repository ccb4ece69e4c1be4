"""What is kept: bounded in bytes, the latest stay, compressed once."""

from __future__ import annotations

import gzip

from marsgraph.web.kept import Answers, Held, Kept
from marsgraph.workers import Answer, Body


def answer(data: bytes) -> Answer:
    """Make an answer of these bytes."""
    return Answer({}, Body.of(data), 0.0)


def test_the_latest_stay() -> None:
    """When there is no room the oldest goes, and what was asked for again is no longer old."""
    kept: Kept[int] = Kept(20_000)
    for number in range(9):
        kept.keep(number, number, 1000)
        kept.find(0)
    kept.keep(9, 9, 1000)

    assert [0, None, 9] == [kept.find(number) for number in (0, 1, 9)]


def test_bounded() -> None:
    """However much is kept, replaced or grows, the bytes that are counted never exceed the bound."""
    told: list[int] = []
    kept: Kept[str] = Kept(100_000, told.append)
    for number in range(500):
        kept.keep(number % 60, "x", number * 10)
        kept.grow(number % 60, "x", number)

        assert 0 < kept.size <= 100_000
    assert kept.size == sum(told)


def test_what_is_large_is_not_kept() -> None:
    """One value does not push out all others."""
    kept: Kept[str] = Kept(80_000)
    kept.keep("large", "x", 10_000)

    assert kept.find("large") is None


def test_room_for_nothing() -> None:
    """With no room nothing is kept, and an answer passes as it is."""
    one = answer(b"x")

    assert one is Answers(0).add(b"key", one)


def test_compressed_once() -> None:
    """A kept answer is compressed in a coding when somebody wants that, and then no more; the bytes count."""
    answers = Answers(1_000_000)
    body = answers.add(b"key", answer(b"abc" * 1000)).body
    before = answers.size
    assert isinstance(body, Held)
    first = body.packed("gzip")

    assert b"abc" * 1000 == gzip.decompress(first)
    assert first is body.packed("gzip")
    assert before + len(first) == answers.size
