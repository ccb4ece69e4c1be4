"""The store: RDF files go in, queries are answered. The only module that knows the engine.

The default graph is what it says: never a union of the others. Another engine would stand behind `Store.ask`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final, TypeAlias, cast
from typing import Literal as OneOf

import pyoxigraph as ox

from marsgraph import query_faults
from marsgraph.errors import FileAccessError, InputError, NotFoundError, QueryError
from marsgraph.paths import Project
from marsgraph.terms import BASE, read_prefixes

Iri: TypeAlias = ox.NamedNode
BlankNode: TypeAlias = ox.BlankNode
Literal: TypeAlias = ox.Literal
Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal  # the model has no triple terms
Triple: TypeAlias = ox.Triple
Row: TypeAlias = dict[str, Term]
Kind: TypeAlias = OneOf["rows", "truth", "triples"]

_RESULTS: Final = {
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
}
_GRAPHS: Final = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
    "trig": ox.RdfFormat.TRIG,
    "nquads": ox.RdfFormat.N_QUADS,
}
_COLUMN: Final = "urn:column:"
_UNNAMED: Final = re.compile(r"contains variable (\?\w+) in its SELECT projection")  # SEP-0007 wants it there


class Answer:
    """The answer to one query, to be read once: rows, a truth value or triples."""

    def __init__(self, result: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples, place: str = "query") -> None:
        self._result = result
        self._place = place

    @property
    def kind(self) -> Kind:
        """What a SELECT, an ASK, or a CONSTRUCT or DESCRIBE gives."""
        if isinstance(self._result, ox.QuerySolutions):
            return "rows"
        return "truth" if isinstance(self._result, ox.QueryBoolean) else "triples"

    @property
    def variables(self) -> list[str]:
        """The columns, in the order of the query."""
        return [v.value for v in self._result.variables] if isinstance(self._result, ox.QuerySolutions) else []

    def rows(self) -> Iterator[Row]:
        """Each solution as a mapping from names to terms; what is unbound is absent."""
        if not isinstance(self._result, ox.QuerySolutions):
            raise QueryError("The query has no rows.", remedy="Ask with SELECT.")
        names = self.variables
        with _engine_errors(self._place):
            for solution in self._result:
                terms = cast("tuple[Term | None, ...]", tuple(solution))
                yield {name: term for name, term in zip(names, terms, strict=True) if term is not None}

    def tuples(self) -> Iterator[tuple[Term | None, ...]]:
        """Each solution as its values in the order of the columns."""
        if not isinstance(self._result, ox.QuerySolutions):
            raise QueryError("The query has no rows.", remedy="Ask with SELECT.")
        yield from (cast("tuple[Term | None, ...]", tuple(solution)) for solution in self._result)

    def truth(self) -> bool:
        """The answer to an ASK."""
        if not isinstance(self._result, ox.QueryBoolean):
            raise QueryError("The query is no yes-or-no question.", remedy="Ask with ASK.")
        return bool(self._result)

    def each_triple(self) -> Iterator[Triple]:
        """The triples of a CONSTRUCT or DESCRIBE, as the engine finds them."""
        if not isinstance(self._result, ox.QueryTriples):
            raise QueryError("The query makes no triples.", remedy="Ask with CONSTRUCT or DESCRIBE.")
        yield from self._result

    def stream(self, form: str, out: IO[bytes]) -> None:
        """Write rows or a truth value, as the engine finds them, in one of the SPARQL result formats."""
        if isinstance(self._result, ox.QueryTriples):
            raise QueryError("Triples have no SPARQL result format.", remedy="Take turtle.")
        self._result.serialize(out, _RESULTS[form])

    def triples(self) -> list[ox.Triple]:
        """The triples of a CONSTRUCT or DESCRIBE, sorted."""
        if not isinstance(self._result, ox.QueryTriples):
            raise QueryError("The query makes no triples.", remedy="Ask with CONSTRUCT or DESCRIBE.")
        with _engine_errors(self._place):
            return sorted(self._result, key=str)

    def results(self, form: str) -> bytes:
        """Rows or a truth value in one of the SPARQL result formats: csv, tsv, json or xml."""
        if isinstance(self._result, ox.QueryTriples):
            raise QueryError("Triples have no SPARQL result format.", remedy="Take turtle.")
        with _engine_errors(self._place):
            return self._result.serialize(format=_RESULTS[form]) or b""

    def turtle(self, prefixes: Mapping[str, str]) -> bytes:
        """Triples as Turtle with those of the prefixes that it needs, the same bytes for the same triples."""
        triples = self.triples()
        iris = {node.value for triple in triples for node in triple if isinstance(node, ox.NamedNode)}
        used = {name: space for name, space in prefixes.items() if any(iri.startswith(space) for iri in iris)}
        written = ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=used) or b""
        lines = written.splitlines(keepends=True)
        # the engine writes the prefixes, at the top, in an order that changes from run to run
        return b"".join(sorted(lines[: len(used)]) + lines[len(used) :])


def read_triple(term: bytes) -> Triple:
    """Read a term that is a triple itself."""
    (quad,) = ox.parse(b"<a:a> <a:a> " + term + b" .", ox.RdfFormat.TURTLE)
    return cast("Triple", quad.object)


def write_triples(
    triples: Iterable[Triple], form: str, out: IO[bytes], prefixes: Mapping[str, str] | None = None
) -> None:
    """Write triples as they come: turtle, ntriples, rdfxml, jsonld, trig or nquads."""
    ox.serialize(triples, out, _GRAPHS[form], prefixes=dict(prefixes) if prefixes else None)


def read_lines(text: str) -> list[Triple]:
    """Read N-Triples."""
    return [quad.triple for quad in ox.parse(text, format=ox.RdfFormat.N_TRIPLES)]


def read_results(text: str) -> Iterator[Row]:
    """Read the rows of SPARQL results in JSON."""
    solutions = ox.parse_query_results(text, format=ox.QueryResultsFormat.JSON)
    return Answer(cast("ox.QuerySolutions", solutions)).rows()


def canonical_triples(triples: Iterable[Triple]) -> set[Triple]:
    """Triples whose blank nodes have the names that follow from what is said of them."""
    dataset = ox.Dataset(ox.Quad(*triple) for triple in triples)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return {quad.triple for quad in dataset}


def canonical_rows(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Rows whose blank nodes have the names that follow from the rows that they stand in, in no order."""
    said = (
        ox.Triple(ox.BlankNode(f"row{number}"), ox.NamedNode(_COLUMN + name), term)
        for number, row in enumerate(rows)
        for name, term in [("", ox.Literal("row")), *row.items()]
    )
    named: dict[Any, Row] = {}
    for triple in canonical_triples(said):
        row = named.setdefault(triple.subject, {})
        if name := triple.predicate.value.removeprefix(_COLUMN):
            row[name] = cast("Term", triple.object)
    return tuple(named.values())


