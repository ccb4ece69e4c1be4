"""A CONSTRUCT that is filled in here has the same triples as one that the engine fills in."""

from __future__ import annotations

import io

import pyoxigraph as ox
import pytest
import service
from service import DECLARED, PREFIXES, Reply

from marsgraph.endpoint import construct, evaluation
from marsgraph.endpoint.evaluation import Served
from marsgraph.store import Store

PARSED = {
    "nt": ox.RdfFormat.N_TRIPLES,
    "ttl": ox.RdfFormat.TURTLE,
    "nq": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "rdf": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}
VALUES = """
    VALUES (?a ?b ?c) {
      (:one mg:massKg 1) (:one mg:massKg 1) (:one mg:massKg "01"^^xsd:integer) (:two rdfs:label "a\\t\\"b\\"\\\\\\n"@en)
      (:two mg:massKg 1.50) (:two mg:massKg 1e3) (:two mg:massKg true) (:two rdfs:label "") (:a.b mg:x- UNDEF)
      ("literal" mg:massKg 2) (:one "literal" 3) (:one :one :one) (UNDEF mg:massKg 4) (:three mg:massKg "x"^^xsd:date)
      (:two rdfs:label "é€😀 <a> _:b") (<http://a.example/no prefix?> mg:massKg <http://a.example/#x>)
    }
""".replace("no prefix?", "no-prefix?q=1")
TEMPLATES = [
    "CONSTRUCT { ?a ?b ?c } WHERE {" + VALUES + "}",
    "construct{?a ?b ?c . ?c ?b ?a . ?a a mg:Mission ; rdfs:label 'fixed'@en , 5 }{" + VALUES + "}",
    "CONSTRUCT { ?a mg:held [ ?b ?c ; mg:in ( ?c 1 ) ] . _:x mg:of ?a . _:x mg:and ?b } WHERE {" + VALUES + "}",
    "CONSTRUCT { $a $b $c . ?missing ?b ?c . ?a ?b '}' } # } {\nWHERE {" + VALUES + "} ORDER BY ?c LIMIT 9 OFFSET 1",
    "CONSTRUCT FROM <https://w3id.org/marsgraph/graph/none> WHERE { ?a ?b ?c }",
    "CONSTRUCT WHERE { ?a mg:massKg ?c . ?a ?b ?d }",
    "BASE <http://base.example/> CONSTRUCT { <a> ?b ?c } WHERE {" + VALUES + "}",
    "CONSTRUCT { ?a ?b ?n } WHERE { SELECT ?a ?b (COUNT(*) AS ?n) {" + VALUES + "} GROUP BY ?a ?b }",
    "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }",
]


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Served:
    """A graph of which every CONSTRUCT counts as large."""
    monkeypatch.setattr(evaluation, "_MANY", 0)
    return service.served()


def parsed(reply: Reply, form: str) -> ox.Dataset:
    """Read an answer, with blank nodes named by what surrounds them."""
    dataset = ox.Dataset(ox.parse(reply.body, PARSED[form]))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return dataset


def expected(served: Served, query: str) -> ox.Dataset:
    """The triples that the engine gives."""
    found = served.store.ask_stranger(DECLARED + query).each_triple()
    dataset = ox.Dataset(ox.Quad(triple.subject, triple.predicate, triple.object) for triple in found)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return dataset


@pytest.mark.parametrize("query", TEMPLATES)
@pytest.mark.parametrize("form", PARSED)
def test_same_triples(served: Served, query: str, form: str) -> None:
    """The triples are those of the engine: each once, none that is no triple, blank nodes anew for each row."""
    assert construct.plan(served.store, DECLARED + query) is not None
    if form == "rdf":
        query = query.replace("mg:x-", "mg:x")

    assert expected(served, query) == parsed(service.ask(served, query, form), form)


@pytest.mark.parametrize("form", ["nt", "ttl"])
def test_each_once(served: Served, form: str) -> None:
    """A triple that several rows give is written once."""
    reply = service.ask(served, "CONSTRUCT { :one mg:massKg ?x } { VALUES ?x { 1 1 1 2 1 } }", form)

    assert (2, 2) == (reply.facts["rows"], reply.body.count(b" .\n") - reply.body.count(b"@prefix"))


@pytest.mark.parametrize(
    "query",
    [
        "CONSTRUCT { :a mg:massKg 1 } { ?s ?p ?o }",
        "CONSTRUCT { ?a mg:says <<( ?a ?b ?c )>> } {" + VALUES + "}",
        "DESCRIBE ?s { ?s ?p ?o }",
    ],
)
def test_left_to_the_engine(served: Served, query: str) -> None:
    """What cannot be taken apart is answered all the same."""
    assert construct.plan(served.store, DECLARED + query) is None

    assert expected(served, query) == parsed(service.ask(served, query, "nt"), "nt")


