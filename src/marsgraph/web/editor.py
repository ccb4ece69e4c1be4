"""Routes of the query page: the page itself, and what its editor completes queries with, from the graph."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from http import HTTPStatus
from typing import Any, Final

import flask

from marsgraph.endpoint import versions
from marsgraph.endpoint.completion import MOST_LABELS
from marsgraph.endpoint.problems import raised
from marsgraph.web import bodies, reply, work
from marsgraph.web.asking import PATH, QueryPages
from marsgraph.web.engine import Engine
from marsgraph.web.reply import FRESH, NEVER, Reply
from marsgraph.web.responding import respond
from marsgraph.web.settings import Settings

_LONGEST_TEXT: Final = 200
_LONGEST_IRI: Final = 1000
_MOST_DRAWN: Final = 10_000
"""The most rows that a figure is drawn of."""


def blueprint(settings: Settings, engine: Engine) -> flask.Blueprint:
    """Make the routes."""
    routes = flask.Blueprint("editor", __name__)
    editor = Editor(settings, engine)
    routes.get(PATH)(editor.page)
    routes.get("/editor/examples.json")(editor.examples)
    routes.get("/editor/schema.json")(editor.schema)
    routes.get("/editor/terms")(editor.terms)
    routes.post("/editor/views")(editor.views)
    routes.post("/editor/labels")(editor.labels)
    return routes


class Editor:
    """Answers what the query page asks."""

    def __init__(self, settings: Settings, engine: Engine) -> None:
        self._settings = settings
        self._engine = engine
        self._pages = QueryPages(settings, engine)

    def page(self) -> flask.Response:
        """Show the form, with the answer to a query where one is given."""
        asked = flask.request.args
        return respond(self._pages.page(flask.request.environ, asked.get("query", ""), asked.get("example", "")))

    def examples(self) -> flask.Response:
        """Tell the queries to begin with."""
        body = json.dumps([asdict(example) for example in self._pages.examples]).encode()
        return respond(_json(body, FRESH, {"Vary": reply.VARY}))

    def schema(self) -> flask.Response:
        """Tell classes and properties with their counts, and what can follow what."""
        return self._steady(work.ask_schema())

    def terms(self) -> flask.Response:
        """Tell the things with a text in a name (`q`), the values of a `property`, or what a `thing` has."""
        asked = flask.request.args
        if "thing" in asked:
            return self._steady(work.ask_of_thing(_short("thing", asked["thing"], _LONGEST_IRI)))
        if "property" in asked:
            return self._steady(work.ask_values(_short("property", asked["property"], _LONGEST_IRI)))
        return self._steady(work.ask_things(_short("q", asked.get("q", ""), _LONGEST_TEXT)))

    def views(self) -> flask.Response:
        """Tell which figures can be drawn of the answer to the query in the body."""
        payload = self._pages.payload_of(bodies.read(flask.request.environ).decode(errors="replace"), _MOST_DRAWN)
        return self._told(work.ask_views(payload)) if payload else respond(_json(b'{"views": []}', NEVER))

    def labels(self) -> flask.Response:
        """Tell what the things of the list in the body are called."""
        return self._told(work.ask_labels(_iris()))

    def _told(self, payload: bytes) -> flask.Response:
        return respond(_json(self._engine.run(payload, flask.request.environ).body.read(), NEVER))

    def _steady(self, payload: bytes) -> flask.Response:
        """Ask a worker once for all callers; the answer is good for as long as the data."""
        etag = versions.tag(self._settings.version, payload.decode())
        headers = {"ETag": etag, "Vary": reply.VARY, "Cache-Control": FRESH}
        if held := reply.held_tag(etag, flask.request.environ):
            return respond(reply.not_modified(headers, held))
        return respond(_json(self._engine.ask(payload, {}).body.read(), FRESH, headers))


def _json(body: bytes, fresh: str, headers: Mapping[str, str] | None = None) -> Reply:
    return Reply(HTTPStatus.OK, body, {"Content-Type": "application/json", "Cache-Control": fresh, **(headers or {})})


def _short(name: str, text: str, longest: int) -> str:
    if len(text) > longest:
        raise raised("bad-parameter", f"{name} is too long.", f"Give at most {longest} characters.", parameter=name)
    return text


def _iris() -> list[str]:
    """The list of IRIs in the body."""
    hint = f"Send a JSON list of at most {MOST_LABELS} IRIs."
    try:
        told: Any = json.loads(bodies.read(flask.request.environ))
    except (ValueError, RecursionError):  # lists in lists in lists
        told = None
    if not isinstance(told, list) or len(told) > MOST_LABELS or not all(isinstance(iri, str) for iri in told):
        raise raised("malformed-request", "The body is no such list.", hint)
    return told
