"""SELECT and ASK answers: whole in every format, counted, cut where the caller wants it, refused where they must be."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
from typing import Any

import pytest
from rdflib.util import from_n3
from service import ask, problem_of

from marsgraph.endpoint import evaluation, formats, request
from marsgraph.endpoint.evaluation import Served
from marsgraph.endpoint.results import Rows
from marsgraph.workers import Refused

FORMS = ("json", "xml", "csv", "tsv")
EVERYTHING = "SELECT ?s ?p ?o { ?s ?p ?o }"
HARD = r"""SELECT ?a ?b { VALUES (?a ?b) {
  (UNDEF UNDEF) ("},{" UNDEF) ("},{}" "},{\"a\":") (UNDEF UNDEF) ("\\" "\"") ("a\nb,\"c\"\td\r" <http://a/},{>)
  ("<result></result>&amp;" "x"@en-GB) ("" 1.5) (true 1e3) ("😀" "\\\\\"},{\"x\":") (UNDEF "{}") (UNDEF UNDEF) } }"""
SPARQL = "{http://www.w3.org/2005/sparql-results#}"


def rows(form: str, body: bytes) -> list[dict[str, str]]:
    """Read the rows of an answer with somebody else's parser: what is bound, by name, as text."""
    return {"json": _json, "xml": _xml, "csv": _csv, "tsv": _tsv}[form](body)


def _json(body: bytes) -> list[dict[str, str]]:
    return [{name: term["value"] for name, term in row.items()} for row in json.loads(body)["results"]["bindings"]]


def _xml(body: bytes) -> list[dict[str, str]]:
    results = ET.fromstring(body).iter(SPARQL + "result")  # noqa: S314 - what we have written ourselves
    return [{binding.attrib["name"]: binding[0].text or "" for binding in result} for result in results]


def _csv(body: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body.decode(), newline="")))


def _tsv(body: bytes) -> list[dict[str, str]]:
    head, *lines = body.decode().removesuffix("\n").split("\n")
    names = head.replace("?", "").split("\t")
    return [
        {name: str(from_n3(cell)) for name, cell in zip(names, line.split("\t"), strict=True) if cell} for line in lines
    ]


def bound(found: list[dict[str, str]]) -> list[dict[str, str]]:
    """The rows without empty values, which CSV does not tell from none."""
    return [{name: value for name, value in row.items() if value} for row in found]


@pytest.mark.parametrize("form", FORMS)
def test_hard_values_arrive(graph: Served, form: str) -> None:
    """Quotation marks, line ends, tags, braces and no value at all arrive as they are in each format."""
    reply = ask(graph, HARD.replace("<http://a/},{>", "<http://a/>"), form)
    found = bound(rows(form, reply.body))

    assert reply.facts == {"kind": "solutions", "rows": 12, "truncated": False, "hints": []}
    assert found[2] == {"a": "},{}", "b": '},{"a":'}
    assert found[5] == {"a": 'a\nb,"c"\td\r', "b": "http://a/"}
    assert found[6] == {"a": "<result></result>&amp;", "b": "x"}
    assert [len(row) for row in found] == [0, 1, 2, 0, 2, 2, 2, 1, 2, 2, 1, 0]


@pytest.mark.parametrize("form", FORMS)
def test_graph_arrives(graph: Served, form: str) -> None:
    """All rows of the graph are there in each format, and counted."""
    reply = ask(graph, EVERYTHING, form)
    found = rows(form, reply.body)

    assert len(found) == reply.facts["rows"] == ask(graph, EVERYTHING).facts["rows"]
    assert "return\rhere" in {row["o"] for row in found}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("wanted", range(1, 14))
def test_rows_that_were_wanted(graph: Served, form: str, wanted: int) -> None:
    """A caller's limit gives the first rows of the same answer, whole, and says whether there were more."""
    query = HARD.replace("<http://a/},{>", "<http://a/>")
    whole, cut = ask(graph, query, form), ask(graph, query, form, maxrows=wanted)

    assert (min(wanted, 12), wanted < 12) == (cut.facts["rows"], cut.facts["truncated"])
    assert rows(form, whole.body)[:wanted] == rows(form, cut.body)


