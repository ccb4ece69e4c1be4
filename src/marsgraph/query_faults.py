"""What is wrong with a query that the engine refused: the place, a caret under it, and a hint.

Reads the query's text and the engine's complaint; runs nothing. It also refuses what would end the engine's
process: a query nested deeper than its parser can stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from marsgraph.errors import QueryError

DEEPEST: Final = 200  # pyoxigraph 0.5 dies of a stack overflow somewhere beyond a thousand levels
_WIDEST: Final = 110

_TOKEN: Final = re.compile(
    r"""(?P<comment>\#[^\n]*)
      | (?P<declaration>\b(?:prefix\s+(?P<declared>[\w.-]*):|base)\s*<[^>]*>)
      | (?P<iri><[^<>"{}|^`\\\s]*>)
      | (?P<string>\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*'''
                  |"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
      | (?P<quote>["'])
      | (?P<open>[{(\[])
      | (?P<close>[})\]])
      | (?P<name>[a-z][\w.-]*(?=:)|(?<![\w:]):(?=\w))
      | (?P<word>[a-z]+)""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_PAIRS: Final = {"}": "{", ")": "(", "]": "["}
_FORMS: Final = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_UPDATES: Final = {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "COPY", "MOVE", "ADD", "WITH"}
_AT: Final = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Fault:
    """What is wrong, where in the text, and what to do."""

    message: str
    offset: int
    hint: str


def refuse_deep(text: str, place: str) -> None:
    """Refuse a query whose brackets nest deeper than the engine's parser survives."""
    depth = 0
    for token in _tokens(text):
        depth += {"open": 1, "close": -1}.get(token.lastgroup or "", 0)
        if depth > DEEPEST:
            raise _error(
                text,
                place,
                _Fault(f"brackets nest deeper than {DEEPEST}", token.start(), "Simplify the query."),
            )


def explain(text: str, complaint: str, place: str, prefixes: Mapping[str, str]) -> QueryError:
    """Turn the engine's complaint about a query into one that helps."""
    fault = (
        _wrong_form(text)
        or _broken_string(text)
        or _unbalanced(text)
        or _unknown_prefix(text, prefixes)
        or _as_told(text, complaint)
    )
    return _error(text, place, fault)


def _error(text: str, place: str, fault: _Fault) -> QueryError:
    before = text[: fault.offset]
    line, column = before.count("\n") + 1, fault.offset - before.rfind("\n")
    start = max(0, column - _WIDEST // 2)
    shown = text.split("\n")[line - 1].expandtabs(1).rstrip("\r")[start : start + _WIDEST]
    gutter = " " * len(str(line))
    picture = f"\n  {line} | {shown}\n  {gutter} | {' ' * (column - 1 - start)}^"
    return QueryError(f"{fault.message}{picture}", place=f"{place}:{line}:{column}", remedy=fault.hint)


def _tokens(text: str) -> Iterator[re.Match[str]]:
    return (token for token in _TOKEN.finditer(text) if token.lastgroup not in {"comment", "string", "iri"})


def _wrong_form(text: str) -> _Fault | None:
    first = next((token for token in _tokens(text) if token.lastgroup != "declaration"), None)
    if first is None:
        return _Fault("there is no query", len(text.rstrip()), f"Write one that starts with {_one_of(_FORMS)}.")
    word = first.group().upper()
    if word in _UPDATES:
        return _Fault("the graph is read only", first.start(), f"A query starts with {_one_of(_FORMS)}.")
    if word in _FORMS or word == "PREFIX":
        return None
    hint = f"After its prefixes a query starts with {_one_of(_FORMS)}."
    return _Fault(f"{first.group()} starts no query", first.start(), hint)


def _broken_string(text: str) -> _Fault | None:
    for token in _tokens(text):
        if token.lastgroup == "quote":
            mark = token.group()
            return _Fault("this string never ends", token.start(), f"Close it with {mark} on the same line.")
    return None


def _unbalanced(text: str) -> _Fault | None:
    opened: list[re.Match[str]] = []
    for token in _tokens(text):
        if token.lastgroup == "open":
            opened.append(token)
        elif token.lastgroup == "close":
            if not opened or opened[-1].group() != _PAIRS[token.group()]:
                return _Fault(
                    f"this {token.group()} closes nothing",
                    token.start(),
                    f"Open it with {_PAIRS[token.group()]}, or drop it.",
                )
            opened.pop()
    if opened:
        mark = opened[-1].group()
        return _Fault(f"this {mark} is never closed", opened[-1].start(), "Close it.")
    return None


def _unknown_prefix(text: str, prefixes: Mapping[str, str]) -> _Fault | None:
    declared = {"_"}
    for token in _tokens(text):
        if token.lastgroup == "declaration":
            declared.add(token["declared"] or "")
        elif token.lastgroup == "name" and not _is_variable(text, token.start()):
            name = token.group().rstrip(":")
            if name not in declared:
                return _Fault(f"the prefix {name}: is not declared", token.start(), _declaration(name, prefixes))
    return None


def _is_variable(text: str, start: int) -> bool:
    return start > 0 and text[start - 1] in "?$@_"


def _declaration(name: str, prefixes: Mapping[str, str]) -> str:
    if name in prefixes:
        return f"Add this line at the top:\n  PREFIX {name}: <{prefixes[name]}>"
    known = ", ".join(f"{prefix}:" for prefix in sorted(prefixes))
    return f"Declare it with PREFIX {name}: <its IRI>. The graph itself uses {known}."


def _as_told(text: str, complaint: str) -> _Fault:
    match = _AT.match(complaint)
    if not match:
        return _Fault("the engine cannot run this query", 0, complaint)
    offset = _offset(text, int(match[1]), int(match[2]))
    if "variable that is unbound" in match[3]:
        hint = "Each variable after SELECT needs to be bound, and when there is a GROUP BY, grouped or counted."
        return _Fault("SELECT names a variable that the query does not give", _select(text), hint)
    return _Fault("the query cannot be read here", offset, _expected(match[3]))


def _offset(text: str, line: int, column: int) -> int:
    start = sum(len(part) + 1 for part in text.split("\n")[: line - 1])
    return min(start + column - 1, len(text))


def _select(text: str) -> int:
    found = re.search(r"\bselect\b", text, re.IGNORECASE)
    return found.start() if found else 0


def _expected(listed: str) -> str:
    quoted = re.fullmatch(r'"(.)"', listed.strip())  # a longer list tells what might follow, not what is missing
    return f"The engine expected {quoted[1]}." if quoted else "Look at what stands at the mark and just before it."


def _one_of(names: tuple[str, ...] | list[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} or {last}" if most else last
