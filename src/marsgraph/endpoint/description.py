"""What a SPARQL client asks for first: the service description, small and made once.

Only features that a test proves are named. The counts are those of the store that answers.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Any, Final, TypeAlias, cast

from marsgraph.endpoint import formats, graphs
from marsgraph.endpoint.formats import GRAPH, SOLUTIONS, Format
from marsgraph.store import BlankNode, Iri, Literal, Row, Term, Triple
from marsgraph.terms import BASE, DCTERMS, RDF_TYPE, RDFS_LABEL, XSD

Ask: TypeAlias = Callable[..., list[Row]]
"""Asks one of the queries of our pages by its name, with values for its variables."""

SD: Final = "http://www.w3.org/ns/sparql-service-description#"
VOID: Final = "http://rdfs.org/ns/void#"
DCAT: Final = "http://www.w3.org/ns/dcat#"
LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"
AUTHOR: Final = BASE + "#contributors"
"""Who made the dataset, as the graph says."""
TITLE: Final = "MarsGraph SPARQL endpoint"
PREFIXES: Final = {"sd": SD, "void": VOID, "dcat": DCAT, "dcterms": DCTERMS, "formats": "http://www.w3.org/ns/formats/"}
_MEBIBYTE: Final = 2**20


@dataclass(frozen=True, slots=True)
class Service:
    """What the operator decides, and what a client should know of it."""

    endpoint: str
    """The address of the endpoint itself."""
    version: str
    """The version of the data."""
    seconds: float
    rows: int
    answer_bytes: int
    memory_bytes: int
    query_characters: int
    depth: int
    licence: str = LICENCE
    title: str = TITLE
    dataset: str = BASE

    def limits(self) -> dict[str, float]:
        """The limits by their names, as the page about them and `/limits` tell them."""
        return {
            "seconds": self.seconds,
            "rows": self.rows,
            "answerBytes": self.answer_bytes,
            "memoryBytes": self.memory_bytes,
            "queryCharacters": self.query_characters,
            "nesting": self.depth,
        }


def sentence(service: Service) -> str:
    """The limits in a sentence for people."""
    return (
        f"Read-only. A query may run for {service.seconds:g} seconds and take "
        f"{service.memory_bytes / _MEBIBYTE:,.4g} MiB of memory; "
        f"an answer may have {service.rows:,} rows and {service.answer_bytes / _MEBIBYTE:,.4g} MiB; a query may have "
        f"{service.query_characters:,} characters and nest {service.depth} deep. An answer is whole, or it is refused. "
        "The parameters timeout (seconds) and maxrows ask for less. SERVICE is refused."
    )


def triples(service: Service, ask: Ask) -> list[Triple]:
    """The description of the service and of the dataset that it serves."""
    node = Iri(service.endpoint + "#service")
    dataset, default = BlankNode("dataset"), BlankNode("default")
    facts: list[tuple[Any, str, Term]] = [
        (node, RDF_TYPE, Iri(SD + "Service")),
        (node, RDF_TYPE, Iri(DCAT + "DataService")),
        (node, RDFS_LABEL, Literal(service.title, language="en")),
        (node, DCTERMS + "description", Literal(sentence(service), language="en")),
        (node, DCTERMS + "license", Iri(service.licence)),
        (node, DCAT + "endpointURL", Iri(service.endpoint)),
        (node, DCAT + "servesDataset", Iri(service.dataset)),
        (node, DCAT + "version", Literal(service.version)),
        (node, SD + "endpoint", Iri(service.endpoint)),
        (node, SD + "supportedLanguage", Iri(SD + "SPARQL10Query")),
        (node, SD + "supportedLanguage", Iri(SD + "SPARQL11Query")),
        (node, SD + "defaultDataset", dataset),
        *((node, SD + "resultFormat", Iri(form.iri)) for form in (*SOLUTIONS, *GRAPH)),
        (dataset, RDF_TYPE, Iri(SD + "Dataset")),
        (dataset, SD + "defaultGraph", default),
        (default, RDF_TYPE, Iri(SD + "Graph")),
        *((default, VOID + "triples", _whole(row["count"].value)) for row in ask("default-size")),
        *_named_graphs(dataset, ask),
    ]
    return [Triple(subject, Iri(predicate), value) for subject, predicate, value in facts]


def _named_graphs(dataset: BlankNode, ask: Ask) -> Iterator[tuple[Any, str, Term]]:
    for number, row in enumerate(ask("graph-sizes")):
        entry, graph = BlankNode(f"entry{number}"), BlankNode(f"graph{number}")
        yield dataset, SD + "namedGraph", entry
        yield entry, RDF_TYPE, Iri(SD + "NamedGraph")
        yield entry, SD + "name", row["graph"]
        yield entry, SD + "graph", graph
        yield graph, RDF_TYPE, Iri(SD + "Graph")
        yield graph, VOID + "triples", _whole(row["count"].value)


def _whole(text: str) -> Literal:
    return Literal(text, datatype=Iri(XSD + "integer"))


def prepare(service: Service, ask: Ask) -> Mapping[str, bytes]:
    """The description in every format that it has, by the format's name: made once, when the server starts."""
    found = triples(service, ask)
    written: dict[str, bytes] = {}
    for form in GRAPH:
        out = io.BytesIO()
        graphs.write(found, form.engine, cast("IO[bytes]", out), PREFIXES, PREFIXES)
        written[form.name] = out.getvalue()
    return written


def choose(accept: str | None, name: str | None) -> Format:
    """The format of the description; a page for browsers is `formats.HTML`."""
    if name:
        return formats.named(name, (*GRAPH, formats.HTML))
    return formats.HTML if formats.wants_page(accept) else formats.negotiate(accept, GRAPH)
