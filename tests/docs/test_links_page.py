"""What docs/links.md promises: its numbers, its query, its session, its options."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest
import tables
from click.testing import CliRunner

from marsgraph.cli import main

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "links.md").read_text("utf-8")


def block(language: str) -> str:
    """The first block of a language."""
    found = re.search(rf"^```{language}\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    assert found
    return found[1]


@pytest.fixture(scope="module")
def graph() -> ox.Store:
    """The shipped graph."""
    store = ox.Store()
    store.bulk_load(path=ROOT / "data" / "graph" / "marsgraph.nq")
    return store


def test_numbers_are_those_of_the_tables() -> None:
    """The table of links by class and predicate is what the graph has; if not: python tests/docs/tables.py."""
    assert f"\n\n{tables.links()}\n" in PAGE


def test_query_answers(graph: ox.Store) -> None:
    """The query of the page gives the item of Mars 2 with its evidence."""
    rows = graph.query(block("sparql"))

    assert isinstance(rows, ox.QuerySolutions)
    assert ["http://www.wikidata.org/entity/Q247305"] == [row["item"].value for row in rows]


def test_session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command that the page shows prints what it shows, over the table that it shows."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "items.csv").write_text(block("csv"), encoding="utf-8")
    command, shown = block("console").split("\n", 1)

    result = CliRunner().invoke(main, [*command.split()[2:], "--project", str(ROOT)])

    assert [line.rstrip() for line in shown.strip().splitlines()] == [
        line.rstrip() for line in result.stdout.strip().splitlines()
    ]


def test_options_exist() -> None:
    """The options of the page are those of the command."""
    known = {name for option in main.commands["link"].params for name in option.opts}

    assert set(re.findall(r"`?(--[a-z]+)", PAGE)) - known == set()


def test_every_table_is_described() -> None:
    """Every table of links stands in the page."""
    files = {file.name for file in (ROOT / "data" / "links").iterdir()}

    assert files == set(re.findall(r"^\| `([\w.-]+tsv)`", PAGE, re.MULTILINE))


@pytest.mark.parametrize("item", sorted(set(re.findall(r"\b[QP]\d{4,}\b", PAGE))))
def test_items_of_the_page_are_in_the_tables(item: str) -> None:
    """An item that the page names stands in a table of links, so that nothing is told that is not recorded."""
    texts = Counter(
        name
        for file in (ROOT / "data" / "links").iterdir()
        for name in re.findall(r"\b[QP]\d+\b", file.read_text("utf-8"))
    )

    assert texts[item] > 0
