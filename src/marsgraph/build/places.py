"""Finds the line of a statement in the file that a person wrote, when a fault has to be reported.

The parser keeps no lines for what it has read, and keeping them for every statement would cost time in
every build that has no fault. So the text is searched, and only then.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from marsgraph.build.literals import parts
from marsgraph.build.nquads import Statement
from marsgraph.terms import RDF_TYPE, XSD, shorten

_COMMENT = re.compile(r"(?m)(?:^|(?<=\s))#.*")
_BARE = {XSD + "integer", XSD + "decimal", XSD + "boolean"}


def write_term(term: str, prefixes: Mapping[str, str]) -> str:
    """Write a term of an N-Quads line as people write it in Turtle."""
    if term.startswith("<"):
        return shorten(term[1:-1], prefixes)
    if term.startswith("_:"):
        return "[ ]"
    text, datatype, language = parts(term)
    if datatype in _BARE:
        return text
    if datatype:
        return f'"{text}"^^{shorten(datatype, prefixes)}'
    return f'"{text}"@{language}' if language else f'"{text}"'


def find(path: Path, name: str, statement: Statement, prefixes: Mapping[str, str]) -> str:
    """Name the file and, as far as its text shows it, the line of a statement."""
    text = _without_comments(path)
    position = -1
    for patterns in _to_look_for(statement, prefixes):
        found = next((m for pattern in patterns if (m := re.compile(pattern).search(text, max(position, 0)))), None)
        position = found.end() - 1 if found else position  # the brace opens the first statement too
    return f"{name}:{text.count(chr(10), 0, position) + 1}" if position >= 0 else name


def lines_of_head(path: Path, graph: str, prefixes: Mapping[str, str]) -> list[int]:
    """The lines on which something is said of a graph outside it."""
    text = _without_comments(path)
    heads = re.compile(rf"(?:^|[.{{}}])\s*({_spelling(graph, prefixes)})(?!\s*\{{)").finditer(text)
    return [text.count("\n", 0, head.start(1)) + 1 for head in heads]


def _without_comments(path: Path) -> str:
    return _COMMENT.sub("", path.read_text(encoding="utf-8"))


def _to_look_for(statement: Statement, prefixes: Mapping[str, str]) -> list[list[str]]:
    """List what to look for, one after the other, each in the order of preference."""
    graph, subject, *rest = (
        _spelling(term, prefixes) if term else ""
        for term in (statement.graph, statement.subject, statement.property, statement.value)
    )
    opening = [rf"{graph}\s*\{{"] if graph else []
    return [opening, [rf"(?:^|[.{{}}])\s*{subject}", subject], *([term] for term in rest)]


def _spelling(term: str, prefixes: Mapping[str, str]) -> str:
    if term.startswith('"'):
        text = re.escape(parts(term)[0])
        return rf'"{text}"|(?<![\w"]){text}(?![\w"])'
    if term.startswith("<"):
        short = re.escape(shorten(term[1:-1], prefixes))
        also = r"|(?<=\s)a(?=\s)" if term == f"<{RDF_TYPE}>" else ""
        return rf"(?:(?<![\w:.-]){short}(?![\w-])|{re.escape(term)}{also})"
    return r"\[|_:"
