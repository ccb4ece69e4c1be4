"""What is linked and what is not: how many things of each class, and why the others have no link."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from marsgraph import display
from marsgraph.build import links
from marsgraph.build.inputs import Inputs
from marsgraph.build.sssom import Link
from marsgraph.labels import short
from marsgraph.linking.crosswalk import ENTITY
from marsgraph.linking.proposals import write_csv
from marsgraph.paths import Project
from marsgraph.reading import Reading
from marsgraph.terms import ID

_COLUMNS: Final = ("thing", "label", "class", "why it has no link", "candidate")
_NOT_LOOKED_AT: Final = "in no table of links"


@dataclass(frozen=True, slots=True)
class Share:
    """How many things of a class are linked."""

    kind: str
    label: str
    things: int
    linked: int


@dataclass(frozen=True, slots=True)
class Unlinked:
    """Something without a link, with the reason and the item whose evidence does not suffice, if there is one."""

    thing: str
    label: str
    kind: str
    reason: str
    candidate: str


@dataclass(frozen=True, slots=True)
class Status:
    """What is linked to Wikidata and what is not."""

    shares: tuple[Share, ...]
    unlinked: tuple[Unlinked, ...]
    exit_code: int = 0

    def as_text(self, prefixes: Mapping[str, str], width: int | None) -> str:
        """For people: the things; the terms of the vocabulary are counted alone."""
        things = [one for one in self.unlinked if one.thing.startswith(ID)]
        counted = [[one.label, str(one.things), str(one.linked), str(one.things - one.linked)] for one in self.shares]
        terms = len(self.unlinked) - len(things)
        more = [f"And {display.count(terms, 'term')} of the vocabulary; --csv and --json have them, too."] * bool(terms)
        return "\n\n".join(
            [
                display.table(["class", "all", "linked", "not linked"], counted, width),
                display.table(list(_COLUMNS), _rows(things, prefixes), width) if things else "Every thing is linked.",
                *more,
            ]
        )

    def as_csv(self, prefixes: Mapping[str, str]) -> str:
        """Whatever has no link, for tables."""
        return write_csv(_COLUMNS, _rows(self.unlinked, prefixes))

    def as_json(self) -> object:
        """For programs."""
        return {
            "classes": [
                {"class": one.kind, "label": one.label, "things": one.things, "linked": one.linked}
                for one in self.shares
            ],
            "notLinked": [
                {"thing": one.thing, "label": one.label, "class": one.kind, "reason": one.reason}
                | ({"candidate": one.candidate} if one.candidate else {})
                for one in self.unlinked
            ],
        }


def read(reading: Reading, project: Project) -> Status:
    """Compare what the graph has with the tables of links."""
    tables = links.read(Inputs.of(project).links)
    linked = {link.subject for link in tables.links if link.object.startswith(ENTITY)}
    listed = {link.subject: link for link in tables.not_linked}
    kinds: dict[str, set[str]] = defaultdict(set)
    for row in reading.ask("linkable"):
        kinds[row["class"].value].add(row["thing"].value)
    looked_at = {kind: things for kind, things in kinds.items() if things & (linked | listed.keys())}
    labels = {kind: reading.labels.of(kind) for kind in looked_at}
    shares = [Share(kind, labels[kind], len(things), len(things & linked)) for kind, things in looked_at.items()]
    without = [
        _unlinked(reading, thing, labels[kind], listed.get(thing))
        for kind, things in looked_at.items()
        for thing in things - linked
    ]
    return Status(
        tuple(sorted(shares, key=lambda one: (-one.linked, -one.things, one.label))),
        tuple(sorted(without, key=lambda one: (not one.thing.startswith(ID), one.kind, one.label, one.thing))),
    )


def _unlinked(reading: Reading, thing: str, kind: str, row: Link | None) -> Unlinked:
    cells = row.cells if row else {}
    reason = cells.get("comment", _NOT_LOOKED_AT)
    return Unlinked(thing, reading.labels.of(thing), kind, reason, cells.get("see_also", ""))


def _rows(unlinked: Iterable[Unlinked], prefixes: Mapping[str, str]) -> list[list[str]]:
    return [
        [short(one.thing, prefixes), one.label, one.kind, one.reason, one.candidate and short(one.candidate, prefixes)]
        for one in unlinked
    ]
