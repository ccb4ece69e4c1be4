"""The files that pages load, over HTTP."""

from __future__ import annotations

import gzip
import re

from served import ROOT, Served

STATIC = ROOT / "src" / "marsgraph" / "web" / "static"


def address(server: Served) -> str:
    """The address of a script as the query page names it."""
    page = server.ask("GET", "/query").body.decode()
    return str(re.findall(r'src="(/static/\w{12}/query/page\.js)"', page)[0])


def test_kept_for_ever(shipped: Served) -> None:
    """A file under the address of its edition is kept for ever, and is the file."""
    got = shipped.ask("GET", address(shipped))

    assert "public, max-age=31536000, immutable" == got.header("Cache-Control")
    assert (STATIC / "query" / "page.js").read_bytes() == got.body


def test_not_kept_without_edition(shipped: Served) -> None:
    """A file under an address that says no edition, or an old one, is asked for again soon."""
    paths = ("/static/query/page.js", "/static/000000000000/query/page.js")

    assert ["max-age=60"] * 2 == [shipped.ask("GET", path).header("Cache-Control").split(", ")[1] for path in paths]


def test_compressed(shipped: Served) -> None:
    """A file goes out compressed to who reads that."""
    got = shipped.ask("GET", "/static/query/page.js", Accept_Encoding="gzip")

    assert (STATIC / "query" / "page.js").read_bytes() == gzip.decompress(got.body)


def test_held(shipped: Served) -> None:
    """Who holds a file is told that it is still good."""
    etag = shipped.ask("GET", "/static/query.css").header("ETag")

    assert 304 == shipped.ask("GET", "/static/query.css", If_None_Match=etag).status


def test_nothing_else(shipped: Served) -> None:
    """No file outside the folder is given, however it is named."""
    paths = ("/static/../app.py", "/static/%2e%2e/app.py", "/static//etc/passwd", "/static/query", "/static/nothing.js")

    assert {404} == {shipped.ask("GET", path).status for path in paths}


def test_icon(shipped: Served) -> None:
    """A browser that no page tells of an icon, as one that shows a figure alone, gets the same icon where it asks."""
    named, asked = (shipped.ask("GET", path) for path in ("/static/favicon.svg", "/favicon.ico"))

    assert (200, "image/svg+xml") == (asked.status, asked.header("Content-Type"))
    assert named.body == asked.body
