"""Where sources disagree: decisions between values and curated discrepancies, in one list.

Each with every claim, who makes it and how surely, what we hold, and why.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from marsgraph.errors import NotFoundError
from marsgraph.names import keys
from marsgraph.passages import Passage
from marsgraph.reading import Reading
from marsgraph.store import Iri, Row, Term
from marsgraph.terms import CONCEPT

_Place: TypeAlias = tuple[str, str]
_Claims: TypeAlias = dict[_Place, dict[Term, set[str]]]
KINDS: Final = ("conflict", "self-contradiction", "evident-error")


@dataclass(frozen=True, slots=True)
class Claim:
    """One value that passages give, and whether we hold it."""

    subject: str
    property: str
    term: Term
    held: bool
    said_by: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One record of what is disputed."""

    record: str
    """decision, discrepancy, or undecided where a bulk table dissents and needs no decision."""
    iri: str
    label: str
    kind: str
    subjects: tuple[str, ...]
    properties: tuple[str, ...]
    claims: tuple[Claim, ...]
    passages: tuple[Passage, ...]
    """Those that take part, also where no single value shows it."""
    because: str
    date: str

    def sources(self) -> set[str]:
        """The short names of the sources that take part."""
        said = [passage for claim in self.claims for passage in claim.said_by]
        return {passage.source_slug for passage in (*said, *self.passages)}


def read(reading: Reading) -> list[Disagreement]:
    """All disagreements of a graph, mission after mission in the order of their launches."""
    held = {(r["subject"].value, r["property"].value, r["value"]) for r in reading.ask("held-values")}
    claims = _claims(reading.ask("disputed-claims"))
    found = [*_decided(reading, claims, held), *_undecided(reading, claims, held), *_curated(reading, held)]
    days = _launch_days(reading)
    undated = max(days.values(), default="") + "later"  # what belongs to no mission comes last
    return sorted(found, key=lambda one: (days.get(one.subjects[0], undated), one.subjects, one.properties, one.iri))


def _launch_days(reading: Reading) -> dict[str, str]:
    """The day on which the mission of a thing was launched; the first, for what several missions share."""
    of_mission = {row["mission"].value: row["date"].value for row in reading.ask("launches") if "date" in row}
    days: dict[str, str] = {}
    for row in reading.ask("mission-things"):
        own, day = row["own"].value, of_mission.get(row["mission"].value)
        if day:
            days[own] = min(day, days.get(own, day))
    return days


def about(found: Iterable[Disagreement], reading: Reading, thing: Iri) -> list[Disagreement]:
    """Those about a thing or what belongs to it."""
    own = {row["own"].value for row in reading.ask("things-of", thing=thing)}
    return [one for one in found if own.intersection(one.subjects)]


def of_kind(found: Sequence[Disagreement], kind: str) -> list[Disagreement]:
    """Those of a kind."""
    known = sorted({one.kind for one in found}.union(KINDS))
    match = [name for name in known if keys(name) & keys(kind)]
    if not match:
        raise NotFoundError(
            f"There is no kind of disagreement called {kind}.", remedy=f"There are: {', '.join(known)}."
        )
    return [one for one in found if one.kind == match[0]]


def with_source(found: Iterable[Disagreement], source: str) -> list[Disagreement]:
    """Those in which a source takes part."""
    return [one for one in found if source in one.sources()]


def counts(found: Sequence[Disagreement]) -> tuple[Counter[str], Counter[str]]:
    """How many there are of each kind, and with each source."""
    return Counter(one.kind for one in found), Counter(source for one in found for source in one.sources())


def _claims(rows: Iterable[Row]) -> _Claims:
    claims: _Claims = defaultdict(lambda: defaultdict(set))
    for row in rows:
        claims[row["subject"].value, row["property"].value][row["value"]].add(row["graph"].value)
    return claims


def _made(
    reading: Reading, place: _Place, values: dict[Term, set[str]], held: set[tuple[str, str, Term]]
) -> Iterator[Claim]:
    """The claims about one property of one thing, what we hold first."""
    for term, graphs in sorted(values.items(), key=lambda item: ((*place, item[0]) not in held, item[0].value)):
        yield Claim(*place, term, (*place, term) in held, reading.said_in(graphs))


def _decided(reading: Reading, claims: _Claims, held: set[tuple[str, str, Term]]) -> Iterator[Disagreement]:
    rows = {row["decision"].value: row for row in reading.ask("decisions")}
    for iri, row in rows.items():
        place = row["subject"].value, row["property"].value
        made = tuple(_made(reading, place, claims[place], held))
        yield _record(reading, "decision", iri, [place], made, row)


def _undecided(reading: Reading, claims: _Claims, held: set[tuple[str, str, Term]]) -> Iterator[Disagreement]:
    decided = {(row["subject"].value, row["property"].value) for row in reading.ask("decisions")}
    for place in claims.keys() - decided:
        if len(claims[place]) > 1:
            yield _record(reading, "undecided", "", [place], tuple(_made(reading, place, claims[place], held)), {})


def _curated(reading: Reading, held: set[tuple[str, str, Term]]) -> Iterator[Disagreement]:
    said: dict[str, _Claims] = defaultdict(dict)
    for row in reading.ask("discrepancy-claims"):
        claims = said[row["discrepancy"].value]
        values = claims.setdefault((row["subject"].value, row["property"].value), defaultdict(set))
        values[row["value"]].add(row["graph"].value)
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in reading.ask("discrepancies"):
        grouped[row["discrepancy"].value].append(row)
    for iri, rows in grouped.items():
        places = sorted({(row["about"].value, row["property"].value if "property" in row else "") for row in rows})
        made = [claim for place, values in sorted(said[iri].items()) for claim in _made(reading, place, values, held)]
        passages = reading.said_in({row["passage"].value for row in rows if "passage" in row})
        yield _record(reading, "discrepancy", iri, places, tuple(made), rows[0], passages)


def _record(
    reading: Reading,
    record: str,
    iri: str,
    places: Sequence[_Place],
    claims: tuple[Claim, ...],
    row: Row,
    passages: tuple[Passage, ...] = (),
) -> Disagreement:
    subjects = tuple(dict.fromkeys(subject for subject, _ in places))
    properties = tuple(dict.fromkeys(name for _, name in places if name))
    return Disagreement(
        record=record,
        iri=iri,
        label=row["label"].value if "label" in row else _label(reading, subjects, properties),
        kind=row["kind"].value.removeprefix(CONCEPT) if "kind" in row else _kind(claims),
        subjects=subjects,
        properties=properties,
        claims=claims,
        passages=passages,
        because=row["because"].value if "because" in row else "",
        date=row["date"].value if "date" in row else "",
    )


def _label(reading: Reading, subjects: Iterable[str], properties: Iterable[str]) -> str:
    return ", ".join(map(reading.labels.of, subjects)) + ": " + ", ".join(map(reading.labels.of, properties))


def _kind(claims: Sequence[Claim]) -> str:
    """The kind where the record does not tell: one value is an error, two of one source contradict it."""
    if len(claims) < 2:  # noqa: PLR2004
        return "evident-error"
    by_value = [{passage.source for passage in claim.said_by} for claim in claims]
    return "self-contradiction" if len(set().union(*by_value)) == 1 else "conflict"
