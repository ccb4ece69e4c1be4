"""The numbers of the first page and of the page about failures: what was lost, where, how, and when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from marsgraph.disagreements import Disagreement
from marsgraph.reading import Reading
from marsgraph.store import Iri, Row
from marsgraph.terms import BASE, CONCEPT, DECISION, DISCREPANCY, ID
from marsgraph.web.shown import causes, dataset, disputes, flights, quality, things
from marsgraph.web.shown.causes import Causes
from marsgraph.web.shown.dataset import Dataset
from marsgraph.web.shown.disputes import Dispute
from marsgraph.web.shown.flights import Flight
from marsgraph.web.shown.quality import Quality
from marsgraph.web.shown.values import Named, Outcome


@dataclass(frozen=True, slots=True)
class Share:
    """How many missions there are of a sort."""

    of: Named
    value: str
    """As it stands in the address of the list of missions."""
    all: int


@dataclass(frozen=True, slots=True)
class Numbers:
    """What became of launches and missions, in all."""

    launches: int
    first: str
    last: str
    launches_lost: int
    missions_lost: int
    """Missions that were neither a success nor one in part, whatever their rocket did."""
    partial: int
    succeeded: int
    decided: int
    """Missions whose outcome is stated."""
    sources: int
    disputes: int


@dataclass(frozen=True, slots=True)
class Rate:
    """How many launches and missions were lost of those that flew so."""

    label: str
    path: str
    """The list of those that flew, or of a stage of those in which it failed."""
    flights: int
    launches_lost: int
    missions_lost: int


@dataclass(frozen=True, slots=True)
class Home:
    """The first page."""

    dataset: Dataset
    numbers: Numbers
    flights: tuple[Flight, ...]
    riddle: Causes | None
    """The chain of the mission whose failure the most sources explain."""
    riddle_flight: Flight | None
    riddle_sources: tuple[Named, ...]
    """Those that tell of it,"""
    riddle_disputes: tuple[Dispute, ...]
    """and where they disagree, the weightiest first."""
    worst: tuple[Rate, ...]
    """The stages in which most went wrong."""
    dispute: Dispute | None
    """The weightiest of another mission,"""
    dispute_page: str
    """and the thing whose page tells of it."""


@dataclass(frozen=True, slots=True)
class Loss:
    """A mission that was lost or cut short, with its chain."""

    flight: Flight
    causes: Causes | None


@dataclass(frozen=True, slots=True)
class Failures:
    """The page about failures."""

    numbers: Numbers
    rates: dict[str, tuple[Rate, ...]]
    """By rocket, decade and stage."""
    once: tuple[Share, ...]
    """What went wrong in a single mission."""
    losses: tuple[Loss, ...]
    outcomes: tuple[tuple[Outcome, int], ...]


@dataclass(frozen=True, slots=True)
class About:
    """What the dataset says of itself."""

    dataset: Dataset
    not_covered: tuple[str, ...]
    numbers: Numbers
    things: int
    statements: int
    quality: Quality


def home(reading: Reading, found: Sequence[Disagreement], missions: Mapping[str, frozenset[str]]) -> Home:
    """The numbers, the launches, and what the three questions ask for."""
    every = flights.each(reading)
    riddle, flight = _riddle(reading, every)
    own = {row["own"].value for row in reading.ask("mission-things", mission=Iri(flight.iri))} if flight else set()
    others = [one for one in found if own.isdisjoint(one.subjects)]
    heaviest = min(others, key=disputes.weight, default=None)
    return Home(
        dataset=dataset.of(reading),
        numbers=_numbers(reading, every, found),
        flights=tuple(every),
        riddle=causes.ended_by(riddle) if riddle else None,
        riddle_flight=flight,
        riddle_sources=tuple(account.source for account in riddle.accounts) if riddle else (),
        riddle_disputes=things.disputed(reading, found, own),
        worst=tuple(one for one in _rates(reading).get("stage", ()) if one.missions_lost)[:5],
        dispute=disputes.dispute(heaviest, reading.labels) if heaviest else None,
        dispute_page=_page_of(heaviest, missions) if heaviest else "",
    )


def failures(reading: Reading, found: Sequence[Disagreement]) -> Failures:
    """What was lost, by what one may ask."""
    every = flights.each(reading)
    counted: dict[Outcome, int] = defaultdict(int)
    for flight in every:
        counted[flight.became] += 1
    lost = [(flight, causes.of(reading, Iri(flight.iri))) for flight in every if flight.losses]
    return Failures(
        numbers=_numbers(reading, every, found),
        rates=_rates(reading),
        once=tuple(one for one in _by(every, lambda one: one.modes) if one.all == 1),
        losses=tuple(Loss(flight, causes.in_short(why) if why else None) for flight, why in lost),
        outcomes=tuple(sorted(counted.items(), key=lambda item: -item[1])),
    )


def _rates(reading: Reading) -> dict[str, tuple[Rate, ...]]:
    grouped: dict[str, list[Rate]] = defaultdict(list)
    for row in reading.ask("loss-rates"):
        counts = (int(row[name].value) for name in ("flights", "launchesLost", "missionsLost"))
        path = "/" + row["flown"].value.removeprefix(BASE)
        grouped[row["by"].value].append(Rate(row["flownLabel"].value, path, *counts))
    return {by: tuple(some) for by, some in grouped.items()}


def about(reading: Reading, found: Sequence[Disagreement]) -> About:
    """What the dataset says of itself, and how much it holds."""
    return About(
        dataset=dataset.of(reading),
        not_covered=tuple(row["what"].value for row in reading.ask("not-covered")),
        numbers=_numbers(reading, flights.each(reading), found),
        things=len({row["thing"] for row in reading.ask("kinds") if _is_thing(row)}),
        statements=sum(
            int(row["count"].value) for row in reading.ask("graph-sizes") if row["graph"].value in reading.passages
        ),
        quality=quality.of(reading),
    )


def _is_thing(row: Row) -> bool:
    """Whether it is a thing, and no record of the editors about what is disputed."""
    return row["thing"].value.startswith(ID) and row["class"].value not in {DECISION, DISCREPANCY}


def _numbers(reading: Reading, every: Sequence[Flight], found: Sequence[Disagreement]) -> Numbers:
    years = sorted(flight.date[:4] for flight in every if flight.date)
    return Numbers(
        launches=len(every),
        first=years[0] if years else "",
        last=years[-1] if years else "",
        launches_lost=_count(every, lambda one: one.launched.tone == "bad"),
        missions_lost=_count(every, lambda one: one.became.tone == "bad"),
        partial=_count(every, lambda one: one.became.tone == "part"),
        succeeded=_count(every, lambda one: one.became.tone == "good"),
        decided=_count(every, lambda one: one.became.tone != "unknown"),
        sources=len({one.source for one in reading.passages.values() if not one.editorial}),
        disputes=len(found),
    )


def _count(every: Iterable[Flight], fits: Callable[[Flight], bool]) -> int:
    return sum(1 for one in every if fits(one))


def _by(every: Iterable[Flight], trait: Callable[[Flight], tuple[Named, ...]]) -> tuple[Share, ...]:
    grouped: dict[Named, list[Flight]] = defaultdict(list)
    for flight in every:
        for one in trait(flight):
            if one.label:
                grouped[one].append(flight)
    shares = [Share(one, one.iri.rpartition("/")[2] or one.label, len(some)) for one, some in grouped.items()]
    return tuple(sorted(shares, key=lambda one: (-one.all, one.of.label)))


def _riddle(reading: Reading, every: Iterable[Flight]) -> tuple[Causes | None, Flight | None]:
    """The mission whose loss the most sources explain; of these, one that never left Earth orbit, by its chain."""
    found = [(causes.of(reading, Iri(flight.iri)), flight) for flight in every if flight.losses]
    told = [(chain, flight) for chain, flight in found if chain]
    if not told:
        return None, None
    return max(told, key=lambda one: (len(one[0].accounts), _stranded(one[1]), sum(map(_size, one[0].steps))))


def _page_of(one: Disagreement, missions: Mapping[str, frozenset[str]]) -> str:
    """The mission that a disagreement is about, or else the thing."""
    return min(missions.get(one.subjects[0], ()), default=one.subjects[0])


def _stranded(flight: Flight) -> bool:
    return flight.became.iri == CONCEPT + "mission-stranded-in-earth-orbit"


def _size(step: causes.Step) -> int:
    return 1 + sum(map(_size, step.causes))
