"""Problems: one shape, stable kinds, and each refusal of a worker told as one."""

from __future__ import annotations

import json

import pytest

from marsgraph.endpoint import problems
from marsgraph.endpoint.problems import KINDS, Problem
from marsgraph.query_faults import locate
from marsgraph.workers import (
    AnswerTooLarge,
    Busy,
    Crashed,
    EngineFailed,
    MemoryLimit,
    Refusal,
    Refused,
    Stopped,
    TimeLimit,
)

PROBLEM = Problem(
    "malformed-query",
    "the prefix mg: is not declared.",
    "Add this line at the top:\n  PREFIX mg: <https://w3id.org/marsgraph/ns#>",
    problems.at(locate("ASK {\n  ?s mg:x 1 }", 11)),
)


def test_json() -> None:
    """The JSON of a problem has the members of RFC 9457, the place, the line with a caret, and the hint."""
    media_type, body = problems.write(PROBLEM)

    assert media_type == "application/problem+json"
    assert json.loads(body) == {
        "type": "https://w3id.org/marsgraph/problem/malformed-query",
        "title": "The query cannot be read",
        "status": 400,
        "detail": "the prefix mg: is not declared.",
        "line": 2,
        "column": 6,
        "token": "mg:x",
        "source": "  ?s mg:x 1 }",
        "caret": "     ^",
        "hint": "Add this line at the top:\n  PREFIX mg: <https://w3id.org/marsgraph/ns#>",
    }


def test_text() -> None:
    """The text of a problem says the same, with the caret below the line."""
    media_type, body = problems.write(PROBLEM, plain=True)

    assert media_type == "text/plain; charset=utf-8"
    assert body.decode() == (
        "The query cannot be read.\n"
        "the prefix mg: is not declared.\n"
        "  2 |   ?s mg:x 1 }\n"
        "    |      ^\n"
        "Add this line at the top:\n"
        "  PREFIX mg: <https://w3id.org/marsgraph/ns#>\n"
    )


@pytest.mark.parametrize(
    ("refusal", "kind", "status"),
    [
        (TimeLimit("It ran too long.", limit=10, reached=10.1), "time-limit", 503),
        (MemoryLimit("Too much.", limit=1, reached=2), "memory-limit", 503),
        (AnswerTooLarge("Too long.", limit=1, reached=2), "size-limit", 503),
        (Busy("Full.", limit=16, reached=16), "busy", 503),
        (Stopped("Stopped."), "stopped", 503),
        (Crashed("Gone."), "query-crashed", 503),
        (EngineFailed("Broken."), "engine-failed", 503),
        (Refused({"problem": problems.freeze(PROBLEM)}), "malformed-query", 400),
        (Refused({"else": 1}), "engine-failed", 503),
        (Refusal("Another."), "engine-failed", 503),
    ],
)
def test_refusals(refusal: Refusal, kind: str, status: int) -> None:
    """Each refusal has its own kind and status."""
    problem = problems.of_refusal(refusal)

    assert (kind, status) == (problem.kind, problem.status)


def test_refusal_tells_limit_and_value() -> None:
    """A refusal tells the limit and the value that was reached, and what to do; no Retry-After makes it repeat."""
    problem = problems.of_refusal(TimeLimit("It ran too long.", limit=10, reached=10.1))

    assert {"limit": 10, "value": 10.1} == dict(problem.members)
    assert "LIMIT" in problem.hint
    assert {} == dict(problem.headers)


def test_busy_may_be_retried() -> None:
    """A server that is full says when to come again."""
    assert {"Retry-After": "1"} == dict(problems.of_refusal(Busy("Full.")).headers)


def test_a_problem_travels() -> None:
    """A problem that is taken apart, sent as JSON and put together is the same."""
    assert PROBLEM == problems.thaw(json.loads(json.dumps(problems.freeze(PROBLEM))))


@pytest.mark.parametrize("name", KINDS)
def test_kinds(name: str) -> None:
    """A kind has an IRI of its own under the base, a title and an error's status."""
    kind = KINDS[name]

    assert kind.iri == f"https://w3id.org/marsgraph/problem/{name}"
    assert 400 <= kind.status <= 503
    assert kind.title[0].isupper()
