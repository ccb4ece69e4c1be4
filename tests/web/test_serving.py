"""Starting, watching and ending a server."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from served import ASK, ROOT, SMALL, Got, Served, command, query_path, text_of
from werkzeug.test import Client

from marsgraph.paths import Project
from marsgraph.web import Settings, create_app
from marsgraph.web.starting import workers_for


def fails(*arguments: str) -> tuple[int, str]:
    """Start a server that cannot start; tell its exit code and what it says."""
    ended = subprocess.run(command(*arguments), capture_output=True, text=True, check=False, timeout=20)
    return ended.returncode, ended.stderr


def test_port_taken(small: Served) -> None:
    """A port that is taken is told, with what to do."""
    code, said = fails("--data", str(SMALL), "--port", str(small.port))

    assert 8 == code
    assert "address already in use" in said
    assert "--port" in said


def test_bad_file(tmp_path: Path) -> None:
    """A data file that cannot be read is told with its line."""
    bad = tmp_path / "bad.ttl"
    bad.write_text("<a> <b> .\n", encoding="utf-8")

    code, said = fails("--data", str(bad))

    assert 3 == code
    assert "bad.ttl:1" in said


def test_no_file(tmp_path: Path) -> None:
    """A data file that does not exist is told."""
    code, said = fails("--data", str(tmp_path / "none.ttl"))

    assert 5 == code, said
    assert "There is no graph at" in said


def test_no_graph(tmp_path: Path) -> None:
    """A project whose graph is not built is told how to build it."""
    (tmp_path / "ontology").mkdir()
    (tmp_path / "ontology" / "context.jsonld").write_text('{"@context": {}}', encoding="utf-8")

    code, said = fails("--project", str(tmp_path))

    assert 5 == code, said
    assert "marsgraph build" in said


def descendants(pid: int) -> list[int]:
    """List the processes below one."""
    try:
        found = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except (FileNotFoundError, ProcessLookupError):
        return []
    return [one for child in map(int, found) for one in (child, *descendants(child))]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_ends_without_a_trace(start: Callable[..., Served], number: signal.Signals) -> None:
    """A server that is told to end does, and leaves no process, no file and a free port."""
    server = start("--data", str(SMALL))
    assert 200 == server.query(ASK).status
    below = descendants(server.process.pid)

    assert 0 == server.end(number)

    assert len(below) > 3
    assert [] == [pid for pid in below if Path(f"/proc/{pid}").exists()]
    assert [server.folder / "log"] == list(server.folder.iterdir())
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((server.host, server.port))


def test_finishes_what_runs(start: Callable[..., Served]) -> None:
    """A query that runs when the server is told to end is still answered."""
    server = start()
    got: list[Got] = []
    asked = threading.Thread(target=lambda: got.append(server.ask("GET", query_path(text_of("endless"), timeout="2"))))
    asked.start()
    while b"marsgraph_queries_running 1" not in server.ask("GET", "/metrics").body:
        continue

    assert 0 == server.end()
    asked.join(5)

    assert 503 == got[0].status
    assert b"time-limit" in got[0].body


def test_metrics(start: Callable[..., Served]) -> None:
    """The figures are those of all processes together, in a form that Prometheus reads."""
    server = start("--data", str(SMALL))
    for _ in range(20):
        server.query(ASK)

    families = text_string_to_metric_families(server.ask("GET", "/metrics").body.decode())

    samples = {sample.name: sample.value for family in families for sample in family.samples}
    assert (20, 20) == (samples["marsgraph_queries_total"], samples["marsgraph_query_seconds_count"])


def test_log(start: Callable[..., Served]) -> None:
    """A line of the log tells a query's hash, rows, status and time, and not its text."""
    server = start("--data", str(SMALL))
    server.query(text_of("count"))

    server.end()

    said = (server.folder / "log").read_text("utf-8")
    begins, tells = r"^[-\d]+ [\d:,]+ INFO marsgraph\.access GET /sparql", "status=200 outcome=200 rows=1 bytes="
    assert re.search(rf"{begins} query=[0-9a-f]{{16}} {tells}\d+ ms=\d", said, re.MULTILINE)
    assert "COUNT" not in said


def test_environment(start: Callable[..., Served], monkeypatch: pytest.MonkeyPatch) -> None:
    """An option may come from the environment."""
    monkeypatch.setenv("MARSGRAPH_TIME_LIMIT", "1.5")

    assert b'"seconds": 1.5' in start("--data", str(SMALL)).ask("GET", "/limits").body


def test_base_path(start: Callable[..., Served]) -> None:
    """Below a base path everything works, and outside of it nothing is."""
    server = start("--base-path", "/mars")

    assert 200 == server.ask("GET", "/mars" + query_path(ASK)).status
    assert "/mars/data/sputnik-24.ttl" == server.ask("GET", "/mars/id/sputnik-24").header("Location")
    assert 404 == server.ask("GET", "/sparql").status


def test_proxy(start: Callable[..., Served]) -> None:
    """Behind a proxy that is trusted, the service description tells the address that callers use."""
    server = start("--data", str(SMALL), "--proxies", "1")

    got = server.ask("GET", "/sparql", X_Forwarded_Host="example.org", X_Forwarded_Proto="https")

    assert b"<https://example.org/sparql>" in got.body


@pytest.mark.parametrize("path", ["/health", "/robots.txt", "/limits", "/problem/time-limit", "/static/marsgraph.css"])
def test_small_routes(small: Served, path: str) -> None:
    """What monitors, crawlers and pages ask for is there."""
    assert 200 == small.ask("GET", path).status


def test_any_wsgi_server() -> None:
    """The application answers under any WSGI server, here Werkzeug's client, with query processes of its own."""
    with workers_for(Settings(project=Project.at(ROOT), data=(SMALL,))) as settings:
        answer = Client(create_app(settings)).get(query_path(ASK))

        assert (200, True) == (answer.status_code, answer.get_json(force=True)["boolean"])
        answer.close()


def test_unforeseen(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """A fault of ours is told by a number that stands in the log, and by nothing else."""

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("a secret")

    app = create_app(Settings(project=Project.at(ROOT), workers="/nowhere", version="1"))
    monkeypatch.setattr("marsgraph.endpoint.screening.screen", fail)

    answer = Client(app).get(query_path(ASK))

    assert 500 == answer.status_code
    assert "secret" not in answer.get_data(as_text=True)
    assert answer.get_json(force=True)["fault"] in caplog.text


def test_engine_failed() -> None:
    """Without query processes, a query is refused as the engine's failure and no other."""
    app = create_app(Settings(project=Project.at(ROOT), workers="/nowhere", version="1"))

    answers = [Client(app).get(path) for path in (query_path(ASK), "/ready", "/id/sputnik-24")]

    assert [503] * 3 == [answer.status_code for answer in answers]
    assert {"engine-failed"} == {answer.get_json(force=True)["type"].rpartition("/")[2] for answer in answers}


def test_sixth_version(start: Callable[..., Served]) -> None:
    """The server listens at an address of IPv6, too, and tells it as browsers want it."""
    with socket.socket(socket.AF_INET6) as probe:
        try:
            probe.bind(("::1", 0))
        except OSError:
            pytest.skip("this machine has no IPv6")
    server = start("--data", str(SMALL), "--processes", "1", "--host", "::1")

    assert ("::1", 200) == (server.host, server.query(ASK).status)
