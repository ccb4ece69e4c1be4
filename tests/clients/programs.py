"""SPARQL clients that people use, each as functions from an address and a query to plain values.

Each is imported or started only when it is used.
"""

from __future__ import annotations

import csv
import importlib
import io
import json
import subprocess
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias
from urllib.parse import urlencode

import rdflib

Rows: TypeAlias = list[tuple[str, ...]]
Triples: TypeAlias = set[tuple[str, str, str]]


def _address(endpoint: str, query: str, **more: str) -> str:
    return f"{endpoint}?{urlencode({'query': query, **more})}"


def _plain(graph: rdflib.Graph) -> Triples:
    return {(str(s), str(p), str(o)) for s, p, o in graph}


def _run(*command: str) -> bytes:
    return subprocess.run(command, check=True, capture_output=True, timeout=30).stdout


# ---- SPARQLWrapper


def _wrapper(endpoint: str, query: str, form: str, method: str = "GET", request: str = "urlencoded") -> Any:
    library = importlib.import_module("SPARQLWrapper")
    wrapper = library.SPARQLWrapper(endpoint)
    wrapper.setQuery(query)
    wrapper.setReturnFormat(form)
    wrapper.setMethod(method)
    wrapper.setRequestMethod(request)
    return wrapper.queryAndConvert()


def _wrapper_rows(endpoint: str, query: str, *how: str) -> Rows:
    told = _wrapper(endpoint, query, "json", *how)
    names = told["head"]["vars"]
    return [tuple(row[name]["value"] for name in names) for row in told["results"]["bindings"]]


def _wrapper_rows_by_post(endpoint: str, query: str) -> Rows:
    return _wrapper_rows(endpoint, query, "POST")


def _wrapper_rows_by_direct_post(endpoint: str, query: str) -> Rows:
    return _wrapper_rows(endpoint, query, "POST", "postdirectly")


def _wrapper_truth(endpoint: str, query: str) -> bool:
    return bool(_wrapper(endpoint, query, "json")["boolean"])


def _wrapper_graph(endpoint: str, query: str) -> Triples:
    return _plain(_wrapper(endpoint, query, "xml"))


def _wrapper_turtle(endpoint: str, query: str) -> Triples:
    return _plain(rdflib.Graph().parse(data=_wrapper(endpoint, query, "turtle"), format="turtle"))


# ---- rdflib's SPARQLStore


def _store(endpoint: str, query: str, **how: Any) -> Any:
    from rdflib.plugins.stores.sparqlstore import SPARQLStore

    return rdflib.Graph(SPARQLStore(endpoint, **how)).query(query)


def _store_rows(endpoint: str, query: str) -> Rows:
    return [tuple(map(str, row)) for row in _store(endpoint, query)]


def _store_rows_of_json(endpoint: str, query: str) -> Rows:
    return [tuple(map(str, row)) for row in _store(endpoint, query, returnFormat="json", method="POST")]


def _store_truth(endpoint: str, query: str) -> bool:
    return bool(_store(endpoint, query).askAnswer)


def _store_graph(endpoint: str, query: str) -> Triples:
    return _plain(_store(endpoint, query).graph)


# ---- pandas


def _pandas_rows(endpoint: str, query: str) -> Rows:
    pandas = importlib.import_module("pandas")
    frame = pandas.read_csv(_address(endpoint, query, format="csv"), dtype=str)
    return list(frame.itertuples(index=False, name=None))


def _pandas_truth(endpoint: str, query: str) -> bool:
    pandas = importlib.import_module("pandas")
    return bool(pandas.read_csv(_address(endpoint, query, format="csv"), header=None).iloc[0, 0])


# ---- curl


def _curl(endpoint: str, query: str, accept: str) -> bytes:
    return _run(
        "curl", "--silent", "--show-error", "--fail", endpoint, "-H", f"Accept: {accept}", "--data-urlencode",
        f"query={query}",
    )  # fmt: skip


def _csv_rows(text: bytes) -> Rows:
    return [tuple(row) for row in csv.reader(io.StringIO(text.decode(), newline=""))][1:]


def _curl_rows(endpoint: str, query: str) -> Rows:
    return _csv_rows(_curl(endpoint, query, "text/csv"))


def _curl_truth(endpoint: str, query: str) -> bool:
    return bool(json.loads(_curl(endpoint, query, "application/sparql-results+json"))["boolean"])


def _curl_graph(endpoint: str, query: str) -> Triples:
    return _plain(rdflib.Graph().parse(data=_curl(endpoint, query, "application/n-triples"), format="nt"))


# ---- roqet, which reads tables over the protocol, and graphs from any address, but no truth values


def _roqet_rows(endpoint: str, query: str) -> Rows:
    return _csv_rows(_run("roqet", "-q", "-p", endpoint, "-e", query, "-r", "csv"))


def _roqet_graph(endpoint: str, query: str) -> Triples:
    source = _address(endpoint, query)
    everything = "SELECT ?s ?p ?o WHERE { ?s ?p ?o }"
    rows = _csv_rows(_run("roqet", "-q", "-i", "sparql", "-D", source, "-e", everything, "-r", "csv"))
    return {(s, p, o) for s, p, o in rows}


SELECT: Final[Mapping[str, tuple[str, Callable[[str, str], Rows]]]] = {
    "SPARQLWrapper by GET": ("SPARQLWrapper", _wrapper_rows),
    "SPARQLWrapper by POST": ("SPARQLWrapper", _wrapper_rows_by_post),
    "SPARQLWrapper by direct POST": ("SPARQLWrapper", _wrapper_rows_by_direct_post),
    "SPARQLStore": ("rdflib", _store_rows),
    "SPARQLStore by POST": ("rdflib", _store_rows_of_json),
    "pandas": ("pandas", _pandas_rows),
    "curl": ("curl", _curl_rows),
    "roqet": ("roqet", _roqet_rows),
}
ASK: Final[Mapping[str, tuple[str, Callable[[str, str], bool]]]] = {
    "SPARQLWrapper": ("SPARQLWrapper", _wrapper_truth),
    "SPARQLStore": ("rdflib", _store_truth),
    "pandas": ("pandas", _pandas_truth),
    "curl": ("curl", _curl_truth),
}
CONSTRUCT: Final[Mapping[str, tuple[str, Callable[[str, str], Triples]]]] = {
    "SPARQLWrapper as RDF/XML": ("SPARQLWrapper", _wrapper_graph),
    "SPARQLWrapper as Turtle": ("SPARQLWrapper", _wrapper_turtle),
    "SPARQLStore": ("rdflib", _store_graph),
    "curl": ("curl", _curl_graph),
    "roqet": ("roqet", _roqet_graph),
}
"""By what a test is called: what has to be installed, and the function."""
