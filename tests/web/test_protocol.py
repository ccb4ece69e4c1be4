"""The protocol over HTTP: statuses, methods, formats and the headers of every answer."""

from __future__ import annotations

import csv
import io
import json
import re
from xml.etree import ElementTree as ET

import pyoxigraph
import pytest
from served import ASK, DIRECT, Served, query_path, text_of

FORM = {"Content_Type": "application/x-www-form-urlencoded"}
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("method", "path", "body", "headers", "status"),
    [
        ("GET", query_path(ASK), None, {}, 200),
        ("HEAD", query_path(ASK), None, {}, 200),
        ("POST", "/sparql", b"query=ASK+%7B%7D", FORM, 200),
        ("POST", "/sparql", b"ASK {}", {"Content_Type": DIRECT["Content-Type"]}, 200),
        ("QUERY", "/sparql", b"ASK {}", {"Content_Type": DIRECT["Content-Type"]}, 200),
        ("OPTIONS", "/sparql", None, {}, 204),
        ("GET", "/sparql", None, {}, 200),
        ("GET", query_path("SELEC"), None, {}, 400),
        ("GET", "/sparql?query=ASK{}&query=ASK{}", None, {}, 400),
        ("POST", "/sparql", b"", FORM, 400),
        ("POST", "/sparql", b"ASK {}", {"Content_Type": "text/turtle"}, 415),
        ("POST", "/sparql", b"update=x", FORM, 403),
        ("GET", "/sparql?update=x", None, {}, 405),
        ("PUT", "/sparql", b"x", {}, 405),
        ("DELETE", "/sparql", None, {}, 405),
        ("GET", query_path(ASK), None, {"Accept": "image/png"}, 406),
        ("GET", query_path(ASK, timeout="soon"), None, {}, 400),
        ("POST", "/sparql", b"x" * (5 << 20), {"Content_Type": DIRECT["Content-Type"]}, 413),
        ("GET", query_path(ASK), None, {"Query_Id": "guess"}, 400),
        ("GET", "/nothing", None, {}, 404),
        ("POST", "/health", b"", {}, 405),
    ],
)
def test_status(
    small: Served, method: str, path: str, body: bytes | None, headers: dict[str, str], status: int
) -> None:
    """Each request gets the status that the protocol or the convention gives it."""
    assert status == small.ask(method, path, body, **headers).status


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("", "application/problem+json"),
        ("text/plain", "text/plain; charset=utf-8"),
        (BROWSER, "text/html; charset=utf-8"),
    ],
)
def test_problem_form(small: Served, accept: str, content_type: str) -> None:
    """A problem goes out as JSON, as plain text, or as a page for a browser."""
    got = small.query("SELEC", **({"Accept": accept} if accept else {}))

    assert (400, content_type) == (got.status, got.header("Content-Type"))
    assert b"Did you mean SELECT" in got.body


def test_problem_members(small: Served) -> None:
    """A problem in JSON tells its type, its status and the place in the query."""
    told = json.loads(small.query("SELECT * {\n ?s ?p }").body)

    assert told["type"].endswith("/problem/malformed-query")
    assert (400, 2) == (told["status"], told["line"])


def test_json(shipped: Served) -> None:
    """An answer in JSON has the rows of the query."""
    told = json.loads(shipped.query(text_of("missions"), Accept="application/sparql-results+json").body)

    assert "https://w3id.org/marsgraph/id/sputnik-24" in [
        row["mission"]["value"] for row in told["results"]["bindings"]
    ]


def test_forms_agree(shipped: Served) -> None:
    """JSON, XML, CSV and TSV hold the same rows."""
    query = text_of("missions")
    in_json = json.loads(shipped.query(query, Accept="application/json").body)["results"]["bindings"]
    in_xml = ET.fromstring(shipped.query(query, Accept="application/sparql-results+xml").body)  # noqa: S314 - our own answer
    in_csv = csv.reader(io.StringIO(shipped.query(query, Accept="text/csv").body.decode()))
    in_tsv = shipped.query(query, Accept="text/tab-separated-values").body.decode().splitlines()

    iris = [row["mission"]["value"] for row in in_json]
    assert iris == [node.text for node in in_xml.iter("{http://www.w3.org/2005/sparql-results#}uri")]
    assert iris == [row[0] for row in in_csv][1:]
    assert iris == [line.strip("<>") for line in in_tsv[1:]]


@pytest.mark.parametrize("name", ["ttl", "nt", "rdf", "jsonld", "trig", "nq"])
def test_graph_formats(shipped: Served, name: str) -> None:
    """A CONSTRUCT gives the same triples in every format."""
    forms = {
        "ttl": pyoxigraph.RdfFormat.TURTLE,
        "nt": pyoxigraph.RdfFormat.N_TRIPLES,
        "rdf": pyoxigraph.RdfFormat.RDF_XML,
        "jsonld": pyoxigraph.RdfFormat.JSON_LD,
        "trig": pyoxigraph.RdfFormat.TRIG,
        "nq": pyoxigraph.RdfFormat.N_QUADS,
    }
    query = text_of("construct")
    expected = set(pyoxigraph.parse(shipped.ask("GET", query_path(query, format="nt")).body, forms["nt"]))

    written = shipped.ask("GET", query_path(query, format=name)).body

    assert len(expected) > 100
    assert expected == set(pyoxigraph.parse(written, forms[name]))


