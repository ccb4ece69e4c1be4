"""A few things as one file: what a document about each of them holds."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterable
from typing import IO, cast

from marsgraph.endpoint import dataset, graphs, turtle
from marsgraph.endpoint.dataset import Address, Described
from marsgraph.exports.content import Content
from marsgraph.store import Iri, Triple

_ENGINE = {"nt": "ntriples", "rdf": "rdfxml", "jsonld": "jsonld"}


def described(content: Content, things: Iterable[Iri]) -> Described:
    """Put the descriptions of some things together."""
    held: dict[Triple, None] = {}
    claims: dict[str, list[Triple]] = defaultdict(list)
    for thing in things:
        found = dataset.describe(content.reading.ask, _address(thing))
        held.update(dict.fromkeys(found.triples))
        for graph, triples in found.claims.items():
            claims[graph] += [triple for triple in triples if triple not in claims[graph]]
    return Described("", list(held), claims)


def _address(thing: Iri) -> Address:
    for space, iri in dataset.SPACES.items():
        if thing.value.startswith(iri):
            return Address(space, thing.value.removeprefix(iri))
    return Address("ns", "ns")


def write(content: Content, things: Iterable[Iri], form: str) -> bytes:
    """Write some things: ttl, nt, rdf and jsonld with what is held, trig and nq with what each passage says, too."""
    found = described(content, things)
    prefixes = content.reading.store.prefixes
    if form == "trig":
        return turtle.write_graphs(found.triples, found.claims, prefixes).encode()
    if form == "nq":
        return dataset.lines(found.triples, found.claims)
    if form == "ttl":
        return turtle.write(found.triples, prefixes).encode()
    out = io.BytesIO()
    graphs.write(found.triples, _ENGINE[form], cast("IO[bytes]", out), prefixes, content.context)
    return out.getvalue()
