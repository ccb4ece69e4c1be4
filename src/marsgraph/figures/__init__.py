"""Figures: a table goes in, an SVG comes out. Pure functions; no graph, no server, no clock, no files.

`results.read` makes a table of a query's result; `suits` tells which views fit a table; `draw` draws one of them.
The same table and look give the same bytes. `docs/figures.md` tells the rules to those who write queries.
"""

from __future__ import annotations

from marsgraph.figures.look import Drawing, Look
from marsgraph.figures.results import read
from marsgraph.figures.table import Cell, Date, Link, Number, Table, Text
from marsgraph.figures.views import VIEWS, UnsuitableError, draw, suits

__all__ = [
    "VIEWS",
    "Cell",
    "Date",
    "Drawing",
    "Link",
    "Look",
    "Number",
    "Table",
    "Text",
    "UnsuitableError",
    "draw",
    "read",
    "suits",
]
