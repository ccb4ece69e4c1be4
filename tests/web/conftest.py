"""Servers for tests, which end with them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import served
from served import SMALL, Served


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server of the shipped graph that the tests share."""
    server = served.serve(tmp_path_factory.mktemp("shipped"), "--time-limit", "5")
    yield server
    server.end()


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server of one small file that the tests share."""
    server = served.serve(tmp_path_factory.mktemp("small"), "--data", str(SMALL), "--processes", "1")
    yield server
    server.end()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Served]]:
    """Start servers of a test's own."""
    servers: list[Served] = []

    def begin(*arguments: str) -> Served:
        folder = tmp_path / str(len(servers))
        folder.mkdir()
        servers.append(served.serve(folder, *arguments))
        return servers[-1]

    yield begin
    for server in servers:
        server.end()
