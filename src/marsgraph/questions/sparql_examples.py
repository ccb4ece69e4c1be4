"""The questions as RDF, in the form that SIB gave such collections: an executable of SHACL for each.

See https://github.com/sib-swiss/sparql-examples. The graph is called after the well-known place where it is served.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

from marsgraph.query_tokens import tokens
from marsgraph.questions.question import Question
from marsgraph.store import BlankNode, Iri, Literal, Term, Triple
from marsgraph.terms import BASE, RDF_TYPE, RDFS, RDFS_LABEL, XSD

PATH: Final = "/.well-known/sparql-examples"
GRAPH: Final = BASE.rstrip("/") + PATH
SH: Final = "http://www.w3.org/ns/shacl#"
SCHEMA: Final = "https://schema.org/"
SPEX: Final = "https://purl.expasy.org/sparql-examples/ontology#"
OWL: Final = "http://www.w3.org/2002/07/owl#"
PREFIXES: Final = {
    "ex": GRAPH + "/",
    "owl": OWL,
    "rdfs": RDFS,
    "schema": SCHEMA,
    "sh": SH,
    "spex": SPEX,
    "xsd": XSD,
}

_FORMS: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "SELECT": (SH + "SPARQLSelectExecutable", (SH + "select",)),
    "ASK": (SH + "SPARQLAskExecutable", (SH + "ask",)),
    "CONSTRUCT": (SH + "SPARQLConstructExecutable", (SH + "construct",)),
    "DESCRIBE": (SPEX + "SPARQLDescribeExecutable", (SPEX + "describe", SH + "describe")),
}
"""The class and the properties of each form; of DESCRIBE, SIB's own and the one that its editor reads too."""
_DECLARED: Final = BlankNode("sparql_examples_prefixes")


def triples(questions: Sequence[Question], prefixes: Mapping[str, str], endpoint: str) -> list[Triple]:
    """Tell the questions, for the endpoint at this address, with the prefixes that they may use."""
    facts = [fact for one in questions for fact in _facts(one, endpoint)] + list(_declarations(prefixes))
    return [Triple(subject, Iri(predicate), value) for subject, predicate, value in facts]


def _facts(one: Question, endpoint: str) -> Iterator[tuple[Iri | BlankNode, str, Term]]:
    node = Iri(f"{GRAPH}/{one.name}")
    kind, properties = _FORMS[one.form]
    yield node, RDF_TYPE, Iri(SH + "SPARQLExecutable")
    yield node, RDF_TYPE, Iri(kind)
    yield node, RDFS_LABEL, Literal(one.title, language="en")
    yield node, RDFS + "comment", Literal(one.description, language="en")
    yield node, SH + "prefixes", _DECLARED
    for predicate in properties:
        yield node, predicate, Literal(one.query)
    yield node, SCHEMA + "target", Iri(one.endpoint or endpoint)
    yield node, SCHEMA + "educationalLevel", Literal(one.level)
    yield node, SCHEMA + "genre", Literal(one.view)
    for tag in one.tags:
        yield node, SCHEMA + "keywords", Literal(tag)
    for service in services(one.query):
        yield node, SPEX + "federatesWith", Iri(service)


def services(query: str) -> list[str]:
    """The other endpoints that a query asks, by their addresses."""
    found = [token for token in tokens(query) if token.upper != "SILENT"]
    return [after.text[1:-1] for token, after in pairwise(found) if token.upper == "SERVICE" and after.kind == "iri"]


def _declarations(prefixes: Mapping[str, str]) -> Iterator[tuple[Iri | BlankNode, str, Term]]:
    yield _DECLARED, RDF_TYPE, Iri(OWL + "Ontology")
    yield _DECLARED, OWL + "imports", Iri(SH.rstrip("#") + "#")
    for number, (prefix, space) in enumerate(sorted(prefixes.items())):
        entry = BlankNode(f"prefix{number}")
        yield _DECLARED, SH + "declare", entry
        yield entry, SH + "prefix", Literal(prefix)
        yield entry, SH + "namespace", Literal(space, datatype=Iri(XSD + "anyURI"))
