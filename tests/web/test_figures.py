"""Figures by their address, and on pages."""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlencode, urlsplit
from xml.etree import ElementTree as ET

import pytest
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from served import ASK, Served, text_of

from marsgraph.web.figures import Addresses, Cell, Figure, addresses_of

SVG = "{http://www.w3.org/2000/svg}"
LAUNCHES = text_of("launches-by-outcome")


class Tags(HTMLParser):
    """Notes the elements of a page with their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note one."""
        self.found.append((tag, dict(attrs)))

    def hrefs(self) -> list[str | None]:
        """Where the links lead."""
        return [attributes["href"] for tag, attributes in self.found if tag == "a"]


def figure_path(text: str, **more: str) -> str:
    """Write the address of a figure."""
    return f"/figure.svg?{urlencode({'query': text, **more})}"


def test_timeline(shipped: Served) -> None:
    """A query's result is drawn with the labels of its things, each of which is a link to its page."""
    got = shipped.ask("GET", figure_path(LAUNCHES, view="timeline", title="All launches"))

    root = ET.fromstring(got.body)  # noqa: S314 - our own answer
    links = {"".join(node.itertext()): node.get("href") for node in root.iter(SVG + "a")}
    assert (200, "image/svg+xml") == (got.status, got.header("Content-Type"))
    assert "All launches" == root[0].text
    assert ["/id/sputnik-24"] == [href for name, href in links.items() if name.endswith("Sputnik 24")]


def test_style_is_allowed_and_nothing_else(shipped: Served) -> None:
    """The policy of a figure allows its own style, by its digest, and no script."""
    got = shipped.ask("GET", figure_path(LAUNCHES))

    style = next(ET.fromstring(got.body).iter(SVG + "style")).text or ""  # noqa: S314 - our own answer
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = got.header("Content-Security-Policy")
    assert f"default-src 'none'; style-src 'sha256-{digest}'" in policy
    assert "script" not in policy


def test_embedding(shipped: Served) -> None:
    """Another site may show a figure."""
    got = shipped.ask("GET", figure_path(LAUNCHES))

    assert ("cross-origin", "*") == (
        got.header("Cross-Origin-Resource-Policy"),
        got.header("Access-Control-Allow-Origin"),
    )


def test_width(shipped: Served) -> None:
    """The figure is as wide as asked."""
    got = shipped.ask("GET", figure_path(LAUNCHES, width="360"))

    assert "360" == ET.fromstring(got.body).get("width")  # noqa: S314 - our own answer


def test_cache(shipped: Served) -> None:
    """Who holds a figure of this version gets 304; another width, title or view is another figure."""
    path = figure_path(LAUNCHES)
    got = shipped.ask("GET", path)
    others = [figure_path(LAUNCHES, **more) for more in ({"width": "500"}, {"title": "T"}, {"view": "timeline"})]

    again = shipped.ask("GET", path, If_None_Match=got.header("ETag"))

    assert (304, b"") == (again.status, again.body)
    assert "max-age" in got.header("Cache-Control")
    assert 4 == len({got.header("ETag"), *(shipped.ask("GET", other).header("ETag") for other in others)})


def test_clock_is_not_cached(shipped: Served) -> None:
    """A figure of a query that looks at the clock is not kept."""
    got = shipped.ask("GET", figure_path('SELECT ?now ("x" AS ?name) (1 AS ?n) { BIND(NOW() AS ?now) }'))

    assert (200, "no-store", "") == (got.status, got.header("Cache-Control"), got.header("ETag"))


@pytest.mark.parametrize(
    ("path", "status", "kind"),
    [
        ("/figure.svg", 400, "missing-query"),
        (figure_path("SELEC"), 400, "malformed-query"),
        (figure_path("SELECT * { SERVICE <https://example.org/> { ?s ?p ?o } }"), 400, "service-refused"),
        (figure_path(ASK), 422, "unsuitable-result"),
        (figure_path(LAUNCHES, view="bars"), 422, "unsuitable-result"),
        (figure_path("SELECT ?x { BIND(1 AS ?x) }"), 422, "unsuitable-result"),
        (figure_path(LAUNCHES, view="pie"), 400, "bad-parameter"),
        (figure_path(LAUNCHES, width="1e3"), 400, "bad-parameter"),
        (figure_path(LAUNCHES, width="9999"), 400, "bad-parameter"),
        (figure_path(LAUNCHES, title="x" * 201), 400, "bad-parameter"),
        (figure_path(text_of("endless"), timeout="0.2"), 503, "time-limit"),
        (figure_path(text_of("rows")), 503, "row-limit"),
    ],
)
def test_refusals(shipped: Served, path: str, status: int, kind: str) -> None:
    """What cannot be drawn is refused in the one shape of refusals, with the reason."""
    got = shipped.ask("GET", path)

    told = json.loads(got.body)
    assert (status, status, kind) == (got.status, told["status"], told["type"].rpartition("/")[2])


