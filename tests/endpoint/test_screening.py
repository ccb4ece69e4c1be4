"""Screening: which form a query has, and what never reaches the engine."""

from __future__ import annotations

import pytest
from service import PREFIXES

from marsgraph.endpoint import screening
from marsgraph.endpoint.problems import Problem, ProblemError
from marsgraph.endpoint.screening import Bounds


def refused(query: str, bounds: Bounds | None = None) -> Problem:
    """The problem of a query that is screened out."""
    with pytest.raises(ProblemError) as caught:
        screening.screen(query, bounds or Bounds(), PREFIXES)
    return caught.value.problem


@pytest.mark.parametrize(
    ("query", "form"),
    [
        ("SELECT * {}", "SELECT"),
        ("select?s{?s?p?o}", "SELECT"),
        ("SELECTDISTINCT*{?s ?p ?o}", "SELECT"),
        ("# ASK {}\nSELECT * {}", "SELECT"),
        ("PREFIX ask: <http://ask/> SELECT * {}", "SELECT"),
        ("PREFIX : <http://a#> BASE <http://b/> ASK {}", "ASK"),
        ("BASE<http://b/>PREFIX a:<c>ASK{}", "ASK"),
        ("VERSION '1.2' ASK {}", "ASK"),
        ("ASK#c\r{}", "ASK"),
        ("CONSTRUCT WHERE { ?s ?p 'SELECT' }", "CONSTRUCT"),
        ("DESCRIBE<http://a>", "DESCRIBE"),
        ("PREFIX ex: <http://a/> DESCRIBE ex:SELECT", "DESCRIBE"),
    ],
)
def test_form(query: str, form: str) -> None:
    """The form is the first word after the prologue, whatever stands in comments, IRIs and strings."""
    assert form == screening.screen(query, Bounds(), PREFIXES)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://a/> { ?s ?p ?o } }",
        "SELECT * { service <http://a/> {} }",
        "SELECT * { SERVICE SILENT <http://a/> {} }",
        "SELECT * { SERVICE ?x {} }",
        "SELECT*{SERVICE?x{}}",
        "SELECT * { ?s ?p true.SERVICE<http://a/>{} }",
        "SELECT * { ?s ?p trueSERVICE <http://a/> {} }",
        "SELECT * { ?s ?p 1SERVICE <http://a/> {} }",
        "PREFIX : <http://a/> SELECT * { SERVICE:b {} }",
        "PREFIX ex: <http://a/> SELECT * { SERVICEex:b {} }",
        "PREFIX ex: <http://a/> SELECT * { SERVICESILENTex:b # c\n {} }",
        "SELECT * { # '\n SERVICE <http://a/> {} }",
        "SELECT * { ?s ?p 'it\\'s' . SERVICE <http://a/> {} }",
        "SELECT * { ?s <http://a#b> '''\n'x'' ''' SERVICE <http://a/> {} }",
        "SELECT * { { SELECT * { SERVICE <http://a/> {} } } }",
        "ASK { FILTER EXISTS { SERVICE <http://a/> {} } }",
    ],
)
def test_service(query: str) -> None:
    """SERVICE is refused in each spelling that the engine reads, with its place."""
    problem = refused(query)

    assert ("service-refused", 400) == (problem.kind, problem.status)
    assert "SERVICE" in str(problem.members["token"]).upper()


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s ?p 'SERVICE <http://a/> {}' }",
        'SELECT * { ?s ?p """\nSERVICE <http://a/> {}""" }',
        "SELECT * { ?s ?p ?o # SERVICE <http://a/> {}\n }",
        "SELECT * { ?s <http://service/SERVICE> ?service }",
        "PREFIX service: <http://a/> SELECT * { ?s service:name ?o }",
        "PREFIX ex: <http://a/> SELECT * { ?s ex:SERVICE ?o . _:service ex:p $SERVICE }",
        "SELECT * { ?s ?p 'x'@service-x }",
    ],
)
def test_no_service(query: str) -> None:
    """The word in a string, a comment, an IRI, a name or a variable is no SERVICE."""
    assert "SELECT" == screening.screen(query, Bounds(), PREFIXES)


