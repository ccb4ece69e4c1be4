"""Why a mission failed: the events behind its failures, who links each to the next, and how surely.

The joined chain is the editors' synthesis of several accounts; `account_of` leaves what one source says alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable
from dataclasses import dataclass, replace
from typing import Final

from marsgraph.errors import NotFoundError
from marsgraph.passages import Passage
from marsgraph.reading import Reading
from marsgraph.store import Iri, Row, Term
from marsgraph.terms import LED_TO, MG

_ALTERNATIVE: Final = MG + "alternative"


@dataclass(frozen=True, slots=True)
class Circumstance:
    """Something said of an event: its mode, stage, component, time."""

    property: str
    term: Term
    said_by: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """One link of a chain."""

    iri: str
    label: str
    final: bool
    """Whether the launch or the mission failed by it."""
    circumstances: tuple[Circumstance, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """One event bringing about another, or being one of its possible explanations."""

    cause: str
    effect: str
    alternative: bool
    """Whether the cause is one of the alternatives that make up the effect."""
    surely: tuple[Passage, ...]
    """Who says that it led to it."""
    perhaps: tuple[Passage, ...]
    """Who says that it may have."""

    @property
    def sure(self) -> bool:
        """Whether some source says so without a hedge: mg:ledTo is for nothing else."""
        return bool(self.surely)

    @property
    def said_by(self) -> tuple[Passage, ...]:
        """Everyone who says so in either way."""
        return tuple(dict.fromkeys(self.surely + self.perhaps))


@dataclass(frozen=True, slots=True)
class Chain:
    """The events behind a mission's failures and the links between them."""

    mission: str
    label: str
    events: dict[str, Event]
    links: tuple[Link, ...]
    outcomes: tuple[str, ...]
    start: str | None = None
    """The event to begin with, where not the last ones."""

    def causes(self, effect: str) -> tuple[Link, ...]:
        """What led to an event; an explanation that is only one of several stands under these alone."""
        links = [link for link in self.links if link.effect == effect]
        options = {link.cause for either in links for link in self.links if _offers(link, either.cause)}
        return tuple(link for link in links if link.sure or link.alternative or link.cause not in options)

    def ends(self) -> tuple[str, ...]:
        """The events that led to nothing further, those by which launch and mission failed first."""
        if self.start:
            return (self.start,)
        causes = {link.cause for link in self.links}
        ends = [event for event in self.events.values() if event.iri not in causes]
        return tuple(event.iri for event in sorted(ends, key=lambda event: not event.final))

    def sources(self) -> tuple[str, ...]:
        """The sources that tell a link or a circumstance, without the editors."""
        told = [passage for link in self.links for passage in link.said_by]
        told += [passage for event in self.events.values() for c in event.circumstances for passage in c.said_by]
        return tuple(sorted({passage.source_slug for passage in told if not passage.editorial}))


def _offers(link: Link, either: str) -> bool:
    return link.alternative and link.effect == either


def chain_of(reading: Reading, thing: Iri) -> Chain:
    """The chain of a mission, or of the mission that a launch, craft or event belongs to."""
    mission = reading.names.mission_of(thing) or _mission_of_event(reading, thing)
    events = _events(reading, mission)
    links = _links(reading, events)
    return Chain(
        mission=mission.value,
        label=reading.labels.of(mission.value),
        events=events,
        links=tuple(sorted(links, key=lambda link: (link.effect, link.cause))),
        outcomes=_outcomes(reading, mission),
        start=thing.value if thing.value in events else None,
    )


