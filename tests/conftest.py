"""A running `marsgraph serve` for tests that speak HTTP with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
import served


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., str]]:
    """Start servers with options of `marsgraph serve`, all of which end with the session; gives their addresses."""
    with ExitStack() as servers:

        def start(*options: str) -> str:
            server = served.serve(tmp_path_factory.mktemp("server"), *options)
            servers.callback(server.end)
            return server.address

        yield start
