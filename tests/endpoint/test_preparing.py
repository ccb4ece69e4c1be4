"""Preparing a request: the steps in their order."""

from __future__ import annotations

import json

import pytest
from service import PREFIXES

from marsgraph.endpoint import preparing, request
from marsgraph.endpoint.problems import ProblemError
from marsgraph.endpoint.screening import Bounds


def prepared(address: bytes, accept: str = "*/*") -> preparing.Prepared:
    """Prepare what an address asks."""
    asked = request.read("GET", address, {"Accept": accept})
    return preparing.prepare(asked, PREFIXES, "1", bounds=Bounds(), row_limit=9)


def test_prepared() -> None:
    """A worker gets the query, its dataset, its format and its limits, and nothing of HTTP."""
    found = prepared(b"query=ASK{}&default-graph-uri=a:b&maxrows=3&timeout=1", "text/csv")

    assert ("ASK", "csv") == (found.form, found.format.name)
    assert json.loads(found.payload) == {
        "query": "ASK{}",
        "form": "csv",
        "default_graphs": ["a:b"],
        "named_graphs": [],
        "max_rows": 3,
        "row_limit": 9,
    }


@pytest.mark.parametrize(("query", "kept"), [(b"ASK{}", True), (b"SELECT(NOW()AS%20?now){}", False)])
def test_entity_tag(query: bytes, kept: bool) -> None:
    """What may change from one time to the next has no entity tag."""
    assert kept == (prepared(b"query=" + query).etag is not None)


@pytest.mark.parametrize(
    ("address", "accept", "kind"),
    [
        (b"query=SELECT", "image/png", "not-acceptable"),
        (b"query=nonsense", "image/png", "malformed-query"),
        (b"query=CONSTRUCT+WHERE{?s+?p+?o}", "text/csv", "not-acceptable"),
        (b"query=SELECT*{?s+?p+?o}", "text/turtle", "not-acceptable"),
        (b"query=SELECT*{?s+?p+?o}&format=ttl", "*/*", "not-acceptable"),
        (b"query=ASK{SERVICE+?x{}}", "*/*", "service-refused"),
        (b"query=", "*/*", "malformed-query"),
    ],
)
def test_refused(address: bytes, accept: str, kind: str) -> None:
    """The form is known before the format is negotiated, and each fault is its own problem."""
    with pytest.raises(ProblemError) as caught:
        prepared(address, accept)

    assert kind == caught.value.problem.kind
