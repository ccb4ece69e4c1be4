"""What a worker does with one request: run the query, write the whole answer, tell the facts beside it.

A request and its facts travel as JSON. What cannot be answered is raised as `Refused`, with the problem as its fact.
"""

from __future__ import annotations

import contextlib
import itertools
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import IO, Any, Final, NoReturn, cast

from marsgraph import catalog, query_faults
from marsgraph.endpoint import construct, graphs, problems, results
from marsgraph.endpoint.construct import Lines, Plan
from marsgraph.endpoint.formats import GRAPH, SOLUTIONS, Format
from marsgraph.endpoint.hints import Vocabulary
from marsgraph.endpoint.problems import Problem, ProblemError, raised
from marsgraph.endpoint.request import SparqlRequest
from marsgraph.endpoint.screening import malformed
from marsgraph.endpoint.xml_names import NotRepresentable
from marsgraph.query_faults import QueryFaultError
from marsgraph.query_habits import Fault
from marsgraph.store import Answer, Store, Triple
from marsgraph.workers import Refused

_KINDS: Final = {"rows": "solutions", "truth": "boolean", "triples": "graph"}
_MANY: Final = 20_000
"""Of more triples the engine would keep each in memory (`construct`)."""
_USE_JSON: Final = "Ask for JSON, CSV or TSV, which can."
_USE_TURTLE: Final = "Ask for Turtle, N-Triples or JSON-LD, which can."


@dataclass(frozen=True, slots=True)
class Served:
    """What the workers share: the data, and what they need to know to write and explain answers."""

    store: Store
    context: Mapping[str, Any] = field(default_factory=dict)
    vocabulary: Vocabulary = field(default_factory=Vocabulary)

    @classmethod
    def of(cls, store: Store, context: Path, queries: Path) -> Served:
        """Read what belongs to a store; `context` is the JSON-LD context, `queries` the folder of our queries."""
        return cls(store, json.loads(context.read_text(encoding="utf-8"))["@context"], Vocabulary.of(store, queries))


@dataclass(slots=True)
class _Job:
    """One request as a worker reads it."""

    query: str
    form: str
    """What the store calls the format."""
    default_graphs: list[str]
    named_graphs: list[str]
    max_rows: int | None
    row_limit: int | None


def payload(request: SparqlRequest, form: Format, row_limit: int | None = None) -> bytes:
    """Make the request to a worker: the query with its dataset, its format and its limits in rows."""
    rest = (_rest.__wrapped__ if request.has_dataset else _rest)(  # graphs' names may be long
        form.engine, request.default_graphs, request.named_graphs, request.max_rows, row_limit
    )
    return f'{{"query": {json.encoder.encode_basestring_ascii(request.query or "")}, {rest}'.encode()


@lru_cache(maxsize=256)
def _rest(
    form: str, default: tuple[str, ...], named: tuple[str, ...], max_rows: int | None, row_limit: int | None
) -> str:
    """What stands after the query, which is mostly the same."""
    rest = {"form": form, "default_graphs": default, "named_graphs": named, "max_rows": max_rows}
    return json.dumps(rest | {"row_limit": row_limit})[1:]


def warm_up(queries: Path) -> tuple[bytes, ...]:
    """Requests that use all that answers may need, so that a worker has nothing left to import."""
    table, triples = (catalog.page_query(queries, name).text for name in ("warm-up", "warm-up-graph"))
    return tuple(
        payload(SparqlRequest("GET", query), form)
        for query, forms in ((table, SOLUTIONS), (triples, GRAPH))
        for form in forms
    )


def evaluate(served: Served, request: bytes, out: results.Writable) -> dict[str, Any]:
    """Answer one request completely: facts `kind`, `rows`, `truncated`, `hints`; or raise `Refused`."""
    job = _Job(**json.loads(request))
    try:
        answer = _ask(served.store, job)
        graph = answer.kind == "triples"
        facts = _graph(served, answer, job, out) if graph else _table(answer, job, out)
    except ProblemError as error:
        raise _refused(error.problem) from error
    except QueryFaultError as error:
        raise _refused(malformed(error.fault, error.spot).problem) from error
    if not facts["rows"]:
        facts["hints"] = served.vocabulary.unknown(job.query, served.store)
    return facts


def _ask(store: Store, job: _Job) -> Answer:
    with _engine_errors(job):
        if job.default_graphs or job.named_graphs:
            return store.ask_over(job.query, job.default_graphs, job.named_graphs)
        return store.ask_stranger(job.query)
    raise AssertionError  # pragma: no cover - the block above returns or raises