@pytest.mark.parametrize("path", [query_path(ASK), query_path("SELEC"), "/sparql", "/id/nobody", "/health", "/"])
def test_headers_everywhere(shipped: Served, path: str) -> None:
    """Every answer, errors too, may be read by scripts of other sites and tells the version of the data."""
    got = shipped.ask("GET", path)

    assert "*" == got.header("Access-Control-Allow-Origin")
    assert "ETag" in got.header("Access-Control-Expose-Headers")
    assert "nosniff" == got.header("X-Content-Type-Options")
    assert got.header("Data-Version").startswith("0.")


@pytest.mark.parametrize("path", ["/", "/sitemap.xml", "/editor/examples.json", "/missions.csv", "/data/mars-3.ttl"])
def test_compressed_for_who_asked(shipped: Served, path: str) -> None:
    """What is compressed for one caller tells caches not to give it to the next."""
    got = shipped.ask("GET", path, Accept_Encoding="gzip")

    assert "gzip" == got.header("Content-Encoding")
    assert "Accept-Encoding" in got.header("Vary").split(", ")


@pytest.mark.parametrize(
    ("path", "method"),
    [
        ("/sparql", "QUERY"),
        ("/queries/x", "DELETE"),
        ("/id/x", "GET"),
        ("/editor/labels", "POST"),
        ("/editor/views", "POST"),
    ],
)
def test_preflight(small: Served, path: str, method: str) -> None:
    """A browser that asks beforehand may send what it likes."""
    got = small.ask("OPTIONS", path, Origin="https://example.org", Access_Control_Request_Headers="x-one, query-id")

    assert 204 == got.status
    assert method in got.header("Access-Control-Allow-Methods")
    assert "x-one, query-id" == got.header("Access-Control-Allow-Headers")


def test_head(shipped: Served) -> None:
    """HEAD tells what GET would, without a body."""
    got, head = (shipped.query(text_of("missions"), method) for method in ("GET", "HEAD"))

    assert b"" == head.body
    for name in ("Content-Type", "Content-Length", "ETag", "Vary", "Cache-Control"):
        assert got.header(name) == head.header(name)


def test_decoded_once(small: Served) -> None:
    """Percent signs and pluses reach the query as they were meant."""
    got = small.ask("GET", "/sparql?query=SELECT%20(%22a%2Bb%2525%26%22%20AS%20?x)%20%7B%7D&format=csv")

    assert "x\r\na+b%25&\r\n" == got.body.decode()


def test_not_modified(shipped: Served) -> None:
    """Who holds an answer of this version gets 304 and no body."""
    etag = shipped.query(text_of("missions")).header("ETag")

    again = shipped.query(text_of("missions"), If_None_Match=etag)

    assert (304, b"", etag) == (again.status, again.body, again.header("ETag"))


def test_not_modified_compressed(shipped: Served) -> None:
    """The compressed form has a tag of its own, which works as well."""
    plain = shipped.query(text_of("missions")).header("ETag")
    for coding in ("gzip", "zstd"):
        packed = shipped.query(text_of("missions"), Accept_Encoding=coding)

        assert coding == packed.header("Content-Encoding")
        assert plain.strip('"') + f"-{coding}" == packed.header("ETag").strip('"')
        assert 304 == shipped.query(text_of("missions"), If_None_Match=packed.header("ETag")).status


def test_tag_differs(shipped: Served) -> None:
    """Each format and each query has its own entity tag."""
    query = text_of("missions")
    tags = [shipped.query(query, Accept=accept).header("ETag") for accept in ("application/json", "text/csv")]

    assert 3 == len({*tags, shipped.query(query + " ").header("ETag")})


def test_no_tag_for_a_clock(small: Served) -> None:
    """A query that looks at the clock has no entity tag and is not kept."""
    got = small.query("SELECT (NOW() AS ?now) {}")

    assert ("", "no-store") == (got.header("ETag"), got.header("Cache-Control"))


def test_wanted_rows(shipped: Served) -> None:
    """The rows that the caller asked for come, and the answer is marked as less than the whole."""
    got = shipped.ask("GET", query_path(text_of("missions"), maxrows="3", format="csv"))

    assert ("maxrows=3", 4) == (got.header("Answer-Truncated"), len(got.body.splitlines()))


def test_description(shipped: Served) -> None:
    """Without a query, a program gets a description of the service that names its own address."""
    got = shipped.ask("GET", "/sparql", Accept="text/turtle")

    triples = list(pyoxigraph.parse(got.body, pyoxigraph.RdfFormat.TURTLE))
    endpoints = {quad.object.value for quad in triples if str(quad.predicate).endswith("#endpoint>")}
    assert {f"http://{shipped.host}:{shipped.port}/sparql"} == endpoints


def test_form_page(shipped: Served) -> None:
    """Without a query, a browser gets a form that needs no script, and no script but those of this server."""
    got = shipped.ask("GET", "/sparql", Accept=BROWSER)

    assert "text/html; charset=utf-8" == got.header("Content-Type")
    assert b'<textarea id="query" name="query"' in got.body
    assert b'<form id="ask" action="/query" method="get">' in got.body
    scripts = re.findall(rb"<script([^>]*)>", got.body)
    assert [True] == [bool(re.fullmatch(rb' type="module" src="/static/\w+/query/page.js"', one)) for one in scripts]
    assert "default-src 'none'" in got.header("Content-Security-Policy")


def test_default_graph(small: Served) -> None:
    """What stands in named graphs is not in the default graph."""
    counted = json.loads(small.query(text_of("count")).body)["results"]["bindings"][0]["count"]["value"]
    store = pyoxigraph.Store()
    store.bulk_load(path="tests/fixtures/small.trig", format=pyoxigraph.RdfFormat.TRIG)

    expected = sum(1 for _ in store.quads_for_pattern(None, None, None, pyoxigraph.DefaultGraph()))
    assert (expected, True) == (int(counted), expected < len(store))
