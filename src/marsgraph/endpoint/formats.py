"""Which format an answer goes out in: what there is for each kind of answer, and what the caller accepts.

The form of a query decides what there is, so it is known before anything is negotiated.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from werkzeug.http import parse_options_header

from marsgraph.endpoint.problems import ProblemError, raised


@dataclass(frozen=True, slots=True, eq=False)
class Format:
    """A way to write answers; there is one object for each, so that they are quickly told apart."""

    name: str
    """What `format=` and file suffixes call it."""
    media_type: str
    charset: str = ""
    engine: str = ""
    """What the store calls it."""
    iri: str = ""
    """Its name at W3C, for the service description."""

    @property
    def content_type(self) -> str:
        """The value of the header."""
        return f"{self.media_type}; charset={self.charset}" if self.charset else self.media_type


_W3C: Final = "http://www.w3.org/ns/formats/"

JSON: Final = Format("json", "application/sparql-results+json", engine="json", iri=_W3C + "SPARQL_Results_JSON")
XML: Final = Format("xml", "application/sparql-results+xml", engine="xml", iri=_W3C + "SPARQL_Results_XML")
CSV: Final = Format("csv", "text/csv", "utf-8", "csv", _W3C + "SPARQL_Results_CSV")
TSV: Final = Format("tsv", "text/tab-separated-values", "utf-8", "tsv", _W3C + "SPARQL_Results_TSV")
TURTLE: Final = Format("ttl", "text/turtle", "utf-8", "turtle", _W3C + "Turtle")
N_TRIPLES: Final = Format("nt", "application/n-triples", engine="ntriples", iri=_W3C + "N-Triples")
RDF_XML: Final = Format("rdf", "application/rdf+xml", engine="rdfxml", iri=_W3C + "RDF_XML")
JSON_LD: Final = Format("jsonld", "application/ld+json", engine="jsonld", iri=_W3C + "JSON-LD")
TRIG: Final = Format("trig", "application/trig", engine="trig", iri=_W3C + "TriG")
N_QUADS: Final = Format("nq", "application/n-quads", engine="nquads", iri=_W3C + "N-Quads")
HTML: Final = Format("html", "text/html", "utf-8")

SOLUTIONS: Final = (JSON, XML, CSV, TSV)
BOOLEAN: Final = (JSON, XML, CSV, TSV)  # a file with the one word, as Jena and Oxigraph write it
GRAPH: Final = (TURTLE, N_TRIPLES, RDF_XML, JSON_LD, TRIG, N_QUADS)
DOCUMENT: Final = (*GRAPH, HTML)

FOR_FORM: Final[Mapping[str, tuple[Format, ...]]] = {
    "SELECT": SOLUTIONS,
    "ASK": BOOLEAN,
    "CONSTRUCT": GRAPH,
    "DESCRIBE": GRAPH,
}
BY_NAME: Final = {form.name: form for form in (*SOLUTIONS, *DOCUMENT)}
"""What `format=` takes."""

_SYNONYMS: Final = {
    "turtle": "ttl",
    "ntriples": "nt",
    "n-triples": "nt",
    "nquads": "nq",
    "n-quads": "nq",
    "rdfxml": "rdf",
    "rdf/xml": "rdf",
    "rdf+xml": "rdf",
    "json-ld": "jsonld",
    "srj": "json",
    "srx": "xml",
}
_ALIASES: Final[Mapping[str, tuple[Format, ...]]] = {
    "application/json": (JSON, JSON_LD),
    "application/xml": (XML, RDF_XML),
    "text/xml": (XML, RDF_XML),
    "application/x-turtle": (TURTLE,),
    "text/n3": (TURTLE,),
    "text/rdf+n3": (TURTLE,),
    "application/x-trig": (TRIG,),
    "text/x-nquads": (N_QUADS,),
    "text/plain": (N_TRIPLES, TSV),
    "application/xhtml+xml": (HTML,),
}
_PROFILE: Final = "http://www.w3.org/ns/json-ld#"
_MOST_RANGES: Final = 64
_REMEMBERED: Final = 512
"""What a header that has fewer characters means is remembered, for there are few of them."""


@dataclass(frozen=True, slots=True)
class Range:
    """One entry of an Accept header."""

    type: str
    quality: float
    parameters: Mapping[str, str]

    @property
    def specificity(self) -> int:
        """How exact it is: a type counts more than a family, and that more than anything."""
        if self.type == "*/*":
            return 0
        return 1 if self.type.endswith("/*") else 2 + bool(self.parameters)

    def matches(self, form: Format) -> bool:
        """Whether a format is among what it means."""
        if self.type in {"*/*", form.media_type}:
            return self.type == "*/*" or self._fits(form)
        if self.type.endswith("/*"):
            return form.media_type.startswith(self.type[:-1])
        return form in _ALIASES.get(self.type, ())

    def _fits(self, form: Format) -> bool:
        """Whether its parameters ask for nothing that we do not write."""
        charset = self.parameters.get("charset", "utf-8").lower()
        profile = self.parameters.get("profile", "")
        return charset in {"utf-8", "utf8"} and (form is not JSON_LD or profile in {"", _PROFILE + "compacted"})


def read_accept(header: str | None) -> list[Range]:
    """Read an Accept header; none, or an empty one, means anything."""
    entries = (header or "").strip()
    ranges = [_range(entry) for entry in _entries(entries)[:_MOST_RANGES] if entry.strip()]
    return ranges or [Range("*/*", 1.0, {})]


def _entries(header: str) -> list[str]:
    """Cut at the commas that stand outside quotes."""
    parts, quoted, start = [], False, 0
    for place, char in enumerate(header):
        if char == '"':
            quoted = not quoted
        elif char == "," and not quoted:
            parts.append(header[start:place])
            start = place + 1
    return [*parts, header[start:]]


def _range(entry: str) -> Range:
    kind, parameters = parse_options_header(entry)
    quality = _quality(parameters.pop("q", "1"))
    kind = kind.lower() if "/" in kind else "*/*" if kind == "*" else "/"
    return Range(kind, quality, parameters)


def _quality(text: str) -> float:
    try:
        return min(max(float(text), 0.0), 1.0)
    except ValueError:
        return 0.0


def quality(form: Format, ranges: Sequence[Range]) -> float:
    """How much a caller wants a format: the most exact entry that means it decides."""
    found = [one for one in ranges if one.matches(form)]
    best = max((one.specificity for one in found), default=0)
    return max((one.quality for one in found if one.specificity == best), default=0.0)


def negotiate(accept: str | None, available: tuple[Format, ...]) -> Format:
    """Choose among what there is, in order of preference, what the caller wants most."""
    few = accept is None or len(accept) < _REMEMBERED
    return (_negotiated if few else _negotiated.__wrapped__)(accept, available)


@lru_cache(maxsize=1024)
def _negotiated(accept: str | None, available: tuple[Format, ...]) -> Format:
    ranges = read_accept(accept)
    wanted = [(quality(form, ranges), -_place(form, ranges), -rank, form) for rank, form in enumerate(available)]
    best = max(wanted, key=lambda entry: entry[:3])
    if best[0] <= 0:
        raise not_acceptable(accept or "", available)
    return best[3]


def _place(form: Format, ranges: Sequence[Range]) -> int:
    """Of equal wishes, one that names a format counts more than one that takes anything, then the earlier one."""
    named = [place for place, one in enumerate(ranges) if one.specificity > 1 and one.quality > 0 and one.matches(form)]
    return named[0] if named else len(ranges)


def not_acceptable(wanted: str, available: Sequence[Format]) -> ProblemError:
    """The problem of a caller who wants none of what there is."""
    types = [form.media_type for form in available]
    names = ", ".join(form.name for form in available)
    return raised(
        "not-acceptable",
        f"This answer is written as {', '.join(types)}, not as {wanted}.",
        f"Send one of these in Accept, or format= with one of {names}.",
        available=types,
    )


def named(name: str, available: Sequence[Format]) -> Format:
    """The format that `format=` names, by short name or by media type."""
    text = name.strip().lower().replace(" ", "+")  # a plus that was not encoded
    by_type = {form.media_type: form for form in available}
    form = BY_NAME.get(_SYNONYMS.get(text, text)) or by_type.get(text)
    if form is None and text in _ALIASES:
        form = next((one for one in _ALIASES[text] if one in available), None)
    # `format=json` of a graph means JSON-LD, and `format=xml` RDF/XML: the short names are what people type
    form = {JSON: JSON_LD, XML: RDF_XML}.get(form, form) if form and form not in available else form
    if form is None or form not in available:
        raise not_acceptable(f"format={name}", available)
    return form


def choose(accept: str | None, name: str | None, available: tuple[Format, ...]) -> Format:
    """The format of an answer: what `format=` names, or else what Accept wants."""
    return named(name, available) if name else negotiate(accept, available)


def wants_page(accept: str | None) -> bool:
    """Whether it is a browser that asks: HTML is named, and wanted at least as much as all that we write."""
    ranges = read_accept(accept)
    if not any(one.type in {"text/html", "application/xhtml+xml"} and one.quality > 0 for one in ranges):
        return False
    return quality(HTML, ranges) >= max(
        quality(form, ranges) for form in (*SOLUTIONS, *GRAPH) if _is_named(form, ranges)
    )


def wants_graph(accept: str | None) -> bool:
    """Whether a program asks for RDF: one of its formats is named, and a page is not wanted as much."""
    ranges = read_accept(accept)
    named = any(one.specificity > 1 and one.quality > 0 and one.matches(form) for one in ranges for form in GRAPH)
    return named and not wants_page(accept)


def _is_named(form: Format, ranges: Sequence[Range]) -> bool:
    return form in {JSON, TURTLE} or any(one.specificity > 1 and one.matches(form) for one in ranges)


def wants_plain(accept: str | None) -> bool:
    """Whether an error has to be plain text: that is accepted, and JSON is not."""
    ranges = read_accept(accept)
    wanted = {kind: quality(Format(kind, kind), ranges) for kind in ("text/plain", "application/problem+json")}
    json = max(wanted["application/problem+json"], quality(Format("", "application/json"), ranges))
    return wanted["text/plain"] > 0 and json == 0
