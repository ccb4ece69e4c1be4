"""The web face: HTTP around `endpoint` and `workers`. The only package that imports Flask.

`create_app(settings)` gives a WSGI application for any server; `serving` runs it under granian. Where things are:
`front` takes every request first and hands `/sparql` to `sparql`, all else to the Flask application of `app`;
`work` is what runs in the query processes; `reply` writes answers with the headers that all of them have.
"""

from marsgraph.web.app import create_app
from marsgraph.web.settings import Settings

__all__ = ["Settings", "create_app"]
