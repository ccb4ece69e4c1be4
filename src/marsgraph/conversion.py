"""Terms between the engine and rdflib, in both directions. Imports rdflib, so it is imported only when needed."""

from __future__ import annotations

import rdflib
from rdflib.term import Node

from marsgraph.store import BlankNode, Iri, Literal, Store, Term


def to_rdflib(term: Term) -> Node:
    """A term for rdflib, with its text as it stands: rdflib would write Z as +00:00."""
    if isinstance(term, Iri):
        return rdflib.URIRef(term.value)
    if not isinstance(term, Literal):
        return rdflib.BNode(term.value)
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    return rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype.value), normalize=False)


def from_rdflib(node: Node | None) -> Term | None:
    """A term of rdflib's for the engine; nothing for a blank node, which means nothing elsewhere."""
    if isinstance(node, rdflib.URIRef):
        return Iri(str(node))
    if not isinstance(node, rdflib.Literal):
        return None
    if node.language:
        return Literal(str(node), language=node.language)
    return Literal(str(node), datatype=Iri(str(node.datatype))) if node.datatype else Literal(str(node))


def to_term(node: Node) -> Term:
    """A term of rdflib's for the engine, blank nodes too: their names mean something among those of one answer."""
    return BlankNode(str(node)) if isinstance(node, rdflib.BNode) else _known(from_rdflib(node), node)


def _known(term: Term | None, node: Node) -> Term:
    if term is None:
        message = f"{node!r} is no term of RDF 1.1."
        raise TypeError(message)
    return term


def to_dataset(store: Store) -> rdflib.Dataset:
    """A store as a dataset of rdflib's, whose default graph is no union."""
    dataset = rdflib.Dataset(default_union=False)
    for prefix, space in store.prefixes.items():
        dataset.bind(prefix, space)
    for subject, predicate, value, name in store.quads():
        graph = dataset.graph(rdflib.URIRef(name.value)) if name else dataset.default_graph
        graph.add((to_rdflib(subject), to_rdflib(predicate), to_rdflib(value)))
    return dataset
