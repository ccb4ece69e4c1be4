"""Figures on the web: any query's result as an SVG by its address, and figures for the pages to show."""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from http import HTTPStatus
from importlib import resources
from typing import Any, Final
from urllib.parse import urlencode

import flask
from markupsafe import Markup

from marsgraph import catalog
from marsgraph import headers as query_headers
from marsgraph.catalog import QueryFile
from marsgraph.endpoint import problems, request, screening, versions
from marsgraph.endpoint.problems import raised
from marsgraph.endpoint.request import SparqlRequest
from marsgraph.endpoint.screening import Bounds
from marsgraph.figures import VIEWS, Look
from marsgraph.figures.look import WIDTHS
from marsgraph.questions.question import Question
from marsgraph.store import Iri
from marsgraph.terms import ID, read_prefixes
from marsgraph.web import reply, work
from marsgraph.web.drawing import OF_MISSIONS, STORED, Job
from marsgraph.web.engine import Engine
from marsgraph.web.reply import FRESH, NEVER, VARY, Environ, Reply
from marsgraph.web.responding import respond
from marsgraph.web.settings import Settings
from marsgraph.workers import Refusal

PATH: Final = "/figure.svg"
STORED_PATH: Final = "/figures"
MEDIA_TYPE: Final = "image/svg+xml"
STYLESHEET: Final = "figures.css"
PAGE_WIDTHS: Final = (1080, 680, 360)
"""A page holds each figure in these widths and shows the one that fits."""

