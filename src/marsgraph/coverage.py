"""What the graph covers, in counts.

Sources, launches with what each source says of them, how much is hedged, disputed or rests on one source, and what
is not in.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from marsgraph import disagreements, display
from marsgraph.errors import NotFoundError
from marsgraph.passages import Passage, headless
from marsgraph.paths import Project
from marsgraph.reading import Reading
from marsgraph.store import Row, Term
from marsgraph.terms import ID, SOURCE

_Statement = tuple[str, str, Term]
_Claims = dict[_Statement, frozenset[Passage]]


@dataclass(frozen=True, slots=True)
class SourceShare:
    """A source and how much it says."""

    source: str
    title: str
    statements: int
    hedged: int


@dataclass(frozen=True, slots=True)
class LaunchShare:
    """A launch and how many statements each source makes about its mission."""

    date: str
    mission: str
    label: str
    statements: dict[str, int]


@dataclass(frozen=True, slots=True)
class LinkShare:
    """How many things of a class have an item of Wikidata."""

    kind: str
    label: str
    things: int
    linked: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """The counts."""

    version: str
    """The version of the built graph; nothing for another file."""
    sources: tuple[SourceShare, ...]
    launches: tuple[LaunchShare, ...]
    things: int
    held: int
    """Different statements that we hold."""
    hedged: int
    """Held statements that nobody makes without a hedge; telling whose word it is counts as none."""
    several_sources: int
    single_source: int
    editors_only: int
    sources_a_statement: float
    """On average, of those that have a source."""
    not_held: int
    """Different statements of sources that we do not hold."""
    disagreements: dict[str, int]
    """Records of disagreement by their kind."""
    links: tuple[LinkShare, ...]
    not_covered: tuple[str, ...]


def read(reading: Reading, version: str = "") -> Coverage:
    """Count what the graph covers."""
    said, held = _claims(reading)
    support = Counter(_support(said[statement]) for statement in held)
    kinds, _ = disagreements.counts(disagreements.read(reading))
    return Coverage(
        version=version,
        sources=_sources(reading, said),
        launches=_launches(reading, said),
        things=len({subject for subject, _, _ in said if subject.startswith(ID)}),
        held=len(held),
        hedged=sum(all(passage.doubted for passage in said[statement]) for statement in held),
        several_sources=support.total() - support[0] - support[1],
        single_source=support[1],
        editors_only=support[0],
        sources_a_statement=_average(support),
        not_held=len(said) - len(held),
        disagreements=dict(sorted(kinds.items())),
        links=tuple(_link_share(reading, row) for row in reading.ask("linked-things")),
        not_covered=tuple(row["what"].value for row in reading.ask("not-covered")),
    )


def _link_share(reading: Reading, row: Row) -> LinkShare:
    kind = row["class"].value
    return LinkShare(kind, reading.labels.of(kind), int(row["things"].value), int(row["linked"].value))


def version_of(project: Project) -> str:
    """The version of a project's built graph, as its manifest tells it."""
    try:
        return str(json.loads(project.manifest_file.read_text(encoding="utf-8"))["version"])
    except (OSError, ValueError, KeyError) as error:
        raise NotFoundError(
            "The manifest of the built graph is missing or broken.",
            place=str(project.manifest_file),
            remedy="Run `marsgraph build`.",
        ) from error


def _claims(reading: Reading) -> tuple[_Claims, set[_Statement]]:
    """What is said and by whom, and what of it is held; what repeats is kept once, since there may be millions."""
    alone: dict[str, frozenset[Passage]] = {}
    names: dict[str, str] = {}
    said: _Claims = {}
    for subject, property_, value, graph in reading.store.quads():
        if graph is not None:
            if graph.value not in alone:
                alone[graph.value] = frozenset({reading.passages.get(graph.value) or headless(graph.value)})
            subject_, name = subject.value, property_.value
            statement = names.setdefault(subject_, subject_), names.setdefault(name, name), value
            one, others = alone[graph.value], said.get(statement)
            said[statement] = one | others if others else one
    plain = (
        (names.get(subject.value, ""), names.get(property_.value, ""), value)
        for subject, property_, value, graph in reading.store.quads()
        if graph is None
    )
    return said, {statement for statement in plain if statement in said}


