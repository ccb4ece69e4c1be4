"""The least that the WSGI server can do: an application that says hello, under the same server as MarsGraph."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from typing import Any

from granian.constants import HTTPModes, Interfaces
from granian.server import Server


def hello(_environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Say hello."""
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "5")])
    return [b"hello"]


def load(*_arguments: object, **_options: object) -> Callable[..., Iterable[bytes]]:
    """Give the application to a process of the server."""
    return hello


def main() -> None:
    """Serve on the port of the first argument, with as many processes as the second says."""
    server = Server(
        "hello",
        address="127.0.0.1",
        port=int(sys.argv[1]),
        interface=Interfaces.WSGI,
        workers=int(sys.argv[2]),
        blocking_threads=128,
        backpressure=1024,
        http=HTTPModes.http1,
        websockets=False,
    )
    server.serve(target_loader=load, wrap_loader=False)


if __name__ == "__main__":
    main()