@pytest.mark.parametrize("form", PARSED)
def test_marks_in_values(served: Served, form: str) -> None:
    """What has a meaning of its own in some format comes back as it was: markup, line ends, languages, datatypes."""
    query = """CONSTRUCT { ?b ?p ?o } {
      BIND(BNODE() AS ?b) VALUES (?p ?o) {
        (rdfs:label "<a href='x'>&amp;]]></a>") (rdfs:label "\\r\\n\\t \\\\n \\u0009") (rdfs:label "  "@de-AT)
        (rdf:type mg:Mission) (mg:x "<b>"^^rdf:XMLLiteral) (mg:x "{}"^^rdf:JSON) (<http://a.example/?a=b&c='d'#x> <http://a.example/?a=b&c='d'#é>)
        (<urn:a:name> "\\U0001F600"^^<http://a.example/&t>) (<http://a.example/à> "")
      }
    }"""

    assert expected(served, query) == parsed(service.ask(served, query, form), form)


@pytest.mark.parametrize(
    ("form", "triple"),
    [
        ("rdf", ":a <http://a.example/1> ?x"),
        ("rdf", ":a rdf:li ?x"),
        ("rdf", ":a mg:says ?control"),
        ("rdf", ":a mg:says ?inner"),
        ("jsonld", ":a mg:says ?inner"),
        ("rdf", ":a mg:says ?directed"),
    ],
)
def test_not_representable(served: Served, form: str, triple: str) -> None:
    """What a format cannot carry is refused, also among very many triples."""
    values = (
        "VALUES ?x { 1 2 } BIND('a\\u0001' AS ?control) BIND(<<( :a :b :c )>> AS ?inner) BIND('a'@ar--rtl AS ?directed)"
    )

    assert "not-representable" == service.problem_of(served, f"CONSTRUCT {{ {triple} }} {{ {values} }}", form).kind


@pytest.mark.parametrize("form", PARSED)
@pytest.mark.parametrize("wanted", [1, 2, 3, 4])
def test_as_many_as_wanted(served: Served, form: str, wanted: int) -> None:
    """A caller's limit gives so many triples, and says whether there were more."""
    query = "CONSTRUCT { :a mg:massKg ?x } { VALUES ?x { 1 2 2 3 3 } }"
    reply = service.ask(served, query, form, maxrows=wanted)

    assert (min(wanted, 3), wanted < 3) == (reply.facts["rows"], reply.facts["truncated"])
    assert min(wanted, 3) == len(parsed(reply, form))


@pytest.mark.parametrize("form", PARSED)
def test_too_many(served: Served, form: str) -> None:
    """Above the server's limit there is no answer."""
    query = "CONSTRUCT { :a mg:massKg ?x } { VALUES ?x { 1 2 3 } }"

    assert "row-limit" == service.problem_of(served, query, form, rows=2).kind


@pytest.mark.parametrize("size", [1, 2, 7, 64, 10_000])
def test_blocks_of_any_size(served: Served, size: int) -> None:
    """The triples are the same however the engine divides what it writes."""
    plan = construct.plan(served.store, DECLARED + TEMPLATES[0])
    assert plan
    rows, out = io.BytesIO(), io.BytesIO()
    served.store.ask_stranger(plan.select).stream("tsv", rows)
    lines = construct.Lines(plan, "ntriples", out, PREFIXES, None)
    for start in range(0, len(rows.getvalue()), size):
        lines.write(rows.getvalue()[start : start + size])
    lines.finish()

    assert expected(served, TEMPLATES[0]) == parsed(Reply({}, out.getvalue()), "nt")


def test_triples_as_values() -> None:
    """A value that is itself a triple is written in full."""
    dataset = ox.Store()
    inner = ox.Triple(ox.NamedNode("a:a"), ox.NamedNode("a:b"), ox.Literal(1))
    dataset.add(ox.Quad(ox.NamedNode("a:a"), ox.NamedNode("a:says"), inner))
    store = Store(dataset, PREFIXES)
    plan = construct.plan(store, "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }")
    assert plan
    out = io.BytesIO()
    lines = construct.Lines(plan, "ntriples", out, PREFIXES, None)
    store.ask_stranger(plan.select).stream("tsv", lines)  # type: ignore[arg-type]
    lines.finish()

    assert set(dataset) == set(ox.parse(out.getvalue(), ox.RdfFormat.N_TRIPLES))
