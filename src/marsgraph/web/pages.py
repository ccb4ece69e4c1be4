"""The pages that are not about one thing, each from a view that a query process gathers; their twins for machines."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from http import HTTPStatus
from typing import Any, Final, TypeVar

import flask

from marsgraph import catalog
from marsgraph import headers as query_headers
from marsgraph.endpoint import dataset, description, formats, signposting, versions
from marsgraph.endpoint.problems import KINDS, TYPES, raised
from marsgraph.exports.files import WHOLE
from marsgraph.terms import BASE
from marsgraph.web import addresses, structured, work
from marsgraph.web.downloads import DESCRIPTION_PATH
from marsgraph.web.engine import Engine
from marsgraph.web.figures import Addresses, Figure, Figures, addresses_of
from marsgraph.web.rendering import (
    AboutPage,
    DisagreementsPage,
    FailuresPage,
    HomePage,
    LimitsPage,
    MissionsPage,
    Page,
    ProblemKindPage,
    ReportPage,
    SearchPage,
    SourcesPage,
    edition,
    href,
    kept_page,
    sitemap,
)
from marsgraph.web.reply import FRESH, VARY, Reply
from marsgraph.web.responding import respond
from marsgraph.web.settings import Settings
from marsgraph.web.shown import flights, transfer
from marsgraph.web.shown.disputes import FACETS as DISPUTE_FACETS
from marsgraph.web.shown.disputes import Disputes
from marsgraph.web.shown.finding import Everything, Hits
from marsgraph.web.shown.flights import Flights
from marsgraph.web.shown.overview import About, Failures, Home
from marsgraph.web.shown.sources import Sources
from marsgraph.web.shown.things import Report

_JSON: Final = {"Content-Type": "application/json", "Cache-Control": FRESH, "Vary": VARY}
_CSV: Final = {"Content-Type": "text/csv; charset=utf-8", "Cache-Control": FRESH, "Vary": VARY}
_XML: Final = {"Content-Type": "application/xml; charset=utf-8", "Cache-Control": FRESH, "Vary": VARY}
_LONGEST_SEARCH: Final = 200
_ON_A_PAGE: Final = 25
"""How many disagreements a page shows; more are long to read and slow to load."""
_FIXED: Final = (
    "/",
    "/missions",
    "/failures",
    "/disagreements",
    "/sources",
    "/ns",
    "/query",
    "/examples",
    "/downloads",
    "/about",
)
_OF_FAILURES: Final = (
    *("failures-by-stage", "failures-by-rocket", "failures-by-decade", "failures-by-mode"),
    "failures-chains",
)
"""The queries that the page of failures draws."""
_PICTURES: Final = frozenset({"failures-chains"})
"""What is too large to stand in the page: a picture that the browser asks for when it comes into view."""
_SORTS: Final = (
    ("label", "Mission"),
    ("date", "Launched"),
    ("rocket", "Rocket"),
    ("craft", "Spacecraft"),
    ("launched", "The launch"),
    ("became", "The mission"),
)

Shown = TypeVar("Shown")


def blueprint(settings: Settings, engine: Engine, figures: Figures) -> flask.Blueprint:
    """Make the routes."""
    routes = flask.Blueprint("pages", __name__)
    pages = Pages(settings, engine, figures)
    for rule, view in (
        ("/", pages.home),
        ("/missions", pages.missions),
        ("/missions.json", pages.missions_json),
        ("/missions.csv", pages.missions_csv),
        ("/failures", pages.failures),
        ("/disagreements", pages.disagreements),
        ("/disagreements.json", pages.disagreements_json),
        ("/disagreements.csv", pages.disagreements_csv),
        ("/sources", pages.sources),
        ("/about", pages.about),
        ("/search", pages.search),
        ("/report", pages.report),
        ("/sitemap.xml", pages.sitemap),
        ("/limits", pages.limits),
        ("/problem/<name>", pages.problem),
    ):
        routes.add_url_rule(rule, rule.strip("/").replace(".", "-") or "home", _answering(view), methods=["GET"])
    return routes


def _answering(view: Callable[..., Reply]) -> Callable[..., flask.Response]:
    return lambda **arguments: respond(view(**arguments))


class Pages:
    """Answers requests for pages."""

    def __init__(self, settings: Settings, engine: Engine, figures: Figures) -> None:
        self._settings = settings
        self._engine = engine
        self._figures = figures
        self._service = settings.service("")

    # ---- Pages

    def home(self) -> Reply:
        """Where to begin."""
        if formats.wants_graph(flask.request.headers.get("Accept")) and not self._settings.data:
            headers = {"Location": _root() + DESCRIPTION_PATH, "Vary": VARY, "Cache-Control": FRESH}
            return Reply(HTTPStatus.SEE_OTHER, b"", headers)
        address = self._address()

        def make(head: tuple[str, str]) -> Page:
            found = self._view(Home, "home")
            timeline = self._figure("launch-timeline") if found.flights else None
            told = structured.of_dataset(found.dataset, found.numbers, version=self._settings.version, address=address)
            return HomePage(*head, found, timeline, told)

        made = self._page("home.html", make, address)
        if self._settings.data:  # what the operator serves in place of our graph says nothing of itself
            return made
        held = [(file.path, file.media_type) for file in WHOLE]
        return replace(made, headers={**made.headers, "Link": signposting.of_dataset(flask.request.script_root, held)})

    def missions(self) -> Reply:
        """The table of missions."""
        choice = _choice((*flights.FACETS, "sort", "desc"))

        def make(head: tuple[str, str]) -> Page:
            landings = None if choice else self._figure("landings")
            return MissionsPage(*head, self._flights(choice), choice, _SORTS, landings)

        return self._page("missions.html", make, *choice.items())

    def failures(self) -> Reply:
        """What was lost, where and why."""

        def make(head: tuple[str, str]) -> Page:
            found = self._view(Failures, "failures")
            drawn = self._figures.of_pages(_OF_FAILURES, _root(), pictures=_PICTURES)
            return FailuresPage(*head, found, drawn, self._queried("loss-rates"))

        return self._page("failures.html", make)

    def disagreements(self) -> Reply:
        """Where the sources disagree."""
        choice, asked = _choice(DISPUTE_FACETS), flask.request.args.get("page", "")

        def make(head: tuple[str, str]) -> Page:
            found = self._view(Disputes, "disagreements", chosen=choice)
            pages = max(1, -(-len(found.disputes) // _ON_A_PAGE))
            page = min(max(1, int(asked)), pages) if _is_count(asked) else 1
            return DisagreementsPage(*head, found, choice, page, pages, _ON_A_PAGE)

        return self._page("disagreements.html", make, *choice.items(), asked)

    def sources(self) -> Reply:
        """All sources."""
        return self._page("sources.html", lambda head: SourcesPage(*head, self._view(Sources, "sources")))

    def about(self) -> Reply:
        """How it is made, and what is not in it."""
        address = self._address()
        return self._page("about.html", lambda head: AboutPage(*head, self._view(About, "about"), address), address)

    def search(self) -> Reply:
        """What a text may mean; the one thing that it names is where to go."""
        text = flask.request.args.get("q", "").strip()[:_LONGEST_SEARCH]
        found = self._view(Hits, "search", text=text) if text else Hits("", ())
        where = href(found.exact)
        if where.startswith("/"):
            headers = {"Location": _root() + where, "Cache-Control": FRESH}
            return Reply(HTTPStatus.SEE_OTHER, b"", headers)
        return self._page("search.html", lambda head: SearchPage(*head, text, found), text)

    def report(self) -> Reply:
        """What a report of an error says."""
        thing, of = (flask.request.args.get(name, "") for name in ("thing", "property"))
        address = dataset.read("/" + thing.removeprefix(BASE)) if href(thing).startswith("/page/") else None
        if address is None or len(thing) + len(of) > 10 * _LONGEST_SEARCH:
            hint = "Follow a link of a page about a thing."
            raise raised("bad-parameter", "A report is about a thing of the graph.", hint, parameter="thing")

        def make(head: tuple[str, str]) -> Page:
            self._engine.ask(work.ask_known(address), {})
            report = self._view(Report, "report", thing=address.iri, of=of)
            text = report.text(self._settings.version)
            title = f"Error in {report.thing.label}" + (f", {report.fact.property.label}" if report.fact else "")
            return ReportPage(*head, report, text, addresses.of_report(self._settings.report_to, title, text))

        return self._page("report.html", make, thing, of, self._settings.report_to)

    def limits(self) -> Reply:
        """What a query may take."""
        limits = self._service.limits()
        if not _wants_page():
            return Reply(HTTPStatus.OK, _json(limits), _JSON | {"ETag": self._tag("limits", limits)})
        sentence = description.sentence(self._service)
        return self._page("limits.html", lambda head: LimitsPage(*head, sentence, limits), limits)

    def problem(self, name: str) -> Reply:
        """What a kind of problem is."""
        if name not in KINDS:
            raise raised("not-found", f"No kind of problem is called {name}.", f"Known: {', '.join(KINDS)}.")
        kind = KINDS[name]
        if not _wants_page():
            told = {"type": kind.iri, "title": kind.title, "status": kind.status}
            return Reply(HTTPStatus.OK, _json(told), _JSON)
        return self._page(
            "problem-kind.html", lambda head: ProblemKindPage(*head, kind.status, kind.title, TYPES + name), name
        )

    # ---- The same for machines

    def missions_json(self) -> Reply:
        """The table of missions as JSON, with the query that gives it."""
        found = self._flights(_choice((*flights.FACETS, "sort", "desc")))
        return self._data(transfer.pack(found), _JSON)

    def missions_csv(self) -> Reply:
        """The table of missions as CSV."""
        found = self._flights(_choice((*flights.FACETS, "sort", "desc")))
        return self._data(_csv(flights.as_rows(found)), _CSV)

    def disagreements_json(self) -> Reply:
        """The disagreements as JSON."""
        return self._data(transfer.pack(self._view(Disputes, "disagreements", chosen=_choice(DISPUTE_FACETS))), _JSON)

    def disagreements_csv(self) -> Reply:
        """The disagreements as CSV, one line for each value and passage."""
        found = self._view(Disputes, "disagreements", chosen=_choice(DISPUTE_FACETS))
        return self._data(_csv(_lines(found)), _CSV)

    def sitemap(self) -> Reply:
        """Every page of its own, for those who list them."""
        address = self._address()
        everything = self._view(Everything, "names")
        paths = [*_FIXED, *filter(None, map(href, everything.iris))]
        body = sitemap([address + path for path in paths])
        return self._data(body, _XML)

    # ---- How a page is made

    def _page(self, template: str, make: Callable[[tuple[str, str]], Page], *parts: Any) -> Reply:
        """Make a page; who holds it already is told so without."""
        return kept_page(template, make, flask.request.environ, self._settings.version, *parts)

    def _data(self, body: bytes, headers: dict[str, str]) -> Reply:
        """Answer with data, under a tag of the version and the address."""
        return Reply(HTTPStatus.OK, body, headers | {"ETag": self._tag(flask.request.full_path)})

    def _tag(self, *parts: object) -> str:
        return versions.tag(self._settings.version, edition(), *map(str, parts))

    def _view(self, kind: type[Shown], view: str, **choice: Any) -> Shown:
        answer = self._engine.ask(work.ask_view(view, **choice), {})
        return transfer.unpack(kind, answer.body.read())  # type: ignore[type-var]

    def _flights(self, choice: dict[str, str]) -> Flights:
        chosen = {name: value for name, value in choice.items() if name in flights.FACETS}
        sort = choice.get("sort", "date")
        sort = sort if sort in flights.SORTS else "date"
        return self._view(Flights, "missions", chosen=chosen, sort=sort, descending="desc" in choice)

    def _figure(self, name: str) -> Figure | None:
        """What a query of the pages tells, drawn."""
        return self._figures.of_pages([name], _root())[name]

    def _queried(self, name: str) -> Addresses:
        """Where a query of the pages can be read and asked."""
        query = catalog.page_query(self._settings.project.queries, name)
        return addresses_of(query_headers.without(query.text), "", query.title, _root())

    def _address(self) -> str:
        return addresses.public_root(self._settings, flask.request.environ)


def _choice(names: Iterable[str]) -> dict[str, str]:
    """What the address chooses, without what says nothing here."""
    given = {name: flask.request.args.get(name, "")[:_LONGEST_SEARCH] for name in names}
    return {name: value for name, value in given.items() if value}


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10  # noqa: PLR2004


def _root() -> str:
    return flask.request.script_root


def _wants_page() -> bool:
    return formats.wants_page(flask.request.headers.get("Accept"))


def _json(told: Any) -> bytes:
    return json.dumps(told).encode() + b"\n"


def _csv(rows: Iterable[Sequence[str]]) -> bytes:
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerows(rows)  # RFC 4180
    return written.getvalue().encode()


def _lines(found: Disputes) -> list[list[str]]:
    lines = [["record", "kind", "label", "about", "value", "held", "source", "locator", "hedges", "because"]]
    for one in found.disputes:
        head = [one.iri, one.kind.label, one.label]
        for position in one.positions:
            value = [position.about, position.value.exact, "yes" if position.held else "no"]
            lines += [
                [*head, *value, said.title, said.locator, ", ".join(said.hedges), one.because]
                for said in position.value.said
            ]
    return lines
