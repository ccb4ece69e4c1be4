"""The files that pages load: stylesheets, scripts, the editor's bundle. Compressed, and kept for ever by browsers.

Pages name them with the edition in the path, so that modules which import each other are all of one edition; an
address without it is good for a minute.
"""

from __future__ import annotations

import re
from functools import cache
from http import HTTPStatus
from pathlib import Path
from types import MappingProxyType
from typing import Final

import flask

from marsgraph.endpoint import versions
from marsgraph.endpoint.problems import raised
from marsgraph.web.rendering import edition
from marsgraph.web.reply import FRESH, Reply
from marsgraph.web.responding import respond

STATIC: Final = Path(__file__).parent / "static"
ICON: Final = "favicon.svg"
FOR_EVER: Final = "public, max-age=31536000, immutable"

_TYPES: Final = MappingProxyType(
    {
        ".css": "text/css; charset=utf-8",
        ".js": "text/javascript; charset=utf-8",
        ".json": "application/json",
        ".svg": "image/svg+xml",
        ".txt": "text/plain; charset=utf-8",
    }
)
_EDITION: Final = re.compile(r"[0-9a-f]{12}/")


def blueprint() -> flask.Blueprint:
    """Make the route."""
    routes = flask.Blueprint("assets", __name__)

    @routes.get("/static/<path:path>")
    def asset(path: str) -> flask.Response:
        told = _EDITION.match(path)
        name = path[told.end() :] if told else path
        asked = told.group().rstrip("/") if told else flask.request.query_string.decode("latin-1")
        return respond(_file(name, FOR_EVER if asked == edition() else FRESH))

    @routes.get("/favicon.ico")
    def icon() -> flask.Response:
        """What browsers ask for where no page names an icon, as beside a figure: the same one."""
        return respond(_file(ICON, FRESH))

    return routes


def _file(name: str, fresh: str) -> Reply:
    if name not in _files():
        raise raised("not-found", f"Nothing is at /static/{name}.", "Begin at /, or ask at /sparql.")
    file = _files()[name]
    headers = {"Content-Type": _TYPES[file.suffix], "Cache-Control": fresh, "Vary": "Accept-Encoding"}
    return Reply(HTTPStatus.OK, file.read_bytes(), headers | {"ETag": versions.tag(edition(), name)})


@cache
def _files() -> dict[str, Path]:
    """What there is, by the path below `static`; nothing else is ever opened."""
    found = sorted(STATIC.rglob("*"))
    return {file.relative_to(STATIC).as_posix(): file for file in found if file.is_file() and file.suffix in _TYPES}
