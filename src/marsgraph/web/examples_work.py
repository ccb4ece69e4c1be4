"""What the query processes do for questions: answer one, tell what its page shows, tell which values there are.

All files are read before the first worker is forked.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import IO, Any, Final, cast

from marsgraph.endpoint import evaluation, formats, graphs
from marsgraph.endpoint.evaluation import Served
from marsgraph.endpoint.problems import raised
from marsgraph.endpoint.request import SparqlRequest
from marsgraph.endpoint.results import Writable
from marsgraph.errors import MarsGraphError
from marsgraph.labels import Labels
from marsgraph.paths import Project
from marsgraph.questions import answers, binding, choices, question, sparql_examples
from marsgraph.questions.answers import Pinned
from marsgraph.questions.choices import Ask
from marsgraph.questions.parameters import Choice, ParameterError
from marsgraph.questions.question import Question
from marsgraph.store import Iri, Term
from marsgraph.terms import read_prefixes

SHOWN: Final = 500
"""So many rows a page shows; the formats for programs have all."""


@dataclass(frozen=True, slots=True)
class Examples:
    """The questions with the values that their parameters may have and the answers that are kept."""

    questions: Mapping[str, Question] = field(default_factory=dict)
    choices: Mapping[tuple[str, str], tuple[Choice, ...]] = field(default_factory=dict)
    """By the names of a question and its parameter."""
    pinned: Mapping[str, Pinned] = field(default_factory=dict)
    triples: tuple[Any, ...] = ()
    """The questions as RDF."""


def load(project: Project, ask: Ask, endpoint: str) -> Examples:
    """Read everything; `endpoint` is the address at which the questions may be asked."""
    prefixes = read_prefixes(project.context)
    read = question.read_all(project.queries, prefixes)
    found = {(one.name, each.name): choices.choices_of(each, ask) for one in read for each in one.parameters}
    pinned = {one.name: answer for one in read if (answer := _pinned(one))}
    told = tuple(sparql_examples.triples(read, prefixes, endpoint))
    return Examples({one.name: one for one in read}, found, pinned, told)


def _pinned(one: Question) -> Pinned | None:
    try:
        return answers.read(one)
    except MarsGraphError:
        return None  # the tests tell; a page does without


def answer(
    examples: Examples, served: Served, out: Writable, *, name: str, given: dict[str, str], form: str, row_limit: int
) -> dict[str, Any]:
    """Write the answer to a question in a format."""
    query = bound(examples, name, given)
    request = SparqlRequest("GET", query)
    return evaluation.evaluate(served, evaluation.payload(request, formats.BY_NAME[form], row_limit), out)


def bound(examples: Examples, name: str, given: Mapping[str, str]) -> str:
    """The query of a question with its values, or the problem with them."""
    asked = examples.questions[name]
    try:
        values = choices.read_known(asked, given, lambda parameter: examples.choices[asked.name, parameter.name])
    except ParameterError as error:
        hint = error.remedy or ""
        raise raised("bad-parameter", error.message, hint, parameter=error.name, allowed=list(error.allowed)) from error
    return binding.bind(asked.query, values)


def choices_json(examples: Examples, out: Writable) -> dict[str, Any]:
    """Write the values that parameters may have, by question and parameter, as JSON."""
    told: dict[str, dict[str, list[str]]] = {}
    for (name, parameter), found in examples.choices.items():
        told.setdefault(name, {})[parameter] = [choice.text for choice in found]
    out.write(json.dumps(told).encode())
    return {"kind": "values", "rows": 0}


def as_rdf(examples: Examples, out: Writable, *, form: str) -> dict[str, Any]:
    """Write the questions as RDF."""
    spaces = sparql_examples.PREFIXES
    graphs.write(examples.triples, formats.BY_NAME[form].engine, cast("IO[bytes]", out), spaces, spaces)
    return {"kind": "examples", "rows": len(examples.triples)}


# ---- The page


def page(
    examples: Examples,
    served: Served,
    labels: Labels,
    out: Writable,
    *,
    name: str,
    given: dict[str, str],
    row_limit: int,
) -> dict[str, Any]:
    """Write what the page of a question shows, as JSON."""
    asked = examples.questions[name]
    pinned = examples.pinned.get(name)
    shown = {
        "choices": {
            each.name: [[one.text, one.label] for one in examples.choices[name, each.name]] for each in asked.parameters
        },
        "pinned": {"version": pinned.version, "rows": len(pinned.table.rows)} if pinned else None,
    }
    if asked.endpoint:
        table = pinned.table if pinned else answers.of_truth(truth=False)
        told: dict[str, Any] = {"query": asked.query, "holds": None}
    else:
        query = bound(examples, name, given)
        table = _asked(served, query, asked, row_limit)
        holds = pinned is not None and not answers.differences(pinned.table, table, ordered=asked.ordered)
        told = {"query": query, "holds": None if _told(asked, given) else holds}
    out.write(json.dumps(shown | told | _shown(table, labels)).encode())
    return {"kind": "page", "rows": len(table.rows)}


def _told(asked: Question, given: Mapping[str, str]) -> bool:
    """Whether anything is told to the question but what is so by default."""
    defaults = {parameter.name: parameter.default or "" for parameter in asked.parameters}
    return any(text and text != defaults.get(name) for name, text in given.items())


def _asked(served: Served, query: str, asked: Question, row_limit: int) -> answers.Table:
    out = io.BytesIO()
    graph = asked.form in {"CONSTRUCT", "DESCRIBE"}
    form = formats.N_TRIPLES if graph else formats.JSON
    evaluation.evaluate(served, evaluation.payload(SparqlRequest("GET", query), form, row_limit), out)
    if graph:
        return answers.of_lines(out.getvalue().decode())
    return answers.of_results(json.loads(out.getvalue()))


def _shown(table: answers.Table, labels: Labels) -> dict[str, Any]:
    """A table for people: things by their labels."""
    rows = [[_cell(row.get(name), labels) for name in table.columns] for row in table.rows[:SHOWN]]
    return {"kind": table.kind, "columns": table.columns, "rows": rows, "count": len(table.rows)}


def _cell(term: Term | None, labels: Labels) -> dict[str, str]:
    if term is None:
        return {"text": ""}
    return {"text": labels.value(term)} | ({"iri": term.value} if isinstance(term, Iri) else {})
