"""What the examples as a whole reach: the classes and properties of the vocabulary, the views, the forms of SPARQL."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.paths import Path as PropertyPath
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue

from marsgraph.paths import Project
from marsgraph.questions import question
from marsgraph.questions.question import LEVELS, VIEWS, Question
from marsgraph.terms import MG, read_prefixes

PROJECT = Project(Path(__file__).parents[2])
QUESTIONS = question.read_all(PROJECT.queries, read_prefixes(PROJECT.context))
HERE = [one for one in QUESTIONS if not one.endpoint]
FEDERATED = [one for one in QUESTIONS if one.endpoint]
OWL_CLASS = ox.NamedNode("http://www.w3.org/2002/07/owl#Class")
RDF_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


def named(query: object) -> Iterator[str]:
    """The IRIs that a query names, in patterns, paths, expressions and templates; a declared prefix names nothing."""
    if isinstance(query, rdflib.URIRef):
        yield str(query)
    elif isinstance(query, CompValue):
        yield from named([*query.values()])
    elif isinstance(query, PropertyPath):
        yield from named([*vars(query).values()])
    elif isinstance(query, dict):
        yield from named([*query, *query.values()])
    elif isinstance(query, list | tuple | set):
        for part in query:
            yield from named(part)


def reached(questions: list[Question]) -> set[str]:
    """All IRIs that these questions name."""
    parsed: list[Any] = [prepareQuery(one.text).algebra for one in questions]
    return set(named(parsed))


@pytest.fixture(scope="module")
def graph() -> ox.Store:
    """The shipped graph in the engine."""
    store = ox.Store()
    store.bulk_load(path=PROJECT.graph_file)
    return store


def test_every_class(graph: ox.Store) -> None:
    """Each class of the vocabulary is asked for by some example."""
    found = (quad.subject for quad in graph.quads_for_pattern(None, RDF_TYPE, OWL_CLASS))
    classes = {name.value for name in found if isinstance(name, ox.NamedNode) and name.value.startswith(MG)}

    assert set() == classes - reached(HERE)


def test_four_fifths_of_the_properties(graph: ox.Store) -> None:
    """At least four of five properties of ours that the graph uses are asked for by some example."""
    used = {quad.predicate.value for quad in graph if quad.predicate.value.startswith(MG)}
    missed = sorted(used - reached(HERE))

    assert len(missed) <= len(used) / 5, f"no example asks for {', '.join(missed)}"


def test_every_view_and_level() -> None:
    """Each view is preferred by some example, and each level has some."""
    assert set(VIEWS) == {one.view for one in QUESTIONS}
    assert set(LEVELS) == {one.level for one in QUESTIONS}


def test_every_form() -> None:
    """Enough examples show each form of SPARQL, parameters, and joining other endpoints."""
    wanted = Counter({"SELECT": 40, "CONSTRUCT": 3, "ASK": 2, "DESCRIBE": 1})

    assert Counter() == wanted - Counter(one.form for one in HERE)
    assert [one for one in HERE if one.parameters][7:]
    assert FEDERATED[2:]


@pytest.mark.parametrize("one", HERE, ids=lambda one: one.name)
def test_pastes_anywhere(graph: ox.Store, one: Question) -> None:
    """An example has an answer as it stands in its file, with its parameters left free."""
    found = graph.query(one.text)

    assert found if isinstance(found, ox.QueryBoolean) else next(iter(found), None)


@pytest.mark.parametrize("one", FEDERATED, ids=lambda one: one.name)
def test_federated_ones_say_how_to_run_them(one: Question) -> None:
    """A question for another endpoint tells, in the text that is pasted, that ours does not run it."""
    assert "our own endpoint asks no other one" in one.text
