"""Terms between the engine and rdflib, in both directions. Imports rdflib, so it is imported only when needed."""

from __future__ import annotations

import rdflib
from rdflib.term import Node

from marsgraph.store import Iri, Literal, Term


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
