"""Whole responses that were sent once and can be sent again as they are, found before anything is read or parsed.

A response may be kept when it says so itself: it has an entity tag, so it is the same for the same address and
headers as long as the data is, and its `Vary` names the headers that it depends on. All of those are in the key.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Final, TypeAlias

from marsgraph.web.accesslog import Told
from marsgraph.web.kept import Kept
from marsgraph.web.reply import FRESH, VARY, Environ, Headers, Reply, status_of

Key: TypeAlias = tuple[str | None, ...]

REPLY: Final = "marsgraph.reply"
"""Where the Flask application leaves what it answered."""
_HEADERS: Final = 1024
"""About the bytes that the headers of a response take."""
_IF_NONE_MATCH: Final = 4
"""Its place in a key."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A response as WSGI wants it."""

    status: str
    headers: Headers
    body: bytes
    told: Told | None
    """What the log tells of it, if it is an answer of the endpoint."""


class Shelf:
    """The responses that are ready."""

    def __init__(self, kept: Kept[Ready]) -> None:
        self._kept = kept

    def find(self, key: Key) -> Ready | None:
        """Give the response to a request with this key."""
        return self._kept.find(key)

    def put(self, key: Key, reply: Reply, headers: Headers, told: Told | None) -> None:
        """Keep a response, if it may be kept."""
        if not _may_be_kept(reply, key):
            return
        size = _HEADERS + reply.length + sum(len(part) for part in key if part)
        if self._kept.fits(size):
            body = reply.body if isinstance(reply.body, bytes) else reply.body.read()
            self._kept.keep(key, Ready(status_of(reply), headers, body, told), size)


def key_of(environ: Environ) -> Key | None:
    """All of a request that its answer may depend on; none where the request is not of the kind that repeats."""
    if environ["REQUEST_METHOD"] not in {"GET", "HEAD"} or "HTTP_QUERY_ID" in environ:
        return None
    get = environ.get
    return (
        get("PATH_INFO"),
        get("QUERY_STRING"),
        get("HTTP_ACCEPT"),
        get("HTTP_ACCEPT_ENCODING"),
        get("HTTP_IF_NONE_MATCH"),
        get("SCRIPT_NAME"),
        get("HTTP_HOST"),
        get("wsgi.url_scheme"),
    )


def _may_be_kept(reply: Reply, key: Key) -> bool:
    """Whether it is a whole answer that any cache might keep, or the 304 to one; no other to who asked for a 304."""
    headers = reply.headers
    whole = reply.status == HTTPStatus.OK and key[_IF_NONE_MATCH] is None and not reply.packing
    return (
        (whole or reply.status == HTTPStatus.NOT_MODIFIED)
        and "ETag" in headers
        and headers.get("Cache-Control") == FRESH
        and headers.get("Vary") == VARY
    )
