"""JSON-LD with the project's own names: a graph compacted by the published context.

The entries that a document uses stand in it, so that it is read without fetching anything.
Does what the context needs and no more: prefixes, names with a datatype, a language or `@id`, and sets. A value that
a name's coercion does not fit is written under the property's prefixed name, so that expanding gives the graph back.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from marsgraph.store import BlankNode, Iri, Literal, Triple
from marsgraph.terms import RDF_TYPE, XSD

_SETTINGS: Final = ("@version", "@base")
_WHOLE: Final = re.compile(r"(?:0|-?[1-9]\d{0,14})$")


@dataclass(frozen=True, slots=True)
class _Name:
    """What a context's name means for the values below it."""

    name: str
    type: str = ""
    language: str = ""
    set: bool = False


class Compactor:
    """A context, read once."""

    def __init__(self, context: Mapping[str, Any]) -> None:
        self._context = context
        self._base = str(context.get("@base", ""))
        plain = {name: entry for name, entry in context.items() if isinstance(entry, str) and not name.startswith("@")}
        self._prefixes = {name: iri for name, iri in plain.items() if iri.endswith(("#", "/"))}
        self._classes = {
            self._expand(iri): name
            for name, iri in plain.items()
            if name not in self._prefixes and not iri.startswith("@")
        }
        self._names: dict[str, _Name] = {iri: _Name(name) for iri, name in self._classes.items()}
        for name, entry in context.items():
            if isinstance(entry, dict) and "@id" in entry:
                self._names[self._expand(entry["@id"])] = self._read(name, entry)
        self._aliases = {iri: name for name, iri in plain.items() if iri.startswith("@")}

    def _read(self, name: str, entry: Mapping[str, Any]) -> _Name:
        kind = entry.get("@type", "")
        return _Name(
            name,
            kind if kind.startswith("@") or not kind else self._expand(kind),
            entry.get("@language", ""),
            entry.get("@container") == "@set",
        )

    @property
    def links(self) -> frozenset[str]:
        """The names whose values are references, written as text."""
        return frozenset(name.name for name in self._names.values() if name.type == "@id")

    def name(self, iri: Iri) -> str:
        """How an IRI is written as a reference."""
        return self._reference(iri)

    def _expand(self, name: str) -> str:
        prefix, colon, local = name.partition(":")
        return self._prefixes[prefix] + local if colon and prefix in self._prefixes else name

    def fits(self, triples: Iterable[Triple]) -> bool:
        """Whether no IRI would be taken for a prefixed name: one whose scheme is called as a prefix is."""
        nodes = (node for triple in triples for node in (triple.subject, triple.predicate, triple.object))
        return not any(isinstance(node, Iri) and node.value.partition(":")[0] in self._prefixes for node in nodes)

    def document(self, triples: Iterable[Triple]) -> dict[str, Any]:
        """The document: one node, or several under `@graph`."""
        written = self.nodes(triples)
        return self.finished(written[0] if len(written) == 1 else {"@graph": written})

    def dataset(self, triples: Iterable[Triple], named: Mapping[str, Iterable[Triple]]) -> dict[str, Any]:
        """The document of a dataset: the nodes of its default graph, then each named graph with its own."""
        graphs = [{self._alias("@id"): self._prefixed(name), "@graph": self.nodes(named[name])} for name in named]
        return self.finished({"@graph": [*self.nodes(triples), *graphs]})

    def finished(self, body: dict[str, Any]) -> dict[str, Any]:
        """A body with what it needs of the context."""
        return {"@context": self._needed(body)} | body

    def nodes(self, triples: Iterable[Triple]) -> list[dict[str, Any]]:
        """The subjects of some triples, each with its values."""
        nodes: dict[str, dict[str, list[Any]]] = defaultdict(dict)
        for triple in triples:
            node = nodes[self._reference(triple.subject)]
            key, value, many = self._entry(triple)
            values = node.setdefault(key, [])
            values.append(value)
            if many:
                node.setdefault("@many", []).append(key)
        return [self._written(name, node) for name, node in nodes.items()]

    def _needed(self, body: Any) -> dict[str, Any]:
        """The settings of the context, and those of its entries that a document uses."""
        used = set(_words(body))
        entries = {name for name in self._context if name in used and not name.startswith("@")}
        definitions = [self._context[name] for name in entries]
        used |= {word.partition(":")[0] for entry in definitions for word in _words(entry)}
        entries |= used & self._prefixes.keys()
        return {name: entry for name, entry in self._context.items() if name in _SETTINGS or name in entries}

    def _written(self, name: str, node: dict[str, list[Any]]) -> dict[str, Any]:
        many = set(node.pop("@many", []))
        written: dict[str, Any] = {self._alias("@id"): name}
        types = self._alias("@type")
        for key in sorted(node, key=lambda key: (key != types, key)):
            written[key] = node[key] if key in many or len(node[key]) > 1 else node[key][0]
        return written

    def _alias(self, keyword: str) -> str:
        return self._aliases.get(keyword, keyword)

    def _entry(self, triple: Triple) -> tuple[str, Any, bool]:
        """The key under which a value is written, how, and whether always in a list."""
        predicate, value = triple.predicate.value, triple.object
        if predicate == RDF_TYPE and isinstance(value, Iri):
            return self._alias("@type"), self._vocabulary(value.value), False
        name = self._names.get(predicate)
        if name and (fitting := self._coerced(name, value)) is not None:
            return name.name, fitting, name.set
        return self._prefixed(predicate), self._object(value), False

    def _coerced(self, name: _Name, value: Any) -> Any:
        """The value as a name's type and language leave it; nothing when it does not fit."""
        if isinstance(value, Literal):
            if value.language:
                fits = not name.type and value.language.lower() == name.language.lower()
            else:
                fits = value.datatype.value == (name.type or XSD + "string") and not name.language
            if fits:
                return value.value
            return self._object(value) if not name.type and not name.language else None
        if name.type == "@id":
            return self._reference(value)
        return None if name.type or name.language else self._object(value)

    def _object(self, value: Any) -> Any:
        if not isinstance(value, Literal):
            return {self._alias("@id"): self._reference(value)}
        if value.language:
            return {"@value": value.value, "@language": value.language}
        datatype = value.datatype.value
        if datatype == XSD + "string":
            return value.value
        if is_native(value):
            return json.loads(value.value)
        return {"@value": value.value, self._alias("@type"): self._vocabulary(datatype)}

    def _reference(self, node: Any) -> str:
        if isinstance(node, BlankNode):
            return f"_:{node.value}"
        local = node.value.removeprefix(self._base)
        plain = (
            self._base and local != node.value and local.replace("-", "").replace("_", "").replace(".", "").isalnum()
        )
        return local if plain else self._prefixed(node.value)

    def _vocabulary(self, iri: str) -> str:
        return self._classes.get(iri) or self._prefixed(iri)

    def _prefixed(self, iri: str) -> str:
        fitting = [(len(space), name) for name, space in self._prefixes.items() if iri.startswith(space)]
        if not fitting:
            return iri
        _, name = max(fitting)
        local = iri[len(self._prefixes[name]) :]
        return f"{name}:{local}" if local and not local.startswith("//") else iri


def is_native(value: Any) -> bool:
    """Whether JSON has the very value: a whole number that every program reads exactly, true or false."""
    if not isinstance(value, Literal) or value.language:
        return False
    datatype = value.datatype.value
    return bool(datatype == XSD + "integer" and _WHOLE.match(value.value)) or (
        datatype == XSD + "boolean" and value.value in {"true", "false"}
    )


def _words(value: Any) -> Iterator[str]:
    """The keys and texts of a document, with the prefixes that they may have."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _words(key)
            yield from _words(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _words(inner)
    elif isinstance(value, str):
        yield value
        yield value.partition(":")[0]


def write(triples: list[Triple], context: Mapping[str, Any]) -> bytes | None:
    """Write triples as a compacted JSON-LD document; nothing when the context would change one of them."""
    compactor = Compactor(context)
    if not compactor.fits(triples):
        return None
    return json.dumps(compactor.document(triples), ensure_ascii=False, indent=1).encode() + b"\n"
