"""A thing with everything that the graph knows of it.

Each value with who says so, what others say instead, and why we hold what we hold. A mission brings its launch and
its craft along.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from marsgraph.passages import Passage
from marsgraph.reading import Reading
from marsgraph.store import Iri, Literal, Row, Term
from marsgraph.terms import CONCEPT, EDTF, GRAPH, ID, MG, RDF_TYPE, RDFS_LABEL, SKOS, XSD

GROUPS: Final = ("names", "identifiers", "dates", "figures", "what and where", "remarks", "elsewhere")

_MATCHES: Final = ("exact", "close", "broad", "narrow", "related")
_NAMES: Final = {SKOS + "altLabel", SKOS + "prefLabel", MG + "designation", MG + "text"}
_IDENTIFIERS: Final = {
    MG + name for name in ("cospar", "cosparAsPrinted", "satcat", "serialNumber", "vehicleSerial", "payloadAsPrinted")
}
_LINKS: Final = {"https://schema.org/sameAs"} | {SKOS + f"{kind}Match" for kind in _MATCHES}
_PARTS: Final = (MG + "launch", MG + "craft")
_DATES: Final = {XSD + "date", XSD + "dateTime", EDTF}
_NUMBERS: Final = {XSD + "integer", XSD + "decimal", XSD + "double"}
_RECORDS: Final = {
    MG + "subject",
    MG + "about",
}  # decisions and discrepancies, which are told where they belong
_SPACES: Final = (ID, CONCEPT, GRAPH)
_HEADING: Final = {RDF_TYPE, RDFS_LABEL}


@dataclass(frozen=True, slots=True)
class Value:
    """One value with the passages that state it."""

    term: Term
    text: str
    said_by: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """What we hold under one property, what others say instead, and why we do not hold that."""

    property: str
    label: str
    group: str
    held: tuple[Value, ...]
    dissent: tuple[Value, ...]
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pointer:
    """Another thing that has this one for a value."""

    thing: str
    label: str
    property: str
    property_label: str


@dataclass(frozen=True, slots=True)
class Description:
    """Everything about one thing."""

    iri: str
    slug: str
    label: str
    types: tuple[str, ...]
    """What its classes are called."""
    classes: tuple[str, ...]
    """The IRIs of its classes."""
    facts: tuple[Fact, ...]
    pointers: tuple[Pointer, ...]
    discrepancies: tuple[tuple[str, str], ...]
    """The label and the reason of each curated discrepancy about it."""
    parts: tuple[tuple[str, Description], ...]
    """The role and the description of each thing that belongs on its page."""


@dataclass(frozen=True, slots=True)
class _Gathered:
    """What is asked once for a thing and its parts together, by the subject."""

    held: Mapping[str, list[Row]]
    said: Mapping[str, list[Row]]
    pointing: Mapping[str, list[Row]]
    decisions: Mapping[str, list[Row]]
    discrepancies: Mapping[str, list[Row]]


def describe(reading: Reading, thing: Iri) -> Description:
    """Gather what is known of a thing; of a mission, with its launch and its craft."""
    gathered = _Gathered(
        held=_by("subject", reading.ask("facts-of", thing=thing)),
        said=_by("subject", reading.ask("claims-of", thing=thing)),
        pointing=_by("subject", reading.ask("pointing-to", thing=thing)),
        decisions=_by("subject", reading.ask("decisions")),
        discrepancies=_by("about", reading.ask("discrepancies")),
    )
    return _describe(reading, thing.value, gathered, whole=True)


def _by(name: str, rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row[name].value].append(row)
    return found


def _describe(reading: Reading, thing: str, gathered: _Gathered, *, whole: bool) -> Description:
    facts = _facts(reading, thing, gathered)
    classes = _classes(gathered.held.get(thing, []))
    parts = {
        value.term.value: _describe(reading, value.term.value, gathered, whole=False)
        for fact in facts
        for value in fact.held
        if whole and fact.property in _PARTS and isinstance(value.term, Iri)
    }
    return Description(
        iri=thing,
        slug=reading.labels.slug(thing),
        label=reading.labels.of(thing),
        types=tuple(sorted(map(reading.labels.of, classes))),
        classes=classes,
        facts=facts,
        pointers=_pointers(reading, gathered.pointing.get(thing, [])),
        discrepancies=_discrepancies(gathered.discrepancies.get(thing, [])),
        parts=tuple((_role(facts, iri), part) for iri, part in parts.items()),
    )


def _role(facts: Iterable[Fact], iri: str) -> str:
    return next(fact.label for fact in facts for value in fact.held if value.term.value == iri)


def _classes(rows: Iterable[Row]) -> tuple[str, ...]:
    return tuple(sorted({row["value"].value for row in rows if _property(row) == RDF_TYPE}))


def _facts(reading: Reading, thing: str, gathered: _Gathered) -> tuple[Fact, ...]:
    held: dict[str, list[Term]] = defaultdict(list)
    for row in gathered.held.get(thing, []):
        held[_property(row)].append(row["value"])
    said: dict[tuple[str, Term], set[str]] = defaultdict(set)
    for row in gathered.said.get(thing, []):
        said[_property(row), row["value"]].add(row["graph"].value)
    reasons = _reasons(gathered.decisions.get(thing, []))
    properties = (held.keys() | {property_ for property_, _ in said}) - _HEADING
    facts = [_fact(reading, property_, held[property_], said, reasons[property_]) for property_ in properties]
    return tuple(sorted(facts, key=lambda fact: (GROUPS.index(fact.group), fact.label, fact.property)))


def _property(row: Row) -> str:
    return row["property"].value


def _fact(
    reading: Reading,
    property_: str,
    held: list[Term],
    said: dict[tuple[str, Term], set[str]],
    reasons: tuple[str, ...],
) -> Fact:
    def value(term: Term) -> Value:
        passages = reading.said_in(said.get((property_, term), ()))
        return Value(term, reading.labels.value(term, property_), passages)

    others = [term for name, term in said if name == property_ and term not in held]
    return Fact(
        property=property_,
        label=reading.labels.of(property_),
        group=_group(property_, [*held, *others]),
        held=tuple(map(value, _sorted(held, reading.days))),
        dissent=tuple(map(value, _sorted(others, reading.days))),
        because=reasons,
    )


def _sorted(terms: Iterable[Term], days: Mapping[str, str]) -> list[Term]:
    """Numbers by size, what is dated by its day before what is not, the rest by name."""

    def rank(term: Term) -> tuple[float, str, str]:
        number = isinstance(term, Literal) and term.datatype.value in _NUMBERS
        return float(term.value) if number else 0, days.get(term.value, "undated"), term.value

    return sorted(terms, key=rank)


def _group(property_: str, values: list[Term]) -> str:
    if property_ in _NAMES:
        return "names"
    if property_ in _IDENTIFIERS:
        return "identifiers"
    if property_ in _LINKS:
        return "elsewhere"
    term = values[0]
    if not isinstance(term, Literal):
        return "what and where"
    if term.datatype.value in _DATES:
        return "dates"
    return "figures" if term.datatype.value in _NUMBERS else "remarks"


def _reasons(rows: Iterable[Row]) -> dict[str, tuple[str, ...]]:
    reasons: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for row in rows:
        if "because" in row and row["because"].value not in reasons[_property(row)]:
            reasons[_property(row)] += (row["because"].value,)
    return reasons


def _discrepancies(rows: Iterable[Row]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted({(_text(row, "label"), _text(row, "because")) for row in rows}))


def _text(row: Row, name: str) -> str:
    return row[name].value if name in row else ""


def _pointers(reading: Reading, rows: Iterable[Row]) -> tuple[Pointer, ...]:
    found = [
        Pointer(
            row["pointer"].value,
            reading.labels.of(row["pointer"].value),
            _property(row),
            reading.labels.of(_property(row)),
        )
        for row in rows
        if row["pointer"].value.startswith(_SPACES) and _property(row) not in _RECORDS
    ]
    return tuple(sorted(found, key=lambda pointer: (pointer.property_label, pointer.label, pointer.thing)))
