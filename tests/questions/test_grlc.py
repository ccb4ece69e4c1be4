"""grlc reads our files: its own functions find what the header says, and what it makes of a parameter can be asked."""

from __future__ import annotations

import importlib
import warnings
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import example_project
import pyoxigraph as ox
import pytest

from marsgraph.paths import Project
from marsgraph.questions import question
from marsgraph.questions.question import Question
from marsgraph.terms import read_prefixes

PROJECT = Project(Path(__file__).parents[2])
PREFIXES = read_prefixes(PROJECT.context)
OURS = [
    *question.read_all(PROJECT.queries, PREFIXES),
    *(question.read_file(file, PREFIXES) for file in sorted(example_project.EXAMPLES.glob("*.rq"))),
]
SPOKEN = {"SELECT": "SelectQuery", "CONSTRUCT": "ConstructQuery"}
"""What grlc serves; it has neither ASK nor DESCRIBE."""


@pytest.fixture(scope="module")
def grlc(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """The module of grlc that reads queries; it looks for its settings in the folder where it is imported."""
    pytest.importorskip("grlc", reason="grlc is not installed: it wants other versions than we do")
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        patch.chdir(tmp_path_factory.mktemp("grlc"))
        warnings.simplefilter("ignore")
        yield importlib.import_module("grlc.gquery")


def metadata(grlc: ModuleType, one: Question) -> dict[str, Any]:
    """What grlc reads of a file; asking no endpoint."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found: dict[str, Any] = grlc.get_metadata(one.text, "")
    return found


@pytest.mark.parametrize("one", OURS, ids=lambda one: one.name)
def test_header(grlc: ModuleType, one: Question) -> None:
    """Grlc finds title, description, tags and kind as we do."""
    found = metadata(grlc, one)

    assert (one.title, one.description, list(one.tags)) == (found["summary"], found["description"], found["tags"])
    assert one.form not in SPOKEN or SPOKEN[one.form] == found["type"]


@pytest.mark.parametrize("one", [one for one in OURS if one.form in SPOKEN], ids=lambda one: one.name)
def test_parameters(grlc: ModuleType, one: Question) -> None:
    """Grlc finds our parameters and no others, and needs those that we have a default for."""
    found = metadata(grlc, one)["parameters"]

    expected = {each.name: (f"?{each.variable}", not each.variable.startswith("__")) for each in one.parameters}
    assert expected == {name: (each["original"], each["required"]) for name, each in found.items()}


@pytest.mark.parametrize(
    "one", [one for one in OURS if one.parameters and one.form in SPOKEN and not one.endpoint], ids=lambda one: one.name
)
def test_rewritten(grlc: ModuleType, one: Question) -> None:
    """The query into which grlc writes values is one that the engine reads."""
    found = metadata(grlc, one)
    given = {}
    for each in one.parameters:
        text = each.default or (each.listed or (each.type.example,))[0]
        given[each.name] = each.type.space + text if each.type.space and "://" not in text else text

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        query = grlc.rewrite_query(found["query"], found["parameters"], given)

    ox.Store().query(query)
    assert not any(f"?{each.variable}" in query for each in one.parameters)
