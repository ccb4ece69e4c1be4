"""Which column of a table plays which part, where several views ask the same."""

from __future__ import annotations

from collections.abc import Iterable

from marsgraph.figures import marks
from marsgraph.figures.table import Table


def category_of(table: Table, columns: Iterable[int]) -> int | None:
    """The first column with few values that several rows share."""
    for column in columns:
        different, filled = len(table.values(column)), sum(row[column] is not None for row in table.rows)
        if 1 <= different <= marks.MOST and different < max(filled, 2):
            return column
    return None


def is_latitude(column: str) -> bool:
    """Whether a column is called a latitude."""
    return column.lower().startswith("lat")


def is_longitude(column: str) -> bool:
    """Whether a column is called a longitude."""
    return column.lower().startswith(("lon", "lng"))
