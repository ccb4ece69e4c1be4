"""What must not reach the engine: refused from the query's tokens, before any parser sees the text."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from marsgraph import query_faults
from marsgraph.endpoint.problems import ProblemError, at, raised
from marsgraph.query_faults import Spot
from marsgraph.query_habits import Fault
from marsgraph.query_tokens import FORMS, UPDATES, Token, after_prologue, calls_service, tokens

_LINKS: Final = frozenset({"!", "+", "-", "*", "/", "|", "||", "&&", ".", ";", "^"})
_LINKING_WORDS: Final = frozenset({"UNION", "OPTIONAL", "MINUS", "BIND", "FILTER", "AS"})
_DEEPER: Final = {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}
_END: Final = Token("end", "", 0)
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
    form = _form(query, prefixes)
    depth = links = 0
    for token, after in itertools.pairwise(itertools.chain(tokens(query), [_END])):
        depth += _DEEPER.get(token.text, 0)
        links += token.text in _LINKS or token.upper in _LINKING_WORDS
        if depth > bounds.depth:
            raise _too_deep(query, token, f"The brackets nest deeper than {bounds.depth}.", bounds.depth)
        if links > bounds.links:
            raise _too_deep(query, token, f"The query joins more than {bounds.links:,} parts.", bounds.links)
        if calls_service(token, after):
            spot = query_faults.locate(query, token.start)
            detail = "This endpoint asks no other endpoint: SERVICE is refused, SILENT or not."
            raise raised("service-refused", detail, _SERVICE_HINT, **at(spot))
    return form


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
