"""What Python programs use: the built graph for rdflib, and the rows of a query as plain Python values."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from marsgraph import asking
from marsgraph.errors import InputError
from marsgraph.paths import Project
from marsgraph.store import Iri, Literal, Store, Term, open_graph
from marsgraph.terms import XSD, expand

if TYPE_CHECKING:
    import rdflib

Value: TypeAlias = str | int | float | bool | Decimal | dt.date | dt.datetime

_READERS: Final[Mapping[str, Callable[[str], Value]]] = {
    XSD + "integer": int,
    XSD + "decimal": Decimal,
    XSD + "double": float,
    XSD + "boolean": lambda text: text == "true",
    XSD + "date": dt.date.fromisoformat,
    XSD + "dateTime": dt.datetime.fromisoformat,
}
# a datetime is a date and a bool is an int, so the narrower stands first
_DATATYPES: Final = (
    (bool, "boolean"),
    (int, "integer"),
    (Decimal, "decimal"),
    (float, "double"),
    (dt.datetime, "dateTime"),
    (dt.date, "date"),
)


def graph(data: Path | None = None) -> rdflib.Dataset:
    """Give the built graph, or another RDF file, as a dataset whose default graph is no union.

    >>> ds = marsgraph.graph()
    >>> len(ds.default_graph)
    """
    from marsgraph.conversion import to_dataset

    return to_dataset(open_graph(Project.find(), data))


def query(wanted: str, /, **bindings: Value) -> list[dict[str, Value]]:
    """Give the rows of a SELECT: its text, its file or its name, with variables bound to values.

    IRIs come and go as strings (`":sputnik-24"` or the whole IRI), literals as the Python value of their datatype,
    or as their text; what is unbound in a row is absent from it.

    >>> marsgraph.query("launch-failures")
    >>> marsgraph.query("facts-about", thing=":mars-2-launch")
    """
    project = Project.find()
    asked = asking.find_query(project.queries, wanted)
    store = _opened(project.graph_file, project.graph_file.stat().st_mtime_ns if project.graph_file.exists() else 0)
    terms = {name: to_term(value, store.prefixes) for name, value in bindings.items()}
    answer = store.ask_briefly(asked.text, place=asked.place, **terms)
    return [{name: to_value(term) for name, term in row.items()} for row in answer.rows()]


@functools.lru_cache(maxsize=2)
def _opened(_file: Path, _changed: int) -> Store:
    """Keep the graph open between queries, until its file changes."""
    return open_graph(Project.find())


def to_value(term: Term) -> Value:
    """A term as the Python value of its datatype; an IRI, and what has no such value, as text."""
    if isinstance(term, Literal):
        try:
            return _READERS.get(term.datatype.value, str)(term.value)
        except ValueError:  # a year that Python does not count, a time that it does not know
            return term.value
    return term.value if isinstance(term, Iri) else str(term)


def to_term(value: Value, prefixes: Mapping[str, str]) -> Term:
    """A Python value as a term; a string that is an IRI or a short name is an IRI."""
    for kind, datatype in _DATATYPES:
        if isinstance(value, kind):
            text = value.isoformat() if isinstance(value, dt.date) else str(value)
            return Literal(text.lower() if kind is bool else text, datatype=Iri(XSD + datatype))
    return _iri(str(value), prefixes) or Literal(str(value))


def _iri(text: str, prefixes: Mapping[str, str]) -> Iri | None:
    if text.startswith(("http://", "https://")):
        return Iri(text)
    try:
        return None if " " in text else Iri(expand(text, prefixes))
    except InputError:
        return None
