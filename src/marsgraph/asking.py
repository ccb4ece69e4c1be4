"""Asking a question of one's own: which query is meant, and in which format its answer goes out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from marsgraph import catalog
from marsgraph.catalog import QueryFile
from marsgraph.errors import MarsGraphError, QueryError
from marsgraph.store import Answer

FORMATS: Final = ("table", "csv", "tsv", "json", "xml", "turtle")

_TEXT: Final = re.compile(r"[{\n]|^\s*(describe|prefix|base)\s", re.IGNORECASE)
_NOT_XML: Final = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_ASKED_WITH: Final = {"rows": "SELECT", "truth": "ASK", "triples": "CONSTRUCT or DESCRIBE"}


def find_query(queries: Path, wanted: str) -> QueryFile:
    """Take a query's text, a file or a name for the query that it means."""
    if _TEXT.search(wanted):
        return QueryFile("query", "query", wanted)
    file = Path(wanted)
    return catalog.read(file) if file.is_file() else catalog.find(queries, wanted)


def read_query(content: bytes, place: str = "standard input") -> QueryFile:
    """Take bytes for a query's text."""
    try:
        return QueryFile(place, place, content.decode())
    except UnicodeDecodeError as error:
        raise QueryError(
            f"this is not UTF-8: byte 0x{content[error.start]:02X}.",
            place=f"{place}:{content[: error.start].count(10) + 1}",
            remedy="Send the query as UTF-8.",
        ) from error


def list_folder(folder: Path) -> tuple[list[QueryFile], list[str]]:
    """List the queries in a folder and the folders in it, and say which .rq files there are none of ours."""
    queries: list[QueryFile] = []
    strange: list[str] = []
    for file in sorted([*folder.glob("*.rq"), *folder.glob("*/*.rq")]):
        try:
            queries.append(catalog.read(file))
        except MarsGraphError as error:
            strange.append(f"{error.place or file}: {error.message}")
    return queries, strange


def find_folder(wanted: str) -> Path | None:
    """Take the path of a folder for the queries in it."""
    return None if _TEXT.search(wanted) or not Path(wanted).is_dir() else Path(wanted)


def write_answer(answer: Answer, form: str, prefixes: Mapping[str, str]) -> bytes:
    """Write an answer in a format for programs, or say which formats its kind has."""
    fitting = {"rows": FORMATS[1:5], "truth": FORMATS[3:5], "triples": ("turtle",)}[answer.kind]
    if form not in fitting:
        raise QueryError(
            f"The answer to {_ASKED_WITH[answer.kind]} cannot be written as {form}.",
            remedy=f"Use --format {' or '.join(fitting)}, or the table that you get without it.",
        )
    if form == "turtle":
        return answer.turtle(prefixes)
    written = answer.results(form)
    return _as_xml(written) if form == "xml" else written


def _as_xml(written: bytes) -> bytes:
    """Keep carriage returns, which a reader of XML would drop, and refuse what XML cannot hold."""
    written = written.replace(b"\r", b"&#13;")
    if _NOT_XML.search(written):
        raise QueryError("The answer holds a control character that XML cannot carry.", remedy="Use --format json.")
    return written
