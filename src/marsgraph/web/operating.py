"""What the operator of this machine may see and do: the queries that run, and their end. No route leads here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from marsgraph.errors import NotFoundError
from marsgraph.workers import Client, EngineFailed, Running, addresses


def running() -> list[Running]:
    """The queries of all servers of this user on this machine, the longest first."""
    found = [query for client in _clients() for query in _of(client)]
    return sorted(found, key=lambda query: -query.seconds)


def end(mark: str) -> None:
    """Stop the query with this mark."""
    for client in _clients():
        with suppress(EngineFailed):
            if client.end(mark):
                return
    raise NotFoundError(f"No query with the mark {mark} runs.", remedy="`marsgraph queries` lists those that do.")


def _clients() -> Iterator[Client]:
    return (Client(address) for address in addresses())


def _of(client: Client) -> list[Running]:
    """What one server runs; nothing when it died and left its folder."""
    with suppress(EngineFailed):
        return client.running()
    return []
