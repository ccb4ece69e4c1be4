"""What the dataset says of itself: its parts (VoID), where to get it (DCAT), how good it is (DQV).

Counted in the graph; the same triples for the same graph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from marsgraph import coverage
from marsgraph.coverage import Coverage
from marsgraph.endpoint import description
from marsgraph.exports.content import Content
from marsgraph.exports.files import LICENCE, WHOLE, File
from marsgraph.store import Iri, Literal, Row, Term, Triple
from marsgraph.terms import BASE, DCTERMS, DECISION, MG, RDF_TYPE, RDFS_LABEL, SKOS, SOURCE, XSD

DESCRIPTION: Final = BASE + ".well-known/void"
"""The document, and the named graph that holds the same."""
VOID: Final = "http://rdfs.org/ns/void#"
DCAT: Final = "http://www.w3.org/ns/dcat#"
PROV: Final = "http://www.w3.org/ns/prov#"
DQV: Final = "http://www.w3.org/ns/dqv#"
SCHEMA: Final = "https://schema.org/"
DOWNLOADS: Final = BASE + "downloads/"
_MEDIA_TYPES: Final = "https://www.iana.org/assignments/media-types/"
_W3C: Final = "http://www.w3.org/ns/formats/"
_FEATURES: Final = ("Turtle", "N-Triples", "RDF_XML", "JSON-LD", "TriG", "N-Quads")
_VOCABULARIES: Final = (MG, DCTERMS, SKOS, RDFS_LABEL.removesuffix("label"), DCAT)
_FOAF: Final = "http://xmlns.com/foaf/0.1/"
_PREFIXES: Final = {
    "dqv": DQV,
    "iana": _MEDIA_TYPES,
    "spdx": "http://spdx.org/rdf/terms#",
    "foaf": _FOAF,
}
_LANDING_PAGE: Final = BASE + "about"
_ENDPOINT: Final = BASE + "sparql"
_SERVICE: Final = _ENDPOINT + "#service"
"""The service as its own description names it."""
_PROTOCOL: Final = "http://www.w3.org/TR/sparql11-protocol/"
_NOT_IN_NAMES: Final = re.compile(r"[^\w.-]+")
_AGENTS: Final = {DCTERMS + "creator", DCTERMS + "publisher"}

_Fact: TypeAlias = tuple[str, str, Term]


@dataclass(frozen=True, slots=True)
class Metric:
    """A figure of quality: its name, what it measures, and its value."""

    name: str
    definition: str
    value: float


def triples(content: Content) -> list[Triple]:
    """Everything that the dataset says of itself."""
    facts = [*_dataset(content), *_people(content), *_service(), *_partitions(content), *_links(content)]
    facts += _quality(content)
    facts += [fact for file in WHOLE for fact in distribution(file)]
    return sorted({Triple(Iri(subject), Iri(predicate), value) for subject, predicate, value in facts}, key=str)


def prefixes(content: Content) -> dict[str, str]:
    """The prefixes with which it is written."""
    return {**content.reading.store.prefixes, **_PREFIXES}


# ---- The dataset and its parts


def _dataset(content: Content) -> Iterator[_Fact]:
    for fact in content.reading.ask("facts-about", thing=Iri(BASE)):
        yield BASE, fact["property"].value, fact["value"]
    for kind in (VOID + "Dataset", DCAT + "Dataset", SCHEMA + "Dataset"):
        yield BASE, RDF_TYPE, Iri(kind)
    yield BASE, DCAT + "version", Literal(content.version)
    yield BASE, SCHEMA + "version", Literal(content.version)
    (totals,) = content.reading.ask("totals")
    (size,) = content.reading.ask("default-size")
    yield BASE, VOID + "triples", size["count"]
    yield BASE, VOID + "entities", totals["entities"]
    yield BASE, VOID + "distinctSubjects", totals["subjects"]
    yield BASE, VOID + "distinctObjects", totals["objects"]
    yield BASE, VOID + "classes", whole(len(content.reading.ask("class-sizes")))
    yield BASE, VOID + "properties", whole(len(content.reading.ask("property-sizes")))
    yield BASE, VOID + "uriSpace", Literal(BASE)
    yield BASE, VOID + "sparqlEndpoint", Iri(_ENDPOINT)
    yield BASE, DCTERMS + "identifier", Literal(BASE)
    yield BASE, DCAT + "landingPage", Iri(_LANDING_PAGE)
    for source in sorted({one.source for one in content.reading.passages.values() if not one.editorial}):
        yield BASE, PROV + "wasDerivedFrom", Iri(source)
    for mission in [row["mission"] for row in content.reading.ask("launches") if "date" in row][:1]:
        yield BASE, VOID + "exampleResource", mission
    for name in _VOCABULARIES:
        yield BASE, VOID + "vocabulary", Iri(name)
    for name in _FEATURES:
        yield BASE, VOID + "feature", Iri(_W3C + name)
    yield DESCRIPTION, RDF_TYPE, Iri(VOID + "DatasetDescription")
    yield DESCRIPTION, _FOAF + "primaryTopic", Iri(BASE)


def _people(content: Content) -> Iterator[_Fact]:
    """Who made the dataset and who gives it out, under the names that the graph has."""
    facts = content.reading.ask("facts-about", thing=Iri(BASE))
    for name in {fact["value"].value for fact in facts if fact["property"].value in _AGENTS}:
        yield name, RDF_TYPE, Iri(_FOAF + "Agent")
        yield name, _FOAF + "name", Literal(content.reading.labels.of(name))


def _service() -> Iterator[_Fact]:
    """The endpoint, which describes itself at its own address."""
    yield _SERVICE, RDF_TYPE, Iri(DCAT + "DataService")
    yield _SERVICE, DCTERMS + "title", Literal(description.TITLE, language="en")
    yield _SERVICE, DCTERMS + "license", Iri(LICENCE)
    yield _SERVICE, DCTERMS + "conformsTo", Iri(_PROTOCOL)
    yield _SERVICE, DCAT + "endpointURL", Iri(_ENDPOINT)
    yield _SERVICE, DCAT + "endpointDescription", Iri(_ENDPOINT)
    yield _SERVICE, DCAT + "endpointDescription", Iri(BASE + "openapi.json")
    yield _SERVICE, DCAT + "servesDataset", Iri(BASE)


def distribution(file: File) -> Iterator[_Fact]:
    """A file as DCAT tells of it."""
    node = _file_node(file.path)
    address = Iri(DOWNLOADS + file.path)
    yield BASE, DCAT + "distribution", Iri(node)
    yield BASE, VOID + "dataDump", address
    yield node, RDF_TYPE, Iri(DCAT + "Distribution")
    yield node, DCTERMS + "title", Literal(file.title, language="en")
    yield node, DCTERMS + "license", Iri(LICENCE)
    yield node, DCAT + "downloadURL", address
    yield node, DCAT + "mediaType", Iri(_MEDIA_TYPES + file.media_type)


def _partitions(content: Content) -> Iterator[_Fact]:
    entities: dict[str, int] = {}
    for row in content.reading.ask("class-sizes"):
        node, entities[row["class"].value] = _class_node(content, row["class"]), int(row["entities"].value)
        yield BASE, VOID + "classPartition", Iri(node)
        yield node, VOID + "class", row["class"]
        yield node, VOID + "entities", row["entities"]
    for row in content.reading.ask("property-sizes"):
        node = _node(f"property-{_short(content, row['property'])}")
        yield BASE, VOID + "propertyPartition", Iri(node)
        yield from _property(node, row)
        yield node, VOID + "distinctObjects", row["objects"]
    for row in content.reading.ask("property-sizes-of-classes"):
        kind = row["class"].value
        of_class = _class_node(content, row["class"])
        node = f"{of_class}-{_short(content, row['property'])}"
        yield of_class, VOID + "propertyPartition", Iri(node)
        yield from _property(node, row)
        share = int(row["subjects"].value) / entities[kind]
        yield from _measured(node, "coverage", share)


def _property(node: str, row: Row) -> Iterator[_Fact]:
    yield node, VOID + "property", row["property"]
    yield node, VOID + "triples", row["triples"]
    yield node, VOID + "distinctSubjects", row["subjects"]


def _links(content: Content) -> Iterator[_Fact]:
    for row in content.reading.ask("links-elsewhere"):
        node = _node(f"links-{_short(content, row['property'])}-{_host(row['target'].value)}")
        yield BASE, VOID + "subset", Iri(node)
        yield node, RDF_TYPE, Iri(VOID + "Linkset")
        yield node, VOID + "linkPredicate", row["property"]
        yield node, VOID + "subjectsTarget", Iri(BASE)
        yield node, VOID + "objectsTarget", Iri(row["target"].value)
        yield node, VOID + "triples", row["triples"]


# ---- Quality


def metrics(content: Content) -> list[Metric]:
    """The figures of quality of the whole graph."""
    return _metrics(content, coverage.read(content.reading, content.version))


def _metrics(content: Content, counted: Coverage) -> list[Metric]:
    return [
        Metric("statements", "Different statements of sources that the graph holds", counted.held),
        Metric("several-sources", "Held statements that two or more sources make", counted.several_sources),
        Metric("single-source", "Held statements that one source makes", counted.single_source),
        Metric("editors-only", "Held statements that the editors alone make", counted.editors_only),
        Metric("hedged", "Held statements that nobody makes without a hedge", counted.hedged),
        Metric("not-held", "Statements of sources that the graph keeps and does not hold", counted.not_held),
        Metric(
            "sources-a-statement",
            "Sources a held statement has on average, of those that have one",
            counted.sources_a_statement,
        ),
        *(
            Metric(f"disputed-{kind}", f"Records of disagreement of the kind {kind}", number)
            for kind, number in counted.disagreements.items()
        ),
        Metric("decided", "Decisions between values of sources", _decided(content)),
    ]


def _decided(content: Content) -> int:
    sizes = {row["class"].value: int(row["entities"].value) for row in content.reading.ask("class-sizes")}
    return sizes.get(DECISION, 0)


def _quality(content: Content) -> Iterator[_Fact]:
    counted = coverage.read(content.reading, content.version)
    for metric in _metrics(content, counted):
        yield from _defined(metric.name, metric.definition)
        yield from _measured(BASE, metric.name, metric.value)
    yield from _defined("coverage", "The share of the things of a class that have a property")
    for source in counted.sources:
        yield from _measured(SOURCE + source.source, "made", source.statements)
        yield from _measured(SOURCE + source.source, "made-hedged", source.hedged)
    yield from _defined("made", "Statements that a source makes")
    yield from _defined("made-hedged", "Statements that a source makes with a hedge")


def _defined(name: str, definition: str) -> Iterator[_Fact]:
    yield _metric(name), RDF_TYPE, Iri(DQV + "Metric")
    yield _metric(name), SKOS + "definition", Literal(definition, language="en")


def _measured(about: str, name: str, value: float) -> Iterator[_Fact]:
    node = _node(
        f"measured-{name}-{about.removeprefix(DESCRIPTION).removeprefix(BASE).lstrip('#').replace('/', '-')}".rstrip(
            "-"
        )
    )
    yield node, RDF_TYPE, Iri(DQV + "QualityMeasurement")
    yield node, DQV + "isMeasurementOf", Iri(_metric(name))
    yield node, DQV + "computedOn", Iri(about)
    yield node, DQV + "value", whole(value) if isinstance(value, int) else _decimal(value)


# ---- Names and numbers


def _node(name: str) -> str:
    return f"{DESCRIPTION}#{name}"


def _file_node(path: str) -> str:
    return _node(f"file-{path.replace('/', '-')}")


def _metric(name: str) -> str:
    return _node(f"metric-{name}")


def _class_node(content: Content, term: Term) -> str:
    return _node(f"class-{_short(content, term).removeprefix('mg-')}")


def _host(space: str) -> str:
    return space.partition("://")[2].partition("/")[0].removeprefix("www.")


def _short(content: Content, term: Term) -> str:
    """What to call a term in the name of a part: its prefixed name, or all of its IRI where no prefix fits."""
    return _NOT_IN_NAMES.sub("-", content.reading.labels.slug(term.value)).strip("-")


def whole(number: int) -> Literal:
    """A whole number as a term."""
    return Literal(str(number), datatype=Iri(XSD + "integer"))


def _decimal(number: float) -> Literal:
    return Literal(f"{number:.3f}", datatype=Iri(XSD + "decimal"))


def sizes(path: str, size: int, digest: str) -> Iterator[_Fact]:
    """The size and the SHA-256 of a file, for its distribution."""
    node, spdx = _file_node(path), _PREFIXES["spdx"]
    yield node, DCAT + "byteSize", whole(size)
    yield node, spdx + "checksum", Iri(f"{node}-checksum")
    yield f"{node}-checksum", RDF_TYPE, Iri(spdx + "Checksum")
    yield f"{node}-checksum", spdx + "algorithm", Iri(spdx + "checksumAlgorithm_sha256")
    yield f"{node}-checksum", spdx + "checksumValue", Literal(digest)
