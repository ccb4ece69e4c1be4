"""Reads the claims: TriG files in, sorted N-Quads lines and the heads of their graphs out.

Refuses what must never reach the graph and tells all such faults of all files together.
Which of two differing claims holds is not decided here.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby

from marsgraph.build import nquads, places
from marsgraph.build.faults import Fault
from marsgraph.build.inputs import InputFile
from marsgraph.build.inspection import faults_of_claims, faults_of_terms, located
from marsgraph.build.nquads import Parts, Statement, by_subject, parse_line
from marsgraph.build.vocabulary import Vocabulary
from marsgraph.errors import InputError, MarsGraphError, together
from marsgraph.terms import CLAIM_GRAPH, DCTERMS_SOURCE, GRAPH, HEDGE, LED_TO, LOCATOR, MAY_HAVE_LED_TO, RDF_TYPE

_SOURCE, _LOCATOR, _HEDGE = f"<{DCTERMS_SOURCE}>", f"<{LOCATOR}>", f"<{HEDGE}>"
_TYPE, _HEAD = f"<{RDF_TYPE}>", f"<{CLAIM_GRAPH}>"

CAUSAL = frozenset({f"<{LED_TO}>", f"<{MAY_HAVE_LED_TO}>"})


@dataclass(frozen=True, slots=True)
class Head:
    """What a claim graph is: one passage of one source with one degree of certainty."""

    source: str
    locator: str
    hedges: tuple[str, ...]
    file: InputFile


Values = Mapping[str, list[str]]
"""The values that sources give for one property of one thing, each with the graphs that state it."""


@dataclass(slots=True)
class Claims:
    """Everything that all sources state."""

    lines: list[str] = field(default_factory=list)
    """N-Quads lines of the named graphs, sorted, without line ends; each once."""
    heads: dict[str, Head] = field(default_factory=dict)
    head_triples: list[str] = field(default_factory=list)
    noted: list[Statement] = field(default_factory=list)
    """The statements with which a later step has to work: types, dates, causes."""
    repeated: list[Statement] = field(default_factory=list)
    """What stands twice in one graph, which changes nothing."""

    def starting_with(self, start: str) -> Iterator[str]:
        """Give the lines that start so, quickly, since they are sorted."""
        for position in range(bisect_left(self.lines, start), len(self.lines)):
            if not self.lines[position].startswith(start):
                return
            yield self.lines[position]

    def speak_of(self, thing: str) -> bool:
        """Tell whether any claim is about a thing."""
        return any(self.starting_with(f"{thing} "))


def read(
    files: Iterable[InputFile], vocabulary: Vocabulary, sources: Mapping[str, int], step: Callable[[str], None]
) -> Claims:
    """Read all claims files, or raise everything that is wrong with them."""
    reader = _Reader(vocabulary, sources)
    for file in files:
        step(file.name)
        reader.read(file)
    return reader.finish()


class _Reader:
    """Reads one file after the other, and gathers what is wrong with them."""

    def __init__(self, vocabulary: Vocabulary, sources: Mapping[str, int]) -> None:
        self.claims = Claims()
        self.faults: list[MarsGraphError] = []
        self._vocabulary = vocabulary
        self._sources = sources
        self._files: dict[str, InputFile] = {}
        self._headless: list[tuple[InputFile, Statement, str]] = []
        self._noted = CAUSAL | vocabulary.dating.keys() | {_TYPE}

    def read(self, file: InputFile) -> None:
        outside: list[Parts] = []
        graphs: dict[str, Statement] = {}
        try:
            for lines, rows in nquads.read(file.path, file.name, file.read()):
                outside += [row for row in rows if not row[4]]
                claims = [row for row in rows if row[4]]
                self._take(file, claims)
                self.claims.lines += [line for line, row in zip(lines, rows, strict=True) if row[4]]
                for graph, row in {row[4]: row for row in reversed(claims)}.items():
                    graphs.setdefault(graph, Statement._make(row))
        except InputError as fault:
            self.faults.append(fault)
            return
        self.faults += faults_of_terms(file, outside, self._vocabulary)
        self._take_heads(file, [Statement._make(row) for row in outside], graphs)

    def _take(self, file: InputFile, rows: list[Parts]) -> None:
        self.faults += faults_of_terms(file, rows, self._vocabulary)
        self.faults += faults_of_claims(file, rows, self._vocabulary)
        noted = self._noted
        self.claims.noted += [Statement._make(row) for row in rows if row[2] in noted]

    def _take_heads(self, file: InputFile, outside: list[Statement], graphs: Mapping[str, Statement]) -> None:
        """Take in the heads of a file's graphs, and find those that are missing, incomplete or without a graph."""
        heads = by_subject(outside)
        for graph, statement in graphs.items():
            if self._files.setdefault(graph, file) is not file:
                self._fault(file, statement, graph, _twice(self._files[graph].name))
            elif graph not in heads:
                self._headless.append((file, statement, graph))
        first = {statement.subject: statement for statement in reversed(outside)}
        for graph, head in heads.items():
            fault = self._fault_of_head(file, graph, head) or (_NO_CLAIMS if graph not in graphs else None)
            if fault:
                self._fault(file, first[graph], graph, fault)
            else:
                self.claims.heads.setdefault(graph, _head(head, file))
        self.claims.head_triples += [statement.triple for statement in outside]

    def finish(self) -> Claims:
        """Give the claims, each once and sorted, or raise all faults of all files."""
        for file, statement, graph in self._headless:
            if graph not in self.claims.heads:  # else it stands in two files, and is told so
                self._fault(file, statement, graph, _headless(self._vocabulary.write(graph)))
        if self.faults:
            raise together(self.faults)
        claims = self.claims
        claims.lines.sort()
        once = [line for line, _ in groupby(claims.lines)]
        if len(once) < len(claims.lines):
            claims.repeated = [parse_line(line) for line, several in groupby(claims.lines) if len(list(several)) > 1]
        claims.lines = once
        return claims

    def _fault_of_head(self, file: InputFile, graph: str, head: Mapping[str, list[str]]) -> Fault | None:
        if not graph.startswith(_GRAPHS):
            return _OUTSIDE
        if _HEAD not in head.get(_TYPE, ()):
            return Fault("is described outside every graph but is not a mg:ClaimGraph.", "Write: a mg:ClaimGraph ;")
        if max(len(head.get(term, ())) for term in (_TYPE, _SOURCE, _LOCATOR)) > 1:
            lines = places.lines_of_head(file.path, graph, self._vocabulary.prefixes)
            if lines[1:]:
                return _two_heads(lines)
        if len(head.get(_SOURCE, ())) != 1:
            return Fault("needs exactly one dcterms:source.", "Name the source that the passage stands in.")
        if len(head.get(_LOCATOR, ())) != 1:
            return Fault("needs exactly one mg:locator.", "Say in a few words where in the source the passage stands.")
        source = head[_SOURCE][0]
        return None if source in self._sources else self._unknown_source(source)

    def _unknown_source(self, source: str) -> Fault:
        write = self._vocabulary.write
        known = ", ".join(sorted(map(write, self._sources)))
        fault = f"cites {write(source)}, which data/sources.ttl does not describe."
        return Fault(fault, f"Describe it there, or cite one of: {known}.")

    def _fault(self, file: InputFile, statement: Statement, graph: str, fault: Fault) -> None:
        named = fault.of(self._vocabulary.write(graph))
        self.faults.append(located(file, statement, self._vocabulary, named))


