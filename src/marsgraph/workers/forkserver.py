"""The fork server: loads the data once, forks workers, watches them. One thread, one loop.

It is itself forked from the process that serves, before that has threads or listens; it holds nothing of it.
"""

from __future__ import annotations

import contextlib
import faulthandler
import gc
import json
import logging
import os
import selectors
import shutil
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Final, Generic, NoReturn

from marsgraph.errors import MarsGraphError
from marsgraph.workers import seccomp, walls
from marsgraph.workers.contract import Evaluate, Load, S, Settings
from marsgraph.workers.control import Control
from marsgraph.workers.desk import Desk
from marsgraph.workers.output import Output
from marsgraph.workers.pool import Pool
from marsgraph.workers.refusals import EngineFailed, dismantle
from marsgraph.workers.slots import Slot
from marsgraph.workers.worker import Job, live

_log = logging.getLogger(__name__)

CONTROL: Final = "control"
_TICK: Final = 0.0125
_WARM_UP_BYTES: Final = 64 * 1024 * 1024
_LOG_LINE: Final = "%(asctime)s %(levelname)s %(name)s %(message)s"
_AT_FIRST: Final = 2
"""Workers that are forked before the server is ready."""
_INHERITED: Final[list[object]] = []


@dataclass(frozen=True)
class Plan(Generic[S]):
    """What the fork server is to do."""

    load: Load[S]
    evaluate: Evaluate[S]
    settings: Settings
    folder: Path


def become(plan: Plan[S], parent: int, ready: int) -> NoReturn:
    """Be the fork server; write to `ready` once that it is, or what went wrong."""
    status = 1
    try:
        _forget_parent(parent, ready)
        _Server(plan, parent).run(lambda state: _report(ready, state))
        status = 0
    except MarsGraphError as error:
        _report(ready, dismantle(error))
    except BaseException as error:  # noqa: BLE001 - the code of the process that forked us must not go on
        _log.exception("The fork server ended by a fault of ours.")
        _report(ready, dismantle(EngineFailed(f"The data could not be loaded: {type(error).__name__}: {error}")))
    finally:
        shutil.rmtree(plan.folder, ignore_errors=True)  # the parent may be gone
        os._exit(status)


def _forget_parent(parent: int, ready: int) -> None:
    faulthandler.disable()  # it would write to a number that is another file by then
    _log_to_stderr()
    walls.usual_signals()
    gc.collect()  # what the parent has left would close its numbers later, when they are ours
    walls.close_all_but([ready])
    walls.write_no_cores()
    if os.getppid() != parent:
        os._exit(1)


def _log_to_stderr() -> None:
    """Log to descriptor 2 and nowhere else.

    What the process that forked us logs to are descriptors that we close, and whose numbers a caller's connection
    takes next. Its handlers and streams are kept, since they would close those numbers when they are collected.
    """
    known = logging.root.manager.loggerDict.values()
    loggers = [logging.root, *(each for each in known if isinstance(each, logging.Logger))]
    _INHERITED.extend([sys.stdin, sys.stdout, sys.stderr, *(logger.handlers for logger in loggers)])
    stderr = open(2, "w", buffering=1, errors="backslashreplace", closefd=False)  # noqa: SIM115 - for good
    sys.stdout = sys.stderr = stderr
    for logger in loggers:
        logger.handlers, logger.propagate = [], True
    handler = logging.StreamHandler(stderr)
    handler.setFormatter(logging.Formatter(_LOG_LINE))
    logging.root.addHandler(handler)


def _report(ready: int, state: dict[str, object]) -> None:
    with contextlib.suppress(BrokenPipeError):  # whoever started us was ended meanwhile, and so we end, too
        os.write(ready, json.dumps(state, default=str).encode())
    os.close(ready)


class _Server(Generic[S]):
    """The loop."""

    def __init__(self, plan: Plan[S], parent: int) -> None:
        self._plan = plan
        self._parent = parent
        gc.disable()  # what is loaded stays, and there is nothing to collect until it is
        self._store = plan.load()
        for request in plan.settings.warm_up:
            plan.evaluate(self._store, request, Output(_WARM_UP_BYTES, _WARM_UP_BYTES, _no_spool))
        self._desk = Desk(plan.settings.quick + plan.settings.slow + plan.settings.waiting)
        self._control_socket = _listen(plan.folder / CONTROL)
        self._selector = selectors.DefaultSelector()
        self._told, self._tell = socket.socketpair()
        self._pool = Pool(plan.settings, self._desk, self._fork)
        self._control = Control(self._pool, self._desk, self._selector)
        self._ending_at: float | None = None

    def run(self, report: Callable[[dict[str, object]], None]) -> None:
        """Fork the first workers, say so, and watch until told to end; the others are forked meanwhile."""
        gc.collect()
        gc.freeze()  # the collector would write to every object, and so copy the pages that workers share
        gc.enable()
        self._listen_to_signals()
        self._selector.register(self._told, selectors.EVENT_READ)
        self._selector.register(self._control_socket, selectors.EVENT_READ)
        self._pool.fill(_AT_FIRST)
        report({"ready": True, "filter": seccomp.works()})
        while not (self._pool.closing and self._pool.empty):
            self._turn()

    def _fork(self, slot: Slot) -> int:
        plan = self._plan
        job = Job(self._store, plan.evaluate, plan.settings, self._desk, slot, self._pool.offenders)
        me = os.getpid()
        return os.fork() or live(job, me)

    # ---- One turn

    def _turn(self) -> None:
        for key, _ in self._selector.select(_TICK):
            self._hear(key.fileobj)
        self._pool.reap()
        self._pool.watch()
        self._control.settle()
        if os.getppid() != self._parent:
            self._end()
        if self._ending_at is not None and monotonic() > self._ending_at:
            self._pool.kill_all()

    def _hear(self, source: object) -> None:
        if source is self._told:
            if signal.SIGTERM in self._told.recv(4096):
                self._end()
        elif source is self._control_socket:
            self._admit()
        elif isinstance(source, socket.socket):
            self._control.hear(source)

    def _admit(self) -> None:
        try:
            connection, _ = self._control_socket.accept()
        except OSError:  # it went away again, or there are too many
            return
        connection.setblocking(False)
        self._control.admit(connection)

    # ---- The end

    def _end(self) -> None:
        """Take no more requests; workers finish what they have, and leave."""
        if self._pool.closing:
            return
        self._pool.closing = True
        self._ending_at = monotonic() + self._plan.settings.grace
        self._desk.close()

    def _listen_to_signals(self) -> None:
        self._told.setblocking(False)
        self._tell.setblocking(False)
        for number in (signal.SIGCHLD, signal.SIGTERM):
            signal.signal(number, lambda *_: None)  # the byte that it writes is what wakes the loop
        signal.set_wakeup_fd(self._tell.fileno(), warn_on_full_buffer=False)


def _listen(path: Path) -> socket.socket:
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listening.bind(f"{path}.new")
    listening.listen(socket.SOMAXCONN)
    listening.setblocking(False)
    os.rename(f"{path}.new", path)  # noqa: PTH104 - whoever finds the name can connect
    return listening


def _no_spool() -> NoReturn:
    raise EngineFailed("The answer to a warm-up request is too long.")
