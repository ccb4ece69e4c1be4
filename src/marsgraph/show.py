"""A description as text for people, and as JSON for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

from marsgraph import display
from marsgraph.describe import Description, Fact, Pointer, Value
from marsgraph.footnotes import Footnotes
from marsgraph.labels import Labels
from marsgraph.store import Iri
from marsgraph.terms import ID

_COLUMN: Final = 34
_MOST_POINTERS: Final = 40


def as_text(thing: Description, labels: Labels, width: int | None) -> str:
    """A page of text: the thing, its parts, what points to it, and the passages behind the numbers."""
    notes = Footnotes()
    lines = [*_heading(thing), *_body(thing, labels, notes, width)]
    for role, part in thing.parts:
        lines += ["", f"{role.capitalize()}: {part.label} ({part.slug})", *_body(part, labels, notes, width)]
    lines += _pointers(thing, labels, width)
    if footnotes := notes.lines():
        lines += ["", "Sources", *footnotes]
    return "\n".join(lines)


def _heading(thing: Description) -> list[str]:
    return [thing.label, " · ".join((*thing.types, thing.slug)), f"<{thing.iri}>"]


def _body(thing: Description, labels: Labels, notes: Footnotes, width: int | None) -> list[str]:
    lines: list[str] = []
    for group, facts in groupby(thing.facts, key=lambda fact: fact.group):
        lines += ["", f"  {group.capitalize()}"]
        for fact in facts:
            lines += _fact(fact, labels, notes, width)
    if thing.discrepancies:
        lines += ["", "  Disagreements"]
        lines += [display.entry("    ", f"{label}: {because}", width, 6) for label, because in thing.discrepancies]
    return lines or ["", "  Nothing more is held about it."]


def _fact(fact: Fact, labels: Labels, notes: Footnotes, width: int | None) -> list[str]:
    texts = [f"{_value(value, labels)} {notes.mark(value.said_by)}".rstrip() for value in fact.held]
    texts += [f"✗ {_value(value, labels)} {notes.mark(value.said_by)} is said but not held" for value in fact.dissent]
    texts += [f"  because: {reason}" for reason in fact.because]
    heads = [f"    {fact.label}", *[""] * len(texts)]
    return [display.entry(head, text, width, _COLUMN) for head, text in zip(heads, texts, strict=False)]


def _value(value: Value, labels: Labels) -> str:
    named = isinstance(value.term, Iri) and value.term.value.startswith(ID)
    return f"{value.text} ({labels.slug(value.term.value)})" if named else value.text


def _pointers(thing: Description, labels: Labels, width: int | None) -> list[str]:
    if not thing.pointers:
        return []
    lines = ["", "What points to it"]
    for label, pointers in groupby(thing.pointers[:_MOST_POINTERS], key=lambda pointer: pointer.property_label):
        heads = _heads(f"  {label} of")
        lines += [display.entry(next(heads), _pointer(pointer, labels), width, _COLUMN) for pointer in pointers]
    hidden = len(thing.pointers) - _MOST_POINTERS
    return [*lines, f"  and {hidden} more; --json has them all"] if hidden > 0 else lines


def _heads(first: str) -> Iterator[str]:
    yield first
    while True:
        yield ""


def _pointer(pointer: Pointer, labels: Labels) -> str:
    return f"{pointer.label} ({labels.slug(pointer.thing)})"


def as_json(thing: Description, labels: Labels) -> dict[str, object]:
    """The same for programs, with the exact terms."""
    return {
        "iri": thing.iri,
        "name": thing.slug,
        "label": thing.label,
        "types": list(thing.types),
        "facts": [_fact_json(fact, labels) for fact in thing.facts],
        "discrepancies": [{"label": label, "because": because} for label, because in thing.discrepancies],
        "pointedAtBy": [_pointer_json(pointer) for pointer in thing.pointers],
        "parts": [{"role": role} | as_json(part, labels) for role, part in thing.parts],
    }


def _pointer_json(pointer: Pointer) -> dict[str, str]:
    return {
        "thing": pointer.thing,
        "label": pointer.label,
        "property": pointer.property,
        "propertyLabel": pointer.property_label,
    }


def _fact_json(fact: Fact, labels: Labels) -> dict[str, object]:
    def values(some: Iterable[Value]) -> list[dict[str, object]]:
        return [
            {
                **labels.value_json(value.term, fact.property),
                "saidBy": [said.as_json() for said in value.said_by],
            }
            for value in some
        ]

    return {
        "property": fact.property,
        "label": fact.label,
        "group": fact.group,
        "values": values(fact.held),
        "dissent": values(fact.dissent),
        "because": list(fact.because),
    }