class _engine_errors(contextlib.AbstractContextManager[None]):  # noqa: N801 - reads as a statement
    """Tells the engine's own errors as problems."""

    def __init__(self, job: _Job) -> None:
        self._job = job

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        """Raise the problem that an error of the engine means."""
        if isinstance(error, RuntimeError | OSError) and not isinstance(error, ProblemError):
            _explain(self._job.query, error)


def _explain(query: str, error: Exception) -> NoReturn:
    """The engine reads a query and cannot run it: a function it does not know, a graph it may not fetch."""
    text = str(error)
    if "service" in text.lower() or isinstance(error, OSError):
        detail = "This endpoint asks no other endpoint: SERVICE is refused, SILENT or not."
        raise raised("service-refused", detail) from error
    fault = (
        query_faults.find_fault(query, text, {}) if "function" in text else Fault("the engine cannot run this", 0, text)
    )
    raise malformed(fault, query_faults.locate(query, fault.offset)) from error


def _table(answer: Answer, job: _Job, out: results.Writable) -> dict[str, Any]:
    rows = results.Rows(out, job.form, wanted=job.max_rows, allowed=job.row_limit)
    solutions = answer.kind == "rows"
    try:
        with _engine_errors(job):
            answer.stream(job.form, cast("IO[bytes]", rows))
        rows.finish()
    except Exception:
        if rows.too_many:
            _too_many(rows.count, job.row_limit)
        if rows.not_xml:
            detail = "The answer holds a control character that XML cannot carry."
            raise raised("not-representable", detail, _USE_JSON) from None
        if not rows.truncated:
            raise
        rows.finish()
    return {
        "kind": _KINDS[answer.kind],
        "rows": rows.count if solutions else 1,
        "truncated": rows.truncated,
        "hints": [],
    }


def _too_many(count: int, limit: int | None) -> NoReturn:
    hint = "Add LIMIT and OFFSET, ask for the first rows with maxrows, or take the dump."
    detail = f"The answer has more than {limit:,} rows."
    raise raised("row-limit", detail, hint, limit=limit, value=count)


class _Counted:
    """Triples that are counted as they pass, and end where the caller's or the server's limit is."""

    def __init__(self, triples: Any, job: _Job) -> None:
        self._triples = triples
        self._job = job
        self.count = 0
        self.truncated = False

    def __iter__(self) -> Any:
        wanted, allowed = self._job.max_rows, self._job.row_limit
        for triple in self._triples:
            if wanted is not None and self.count >= wanted:
                self.truncated = True
                return
            self.count += 1
            if allowed is not None and self.count > allowed:
                _too_many(self.count, allowed)
            yield triple


def _graph(served: Served, answer: Answer, job: _Job, out: results.Writable) -> dict[str, Any]:
    with _engine_errors(job):
        found = answer.each_triple()
        first = list(itertools.islice(found, _MANY + 1))
    plan = construct.plan(served.store, job.query) if len(first) > _MANY else None
    if plan is None:
        return _written(served, itertools.chain(first, found), job, out)
    return _lines(served, _ask(served.store, replace(job, query=plan.select)), plan, job, out)


def _lines(served: Served, rows: Answer, plan: Plan, job: _Job, out: results.Writable) -> dict[str, Any]:
    most = min((limit for limit in (job.max_rows, job.row_limit) if limit is not None), default=None)
    lines = Lines(plan, job.form, out, served.store.prefixes, most)
    try:
        with _engine_errors(job):
            rows.stream("tsv", cast("IO[bytes]", lines))
    except Exception:
        if lines.refusal:
            raise raised("not-representable", str(lines.refusal), _USE_TURTLE) from None
        if most is None or lines.count <= most:
            raise
        if job.max_rows != most:
            _too_many(lines.count, job.row_limit)
    lines.finish()
    truncated = most is not None and lines.count > most
    return {"kind": "graph", "rows": lines.count - truncated, "truncated": truncated, "hints": []}


def _written(served: Served, triples: Iterable[Triple], job: _Job, out: results.Writable) -> dict[str, Any]:
    counted = _Counted(triples, job)
    try:
        with _engine_errors(job):
            graphs.write(
                cast("list[Triple]", counted), job.form, cast("IO[bytes]", out), served.store.prefixes, served.context
            )
    except NotRepresentable as error:
        raise raised("not-representable", str(error), _USE_TURTLE) from error
    return {"kind": "graph", "rows": counted.count, "truncated": counted.truncated, "hints": []}


def _refused(problem: Problem) -> Refused:
    return Refused({"problem": problems.freeze(problem)}, problem.detail)
