"""`/sparql` as a thin WSGI layer: read the request, hand it to a worker, answer. Flask is not on this way."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from http import HTTPStatus
from time import monotonic
from typing import Final

from marsgraph.endpoint import description, preparing, request, versions
from marsgraph.endpoint.formats import HTML, Format
from marsgraph.endpoint.preparing import Prepared
from marsgraph.endpoint.problems import raised
from marsgraph.endpoint.request import ACCEPT_QUERY, ALLOW, SparqlRequest
from marsgraph.endpoint.screening import Bounds
from marsgraph.terms import read_prefixes
from marsgraph.web import addresses, bodies, errors, reply, work
from marsgraph.web.accesslog import AccessLog, Told
from marsgraph.web.asking import QueryPages
from marsgraph.web.engine import Engine
from marsgraph.web.kept import Held
from marsgraph.web.metrics import Metrics
from marsgraph.web.reply import FRESH, NEVER, PREFLIGHT, VARY, Environ, Reply
from marsgraph.web.sending import Sending
from marsgraph.web.settings import Settings

PATH: Final = "/sparql"
ID_HEADER: Final = "Query-Id"

_ID: Final = re.compile(r"[A-Za-z0-9._~-]{16,128}")
_ID_HINT: Final = "Give 16 to 128 letters, digits or -._~ that nobody can guess, such as a random UUID."
_HINT_LENGTH: Final = 200


class Endpoint:
    """Answers requests to `/sparql`."""

    def __init__(self, settings: Settings, engine: Engine, metrics: Metrics) -> None:
        self._settings = settings
        self._engine = engine
        self._metrics = metrics
        self._pages = QueryPages(settings, engine)
        self._bounds = Bounds()
        self._prefixes = read_prefixes(settings.project.context)
        self._described = lru_cache(maxsize=64)(self._describe)
        self._sending = Sending(settings.sending, settings.patience)
        self._log = AccessLog() if settings.access_log else None

    def answer(self, environ: Environ, began: float) -> tuple[Reply, Told]:
        """Answer one request, whatever happens, and say what was told of it; `began` is when it came."""
        told = Told()
        try:
            answered = self._answer(environ, told)
            finished = reply.finish(answered, environ)
            self._sending.admit(finished, environ)
            told.outcome = str(int(answered.status))
        except Exception as error:  # noqa: BLE001 - every error becomes an answer here
            problem = errors.problem_of(error)
            told.outcome, told.rows = problem.kind, 0
            root = environ.get("SCRIPT_NAME", "")
            accept = environ.get("HTTP_ACCEPT")
            answered = errors.problem_reply(problem, accept, root=root, version=self._settings.version)
            finished = reply.finish(answered, environ)
        told.status, told.length = int(answered.status), answered.length
        self.tell(environ, told, monotonic() - began)
        return finished, told

    def _answer(self, environ: Environ, told: Told) -> Reply:
        asked = self._read(environ)
        told.digest = _digest_of(asked.query)
        if asked.method == "OPTIONS":
            return options()
        if asked.query is None:
            return self._description(environ, asked)
        prepared = self._prepare(asked)
        headers = _headers_of(environ, prepared.format, prepared.etag)
        if held := reply.held_tag(prepared.etag, environ):
            return reply.not_modified(headers, held)
        return self._ask(environ, asked, prepared, headers, told)

    def _read(self, environ: Environ) -> SparqlRequest:
        names = {"accept": "HTTP_ACCEPT", "content-type": "CONTENT_TYPE", "content-encoding": "HTTP_CONTENT_ENCODING"}
        fields = {name: environ[key] for name, key in names.items() if environ.get(key)}
        method = environ["REQUEST_METHOD"]
        query_string = environ.get("QUERY_STRING", "").encode("latin-1")
        body = bodies.read(environ) if method in {"POST", "QUERY"} else b""
        return request.read(method, query_string, fields, body, longest=bodies.LONGEST)

    def _prepare(self, asked: SparqlRequest) -> Prepared:
        """What a worker is asked for; what must not reach the engine is refused."""
        settings = self._settings
        return preparing.prepare(asked, self._prefixes, settings.version, bounds=self._bounds, row_limit=settings.rows)

    def _ask(
        self, environ: Environ, asked: SparqlRequest, prepared: Prepared, headers: dict[str, str], told: Told
    ) -> Reply:
        seconds = asked.seconds(self._settings.seconds)
        ask = self._engine.ask if prepared.etag else self._engine.run
        answer = ask(prepared.payload, environ, name=_id_of(environ), seconds=seconds)
        told.rows = answer.facts["rows"]
        told.once = not (isinstance(answer.body, Held) and answer.body.again)
        if answer.facts["truncated"]:
            headers["Answer-Truncated"] = f"maxrows={asked.max_rows}"
        if answer.facts["hints"]:
            headers["Query-Hint"] = _in_header(answer.facts["hints"])
        return Reply(HTTPStatus.OK, answer.body, headers)

    # ---- Without a query

    def _description(self, environ: Environ, asked: SparqlRequest) -> Reply:
        form = description.choose(asked.accept, asked.format)
        if form is HTML:
            return self._pages.page(environ)
        address = addresses.public_root(self._settings, environ) + PATH
        etag = versions.tag(self._settings.version, "description", address, form.media_type)
        body = self._described(address, form)
        return Reply(HTTPStatus.OK, body, {**_headers_of(environ, form, etag), "Accept-Query": ACCEPT_QUERY})

    def _describe(self, address: str, form: Format) -> bytes:
        payload = work.ask_description(self._settings.service(address), form)
        return self._engine.run(payload, {}).body.read()

    # ---- Afterwards

    def tell(self, environ: Environ, told: Told, seconds: float) -> None:
        """Count one request, and log it."""
        self._metrics.count(told.outcome, seconds, told.rows, told.length)
        if self._log:
            self._log.add(environ["REQUEST_METHOD"], PATH, told, seconds)


def _digest_of(query: str | None) -> str:
    return hashlib.sha256(query.encode()).hexdigest()[:16] if query else "-"


def options() -> Reply:
    """What the endpoint can do, also for a browser that asks before it lets a script ask."""
    headers = {
        "Allow": ALLOW,
        "Accept-Query": ACCEPT_QUERY,
        "Accept-Post": ACCEPT_QUERY,
        "Access-Control-Allow-Methods": ALLOW,
        "Access-Control-Max-Age": PREFLIGHT,
        "Cache-Control": FRESH,
    }
    return Reply(HTTPStatus.NO_CONTENT, b"", headers)


def _headers_of(environ: Environ, form: Format, etag: str | None) -> dict[str, str]:
    headers = {"Content-Type": form.content_type, "Vary": VARY, "Cache-Control": FRESH}
    headers["Link"] = f'<{environ.get("SCRIPT_NAME", "")}{PATH}>; rel="service-desc"'
    if environ["REQUEST_METHOD"] == "POST" or etag is None:
        return headers | {"Cache-Control": NEVER}
    return headers | {"ETag": etag}


def _id_of(environ: Environ) -> str | None:
    """The name that the caller gave the query, to stop it by."""
    name: str | None = environ.get("HTTP_QUERY_ID")
    if name is not None and not _ID.fullmatch(name):
        raise raised("bad-parameter", f"{ID_HEADER} is no name for a query.", _ID_HINT, parameter=ID_HEADER)
    return name


def _in_header(hints: list[str]) -> str:
    text = " ".join(hints)[:_HINT_LENGTH]
    return "".join(char if " " <= char <= "~" else "?" for char in text)
