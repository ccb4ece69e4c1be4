"""Why a query has no answer: one exception for each reason, and their way from process to process.

An error travels as JSON, never as a pickle: a worker has read what strangers wrote, and its caller must not
have to trust its bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from marsgraph.errors import MarsGraphError


class Refusal(MarsGraphError):  # noqa: N818 - a bound that was met is no error of ours
    """A query that was not answered, with the limit it met and the value it reached, where there are such."""

    kind: ClassVar[str] = "refusal"

    def __init__(
        self,
        message: str,
        *,
        limit: float | None = None,
        reached: float | None = None,
        place: str | None = None,
        remedy: str | None = None,
    ) -> None:
        super().__init__(message, place=place, remedy=remedy)
        self.limit = limit
        self.reached = reached


class TimeLimit(Refusal):
    """The query ran for longer than it may, in seconds."""

    kind = "time"


class MemoryLimit(Refusal):
    """The query wanted more memory than it may have, in bytes."""

    kind = "memory"


class AnswerTooLarge(Refusal):
    """The answer is longer than it may be, in bytes."""

    kind = "size"


class Busy(Refusal):
    """Too many queries run or wait; the same query may be answered later."""

    kind = "busy"


class Stopped(Refusal):
    """Its caller or the operator stopped the query."""

    kind = "stopped"


class Crashed(Refusal):
    """The query brought down the process that evaluated it."""

    kind = "crashed"


class EngineFailed(Refusal):
    """The fault is on our side: no query is to blame, and none is answered until it is mended."""

    kind = "engine"


class Refused(Refusal):
    """What `evaluate` itself refuses, with facts of its own that reach the caller as they are."""

    kind = "refused"

    def __init__(
        self,
        facts: Mapping[str, Any],
        message: str = "The query is refused.",
        *,
        limit: float | None = None,
        reached: float | None = None,
    ) -> None:
        super().__init__(message, limit=limit, reached=reached)
        self.facts = dict(facts)


# ---- From process to process


def dismantle(error: MarsGraphError) -> dict[str, Any]:
    """Take an error apart into what JSON can carry: the names of its classes, nearest first, and its fields."""
    names = [cls.__qualname__ for cls in type(error).__mro__ if issubclass(cls, MarsGraphError)]
    return {"error": names, "fields": vars(error)}


def assemble(parts: Mapping[str, Any]) -> MarsGraphError:
    """Make the error again, as the nearest of its classes that this process knows."""
    known = {cls.__qualname__: cls for cls in _family(MarsGraphError)}
    cls = next((known[name] for name in parts["error"] if name in known), MarsGraphError)
    error = cls.__new__(cls, parts["fields"]["message"])  # the fields say all that __init__ would work out
    vars(error).update(parts["fields"])
    return error


def _family(cls: type[MarsGraphError]) -> Iterator[type[MarsGraphError]]:
    yield cls
    for child in cls.__subclasses__():
        yield from _family(child)
