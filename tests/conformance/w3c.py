"""The tests of the W3C for SPARQL 1.1 as their manifests tell them, and the data of all of them in one file."""

from __future__ import annotations

import functools
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyoxigraph as ox

ROOT: Final = Path(__file__).parents[2]
FOLDER_IS: Final = "MARSGRAPH_W3C"
"""The environment variable that names the folder in which `sparql11` is."""
ADDRESS: Final = "http://www.w3.org/2009/sparql/docs/tests/data-sparql11/"
"""Where the W3C published the tests; relative names in them are relative to this."""
NOWHERE: Final = "urn:example:empty"
"""A graph without statements, for tests without data."""

RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
MF: Final = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT: Final = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
UT: Final = "http://www.w3.org/2009/sparql/tests/test-update#"
HT: Final = "http://www.w3.org/2011/http#"
CNT: Final = "http://www.w3.org/2011/content#"
LABEL: Final = "http://www.w3.org/2000/01/rdf-schema#label"

Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


def folder() -> Path | None:
    """The folder of the tests: where the environment says, or beside the project; nothing where it is absent."""
    named = os.environ.get(FOLDER_IS)
    path = (Path(named) if named else ROOT.parent / "shared" / "w3c") / "sparql11"
    if named and not path.is_dir():
        message = f"{FOLDER_IS} is {named}, which has no sparql11."
        raise FileNotFoundError(message)
    return path if path.is_dir() else None


class Facts:
    """A manifest as a graph, with the few ways in which it is read."""

    def __init__(self, file: Path) -> None:
        self._store = ox.Store()
        self._store.extend(ox.parse(path=str(file), base_iri=iri_of(file)))

    def all(self, subject: Node | None, name: str) -> list[Node]:
        """All values of a property, of one thing or of any."""
        assert not isinstance(subject, ox.Literal | ox.Triple)
        return [quad.object for quad in self._store.quads_for_pattern(subject, ox.NamedNode(name), None)]

    def one(self, subject: Node, name: str) -> Node | None:
        """The value of a property, or nothing."""
        return next(iter(self.all(subject, name)), None)

    def text(self, subject: Node, name: str) -> str:
        """The value of a property as text, or an empty one."""
        found = self.one(subject, name)
        return found.value if isinstance(found, ox.NamedNode | ox.Literal) else ""

    def texts(self, subject: Node | None, name: str) -> list[str]:
        """The values of a property as text."""
        return [value.value for value in self.all(subject, name) if isinstance(value, ox.NamedNode | ox.Literal)]

    def items(self, start: Node | None) -> Iterator[Node]:
        """The members of a list."""
        while start is not None and start != ox.NamedNode(RDF + "nil"):
            first = self.one(start, RDF + "first")
            assert first is not None
            yield first
            start = self.one(start, RDF + "rest")


@dataclass(frozen=True)
class Entry:
    """One test."""

    suite: str
    name: str
    kind: str
    """The last part of the name of its class, such as QueryEvaluationTest."""
    node: Node
    facts: Facts

    @property
    def id(self) -> str:
        """What the list of known failures calls it."""
        return f"{self.suite}/{self.name}"

    @property
    def action(self) -> Node:
        """What is done."""
        found = self.facts.one(self.node, MF + "action")
        assert found is not None
        return found

    def query(self) -> str:
        """The text of its query, which is the action itself where there is no data."""
        named = self.facts.text(self.action, QT + "query")
        return file_of(named or str(getattr(self.action, "value", ""))).read_text("utf-8")

    def dataset(self) -> list[tuple[str, str]]:
        """The parameters of the protocol that select its data."""
        default = self.facts.texts(self.action, QT + "data") or [NOWHERE]
        named = self.facts.texts(self.action, QT + "graphData")
        return [("default-graph-uri", iri) for iri in default] + [("named-graph-uri", iri) for iri in named]

    def expected(self) -> Path:
        """The file with the answer."""
        return file_of(self.facts.text(self.node, MF + "result"))


def iri_of(file: Path) -> str:
    """The address at which the W3C published a file."""
    return f"{ADDRESS}{file.parent.name}/{file.name}"


def file_of(iri: str) -> Path:
    """The file that stands for an address."""
    base = folder()
    assert base
    return base / iri.removeprefix(ADDRESS)


@functools.cache
def manifests() -> dict[str, Facts]:
    """The manifests by suite."""
    base = folder()
    return {file.parent.name: Facts(file) for file in sorted(base.glob("*/manifest.ttl"))} if base else {}


@functools.cache
def entries() -> tuple[Entry, ...]:
    """All tests, in the order of the manifests."""
    return tuple(
        Entry(suite, node.value.rpartition("#")[2], _kind(facts, node), node, facts)
        for suite, facts in manifests().items()
        for start in facts.all(None, MF + "entries")
        for node in facts.items(start)
        if isinstance(node, ox.NamedNode)
    )


def _kind(facts: Facts, node: Node) -> str:
    return facts.text(node, RDF + "type").rpartition("#")[2]


def write_data(target: Path) -> None:
    """Write the data of all tests, each file as a graph that has the address of the file as its name."""
    graphs: dict[str, Path] = {}
    for facts in manifests().values():
        for name in ("data", "graphData"):
            graphs |= {iri: file_of(iri) for iri in facts.texts(None, QT + name)}
        for pair in facts.all(None, UT + "graphData"):
            graphs[facts.text(pair, LABEL)] = file_of(facts.text(pair, UT + "graph"))
    with target.open("wb") as out:
        for iri, file in sorted(graphs.items()):
            ox.serialize(_quads(file, iri), out, ox.RdfFormat.N_QUADS)


def _quads(file: Path, iri: str) -> Iterable[ox.Quad]:
    graph = ox.NamedNode(iri)
    for quad in ox.parse(path=str(file), base_iri=iri, rename_blank_nodes=True):
        yield ox.Quad(quad.subject, quad.predicate, quad.object, graph)