class Store:
    """A dataset in memory, with the prefixes that people may use to speak about it."""

    def __init__(self, dataset: ox.Store, prefixes: Mapping[str, str]) -> None:
        self._dataset = dataset
        self.prefixes = prefixes

    def __len__(self) -> int:
        return len(self._dataset)

    def add_graph(self, name: str, triples: Iterable[Triple]) -> None:
        """Put triples into a named graph beside the data."""
        self._dataset.extend(ox.Quad(one.subject, one.predicate, one.object, ox.NamedNode(name)) for one in triples)

    def quads(self) -> Iterator[tuple[Term, Iri, Term, Iri | None]]:
        """All statements with their graph; none for the default graph."""
        for quad in self._dataset:
            graph = quad.graph_name if isinstance(quad.graph_name, Iri) else None
            yield cast("Term", quad.subject), quad.predicate, cast("Term", quad.object), graph

    def triples(self, *, with_claims: bool) -> Iterator[tuple[Term, Iri, Term]]:
        """The default graph's triples, with those of the claim graphs when asked, each once and sorted."""
        graphs = None if with_claims else ox.DefaultGraph()
        found = {quad.triple for quad in self._dataset.quads_for_pattern(None, None, None, graphs)}
        for triple in sorted(found, key=str):
            yield cast("Term", triple.subject), triple.predicate, cast("Term", triple.object)

    def with_settled_names(self) -> Store:
        """The same dataset, whose blank nodes have the names that follow from what is said of them."""
        dataset = ox.Dataset(self._dataset)
        nodes = (node for quad in dataset for node in (quad.subject, quad.object, quad.graph_name))
        if not any(isinstance(node, BlankNode) for node in nodes):
            return self
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        settled = ox.Store()
        settled.bulk_extend(dataset)
        return Store(settled, self.prefixes)

    def knows(self, iri: str) -> bool:
        """Whether an IRI stands anywhere in the dataset."""
        node = ox.NamedNode(iri)
        places = [
            (node, None, None, None),
            (None, node, None, None),
            (None, None, node, None),
            (None, None, None, node),
        ]
        return any(next(self._dataset.quads_for_pattern(*place), None) for place in places)

    def ask_over(self, query: str, default: Iterable[str], named: Iterable[str]) -> Answer:
        """Run a query over these graphs and no others, whatever its FROM says.

        What no graph has is an empty one; nothing is fetched.
        """
        default_graphs = [ox.NamedNode(iri) for iri in default]
        named_graphs = [ox.NamedNode(iri) for iri in named]
        return self._run(query, default_graph=default_graphs, named_graphs=named_graphs)

    def ask_stranger(self, query: str) -> Answer:
        """Run a query of a stranger, whose text has been looked at before; an IRI that is relative is below ours."""
        return self._run(query)

    def _run(self, query: str, **dataset: Any) -> Answer:
        try:
            return Answer(self._dataset.query(query, base_iri=BASE, **dataset))
        except SyntaxError as error:
            raise query_faults.explain(query, str(error), "query", self.prefixes) from error

    def ask(self, query: str, *, place: str = "query", **bindings: Term) -> Answer:
        """Run a query whose variables named in `bindings` already have these values."""
        return self._ask(query, place, {}, bindings)

    def ask_briefly(self, query: str, *, place: str = "query", **bindings: Term) -> Answer:
        """As `ask`, for people: our prefixes need no PREFIX; one that the query declares means what it says there."""
        return self._ask(query, place, self.prefixes, bindings)

    def _ask(self, query: str, place: str, declared: Mapping[str, str], bindings: Mapping[str, Term]) -> Answer:
        query_faults.refuse_deep(query, place)
        query_faults.refuse_service(query, place)
        values: dict[ox.Variable, Term | ox.Triple] = {ox.Variable(name): v for name, v in bindings.items()}
        try:
            with _engine_errors(place):
                result = self._dataset.query(query, prefixes=dict(declared), substitutions=values or None)
        except SyntaxError as error:
            raise query_faults.explain(query, str(error), place, self.prefixes, declared) from error
        except QueryError as error:
            if query_faults.names_function(str(error)):
                raise query_faults.explain(query, str(error), place, self.prefixes, declared) from error
            raise
        return Answer(result, place)


