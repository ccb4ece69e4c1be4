"""Example questions over HTTP: routes with parameters, formats, refusals, pages, the collection as RDF."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

import example_project
import pyoxigraph as ox
import pytest
import rdflib
import rdflib.compare
import served
from openapi_spec_validator import validate
from served import Got, Served

from marsgraph.figures import VIEWS

PAGE = "text/html"
SH = "http://www.w3.org/ns/shacl#"


@pytest.fixture(scope="session")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server whose questions are those of the tests."""
    project = example_project.make(tmp_path_factory.mktemp("project"))
    server = served.serve(tmp_path_factory.mktemp("asked"), "--project", str(project), "--processes", "1")
    yield server
    server.end()


def get(server: Served, name: str, **told: str) -> Got:
    """Ask a question."""
    return server.ask("GET", f"/questions/{name}?{urlencode(told)}")


def rows(got: Got) -> list[dict[str, str]]:
    """The rows of an answer in CSV."""
    assert got.status == 200, got.body
    return list(csv.DictReader(io.StringIO(got.body.decode())))


def refused(got: Got) -> tuple[int, str, dict[str, object]]:
    """The status, the kind and all else of a problem."""
    told = json.loads(got.body)
    return got.status, told["type"].rpartition("/")[2], told


def test_parameter(asked: Served) -> None:
    """A parameter narrows the answer; left out, or empty as forms send it, it means any value."""
    sixties = rows(get(asked, "by-decade.csv", decade="1960"))
    all_of_them = rows(get(asked, "by-decade.csv"))

    assert {"196"} == {row["date"][:3] for row in sixties}
    assert sixties == [row for row in all_of_them if row["date"] < "1970"]
    assert all_of_them == rows(get(asked, "by-decade.csv", decade=""))


@pytest.mark.parametrize("told", ["mars-1", ":mars-1", "https://w3id.org/marsgraph/id/mars-1", "Mars 1", " mars 1 "])
def test_names_of_things(asked: Served, told: str) -> None:
    """A thing may be told by its short name, its prefixed one, its IRI or its label."""
    assert "loss of contact with Mars 1" in {row["label"] for row in rows(get(asked, "of-mission.csv", mission=told))}


def test_default(asked: Served) -> None:
    """A parameter that is left out has its default."""
    assert rows(get(asked, "of-mission.csv", mission="sputnik-24")) == rows(get(asked, "of-mission.csv"))


@pytest.mark.parametrize(
    ("name", "told", "parameter", "allowed"),
    [
        ("by-decade", {"decade": "1961"}, "decade", ["1960", "1970", "1980", "1990"]),
        ("by-decade", {"decade": "1960 }"}, "decade", ["1960", "1970", "1980", "1990"]),
        ("by-decade", {"year": "1960"}, "year", ["decade"]),
        ("was-it", {"year": "1960"}, "year", []),
        ("named", {"day": "1962-13-01"}, "day", []),
        ("named", {"day": '"1962-11-01"'}, "day", []),
        ("elsewhere", {"item": "Q1"}, "item", []),
    ],
)
def test_bad_parameter(asked: Served, name: str, told: dict[str, str], parameter: str, allowed: list[str]) -> None:
    """A parameter or a value that is not allowed is refused with those that are."""
    status, kind, problem = refused(get(asked, name, **told))

    assert (400, "bad-parameter") == (status, kind)
    assert (parameter, allowed) == (problem["parameter"], problem["allowed"])
    assert problem["hint"]


def test_choices_of_the_graph(asked: Served) -> None:
    """The values that a refusal lists for a thing are those of the graph."""
    _, _, problem = refused(get(asked, "of-mission", mission="mars-77"))
    missions = asked.query("SELECT ?m { ?m a <https://w3id.org/marsgraph/ns#Mission> }", Accept="text/csv")

    expected = {row["m"].rpartition("/")[2] for row in rows(missions)}
    assert expected == set(problem["allowed"])  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("query_string", "kind"),
    [
        ("decade=1960&decade=1970", "bad-parameter"),
        ("decade=%ff", "malformed-request"),
        ("decade=" + "9" * 2001, "bad-parameter"),
        ("&".join(f"a{number}=1" for number in range(1001)), "malformed-request"),
    ],
)
def test_bad_query_string(asked: Served, query_string: str, kind: str) -> None:
    """A query string that says a thing twice, badly or at too great length is refused."""
    assert (400, kind) == refused(asked.ask("GET", f"/questions/by-decade?{query_string}"))[:2]


