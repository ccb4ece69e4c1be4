"""Starting the fork server, and holding on to it."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import shutil
import signal
import socket
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep
from typing import Any, Final

from marsgraph.workers.contract import Evaluate, Load, S, Settings
from marsgraph.workers.forkserver import CONTROL, Plan, become
from marsgraph.workers.refusals import EngineFailed, assemble

_log = logging.getLogger(__name__)

_PREFIX: Final = "marsgraph-"
_ENDS_WITHIN: Final = 5.0  # seconds beyond the grace time that queries have
_LOOK_EVERY: Final = 0.01


@dataclass
class Server:
    """A running fork server: its address for `Client`, and its process."""

    address: str
    pid: int
    filtered: bool
    """Whether system calls are filtered besides; without, workers still have no descriptor to open."""
    grace: float
    _gone: bool = field(default=False, init=False)

    def alive(self) -> bool:
        """Whether it still is; a server that died leaves nothing behind, its workers die with it."""
        if not self._gone:
            with contextlib.suppress(ChildProcessError):
                self._gone = os.waitpid(self.pid, os.WNOHANG)[0] != 0
        return not self._gone

    def stop(self) -> None:
        """Let it finish what runs, within its grace time, and end; doing so twice is no fault."""
        if self.alive():
            os.kill(self.pid, signal.SIGTERM)
            self._wait(monotonic() + self.grace + _ENDS_WITHIN)
        shutil.rmtree(self.address, ignore_errors=True)

    def _wait(self, until: float) -> None:
        while self.alive():
            if monotonic() > until:
                _log.error("The fork server did not end when told to, and is killed.")
                os.kill(self.pid, signal.SIGKILL)
                until += _ENDS_WITHIN
            sleep(_LOOK_EVERY)


def start(
    load: Load[S],
    evaluate: Evaluate[S],
    settings: Settings | None = None,
    meanwhile: Callable[[], object] = lambda: None,
) -> Server:
    """Start a fork server, do something `meanwhile`, and wait until its workers are ready.

    Call it before the process has threads, listens or forks: the server is a fork of it. What `load` raises is
    raised here.
    """
    settings = settings or Settings()
    _sweep()
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))  # its mode is 0700
    mine, its = os.pipe()
    me = os.getpid()
    pid = os.fork()
    if not pid:
        become(Plan(load, evaluate, settings, folder), me, its)
    os.close(its)
    try:
        meanwhile()
    except BaseException:
        os.kill(pid, signal.SIGKILL)
        raise
    finally:
        state = _read_state(mine)
    if not state.get("ready"):
        os.waitpid(pid, 0)
        shutil.rmtree(folder, ignore_errors=True)
        raise assemble(state) if state else EngineFailed("The process that loads the data died.")
    if not state["filter"]:
        _log.warning("This system has no filter for system calls; workers are kept from files and network without.")
    return Server(str(folder), pid, bool(state["filter"]), settings.grace)


def addresses() -> list[str]:
    """The servers of this user on this machine, for the operator's commands."""
    folders = sorted(Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"))
    return [str(folder) for folder in folders if (folder / CONTROL).is_socket() and folder.stat().st_uid == os.getuid()]


def _sweep() -> None:
    """Remove what servers left that were killed together with those who started them."""
    for address in addresses():
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            try:
                connection.connect(f"{address}/{CONTROL}")
            except ConnectionRefusedError:
                shutil.rmtree(address, ignore_errors=True)
            except OSError:  # it is there, or goes at this moment
                continue


def _read_state(descriptor: int) -> dict[str, Any]:
    with os.fdopen(descriptor, "rb") as pipe:
        written = pipe.read()
    return json.loads(written) if written else {}
