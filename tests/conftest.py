"""A running `marsgraph serve` for tests that speak HTTP with it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
COMMAND = (sys.executable, "-c", "from marsgraph.cli import main; main()")


@contextmanager
def running(log: Path, *options: str) -> Iterator[str]:
    """Start the command at a free port of loopback, give its address, and end it."""
    arguments = [*COMMAND, "serve", "--port", "0", "--project", str(ROOT), *options]
    with (
        log.open("w") as errors,
        subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=errors, text=True) as server,
    ):
        try:
            assert server.stdout
            words = server.stdout.readline().split()
            assert words[:3] == ["MarsGraph", "answers", "at"], log.read_text()
            yield words[3]
        finally:
            server.terminate()


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., str]]:
    """Start servers with options of `marsgraph serve`, all of which end with the session; gives their addresses."""
    with ExitStack() as servers:

        def start(*options: str) -> str:
            log = tmp_path_factory.mktemp("server") / "log"
            return servers.enter_context(running(log, *options))

        yield start
