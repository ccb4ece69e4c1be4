"""From an answer of ours to a response of Flask's."""

from __future__ import annotations

import flask

from marsgraph.web import ready, reply
from marsgraph.web.reply import Reply


def respond(answer: Reply) -> flask.Response:
    """Hand an answer to Flask, made to fit the request that it answers; leave it for the front to keep."""
    finished = reply.finish(answer, flask.request.environ)
    flask.request.environ[ready.REPLY] = finished
    body = finished.body if isinstance(finished.body, bytes) else finished.body.read()
    response = flask.Response(body, int(finished.status), dict(finished.headers))
    if "Content-Type" not in finished.headers:
        del response.headers["Content-Type"]
    return response
