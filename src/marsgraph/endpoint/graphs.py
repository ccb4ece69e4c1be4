"""CONSTRUCT and DESCRIBE on their way out: readable where they are small, as the engine writes them where they are not.

Small answers are sorted, so the same triples are the same bytes. Large ones pass through one triple at a time.
"""

from __future__ import annotations

import io
import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import IO, Final, cast

from marsgraph import store
from marsgraph.endpoint import compact, turtle, xml_names
from marsgraph.endpoint.xml_names import NotRepresentable
from marsgraph.store import Iri, Literal, Triple
from marsgraph.terms import RDF_TYPE

SMALL: Final = 10_000
"""So many triples are sorted and written for people."""

_ROOT: Final = re.compile(rb"<rdf:RDF ([^>]*)>")
_LINES: Final = {"ntriples", "nquads"}


def write(
    triples: Iterable[Triple], form: str, out: IO[bytes], prefixes: Mapping[str, str], context: Mapping[str, object]
) -> None:
    """Write triples as a graph in the engine's name of a format."""
    each = _checked(triples) if form == "rdfxml" else iter(triples)
    first = list(itertools.islice(each, SMALL + 1))
    if len(first) > SMALL:
        mended = _Mended(out) if form == "rdfxml" else out
        store.write_triples(itertools.chain(first, each), form, cast("IO[bytes]", mended), prefixes)
    else:
        _WRITERS.get(form, _as_the_engine)(sorted(set(first), key=str), form, out, prefixes, context)


def _as_the_engine(
    triples: list[Triple], form: str, out: IO[bytes], prefixes: Mapping[str, str], _context: Mapping[str, object]
) -> None:
    written = io.BytesIO()
    store.write_triples(triples, form, written, None if form in _LINES else _used(triples, prefixes))
    text = written.getvalue()
    out.write(_ROOT.sub(_in_order, text, 1).replace(b"\r", b"&#xD;") if form == "rdfxml" else text)


def _in_order(root: re.Match[bytes]) -> bytes:
    """The root element of RDF/XML with its prefixes in order; the engine's order changes from run to run."""
    return b"<rdf:RDF " + b" ".join(sorted(root[1].split())) + b">"


def _as_turtle(
    triples: list[Triple], _form: str, out: IO[bytes], prefixes: Mapping[str, str], _context: Mapping[str, object]
) -> None:
    out.write(turtle.write(triples, prefixes).encode())


def _as_json_ld(
    triples: list[Triple], form: str, out: IO[bytes], _prefixes: Mapping[str, str], context: Mapping[str, object]
) -> None:
    compacted = compact.write(triples, context)
    if compacted is None:
        store.write_triples(triples, form, out)
    else:
        out.write(compacted)


_WRITERS: Final[Mapping[str, Callable[..., None]]] = {"turtle": _as_turtle, "trig": _as_turtle, "jsonld": _as_json_ld}


def _used(triples: Iterable[Triple], prefixes: Mapping[str, str]) -> dict[str, str]:
    """Those of the prefixes that some property has."""
    properties = {triple.predicate.value for triple in triples}
    return {
        name: space for name, space in prefixes.items() if name and any(iri.startswith(space) for iri in properties)
    }


class _Mended:
    """Keeps carriage returns in XML."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out

    def write(self, data: bytes) -> int:
        self._out.write(bytes(data).replace(b"\r", b"&#xD;"))
        return len(data)

    def flush(self) -> None:
        """Nothing waits here."""


def _checked(triples: Iterable[Triple]) -> Iterator[Triple]:
    """Pass on triples that RDF/XML can write, or raise."""
    names: set[str] = set()
    for triple in triples:
        predicate, value = triple.predicate.value, triple.object
        written = (predicate, value.value) if predicate == RDF_TYPE and isinstance(value, Iri) else (predicate,)
        for name in written:
            if name not in names:
                xml_names.cut(name)
            names.add(name)
        if isinstance(value, Literal):
            xml_names.check_text(value.value)
        if not isinstance(value, Iri | Literal) and isinstance(value, Triple):
            raise NotRepresentable(xml_names.TRIPLE)
        yield triple
