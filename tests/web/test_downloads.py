"""The graph as files over HTTP, and what the dataset says of itself."""

from __future__ import annotations

import csv
import io
import re

import pyoxigraph as ox
import pytest
from served import ROOT, Served

from marsgraph.exports import description, files, missions, rdf
from marsgraph.exports.content import Content
from marsgraph.paths import Project
from marsgraph.store import Iri

BASE = "https://w3id.org/marsgraph/"
VOID = "http://rdfs.org/ns/void#"


@pytest.fixture(scope="module")
def content() -> Content:
    """The graph as the command writes it."""
    return Content.of(Project.at(ROOT))


@pytest.mark.parametrize("file", files.WHOLE, ids=lambda file: file.path)
def test_whole(shipped: Served, content: Content, file: files.File) -> None:
    """A file is the same as the command writes, under its type."""
    got = shipped.ask("GET", f"/downloads/{file.path}")

    assert file.write(content) == got.body
    assert got.header("Content-Type").startswith(file.media_type)


def test_mission(shipped: Served, content: Content) -> None:
    """So is the document of a mission."""
    got = shipped.ask("GET", "/downloads/missions/sputnik-24.jsonld")

    assert missions.write(content, Iri(BASE + "id/sputnik-24")) == got.body


def test_table(shipped: Served) -> None:
    """A table is CSV with a row for each launch."""
    rows = list(
        csv.DictReader(io.StringIO(shipped.ask("GET", "/downloads/tables/launch.csv").body.decode(), newline=""))
    )

    assert {"1962-11-04"} == {row["launch_date"] for row in rows if row["id"] == "sputnik-24-launch"}


def test_every_file_that_is_listed(shipped: Served) -> None:
    """Every file of the page is there."""
    page = shipped.ask("GET", "/downloads").body.decode()
    paths = re.findall(r'href="(/downloads/[^"]+)"', page)

    assert {"/downloads/marsgraph.ttl", "/downloads/tables/claims.csv"} <= set(paths)
    assert {200} == {shipped.ask("HEAD", path).status for path in paths[:8] + paths[-2:]}


def test_not_listed(shipped: Served) -> None:
    """A file that is not there is told with where they are listed, and no path leads out of them."""
    for path in ("nothing.ttl", "../README.md", "%2e%2e/README.md", "missions/nobody.jsonld"):
        got = shipped.ask("GET", f"/downloads/{path}")

        assert 404 == got.status


def test_not_modified(shipped: Served) -> None:
    """Who has a file of this version is told so."""
    tag = shipped.ask("GET", "/downloads/marsgraph.ttl").header("ETag")

    assert 304 == shipped.ask("GET", "/downloads/marsgraph.ttl", If_None_Match=tag).status


def test_description_is_in_the_dataset(shipped: Served) -> None:
    """What the dataset says of itself is the same at its address and in the graph of that name."""
    document = shipped.ask("GET", "/.well-known/void", Accept="application/n-triples").body
    query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{description.GRAPH}> {{ ?s ?p ?o }} }}"
    graph = shipped.query(query, Accept="application/n-triples").body

    assert set(document.splitlines()) == set(graph.splitlines())


def test_figures_are_those_of_the_endpoint(shipped: Served) -> None:
    """The number of triples that the description tells is the one that the endpoint counts."""
    quads = ox.parse(shipped.ask("GET", "/.well-known/void").body, ox.RdfFormat.TURTLE)
    (told,) = [
        int(quad.object.value)
        for quad in quads
        if quad.subject == ox.NamedNode(BASE) and quad.predicate == ox.NamedNode(VOID + "triples")
    ]
    counted = shipped.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", Accept="text/csv").body.decode().split()[1]

    assert int(counted) == told


def test_description_for_people(shipped: Served) -> None:
    """A browser gets the figures as a page, which leads to the formats for programs; both lead to the dataset."""
    page = shipped.ask("GET", "/.well-known/void", Accept="text/html")
    paths = re.findall(r'href="(/\.well-known/void\?format=\w+)"', page.body.decode())
    counted = shipped.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", Accept="text/csv").body.decode().split()[1]

    assert "text/html; charset=utf-8" == page.header("Content-Type")
    assert f'<td class="n">{counted}</td>' in page.body.decode()
    assert {200} == {shipped.ask("HEAD", path).status for path in paths}
    assert {BASE, "/"} == links(shipped, "/.well-known/void", "text/html")["describes"]
    assert {BASE, "/"} == links(shipped, "/.well-known/void", "text/turtle")["describes"]


def test_dataset_for_programs(shipped: Served) -> None:
    """Who asks the address of the dataset for RDF is led to what it says of itself."""
    got = shipped.ask("GET", "/", Accept="application/ld+json")

    assert (303, "/.well-known/void") == (got.status, got.header("Location"))


def test_other_data_says_nothing(small: Served) -> None:
    """Where other data is served, no description of ours stands beside it, for programs and for people."""
    assert 404 == small.ask("GET", "/.well-known/void").status
    assert 404 == small.ask("GET", "/.well-known/void", Accept="text/html").status


def test_for_models(shipped: Served) -> None:
    """The text for language models names the endpoint, and its queries run."""
    text = shipped.ask("GET", "/llms.txt").body.decode()
    blocks = [block.partition("```")[0] for block in text.split("```sparql\n")[1:]]
    queries = [block for block in blocks if "SELECT" in block]

    assert f"{shipped.address}/sparql" in text
    assert len(queries) == 3
    assert {200} == {shipped.query(query).status for query in queries}


def links(shipped: Served, path: str, accept: str = "*/*") -> dict[str, set[str]]:
    """The signposts of an answer: targets by relation."""
    found: dict[str, set[str]] = {}
    header = shipped.ask("HEAD", path, Accept=accept).header("Link")
    for target, relation in re.findall(r'<([^>]*)>; rel="([^"]+)"', header):
        found.setdefault(relation, set()).add(target)
    return found


def test_signposts_of_a_page(shipped: Served) -> None:
    """A page tells how to cite its thing, where its data is, and under which licence; the data tells of what it is."""
    page = links(shipped, "/page/sputnik-24")

    assert {BASE + "id/sputnik-24"} == page["cite-as"]
    assert {"https://creativecommons.org/licenses/by/4.0/"} == page["license"]
    assert {BASE + "#contributors"} == page["author"]
    assert {200} == {shipped.ask("HEAD", path).status for path in page["describedby"]}
    assert BASE + "id/sputnik-24" in links(shipped, "/data/sputnik-24.ttl")["describes"]


def test_signposts_of_the_dataset(shipped: Served) -> None:
    """The first page leads to the whole graph and to what it says of itself."""
    home = links(shipped, "/")

    assert {BASE} == home["cite-as"]
    assert {f"/downloads/{file.path}" for file in files.WHOLE} == home["item"]
    assert {"/.well-known/void"} == home["describedby"]
    assert {BASE + "#contributors"} == home["author"]


def test_rdf_is_what_the_endpoint_holds(shipped: Served, content: Content) -> None:
    """What is held, as a file and as an answer to a query, is the same."""
    answer = shipped.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", Accept="application/n-triples").body

    assert set(rdf.held_lines(content).splitlines()) == set(answer.splitlines())
