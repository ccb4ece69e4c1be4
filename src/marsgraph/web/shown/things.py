"""A thing with all that is known of it, whatever its class: facts with sources and dissent, causes, incoming links."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from marsgraph import describe
from marsgraph.describe import Description
from marsgraph.disagreements import Disagreement
from marsgraph.reading import Reading
from marsgraph.store import Iri, Row
from marsgraph.terms import DCTERMS, MG, RDFS, SKOS, SORT_DATE
from marsgraph.web.shown import causes, disputes, flights, values
from marsgraph.web.shown.causes import Causes
from marsgraph.web.shown.disputes import Dispute
from marsgraph.web.shown.flights import Flight
from marsgraph.web.shown.values import Named, Said, Value

POINTERS: Final = 60
"""How many incoming links stand on one page."""

_SCHEMA: Final = "http://schema.org/"
_ELSEWHERE: Final = {
    *(SKOS + name for name in ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")),
    *(scheme + "sameAs" for scheme in (_SCHEMA, "https://schema.org/", "http://www.w3.org/2002/07/owl#")),
    RDFS + "seeAlso",
}
_DEFINITIONS: Final = (SKOS + "definition", DCTERMS + "description", RDFS + "comment")
_TITLES: Final = {SKOS + "prefLabel", DCTERMS + "title"}
_TOLD_ELSEWHERE: Final = {SORT_DATE, RDFS + "isDefinedBy", *_DEFINITIONS, *_TITLES}
_TOLD_OF_MISSIONS: Final = {MG + name for name in ("event", "failure", "launch", "craft")}
_OWNERS: Final = tuple(
    MG + name
    for name in (
        *(
            "launch",
            "craft",
            "event",
            "failure",
            "alternative",
            "plannedEvent",
            "orbit",
            "instrument",
            "removedInstrument",
        ),
        *(
            "radioSystem",
            "equipment",
            "result",
            "designation",
            "ordinal",
            "citation",
            "stage",
            "part",
            "engine",
            "family",
        ),
    )
)
"""The properties by which something belongs to something else, the closest first."""
_HEADINGS: Final = {
    "names": "Names",
    "identifiers": "Identifiers",
    "dates": "Dates",
    "figures": "Figures",
    "what and where": "What and where",
    "remarks": "Remarks and fields as printed",
}


@dataclass(frozen=True, slots=True)
class Fact:
    """What we hold under a property, what others say instead, and why we do not hold that."""

    property: Named
    held: tuple[Value, ...]
    dissent: tuple[Value, ...]
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Facts of a sort."""

    title: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A launch or a craft on the page of its mission."""

    role: str
    thing: Named
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """An event of a flight and when it took place, as exactly as it is told."""

    event: Named
    when: tuple[Value, ...]
    said: tuple[Said, ...]
    failed: bool
    """Whether it belongs to the chain of failure."""


@dataclass(frozen=True, slots=True)
class Pointers:
    """Things that have this one for a value under a property."""

    property: Named
    count: int
    things: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of missions that have to do with a thing."""

    facet: str
    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class SourceShare:
    """How many of the values of a page a source states."""

    source: Named
    count: int


@dataclass(frozen=True, slots=True)
class Essential:
    """One of the few values that tell what a thing is."""

    property: Named
    value: Value


@dataclass(frozen=True, slots=True)
class Thing:
    """All that a page about a thing tells."""

    iri: str
    name: str
    label: str
    kinds: tuple[Named, ...]
    types: tuple[str, ...]
    """What schema.org calls its classes, as far as they are linked there."""
    definition: str
    essence: tuple[Essential, ...]
    """What it is, in a few of its values, where nothing defines it."""
    owner_property: str
    owner: Named | None
    """What it belongs to, and as what."""
    mission: Named | None
    """The mission that it belongs to, or is."""
    flight: Flight | None
    """The mission in one line, where the thing is one."""
    lists: tuple[Listed, ...]
    """The lists of missions that it sifts."""
    groups: tuple[Group, ...]
    parts: tuple[Part, ...]
    elsewhere: tuple[Fact, ...]
    """What it is in other places, such as Wikidata."""
    causes: Causes | None
    moments: tuple[Moment, ...]
    disputes: tuple[Dispute, ...]
    pointers: tuple[Pointers, ...]
    pointer_count: int
    pointer_page: int
    pointer_pages: int
    sources: tuple[SourceShare, ...]


