"""What a worker cannot do."""

from __future__ import annotations

import contextlib
import logging
import os
import platform
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import fake_engine
import pytest
from fake_engine import SMALL, ask

from marsgraph.workers import Client, EngineFailed, Server, Settings, seccomp, start, walls

WITH_DESCRIPTORS = ["socket", "unix socket", "connect", "read", "write", "pipe"]
WITHOUT = ["program", "fork", "signal", "remove"]


@pytest.mark.parametrize("what", WITH_DESCRIPTORS)
def test_no_network_and_no_file(client: Client, what: str) -> None:
    """A worker can open no socket, no file and no pipe."""
    assert client.run(ask("attempt", what)).facts["refused"]


@pytest.mark.parametrize("what", WITHOUT)
def test_nothing_else(server: Server, client: Client, what: str) -> None:
    """Where calls are filtered, a worker starts no program or process, signals nobody and removes no file."""
    assert server.filtered
    assert {"refused": True} == client.run(ask("attempt", what)).facts


@pytest.mark.parametrize("what", WITH_DESCRIPTORS)
def test_without_filter(monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    """Where the system has no filter, the limit of descriptors alone keeps workers in."""
    monkeypatch.setattr(seccomp, "refuse_calls", lambda: False)
    server = start(fake_engine.load, fake_engine.evaluate)
    try:
        assert not server.filtered
        assert Client(server.address).run(ask("attempt", what)).facts == {"refused": True}
    finally:
        server.stop()


def test_few_descriptors(client: Client) -> None:
    """A worker holds the standard files and seven: where requests come, how it waits, files for answers; channels."""
    channels = SMALL.quick + SMALL.slow + SMALL.waiting

    assert len(client.run(ask("descriptors")).facts["open"]) <= 3 + 7 + channels


def test_nothing_is_inherited(tmp_path: Path) -> None:
    """A file that was open before the server started is closed in its workers."""
    kept = os.dup2(os.open(tmp_path, os.O_RDONLY), 200)
    server = start(fake_engine.load, fake_engine.evaluate, Settings(quick=1, slow=1, waiting=1))  # with few channels
    try:
        assert kept not in Client(server.address).run(ask("descriptors")).facts["open"]
    finally:
        server.stop()
        os.close(kept)


def test_holes() -> None:
    """However the descriptors lie, none can be opened any more."""
    code = (
        "import os; from marsgraph.workers import walls\n"
        "os.dup2(1, 9); os.dup2(1, 20); walls.close_all_but([9]); walls.leave_no_descriptor()\n"
        "try: os.dup(1)\n"
        "except OSError: print('shut')"
    )
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert "shut" == printed.strip()


def test_filter_lasts() -> None:
    """A process that set the filter cannot take it off, and goes on."""
    code = (
        "from marsgraph.workers import seccomp\n"
        "print(seccomp.refuse_calls())\n"
        "try: open('/etc/hostname')\n"
        "except PermissionError: print('refused')"
    )
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert ["True", "refused"] == printed.split()


def test_unknown_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a machine whose calls we have no list of, there is no filter, and that is said."""
    monkeypatch.setattr(platform, "machine", lambda: "vax")

    assert not seccomp.refuse_calls()


def test_address_space() -> None:
    """The size of this process is known."""
    assert walls.address_space() > 1_000_000


class _Elsewhere(logging.Handler):
    """A log in files, whose numbers may be any."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write to all of them."""
        for number in range(3, 64):
            with contextlib.suppress(OSError):
                os.write(number, record.getMessage().encode())


def test_log_of_the_starter(started: Callable[[Settings], Server]) -> None:
    """A worker's log goes to no descriptor that the starting process had: a caller's connection has its number."""
    handler = _Elsewhere()
    logging.root.addHandler(handler)
    try:
        client = Client(started(Settings(quick=2, slow=2)).address)
    finally:
        logging.root.removeHandler(handler)

    with pytest.raises(EngineFailed, match="a fault of ours"):
        client.run(ask("fail"))
