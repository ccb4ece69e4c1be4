"""The vocabulary: every term used is defined, every term defined is used, and each is fully described."""

import json
import re
from pathlib import Path

import pyoxigraph as ox
import pytest

ROOT = Path(__file__).parents[2]
BASE = "https://w3id.org/marsgraph/"
MG = BASE + "ns#"
CONCEPT = BASE + "concept/"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
OWL = "http://www.w3.org/2002/07/owl#"
CLASSES = {OWL + "Class"}
PROPERTIES = {
    OWL + "ObjectProperty",
    OWL + "DatatypeProperty",
    OWL + "AnnotationProperty",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#Property",
}
# What describes a term does not use it; a broader concept or a superclass is used by what stands under it.
DESCRIBING = {
    SKOS + "inScheme",
    SKOS + "topConceptOf",
    RDFS + "isDefinedBy",
}


def read(path: str) -> list[tuple[str, str, str, bool]]:
    """Read a file: subject, property and value of each statement, and whether the value is an IRI."""
    statements = []
    for quad in ox.parse(path=str(ROOT / path)):
        assert isinstance(quad.subject, ox.NamedNode)
        assert isinstance(quad.object, ox.NamedNode | ox.Literal)
        statements.append(
            (quad.subject.value, quad.predicate.value, quad.object.value, isinstance(quad.object, ox.NamedNode))
        )
    return statements


VOCABULARY = read("ontology/marsgraph.ttl")
ONTOLOGY = VOCABULARY + read("ontology/concepts.ttl")
TYPES = {subject: value for subject, predicate, value, _ in ONTOLOGY if predicate == RDF_TYPE}
TERMS = {iri: kind for iri, kind in TYPES.items() if iri.startswith((MG, CONCEPT))}
GRAPH = read("data/graph/marsgraph.nq")


def values(subject: str, predicate: str) -> list[str]:
    """Give what the ontology says of a term under one property."""
    return [value for about, name, value, _ in ONTOLOGY if (about, name) == (subject, predicate)]


def mentioned() -> set[str]:
    """Give every IRI that the built graph uses as a class, a property or a value."""
    used = {predicate for _, predicate, _, _ in GRAPH}
    return used | {value for _, predicate, value, is_iri in GRAPH if is_iri and predicate not in DESCRIBING}


def test_every_term_used_is_defined() -> None:
    """What the graph uses from our namespaces has a definition in the ontology."""
    ours = {iri for iri in mentioned() if iri.startswith((MG, CONCEPT))}

    assert ours - TERMS.keys() == set()


def asked_for() -> set[str]:
    """Give the terms by which `marsgraph link` looks for things, whether or not the graph has any yet."""
    texts = (file.read_text("utf-8") for file in (ROOT / "queries" / "linking").glob("our-*.rq"))
    return {MG + name for text in texts for name in re.findall(r"\bmg:(\w+)", text)}


def test_every_term_defined_is_used() -> None:
    """What the ontology defines is used in the graph, by a statement or a narrower term, or asked for to link it."""
    schemes = {iri for iri, kind in TERMS.items() if kind == SKOS + "ConceptScheme"}

    assert TERMS.keys() - mentioned() - asked_for() - schemes == set()


@pytest.mark.parametrize("term", sorted(iri for iri, kind in TERMS.items() if kind in CLASSES | PROPERTIES))
def test_terms_are_described(term: str) -> None:
    """A class or property has one label, one definition, an example, and the vocabulary that defines it."""
    described = [
        (RDFS + "label", 1),
        (SKOS + "definition", 1),
        (SKOS + "example", 1),
        (RDFS + "isDefinedBy", 1),
    ]

    assert [(name, len(values(term, name))) for name, _ in described] == described


@pytest.mark.parametrize("term", sorted(iri for iri, kind in TERMS.items() if kind in PROPERTIES))
def test_properties_have_domain_and_range(term: str) -> None:
    """A property says of what it is said and what it takes."""
    assert (1, 1) == (len(values(term, RDFS + "domain")), len(values(term, RDFS + "range")))


@pytest.mark.parametrize("concept", sorted(iri for iri, kind in TERMS.items() if kind == SKOS + "Concept"))
def test_concepts_are_described(concept: str) -> None:
    """A concept has a label, a definition and a scheme, and a broader concept or the top."""
    placed = values(concept, SKOS + "broader") + values(concept, SKOS + "topConceptOf")

    assert (1, 1, 1, True) == (
        len(values(concept, SKOS + "prefLabel")),
        len(values(concept, SKOS + "definition")),
        len(values(concept, SKOS + "inScheme")),
        len(placed) == 1,
    )


def test_labels_of_a_scheme_are_distinct() -> None:
    """No two concepts of one scheme bear the same label."""
    seen = [
        (values(c, SKOS + "inScheme")[0], values(c, SKOS + "prefLabel")[0])
        for c, k in TERMS.items()
        if k == SKOS + "Concept"
    ]

    assert [pair for pair in seen if seen.count(pair) > 1] == []


def test_a_unit_stands_in_the_name() -> None:
    """A property with a unit takes numbers."""
    with_unit = {subject for subject, predicate, _, _ in VOCABULARY if predicate.endswith("hasUnit")}

    assert {values(term, RDFS + "range")[0] for term in with_unit} == {"http://www.w3.org/2001/XMLSchema#decimal"}


def test_the_context_names_every_property() -> None:
    """The JSON-LD context has each class and property under its own name, with the coercion of its range."""
    context = json.loads((ROOT / "ontology/context.jsonld").read_text("utf-8"))["@context"]
    entries = {name: entry if isinstance(entry, dict) else {"@id": entry} for name, entry in context.items()}
    links = {iri for iri, kind in TYPES.items() if kind == OWL + "ObjectProperty"}
    ours = {iri.removeprefix(MG): iri for iri, kind in TERMS.items() if kind in CLASSES | PROPERTIES}

    wrong = [
        name
        for name, iri in ours.items()
        if entries.get(name, {}).get("@id") != f"mg:{name}" or (entries[name].get("@type") == "@id") != (iri in links)
    ]

    assert wrong == []


def files_with_prefixes() -> list[Path]:
    """List the Turtle, TriG and SPARQL files of the project."""
    return sorted(
        path
        for folder in ("ontology", "data", "queries")
        for ending in ("*.ttl", "*.trig", "*.rq")
        for path in (ROOT / folder).rglob(ending)
    )


@pytest.mark.parametrize("path", files_with_prefixes(), ids=lambda path: str(path.relative_to(ROOT)))
def test_prefixes_agree_with_the_context(path: Path) -> None:
    """A prefix that a file declares means there what it means in the context."""
    context = json.loads((ROOT / "ontology/context.jsonld").read_text("utf-8"))["@context"]
    known = {"": context["@base"]} | {name: iri for name, iri in context.items() if isinstance(iri, str)}
    declared = re.findall(
        r"^\s*@?prefix\s+([\w-]*):\s*<([^>]*)>", path.read_text("utf-8"), re.IGNORECASE | re.MULTILINE
    )

    assert [(name, iri) for name, iri in declared if known.get(name) != iri] == []
