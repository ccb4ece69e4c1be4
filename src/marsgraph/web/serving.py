"""`marsgraph serve`: the query processes first, then granian, and an eye on both."""

from __future__ import annotations

import contextlib
import gc
import importlib
import logging
import logging.config
import resource
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from time import monotonic, sleep
from typing import Any, Final

from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server import Server as Granian

from marsgraph.errors import MarsGraphError
from marsgraph.web import accesslog, create_app, ending
from marsgraph.web.settings import Settings, version_of
from marsgraph.web.starting import start_workers
from marsgraph.workers import Server

_log = logging.getLogger(__name__)

_SPARE: Final = 16
"""Threads of a process that neither queries nor long answers ever take."""
_CONNECTIONS: Final = 1024
_ENDS_WITHIN: Final = 20
_LOOK_EVERY: Final = 0.1
_CONNECT_EVERY: Final = 0.005
_GARBAGE: Final = (10_000, 20, 20)
"""Requests leave little behind that only the collector finds."""
_TOO_SOON: Final = 5.0
"""A fork server that dies within these seconds would die again."""
_LOGGING: Final[dict[str, Any]] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
        "whole": {"format": "%(message)s"},
    },
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line", "stream": "ext://sys.stderr"},
        "access": {"class": "logging.StreamHandler", "formatter": "whole", "stream": "ext://sys.stderr"},
    },
    "loggers": {
        "_granian": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        "granian.access": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "marsgraph": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        accesslog.NAME: {"handlers": ["access"], "propagate": False},  # its lines have their own time
    },
}


@dataclass(frozen=True, slots=True)
class Listening:
    """Where the web server listens, and with how many processes."""

    host: str = "127.0.0.1"
    port: int = 8000
    processes: int = 2


class ServingError(MarsGraphError):
    """The server cannot run, or could not go on."""

    exit_code = 8


def serve(settings: Settings, where: Listening, announce: Callable[[str], None]) -> None:
    """Serve until told to end; `announce` is given the address once it answers."""
    port = _free_port(where)
    where = replace(where, port=port)
    logging.config.dictConfig(_LOGGING)
    settings = replace(settings, version=settings.version or version_of(settings))
    while True:
        began = monotonic()
        if not _serve_once(settings, where, announce):
            return
        if monotonic() - began < _TOO_SOON:
            raise ServingError("The process that holds the data died at once.", remedy="The log says why.")
        _log.error("The process that holds the data died; starting again.")
        announce = _say_nothing


def _serve_once(settings: Settings, where: Listening, announce: Callable[[str], None]) -> bool:
    """Serve until told to end, or until the fork server dies; say whether it did."""
    workers = start_workers(settings, _prepare)
    try:
        _allow_connections()
        granian = _granian(replace(settings, workers=workers.address), where)
        watch = _Watch(workers, granian, where, announce)
        with ending.held():
            watch.start()
            try:
                granian.serve(
                    target_loader=partial(_load_app, replace(settings, workers=workers.address)), wrap_loader=False
                )
            finally:
                watch.end()
    except SystemExit as error:
        if error.code:
            raise ServingError("A process of the web server died.", remedy="The log says why.") from error
    else:
        return watch.lost
    finally:
        workers.stop()
    return False


def _prepare() -> None:
    """Import what the web needs, and compile the templates: once, before granian forks."""
    for_pages = importlib.import_module("marsgraph.web.rendering")
    importlib.import_module("marsgraph.web.app")
    for_pages.prepare()


def _load_app(settings: Settings) -> Any:
    """Make the application in a process that granian forked."""
    ending.hand_over()
    app = create_app(settings)
    gc.freeze()  # what lives as long as the process need not be looked through again and again
    gc.set_threshold(*_GARBAGE)
    return app


def _say_nothing(_address: str) -> None:
    """The address is known already."""


def _granian(settings: Settings, where: Listening) -> Any:
    return Granian(
        "marsgraph",
        address=where.host,
        port=where.port,
        interface=Interfaces.WSGI,
        workers=where.processes,
        blocking_threads=settings.queries + settings.sending + _SPARE,
        backpressure=_CONNECTIONS,
        http=HTTPModes.http1,
        websockets=False,
        log_level=LogLevels.error,
        log_dictconfig=_LOGGING,
        workers_kill_timeout=_ENDS_WITHIN,
    )


class _Watch(threading.Thread):
    """Announces the server once it listens, and ends it when it is told to, or when the fork server dies."""

    def __init__(self, workers: Server, granian: Any, where: Listening, announce: Callable[[str], None]) -> None:
        super().__init__(name="watch", daemon=True)
        self._workers = workers
        self._granian = granian
        self._where = where
        self._announce = announce
        self._ended = threading.Event()
        self.lost = False

    def run(self) -> None:
        """Wait for the port, then watch.

        Until granian has forked its processes this thread only sleeps: a lock that it held then, such as that of an
        import, would be held in them for ever.
        """
        while not self._ended.is_set() and len(self._granian.wrks) < self._where.processes:
            sleep(_CONNECT_EVERY)
        while not self._ended.is_set() and not _answers(self._where):
            sleep(_CONNECT_EVERY)
        if not self._ended.is_set():
            self._announce(_address(self._where))
        while not self._ended.is_set():
            told = ending.told(_LOOK_EVERY)
            self.lost = not told and not self._workers.alive()
            if told or self.lost:
                self._granian.interrupt_signal = True
                self._granian.main_loop_interrupt.set()
                return

    def end(self) -> None:
        """Stop watching."""
        self._ended.set()
        self.join()


def _allow_connections() -> None:
    """Let this process and granian's have as many descriptors as they may take connections, and some more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 4 * _CONNECTIONS
    if soft < wanted:
        resource.setrlimit(
            resource.RLIMIT_NOFILE, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard)
        )


# ---- The port


def _free_port(where: Listening) -> int:
    """The port to listen at, chosen if it is 0; granian would share one that is taken."""
    family = socket.AF_INET6 if ":" in where.host else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((where.host, where.port))
            probe.listen(1)
            return int(probe.getsockname()[1])
    except OSError as error:
        reason = error.strerror or str(error)
        raise ServingError(
            f"Listening at {where.host}:{where.port} failed: {reason[:1].lower()}{reason[1:]}.",
            remedy="Stop what listens there, or choose another with --port (0 takes any that is free).",
        ) from error


def _answers(where: Listening) -> bool:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(where.host, where.host)  # noqa: S104 - to reach ourselves
    with contextlib.suppress(OSError), socket.create_connection((host, where.port), 1):
        return True
    return False


def _address(where: Listening) -> str:
    host = f"[{where.host}]" if ":" in where.host else where.host
    return f"http://{host}:{where.port}"
