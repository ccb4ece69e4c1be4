"""Giving values to variables of a query, wherever in the query they stand.

The engine's own substitutions reach neither sub-queries nor aggregates nor a variable that is not selected. So the
value goes where SPARQL itself has a place for data: a VALUES block in each group of the query that uses the variable.
The block holds one RDF term in the engine's own notation; no text of a caller's is pasted anywhere.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from marsgraph.query_tokens import Token, tokens
from marsgraph.store import Iri, Literal, Term

_NOTHING: Final = Token("", "", 0)


@dataclass(slots=True)
class _Group:
    """What stands between two braces."""

    start: int
    end: int = 0
    data_may_stand: bool = True
    """Not in the template of a CONSTRUCT, nor around a sub-query's SELECT."""
    uses: set[str] = field(default_factory=set)
    makes: set[str] = field(default_factory=set)
    """The variables that a BIND of this group makes: a block for them comes after it."""


def bind(query: str, values: Mapping[str, Term]) -> str:
    """Give variables, named without question marks, their values; what the query does not use changes nothing."""
    inserted: list[tuple[int, str]] = []
    for group in _groups(query):
        for name in sorted(group.uses & values.keys()):
            place = group.end if name in group.makes else group.start
            inserted.append((place, f" VALUES ?{name} {{ {_written(values[name])} }} "))
    for place, block in sorted(inserted, reverse=True):
        query = query[:place] + block + query[place:]
    return query


def bindable(query: str) -> set[str]:
    """The variables to which `bind` can give values."""
    return {name for group in _groups(query) for name in group.uses}


def variables(query: str) -> set[str]:
    """All variables of a query, with their question marks."""
    return {token.text for token in tokens(query) if token.kind == "variable"}


def is_ordered(query: str) -> bool:
    """Whether the query as a whole, not only a part of it, says in which order its rows come."""
    depth, before = 0, _NOTHING
    for token in tokens(query):
        depth += {"{": 1, "}": -1}.get(token.text, 0)
        if depth == 0 and token.upper == "BY" and before.upper == "ORDER":
            return True
        before = token
    return False


def _groups(query: str) -> list[_Group]:
    """The groups of a query in which a VALUES block may stand, with the variables that each uses itself."""
    found = list(tokens(query))
    short_form = any(one.upper == "CONSTRUCT" and two.upper == "WHERE" for one, two in _pairs(found))
    groups: list[_Group] = []
    around: list[_Group] = []
    for (before, token), after in zip(_pairs([_NOTHING, *found]), [*found[1:], _NOTHING], strict=True):
        if token.text == "{":
            template = before.upper == "CONSTRUCT" or short_form
            group = _Group(token.end, data_may_stand=not template and after.upper != "SELECT")
            groups.append(group)
            around.append(group)
        elif token.text == "}" and around:
            around.pop().end = token.start
        elif token.kind == "variable" and around:
            around[-1].uses.add(token.text[1:])
            if before.upper == "AS":
                around[-1].makes.add(token.text[1:])
    return [group for group in groups if group.data_may_stand]


def _pairs(found: list[Token]) -> Iterable[tuple[Token, Token]]:
    return itertools.pairwise(found)


def _written(term: Term) -> str:
    """A term in the engine's notation, which escapes what would end it."""
    if not isinstance(term, Iri | Literal):
        message = f"{term} is no value that a query could be given."
        raise TypeError(message)
    return str(term)
