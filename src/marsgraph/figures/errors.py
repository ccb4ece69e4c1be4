"""A table that a view cannot draw, and what it would need."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from marsgraph.errors import MarsGraphError
from marsgraph.figures.table import Table

_KINDS = {"number": "numbers", "date": "dates", "text": "names", "empty": "nothing"}


class UnsuitableError(MarsGraphError):
    """A result does not fit a view; it tells what the view needs, what the result has, and what to do."""

    def __init__(self, view: str, message: str, needs: str, remedy: str) -> None:
        super().__init__(message, remedy=remedy)
        self.view = view
        """The view that was asked for; empty where none was."""
        self.needs = needs

    @classmethod
    def lacking(cls, view: str, needs: str, table: Table, remedy: str) -> UnsuitableError:
        """A result without the columns that a view needs."""
        return cls(view, f"The view {view} needs {needs}. {told(table)}", needs, remedy)

    @classmethod
    def too_many(cls, view: str, what: str, count: int, most: int) -> UnsuitableError:
        """A result with more than can be read in a figure."""
        message = f"The view {view} draws at most {most:,} {what}; there are {count:,}."
        return cls(view, message, f"at most {most:,} {what}", "Add a LIMIT, or group the rows and count them.")

    @classmethod
    def of_all(cls, needs: Mapping[str, str], table: Table) -> UnsuitableError:
        """A result that fits no view at all."""
        remedy = " ".join(f"{view} needs {need}." for view, need in needs.items() if need)
        return cls("", f"No view fits. {told(table)}", "", remedy)


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
