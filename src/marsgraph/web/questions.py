"""Example questions on the web: the list, a route and a page for each, all of them as RDF, and the API described."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlencode

import flask

from marsgraph.endpoint import formats, openapi, request, versions
from marsgraph.endpoint.formats import FOR_FORM, GRAPH, HTML, JSON, Format
from marsgraph.endpoint.problems import raised
from marsgraph.errors import MarsGraphError
from marsgraph.questions import answers, question, report, sparql_examples
from marsgraph.questions.question import Question
from marsgraph.terms import read_prefixes
from marsgraph.web import addresses, reply, work
from marsgraph.web.engine import Engine
from marsgraph.web.figures import Addresses, Figure, Figures, preferred
from marsgraph.web.rendering import PAGE_HEADERS, ExamplesPage, QuestionPage, kept_page, render
from marsgraph.web.reply import FRESH, NEVER, VARY, Environ, Reply
from marsgraph.web.responding import respond
from marsgraph.web.settings import Settings
from marsgraph.workers import Answer

_LONGEST: Final = 2000
_STORED: Final = (JSON, HTML)
"""What there is of an answer that is only kept."""


def blueprint(settings: Settings, engine: Engine, figures: Figures) -> flask.Blueprint:
    """Make the routes."""
    routes = flask.Blueprint("questions", __name__)
    questions = Questions(settings, engine, figures)

    @routes.get("/questions")
    def listed() -> flask.Response:
        return respond(questions.listed(flask.request))

    @routes.get("/examples")
    def examples() -> flask.Response:
        return respond(questions.examples(flask.request))

    @routes.get("/questions/<name>")
    def asked(name: str) -> flask.Response:
        return respond(questions.answer(flask.request, name))

    @routes.get(sparql_examples.PATH)
    def as_rdf() -> flask.Response:
        return respond(questions.as_rdf(flask.request))

    @routes.get("/openapi.json")
    def api() -> flask.Response:
        return respond(questions.api(flask.request))

    return routes


class Questions:
    """Answers requests for questions."""

    def __init__(self, settings: Settings, engine: Engine, figures: Figures) -> None:
        self._settings = settings
        self._engine = engine
        self._figures = figures

    @cached_property
    def _questions(self) -> dict[str, Question]:
        """All of them, read when the first is asked for; the fork server has read them, and refused what is wrong."""
        project = self._settings.project
        return {one.name: one for one in question.read_all(project.queries, read_prefixes(project.context))}

    @cached_property
    def _edition(self) -> str:
        return versions.tag("questions", *(one.text for one in self._questions.values())).strip('"')

    # ---- One question

    def answer(self, asked: flask.Request, path: str) -> Reply:
        """Answer a question, in the format of the name's ending, of `format=`, or of Accept."""
        one, suffix = self._find(path)
        given = _given(asked)
        if suffix == "svg" and one.form == "SELECT" and not one.endpoint:
            return self._figures.question(one, given, asked.environ)
        form = _choose(one, suffix, given.pop("format", None), asked.headers.get("Accept"))
        headers = self._headers(asked, one, given, form)
        steady = "ETag" in headers
        if held := reply.held_tag(headers.get("ETag"), asked.environ):
            return reply.not_modified(headers, held)
        if form is HTML:
            return Reply(HTTPStatus.OK, self._page(asked, one, given, steady=steady), headers)
        if one.endpoint:
            return Reply(HTTPStatus.OK, self._stored(one, given), headers)
        payload = work.ask_question(one.name, given, form, self._settings.rows)
        return Reply(HTTPStatus.OK, self._ask(payload, asked.environ, steady=steady).body, headers)

    def _ask(self, payload: bytes, environ: Environ, *, steady: bool = True) -> Answer:
        """Ask the query processes, once for all who ask what has but one answer."""
        return (self._engine.ask if steady else self._engine.run)(payload, environ)

    def _find(self, path: str) -> tuple[Question, str]:
        """The question of a path, and the format that its ending names."""
        name, dot, suffix = path.rpartition(".")
        if path in self._questions or not dot:
            name, suffix = path, ""
        if one := self._questions.get(name):
            return one, suffix
        raise raised("not-found", f"No question is called {name[:80]}.", "/questions lists them all.")

    def _headers(self, asked: flask.Request, one: Question, given: Mapping[str, str], form: Format) -> dict[str, str]:
        where = f"{asked.script_root}/questions/{one.name}.{form.name}"
        query_string = asked.query_string.decode("latin-1")
        headers = {
            "Content-Type": form.content_type,
            "Content-Location": f"{where}?{query_string}" if given else where,
            "Link": f'<{asked.script_root}/openapi.json>; rel="service-desc"',
            "Vary": VARY,
            "Cache-Control": FRESH,
        }
        if versions.is_steady(one.query):
            told = [f"{name}={value}" for name, value in sorted(given.items())]
            version, root = self._settings.version, asked.script_root
            headers["ETag"] = versions.tag(version, self._edition, one.name, told, form.media_type, root)
        else:
            headers["Cache-Control"] = NEVER
        return {**PAGE_HEADERS, **headers} if form is HTML else headers

    def _stored(self, one: Question, given: Mapping[str, str]) -> bytes:
        """The answer that is kept of a question for another endpoint."""
        if given:
            hint = f"Ask {one.endpoint} itself, with the values in the query."
            raise raised("bad-parameter", "This answer is a kept one.", hint, parameter=next(iter(given)), allowed=[])
        try:
            return answers.as_results(answers.read(one).table)
        except MarsGraphError as error:
            raise raised("not-found", f"No answer to {one.name} is kept.", f"Ask {one.endpoint} itself.") from error

    def _page(self, asked: flask.Request, one: Question, given: Mapping[str, str], *, steady: bool) -> bytes:
        payload = work.ask_question_page(one.name, given, self._settings.rows)
        told = json.loads(self._ask(payload, asked.environ, steady=steady).body.read())
        page = QuestionPage(
            root=asked.script_root,
            version=self._settings.version,
            question=one,
            given=given,
            told=told,
            formats=tuple((form.name, form.media_type) for form in _formats_of(one) if form is not HTML),
            query_string=asked.query_string.decode("latin-1"),
            figure=self._figure(one, told, asked),
        )
        return render("question.html", page)

    def _figure(self, one: Question, told: Mapping[str, Any], asked: flask.Request) -> Figure | None:
        """The answer in the view that the question prefers; none where the answer does not fit it."""
        view, root, query_string = preferred(one), asked.script_root, asked.query_string.decode("latin-1")
        if view is None or one.endpoint or one.form != "SELECT":
            return None
        where = f"{root}/questions/{one.name}"
        told_query = f"?{query_string}" if query_string else ""
        found = Addresses(
            sparql=f"{root}/query?{urlencode({'query': told['query']})}",
            csv=f"{where}.csv{told_query}",
            svg=f"{where}.svg{told_query}",
            link=f"{where}{told_query}",
        )
        return self._figures.on_page_if_it_fits(
            told["query"], name=one.name, caption=one.title, root=root, view=view, addresses=found
        )

    # ---- All of them

    def listed(self, asked: flask.Request) -> Reply:
        """List the questions as JSON; for people there is a page."""
        if formats.wants_page(asked.headers.get("Accept")):
            headers = {"Location": f"{asked.script_root}/examples", "Vary": VARY, "Cache-Control": FRESH}
            return Reply(HTTPStatus.SEE_OTHER, b"", headers)
        root = addresses.public_root(self._settings, asked.environ)
        told = [report.as_json(one) | {"url": f"{root}/questions/{one.name}"} for one in self._questions.values()]
        return self._json(asked, "listed", {"version": self._settings.version, "questions": told}, "application/json")

    def examples(self, asked: flask.Request) -> Reply:
        """The page of all questions, by their levels."""
        by_level = {
            level: tuple(one for one in self._questions.values() if one.level == level) for level in question.LEVELS
        }
        return kept_page(
            "examples.html",
            lambda head: ExamplesPage(*head, by_level),
            asked.environ,
            self._settings.version,
            self._edition,
        )

    def as_rdf(self, asked: flask.Request) -> Reply:
        """The questions in SIB's form."""
        form = formats.choose(asked.headers.get("Accept"), asked.args.get("format"), (*GRAPH, HTML))
        if form is HTML:
            headers = {"Location": f"{asked.script_root}/examples", "Vary": VARY, "Cache-Control": FRESH}
            return Reply(HTTPStatus.SEE_OTHER, b"", headers)
        headers = {
            "Content-Type": form.content_type,
            "ETag": versions.tag(self._settings.version, self._edition, "examples", form.media_type),
            "Vary": VARY,
            "Cache-Control": FRESH,
        }
        if held := reply.held_tag(headers["ETag"], asked.environ):
            return reply.not_modified(headers, held)
        return Reply(HTTPStatus.OK, self._ask(work.ask_examples(form), asked.environ).body, headers)

    def api(self, asked: flask.Request) -> Reply:
        """The description of everything that may be asked here, in OpenAPI 3.1."""
        root = addresses.public_root(self._settings, asked.environ)
        values = json.loads(self._ask(work.ask_choices(), asked.environ).body.read())
        told = openapi.document(tuple(self._questions.values()), values, root, self._settings.version)
        return self._json(asked, "openapi", told, "application/vnd.oai.openapi+json;version=3.1")

    def _json(self, asked: flask.Request, name: str, told: Mapping[str, Any], media_type: str) -> Reply:
        body = json.dumps(told, ensure_ascii=False, indent=1).encode() + b"\n"
        headers = {
            "Content-Type": media_type,
            "ETag": versions.tag(self._settings.version, name, body.decode()),
            "Vary": VARY,
            "Cache-Control": FRESH,
        }
        if held := reply.held_tag(headers["ETag"], asked.environ):
            return reply.not_modified(headers, held)
        return Reply(HTTPStatus.OK, body, headers)


def _formats_of(one: Question) -> tuple[Format, ...]:
    return _STORED if one.endpoint else (*FOR_FORM[one.form], HTML)


def _choose(one: Question, suffix: str, name: str | None, accept: str | None) -> Format:
    """The format; a browser that names none gets the page."""
    available = _formats_of(one)
    if suffix:
        return formats.named(suffix, available)
    if not name and formats.wants_page(accept):
        return HTML
    return formats.choose(accept, name, available)


def _given(asked: flask.Request) -> dict[str, str]:
    """The parameters of the address, each once; an empty one, as forms send it, is none."""
    found = request.read_parameters(asked.query_string, "query string")
    for name, values in found.items():
        if values[1:]:
            hint = "Give it once."
            raise raised("bad-parameter", f"{name[:80]} is given {len(values)} times.", hint, parameter=name[:80])
        if len(values[0]) > _LONGEST:
            hint = f"At most {_LONGEST:,} characters."
            raise raised("bad-parameter", f"{name[:80]} is too long.", hint, parameter=name[:80], limit=_LONGEST)
    return {name: values[0] for name, values in found.items() if values[0]}
