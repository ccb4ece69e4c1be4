"""CSV tables: one for each class with a row for each thing, and one of all claims; described by CSVW.

Beside a column of values stand the sources that say so, and their hedges. Several values of a cell, and what stands
beside them, are separated alike and in the same order.
"""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, cast

from marsgraph.errors import MarsGraphError
from marsgraph.exports.content import Content
from marsgraph.passages import Passage
from marsgraph.store import Literal, Term, Triple
from marsgraph.terms import CONCEPT, GRAPH, ID, MG, RDF_TYPE, RDFS_LABEL, SKOS, SOURCE, XSD, shorten

SEPARATOR: Final = "|"
METADATA: Final = "csv-metadata.json"
_CLAIMS_FILE: Final = "claims.csv"
_WITHIN: Final = ";"
"""Between the sources or hedges of one value."""
_SPACES: Final = (ID, CONCEPT, SOURCE, GRAPH, MG)
_NAMED: Final = (ID, CONCEPT, SOURCE)
"""The spaces whose names say less than the labels."""
_OTHER_CLASSES: Final = (SKOS + "Concept", SKOS + "ConceptScheme")
_LABELS: Final = (RDFS_LABEL, SKOS + "prefLabel")
_CLAIMS: Final = (
    ("subject", "What the claim is about"),
    ("subject_label", "What that is called"),
    ("property", "The property, with its prefix"),
    ("value", "The value: of a thing its name, of a literal its text"),
    ("value_label", "What the value is called, or how it reads with its unit"),
    ("datatype", "The datatype or the language of a literal; nothing for a thing"),
    ("held", "Whether the default graph holds it"),
    ("passage", "The passage that states it"),
    ("locator", "Where in the source that stands"),
    ("source", "The source"),
    ("hedges", "How the source limits what it says"),
)


class UnwritableError(MarsGraphError):
    """A value that a table has no way to hold."""

    exit_code = 8


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, its cells, and how CSVW describes them."""

    name: str
    cells: tuple[str, ...]
    description: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its file, what it holds, its columns."""

    file: str
    title: str
    columns: tuple[Column, ...]
    about: str = ""
    """The IRI of what a row is about, with the name of a column in braces."""

    def write(self) -> bytes:
        """Write it, as RFC 4180 has it."""
        out = io.StringIO(newline="")
        writer = csv.writer(out)
        writer.writerow(column.name for column in self.columns)
        writer.writerows(zip(*(column.cells for column in self.columns), strict=True))
        return out.getvalue().encode()

    def description(self) -> dict[str, Any]:
        """Describe it as CSVW does."""
        columns = [{"name": column.name, "titles": column.name} | dict(column.description) for column in self.columns]
        schema = {"aboutUrl": self.about, "primaryKey": "id"} if self.about else {}
        return {"url": self.file, "dc:title": self.title, "tableSchema": {**schema, "columns": columns}}


def describe(tables: Iterable[Table], licence: str) -> bytes:
    """Describe tables in one document."""
    document = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:license": {"@id": licence},
        "tables": [table.description() for table in tables],
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"


def titles(content: Content) -> dict[str, str]:
    """What there is: the files of all tables, each with its title."""
    found = {_file(kind): _title(content, kind) for kind in _things(content)}
    return dict(sorted((found | {_CLAIMS_FILE: "Claims"}).items()))


def make(content: Content, file: str) -> Table:
    """Make the table of a file."""
    if file == _CLAIMS_FILE:
        return _of_claims(content)
    things = _things(content)
    kind = next(kind for kind in things if _file(kind) == file)
    return _of_class(content, kind, sorted(things[kind]))


def _things(content: Content) -> dict[str, list[str]]:
    """The things of each class that has a table."""
    things: dict[str, list[str]] = defaultdict(list)
    for iri, kind in content.kinds.items():
        if kind.startswith(MG) or kind in _OTHER_CLASSES:
            things[kind].append(iri)
    return things


def _file(kind: str) -> str:
    return f"{_snake(_local(kind))}.csv"


def _title(content: Content, kind: str) -> str:
    return content.reading.labels.of(kind) if kind.startswith(MG) else _local(kind)


# ---- A class


@dataclass(frozen=True, slots=True, order=True)
class _Kind:
    """What the values of a column have in common: a property, and a datatype, a language or a space of IRIs."""

    property: str
    datatype: str = ""
    language: str = ""
    space: str = ""

    @classmethod
    def of(cls, triple: Triple) -> _Kind:
        """The kind of a triple's value."""
        value = triple.object
        if isinstance(value, Literal):
            return cls(triple.predicate.value, value.datatype.value, value.language or "")
        return cls(triple.predicate.value, space=_space_of(_text(value)))


def _of_class(content: Content, kind: str, things: Sequence[str]) -> Table:
    values: dict[_Kind, dict[str, list[Triple]]] = defaultdict(lambda: defaultdict(list))
    for thing in things:
        for triple in content.facts[thing]:
            if triple.predicate.value != RDF_TYPE:
                values[_Kind.of(triple)][thing].append(triple)
    space = _space_of(things[0])
    columns = [Column("id", tuple(_cut(thing, space) for thing in things), {"required": True, "suppressOutput": True})]
    used = {"id"}
    for one in sorted(values, key=lambda one: (one.property not in _LABELS, -len(values[one]), one)):
        name = next(name for name in _names(one) if name not in used)
        found = [values[one].get(thing, []) for thing in things]
        columns += _columns(content, one, name, found)
        used |= {column.name for column in columns}
    return Table(_file(kind), _title(content, kind), tuple(columns), f"{space}{{id}}")


