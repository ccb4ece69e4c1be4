"""`marsgraph ask`: the parameters of a question as options."""

from __future__ import annotations

import json
from pathlib import Path

import example_project
import pytest
from click.testing import CliRunner, Result

from marsgraph.cli import main


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose questions are those of the tests."""
    return example_project.make(tmp_path_factory.mktemp("project"))


def ask(project: Path, *arguments: str) -> Result:
    """Run the command in a project."""
    return CliRunner().invoke(main, ["ask", *arguments, "--project", str(project)])


def test_option(project: Path) -> None:
    """A parameter is an option, and narrows the answer."""
    result = ask(project, "by-decade", "--decade", "1960", "--format", "csv")

    assert 0 == result.exit_code, result.output
    assert {"196"} == {line.split(",")[1][:3] for line in result.stdout.splitlines()[1:]}


def test_table(project: Path) -> None:
    """Without a format the answer is a table, and a default stands for what is left out."""
    result = ask(project, "of-mission")

    assert result.stdout.startswith("label\n")
    assert ask(project, "of-mission", "--mission", "sputnik-24").stdout == result.stdout


def test_json(project: Path) -> None:
    """Programs get the answer in JSON."""
    assert json.loads(ask(project, "was-it", "--json").stdout)["boolean"] is True


def test_graph(project: Path) -> None:
    """A graph is written in Turtle."""
    assert "mg:failure" in ask(project, "as-graph", "--mission=cosmos-419").stdout


def test_help_of_a_question(project: Path) -> None:
    """The help of a question tells what it asks, and each parameter with the values that the graph has."""
    text = " ".join(ask(project, "of-mission", "--help").stdout.split())

    assert "Usage: ask of-mission [OPTIONS]" in text.replace("main ", "").replace("marsgraph ", "")
    assert "Which events does the graph know of a mission?" in text
    assert "mars-1, " in text
    assert "By default sputnik-24." in text


def test_bad_value(project: Path) -> None:
    """A value that is not allowed is told with those that are."""
    result = ask(project, "by-decade", "--decade", "1961")

    assert 2 == result.exit_code
    assert "decade cannot be '1961'.\nGive one of 1960, 1970, 1980, 1990." in result.stderr


def test_unknown_option(project: Path) -> None:
    """An option that the question does not have is told."""
    result = ask(project, "by-decade", "--year", "1961")

    assert 2 == result.exit_code
    assert "--year" in result.stderr


def test_unknown_question(project: Path) -> None:
    """A name that no question has is told with those that may be meant."""
    result = ask(project, "by-decades")

    assert 5 == result.exit_code
    assert "Did you mean by-decade?" in result.stderr


def test_question_for_another_endpoint(project: Path) -> None:
    """A question for another endpoint is not asked here."""
    result = ask(project, "elsewhere")

    assert 6 == result.exit_code
    assert "https://query.wikidata.org/sparql" in result.stderr


def test_without_a_name(project: Path) -> None:
    """Without a name the questions are listed; an option before the name is told."""
    assert "Launches by decade" in ask(project).stdout
    assert "The name of the question stands first." in ask(project, "--format", "csv", "by-decade").stderr


def test_hostile_text(project: Path) -> None:
    """A text is a value and nothing else."""
    assert "No rows.\n" == ask(project, "named", "--text", '" } UNION { ?a ?b ?c').stdout
    assert "Mars 1  1962-11-01" in ask(project, "named", "--text", "Mars 1").stdout
