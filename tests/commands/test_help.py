"""Every command tells what it does, with an example."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from marsgraph.cli import main


@pytest.mark.parametrize("name", sorted(main.commands))
def test_help(name: str) -> None:
    """A command starts, and its help has an example of itself."""
    started = subprocess.run(
        [sys.executable, "-m", "marsgraph.cli", name, "--help"], check=True, capture_output=True, text=True
    )

    assert f"  marsgraph {name}" in started.stdout
    assert "Usage:" in started.stdout


def test_help_of_all() -> None:
    """The help of the whole has an example, too."""
    assert "  marsgraph show sputnik-24" in CliRunner().invoke(main, ["--help"]).stdout


@pytest.mark.parametrize("name", sorted(main.commands.keys() - {"serve"}))
def test_json(name: str) -> None:
    """Every command that ends can print JSON."""
    assert "--json" in {option for parameter in main.commands[name].params for option in parameter.opts}


@pytest.mark.parametrize(
    "arguments",
    [
        ["disagreements", "--csv", "--json"],
        ["check", "--turtle", "--json"],
        ["query", "ASK {}", "--json", "--format", "xml"],
    ],
)
def test_two_outputs(arguments: list[str]) -> None:
    """Two kinds of output at once are refused."""
    result = CliRunner().invoke(main, arguments)

    assert (2, True) == (result.exit_code, "exclude each other" in result.stderr)


@pytest.mark.parametrize(
    "arguments", [["show", "sputnik-24"], ["query", "ASK {}", "--json"], ["check", "--turtle"], ["--help"]]
)
def test_output_that_cannot_be_written(arguments: list[str]) -> None:
    """A full disk behind the output is told in one message."""
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [sys.executable, "-m", "marsgraph.cli", *arguments],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )

    assert (7, 1, False) == (
        done.returncode,
        done.stderr.count("Writing the output failed: no space left"),
        "Traceback" in done.stderr or "Exception ignored" in done.stderr,
    )
