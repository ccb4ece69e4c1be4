"""Things on the web: addresses, documents and what a description holds."""

from __future__ import annotations

import json

import pytest
import rdflib
from rdflib import Literal, URIRef
from rdflib.compare import isomorphic
from service import CONTEXT, PREFIXES, ROOT

from marsgraph.endpoint import dataset
from marsgraph.endpoint.evaluation import Served
from marsgraph.endpoint.formats import BY_NAME, GRAPH, HTML, N_QUADS, TRIG, TURTLE
from marsgraph.endpoint.hints import Vocabulary
from marsgraph.reading import Reading
from marsgraph.store import load
from marsgraph.terms import ID

SMALL = ROOT / "tests" / "fixtures" / "small.trig"
FORMS = {"ttl": "turtle", "nt": "nt", "rdf": "xml", "jsonld": "json-ld"}

pytestmark = pytest.mark.filterwarnings("ignore:(ConjunctiveGraph|Dataset):DeprecationWarning")  # inside rdflib


@pytest.fixture(scope="module")
def small() -> Reading:
    """The small graph of the commands' tests."""
    return Reading(load([SMALL], PREFIXES), ROOT / "queries")


def described(reading: Reading, path: str) -> dataset.Described:
    """The description of what a path means."""
    address = dataset.read(path)
    assert address
    return dataset.describe(reading.ask, address)


@pytest.mark.parametrize(
    ("path", "iri", "form", "document"),
    [
        ("/id/mars-1", "id/mars-1", None, False),
        ("/id/mars-1.ttl", "id/mars-1", "ttl", False),
        ("/id/mars-1.jsonld", "id/mars-1", "jsonld", False),
        ("/id/mars-1.html", "id/mars-1", "html", False),
        ("/id/r-1.5", "id/r-1.5", None, False),
        ("/id/r-1.5.nt", "id/r-1.5", "nt", False),
        ("/id/.ttl", "id/.ttl", None, False),
        ("/data/mars-1.rdf", "id/mars-1", "rdf", True),
        ("/data/mars-1", "id/mars-1", None, True),
        ("/page/mars-1", "id/mars-1", "html", True),
        ("/concept/probably", "concept/probably", None, False),
        ("/data/concept/probably.trig", "concept/probably", "trig", True),
        ("/page/source/editors", "source/editors", "html", True),
        ("/source/editors.nq", "source/editors", "nq", False),
        ("/graph/derived.trig", "graph/derived", "trig", False),
        ("/ns", "ns", None, True),
        ("/ns.ttl", "ns", "ttl", True),
        ("/id/é", "id/é", None, False),
    ],
)
def test_addresses(path: str, iri: str, form: str | None, document: bool) -> None:
    """An address means a thing, and a document of it or the thing itself, in the format of its suffix."""
    address = dataset.read(path)

    assert address
    assert ("https://w3id.org/marsgraph/" + iri, form, document) == (
        address.iri,
        address.format and address.format.name,
        address.document,
    )


@pytest.mark.parametrize(
    "path", ["/", "/id/", "/mars-1", "/id/a/b", "/ns.docx", "/nsx", "/data/", "/other/a", "", "/id"]
)
def test_no_addresses(path: str) -> None:
    """Other addresses mean none of these."""
    assert dataset.read(path) is None


@pytest.mark.parametrize(
    ("path", "thing", "data", "page"),
    [
        ("/data/a.nt", "/id/a", "/data/a.ttl", "/page/a"),
        ("/concept/b", "/concept/b", "/data/concept/b.ttl", "/page/concept/b"),
        ("/ns.nt", "/ns", "/ns.ttl", "/ns"),
        ("/id/a b", "/id/a%20b", "/data/a%20b.ttl", "/page/a%20b"),
    ],
)
def test_paths(path: str, thing: str, data: str, page: str) -> None:
    """A thing knows the addresses of its documents, and reading them leads back to it."""
    address = dataset.read(path)

    assert address
    assert (thing, data, page) == (address.path, address.document_path(TURTLE), address.document_path(HTML))


@pytest.mark.parametrize(
    ("path", "accept", "name", "form"),
    [
        ("/id/a.nt", "text/html", None, "nt"),
        ("/id/a", "text/html", None, "html"),
        ("/id/a", "*/*", None, "ttl"),
        ("/id/a", None, None, "ttl"),
        ("/id/a", "application/ld+json", None, "jsonld"),
        ("/id/a", "text/html", "rdf", "rdf"),
        ("/ns", "text/turtle", None, "ttl"),
    ],
)
def test_format(path: str, accept: str | None, name: str | None, form: str) -> None:
    """The suffix decides, then `format=`, then Accept."""
    address = dataset.read(path)

    assert address
    assert form == dataset.choose(accept, name, address).name


def test_description(small: Reading) -> None:
    """A description holds the facts, the labels of what they point to, and what points to the thing."""
    found = described(small, "/id/probe-23")
    facts = {(str(t.subject.value), t.predicate.value.rpartition("#")[2]) for t in found.triples}  # type: ignore[union-attr]

    assert found.known
    assert (ID + "probe-23", "launch") in facts
    assert (ID + "probe-23-launch", "label") in facts
    assert found.pointing == sum(1 for triple in found.triples if triple.object == rdflib_free(ID + "probe-23"))


def rdflib_free(iri: str) -> object:
    """An IRI as the store has it."""
    from marsgraph.store import Iri

    return Iri(iri)


