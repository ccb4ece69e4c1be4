"""marsgraph query: what it runs, how it writes answers, and what it says of a query that cannot be run."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest
import rdflib
from click.testing import CliRunner
from command import ROOT, SMALL, run, said

from marsgraph import catalog
from marsgraph.cli import main
from marsgraph.errors import QueryError
from marsgraph.store import Answer, load

PREFIXES = "PREFIX : <https://w3id.org/marsgraph/id/>\nPREFIX mg: <https://w3id.org/marsgraph/ns#>\n"
STAGES = PREFIXES + "SELECT ?stage { :molniya mg:stage ?stage } ORDER BY ?stage"
CONSTRUCT = PREFIXES + "CONSTRUCT { ?s mg:massKg ?o } { ?s mg:massKg ?o }"
ASK = PREFIXES + "ASK { :molniya mg:stage :blok-l }"
EXPECTED = ["https://w3id.org/marsgraph/id/blok-a", "https://w3id.org/marsgraph/id/blok-l"]


def test_text() -> None:
    """A query's text is run, and its rows are a table with short names and a count."""
    assert said("query", STAGES).split() == ["stage", "───────", ":blok-a", ":blok-l", "2", "rows"]


def test_standard_input() -> None:
    """A dash, or nothing, means standard input."""
    assert said("query", "-", stdin=STAGES) == said("query", stdin=STAGES) == said("query", STAGES)


def test_file(tmp_path: Path) -> None:
    """A file is run."""
    file = tmp_path / "stages.rq"
    file.write_text("#+ summary: Stages.\n" + STAGES, encoding="utf-8")

    assert said("query", str(file)) == said("query", STAGES)


def test_name() -> None:
    """A query of ours is run by its name."""
    by_name = said("query", "launches", "--format", "csv")

    assert [row["date"] for row in csv.DictReader(io.StringIO(by_name))] == ["1962-11-01", "1962-11-04"]


def test_misspelt_name() -> None:
    """A name that is nearly that of a query is answered with that query."""
    result = run("query", "launch-failure")

    assert result.exit_code == 5
    assert "There is no query called launch-failure.\nDid you mean launch-failures" in result.stderr


def test_list() -> None:
    """The examples are listed with what they tell."""
    listed = said("query", "--list", data=None)

    for query in catalog.read_folder(ROOT / "queries" / "examples"):
        assert query.name in listed


def test_folder() -> None:
    """A folder means the list of its queries."""
    assert "cycle-in-chain" in said("query", str(ROOT / "queries" / "checks"), data=None)


def test_csv() -> None:
    """CSV has the whole IRIs."""
    rows = list(csv.reader(io.StringIO(said("query", STAGES, "--format", "csv"))))

    assert rows == [["stage"], *([iri] for iri in EXPECTED)]


def test_tsv() -> None:
    """TSV has terms as SPARQL writes them."""
    assert said("query", STAGES, "--format", "tsv").splitlines() == ["?stage", *(f"<{iri}>" for iri in EXPECTED)]


def test_json() -> None:
    """JSON is the SPARQL results format."""
    bindings = json.loads(said("query", STAGES, "--format", "json"))["results"]["bindings"]

    assert [row["stage"]["value"] for row in bindings] == EXPECTED


def test_xml() -> None:
    """XML is the SPARQL results format."""
    tree = ET.fromstring(said("query", STAGES, "--format", "xml"))  # noqa: S314

    assert [uri.text for uri in tree.iter("{http://www.w3.org/2005/sparql-results#}uri")] == EXPECTED


def test_xml_keeps_a_carriage_return() -> None:
    """A carriage return survives the trip through XML."""
    tree = ET.fromstring(said("query", 'SELECT ("a\\rb" AS ?text) {}', "--format", "xml"))  # noqa: S314

    assert [literal.text for literal in tree.iter("{http://www.w3.org/2005/sparql-results#}literal")] == ["a\rb"]


def test_xml_refuses_control_characters() -> None:
    """What XML cannot carry is refused, not written broken."""
    result = run("query", 'SELECT ("a\\u0001b" AS ?text) {}', "--format", "xml")

    assert result.exit_code == 6
    assert "Use --format json." in result.stderr


