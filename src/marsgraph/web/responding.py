"""From an answer of ours to a response of Flask's."""

from __future__ import annotations

import flask

from marsgraph.web import ready, reply
from marsgraph.web.packing import packed
from marsgraph.web.reply import Reply


def respond(answer: Reply) -> flask.Response:
    """Hand an answer to Flask, made to fit the request that it answers; leave it for the front to keep."""
    finished = reply.finish(answer, flask.request.environ)
    flask.request.environ[ready.REPLY] = finished
    response = flask.Response(_whole(finished), int(finished.status), dict(finished.headers))
    if "Content-Type" not in finished.headers:
        del response.headers["Content-Type"]
    return response


def _whole(reply: Reply) -> bytes:
    """The bytes of a body, which goes through Flask at once."""
    if isinstance(reply.body, bytes):
        return reply.body
    return packed(reply.body, reply.packing) if reply.packing else reply.body.read()
