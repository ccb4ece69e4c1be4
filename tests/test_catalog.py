"""Query files: their headers, and every query of ours."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from marsgraph import catalog
from marsgraph.catalog import QueryFile
from marsgraph.errors import InputError, NotFoundError
from marsgraph.paths import Project
from marsgraph.terms import read_prefixes

PROJECT = Project(Path(__file__).parents[1])
OURS = catalog.read_folder(PROJECT.queries)
PREFIX = re.compile(r"PREFIX\s+([\w-]*):\s*<([^>]*)>")


def written(folder: Path, text: str) -> Path:
    """A query file with this text."""
    file = folder / "a-query.rq"
    file.write_text(text, encoding="utf-8")
    return file


def test_header(tmp_path: Path) -> None:
    """Text, text over several lines, lists in both forms and quoted text are read."""
    file = written(
        tmp_path,
        '#+ summary: One\n#+   and two.\n#+ tags: [a, b]\n#+ more:\n#+   - c\n#+   - d\n#+ title: "It: is"\nASK {}\n',
    )
    query = catalog.read(file)

    assert query.header.values == {"summary": "One and two.", "tags": ["a", "b"], "more": ["c", "d"], "title": "It: is"}
    assert (query.name, query.title, query.said("tags")) == ("a-query", "It: is", "a, b")


def test_comments_are_no_header(tmp_path: Path) -> None:
    """A query may do without a header and still have comments."""
    assert catalog.read(written(tmp_path, "# a comment\nASK {}\n")).header.values == {}


@pytest.mark.parametrize(
    "text",
    [
        "#+ summary: a\n#+ summary: b\nASK {}",
        "#+ summary: a\n#+ - stray\nASK {}",
        "#+ Summary\nASK {}",
        "#+ summary: a: b\nASK {}",
        "#+ parameters: {a: {type: date, type: date}}\nASK {}",
        "#+ day: 1962-02-30\nASK {}",
    ],
)
def test_broken_header(tmp_path: Path, text: str) -> None:
    """A header line that is not understood is refused with its line."""
    with pytest.raises(InputError, match=r"a-query\.rq:[12]: "):
        catalog.read(written(tmp_path, text))


def test_wrong_encoding(tmp_path: Path) -> None:
    """A file that is not UTF-8 is refused."""
    file = tmp_path / "latin.rq"
    file.write_bytes(b"#+ summary: caf\xe9\nASK {}")

    with pytest.raises(InputError, match="not UTF-8"):
        catalog.read(file)


def test_same_name_twice(tmp_path: Path) -> None:
    """A name that two folders have is answered with both."""
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        written(tmp_path / folder, "ASK {}")

    with pytest.raises(NotFoundError, match="Name one of one/a-query, two/a-query"):
        catalog.find(tmp_path, "a-query")
    assert catalog.find(tmp_path, "two/a-query").name == "a-query"


@pytest.mark.parametrize("query", OURS, ids=lambda query: query.name)
def test_ours_can_be_read(query: QueryFile) -> None:
    """Each query of ours parses, and tells what it is for."""
    ox.Store().query(query.text)

    assert query.said("summary")


@pytest.mark.parametrize("query", OURS, ids=lambda query: query.name)
def test_ours_use_the_prefixes(query: QueryFile) -> None:
    """Each query of ours declares the prefixes it uses, as the one list has them, and no others."""
    declared = dict(PREFIX.findall(query.text))
    body = re.sub(r'<[^>]*>|"[^"]*"', "", PREFIX.sub("", re.sub(r"(?m)^#.*", "", query.text)))
    used = set(re.findall(r"(?<![\w?])([a-z]*):[A-Za-z]", body))

    assert declared.items() <= read_prefixes(PROJECT.context).items()
    assert used == set(declared)


def test_names_are_unique() -> None:
    """No two queries of ours have the same name."""
    assert len({query.name for query in OURS}) == len(OURS)


def test_missing_query(tmp_path: Path) -> None:
    """A query of ours that is gone is told with the way to get it back."""
    with pytest.raises(NotFoundError, match=r"pages/labels.rq: the query is missing.\nRestore it: git checkout"):
        catalog.page_query(tmp_path, "labels")
