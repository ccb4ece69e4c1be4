"""Mistakes that people make: each gets its own hint, over HTTP as on the command line."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
import service
from click.testing import CliRunner
from service import PREFIXES, ROOT

from marsgraph.cli import main
from marsgraph.endpoint import evaluation, formats, problems, request, screening
from marsgraph.endpoint.evaluation import Served
from marsgraph.endpoint.problems import Problem, ProblemError
from marsgraph.workers import Refused

FILE = Path(__file__).parent / "mistakes.toml"
MISTAKES: list[dict[str, str]] = tomllib.loads(FILE.read_text(encoding="utf-8"))["mistake"]


def told(graph: Served, query: str) -> Problem:
    """The problem that a query as it stands comes back with."""
    asked = request.SparqlRequest("GET", query)
    try:
        form = screening.screen(query, screening.Bounds(), PREFIXES)
        evaluation.evaluate(graph, evaluation.payload(asked, formats.FOR_FORM[form][0]), _Nowhere())
    except ProblemError as error:
        return error.problem
    except Refused as refusal:
        return problems.of_refusal(refusal)
    message = f"this is no mistake: {query}"
    raise AssertionError(message)


class _Nowhere:
    def write(self, data: bytes) -> int:
        return len(data)


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake["query"][-40:])
def test_hint(graph: Served, mistake: dict[str, str]) -> None:
    """The message, the place and the hint are those of the file."""
    problem = told(graph, mistake["query"])
    place = f"{problem.members['line']}:{problem.members['column']}"

    assert mistake["says"] in problem.detail
    assert mistake["hint"] in problem.hint
    assert mistake["at"] == place


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake["query"][-40:])
def test_caret(graph: Served, mistake: dict[str, str]) -> None:
    """The caret stands below the token that is named."""
    members: dict[str, Any] = dict(told(graph, mistake["query"]).members)
    below = members["source"][members["caret"].index("^") :]

    assert below.startswith(members["token"])


def test_enough() -> None:
    """There are sixty mistakes and more, none twice."""
    assert len({mistake["query"] for mistake in MISTAKES}) == len(MISTAKES) >= 60


@pytest.mark.parametrize(
    "mistake",
    [one for one in MISTAKES if "SERVICE" not in one["query"] and "Add this line" not in one["hint"]],
    ids=lambda mistake: mistake["query"][-40:],
)
def test_command_line(mistake: dict[str, str], tmp_path: Path) -> None:
    """The command line says the same of a query that it cannot run; only prefixes of ours it knows by itself."""
    file = tmp_path / "query.rq"
    file.write_text(mistake["query"], encoding="utf-8")
    arguments = ["query", str(file), "--data", str(service.DATA), "--project", str(ROOT)]
    result = CliRunner().invoke(main, arguments)

    assert mistake["says"].rstrip(".") in result.stderr
    assert mistake["hint"] in result.stderr
