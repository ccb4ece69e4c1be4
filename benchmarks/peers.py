"""The servers that are compared, each started on a free port of loopback with the shipped graph."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import subprocess
import sys
import time
import venv
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

HERE = Path(__file__).parent
CHECKOUT = HERE.parent
GRAPH = CHECKOUT / "data" / "graph" / "marsgraph.nq"
INSTALLED = CHECKOUT / ".venv" / "peers"
PATIENCE = 20
SETTLING = 1.0


class NoPeerError(Exception):
    """A server that is compared is not there, or did not start."""


@dataclass
class Server:
    """A server that runs."""

    name: str
    process: subprocess.Popen[bytes]
    port: int
    path: str
    """Where it takes queries."""
    cold: float = 0.0
    """The seconds from its start to its first correct answer."""

    def get(self, path: str, accept: str) -> tuple[int, bytes]:
        """Ask once."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request("GET", path, headers={"Accept": accept})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def address_of(self, query: str) -> str:
        """The path and query string that ask a query."""
        return f"{self.path}?{urlencode({'query': query})}"

    def memory(self) -> float:
        """The MiB that it and the processes below it take, each page shared out among those who have it."""
        return sum(map(_proportional, _family(self.process.pid))) / 1024

    def end(self) -> None:
        """End it."""
        self.process.terminate()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def _family(pid: int) -> list[int]:
    below = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return [pid, *(one for child in below for one in _family(int(child)))]


def _proportional(pid: int) -> int:
    told = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in told.splitlines() if line.startswith("Pss:"))


def install() -> None:
    """Put the peers into a folder of their own, once."""
    if shutil.which("wrk") is None:
        raise NoPeerError("This benchmark needs the load generator wrk: apt-get install wrk")
    wanted = (HERE / "peers.txt").read_text("utf-8")
    told = INSTALLED / "installed.txt"
    if told.exists() and told.read_text("utf-8") == wanted:
        return
    venv.create(INSTALLED, clear=True, with_pip=True)
    pip = [str(INSTALLED / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--requirement", str(HERE / "peers.txt")], check=True)
    told.write_text(wanted, encoding="utf-8")


def marsgraph(folder: Path, *options: str) -> Server:
    """Start ours, as it is started by default."""
    command = [sys.executable, "-m", "marsgraph.cli", "serve", "--project", str(CHECKOUT), *options]
    return _start("marsgraph", folder, [*command, "--port"], "/sparql")


def oxigraph(folder: Path) -> Server:
    """Start Oxigraph's own server, in memory, and hand it the graph."""
    port = _free_port()
    server = _start("oxigraph", folder, [str(INSTALLED / "bin" / "oxigraph"), "serve", "--bind"], "/query", port=port)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.request("POST", "/store", GRAPH.read_bytes(), {"Content-Type": "application/n-quads"})
    if connection.getresponse().status not in {200, 201, 204}:
        raise NoPeerError("Oxigraph did not take the graph.")
    connection.close()
    return server


def rdflib_endpoint(folder: Path) -> Server:
    """Start rdflib-endpoint."""
    command = [str(INSTALLED / "bin" / "rdflib-endpoint"), "serve", "--host", "127.0.0.1", str(GRAPH), "--port"]
    return _start("rdflib-endpoint", folder, command, "/")


def hello(folder: Path, processes: int = 2) -> Server:
    """Start the WSGI server with an application that does nothing."""
    port = _free_port()
    command = [sys.executable, str(HERE / "hello.py"), str(port), str(processes)]
    return _wait(Server("hello", _run("hello", folder, command), port, "/"), "/", b"hello")


def _start(name: str, folder: Path, command: list[str], path: str, *, port: int = 0) -> Server:
    """Start a server whose last option is its port, and wait for its first correct answer."""
    port = port or _free_port()
    last = f"127.0.0.1:{port}" if command[-1] == "--bind" else str(port)
    server = Server(name, _run(name, folder, [*command, last]), port, path)
    ask = "ASK { ?s ?p ?o }" if name != "oxigraph" else "ASK {}"
    return _wait(server, server.address_of(ask), b"true")


def _run(name: str, folder: Path, command: list[str]) -> subprocess.Popen[bytes]:
    with (folder / f"{name}.log").open("ab") as log:
        return subprocess.Popen(command, stdout=log, stderr=log, env=os.environ | {"TMPDIR": str(folder)})


def _wait(server: Server, path: str, wanted: bytes) -> Server:
    begun = time.perf_counter()
    while time.perf_counter() - begun < PATIENCE:
        try:
            status, body = server.get(path, "application/sparql-results+json, text/plain")
        except (OSError, http.client.HTTPException):
            time.sleep(0.005)
            continue
        if status == http.client.OK and wanted in body:
            server.cold = time.perf_counter() - begun
            return server
        time.sleep(0.005)
    server.end()
    raise NoPeerError(f"{server.name} did not answer within {PATIENCE} s; its log is in the folder of the run.")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
