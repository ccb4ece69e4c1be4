"""Decides which claims the default graph holds: claims and decisions in, triples that it does not hold out.

A functional property holds one value a thing, any other property all values that no decision rejects. Where
sources of the first precedence differ about a functional property, a decision must prefer one value or reject
the others. Sources of a lower precedence (bulk tables) fill gaps: they count only where no better source says
anything, and where tables of one precedence differ, none is held, since nothing says which is right. To prefer
one table as a whole, give the other a lower precedence (3, 4, ...) in data/sources.ttl.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

from marsgraph.build.claims import Claims, Values, values_of
from marsgraph.build.conflicts import conflict
from marsgraph.build.decisions import Decision
from marsgraph.build.nquads import Statement
from marsgraph.build.vocabulary import Vocabulary
from marsgraph.errors import MarsGraphError, together

_BEST = 1


def settle(
    claims: Claims, decisions: Mapping[str, Decision], vocabulary: Vocabulary, sources: Mapping[str, int]
) -> set[str]:
    """Give the triples that some source states and that the default graph does not hold."""
    withheld: set[str] = set()
    conflicts: list[MarsGraphError] = []
    for key, values in _disputed(claims, decisions, vocabulary.functional):
        ranks = {value: min(sources[claims.heads[graph].source] for graph in values[value]) for value in values}
        functional = key.rpartition(" ")[2] in vocabulary.functional
        held = _hold(ranks, decisions.get(key, _UNDECIDED), functional=functional)
        if functional and len(held) > 1:
            conflicts.append(conflict(key, {value: values[value] for value in held}, claims.heads, vocabulary))
        withheld.update(f"{key} {value}" for value in values if value not in held)
    if conflicts:
        raise together(conflicts)
    return withheld


_UNDECIDED = Decision((), (), Statement("", "", "", "", ""))


def _disputed(
    claims: Claims, decisions: Mapping[str, Decision], functional: frozenset[str]
) -> Iterator[tuple[str, Values]]:
    """Find what has to be settled: what is decided, and functional properties with more than one value."""
    for key in decisions:
        yield key, values_of(claims.starting_with(f"{key} "))
    for key, group in groupby(claims.lines, key=_subject_and_property):
        lines = list(group)
        # Most groups are a single line, and most others one value that several passages state.
        several = len(lines) > 1 and _triple(lines[0]) != _triple(lines[-1])
        if several and key not in decisions and key[key.index(" ") + 1 :] in functional:
            yield key, values_of(lines)


def _triple(line: str) -> str:
    return line[: line.rindex(" <")]


def _subject_and_property(line: str) -> str:
    return line[: line.index(" ", line.index(" ") + 1)]


def _hold(ranks: Mapping[str, int], decision: Decision, *, functional: bool) -> list[str]:
    if decision.prefers:
        return [decision.prefers[0]]
    left = sorted(value for value in ranks if value not in decision.rejects)
    if not functional or not left:
        return left
    best = min(ranks[value] for value in left)
    foremost = [value for value in left if ranks[value] == best]
    return foremost if best == _BEST or len(foremost) == 1 else []
