"""Finding things by any of their names, however they are spelled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from marsgraph.reading import Reading
from marsgraph.terms import CONCEPT, GRAPH, ID, SKOS, SOURCE
from marsgraph.web.shown.values import Named

_CONCEPT: Final = SKOS + "Concept"


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing that a text may mean."""

    thing: Named
    kinds: tuple[str, ...]
    name: str
    """The name by which it was found, where that is not what it is called."""


@dataclass(frozen=True, slots=True)
class Hits:
    """What a text means, and what else it may mean."""

    exact: str
    """The IRI of the one thing that has this name; empty when none has, or several."""
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Everything:
    """The IRIs of all that has a page of its own."""

    iris: tuple[str, ...]


def everything(reading: Reading) -> Everything:
    """All things, concepts and sources, for those who list them."""
    spaces = (ID, CONCEPT, SOURCE)
    return Everything(
        tuple(sorted({row["thing"].value for row in reading.ask("kinds") if row["thing"].value.startswith(spaces)}))
    )


def gather(reading: Reading, text: str) -> Hits:
    """Look a text up among all names."""
    meant, near = reading.names.matches(text)
    exact = meant[0] if len(meant) == 1 else ""
    found = list(dict.fromkeys([*meant, *near]))
    kinds: dict[str, list[str]] = {}
    for row in reading.ask("kinds"):
        class_ = row["class"].value
        kinds.setdefault(row["thing"].value, []).append("concept" if class_ == _CONCEPT else reading.labels.of(class_))
    shown = [iri for iri in found if iri in meant or not iri.startswith(GRAPH)]  # a passage is found at its source
    return Hits(exact, tuple(_hit(reading, iri, text, tuple(kinds.get(iri, ()))) for iri in shown))


def _hit(reading: Reading, iri: str, text: str, kinds: tuple[str, ...]) -> Hit:
    label = reading.labels.of(iri)
    name = reading.names.closest(iri, text)
    return Hit(Named(iri, label), kinds, "" if name == label else name)