@pytest.mark.parametrize("form", FORMS)
def test_rows_as_many_as_wanted(graph: Served, form: str) -> None:
    """An answer that has exactly the rows that were wanted is the whole answer, byte for byte."""
    query = "SELECT * { VALUES ?x { 1 2 3 } }"
    whole, cut = ask(graph, query, form), ask(graph, query, form, maxrows=3)

    assert (whole.body, False) == (cut.body, cut.facts["truncated"])


@pytest.mark.parametrize("form", FORMS)
def test_too_many_rows(graph: Served, form: str) -> None:
    """Above the server's limit there is no answer, but the limit, the count and what to do."""
    problem = problem_of(graph, "SELECT * { VALUES ?x { 1 2 3 } }", form, rows=2)

    assert ("row-limit", 503, 2, 3) == (
        problem.kind,
        problem.status,
        problem.members["limit"],
        problem.members["value"],
    )
    assert "LIMIT" in problem.hint


@pytest.mark.parametrize("form", FORMS)
def test_as_many_rows_as_allowed(graph: Served, form: str) -> None:
    """As many rows as the server allows are answered."""
    assert ask(graph, "SELECT * { VALUES ?x { 1 2 3 } }", form, rows=3).facts["rows"] == 3


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("size", [1, 2, 3, 7, 64])
def test_blocks_of_any_size(graph: Served, form: str, size: int) -> None:
    """Rows are counted and cut the same however the engine divides what it writes."""
    whole = ask(graph, HARD.replace("<http://a/},{>", "<http://a/>"), form).body
    for wanted in (None, 1, 5, 11, 12):
        out = io.BytesIO()
        counted = Rows(out, form, wanted=wanted, allowed=None)
        try:
            for start in range(0, len(whole), size):
                counted.write(whole[start : start + size])
        except OverflowError:
            assert counted.truncated
        counted.finish()

        assert counted.count == min(wanted or 12, 12)
        assert out.getvalue() == whole or counted.truncated


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("query", "count"), [("SELECT * {}", 1), ("SELECT ?x { FILTER(false) }", 0), ("SELECT * { VALUES ?x {} }", 0)]
)
def test_few_rows(graph: Served, form: str, query: str, count: int) -> None:
    """No row, and one row without columns, are counted right."""
    assert count == ask(graph, query, form).facts["rows"]


@pytest.mark.parametrize(
    ("form", "truth"),
    [
        ("json", lambda body: json.loads(body)["boolean"] is True),
        ("xml", lambda body: ET.fromstring(body).findtext(SPARQL + "boolean") == "true"),  # noqa: S314
        ("csv", lambda body: body.strip() == b"true"),
        ("tsv", lambda body: body.strip() == b"true"),
    ],
)
def test_truth(graph: Served, form: str, truth: Any) -> None:
    """An ASK is answered in each format."""
    reply = ask(graph, "ASK { :probe a mg:Mission }", form)

    assert truth(reply.body)
    assert reply.facts == {"kind": "boolean", "rows": 1, "truncated": False, "hints": []}


@pytest.mark.parametrize("code", ["\\u0001", "\\u0008", "\\u000B", "\\u001F", "\\uFFFE", "\\uFFFF", "\\u0000"])
def test_characters_that_xml_cannot_carry(graph: Served, code: str) -> None:
    """XML 1.0 has no way to write some characters: refused with the remedy, and JSON carries them."""
    query = f'SELECT ?x {{ VALUES ?x {{ "a{code}b" }} }}'
    problem = problem_of(graph, query, "xml")

    assert ("not-representable", 422) == (problem.kind, problem.status)
    assert "JSON" in problem.hint
    assert rows("json", ask(graph, query, "json").body) == [{"x": f"a{chr(int(code[2:].lstrip('0') or '0', 16))}b"}]


@pytest.mark.parametrize(
    "code", ["\\u0009", "\\u000A", "\\u000D", "\\u0085", "\\u2028", "\\uFFFD", "\\U0001F680", "]]>"]
)
def test_characters_that_xml_carries(graph: Served, code: str) -> None:
    """What XML can carry arrives, carriage returns included."""
    text = code if code == "]]>" else chr(int(code[2:].lstrip("0") or "0", 16))

    assert rows("xml", ask(graph, f'SELECT ?x {{ VALUES ?x {{ "a{code}b" }} }}', "xml").body) == [{"x": f"a{text}b"}]


