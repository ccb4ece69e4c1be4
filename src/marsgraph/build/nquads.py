"""The border to the engine's parser: a file's text in, N-Quads lines and their parts out.

Terms stay text in N-Quads form (`<iri>`, `"literal"^^<type>`, `_:blank`) all through the build: sorting,
comparing and writing a million of them is then the work of built-in functions, and no literal is rewritten on
the way, as the engine's store would.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from marsgraph.errors import InputError

_QUADS_AT_ONCE = 20_000
LONGEST = 100_000
"""Characters that a value may have; the parser itself gives up at 16 MiB."""
_TERM = r'<[^>]*>|_:\S+|"[^"\\]*+(?:\\.[^"\\]*+)*+"(?:@\S+|\^\^<[^>]*>)?'
_LINE = re.compile(rf"^(([^ ]*+) ([^ ]*+) ({_TERM}))(?: ([^ ]*+))? \.\n", re.MULTILINE)
_FORMATS = {".ttl": ox.RdfFormat.TURTLE, ".trig": ox.RdfFormat.TRIG}


class Statement(NamedTuple):
    """One quad; `graph` is empty for the default graph, `triple` is its first three terms as one text."""

    triple: str
    subject: str
    property: str
    value: str
    graph: str


Parts = tuple[str, str, str, str, str]
"""What a `Statement` is made of: where a million pass by, naming the parts of each would take a third of the time."""


def read(path: Path, place: str, content: bytes) -> Iterator[tuple[list[str], list[Parts]]]:
    """Parse a Turtle or TriG file, a few thousand statements at a time: the N-Quads lines and their parts."""
    _refuse_unreadable(place, content)
    quads = ox.parse(input=content, format=_FORMATS[path.suffix])
    while lines := _serialize(place, quads, content):
        yield lines.split("\n")[:-1], _split(place, lines, content)


def _refuse_unreadable(place: str, content: bytes) -> None:
    if not content.strip():
        raise InputError("the file is empty.", place=place, remedy="Write it, restore it, or delete it.")
    if content.startswith(b"\xef\xbb\xbf"):
        raise InputError("the file begins with a byte order mark.", place=place, remedy=_AS_UTF8)
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in content:
        raise InputError(
            "the file is not text: it holds zero bytes, as UTF-16 and programs' own files do.",
            place=place,
            remedy=f"{_AS_UTF8} If it is no text at all, move it away.",
        )
    try:
        content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        byte = content[error.start]
        raise InputError(
            f"the file is not UTF-8: byte 0x{byte:02X}.", place=f"{place}:{line}", remedy=_AS_UTF8
        ) from error


_AS_UTF8 = "Save it as UTF-8 without a byte order mark."


def _serialize(place: str, quads: ox.QuadParser, content: bytes) -> str:
    try:
        lines = ox.serialize(islice(quads, _QUADS_AT_ONCE), format=ox.RdfFormat.N_QUADS)
    except SyntaxError as error:
        raise _broken(place, error) from error
    except MemoryError as error:
        raise InputError(
            "a value or a name that is too long to read, or a quotation mark that is missing.",
            place=_at(place, content, _OVERLONG),
            remedy=f"Write at most {LONGEST:,} characters, and close what you open.",
        ) from error
    return (lines or b"").decode()


_OVERLONG = re.compile(rb"""["'<][^"'<>]{%d}""" % LONGEST)


def _at(place: str, content: bytes, what: re.Pattern[bytes]) -> str:
    """Name the line on which something stands, if it is found."""
    found = what.search(content)
    return f"{place}:{content[: found.start()].count(10) + 1}" if found else place


def _broken(place: str, error: SyntaxError) -> InputError:
    line, column = error.lineno, error.offset
    reason = error.msg.partition(": ")[2] or error.msg
    return InputError(
        f"not well-formed, column {column}: {reason.rstrip('.')}.",
        place=f"{place}:{line}" if line else place,
        remedy=_PREFIXES if "prefix" in reason else _SYNTAX + _SHOWN * place.endswith(".trig"),
    )


_SYNTAX = "The mistake may stand just before this place."
_SHOWN = " CONTRIBUTING.md shows how a claim is written."
_PREFIXES = "Declare it at the top of the file with @prefix; ontology/context.jsonld lists them all."


def _split(place: str, lines: str, content: bytes) -> list[Parts]:
    rows: list[Parts] = _LINE.findall(lines)
    if len(rows) != lines.count("\n"):
        raise InputError(
            "a statement about a statement (<< ... >>) has no place here.",
            place=_at(place, content, _OPENING),
            remedy="Put what it is about into a graph (g:name { ... }), and say who says so in the graph's head.",
        )
    return rows


_OPENING = re.compile(rb"<<|\{\|")


def parse_line(line: str) -> Statement:
    """Take one N-Quads line (without its line end) apart."""
    parts = _LINE.fullmatch(line + "\n")
    if parts is None:
        raise ValueError(line)
    return Statement._make(part or "" for part in parts.groups())


def by_subject(statements: Iterable[Statement]) -> dict[str, dict[str, list[str]]]:
    """Gather what is said about each subject: its properties, each with its values."""
    things: dict[str, dict[str, list[str]]] = {}
    for statement in statements:
        things.setdefault(statement.subject, {}).setdefault(statement.property, []).append(statement.value)
    return things