def gather(reading: Reading, found: Sequence[Disagreement], thing: Iri, page: int) -> Thing:
    """Everything about a thing; `found` are all disagreements, `page` which of its incoming links to list."""
    described = describe.describe(reading, thing)
    mission = _mission(reading, described)
    flight = next((one for one in flights.each(reading) if one.iri == thing.value), None)
    why = causes.of(reading, thing) if flight or _is_event(described) else None
    own = {row["own"].value for row in reading.ask("mission-things", mission=thing)} or {thing.value}
    owner_property, owner = _owner(described)
    shown = described.pointers[(page - 1) * POINTERS : page * POINTERS]
    groups = _groups(described, reading, _TOLD_OF_MISSIONS if flight else set())
    parts = tuple(
        Part(role, Named(part.iri, part.label), _groups(part, reading, set())) for role, part in described.parts
    )
    return Thing(
        iri=described.iri,
        name=described.slug,
        label=described.label,
        kinds=tuple(Named(iri, reading.labels.of(iri)) for iri in described.classes),
        types=tuple(_types(reading, described)),
        definition=_definition(described),
        essence=() if flight else tuple(_essence(described, reading)),
        owner_property=owner_property,
        owner=owner,
        mission=mission,
        flight=flight,
        lists=tuple(_lists(reading, described.iri)),
        groups=groups,
        parts=parts,
        elsewhere=tuple(_fact(fact, reading) for fact in described.facts if fact.property in _ELSEWHERE),
        causes=why,
        moments=tuple(_moments(reading, described, flight)) if flight else (),
        disputes=disputed(reading, found, own),
        pointers=_pointers(described, shown),
        pointer_count=len(described.pointers),
        pointer_page=page,
        pointer_pages=-(-len(described.pointers) // POINTERS),
        sources=_sources(described),
    )


@dataclass(frozen=True, slots=True)
class Report:
    """What a report of an error says: the thing, and the values under a property with their sources."""

    thing: Named
    fact: Fact | None
    others: tuple[Named, ...]
    """The properties that it may be about as well."""

    def text(self, version: str) -> str:
        """The report in plain text, with room for what only its writer knows."""
        lines = [f"Thing: {self.thing.label} <{self.thing.iri}>", *(_reported(self.fact) if self.fact else ())]
        asked = ("What is wrong:", "What it should be:", "How I know (a source that can be looked up):")
        return "\n".join([*lines, f"Data: {version}", "", *asked, ""])


def _reported(fact: Fact) -> Iterator[str]:
    yield f"Property: {fact.property.label} <{fact.property.iri}>"
    for word, some in (("Held", fact.held), ("Not held", fact.dissent)):
        for one in some:
            yield f"{word}: {one.text} ({one.exact})"
            for said in one.said:
                hedged = f", hedged: {', '.join(said.hedges)}" if said.hedges else ""
                yield f"  says {said.title}{', ' if said.locator else ''}{said.locator}{hedged} <{said.graph}>"
    yield from (f"Because: {reason}" for reason in fact.because)


def report(reading: Reading, thing: Iri, of: str) -> Report:
    """What stands under a property of a thing."""
    described = describe.describe(reading, thing)
    fact = next((_fact(fact, reading) for fact in described.facts if fact.property == of), None)
    others = [fact for fact in described.facts if fact.property not in _TOLD_ELSEWHERE and fact.property != of]
    named = tuple(Named(one.property, one.label) for one in others)
    return Report(Named(described.iri, described.label), fact, named)


def disputed(reading: Reading, found: Sequence[Disagreement], own: set[str]) -> tuple[Dispute, ...]:
    """Those about a thing and what belongs to it: first those about nothing else, the weightiest first."""
    concerning = sorted((one for one in found if own.intersection(one.subjects)), key=disputes.weight)
    concerning.sort(key=lambda one: not own.issuperset(one.subjects))
    return tuple(disputes.dispute(one, reading.labels) for one in concerning)


_LISTS: Final = {
    "rocket": "flew on it",
    "craft": "flew a craft of this type",
    "agency": "had it for an agency",
    "target": "had it for a target",
    "launched": "had this outcome of the launch",
    "became": "ended so",
    "stage": "had something go wrong in it",
    "mode": "had this in the chain of failure",
}


def _lists(reading: Reading, iri: str) -> Iterator[Listed]:
    for facet, label in _LISTS.items():
        missions = {row["mission"] for row in reading.ask(flights.QUERY, **{facet: Iri(iri)})}
        if missions:
            yield Listed(facet, iri.rpartition("/")[2], label, len(missions))


def _mission(reading: Reading, described: Description) -> Named | None:
    missions = sorted({row["mission"].value for row in reading.ask("mission-things", own=Iri(described.iri))})
    return Named(missions[0], reading.labels.of(missions[0])) if len(missions) == 1 else None


def _types(reading: Reading, described: Description) -> list[str]:
    rows = reading.ask("schema-types")
    return sorted({row["type"].value for row in rows if row["class"].value in described.classes})


def _is_event(described: Description) -> bool:
    return bool({MG + "FailureEvent", MG + "Alternatives"}.intersection(described.classes))


def _owner(described: Description) -> tuple[str, Named | None]:
    ranked = [pointer for pointer in described.pointers if pointer.property in _OWNERS]
    if not ranked:
        return "", None
    first = min(ranked, key=lambda pointer: (_OWNERS.index(pointer.property), pointer.label))
    return first.property_label, Named(first.thing, first.label)


def _definition(described: Description) -> str:
    held = {fact.property: fact.held for fact in described.facts}
    return next((held[name][0].text for name in _DEFINITIONS if held.get(name)), "")


_ESSENCE: Final = tuple(
    MG + name
    for name in (
        *("eventKind", "mode", "effect", "spacecraftType", "launchDate", "date", "dateEdtf", "launchSite", "place"),
        *("placeKind", "within"),
        *("rocketType", "family", "stageNumber", "engine", "inStage", "component", "launchOutcome", "instrumentKind"),
        *("measures", "massKg", "manufacturer", "country", "body", "orbitKind"),
    )
)
"""The properties that tell best what a thing is, in the order in which one says them."""
_MOST_ESSENTIAL: Final = 4


def _essence(described: Description, reading: Reading) -> Iterator[Essential]:
    """The first value that we hold of each of these."""
    facts = {fact.property: fact for fact in described.facts if fact.held}
    for name in [name for name in _ESSENCE if name in facts][:_MOST_ESSENTIAL]:
        fact = _fact(facts[name], reading)
        yield Essential(fact.property, fact.held[0])


# ---- Facts


def _groups(described: Description, reading: Reading, told: set[str]) -> tuple[Group, ...]:
    facts = [fact for fact in described.facts if fact.property not in (_TOLD_ELSEWHERE | _ELSEWHERE | told)]
    return tuple(
        Group(_HEADINGS[name], tuple(_fact(fact, reading) for fact in some))
        for name, some in groupby(facts, key=lambda fact: fact.group)
    )


def _fact(fact: describe.Fact, reading: Reading) -> Fact:
    def shown(some: Iterable[describe.Value]) -> tuple[Value, ...]:
        return tuple(values.value(one.term, fact.property, reading.labels, one.said_by) for one in some)

    return Fact(Named(fact.property, fact.label), shown(fact.held), shown(fact.dissent), fact.because)


def _sources(described: Description) -> tuple[SourceShare, ...]:
    counted: Counter[Named] = Counter()
    for one in (described, *(part for _, part in described.parts)):
        for fact in one.facts:
            for value in (*fact.held, *fact.dissent):
                counted.update({Named(passage.source, passage.title) for passage in value.said_by})
    return tuple(SourceShare(source, count) for source, count in counted.most_common())


# ---- What points here


def _pointers(described: Description, shown: Sequence[describe.Pointer]) -> tuple[Pointers, ...]:
    counted = Counter(pointer.property for pointer in described.pointers)
    return tuple(
        Pointers(Named(iri, label), counted[iri], tuple(Named(one.thing, one.label) for one in some))
        for (iri, label), some in groupby(shown, key=lambda one: (one.property, one.property_label))
    )


# ---- The flight, event by event

_WHEN: Final = (
    *("date", "dateEdtf", "timeToMinute", "secondsAfterLiftoff", "secondsAfterIgnition", "secondsAfter"),
    *("hoursAfter", "daysAfter", "monthsAfter"),
)
_AFTER: Final = {
    "secondsAfterLiftoff": "after lift-off",
    "secondsAfterIgnition": "after ignition",
    **dict.fromkeys(("secondsAfter", "hoursAfter", "daysAfter", "monthsAfter"), "after"),
}
_INSTANTS: Final = {"date", "timeToMinute"}


def _moments(reading: Reading, described: Description, flight: Flight) -> Iterator[Moment]:
    """The launch and the events of a mission, in the order in which the figure has them."""
    linked = [(fact.property, value) for fact in described.facts for value in fact.held]
    told = {value.term.value: value for property_, value in linked if property_ in {MG + "event", MG + "failure"}}
    facts: dict[str, list[Row]] = {}
    for row in reading.ask("event-facts"):
        facts.setdefault(row["event"].value, []).append(row)
    for row in reading.ask("flight-events", mission=Iri(described.iri)):
        event = Named(row["event"].value, reading.labels.of(row["event"].value))
        if event.iri == flight.launch:
            days = tuple(_launched(described, reading))
            yield Moment(event, days, tuple(dict.fromkeys(said for day in days for said in day.said)), failed=False)
        elif event.iri in told:
            when = tuple(_when(facts.get(event.iri, ()), reading))
            yield Moment(event, when, values.said(told[event.iri].said_by), failed=row["what"].value == "failure")


def _launched(described: Description, reading: Reading) -> Iterator[Value]:
    """When the launch took place, as it is held."""
    for _, part in described.parts:
        for fact in part.facts:
            if fact.property == MG + "launchDate":
                yield from _fact(fact, reading).held


def _plain(name: str, text: str) -> str:
    """Two days, and not two d."""
    word = next((word for word in ("day", "month", "hour") if name == f"{word}sAfter"), "")
    number = text.partition(" ")[0]
    return f"{number} {word}{'' if number == '1' else 's'}" if word else text


def _when(rows: Sequence[Row], reading: Reading) -> Iterator[Value]:
    relative = [row["value"] for row in rows if row["property"].value == MG + "relativeTo"]
    to = reading.labels.of(relative[0].value) if relative else ""
    names = {values.name_of(row["property"].value) for row in rows}
    for name in _WHEN:
        if name == "date" and "timeToMinute" in names:
            continue
        said: dict[str, tuple[Row, set[str]]] = {}
        for row in rows:
            if row["property"].value == MG + name:
                said.setdefault(row["value"].value, (row, set()))[1].update(
                    [row["graph"].value] if "graph" in row else []
                )
        for row, graphs in said.values():
            one = values.value(row["value"], MG + name, reading.labels, reading.said_in(graphs))
            after = _AFTER.get(name, "")
            ending = f" {after} {to}" if after == "after" and to else f" {after}" if after and after != "after" else ""
            yield Value(_plain(name, one.text) + ending, "", one.exact if name in _INSTANTS else "", "", one.said)