OF_LOOK: Final = ("view", "width", "title")
"""The parameters that tell how to draw, not what."""
_DEFAULT_WIDTH: Final = 1080
_LONGEST_TITLE: Final = 200
_NO_DRAWING: Final = "Ask with SELECT: a figure is drawn from rows."


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the table that tells the same as a figure."""

    text: str
    address: str
    number: bool


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the links below a figure lead."""

    sparql: str
    """The query, to be read and changed."""
    csv: str
    svg: str
    """The figure as a file, to be embedded."""
    link: str
    """The figure where it stands."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure on a page: what the macro `figure` of `figure.html` shows."""

    name: str
    """Its id on the page."""
    caption: str
    view: str
    views: tuple[str, ...]
    """The views that fit the result."""
    description: str
    drawings: tuple[tuple[int, Markup], ...]
    """The widths and the drawings, the widest first; none where the page shows it as a picture that comes later."""
    addresses: Addresses
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to see."""

    sparql: SparqlRequest
    view: str | None = None
    width: int = _DEFAULT_WIDTH
    title: str = ""


class Figures:
    """Draws the results of queries, in the query processes."""

    def __init__(self, settings: Settings, engine: Engine) -> None:
        self._settings = settings
        self._engine = engine
        self._prefixes = read_prefixes(settings.project.context)

    def image(self, asked: Asked, environ: Environ) -> Reply:
        """Answer with the figure of a query as a file of its own."""
        query, sparql = self._screened(asked.sparql), asked.sparql
        job = Job(sparql, asked.view, (self._alone(asked.width, asked.title),), environ.get("SCRIPT_NAME", ""))
        key = (query, sparql.default_graphs, sparql.named_graphs, sparql.max_rows)
        return self._file(job, query, key, environ)

    def question(self, asked: Question, given: Mapping[str, str], environ: Environ) -> Reply:
        """The same of one of our questions, in the view that it prefers if the address tells no other."""
        values = {name: value for name, value in given.items() if name not in OF_LOOK}
        view = _view(given.get("view")) or preferred(asked)
        look = self._alone(_width(given.get("width")), _title(given) or asked.title)
        job = Job(None, view, (look,), environ.get("SCRIPT_NAME", ""), asked.name, values)
        key = (asked.query, asked.name, [f"{name}={value}" for name, value in sorted(values.items())])
        return self._file(job, asked.query, key, environ)

    def stored(self, name: str, given: Mapping[str, str], environ: Environ) -> Reply:
        """The same of a query of our pages."""
        query, mission = self._stored(name), _mission(name, given)
        text = _of_mission(query.text, mission)
        look = self._alone(_width(given.get("width")), _title(given) or query.title)
        asked, root = SparqlRequest("GET", text), environ.get("SCRIPT_NAME", "")
        job = Job(asked, _view(given.get("view")) or STORED[name], (look,), root, stored=name, mission=mission)
        return self._file(job, text, (text,), environ)

    def _stored(self, name: str) -> QueryFile:
        if name not in STORED:
            raise raised("not-found", f"No figure is called {name}.", f"Known: {', '.join(STORED)}.")
        return catalog.page_query(self._settings.project.queries, name)

    def _alone(self, width: int, title: str) -> Look:
        credit = f"MarsGraph {self._settings.version} · CC BY 4.0"
        return Look(width=width, title=title, style=self.style, credit=credit)

    def _file(self, job: Job, query: str, key: Iterable[Any], environ: Environ) -> Reply:
        headers = {
            "Content-Type": MEDIA_TYPE,
            "Content-Security-Policy": self.policy,
            "Cross-Origin-Resource-Policy": "cross-origin",
            "Vary": VARY,
            "Cache-Control": NEVER,
        }
        if versions.is_steady(query):
            look = job.looks[0]
            etag = versions.tag(
                self._settings.version, *key, MEDIA_TYPE, job.view, look.width, look.title, job.root, self.style
            )
            headers |= {"Cache-Control": FRESH, "ETag": etag}
        if held := reply.held_tag(headers.get("ETag"), environ):
            return reply.not_modified(headers, held)
        told = self._draw(job, query, environ)
        if told["truncated"] and job.request:
            headers["Answer-Truncated"] = f"maxrows={job.request.max_rows}"
        return Reply(HTTPStatus.OK, told["svgs"][0].encode(), headers)

    def of_pages(self, names: Iterable[str], root: str, *, pictures: Container[str] = ()) -> dict[str, Figure | None]:
        """Figures of queries of our pages, all drawn at once; none where the data have too little to draw.

        What is shown as a picture is not drawn for the page.
        """
        titles = {name: self._stored(name).title for name in names}
        return self._all(titles, root, pictures=pictures)

    def of_mission(self, mission: str, titles: Mapping[str, str], root: str) -> dict[str, Figure | None]:
        """The same of one mission, each with its title."""
        return self._all(titles, root, mission=mission)

    def _all(
        self, titles: Mapping[str, str], root: str, *, pictures: Container[str] = (), mission: str = ""
    ) -> dict[str, Figure | None]:
        queries = {name: _of_mission(self._stored(name).text, mission) for name in titles}
        jobs = [
            Job(
                SparqlRequest("GET", query),
                STORED[name],
                () if name in pictures else _looks(name, titles[name]),
                root,
                stored=name,
                mission=mission,
            )
            for name, query in queries.items()
        ]
        told = json.loads(self._engine.ask(work.ask_figures(jobs), {}).body.read()) if jobs else []
        return {
            job.stored: _figure(one, job.looks, job.stored, title, _stored_addresses(job, query, title))
            if one
            else None
            for query, title, job, one in zip(queries.values(), titles.values(), jobs, told, strict=True)
        }

    def on_page(
        self,
        query: str,
        *,
        name: str,
        caption: str,
        root: str,
        view: str | None = None,
        addresses: Addresses | None = None,
    ) -> Figure:
        """A figure for a page that has the stylesheet; `addresses` where the query has better ones than its text."""
        looks = _looks(name, caption)
        query = query_headers.without(query)
        sparql = SparqlRequest("GET", query)
        self._screened(sparql)
        told = self._draw(Job(sparql, view, looks, root), query, {})
        return _figure(told, looks, name, caption, addresses or addresses_of(query, told["view"], caption, root))

    def on_page_if_it_fits(self, query: str, **how: Any) -> Figure | None:
        """The same; nothing where the result has too little to draw."""
        try:
            return self.on_page(query, **how)
        except Refusal as error:
            if problems.of_refusal(error).kind == "unsuitable-result":
                return None
            raise

    @cached_property
    def style(self) -> str:
        """The stylesheet of figures, which one that stands alone carries in itself."""
        return resources.files("marsgraph.web").joinpath("static", STYLESHEET).read_text(encoding="utf-8")

    @cached_property
    def policy(self) -> str:
        """What a figure may do when a browser opens it as a page: have its own style, and nothing else."""
        digest = b64encode(hashlib.sha256(self.style.encode()).digest()).decode()
        return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"

    def _screened(self, asked: SparqlRequest) -> str:
        """Refuse what must not reach the engine, and what has no rows."""
        if not asked.query:
            raise raised("missing-query", "There is no query to draw.", f"Send {PATH}?query=...&view={VIEWS[0]}.")
        if screening.screen(asked.query, Bounds(), self._prefixes) != "SELECT":
            raise raised("unsuitable-result", "This query has no rows.", _NO_DRAWING, views=[])
        return asked.query

    def _draw(self, job: Job, query: str, environ: Environ) -> dict[str, Any]:
        payload = work.ask_figure(job)
        seconds = job.request.seconds(self._settings.seconds) if job.request else None
        # what asks a clock or chance has no one answer that could be kept
        ask = self._engine.ask if versions.is_steady(query) else self._engine.run
        told: dict[str, Any] = json.loads(ask(payload, environ, seconds=seconds).body.read())
        return told


def _looks(name: str, caption: str) -> tuple[Look, ...]:
    return tuple(Look(width=width, title=caption, name=f"{name}-{width}") for width in PAGE_WIDTHS)


def _figure(told: Mapping[str, Any], looks: Iterable[Look], name: str, caption: str, addresses: Addresses) -> Figure:
    """A figure for a page, of what a query process told."""
    return Figure(
        name=name,
        caption=caption,
        view=told["view"],
        views=tuple(told["views"]),
        description=told["description"],
        # the drawing is made of elements and attributes, which escape what they hold
        drawings=tuple((look.width, Markup(svg)) for look, svg in zip(looks, told["svgs"], strict=True)),  # noqa: S704
        addresses=addresses,
        columns=tuple(told["columns"]),
        rows=tuple(tuple(Cell(**cell) for cell in row) for row in told["rows"]),
    )


def _stored_addresses(job: Job, query: str, title: str) -> Addresses:
    """The addresses of a figure of our pages, which has a short one."""
    known = addresses_of(query_headers.without(query), STORED[job.stored], title, job.root)
    asked = f"?{urlencode({'mission': job.mission.removeprefix(ID), 'title': title})}" if job.mission else ""
    return replace(known, svg=f"{job.root}{STORED_PATH}/{job.stored}.svg{asked}")


def _mission(name: str, given: Mapping[str, str]) -> str:
    """The mission that a figure is to be about, where it is about one."""
    if name not in OF_MISSIONS:
        return ""
    try:
        return Iri(ID + given["mission"]).value
    except (KeyError, ValueError) as error:
        hint = "Name one, such as mission=sputnik-24."
        raise raised("bad-parameter", f"The figure {name} is about one mission.", hint, parameter="mission") from error


def _of_mission(query: str, mission: str) -> str:
    """The query about one mission, if any is meant."""
    return f"{query.rstrip()}\nVALUES (?mission) {{ ({Iri(mission)}) }}\n" if mission else query


def preferred(asked: Question) -> str | None:
    """The view that a question prefers; none where that is a table."""
    return asked.view if asked.view in VIEWS else None


def addresses_of(query: str, view: str, title: str, root: str) -> Addresses:
    """The addresses of a figure that is known by its query alone."""
    drawn = urlencode({"query": query, "view": view, "title": title})
    return Addresses(
        sparql=f"{root}/query?{urlencode({'query': query})}",
        csv=f"{root}/sparql?{urlencode({'query': query, 'format': 'csv'})}",
        svg=f"{root}{PATH}?{drawn}",
        link=f"{root}/query?{urlencode({'query': query, 'view': view})}",
    )


def read(query_string: bytes, arguments: Mapping[str, str]) -> Asked:
    """Read what is asked of an address."""
    sparql = request.read("GET", query_string, {})
    return Asked(sparql, _view(arguments.get("view")), _width(arguments.get("width")), _title(arguments))


def _view(text: str | None) -> str | None:
    if text and text not in VIEWS:
        hint = f"Views: {', '.join(VIEWS)}."
        raise raised("bad-parameter", f"There is no view called {text}.", hint, parameter="view", available=[*VIEWS])
    return text or None


def _width(text: str | None) -> int:
    if not text:
        return _DEFAULT_WIDTH
    low, high = WIDTHS
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(high)) and low <= int(text) <= high):
        hint = f"Give a whole number of pixels from {low} to {high}."
        raise raised("bad-parameter", f"width is {text[:20]}.", hint, parameter="width")
    return int(text)


def _title(arguments: Mapping[str, str]) -> str:
    title = " ".join(arguments.get("title", "").split())
    if len(title) > _LONGEST_TITLE:
        hint = f"Give at most {_LONGEST_TITLE} characters."
        raise raised("bad-parameter", "title is too long.", hint, parameter="title", limit=_LONGEST_TITLE)
    return title


def blueprint(figures: Figures) -> flask.Blueprint:
    """Make the route."""
    routes = flask.Blueprint("figures", __name__)

    @routes.get(PATH)
    def figure() -> flask.Response:
        asked = flask.request
        wanted = read(asked.query_string, asked.args)
        return respond(figures.image(wanted, asked.environ))

    @routes.get(f"{STORED_PATH}/<name>.svg")
    def stored(name: str) -> flask.Response:
        asked = flask.request
        return respond(figures.stored(name, asked.args, asked.environ))

    return routes
