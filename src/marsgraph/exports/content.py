"""A graph as its files need it: what is held, what each passage says, and everything in an order for readers."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from marsgraph.paths import Project
from marsgraph.reading import Reading
from marsgraph.store import BlankNode, Iri, Triple
from marsgraph.terms import BASE, CONCEPT, GRAPH, ID, MG, RDF_TYPE, SOURCE

MISSION: Final = MG + "Mission"
_AFTER_MISSIONS: Final = {ID: 1, SOURCE: 2, GRAPH: 3, CONCEPT: 4, MG: 5}
_LAST: Final = 6
_TITLES: Final = {0: "The dataset", 2: "Sources", 3: "Passages", 4: "Concepts", 5: "Vocabulary", _LAST: "Other"}


@dataclass(frozen=True, slots=True)
class Section:
    """What stands together in a file: a title and subjects in order."""

    title: str
    subjects: tuple[Iri | BlankNode, ...]


@dataclass
class Content:
    """A graph, read once."""

    reading: Reading
    context: Mapping[str, Any]
    """The entries of the JSON-LD context."""
    version: str
    beside: frozenset[str] = frozenset()
    """Named graphs that are no passages and not part of the data."""

    @classmethod
    def of(cls, project: Project, data: Path | None = None, version: str = "") -> Content:
        """Open the built graph of a project, or another RDF file in its place."""
        reading = Reading.of(project, data)
        if data:  # our own graph has no nodes without a name
            reading = Reading(reading.store.with_settled_names(), reading.queries)
        return cls(reading, read_context(project.context), version)

    @cached_property
    def _parted(self) -> tuple[list[Triple], dict[str, list[Triple]]]:
        held: list[Triple] = []
        said: dict[str, list[Triple]] = defaultdict(list)
        for subject, predicate, value, name in self.reading.store.quads():
            if name and name.value in self.beside:
                continue
            triple = Triple(subject, predicate, value)  # type: ignore[arg-type]  # the store holds no other subjects
            (said[name.value] if name else held).append(triple)
        return sorted(held, key=str), {name: sorted(said[name], key=str) for name in sorted(said)}

    @property
    def held(self) -> list[Triple]:
        """The default graph, sorted."""
        return self._parted[0]

    @property
    def said(self) -> Mapping[str, list[Triple]]:
        """The named graphs by their IRIs, sorted."""
        return self._parted[1]

    @cached_property
    def graphs(self) -> Mapping[Triple, list[str]]:
        """The graphs of the passages that make each statement."""
        graphs: dict[Triple, list[str]] = defaultdict(list)
        for graph, triples in self.said.items():
            for triple in triples:
                graphs[triple].append(graph)
        return graphs

    @cached_property
    def facts(self) -> Mapping[str, list[Triple]]:
        """What is held, by the IRI of its subject."""
        facts: dict[str, list[Triple]] = defaultdict(list)
        for triple in self.held:
            facts[_name(triple.subject)].append(triple)
        return facts

    @cached_property
    def kinds(self) -> Mapping[str, str]:
        """The class of each thing that has one; the first by name of several."""
        types = [triple for triple in self.held if triple.predicate.value == RDF_TYPE]
        return {_name(each.subject): _name(each.object) for each in reversed(types)}

    @cached_property
    def missions(self) -> list[Iri]:
        """All missions by the day of their launch."""
        days = self.reading.days
        launched = self._launched
        found = [iri for iri, kind in self.kinds.items() if kind == MISSION]
        return [Iri(iri) for iri in sorted(found, key=lambda iri: (launched.get(iri, days.get(iri, "undated")), iri))]

    @cached_property
    def _launched(self) -> Mapping[str, str]:
        """The day on which each mission was launched, as far as it is known."""
        return {row["mission"].value: row["date"].value for row in self.reading.ask("launches") if "date" in row}

    @cached_property
    def own(self) -> Mapping[str, list[Iri]]:
        """What belongs to each mission, itself first, the rest by kind and day; what two share is the first one's."""
        mine: dict[str, set[str]] = defaultdict(set)
        for row in self.reading.ask("mission-things"):
            mine[row["mission"].value].add(row["own"].value)
        taken: set[str] = set()
        own: dict[str, list[Iri]] = {}
        for mission in self.missions:
            found = {mission.value} | {iri for iri in mine[mission.value] if self.kinds.get(iri) != MISSION}
            own[mission.value] = [Iri(iri) for iri in sorted(found - taken, key=self._rank)]
            taken |= found
        return own

    def _rank(self, iri: str) -> tuple[int, str, str, str]:
        kind = self.kinds.get(iri, "")
        first = (MISSION, MG + "Launch", MG + "Spacecraft")
        return (
            first.index(kind) if kind in first else len(first),
            kind.replace("Failure", ""),  # failures are events, and stand among them
            self.reading.days.get(iri, "undated"),
            iri,
        )

    @cached_property
    def sections(self) -> list[Section]:
        """Everything that is held, as a person would read it: missions by date, then what they have in common."""
        missions = [Section(self._title(mission.value), tuple(self.own[mission.value])) for mission in self.missions]
        placed = {subject.value for section in missions for subject in section.subjects}
        others: dict[tuple[int, str], list[Iri | BlankNode]] = defaultdict(list)
        for subject in {triple.subject: None for triple in self.held}:
            name = _name(subject)
            if name not in placed:
                others[self._place(name)].append(subject)  # type: ignore[arg-type]  # no triples stand as subjects
        rest = {place: tuple(sorted(found, key=lambda node: self._rank(node.value))) for place, found in others.items()}
        first = [Section(title, rest[at, title]) for at, title in sorted(rest) if at == 0]
        return [*first, *missions, *(Section(title, rest[at, title]) for at, title in sorted(rest) if at)]

    def _title(self, mission: str) -> str:
        label, day = self.reading.labels.of(mission), self._launched.get(mission)
        return f"{label}, launched {day}" if day else label

    def _place(self, iri: str) -> tuple[int, str]:
        """Where a subject stands that belongs to no mission, and under which title."""
        if iri == BASE:
            return 0, _TITLES[0]
        at = next((at for space, at in _AFTER_MISSIONS.items() if iri.startswith(space)), _LAST)
        kind = self.kinds.get(iri, "")
        return at, _TITLES.get(at) or (self.reading.labels.of(kind).capitalize() if kind else "Things")


def read_context(file: Path) -> Mapping[str, Any]:
    """Read the entries of the published context."""
    entries: Mapping[str, Any] = json.loads(file.read_text(encoding="utf-8"))["@context"]
    return entries


def _name(node: object) -> str:
    return str(getattr(node, "value", node))
