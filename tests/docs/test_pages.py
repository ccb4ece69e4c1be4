"""What docs/ promises: tables as the program has them, tests and options that exist."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
import tables
from click.testing import CliRunner

from marsgraph.cli import main
from marsgraph.paths import Project
from marsgraph.web.reply import EVERYWHERE

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
ENDPOINT = (DOCS / "endpoint.md").read_text("utf-8")
THREATS = (DOCS / "threat-model.md").read_text("utf-8")
DEPLOYMENT = (DOCS / "deployment.md").read_text("utf-8")


@pytest.mark.parametrize("table", [tables.problems(), tables.formats(), tables.limits(Project.at(ROOT))])
def test_tables_are_those_of_the_program(table: str) -> None:
    """Problem types, formats and limits stand in the page about the endpoint as the program has them."""
    assert f"\n\n{table}\n" in ENDPOINT


def test_headers_are_told() -> None:
    """Every header that scripts may read, and every one that all answers have, stands in the page."""
    told = dict(EVERYWHERE)
    names = {*told, *told["Access-Control-Expose-Headers"].split(", ")}

    assert set() == {name for name in names if f"`{name}`" not in ENDPOINT}


def named_tests() -> list[str]:
    """The tests that the threat model names."""
    return re.findall(r"`(tests/[\w/]+\.py::\w+)`", THREATS)


@pytest.mark.parametrize("named", named_tests())
def test_threats_have_tests(named: str) -> None:
    """A test that the threat model names exists."""
    file, _, name = named.partition("::")
    module = ast.parse((ROOT / file).read_text("utf-8"))

    assert name in {node.name for node in module.body if isinstance(node, ast.FunctionDef)}


def test_each_threat_has_a_test() -> None:
    """Every line of the threat model names a test."""
    lines = [line for line in THREATS.splitlines() if line.startswith("| ")][1:]

    assert [] == [line for line in lines if "---" not in line and "`tests/" not in line]


def test_options_exist() -> None:
    """The options and variables of the page about deployment are those of the command."""
    known = {name for option in main.commands["serve"].params for name in option.opts}
    asked = set(re.findall(r"`(--[a-z-]+)", DEPLOYMENT))
    variables = {f"--{name.lower().replace('_', '-')}" for name in re.findall(r"MARSGRAPH_([A-Z_]+)", DEPLOYMENT)}

    assert (asked | variables) - known == {"--frontend"}  # for the installation: hatch_build.py reads it


@pytest.mark.parametrize("document", sorted(DOCS.glob("*.md")), ids=lambda path: path.name)
def test_links_of_the_pages(document: Path) -> None:
    """A relative link of a page leads to a file of the project."""
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", document.read_text("utf-8"))

    assert [link for link in links if not (document.parent / link).exists()] == []


def test_questions_are_those_of_the_files() -> None:
    """The page of the example questions is what the program makes of the files today."""
    made = CliRunner().invoke(main, ["examples", "--markdown", "--project", str(ROOT)])

    assert made.stdout == (DOCS / "questions.md").read_text("utf-8"), (
        "Run: marsgraph examples --markdown > docs/questions.md"
    )
