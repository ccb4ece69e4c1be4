"""One request and its response, over HTTP and nothing else."""

from __future__ import annotations

import http.client
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

PATH = "/sparql"


@dataclass(frozen=True)
class Response:
    """What came back."""

    status: int
    media_type: str
    body: bytes


def send(
    address: str, method: str, path: str, headers: Mapping[str, str] | None = None, body: bytes | None = None
) -> Response:
    """Send a request as it stands; no header is added but those that HTTP demands."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
    try:
        connection.request(method, path, body, dict(headers or {}))
        response = connection.getresponse()
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        return Response(response.status, kind, response.read())
    finally:
        connection.close()


def ask(address: str, query: str, dataset: list[tuple[str, str]], accept: str) -> Response:
    """Send a query by GET, with the graphs that it is about."""
    return send(address, "GET", f"{PATH}?{urlencode([('query', query), *dataset])}", {"Accept": accept})
