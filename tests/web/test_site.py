"""The pages of the site: what they show is what the graph holds, every link leads somewhere, and text stays text."""

from __future__ import annotations

import csv
import io
import json
import re
import time
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from xml.etree import ElementTree as ET

import pytest
from served import ROOT, Got, Served, text_of

from marsgraph.web import addresses

PAGES = (
    *("/", "/missions", "/missions?stage=blok-l", "/failures", "/disagreements", "/disagreements?kind=conflict"),
    *("/sources", "/ns", "/about", "/downloads", "/search", "/search?q=sputnk", "/limits", "/page/sputnik-24"),
    "/.well-known/void",
    *("/page/blok-l", "/page/source/mars-1", "/page/graph/mars-2mv3-no1", "/page/concept/probably"),
    "/page/sputnik-24-vibration",
)
BASE = "https://w3id.org/marsgraph/"
FACETS = ("decade", "rocket", "craft", "launched", "became", "stage", "mode", "agency", "target")
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Page(HTMLParser):
    """A page as tests look at it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text: list[str] = []
        self.open: list[str] = []
        self.crossed: list[str] = []
        """Tags that end where another one was open."""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a tag."""
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a tag that ends at once, as in SVG."""
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        """Close a tag."""
        if not self.open or self.open.pop() != tag:
            self.crossed.append(tag)

    def handle_data(self, data: str) -> None:
        """Keep the text."""
        self.text.append(data)

    def all(self, tag: str) -> Iterator[dict[str, str]]:
        """The attributes of each tag of a name."""
        return (attributes for name, attributes in self.tags if name == tag)

    @property
    def links(self) -> set[str]:
        """Where it leads."""
        return {one["href"] for one in self.all("a") if "href" in one}

    def said(self) -> str:
        """The text in one line."""
        return " ".join(" ".join(self.text).split())


def get(server: Served, path: str) -> Got:
    """Ask as a browser does, and again where the server has no process free and says when to."""
    for _ in range(20):
        got = server.ask("GET", path, Accept="text/html")
        if got.status != 503:
            break
        time.sleep(float(got.header("Retry-After") or 1))
    return got


def page(server: Served, path: str) -> Page:
    """Read a page."""
    got = get(server, path)
    assert 200 == got.status, (path, got.status)
    return Page(got.body.decode())


def rows(server: Served, query: str) -> list[dict[str, str]]:
    """Ask the endpoint."""
    got = server.query(query, Accept="text/csv")
    assert 200 == got.status, got.body
    return list(csv.DictReader(io.StringIO(got.body.decode())))


@pytest.mark.parametrize("path", PAGES)
def test_page_is_well_made(shipped: Served, path: str) -> None:
    """A page has one main heading, a title, a description, a language, a way past its head, and tags that nest."""
    read = page(shipped, path)

    names = [tag for tag, _ in read.tags]
    head = names[: names.index("body")]
    described = [one["content"] for one in read.all("meta") if one.get("name") == "description"]
    assert (1, 1, 1, "en") == (names.count("h1"), head.count("title"), len(described), next(read.all("html"))["lang"])
    assert "#main" in read.links
    assert ([], []) == (read.crossed, read.open)


@pytest.mark.parametrize("path", PAGES)
def test_ids_are_unique(shipped: Served, path: str) -> None:
    """No two elements of a page have one name, and every place on the page that a link leads to is there."""
    read = page(shipped, path)

    ids = [one["id"] for _, one in read.tags if "id" in one]
    assert [] == sorted({name for name in ids if ids.count(name) > 1})
    assert set() == {link for link in read.links if link.startswith("#")} - {f"#{name}" for name in ids}


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_loaded_from_elsewhere(shipped: Served, path: str) -> None:
    """What a browser fetches for a page by itself comes from this server, and the page runs no script of its own."""
    read = page(shipped, path)

    fetched = [one.get("href", "") for one in read.all("link") if one.get("rel") in {"stylesheet", "icon"}]
    fetched += [one.get("src", "") for tag in ("img", "script", "iframe") for one in read.all(tag)]
    assert [] == [address for address in fetched if address.startswith(("http", "//"))]
    assert [] == [one for one in read.all("script") if one.get("type") != "application/ld+json"]
    assert [] == [one for _, one in read.tags if "style" in one or any(name.startswith("on") for name in one)]


def structured(server: Served, path: str) -> dict[str, Any]:
    """What a page tells search engines."""
    (told,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', get(server, path).body.decode())
    read: dict[str, Any] = json.loads(told)
    return read


def test_dataset_for_search_engines(shipped: Served) -> None:
    """The first page tells what the graph says of the dataset, in the version that is served."""
    told = structured(shipped, "/")
    (said,) = rows(shipped, text_of("dataset"))
    sources = {row["source"] for row in rows(shipped, text_of("documents"))}

    assert said == {
        "title": told["name"],
        "description": told["description"],
        "licence": told["license"],
        "issued": told["datePublished"],
        "creator": told["creator"][0]["name"],
        "publisher": told["publisher"][0]["name"],
        "keywords": "|".join(sorted(told["keywords"])),
    }
    assert ("Dataset", BASE, f"{shipped.address}/") == (told["@type"], told["identifier"], told["url"])
    assert get(shipped, "/").header("Data-Version") == told["version"]
    assert sources == {one["@id"] for one in told["isBasedOn"]} == {one["@id"] for one in told["citation"]}


def test_makers_have_an_address(shipped: Served) -> None:
    """The IRI of those who made the dataset leads to where the first page names them."""
    (maker,) = structured(shipped, "/")["creator"]
    html = get(shipped, "/").body.decode()

    assert BASE == maker["@id"].partition("#")[0]
    assert re.search(rf'id="{maker["@id"].partition("#")[2]}"[^>]*>[^<]*{maker["name"]}', html)


def test_files_for_search_engines(shipped: Served) -> None:
    """Every file that the first page tells search engines of is there, of the type that they are told."""
    told = {one["contentUrl"]: one["encodingFormat"] for one in structured(shipped, "/")["distribution"]}
    got = {
        address: shipped.ask("HEAD", address.removeprefix(shipped.address)).header("Content-Type").partition(";")[0]
        for address in told
    }

    assert got == told
    assert f"{shipped.address}/downloads/marsgraph.ttl" in got


def test_units_for_search_engines(shipped: Served) -> None:
    """What is measured is what the vocabulary gives a unit, as far as the graph has values of it."""
    told = {one["propertyID"]: one["unitText"] for one in structured(shipped, "/")["variableMeasured"]}

    assert {row["property"]: row["symbol"] for row in rows(shipped, text_of("measured"))} == told


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("sputnik-24", "Event"),
        ("sputnik-24-vibration", "Event"),
        ("sputnik-24-craft", "Vehicle"),
        ("baikonur", "Place"),
        ("rvsn", "Organization"),
        ("molniya-8k78", "ProductModel"),
        ("mars-1-planned-flyby", "Thing"),
    ],
)
def test_type_for_search_engines(shipped: Served, name: str, kind: str) -> None:
    """A thing has the type of schema.org that its class is linked to, also as a signpost; without a link, none."""
    told = structured(shipped, f"/page/{name}")
    signposts = re.findall(r'<https://schema.org/(\w+)>; rel="type"', get(shipped, f"/page/{name}").header("Link"))

    assert (kind, BASE + f"id/{name}") == (told["@type"], told["url"])
    assert {"AboutPage"} | {kind} - {"Thing"} == set(signposts)
    assert BASE == told["subjectOf"]["@id"]


def test_identity_for_search_engines(shipped: Served) -> None:
    """A mission is the same as its item and called by its other names; its craft, near to that item, is not."""
    mission, craft = (structured(shipped, f"/page/{name}") for name in ("sputnik-24", "sputnik-24-craft"))

    assert ["http://www.wikidata.org/entity/Q18775"] == mission["sameAs"]
    assert {"Mars 2MV-3 No.1", "Sputnik 31"} == set(mission["alternateName"])
    assert "sameAs" not in craft


def test_other_data_is_not_ours(small: Served) -> None:
    """Where other data is served, the first page tells search engines nothing of our dataset."""
    got = get(small, "/")

    assert "" == got.header("Link")
    assert [] == list(Page(got.body.decode()).all("script"))


@pytest.mark.parametrize("path", PAGES)
def test_page_is_kept(shipped: Served, path: str) -> None:
    """Who holds a page of this version gets 304."""
    etag = get(shipped, path).header("ETag")

    assert 304 == shipped.ask("GET", path, Accept="text/html", If_None_Match=etag).status


@pytest.mark.parametrize("path", ["/missions.csv?decade=1960s", "/disagreements.json", "/llms.txt", "/sitemap.xml"])
def test_list_is_kept(shipped: Served, path: str) -> None:
    """Who holds a list for machines gets 304."""
    etag = shipped.ask("GET", path).header("ETag")

    assert 304 == shipped.ask("GET", path, If_None_Match=etag).status


def test_table_tells_what_went_wrong(shipped: Served) -> None:
    """The row of a mission on the page names every stage and every fault that the list for machines gives."""
    listed = json.loads(shipped.ask("GET", "/missions.json?stage=blok-l").body)["flights"]
    text = page(shipped, "/missions?stage=blok-l").said()

    named = {one["label"] for flight in listed for one in (*flight["stages"], *flight["modes"])}
    assert "seizure" in named
    assert set() == {label for label in named if label not in text}


def test_every_link_leads_somewhere(shipped: Served) -> None:
    """Every address of ours that these pages link to answers."""
    found = {
        link.partition("#")[0]
        for path in PAGES
        for link in page(shipped, path).links
        if link.startswith("/") and not link.startswith("/sparql?")
    }

    lost = [link for link in sorted(found) if get(shipped, link).status not in {200, 303}]
    assert [] == lost


def test_every_thing_has_a_page(shipped: Served) -> None:
    """Every address of the sitemap answers, and every thing of the graph is in it."""
    sitemap = ET.fromstring(get(shipped, "/sitemap.xml").body)  # noqa: S314 - our own
    paths = [urlsplit(one.text or "").path for one in sitemap.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]

    things = {one["thing"].rpartition("/")[2] for one in rows(shipped, text_of("things"))}
    assert set() == things - {path.removeprefix("/page/") for path in paths}
    assert [] == [path for path in paths if get(shipped, path).status != 200]


def test_diagram_names_every_class_once(shipped: Served) -> None:
    """The diagram of the vocabulary begins with the mission, and each of its boxes leads to a class on the page."""
    html = get(shipped, "/ns").body.decode()
    widest = html[html.index('class="figure-at-1080"') : html.index('class="figure-at-680"')]
    boxes = re.findall(r'class="event" href="/ns#(\w+)"', widest)

    assert boxes[0] == "Mission"
    assert len(boxes) == len(set(boxes))
    assert [] == [box for box in boxes if f'<div class="inside" id="{box}">' not in html]


def test_every_term_has_its_place(shipped: Served) -> None:
    """Every class and property of the vocabulary is at the place that its IRI names."""
    read = page(shipped, "/ns")
    terms = {row["term"].removeprefix(BASE + "ns#") for row in rows(shipped, text_of("terms-of-ours"))}

    assert {"Mission", "massKg"} <= terms
    assert set() == terms - {one["id"] for _, one in read.tags if "id" in one}


@pytest.mark.parametrize(
    ("text", "where"),
    [("sputnik24", "sputnik-24"), ("Zond2", "zond-2"), ("mars96", "mars-96"), ("1962-062A", "sputnik-24")],
)
def test_one_match_is_where_to_go(shipped: Served, text: str, where: str) -> None:
    """What one thing alone is called, however it is spelled, leads to its page."""
    got = get(shipped, "/search?" + urlencode({"q": text}))

    assert (303, f"/page/{where}") == (got.status, got.header("Location"))


def test_search_speaks_plainly(shipped: Served) -> None:
    """A misspelling finds what was meant first; kinds are told in words, and no passage stands among the things."""
    said = page(shipped, "/search?q=marsnik").said()

    assert said.index("Mars 1M No.1") < said.index("Mars 7")
    assert ("found as “Marsnik 1”" in said, "skos:" in said, "g:mars-1" in said) == (True, False, False)


# ---- Missions


def test_missions_are_all_there(shipped: Served) -> None:
    """The table has every mission of the graph."""
    told = json.loads(get(shipped, "/missions.json").body)

    expected = {one["mission"] for one in rows(shipped, text_of("missions"))}
    assert expected == {one["iri"] for one in told["flights"]}


@pytest.mark.parametrize("facet", FACETS)
def test_counts_of_choices(shipped: Served, facet: str) -> None:
    """The count beside each choice is the number of missions that the query behind that choice finds."""
    found = json.loads(get(shipped, "/missions.json").body)
    choices = {one["name"]: one["choices"] for one in found["facets"]}[facet]

    assert choices
    for choice in choices:
        chosen = json.loads(get(shipped, "/missions.json?" + urlencode({facet: choice["value"]})).body)
        missions = {one["mission"] for one in rows(shipped, chosen["sparql"])}
        assert (choice["count"], missions) == (len(missions), {one["iri"] for one in chosen["flights"]})


def test_two_choices(shipped: Served) -> None:
    """Two choices leave the missions that fit both, which the query shown finds, too."""
    told = json.loads(get(shipped, "/missions.json?rocket=molniya-8k78&launched=launch-failure").body)

    names = {one["name"] for one in told["flights"]}
    assert "sputnik-24" in names
    assert {one["mission"].rpartition("/")[2] for one in rows(shipped, told["sparql"])} == names


def test_map_of_landings(shipped: Served) -> None:
    """The list of all missions has a map on which each place where a craft came down leads to its event."""
    query = (ROOT / "queries" / "pages" / "landings.rq").read_text(encoding="utf-8")
    events = {row["event"].removeprefix("https://w3id.org/marsgraph") for row in rows(shipped, query)}
    html = get(shipped, "/missions").body.decode()
    figure = html[html.index('<figure class="figure" id="landings"') :]

    assert {"/id/mars-2-lander-crash", "/id/mars-3-landing", "/id/mars-6-landing"} == events
    assert events <= set(re.findall(r'href="([^"]+)"', figure[: figure.index("<details")]))
    assert 'id="landings"' not in get(shipped, "/missions?stage=blok-l").body.decode()


def test_sorting(shipped: Served) -> None:
    """The table is sorted by the column that the address names, downwards when it says so."""
    lines = csv.DictReader(io.StringIO(get(shipped, "/missions.csv?sort=label&desc=1").body.decode()))

    labels = [line["label"] for line in lines]
    assert sorted(labels, reverse=True) == labels


def test_unknown_choice(shipped: Served) -> None:
    """A choice that nothing fits leaves nothing, and can be taken away."""
    read = page(shipped, "/missions?rocket=%22%3E%3Cb%3E")

    assert "No mission fits" in read.said()
    assert [] == list(read.all("b"))
    assert "/missions" in read.links


def test_query_of_a_choice_is_asked_by_its_link(shipped: Served) -> None:
    """The page links the query behind its list, which the query page then holds."""
    (link,) = (link for link in page(shipped, "/missions?stage=blok-l").links if link.startswith("/query?"))

    (query,) = parse_qs(urlsplit(link).query)["query"]
    assert "VALUES (?stage)" in query


# ---- Failures


@pytest.mark.parametrize("name", ["stage", "rocket", "decade", "mode"])
def test_bars_lead_to_what_they_count(shipped: Served, name: str) -> None:
    """Each bar of the figures of failures leads to a list with as many missions as it counts."""
    text = (ROOT / "queries" / "pages" / f"failures-by-{name}.rq").read_text(encoding="utf-8")
    counted: dict[str, int] = {}
    for row in rows(shipped, text):
        path = row[name].removeprefix("https://w3id.org/marsgraph")
        counted[path] = counted.get(path, 0) + int(row["missions"])
    drawn = {link for link in page(shipped, "/failures").links if link.startswith(f"/missions?{name}=")}

    listed = {link: json.loads(get(shipped, link.replace("?", ".json?")).body)["flights"] for link in counted}
    assert counted == {link: len(flights) for link, flights in listed.items()}
    assert counted.keys() <= drawn


def test_shares_of_what_was_lost(shipped: Served) -> None:
    """The shares are those of the missions in the lists: launches lost by their rocket, missions lost in any way."""
    text = (ROOT / "queries" / "pages" / "loss-rates.rq").read_text(encoding="utf-8")
    told = {row["flown"].removeprefix("https://w3id.org/marsgraph"): row for row in rows(shipped, text)}
    lists = {path: json.loads(get(shipped, path.replace("/missions", "/missions.json")).body) for path in told}
    html = get(shipped, "/failures").body.decode()

    for path, row in told.items():
        flights = lists[path]["flights"]
        launches, missions = (sum(one[name]["tone"] == "bad" for one in flights) for name in ("launched", "became"))
        flown = row["flights"] if row["by"] == "stage" else str(len(flights))
        assert (str(launches), str(missions), flown) == (row["launchesLost"], row["missionsLost"], row["flights"]), path
    assert "10 of 21 launches</b> (48 %)" in html
    assert '>5 of 8 <span class="muted">(63 %)</span></a></td><td>7 of 8 <span class="muted">(88 %)' in html


def test_every_loss_stands_in_the_drawing_of_chains(shipped: Served) -> None:
    """The drawing of chains tells of each mission that was lost or cut short, also where one event is all."""
    flights = json.loads(get(shipped, "/missions.json").body)["flights"]
    svg = get(shipped, "/figures/failures-chains.svg").body.decode()

    assert [] == [one["label"] for one in flights if one["losses"] and f">{one['label']}<" not in svg]


def test_every_figure_of_failures_is_a_query(shipped: Served) -> None:
    """Below each figure of failures stand its query, its table and its drawing, and the chains tell of each loss."""
    html = get(shipped, "/failures").body.decode()
    figures = re.findall(r'<figure class="figure" id="([^"]+)">(.*?)</figure>', html, re.DOTALL)

    named = ["failures-by-stage", "failures-by-rocket", "failures-by-decade", "failures-by-mode", "failures-chains"]
    assert named == [name for name, _ in figures]
    assert ["/figures/failures-chains.svg"] == re.findall(r'srcset="([^"?]+)"', figures[-1][1])
    for name, inside in figures:
        below = re.findall(r'<a href="([^"]+)">(SPARQL|CSV|SVG|Link)</a>', inside)
        assert ["SPARQL", "CSV", "SVG", "Link"] == [text for _, text in below], name
        assert {200} == {get(shipped, link.replace("&amp;", "&")).status for link, _ in below}, name


# ---- Why, who says so, and where they disagree


def test_riddle(shipped: Served) -> None:
    """The first page leads to why Sputnik 24 never left, and that page tells who says so and where they disagree."""
    home = page(shipped, "/")
    assert "/page/sputnik-24" in home.links

    thing = page(shipped, "/page/sputnik-24")
    said = thing.said()
    assert {"#why", "#who", "#disagreements"} <= thing.links
    assert said.index("left in Earth orbit") < said.index("Blok L did not ignite") < said.index("fuse dislodged")
    assert "/page/source/soviet-mars-chronology" in thing.links
    assert "/page/source/mars-2mv3-no1" in thing.links
    assert "Failed stage of Sputnik 24" in said


def test_flight_event_by_event(shipped: Served) -> None:
    """The flight is a figure of a stored query, its causes before effects, with who mentions each as its table."""
    html = get(shipped, "/page/sputnik-24").body.decode()
    figure = re.search(r'<figure class="figure" id="flight-events">(.*?)</figure>', html, re.DOTALL)
    inside = figure[1] if figure else ""
    below = re.findall(r'<a href="([^"]+)">(SPARQL|CSV|SVG|Link)</a>', inside)
    drawn = re.findall(r'<a class="flag" href="/id/([^"]+)"', inside[: inside.index("figure-at-680")])
    csv_told = get(shipped, next(link for link, text in below if text == "CSV").replace("&amp;", "&")).body.decode()

    order = ["launch", "oxidizer-pressurization-fault", "vibration", "fuse-dislodged", "blok-l-no-ignition", "decay"]
    assert [f"sputnik-24-{name}" for name in order] == [
        one for one in drawn if one.removeprefix("sputnik-24-") in order
    ]
    assert drawn == [row["event"].rpartition("/")[2] for row in csv.DictReader(io.StringIO(csv_told))]
    assert ["SPARQL", "CSV", "SVG", "Link"] == [text for _, text in below]
    assert {200} == {get(shipped, link.replace("&amp;", "&")).status for link, _ in below}
    assert "Who mentions it" in inside


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("blok-l", "Stage number: 4 · engine: S1.5400A1"),
        ("sputnik-24-vibration", "Failure mode: vibration · in stage: Blok I"),
        ("baikonur", "Kind of place: cosmodrome"),
    ],
)
def test_one_line_of_what_it_is(shipped: Served, name: str, line: str) -> None:
    """A page about a thing tells below its name in one line what it is."""
    html = get(shipped, f"/page/{name}").body.decode()
    lead = re.search(r'<p class="lead">(.*?)</p>', html)

    assert line == re.sub(r"<[^>]+>", "", lead[1] if lead else "")


def test_figure_of_no_mission(shipped: Served) -> None:
    """A figure that is about one mission is refused without one, and for what has no events."""
    paths = [
        "/figures/flight-events.svg",
        "/figures/flight-events.svg?mission=%3E",
        "/figures/chain-figure.svg?mission=mars",
    ]

    assert [400, 400, 422] == [get(shipped, path).status for path in paths]
    assert 404 == get(shipped, "/figures/nothing.svg").status


def test_dissent_is_shown_beside_the_value(shipped: Served) -> None:
    """A value that we do not hold is struck out, with who says it and why ours is held."""
    html = get(shipped, "/page/sputnik-24").body.decode()
    target = html[html.index("/ns#target") :].split("</div>", 1)[0]

    assert '<s><a href="/page/venus">Venus</a></s>' in target
    assert "Type field" in target
    assert "Why ours:" in target


def test_disagreements_are_sifted(shipped: Served) -> None:
    """Each choice of disagreements leaves as many as its count tells."""
    facets = json.loads(get(shipped, "/disagreements.json").body)["facets"]

    for facet in facets:
        for choice in facet["choices"]:
            path = "/disagreements.json?" + urlencode({facet["name"]: choice["value"]})
            assert choice["count"] == len(json.loads(get(shipped, path).body)["disputes"]), path


def test_weightiest_disagreements_come_first(shipped: Served) -> None:
    """Conflicts come before all else and names last; the first has two sources and two causes of one event."""
    told = json.loads(get(shipped, "/disagreements.json").body)
    kinds = list(dict.fromkeys(one["kind"]["label"] for one in told["disputes"]))
    causes = [one for one in told["disputes"][0]["positions"] if "led to" in one["about"]]

    expected = ["conflict", "self-contradiction", "evident error", "two things under one name"]
    assert [*expected, "difference of precision", "naming"] == kinds
    assert kinds == [one["kind"]["label"] for one in told["kinds"]]
    assert [2, 1, 2] == [
        len({one["about"] for one in causes}),
        len({one["value"]["iri"] for one in causes}),
        len({said["source"] for one in causes for said in one["value"]["said"]}),
    ]


def test_kinds_of_disagreement_are_explained(shipped: Served) -> None:
    """Each kind stands on the list with what it means, and on the list of its own."""
    kinds = json.loads(get(shipped, "/disagreements.json").body)["kinds"]
    said, alone = page(shipped, "/disagreements").said(), page(shipped, "/disagreements?kind=naming").said()

    assert [] == [one for one in kinds if one["definition"] not in said or not one["definition"]]
    assert [kinds[-1]["definition"]] == [one["definition"] for one in kinds if one["definition"] in alone]


def test_dispute_of_the_first_page_leads_to_its_record(shipped: Served) -> None:
    """The title of a dispute on the first page leads to the place on the page of its mission where it is told."""
    home = page(shipped, "/")
    records = [link.partition("#") for link in home.links if re.match(r"/page/[^/#]+#(?!why|who|disagreements)", link)]

    assert records
    for path, _, anchor in records:
        assert f'<article class="dispute" id="{anchor}">' in get(shipped, path).body.decode(), (path, anchor)


def test_disagreements_are_paged(shipped: Served) -> None:
    """The pages of a choice hold each of its disagreements once, in the order of the whole list."""
    told = json.loads(get(shipped, "/disagreements.json?mission=sputnik-22").body)["disputes"]
    read: list[str] = []
    path: str | None = "/disagreements?mission=sputnik-22"
    while path:
        html = get(shipped, path).body.decode()
        read += re.findall(r'<article class="dispute[^"]*" id="([^"]+)"', html)
        found = re.search(r'<a rel="next" href="([^"]+)"', html)
        path = found[1].replace("&amp;", "&") if found else None

    assert [one["anchor"] for one in told] == read


def test_circumstances_have_their_source(shipped: Served) -> None:
    """Each detail of an event of a chain is listed with the passages that state it."""
    html = get(shipped, "/page/sputnik-24").body.decode()
    told = re.findall(r'<li class="circumstance">([^\n]*)</li>', html)

    assert told
    assert [] == [one for one in told if '<span class="said">' not in one or "/page/" not in one.split("said")[1]]


def test_source_is_told_where_it_is_overruled(shipped: Served) -> None:
    """The page of a source shows what it says and we do not hold, beside what we hold."""
    html = get(shipped, "/page/source/soviet-mars-chronology").body.decode()
    row = html[html.index('id="overruled"') :]

    assert "1962-061C" in row
    assert "1962-061A" in row


def test_report_carries_thing_value_and_source(shipped: Served) -> None:
    """A report of an error names the thing, its values and who says them."""
    asked = {"thing": "https://w3id.org/marsgraph/id/sputnik-24", "property": "https://w3id.org/marsgraph/ns#target"}
    said = page(shipped, "/report?" + urlencode(asked)).said()

    for part in ("https://w3id.org/marsgraph/id/sputnik-24", "Held: Mars (planet)", "Not held: Venus", "Type field"):
        assert part in said


def test_report_goes_where_the_operator_says(start: Callable[..., Served]) -> None:
    """The link to send a report carries the thing, the value and its source to the address that was set."""
    server = start("--processes", "1", "--report-to", "https://example.org/new?title={title}&body={text}")
    asked = {"thing": "https://w3id.org/marsgraph/id/sputnik-24", "property": "https://w3id.org/marsgraph/ns#target"}
    links = page(server, "/report?" + urlencode(asked)).links
    (sent,) = (urlsplit(link) for link in links if link.startswith("https://example.org/"))
    told = parse_qs(sent.query)

    assert ["Error in Sputnik 24, target"] == told["title"]
    for part in (asked["thing"], asked["property"], "Held: Mars (planet)", "Not held: Venus", "Soviet Mars Chronology"):
        assert part in told["body"][0]


def test_report_by_mail() -> None:
    """An address of mail becomes a link with subject and text; without an address there is none."""
    assert "mailto:a@example.org?subject=A%26B&body=1%0A2" == addresses.of_report("a@example.org", "A&B", "1\n2")
    assert "" == addresses.of_report("", "A", "1")


@pytest.mark.parametrize(
    "thing", ["", "https://example.org/", "javascript:alert(1)", "https://w3id.org/marsgraph/ns#x"]
)
def test_report_about_nothing(shipped: Served, thing: str) -> None:
    """A report about what is no thing of the graph is refused."""
    assert 400 == get(shipped, "/report?" + urlencode({"thing": thing})).status


@pytest.mark.parametrize("name", ["nobody", "a b", "a{", "100%", "nul\0"])
def test_report_about_nobody(shipped: Served, name: str) -> None:
    """A name that nothing has, or could have, has no report, and is not taken for a fault of the server."""
    assert 404 == get(shipped, "/report?" + urlencode({"thing": f"https://w3id.org/marsgraph/id/{name}"})).status


# ---- Search


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("Sputnik 24", "/page/sputnik-24"),
        ("1962-062A", "/page/sputnik-24"),
        ("mars 2mv-3 no 1", "/page/sputnik-24"),
        ("cavitation", "/page/concept/cavitation"),
    ],
)
def test_exact_name(shipped: Served, text: str, where: str) -> None:
    """A name that one thing has goes to its page."""
    got = get(shipped, "/search?" + urlencode({"q": text}))

    assert (303, where) == (got.status, got.header("Location"))


def test_misspelt_name(shipped: Served) -> None:
    """A misspelt name lists what is near, the likeliest first."""
    read = page(shipped, "/search?q=sputnk+24")

    hits = [link for link in (one["href"] for one in read.all("a") if "href" in one) if link.startswith("/page/")]
    assert "/page/sputnik-24" == hits[0]


def test_name_of_nothing(shipped: Served) -> None:
    """A text that is near to nothing is shown as text, with where to go on."""
    read = page(shipped, "/search?" + urlencode({"q": "<script>zzzzqqqq</script>"}))

    assert "<script>zzzzqqqq</script>" in read.said()
    assert "/missions" in read.links


# ---- Any data


def test_hostile_label(start: Callable[..., Served]) -> None:
    """Markup in the data shows as text, and an address that would run is no link."""
    server = start("--data", str(ROOT / "tests" / "fixtures" / "hostile.trig"), "--processes", "1")

    for path in ("/page/bad", "/", "/missions", "/failures", "/search?q=bad-launc"):
        read = page(server, path)
        assert [] == [one for one in read.all("script") if one.get("type") != "application/ld+json"], path
        pictures = [one["src"] for one in read.all("img") if not (one["src"] or "").startswith("/figures/")]
        assert ([], [], []) == (pictures, [*filter(_runs, read.links)], read.crossed), path
    assert "alert(1)" in page(server, "/page/bad").said()


def _runs(link: str) -> bool:
    return link.startswith("javascript")


@pytest.mark.parametrize(
    "path", ["/", "/missions", "/failures", "/disagreements", "/sources", "/ns", "/about", "/search"]
)
def test_pages_over_other_data(small: Served, path: str) -> None:
    """The pages hold over data that is not ours."""
    assert 200 == get(small, path).status


def test_base_path(start: Callable[..., Served]) -> None:
    """Below a base path every address of a page begins with it."""
    server = start("--base-path", "/mars", "--processes", "1")
    read = page(server, "/mars/page/sputnik-24")

    addresses = [*read.links, *(one["href"] for one in read.all("link") if one.get("rel") != "canonical")]
    assert [] == [one for one in addresses if not one.startswith(("/mars", "#", "?", "http://", "https://"))]


def shipped_version() -> str:
    """The version of the shipped graph."""
    return str(json.loads((ROOT / "data" / "graph" / "manifest.json").read_text(encoding="utf-8"))["version"])


def test_quality(shipped: Served) -> None:
    """The page about the dataset shows the figures that the description has, and how far each class is filled in."""
    said = Page(get(shipped, "/about").body.decode()).said()
    query = """
      PREFIX dqv: <http://www.w3.org/ns/dqv#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
      SELECT ?what ?value { GRAPH ?g {
        ?m dqv:computedOn <https://w3id.org/marsgraph/> ; dqv:value ?value ;
          dqv:isMeasurementOf/skos:definition ?what } }
    """
    table = shipped.ask("GET", f"/sparql?{urlencode({'query': query})}", Accept="text/csv").body.decode()
    want = [f"{row['what']} {row['value']}" for row in csv.DictReader(io.StringIO(table, newline=""))]

    assert want
    assert [] == [one for one in want if one not in said]
    assert ("found no breaches of shapes and rules" in said) == (
        f'"{shipped_version()}"' in (ROOT / "data" / "graph" / "report.trig").read_text(encoding="utf-8")
    )
    assert re.search(r"launch 21 [^%]*launch date 100 ?,", said)
