"""How terms and rows look to people in plain text: short names, aligned columns, wrapped to a width."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Final

from marsgraph.store import Answer, Iri, Literal, Term
from marsgraph.terms import shorten

_NUMBER: Final = re.compile(r"[+-]?\d+(\.\d+)?")
_NARROWEST: Final = 8
_CONTROL: Final = {code: "�" for code in (*range(32), *range(127, 160)) if code not in {9, 10}}


def plain(term: Term | None, prefixes: Mapping[str, str]) -> str:
    """A term as people read it: a short name, or a literal's text without its datatype."""
    if term is None:
        return ""
    if isinstance(term, Iri):
        return shorten(term.value, prefixes)
    return visible(term.value) if isinstance(term, Literal) else str(term)


def visible(text: str) -> str:
    """A text without the characters by which it could steer a terminal."""
    return text.translate(_CONTROL)


def answer_table(answer: Answer, prefixes: Mapping[str, str], width: int | None) -> str:
    """Rows as a table with its length, a truth value as yes or no, triples as Turtle."""
    if answer.kind == "truth":
        return "yes" if answer.truth() else "no"
    if answer.kind == "triples":
        return answer.turtle(prefixes).decode().rstrip("\n")
    names = answer.variables
    rows = [[plain(row.get(name), prefixes) for name in names] for row in answer.rows()]
    if not rows:
        return "No rows."
    return f"{table(names, rows, width)}\n\n{count(len(rows), 'row')}"


def count(number: int, noun: str, plural: str | None = None) -> str:
    """A number with its noun: 1 row, 2 rows."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def entry(head: str, text: str, width: int | None, indent: int) -> str:
    """A text behind its head, starting at a column; with a width, its further lines start there too."""
    lead = f"{head:<{indent}}" if len(head) < indent else f"{head} "
    if width is None or width < 2 * indent:
        return lead + text
    return textwrap.fill(
        text,
        width,
        initial_indent=lead,
        subsequent_indent=" " * indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def table(headers: Sequence[str], rows: Sequence[Sequence[str]], width: int | None = None) -> str:
    """Columns under their headers; with a width, long cells wrap inside their column."""
    columns = list(zip(*([headers, *rows]), strict=True))
    widths = _fit([_longest(column) for column in columns], width)
    right = [all(_NUMBER.fullmatch(cell) for cell in column[1:] if cell) for column in columns]
    rule = ["─" * size for size in widths]
    lines = [*_lines(headers, widths, right), "  ".join(rule)]
    for row in rows:
        lines += _lines(row, widths, right)
    return "\n".join(lines)


def _longest(cells: Sequence[str]) -> int:
    return max(len(line) for cell in cells for line in (cell.split("\n")))


def _fit(widths: list[int], width: int | None) -> list[int]:
    """Take from the widest columns until the row fits; a table too wide even so stays as it is."""
    if width is None or len(widths) * (_NARROWEST + 2) > width:
        return widths
    spare = width - 2 * (len(widths) - 1)
    fitted = list(widths)
    while sum(fitted) > spare:
        widest = max(range(len(fitted)), key=fitted.__getitem__)
        fitted[widest] -= 1
    return fitted


def _lines(row: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> list[str]:
    cells = [_wrapped(cell, size) for cell, size in zip(row, widths, strict=True)]
    lines = []
    for parts in zip_longest(*cells, fillvalue=""):
        padded = [
            part.rjust(size) if numeric else part.ljust(size)
            for part, size, numeric in zip(parts, widths, right, strict=True)
        ]
        lines.append("  ".join(padded).rstrip())
    return lines


def _wrapped(cell: str, size: int) -> list[str]:
    if len(cell) <= size and "\n" not in cell:
        return [cell]
    return [part for line in cell.split("\n") for part in textwrap.wrap(line, size) or [""]]
