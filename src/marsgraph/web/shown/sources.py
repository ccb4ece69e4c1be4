"""The sources: what each states, where it stands alone, where we hold another's word."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from marsgraph.disagreements import Disagreement
from marsgraph.passages import Passage
from marsgraph.reading import Reading
from marsgraph.store import Row, Term
from marsgraph.terms import ID, SOURCE
from marsgraph.web.shown import values
from marsgraph.web.shown.values import Named, Said, Value

_Statement: TypeAlias = tuple[str, str, Term]
_MOST_THINGS: Final = 24


@dataclass(frozen=True, slots=True)
class Source:
    """A source in figures."""

    source: Named
    description: str
    editorial: bool
    statements: int
    hedged: int
    alone: int
    """Statements that we hold on its word alone."""
    shared: int
    """Statements that another source makes, too."""
    overruled: int
    """Statements that we do not hold."""
    disputes: int
    """Disagreements in which it takes part."""


@dataclass(frozen=True, slots=True)
class Sources:
    """All sources."""

    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Overruled:
    """A statement of a source that we do not hold."""

    subject: Named
    property: Named
    value: Value
    ours: tuple[Value, ...]
    because: str


@dataclass(frozen=True, slots=True)
class PassageShare:
    """A passage of a source, and how many statements it makes."""

    passage: Said
    statements: int


@dataclass(frozen=True, slots=True)
class Spoken:
    """A mission, and how much a source says about it and what belongs to it."""

    thing: Named
    statements: int
    alone: int


@dataclass(frozen=True, slots=True)
class OneSource:
    """A source with its passages, what it speaks about, and where we hold another's word."""

    source: Source
    passages: tuple[PassageShare, ...]
    spoken: tuple[Spoken, ...]
    overruled: tuple[Overruled, ...]


class Claims:
    """Every statement with the passages that make it."""

    def __init__(self, reading: Reading) -> None:
        self.said: dict[_Statement, set[Passage]] = defaultdict(set)
        self.held: set[_Statement] = set()
        for row in reading.ask("claims"):
            if row["graph"].value not in reading.passages:  # a graph that claims nothing, such as that of the examples
                continue
            statement = row["subject"].value, row["property"].value, row["value"]
            self.said[statement].add(reading.passages[row["graph"].value])
            if row["held"].value == "true":
                self.held.add(statement)

    def of(self, source: str) -> dict[_Statement, set[Passage]]:
        """Those of one source, with all that make them."""
        return {one: by for one, by in self.said.items() if any(passage.source == source for passage in by)}


def gather(reading: Reading, claims: Claims, found: Sequence[Disagreement]) -> Sources:
    """All sources, documents before editors."""
    disputed = Counter(SOURCE + source for one in found for source in one.sources())
    told = [_source(row, claims, disputed) for row in reading.ask("sources")]
    return Sources(tuple(sorted(told, key=lambda one: (one.editorial, -one.statements))))


def gather_one(
    reading: Reading,
    claims: Claims,
    found: Sequence[Disagreement],
    iri: str,
    missions: Mapping[str, frozenset[str]],
) -> OneSource:
    """One source."""
    disputed = Counter(SOURCE + source for one in found for source in one.sources())
    row = next(row for row in reading.ask("sources") if row["source"].value == iri)
    made = claims.of(iri)
    reasons = {(s, p): one.because for one in found for s in one.subjects for p in one.properties if one.because}
    return OneSource(
        source=_source(row, claims, disputed),
        passages=_passages(made, iri),
        spoken=_spoken(reading, made, missions),
        overruled=tuple(
            _overruled(reading, statement, made[statement], reasons)
            for statement in sorted(made.keys() - claims.held, key=str)
        ),
    )


def _source(row: Row, claims: Claims, disputed: Mapping[str, int]) -> Source:
    iri = row["source"].value
    made = claims.of(iri)
    alone = [one for one, by in made.items() if one in claims.held and _alone(by)]
    shared = [one for one, by in made.items() if not _alone(by)]
    own = [[passage for passage in by if passage.source == iri] for by in made.values()]
    return Source(
        source=Named(iri, row["title"].value if "title" in row else iri.removeprefix(SOURCE)),
        description=row["description"].value if "description" in row else "",
        editorial=iri.removeprefix(SOURCE).startswith("editors"),
        statements=len(made),
        hedged=sum(all(passage.doubted for passage in passages) for passages in own),
        alone=len(alone),
        shared=len(shared),
        overruled=len(made.keys() - claims.held),
        disputes=disputed.get(iri, 0),
    )


def _alone(passages: Iterable[Passage]) -> bool:
    return len({passage.source for passage in passages}) == 1


def _passages(made: Mapping[_Statement, set[Passage]], iri: str) -> tuple[PassageShare, ...]:
    counted = Counter(passage for by in made.values() for passage in by if passage.source == iri)
    return tuple(PassageShare(values.said([one])[0], counted[one]) for one in sorted(counted))


def _spoken(
    reading: Reading, made: Mapping[_Statement, set[Passage]], missions: Mapping[str, frozenset[str]]
) -> tuple[Spoken, ...]:
    counted: Counter[str] = Counter()
    alone: Counter[str] = Counter()
    for (subject, _, _), by in made.items():
        things = missions.get(subject) or ({subject} if subject.startswith(ID) else set())
        counted.update(things)
        alone.update(things if _alone(by) else ())
    return tuple(
        Spoken(Named(thing, reading.labels.of(thing)), count, alone[thing])
        for thing, count in counted.most_common(_MOST_THINGS)
    )


def _overruled(
    reading: Reading, statement: _Statement, by: set[Passage], reasons: Mapping[tuple[str, str], str]
) -> Overruled:
    subject, property_, term = statement
    ours = [
        row["value"]
        for row in reading.ask("held-values")
        if (row["subject"].value, row["property"].value) == (subject, property_)
    ]
    return Overruled(
        subject=Named(subject, reading.labels.of(subject)),
        property=Named(property_, reading.labels.of(property_)),
        value=values.value(term, property_, reading.labels, sorted(by)),
        ours=tuple(values.value(one, property_, reading.labels) for one in ours),
        because=reasons.get((subject, property_), ""),
    )
