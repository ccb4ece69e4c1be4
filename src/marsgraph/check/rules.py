"""Rules that SHACL says badly: queries whose rows are breaches, and the written form of numbers."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from marsgraph import catalog
from marsgraph.catalog import QueryFile
from marsgraph.check.findings import SEVERITIES, Finding, Outcome
from marsgraph.errors import InputError
from marsgraph.store import Iri, Literal, Row, Store

NUMBER_FORM: Final = "number-not-canonical"
_NUMBER: Final = re.compile(
    r"^<(?P<thing>[^>]*)> <(?P<property>[^>]*)> "
    r'"(?P<text>[^"]*)"\^\^<(?P<type>http://www\.w3\.org/2001/XMLSchema#(?P<kind>integer|decimal))>',
    re.MULTILINE,
)
_CANONICAL: Final = {
    "integer": re.compile(r"0|-?[1-9][0-9]*"),
    "decimal": re.compile(r"0|-?[1-9][0-9]*|-?(0|[1-9][0-9]*)\.[0-9]*[1-9]"),
}


def run(store: Store, queries: Iterable[QueryFile]) -> Outcome:
    """Run rules that are queries: each row is a finding."""
    findings: list[Finding] = []
    seconds: dict[str, float] = {}
    for query in queries:
        begun = time.perf_counter()
        findings += (_finding(query, row) for row in store.ask(query.text, place=query.place).rows())
        seconds[query.name] = time.perf_counter() - begun
    return Outcome(tuple(findings), seconds)


def read(folder: Path) -> list[QueryFile]:
    """Read the rules of a folder; each has to tell its severity and its remedy."""
    queries = catalog.read_folder(folder)
    for query in queries:
        if query.said("severity") not in SEVERITIES or not query.said("remedy") or not query.said("summary"):
            raise InputError(
                "a check needs a summary, a severity and a remedy in its header.",
                place=query.place,
                remedy=f"Add `#+ severity:` with {', '.join(SEVERITIES[:-1])} or {SEVERITIES[-1]}, and `#+ remedy:`.",
            )
    return queries


def _finding(query: QueryFile, row: Row) -> Finding:
    if "thing" not in row:
        raise InputError("a check names the thing that breaks it.", place=query.place, remedy="Select ?thing.")
    return Finding(
        rule=query.name,
        constraint="SPARQL",
        severity=query.said("severity"),
        thing=row["thing"],
        path=f"<{row['property'].value}>" if "property" in row else "",
        value=row.get("value"),
        graph=row["graph"].value if "graph" in row else "",
        message=query.said("summary"),
        remedy=query.said("remedy"),
    )


def number_forms(n_quads: str) -> Iterator[Finding]:
    """Numbers that are not written in canonical form; the engine would rewrite them without a word.

    So they are looked for in the file's text.
    """
    for number in _NUMBER.finditer(n_quads):
        if not _CANONICAL[number["kind"]].fullmatch(number["text"]):
            yield Finding(
                rule=NUMBER_FORM,
                constraint="Pattern",
                severity="violation",
                thing=Iri(number["thing"]),
                path=f"<{number['property']}>",
                value=Literal(number["text"], datatype=Iri(number["type"])),
                graph="",
                message="A number is written in its canonical form: no needless zeros or signs.",
                remedy="Write 65.1 for 65.10 and 7 for 07 in the claims, and build again.",
            )