@contextmanager
def _engine_errors(place: str) -> Iterator[None]:
    """Tell what the engine says while it runs a query, which is while its answer is read, too."""
    try:
        yield
    except (RuntimeError, ValueError, OSError) as error:
        if unnamed := _UNNAMED.search(str(error)):
            raise QueryError(
                f"the query does not select {unnamed[1]}, which is given a value.",
                place=place,
                remedy=f"Name {unnamed[1]} after SELECT.",
            ) from error
        raise QueryError(f"The engine cannot run this query: {error}.", place=place) from error


def open_graph(project: Project, data: Path | None = None) -> Store:
    """Open the built graph of a project, or another RDF file in its place."""
    file = data or project.graph_file
    if not file.is_file():
        remedy = "Name an RDF file that exists." if data else "Run `marsgraph build` first."
        raise NotFoundError(f"There is no graph at {file}.", remedy=remedy)
    store = load([file], read_prefixes(project.context))
    if not len(store):
        raise InputError("the graph holds no statement.", place=str(file), remedy="Run `marsgraph build`.")
    return store


def load(files: Iterable[Path], prefixes: Mapping[str, str]) -> Store:
    """Load RDF files, each in the format that its name tells, into a store of their own."""
    dataset = ox.Store()
    for file in files:
        _load_file(dataset, file)
    return Store(dataset, prefixes)


def _load_file(dataset: ox.Store, file: Path) -> None:
    form = ox.RdfFormat.from_extension(file.suffix.removeprefix("."))
    if form is None:
        raise InputError(
            f"{file.suffix or 'a name without an ending'} tells no RDF format.",
            place=str(file),
            remedy="Use .nq, .trig, .ttl, .nt, .rdf or .jsonld.",
        )
    try:
        dataset.bulk_load(path=file, format=form)
    except SyntaxError as error:
        raise InputError(f"{error.msg}.", place=f"{file}:{error.lineno}", remedy="Mend the file.") from error
    except OSError as error:
        raise FileAccessError.of(error, f"Reading {file}") from error
