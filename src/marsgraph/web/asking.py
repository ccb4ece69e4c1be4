"""The page on which people ask: a form that works by itself, and what its scripts need to make an editor of it.

`/query` shows the page, with the answer when it is given a query; `/sparql` shows it to browsers that ask nothing.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

from marsgraph.endpoint import description, evaluation, formats, screening
from marsgraph.endpoint.problems import Problem
from marsgraph.endpoint.request import ACCEPT_QUERY, SparqlRequest
from marsgraph.endpoint.screening import Bounds
from marsgraph.questions import question
from marsgraph.questions.question import LEVELS, Question
from marsgraph.terms import BASE, read_prefixes, shorten
from marsgraph.web import errors, work
from marsgraph.web.engine import Engine
from marsgraph.web.rendering import Page, page_reply
from marsgraph.web.reply import NEVER, Environ, Reply
from marsgraph.web.settings import Settings

PATH: Final = "/query"
STATIC: Final = Path(__file__).parent / "static"
BUNDLE: Final = STATIC / "vendor" / "codemirror.js"
"""What hatch_build.py makes; without it the page is the plain form."""

_FIRST: Final = "launch-failures"
_MOST_ROWS: Final = 500
"""Rows that a page holds which was made without scripts; the rest is in the download."""
_TABLES: Final = ("SELECT", "ASK")


@dataclass(frozen=True, slots=True)
class Example:
    """A query to begin with."""

    name: str
    title: str
    description: str
    tags: tuple[str, ...]
    level: str
    view: str
    query: str

    @classmethod
    def of(cls, question: Question) -> Example:
        """Take what the page needs of a question."""
        said, query = question.description, question.query.strip()
        return cls(question.name, question.title, said, question.tags, question.level, question.view, query)


@dataclass(frozen=True, slots=True)
class Cell:
    """A value of an answer as a page shows it."""

    text: str
    href: str = ""
    title: str = ""
    number: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer on a page: rows, or text; or why there is none."""

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    text: str = ""
    more: bool = False
    """Whether rows were left out."""
    hints: tuple[str, ...] = ()
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class QueryPage(Page):
    """The form for a query, with the answer to one."""

    query: str
    formats: tuple[tuple[str, str], ...]
    """The short name and the media type of each format."""
    limits: str
    seconds: float
    examples: tuple[Example, ...]
    levels: tuple[str, ...]
    """What the examples are grouped by, in this order."""
    chosen: str
    """The name of the example that the form holds."""
    answer: Shown | None
    editor: bool
    """Whether there is a bundle to make an editor with."""
    modules: tuple[str, ...]
    nonce: str
    """Lets the editor, and nothing else, add styles."""
    here: str = "/sparql"


class QueryPages:
    """Makes the page."""

    def __init__(self, settings: Settings, engine: Engine) -> None:
        self._settings = settings
        self._engine = engine
        self._prefixes = read_prefixes(settings.project.context)
        self._bounds = Bounds()

    @cached_property
    def modules(self) -> tuple[str, ...]:
        """The scripts of the page, which its head names so that a browser fetches them at once."""
        return tuple(sorted(f"query/{file.name}" for file in (STATIC / "query").glob("*.js")))

    @cached_property
    def examples(self) -> tuple[Example, ...]:
        """The examples, read once."""
        asked = question.read_all(self._settings.project.queries, self._prefixes)
        return tuple(Example.of(one) for one in asked if not one.endpoint)

    def page(self, environ: Environ, query: str = "", example: str = "") -> Reply:
        """Show the form: empty-handed with the first example, with an example, or with a query and its answer."""
        held = next((one for one in self.examples if one.name == (example or _FIRST)), self.examples[0])
        shown = self._answer(query, environ) if query else None
        status = shown.problem.status if shown and shown.problem else HTTPStatus.OK
        nonce = secrets.token_urlsafe(16)
        page = QueryPage(
            root=environ.get("SCRIPT_NAME", ""),
            version=self._settings.version,
            query=query or held.query,
            formats=tuple((form.name, form.media_type) for form in (*formats.SOLUTIONS, *formats.GRAPH)),
            limits=description.sentence(self._settings.service("")),
            seconds=self._settings.seconds,
            examples=self.examples,
            levels=LEVELS,
            chosen="" if query else held.name,
            answer=shown,
            editor=BUNDLE.is_file(),
            modules=self.modules,
            nonce=nonce,
        )
        headers = {"Content-Security-Policy": policy(nonce), "Accept-Query": ACCEPT_QUERY, "Cache-Control": NEVER}
        return page_reply("query.html", page, status=status, headers=headers)

    def payload_of(self, query: str, rows: int) -> bytes:
        """The request to a worker for the rows of a query; empty where the query has none."""
        if screening.screen(query, self._bounds, self._prefixes) != "SELECT":
            return b""
        return evaluation.payload(SparqlRequest("GET", query, max_rows=rows), formats.JSON, self._settings.rows)

    def _answer(self, query: str, environ: Environ) -> Shown:
        try:
            return self._asked(query, environ)
        except Exception as error:  # noqa: BLE001 - every error is told on the page
            return Shown(problem=errors.problem_of(error))

    def _asked(self, query: str, environ: Environ) -> Shown:
        kind = screening.screen(query, self._bounds, self._prefixes)
        asked = SparqlRequest("GET", query, max_rows=_MOST_ROWS)
        form = formats.JSON if kind in _TABLES else formats.TURTLE
        payload = evaluation.payload(asked, form, self._settings.rows)
        payload = work.ask_table(payload) if kind in _TABLES else payload
        answer = self._engine.run(payload, environ)
        facts, body = answer.facts, answer.body.read()
        shown = self._table(json.loads(body), environ) if kind in _TABLES else Shown(text=body.decode())
        return replace(shown, more=facts["truncated"], hints=tuple(facts["hints"]))

    def _table(self, told: Mapping[str, Any], environ: Environ) -> Shown:
        answer, labels = told["answer"], told["labels"]
        if "boolean" in answer:
            return Shown(text="Yes: true." if answer["boolean"] else "No: false.")
        columns = tuple(answer["head"]["vars"])
        root = environ.get("SCRIPT_NAME", "")
        rows = (
            tuple(self._cell(row[name], labels, root) if name in row else Cell("") for name in columns)
            for row in answer["results"]["bindings"]
        )
        return Shown(columns=columns, rows=tuple(rows))

    def _cell(self, term: Mapping[str, str], labels: Mapping[str, str], root: str) -> Cell:
        value = term["value"]
        if term["type"] == "bnode":
            return Cell(f"_:{value}")
        if term["type"] != "uri":
            return Cell(value, title=term.get("xml:lang", ""), number=_is_number(term.get("datatype", "")))
        href = root + "/" + value.removeprefix(BASE) if value.startswith(BASE) else value
        safe = value.startswith(("http://", "https://"))
        return Cell(labels.get(value) or shorten(value, self._prefixes), href if safe else "", value)


def policy(nonce: str) -> str:
    """What the page may load: from this server, and styles of the editor that have the nonce.

    Browsers themselves write style attributes into text that is edited, so the page allows these.
    """
    return (
        "default-src 'none'; script-src 'self'; connect-src 'self'; "
        f"style-src 'self' 'nonce-{nonce}'; style-src-attr 'unsafe-inline'; img-src 'self' data:; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )


def _is_number(datatype: str) -> bool:
    return datatype.rpartition("#")[2] in {"integer", "decimal", "double", "float"}