HOSTILE = ('" } #', "\\", "x\n} UNION { ?a ?b ?c", "'''", "\u2028", "{{7*1000003}}", "<b>", "?__text", "\U0001f680")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text(asked: Served, text: str) -> None:
    """A text is a value and nothing else: no such name, no row, and the page shows it escaped."""
    page = asked.ask("GET", f"/questions/named?{urlencode({'text': text})}", Accept=PAGE)

    assert [] == rows(get(asked, "named.csv", text=text))
    assert 200 == page.status
    assert b"<b>" not in page.body
    assert b"7000021" not in page.body


def test_text_is_found(asked: Served) -> None:
    """A text that is a name finds what has it, alone and with another parameter."""
    assert [{"name": "Mars 1", "day": "1962-11-01"}] == rows(get(asked, "named.csv", text="Mars 1"))
    assert ["Mars 1"] == [row["name"] for row in rows(get(asked, "named.csv", day="1962-11-01"))]
    assert [] == rows(get(asked, "named.csv", text="Mars 1", day="1962-11-02"))


@pytest.mark.parametrize(
    ("path", "accept", "content_type"),
    [
        ("by-decade.json", "*/*", "application/sparql-results+json"),
        ("by-decade", "*/*", "application/sparql-results+json"),
        ("by-decade", "text/csv", "text/csv; charset=utf-8"),
        ("by-decade?format=tsv", "text/csv", "text/tab-separated-values; charset=utf-8"),
        ("by-decade.xml", "text/html", "application/sparql-results+xml"),
        ("by-decade", "text/html,*/*;q=0.8", "text/html; charset=utf-8"),
        ("by-decade.html", "*/*", "text/html; charset=utf-8"),
        ("was-it.json", "*/*", "application/sparql-results+json"),
        ("as-graph.ttl", "*/*", "text/turtle; charset=utf-8"),
        ("as-graph.jsonld", "*/*", "application/ld+json"),
        ("about.nt", "*/*", "application/n-triples"),
        ("elsewhere.json", "*/*", "application/sparql-results+json"),
        ("elsewhere", "text/html", "text/html; charset=utf-8"),
    ],
)
def test_formats(asked: Served, path: str, accept: str, content_type: str) -> None:
    """The ending of the name, `format=` or Accept choose among the formats of the answer."""
    got = asked.ask("GET", f"/questions/{path}", Accept=accept)

    assert (200, content_type) == (got.status, got.header("Content-Type"))
    assert got.body


@pytest.mark.parametrize(
    "path", ["by-decade.ttl", "as-graph.csv", "elsewhere.csv", "by-decade.pdf", "by-decade?format=x"]
)
def test_no_such_format(asked: Served, path: str) -> None:
    """A format that the answer does not have is refused."""
    assert (406, "not-acceptable") == refused(asked.ask("GET", f"/questions/{path}"))[:2]


def test_graph(asked: Served) -> None:
    """A question that makes a graph gives it, with its parameter in the template."""
    graph = rdflib.Graph().parse(data=get(asked, "as-graph.ttl", mission="cosmos-419").body, format="turtle")

    assert {"https://w3id.org/marsgraph/id/cosmos-419"} == {str(subject) for subject in graph.subjects()}


@pytest.mark.parametrize("path", ["nothing", "nothing.csv", "by-decade/x", ".csv", "%00"])
def test_unknown(asked: Served, path: str) -> None:
    """A name that no question has is not found."""
    assert 404 == asked.ask("GET", f"/questions/{path}").status


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_methods(asked: Served, method: str) -> None:
    """Questions are read, and nothing else."""
    got = asked.ask(method, "/questions/by-decade")

    assert 405 == got.status
    assert "GET" in got.header("Allow")


def test_caching(asked: Served) -> None:
    """An answer has an entity tag of its own, and who holds it is told so."""
    first = get(asked, "by-decade.csv", decade="1960")
    tag = first.header("ETag")

    again = asked.ask("GET", "/questions/by-decade.csv?decade=1960", If_None_Match=tag)

    assert (304, b"") == (again.status, again.body)
    assert tag not in {
        get(asked, "by-decade.csv").header("ETag"),
        get(asked, "by-decade.json", decade="1960").header("ETag"),
    }
    assert "public, max-age=60, stale-while-revalidate=600" == first.header("Cache-Control")
    assert "/questions/by-decade.csv?decade=1960" == first.header("Content-Location")


def test_head(asked: Served) -> None:
    """HEAD tells what GET would."""
    got, head = (asked.ask(method, "/questions/by-decade.csv") for method in ("GET", "HEAD"))

    assert (200, b"") == (head.status, head.body)
    assert got.header("ETag") == head.header("ETag")


def test_stored_answer(asked: Served) -> None:
    """A question for another endpoint gives the answer that is kept, and its page says so."""
    answer = json.loads(get(asked, "elsewhere.json").body)
    page = asked.ask("GET", "/questions/elsewhere", Accept=PAGE).body.decode()

    assert ["a made-up answer"] == [row["name"]["value"] for row in answer["results"]["bindings"]]
    assert "is not run here" in page
    assert "https://query.wikidata.org/sparql" in page


