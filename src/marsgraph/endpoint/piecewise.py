"""Graph formats written triple by triple, from terms as TSV has them, which is how the engine writes them fastest.

A triple is put together from pieces: what begins with its subject, what its property opens, the value, and what the
property closes. Pieces are remembered, since the terms of a large answer come back again and again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias
from xml.sax.saxutils import escape, quoteattr

from marsgraph.endpoint import xml_names
from marsgraph.endpoint.xml_names import NotRepresentable
from marsgraph.store import read_triple
from marsgraph.terms import RDF, XSD

Piece: TypeAlias = bytes
"""Empty where a term cannot stand at that place."""

_MOST: Final = 20_000
_LOCAL: Final = re.compile(rb"[A-Za-z0-9_](?:[\w\-]*\w)?", re.ASCII)
_LITERAL: Final = re.compile(r'"(?P<text>.*)"(?:@(?P<language>[\w\-]+)|\^\^<(?P<datatype>[^>]*)>)?', re.DOTALL)
_ESCAPE: Final = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)", re.DOTALL)
_ESCAPED: Final = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f"}
_DIRECTION: Final = "--"
_STRING: Final = XSD + "string"


class Pieces(dict[bytes, bytes]):
    """What terms are written as at one place; some are remembered."""

    def __init__(self, write: Callable[[bytes], bytes]) -> None:
        super().__init__()
        self._write = write

    def __missing__(self, term: bytes) -> bytes:
        """Write a term."""
        piece = self._write(term)
        if len(self) < _MOST:
            self[term] = piece
        return piece


@dataclass(frozen=True, slots=True)
class Writer:
    """How one format writes triples: subject, opening, value and closing follow each other."""

    subjects: Pieces
    openings: Pieces
    values: Pieces
    closings: Pieces | None = None
    """Nothing where a property closes nothing that its value does not."""
    head: bytes = b""
    between: bytes = b""
    """What stands between two triples."""
    tail: bytes = b""


def writer(form: str, prefixes: Mapping[str, str]) -> Writer:
    """How a format writes; forms are named as the engine names them."""
    return _WRITERS[form](prefixes)


def _is_iri(term: bytes) -> bool:
    return term.startswith(b"<") and not term.startswith(b"<<")


def _is_subject(term: bytes) -> bool:
    return term.startswith(b"_") or _is_iri(term)


def _type_of(term: bytes) -> str:
    """The datatype of a value that TSV writes bare."""
    if term in {b"true", b"false"}:
        return "boolean"
    if b"e" in term.lower():
        return "double"
    return "decimal" if b"." in term else "integer"


# ---- N-Triples, N-Quads, Turtle, TriG


def _in_lines(write: Callable[[bytes], bytes], head: bytes = b"") -> Writer:
    return Writer(
        subjects=Pieces(lambda term: write(term) + b" " if _is_subject(term) else b""),
        openings=Pieces(lambda term: write(term) + b" " if _is_iri(term) else b""),
        values=Pieces(lambda term: write(term) + b" .\n" if term else b""),
        head=head,
    )


def _as_n_triples(_prefixes: Mapping[str, str]) -> Writer:
    return _in_lines(_in_full)


def _as_turtle(prefixes: Mapping[str, str]) -> Writer:
    spaces = [(b"<" + space.encode(), name.encode() + b":") for name, space in prefixes.items()]
    spaces.sort(key=lambda entry: -len(entry[0]))

    def write(term: bytes) -> bytes:
        if not _is_iri(term):
            return term
        for space, name in spaces:
            if term.startswith(space) and _LOCAL.fullmatch(local := term[len(space) : -1]):
                return name + local
        return term

    return _in_lines(write, b"".join(b"@prefix %b %b> .\n" % (name, space) for space, name in sorted(spaces)) + b"\n")


def _in_full(term: bytes) -> bytes:
    """A term of TSV as N-Triples have it: numbers and truth values have their type there."""
    if not term or _is_subject(term) or term.startswith(b'"'):
        return term
    if term.startswith(b"<<"):
        return b"<<( %b )>>" % str(read_triple(term)).encode()
    return b'"%b"^^<%b>' % (term, (XSD + _type_of(term)).encode())


# ---- RDF/XML and JSON-LD


@dataclass(frozen=True, slots=True)
class _Literal:
    """The parts of a literal."""

    text: str
    language: str
    datatype: str


def _literal(term: bytes) -> _Literal:
    """Read a literal; a triple is none that these formats could carry."""
    if term.startswith(b"<<"):
        raise NotRepresentable(xml_names.TRIPLE)
    if not term.startswith(b'"'):
        return _Literal(term.decode(), "", XSD + _type_of(term))
    parts = _LITERAL.fullmatch(term.decode())
    if parts is None:
        raise AssertionError(term)  # pragma: no cover - the engine writes no other
    text = _ESCAPE.sub(_unescaped, parts["text"])
    return _Literal(text, parts["language"] or "", parts["datatype"] or _STRING)


def _unescaped(found: re.Match[str]) -> str:
    sign = found[1]
    return chr(int(sign[1:], 16)) if len(sign) > 1 else _ESCAPED.get(sign, sign)


def _iri_of(term: bytes) -> str:
    return term[1:-1].decode()


def _as_xml(prefixes: Mapping[str, str]) -> Writer:
    spaces = {space: name for name, space in prefixes.items() if name} | {RDF: "rdf"}
    declared = " ".join(f"xmlns:{name}={quoteattr(space)}" for space, name in sorted(spaces.items()))

    def named(term: bytes) -> tuple[str, str]:
        """The name of a property's element, and the declaration that it may need."""
        space, local = xml_names.cut(_iri_of(term))
        prefix = spaces.get(space)
        return (f"{prefix}:{local}", "") if prefix else (f"p:{local}", f" xmlns:p={quoteattr(space)}")

    def subject(term: bytes) -> bytes:
        return b"<rdf:Description %b>" % _xml_node(term, "about") if _is_subject(term) else b""

    def value(term: bytes) -> bytes:
        return _xml_value(term).replace("\r", "&#xD;").encode() if term else b""

    return Writer(
        subjects=Pieces(subject),
        openings=Pieces(lambda term: "<{}{}".format(*named(term)).encode() if _is_iri(term) else b""),
        values=Pieces(value),
        closings=Pieces(lambda term: f"</{named(term)[0]}></rdf:Description>\n".encode()),
        head=f'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF {declared}>\n'.encode(),
        tail=b"</rdf:RDF>\n",
    )


