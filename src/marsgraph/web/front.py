"""What every request meets first: base path, proxies, `/sparql`, and the headers that all answers have."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any, Final, TypeAlias

from werkzeug.middleware.proxy_fix import ProxyFix

from marsgraph.endpoint.problems import Problem
from marsgraph.web import errors, reply
from marsgraph.web.reply import EVERYWHERE, PREFLIGHT, Headers, Reply, StartResponse
from marsgraph.web.settings import Settings
from marsgraph.web.sparql import PATH, Endpoint

Wsgi: TypeAlias = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]

_ASKED: Final = "HTTP_ACCESS_CONTROL_REQUEST_HEADERS"


class Front:
    """A WSGI application before the Flask application."""

    def __init__(self, settings: Settings, endpoint: Endpoint, behind: Wsgi) -> None:
        self._settings = settings
        self._endpoint = endpoint
        self._behind = behind

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        if not self._enter(environ):
            return self._outside(environ, start_response)
        if environ["PATH_INFO"] == PATH:
            return reply.start(self._endpoint.answer(environ), environ, start_response, self._more(environ))
        if environ["REQUEST_METHOD"] == "OPTIONS":
            return reply.start(options(environ["PATH_INFO"]), environ, start_response, self._more(environ))
        return self._behind(environ, self._with_headers(environ, start_response))

    def _enter(self, environ: dict[str, Any]) -> bool:
        """Move the base path to where WSGI wants it; tell whether the request is below it."""
        base, path = self._settings.base_path, environ.get("PATH_INFO", "")
        if not base or environ.get("SCRIPT_NAME") == base:
            return True
        if path != base and not path.startswith(base + "/"):
            return False
        environ["SCRIPT_NAME"], environ["PATH_INFO"] = base, path[len(base) :] or "/"
        return True

    def _outside(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        base = self._settings.base_path
        problem = Problem("not-found", "Nothing is at this address.", f"Everything is below {base}/.")
        accept = environ.get("HTTP_ACCEPT")
        answer = errors.problem_reply(problem, accept, root=base, version=self._settings.version)
        return reply.start(answer, environ, start_response, self._more(environ))

    def _more(self, environ: dict[str, Any]) -> Headers:
        """The version, and for a browser's preflight the headers that it asks to send, whichever they are."""
        more = [("Data-Version", self._settings.version)]
        if environ["REQUEST_METHOD"] == "OPTIONS":
            more.append(("Access-Control-Allow-Headers", environ.get(_ASKED) or "*"))
        return more

    def _with_headers(self, environ: dict[str, Any], start_response: StartResponse) -> StartResponse:
        more = [*EVERYWHERE, *self._more(environ)]

        def begin(status: str, headers: Headers, *exc_info: Any) -> Any:
            return start_response(status, [*headers, *more], *exc_info)

        return begin


def options(path: str) -> Reply:
    """What can be done at an address other than the endpoint's, also for a browser that asks beforehand."""
    allow = "DELETE, OPTIONS" if path.startswith("/queries/") else "GET, HEAD, OPTIONS"
    headers = {"Allow": allow, "Access-Control-Allow-Methods": allow, "Access-Control-Max-Age": PREFLIGHT}
    return Reply(HTTPStatus.NO_CONTENT, b"", headers)


def behind_proxies(application: Wsgi, count: int) -> Wsgi:
    """Believe what this many proxies in front tell of the caller."""
    if not count:
        return application
    return ProxyFix(application, x_for=count, x_proto=count, x_host=count, x_prefix=count)
