"""Clients that people use get equal answers from a running server."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from demanded import need
from programs import ASK, CONSTRUCT, SELECT

NAMES = {
    "a": "plain",
    "b": 'comma, "quoted"',
    "c": "two\nlines",
    "d": "Марс-1 火星 🚀",  # noqa: RUF001 - Cyrillic is meant
    "e": "a+b & c%20d = #?",
}
SPACE = "http://example.org/"
ROWS = [(SPACE + thing, name, str(size)) for size, (thing, name) in enumerate(NAMES.items(), 1)]


@pytest.fixture(scope="session")
def endpoint(serve: Callable[..., str]) -> str:
    """Where a server answers that holds the names."""
    data = Path(__file__).parent / "data.ttl"
    return serve("--data", str(data), "--processes", "1", "--no-access-log") + "/sparql"


@pytest.mark.parametrize("client", SELECT)
def test_select(client: str, endpoint: str) -> None:
    """A client gets every row, in order, with its values whole."""
    needed, select = SELECT[client]
    need(needed)

    rows = select(endpoint, f"SELECT ?s ?n ?z {{ ?s <{SPACE}name> ?n ; <{SPACE}size> ?z }} ORDER BY ?z")

    assert rows == ROWS


@pytest.mark.parametrize("client", ASK)
def test_ask(client: str, endpoint: str) -> None:
    """A client learns what is true and what is not, of a name that has to be encoded, too."""
    needed, ask = ASK[client]
    need(needed)

    told = [ask(endpoint, f'ASK {{ ?s <{SPACE}name> "{name}" }}') for name in (NAMES["e"], NAMES["d"], "a b")]

    assert told == [True, True, False]


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # SPARQLWrapper's own use
@pytest.mark.parametrize("client", CONSTRUCT)
def test_construct(client: str, endpoint: str) -> None:
    """A client gets the graph that a query makes."""
    needed, construct = CONSTRUCT[client]
    need(needed)

    graph = construct(endpoint, f"CONSTRUCT {{ ?s <{SPACE}called> ?n }} WHERE {{ ?s <{SPACE}name> ?n }}")

    assert graph == {(SPACE + thing, SPACE + "called", name) for thing, name in NAMES.items()}
