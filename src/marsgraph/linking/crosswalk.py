"""A crosswalk that somebody has: a CSV table or an RDF file that gives identifiers to items."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from marsgraph import catalog
from marsgraph.errors import FileAccessError, InputError, NotFoundError
from marsgraph.linking import keys
from marsgraph.linking.items import WIKIDATA, Item, Said, gather
from marsgraph.store import Iri, load

ENTITY: Final = WIKIDATA
_TABLES: Final = {".csv": ",", ".tsv": "\t"}
_COLUMNS: Final = {
    "item": ("item", "qid", "wikidata", "wikidataid", "wikidataitem", "objectid", "entity", "iri", "uri", "id"),
    "label": ("label", "name", "itemlabel", "title"),
    "cospar": ("cospar", "cosparid", "p247", "internationaldesignator", "intldes"),
    "nssdca": ("nssdca", "nssdcaid", "nssdcid", "p8913"),
    "satcat": ("satcat", "scn", "norad", "noradid", "catalognumber", "cataloguenumber", "p377"),
    "naif": ("naif", "naifid", "spiceid", "p2956"),
    "launched": ("launched", "launchdate", "launch", "date", "p619"),
}
"""What a column may be called, without case and punctuation."""
_QID: Final = re.compile(r"(?:wd:|https?://www\.wikidata\.org/(?:entity|wiki)/)?([QP][1-9]\d*)")


def read(file: Path, queries: Path) -> dict[str, Item]:
    """Read the items of a crosswalk."""
    if not file.is_file():
        raise NotFoundError(f"There is no crosswalk at {file}.", remedy="Name a CSV table or an RDF file.")
    rows = list(_rows_of_table(file) if file.suffix in _TABLES else _rows_of_graph(file, queries))
    if not any(row.said in keys.KINDS for row in rows):
        raise InputError(
            "the crosswalk gives no identifier to any item; names alone link nothing.",
            place=str(file),
            remedy=f"It needs one of {', '.join(keys.KINDS)}, as a column or as a property of Wikidata's or ours.",
        )
    return gather(rows)


def _rows_of_table(file: Path) -> Iterator[Said]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            reader = csv.reader(opened, delimiter=_TABLES[file.suffix], strict=True)
            columns = _columns(next(reader, []), file)
            for cells in reader:
                yield from _said(columns, cells, f"{file}:{reader.line_num}")
    except OSError as error:
        raise FileAccessError.of(error, f"Reading {file}") from error
    except UnicodeDecodeError as error:
        raise InputError("the crosswalk is not UTF-8.", place=str(file), remedy="Save it as UTF-8.") from error
    except csv.Error as error:
        raise InputError(f"this is no CSV: {error}.", place=str(file), remedy="Mend the line.") from error


def _columns(names: list[str], file: Path) -> dict[int, str]:
    """What each column holds, as far as its name tells."""
    found: dict[int, str] = {}
    for number, name in enumerate(names):
        plain = re.sub(r"[\W_]", "", name).casefold()
        meaning = next((what for what, spellings in _COLUMNS.items() if plain in spellings), None)
        if meaning and meaning not in found.values():
            found[number] = meaning
    if "item" not in found.values():
        raise InputError(
            "no column tells the item.",
            place=f"{file}:1",
            remedy="Call it item or qid; call the others label, cospar, nssdca, satcat, naif, launched.",
        )
    return found


def _said(columns: dict[int, str], cells: list[str], place: str) -> Iterator[Said]:
    known = {what: cells[number].strip() for number, what in columns.items() if number < len(cells)}
    if not any(known.values()):
        return
    item = known.pop("item", "")
    found = _QID.fullmatch(item)
    if not found and "://" not in item:
        raise InputError(
            f"{item or 'an empty cell'} is no item.", place=place, remedy="Write Q247305, wd:Q247305 or a whole IRI."
        )
    iri = ENTITY + found[1] if found else item
    for what, value in known.items():
        for one in filter(None, re.split(r"[|;]", value)):
            yield Said(iri, what, one.strip())


def _rows_of_graph(file: Path, queries: Path) -> Iterator[Said]:
    query = catalog.read(queries / "linking" / "crosswalk.rq")
    for row in load([file], {}).ask(query.text, place=query.place).rows():
        if isinstance(row["item"], Iri):
            texts = {name: term.value for name, term in row.items()}
            yield Said(texts["item"], texts["said"], texts["value"], texts.get("rank", ""), texts.get("exact", ""))
