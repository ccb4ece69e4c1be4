"""Where the sources disagree: every claim with who makes it, what we hold and why; sifted by kind, source and thing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, groupby
from typing import Final

from marsgraph.disagreements import Claim, Disagreement
from marsgraph.labels import Labels
from marsgraph.reading import Reading
from marsgraph.terms import CONCEPT, ID, LED_TO, MAY_HAVE_LED_TO, MG, SOURCE
from marsgraph.web.shown import values
from marsgraph.web.shown.facets import Choice, Facet
from marsgraph.web.shown.values import Named, Said, Value

_KINDS: Final = (
    *("conflict", "self-contradiction", "evident-error", "different-things"),
    *("precision-difference", "naming"),
)
"""The kinds of disagreement, the weightiest first."""
_CAUSES: Final = {LED_TO, MAY_HAVE_LED_TO, MG + "alternative"}
_ASKED_FIRST: Final = _CAUSES | {MG + name for name in ("date", "dateEdtf", "launchDate", "decayDate", "massKg")}
"""Causes, dates and masses."""
FACETS: Final = {"kind": "kind", "source": "source that takes part", "mission": "mission"}


@dataclass(frozen=True, slots=True)
class Position:
    """One value that passages give, and whether we hold it."""

    about: str
    """The thing and the property, where the record is about several."""
    value: Value
    held: bool


@dataclass(frozen=True, slots=True)
class Dispute:
    """One record of what is disputed."""

    iri: str
    anchor: str
    label: str
    kind: Named
    about: tuple[Named, ...]
    positions: tuple[Position, ...]
    passages: tuple[Said, ...]
    """Those that take part, where no single value shows it."""
    because: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of disagreement, what it means, and how many of it fit the choice."""

    kind: Named
    definition: str
    count: int


@dataclass(frozen=True, slots=True)
class Disputes:
    """The disagreements that fit a choice, the weightiest first, and the choices there are."""

    total: int
    disputes: tuple[Dispute, ...]
    kinds: tuple[Kind, ...]
    facets: tuple[Facet, ...]


def gather(
    found: Sequence[Disagreement], reading: Reading, missions: Mapping[str, frozenset[str]], chosen: Mapping[str, str]
) -> Disputes:
    """All disagreements that fit; `missions` tells to which missions a thing belongs."""

    def traits(one: Disagreement) -> dict[str, set[str]]:
        belongs = {mission for subject in one.subjects for mission in missions.get(subject, ())}
        sources = {SOURCE + source for source in one.sources()}
        return {"kind": {CONCEPT + one.kind}, "source": sources, "mission": belongs}

    described = [(one, traits(one)) for one in sorted(found, key=weight)]
    fitting = [one for one, has in described if _fits(has, chosen)]
    facets = tuple(_facet(name, described, chosen, reading.labels) for name in FACETS)
    told = tuple(_of_missions(dispute(one, reading.labels), one, missions, reading.labels) for one in fitting)
    return Disputes(len(found), told, tuple(_kinds(reading, fitting)), facets)


def _of_missions(told: Dispute, one: Disagreement, missions: Mapping[str, frozenset[str]], labels: Labels) -> Dispute:
    """The same as one about missions, where its things belong to any."""
    iris = dict.fromkeys(iri for subject in one.subjects for iri in sorted(missions.get(subject, ())))
    return replace(told, about=tuple(Named(iri, labels.of(iri)) for iri in iris) or told.about)


def _kinds(reading: Reading, fitting: Sequence[Disagreement]) -> Iterator[Kind]:
    """The kinds of what fits, in the order of the list."""
    means = {row["concept"].value: row["definition"].value for row in reading.ask("concepts") if "definition" in row}
    for kind, some in groupby(fitting, key=lambda one: one.kind):
        iri = CONCEPT + kind
        yield Kind(Named(iri, reading.labels.of(iri)), means.get(iri, ""), sum(1 for _ in some))


def weight(one: Disagreement) -> tuple[tuple[int, str], bool, bool, int]:
    """What weighs more comes first.

    The kinds in their order; of a kind, first where sources lead one event back to different causes, then what is
    about causes, dates or masses, then what more sources take part in. What weighs the same stays as it was.
    """
    place = _KINDS.index(one.kind) if one.kind in _KINDS else len(_KINDS)
    return (place, one.kind), not _rival(one), _ASKED_FIRST.isdisjoint(one.properties), -len(one.sources())


def _rival(one: Disagreement) -> bool:
    """Whether different sources lead one event back to different causes."""
    causes = [claim for claim in one.claims if claim.property in _CAUSES]
    return any(
        first.term == second.term and first.subject != second.subject and _sources(first).isdisjoint(_sources(second))
        for first, second in combinations(causes, 2)
    )


def _sources(claim: Claim) -> set[str]:
    return {passage.source for passage in claim.said_by}


def _fits(has: Mapping[str, set[str]], chosen: Mapping[str, str], but: str = "") -> bool:
    return all(name == but or wanted in {_short(iri) for iri in has[name]} for name, wanted in chosen.items())


def _short(iri: str) -> str:
    return iri.rpartition("/")[2]


def _facet(
    name: str,
    described: Sequence[tuple[Disagreement, Mapping[str, set[str]]]],
    chosen: Mapping[str, str],
    labels: Labels,
) -> Facet:
    counted: dict[str, int] = {}
    for _, has in described:
        if _fits(has, chosen, but=name):
            for iri in has[name]:
                counted[iri] = counted.get(iri, 0) + 1
    ordered = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    choices = tuple(
        Choice(_short(iri), labels.of(iri), count, chosen.get(name) == _short(iri)) for iri, count in ordered
    )
    return Facet(name, FACETS[name], choices)


def dispute(one: Disagreement, labels: Labels) -> Dispute:
    """One record for a page."""
    several = len(one.subjects) > 1, len(one.properties) > 1
    anchor = labels.slug(one.iri) if one.iri else "-".join(labels.slug(iri) for iri in (*one.subjects, *one.properties))
    return Dispute(
        iri=one.iri,
        anchor=anchor.replace(":", "-"),
        label=one.label,
        kind=Named(CONCEPT + one.kind, labels.of(CONCEPT + one.kind)),
        about=tuple(Named(iri, labels.of(iri)) for iri in one.subjects if iri.startswith(ID)),
        positions=tuple(_position(claim, labels, several) for claim in one.claims),
        passages=values.said(one.passages) if not one.claims else (),
        because=one.because,
    )


def _position(claim: Claim, labels: Labels, several: tuple[bool, bool]) -> Position:
    things, properties = several
    about = [labels.of(claim.subject)] if things else []
    about += [labels.of(claim.property)] if properties or things else []
    return Position(", ".join(about), values.value(claim.term, claim.property, labels, claim.said_by), claim.held)


def belonging(reading: Reading) -> dict[str, frozenset[str]]:
    """To which missions each thing belongs."""
    found: dict[str, set[str]] = {}
    for row in reading.ask("mission-things"):
        found.setdefault(row["own"].value, set()).add(row["mission"].value)
    return {iri: frozenset(missions) for iri, missions in found.items()}