def test_claims_with_their_sources(small: Reading) -> None:
    """TriG holds each claim in its graph, and whose graph that is."""
    found = described(small, "/id/probe-23-launch")
    text = dataset.write(found, TRIG, PREFIXES, {})
    read = rdflib.Dataset(default_union=False)
    read.parse(data=text, format="trig")
    graphs = {str(name) for _, _, _, name in read.quads((URIRef(ID + "probe-23-launch"), None, None, None)) if name}
    source = URIRef("http://purl.org/dc/terms/source")

    assert set(found.claims) == graphs - {"urn:x-rdflib:default"}
    assert all(list(read.quads((URIRef(graph), source, None, None))) for graph in found.claims)


def test_n_quads_is_the_same_dataset(small: Reading) -> None:
    """N-Quads and TriG hold the same quads."""
    found = described(small, "/id/probe-23-launch")
    lines = []
    for form, name in ((TRIG, "trig"), (N_QUADS, "nquads")):
        read = rdflib.Dataset(default_union=False)
        read.parse(data=dataset.write(found, form, PREFIXES, {}), format=name)
        lines.append(set(read.quads()))

    assert lines[0] == lines[1]


@pytest.mark.parametrize("form", FORMS)
def test_same_in_each_format(small: Reading, form: str) -> None:
    """Formats without named graphs hold the same statements."""
    found = described(small, "/id/probe-23-launch")
    context = json.loads(CONTEXT.read_text(encoding="utf-8"))["@context"]
    expected = rdflib.Graph().parse(data=dataset.write(found, TURTLE, PREFIXES, context), format="turtle")
    read = rdflib.Graph().parse(data=dataset.write(found, BY_NAME[form], PREFIXES, context), format=FORMS[form])

    assert len(expected) == len(set(found.triples))
    assert isomorphic(expected, read)


def test_vocabulary(small: Reading) -> None:
    """The vocabulary holds its terms."""
    found = described(small, "/ns")

    assert any("massKg" in str(triple.subject) for triple in found.triples)
    assert all("marsgraph/ns" in str(triple.subject) for triple in found.triples)


def test_contents_of_a_graph(graph: Served) -> None:
    """The description of a claim graph holds, in TriG, what it says."""
    found = described(Reading(graph.store, ROOT / "queries"), "/graph/article.trig")

    assert {str(triple.predicate.value) for triple in found.claims["https://w3id.org/marsgraph/graph/article"]} == {
        "https://w3id.org/marsgraph/ns#massKg",
        "https://w3id.org/marsgraph/ns#launch",
    }


def test_unknown(small: Reading) -> None:
    """What nothing is called is not known, and the problem names what is near."""
    address = dataset.read("/id/probe23")
    assert address
    vocabulary = Vocabulary.of(small.store, small.queries)
    problem = dataset.missing(address, vocabulary, PREFIXES).problem

    assert not dataset.describe(small.ask, address).known
    assert ("not-found", 404) == (problem.kind, problem.status)
    assert problem.members["suggestions"][0] == ID + "probe-23"


def test_what_is_pointed_to_only_is_not_known(graph: Served) -> None:
    """A name that only stands as a value has no description of its own."""
    assert not described(Reading(graph.store, ROOT / "queries"), "/id/nobody").known


def test_withdrawn(tmp_path: pytest.TempPathFactory) -> None:
    """A withdrawn name is told with what takes its place; others are not."""
    file = tmp_path / "gone.ttl"  # type: ignore[operator]
    file.write_text(
        "@prefix : <https://w3id.org/marsgraph/id/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
        ":old owl:deprecated true ; <http://purl.org/dc/terms/isReplacedBy> :new .\n"
    )
    ask = Reading(load([file], PREFIXES), ROOT / "queries").ask
    old, new = dataset.read("/id/old"), dataset.read("/id/new")
    assert old
    assert new
    found = dataset.gone(ask, old)

    assert found
    assert (410, [ID + "new"]) == (found.problem.status, found.problem.members["replacedBy"])
    assert dataset.gone(ask, new) is None


def test_many_that_point(tmp_path: pytest.TempPathFactory) -> None:
    """Of many statements that point to a thing the first two hundred are shown, and the document says so."""
    file = tmp_path / "many.ttl"  # type: ignore[operator]
    lines = [f":s{number:03} :p :hub ." for number in range(345)]
    file.write_text("@prefix : <https://w3id.org/marsgraph/id/> .\n:hub :p 1 .\n" + "\n".join(lines))
    found = described(Reading(load([file], PREFIXES), ROOT / "queries"), "/id/hub")
    notes = [str(triple.object.value) for triple in dataset.about(found, "http://x/hub.ttl", "1")]  # type: ignore[union-attr]

    assert found.pointing == 345
    assert len(found.triples) == 201
    assert "Of the 345 statements that point here, 200 are shown." in notes


def test_document_tells_topic_version_and_licence(small: Reading) -> None:
    """A document says what it is about, which version of the data it is from, and its licence."""
    found = described(small, "/id/probe-23")
    more = dataset.about(found, "http://x/data/probe-23.ttl", "0.1")
    read = rdflib.Graph().parse(data=dataset.write(found, TURTLE, PREFIXES, {}, more), format="turtle")
    node = URIRef("http://x/data/probe-23.ttl")

    assert read.value(node, URIRef("https://schema.org/about")) == URIRef(ID + "probe-23")
    assert read.value(node, URIRef("https://schema.org/version")) == Literal("0.1")


def test_every_format_is_written(small: Reading) -> None:
    """Each format of a document is written."""
    found = described(small, "/concept/vibration")

    assert all(dataset.write(found, form, PREFIXES, {}) for form in GRAPH)
