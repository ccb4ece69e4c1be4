"""An item of the other side: its identifiers with their ranks, and what it says of launch, mass and site."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from marsgraph.linking import keys

WIKIDATA: Final = "http://www.wikidata.org/entity/"
_DEPRECATED: Final = "DeprecatedRank"
_PREFERRED: Final = "PreferredRank"
_PRECISION: Final = {"10": 7, "9": 4, "8": 3, "7": 2}
"""How many characters of a date count, by Wikidata's number for its precision."""


@dataclass(frozen=True, slots=True)
class Said:
    """One row of an answer: what is said of an item."""

    item: str
    said: str
    """A kind of identifier, or launched, mass, site, label, redirect, exists."""
    value: str
    rank: str = ""
    exact: str = ""
    """The precision of a date, or the mass in kilograms."""
    label: str = ""


@dataclass(slots=True)
class Item:
    """What the other side says of one item."""

    iri: str
    label: str = ""
    keys: dict[str, set[str]] = field(default_factory=dict)
    """Identifiers by their kind, in the form for comparing, without the deprecated."""
    preferred: dict[str, set[str]] = field(default_factory=dict)
    """Those of them that are preferred to the others."""
    dates: set[str] = field(default_factory=set)
    """Days of launch, shorter where only month or year is told."""
    masses: set[str] = field(default_factory=set)
    """In kilograms, where the other side knows the unit."""
    sites: dict[str, str] = field(default_factory=dict)
    """Launch sites with their labels."""
    redirect: str = ""
    exists: bool = False

    @property
    def may_be_thing(self) -> bool:
        """Whether a thing may be it: properties and words of Wikidata carry identifiers as examples."""
        return not self.iri.startswith(WIKIDATA) or self.iri.startswith(WIKIDATA + "Q")

    @property
    def name(self) -> str:
        """The last part of the IRI: Q247305."""
        return self.iri.rstrip("/").rpartition("/")[2]


def gather(rows: Iterable[Said]) -> dict[str, Item]:
    """Put rows together by their items."""
    rows = [replace(row, item=_as_wikidata_writes(row.item)) for row in rows]
    items: dict[str, Item] = {}
    exact: dict[tuple[str, str, str], str] = {}
    for row in rows:
        if row.exact:
            exact[row.item, row.said, row.value] = row.exact
    deprecated = {(row.item, row.said, row.value) for row in rows if row.rank.endswith(_DEPRECATED)}
    kept = {(row.item, row.said, row.value) for row in rows if row.rank and not row.rank.endswith(_DEPRECATED)}
    for row in rows:
        item = items.setdefault(row.item, Item(row.item))
        if (row.item, row.said, row.value) not in deprecated - kept:
            _take(item, row, exact)
    return items


def _as_wikidata_writes(iri: str) -> str:
    """The IRI of an item, whose scheme some servers change."""
    secure = WIKIDATA.replace("http:", "https:")
    return WIKIDATA + iri.removeprefix(secure) if iri.startswith(secure) else iri


def _day(text: str, precision: str) -> str:
    """The part of a date that is told; where its precision is not, the first of January stands for the year."""
    day = text.removeprefix("+")[:10]
    return day[: _PRECISION.get(precision, 4 if day.endswith("-01-01") and not precision else 10)]


def _take(item: Item, row: Said, exact: Mapping[tuple[str, str, str], str]) -> None:
    item.exists = True
    known = exact.get((row.item, row.said, row.value), "")
    if row.said in keys.KINDS:
        if value := keys.plain(row.said, row.value):
            item.keys.setdefault(row.said, set()).add(value)
            if row.rank.endswith(_PREFERRED):
                item.preferred.setdefault(row.said, set()).add(value)
    elif row.said == "launched":
        item.dates.add(_day(row.value, known))
    elif row.said == "mass":
        item.masses.add(known or row.value)
    elif row.said == "site":
        item.sites[row.value] = row.label or item.sites.get(row.value, "")
    elif row.said == "label":
        label = " ".join(row.value.split())  # one line, whatever somebody wrote there
        item.label = min(label, item.label or label)
    elif row.said == "redirect":
        item.redirect = row.value
