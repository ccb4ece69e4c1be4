"""The join: every item that shares an identifier with a thing, with all that agrees, disagrees or competes.

A candidate is never more than a candidate. Names make none; one that fits best is still for a person to accept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from marsgraph.linking import keys
from marsgraph.linking.items import Item
from marsgraph.linking.ours import Ours, Thing, by_key

CLEAR, CONTESTED, DISAGREEING, KNOWN = "clear", "contested", "disagreeing", "linked"
_FEW: Final = 4
VERDICTS: Final = (CLEAR, CONTESTED, DISAGREEING, KNOWN)
"""Fits alone; others fit, too, or no identifier of one kind agrees; a value speaks against it; is linked already."""


@dataclass(frozen=True, slots=True)
class Key:
    """One kind of value on both sides."""

    kind: str
    ours: tuple[str, ...]
    theirs: tuple[str, ...]
    alike: bool = False
    """Whether it is no identifier of one kind on both sides, but our COSPAR designation there called NSSDCA."""

    def __str__(self) -> str:
        """Both sides in a few words."""
        if self.alike:
            return f"{self.kind} {', '.join(self.theirs)} (as our cospar)"
        if self.ours == self.theirs:
            return f"{self.kind} {', '.join(self.ours)}"
        return f"{self.kind} {', '.join(self.ours)} / {few(self.theirs)}"


def few(names: Sequence[str]) -> str:
    """The first of many, and how many more."""
    more = f" and {len(names) - _FEW} more" if len(names) > _FEW else ""
    return ", ".join(names[:_FEW]) + more


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item that may be a thing."""

    thing: str
    label: str
    item: str
    item_label: str
    matched: tuple[Key, ...]
    disagreeing: tuple[Key, ...]
    rivals: tuple[str, ...]
    """Other items that fit this thing, and other things that this item fits."""
    linked: tuple[str, ...]
    """The items to which the thing is linked already."""

    @property
    def verdict(self) -> str:
        """What is to be thought of it: see `VERDICTS`."""
        if self.item in self.linked:
            return KNOWN
        if self.disagreeing:
            return DISAGREEING
        doubted = self.rivals or self.linked or all(key.alike for key in self.matched)
        return CONTESTED if doubted else CLEAR


@dataclass(frozen=True, slots=True)
class Found:
    """All candidates, and what was left aside."""

    candidates: tuple[Candidate, ...]
    refused: tuple[tuple[str, str], ...]
    """Pairs that would be candidates, had nobody refused them."""
    unmatched: tuple[str, ...]
    """Things with an identifier that no item has."""
    nameless: int
    """Items that have a name and no identifier of ours."""


def find(ours: Ours, items: Mapping[str, Item]) -> Found:
    """Join the things with the items."""
    # of one that was merged, the item that it became is there
    items = {iri: item for iri, item in items.items() if item.may_be_thing and not item.redirect}
    holders = by_key(ours.things)
    pairs = {
        (thing, iri)
        for iri, item in items.items()
        for kind, values in item.keys.items()
        for value in values
        for thing in holders.get((kind, value), ())
    }
    refused = {pair for pair in pairs if ours.is_refused(*pair)}
    kept = pairs - refused
    candidates = [_candidate(ours, items[item], thing, kept) for thing, item in kept]
    known = {thing for thing, _ in pairs}
    return Found(
        candidates=tuple(sorted(candidates, key=lambda one: (one.thing, VERDICTS.index(one.verdict), one.item))),
        refused=tuple(sorted(refused)),
        unmatched=tuple(sorted(iri for iri, thing in ours.things.items() if thing.keys and iri not in known)),
        nameless=sum(1 for item in items.values() if item.label and not item.keys),
    )


def _candidate(ours: Ours, item: Item, thing: str, pairs: Iterable[tuple[str, str]]) -> Candidate:
    held = ours.things[thing]
    matched, disagreeing = compare(held, item)
    rivals = {iri for one, iri in pairs if one == thing and iri != item.iri}
    rivals |= {one for one, iri in pairs if iri == item.iri and one != thing}
    if day := _other_day(ours, thing, item):
        disagreeing.append(day)
    return Candidate(
        thing=thing,
        label=held.label,
        item=item.iri,
        item_label=item.label,
        matched=tuple(matched),
        disagreeing=tuple(disagreeing),
        rivals=tuple(sorted(rivals)),
        linked=tuple(sorted(ours.linked_to(thing))),
    )


def compare(thing: Thing, item: Item) -> tuple[list[Key], list[Key]]:
    """Tell which kinds of identifiers agree, and which do not.

    An item that has our value among several agrees, unless it prefers another to it.
    """
    matched: list[Key] = []
    disagreeing: list[Key] = []
    for kind in keys.KINDS:
        held, said = thing.keys.get(kind, set()), item.keys.get(kind, set())
        if not held or not said:
            continue
        key = Key(kind, tuple(sorted(held)), tuple(sorted(said)))
        preferred = item.preferred.get(kind, set())
        agrees = held & said and not (preferred and not held & preferred)
        if held & said:
            matched.append(key)
        if not agrees:
            disagreeing.append(Key(kind, key.ours, tuple(sorted(preferred or said))))
    if alike := _alike(thing, item):
        matched.append(alike)
    return matched, disagreeing


def _alike(thing: Thing, item: Item) -> Key | None:
    """Our COSPAR designation as their NSSDCA identifier, which is like it and not the same."""
    if "nssdca" in thing.keys:
        return None
    shared = tuple(sorted(thing.keys.get("cospar", set()) & item.keys.get("nssdca", set())))
    return Key("nssdca", shared, shared, alike=True) if shared else None


def _other_day(ours: Ours, thing: str, item: Item) -> Key | None:
    """The days of launch, where the mission of a thing has one and the item none of the same."""
    days = {
        day for one in ours.together(thing) if one in ours.things for day in ours.things[one].values.get("launched", ())
    }
    return Key("launched", tuple(sorted(days)), tuple(sorted(item.dates))) if days_differ(days, item.dates) else None


def days_differ(ours: Iterable[str], theirs: Iterable[str]) -> bool:
    """Whether no day on one side falls on one of the other, where the other may tell but a month or a year."""
    ours, theirs = set(ours), {day for day in theirs if day}
    return bool(ours and theirs) and not any(day.startswith(other) for day in ours for other in theirs)
