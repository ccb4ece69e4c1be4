"""What things and values are called in text for people: labels, short names, numbers with their units."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from marsgraph import catalog, display
from marsgraph.store import Iri, Literal, Store, Term
from marsgraph.terms import ID, shorten


class Labels:
    """The labels of a graph and the units of its properties."""

    def __init__(self, store: Store, queries: Path) -> None:
        self._prefixes = store.prefixes
        self._labels: dict[str, str] = {}
        for row in store.ask(catalog.page_query(queries, "labels").text).rows():
            thing, label = row["thing"].value, row["label"].value
            self._labels[thing] = min(label, self._labels.get(thing, label))
        self._units: dict[str, str] = {}
        for row in store.ask(catalog.page_query(queries, "units").text).rows():
            unit = row.get("symbol") or row["unit"]
            self._units[row["property"].value] = unit.value.rpartition("/")[2] if isinstance(unit, Iri) else unit.value

    def of(self, iri: str) -> str:
        """What to call something; its short name when it has no label."""
        return self._labels.get(iri) or shorten(iri, self._prefixes)

    def find(self, iri: str) -> str | None:
        """The label of something, if it has one."""
        return self._labels.get(iri)

    def slug(self, iri: str) -> str:
        """How to type a thing on the command line."""
        return short(iri, self._prefixes)

    def unit(self, property_: str) -> str:
        """The unit of a property, or nothing."""
        return self._units.get(property_, "")

    def value(self, term: Term, property_: str = "") -> str:
        """A value for people: a thing by its label, a number with its unit."""
        if isinstance(term, Iri):
            return self.of(term.value)
        unit = self.unit(property_)
        text = display.plain(term, self._prefixes)
        return f"{text} {unit}" if unit else text

    def value_json(self, term: Term, property_: str = "") -> dict[str, str]:
        """A value for programs: the exact term, and how it reads."""
        entry = {"text": self.value(term, property_), "value": term.value}
        if isinstance(term, Iri):
            return entry | {"type": "iri"}
        if isinstance(term, Literal):
            entry |= {"type": "literal", "datatype": term.datatype.value}
            entry |= {"language": term.language} if term.language else {}
        return entry | ({"unit": self.unit(property_)} if self.unit(property_) else {})


def short(iri: str, prefixes: Mapping[str, str]) -> str:
    """A thing as one types it on the command line: its slug, or a prefixed name."""
    return iri.removeprefix(ID) if iri.startswith(ID) else shorten(iri, prefixes)
