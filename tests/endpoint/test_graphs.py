"""CONSTRUCT and DESCRIBE answers: each format holds the same graph, and small ones are written for people."""

from __future__ import annotations

import json
from typing import Any

import pytest
import rdflib
from rdflib.compare import isomorphic, to_isomorphic
from service import CONTEXT, ask, problem_of

from marsgraph.endpoint import graphs
from marsgraph.endpoint.evaluation import Served
from marsgraph.terms import RDF

FORMS = {"ttl": "turtle", "nt": "nt", "rdf": "xml", "jsonld": "json-ld", "trig": "turtle", "nq": "nt"}
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # rdflib's own JSON-LD
EVERYTHING = "CONSTRUCT WHERE { ?s ?p ?o }"


def parsed(body: bytes, form: str) -> rdflib.Graph:
    """Read an answer with rdflib; TriG and N-Quads are read as what holds no named graph."""
    return rdflib.Graph().parse(data=body, format=FORMS[form])


@pytest.mark.parametrize("form", FORMS)
def test_same_graph(graph: Served, form: str) -> None:
    """Each format brings the graph, its hard values, lists, shared and circular nodes included."""
    expected = parsed(ask(graph, EVERYTHING, "nt").body, "nt")

    assert isomorphic(expected, parsed(ask(graph, EVERYTHING, form).body, form))