@pytest.mark.parametrize(
    "query",
    [
        "INSERT DATA { <a:a> <a:b> 1 }",
        "insert { ?s ?p 1 } where { ?s ?p 2 }",
        "DELETE WHERE { ?s ?p ?o }",
        "PREFIX a: <b:c> DELETE DATA { a:a a:b 1 }",
        "WITH <g:h> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "LOAD <file:///etc/passwd>",
        "LOAD SILENT <http://a/> INTO GRAPH <b:c>",
        "CLEAR ALL",
        "DROP GRAPH <a:b>",
        "CREATE GRAPH <a:b>",
        "COPY <a:b> TO <a:c>",
        "MOVE <a:b> TO <a:c>",
        "ADD <a:b> TO DEFAULT",
        "# a comment\nCLEAR DEFAULT",
    ],
)
def test_updates(query: str) -> None:
    """An update in the place of a query is refused as one, and told that the endpoint is read-only."""
    problem = refused(query)

    assert ("read-only", 403) == (problem.kind, problem.status)
    assert "the graph is read only." == problem.detail


@pytest.mark.parametrize("opened", ["(", "{", "[", "{ SELECT * ", "IF(", "FILTER EXISTS {", "<a:b> ("])
def test_depth(opened: str) -> None:
    """Brackets that nest deeper than the engine stands are refused, with the place and the limit."""
    problem = refused("SELECT * { " + opened * 5_000)

    assert ("query-too-deep", 400, 200) == (problem.kind, problem.status, problem.members["limit"])


@pytest.mark.parametrize(
    "part",
    [
        "!",
        "1+",
        "1 - ",
        "true||",
        "true && ",
        "<a:b>/",
        "<a:b>|",
        "{?x ?y ?z}UNION",
        "OPTIONAL{}",
        "?a ?b ?c.",
        "MINUS{}",
        "<< ",
    ],
)
def test_chains(part: str) -> None:
    """Chains as long as would end the engine's process are refused, though nothing is nested."""
    assert "query-too-deep" == refused("ASK { " + part * 10_000).kind


@pytest.mark.parametrize("inner", ["(" * 5_000 + "1" + ")" * 5_000, "1+" * 6_000 + "1"])
def test_comparisons_are_no_iri(inner: str) -> None:
    """What stands between a less-than and a greater-than sign counts, though it looks like an IRI."""
    assert "query-too-deep" == refused(f"ASK {{ FILTER(1<{inner}&&2>1) }}").kind


def test_wide_queries_pass() -> None:
    """Long lists of values, brackets side by side, and brackets in strings are no depth."""
    values = " ".join(f"(<a:{number}> 'x(((')" for number in range(5000))

    assert "ASK" == screening.screen(f"ASK {{ VALUES (?a ?b) {{ {values} }} }}", Bounds(), PREFIXES)


def test_depth_up_to_the_limit_passes() -> None:
    """What nests exactly as deep as is allowed is let through."""
    assert "ASK" == screening.screen("ASK " + "{" * 200 + "}" * 200, Bounds(), PREFIXES)


def test_length() -> None:
    """A query that is too long is refused with the limit and its length, before it is looked at."""
    problem = refused("ASK {" * 10, Bounds(characters=20))

    assert ("query-too-long", 413, 20, 50) == (
        problem.kind,
        problem.status,
        problem.members["limit"],
        problem.members["value"],
    )


@pytest.mark.parametrize("query", ["", " ", "# only a comment", "FETCH {}", "PREFIX a: <b:c>", "{}", "42", "'x", "?s"])
def test_no_form(query: str) -> None:
    """What has no form is malformed, and told where."""
    problem = refused(query)

    assert ("malformed-query", 400, 1) == (problem.kind, problem.status, problem.members["line"])