def account_of(chain: Chain, source: str, called: str) -> Chain:
    """What one source, of which people know the name, tells of a chain, and nothing else."""
    links = [_by(link, source) for link in chain.links if any(said.source == source for said in link.said_by)]
    linked = {iri for link in links for iri in (link.cause, link.effect)}
    events = {iri: _circumstances_by(event, source) for iri, event in chain.events.items()}
    told = {iri: event for iri, event in events.items() if iri in linked or event.circumstances}
    if not told:
        raise NotFoundError(
            f"{called} tells nothing of how {chain.label} failed.",
            remedy=f"These do: {', '.join(chain.sources())}." if chain.sources() else "No source does.",
        )
    return replace(chain, events=told, links=tuple(links), start=chain.start if chain.start in told else None)


def _by(link: Link, source: str) -> Link:
    return replace(link, surely=_from(link.surely, source), perhaps=_from(link.perhaps, source))


def _from(passages: Iterable[Passage], source: str) -> tuple[Passage, ...]:
    return tuple(passage for passage in passages if passage.source == source)


def _circumstances_by(event: Event, source: str) -> Event:
    told = [replace(c, said_by=by) for c in event.circumstances if (by := _from(c.said_by, source))]
    return replace(event, circumstances=tuple(told))


def _mission_of_event(reading: Reading, thing: Iri) -> Iri:
    missions = sorted({row["mission"].value for row in reading.ask("mission-of-event", event=thing)})
    if not missions:
        raise NotFoundError(
            f"{reading.labels.of(thing.value)} is no mission, and no event of one.",
            remedy=f"Name a mission, or try `marsgraph show {reading.labels.slug(thing.value)}`.",
        )
    return Iri(missions[0])


def _events(reading: Reading, mission: Iri) -> dict[str, Event]:
    rows = reading.ask("chain-events", mission=mission)
    final = {row["event"].value: row["final"].value == "true" for row in rows}
    told = [row for row in reading.ask("event-facts") if row["event"].value in final]
    circumstances = _circumstances(told, reading)
    return {iri: Event(iri, reading.labels.of(iri), final[iri], circumstances[iri]) for iri in sorted(final)}


def _circumstances(rows: list[Row], reading: Reading) -> dict[str, tuple[Circumstance, ...]]:
    said: dict[str, dict[tuple[str, Term], set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in rows:
        graphs = said[row["event"].value][row["property"].value, row["value"]]
        if "graph" in row:
            graphs.add(row["graph"].value)
    found = {
        event: tuple(Circumstance(name, term, reading.said_in(graphs)) for (name, term), graphs in values.items())
        for event, values in said.items()
    }
    return defaultdict(tuple, {event: tuple(sorted(told, key=_place)) for event, told in found.items()})


def _place(circumstance: Circumstance) -> tuple[int, str, str]:
    """Mode, stage, component first; then times; then the rest."""
    first = ("mode", "inStage", "component", "engine", "flightPhase")
    name = circumstance.property.removeprefix(MG)
    last = name == "detail"
    rank = first.index(name) if name in first else len(first) + last
    return rank, name, circumstance.term.value


def _links(reading: Reading, events: Container[str]) -> list[Link]:
    """The links between some events."""
    said: dict[tuple[str, str], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in reading.ask("chain-links"):
        kind, cause, effect = row["link"].value, row["cause"].value, row["effect"].value
        if cause in events and effect in events:
            pair = (effect, cause) if kind == _ALTERNATIVE else (cause, effect)
            said[pair][kind].update([row["graph"].value] if "graph" in row else [])
    return [_link(reading, *pair, kinds) for pair, kinds in said.items()]


def _link(reading: Reading, cause: str, effect: str, kinds: dict[str, set[str]]) -> Link:
    surely = reading.said_in(kinds.get(LED_TO, ()))
    perhaps = [graph for kind, graphs in kinds.items() if kind != LED_TO for graph in graphs]
    return Link(cause, effect, _ALTERNATIVE in kinds, surely, reading.said_in(perhaps))


def _outcomes(reading: Reading, mission: Iri) -> tuple[str, ...]:
    return tuple(
        f"{reading.labels.of(row['property'].value)}: {reading.labels.value(row['outcome'])}"
        for row in reading.ask("outcomes", mission=mission)
    )
