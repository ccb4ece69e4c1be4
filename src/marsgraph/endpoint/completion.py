"""What an editor of queries asks to complete them: what there is, what can follow, what things are called.

Everything comes from the graph by stored queries; what is asked is given to these functions, which run in a worker.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, TypeAlias

from marsgraph.labels import Labels
from marsgraph.store import BlankNode, Iri, Literal, Row, Term

Ask: TypeAlias = Callable[..., list[Row]]

_MOST_THINGS: Final = 40
MOST_LABELS: Final = 2000
"""How many things one request may ask the labels of."""


def schema(ask: Ask, labels: Labels, prefixes: Mapping[str, str]) -> dict[str, Any]:
    """The classes and properties in use with their counts, which class has which property, and where it leads."""
    subjects, objects = _by_property(ask("editor-subjects")), _by_property(ask("editor-objects"))
    properties = [
        _term(row, "property", labels)
        | {"unit": labels.unit(row["property"].value)}
        | {"of": subjects.get(row["property"].value, {}), "to": objects.get(row["property"].value, {})}
        for row in ask("editor-properties")
    ]
    classes = [_term(row, "class", labels) for row in ask("editor-classes") if isinstance(row.get("class"), Iri)]
    return {"prefixes": dict(prefixes), "classes": _most_used(classes), "properties": _most_used(properties)}


def things(ask: Ask, labels: Labels, text: str) -> dict[str, Any]:
    """The things with this text in one of their names: those whose name is it first, then those that begin so."""
    wanted = text.strip().lower()
    names: dict[str, str] = {}
    for row in ask("editor-things", text=Literal(wanted)) if wanted else ():
        thing, name = row["thing"], row["name"].value
        if isinstance(thing, Iri) and _rank(name, wanted) < _rank(names.get(thing.value), wanted):
            names[thing.value] = name
    ordered = sorted(names.items(), key=lambda item: (_rank(item[1], wanted), item[1], item[0]))
    return {"things": [{"iri": iri, "label": labels.of(iri), "name": name} for iri, name in ordered[:_MOST_THINGS]]}


def values(ask: Ask, labels: Labels, property_: str) -> dict[str, Any]:
    """The values that a property has, the most frequent first."""
    rows = ask("editor-values", property=Iri(property_))
    found = [_value(row["value"], labels) | {"count": _count(row)} for row in rows if _is_named(row["value"])]
    return {"values": found}


def of_thing(ask: Ask, thing: str) -> dict[str, Any]:
    """The properties that a thing has, with how often, and its classes, which tell what it could have."""
    rows = ask("editor-thing", subject=Iri(thing))
    return {
        "properties": {row["property"].value: _count(row) for row in rows if "property" in row},
        "classes": [row["class"].value for row in rows if "class" in row],
    }


def called(labels: Labels, iris: Iterable[str]) -> dict[str, str]:
    """What things are called, of those that have a label."""
    return {iri: label for iri in iris if (label := labels.find(iri))}


def _by_property(rows: Iterable[Row]) -> Mapping[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for row in rows:
        found[row["property"].value][row["class"].value] = _count(row)
    return found


def _term(row: Row, name: str, labels: Labels) -> dict[str, Any]:
    iri = row[name].value
    told = row.get("definition")
    return {"iri": iri, "label": labels.of(iri), "count": _count(row), "definition": told.value if told else ""}


def _most_used(terms: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(terms, key=lambda term: (-term["count"], term["iri"]))


def _count(row: Row) -> int:
    return int(row["count"].value)


def _rank(name: str | None, wanted: str) -> tuple[int, int]:
    """How well a name fits: equal, beginning, a word of it beginning, within; the shorter the better."""
    if name is None:
        return (9, 0)
    lower = name.lower()
    fits = (lower == wanted, lower.startswith(wanted), f" {wanted}" in lower, True)
    return (fits.index(True), len(name))


def _is_named(term: Term) -> bool:
    return not isinstance(term, BlankNode)


def _value(term: Term, labels: Labels) -> dict[str, Any]:
    if isinstance(term, Literal):
        return {"text": term.value, "datatype": term.datatype.value, "language": term.language or ""}
    return {"iri": term.value, "label": labels.of(term.value)}
