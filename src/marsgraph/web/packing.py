"""Compressing what is sent, in the coding that its caller prefers: Zstandard, which is quicker and smaller, or gzip.

One level of each for everything: what is kept and what is made anew are the same bytes under the same entity tag.
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

ZSTD: Final = "zstd"
GZIP: Final = "gzip"
CODINGS: Final = (ZSTD, GZIP)
"""What there is, the better first: Zstandard takes a third of the time."""

_ALIASES: Final = {"x-gzip": GZIP}
_PLAIN: Final = "identity"
_ANY: Final = "*"
_GZIP_LEVEL: Final = 1
"""Its quickest, which is already most of what it saves."""
_GZIP_WINDOW: Final = 31
_ZSTD_LEVEL: Final = 3
_PIECE: Final = 256 * 1024


@dataclass(frozen=True, slots=True)
class Choice:
    """How a caller wants an answer."""

    coding: str
    """The coding that it prefers; empty for none."""
    plain: bool
    """Whether it takes an answer as it is, too."""


@lru_cache(maxsize=256)
def choose(accepted: str) -> Choice:
    """Read `Accept-Encoding`: the highest quality decides, and among equals our order."""
    told = dict(_entries(accepted))
    any_ = told.get(_ANY)
    qualities = {coding: told.get(coding, 0.0) for coding in CODINGS}
    if any_ is not None and GZIP not in told:
        qualities[GZIP] = any_  # what anybody reads who reads anything
    plain = told.get(_PLAIN, 0.0 if any_ == 0 else None)
    best = max(CODINGS, key=lambda coding: qualities[coding])
    wanted = qualities[best] > 0 and (plain is None or qualities[best] >= plain)
    return Choice(best if wanted else "", plain is None or plain > 0)


def _entries(accepted: str) -> Iterator[tuple[str, float]]:
    """The codings with their qualities; an entry that cannot be read is left out."""
    for entry in accepted.lower().split(","):
        name, *parameters = (part.strip() for part in entry.split(";"))
        told = [part.partition("=")[2] for part in parameters if part.partition("=")[0].strip() == "q"]
        try:
            quality = float(told[0]) if told else 1.0
        except ValueError:
            continue
        if name and 0 <= quality <= 1:
            yield _ALIASES.get(name, name), quality


def packed(chunks: Iterable[bytes], coding: str) -> bytes:
    """Compress; the same bytes give the same bytes, for there is no time in them."""
    data = b"".join(chunks)
    if coding == ZSTD:
        return zstd.compress(data, _ZSTD_LEVEL)
    packer = zlib.compressobj(_GZIP_LEVEL, wbits=_GZIP_WINDOW)
    return packer.compress(data) + packer.flush()


def packing(chunks: Iterable[bytes], coding: str) -> Iterator[bytes]:
    """Compress what is too long to be held, while it is sent; in pieces of one length, wherever they come from."""
    if coding == ZSTD:
        packer: zstd.ZstdCompressor | zlib._Compress = zstd.ZstdCompressor(_ZSTD_LEVEL)
    else:
        packer = zlib.compressobj(_GZIP_LEVEL, wbits=_GZIP_WINDOW)
    for chunk in chunks:
        for at in range(0, len(chunk), _PIECE):
            if piece := packer.compress(chunk[at : at + _PIECE]):
                yield piece
    yield packer.flush()
