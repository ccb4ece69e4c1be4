"""Every command tells what it does, with an example."""

from __future__ import annotations

import subprocess
import sys

import pytest

from marsgraph.cli import main


@pytest.mark.parametrize("name", sorted(main.commands))
def test_help(name: str) -> None:
    """A command starts, and its help has an example of itself."""
    started = subprocess.run(
        [sys.executable, "-m", "marsgraph.cli", name, "--help"], check=True, capture_output=True, text=True
    )

    assert f"  marsgraph {name}" in started.stdout
    assert "Usage:" in started.stdout