def _xml_node(term: bytes, attribute: str) -> bytes:
    if term.startswith(b"_"):
        return b'rdf:nodeID="%b"' % term[2:]
    return f"rdf:{attribute}={quoteattr(_iri_of(term))}".encode()


def _xml_value(term: bytes) -> str:
    if _is_subject(term):
        return f" {_xml_node(term, 'resource').decode()}>"
    literal = _literal(term)
    if _DIRECTION in literal.language:
        raise NotRepresentable(xml_names.DIRECTION)
    xml_names.check_text(literal.text)
    if literal.language:
        return f' xml:lang="{literal.language}">{escape(literal.text)}'
    typed = "" if literal.datatype == _STRING else f" rdf:datatype={quoteattr(literal.datatype)}"
    return f"{typed}>{escape(literal.text)}"


def _as_json_ld(_prefixes: Mapping[str, str]) -> Writer:
    def value(term: bytes) -> bytes:
        if not term:
            return b""
        return json.dumps(_json_value(term), ensure_ascii=False, separators=(",", ":")).encode() + b"]}"

    return Writer(
        subjects=Pieces(lambda term: b'{"@id":%b,' % _quoted(_name_of(term)) if _is_subject(term) else b""),
        openings=Pieces(lambda term: b"%b:[" % _quoted(_iri_of(term)) if _is_iri(term) else b""),
        values=Pieces(value),
        head=b"[",
        between=b",\n",
        tail=b"]\n",
    )


def _quoted(text: str) -> bytes:
    return json.dumps(text, ensure_ascii=False).encode()


def _name_of(term: bytes) -> str:
    return term.decode() if term.startswith(b"_") else _iri_of(term)


def _json_value(term: bytes) -> dict[str, str]:
    if _is_subject(term):
        return {"@id": _name_of(term)}
    literal = _literal(term)
    told = {"@value": literal.text}
    if literal.language:
        language, _, direction = literal.language.partition(_DIRECTION)
        return told | {"@language": language} | ({"@direction": direction} if direction else {})
    return told if literal.datatype == _STRING else told | {"@type": literal.datatype}


_WRITERS: Final[Mapping[str, Callable[[Mapping[str, str]], Writer]]] = {
    "turtle": _as_turtle,
    "trig": _as_turtle,
    "ntriples": _as_n_triples,
    "nquads": _as_n_triples,
    "rdfxml": _as_xml,
    "jsonld": _as_json_ld,
}
