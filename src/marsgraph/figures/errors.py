"""A table that a view cannot draw, and what it would need."""

from __future__ import annotations

from collections.abc import Iterable

from marsgraph.errors import MarsGraphError
from marsgraph.figures.table import Table

_KINDS = {"number": "numbers", "date": "dates", "text": "names", "empty": "nothing"}


class UnsuitableError(MarsGraphError):
    """A result does not fit a view; it tells what the view needs, what the result has, and what to do."""

    def __init__(self, view: str, needs: str, table: Table, remedy: str) -> None:
        super().__init__(f"The view {view} needs {needs}. {told(table)}", remedy=remedy)
        self.view = view

    @classmethod
    def too_many(cls, view: str, what: str, count: int, most: int) -> UnsuitableError:
        """A result with more than can be read in a figure."""
        error = cls.__new__(cls)
        MarsGraphError.__init__(
            error,
            f"The view {view} draws at most {most:,} {what}; there are {count:,}.",
            remedy="Add a LIMIT, or group the rows and count them.",
        )
        error.view = view
        return error


def told(table: Table) -> str:
    """What a result has, in words."""
    if not table.rows:
        return "This result has no rows."
    columns = [f"?{name} ({_KINDS[table.kind(place)]})" for place, name in enumerate(table.columns)]
    return f"This result has {listed(columns)}." if columns else "This result has no columns."


def listed(items: Iterable[str]) -> str:
    """Items in words: a, b and c."""
    *most, last = [*items] or ["nothing"]
    return f"{', '.join(most)} and {last}" if most else last
