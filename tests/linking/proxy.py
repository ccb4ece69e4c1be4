"""A proxy on loopback that passes queries on to a real server and spoils its answers as it is told."""

from __future__ import annotations

import json
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Proxy:
    """What the proxy does with the next requests, and what it has seen."""

    def __init__(self, target: str) -> None:
        self.target = target
        self.faults: list[str] = []
        """One for each request to come: ok, 429, 503, 500, 403, html, deep, cut, short, reset, slow, long wait."""
        self.rows = 0
        """So many rows every answer has at most, where more than none."""
        self.seen: list[dict[str, str]] = []
        self.url = ""


class _Handler(BaseHTTPRequestHandler):
    proxy: Proxy

    def do_POST(self) -> None:
        proxy = self.proxy
        body = self.rfile.read(int(self.headers["Content-Length"]))
        proxy.seen.append(dict(self.headers.items()) | {"body": body.decode()})
        fault = proxy.faults.pop(0) if proxy.faults else "ok"
        getattr(self, f"_{fault.replace(' ', '_')}", self._status)(fault, body)

    def _ok(self, _fault: str, body: bytes) -> None:
        self._answer(200, self._limited(self._passed_on(body)))

    def _limited(self, content: bytes) -> bytes:
        if not self.proxy.rows:
            return content
        answer = json.loads(content)
        answer["results"]["bindings"] = answer["results"]["bindings"][: self.proxy.rows]
        return json.dumps(answer).encode()

    def _status(self, fault: str, _body: bytes) -> None:
        self._answer(int(fault), b"busy", {"Content-Type": "text/plain"})

    def _429(self, _fault: str, _body: bytes) -> None:
        self._answer(429, b"slow down", {"Retry-After": "7"})

    def _long_wait(self, _fault: str, _body: bytes) -> None:
        self._answer(503, b"come back tomorrow", {"Retry-After": "86400"})

    def _html(self, _fault: str, _body: bytes) -> None:
        self._answer(200, b"<html><body>Sorry</body></html>", {"Content-Type": "text/html"})

    def _deep(self, _fault: str, _body: bytes) -> None:
        self._answer(200, b"[" * 100_000)

    def _cut(self, _fault: str, body: bytes) -> None:
        whole = self._passed_on(body)
        self._answer(200, whole[: len(whole) // 2], {"Content-Length": str(len(whole))})

    def _short(self, _fault: str, body: bytes) -> None:
        whole = self._passed_on(body)
        self._answer(200, whole[: len(whole) // 2])

    def _reset(self, _fault: str, _body: bytes) -> None:
        self.close_connection = True

    def _slow(self, _fault: str, body: bytes) -> None:
        time.sleep(1.5)
        self._ok("ok", body)

    def _passed_on(self, body: bytes) -> bytes:
        headers = {"Accept": self.headers["Accept"], "Content-Type": self.headers["Content-Type"]}
        request = urllib.request.Request(self.proxy.target, data=body, headers=headers)  # noqa: S310 - loopback
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            content: bytes = answer.read()
        return content

    def _answer(self, status: int, content: bytes, headers: dict[str, str] | None = None) -> None:
        told = {"Content-Type": "application/sparql-results+json", "Content-Length": str(len(content))}
        self.send_response(status)
        for name, value in (told | (headers or {})).items():
            self.send_header(name, value)
        self.end_headers()
        try:
            self.wfile.write(content)
        except BrokenPipeError:
            self.close_connection = True

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@contextmanager
def running(target: str) -> Iterator[Proxy]:
    """Run a proxy before a server."""
    proxy = Proxy(target)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"proxy": proxy}))
    server.daemon_threads = True
    proxy.url = f"http://127.0.0.1:{server.server_address[1]}/sparql"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield proxy
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
