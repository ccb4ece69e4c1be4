"""How good the graph is, for people: the figures that the description of the dataset has for programs."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from marsgraph.reading import Reading
from marsgraph.terms import BASE, MG
from marsgraph.web.shown.values import Named


@dataclass(frozen=True, slots=True)
class Figure:
    """What was counted, and how much it is."""

    what: str
    value: str


@dataclass(frozen=True, slots=True)
class Share:
    """A property, and how many things of a hundred of the class have it."""

    of: Named
    percent: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """A class with the number of its things, and the properties that they have, the commonest first."""

    of: Named
    things: int
    shares: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class Quality:
    """Figures of the whole, and of each class of the vocabulary; of other data there are none."""

    figures: tuple[Figure, ...]
    classes: tuple[Coverage, ...]
    breaches: int
    """How many breaches of shapes and rules the checks found; less than none where no report was kept."""


def of(reading: Reading) -> Quality:
    """Read what the build measured."""
    rows = reading.ask("quality")
    labels = reading.labels

    def named(iri: str) -> Named:
        return Named(iri, labels.of(iri))

    measured = [row for row in rows if "class" in row and row["class"].value.startswith(MG)]
    return Quality(
        figures=tuple(
            Figure(row["what"].value, row["value"].value)
            for row in rows
            if row["of"].value == BASE and "report" not in row
        ),
        classes=tuple(
            Coverage(
                of=named(kind),
                things=int(things),
                shares=tuple(
                    Share(named(row["property"].value), round(100 * float(row["value"].value)))
                    for row in found
                    if row["property"].value.startswith(MG)
                ),
            )
            for (kind, things), found in groupby(measured, lambda row: (row["class"].value, row["things"].value))
        ),
        breaches=next((int(row["value"].value) for row in rows if "report" in row), -1),
    )
