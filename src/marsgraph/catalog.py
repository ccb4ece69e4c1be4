"""Query files: SPARQL with a header of `#+` lines that says what it is for.

The header is a small part of YAML, as the grlc tool reads it: `#+ key: text`, text that goes on in indented lines,
or a list of `#+   - item` lines. Nothing else is understood, and what is not understood is an error.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from marsgraph.errors import FileAccessError, InputError, NotFoundError

Value = str | list[str]

_ENTRY: Final = re.compile(r"#\+ (?P<key>[a-z][a-z_-]*):(?:\s+(?P<text>.*))?$")
_ITEM: Final = re.compile(r"#\+\s+- (?P<item>.+)$")
_MORE: Final = re.compile(r"#\+\s{2,}(?P<text>\S.*)$")


@dataclass(frozen=True, slots=True)
class QueryFile:
    """A query with its name, its header and the file it stands in."""

    name: str
    place: str
    text: str
    header: dict[str, Value] = field(default_factory=dict)

    def said(self, key: str) -> str:
        """The header's text under a key, or an empty string."""
        value = self.header.get(key, "")
        return value if isinstance(value, str) else ", ".join(value)

    @property
    def title(self) -> str:
        """The title, or the summary, or the name."""
        return self.said("title") or self.said("summary") or self.name

    @property
    def tags(self) -> list[str]:
        """The tags, in the file's order."""
        tags = self.header.get("tags", [])
        return [tags] if isinstance(tags, str) else tags


def read(file: Path) -> QueryFile:
    """Read one query file."""
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise NotFoundError("the query is missing.", place=str(file), remedy=_RESTORE) from error
    except OSError as error:
        raise FileAccessError.of(error, f"Reading {file}", remedy="Give read access to it.") from error
    except UnicodeDecodeError as error:
        raise InputError("the file is not UTF-8.", place=str(file), remedy="Save it as UTF-8.") from error
    return QueryFile(file.stem, str(file), text, _header(text, str(file)))


_RESTORE = "Restore it: git checkout -- queries/, or install MarsGraph again."


def read_folder(folder: Path) -> list[QueryFile]:
    """Read the queries of one folder and those below it, in the order of their names."""
    return [read(file) for file in sorted(folder.rglob("*.rq"))]


def find(queries: Path, name: str) -> QueryFile:
    """Find a query by its name (`landings-by-agency`) or by folder and name (`checks/orphans`)."""
    wanted = name.removesuffix(".rq")
    files = list(_files(queries))
    found = [file for file in files if wanted in {file.stem, _path_name(queries, file)}]
    if len(found) == 1:
        return read(found[0])
    if found:
        choices = ", ".join(_path_name(queries, file) for file in found)
        raise NotFoundError(f"There are several queries called {name}.", remedy=f"Name one of {choices}.")
    raise NotFoundError(f"There is no query called {name}.", remedy=_suggestion(wanted, [file.stem for file in files]))


def page_query(queries: Path, name: str) -> QueryFile:
    """Read the query of this name that a command or a page of ours asks."""
    return read(queries / "pages" / f"{name}.rq")


def _files(queries: Path) -> Iterator[Path]:
    yield from sorted(queries.rglob("*.rq"))


def _path_name(queries: Path, file: Path) -> str:
    return file.relative_to(queries).with_suffix("").as_posix()


def _suggestion(name: str, names: list[str]) -> str:
    close = difflib.get_close_matches(name, names, n=5, cutoff=0.5)
    listed = "`marsgraph query --list` lists them all."
    return f"Did you mean {', '.join(close)}? {listed}" if close else listed


def _header(text: str, place: str) -> dict[str, Value]:
    header: dict[str, Value] = {}
    key = ""
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith("#+"):
            if header or line.strip():
                break
            continue
        if entry := _ENTRY.match(line):
            key = entry["key"]
            if key in header:
                raise InputError(f"the header says {key}: twice.", place=f"{place}:{number}", remedy="Keep one.")
            header[key] = _value(entry["text"] or "")
        else:
            header[key] = _longer(header.get(key), line, f"{place}:{number}")
    return header


def _value(text: str) -> Value:
    if text.startswith("[") and text.endswith("]"):
        return [item.strip() for item in text[1:-1].split(",") if item.strip()]
    quoted = len(text) > 1 and text[0] == text[-1] and text[0] in "\"'"
    return text[1:-1] if quoted else text


def _longer(value: Value | None, line: str, place: str) -> Value:
    """A header's value with one more line: a list item, or more text."""
    if value is not None:
        if item := _ITEM.match(line):
            if isinstance(value, list):
                return [*value, item["item"].strip()]
            if not value:
                return [item["item"].strip()]
        elif (more := _MORE.match(line)) and isinstance(value, str):
            return f"{value} {more['text']}".strip()
    raise InputError(
        f"this header line is not understood: {line}",
        place=place,
        remedy="Write `#+ key: text` or, below a key, `#+   - item`.",
    )
