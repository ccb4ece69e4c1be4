"""The library: the graph for rdflib, rows as Python values, and nothing loaded before it is needed."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from rdflib import Dataset, URIRef
from rdflib import Literal as RdfLiteral

import marsgraph
from marsgraph.errors import QueryError
from marsgraph.library import Value, to_term, to_value
from marsgraph.store import Iri, Literal
from marsgraph.terms import GRAPH, ID, MG, XSD

SMALL = Path(__file__).parent / "fixtures" / "small.trig"


@pytest.fixture(autouse=True)
def _in_the_checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(Path(__file__).parents[1])


def test_graph_is_a_dataset_without_union() -> None:
    """The graph is a dataset whose default graph holds what we hold, and not what only a source says."""
    dataset = marsgraph.graph(SMALL)
    craft, mass = URIRef(ID + "probe-23-craft"), URIRef(MG + "massKg")

    assert isinstance(dataset, Dataset)
    assert not dataset.default_union
    assert dataset.default_graph.value(craft, mass) is None
    assert dataset.graph(URIRef(GRAPH + "chronicle-60")).value(craft, mass) == RdfLiteral(6500)


def test_shipped_graph() -> None:
    """Without an argument it is the built graph."""
    assert (URIRef(ID + "sputnik-24"), None, None) in marsgraph.graph().default_graph


def test_rows() -> None:
    """Rows are dictionaries of Python values."""
    rows = marsgraph.query(
        "PREFIX mg: <https://w3id.org/marsgraph/ns#> SELECT ?launch ?date { ?launch mg:launchDate ?date }",
        launch=":sputnik-24-launch",
    )

    assert rows == [{"launch": ID + "sputnik-24-launch", "date": dt.date(1962, 11, 4)}]


def test_named_query() -> None:
    """A query of ours is asked by its name."""
    assert len(marsgraph.query("launches")) == 21


def test_no_rows_to_give() -> None:
    """What has no rows is refused with what to do."""
    with pytest.raises(QueryError, match="Ask with SELECT"):
        marsgraph.query("ASK {}")


def test_a_bound_variable_is_selected() -> None:
    """A variable that is bound has to be selected, and the message says so."""
    with pytest.raises(QueryError, match=r"Name \?p after SELECT"):
        marsgraph.query("SELECT ?s { ?s ?p ?o }", p="rdfs:label")


@pytest.mark.parametrize(
    ("value", "text", "kind"),
    [
        (True, "true", "boolean"),
        (7, "7", "integer"),
        (Decimal("65.1"), "65.1", "decimal"),
        (dt.date(1962, 11, 4), "1962-11-04", "date"),
        (dt.datetime(1962, 11, 4, 15, 35, 15, tzinfo=dt.UTC), "1962-11-04T15:35:15+00:00", "dateTime"),
        ("Sputnik 24", "Sputnik 24", "string"),
    ],
)
def test_values(value: Value, text: str, kind: str) -> None:
    """A Python value becomes a literal of its datatype, and comes back the same."""
    term = to_term(value, {})

    assert term == Literal(text, datatype=Iri(XSD + kind))
    assert to_value(term) == value


def test_a_value_that_python_does_not_know() -> None:
    """A literal that Python has no value for comes as its text."""
    assert to_value(Literal("-0044-03-15", datatype=Iri(XSD + "date"))) == "-0044-03-15"


def test_injection() -> None:
    """A string that looks like SPARQL is a string."""
    rows = marsgraph.query("SELECT ?label { ?thing ?property ?label }", label='" } ; DROP ALL #')

    assert rows == []


def loaded_by(code: str) -> set[str]:
    """The modules that a program loads."""
    program = f"import sys\n{code}\nprint(*sys.modules)"
    return set(
        subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout.split()
    )


def test_import_is_light() -> None:
    """Importing the package loads no RDF library."""
    assert not loaded_by("import marsgraph") & {"rdflib", "pyoxigraph", "pyshacl", "click", "flask"}


@pytest.mark.parametrize("command", [["query", "ASK {}"], ["show", "sputnik-24"], ["why", "sputnik-24"], ["coverage"]])
def test_commands_load_the_engine_alone(command: list[str]) -> None:
    """What asks the graph loads neither rdflib nor pySHACL nor Flask."""
    code = f"from marsgraph.cli import main\nmain({command!r}, standalone_mode=False)"

    assert not loaded_by(code) & {"rdflib", "pyshacl", "flask"}
