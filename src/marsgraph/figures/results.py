"""From a query's result to a table: the SPARQL 1.1 Query Results JSON Format, as Python reads it.

A column `?xLabel` (or `?x_label`) names the things, or the numbers, of the column `?x` and goes into it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, Final

from marsgraph.figures import dates
from marsgraph.figures.table import Cell, Link, Number, Table, Text
from marsgraph.terms import XSD

_NUMBERS: Final = frozenset(
    XSD + name
    for name in (
        *("integer", "decimal", "double", "float", "int", "long", "short", "byte"),
        *("nonNegativeInteger", "positiveInteger", "nonPositiveInteger", "negativeInteger"),
        *("unsignedInt", "unsignedLong", "unsignedShort", "unsignedByte"),
    )
)


def read(
    result: Mapping[str, Any], label: Callable[[str], str] | None = None, address: Callable[[str], str] | None = None
) -> Table:
    """Make a table of the rows; `label` names the thing of an IRI, `address` tells where it is told of, if anywhere."""
    variables: list[str] = result["head"]["vars"]
    named = {name: column for column in variables if (name := _named_by(column, variables))}
    columns = tuple(column for column in variables if column not in named.values())
    reader = _Reader(label or (lambda iri: iri), address or web_address)
    rows = (
        tuple(reader.cell(row.get(column), row.get(named.get(column, ""))) for column in columns)
        for row in result["results"]["bindings"]
    )
    return Table(columns, tuple(rows))


def web_address(iri: str) -> str:
    """The address of an IRI that a browser can open; nothing for any other."""
    return iri if iri.startswith(("http://", "https://")) else ""


def _named_by(column: str, columns: list[str]) -> str | None:
    """The column whose things a column names."""
    for ending in ("Label", "_label"):
        name = column.removesuffix(ending)
        if name != column and name in columns:
            return name
    return None


class _Reader:
    def __init__(self, label: Callable[[str], str], address: Callable[[str], str]) -> None:
        self._label = label
        self._address = address

    def cell(self, term: Mapping[str, Any] | None, name: Mapping[str, Any] | None) -> Cell | None:
        if term is None:
            return Text(name["value"]) if name else None
        value: str = term["value"] if isinstance(term["value"], str) else "triple"
        if term["type"] == "uri":
            return Link(name["value"] if name else self._label(value), self._address(value))
        cell = _literal(value, term.get("datatype", ""))
        if not name:
            return cell
        return Number(cell.value, name["value"], named=True) if isinstance(cell, Number) else Text(name["value"])


def _literal(text: str, datatype: str) -> Cell:
    if datatype in _NUMBERS:
        number = _number(text)
        if number is not None:
            return Number(number, text)
    return dates.read(text, datatype) or Text(text)


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