def test_page(asked: Served) -> None:
    """The page has the question, a form with the choices of the graph, the answer, the query and the formats."""
    page = asked.ask("GET", "/questions/of-mission?mission=mars-1", Accept=PAGE).body.decode()

    assert "<h1>Events of a mission</h1>" in page
    assert '<option value="mars-1" selected>Mars 1</option>' in page
    assert '<option value="sputnik-24">Sputnik 24</option>' in page
    assert "loss of contact with Mars 1</td>" in page
    assert "VALUES ?_mission_iri { &lt;https://w3id.org/marsgraph/id/mars-1&gt; }" in page
    assert 'href="/questions/of-mission.csv?mission=mars-1"' in page


def test_figure(asked: Served) -> None:
    """A question whose preferred view fits is drawn, on its page and at an address of its own."""
    page = asked.ask("GET", "/questions/by-decade?decade=1960", Accept=PAGE).body.decode()
    image = asked.ask("GET", "/questions/by-decade.svg?decade=1960")
    drawn = ET.fromstring(image.body)  # noqa: S314 - our own drawing

    assert '<figure class="figure" id=' in page
    assert 'href="/questions/by-decade.svg?decade=1960"' in page
    assert (200, "image/svg+xml") == (image.status, image.header("Content-Type"))
    assert "Launches by decade" in "".join(drawn.itertext())


@pytest.mark.parametrize(
    ("path", "status", "kind"),
    [
        ("by-decade.svg?decade=1961", 400, "bad-parameter"),
        ("by-decade.svg?view=pie", 400, "bad-parameter"),
        ("of-mission.svg", 422, "unsuitable-result"),
        ("as-graph.svg", 406, "not-acceptable"),
        ("elsewhere.svg", 406, "not-acceptable"),
    ],
)
def test_no_figure(asked: Served, path: str, status: int, kind: str) -> None:
    """What cannot be drawn is refused with the reason."""
    assert (status, kind) == refused(asked.ask("GET", f"/questions/{path}"))[:2]


def test_page_of_problem(asked: Served) -> None:
    """A browser gets a refusal as a page."""
    got = asked.ask("GET", "/questions/by-decade?decade=1961", Accept=PAGE)

    assert (400, "text/html; charset=utf-8") == (got.status, got.header("Content-Type"))
    assert b"Give one of 1960, 1970, 1980, 1990." in got.body


def test_list(asked: Served) -> None:
    """The list has every question with its address; a browser is sent to the page, which has them too."""
    told = json.loads(asked.ask("GET", "/questions").body)
    names = {file.stem for file in example_project.EXAMPLES.glob("*.rq")}
    page = asked.ask("GET", "/examples", Accept=PAGE).body.decode()

    assert names == {one["name"] for one in told["questions"]}
    assert "/examples" == asked.ask("GET", "/questions", Accept=PAGE).header("Location")
    assert {name for name in names if f'href="/questions/{name}"' in page} == names


def test_shipped_answers_hold(shipped: Served) -> None:
    """The page of each shipped example says that the answer which was kept is the one given now."""
    told = json.loads(shipped.ask("GET", "/questions").body)["questions"]
    broken = []
    for one in told:
        page = shipped.ask("GET", f"/questions/{one['name']}", Accept=PAGE)
        said = "was kept." if "endpoint" in one else "Yes: with the data served here"
        if page.status != 200 or said not in page.body.decode():
            broken.append(one["name"])

    assert [] == broken


def test_shipped_figures(shipped: Served) -> None:
    """Each shipped example whose preferred view is a drawing is drawn on its page."""
    told = json.loads(shipped.ask("GET", "/questions").body)["questions"]
    drawn = [one["name"] for one in told if one["view"] in VIEWS and "endpoint" not in one]
    pages = {name: shipped.ask("GET", f"/questions/{name}", Accept=PAGE).body for name in drawn}

    assert [] == [name for name, page in pages.items() if b'<figure class="figure" id=' not in page]


# ---- In SIB's form


