"""What operators, monitors and crawlers ask for, and stopping a query by its name."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any, Final

import flask

from marsgraph import catalog
from marsgraph.endpoint import evaluation, formats
from marsgraph.endpoint.problems import raised
from marsgraph.endpoint.request import SparqlRequest
from marsgraph.web import addresses
from marsgraph.web import metrics as figures
from marsgraph.web.engine import Engine
from marsgraph.web.metrics import Metrics
from marsgraph.web.reply import NEVER, Reply
from marsgraph.web.responding import respond
from marsgraph.web.settings import Settings

_READY_SECONDS: Final = 2.0
_ROBOTS: Final = b"User-agent: *\nDisallow: /sparql\nDisallow: /query\nDisallow: /queries/\nDisallow: /metrics\n"


def blueprint(settings: Settings, engine: Engine, metrics: Metrics) -> flask.Blueprint:
    """Make the routes."""
    routes = flask.Blueprint("operations", __name__)
    ready = catalog.page_query(settings.project.queries, "ready")
    payload = evaluation.payload(SparqlRequest("GET", ready.text), formats.JSON)

    @routes.get("/health")
    def health() -> flask.Response:
        return respond(_told({"status": "alive"}))

    @routes.get("/ready")
    def readiness() -> flask.Response:
        answer = engine.run(payload, {}, seconds=_READY_SECONDS)
        answered = json.loads(answer.body.read())["boolean"]
        return respond(_told({"status": "ready", "answered": answered, "version": settings.version}))

    @routes.get("/metrics")
    def all_metrics() -> flask.Response:
        body = metrics.write(len(engine.running()), settings.version)
        headers = {"Content-Type": figures.CONTENT_TYPE, "Cache-Control": NEVER}
        return respond(Reply(HTTPStatus.OK, body, headers))

    @routes.get("/robots.txt")
    def robots() -> flask.Response:
        sitemap = f"Sitemap: {addresses.public_root(settings, flask.request.environ)}/sitemap.xml\n"
        return respond(Reply(HTTPStatus.OK, _ROBOTS + sitemap.encode(), {"Content-Type": "text/plain; charset=utf-8"}))

    @routes.delete("/queries/<name>")
    def stop(name: str) -> flask.Response:
        if not engine.stop(name):
            raise raised("not-found", "No query of this name runs.", "It may have ended already.")
        return respond(Reply(HTTPStatus.NO_CONTENT, b"", {"Cache-Control": NEVER}))

    return routes


def _told(facts: dict[str, Any]) -> Reply:
    headers = {"Content-Type": "application/json", "Cache-Control": NEVER}
    return Reply(HTTPStatus.OK, json.dumps(facts).encode() + b"\n", headers)
