"""Compressing what is sent: gzip at its quickest, which is already most of what it saves."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from typing import Final

_LEVEL: Final = 1
_GZIP_WINDOW: Final = 31


def packed(chunks: Iterable[bytes]) -> bytes:
    """Compress; the same bytes give the same bytes, for there is no time in them."""
    packer = zlib.compressobj(_LEVEL, wbits=_GZIP_WINDOW)
    return b"".join([*map(packer.compress, chunks), packer.flush()])
