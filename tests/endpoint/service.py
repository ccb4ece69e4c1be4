"""The endpoint without a server: a request in, facts and bytes or a problem out."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from marsgraph.endpoint import evaluation, formats, problems, request, screening
from marsgraph.endpoint.evaluation import Served
from marsgraph.endpoint.problems import Problem, ProblemError
from marsgraph.store import load
from marsgraph.terms import read_prefixes
from marsgraph.workers import Refused

ROOT = Path(__file__).parents[2]
DATA = Path(__file__).parent / "data.trig"
CONTEXT = ROOT / "ontology" / "context.jsonld"
PREFIXES = read_prefixes(CONTEXT)
DECLARED = "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in ("", "mg", "g", "rdfs", "rdf", "xsd"))


def served(data: Path = DATA) -> Served:
    """Open a graph as a worker has it."""
    return Served.of(load([data], PREFIXES), CONTEXT, ROOT / "queries")


@dataclass
class Reply:
    """What comes back."""

    facts: dict[str, Any]
    body: bytes


def ask(
    over: Served,
    query: str,
    form: str | None = None,
    *,
    accept: str | None = None,
    rows: int | None = None,
    **more: Any,
) -> Reply:
    """Send a query, with the prefixes declared that the tests use, and other parameters."""
    parameters = {"query": DECLARED + query, **({"format": form} if form else {}), **more}
    encoded = urlencode(parameters, doseq=True).encode()
    asked = request.read("GET", encoded, {"Accept": accept} if accept else {})
    kind = screening.screen(asked.query or "", screening.Bounds(), PREFIXES)
    chosen = formats.choose(asked.accept, asked.format, formats.FOR_FORM[kind])
    out = io.BytesIO()
    facts = evaluation.evaluate(over, evaluation.payload(asked, chosen, rows), out)
    return Reply(facts, out.getvalue())


def problem_of(over: Served, query: str, form: str | None = None, **more: Any) -> Problem:
    """Send a query that gets no answer, and give the reason."""
    try:
        reply = ask(over, query, form, **more)
    except ProblemError as error:
        return error.problem
    except Refused as refusal:
        return problems.of_refusal(refusal)
    message = f"answered: {reply}"
    raise AssertionError(message)
