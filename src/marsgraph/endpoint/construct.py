"""A CONSTRUCT of very many triples: its pattern is asked as a SELECT, and its template is filled in here.

The engine keeps every triple that it has made, so as to give none twice: half a gigabyte for a million. Here a number
of each is kept. The caller's text is cut, not understood: the engine itself tells what the template says, by filling
it in once with marks in place of the variables.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from marsgraph.endpoint.results import Writable
from marsgraph.query_faults import QueryFaultError
from marsgraph.query_tokens import Token, after_prologue
from marsgraph.store import Answer, BlankNode, Iri, Store, Term, Triple, read_triple
from marsgraph.terms import XSD

LINES: Final = frozenset({"turtle", "ntriples", "trig", "nquads"})
"""Formats in which a line may be a triple."""

_HELD: Final = 64 * 1024
_MOST_SHORT: Final = 20_000
_LOCAL: Final = re.compile(rb"[A-Za-z0-9_](?:[\w\-]*\w)?", re.ASCII)
_Places: TypeAlias = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Plan:
    """How to make the triples of a CONSTRUCT from the rows of a SELECT.

    The terms of a row are its values, then `constants`, then `fresh` blank nodes; a triple of the template is
    three places in that list.
    """

    select: str
    variables: tuple[str, ...]
    constants: tuple[Term, ...]
    fresh: int
    template: tuple[_Places, ...]

    def is_new_each_time(self, places: _Places) -> bool:
        """Whether a triple has a blank node of its own for each row, so that it cannot have been there."""
        return max(places) >= len(self.variables) + len(self.constants)


def plan(store: Store, query: str) -> Plan | None:
    """Take a CONSTRUCT apart; None where that is not possible, and the engine has to do it."""
    cut = _cut(query)
    if cut is None:
        return None
    prologue, template, rest, variables = cut
    marks = _marks(query, len(variables))
    values = f"({' '.join(variables)}){{({' '.join(f'<{mark}>' for mark in marks)})}}"
    try:
        filled = list(store.ask_stranger(f"{prologue}CONSTRUCT{template}WHERE{{VALUES{values}}}").each_triple())
        select = f"{prologue}SELECT {' '.join(variables)} {rest}"
        store.ask_stranger(select)
    except QueryFaultError:  # the text was cut where the engine would not
        return None
    return _read(filled, marks, select, variables)


def _cut(query: str) -> tuple[str, str, str, tuple[str, ...]] | None:
    """The prologue, the template with its braces, what follows, and the variables of the template."""
    first, *others = after_prologue(query)
    start = next((token for token in others if token.text == "{"), None)
    end = _closing(others, start) if start else None
    if first.upper != "CONSTRUCT" or start is None or end is None:
        return None
    inside = [token for token in others if start.start < token.start < end.start]
    variables = tuple(dict.fromkeys("?" + token.text[1:] for token in inside if token.kind == "variable"))
    after = end.end if others[0] is start else first.end  # CONSTRUCT WHERE { ... } has its template as pattern
    return (query[: first.start], query[start.start : end.end], query[after:], variables) if variables else None


def _closing(tokens: Iterable[Token], start: Token) -> Token | None:
    depth = 0
    for token in tokens:
        if token.start >= start.start:
            depth += {"{": 1, "}": -1}.get(token.text, 0)
            if not depth:
                return token
    return None


def _marks(query: str, count: int) -> list[str]:
    """IRIs that the query does not have."""
    name = next(name for number in itertools.count() if (name := f"x-variable:{number}.") not in query)
    return [f"{name}{number}" for number in range(count)]


def _read(filled: list[Triple], marks: list[str], select: str, variables: tuple[str, ...]) -> Plan | None:
    """Read the template from the triples that it gave; one with triples inside is left to the engine."""
    given = [term for triple in filled for term in (triple.subject, triple.predicate, triple.object)]
    terms = [term for term in given if not isinstance(term, Triple)]
    if len(terms) < len(given):
        return None
    known: dict[Term, int] = {Iri(mark): place for place, mark in enumerate(marks)}
    constants = tuple(dict.fromkeys(t for t in terms if not isinstance(t, BlankNode) and t not in known))
    fresh = tuple(dict.fromkeys(t for t in terms if isinstance(t, BlankNode)))
    known |= {term: len(marks) + number for number, term in enumerate((*constants, *fresh))}
    places = [known[term] for term in terms]
    template = tuple(zip(places[::3], places[1::3], places[2::3], strict=True))
    return Plan(select, variables, constants, len(fresh), template)


# ---- As objects


def triples(found: Plan, answer: Answer) -> Iterator[Triple]:
    """Make the triples, each once."""
    template = [(places, found.is_new_each_time(places)) for places in found.template]
    known: set[int] = set()
    for row in answer.tuples():
        terms = [*row, *found.constants, *(BlankNode() for _ in range(found.fresh))]
        for (at, by, to), new in template:
            subject, predicate, value = terms[at], terms[by], terms[to]
            if not isinstance(subject, Iri | BlankNode) or not isinstance(predicate, Iri) or value is None:
                continue
            triple = Triple(subject, predicate, value)
            number = hash(triple)
            if new or number not in known:
                known.add(number)
                yield triple


# ---- As lines


class Lines:
    """Takes the rows of the SELECT as TSV, and writes triples; of `most` and one more it ends."""

    def __init__(self, found: Plan, form: str, out: Writable, prefixes: Mapping[str, str], most: int | None) -> None:
        self._out = out
        self._write_term = _Shorter(prefixes, out) if form in {"turtle", "trig"} else _in_full
        self._template = [(places, found.is_new_each_time(places)) for places in found.template]
        self._constants = [str(term).encode() for term in found.constants]
        self._fresh = [b"%s.%d." % (str(BlankNode()).encode(), number) for number in range(found.fresh)]
        self._most = most
        self._known: set[int] = set()
        self._rest = b""
        self._rows = -1  # the first line has the names
        self._held: list[bytes] = []
        self.count = 0

    def write(self, data: bytes) -> int:
        """Take a block from the engine."""
        *lines, self._rest = (self._rest + bytes(data)).split(b"\n")
        for line in lines:
            self._rows += 1
            if self._rows:
                self._take(line.split(b"\t"))
        if len(self._held) > _HELD // 64:
            self.finish()
        return len(data)

    def flush(self) -> None:
        """Nothing waits here that `finish` would not write."""

    def finish(self) -> None:
        """Write what is held."""
        self._out.write(b"".join(self._held))
        self._held.clear()

    def _take(self, values: list[bytes]) -> None:
        terms = values + self._constants + [label + b"%d" % self._rows for label in self._fresh]
        for (at, by, to), new in self._template:
            subject, predicate, value = terms[at], terms[by], terms[to]
            if not _is_triple(subject, predicate, value):
                continue
            number = hash((subject, predicate, value))
            if new or number not in self._known:
                self._add(number, subject, predicate, value)

    def _add(self, number: int, subject: bytes, predicate: bytes, value: bytes) -> None:
        if self._most is not None and self.count >= self._most:
            self.count = self._most + 1  # also when the engine empties its buffer after it was stopped
            raise OverflowError
        self.count += 1
        self._known.add(number)
        term = self._write_term
        self._held.append(b"%b %b %b .\n" % (term(subject), term(predicate), term(value)))


def _is_triple(subject: bytes, predicate: bytes, value: bytes) -> bool:
    """Whether an IRI or a blank node, an IRI and anything follow each other; what is unbound is empty."""
    return (
        predicate.startswith(b"<")
        and subject.startswith((b"<", b"_"))
        and value != b""
        and not subject.startswith(b"<<")
        and not predicate.startswith(b"<<")
    )


def _in_full(term: bytes) -> bytes:
    """A term of TSV as N-Triples have it: numbers and truth values have their type there."""
    if term.startswith((b"<h", b'"', b"_")):
        return term
    if term.startswith(b"<<"):
        return b"<<( %b )>>" % str(read_triple(term)).encode()
    return term if term.startswith(b"<") else b'"%b"^^<%b>' % (term, (XSD + _type_of(term)).encode())


def _type_of(term: bytes) -> str:
    if term in {b"true", b"false"}:
        return "boolean"
    if b"e" in term.lower():
        return "double"
    return "decimal" if b"." in term else "integer"


class _Shorter:
    """Writes IRIs with the prefixes, which it writes first; remembers some."""

    def __init__(self, prefixes: Mapping[str, str], out: Writable) -> None:
        self._short: dict[bytes, bytes] = {}
        self._spaces = sorted(
            ((b"<" + space.encode(), name.encode() + b":") for name, space in prefixes.items()),
            key=lambda entry: -len(entry[0]),
        )
        out.write(b"".join(b"@prefix %b %b> .\n" % (name, space) for space, name in sorted(self._spaces)) + b"\n")

    def __call__(self, term: bytes) -> bytes:
        """Write a term."""
        if not term.startswith(b"<"):
            return term
        short = self._short.get(term)
        if short is None:
            short = self._shortened(term)
            if len(self._short) < _MOST_SHORT:
                self._short[term] = short
        return short

    def _shortened(self, term: bytes) -> bytes:
        for space, name in self._spaces:
            if term.startswith(space) and _LOCAL.fullmatch(local := term[len(space) : -1]):
                return name + local
        return term
