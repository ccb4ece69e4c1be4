"""The graph as files, and what the dataset says of itself to programs, crawlers and language models."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

import flask

from marsgraph.endpoint import formats, versions
from marsgraph.endpoint.formats import GRAPH
from marsgraph.exports.files import LISTED, MISSIONS, TABLES, Listed
from marsgraph.web import addresses, reply, work
from marsgraph.web.engine import Engine
from marsgraph.web.rendering import DownloadsPage, LlmsText, edition, kept_page, render
from marsgraph.web.reply import FRESH, VARY, Reply
from marsgraph.web.responding import respond
from marsgraph.web.settings import Settings

DESCRIPTION_PATH: Final = "/.well-known/void"
LLMS_PATH: Final = "/llms.txt"
_MARKDOWN: Final = "text/markdown; charset=utf-8"


def blueprint(settings: Settings, engine: Engine) -> flask.Blueprint:
    """Make the routes."""
    routes = flask.Blueprint("downloads", __name__)
    downloads = Downloads(settings, engine)

    @routes.get("/downloads")
    def listed() -> flask.Response:
        return respond(downloads.page(flask.request))

    @routes.get("/downloads/<path:path>")
    def file(path: str) -> flask.Response:
        return respond(downloads.file(flask.request, path))

    @routes.get(DESCRIPTION_PATH)
    def description() -> flask.Response:
        return respond(downloads.description(flask.request))

    @routes.get(LLMS_PATH)
    def for_models() -> flask.Response:
        return respond(downloads.for_models(flask.request))

    return routes


class Downloads:
    """Answers requests for files."""

    def __init__(self, settings: Settings, engine: Engine) -> None:
        self._settings = settings
        self._engine = engine

    def page(self, asked: flask.Request) -> Reply:
        """What there is to take away."""
        address = addresses.public_root(self._settings, asked.environ)

        def make(head: tuple[str, str]) -> DownloadsPage:
            files = [Listed(*one) for one in json.loads(self._ask(work.ask_files()))]
            return DownloadsPage(
                *head,
                whole=tuple(file for file in files if "/" not in file.path),
                missions=tuple(file for file in files if file.path.startswith(MISSIONS)),
                tables=tuple(file for file in files if file.path.startswith(TABLES)),
                address=address,
            )

        return kept_page("downloads.html", make, asked.environ, self._settings.version, address)

    def file(self, asked: flask.Request, path: str) -> Reply:
        """One of the files."""
        media_type = next((kind for suffix, kind in LISTED.items() if path.endswith(suffix)), "")
        name = path.rpartition("/")[2]
        return self._answer(
            asked,
            work.ask_file(path),
            f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type,
            {"Content-Disposition": f'attachment; filename="{name}"'} if media_type else {},
        )

    def description(self, asked: flask.Request) -> Reply:
        """What the dataset says of itself, in the format that is asked for."""
        wanted = asked.args.get("format")
        form = formats.named(wanted, GRAPH) if wanted else formats.negotiate(asked.headers.get("Accept"), GRAPH)
        return self._answer(asked, work.ask_self_description(form), form.content_type)

    def for_models(self, asked: flask.Request) -> Reply:
        """The vocabulary in short, with where to ask."""
        summary = self._ask(work.ask_summary(self._settings.version)).decode()
        address = addresses.public_root(self._settings, asked.environ)
        text = render("llms.txt", LlmsText(address, summary))
        tag = versions.tag(self._settings.version, edition(), LLMS_PATH, address)
        headers = {"Content-Type": _MARKDOWN, "ETag": tag, "Vary": VARY, "Cache-Control": FRESH}
        return Reply(HTTPStatus.OK, text, headers)

    def _answer(
        self, asked: flask.Request, payload: bytes, content_type: str, more: Mapping[str, str] | None = None
    ) -> Reply:
        tag = versions.tag(self._settings.version, payload.decode())
        headers = {"Content-Type": content_type, "ETag": tag, "Vary": VARY, "Cache-Control": FRESH, **(more or {})}
        if held := reply.held_tag(tag, asked.environ):
            return reply.not_modified(headers, held)
        return Reply(HTTPStatus.OK, self._ask(payload), headers)

    def _ask(self, payload: bytes) -> bytes:
        """Ask the query processes, once for all who ask."""
        return self._engine.ask(payload, {}).body.read()
