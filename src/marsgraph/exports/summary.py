"""The vocabulary in short, for the prompt of a language model or a first look: what there is, counted in the graph."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from marsgraph.exports import texts
from marsgraph.exports.content import Content
from marsgraph.store import Row
from marsgraph.terms import MG, RDF_TYPE, shorten

MODEL: Final = "model.md"
EXAMPLES: Final = ("launch-failures", "root-causes", "contradicted-values")


@dataclass(frozen=True, slots=True)
class Property:
    """A property of a class: what its values are, and how many of the class's things have it."""

    name: str
    range: str
    things: int


@dataclass(frozen=True, slots=True)
class Class:
    """A class with what its things have."""

    name: str
    definition: str
    things: int
    record: bool
    """Whether it keeps what is said rather than what flew."""
    properties: tuple[Property, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A question with its query."""

    question: str
    query: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What a program needs to know to ask."""

    version: str
    prefixes: Mapping[str, str]
    classes: tuple[Class, ...]
    examples: tuple[Example, ...]


def read(content: Content, examples: Iterable[Example]) -> Summary:
    """Count what there is."""
    terms = {row["term"].value: row for row in content.reading.ask("terms")}
    properties: dict[str, list[Property]] = defaultdict(list)
    for row in content.reading.ask("property-sizes-of-classes"):
        if row["property"].value != RDF_TYPE:
            properties[row["class"].value].append(_property(content, terms, row))
    classes = [
        Class(
            shorten(kind, content.reading.store.prefixes),
            terms[kind]["definition"].value if kind in terms else "",
            int(row["entities"].value),
            kind not in terms or terms[kind]["thing"].value != "true",
            tuple(sorted(properties[kind], key=lambda one: (-one.things, one.name))),
        )
        for row in content.reading.ask("class-sizes")
        if (kind := row["class"].value).startswith(MG)
    ]
    words = " ".join([*(p.name + p.range for one in classes for p in one.properties), *(one.name for one in classes)])
    prefixes = {name: iri for name, iri in content.reading.store.prefixes.items() if not name or f"{name}:" in words}
    classes.sort(key=lambda one: (one.record, -one.things, one.name))
    return Summary(content.version, prefixes, tuple(classes), tuple(examples))


def _property(content: Content, terms: Mapping[str, Row], row: Row) -> Property:
    prefixes = content.reading.store.prefixes
    term = terms.get(row["property"].value, {})
    leads_to = shorten(term["range"].value, prefixes) if "range" in term else ""
    return Property(shorten(row["property"].value, prefixes), leads_to, int(row["subjects"].value))


def as_json(summary: Summary) -> dict[str, object]:
    """The summary for programs."""
    return {
        "version": summary.version,
        "prefixes": dict(summary.prefixes),
        "classes": [
            {
                "name": one.name,
                "definition": one.definition,
                "things": one.things,
                "properties": [{"name": p.name, "range": p.range, "things": p.things} for p in one.properties],
            }
            for one in summary.classes
        ],
        "examples": [{"question": one.question, "query": one.query} for one in summary.examples],
    }


def as_text(summary: Summary) -> str:
    """The summary as Markdown, short enough for a prompt."""
    return "\n".join([*_model(summary), "", *_classes(summary), "", *_queries(summary)]) + "\n"


def _model(summary: Summary) -> Iterator[str]:
    yield f"# MarsGraph {summary.version}".rstrip()
    yield ""
    yield texts.read(MODEL)
    yield "```sparql"
    yield from (f"PREFIX {name}: <{iri}>" for name, iri in sorted(summary.prefixes.items()))
    yield "```"


def _classes(summary: Summary) -> Iterator[str]:
    yield "## Classes: how many things, and their properties (of how many, with what value)"
    yield ""
    for one in summary.classes:
        told = (f"{p.name} ({p.things}{f' → {p.range}' if p.range else ''})" for p in one.properties)
        yield f"- {one.name} ({one.things}): {', '.join(told)}"


def _queries(summary: Summary) -> Iterator[str]:
    yield "## Worked queries"
    for one in summary.examples:
        yield from ("", one.question, "```sparql", one.query, "```")
