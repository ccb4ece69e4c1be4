"""Values given to variables reach every part of a query, and nothing but values reaches it."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
import rdflib

from marsgraph.questions import binding
from marsgraph.store import Iri, Literal, Term
from marsgraph.terms import XSD

DATA = """
@prefix : <urn:> .
:a :year 1961 ; :name "x" ; :tall true .
:b :year 1962 ; :name "y" ; :next :a .
:c :year 1975 ; :name "z\\\\\\" } #" ; :next :b .
"""
STORE = ox.Store()
STORE.load(DATA, format=ox.RdfFormat.TURTLE)
GRAPH = rdflib.Graph().parse(data=DATA)
YEAR = Literal("1962", datatype=Iri(XSD + "integer"))
B = Iri("urn:b")


def names(query: str) -> list[str]:
    """The local names of ?s in the rows, on both engines, which have to agree."""
    ours = sorted(row["s"].value for row in STORE.query(query))  # type: ignore[union-attr]
    assert ours == sorted(str(row.s) for row in GRAPH.query(query))  # type: ignore[union-attr]
    return [name.removeprefix("urn:") for name in ours]


@pytest.mark.parametrize(
    ("query", "expected", "free"),
    [
        ("SELECT ?s { ?s <urn:year> ?__y }", ["b"], ["a", "b", "c"]),
        ("SELECT ?s { ?s <urn:year> ?y FILTER(COALESCE(?y >= ?__y, true)) }", ["b", "c"], ["a", "b", "c"]),
        ("SELECT ?s { { SELECT ?s { ?s <urn:year> ?__y } } }", ["b"], ["a", "b", "c"]),
        ("SELECT ?s { ?s <urn:name> ?n OPTIONAL { ?s <urn:year> ?__y ; <urn:next> ?m } FILTER(!BOUND(?m)) }",
         ["a", "c"], ["a"]),
        ("SELECT ?s { ?s <urn:name> ?n MINUS { ?s <urn:year> ?__y } }", ["a", "c"], []),
        ("SELECT ?s { ?s <urn:name> ?n FILTER NOT EXISTS { ?s <urn:year> ?__y } }", ["a", "c"], []),
        ("SELECT ?s { { ?s <urn:year> ?__y } UNION { ?s <urn:tall> ?__y } }", ["b"], ["a", "a", "b", "c"]),
        ("SELECT ?s { ?s <urn:year> ?y BIND(?y AS ?__y) }", ["b"], ["a", "b", "c"]),
        ("SELECT ?s (COUNT(?y) AS ?n) { ?s <urn:year> ?y FILTER(COALESCE(?y < ?__y, true)) } GROUP BY ?s",
         ["a"], ["a", "b", "c"]),
        ("SELECT (?t AS ?s) { ?t <urn:name> ?n { SELECT ?t (MAX(?__y) AS ?z) { ?t <urn:year> ?__y } GROUP BY ?t } }",
         ["b"], ["a", "b", "c"]),
        ("SELECT ?s { ?s <urn:next>/<urn:year> ?__y }", ["c"], ["b", "c"]),
        ("SELECT ?s { ?s <urn:year> ?__y # ?__y }\n FILTER('?__y }' != \"{\") }", ["b"], ["a", "b", "c"]),
    ],
)  # fmt: skip
def test_every_place(query: str, expected: list[str], free: list[str]) -> None:
    """A value reaches sub-queries, filters, optional and negated parts, aggregates and paths."""
    assert expected == names(binding.bind(query, {"__y": YEAR}))
    assert free == names(query)


def test_construct() -> None:
    """The template of a CONSTRUCT is given the value, and is no place for it."""
    bound = binding.bind("CONSTRUCT { ?s <urn:in> ?__y } WHERE { ?s <urn:year> ?__y }", {"__y": YEAR})

    assert [ox.Triple(B, Iri("urn:in"), YEAR)] == list(STORE.query(bound))  # type: ignore[arg-type]


def test_ask_and_describe() -> None:
    """A yes-or-no question and a description are given values as well."""
    asked = STORE.query(binding.bind("ASK { ?s <urn:next> ?__t }", {"__t": Iri("urn:c")}))
    described = STORE.query(binding.bind("DESCRIBE ?__t WHERE { ?__t ?p ?o }", {"__t": B}))

    assert not asked
    assert {B} == {triple.subject for triple in described}  # type: ignore[union-attr]


HOSTILE = (
    'z\\" } #',
    '" } } UNION { ?s ?p ?o } #',
    "'''",
    '"""',
    "\\",
    '\\" } UNION { ?s ?p ?o } VALUES ?x { "',
    "line\nbreak\r\ttab",
    "\x00\x0b\x0c\x85\u2028",
    "?__n } UNION { ?s ?p ?o",
    "<urn:x>",
    "\U0001f680 ß",
    "@en",
    '"^^<urn:x>',
    "{" * 300,
)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts(text: str) -> None:
    """A text with quotes, braces and escapes is that text, and finds only what has it."""
    query = "SELECT ?s ?n { ?s <urn:name> ?n . FILTER(?n = ?__n) }"
    kept = "SELECT ?s ?n { ?s <urn:name> ?m . BIND(?__n AS ?n) } LIMIT 1"

    found = names(binding.bind(query, {"__n": Literal(text)}))
    (row,) = STORE.query(binding.bind(kept, {"__n": Literal(text)}))  # type: ignore[misc]

    assert (["c"] if text == HOSTILE[0] else []) == found
    assert Literal(text) == row["n"]


@pytest.mark.parametrize("text", ["urn:x> } UNION { ?s ?p ?o", "urn:x y", "urn:x\\u003E", 'urn:"', "x"])
def test_hostile_iris(text: str) -> None:
    """A text that would end an IRI is no IRI."""
    with pytest.raises(ValueError, match="IRI"):
        Iri(text)


@pytest.mark.parametrize("term", [ox.BlankNode("x"), ox.DefaultGraph(), "text"])
def test_no_terms(term: Term) -> None:
    """What is neither an IRI nor a literal is no value."""
    with pytest.raises(TypeError, match="is no value"):
        binding.bind("SELECT ?x { ?s ?p ?x }", {"x": term})


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT ?s { ?s ?p ?o } ORDER BY ?s", True),
        ("SELECT ?s { ?s ?p ?o } order by DESC(?s) LIMIT 3", True),
        ("SELECT ?s { { SELECT ?s { ?s ?p ?o } ORDER BY ?s } }", False),
        ("SELECT ?s { ?s ?p 'ORDER BY ?s' } # ORDER BY ?s", False),
    ],
)
def test_is_ordered(query: str, expected: bool) -> None:
    """A query is ordered by what stands after its last brace."""
    assert expected == binding.is_ordered(query)
