"""Tells of a conflict that nobody has decided, with the decision to paste."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from marsgraph.build import places
from marsgraph.build.claims import Head, Values
from marsgraph.build.nquads import Statement
from marsgraph.build.vocabulary import Vocabulary
from marsgraph.errors import ConflictError
from marsgraph.terms import CONCEPT


def conflict(key: str, values: Values, heads: Mapping[str, Head], vocabulary: Vocabulary) -> ConflictError:
    """Name the thing, the property and every value with who states it; `key` is `subject property`."""
    subject, prop = key.split(" ")
    write = vocabulary.write
    sources = {heads[graph].source for graphs in values.values() for graph in graphs}
    who = "sources differ" if len(sources) > 1 else f"{write(*sources)} contradicts itself"
    lines = [f"{who} about {write(prop)} of {write(subject)}, and no decision says what we hold:"]
    for value in _most_trusted_first(values, heads):
        lines += [
            f"  {write(value)}",
            *(f"    {_who(key, value, graph, heads, vocabulary)}" for graph in values[value]),
        ]
    kind = "conflict" if len(sources) > 1 else "self-contradiction"
    decision = _to_paste(subject, prop, _most_trusted_first(values, heads), kind, vocabulary)
    return ConflictError("\n".join(lines), remedy=decision)


def _most_trusted_first(values: Values, heads: Mapping[str, Head]) -> list[str]:
    """Order values by who says them: surely before hedged, many before few."""
    return sorted(values, key=lambda value: (all(heads[g].hedges for g in values[value]), -len(values[value]), value))


def _who(key: str, value: str, graph: str, heads: Mapping[str, Head], vocabulary: Vocabulary) -> str:
    head = heads[graph]
    subject, prop = key.split(" ")
    statement = Statement(f"{key} {value}", subject, prop, value, graph)
    place = places.find(head.file.path, head.file.name, statement, vocabulary.prefixes)
    hedges = "".join(f", {vocabulary.write(hedge)}" for hedge in head.hedges)
    return f"{vocabulary.write(head.source)}, {vocabulary.write(head.locator)}{hedges} ({place})"


def _to_paste(subject: str, prop: str, values: list[str], kind: str, vocabulary: Vocabulary) -> str:
    """Write a decision for the value that seems best; the reason is for a person to give."""
    write = vocabulary.write
    name = f"decision-{write(subject).partition(':')[2]}-{_kebab(write(prop).partition(':')[2])}"
    of_kind = f"    mg:kind concept:{kind} ;\n" if f"<{CONCEPT}{kind}>" in vocabulary.declared else ""
    return (
        "Decide, and paste this into data/decisions.ttl with your reason:\n\n"
        f":{name} a mg:Decision ;\n"
        f"    mg:subject {write(subject)} ;\n"
        f"    mg:property {write(prop)} ;\n"
        f"    mg:prefers {write(values[0])} ;  # or {' or '.join(map(write, values[1:]))}\n"
        f'    mg:because "…"@en ;\n{of_kind}'
        f'    dcterms:date "{date.today().isoformat()}"^^xsd:date .'  # noqa: DTZ011 - the curator's own day
    )


def _kebab(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).lower()
