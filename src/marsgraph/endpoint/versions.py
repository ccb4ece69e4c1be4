"""The version of the data in what HTTP caches ask about: entity tags and how they are compared."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from itertools import dropwhile, takewhile
from typing import Final

from werkzeug.http import parse_etags

from marsgraph.endpoint.formats import Format
from marsgraph.endpoint.request import SparqlRequest
from marsgraph.query_tokens import tokens

_FLEETING: Final = re.compile(r"(?:NOW|RAND|UUID|BNODE)(?:\s++|#[^\n\r]*+)*+\(", re.IGNORECASE)
"""A call that has another value the next time. The engine needs no blank before the word: `FILTERRAND()` is one."""
_FLEETING_WORDS: Final = ("NOW", "RAND", "UUID", "BNODE")
_HIDDEN: Final = frozenset({"string", "variable"})
_NODE_MAKERS: Final = frozenset({"[", "(", "<", "|", "~"})
"""What makes a node without a name in a template: brackets, lists, and the ways to write a reifier."""


def tag(version: str, *parts: str | Iterable[str] | float | None) -> str:
    """A strong entity tag, quoted: the same for the same version and parts, and for nothing else."""
    listed = [part if isinstance(part, str | int | float | None) else list(part) for part in parts]
    digest = hashlib.sha256(repr([version, *listed]).encode()).hexdigest()
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
    upper = query.upper()  # what does not hold a word at all needs no closer look
    if any(word in upper for word in _FLEETING_WORDS) and _calls_fleeting(query):
        return False
    return not ("CONSTRUCT" in upper and _makes_nodes(query))


def _calls_fleeting(query: str) -> bool:
    """Look outside of strings and comments; what looks like an IRI may be `?x<RAND()&&?y>1`, a comparison."""
    return bool(_FLEETING.search(" ".join(token.text for token in tokens(query) if token.kind not in _HIDDEN)))


def _makes_nodes(query: str) -> bool:
    from_there = dropwhile(lambda token: not (token.kind == "word" and "CONSTRUCT" in token.upper), tokens(query))
    template = takewhile(lambda token: token.text != "}", from_there)
    return any(token.text in _NODE_MAKERS or token.kind == "blank" for token in template)
