"""Negotiation: which format each Accept header gets for each form of query."""

from __future__ import annotations

import pytest

from marsgraph.endpoint import formats
from marsgraph.endpoint.formats import BOOLEAN, GRAPH, SOLUTIONS
from marsgraph.endpoint.problems import ProblemError

FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
CHROME = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8"
JENA = "application/sparql-results+json;q=1,application/sparql-results+xml;q=0.9,text/csv;q=0.5,*/*;q=0.1"
RDFLIB = "application/sparql-results+xml, text/turtle, application/n-triples, application/rdf+xml"


@pytest.mark.parametrize(
    ("accept", "solutions", "graph"),
    [
        (None, "json", "ttl"),
        ("", "json", "ttl"),
        ("*/*", "json", "ttl"),
        ("*", "json", "ttl"),
        ("application/sparql-results+json", "json", None),
        ("application/sparql-results+xml", "xml", None),
        ("text/csv", "csv", None),
        ("text/tab-separated-values", "tsv", None),
        ("text/turtle", None, "ttl"),
        ("application/n-triples", None, "nt"),
        ("application/rdf+xml", None, "rdf"),
        ("application/ld+json", None, "jsonld"),
        ("application/trig", None, "trig"),
        ("application/n-quads", None, "nq"),
        ("application/json", "json", "jsonld"),
        ("application/xml", "xml", "rdf"),
        ("text/xml", "xml", "rdf"),
        ("text/plain", "tsv", "nt"),
        ("text/*", "csv", "ttl"),
        ("TEXT/CSV", "csv", None),
        ("text/csv, application/sparql-results+json", "csv", None),
        ("text/csv;q=0.5, application/sparql-results+json", "json", None),
        ("text/csv;q=0.5, application/sparql-results+json;q=0.4", "csv", None),
        ("text/csv; q=0.9 , text/turtle ;q=0.8", "csv", "ttl"),
        ("text/csv, */*;q=0.1", "csv", "ttl"),
        ("*/*;q=0.1, text/csv", "csv", "ttl"),
        ("text/csv, */*", "csv", "ttl"),
        ("application/sparql-results+json;q=0, */*", "xml", "ttl"),
        ("text/*;q=0.5, text/turtle;q=0", "csv", None),
        ("image/png, text/csv;q=0.1", "csv", None),
        ("text/csv;charset=utf-8", "csv", None),
        ("text/csv;header=present", "csv", None),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', None, "jsonld"),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#expanded"', None, None),
        ("image/png", None, None),
        ("text/csv;q=0", None, None),
        ("text/csv;q=x", None, None),
        ("gibberish", None, None),
        (",,,", "json", "ttl"),
        (JENA, "json", "ttl"),
        (RDFLIB, "xml", "ttl"),
        (FIREFOX, "xml", "rdf"),
    ],
)
def test_accept(accept: str | None, solutions: str | None, graph: str | None) -> None:
    """A header gets the format that it wants most, and nothing when nothing of it is there."""
    for available, expected in ((SOLUTIONS, solutions), (BOOLEAN, solutions), (GRAPH, graph)):
        if expected:
            assert expected == formats.negotiate(accept, available).name
        else:
            with pytest.raises(ProblemError, match="is written as"):
                formats.negotiate(accept, available)


@pytest.mark.parametrize(
    ("accept", "page"),
    [
        (FIREFOX, True),
        (CHROME, True),
        ("text/html", True),
        ("application/xhtml+xml", True),
        ("*/*", False),
        (None, False),
        ("application/sparql-results+json", False),
        ("text/turtle, text/html;q=0.9", False),
        ("text/html;q=0.9, text/turtle", False),
        ("text/html, text/turtle;q=0.9", True),
        ("text/html;q=0, */*", False),
        ("application/sparql-results+json, text/html;q=0.1, */*;q=0.01", False),
    ],
)
def test_browsers(accept: str | None, page: bool) -> None:
    """A page is for who names HTML and names nothing of ours before it."""
    assert page == formats.wants_page(accept)


@pytest.mark.parametrize(
    ("name", "solutions", "graph"),
    [
        ("json", "json", "jsonld"),
        ("xml", "xml", "rdf"),
        ("csv", "csv", None),
        ("tsv", "tsv", None),
        ("ttl", None, "ttl"),
        ("turtle", None, "ttl"),
        ("nt", None, "nt"),
        ("rdf", None, "rdf"),
        ("jsonld", None, "jsonld"),
        ("trig", None, "trig"),
        ("nq", None, "nq"),
        ("JSON", "json", "jsonld"),
        ("application/sparql-results+json", "json", None),
        ("application/sparql-results json", "json", None),
        ("text/turtle", None, "ttl"),
        ("docx", None, None),
    ],
)
def test_named(name: str, solutions: str | None, graph: str | None) -> None:
    """`format=` goes by short names and by media types, and wins over Accept."""
    for available, expected in ((SOLUTIONS, solutions), (GRAPH, graph)):
        if expected:
            assert expected == formats.choose("text/csv", name, available).name
        else:
            with pytest.raises(ProblemError, match="format="):
                formats.choose("*/*", name, available)


def test_not_acceptable_lists_what_there_is() -> None:
    """The problem lists the types and the short names that there are."""
    with pytest.raises(ProblemError) as caught:
        formats.negotiate("image/png", GRAPH)
    problem = caught.value.problem

    assert problem.status == 406
    assert problem.members["available"] == [form.media_type for form in GRAPH]
    assert "ttl, nt, rdf, jsonld, trig, nq" in problem.hint


@pytest.mark.parametrize(
    ("accept", "plain"),
    [
        ("text/plain", True),
        ("text/plain, text/csv", True),
        ("text/csv", False),
        ("*/*", False),
        ("text/plain, application/json", False),
        ("text/plain, application/problem+json;q=0.1", False),
        ("text/*", True),
    ],
)
def test_plain_errors(accept: str, plain: bool) -> None:
    """An error is plain text only where that is accepted and JSON is not."""
    assert plain == formats.wants_plain(accept)


def test_text_types_tell_their_charset() -> None:
    """The types under text/ say that they are UTF-8."""
    texts = {form.content_type for form in formats.BY_NAME.values() if form.media_type.startswith("text/")}

    assert texts == {
        "text/csv; charset=utf-8",
        "text/tab-separated-values; charset=utf-8",
        "text/turtle; charset=utf-8",
        "text/html; charset=utf-8",
    }
