"""An answer on its way out: status, headers and body, with what HTTP asks of every answer.

Entity tags and 304, HEAD, compression where it pays, length where it is known. Knows neither Flask nor SPARQL.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Any, Final, TypeAlias

from marsgraph.endpoint import versions
from marsgraph.endpoint.problems import raised
from marsgraph.web.kept import Held
from marsgraph.web.packing import CODINGS, ZSTD, choose, packed, packing
from marsgraph.workers import Body

Environ: TypeAlias = Mapping[str, Any]
Headers: TypeAlias = list[tuple[str, str]]
StartResponse: TypeAlias = Callable[..., Any]

FRESH: Final = "public, max-age=60, stale-while-revalidate=600"
PREFLIGHT: Final = "86400"
"""The seconds for which a browser keeps the answer to a preflight."""
NEVER: Final = "no-store"
VARY: Final = "Accept, Accept-Encoding"
PAGE_POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
EVERYWHERE: Final[Headers] = [
    ("Access-Control-Allow-Origin", "*"),
    (
        "Access-Control-Expose-Headers",
        "Accept-Query, Allow, Answer-Truncated, Content-Location, Data-Version, ETag, Link, Query-Hint, Retry-After",
    ),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
]

_WORTH_IT: Final = 1024
_HELD: Final = 8 * 1024 * 1024
"""What is longer is compressed while it is sent, so its length is not known before: by Zstandard, which keeps up."""
_OLD: Final = frozenset({"HTTP/1", "HTTP/1.0"})
"""Callers of before 1999 take the end of the connection for the end of an answer of unknown length."""
_NO_BODY: Final = frozenset({HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED})
_SAFE: Final = frozenset({"GET", "HEAD", "QUERY"})
_PHRASES: Final = {status.value: f"{status.value} {status.phrase}" for status in HTTPStatus}


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as the application gives it."""

    status: int
    body: bytes | Body = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    packing: str = ""
    """The coding in which a long body is compressed while it is sent."""

    @property
    def length(self) -> int:
        """The bytes of the body."""
        return len(self.body) if isinstance(self.body, bytes) else self.body.length


class Stream:
    """A body that is read from its file while it is sent, and closed whatever happens."""

    def __init__(self, body: Body, coding: str) -> None:
        self._body = body
        self._chunks = packing(body, coding) if coding else iter(body)

    def __iter__(self) -> Stream:
        return self

    def __next__(self) -> bytes:
        return next(self._chunks)

    def close(self) -> None:
        """Give the file back; WSGI servers call this at the end and when the caller is gone."""
        self._body.close()


def finish(reply: Reply, environ: Environ) -> Reply:
    """Make an answer fit the request: 304 for what the caller holds already, compressed for who reads that."""
    etag = reply.headers.get("ETag")
    if held := held_tag(etag, environ) or (etag if _holds_anything(environ) else None):
        _close(reply)
        return not_modified(reply.headers, held)
    accepted = environ.get("HTTP_ACCEPT_ENCODING")
    return _in_coding(reply, accepted, environ) if accepted else reply


def held_tag(etag: str | None, environ: Environ) -> str | None:
    """The entity tag under which a caller holds what this one names, compressed or not; none if it does not.

    Who holds it once had an answer, so this may be asked before there is one; a star means any, and has to wait.
    """
    asked = environ.get("HTTP_IF_NONE_MATCH")
    if not (asked and etag) or environ["REQUEST_METHOD"] not in _SAFE or _holds_anything(environ):
        return None
    return next((tag for tag in (etag, *_marked_all(etag)) if versions.matches(asked, tag)), None)


def _holds_anything(environ: Environ) -> bool:
    asked = environ.get("HTTP_IF_NONE_MATCH", "")
    return environ["REQUEST_METHOD"] in _SAFE and asked.strip() == "*"


def not_modified(headers: Mapping[str, str], etag: str) -> Reply:
    """Say that the caller has it."""
    kept = {name: headers[name] for name in ("Cache-Control", "Vary", "Content-Location", "Link") if name in headers}
    return Reply(HTTPStatus.NOT_MODIFIED, b"", {**kept, "ETag": etag})


def status_of(reply: Reply) -> str:
    """The status as WSGI wants it."""
    return _PHRASES.get(reply.status, str(reply.status))


def headers_of(reply: Reply, more: Headers) -> Headers:
    """All headers of an answer, with its length."""
    headers = [*reply.headers.items(), *EVERYWHERE, *more]
    if reply.status not in _NO_BODY and not reply.packing:
        headers.append(("Content-Length", str(reply.length)))
    return headers


def body_of(reply: Reply, environ: Environ) -> Iterable[bytes]:
    """The body as WSGI wants it."""
    if environ["REQUEST_METHOD"] == "HEAD" or reply.status in _NO_BODY:
        _close(reply)
        return []
    if isinstance(reply.body, bytes):
        return [reply.body]
    if reply.body.descriptor is None and not reply.packing:
        return [reply.body.read()]
    return Stream(reply.body, reply.packing)


def _close(reply: Reply) -> None:
    if isinstance(reply.body, Body):
        reply.body.close()


# ---- Compression


def _in_coding(reply: Reply, accepted: str, environ: Environ) -> Reply:
    """An answer in the coding that its caller prefers, where that pays or nothing else is accepted."""
    choice = choose(accepted)
    if reply.status in _NO_BODY or "Content-Encoding" in reply.headers:
        return reply
    if not choice.plain and not choice.coding and reply.status == HTTPStatus.OK:
        _close(reply)
        hint = "Accept one of the codings that there are, or identity."
        raise raised("not-acceptable", "Every coding is refused, and none, too.", hint, available=[*CODINGS])
    if not choice.coding or (choice.plain and not _pays(reply, choice.coding, environ)):
        return reply
    headers = {**reply.headers, "Content-Encoding": choice.coding}
    if "ETag" in headers:
        headers["ETag"] = _marked(headers["ETag"], choice.coding)
    if reply.length > _HELD and isinstance(reply.body, Body):
        return replace(reply, headers=headers, packing=choice.coding)
    return replace(reply, body=_packed(reply, choice.coding), headers=headers)


def _pays(reply: Reply, coding: str, environ: Environ) -> bool:
    """Whether compressing takes less time than it saves to most callers."""
    keeps_up = coding == ZSTD and environ.get("SERVER_PROTOCOL") not in _OLD
    return reply.length >= _WORTH_IT and (reply.length <= _HELD or keeps_up)


def _packed(reply: Reply, coding: str) -> bytes:
    if isinstance(reply.body, bytes):
        return packed([reply.body], coding)
    body = reply.body.packed(coding) if isinstance(reply.body, Held) else packed(reply.body, coding)
    _close(reply)
    return body


def _marked_all(etag: str) -> list[str]:
    return [_marked(etag, coding) for coding in CODINGS]


def _marked(etag: str, coding: str) -> str:
    """The entity tag of the compressed form: other bytes, so another tag."""
    return f'{etag[:-1]}-{coding}"'
