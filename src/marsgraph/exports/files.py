"""Which files the graph goes out as: their paths, types and what they are, and what writes each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from marsgraph.exports import missions, rdf, tables
from marsgraph.exports.content import Content
from marsgraph.store import Iri
from marsgraph.terms import ID

JSON_LD: Final = "application/ld+json"
LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"


@dataclass(frozen=True, slots=True)
class File:
    """A file of the graph."""

    path: str
    """Below the folder, with slashes."""
    media_type: str
    title: str
    write: Callable[[Content], bytes]


@dataclass(frozen=True, slots=True)
class Listed:
    """A file as a page lists it."""

    path: str
    media_type: str
    title: str


@dataclass(frozen=True, slots=True)
class Written:
    """A file as it was written."""

    file: File
    size: int
    sha256: str


_HELD: Final = "what is held: one preferred value wherever the sources differ"
_ALL: Final = "everything: what is held, and what each passage says in a graph of its own"
WHOLE: Final = (
    File("marsgraph.ttl", "text/turtle", f"Turtle, {_HELD}, in sections to be read", rdf.held_turtle),
    File("marsgraph.nt", "application/n-triples", f"N-Triples, {_HELD}", rdf.held_lines),
    File("marsgraph.rdf", "application/rdf+xml", f"RDF/XML, {_HELD}", rdf.held_xml),
    File("marsgraph.jsonld", JSON_LD, f"JSON-LD, {_HELD}", rdf.held_json),
    File("marsgraph-all.trig", "application/trig", f"TriG, {_ALL}", rdf.all_turtle),
    File("marsgraph-all.nq", "application/n-quads", f"N-Quads, {_ALL}", rdf.all_lines),
    File("marsgraph-all.jsonld", JSON_LD, f"JSON-LD, {_ALL}", rdf.all_json),
)
"""The files that hold the whole graph, whatever is in it."""
LISTED: Final = {
    ".json": "application/csvm+json",
    ".csv": "text/csv",
} | {f".{file.path.rpartition('.')[2]}": file.media_type for file in WHOLE}
"""The type of each file by its ending."""
MISSIONS: Final = "missions/"
TABLES: Final = "tables/"


def files(content: Content) -> Iterator[File]:
    """All files of a graph."""
    yield from WHOLE
    for mission in content.missions:
        title = f"{content.reading.labels.of(mission.value)} with all that belongs to it"
        yield File(mission_path(mission), JSON_LD, title, _writer(mission))
    yield from table_files(content)


def table_files(content: Content) -> Iterator[File]:
    """The tables and their description."""
    for name, title in tables.titles(content).items():
        yield File(TABLES + name, "text/csv", f"Table: {title[:1].lower()}{title[1:]}", _table_writer(name))
    yield File(TABLES + tables.METADATA, "application/csvm+json", "What is in the tables (CSVW)", _describe_tables)


def _table_writer(name: str) -> Callable[[Content], bytes]:
    return lambda content: tables.make(content, name).write()


def _describe_tables(content: Content) -> bytes:
    return tables.describe((tables.make(content, name) for name in tables.titles(content)), LICENCE)


def mission_path(mission: Iri) -> str:
    """Where the document of a mission stands."""
    return f"{MISSIONS}{mission.value.removeprefix(ID)}.jsonld"


def _writer(mission: Iri) -> Callable[[Content], bytes]:
    return lambda content: missions.write(content, mission)