_GRAPHS = (f"<{GRAPH}", "_:")  # what has no name is a fault of its own
_OUTSIDE = Fault("is spoken of outside every graph, so nobody says it.", "Move it into a graph: g:name { ... }.")
_NO_CLAIMS = Fault("has a head but no claims in this file.", "Write its claims into the file, or delete the head.")


def _twice(elsewhere: str) -> Fault:
    return Fault(f"stands in {elsewhere} too.", "Give each passage of each source a graph of its own.")


def _two_heads(lines: list[int]) -> Fault:
    *most, last = map(str, lines)
    return Fault(
        f"has {len(lines)} heads, lines {', '.join(most)} and {last}.",
        "Keep one; a second passage, or another degree of certainty, is a graph with a name of its own.",
    )


def _headless(graph: str) -> Fault:
    head = f'{graph} a mg:ClaimGraph ; dcterms:source src:… ; mg:locator "…" .'
    return Fault("holds claims but has no head, so nobody knows who says them.", f"Write above it: {head}")


def _head(head: Mapping[str, list[str]], file: InputFile) -> Head:
    return Head(head[_SOURCE][0], head[_LOCATOR][0], tuple(sorted(head.get(_HEDGE, ()))), file)


def values_of(lines: Iterable[str]) -> Values:
    """Gather the values of lines that share subject and property."""
    values = defaultdict[str, list[str]](list)
    for line in lines:
        statement = parse_line(line)
        values[statement.value].append(statement.graph)
    return values


_MOST_TOLD = 5


def repetitions(claims: Claims, vocabulary: Vocabulary) -> Iterator[str]:
    """Tell what stands twice in one graph, where somebody may have meant to add something."""
    write = vocabulary.write
    for statement in claims.repeated[:_MOST_TOLD]:
        file = claims.heads[statement.graph].file
        place = places.find(file.path, file.name, statement, vocabulary.prefixes)
        said = " ".join(map(write, statement[1:4]))
        yield f"{place}: {said} stands twice in {write(statement.graph)}; once is enough."
    more = len(claims.repeated) - _MOST_TOLD
    if more > 0:
        yield f"{more} more statements stand twice in their graph."
