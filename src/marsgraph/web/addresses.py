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


def of_report(to: str, title: str, text: str) -> str:
    """The address that takes a report of an error to whom the operator named; nothing where that is nobody."""
    filled = {"{title}": quote(title, safe=""), "{text}": quote(text, safe="")}
    if "@" in to and "://" not in to:
        to = f"mailto:{quote(to, safe='@+')}?subject={{title}}&body={{text}}"
    for place, value in filled.items():
        to = to.replace(place, value)
    return to
