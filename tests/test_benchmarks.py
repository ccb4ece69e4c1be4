"""The benchmarks measure what they say they do."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from marsgraph.cli import main

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"


def generate(root: Path, claims: int) -> dict[str, bytes]:
    """Generate a project; give its files."""
    code = f"from pathlib import Path; from dataset import generate; generate(Path({str(root)!r}), {claims})"
    subprocess.run([sys.executable, "-c", code], cwd=BENCHMARKS, check=True)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_same_dataset(tmp_path: Path) -> None:
    """The same number of claims makes the same files."""
    assert generate(tmp_path / "one", 2_000) == generate(tmp_path / "two", 2_000)


def test_dataset_builds(tmp_path: Path) -> None:
    """A generated project is free of faults, and has as many claims as were asked for."""
    generate(tmp_path / "project", 20_000)

    result = CliRunner().invoke(main, ["build", "--project", str(tmp_path / "project")])

    assert "20,000 claims about 800 things in 1,000 passages, 2 decisions" in result.stdout


@pytest.mark.parametrize("what", ["build", "load"])
def test_measuring(tmp_path: Path, what: str) -> None:
    """One measurement gives seconds and a peak of memory."""
    generate(tmp_path / "project", 200)
    command = [sys.executable, str(BENCHMARKS / "build.py"), "--measure", what, str(tmp_path / "project")]

    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout

    assert all(float(figure) > 0 for figure in printed.split())


def told_by(code: str) -> str:
    """Run some code beside the benchmarks; give what it prints."""
    return subprocess.run(
        [sys.executable, "-c", code], cwd=BENCHMARKS, check=True, capture_output=True, text=True
    ).stdout


def test_numbered_requests() -> None:
    """The mark that the load generator replaces stands in the address as it is, in a comment and a LIMIT."""
    code = (
        "import workloads; print(workloads.numbered('/q', 'ASK {}'), workloads.numbered('/q', 'SELECT * {} LIMIT 3'))"
    )

    assert "/q?query=ASK+%7B%7D%0ALIMIT+@N@%0A%23+@N@ /q?query=SELECT+%2A+%7B%7D+LIMIT+3%0A%23+@N@\n" == told_by(code)


def answer(*rows: dict[str, dict[str, str]]) -> str:
    """Write an answer as SPARQL results in JSON."""
    return json.dumps({"head": {"vars": []}, "results": {"bindings": rows}})


@pytest.mark.parametrize(
    ("other", "same"),
    [
        ([{"n": {"type": "literal", "value": "2.50", "datatype": "x#decimal"}}, {}], True),
        ([{}, {"n": {"type": "typed-literal", "value": "2.5", "datatype": "x#decimal"}}], True),
        ([{"n": {"type": "literal", "value": "2.6", "datatype": "x#decimal"}}, {}], False),
        ([{"n": {"type": "literal", "value": "2.5", "datatype": "x#decimal"}}], False),
    ],
)
def test_answers_agree(other: list[dict[str, dict[str, str]]], same: bool) -> None:
    """Answers agree when they have the same rows by value, in any order, and each as often."""
    first = answer({"n": {"type": "literal", "value": "2.5", "datatype": "x#decimal"}}, {})
    code = f"from workloads import rows; print(rows({first.encode()!r}) == rows({answer(*other).encode()!r}))"

    assert f"{same}\n" == told_by(code)


def test_grown_graph(tmp_path: Path) -> None:
    """A graph of any size has as many quads, no two the same."""
    target = tmp_path / "graph.nq"
    told_by(f"from pathlib import Path; from growth import generate; generate(50_000, Path({str(target)!r}))")

    assert 50_000 == len(set(target.read_text("utf-8").splitlines()))


def test_growth_is_measured(tmp_path: Path) -> None:
    """One measurement gives the size, the time of loading, memory, and the times of each query."""
    target = tmp_path / "graph.nq"
    told_by(f"from pathlib import Path; from growth import generate; generate(5_000, Path({str(target)!r}))")
    printed = subprocess.run(
        [sys.executable, BENCHMARKS / "growth.py", "--measure", target, "--rounds", "2"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout

    measured = json.loads(printed)
    assert 5_000 == measured["quads"]
    assert {2} == {len(times) for times in measured["times_ms"].values()}


def test_soak() -> None:
    """A short soak aborts each query, and simple ones are answered afterwards."""
    command = [sys.executable, "soak.py", "soak", "--aborted", "20"]

    printed = subprocess.run(command, cwd=BENCHMARKS, check=True, capture_output=True, text=True).stdout
    found = json.loads(printed.partition(": ")[2])

    assert 20 == sum(found["ends"].values())
    assert found["before"].keys() == found["after"].keys()
    assert 200 == found["then"]