def test_well_known(asked: Served) -> None:
    """The questions are told in RDF, one executable each, with query, target and keywords."""
    got = asked.ask("GET", "/.well-known/sparql-examples", Accept="text/turtle")
    graph = rdflib.Graph().parse(data=got.body, format="turtle")
    (one,) = graph.query(
        f"""PREFIX sh: <{SH}> PREFIX schema: <https://schema.org/> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
        SELECT ?query ?target (GROUP_CONCAT(?word) AS ?words) {{
          ?e a sh:SPARQLExecutable, sh:SPARQLSelectExecutable ;
            rdfs:comment "Which launches were there in a decade?"@en ;
            sh:select ?query ; schema:target ?target ; schema:keywords ?word ;
            sh:prefixes/sh:declare [ sh:prefix "mg" ] .
        }} GROUP BY ?query ?target"""
    )

    assert "https://w3id.org/marsgraph/sparql" == str(one.target)  # type: ignore[union-attr]
    assert {"launches", "dates"} == set(str(one.words).split())  # type: ignore[union-attr]
    assert rows(get(asked, "by-decade.csv")) == rows(asked.query(str(one.query), Accept="text/csv"))  # type: ignore[union-attr]


def test_well_known_formats(asked: Served) -> None:
    """Other formats hold the same graph; a browser is sent to the page."""
    path = "/.well-known/sparql-examples"
    turtle, triples = (
        rdflib.Graph().parse(data=asked.ask("GET", f"{path}?format={name}").body, format=form)
        for name, form in (("ttl", "turtle"), ("nt", "nt"))
    )

    assert rdflib.compare.isomorphic(turtle, triples)
    assert (303, "/examples") == ((got := asked.ask("GET", path, Accept=PAGE)).status, got.header("Location"))


def test_graph_of_that_name(asked: Served) -> None:
    """The query by which SIB's editor finds examples finds them in the graph of that name, and them alone."""
    name = "https://w3id.org/marsgraph/.well-known/sparql-examples"
    query = f"""PREFIX sh: <{SH}> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
    PREFIX spex: <https://purl.expasy.org/sparql-examples/ontology#>
    SELECT DISTINCT ?sq ?comment ?query WHERE {{
      ?sq a sh:SPARQLExecutable ; rdfs:comment ?comment ; sh:select|sh:ask|sh:construct|spex:describe ?query .
    }} ORDER BY ?sq"""
    in_graph = rows(asked.ask("GET", served.query_path(query, **{"default-graph-uri": name}), Accept="text/csv"))

    expected = sorted(file.stem for file in example_project.EXAMPLES.glob("*.rq"))
    assert expected == [row["sq"].rpartition("/")[2] for row in in_graph]
    assert [] == rows(asked.query(query, Accept="text/csv"))


def test_data_stays_as_it_is(asked: Served, shipped: Served) -> None:
    """The examples change neither the version of the data nor what its default graph holds."""
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    graph = ox.Store()
    graph.bulk_load(path=str(example_project.ROOT / "data/graph/marsgraph.nq"), format=ox.RdfFormat.N_QUADS)
    size = sum(1 for _ in graph.quads_for_pattern(None, None, None, ox.DefaultGraph()))

    assert str(size) == rows(asked.query(count, Accept="text/csv"))[0]["n"]
    assert shipped.ask("GET", "/health").header("Data-Version") == asked.ask("GET", "/health").header("Data-Version")


def test_other_data_is_served_alone(small: Served) -> None:
    """Beside data of the operator's no graph of ours is put."""
    query = "SELECT ?g { GRAPH ?g { ?s a <http://www.w3.org/ns/shacl#SPARQLExecutable> } }"

    assert [] == rows(small.query(query, Accept="text/csv"))


# ---- OpenAPI


def test_openapi(asked: Served) -> None:
    """The description of the API is valid OpenAPI 3.1, and has each question with the values of the graph."""
    told = json.loads(asked.ask("GET", "/openapi.json").body)
    validate(told)
    parameters = {
        name: {each["name"]: each["schema"] for each in told["paths"][f"/questions/{name}"]["get"]["parameters"]}
        for name in ("by-decade", "of-mission")
    }

    assert {"enum": [1960, 1970, 1980, 1990, ""]} == parameters["by-decade"]["decade"]
    assert {"mars-1", "cosmos-419"} <= set(parameters["of-mission"]["mission"]["enum"])
    assert "sputnik-24" == parameters["of-mission"]["mission"]["default"]


def test_base_path(tmp_path: Path, start: object) -> None:
    """Below a base path every address of the pages and of the API begins with it."""
    project = example_project.make(_folder(tmp_path / "project"))
    server = start("--project", str(project), "--base-path", "/mars", "--processes", "1")  # type: ignore[operator]
    page = server.ask("GET", "/mars/questions/by-decade?decade=1960", Accept=PAGE).body.decode()
    told = json.loads(server.ask("GET", "/mars/openapi.json").body)

    assert 'action="/mars/questions/by-decade"' in page
    assert 'href="/mars/questions/by-decade.csv?decade=1960"' in page
    assert told["servers"][0]["url"].endswith("/mars")


def _folder(path: Path) -> Path:
    path.mkdir()
    return path
