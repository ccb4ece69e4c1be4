"""Starting the query processes for some settings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Final

from marsgraph.web import work
from marsgraph.web.settings import Settings, files_of, version_of
from marsgraph.workers import Server, start
from marsgraph.workers import Settings as WorkerSettings

_WAITING: Final = 256


def start_workers(settings: Settings, meanwhile: Callable[[], object] = lambda: None) -> Server:
    """Start a fork server over the data; call it before the process has threads. Do something while it loads."""
    files_of(settings)
    return start(partial(work.load, settings), work.evaluate, WorkerSettings(waiting=_WAITING), meanwhile)


@contextmanager
def workers_for(settings: Settings) -> Iterator[Settings]:
    """Give settings with running query processes, which end with the block."""
    settings = replace(settings, version=settings.version or version_of(settings))
    server = start_workers(settings)
    try:
        yield replace(settings, workers=server.address)
    finally:
        server.stop()
