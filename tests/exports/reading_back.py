"""Reads exports back with other programs, as plain statements that can be compared."""

from __future__ import annotations

import importlib
import json
import warnings
from collections.abc import Iterable
from typing import Any, TypeAlias

import pyoxigraph as ox
import pytest
import rdflib

from marsgraph.exports.content import Content
from marsgraph.store import Triple

Statement: TypeAlias = tuple[str, str, tuple[str, str, str], str]
"""Subject, predicate, the object with its datatype and language, and the graph: empty for the default graph."""

DEFAULT = {"", "urn:x-rdflib:default", "@default"}


def of_triples(triples: Iterable[Triple], graph: str = "") -> set[Statement]:
    """Triples of ours."""
    return {(_name(t.subject), t.predicate.value, _ours(t.object), graph) for t in triples}


def of_content(content: Content) -> set[Statement]:
    """Everything: what is held, and what each passage says."""
    said = [of_triples(triples, graph) for graph, triples in content.said.items()]
    return of_triples(content.held).union(*said)


def with_oxigraph(data: bytes, form: ox.RdfFormat) -> set[Statement]:
    """Read with the engine."""
    return {
        (_name(q.subject), q.predicate.value, _ours(q.object), getattr(q.graph_name, "value", ""))
        for q in ox.parse(data, form)
    }


def with_rdflib(data: bytes, form: str) -> set[Statement]:
    """Read with rdflib."""
    dataset = rdflib.Dataset()
    with warnings.catch_warnings(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(rdflib, "NORMALIZE_LITERALS", False)  # it would write +00:00 for Z
        warnings.simplefilter("ignore", DeprecationWarning)  # rdflib 7 warns of what it does itself
        dataset.parse(data=data, format=form)
        quads = list(dataset.quads(None))
    return {(str(s), str(p), _rdflibs(o), "" if str(g) in DEFAULT else str(g)) for s, p, o, g in quads}


def with_pyld(document: Any) -> set[Statement]:
    """Read with a JSON-LD processor."""
    jsonld: Any = importlib.import_module("pyld.jsonld")

    graphs = jsonld.to_rdf(json.loads(document) if isinstance(document, bytes) else document)
    return {
        (quad["subject"]["value"], quad["predicate"]["value"], _pylds(quad["object"]), "" if name in DEFAULT else name)
        for name, quads in graphs.items()
        for quad in quads
    }


def _name(node: object) -> str:
    return str(getattr(node, "value", node))


def _ours(term: Any) -> tuple[str, str, str]:
    if isinstance(term, ox.Literal):
        return term.value, term.datatype.value, term.language or ""
    return term.value, "", ""


def _rdflibs(term: Any) -> tuple[str, str, str]:
    if isinstance(term, rdflib.Literal):
        kind = rdflib.RDF.langString if term.language else term.datatype or rdflib.XSD.string
        return str(term), str(kind), term.language or ""
    return str(term), "", ""


def _pylds(term: dict[str, str]) -> tuple[str, str, str]:
    if term["type"] == "literal":
        return term["value"], term["datatype"], term.get("language", "")
    return term["value"], "", ""
