"""Programs and libraries that only tests use: skipped where they are missing, unless they are demanded."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from pathlib import Path
from typing import Final

import pytest

DEMANDED: Final = "MARSGRAPH_CLIENTS"
PROGRAMS: Final = {"curl", "roqet", "oxigraph"}


def program(name: str) -> str | None:
    """Where a program is: installed beside Python, or on the path."""
    return shutil.which(name, path=Path(sys.executable).parent) or shutil.which(name)


def need(client: str) -> None:
    """Skip the test when a client is not installed, or fail when it has to be."""
    found = program(client) if client in PROGRAMS else importlib.util.find_spec(client)
    if not found and client in os.environ.get(DEMANDED, "").split():
        pytest.fail(f"{client} is demanded and not installed.")
    if not found:
        pytest.skip(f"{client} is not installed.")
