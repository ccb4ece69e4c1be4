"""The query page as a form, and what its editor learns from the graph, over HTTP."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from served import Got, Served

MG = "https://w3id.org/marsgraph/ns#"
ID = "https://w3id.org/marsgraph/id/"
BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8"
HOSTILE = """<https://w3id.org/marsgraph/id/x>
    <http://www.w3.org/2000/01/rdf-schema#label> "<script>alert(1)</script>" ;
    <https://w3id.org/marsgraph/ns#note> <javascript:alert(1)> ."""


def told(server: Served, path: str) -> Any:
    """Ask for JSON."""
    got = server.ask("GET", path)
    assert got.status == 200, got.body
    return json.loads(got.body)


def page(server: Served, **asked: str) -> Got:
    """Ask for the page as a browser does."""
    return server.ask("GET", f"/query?{urlencode(asked)}", Accept=BROWSER)


def cells(got: Got) -> list[list[str]]:
    """The rows of the page's table as text."""
    rows = re.findall(r"<tr>(.*?)</tr>", got.body.decode(), re.DOTALL)
    return [
        [html.unescape(re.sub(r"<[^>]*>", "", one)) for one in re.findall(r"<t[dh].*?</t[dh]>", row)] for row in rows
    ]


def test_classes(shipped: Served) -> None:
    """The schema counts the things of a class, and names it."""
    classes = {one["iri"]: one for one in told(shipped, "/editor/schema.json")["classes"]}

    assert (21, "mission") == (classes[MG + "Mission"]["count"], classes[MG + "Mission"]["label"].lower())


def test_what_can_follow(shipped: Served) -> None:
    """The schema tells of a property which things have it, where it leads and its unit."""
    properties = {one["iri"]: one for one in told(shipped, "/editor/schema.json")["properties"]}

    assert {MG + "Mission": 21} == properties[MG + "launch"]["of"]
    assert {MG + "Launch": 21} == properties[MG + "launch"]["to"]
    assert "kg" == properties[MG + "massKg"]["unit"]


def test_things(shipped: Served) -> None:
    """A thing is found by a part of its name; the one whose name it is comes first."""
    found = told(shipped, "/editor/terms?q=SPUTNIK%2024")["things"]

    assert {"iri": ID + "sputnik-24", "label": "Sputnik 24", "name": "Sputnik 24"} == found[0]


def test_no_text_finds_nothing(shipped: Served) -> None:
    """Blanks are no name."""
    assert [] == told(shipped, "/editor/terms?q=%20")["things"]


def test_values(shipped: Served) -> None:
    """The values of a property come with their counts, the most frequent first."""
    values = told(shipped, "/editor/terms?" + urlencode({"property": MG + "hedge"}))["values"]

    counts = [one["count"] for one in values]
    assert counts == sorted(counts, reverse=True)
    assert "https://w3id.org/marsgraph/concept/about" in {one["iri"] for one in values}


def test_what_a_thing_has(shipped: Served) -> None:
    """The properties of a thing come with how often it has each, and its classes with them."""
    found = told(shipped, "/editor/terms?" + urlencode({"thing": ID + "sputnik-24"}))

    assert [MG + "Mission"] == found["classes"]
    assert 1 == found["properties"][MG + "launch"]
    assert MG + "ledTo" not in found["properties"]


def test_thing_that_nobody_knows(shipped: Served) -> None:
    """A thing that the graph does not hold has nothing; what cannot be an IRI is refused and named."""
    assert {"classes": [], "properties": {}} == told(shipped, "/editor/terms?" + urlencode({"thing": ID + "nobody"}))
    got = shipped.ask("GET", "/editor/terms?thing=%3Ca%3E")
    assert (400, "thing") == (got.status, json.loads(got.body)["parameter"])


def test_property_that_is_no_iri(shipped: Served) -> None:
    """What cannot be an IRI is refused and named."""
    got = shipped.ask("GET", "/editor/terms?property=%3Ca%3E")

    assert (400, "property") == (got.status, json.loads(got.body)["parameter"])


def test_held(shipped: Served) -> None:
    """Who holds the schema is told that it is still good."""
    etag = shipped.ask("GET", "/editor/schema.json").header("ETag")

    assert 304 == shipped.ask("GET", "/editor/schema.json", If_None_Match=etag).status