def test_ask() -> None:
    """A yes-or-no question is answered so, and in JSON as the standard has it."""
    assert said("query", ASK) == "yes\n"
    assert json.loads(said("query", ASK, "--format", "json"))["boolean"] is True


def test_turtle() -> None:
    """What CONSTRUCT makes is Turtle, by itself and on demand."""
    expected = {("https://w3id.org/marsgraph/id/probe-24-craft", 890)}
    for written in (said("query", CONSTRUCT), said("query", CONSTRUCT, "--format", "turtle")):
        graph = rdflib.Graph().parse(data=written, format="turtle")
        assert {(str(s), o.toPython()) for s, _, o in graph if isinstance(o, rdflib.Literal)} == expected


def test_turtle_is_the_same_each_time() -> None:
    """The same triples give the same bytes, prefixes included."""
    assert len({said("query", CONSTRUCT, "--format", "turtle") for _ in range(5)}) == 1


@pytest.mark.parametrize(
    ("query", "form"), [(STAGES, "turtle"), (ASK, "csv"), (ASK, "turtle"), (CONSTRUCT, "json"), (CONSTRUCT, "csv")]
)
def test_format_of_another_kind(query: str, form: str) -> None:
    """A format that the answer's kind does not have is refused, with those that it has."""
    result = run("query", query, "--format", form)

    assert result.exit_code == 6
    assert f"cannot be written as {form}.\nUse --format" in result.stderr


@pytest.mark.parametrize(
    ("query", "place", "message", "hint"),
    [
        ("SELECT * { ?s foaf:x ?o }", "1:15", "the prefix foaf: is not declared", "PREFIX foaf: <its IRI>"),
        ("SELECT * { ?s ?p ?o", "1:10", "this { is never closed", "Close it."),
        ("SELECT * { ?s ?p ?o }}", "1:22", "this } closes nothing", "drop it"),
        ('SELECT * { ?s ?p "abc }', "1:18", "this string never ends", "Close it with"),
        ("FETCH {}", "1:1", "FETCH starts no query", "SELECT, ASK, CONSTRUCT or DESCRIBE"),
        ("INSERT DATA { <x:a> <x:b> 1 }", "1:1", "the graph is read only", "SELECT"),
        ("SELECT ?s ?p { ?s ?p ?o } GROUP BY ?s", "1:11", "SELECT names a variable", "GROUP BY"),
        ("SELECT * { ?s ?p ?o } LIMIT -1", "1:29", "LIMIT takes a whole number", "LIMIT 10"),
    ],
)  # fmt: skip
def test_fault(query: str, place: str, message: str, hint: str) -> None:
    """A query that cannot be read is shown with line, column, a caret under the place, and a hint."""
    result = run("query", query)
    line, column = map(int, place.split(":"))
    picture = result.stderr.splitlines()[1:3]

    assert result.exit_code == 6
    assert f"query:{place}: " in result.stderr
    assert message in result.stderr
    assert hint in result.stderr
    assert picture[0] == f"  {line} | {query.splitlines()[line - 1]}"
    assert picture[1].index("^") - len(f"  {line} | ") == column - 1


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?stage { :molniya mg:stage ?stage } ORDER BY ?stage",
        "PREFIX mg: <https://w3id.org/marsgraph/id/> SELECT (:blok-a AS ?stage) { mg:molniya ?p :blok-a }",
    ],
)
def test_prefixes_are_known(query: str) -> None:
    """Our prefixes need no declaration, and one that the query declares means what it says there."""
    assert ":blok-a" in said("query", query)


def test_place_without_prefixes() -> None:
    """A fault in a query without prefixes stands where the person wrote it, and no prefix is blamed."""
    told = run("query", "SELECT *\n{ :molniya mg:stage ?stage ORDER }").stderr

    assert (True, False) == ("query:2:" in told, "is not declared" in told)


def test_json_for_short() -> None:
    """--json is --format json, and cannot be had with another format."""
    assert said("query", STAGES, "--json") == said("query", STAGES, "--format", "json")
    assert 2 == run("query", STAGES, "--json", "--format", "csv").exit_code


