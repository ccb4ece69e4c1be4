"""The web face: HTTP around `endpoint` and `workers`. The only package that imports Flask.

`create_app(settings)` gives a WSGI application for any server; `serving` runs it under granian. Where things are:
`front` takes every request first and hands `/sparql` to `sparql`, all else to the Flask application of `app`;
`ready` sends again what was sent once, `kept`, `flights` and `siblings` see that no query is run twice;
`work` is what runs in the query processes; `reply` writes answers with the headers that all of them have.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from marsgraph.web.settings import Settings

if TYPE_CHECKING:
    import flask

__all__ = ["Settings", "create_app"]


def create_app(settings: Settings) -> flask.Flask:
    """Make the application; what it takes is imported only now, so that the query processes do not carry it."""
    from marsgraph.web import app

    return app.create_app(settings)
