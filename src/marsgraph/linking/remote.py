"""What a SPARQL server elsewhere says of items: asked in batches, each answer whole, and kept until all are there.

Every query of `queries/linking/their-*.rq` ends with a row of its own; an answer without it was cut by the server,
and its batch is asked again in halves.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Final

from marsgraph import catalog
from marsgraph.errors import EndpointError
from marsgraph.linking import keys
from marsgraph.linking.client import Client, Row
from marsgraph.linking.items import Item, Said, gather
from marsgraph.store import Iri, Literal

Begin = Callable[[int], Callable[[str], None]]
"""Told the number of steps, gives what is to be called, with a label, at each of them."""

BATCH: Final = 50
_WANTED: Final = "# wanted"
_PROP: Final = "http://www.wikidata.org/prop/"
_INTEGER: Final = Iri("http://www.w3.org/2001/XMLSchema#integer")
_FRESH: Final = 24 * 3600


class Kept:
    """Answers of a run that may be broken off, in a file of the user's cache; gone when the run is whole."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._rows: dict[str, list[Row]] = {}
        with suppress(OSError, ValueError, KeyError, TypeError):
            for line in file.read_text(encoding="utf-8").splitlines():
                entry = json.loads(line)
                if time.time() - entry["at"] < _FRESH:
                    self._rows[entry["query"]] = entry["rows"]

    @classmethod
    def of(cls, endpoint: str) -> Kept:
        """The answers of an endpoint."""
        folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
        return cls(folder / "marsgraph" / f"link-{_digest(endpoint)[:16]}.jsonl")

    def get(self, query: str) -> list[Row] | None:
        """The rows of a query that was answered within a day."""
        return self._rows.get(_digest(query))

    def put(self, query: str, rows: list[Row]) -> None:
        """Keep the rows of a query; where that cannot be, go on without."""
        with suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with self._file.open("a", encoding="utf-8") as file:
                file.write(json.dumps({"query": _digest(query), "at": time.time(), "rows": rows}) + "\n")

    def forget(self) -> None:
        """Throw all away."""
        with suppress(OSError):
            self._file.unlink(missing_ok=True)


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


class Remote:
    """A graph elsewhere, asked through its SPARQL endpoint."""

    def __init__(self, client: Client, queries: Path, kept: Kept, batch: int = BATCH) -> None:
        self._client = client
        self._queries = queries / "linking"
        self._kept = kept
        self._batch = batch

    def with_identifiers(self, wanted: Iterable[tuple[str, str]], begin: Begin) -> dict[str, Item]:
        """Find the items that have one of these identifiers, and what is said of them."""
        values = [row for kind, value in sorted(wanted) for row in _value_rows(kind, value)]
        batches = _batches(values, self._batch)
        step = begin(2 * len(batches))
        items: set[str] = set()
        for number, batch in enumerate(batches, 1):
            step(f"identifiers {number} of {len(batches)}")
            items |= {row["item"] for row in self._whole("their-items", batch)}
        found: dict[str, Item] = {}
        for batch in _spread(sorted(items), len(batches)):
            step("items")
            found |= self._describe(batch)
        merged_into = {item.redirect for item in found.values() if item.redirect}
        return found | self._describe(sorted(merged_into - found.keys()))

    def items(self, wanted: Iterable[str], begin: Begin) -> dict[str, Item]:
        """Give what is said of these items; what is not there is missing."""
        batches = _batches(sorted(wanted), self._batch)
        step = begin(len(batches))
        found: dict[str, Item] = {}
        for number, batch in enumerate(batches, 1):
            step(f"items {number} of {len(batches)}")
            found |= self._describe(batch)
        return found

    def _describe(self, items: Sequence[str]) -> dict[str, Item]:
        rows: list[Row] = []
        named = [str(iri) for item in items if (iri := _iri(item))]
        for batch in _batches(named, self._batch):
            rows += self._whole("their-statements", batch)
        names = ("item", "said", "value", "rank", "exact", "label")
        return gather(Said(*(row.get(name, "") for name in names)) for row in rows)

    def _whole(self, name: str, wanted: Sequence[str]) -> list[Row]:
        """Ask for some values; when the answer is cut, for each half of them."""
        query = catalog.read(self._queries / f"{name}.rq").text.replace(_WANTED, "\n      ".join(wanted))
        rows = self._kept.get(query)
        if rows is None:
            rows = self._client.ask(query)
            if _is_whole(rows):
                self._kept.put(query, rows)
        if _is_whole(rows):
            return rows[:-1]
        if len(wanted) == 1:
            raise EndpointError(
                f"The server cuts its answers: {len(rows)} rows came, and not the last one.",
                place=self._client.endpoint,
                remedy="Take an endpoint that answers whole.",
            )
        middle = len(wanted) // 2
        return self._whole(name, wanted[:middle]) + self._whole(name, wanted[middle:])


def _iri(text: str) -> Iri | None:
    """What a server calls an item, as an IRI; nothing for a node without a name, or what is no IRI."""
    try:
        return Iri(text)
    except ValueError:
        return None


def _is_whole(rows: Sequence[Row]) -> bool:
    return bool(rows) and "last" in rows[-1] and not any("last" in row for row in rows[:-1])


def _value_rows(kind: str, value: str) -> list[str]:
    """The spellings of a value with the properties under which it may stand, as rows of VALUES."""
    number = keys.PROPERTIES[kind]
    paths = " ".join(str(Iri(_PROP + part + number)) for part in ("direct/", "", "statement/"))
    literals = [Literal(spelling) for spelling in keys.spellings(kind, value)]
    if value.lstrip("-").isdigit():
        literals.append(Literal(value, datatype=_INTEGER))
    return [f"({literal} {paths})" for literal in literals]


def _batches(texts: Sequence[str], size: int) -> list[Sequence[str]]:
    return [texts[start : start + size] for start in range(0, len(texts), size)]


def _spread(items: Sequence[str], parts: int) -> list[Sequence[str]]:
    """Share items out among a number of steps, of which the last may stay empty."""
    size = -(-len(items) // parts) if parts else 0
    return [items[n * size : (n + 1) * size] for n in range(parts)]
