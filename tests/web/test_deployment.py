"""What the page about deployment tells to write, given to the very programs, where they are."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from served import PATIENCE, ROOT, Got, Served, query_path

PAGE = (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")
MODULES = Path("/usr/lib/apache2/modules")
EXPOSURE = 20
"""The most that systemd may find of what the unit leaves open, of a hundred."""


def block(language: str) -> str:
    """A block of the page."""
    (found,) = re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    return str(found)


def program(name: str) -> str:
    """Where a program is; skips the test where it is not."""
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")
    if not found:
        pytest.skip(f"{name} is not installed")
    return found


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@contextmanager
def running(command: Callable[[Path, int], list[str]]) -> Iterator[int]:
    """Run a program in a folder that it may read without being root, until its port answers; give the port."""
    with tempfile.TemporaryDirectory() as name:
        folder, port = Path(name), free_port()
        folder.chmod(0o777)
        user = "nobody" if os.getuid() == 0 else None
        with (
            (folder / "log").open("wb") as log,
            subprocess.Popen(command(folder, port), stdout=log, stderr=log, user=user) as process,
        ):
            try:
                wait_for(port, process, folder / "log")
                yield port
            finally:
                process.terminate()


def wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until something answers at a port."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(log.read_text(encoding="utf-8"))


def ask(port: int, method: str, path: str, body: bytes | None = None, **headers: str) -> Got:
    """Ask a program on a port."""
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as connection:
        connection.request(method, path, body, fields)
        answer = connection.getresponse()
        return Got(answer.status, answer.headers, answer.read())


def test_unit(tmp_path: Path) -> None:
    """The unit is what systemd understands, and leaves little open."""
    analyze = program("systemd-analyze")
    unit = tmp_path / "marsgraph.service"
    unit.write_text(block("ini").replace("/opt/marsgraph/bin/marsgraph", sys.executable), encoding="utf-8")
    checks = (["verify"], ["security", "--offline=true", f"--threshold={EXPOSURE}"])
    got = [
        subprocess.run([analyze, *check, str(unit)], capture_output=True, text=True, check=False) for check in checks
    ]
    if "Unknown" in got[1].stderr or "unrecognized" in got[1].stderr:
        pytest.skip("this systemd cannot tell how exposed a unit is without running it")

    assert [0, 0] == [one.returncode for one in got], [one.stdout + one.stderr for one in got]


def nginx(folder: Path, port: int, behind: int) -> list[str]:
    """Write nginx's configuration with the page's block in it."""
    paths = "\n".join(f"{name}_temp_path {folder};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    server = block("nginx").replace("127.0.0.1:8000", f"127.0.0.1:{behind}")
    text = (
        f"daemon off; pid {folder}/pid; error_log stderr; events {{}}\n"
        f"http {{ access_log off; {paths}\nserver {{ listen 127.0.0.1:{port};\n{server}\n}} }}\n"
    )
    (folder / "conf").write_text(text, encoding="utf-8")
    return [program("nginx"), "-e", "stderr", "-c", str(folder / "conf")]


def test_behind_nginx(start: Callable[..., Served]) -> None:
    """Behind nginx, below a path: answers, redirects, long queries, our own refusals; no metrics."""
    program("nginx")
    server = start("--base-path", "/mars", "--proxies", "1")
    long = query_path(f"ASK {{}} # {'x' * 20_000}")
    with running(lambda folder, port: nginx(folder, port, server.port)) as port:
        thing = ask(port, "GET", "/mars/id/mars-1", Accept="text/turtle")
        large = ask(port, "POST", "/mars/sparql", b"x" * 4_500_000, Content_Type="application/sparql-query")

        assert [200, 403] == [ask(port, "GET", path).status for path in (f"/mars{long}", "/mars/metrics")]
        assert (303, "/mars/data/mars-1.ttl") == (thing.status, urlsplit(thing.header("Location")).path)
        assert (413, "application/problem+json") == (large.status, large.header("Content-Type"))


def apache(folder: Path, port: int) -> list[str]:
    """Write Apache's configuration, and the page's rules where w3id.org has them."""
    modules = ("mpm_event", "authz_core", "rewrite")
    loaded = "\n".join(f"LoadModule {name}_module {MODULES}/mod_{name}.so" for name in modules)
    text = (
        f"ServerName localhost\nListen 127.0.0.1:{port}\nPidFile {folder}/pid\nErrorLog {folder}/errors\n{loaded}\n"
        f"DocumentRoot {folder}/w3id\n<Directory {folder}/w3id>\nAllowOverride All\n</Directory>\n"
    )
    (folder / "w3id" / "marsgraph").mkdir(parents=True)
    (folder / "w3id" / "marsgraph" / ".htaccess").write_text(block("apache"), encoding="utf-8")
    (folder / "conf").write_text(text, encoding="utf-8")
    return [program("apache2"), "-d", str(folder), "-f", str(folder / "conf"), "-DFOREGROUND"]


def test_identifiers(shipped: Served) -> None:
    """By Apache's rules an identifier leads to a server of ours, with what was asked, and there to an answer."""
    program("apache2")
    if not (MODULES / "mod_rewrite.so").is_file():
        pytest.skip("Apache's modules are not where Debian has them")
    paths = ("/id/sputnik-24", "/ns", "/data/mars-1.ttl", "/sparql?query=ASK%7B%7D")
    with running(apache) as port:
        got = [ask(port, "GET", f"/marsgraph{path}") for path in paths]

    assert [(303, f"https://example.org/mars{path}") for path in paths] == [
        (one.status, one.header("Location")) for one in got
    ]
    assert {200, 303} >= {shipped.ask("GET", path).status for path in paths}
