"""What must not reach the engine: refused from the query's tokens, before any parser sees the text."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from marsgraph import query_faults
from marsgraph.endpoint.problems import ProblemError, at, raised
from marsgraph.query_faults import Spot
from marsgraph.query_habits import Fault
from marsgraph.query_tokens import FORMS, UPDATES, Token, after_prologue, calls_service, tokens

_LINKS: Final = frozenset({"!", "+", "-", "*", "/", "|", "||", "&&", ".", ";", "^", "<"})
_LINKING_WORDS: Final = frozenset({"UNION", "OPTIONAL", "MINUS", "BIND", "FILTER", "AS"})
_DEEPER: Final = {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}
_END: Final = Token("end", "", 0)
_QUICK_FORM: Final = re.compile(
    r"""(?:\s++|\#[^\n\r]*+|PREFIX\s++[\w.\-]*+:\s*+<[^<>"{}|^`\\\x00-\x20]*+>|BASE\s*+<[^<>"{}|^`\\\x00-\x20]*+>)*+
        (SELECT|ASK|CONSTRUCT|DESCRIBE)""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
"""The form after a prologue as nearly everybody writes it."""
_LONG_IRI: Final = 500
_SERVICE_HINT: Final = "Ask the other endpoint yourself and join the answers, or pass its values in with VALUES."


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much query the engine's parser is given."""

    characters: int = 200_000
    depth: int = query_faults.DEEPEST
    links: int = 5_000
    """How many parts may be joined: the engine dies of chains of twenty thousand as it does of brackets."""


def screen(query: str, bounds: Bounds, prefixes: Mapping[str, str]) -> str:
    """Give the form of a query (SELECT, ASK, CONSTRUCT or DESCRIBE), or raise the reason why it is not run."""
    if len(query) > bounds.characters:
        hint = "Split it, or send the values that it lists in several queries."
        detail = f"The query has {len(query):,} characters, of {bounds.characters:,} allowed."
        raise raised("query-too-long", detail, hint, limit=bounds.characters, value=len(query))
    quick = _QUICK_FORM.match(query)
    form = quick.group(1).upper() if quick else _form(query, prefixes)
    if not _is_harmless(query, bounds):
        _look_closely(query, bounds)
    return form


def _is_harmless(query: str, bounds: Bounds) -> bool:
    """Whether its characters alone show that no bound can be met: nearly always, and that is quick."""
    opened = query.count("(") + query.count("[") + query.count("{")
    return len(query) <= bounds.links and opened <= bounds.depth and "SERVICE" not in query.upper()


def _look_closely(query: str, bounds: Bounds) -> None:
    depth = links = 0
    for token, after in itertools.pairwise(itertools.chain(tokens(query), [_END])):
        depth += _DEEPER.get(token.text, 0)
        links += token.text in _LINKS or token.upper in _LINKING_WORDS
        hidden, more = _in_iri(token) if token.kind == "iri" else (0, 0)
        links += more
        if depth + hidden > bounds.depth:
            raise _too_deep(query, token, f"The brackets nest deeper than {bounds.depth}.", bounds.depth)
        if links > bounds.links:
            raise _too_deep(query, token, f"The query joins more than {bounds.links:,} parts.", bounds.links)
        if calls_service(token, after):
            spot = query_faults.locate(query, token.start)
            detail = "This endpoint asks no other endpoint: SERVICE is refused, SILENT or not."
            raise raised("service-refused", detail, _SERVICE_HINT, **at(spot))


def _in_iri(token: Token) -> tuple[int, int]:
    """Brackets and links in what looks like an IRI: the engine may read `1<((1))&&2>1` as comparisons."""
    text = token.text
    return text.count("("), sum(map(text.count, _LINKS)) if len(text) > _LONG_IRI else 0


def _form(query: str, prefixes: Mapping[str, str]) -> str:
    first = next(after_prologue(query), None)
    word = first.upper if first else ""
    if form := next((form for form in FORMS if word.startswith(form)), None):
        return form
    fault = query_faults.find_fault(query, "", prefixes)
    spot = query_faults.locate(query, fault.offset)
    if first and first.kind == "word" and word in UPDATES:
        raise raised("read-only", f"{fault.message}.", fault.hint, **at(spot))
    raise malformed(fault, spot)


def malformed(fault: Fault, spot: Spot) -> ProblemError:
    """The problem of a query that cannot be read."""
    return raised("malformed-query", f"{fault.message}.", fault.hint, **at(spot))


def _too_deep(query: str, token: Token, detail: str, limit: int) -> ProblemError:
    spot = query_faults.locate(query, token.start)
    return raised("query-too-deep", detail, "Simplify the query, or list values with VALUES.", limit=limit, **at(spot))
