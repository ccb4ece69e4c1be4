"""Why a request has no answer: one shape for all of them, RFC 9457's problem details.

A kind has a stable type IRI, a title and a status; what is particular to the request stands in the members.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from marsgraph.errors import MarsGraphError
from marsgraph.query_faults import Spot
from marsgraph.terms import BASE
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

TYPES: Final = BASE + "problem/"
JSON: Final = "application/problem+json"
TEXT: Final = "text/plain; charset=utf-8"

_Text = str


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem as the page about it tells it."""

    name: str
    status: int
    title: str

    @property
    def iri(self) -> str:
        """The address by which programs tell it from others."""
        return TYPES + self.name


KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        name: Kind(name, status, title)
        for name, status, title in (
            ("missing-query", 400, "There is no query"),
            ("repeated-query", 400, "There is more than one query"),
            ("malformed-query", 400, "The query cannot be read"),
            ("malformed-request", 400, "The request cannot be read"),
            ("bad-parameter", 400, "A parameter has a value that it cannot have"),
            ("unsupported-version", 400, "This version of SPARQL is not spoken here"),
            ("service-refused", 400, "SERVICE is not allowed"),
            ("query-too-deep", 400, "The query is nested too deep"),
            ("query-too-long", 413, "The query is too long"),
            ("read-only", 403, "The endpoint is read-only"),
            ("not-found", 404, "There is nothing of this name"),
            ("method-not-allowed", 405, "The method is not allowed"),
            ("not-acceptable", 406, "None of the wanted formats is there"),
            ("gone", 410, "This name was withdrawn"),
            ("unsupported-media-type", 415, "The body is of a type that is not understood"),
            ("not-representable", 422, "The answer cannot be written in this format"),
            ("unsuitable-result", 422, "The result cannot be drawn this way"),
            ("internal-error", 500, "The program failed"),
            ("time-limit", 503, "The query took too long"),
            ("memory-limit", 503, "The query wanted too much memory"),
            ("row-limit", 503, "The answer has too many rows"),
            ("size-limit", 503, "The answer is too large"),
            ("busy", 503, "Too many queries are running"),
            ("stopped", 503, "The query was stopped"),
            ("query-crashed", 503, "The query brought its process down"),
            ("engine-failed", 503, "The engine failed"),
        )
    }
)
_OF_REFUSAL: Final[tuple[tuple[type[Refusal], str], ...]] = (
    (TimeLimit, "time-limit"),
    (MemoryLimit, "memory-limit"),
    (AnswerTooLarge, "size-limit"),
    (Busy, "busy"),
    (Stopped, "stopped"),
    (Crashed, "query-crashed"),
    (EngineFailed, "engine-failed"),
)
_HINTS: Final[Mapping[str, str]] = {
    "time-limit": "Ask for less: name the subjects, add LIMIT, split the query, or take the dump.",
    "memory-limit": "Ask for less: fewer rows to sort or group, add LIMIT, or take the dump.",
    "size-limit": "Add LIMIT, select fewer variables, or take the dump.",
    "busy": "Ask again in a moment.",
    "query-crashed": "Simplify the query.",
    "engine-failed": "Ask again in a moment; the operator has been told in the log.",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is told about one refusal."""

    kind: str
    detail: str
    hint: str = ""
    members: Mapping[str, Any] = field(default_factory=dict)
    """More of it for programs: limit, value, line, column, token, available, ..."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Headers that the status asks for, such as Allow."""

    @property
    def status(self) -> int:
        """The HTTP status."""
        return KINDS[self.kind].status

    @property
    def title(self) -> str:
        """What all problems of the kind are called."""
        return KINDS[self.kind].title

    @property
    def type(self) -> str:
        """The IRI of the kind."""
        return KINDS[self.kind].iri

    def as_json(self) -> dict[str, Any]:
        """The members of the JSON object."""
        told = {"type": self.type, "title": self.title, "status": self.status, "detail": self.detail}
        return told | dict(self.members) | ({"hint": self.hint} if self.hint else {})

    def as_text(self) -> str:
        """The same for people, in plain text."""
        return "\n".join(part for part in (f"{self.title}.", self.detail, self._picture(), self.hint) if part) + "\n"

    def _picture(self) -> _Text:
        if "source" not in self.members:
            return ""
        number = str(self.members["line"])
        return f"  {number} | {self.members['source']}\n  {' ' * len(number)} | {self.members['caret']}"


class ProblemError(MarsGraphError):
    """A request that gets no answer, with the problem that tells why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.detail, remedy=problem.hint or None)
        self.problem = problem


def raised(kind: str, detail: str, hint: str = "", **members: Any) -> ProblemError:
    """Make the error of a problem, to be raised."""
    return ProblemError(Problem(kind, detail, hint, members))


def at(spot: Spot) -> dict[str, Any]:
    """The members that tell a place in the query."""
    return {
        "line": spot.line,
        "column": spot.column,
        "token": spot.token,
        "source": spot.source,
        "caret": spot.caret,
    }


def of_refusal(refusal: Refusal) -> Problem:
    """Tell the refusal of a worker as a problem."""
    if isinstance(refusal, Refused) and "problem" in refusal.facts:
        return thaw(refusal.facts["problem"])
    kind = next((kind for cls, kind in _OF_REFUSAL if isinstance(refusal, cls)), "engine-failed")
    members = {"limit": refusal.limit, "value": refusal.reached}
    hint = _HINTS.get(kind) or refusal.remedy or ""
    headers = {"Retry-After": "1"} if kind == "busy" else {}
    return Problem(kind, refusal.message, hint, {k: v for k, v in members.items() if v is not None}, headers)


def freeze(problem: Problem) -> dict[str, Any]:
    """Take a problem apart for its way out of a worker."""
    return {"kind": problem.kind, "detail": problem.detail, "hint": problem.hint, "members": dict(problem.members)}


def thaw(parts: Mapping[str, Any]) -> Problem:
    """Undo `freeze`."""
    return Problem(parts["kind"], parts["detail"], parts["hint"], parts["members"])


def write(problem: Problem, *, plain: bool = False) -> tuple[str, bytes]:
    """Write a problem as JSON, or as plain text: the media type and the body."""
    if plain:
        return TEXT, problem.as_text().encode()
    return JSON, json.dumps(problem.as_json(), ensure_ascii=False, indent=1).encode() + b"\n"
