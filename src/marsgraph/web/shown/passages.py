"""A passage of a source: statement by statement, and which of them we hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from marsgraph.reading import Reading
from marsgraph.store import Iri
from marsgraph.web.shown import values
from marsgraph.web.shown.values import Named, Said, Value

STATEMENTS: Final = 200
"""How many stand on one page."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement, and whether we hold it."""

    subject: Named
    property: Named
    value: Value
    held: bool


@dataclass(frozen=True, slots=True)
class PassageTold:
    """A passage with a part of its statements."""

    passage: Said
    statements: tuple[Statement, ...]
    total: int
    page: int
    pages: int


def gather(reading: Reading, graph: Iri, page: int) -> PassageTold:
    """What a passage says."""
    rows = reading.ask("passage-statements", graph=graph)
    made = [
        Statement(
            Named(row["subject"].value, reading.labels.of(row["subject"].value)),
            Named(row["property"].value, reading.labels.of(row["property"].value)),
            values.value(row["value"], row["property"].value, reading.labels),
            row["held"].value == "true",
        )
        for row in rows
    ]
    made.sort(key=lambda one: (one.subject.label, one.property.label, one.value.text))
    return PassageTold(
        passage=values.said(reading.said_in([graph.value]))[0],
        statements=tuple(made[(page - 1) * STATEMENTS : page * STATEMENTS]),
        total=len(made),
        page=page,
        pages=max(1, -(-len(made) // STATEMENTS)),
    )