def _support(passages: Iterable[Passage]) -> int:
    """How many sources make a statement, the editors aside."""
    return len({passage.source for passage in passages if not passage.editorial})


def _average(support: Counter[int]) -> float:
    """How many sources the statements have that have one."""
    counted = support.total() - support[0]
    made = sum(sources * statements for sources, statements in support.items())
    return round(made / counted, 3) if counted else 0.0


def _sources(reading: Reading, said: _Claims) -> tuple[SourceShare, ...]:
    made = Counter(passage.source for passages in said.values() for passage in passages)
    hedged = Counter(passage.source for passages in said.values() for passage in passages if passage.doubted)
    return tuple(
        SourceShare(iri.removeprefix(SOURCE), row["title"].value if "title" in row else "", made[iri], hedged[iri])
        for row in reading.ask("sources")
        for iri in [row["source"].value]
    )


def _launches(reading: Reading, said: _Claims) -> tuple[LaunchShare, ...]:
    own: dict[str, set[str]] = defaultdict(set)
    for row in reading.ask("mission-things"):
        own[row["own"].value].add(row["mission"].value)
    made: dict[str, Counter[str]] = defaultdict(Counter)
    for (subject, _, _), passages in said.items():
        for mission in own.get(subject, ()):
            made[mission].update({passage.source_slug for passage in passages if not passage.editorial})
    return tuple(
        LaunchShare(
            date=row["date"].value if "date" in row else "",
            mission=reading.labels.slug(row["mission"].value),
            label=reading.labels.of(row["mission"].value),
            statements=dict(sorted(made[row["mission"].value].items())),
        )
        for row in reading.ask("launches")
    )


def as_json(coverage: Coverage) -> dict[str, object]:
    """The counts for programs."""
    return {_camel(name): value for name, value in asdict(coverage).items()}


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(map(str.capitalize, others))


def as_text(coverage: Coverage, width: int | None) -> str:
    """The counts for people."""
    return "\n\n".join(
        [
            *([f"MarsGraph {coverage.version}"] if coverage.version else []),
            "\n".join([display.count(len(coverage.sources), "source"), "", _source_table(coverage, width)]),
            "\n".join(
                [display.count(len(coverage.launches), "launch", "launches"), "", _launch_table(coverage, width)]
            ),
            "\n".join(_how_sure(coverage)),
            *(["\n".join(_how_linked(coverage))] if coverage.links else []),
            "\n".join(["Not in the graph", *(f"  {what}" for what in coverage.not_covered)]),
        ]
    )


def _source_table(coverage: Coverage, width: int | None) -> str:
    rows = [[s.source, s.title, f"{s.statements}", f"{s.hedged}"] for s in coverage.sources]
    return display.table(["source", "title", "statements", "hedged"], rows, width)


def _launch_table(coverage: Coverage, width: int | None) -> str:
    def told(launch: LaunchShare) -> str:
        return ", ".join(f"{source} {number}" for source, number in launch.statements.items())

    rows = [[launch.date, launch.mission, launch.label, told(launch)] for launch in coverage.launches]
    return display.table(["date", "mission", "called", "statements of each source"], rows, width)


def _how_linked(coverage: Coverage) -> list[str]:
    counted = [f"  {one.label:<28}{one.linked:>8,} of {one.things:,}" for one in coverage.links]
    return ["Linked to Wikidata (marsgraph link --status tells the others, and why)", *counted]


def _how_sure(coverage: Coverage) -> list[str]:
    disputed = sum(coverage.disagreements.values())
    kinds = ", ".join(f"{number} {kind}" for kind, number in coverage.disagreements.items())
    lines = {
        "statements held": coverage.held,
        "  said by several sources": coverage.several_sources,
        "  said by one source": coverage.single_source,
        "  by the editors alone": coverage.editors_only,
        "  hedged by all who say it": coverage.hedged,
        "statements not held": coverage.not_held,
        "disagreements": disputed,
    }
    counted = [f"  {name:<28}{number:>8,}" for name, number in lines.items()]
    return [f"{display.count(coverage.things, 'thing')}", *counted, *([f"    {kinds}"] if kinds else [])]