def _names(kind: _Kind) -> Iterator[str]:
    """What to call a column, and what else where another column is called so."""
    name = _snake(_local(kind.property))
    kinds = (kind.language, _snake(_local(kind.datatype or kind.space.rstrip("/"))), "other")
    yield from (name, *(f"{name}_{one}" for one in kinds if one))
    yield from (f"{name}_{number}" for number in itertools.count(2))


def _columns(content: Content, kind: _Kind, name: str, found: Sequence[Sequence[Triple]]) -> Iterator[Column]:
    """A column of values with those beside it: what things are called, who says so, how surely."""
    many = any(len(triples) > 1 for triples in found)
    beside = {"suppressOutput": True} | ({"separator": SEPARATOR} if many else {})

    def cells(write: Callable[[Triple], str]) -> tuple[str, ...]:
        return tuple(_joined([write(triple) for triple in triples], name) for triples in found)

    def passages(triple: Triple) -> tuple[Passage, ...]:
        return content.reading.said_in(content.graphs.get(triple, ()))

    described = _description(kind, name, many=many)
    if unit := content.reading.labels.unit(kind.property):
        described["dc:description"] = f"In {unit}"
    yield Column(name, cells(lambda triple: _cut(_text(triple.object), kind.space)), described)
    more = {
        "label": (lambda triple: content.reading.labels.of(_text(triple.object))) if kind.space in _NAMED else None,
        "sources": lambda triple: _within({passage.source_slug for passage in passages(triple)}, name),
        "hedges": lambda triple: _within({hedge for passage in passages(triple) for hedge in passage.hedges}, name),
    }
    for suffix, write in more.items():
        written = cells(write) if write else ()
        if any(cell.strip(SEPARATOR) for cell in written):
            yield Column(f"{name}_{suffix}", written, beside)


def _description(kind: _Kind, name: str, *, many: bool) -> dict[str, Any]:
    """How CSVW describes the values, so that a program makes the same triples of them."""
    described: dict[str, Any] = {"propertyUrl": kind.property} | ({"separator": SEPARATOR} if many else {})
    if kind.language:
        return described | {"datatype": "string", "lang": kind.language}
    if kind.datatype:
        built_in = kind.datatype.startswith(XSD)
        datatype = kind.datatype.removeprefix(XSD) if built_in else {"base": "string", "@id": kind.datatype}
        return described | {"datatype": datatype}
    if many:  # the standard has no way to make IRIs of several values
        return described | {"suppressOutput": True, "dc:description": f"Names of things; IRIs begin with {kind.space}"}
    return described | {"valueUrl": f"{kind.space}{{{name}}}" if kind.space else f"{{+{name}}}"}


# ---- The claims


def _of_claims(content: Content) -> Table:
    held = set(content.held)
    rows = [_claim(content, graph, triple, held) for graph, triples in content.said.items() for triple in triples]
    columns = zip(_CLAIMS, zip(*sorted(rows), strict=True) if rows else ((),) * len(_CLAIMS), strict=True)
    return Table(
        _CLAIMS_FILE, "Claims", tuple(Column(name, cells, {"dc:description": what}) for (name, what), cells in columns)
    )


def _claim(content: Content, graph: str, triple: Triple, held: Collection[Triple]) -> tuple[str, ...]:
    value, labels = triple.object, content.reading.labels
    (passage,) = content.reading.said_in([graph])
    kind = (f"@{value.language}" if value.language else value.datatype.value) if isinstance(value, Literal) else ""
    prefixes = content.reading.store.prefixes
    return (
        labels.slug(_text(triple.subject)),
        labels.of(_text(triple.subject)),
        shorten(triple.predicate.value, prefixes),
        value.value if isinstance(value, Literal) else labels.slug(_text(value)),
        labels.value(cast("Term", value), triple.predicate.value),
        shorten(kind, prefixes) if kind.startswith("http") else kind,
        str(triple in held).lower(),
        labels.slug(graph),
        passage.locator,
        passage.source_slug,
        _within(passage.hedges, "hedges"),
    )


# ---- Names and cells


def _joined(values: Sequence[str], column: str) -> str:
    return _apart(values, SEPARATOR, column) if len(values) > 1 else "".join(values)


def _within(values: Iterable[str], column: str) -> str:
    return _apart(sorted(values), _WITHIN, column)


def _apart(values: Sequence[str], separator: str, column: str) -> str:
    for value in values:
        if separator in value:
            message = f"A value for the column {column} holds {separator!r}, which stands between values: {value}"
            raise UnwritableError(message, remedy="Export it as Turtle or JSON-LD, or write the value otherwise.")
    return separator.join(values)


def _text(node: object) -> str:
    return str(getattr(node, "value", node))


def _space_of(iri: str) -> str:
    return next((space for space in _SPACES if iri.startswith(space)), "")


def _cut(iri: str, space: str) -> str:
    return iri.removeprefix(space) if space else iri


def _local(iri: str) -> str:
    return re.split(r"[/#]", iri)[-1]


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[^A-Za-z0-9]+", "_", name).strip("_").lower()
