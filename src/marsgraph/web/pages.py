"""The few pages that are not about a thing: where to begin, what a query may take, what a kind of problem is."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Final

import flask

from marsgraph import catalog
from marsgraph.endpoint import description, formats
from marsgraph.endpoint.problems import KINDS, TYPES, raised
from marsgraph.web.rendering import HomePage, LimitsPage, ProblemKindPage, page_reply
from marsgraph.web.reply import FRESH, VARY, Reply
from marsgraph.web.responding import respond
from marsgraph.web.settings import Settings

_JSON: Final = {"Content-Type": "application/json", "Cache-Control": FRESH, "Vary": VARY}


def blueprint(settings: Settings) -> flask.Blueprint:
    """Make the routes."""
    routes = flask.Blueprint("pages", __name__)
    service = settings.service("")

    @routes.get("/")
    def home() -> flask.Response:
        queries = catalog.read_folder(settings.project.queries / "examples")
        examples = tuple((query.title, query.text) for query in queries)
        return respond(page_reply("home.html", HomePage(_root(), settings.version, examples)))

    @routes.get("/limits")
    def limits() -> flask.Response:
        if not _wants_page():
            return respond(Reply(HTTPStatus.OK, json.dumps(service.limits()).encode() + b"\n", _JSON))
        page = LimitsPage(_root(), settings.version, description.sentence(service), service.limits())
        return respond(page_reply("limits.html", page))

    @routes.get("/problem/<name>")
    def problem(name: str) -> flask.Response:
        if name not in KINDS:
            raise raised("not-found", f"No kind of problem is called {name}.", f"Known: {', '.join(KINDS)}.")
        kind = KINDS[name]
        if not _wants_page():
            told = {"type": kind.iri, "title": kind.title, "status": kind.status}
            return respond(Reply(HTTPStatus.OK, json.dumps(told).encode() + b"\n", _JSON))
        page = ProblemKindPage(_root(), settings.version, kind.status, kind.title, TYPES + name)
        return respond(page_reply("problem-kind.html", page))

    return routes


def _root() -> str:
    return flask.request.script_root


def _wants_page() -> bool:
    return formats.wants_page(flask.request.headers.get("Accept"))
