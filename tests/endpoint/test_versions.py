"""Entity tags: the same for the same answer, another for any other."""

from __future__ import annotations

import itertools

import pytest

from marsgraph.endpoint import versions
from marsgraph.endpoint.formats import CSV, JSON
from marsgraph.endpoint.request import SparqlRequest

ASKED = SparqlRequest("GET", "ASK {}")
OTHERS = [
    ("2", ASKED, JSON),
    ("1", ASKED, CSV),
    ("1", SparqlRequest("GET", "ASK  {}"), JSON),
    ("1", SparqlRequest("GET", "ASK {}", ("a:b",)), JSON),
    ("1", SparqlRequest("GET", "ASK {}", (), ("a:b",)), JSON),
    ("1", SparqlRequest("GET", "ASK {}", max_rows=1), JSON),
    ("1", ASKED, JSON),
]


def test_same_answer_same_tag() -> None:
    """The way of asking, the patience of the caller and what it accepts change nothing."""
    other = SparqlRequest("POST", "ASK {}", accept="*/*", timeout=1.0, format="json")

    assert versions.tag_of_query("1", ASKED, JSON) == versions.tag_of_query("1", other, JSON)


def test_other_answer_other_tag() -> None:
    """Version, text, dataset, rows and format each make another tag, strong and quoted."""
    tags = [versions.tag_of_query(*parts) for parts in OTHERS]

    assert len(set(tags)) == len(tags)
    assert all(tag[0] == tag[-1] == '"' for tag in tags)


def test_parts_do_not_run_together() -> None:
    """Parts that read the same when joined make different tags."""
    tags = [versions.tag("1", *parts) for parts in (("ab", ""), ("a", "b"), ("", "ab"), (["a", "b"],), (["ab"],))]

    assert all(one != other for one, other in itertools.combinations(tags, 2))


@pytest.mark.parametrize(
    ("header", "held"),
    [(None, False), ("", False), ('"x"', True), ('W/"x"', True), ('"y", "x"', True), ("*", True), ('"y"', False)],
)
def test_if_none_match(header: str | None, held: bool) -> None:
    """A caller that names the tag, in any way, holds the answer."""
    assert held == versions.matches(header, '"x"')


@pytest.mark.parametrize(
    ("query", "steady"),
    [
        ("SELECT * { ?s ?p ?o }", True),
        ("SELECT * { ?s ?p 'NOW()' }", True),
        ("SELECT (NOW() AS ?now) {}", False),
        ("SELECT (rand() AS ?x) {}", False),
        ("SELECT (UUID() AS ?x) {}", False),
        ("SELECT (STRUUID() AS ?x) {}", False),
        ("SELECT (BNODE() AS ?x) {}", False),
        ("CONSTRUCT { [] ?p ?o } { ?s ?p ?o }", False),
        ("CONSTRUCT { _:b ?p ?o } { ?s ?p ?o }", False),
        ("SELECT * { [] ?p ?o }", True),
        ("SELECT ?brand (COUNT(?x) AS ?known) # now (\n { ?brand ?now ?x }", True),
        ("SELECT (NOW # c\n () AS ?now) {}", False),
        ("ASK{FILTERRAND()}", False),
        ("SELECT ?s { ?s ?p ?x FILTER(?x<RAND()&&2>1) }", False),
        ("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o . [] ?q _:b FILTER(?o > 1) }", True),
        ("CONSTRUCTWHERE{[] ?p ?o}", False),
        ("CONSTRUCT { ?s ?p (1 2) } { ?s ?p ?o }", False),
        ("CONSTRUCT { << ?s ?p ?o >> ?p 1 } { ?s ?p ?o }", False),
        ("CONSTRUCT { <<?s?p?o>> ?p 1 } { ?s ?p ?o }", False),
        ("CONSTRUCT { ?s ?p ?o {| ?p 1 |} } { ?s ?p ?o }", False),
        ("CONSTRUCT { ?s ?p ?o ~ } { ?s ?p ?o }", False),
    ],
)
def test_steady(query: str, steady: bool) -> None:
    """An answer that changes from one time to the next is not to be kept."""
    assert steady == versions.is_steady(query)
