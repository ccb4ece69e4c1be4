"""What is wrong with a query that the engine refused: the place, a caret under it, and a hint.

Reads the query's text and the engine's complaint; runs nothing. It also refuses what would end the engine's
process: a query nested deeper than its parser can stand.
"""

from __future__ import annotations

import difflib
import itertools
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from marsgraph import query_habits
from marsgraph.errors import QueryError
from marsgraph.query_habits import Fault
from marsgraph.query_tokens import FORMS, UPDATES, Token, after_prologue, service_call, tokens

DEEPEST: Final = 200  # pyoxigraph 0.5 dies of a stack overflow somewhere beyond a thousand levels
_WIDEST: Final = 110
_PAIRS: Final = {"}": "{", ")": "(", "]": "["}
_AT: Final = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_FUNCTION: Final = re.compile(r"The custom function <([^>]*)> is not supported")


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a query as people find it: counted from one, with its line and a caret below."""

    line: int
    column: int
    token: str
    source: str
    caret: str


class QueryFaultError(QueryError):
    """A query that the engine cannot read, with the place of the fault."""

    def __init__(self, fault: Fault, spot: Spot, place: str) -> None:
        number = str(spot.line)
        picture = f"\n  {number} | {spot.source}\n  {' ' * len(number)} | {spot.caret}"
        at = f"{place}:{spot.line}:{spot.column}"
        super().__init__(f"{fault.message}{picture}", place=at, remedy=fault.hint)
        self.fault = fault
        self.spot = spot


def refuse_deep(text: str, place: str) -> None:
    """Refuse a query whose brackets nest deeper than the engine's parser survives."""
    if token := too_deep(text):
        raise _error(text, place, Fault(f"brackets nest deeper than {DEEPEST}", token.start, "Simplify the query."))


def refuse_service(text: str, place: str) -> None:
    """Refuse a query that would have the engine ask another endpoint: a query here never connects."""
    if token := service_call(text):
        hint = "Ask the other endpoint yourself, and give its values here with VALUES."
        raise _error(text, place, Fault("a query here asks no other endpoint: SERVICE is refused", token.start, hint))


def too_deep(text: str) -> Token | None:
    """The bracket that goes beyond the depth that the engine's parser survives."""
    depth = 0
    for token in tokens(text):
        if token.kind == "mark":
            depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(token.text, 0)
            if depth > DEEPEST:
                return token
    return None


def explain(
    text: str, complaint: str, place: str, prefixes: Mapping[str, str], declared: Collection[str] = ()
) -> QueryFaultError:
    """Turn the engine's complaint about a query into one that helps."""
    return _error(text, place, find_fault(text, complaint, prefixes, declared))


def names_function(complaint: str) -> bool:
    """Whether the engine complains of a function that it does not know."""
    return _FUNCTION.search(complaint) is not None


def find_fault(text: str, complaint: str, prefixes: Mapping[str, str], declared: Collection[str] = ()) -> Fault:
    """Find what is most likely wrong with a query that the engine cannot read; what is `declared` needs no PREFIX."""
    found = list(tokens(text))
    return (
        query_habits.find_early(found)
        or _wrong_form(text)
        or _broken_string(found)
        or _unbalanced(found)
        or query_habits.find(found)
        or _unknown_prefix(found, prefixes, declared)
        or _as_told(text, complaint, found)
    )


