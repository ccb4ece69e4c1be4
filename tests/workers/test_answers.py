"""Requests that are answered, or refused by the evaluation itself."""

from __future__ import annotations

import os
from threading import Thread
from typing import Any

import pytest
from fake_engine import ask

from marsgraph.errors import NotFoundError
from marsgraph.workers import Client, Refused, Request

LONG = 3_000_000


def test_answer(client: Client) -> None:
    """A worker answers from the data that was loaded before it was born."""
    answer = client.run(ask("look_up", "planet"))

    assert ({"kind": "text"}, b"Mars") == (answer.facts, answer.body.read())


def test_empty_answer(client: Client) -> None:
    """An answer may be empty."""
    body = client.run(ask("echo", "")).body

    assert (0, b"", []) == (body.length, body.read(), list(body))


@pytest.mark.parametrize("size", [64, 128 * 1024, 128 * 1024 + 64, LONG])
def test_length(client: Client, size: int) -> None:
    """An answer of any length arrives whole, in memory or in a file."""
    expected = b"".join(f"{at:064}".encode() for at in range(0, size, 64))

    assert expected == client.run(ask("fill", size)).body.read()


def test_long_answers_are_files(client: Client) -> None:
    """A long answer is never held in memory: the caller gets an open file without a name."""
    body = client.run(ask("fill", LONG)).body

    assert body.descriptor is not None
    assert 0 == os.fstat(body.descriptor).st_nlink


def test_long_answer_can_be_read_again(client: Client) -> None:
    """Reading an answer does not use it up."""
    body = client.run(ask("fill", LONG)).body

    assert body.read() == b"".join(body)


def test_many_long_answers(client: Client) -> None:
    """A worker that has used up its files is replaced, and nobody notices."""
    assert [LONG] * 30 == [client.run(ask("fill", LONG)).body.length for _ in range(30)]


def test_long_request(client: Client) -> None:
    """A request longer than any buffer arrives whole."""
    text = "Mars " * 1_000_000

    assert text.encode() == client.run(ask("echo", text)).body.read()


def test_threads(client: Client) -> None:
    """Many threads share a client, and each gets its own answer."""
    found: dict[str, bytes] = {}

    def run(text: str) -> None:
        found[text] = client.run(ask("echo", text)).body.read()

    threads = [Thread(target=run, args=[str(number)]) for number in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {str(number): str(number).encode() for number in range(40)} == found


def test_error_of_ours(client: Client) -> None:
    """An error of the family arrives as what it was raised, with its place and remedy."""
    with pytest.raises(NotFoundError) as caught:
        client.run(ask("not_found", "Vulcan"))

    assert "query:1:7: Nobody knows Vulcan.\nLook it up." == str(caught.value)


def test_refused(client: Client) -> None:
    """A refusal of the evaluation brings its facts, and no part of an answer."""
    facts: dict[str, Any] = {"type": "update", "line": 3, "hints": ["SELECT"]}
    with pytest.raises(Refused) as caught:
        client.run(ask("refuse", facts))

    assert facts == caught.value.facts


def test_seconds(client: Client) -> None:
    """An answer says how long it took."""
    assert client.run(ask("sleep", 0.05)).seconds >= 0.05


def test_workers_stay(client: Client) -> None:
    """Quick requests use the same few workers again and again."""
    assert len({client.run(ask("who")).facts["pid"] for _ in range(50)}) <= 3


def test_not_a_request(client: Client) -> None:
    """What is no request is an error of its caller's own, and harms nobody."""
    with pytest.raises(Exception, match="could not be answered"):
        client.run(Request(b"\xff"))

    assert b"Mars" == client.run(ask("look_up", "planet")).body.read()
