"""Which coding an answer goes out in, and that it is the same answer."""

from __future__ import annotations

import email.parser
import gzip
import socket
import sys
from collections.abc import Callable

import pytest
from served import PATIENCE, Served, query_path, text_of

from marsgraph.web.packing import choose, packed, packing

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

UNPACK: dict[str, Callable[[bytes], bytes]] = {"gzip": gzip.decompress, "zstd": zstd.decompress}


@pytest.mark.parametrize(
    ("coding", "plain", "accepted"),
    [
        ("", True, ""),
        ("", True, "br, deflate"),
        ("gzip", True, "gzip"),
        ("gzip", True, "X-GZIP"),
        ("zstd", True, "gzip, deflate, br, zstd"),
        ("zstd", True, "zstd;q=1, br;q=0.5, gzip"),
        ("gzip", True, "zstd;q=0.5, gzip;q=0.8"),
        ("gzip", True, "zstd; q=0 , gzip"),
        ("", True, "gzip;q=0.000, zstd;Q=0"),
        ("", True, "gzip;q=0.5, identity"),
        ("zstd", True, "identity;q=0.5, zstd"),
        ("gzip", True, "*"),
        ("", True, "gzip;q=0, *;q=0.5"),
        ("gzip", False, "gzip, identity;q=0"),
        ("gzip", False, "identity;q=0, *"),
        ("zstd", False, "zstd, *;q=0"),
        ("", True, "identity, *;q=0"),
        ("", False, "identity;q=0"),
        ("", False, "*;q=0"),
        ("gzip", True, "gzip, zstd;q=much, ;, identity;q=7"),
    ],
)
def test_choice(coding: str, plain: bool, accepted: str) -> None:
    """The quality decides, then our order; no coding is good as long as it is not refused."""
    choice = choose(accepted)

    assert (coding, plain) == (choice.coding, choice.plain)


@pytest.mark.parametrize("coding", UNPACK)
def test_long_pieces(coding: str) -> None:
    """What is compressed while it is sent is the same, and the same bytes in whichever pieces it comes."""
    data = bytes(range(256)) * 4096 + b"end"
    first, second = ([data], [data[:524_288], data[524_288:]])

    assert data == UNPACK[coding](packed([data], coding)) == UNPACK[coding](b"".join(packing(first, coding)))
    assert list(packing(first, coding)) == list(packing(second, coding))


@pytest.mark.parametrize("coding", UNPACK)
@pytest.mark.parametrize("path", ["/sparql?query=ASK%20%7B%7D", "/health", "/page/mars-1", "/static/query/page.js"])
def test_nothing_else_wanted(shipped: Served, coding: str, path: str) -> None:
    """Who refuses an answer as it is gets even a short one compressed."""
    got = shipped.ask("GET", path, Accept_Encoding=f"{coding}, identity;q=0")

    assert coding == got.header("Content-Encoding")
    assert shipped.ask("GET", path).body == UNPACK[coding](got.body)


@pytest.mark.parametrize("path", ["/sparql?query=ASK%20%7B%7D", "/page/mars-1"])
def test_nothing_accepted(shipped: Served, path: str) -> None:
    """Who refuses every coding and none is told which there are."""
    got = shipped.ask("GET", path, Accept_Encoding="br, *;q=0")

    assert 406 == got.status
    assert b"zstd" in got.body


def test_error_compressed(shipped: Served) -> None:
    """A refusal is compressed where it pays, and says what its answer depends on."""
    page = "/page/no-such-thing"
    got, plain = (shipped.ask("GET", page, Accept="text/html", Accept_Encoding=one) for one in ("zstd", "gzip;q=0"))

    assert (404, "zstd", "Accept, Accept-Encoding") == (got.status, *map(got.header, ("Content-Encoding", "Vary")))
    assert plain.body == zstd.decompress(got.body)


def test_old_caller(shipped: Served) -> None:
    """A large answer over HTTP/1.0, where only its length tells that it is whole, is sent as it is."""
    request = f"GET {query_path(text_of('rows'), format='tsv')} HTTP/1.0\r\nAccept-Encoding: zstd\r\n\r\n"
    with (
        socket.create_connection((shipped.host, shipped.port), PATIENCE) as connection,
        connection.makefile("rb") as got,
    ):
        connection.sendall(request.encode())
        told = b"".join(iter(got.readline, b"\r\n"))
        head = email.parser.BytesParser().parsebytes(told.partition(b"\r\n")[2])

        assert head["Content-Encoding"] is None
        assert int(head["Content-Length"]) == len(got.read())