@pytest.mark.parametrize("form", FORMS)
def test_same_graph_when_large(graph: Served, form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is too large to be sorted is the same graph."""
    expected = to_isomorphic(parsed(ask(graph, EVERYTHING, "nt").body, "nt"))
    monkeypatch.setattr(graphs, "SMALL", 5)

    assert expected == to_isomorphic(parsed(ask(graph, EVERYTHING, form).body, form))


@pytest.mark.parametrize("form", FORMS)
def test_same_bytes(graph: Served, form: str) -> None:
    """The same question gets the same bytes."""
    query = "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o FILTER(!ISBLANK(?s) && !ISBLANK(?o)) }"

    assert ask(graph, query, form).body == ask(graph, query, form).body


@pytest.mark.parametrize("form", FORMS)
def test_empty_graph(graph: Served, form: str) -> None:
    """No triple is an empty graph in each format."""
    reply = ask(graph, "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o FILTER(false) }", form)

    assert len(parsed(reply.body, form)) == 0
    assert reply.facts["rows"] == 0


def test_turtle_is_for_people(graph: Served) -> None:
    """Turtle has the prefixes that it needs and no other; lists and nodes without a name stand in their place."""
    query = "CONSTRUCT { ?s ?p ?o } { :probe-launch (mg:stages|mg:orbit|mg:body|rdf:rest)* ?s . ?s ?p ?o }"

    assert ask(graph, query, "ttl").body.decode() == (
        "@prefix : <https://w3id.org/marsgraph/id/> .\n"
        "@prefix mg: <https://w3id.org/marsgraph/ns#> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        "\n"
        ':probe-launch rdfs:label "launch of the probe"@en ;\n'
        '  mg:orbit [ mg:body [ rdfs:label "Earth" ] ;\n'
        "    mg:km 180 ] ;\n"
        "  mg:stages ( :one :two ) .\n"
    )


@pytest.mark.parametrize(
    "value",
    [
        "1",
        "-1",
        "1.5",
        "1.0e0",
        "true",
        '"1"^^xsd:decimal',
        '"01"',
        '"x"@en',
        '"x"^^xsd:token',
        '"1962-11"^^xsd:gYearMonth',
        '"a\\u0001b"',
        '"\\r\\n\\t\\"\\\\"',
    ],
)
@pytest.mark.parametrize("form", ["ttl", "jsonld", "nt"])
def test_literals(graph: Served, form: str, value: str) -> None:
    """A literal keeps its text, its datatype and its language."""
    query = (
        f"CONSTRUCT {{ :x mg:massKg ?v ; mg:detail ?v ; rdfs:label ?v ; rdfs:odd ?v }} {{ VALUES ?v {{ {value} }} }}"
    )
    expected = parsed(ask(graph, query, "nq").body, "nq")

    assert set(expected) == set(parsed(ask(graph, query, form).body, form))


@pytest.mark.parametrize(
    "iri",
    [
        "https://w3id.org/marsgraph/id/a/b",
        "https://w3id.org/marsgraph/id/",
        "https://w3id.org/marsgraph/id/a.",
        "https://w3id.org/marsgraph/id/-a",
        "https://w3id.org/marsgraph/id/a%20b",
        "https://w3id.org/marsgraph/id/é",
        "https://w3id.org/marsgraph/id/type",
        "https://w3id.org/marsgraph/ns#",
        "mg:x",
        "urn:x:y",
    ],
)
@pytest.mark.parametrize("form", ["ttl", "jsonld", "rdf"])
def test_iris(graph: Served, form: str, iri: str) -> None:
    """An IRI comes back whole, whatever a prefix would make of it."""
    query = f"CONSTRUCT {{ <{iri}> mg:launch <{iri}> ; rdfs:seeAlso <{iri}> }} {{}}"
    expected = parsed(ask(graph, query, "nt").body, "nt")

    assert set(expected) == set(parsed(ask(graph, query, form).body, form))


def test_json_ld_speaks_the_published_names(graph: Served) -> None:
    """JSON-LD has the names of the published context, and of that context the entries that it uses."""
    document = json.loads(
        ask(
            graph,
            "CONSTRUCT { :probe a mg:Mission ; mg:launch :l ; mg:massKg 1.5 ; rdfs:label 'Probe'@en } {}",
            "jsonld",
        ).body
    )
    published: dict[str, Any] = json.loads(CONTEXT.read_text(encoding="utf-8"))["@context"]
    used = document.pop("@context")

    assert document == {"id": "probe", "type": "Mission", "label": "Probe", "launch": "l", "massKg": "1.5"}
    assert used.items() <= published.items()
    assert {"id", "type", "label", "launch", "massKg", "mg", "rdfs", "xsd", "@base"} <= used.keys()


def test_classes_that_xml_cannot_name(graph: Served) -> None:
    """A class that the engine would make an element without a name is refused."""
    assert "not-representable" == problem_of(graph, "CONSTRUCT { :x a <http://e/> } {}", "rdf").kind


@pytest.mark.parametrize("form", ["ttl", "jsonld", "rdf"])
@pytest.mark.parametrize("name", ["Mission", "launch", "a/b", "Nobody"])
def test_classes(graph: Served, form: str, name: str) -> None:
    """A class comes back whole, be it one of the context's names or not."""
    query = f"CONSTRUCT {{ :x a <https://w3id.org/marsgraph/ns#{name}> }} {{}}"

    assert set(parsed(ask(graph, query, "nt").body, "nt")) == set(parsed(ask(graph, query, form).body, form))


@pytest.mark.parametrize("predicate", ["http://e/1", "http://e/", "http://e/a?b=", "urn:1:2", "http://e/²", RDF + "li"])
def test_properties_that_xml_cannot_name(graph: Served, predicate: str) -> None:
    """RDF/XML has no way to write some properties: refused with the remedy, never broken XML."""
    problem = problem_of(graph, f"CONSTRUCT {{ :x <{predicate}> 1 }} {{}}", "rdf")

    assert ("not-representable", 422) == (problem.kind, problem.status)
    assert "Turtle" in problem.hint


@pytest.mark.parametrize(
    "predicate",
    ["http://e/1a", "http://e/a-1.b", "http://e/é", "urn:x:a", "http://e/_", "https://w3id.org/marsgraph/ns#a/b"],
)
def test_properties_that_xml_can_name(graph: Served, predicate: str) -> None:
    """A property whose end is a name comes back whole."""
    query = f"CONSTRUCT {{ :x <{predicate}> 1 }} {{}}"

    assert set(parsed(ask(graph, query, "nt").body, "nt")) == set(parsed(ask(graph, query, "rdf").body, "rdf"))


def test_values_that_xml_cannot_carry(graph: Served) -> None:
    """A control character is refused in RDF/XML."""
    assert "not-representable" == problem_of(graph, "CONSTRUCT { :x mg:detail 'a\\u0001' } {}", "rdf").kind


@pytest.mark.parametrize("form", FORMS)
def test_rows_that_were_wanted(graph: Served, form: str) -> None:
    """A caller's limit counts triples, and what is left out is marked."""
    reply = ask(graph, EVERYTHING, form, maxrows=3)

    assert (3, True) == (reply.facts["rows"], reply.facts["truncated"])
    assert len(parsed(reply.body, form)) == 3


@pytest.mark.parametrize("form", FORMS)
def test_too_many_triples(graph: Served, form: str) -> None:
    """Above the server's limit there is no answer."""
    assert "row-limit" == problem_of(graph, EVERYTHING, form, rows=3).kind


def test_describe(graph: Served) -> None:
    """DESCRIBE gives the statements about a thing."""
    found = parsed(ask(graph, "DESCRIBE :one", "ttl").body, "ttl")

    assert {str(predicate) for predicate in found.predicates()} >= {"https://w3id.org/marsgraph/ns#sees"}
