"""Accepted links against what the other side says today: merged, deleted, renamed, or with other values.

Each row can be taken to either side: it names the item, the thing and both values.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

from marsgraph import display
from marsgraph.build.links import CLOSE, EXACT, SAME
from marsgraph.build.sssom import Link
from marsgraph.labels import short
from marsgraph.linking import keys
from marsgraph.linking.candidates import compare, days_differ
from marsgraph.linking.items import Item
from marsgraph.linking.ours import Ours, Thing
from marsgraph.linking.proposals import write_csv
from marsgraph.terms import MG

BROKEN: Final = ("deleted", "redirected")
_SAME_ENOUGH: Final = {SAME, EXACT, CLOSE}
_COLUMNS: Final = ("what", "item", "label there", "thing", "here", "there")


@dataclass(frozen=True, slots=True)
class Drift:
    """One way in which the two sides are apart."""

    what: str
    """deleted, redirected, an identifier's kind, launched, mass or site."""
    item: str
    item_label: str
    thing: str
    ours: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Report:
    """All of them, and how many links were looked at."""

    drifts: tuple[Drift, ...]
    links: int
    items: int

    @property
    def broken(self) -> bool:
        """Whether a link leads to an item that is gone or is another now."""
        return any(drift.what in BROKEN for drift in self.drifts)


def report(ours: Ours, items: Mapping[str, Item], links: Iterable[Link]) -> Report:
    """Compare the accepted links with what the other side says of their items."""
    by_item: dict[str, list[Link]] = defaultdict(list)
    for link in links:
        by_item[link.object].append(link)
    drifts = [drift for iri, some in sorted(by_item.items()) for drift in _drifts(ours, iri, items.get(iri), some)]
    return Report(tuple(drifts), sum(map(len, by_item.values())), len(by_item))


def _drifts(ours: Ours, iri: str, item: Item | None, links: list[Link]) -> Iterator[Drift]:
    first = next((link for link in links if link.predicate == SAME), links[0])
    if item is None or not item.exists:
        yield Drift("deleted", iri, first.cells.get("object_label", ""), first.subject, iri, "")
        return
    if item.redirect:
        yield Drift("redirected", iri, item.label, first.subject, iri, item.redirect)
        return
    for link in links:
        if link.predicate in _SAME_ENOUGH and (thing := ours.things.get(link.subject)):
            yield from _lost(link, item)
            yield from _values(thing, item)


def _lost(link: Link, item: Item) -> Iterator[Drift]:
    """The identifier by which a link was accepted, where the item has none of its kind any more."""
    kind = link.cells.get("subject_match_field", "").removeprefix(MG)
    if kind in keys.KINDS and kind not in item.keys:
        yield Drift(kind, item.iri, item.label, link.subject, link.cells.get("match_string", ""), "")


def _values(thing: Thing, item: Item) -> Iterator[Drift]:
    def drift(what: str, held: Iterable[str], said: Iterable[str]) -> Drift:
        return Drift(what, item.iri, item.label, thing.iri, ", ".join(sorted(held)), ", ".join(sorted(said)))

    for key in compare(thing, item)[1]:
        yield drift(key.kind, key.ours, key.theirs)
    if days_differ(thing.values.get("launched", ()), item.dates):
        yield drift("launched", thing.values["launched"], item.dates)
    if _masses_differ(thing.values.get("mass", ()), item.masses):
        yield drift(
            "mass", (f"{mass} kg" for mass in thing.values["mass"]), (f"{_plain(mass)} kg" for mass in item.masses)
        )
    if "site" in thing.values and item.sites and not _same_site(thing, item):
        yield drift("site", thing.values["site"], (label or iri for iri, label in item.sites.items()))


def _masses_differ(ours: Iterable[str], theirs: Iterable[str]) -> bool:
    held, said = {_number(text) for text in ours}, {_number(text) for text in theirs}
    return bool(held and said) and not held & said


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _plain(text: str) -> str:
    number = _number(text)
    return text if number is None else f"{number.normalize():f}"


def _same_site(thing: Thing, item: Item) -> bool:
    """Whether one of their sites is ours or holds ours: by its link, or else by a name."""
    names = {name.casefold() for name in thing.values["site"]}
    linked = thing.values.get("site item", set())
    return any(iri in linked or label.casefold() in names for iri, label in item.sites.items())


def as_text(found: Report, prefixes: Mapping[str, str], width: int | None) -> str:
    """A table with the count below it."""
    looked_at = f"{display.count(found.links, 'link')} to {display.count(found.items, 'item')} looked at"
    if not found.drifts:
        return f"Nothing has drifted; {looked_at}."
    table = display.table(_COLUMNS, as_rows(found, prefixes), width)
    return f"{table}\n\n{display.count(len(found.drifts), 'difference')}; {looked_at}."


def as_rows(found: Report, prefixes: Mapping[str, str]) -> list[list[str]]:
    """The differences as rows of text."""

    def written(iri: str) -> str:
        return short(iri, prefixes) if "://" in iri else iri

    return [
        [one.what, written(one.item), one.item_label, written(one.thing), written(one.ours), written(one.theirs)]
        for one in found.drifts
    ]


def as_csv(found: Report, prefixes: Mapping[str, str]) -> str:
    """The table for programs."""
    return write_csv(_COLUMNS, as_rows(found, prefixes))


def as_json(found: Report) -> dict[str, object]:
    """The differences for programs, with whole IRIs."""
    return {"links": found.links, "items": found.items, "differences": [asdict(drift) for drift in found.drifts]}
