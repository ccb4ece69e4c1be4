"""Every IRI of the graph leads to a document."""

from __future__ import annotations

import json
from collections.abc import Callable

import pyoxigraph
import pytest
from served import ROOT, Served

NAME = "https://w3id.org/marsgraph/id/sputnik-24"


@pytest.mark.parametrize(
    ("accept", "location"),
    [
        ("text/turtle", "/data/sputnik-24.ttl"),
        ("application/ld+json", "/data/sputnik-24.jsonld"),
        ("text/html", "/page/sputnik-24"),
        ("*/*", "/data/sputnik-24.ttl"),
    ],
)
def test_thing(shipped: Served, accept: str, location: str) -> None:
    """A thing sends to a document about it, in the form that was asked for."""
    got = shipped.ask("GET", "/id/sputnik-24", Accept=accept)

    assert (303, location) == (got.status, got.header("Location"))
    assert "Accept" in got.header("Vary")


@pytest.mark.parametrize(
    ("suffix", "form"),
    [
        ("ttl", pyoxigraph.RdfFormat.TURTLE),
        ("nt", pyoxigraph.RdfFormat.N_TRIPLES),
        ("rdf", pyoxigraph.RdfFormat.RDF_XML),
        ("jsonld", pyoxigraph.RdfFormat.JSON_LD),
        ("trig", pyoxigraph.RdfFormat.TRIG),
    ],
)
def test_data(shipped: Served, suffix: str, form: pyoxigraph.RdfFormat) -> None:
    """A data document holds the label of its thing."""
    got = shipped.ask("GET", f"/data/sputnik-24.{suffix}")

    said = {(quad.subject.value, quad.object.value) for quad in pyoxigraph.parse(got.body, form) if _is_label(quad)}
    assert (NAME, "Sputnik 24") in said


def _is_label(quad: pyoxigraph.Quad) -> bool:
    return quad.predicate.value.endswith("#label") and isinstance(quad.subject, pyoxigraph.NamedNode)


def test_claims(shipped: Served) -> None:
    """In TriG the document holds what each passage says, in its own graph."""
    quads = pyoxigraph.parse(shipped.ask("GET", "/data/sputnik-24.trig").body, pyoxigraph.RdfFormat.TRIG)

    graphs = {quad.graph_name.value for quad in quads if isinstance(quad.graph_name, pyoxigraph.NamedNode)}
    assert "https://w3id.org/marsgraph/graph/mars-2mv3-no1" in graphs


def test_page(shipped: Served) -> None:
    """A page shows the label, the facts and who says so."""
    got = shipped.ask("GET", "/page/sputnik-24")

    assert 200 == got.status
    assert b"<h1>Sputnik 24</h1>" in got.body
    assert b"encyclopedia article" in got.body


@pytest.mark.parametrize(
    "path",
    [
        "/ns",
        "/ns.ttl",
        "/page/concept/mars-landing",
        "/data/concept/mars-landing.ttl",
        "/page/source/mars-1",
        "/data/source/mars-1.jsonld",
        "/data/graph/derived.trig",
        "/page/graph/derived",
    ],
)
def test_other_documents(shipped: Served, path: str) -> None:
    """The vocabulary, concepts, sources and claim graphs have documents as well."""
    assert 200 == shipped.ask("GET", path, Accept="*/*").status


def test_suggestions(shipped: Served) -> None:
    """A name that nothing has is not found, with those that are near."""
    got = shipped.ask("GET", "/id/sputnk-24")

    assert 404 == got.status
    assert NAME in json.loads(got.body)["suggestions"]


def test_document_not_modified(shipped: Served) -> None:
    """Who holds a document of this version gets 304."""
    etag = shipped.ask("GET", "/data/sputnik-24.ttl").header("ETag")

    assert 304 == shipped.ask("GET", "/data/sputnik-24.ttl", If_None_Match=etag).status


def test_text_is_no_markup(shipped: Served) -> None:
    """What a caller sends does not become part of a page."""
    got = shipped.ask("GET", "/id/%3Cscript%3Ealert(1)%3C%2Fscript%3E", Accept="text/html")

    assert 404 == got.status
    assert b"<script>" not in got.body


@pytest.mark.parametrize("path", ["/id/old", "/page/old", "/data/old.ttl", "/data/old.jsonld"])
def test_withdrawn(start: Callable[..., Served], path: str) -> None:
    """A withdrawn name is gone, and the answer says what takes its place."""
    got = start("--data", str(ROOT / "tests" / "fixtures" / "withdrawn.ttl"), "--processes", "1").ask("GET", path)

    assert (410, ["https://w3id.org/marsgraph/id/new"]) == (got.status, json.loads(got.body)["replacedBy"])


@pytest.mark.parametrize("name", ["%C2%9F", "a%20b", "%7F", "%EF%BF%BE", "a%5Cb", "%3C"])
def test_no_name(shipped: Served, name: str) -> None:
    """What cannot be part of an IRI is the name of nothing."""
    got = shipped.ask("GET", f"/concept/{name}")

    assert (404, "not-found") == (got.status, json.loads(got.body)["type"].rpartition("/")[2])
