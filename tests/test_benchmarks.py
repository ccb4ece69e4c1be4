"""The benchmarks measure what they say they do."""

from __future__ import annotations

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
