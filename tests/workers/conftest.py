"""Servers for tests, which end with them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import fake_engine
import pytest
from fake_engine import SMALL

from marsgraph.workers import Client, Server, Settings, start


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server that the tests of a module share."""
    server = start(fake_engine.load, fake_engine.evaluate, SMALL)
    yield server
    server.stop()


@pytest.fixture
def client(server: Server) -> Client:
    """A client of it."""
    return Client(server.address)


@pytest.fixture
def started() -> Iterator[Callable[[Settings], Server]]:
    """Start servers with settings of a test's own."""
    servers: list[Server] = []

    def begin(settings: Settings) -> Server:
        servers.append(start(fake_engine.load, fake_engine.evaluate, settings))
        return servers[-1]

    yield begin
    for server in servers:
        server.stop()
