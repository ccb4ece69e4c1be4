"""The views: which of them fit a table, and drawing it in one of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from marsgraph.errors import NotFoundError
from marsgraph.figures import bars, chain, mars, sequence, timeline
from marsgraph.figures.errors import UnsuitableError
from marsgraph.figures.look import Drawing, Look
from marsgraph.figures.table import Table

__all__ = ["VIEWS", "UnsuitableError", "draw", "suits"]

_ROLES: Final[Mapping[str, Callable[[Table], object]]] = MappingProxyType(
    {
        "chain": chain.roles,
        "map": mars.roles,
        "sequence": sequence.roles,
        "timeline": timeline.roles,
        "bars": bars.roles,
    }
)
_DRAW: Final[Mapping[str, Callable[[Table, Look], Drawing]]] = MappingProxyType(
    {
        "chain": chain.draw,
        "map": mars.draw,
        "sequence": sequence.draw,
        "timeline": timeline.draw,
        "bars": bars.draw,
    }
)
VIEWS: Final = tuple(_DRAW)
"""The views by name; the first that fits a result is how it is drawn when nobody says how."""


def suits(table: Table) -> tuple[str, ...]:
    """The views that fit a table."""
    return tuple(view for view in VIEWS if _fits(view, table))


def _fits(view: str, table: Table) -> bool:
    return bool(table.rows) and not _reason(view, table)


def _reason(view: str, table: Table) -> str:
    """Why a view does not fit; nothing where it does."""
    try:
        _ROLES[view](table)
    except UnsuitableError as error:
        return error.needs
    return ""


def draw(table: Table, view: str | None = None, look: Look | None = None) -> Drawing:
    """Draw a table in a view, or in the first that fits it; raise what it would need where it does not fit."""
    if view is not None and view not in VIEWS:
        raise NotFoundError(f"There is no view called {view}.", remedy=f"Views: {', '.join(VIEWS)}.")
    chosen = view or next(iter(suits(table)), None)
    if chosen is None:
        raise UnsuitableError.of_all({name: _reason(name, table) for name in VIEWS}, table)
    return _DRAW[chosen](table, look or Look())
