"""The whole graph in the formats of RDF: the same bytes for the same graph."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping
from typing import IO, Final, cast

from marsgraph.endpoint import compact, graphs, turtle
from marsgraph.exports.content import Content
from marsgraph.store import Triple


def held_turtle(content: Content) -> bytes:
    """What is held, in sections for people."""
    return _sections(content).encode()


def held_lines(content: Content) -> bytes:
    """What is held, a line each."""
    return "".join(f"{triple} .\n" for triple in content.held).encode()


def held_xml(content: Content) -> bytes:
    """What is held, as RDF/XML."""
    out = io.BytesIO()
    graphs.write(content.held, "rdfxml", cast("IO[bytes]", out), content.reading.store.prefixes, content.context)
    return out.getvalue()


def held_json(content: Content) -> bytes:
    """What is held, as JSON-LD with the names of the published context."""
    return _json(compact.Compactor(content.context).document(content.held))


def all_turtle(content: Content) -> bytes:
    """Everything, as TriG: what is held in sections, then what each passage says."""
    return _sections(content, content.said).encode()


def all_lines(content: Content) -> bytes:
    """Everything, a line each."""
    said = (f"{triple} <{graph}> .\n" for graph, triples in content.said.items() for triple in triples)
    return "".join(sorted([*(f"{triple} .\n" for triple in content.held), *said])).encode()


def all_json(content: Content) -> bytes:
    """Everything, as JSON-LD: each passage is a graph of its own."""
    return _json(compact.Compactor(content.context).dataset(content.held, content.said))


def _sections(content: Content, said: Mapping[str, list[Triple]] | None = None) -> str:
    sections = [(section.title, section.subjects) for section in content.sections]
    return turtle.write_sections(content.held, sections, said or {}, content.reading.store.prefixes)


def _json(document: object) -> bytes:
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"


HELD: Final[Mapping[str, Callable[[Content], bytes]]] = {
    "ttl": held_turtle,
    "nt": held_lines,
    "rdf": held_xml,
    "jsonld": held_json,
}
"""How what is held is written, by the suffix."""
ALL: Final[Mapping[str, Callable[[Content], bytes]]] = {"trig": all_turtle, "nq": all_lines, "jsonld": all_json}
"""How everything is written, by the suffix."""
