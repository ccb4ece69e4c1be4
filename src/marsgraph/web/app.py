"""The application: one factory, to which everything arrives as an argument."""

from __future__ import annotations

import atexit
from dataclasses import replace

import flask
from werkzeug.exceptions import HTTPException

from marsgraph.endpoint import request
from marsgraph.endpoint.problems import Problem
from marsgraph.web import assets, downloads, editor, entities, errors, figures, operations, pages, questions
from marsgraph.web.engine import Engine
from marsgraph.web.figures import Figures
from marsgraph.web.front import Front, behind_proxies
from marsgraph.web.kept import Kept
from marsgraph.web.metrics import Metrics
from marsgraph.web.ready import Shelf
from marsgraph.web.reply import Reply
from marsgraph.web.responding import respond
from marsgraph.web.settings import Settings, version_of
from marsgraph.web.sparql import Endpoint
from marsgraph.web.starting import start_workers

_HTTP: dict[int, str] = {404: "not-found", 405: "method-not-allowed"}


def create_app(settings: Settings) -> flask.Flask:
    """Make the application; without the address of a fork server, start one that ends with this process."""
    if not settings.version:
        settings = replace(settings, version=version_of(settings))
    if not settings.workers:
        server = start_workers(settings)
        atexit.register(server.stop)
        settings = replace(settings, workers=server.address)
    return _assemble(settings)


def _assemble(settings: Settings) -> flask.Flask:
    metrics = Metrics(settings.workers)
    engine = Engine(settings, metrics)
    shelf = Shelf(Kept(settings.cache_bytes // 2, metrics.holds))
    app = flask.Flask("marsgraph.web", static_folder=None)
    app.url_map.merge_slashes = False
    drawn = Figures(settings, engine)
    app.register_blueprint(operations.blueprint(settings, engine, metrics))
    app.register_blueprint(assets.blueprint())
    app.register_blueprint(pages.blueprint(settings, engine, drawn))
    app.register_blueprint(figures.blueprint(drawn))
    app.register_blueprint(editor.blueprint(settings, engine))
    app.register_blueprint(questions.blueprint(settings, engine, drawn))
    app.register_blueprint(downloads.blueprint(settings, engine))
    app.register_blueprint(entities.blueprint(settings, engine, drawn))
    app.register_error_handler(Exception, lambda error: respond(_problem_reply(error, settings)))
    front = Front(settings, Endpoint(settings, engine, metrics), app.wsgi_app, shelf, metrics)
    app.wsgi_app = behind_proxies(front, settings.proxies)  # type: ignore[method-assign,assignment]
    return app


def _problem_reply(error: Exception, settings: Settings) -> Reply:
    problem = _of_http(error) if isinstance(error, HTTPException) else errors.problem_of(error)
    asked = flask.request
    return errors.problem_reply(problem, asked.headers.get("Accept"), root=asked.script_root, version=settings.version)


def _of_http(error: HTTPException) -> Problem:
    """Tell what Flask refuses as a problem of ours."""
    kind = _HTTP.get(error.code or 500, "malformed-request")
    if kind == "not-found":
        return Problem(kind, f"Nothing is at {flask.request.path}.", "Begin at /, or ask at /sparql.")
    allowed = ", ".join(sorted(getattr(error, "valid_methods", None) or request.METHODS))
    return Problem(kind, f"{error.name}.", f"Use one of {allowed}.", {}, {"Allow": allowed})
