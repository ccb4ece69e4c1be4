"""A CONSTRUCT of very many triples: its pattern is asked as a SELECT, and its template is filled in here.

The engine keeps every triple that it has made, so as to give none twice: half a gigabyte for a million. Here a number
of each is kept. The caller's text is cut, not understood: the engine itself tells what the template says, by filling
it in once with marks in place of the variables.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from marsgraph.endpoint import piecewise
from marsgraph.endpoint.results import Writable
from marsgraph.endpoint.xml_names import NotRepresentable
from marsgraph.query_faults import QueryFaultError
from marsgraph.query_tokens import Token, after_prologue
from marsgraph.store import BlankNode, Iri, Store, Term, Triple

_HELD: Final = 64 * 1024
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


# ---- Writing


class Lines:
    """Takes the rows of the SELECT as TSV, and writes triples; of `most` and one more it ends."""

    def __init__(self, found: Plan, form: str, out: Writable, prefixes: Mapping[str, str], most: int | None) -> None:
        self._out = out
        self._writer = piecewise.writer(form, prefixes)
        self._template = [(places, found.is_new_each_time(places)) for places in found.template]
        self._constants = [str(term).encode() for term in found.constants]
        self._fresh = [b"%s.%d." % (str(BlankNode()).encode(), number) for number in range(found.fresh)]
        self._most = most
        self._known: set[int] = set()
        self._rest = b""
        self._rows = -1  # the first line has the names
        self._held: list[bytes] = []
        self.count = 0
        self.refusal: NotRepresentable | None = None
        """Why the format cannot carry a triple; the engine may wrap or swallow what `write` raises."""
        out.write(self._writer.head)

    def write(self, data: bytes) -> int:
        """Take a block from the engine."""
        *lines, self._rest = (self._rest + bytes(data)).split(b"\n")
        if self._rows < 0 and lines:
            del lines[0]
            self._rows = 0
        try:
            for line in lines:
                self._rows += 1
                self._take(line.split(b"\t"))
        except NotRepresentable as error:
            self.refusal = error
            raise
        if len(self._held) > _HELD // 64:
            self._write_held()
        return len(data)

    def flush(self) -> None:
        """Nothing waits here that `finish` would not write."""

    def finish(self) -> None:
        """Write what is held, and the end."""
        self._write_held()
        self._out.write(self._writer.tail)

    def _write_held(self) -> None:
        if self._held:
            self._out.write(b"".join(self._held))
            self._held.clear()

    def _take(self, terms: list[bytes]) -> None:
        terms += self._constants
        for label in self._fresh:
            terms.append(label + b"%d" % self._rows)
        writer, known = self._writer, self._known
        for (at, by, to), new in self._template:
            subject = writer.subjects[terms[at]]
            opening = writer.openings[terms[by]]
            value = writer.values[terms[to]]
            if not (subject and opening and value):
                continue
            number = hash((subject, opening, value))
            if new or number not in known:
                known.add(number)
                self._add(subject, opening, value, terms[by])

    def _add(self, subject: bytes, opening: bytes, value: bytes, name: bytes) -> None:
        if self._most is not None and self.count >= self._most:
            self.count = self._most + 1  # also when the engine empties its buffer after it was stopped
            raise OverflowError
        writer = self._writer
        if writer.between and self.count:
            self._held.append(writer.between)
        self.count += 1
        self._held += (subject, opening, value)
        if writer.closings is not None:
            self._held.append(writer.closings[name])