def locate(text: str, offset: int) -> Spot:
    """Tell where in a text something stands."""
    before = text[:offset]
    line, column = before.count("\n") + 1, offset - before.rfind("\n")
    start = max(0, column - _WIDEST // 2)
    shown = text.split("\n")[line - 1].expandtabs(1).rstrip("\r")[start : start + _WIDEST]
    token = next(tokens(text[offset : offset + _WIDEST]), None)
    return Spot(line, column, token.text if token else "", shown, " " * (column - 1 - start) + "^")


def _error(text: str, place: str, fault: Fault) -> QueryFaultError:
    return QueryFaultError(fault, locate(text, fault.offset), place)


def _wrong_form(text: str) -> Fault | None:
    first = next(after_prologue(text), None)
    if first is None:
        return Fault("there is no query", len(text.rstrip()), f"Write one that starts with {_one_of(FORMS)}.")
    word = first.upper
    if word in UPDATES:
        return Fault("the graph is read only", first.start, f"A query starts with {_one_of(FORMS)}.")
    if word.startswith(FORMS) or first.kind in {"quote", "name", "iri", "language"}:
        return None
    close = difflib.get_close_matches(word, FORMS, 1)
    hint = f"After its prefixes a query starts with {_one_of(FORMS)}."
    hint = f"Did you mean {close[0]}? {hint}" if close else hint
    return Fault(f"{first.text} starts no query", first.start, hint)


def _broken_string(found: Sequence[Token]) -> Fault | None:
    for token in found:
        if token.kind == "quote":
            where = "on the same line" if len(token.text) == 1 else "at its end"
            return Fault("this string never ends", token.start, f"Close it with {token.text} {where}.")
    return None


def _unbalanced(found: Sequence[Token]) -> Fault | None:
    opened: list[Token] = []
    for token in found:
        if token.kind != "mark":
            continue
        if token.text in _PAIRS.values():
            opened.append(token)
        elif token.text in _PAIRS:
            if not opened or opened[-1].text != _PAIRS[token.text]:
                return _stray(token, opened)
            opened.pop()
    if opened:
        return Fault(f"this {opened[-1].text} is never closed", opened[-1].start, "Close it.")
    return None


def _stray(token: Token, opened: Sequence[Token]) -> Fault:
    if opened and any(one.text == _PAIRS[token.text] for one in opened):
        last = opened[-1]
        close = next(close for close, start in _PAIRS.items() if start == last.text)
        return Fault(f"this {last.text} is not closed before {token.text}", last.start, f"Close it with {close}")
    hint = f"Open it with {_PAIRS[token.text]}, or drop it."
    return Fault(f"this {token.text} closes nothing", token.start, hint)


def _unknown_prefix(found: Sequence[Token], prefixes: Mapping[str, str], already: Collection[str]) -> Fault | None:
    declared = set(already)
    declaring = False
    for token in found:
        if token.kind == "name":
            name = token.text.partition(":")[0]
            if declaring:
                declared.add(name)
            elif name not in declared:
                return Fault(f"the prefix {name}: is not declared", token.start, _declaration(name, prefixes))
        declaring = token.upper == "PREFIX"
    return None


def _declaration(name: str, prefixes: Mapping[str, str]) -> str:
    if name in prefixes:
        return f"Add this line at the top:\n  PREFIX {name}: <{prefixes[name]}>"
    known = ", ".join(f"{prefix}:" for prefix in sorted(prefixes))
    return f"Declare it with PREFIX {name}: <its IRI>. The graph itself uses {known}."


def _as_told(text: str, complaint: str, found: Sequence[Token]) -> Fault:
    if function := _FUNCTION.search(complaint):
        hint = "Use the functions of SPARQL 1.1, and the casts of XSD."
        return Fault(f"there is no function <{function[1]}>", _call_of(found, function[1]), hint)
    match = _AT.match(complaint)
    if not match:
        return Fault("the engine cannot run this query", 0, complaint)
    if "variable that is unbound" in match[3]:
        return _ungrouped(found)
    if "overrides an existing variable" in match[3]:
        hint = "Give the computed value a name of its own: (expression AS ?another)."
        return Fault("AS names a variable that the pattern has already", _select(found), hint)
    offset = _offset(text, int(match[1]), int(match[2]))
    return Fault("the query cannot be read here", offset, _expected(match[3]))


def _call_of(found: Sequence[Token], iri: str) -> int:
    """Where a function is called: by its IRI, or by a prefixed name whose local part ends that IRI."""
    for token, after in itertools.pairwise(found):
        local = token.text.partition(":")[2] if token.kind == "name" else ""
        if after.text == "(" and (token.text == f"<{iri}>" or (local and iri.endswith(local))):
            return token.start
    return 0


def _ungrouped(found: Sequence[Token]) -> Fault:
    """Name the variable after SELECT that is neither grouped nor counted."""
    words = [token.upper for token in found]
    select = words.index("SELECT") if "SELECT" in words else 0
    grouped = words.index("GROUP") if "GROUP" in words else len(words)
    end = next((at for at in range(select, len(found)) if words[at] in {"WHERE", "{", "FROM"}), len(found))
    by = {token.text for token in found[grouped:] if token.kind == "variable"}
    depth = 0
    for token in found[select:end]:
        depth += {"(": 1, ")": -1}.get(token.text, 0)
        if depth == 0 and token.kind == "variable" and token.text not in by:
            hint = f"Add {token.text} to GROUP BY, or take (SAMPLE({token.text}) AS {token.text}Sample) or COUNT."
            return Fault(f"SELECT names a variable that is not grouped: {token.text}", token.start, hint)
    hint = "Each variable after SELECT needs to be bound, and when there is a GROUP BY, grouped or counted."
    return Fault("SELECT names a variable that the query does not give", found[select].start, hint)


def _select(found: Sequence[Token]) -> int:
    return next((token.start for token in found if token.upper == "SELECT"), 0)


def _offset(text: str, line: int, column: int) -> int:
    start = sum(len(part) + 1 for part in text.split("\n")[: line - 1])
    return min(start + column - 1, len(text))


def _expected(listed: str) -> str:
    quoted = re.fullmatch(r'"(.)"', listed.strip())  # a longer list tells what might follow, not what is missing
    return f"The engine expected {quoted[1]}." if quoted else "Look at what stands at the mark and just before it."


def _one_of(names: Sequence[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} or {last}" if most else last