def test_refusal_offers_views(shipped: Served) -> None:
    """A result that does not fit the view is told with the views that fit it."""
    told = json.loads(shipped.ask("GET", figure_path(LAUNCHES, view="bars")).body)

    assert ("bars", ["timeline"]) == (told["view"], told["views"])
    assert "needs a first column that names the bars and a column of numbers" in told["detail"]


def test_hostile_label(shipped: Served) -> None:
    """A label that looks like markup is text in the figure."""
    query = """SELECT ?name (1 AS ?n) { BIND("</text><script>alert(1)</script>" AS ?name) }"""

    root = ET.fromstring(shipped.ask("GET", figure_path(query, title="<b onload='x'>")).body)  # noqa: S314 - our own

    assert [] == [node.tag for node in root.iter() if node.tag in {SVG + "script", SVG + "b"}]
    assert "</text><script>" in "".join(root.itertext())


# ---- Of our questions


def test_question(shipped: Served) -> None:
    """A question is drawn in the view that it prefers, under its title; another may be asked for."""
    got = shipped.ask("GET", "/questions/launch-failures.svg")
    narrow = shipped.ask("GET", "/questions/launch-failures.svg?width=400&title=Lost")

    roots = [ET.fromstring(one.body) for one in (got, narrow)]  # noqa: S314 - our own answers
    assert (200, "image/svg+xml") == (got.status, got.header("Content-Type"))
    assert [("Launch failures", "1080"), ("Lost", "400")] == [(root[0].text, root.get("width")) for root in roots]
    assert "figure-timeline" in (roots[0].get("class") or "")
    assert 304 == shipped.ask("GET", "/questions/launch-failures.svg", If_None_Match=got.header("ETag")).status


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/questions/nothing.svg", 404),
        ("/questions/launch-failures.svg?view=chain", 422),
        ("/questions/launch-failures.svg?view=pie", 400),
        ("/questions/launch-failures.svg?decade=1970", 400),
    ],
)
def test_question_refused(shipped: Served, path: str, status: int) -> None:
    """A question that is not there, a view that does not fit, a parameter that it does not have."""
    assert status == shipped.ask("GET", path).status


def test_question_page_shows_the_figure(shipped: Served) -> None:
    """The page of a question shows its answer drawn, with the addresses of the question below."""
    page = shipped.ask("GET", "/questions/launch-failures", Accept="text/html").body.decode()
    tags = Tags()
    tags.feed(page)

    figures = [attributes for _, attributes in tags.found if (attributes.get("class") or "").startswith("figure-svg")]
    assert ["1080", "680", "360"] == [attributes["width"] for attributes in figures]
    assert {"/questions/launch-failures.svg", "/questions/launch-failures.csv"} <= set(tags.hrefs())


# ---- On a page


FIGURE = Figure(
    name="losses",
    caption="Losses <by> stage",
    view="bars",
    views=("bars",),
    description="Bars.",
    drawings=((1080, Markup('<svg id="wide"></svg>')), (360, Markup('<svg id="narrow"></svg>'))),
    addresses=Addresses("/q", "/c", "/s", "/l"),
    columns=("stage", "losses"),
    rows=((Cell("<Blok L>", "/id/blok-l", number=False), Cell("3", "", number=True)),),
)


def test_partial() -> None:
    """The partial shows caption, each drawing, the four links, and the table with its links; text is escaped."""
    tags = Tags()
    templates = Environment(loader=PackageLoader("marsgraph.web"), autoescape=True, undefined=StrictUndefined)
    html = templates.from_string('{% from "figure.html" import figure %}{{ figure(one) }}').render(one=FIGURE)

    tags.feed(html)

    assert ["/q", "/c", "/s", "/l", "/id/blok-l"] == tags.hrefs()
    assert ["wide", "narrow"] == [attributes["id"] for tag, attributes in tags.found if tag == "svg"]
    assert "Losses &lt;by&gt; stage" in html
    assert "&lt;Blok L&gt;" in html


def test_addresses() -> None:
    """The addresses below a figure hold the query whole, whatever it is made of."""
    query = 'SELECT ?a { ?a ?b "&=+#%" }'

    found = addresses_of(query, "bars", "A & B", "/mars")

    for address in (found.sparql, found.csv, found.svg, found.link):
        assert address.startswith("/mars/")
        assert [query] == parse_qs(urlsplit(address).query)["query"]
    assert ["A & B"] == parse_qs(urlsplit(found.svg).query)["title"]
