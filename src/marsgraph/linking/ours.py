"""What the graph holds that another graph may hold, too: identifiers, dates, masses and sites of what can be linked."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from marsgraph import catalog
from marsgraph.build import links
from marsgraph.build.inputs import InputFile, Inputs
from marsgraph.build.sssom import Link
from marsgraph.linking import keys
from marsgraph.paths import Project
from marsgraph.reading import Reading


@dataclass(slots=True)
class Thing:
    """A thing of ours, as far as another graph may know it."""

    iri: str
    label: str
    keys: dict[str, set[str]] = field(default_factory=dict)
    values: dict[str, set[str]] = field(default_factory=dict)
    """launched, mass, site, site item."""


@dataclass(frozen=True, slots=True)
class Family:
    """A mission with its craft and its launch, for which one item may stand at once."""

    mission: str
    craft: str
    launch: str


@dataclass(slots=True)
class Ours:
    """All that can be linked, and all that is linked or refused."""

    things: dict[str, Thing]
    families: dict[str, Family]
    """By each of the three."""
    accepted: list[Link]
    refused: set[tuple[str, str]]

    def together(self, thing: str) -> tuple[str, ...]:
        """A thing with the others for which one item may stand."""
        family = self.families.get(thing)
        return (family.mission, family.craft, family.launch) if family else (thing,)

    def is_refused(self, thing: str, item: str) -> bool:
        """Whether somebody said that an item is not this thing, or not what belongs to it."""
        return any((one, item) in self.refused for one in self.together(thing))

    def linked_to(self, thing: str) -> set[str]:
        """The items to which a thing, or what belongs to it, is linked."""
        together = self.together(thing)
        return {link.object for link in self.accepted if link.subject in together}


def read(reading: Reading, project: Project) -> Ours:
    """Read the graph and the tables of links beside it."""
    things: dict[str, Thing] = {}

    def thing(iri: str) -> Thing:
        return things.setdefault(iri, Thing(iri, reading.labels.of(iri)))

    for row in _ask(reading, "our-identifiers"):
        if value := keys.plain(row["kind"], row["value"]):
            thing(row["thing"]).keys.setdefault(row["kind"], set()).add(value)
    for row in _ask(reading, "our-values"):
        thing(row["thing"]).values.setdefault(row["said"], set()).add(row["value"])
    families: dict[str, Family] = {}
    for row in _ask(reading, "our-missions"):
        family = Family(row["mission"], row["craft"], row["launch"])
        for iri in (family.mission, family.craft, family.launch):
            thing(iri)
            families[iri] = family
    tables = links.read(_tables(project))
    refused = {(link.subject, link.object) for link in tables.refused}
    return Ours(things, families, tables.links, refused)


def _tables(project: Project) -> tuple[InputFile, ...]:
    return Inputs.of(project).links


def _ask(reading: Reading, name: str) -> list[dict[str, str]]:
    query = catalog.read(reading.queries / "linking" / f"{name}.rq")
    rows = reading.store.ask(query.text, place=query.place).rows()
    return [{column: term.value for column, term in row.items()} for row in rows]


def by_key(things: dict[str, Thing]) -> dict[tuple[str, str], set[str]]:
    """The things that have an identifier.

    The archive names what was launched by its COSPAR designation, mostly; so this is looked for as its identifier, too.
    """
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for iri, thing in things.items():
        for kind, values in thing.keys.items():
            for value in values:
                found[kind, value].add(iri)
        if "nssdca" not in thing.keys:
            for value in thing.keys.get("cospar", ()):
                found["nssdca", value].add(iri)
    return found
