"""Turtle for people: prefixes that are used, subjects and properties in order, nodes without a name in their place."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, TypeAlias

from marsgraph.store import BlankNode, Iri, Literal, Triple
from marsgraph.terms import RDF, RDF_TYPE, RDFS_LABEL, XSD

Node: TypeAlias = Iri | BlankNode | Literal | Triple

_LOCAL: Final = re.compile(r"(?:[^\W]|\d)(?:[\w\-.]*[\w\-])?$|$")
_PLAIN: Final = {
    XSD + "integer": re.compile(r"[+-]?\d+$"),
    XSD + "decimal": re.compile(r"[+-]?\d*\.\d+$"),
    XSD + "boolean": re.compile(r"true$|false$"),
}
_FIRST: Final = {RDF_TYPE: 0, RDFS_LABEL: 1}


def write(triples: Iterable[Triple], prefixes: Mapping[str, str]) -> str:
    """Write triples as a Turtle document, the same text for the same triples in any order."""
    used: dict[str, str] = {}
    return _with_head(used, _Document(list(triples), prefixes, used).body())


def write_graphs(triples: Iterable[Triple], named: Mapping[str, Iterable[Triple]], prefixes: Mapping[str, str]) -> str:
    """Write a default graph and named graphs as a TriG document."""
    used: dict[str, str] = {}
    first = _Document(list(triples), prefixes, used)
    parts = [first.body(), *_named(first, named, prefixes, used)]
    return _with_head(used, "\n".join(part for part in parts if part))


def _named(
    document: _Document, named: Mapping[str, Iterable[Triple]], prefixes: Mapping[str, str], used: dict[str, str]
) -> list[str]:
    """Write named graphs, each in its braces."""
    parts = []
    for graph in sorted(named):
        body = _Document(list(named[graph]), prefixes, used).body()
        indented = body.rstrip("\n").replace("\n", "\n  ").replace("\n  \n", "\n\n")
        parts.append(f"{document.iri(graph)} {{\n  {indented}\n}}\n")
    return parts


def write_sections(
    triples: Iterable[Triple],
    sections: Iterable[tuple[str, Sequence[Node]]],
    named: Mapping[str, Iterable[Triple]],
    prefixes: Mapping[str, str],
) -> str:
    """Write a dataset to be read: its default graph in sections with titles, each subject where it is listed first."""
    used: dict[str, str] = {}
    document = _Document(list(triples), prefixes, used)
    parts = []
    for title, subjects in sections:
        if body := document.body(subjects):
            parts.append(f"# ---- {' '.join(title.split())}\n\n{body}")
    parts += _named(document, named, prefixes, used)
    return _with_head(used, "\n".join(parts))


def _with_head(used: Mapping[str, str], body: str) -> str:
    head = "".join(f"@prefix {name}: <{space}> .\n" for name, space in sorted(used.items()))
    return f"{head}\n{body}" if head and body else head + body


class _Document:
    """One graph with what is needed to write it."""

    def __init__(self, triples: list[Triple], prefixes: Mapping[str, str], used: dict[str, str]) -> None:
        self._prefixes = sorted(prefixes.items(), key=lambda entry: (-len(entry[1]), entry[0]))
        self._used = used
        self._facts: dict[Node, dict[str, list[Node]]] = defaultdict(lambda: defaultdict(list))
        for triple in triples:
            self._facts[triple.subject][triple.predicate.value].append(triple.object)
        pointed = Counter(triple.object for triple in triples if isinstance(triple.object, BlankNode))
        inner = {node for node, times in pointed.items() if times == 1 and node in self._facts}
        self._inner = inner - self._in_circles(inner)

    def _in_circles(self, inner: set[BlankNode]) -> set[BlankNode]:
        """Nodes that no other subject leads to, since they lead to each other."""
        reached: set[Node] = {subject for subject in self._facts if subject not in inner}
        waiting = list(reached)
        while waiting:
            for values in self._facts[waiting.pop()].values():
                new = [value for value in values if value in inner and value not in reached]
                reached.update(new)
                waiting += new
        return {node for node in inner if node not in reached}

    def body(self, listed: Sequence[Node] | None = None) -> str:
        """The statements, without the prefixes; those of the listed subjects in this order if some are listed."""
        wanted = sorted(self._facts, key=_rank) if listed is None else [node for node in listed if node in self._facts]
        subjects = [node for node in wanted if node not in self._inner]
        return "\n".join(f"{self._subject(node)} .\n" for node in subjects)

    def _subject(self, node: Node) -> str:
        return f"{self._node(node)} {self._properties(node, 1)}"

    def _properties(self, node: Node, depth: int) -> str:
        facts = self._facts[node]
        ordered = sorted(facts, key=lambda iri: (_FIRST.get(iri, 2), iri))
        lines = [f"{self._verb(iri)} {self._values(facts[iri], depth)}" for iri in ordered]
        return (" ;\n" + "  " * depth).join(lines)

    def _verb(self, iri: str) -> str:
        return "a" if iri == RDF_TYPE else self.iri(iri)

    def _values(self, values: Iterable[Node], depth: int) -> str:
        written = [self._value(value, depth) for value in sorted(values, key=_rank)]
        if len(written) == 1:
            return written[0]
        return (",\n" + "  " * (depth + 1)).join(written)

    def _value(self, node: Node, depth: int) -> str:
        if not (isinstance(node, BlankNode) and node in self._inner):
            return self._node(node)
        if items := self._items(node):
            return f"( {' '.join(self._value(item, depth) for item in items)} )"
        return f"[ {self._properties(node, depth + 1)} ]"

    def _items(self, node: Node) -> list[Node]:
        """The members of a list that is written as one; none when it is not a plain list."""
        items: list[Node] = []
        while node != Iri(RDF + "nil"):
            facts = self._facts.get(node, {})
            first, rest = facts.get(RDF + "first", []), facts.get(RDF + "rest", [])
            if node not in self._inner or len(facts) != len(("first", "rest")) or len(first) != 1 or len(rest) != 1:
                return []
            items += first
            node = rest[0]
        return items

    def _node(self, node: Node) -> str:
        if isinstance(node, Iri):
            return self.iri(node.value)
        if isinstance(node, Literal):
            return self._literal(node)
        return str(node)

    def _literal(self, literal: Literal) -> str:
        datatype = literal.datatype.value
        if (plain := _PLAIN.get(datatype)) and plain.match(literal.value):
            return literal.value
        quoted, marks, _ = str(literal).rpartition("^^<")
        return (
            f"{quoted}^^{self.iri(datatype)}"
            if marks and not literal.language and datatype != XSD + "string"
            else str(literal)
        )

    def iri(self, iri: str) -> str:
        """An IRI with the prefix that fits, or in angle brackets."""
        for name, space in self._prefixes:
            if iri.startswith(space) and _LOCAL.match(iri[len(space) :]):
                self._used[name] = space
                return f"{name}:{iri[len(space) :]}"
        return f"<{iri}>"


def _rank(node: Node) -> tuple[int, float, str]:
    """IRIs before literals before nodes without a name, numbers by size."""
    if isinstance(node, Iri):
        return 0, 0.0, node.value
    if isinstance(node, Literal):
        number = (
            (plain := _PLAIN.get(node.datatype.value))
            and plain.match(node.value)
            and node.value not in {"true", "false"}
        )
        return 1, float(node.value) if number else 0.0, str(node)
    return 2, 0.0, str(node)
