"""`marsgraph examples`: the list, the check and what is kept anew."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from command import ROOT, run, said, told

from marsgraph.cli import main


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project whose examples are two."""
    for folder in ("ontology", "data/graph"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    shutil.copytree(ROOT / "queries/pages", tmp_path / "queries/pages")
    examples = tmp_path / "queries/examples"
    (examples / "answers").mkdir(parents=True)
    for name in ("launch-failures", "who-says-when-it-decayed"):
        shutil.copy(ROOT / f"queries/examples/{name}.rq", examples)
        shutil.copy(ROOT / f"queries/examples/answers/{name}.json", examples / "answers")
    return tmp_path


def examples(project: Path, *arguments: str) -> Result:
    """Run the command in a project."""
    return CliRunner().invoke(main, ["examples", "--project", str(project), *arguments])


def test_list() -> None:
    """The list has every example with its level and title."""
    assert "launch-failures" in said("examples", data=None)
    assert "beginner" in said("examples", "launch-failures", data=None)


def test_json() -> None:
    """The same for programs."""
    (one,) = told("examples", "launch-failures", data=None)

    assert ("launch-failures", "SELECT", []) == (one["name"], one["form"], one["parameters"])


def test_unknown_name() -> None:
    """A name that no example has is told with those that may be meant."""
    result = run("examples", "launch-failure", data=None)

    assert 5 == result.exit_code
    assert "Did you mean launch-failures" in result.stderr


def test_check(project: Path) -> None:
    """Examples that hold end with 0, and one that changed ends with 1 and its difference."""
    answer = project / "queries/examples/answers/launch-failures.json"
    good = examples(project, "--check")
    answer.write_text(answer.read_text("utf-8").replace("1960-10-10", "1960-10-11"), encoding="utf-8")
    bad = examples(project, "--check")

    assert (0, "2 passed\n") == (good.exit_code, good.stdout)
    assert 1 == bad.exit_code
    assert "launch-failures: failed\n" in bad.stdout
    assert "\n  - date=1960-10-11" in bad.stdout
    assert bad.stdout.endswith("1 passed, 1 failed\n")


def test_update(project: Path) -> None:
    """Keeping anew shows what is different, changes that answer alone, and makes the check pass again."""
    answer = project / "queries/examples/answers/launch-failures.json"
    before = answer.read_bytes()
    answer.write_bytes(before.replace(b"1960-10-10", b"1960-10-11"))

    result = examples(project, "--update", "launch-failures")

    assert 0 == result.exit_code
    assert "launch-failures: kept anew\n  - date=1960-10-11" in result.stdout
    assert before.partition(b",")[2] == answer.read_bytes().partition(b",")[2]  # all but the version
    assert "2 passed\n" == examples(project, "--check").stdout
