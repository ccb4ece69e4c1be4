"""Templates with what they receive: one small dataclass a page. HTML is made nowhere else."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined

from marsgraph.endpoint import dataset, versions
from marsgraph.endpoint.formats import HTML
from marsgraph.exports.files import Listed
from marsgraph.questions.question import Question
from marsgraph.terms import BASE, MG
from marsgraph.web.figures import Addresses, Figure
from marsgraph.web.reply import FRESH, PAGE_POLICY, VARY, Environ, Reply, held_tag, not_modified
from marsgraph.web.shown.dataset import Told
from marsgraph.web.shown.disputes import Disputes
from marsgraph.web.shown.finding import Hits
from marsgraph.web.shown.flights import Flights
from marsgraph.web.shown.overview import About, Failures, Home
from marsgraph.web.shown.passages import PassageTold
from marsgraph.web.shown.sources import OneSource, Sources
from marsgraph.web.shown.things import Report, Thing
from marsgraph.web.shown.vocabulary import Vocabulary

_HERE: Final = Path(__file__).parent
PAGE_HEADERS: Final[Mapping[str, str]] = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": PAGE_POLICY,
    "Cache-Control": FRESH,
    "Vary": VARY,
}


@dataclass(frozen=True, slots=True)
class Page:
    """What every page needs: the path that all addresses begin with, and the version of the data."""

    root: str
    version: str


@dataclass(frozen=True, slots=True)
class DownloadsPage(Page):
    """The files to take away."""

    whole: tuple[Listed, ...]
    """Those that hold the whole graph,"""
    missions: tuple[Listed, ...]
    """a document each,"""
    tables: tuple[Listed, ...]
    """and a table for each class."""
    address: str
    """Where callers reach the site."""


@dataclass(frozen=True, slots=True)
class LlmsText:
    """What language models read first."""

    address: str
    summary: str


@dataclass(frozen=True, slots=True)
class HomePage(Page):
    """The numbers, the launches, three questions with their answers."""

    home: Home
    timeline: Figure | None
    structured: Mapping[str, Any]
    """The dataset, for search engines."""


@dataclass(frozen=True, slots=True)
class MissionsPage(Page):
    """The table of missions, sifted and sorted."""

    found: Flights
    choice: Mapping[str, str]
    """What the address says: the choices, and how to sort."""
    sorts: tuple[tuple[str, str], ...]
    """The columns to sort by, each with its name in the address."""
    landings: Figure | None
    """A map of where craft came down, where all missions are shown."""


@dataclass(frozen=True, slots=True)
class FailuresPage(Page):
    """What was lost, where, how and when."""

    found: Failures
    figures: Mapping[str, Figure | None]
    """By stage, rocket, mode and decade, and the chains; none where the data have too little to draw."""
    rates: Addresses
    """Where the query behind the shares can be read and asked."""


@dataclass(frozen=True, slots=True)
class DisagreementsPage(Page):
    """Where the sources disagree."""

    found: Disputes
    choice: Mapping[str, str]
    page: int
    pages: int
    size: int
    """How many stand on a page."""


@dataclass(frozen=True, slots=True)
class SourcesPage(Page):
    """All sources in figures."""

    found: Sources


@dataclass(frozen=True, slots=True)
class AboutPage(Page):
    """Method, coverage, licence, citation, limits; and what there is to download."""

    about: About
    address: str


@dataclass(frozen=True, slots=True)
class SearchPage(Page):
    """What a text may mean."""

    text: str
    found: Hits


@dataclass(frozen=True, slots=True)
class ReportPage(Page):
    """A report of an error, ready to be sent or copied."""

    report: Report
    text: str
    send: str
    """The address that sends it to who is to have it; empty where nobody said who."""


@dataclass(frozen=True, slots=True)
class DocumentPage(Page):
    """What every page about a thing has: its other formats, and where it stands."""

    links: tuple[tuple[str, str], ...]
    """The media type and the path of each format."""
    iri: str


@dataclass(frozen=True, slots=True)
class ThingPage(DocumentPage):
    """A thing with everything that is known of it."""

    thing: Thing
    chain: Figure | None
    """What led to what in the failure of a mission."""
    course: Figure | None
    """Its flight, event by event."""
    structured: Mapping[str, Any]
    """The thing, for search engines."""


@dataclass(frozen=True, slots=True)
class SourcePage(DocumentPage):
    """A source with what it says."""

    found: OneSource


@dataclass(frozen=True, slots=True)
class PassagePage(DocumentPage):
    """A passage, statement by statement."""

    found: PassageTold


@dataclass(frozen=True, slots=True)
class VocabularyPage(DocumentPage):
    """Classes, properties, taxonomies and rules."""

    vocabulary: Vocabulary
    diagram: Figure | None
    """How the classes hang together."""


@dataclass(frozen=True, slots=True)
class ToldPage(DocumentPage):
    """What the dataset says of itself."""

    told: Told


@dataclass(frozen=True, slots=True)
class LimitsPage(Page):
    """What a query may take."""

    sentence: str
    limits: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class ExamplesPage(Page):
    """All example questions."""

    levels: Mapping[str, tuple[Question, ...]]


@dataclass(frozen=True, slots=True)
class QuestionPage(Page):
    """An example question with its answer."""

    question: Question
    given: Mapping[str, str]
    """The values of its parameters that were asked for."""
    told: Mapping[str, Any]
    """What `examples_work.page` tells: choices, columns and rows, the query as it ran, whether the answer holds."""
    formats: tuple[tuple[str, str], ...]
    """The short name and the media type of each format for programs."""
    query_string: str
    """The parameters as the address has them."""
    figure: Figure | None = None
    """The answer, drawn in the view that the question prefers."""


@dataclass(frozen=True, slots=True)
class ProblemPage(Page):
    """Why there is no answer."""

    status: int
    title: str
    text: str
    """The same as in plain text."""
    suggestions: tuple[tuple[str, str], ...] = ()
    """The IRI and the path of what may have been meant."""


@dataclass(frozen=True, slots=True)
class ProblemKindPage(Page):
    """What a kind of problem is."""

    status: int
    title: str
    iri: str


def prepare() -> None:
    """Compile every template, so that no visitor waits for it."""
    templates = _templates()
    for name in templates.list_templates():
        templates.get_template(name)


def render(template: str, page: Page | LlmsText) -> bytes:
    """Fill a template."""
    values = {one.name: getattr(page, one.name) for one in fields(page)}
    return _templates().get_template(template).render(values).encode()


def href(iri: str) -> str:
    """Where an IRI leads: a path for what has a page here, an address elsewhere, nothing for what is no address."""
    if not iri.startswith(BASE):
        return iri if iri.startswith(("http://", "https://")) else ""
    if iri.startswith(MG):
        return f"/ns#{quote(iri.removeprefix(MG))}"
    address = dataset.read("/" + iri.removeprefix(BASE))
    return address.document_path(HTML) if address else ""


def sitemap(addresses: Iterable[str]) -> bytes:
    """The list of pages for those who search."""
    return _templates().get_template("sitemap.xml").render(addresses=list(addresses)).encode()


@cache
def edition() -> str:
    """The same for the same templates, stylesheets and scripts, so that nobody keeps a page of another edition."""
    files = [file for folder in ("templates", "static") for file in sorted((_HERE / folder).rglob("*.*"))]
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def announcement(address: str) -> str:
    """What the command line prints once the server answers."""
    return _templates().get_template("announcement.txt").render(address=address)


def page_reply(template: str, page: Page, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
    """Answer with a page."""
    return Reply(status, render(template, page), {**PAGE_HEADERS, **(headers or {})})


def kept_page(
    template: str, make: Callable[[tuple[str, str]], Page], environ: Environ, version: str, *parts: object
) -> Reply:
    """Answer with a page of which `parts` and the version decide all; who holds it is told so without making it.

    `make` gets what every page begins with: the path that all addresses begin with, and the version.
    """
    root = environ.get("SCRIPT_NAME", "")
    headers = {**PAGE_HEADERS, "ETag": versions.tag(version, edition(), root, template, *map(str, parts))}
    if held := held_tag(headers["ETag"], environ):
        return not_modified(headers, held)
    return Reply(HTTPStatus.OK, render(template, make((root, version))), headers)


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=PackageLoader("marsgraph.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"href": href, "edition": edition()}
    environment.filters["grouped"] = "{:,}".format
    return environment
