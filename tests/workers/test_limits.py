"""Requests that meet a bound, or end their worker."""

from __future__ import annotations

import signal
import time

import pytest
from fake_engine import MEBIBYTE, ask
from processes import eventually

from marsgraph.workers import (
    AnswerTooLarge,
    Client,
    Crashed,
    EngineFailed,
    MemoryLimit,
    Refusal,
    TimeLimit,
)

SHORT = 0.3
GENEROUS = 5.0  # seconds; how long it really takes is measured in benchmarks/


@pytest.mark.parametrize("deed", ["spin", "sleep"])
def test_time(client: Client, deed: str) -> None:
    """A query over its time is refused, also when native code computes and hears nothing."""
    begun = time.monotonic()
    with pytest.raises(TimeLimit) as caught:
        client.run(ask(deed, 60, seconds=SHORT))

    assert time.monotonic() - begun < GENEROUS
    assert caught.value.limit == SHORT
    assert caught.value.reached is not None
    assert caught.value.reached >= SHORT


def test_memory(client: Client) -> None:
    """A query that wants more memory than it may have is refused."""
    with pytest.raises(MemoryLimit) as caught:
        client.run(ask("grow", 100 * MEBIBYTE, memory_bytes=50 * MEBIBYTE))

    assert 50 * MEBIBYTE == caught.value.limit


def test_memory_of_native_code(client: Client) -> None:
    """Native code that finds no memory aborts; that is told as what it is."""
    with pytest.raises(MemoryLimit):
        client.run(ask("abort"))


def test_memory_below_the_limit(client: Client) -> None:
    """A query may use what it is allowed."""
    assert 40 * MEBIBYTE == client.run(ask("grow", 40 * MEBIBYTE, memory_bytes=50 * MEBIBYTE)).facts["length"]


def test_memory_is_given_back(client: Client) -> None:
    """A worker that has grown ends after its answer."""
    assert all(not client.run(ask("keep", 100 * MEBIBYTE)).facts for _ in range(10))
    with pytest.raises(Exception, match="could not be answered"):
        client.run(ask("look_up", "kept"))


@pytest.mark.parametrize("size", [1_000, 1_000_000])
def test_answer(client: Client, size: int) -> None:
    """An answer longer than allowed is refused, not cut, in memory or in a file."""
    with pytest.raises(AnswerTooLarge) as caught:
        client.run(ask("fill", size, answer_bytes=size - 1))

    assert (size - 1, size + 64 - size % 64 if size % 64 else size) == (caught.value.limit, caught.value.reached)


def test_swallowed(client: Client) -> None:
    """An evaluation that swallows the refusal of a write does not pass a part for the whole."""
    with pytest.raises(AnswerTooLarge):
        client.run(ask("wrap_refusals", 1_000_000, answer_bytes=500_000))


def test_file_is_empty_again(client: Client) -> None:
    """Nothing of a refused long answer is in the next one."""
    for _ in range(6):
        with pytest.raises(AnswerTooLarge):
            client.run(ask("fill", 1_000_000, answer_bytes=900_000))

    assert 200_000 == client.run(ask("fill", 200_000)).body.length


@pytest.mark.parametrize("deed", ["read_nowhere", "leave", "panic", "recurse"])
def test_crash(client: Client, deed: str) -> None:
    """A query that ends its worker is told so, and nothing of the inside."""
    with pytest.raises(Crashed) as caught:
        client.run(ask(deed, 0))

    assert "42" not in str(caught.value)


def test_killed(client: Client) -> None:
    """A worker that somebody kills is a refusal for its query."""
    with pytest.raises(Crashed):
        client.run(ask("die", int(signal.SIGKILL)))


@pytest.mark.parametrize("deed", ["fail", "answer_with_no_json"])
def test_fault_of_ours(client: Client, deed: str) -> None:
    """An exception that nobody foresaw is our fault, and shows nothing of the inside."""
    with pytest.raises(EngineFailed) as caught:
        client.run(ask(deed))

    assert "42" not in str(caught.value)


def test_afterwards(client: Client) -> None:
    """After every kind of end, the next query is answered."""
    for deed in ("abort", "leave", "panic", "read_nowhere", "fail") * 3:
        with pytest.raises(Refusal):
            client.run(ask(deed, 1))

        assert b"Mars" == client.run(ask("look_up", "planet")).body.read()


def test_nothing_runs_afterwards(client: Client) -> None:
    """What met its limit runs no longer."""
    with pytest.raises(TimeLimit):
        client.run(ask("spin", seconds=0.05))

    assert eventually(lambda: not client.running())
