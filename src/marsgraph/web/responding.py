"""From an answer of ours to a response of Flask's."""

from __future__ import annotations

import flask

from marsgraph.web import reply
from marsgraph.web.reply import Reply


def respond(answer: Reply) -> flask.Response:
    """Hand an answer to Flask, made to fit the request that it answers."""
    finished = reply.finish(answer, flask.request.environ)
    body = finished.body if isinstance(finished.body, bytes) else finished.body.read()
    response = flask.Response(body, int(finished.status), dict(finished.headers))
    if "Content-Type" not in finished.headers:
        del response.headers["Content-Type"]
    return response