@pytest.mark.parametrize(
    ("graphs", "found"),
    [
        ({}, {"890.5", "7", "-3", "1500"}),
        ({"default-graph-uri": "https://w3id.org/marsgraph/graph/table"}, {"900"}),
        (
            {
                "default-graph-uri": [
                    "https://w3id.org/marsgraph/graph/table",
                    "https://w3id.org/marsgraph/graph/article",
                ]
            },
            {"900", "890.5"},
        ),
        ({"default-graph-uri": "http://nobody.invalid/"}, set()),
        ({"named-graph-uri": "https://w3id.org/marsgraph/graph/table"}, set()),
    ],
)
@pytest.mark.parametrize("clause", ["", "FROM g:article", "FROM <file:///etc/passwd>"])
def test_default_graph(graph: Served, clause: str, graphs: dict[str, Any], found: set[str]) -> None:
    """The graphs of the request are the dataset, whatever the query's own FROM says; an unknown one is empty."""
    if clause and not graphs:
        found = {"890.5"} if "article" in clause else set()
    reply = ask(graph, f"SELECT (STR(?o) AS ?text) {clause} {{ :probe mg:massKg ?o }}", **graphs)

    assert found == {row["text"] for row in rows("json", reply.body)}


@pytest.mark.parametrize(
    ("graphs", "found"),
    [
        ({}, {"900", "890.5"}),
        ({"named-graph-uri": "https://w3id.org/marsgraph/graph/table"}, {"900"}),
        ({"default-graph-uri": "https://w3id.org/marsgraph/graph/table"}, set()),
        ({"named-graph-uri": "http://nobody.invalid/"}, set()),
    ],
)
def test_named_graphs(graph: Served, graphs: dict[str, Any], found: set[str]) -> None:
    """GRAPH sees the named graphs of the request, and none when it names only default ones."""
    reply = ask(graph, "SELECT (STR(?o) AS ?text) { GRAPH ?g { :probe mg:massKg ?o } }", **graphs)

    assert found == {row["text"] for row in rows("json", reply.body)}


@pytest.mark.parametrize("clause", ["FROM <http://127.0.0.1:1/>", "FROM NAMED <file:///etc/passwd>", "FROM <urn:x>"])
def test_nothing_is_fetched(graph: Served, clause: str) -> None:
    """A graph that is not there is an empty graph."""
    assert ask(graph, f"SELECT * {clause} {{ {{ ?s ?p ?o }} UNION {{ GRAPH ?g {{ ?s ?p ?o }} }} }}").facts["rows"] == 0


@pytest.mark.parametrize("graphs", [{}, {"default-graph-uri": "urn:x"}])
def test_relative(graph: Served, graphs: dict[str, Any]) -> None:
    """An IRI that is relative in a query without BASE is below the address of the graph."""
    reply = ask(graph, "SELECT (STR(<id/probe>) AS ?iri) {}", **graphs)

    assert [{"iri": "https://w3id.org/marsgraph/id/probe"}] == rows("json", reply.body)


def test_unknown_function(graph: Served) -> None:
    """A function that nobody knows is named with its place."""
    problem = problem_of(graph, "SELECT * { ?s ?p ?o FILTER(<http://example.org/f>(?o)) }")

    assert ("malformed-query", 400) == (problem.kind, problem.status)
    assert "<http://example.org/f>" in problem.detail


def test_service_that_passed_the_screen_is_refused(graph: Served) -> None:
    """Where a SERVICE reached the engine all the same, what it says of it is told as a refusal."""
    asked = request.SparqlRequest("GET", "SELECT * { SERVICE ?x { ?s ?p ?o } }")
    with pytest.raises(Refused) as caught:
        evaluation.evaluate(graph, evaluation.payload(asked, formats.JSON), io.BytesIO())

    assert caught.value.facts["problem"]["kind"] == "service-refused"
