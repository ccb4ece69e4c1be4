"""Every IRI of the dataset, dereferenced: things answer with 303 to a document, documents with what is known."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

import flask

from marsgraph import catalog
from marsgraph.endpoint import dataset, signposting, versions
from marsgraph.endpoint.dataset import Address
from marsgraph.endpoint.formats import GRAPH, HTML, Format
from marsgraph.endpoint.problems import raised
from marsgraph.terms import BASE
from marsgraph.web import reply, structured, work
from marsgraph.web.engine import Engine
from marsgraph.web.figures import Figure, Figures
from marsgraph.web.rendering import (
    PAGE_HEADERS,
    DocumentPage,
    PassagePage,
    SourcePage,
    ThingPage,
    VocabularyPage,
    edition,
    render,
)
from marsgraph.web.reply import FRESH, VARY, Reply
from marsgraph.web.responding import respond
from marsgraph.web.settings import Settings
from marsgraph.web.shown import transfer
from marsgraph.web.shown.passages import PassageTold
from marsgraph.web.shown.sources import OneSource
from marsgraph.web.shown.things import Thing
from marsgraph.web.shown.vocabulary import Vocabulary

_MOST_PAGES: Final = 1000
_PAGES: Final[Mapping[str, tuple[str, type[DocumentPage], type[Any]]]] = {
    "Thing": ("thing.html", ThingPage, Thing),
    "OneSource": ("source.html", SourcePage, OneSource),
    "PassageTold": ("passage.html", PassagePage, PassageTold),
    "Vocabulary": ("vocabulary.html", VocabularyPage, Vocabulary),
}
"""The template, the page and what it shows, by what the query process gathered."""


def blueprint(settings: Settings, engine: Engine, figures: Figures) -> flask.Blueprint:
    """Make the one route, whose paths `endpoint.dataset` reads."""
    routes = flask.Blueprint("entities", __name__)
    entities = Entities(settings, engine, figures)

    @routes.get("/<path:path>")
    def entity(path: str) -> flask.Response:  # noqa: ARG001 - read with its slash
        return respond(entities.answer(flask.request))

    return routes


class Entities:
    """Answers requests for things and documents about them."""

    def __init__(self, settings: Settings, engine: Engine, figures: Figures) -> None:
        self._settings = settings
        self._engine = engine
        self._figures = figures
        self._diagrams = catalog.page_query(settings.project.queries, "vocabulary-diagram")

    def answer(self, asked: flask.Request) -> Reply:
        """Redirect from a thing to a document about it, or give the document."""
        address = dataset.read(asked.path)
        if address is None:
            raise raised("not-found", f"Nothing is at {asked.path}.", "Begin at /, or ask at /sparql.")
        form = dataset.choose(asked.headers.get("Accept"), asked.args.get("format"), address)
        if not address.document:
            return self._redirect(asked, address, form)
        return self._page(asked, address) if form is HTML else self._data(asked, address, form)

    def _redirect(self, asked: flask.Request, address: Address, form: Format) -> Reply:
        self._ask(work.ask_known(address))
        where = asked.script_root + address.document_path(form)
        return Reply(HTTPStatus.SEE_OTHER, b"", {"Location": where, "Vary": "Accept", "Cache-Control": FRESH})

    def _data(self, asked: flask.Request, address: Address, form: Format) -> Reply:
        headers = self._headers(asked, address, form)
        if held := reply.held_tag(headers["ETag"], asked.environ):
            return reply.not_modified(headers, held)
        document = BASE.rstrip("/") + address.document_path(form)
        payload = work.ask_document(address, form, document, self._settings.version)
        return Reply(HTTPStatus.OK, self._ask(payload), headers)

    def _ask(self, payload: bytes) -> bytes:
        """Ask once for all callers, so that none who leaves takes the answer from another."""
        return self._engine.ask(payload, {}).body.read()

    def _page(self, asked: flask.Request, address: Address) -> Reply:
        part = _part_of(asked)
        headers = self._headers(asked, address, HTML, edition(), str(part))
        if held := reply.held_tag(headers["ETag"], asked.environ):
            return reply.not_modified(headers, held)
        body, types = self._render(asked, address, part)
        signposts = signposting.of_page(address, asked.script_root, types)
        return Reply(HTTPStatus.OK, body, {**PAGE_HEADERS, **headers, "Link": signposts})

    def _render(self, asked: flask.Request, address: Address, part: int) -> tuple[bytes, tuple[str, ...]]:
        """The page, and the types of schema.org that its thing has."""
        answer = self._engine.ask(work.ask_page(address, part), {})
        template, page, shown = _PAGES[answer.facts["kind"]]
        links = tuple((form.media_type, asked.script_root + address.document_path(form)) for form in GRAPH)
        told = transfer.unpack(shown, answer.body.read())
        more: tuple[Any, ...] = ()
        if isinstance(told, Thing):
            more = *self._drawn(told, asked.script_root), structured.of_thing(told, self._settings.version)
        if isinstance(told, Vocabulary):
            more = (self._diagram(asked.script_root),)
        head = asked.script_root, self._settings.version, links, address.iri
        types = told.types if isinstance(told, Thing) else ()
        return render(template, page(*head, told, *more)), types  # type: ignore[call-arg]

    def _drawn(self, thing: Thing, root: str) -> tuple[Figure | None, Figure | None]:
        """Of a mission the chain of its failure, where it has a link, and its flight event by event."""
        if not thing.flight:
            return None, None
        titles = {"flight-events": f"The flight of {thing.label}, event by event"} if thing.moments else {}
        if thing.causes and any(step.causes for step in thing.causes.steps):
            titles["chain-figure"] = f"What led to what in the failure of {thing.label}"
        drawn = self._figures.of_mission(thing.iri, titles, root)
        return drawn.get("chain-figure"), drawn.get("flight-events")

    def _diagram(self, root: str) -> Figure | None:
        """How the classes hang together, where there are any."""
        asked = self._diagrams
        how = {"name": "diagram", "caption": asked.title, "root": root, "view": "chain"}
        return self._figures.on_page_if_it_fits(asked.text, **how)

    def _headers(self, asked: flask.Request, address: Address, form: Format, *more: str) -> dict[str, str]:
        where = asked.script_root + address.document_path(form)
        return {
            "Content-Type": form.content_type,
            "Content-Location": where,
            "ETag": versions.tag(self._settings.version, address.iri, form.media_type, asked.script_root, *more),
            **({} if form is HTML else {"Link": signposting.of_data(address, asked.script_root)}),
            "Vary": VARY,
            "Cache-Control": FRESH,
        }


def _part_of(asked: flask.Request) -> int:
    """Which part of a long list is asked for; the first, whatever else is said."""
    part = asked.args.get("page", "")
    return min(max(int(part), 1), _MOST_PAGES) if part.isascii() and part.isdigit() and len(part) < 6 else 1  # noqa: PLR2004
