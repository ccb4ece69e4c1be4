"""Reads and writes SSSOM tables: a head of `#` lines in YAML, then rows whose columns are separated by tabs.

The head is the small part of YAML that such tables use: `key: "value"`, and below `curie_map:` one indented
`prefix: "iri"` a line. Names become whole IRIs. What a link of ours may say is not decided here.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Final

from marsgraph.errors import InputError, MarsGraphError, together
from marsgraph.terms import expand, shorten

SSSOM: Final = "https://w3id.org/sssom/"
SEMAPV: Final = "https://w3id.org/semapv/vocab/"
NOTHING_FOUND: Final = SSSOM + "NoTermFound"
"""The object of a row which says that a thing has no counterpart."""

COLUMNS: Final = (
    *("subject_id", "subject_label", "predicate_id", "predicate_modifier", "object_id", "object_label"),
    *("mapping_justification", "author_label", "reviewer_label", "mapping_tool", "mapping_date", "confidence"),
    *("curation_rule_text", "subject_match_field", "object_match_field", "match_string", "see_also", "comment"),
)
"""The columns of SSSOM that our tables use, in its order."""
JUSTIFICATIONS: Final = frozenset(
    SEMAPV + name
    for name in (
        *("ManualMappingCuration", "MappingReview", "LexicalMatching", "LogicalReasoning", "CompositeMatching"),
        *("InstanceBasedMatching", "BackgroundKnowledgeBasedMatching", "MappingChaining", "MappingInversion"),
        *("StructuralMatching", "UnspecifiedMatching"),
    )
)
_NEEDED: Final = ("subject_id", "predicate_id", "object_id", "mapping_justification")
_NEEDED_IN_HEAD: Final = ("mapping_set_id", "license", "curie_map")
_NAMES: Final = (*_NEEDED, "subject_match_field", "object_match_field")
_ENTRY: Final = re.compile(r"#(?P<indent> *)(?P<key>[\w.-]+):(?: +(?P<value>\S.*?))? *$")
_CONFIDENCE: Final = re.compile(r"0|1|0\.[0-9]*[1-9]")


@dataclass(frozen=True, slots=True)
class Link:
    """One row: what is said to be what, and on which grounds."""

    subject: str
    predicate: str
    object: str
    cells: Mapping[str, str]
    """The other columns that are filled, with names as whole IRIs."""
    place: str = ""
    """File and line."""

    @property
    def refused(self) -> bool:
        """Whether the row says that the two are not the same."""
        return self.cells.get("predicate_modifier") == "Not"

    @property
    def confidence(self) -> float:
        """How sure the row is; certain where it does not say."""
        return float(self.cells.get("confidence", "1"))

    @property
    def triple(self) -> str:
        """What the row says, as N-Quads writes it."""
        return f"<{self.subject}> <{self.predicate}> <{self.object}>"


def read(text: str, place: str) -> list[Link]:
    """Read a table, or raise everything that is wrong with its form."""
    lines = text.split("\n")
    head = [line for line in lines if line.startswith("#")]
    prefixes = _read_head(head, place)
    rows = [(number, line.removesuffix("\r")) for number, line in enumerate(lines, 1) if line and line[0] != "#"]
    if not rows:
        raise InputError("the table has no line with the names of its columns.", place=place, remedy=_COLUMNS)
    (number, names), *rest = rows
    columns = _cells_of(names, f"{place}:{number}")
    if fault := _fault_of_columns(columns, f"{place}:{number}"):
        raise fault
    links: list[Link] = []
    faults: list[MarsGraphError] = []
    for number, row in rest:
        try:
            links.append(_read_row(columns, row, prefixes, f"{place}:{number}"))
        except InputError as fault:
            faults.append(fault)
    if faults := [*faults, *said_twice(links)]:
        raise together(faults)
    return links


_COLUMNS = "Write them, separated by tabs: " + " ".join(_NEEDED)


def _read_head(head: Iterable[str], place: str) -> dict[str, str]:
    """Read what a table says of itself, and give its prefixes."""
    said: dict[str, str] = {}
    prefixes: dict[str, str] = {}
    in_map = False
    for number, line in enumerate(head, 1):
        entry = _ENTRY.fullmatch(line.rstrip("\r"))
        if not entry:
            raise InputError(
                f"this line of the head is not understood: {line}",
                place=f"{place}:{number}",
                remedy='Write `#key: "value"` or, below `#curie_map:`, `#  prefix: "iri"`.',
            )
        value = (entry["value"] or "").strip("\"'")
        if in_map and entry["indent"]:
            prefixes[entry["key"]] = value
        else:
            said[entry["key"]] = value
            in_map = entry["key"] == "curie_map"
    if missing := [key for key in _NEEDED_IN_HEAD if key not in said]:
        raise InputError(
            f"the head lacks {', '.join(missing)}.",
            place=place,
            remedy="Begin the table as data/links/wikidata.sssom.tsv begins.",
        )
    return prefixes


def _fault_of_columns(columns: list[str], place: str) -> InputError | None:
    if missing := [name for name in _NEEDED if name not in columns]:
        return InputError(f"the table lacks the column {missing[0]}.", place=place, remedy=_COLUMNS)
    for name in columns:
        if name not in COLUMNS or columns.count(name) > 1:
            near = get_close_matches(name, COLUMNS, n=1)
            hint = f"Did you mean {near[0]}?" if near and near[0] != name else f"Columns: {', '.join(COLUMNS)}."
            return InputError(
                f"{name or 'a name that is empty'} is no column of these tables, or stands twice.",
                place=place,
                remedy=hint,
            )
    return None


def _read_row(columns: list[str], row: str, prefixes: Mapping[str, str], place: str) -> Link:
    values = _cells_of(row, place)
    if len(values) != len(columns):
        raise InputError(
            f"the row has {len(values)} cells, and the table {len(columns)} columns.",
            place=place,
            remedy="Separate the cells by single tabs, and leave an empty cell empty.",
        )
    cells = {name: value.strip() for name, value in zip(columns, values, strict=True) if value.strip()}
    if missing := [name for name in _NEEDED if name not in cells]:
        raise InputError(f"{missing[0]} is empty.", place=place, remedy="Fill it, or delete the row.")
    for name in _NAMES:
        if name in cells:
            cells[name] = _whole(cells[name], prefixes, place)
    if fault := _fault_of_cells(cells):
        raise InputError(fault[0], place=place, remedy=fault[1])
    subject, predicate, object_ = (cells.pop(name) for name in ("subject_id", "predicate_id", "object_id"))
    return Link(subject, predicate, object_, cells, place)


def _cells_of(row: str, place: str) -> list[str]:
    """Take a row apart; a spreadsheet may have put quotation marks around a cell."""
    try:
        return next(csv.reader([row], delimiter="\t"))
    except csv.Error as error:
        raise InputError(f"the row cannot be read: {error}.", place=place, remedy="Write shorter cells.") from error


def _whole(name: str, prefixes: Mapping[str, str], place: str) -> str:
    try:
        return expand(name, prefixes)
    except InputError as error:
        raise InputError(
            f"{name} has a prefix that the table's curie_map does not have.", place=place, remedy=error.remedy
        ) from error


def _fault_of_cells(cells: Mapping[str, str]) -> tuple[str, str] | None:
    if cells["mapping_justification"] not in JUSTIFICATIONS:
        return (
            f"{cells['mapping_justification']} is no justification of SEMAPV.",
            "For a link that a person looked at: semapv:ManualMappingCuration.",
        )
    if cells.get("predicate_modifier", "Not") != "Not":
        return "predicate_modifier is neither empty nor Not.", "Write Not where the two are not the same."
    if "confidence" in cells and not _CONFIDENCE.fullmatch(cells["confidence"]):
        return f"{cells['confidence']} is no confidence.", "Write a number from 0 to 1 without needless zeros: 0.95."
    if "mapping_date" in cells and not _is_day(cells["mapping_date"]):
        return f"{cells['mapping_date']} is no day.", "Write it as 2026-11-20."
    return None


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def said_twice(links: Iterable[Link]) -> Iterator[InputError]:
    """Find pairs that stand in two rows."""
    places: dict[tuple[str, str], str] = {}
    for link in links:
        pair = link.subject, link.object
        if pair in places:
            fault = f"<{link.subject}> and <{link.object}> stand in an earlier row, too."
            yield InputError(fault, place=link.place, remedy=f"Keep one of the two; the other is at {places[pair]}.")
        places.setdefault(pair, link.place)


def write(links: Iterable[Link], prefixes: Mapping[str, str], head: Mapping[str, str]) -> str:
    """Write a table with those columns that some row fills, in the order of subjects and objects."""
    rows = [_cells(link) for link in sorted(links, key=lambda link: (link.subject, link.object))]
    columns = [name for name in COLUMNS if name in _NEEDED or any(name in row for row in rows)]
    names = {row[name] for row in rows for name in _NAMES if name in row}
    used = {prefix: space for prefix, space in sorted(prefixes.items()) if any(n.startswith(space) for n in names)}
    lines = [f'#{key}: "{value}"' for key, value in head.items()]
    lines += ["#curie_map:", *(f'#  {prefix}: "{space}"' for prefix, space in used.items())]
    table = io.StringIO()
    writer = csv.writer(table, delimiter="\t", lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        short = {name: shorten(row[name], used) for name in _NAMES if name in row}
        writer.writerow(" ".join((row | short).get(name, "").split()) for name in columns)
    return "\n".join(lines) + "\n" + table.getvalue()


def _cells(link: Link) -> dict[str, str]:
    return {"subject_id": link.subject, "predicate_id": link.predicate, "object_id": link.object, **link.cells}
