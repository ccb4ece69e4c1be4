"""The one family of errors.

Everything that goes wrong for a reason a person can mend is raised as one of these. `str()` is the whole
message: what is wrong, where, and what to do about it. Only `cli` prints them and turns them into exit codes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar


class MarsGraphError(Exception):
    """A fault with its place (`file:line`, or a file) and its remedy, either of which may be unknown."""

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, place: str | None = None, remedy: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.place = place
        self.remedy = remedy

    def __str__(self) -> str:
        """Return the message, led by its place and followed by its remedy."""
        head = f"{self.place}: {self.message}" if self.place else self.message
        return f"{head}\n{self.remedy}" if self.remedy else head


class StaleGraphError(MarsGraphError):
    """The built graph is missing or is not what the inputs make today."""

    exit_code = 1


class InputError(MarsGraphError):
    """A file that people write (claims, decisions, ontology) says something that cannot stand."""

    exit_code = 3


class ConflictError(InputError):
    """Sources differ about one property and no decision settles it."""

    exit_code = 4


class NotFoundError(MarsGraphError):
    """A name, a query or a project that nobody knows."""

    exit_code = 5


class QueryError(MarsGraphError):
    """A query that the engine cannot read or will not run."""

    exit_code = 6


class FileAccessError(MarsGraphError):
    """A file that the system refuses to read or write: a full disk, a read-only folder."""

    exit_code = 7

    @classmethod
    def of(cls, error: OSError, doing: str, *, remedy: str | None = None) -> FileAccessError:
        """Tell what we were doing and what the system answered."""
        reason = error.strerror or str(error)
        return cls(f"{doing} failed: {reason[:1].lower()}{reason[1:]}.", remedy=remedy)


class EndpointError(MarsGraphError):
    """Another server that does not answer, or not as it should."""

    exit_code = 8


_AT_MOST = 20  # nobody mends more from one message; the next build tells the rest


def together(faults: Sequence[MarsGraphError]) -> MarsGraphError:
    """Make one error of several faults of a kind, so that a person can mend them in one go."""
    if len(faults) == 1:
        return faults[0]
    shown = "\n\n".join(map(str, faults[:_AT_MOST]))
    more = f"\n\n... and {len(faults) - _AT_MOST} more." if len(faults) > _AT_MOST else ""
    return type(faults[0])(f"{len(faults)} faults.\n\n{shown}{more}")
