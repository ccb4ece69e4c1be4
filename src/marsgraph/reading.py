"""A graph opened for people to read: its store with the labels of things and the passages that say so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from marsgraph import catalog, passages
from marsgraph.labels import Labels
from marsgraph.names import Names
from marsgraph.passages import Passage
from marsgraph.paths import Project
from marsgraph.store import Row, Store, Term, open_graph


@dataclass
class Reading:
    """An open graph and the folder of the queries that we ask it."""

    store: Store
    queries: Path

    @classmethod
    def of(cls, project: Project, data: Path | None = None) -> Reading:
        """Open the built graph of a project, or another RDF file in its place."""
        return cls(open_graph(project, data), project.queries)

    @cached_property
    def labels(self) -> Labels:
        """What things are called."""
        return Labels(self.store, self.queries)

    @cached_property
    def names(self) -> Names:
        """What people may call them."""
        return Names(self.store, self.queries)

    @cached_property
    def passages(self) -> dict[str, Passage]:
        """The passages by their claim graphs."""
        return passages.read(self.store, self.queries)

    @cached_property
    def days(self) -> dict[str, str]:
        """The first day of whatever has a date, to sort by."""
        return {row["thing"].value: row["day"].value for row in self.ask("sort-dates")}

    def ask(self, name: str, **bindings: Term) -> list[Row]:
        """Ask one of the queries of our own pages."""
        query = catalog.page_query(self.queries, name)
        return list(self.store.ask(query.text, place=query.place, **bindings).rows())

    def said_in(self, graphs: Iterable[str]) -> tuple[Passage, ...]:
        """The passages of some claim graphs, in order."""
        return passages.ordered(self.passages.get(graph) or passages.headless(graph) for graph in graphs)
