"""Under which address callers reach us: told by the operator, or else by the request."""

from __future__ import annotations

from urllib.parse import quote

from werkzeug.wsgi import get_host

from marsgraph.web.reply import Environ
from marsgraph.web.settings import Settings


def public_root(settings: Settings, environ: Environ) -> str:
    """The address that every path is appended to, without a slash at its end."""
    if settings.public:
        return settings.public.rstrip("/")
    scheme = environ.get("wsgi.url_scheme", "http")
    return f"{scheme}://{get_host(dict(environ))}{quote(environ.get('SCRIPT_NAME', ''))}"