def test_strange_bytes() -> None:
    """Standard input that is not UTF-8 is refused with its line."""
    result = CliRunner().invoke(main, ["query", "-", "--project", str(ROOT)], input=b"SELECT\n\xff")

    assert (6, True) == (result.exit_code, "standard input:2: this is not UTF-8: byte 0xFF." in result.stderr)


def test_strange_folder(tmp_path: Path) -> None:
    """In a folder, queries that are none of ours are left out with a note, and deep ones not looked for."""
    (tmp_path / "mine.rq").write_text("#+ summary: Mine.\nASK {}\n", encoding="utf-8")
    (tmp_path / "theirs.rq").write_text("#+ - what\nASK {}\n", encoding="utf-8")
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "deep.rq").write_text("#+ - what\n", encoding="utf-8")
    result = run("query", str(tmp_path), data=None)

    assert (0, True, 1) == (result.exit_code, "mine" in result.stdout, result.stderr.count("left out:"))
    assert "theirs.rq:1" in result.stderr


def test_message_is_plain() -> None:
    """A message sends no control character to the terminal."""
    assert "\x1b" not in run("query", "SELECT * { \x1b[31m }").stderr


def test_prefixes_in_use_are_no_fault() -> None:
    """IRIs, strings, comments and blank nodes with colons are not taken for undeclared prefixes."""
    query = '# foo:bar\nSELECT * { _:b <http://a:80/b> "c:d" ; ?p ?o FILTER(?o }'

    assert "this ( is not closed before }" in run("query", query).stderr


def test_deep_nesting() -> None:
    """A query nested so deep that it would end the engine's process is refused."""
    result = run("query", "SELECT * " + "{" * 3000 + "}" * 3000)

    assert result.exit_code == 6
    assert "nest deeper than 200" in result.stderr


@pytest.mark.parametrize(("query", "place"), [
    ("SELECT * {\n  SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "2:3"),
    ("SELECT * { SERVICE SILENT <http://127.0.0.1:9/> {?s ?p ?o} }", "1:12"),
    ("SELECT*{serviceSILENT<http://127.0.0.1:9/>{?s ?p ?o}}", "1:9"),
])  # fmt: skip
@pytest.mark.parametrize("form", ["table", "csv"])
def test_service(query: str, place: str, form: str) -> None:
    """A query that would ask another endpoint is refused with its place before anything is asked."""
    result = run("query", query, "--format", form)

    assert (6, True) == (result.exit_code, f"query:{place}: a query here asks no other endpoint" in result.stderr)


def test_from_fetches_nothing() -> None:
    """A graph that is not there is an empty one, whatever its address."""
    assert said("query", "SELECT * FROM <http://127.0.0.1:9/x> { ?s ?p ?o }") == "No rows.\n"


@pytest.mark.parametrize("read", [lambda answer: list(answer.rows()), lambda answer: answer.results("csv")])
def test_failure_while_reading(read: Callable[[Answer], object]) -> None:
    """What the engine says only while the rows are read is told as an error of ours."""
    answer = load([SMALL], {}).ask_stranger("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }")

    with pytest.raises(QueryError, match=r"query: The engine cannot run this query"):
        read(answer)


def test_no_graph() -> None:
    """A graph that is not there is told with its path."""
    result = run("query", STAGES, data=SMALL.with_name("missing.nq"))

    assert result.exit_code == 5
    assert "There is no graph at" in result.stderr


def test_broken_data(tmp_path: Path) -> None:
    """Data that cannot be parsed is told with its line."""
    broken = tmp_path / "broken.ttl"
    broken.write_text("<x:a> <x:b> 1 .\n<x:a> <x:b> ,, .\n", encoding="utf-8")
    result = run("query", STAGES, data=broken)

    assert result.exit_code == 3
    assert f"{broken}:2: " in result.stderr


def test_default_graph_is_no_union() -> None:
    """What only a claim graph says is not in the answer."""
    assert said("query", PREFIXES + "ASK { :probe-23-craft mg:massKg 6500 }") == "no\n"
    assert said("query", PREFIXES + "ASK { GRAPH ?g { :probe-23-craft mg:massKg 6500 } }") == "yes\n"
