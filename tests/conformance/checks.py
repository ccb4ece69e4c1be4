"""What each kind of test of the W3C demands of the endpoint; a check raises AssertionError where that is not met."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Final

import answers
import exchange
import pyoxigraph as ox
from exchange import Response
from w3c import ADDRESS, CNT, HT, MF, NOWHERE, Entry, Node

_JSON: Final = "application/sparql-results+json"
_WANTED: Final = {
    ".srx": "application/sparql-results+xml",
    ".srj": _JSON,
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
}
_FORMS: Final = {media_type: suffix for suffix, media_type in _WANTED.items()}
_READERS: Final = {".srx": "xml", ".srj": "json", ".tsv": "tsv"}
_GRAPHS: Final = ("text/turtle", "application/n-triples", "application/rdf+xml")
_ANY: Final = f"{_JSON}, text/turtle"
_FROM: Final = re.compile(r"\bFROM\s*(NAMED\s*)?<")
_SD: Final = "http://www.w3.org/ns/sparql-service-description#"
_TYPE: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_DOMAINS: Final = {
    "endpoint": "Service",
    "feature": "Service",
    "defaultEntailmentRegime": "Service",
    "defaultSupportedEntailmentProfile": "Service",
    "extensionFunction": "Service",
    "extensionAggregate": "Service",
    "languageExtension": "Service",
    "supportedLanguage": "Service",
    "propertyFeature": "Service",
    "inputFormat": "Service",
    "resultFormat": "Service",
    "defaultDataset": "Service",
    "availableGraphs": "Service",
    "defaultGraph": "Dataset",
    "namedGraph": "Dataset",
    "name": "NamedGraph",
    "graph": "NamedGraph",
    "entailmentRegime": "NamedGraph",
    "supportedEntailmentProfile": "NamedGraph",
}
_RANGES: Final = {"defaultDataset": "Dataset", "defaultGraph": "Graph", "namedGraph": "NamedGraph", "graph": "Graph"}


# ---- Queries with data


def evaluation(entry: Entry, address: str) -> None:
    """The answer, in the form of the file that tells it, is the one of the file."""
    query, file = entry.query(), entry.expected()
    base = f"{ADDRESS}{entry.suite}/"
    dataset = [] if _FROM.search(query) else entry.dataset()
    response = exchange.ask(address, f"BASE <{base}>\n{query}", dataset, _WANTED.get(file.suffix, _ANY))

    assert response.status == 200, response.body.decode()
    wanted, got = answers.expected(file, base), _answer(response)
    assert answers.same(wanted, got, ordered=_is_ordered(query)), answers.difference(wanted, got)


def _answer(response: Response) -> answers.Answer:
    form = _FORMS.get(response.media_type)
    if form == ".csv":
        return answers.of_csv(response.body)
    if form:
        return answers.of_results(response.body, _READERS[form])
    graph = ox.RdfFormat.from_media_type(response.media_type)
    assert graph, response.media_type
    return answers.of_graph(response.body, graph)


def _is_ordered(query: str) -> bool:
    return query.upper().rfind("ORDER BY") > query.rfind("}")


# ---- Queries that are only read


def good_syntax(entry: Entry, address: str) -> None:
    """The query is answered."""
    response = exchange.ask(address, entry.query(), [("default-graph-uri", NOWHERE)], _ANY)

    assert response.status == 200, response.body.decode()


def bad_syntax(entry: Entry, address: str) -> None:
    """The query is refused as one that cannot be read."""
    response = exchange.ask(address, entry.query(), [("default-graph-uri", NOWHERE)], _ANY)

    assert response.status == 400, response.body.decode()
    assert json.loads(response.body)["type"].endswith("/malformed-query")


# ---- Requests


def protocol(entry: Entry, address: str) -> None:
    """The requests, one after the other, get the statuses, forms and truth values that are told."""
    for request in entry.facts.items(entry.facts.one(entry.action, HT + "requests")):
        response = _send(entry, request, address)
        wanted = entry.facts.one(request, HT + "resp")
        assert wanted is not None
        _compare(entry, wanted, response)


def _send(entry: Entry, request: Node, address: str) -> Response:
    facts = entry.facts
    path = facts.text(request, HT + "absolutePath").replace("/sparql/", exchange.PATH, 1)
    headers = {
        facts.text(header, HT + "fieldName"): facts.text(header, HT + "fieldValue")
        for header in facts.items(facts.one(request, HT + "headers"))
    }
    content = facts.one(request, HT + "body")
    body = None
    if content is not None:
        body = facts.text(content, CNT + "chars").encode(facts.text(content, CNT + "characterEncoding"))
    return exchange.send(address, facts.text(request, HT + "methodName"), path, headers, body)


def _compare(entry: Entry, wanted: Node, response: Response) -> None:
    classes = {status[-3:] for status in entry.facts.texts(wanted, MF + "expectedStatus")}
    assert f"{response.status // 100}xx" in classes, response.body.decode()
    form = entry.facts.text(wanted, MF + "expectedFormat")
    if form == "RDF":
        assert response.media_type in _GRAPHS
    elif form:
        read = _answer(response)
        assert isinstance(read, answers.Table if form == "tabular" else bool)
    if truth := entry.facts.text(wanted, MF + "expectedBoolean"):
        assert _answer(response) is (truth == "true")


# ---- The service description


def description(entry: Entry, address: str) -> None:
    """A request without a query gets a graph that has what the test is named after."""
    response = exchange.send(address, "GET", exchange.PATH, {"Accept": "text/turtle, application/rdf+xml;q=0.5"})

    assert (response.status, response.media_type) == (200, "text/turtle")
    told = list(ox.parse(response.body, format=ox.RdfFormat.TURTLE))
    assert told
    _DESCRIPTIONS[entry.name](told, address + exchange.PATH)


def _returns_rdf(told: list[ox.Quad], _endpoint: str) -> None:
    assert told


def _has_endpoint(told: list[ox.Quad], endpoint: str) -> None:
    found = [quad.object for quad in told if quad.predicate.value == _SD + "endpoint"]

    assert found == [ox.NamedNode(endpoint)]


def _conforms(told: list[ox.Quad], _endpoint: str) -> None:
    """Every term of the vocabulary is one that there is, on a thing of the class that may have it."""
    classes: dict[object, set[str]] = {}
    for quad in told:
        if quad.predicate.value == _TYPE and isinstance(quad.object, ox.NamedNode):
            classes.setdefault(quad.subject, set()).add(quad.object.value.removeprefix(_SD))
    for quad in told:
        if not quad.predicate.value.startswith(_SD):
            continue
        name = quad.predicate.value.removeprefix(_SD)
        assert _DOMAINS[name] in classes[quad.subject], quad
        assert _RANGES.get(name) is None or _RANGES[name] in classes[quad.object], quad
        assert not isinstance(quad.object, ox.Literal), quad


_DESCRIPTIONS: Final[Mapping[str, Callable[[list[ox.Quad], str], None]]] = {
    "returns-rdf": _returns_rdf,
    "has-endpoint-triple": _has_endpoint,
    "conforms-to-schema": _conforms,
}
CHECKS: Final[Mapping[str, Callable[[Entry, str], None]]] = {
    "QueryEvaluationTest": evaluation,
    "CSVResultFormatTest": evaluation,
    "PositiveSyntaxTest11": good_syntax,
    "NegativeSyntaxTest11": bad_syntax,
    "ProtocolTest": protocol,
    "ServiceDescriptionTest": description,
}
"""By the kind of test."""
