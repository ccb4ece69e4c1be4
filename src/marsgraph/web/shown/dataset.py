"""The dataset as a whole: what it is called, who made it from what, and what it counts and measures."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from marsgraph.reading import Reading
from marsgraph.terms import BASE, DCTERMS, MG
from marsgraph.web.shown import quality
from marsgraph.web.shown.quality import Figure, Quality
from marsgraph.web.shown.values import Named

_KEYWORD: Final = "http://www.w3.org/ns/dcat#keyword"
_COUNTED: Final = {
    "triples": "statements held",
    "entities": "things with a class",
    "distinctSubjects": "different subjects",
    "distinctObjects": "different values",
    "classes": "classes in use",
    "properties": "properties in use",
}


@dataclass(frozen=True, slots=True)
class Measured:
    """A property whose values are numbers with a unit."""

    of: Named
    unit: str


@dataclass(frozen=True, slots=True)
class Dataset:
    """What is said of the dataset, as those need it who cite or list it."""

    title: str
    description: str
    licence: str
    issued: str
    creators: tuple[Named, ...]
    publishers: tuple[Named, ...]
    keywords: tuple[str, ...]
    sources: tuple[Named, ...]
    """The documents that it is made from."""
    measured: tuple[Measured, ...]


@dataclass(frozen=True, slots=True)
class LinkSet:
    """How many links of a kind lead to another graph."""

    kind: Named
    target: str
    links: int


@dataclass(frozen=True, slots=True)
class Told:
    """What the dataset says of itself, for people."""

    dataset: Dataset
    counted: tuple[Figure, ...]
    link_sets: tuple[LinkSet, ...]
    quality: Quality


def of(reading: Reading) -> Dataset:
    """What is said of the dataset; of other data than ours nothing is."""
    said: dict[str, list[str]] = defaultdict(list)
    for row in reading.ask("dataset"):
        if row["dataset"].value == BASE:
            said[row["property"].value].append(row["value"].value)

    def first(name: str) -> str:
        return next(iter(said[DCTERMS + name]), "")

    def named(name: str) -> tuple[Named, ...]:
        return tuple(Named(iri, reading.labels.of(iri)) for iri in sorted(said[DCTERMS + name]))

    sources = {(one.source, one.title) for one in reading.passages.values() if not one.editorial}
    return Dataset(
        title=first("title"),
        description=first("description"),
        licence=first("license"),
        issued=first("issued"),
        creators=named("creator"),
        publishers=named("publisher"),
        keywords=tuple(sorted(said[_KEYWORD])),
        sources=tuple(Named(*one) for one in sorted(sources)),
        measured=_measured(reading),
    )


def _measured(reading: Reading) -> tuple[Measured, ...]:
    used = {row["term"].value for row in reading.ask("term-counts")}
    units = {row["property"].value: row["symbol"].value for row in reading.ask("units") if "symbol" in row}
    mine = sorted(iri for iri in used & units.keys() if iri.startswith(MG))
    return tuple(Measured(Named(iri, reading.labels.of(iri)), units[iri]) for iri in mine)


def told(reading: Reading) -> Told:
    """What the dataset says of itself."""
    counts = {row["property"].value.rpartition("#")[2]: row["value"].value for row in reading.ask("self-counted")}
    return Told(
        dataset=of(reading),
        counted=tuple(Figure(what, counts[name]) for name, what in _COUNTED.items() if name in counts),
        link_sets=tuple(
            LinkSet(
                kind=Named(row["property"].value, reading.labels.of(row["property"].value)),
                target=row["target"].value,
                links=int(row["triples"].value),
            )
            for row in reading.ask("links-elsewhere")
        ),
        quality=quality.of(reading),
    )
