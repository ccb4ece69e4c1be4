"""The version of the data in what HTTP caches ask about: entity tags and how they are compared."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Final

from werkzeug.http import parse_etags

from marsgraph.endpoint.formats import Format
from marsgraph.endpoint.request import SparqlRequest
from marsgraph.query_tokens import tokens

_FLEETING: Final = frozenset({"NOW", "RAND", "UUID", "STRUUID", "BNODE"})


def tag(version: str, *parts: str | Iterable[str] | float | None) -> str:
    """A strong entity tag, quoted: the same for the same version and parts, and for nothing else."""
    listed = [part if isinstance(part, str | int | float | None) else list(part) for part in parts]
    digest = hashlib.sha256(json.dumps([version, *listed]).encode()).hexdigest()
    return f'"{digest[:32]}"'


def tag_of_query(version: str, request: SparqlRequest, form: Format) -> str:
    """The entity tag of an answer: version, query as sent, dataset, rows that were wanted, and format.

    A query that calls NOW, RAND, UUID or the like has none of its own; ask `is_steady` first.
    """
    return tag(version, request.query, request.default_graphs, request.named_graphs, request.max_rows, form.media_type)


def matches(if_none_match: str | None, etag: str) -> bool:
    """Whether a caller holds this already; for If-None-Match a weak tag is as good as a strong one."""
    if not if_none_match:
        return False
    tags = parse_etags(if_none_match)
    return tags.star_tag or tags.contains_weak(etag.strip('"'))


def is_steady(query: str) -> bool:
    """Whether the same query gives the same bytes: it asks no clock and no chance, and makes no node without a name."""
    found = list(tokens(query))
    words = {token.upper for token in found if token.kind == "word"}
    makes_nodes = "CONSTRUCT" in words and any(token.text == "[" or token.kind == "blank" for token in found)
    return not (words & _FLEETING or makes_nodes)
