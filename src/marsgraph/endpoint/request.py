"""A SPARQL request, read from its method, query string, headers and body, or refused with the reason.

Percent-encoding is undone once, by the standard library. What the protocol does not name is ignored.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote_to_bytes, urlsplit

from werkzeug.http import parse_options_header

from marsgraph.endpoint.problems import Problem, ProblemError, raised

METHODS: Final = ("GET", "HEAD", "POST", "QUERY", "OPTIONS")
ALLOW: Final = ", ".join(METHODS)
FORM: Final = "application/x-www-form-urlencoded"
DIRECT: Final = "application/sparql-query"
UPDATE: Final = "application/sparql-update"
ACCEPT_QUERY: Final = f"{DIRECT}, {FORM}"
VERSIONS: Final = ("1.0", "1.1", "1.2", "1.2-basic")

_MOST_PARAMETERS: Final = 1000
_LONGEST_BODY: Final = 4 * 1024 * 1024
_READ_ONLY: Final = "Send a query; the data changes only with a new release."
_NUMBER: Final = re.compile(r"\+?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
_DIGITS: Final = "0123456789ABCDEFabcdef"
_CODED: Final = {high + low: chr(int(high + low, 16)) for high in _DIGITS for low in _DIGITS}
"""The byte for which two digits stand, as the character of its number."""


@dataclass(frozen=True, slots=True)
class SparqlRequest:
    """What a caller asks of the endpoint."""

    method: str
    query: str | None
    """The text; none asks for the service description, or for what the endpoint can do."""
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    format: str | None = None
    accept: str | None = None
    timeout: float | None = None
    """The seconds that the caller is ready to wait."""
    max_rows: int | None = None
    """The rows that the caller wants at most (`maxrows`)."""

    @property
    def has_dataset(self) -> bool:
        """Whether the caller names the graphs, in place of those that the query names."""
        return bool(self.default_graphs or self.named_graphs)

    def seconds(self, allowed: float) -> float:
        """How long the query may run: what the server allows, or less when the caller says so."""
        return allowed if self.timeout is None else min(allowed, self.timeout)


@dataclass(frozen=True, slots=True)
class _Parts:
    """What the method, the address and the body say, before it is judged."""

    queries: list[str]
    parameters: dict[str, list[str]]


def read(
    method: str, query_string: bytes, headers: Mapping[str, str], body: bytes = b"", *, longest: int = _LONGEST_BODY
) -> SparqlRequest:
    """Read a request, or raise the problem with it."""
    if method not in METHODS:
        raise _wrong_method(f"{method} is not a method of this endpoint.")
    fields = {name.lower(): value for name, value in headers.items()}
    if len(body) > longest:
        hint = "Send the data that the query speaks about in smaller parts."
        raise raised("query-too-long", "The body is too long.", hint, limit=longest, value=len(body))
    address = read_parameters(query_string, "query string")
    _refuse_update(method, address)
    if method == "OPTIONS":
        return SparqlRequest(method, None, accept=fields.get("accept"))
    with_body = method in {"POST", "QUERY"}
    parts = _from_body(address, fields, body) if with_body else _Parts(address.get("query", []), address)
    if with_body and not parts.queries:
        raise raised(
            "missing-query", f"This {method} holds no query.", "Send query=... in the body, or the query itself."
        )
    return _request(method, parts, fields.get("accept"))


def _request(method: str, parts: _Parts, accept: str | None) -> SparqlRequest:
    if len(parts.queries) > 1:
        raise raised("repeated-query", f"There are {len(parts.queries)} queries.", "Send one query in each request.")
    parameters = parts.parameters
    for version in parameters.get("version", []):
        _check_version(version)
    return SparqlRequest(
        method=method,
        query=parts.queries[0].removeprefix("\ufeff") if parts.queries else None,
        default_graphs=_graphs(parameters, "default-graph-uri"),
        named_graphs=_graphs(parameters, "named-graph-uri"),
        format=_last(parameters, "format") or _last(parameters, "output"),
        accept=accept,
        timeout=_timeout(_last(parameters, "timeout")),
        max_rows=_max_rows(_last(parameters, "maxrows")),
    )


def _from_body(address: dict[str, list[str]], fields: Mapping[str, str], body: bytes) -> _Parts:
    """Read the query that a body holds, with the parameters of the address beside it."""
    kind, options = parse_options_header(fields.get("content-type", ""))
    kind = kind.lower()
    if fields.get("content-encoding", "identity").lower() not in {"identity", ""}:
        raise raised("unsupported-media-type", "The body is compressed.", "Send it as it is.")
    if not kind and not body:
        return _Parts([], address)
    if kind == UPDATE:
        raise raised("read-only", "This is an update.", _READ_ONLY)
    if kind not in {FORM, DIRECT}:
        raise _wrong_type(f"The body is of type {kind}." if kind else "The body's type is not told.")
    _check_charset(options.get("charset", "utf-8"))
    if "version" in options:
        _check_version(options["version"])
    if kind == DIRECT:
        return _Parts([_text(body, "body"), *address.get("query", [])] if body else [], address)
    form = read_parameters(body, "body")
    _refuse_update("POST", form)
    both = {name: address.get(name, []) + form.get(name, []) for name in address.keys() | form.keys()}
    return _Parts(both["query"] if "query" in form else [], both)


def _text(data: bytes, where: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _not_utf8(where) from error


def read_parameters(data: bytes, where: str) -> dict[str, list[str]]:
    """Read parameters, each with its values, or raise that they are none."""
    pairs = _text(data, where).split("&")
    if len(pairs) > _MOST_PARAMETERS:
        raise raised("malformed-request", f"The {where} holds more than {_MOST_PARAMETERS} parameters.")
    parameters: dict[str, list[str]] = {}
    try:
        for pair in filter(None, pairs):
            name, _, value = pair.partition("=")
            parameters.setdefault(_decoded(name), []).append(_decoded(value))
    except UnicodeDecodeError as error:
        raise _not_utf8(where) from error
    return parameters


def _decoded(text: str) -> str:
    """Undo percent-encoding; what `urllib.parse.parse_qsl` does, in a fifth of its time."""
    text = text.replace("+", " ")
    if "%" not in text:
        return text
    first, *parts = text.split("%")
    try:
        return "".join([first, *[_CODED[part[:2]] + part[2:] for part in parts]]).encode("latin-1").decode("utf-8")
    except (KeyError, UnicodeEncodeError):  # a percent sign that codes nothing, or text that was not encoded
        return unquote_to_bytes(text).decode("utf-8")


def _refuse_update(method: str, parameters: Mapping[str, list[str]]) -> None:
    if "update" not in parameters:
        return
    if method in {"GET", "HEAD"}:
        raise _wrong_method("An update never comes by GET, and this endpoint is read-only.")
    raise raised("read-only", "The parameter update asks for a change.", _READ_ONLY)


def _graphs(parameters: Mapping[str, list[str]], name: str) -> tuple[str, ...]:
    graphs = tuple(dict.fromkeys(parameters.get(name, [])))
    for iri in graphs:
        if not _is_absolute(iri):
            hint = "Give a whole IRI, such as https://w3id.org/marsgraph/graph/derived, percent-encoded once."
            raise raised("bad-parameter", f"{name} is no absolute IRI: {iri}", hint, parameter=name)
    return graphs


def _is_absolute(iri: str) -> bool:
    try:
        scheme = urlsplit(iri).scheme
    except ValueError:
        return False
    return bool(scheme) and not any(char in '<>"{}|^`\\' or char <= " " for char in iri)


def _last(parameters: Mapping[str, list[str]], name: str) -> str | None:
    """The last value of a parameter, as the rightmost of two settings wins; an empty one is none."""
    return next((value for value in reversed(parameters.get(name, [])) if value), None)


def _timeout(text: str | None) -> float | None:
    if text is None:
        return None
    seconds = float(text) if _NUMBER.fullmatch(text) else math.nan
    if not 0 < seconds < math.inf:
        raise raised(
            "bad-parameter", f"timeout is {text}.", "Give seconds above zero, such as 2.5.", parameter="timeout"
        )
    return seconds


def _max_rows(text: str | None) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and 0 < len(text.lstrip("0")) <= len(str(2**63))):
        raise raised(
            "bad-parameter", f"maxrows is {text}.", "Give a whole number above zero, such as 100.", parameter="maxrows"
        )
    return int(text)


def _check_version(version: str) -> None:
    if version not in VERSIONS:
        known = ", ".join(VERSIONS)
        raise raised(
            "unsupported-version", f"SPARQL {version} is not known here.", f"Known: {known}.", available=list(VERSIONS)
        )


def _check_charset(charset: str) -> None:
    if charset.lower() not in {"utf-8", "utf8", "us-ascii"}:
        raise raised("unsupported-media-type", f"The body is in {charset}.", "Send it in UTF-8.")


def _not_utf8(where: str) -> ProblemError:
    return raised("malformed-request", f"The {where} is not UTF-8.", "Encode it as UTF-8, then percent-encode it once.")


def _wrong_type(detail: str) -> ProblemError:
    problem = Problem(
        "unsupported-media-type",
        detail,
        f"Send {DIRECT} (the query itself) or {FORM} (query=...).",
        {"available": [DIRECT, FORM]},
        {"Accept-Query": ACCEPT_QUERY, "Accept-Post": ACCEPT_QUERY},
    )
    return ProblemError(problem)


def _wrong_method(detail: str) -> ProblemError:
    return ProblemError(
        Problem("method-not-allowed", detail, f"Use one of {ALLOW}.", {"available": list(METHODS)}, {"Allow": ALLOW})
    )
