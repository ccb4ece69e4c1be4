"""Runs a command of ours over the small graph, or over the shipped one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from marsgraph.cli import main

ROOT = Path(__file__).parents[2]
SMALL = ROOT / "tests" / "fixtures" / "small.trig"


def run(*arguments: str, data: Path | None = SMALL, stdin: str | None = None) -> Result:
    """Run a command; with `data`, over that graph in place of the built one."""
    over = ["--data", str(data)] if data else []
    return CliRunner().invoke(main, [*arguments, *over, "--project", str(ROOT)], input=stdin)


def said(*arguments: str, data: Path | None = SMALL, stdin: str | None = None) -> str:
    """What a command that succeeds prints."""
    result = run(*arguments, data=data, stdin=stdin)
    assert result.exit_code == 0, result.output
    return result.stdout


def told(*arguments: str, data: Path | None = SMALL) -> Any:
    """What a command that succeeds prints as JSON."""
    return json.loads(said(*arguments, "--json", data=data))
