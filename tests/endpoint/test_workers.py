"""The endpoint's own evaluation in real workers, behind their walls: whole answers, and refusals told as problems."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
import service
from service import DECLARED, PREFIXES, ROOT

from marsgraph.endpoint import evaluation, problems, request, screening
from marsgraph.endpoint.formats import BY_NAME, GRAPH, SOLUTIONS
from marsgraph.endpoint.problems import Problem
from marsgraph.workers import Answer, Client, Limits, Refusal, Request, Server, Settings, start

LIMITS = Limits(seconds=2.0)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server over the graph of hard values."""
    settings = Settings(quick=2, slow=2, grace=1.0, warm_up=evaluation.warm_up(ROOT / "queries"))
    server = start(service.served, evaluation.evaluate, settings)
    yield server
    server.stop()


def run(server: Server, query: str, form: str) -> Answer:
    """Let a worker answer a query that is not screened."""
    asked = request.SparqlRequest("GET", DECLARED + query)
    return Client(server.address).run(Request(evaluation.payload(asked, BY_NAME[form], 1000), LIMITS))


def refused(server: Server, query: str, form: str = "json") -> Problem:
    """The problem of a query that no worker answers."""
    with pytest.raises(Refusal) as caught:
        run(server, query, form)
    return problems.of_refusal(caught.value)


@pytest.mark.parametrize("form", [form.name for form in SOLUTIONS])
def test_solutions(server: Server, form: str) -> None:
    """Each format of solutions comes whole from a worker."""
    query = "SELECT * { ?s ?p ?o }"
    answer = run(server, query, form)

    assert answer.facts == service.ask(service.served(), query, form).facts
    assert len(answer.body.read()) == answer.body.length > 1000


@pytest.mark.parametrize("form", [form.name for form in GRAPH])
def test_graphs(server: Server, form: str) -> None:
    """Each format of graphs comes whole from a worker."""
    query = "CONSTRUCT { ?s mg:massKg ?o } { ?s mg:massKg ?o }"

    assert run(server, query, form).body.read() == service.ask(service.served(), query, form).body


def test_hints(server: Server) -> None:
    """Hints come with an empty answer."""
    assert "massKg" in run(server, "SELECT * { ?s mg:masKg ?o }", "json").facts["hints"][0]


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        ("SELECT * { ?s ?p }", "malformed-query"),
        ("SELECT * { SERVICE <http://127.0.0.1:80/> { ?s ?p ?o } }", "service-refused"),
        ("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?o ?p . ?q ?r ?s }", "time-limit"),
        ("SELECT * { ?a ?b ?c . ?d ?e ?f }", "row-limit"),
        ("ASK " + "{" * 20_000 + "}" * 20_000, "query-crashed"),
    ],
    ids=["malformed", "service", "time", "rows", "crash"],
)  # fmt: skip
def test_refusals(server: Server, query: str, kind: str) -> None:
    """What no worker answers is told as the problem that it is, and the next query is answered."""
    assert kind == refused(server, query).kind
    assert json.loads(run(server, "ASK {}", "json").body.read())["boolean"] is True


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { FILTER(?a <1)SERVICEex:x#>\n{ ?s ?p ?o } }",
        "SELECT * { FILTER(?a<'x>y') SERVICE <http://127.0.0.1:80/> {} FILTER(?b='z') }",
    ],
)
def test_service_that_screening_misses(server: Server, query: str) -> None:
    """A SERVICE that is hidden from the screen meets the wall: it fails to connect."""
    query = "PREFIX ex: <http://127.0.0.1:80/>\n" + query
    assert screening.screen(query, screening.Bounds(), PREFIXES) == "SELECT"

    assert refused(server, query).kind == "service-refused"


def test_problem_has_place(server: Server) -> None:
    """A fault that a worker finds has its place."""
    problem = refused(server, "SELECT ?s ?o { ?s ?p ?o } GROUP BY ?s")

    assert (DECLARED.count("\n") + 1, 11, "?o") == tuple(problem.members[name] for name in ("line", "column", "token"))
