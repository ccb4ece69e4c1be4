"""Every mission with its launch: a table to sift and sort, its counts, and the query behind it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from marsgraph.labels import Labels
from marsgraph.reading import Reading
from marsgraph.store import Iri, Literal, Row, Term
from marsgraph.web.shown import values
from marsgraph.web.shown.facets import Choice, Facet
from marsgraph.web.shown.values import Named, Outcome

QUERY: Final = "flights"
FACETS: Final = {
    "decade": "Decade",
    "rocket": "Rocket",
    "craft": "Spacecraft type",
    "launched": "The launch",
    "became": "The mission",
    "stage": "Stage where it went wrong",
    "mode": "What went wrong",
    "agency": "Agency",
    "target": "Target",
}
SORTS: Final = ("date", "label", "rocket", "craft", "launched", "became")
_NONE: Final = "none"
_WITHOUT: Final = {"stage", "mode"}
"""Where an event that states nothing is no choice to offer."""


@dataclass(frozen=True, slots=True)
class Flight:
    """A mission in one line."""

    iri: str
    name: str
    label: str
    date: str
    day: str
    launch: str
    rocket: Named
    craft: Named
    agencies: tuple[Named, ...]
    targets: tuple[Named, ...]
    launched: Outcome
    became: Outcome
    losses: tuple[str, ...]
    """By what the mission was lost or cut short."""
    stages: tuple[Named, ...]
    modes: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class Flights:
    """The missions that fit a choice, the choices there are, and the query that gives the same."""

    total: int
    flights: tuple[Flight, ...]
    facets: tuple[Facet, ...]
    sparql: str
    sort: str
    descending: bool


def gather(reading: Reading, text: str, chosen: Mapping[str, str], sort: str, *, descending: bool) -> Flights:
    """Sift and sort the missions; `text` is the query without the choice."""
    rows = reading.ask(QUERY)
    terms = {name: _term(rows, name, wanted) for name, wanted in chosen.items()}
    fitting = {row["mission"].value for row in rows if _fits(row, terms)}
    flights = [flight for flight in each(reading) if flight.iri in fitting]
    flights.sort(key=lambda flight: _rank(flight, sort), reverse=descending)
    return Flights(
        total=len({row["mission"] for row in rows}),
        flights=tuple(flights),
        facets=tuple(_facet(name, rows, terms, reading.labels) for name in FACETS),
        sparql=with_values(text, terms),
        sort=sort,
        descending=descending,
    )


def each(reading: Reading) -> list[Flight]:
    """All missions in the order of their launches."""
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in reading.ask(QUERY):
        grouped[row["mission"].value].append(row)
    return [_flight(rows, reading.labels) for rows in grouped.values()]


def _flight(rows: list[Row], labels: Labels) -> Flight:
    first = rows[0]
    date = first["date"].value

    def all_of(name: str) -> tuple[Named, ...]:
        found = {row[name].value for row in rows} - {_NONE}
        return tuple(sorted((Named(iri, labels.of(iri)) for iri in found), key=lambda one: one.label))

    def one_of(name: str) -> Named:
        return next(iter(all_of(name)), Named("", ""))

    return Flight(
        iri=first["mission"].value,
        name=labels.slug(first["mission"].value),
        label=first["label"].value,
        date="" if date == _NONE else date,
        day="" if date == _NONE else values.day(date),
        launch=first["launch"].value,
        rocket=one_of("rocket"),
        craft=one_of("craft"),
        agencies=all_of("agency"),
        targets=all_of("target"),
        launched=values.outcome(one_of("launched").iri, labels),
        became=values.outcome(one_of("became").iri, labels),
        losses=tuple(sorted({row["loss"].value for row in rows} - {_NONE})),
        stages=all_of("stage"),
        modes=all_of("mode"),
    )


def _rank(flight: Flight, sort: str) -> tuple[str, str]:
    by = getattr(flight, sort)
    return by if isinstance(by, str) else by.label, flight.date


# ---- Choices


def _term(rows: Iterable[Row], name: str, wanted: str) -> Term:
    """The term that a word of an address means; one that nothing has is a plain string, which nothing has either."""
    return next((row[name] for row in rows if _word(row[name]) == wanted), Literal(wanted))


def _word(term: Term) -> str:
    return term.value.rpartition("/")[2] if isinstance(term, Iri) else term.value


def _fits(row: Row, terms: Mapping[str, Term], but: str = "") -> bool:
    return all(name == but or row[name] == term for name, term in terms.items())


def _facet(name: str, rows: list[Row], terms: Mapping[str, Term], labels: Labels) -> Facet:
    counted: dict[Term, set[str]] = defaultdict(set)
    for row in rows:
        if _fits(row, terms, but=name) and not (name in _WITHOUT and row[name].value == _NONE):
            counted[row[name]].add(row["mission"].value)
    wanted = terms.get(name)
    if wanted is not None:
        counted.setdefault(wanted, set())
    choices = [
        Choice(_word(term), _called(term, labels), len(found), term == wanted) for term, found in counted.items()
    ]
    by_count = name != "decade"
    return Facet(name, FACETS[name], tuple(sorted(choices, key=lambda one: (-one.count * by_count, one.label))))


def _called(term: Term, labels: Labels) -> str:
    if isinstance(term, Iri):
        return labels.of(term.value)
    return "not stated" if term.value == _NONE else term.value


def with_values(text: str, terms: Mapping[str, Term]) -> str:
    """The query with the choice behind it, as data that it is joined with."""
    if not terms:
        return text
    names = " ".join(f"?{name}" for name in terms)
    return f"{text.rstrip()}\nVALUES ({names}) {{ ({' '.join(map(str, terms.values()))}) }}\n"


# ---- As files


def as_rows(found: Flights) -> list[list[str]]:
    """The table for a file, its head first."""
    head = ["mission", "label", "launched", "rocket", "spacecraftType", "agencies", "targets"]
    head += ["launchOutcome", "missionOutcome", "lostBy", "stages", "failureModes"]
    return [head, *(_line(flight) for flight in found.flights)]


def _line(flight: Flight) -> list[str]:
    def listed(some: Iterable[Named]) -> str:
        return "; ".join(one.label for one in some)

    return [
        *(flight.iri, flight.label, flight.date, flight.rocket.label, flight.craft.label),
        *(listed(flight.agencies), listed(flight.targets), flight.launched.label, flight.became.label),
        *("; ".join(flight.losses), listed(flight.stages), listed(flight.modes)),
    ]
