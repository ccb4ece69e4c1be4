"""Why an answer may be empty: names of ours in a query that the graph does not know, with the nearest that it does."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from marsgraph import catalog
from marsgraph.query_tokens import tokens
from marsgraph.store import Store
from marsgraph.terms import BASE, expand, shorten

_MOST = 5


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The names under our own base that stand in the graph."""

    names: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def of(cls, store: Store, queries: Path) -> Vocabulary:
        """Read the names of a graph."""
        query = catalog.page_query(queries, "own-names")
        return cls(frozenset(row["name"].value for row in store.ask(query.text, place=query.place).rows()))

    def unknown(self, query: str, store: Store) -> list[str]:
        """A sentence for each name of ours in a query that the graph does not hold."""
        found = dict.fromkeys(iri for iri in _names(query) if iri.startswith(BASE) and iri != BASE)
        unknown = [iri for iri in found if not _is_space(iri) and not store.knows(iri)]
        return [self.sentence(iri, store.prefixes) for iri in unknown[:_MOST]]

    def sentence(self, iri: str, prefixes: Mapping[str, str]) -> str:
        """Say that a name is not there, and which ones are near."""
        meant = " or ".join(shorten(name, prefixes) for name in self.near(iri))
        said = f"The graph has no {shorten(iri, prefixes)}."
        return f"{said} Did you mean {meant}?" if meant else said

    def near(self, iri: str) -> list[str]:
        """The names of the same namespace that are spelled nearly so."""
        space = iri[: max(iri.rfind("/"), iri.rfind("#")) + 1]
        peers = {name[len(space) :].lower(): name for name in self.names if name.startswith(space)}
        return [peers[name] for name in difflib.get_close_matches(iri[len(space) :].lower(), peers, 3, 0.6)]


def _is_space(iri: str) -> bool:
    return iri.endswith(("/", "#"))


def _names(query: str) -> Iterator[str]:
    """The IRIs that a query names, its own prefixes resolved."""
    prefixes: dict[str, str] = {}
    declared: list[str] = []
    for token in tokens(query):
        declaring = declared and declared[-1] == "PREFIX"
        if token.kind == "name" and declaring:
            declared.append(token.text.partition(":")[0])
            continue
        if token.kind == "iri" and len(declared) > 1:
            prefixes[declared[1]] = token.text[1:-1]
        elif token.kind == "iri":
            yield token.text[1:-1]
        elif token.kind == "name" and token.text.partition(":")[0] in prefixes:
            yield expand(token.text, prefixes)
        declared = ["PREFIX"] if token.upper == "PREFIX" else []
