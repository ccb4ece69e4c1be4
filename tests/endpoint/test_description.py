"""The service description: small, negotiated, true, the same in every format."""

from __future__ import annotations

import pytest
import rdflib
import service
from rdflib import RDF, Literal, URIRef
from rdflib.compare import isomorphic

from marsgraph.endpoint import description
from marsgraph.endpoint.description import DCAT, SD, VOID, Service
from marsgraph.endpoint.evaluation import Served
from marsgraph.endpoint.formats import GRAPH, SOLUTIONS
from marsgraph.reading import Reading
from marsgraph.terms import DCTERMS

SERVICE = Service("http://localhost:8000/sparql", "0.1.0+abc", 10, 1_000_000, 2**29, 2**29, 200_000, 200)
NODE = URIRef("http://localhost:8000/sparql#service")
FORMS = {"ttl": "turtle", "nt": "nt", "rdf": "xml", "jsonld": "json-ld", "trig": "turtle", "nq": "nt"}

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # rdflib's own JSON-LD


@pytest.fixture(scope="module")
def written(graph: Served) -> dict[str, bytes]:
    """The description in each format."""
    return dict(description.prepare(SERVICE, Reading(graph.store, service.ROOT / "queries").ask))


@pytest.fixture(scope="module")
def described(written: dict[str, bytes]) -> rdflib.Graph:
    """The description, read."""
    return rdflib.Graph().parse(data=written["ttl"], format="turtle")


@pytest.mark.parametrize("form", FORMS)
def test_formats(written: dict[str, bytes], described: rdflib.Graph, form: str) -> None:
    """Each format says the same."""
    assert isomorphic(described, rdflib.Graph().parse(data=written[form], format=FORMS[form]))


@pytest.mark.parametrize(
    ("property_", "values"),
    [
        (RDF.type, {URIRef(SD + "Service"), URIRef(DCAT + "DataService")}),
        (URIRef(SD + "endpoint"), {URIRef("http://localhost:8000/sparql")}),
        (URIRef(SD + "supportedLanguage"), {URIRef(SD + "SPARQL10Query"), URIRef(SD + "SPARQL11Query")}),
        (URIRef(SD + "resultFormat"), {URIRef(form.iri) for form in (*SOLUTIONS, *GRAPH)}),
        (URIRef(SD + "feature"), set()),
        (URIRef(DCAT + "version"), {Literal("0.1.0+abc")}),
        (URIRef(DCTERMS + "license"), {URIRef("https://creativecommons.org/licenses/by/4.0/")}),
    ],
)
def test_service(described: rdflib.Graph, property_: URIRef, values: set[URIRef | Literal]) -> None:
    """The service says where it is, what it speaks and writes, its version and licence, and claims no feature."""
    assert values == set(described.objects(NODE, property_))


def test_named_graphs(described: rdflib.Graph) -> None:
    """Each named graph is there with its size, and the default graph with its own."""
    dataset = described.value(NODE, URIRef(SD + "defaultDataset"))
    sizes = {}
    for entry in described.objects(dataset, URIRef(SD + "namedGraph")):
        graph = described.value(entry, URIRef(SD + "graph"))
        sizes[str(described.value(entry, URIRef(SD + "name")))] = described.value(graph, URIRef(VOID + "triples"))
    default = described.value(dataset, URIRef(SD + "defaultGraph"))

    assert {name.rpartition("/")[2]: str(size) for name, size in sizes.items()} == {
        "article": "2",
        "table": "1",
    }
    assert described.value(default, URIRef(VOID + "triples")) == Literal(35)


def test_limits_are_told(described: rdflib.Graph) -> None:
    """The limits stand in the description for people."""
    text = str(described.value(NODE, URIRef(DCTERMS + "description")))

    assert all(part in text for part in ("10 seconds", "1,000,000 rows", "200,000 characters", "nest 200 deep"))
    assert SERVICE.limits()["rows"] == 1_000_000


@pytest.mark.parametrize(
    ("accept", "name", "form"),
    [
        (None, None, "ttl"),
        ("*/*", None, "ttl"),
        ("text/html,*/*;q=0.1", None, "html"),
        ("application/ld+json", None, "jsonld"),
        ("application/rdf+xml;q=0.9, text/turtle;q=0.2", None, "rdf"),
        ("text/html", "nt", "nt"),
        ("text/turtle", "html", "html"),
    ],
)
def test_negotiation(accept: str | None, name: str | None, form: str) -> None:
    """Machines get RDF in what they accept, browsers the page."""
    assert form == description.choose(accept, name).name
