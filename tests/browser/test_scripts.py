"""The scripts of the query page by themselves, in the browser that runs them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from visitors import Visitor

from marsgraph.headers import without
from marsgraph.query_tokens import tokens

QUERIES = Path(__file__).parents[2] / "queries"
PREFIX = "PREFIX m: <http://m/>\n"
SLOTS = (
    ("PREFIX |", "prologue"),
    ("SELECT |", "clause"),
    ("SELECT * { ?x a m:M } ORDER BY |", "clause"),
    ("SELECT * { |", "subject"),
    ("SELECT * { ?x a m:M . |", "subject"),
    ("SELECT * { ?x a m:M FILTER(?y > 3) |", "subject"),
    ("SELECT * { ?x |", "verb"),
    ("SELECT * { ?x a m:M ; |", "verb"),
    ("SELECT * { ?x m:p/|", "verb"),
    ("SELECT * { ?x (m:a\\|", "verb"),
    ("SELECT * { ?x m:p [ |", "verb"),
    ("SELECT * { ?x m:p [ m:q ?z ] ; |", "verb"),
    ("SELECT * { OPTIONAL { ?x |", "verb"),
    ("SELECT * { GRAPH ?g { ?x |", "verb"),
    ("SELECT * { { ?x ?y ?z } UNION { ?x |", "verb"),
    ("SELECT * { FILTER NOT EXISTS { ?x |", "verb"),
    ("SELECT * { BIND(1 AS ?x) ?x |", "verb"),
    ("SELECT * { VALUES (?x ?y) { (1 2) } ?x |", "verb"),
    ("SELECT * { { SELECT ?x WHERE { ?x |", "verb"),
    ("SELECT * { ?x a |", "object"),
    ("SELECT * { ?x m:p 1, |", "object"),
    ("SELECT * { ?x (m:a|m:b)* |", "object"),
    ("SELECT * { ?x m:p . FILTER(|", "expression"),
    ("SELECT * { FILTER(EXISTS { ?x ?y ?z } && |", "expression"),
)


@pytest.fixture(scope="module")
def scripts(browser: Any, site: str) -> Any:
    """A page on which the modules can be imported."""
    context = browser.new_context(base_url=site)
    page = context.new_page()
    page.goto("/query")
    yield page
    context.close()


def spelled(query: str) -> list[str]:
    """The words of a query, with those that have no case in one."""
    return [token.upper if token.kind == "word" else token.text for token in tokens(query)]


@pytest.mark.parametrize("file", sorted(QUERIES.rglob("*.rq")), ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_format(scripts: Any, file: Path) -> None:
    """A query that is laid out has the words that it had, and is not laid out otherwise the second time."""
    query = without(file.read_text(encoding="utf-8"))
    once, twice = scripts.evaluate(
        "async (text) => { const { format } = await import('/static/query/format.js');"
        " return [format(text), format(format(text))] }",
        query,
    )

    assert (spelled(query), once) == (spelled(once), twice)


@pytest.mark.parametrize(("written", "slot"), SLOTS, ids=[written for written, _ in SLOTS])
def test_slot(scripts: Any, written: str, slot: str) -> None:
    """What is asked for at a place of an unfinished query is known from what stands before."""
    before = (PREFIX + written).removesuffix("|").replace("\\", "|")
    told = scripts.evaluate(
        "async (text) => { const { contextAt } = await import('/static/query/context.js');"
        " return contextAt(text, text.length, { byIri: new Map() }).slot }",
        before,
    )

    assert slot == told


@pytest.mark.parametrize("text", ["", "SELECT * { ?s ?p ?o }", "火星 🚀 'é'\n\t\"x\"", "x" * 200_000])
def test_link_holds_any_text(scripts: Any, text: str) -> None:
    """A text that is packed for an address has letters that addresses take, and is the same again."""
    packed, again = scripts.evaluate(
        "async (text) => { const { pack, unpack } = await import('/static/query/links.js');"
        " const packed = await pack(text); return [packed, await unpack(packed)] }",
        text,
    )

    assert text == again
    assert packed.replace("-", "").replace("_", "").isalnum()


def test_unused(visitor: Visitor) -> None:
    """No script of the page is left out: each is fetched when the page opens."""
    fetched: set[str] = set()
    visitor.page.on("response", lambda answer: fetched.add(answer.url.rpartition("/")[2]))
    visitor.open_query()

    static = QUERIES.parent / "src" / "marsgraph" / "web" / "static" / "query"
    assert {file.name for file in static.glob("*.js")} <= fetched
