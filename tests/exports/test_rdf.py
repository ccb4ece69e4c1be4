"""The whole graph, written and read back."""

from __future__ import annotations

import re
import socket
import subprocess
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest
import reading_back
from demanded import need, program

from marsgraph.exports import rdf
from marsgraph.exports.content import Content
from marsgraph.paths import Project

ROOT = Path(__file__).parents[2]
HELD = {"ttl": "turtle", "nt": "nt", "rdf": "xml", "jsonld": "json-ld"}
ALL = {"trig": "trig", "nq": "nquads", "jsonld": "json-ld"}
ENGINE = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "rdf": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
    "trig": ox.RdfFormat.TRIG,
    "nq": ox.RdfFormat.N_QUADS,
}


@pytest.mark.parametrize("suffix", HELD)
def test_held(shipped: Content, suffix: str) -> None:
    """What is held comes back as it was, from every format and by two programs."""
    written = rdf.HELD[suffix](shipped)

    assert reading_back.of_triples(shipped.held) == reading_back.with_oxigraph(written, ENGINE[suffix])
    assert reading_back.of_triples(shipped.held) == reading_back.with_rdflib(written, HELD[suffix])


@pytest.mark.parametrize("suffix", ALL)
def test_all(shipped: Content, suffix: str) -> None:
    """Everything comes back as it was, each passage in its graph."""
    written = rdf.ALL[suffix](shipped)

    assert reading_back.of_content(shipped) == reading_back.with_oxigraph(written, ENGINE[suffix])
    assert reading_back.of_content(shipped) == reading_back.with_rdflib(written, ALL[suffix])


@pytest.mark.parametrize("write", [rdf.held_json, rdf.all_json])
def test_json_ld_processor(shipped: Content, write: object) -> None:
    """A JSON-LD processor reads the same."""
    need("pyld")
    want = reading_back.of_triples(shipped.held) if write is rdf.held_json else reading_back.of_content(shipped)

    assert want == reading_back.with_pyld(write(shipped))  # type: ignore[operator]


def test_order(shipped: Content) -> None:
    """The Turtle is in the order of a reader: missions by the day of their launch, then what they have in common."""
    titles = re.findall(r"^# ---- (.+)$", rdf.held_turtle(shipped).decode(), re.MULTILINE)
    days = [title.rpartition(", launched ")[2] for title in titles if ", launched " in title]

    assert "The dataset" == titles[0]
    assert days == sorted(days)
    assert titles.index("Vocabulary") > titles.index("Rocket type") > len(days)


def test_nodes_without_name(tmp_path: Path) -> None:
    """A graph with nodes that have no name keeps them in Turtle."""
    from marsgraph.paths import Project

    file = tmp_path / "nodes.ttl"
    file.write_text("@prefix : <https://w3id.org/marsgraph/id/> . :a :b [ :c 1 ; :d ( 1 2 ) ] . _:x :loop _:x .\n")
    content = Content.of(Project.at(ROOT), file)
    again = ox.Dataset(ox.parse(rdf.held_turtle(content), ox.RdfFormat.TURTLE))
    want = ox.Dataset(ox.parse(file.read_bytes(), ox.RdfFormat.TURTLE))
    for dataset in (again, want):
        dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)

    assert want == again


def test_other_server(shipped: Content, tmp_path: Path) -> None:
    """Another SPARQL server that loads the TriG answers an example as we do."""
    need("oxigraph")
    file, query = tmp_path / "all.trig", (ROOT / "queries" / "examples" / "launch-failures.rq").read_text()
    file.write_bytes(rdf.all_turtle(shipped))
    oxigraph, location = str(program("oxigraph")), str(tmp_path / "store")
    subprocess.run([oxigraph, "load", "--location", location, "--file", str(file)], check=True, capture_output=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    serve = [oxigraph, "serve-read-only", "--location", location, "--bind", address]
    with subprocess.Popen(serve, stderr=subprocess.DEVNULL) as server:
        try:
            got = _ask(f"http://{address}/query?{urlencode({'query': query})}")
        finally:
            server.terminate()

    assert shipped.reading.store.ask(query).results("csv") == got


def _ask(address: str) -> bytes:
    """Ask until the server listens."""
    asked = urllib.request.Request(address, headers={"Accept": "text/csv"})  # noqa: S310 - of our own
    for _ in range(400):
        try:
            with urllib.request.urlopen(asked, timeout=20) as answer:  # noqa: S310 - of our own
                return bytes(answer.read())
        except ConnectionRefusedError:
            time.sleep(0.05)
        except urllib.error.URLError:
            time.sleep(0.05)
    pytest.fail("The server never listened.")


NAMELESS = """
PREFIX : <http://example.org/>
:a :p [ :q 1 ; :r [ :s "x", "y" ] ], [ :q 2 ], ( 1 2 [ :z 3 ] ) .
[] :p :a ; :q [ :p :b ] .
"""


@pytest.mark.parametrize("form", [*rdf.HELD, "trig", "nq"])
def test_nameless_nodes(form: str, tmp_path: Path) -> None:
    """Nodes without a name get the same ones whenever a file is read, so that an export has the same bytes."""
    file = tmp_path / "data.ttl"
    file.write_text(NAMELESS)
    write = rdf.HELD.get(form) or rdf.ALL[form]
    first, second = (write(Content.of(Project.at(ROOT), file)) for _ in range(2))

    assert first == second
    assert canonical(NAMELESS.encode(), "ttl") == canonical(first, form)


def canonical(data: bytes, form: str) -> ox.Dataset:
    """The statements of a file, with names for nodes that follow from them."""
    dataset = ox.Dataset(ox.parse(data, ENGINE[form]))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return dataset