def test_labels(shipped: Served) -> None:
    """The things of a list are told by their labels; what has none is left out."""
    got = shipped.ask("POST", "/editor/labels", json.dumps([ID + "sputnik-24", ID + "nobody"]).encode())

    assert {ID + "sputnik-24": "Sputnik 24"} == json.loads(got.body)


def test_labels_of_nonsense(shipped: Served) -> None:
    """A body that is no list of IRIs is refused."""
    for body in (b"{}", b"[1]", b"[", b"[" * 5000 + b"]" * 5000, b"\xff", json.dumps(["x"] * 2001).encode()):
        assert 400 == shipped.ask("POST", "/editor/labels", body).status


@pytest.mark.parametrize("path", ["/editor/labels", "/editor/views"])
@pytest.mark.parametrize("told", [True, False])
def test_long_body(shipped: Served, path: str, *, told: bool) -> None:
    """A body that is too long is refused before it is held, whether its length is told or it comes in chunks."""
    body = b"x" * (5 << 20)
    connection = HTTPConnection(shipped.host, shipped.port, timeout=30)
    with closing(connection):
        connection.request("POST", path, body if told else iter([body]))
        assert 413 == connection.getresponse().status


def test_views(shipped: Served) -> None:
    """The figures that fit an answer are told; none fit a graph."""
    dates = f"SELECT ?launch ?date {{ ?launch <{MG}launchDate> ?date }}".encode()

    assert {"views": ["timeline"]} == json.loads(shipped.ask("POST", "/editor/views", dates).body)
    assert {"views": []} == json.loads(shipped.ask("POST", "/editor/views", b"DESCRIBE <x:y>").body)


def test_answer_without_scripts(shipped: Served) -> None:
    """The form's answer is a table with labels for things, which are links to them."""
    got = page(shipped, query=f"SELECT ?m {{ ?m a <{MG}Mission> }} ORDER BY DESC(?m) LIMIT 2")

    rows = cells(got)
    assert [["m"], ["Zond 3"], ["Zond 2"]] == rows
    assert b'<a href="/id/zond-2"' in got.body


def test_graph_without_scripts(shipped: Served) -> None:
    """The form's answer to a CONSTRUCT is Turtle."""
    got = page(shipped, query=f"CONSTRUCT {{ ?m a <{MG}Mission> }} WHERE {{ VALUES ?m {{ <{ID}x> }} }}")

    assert b"a mg:Mission" in got.body


def test_problem_without_scripts(shipped: Served) -> None:
    """A fault stands on the page with its line and a caret, and the query is still in the field."""
    got = page(shipped, query="SELECT * {\n ?s ?p \n}")

    text = html.unescape(got.body.decode())
    assert 400 == got.status
    assert "The query cannot be read" in text
    assert "SELECT * {\n ?s ?p \n}</textarea>" in text
    assert re.search(r"<pre>\d \| .*\n +\| +\^", text)


def test_example_in_the_form(shipped: Served) -> None:
    """A link to an example opens the form with its query."""
    got = page(shipped, example="root-causes")

    example = next(one for one in told(shipped, "/editor/examples.json") if one["name"] == "root-causes")
    assert example["query"] in html.unescape(got.body.decode())


def test_hostile_data(start: Callable[..., Served], tmp_path: Path) -> None:
    """Markup in the data is text on the page, and an address that is a script is no link."""
    file = tmp_path / "hostile.ttl"
    file.write_text(HOSTILE, encoding="utf-8")
    server = start("--data", str(file), "--processes", "1")

    got = page(server, query="SELECT ?s ?p ?o { ?s ?p ?o }")

    assert b"<script>alert" not in got.body
    assert ["<script>alert(1)</script>"] == [row[0] for row in cells(got) if "note" in row[1]]
    assert b'href="javascript' not in got.body


def test_below_a_path(start: Callable[..., Served]) -> None:
    """Below a base path every address of the page is below it."""
    server = start("--base-path", "/mars", "--processes", "1")
    got = server.ask("GET", "/mars/query", Accept=BROWSER)

    paths = re.findall(r'(?:href|src|action)="(/[^"]*)"', got.body.decode())
    assert [] == [path for path in paths if not path.startswith("/mars/")]
