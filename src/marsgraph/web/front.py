"""What every request meets first: base path, proxies, `/sparql`, and the headers that all answers have."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import closing
from http import HTTPStatus
from time import monotonic
from typing import Any, Final, TypeAlias, cast

from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wsgi import ClosingIterator

from marsgraph.endpoint.problems import Problem
from marsgraph.web import errors, ready, reply
from marsgraph.web.accesslog import Told
from marsgraph.web.metrics import Metrics
from marsgraph.web.ready import Key, Shelf
from marsgraph.web.reply import EVERYWHERE, PREFLIGHT, Headers, Reply, StartResponse
from marsgraph.web.settings import Settings
from marsgraph.web.sparql import PATH, Endpoint

Wsgi: TypeAlias = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]

_ASKED: Final = "HTTP_ACCESS_CONTROL_REQUEST_HEADERS"
_ALLOW: Final = {
    "/queries/": "DELETE, OPTIONS",
    "/editor/labels": "POST, OPTIONS",
    "/editor/views": "POST, OPTIONS",
}
"""What can be done at the addresses that are not there to be read."""


class Front:
    """A WSGI application before the Flask application."""

    def __init__(self, settings: Settings, endpoint: Endpoint, behind: Wsgi, shelf: Shelf, metrics: Metrics) -> None:
        self._settings = settings
        self._metrics = metrics
        self._endpoint = endpoint
        self._behind = behind
        self._shelf = shelf

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request, at once if the answer is ready."""
        began = monotonic()
        key = ready.key_of(environ)
        found = self._shelf.find(key) if key else None
        if found is None:
            return self._answer(environ, start_response, key, began)
        start_response(found.status, found.headers.copy())
        if found.body:
            self._metrics.cache("kept")
        if found.told:
            self._endpoint.tell(environ, found.told, monotonic() - began)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [found.body]

    def _answer(
        self, environ: dict[str, Any], start_response: StartResponse, key: Key | None, began: float
    ) -> Iterable[bytes]:
        if not self._enter(environ):
            return self._send(self._outside(environ), environ, start_response)
        if environ["PATH_INFO"] == PATH:
            answered, told = self._endpoint.answer(environ, began)
            return self._send(answered, environ, start_response, key, told)
        if environ["REQUEST_METHOD"] == "OPTIONS":
            return self._send(options(environ["PATH_INFO"]), environ, start_response)
        return self._from_behind(environ, start_response, key)

    def _send(
        self,
        answer: Reply,
        environ: dict[str, Any],
        start_response: StartResponse,
        key: Key | None = None,
        told: Told | None = None,
    ) -> Iterable[bytes]:
        headers = reply.headers_of(answer, self._more(environ))
        if key and told and not told.once:
            self._shelf.put(key, answer, headers, told)
        start_response(reply.status_of(answer), headers)
        return reply.body_of(answer, environ)

    def _from_behind(self, environ: dict[str, Any], start_response: StartResponse, key: Key | None) -> Iterable[bytes]:
        more = [*EVERYWHERE, *self._more(environ)]
        sent: list[Headers] = []

        def begin(status: str, headers: Headers, *exc_info: Any) -> Any:
            sent.append([*headers, *more])
            return start_response(status, sent[-1], *exc_info)

        body = self._behind(environ, begin)
        answer = environ.get(ready.REPLY)
        if key and answer and sent:
            self._shelf.put(key, answer, sent[-1], None)
        if answer is None:
            return body
        with closing(cast("ClosingIterator", body)):
            return list(body)  # a list is sent without this thread

    def _enter(self, environ: dict[str, Any]) -> bool:
        """Move the base path to where WSGI wants it; tell whether the request is below it."""
        base, path = self._settings.base_path, environ.get("PATH_INFO", "")
        if not base or environ.get("SCRIPT_NAME") == base:
            return True
        if path != base and not path.startswith(base + "/"):
            return False
        environ["SCRIPT_NAME"], environ["PATH_INFO"] = base, path[len(base) :] or "/"
        return True

    def _outside(self, environ: dict[str, Any]) -> Reply:
        base = self._settings.base_path
        problem = Problem("not-found", "Nothing is at this address.", f"Everything is below {base}/.")
        accept = environ.get("HTTP_ACCEPT")
        return errors.problem_reply(problem, accept, root=base, version=self._settings.version)

    def _more(self, environ: dict[str, Any]) -> Headers:
        """The version, and for a browser's preflight the headers that it asks to send, whichever they are."""
        more = [("Data-Version", self._settings.version)]
        if environ["REQUEST_METHOD"] == "OPTIONS":
            more.append(("Access-Control-Allow-Headers", environ.get(_ASKED) or "*"))
        return more


def options(path: str) -> Reply:
    """What can be done at an address other than the endpoint's, also for a browser that asks beforehand."""
    allow = next((allow for start, allow in _ALLOW.items() if path.startswith(start)), "GET, HEAD, OPTIONS")
    headers = {"Allow": allow, "Access-Control-Allow-Methods": allow, "Access-Control-Max-Age": PREFLIGHT}
    return Reply(HTTPStatus.NO_CONTENT, b"", headers)


def behind_proxies(application: Wsgi, count: int) -> Wsgi:
    """Believe what this many proxies in front tell of the caller."""
    if not count:
        return application
    return ProxyFix(application, x_for=count, x_proto=count, x_host=count, x_prefix=count)
