"""Starts `marsgraph serve` on a free port of the loopback, asks it, and ends it by its process id."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode, urlsplit

ROOT = Path(__file__).parents[1]
SMALL = ROOT / "tests" / "fixtures" / "small.trig"
QUERIES = ROOT / "tests" / "web" / "queries"
ASK = "ASK {}"
DIRECT = {"Content-Type": "application/sparql-query"}
PATIENCE = 20


def text_of(name: str) -> str:
    """Read one of the queries of these tests."""
    return (QUERIES / f"{name}.rq").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Got:
    """An answer that was read to its end."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    def header(self, name: str) -> str:
        """The value of a header; nothing when it is not there."""
        return self.headers.get(name, "")


@dataclass
class Served:
    """A server that runs."""

    process: subprocess.Popen[str]
    host: str
    port: int
    folder: Path
    """Its own folder for temporary files."""

    @property
    def address(self) -> str:
        """Where it answers, without a slash at the end."""
        return f"http://{self.host}:{self.port}"

    def connect(self) -> http.client.HTTPConnection:
        """Open a connection."""
        return http.client.HTTPConnection(self.host, self.port, timeout=PATIENCE)

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Got:
        """Ask, and read the whole answer; underscores in the names of headers are hyphens."""
        connection = self.connect()
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            connection.request(method, path, body, fields)
            answer = connection.getresponse()
            return Got(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    def query(self, text: str, method: str = "GET", **headers: str) -> Got:
        """Ask a query by its address."""
        return self.ask(method, query_path(text), None, **headers)

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Tell it to end, and wait until it has."""
        if self.process.poll() is None:
            os.kill(self.process.pid, number)
        try:
            return self.process.wait(PATIENCE)
        finally:
            if self.process.stdout:
                self.process.stdout.close()


def query_path(text: str, **more: str) -> str:
    """Write the address of a query."""
    return f"/sparql?{urlencode({'query': text, **more})}"


def command(*arguments: str) -> list[str]:
    """Write the command that serves."""
    return [sys.executable, "-m", "marsgraph.cli", "serve", "--port", "0", "--project", str(ROOT), *arguments]


def serve(folder: Path, *arguments: str) -> Served:
    """Start a server, and wait until it tells its address."""
    log = (folder / "log").open("w", encoding="utf-8")
    with log:
        process = subprocess.Popen(
            command(*arguments),
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            env=os.environ | {"TMPDIR": str(folder)},
        )
    assert process.stdout
    told = process.stdout.readline()
    address = urlsplit(told.strip().rpartition(" ")[2])
    assert address.hostname, (folder / "log").read_text("utf-8")
    assert address.port
    return Served(process, address.hostname, address.port, folder)
