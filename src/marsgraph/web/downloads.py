"""The graph as files, and what the dataset says of itself to programs, crawlers and language models."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Final

import flask

from marsgraph.endpoint import description, signposting, versions
from marsgraph.endpoint.formats import GRAPH, HTML
from marsgraph.endpoint.problems import raised
from marsgraph.exports.files import LISTED, MISSIONS, TABLES, Listed
from marsgraph.terms import BASE
from marsgraph.web import addresses, reply, work
from marsgraph.web.engine import Engine
from marsgraph.web.rendering import DownloadsPage, LlmsText, ToldPage, edition, kept_page, render
from marsgraph.web.reply import FRESH, VARY, Reply
from marsgraph.web.responding import respond
from marsgraph.web.settings import Settings
from marsgraph.web.shown import transfer
from marsgraph.web.shown.dataset import Told

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
        wanted, accept = asked.args.get("format"), asked.headers.get("Accept")
        signposts = {"Link": signposting.of_description(asked.script_root)}
        form = description.choose(accept, wanted)
        if form is HTML:
            return self._told(asked, signposts)
        return self._answer(asked, work.ask_self_description(form), form.content_type, signposts)

    def _told(self, asked: flask.Request, signposts: Mapping[str, str]) -> Reply:
        """The same for people."""
        if self._settings.data:
            raise raised("not-found", "What is served here says nothing of itself.", "/sparql describes the service.")

        def make(head: tuple[str, str]) -> ToldPage:
            links = tuple((form.media_type, f"{asked.script_root}{asked.path}?format={form.name}") for form in GRAPH)
            told = transfer.unpack(Told, self._ask(work.ask_view("told")))
            return ToldPage(*head, links, BASE.rstrip("/") + DESCRIPTION_PATH, told)

        made = kept_page("told.html", make, asked.environ, self._settings.version)
        return replace(made, headers={**made.headers, **signposts})

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
