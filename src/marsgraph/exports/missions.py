"""One JSON-LD document a mission, for those who know JSON alone.

Each thing stands inside the first that names it, with all its values; where it is named again stands its name.
What is not the mission's own, such as its rocket, comes along; concepts, sources and what belongs to other missions
come with what they are called.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from marsgraph.endpoint.compact import Compactor, is_native
from marsgraph.exports.content import Content
from marsgraph.store import Iri, Triple
from marsgraph.terms import CONCEPT, DCTERMS_TITLE, ID, MG, RDF_TYPE, RDFS_LABEL, SKOS, SOURCE

_NAMES: Final = frozenset({RDF_TYPE, RDFS_LABEL, SKOS + "prefLabel", DCTERMS_TITLE})
_PASSAGES: Final = "passages"
_OTHERS: Final = "others"

_Node = dict[str, Any]


def write(content: Content, mission: Iri) -> bytes:
    """Write the document of a mission."""
    return json.dumps(document(content, mission), ensure_ascii=False, indent=1).encode() + b"\n"


def document(content: Content, mission: Iri) -> _Node:
    """Make the document of a mission: itself, what belongs to it, and the passages that it rests on."""
    own = [iri.value for iri in content.own[mission.value]]
    passages = [graph for graph, triples in content.said.items() if {t.subject for t in triples} & {*map(Iri, own)}]
    told = _told(content, [*own, *(graph for graph in passages if graph in content.facts)])
    compactor = Compactor(_with_numbers(content.context, told))
    nodes = {str(node["id"]): node for node in compactor.nodes(told)}
    names = [compactor.name(Iri(iri)) for iri in (mission.value, *passages)]
    roots = [nodes.pop(name) for name in names if name in nodes]
    _embed(deque(roots), nodes, compactor.links)
    others = _left(nodes, [compactor.name(iri) for iri in content.own[mission.value]], compactor.links)
    beside = {_OTHERS: others, _PASSAGES: roots[1:]}
    return compactor.finished(roots[0] | {name: found for name, found in beside.items() if found})


def _with_numbers(context: Mapping[str, Any], told: Iterable[Triple]) -> Mapping[str, Any]:
    """The context, without the datatype of what has whole numbers only: JSON then has them as numbers."""
    natives: dict[str, bool] = {}
    for triple in told:
        iri = triple.predicate.value
        natives[iri] = natives.get(iri, True) and is_native(triple.object)
    return {
        name: {key: value for key, value in entry.items() if key != "@type"}
        if isinstance(entry, dict) and natives.get(MG + str(entry.get("@id")).removeprefix("mg:"))
        else entry
        for name, entry in context.items()
    }


def _told(content: Content, subjects: Iterable[str]) -> list[Triple]:
    """What is told: the subjects and the things that they lead to whole, everything else by its names."""
    whole = deque(subjects)
    foreign = {iri.value for own in content.own.values() for iri in own}
    seen = set(whole)
    told: list[Triple] = []
    while whole:
        facts = content.facts.get(whole.popleft(), [])
        told += facts
        for name in _pointed_to(facts):
            if name in seen or name not in content.facts:
                continue
            seen.add(name)
            if name.startswith(ID) and name not in foreign:
                whole.append(name)
            elif name.startswith((ID, CONCEPT, SOURCE)):
                told += [triple for triple in content.facts[name] if triple.predicate.value in _NAMES]
    return told


def _pointed_to(facts: Iterable[Triple]) -> Iterator[str]:
    for triple in facts:
        if isinstance(triple.object, Iri) and triple.predicate.value != RDF_TYPE:
            yield triple.object.value


def _embed(waiting: deque[_Node], nodes: dict[str, _Node], links: frozenset[str]) -> None:
    """Put each node where it is named first, the nearest to the beginning."""
    while waiting:
        node = waiting.popleft()
        for key in node:
            values = node[key] if isinstance(node[key], list) else [node[key]]
            placed = [_placed(value, nodes, link=key in links) for value in values]
            waiting.extend(new for new, value in zip(placed, values, strict=True) if new is not value)
            node[key] = placed if isinstance(node[key], list) else placed[0]


def _left(nodes: dict[str, _Node], own: Iterable[str], links: frozenset[str]) -> list[_Node]:
    """What points to the rest and is pointed to by nothing in it, such as debris, with all that it leads to."""
    others = []
    for name in own:
        if name in nodes:
            others.append(nodes.pop(name))
            _embed(deque(others[-1:]), nodes, links)
    return others


def _placed(value: Any, nodes: dict[str, _Node], *, link: bool) -> Any:
    """The node that a value names, if it has no place yet; or else the value."""
    if isinstance(value, str) and link:
        return nodes.pop(value, value)
    if isinstance(value, dict) and set(value) == {"id"}:
        return nodes.pop(value["id"], value)
    return value
