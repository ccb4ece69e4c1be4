"""Who says so: the passages of sources, as the heads of the claim graphs name them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from marsgraph import catalog
from marsgraph.store import Row, Store
from marsgraph.terms import DERIVED_GRAPH, GRAPH, SOURCE

_EDITORS: Final = SOURCE + "editors"


@dataclass(frozen=True, slots=True, order=True)
class Passage:
    """One passage of one source with one degree of certainty."""

    source: str
    """The source's IRI."""
    locator: str
    """Where in the source it stands."""
    graph: str
    """The IRI of its claim graph."""
    title: str
    """What the source is called."""
    hedges: tuple[str, ...]
    """The words with which the source limits itself, none where it states a fact."""
    precedence: int
    """1 for a document that a person read, 2 for a bulk table."""
    doubted: bool = False
    """Whether a hedge limits what is said, and does not only tell whose word it is."""

    @property
    def source_slug(self) -> str:
        """The source's short name."""
        return self.source.removeprefix(SOURCE)

    @property
    def editorial(self) -> bool:
        """Whether it is the editors who speak, or the build for them."""
        return self.source.startswith(_EDITORS) or self.graph == DERIVED_GRAPH

    def __str__(self) -> str:
        """The passage in one line."""
        hedged = f", hedged: {', '.join(self.hedges)}" if self.hedges else ""
        return f"{self.title}, {self.locator}{hedged}" if self.locator else f"{self.title}{hedged}"

    def as_json(self) -> dict[str, object]:
        """The passage for programs."""
        return {
            "graph": self.graph,
            "source": self.source,
            "title": self.title,
            "locator": self.locator,
            "hedges": list(self.hedges),
        }


def read(store: Store, queries: Path) -> dict[str, Passage]:
    """All passages of a graph by the IRI of their claim graph."""
    passages: dict[str, Passage] = {}
    for row in store.ask(catalog.page_query(queries, "passages").text).rows():
        passage = _passage(row, passages.get(row["graph"].value))
        passages[passage.graph] = passage
    return passages


def _passage(row: Row, same: Passage | None) -> Passage:
    """A passage; one with several hedges comes in several rows."""
    hedge = row.get("hedgeLabel") or row.get("hedge")
    hedges = {hedge.value} if hedge else set()
    source = row["source"].value
    return Passage(
        graph=row["graph"].value,
        source=source,
        title=row["title"].value if "title" in row else source,
        locator=row["locator"].value if "locator" in row else "",
        hedges=tuple(sorted(hedges.union(same.hedges if same else ()))),
        precedence=int(row["precedence"].value) if "precedence" in row else 1,
        doubted=bool(hedge and "attribution" not in row) or bool(same and same.doubted),
    )


def headless(graph: str) -> Passage:
    """What stands in for the passage of a claim graph that has no head."""
    return Passage(SOURCE + "unknown", graph.removeprefix(GRAPH), graph, "a graph without a head", (), 1)


def ordered(passages: Iterable[Passage]) -> tuple[Passage, ...]:
    """Documents before editors, each by source and place."""
    return tuple(sorted(set(passages), key=lambda passage: (passage.editorial, passage)))
