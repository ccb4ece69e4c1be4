"""The body of a request, read up to a limit, whether its length is told or it comes in chunks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from marsgraph.endpoint.problems import raised
from marsgraph.web.reply import Environ

LONGEST: Final = 4 * 1024 * 1024
_LONGEST_READ: Final = 32 * 1024 * 1024
_CHUNK: Final = 64 * 1024


def read(environ: Environ) -> bytes:
    """The body. Of one that is too long the rest is read and dropped, for a caller who still writes reads no answer."""
    if not environ.get("CONTENT_LENGTH") and not environ.get("wsgi.input_terminated"):
        return b""
    chunks: list[bytes] = []
    length = 0
    for chunk in _chunks_of(environ):
        length += len(chunk)
        if length <= LONGEST + _CHUNK:
            chunks.append(chunk)
        elif length > _LONGEST_READ:
            break
    if length > LONGEST:
        hint = "Send the data that the query speaks about in smaller parts."
        raise raised("query-too-long", "The body is too long.", hint, limit=LONGEST, value=length)
    return b"".join(chunks)


def _chunks_of(environ: Environ) -> Iterator[bytes]:
    length = environ.get("CONTENT_LENGTH") or ""
    left = int(length) if length.isdigit() else _LONGEST_READ + 1
    while left > 0 and (chunk := environ["wsgi.input"].read(min(left, _CHUNK))):
        left -= len(chunk)
        yield chunk
