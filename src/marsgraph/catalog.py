"""Query files: SPARQL with a header of `#+` lines that says what it is for."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from marsgraph import headers
from marsgraph.errors import FileAccessError, InputError, NotFoundError
from marsgraph.headers import Header


@dataclass(frozen=True, slots=True)
class QueryFile:
    """A query with its name, its header and the file it stands in."""

    name: str
    place: str
    text: str
    header: Header = field(default_factory=lambda: Header(""))

    def said(self, key: str) -> str:
        """The header's text under a key, or an empty string."""
        value = self.header.values.get(key) or ""
        return ", ".join(map(str, value)) if isinstance(value, list) else str(value)

    @property
    def title(self) -> str:
        """The title, or the summary, or the name."""
        return self.said("title") or self.said("summary") or self.name


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
    return QueryFile(file.stem, str(file), text, headers.read(text, str(file)))


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
