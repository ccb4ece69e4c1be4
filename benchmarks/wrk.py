"""Puts load on a server with wrk, and reads how it went."""

from __future__ import annotations

import itertools
import json
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TypedDict

LUA = Path(__file__).parent / "load.lua"
_NUMBERS = itertools.count(1_000_000, 10_000_000)
"""The first number of each run: no two runs send the same numbered request."""


class Measured(TypedDict):
    """What one run gave."""

    rate: float
    """Good answers a second."""
    p50: float
    p99: float
    """Milliseconds."""
    bad: int


def load(
    port: int, paths: Sequence[str], *, connections: int, seconds: float, accept: str, headers: Sequence[str] = ()
) -> Measured:
    """Send the paths in turn over so many connections, for so long."""
    with tempfile.NamedTemporaryFile("w", suffix=".paths", encoding="ascii") as file:
        file.write("\n".join(paths) + "\n")
        file.flush()
        fields = [option for header in (f"Accept: {accept}", *headers) for option in ("-H", header)]
        command = ["wrk", "-t1", f"-c{connections}", f"-d{max(1, round(seconds))}s", "--timeout", "30s", *fields]
        ask = [*command, "-s", str(LUA), f"http://127.0.0.1:{port}/", "--", file.name, str(next(_NUMBERS))]
        printed = subprocess.run(ask, check=True, capture_output=True, text=True).stdout
    told = json.loads(printed.splitlines()[-1])
    bad = told["refused"] + told["broken"]
    rate = (told["requests"] - bad) / (told["microseconds"] / 1e6)
    return {"rate": rate, "p50": told["p50"] / 1000, "p99": told["p99"] / 1000, "bad": bad}
