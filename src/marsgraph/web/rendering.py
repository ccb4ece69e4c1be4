"""Templates with what they receive: one small dataclass a page. HTML is made nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from marsgraph.questions.question import Question
from marsgraph.web.reply import FRESH, PAGE_POLICY, VARY, Reply

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
class HomePage(Page):
    """Where to begin."""

    examples: tuple[tuple[str, str], ...]
    """The title and the text of queries to try."""


@dataclass(frozen=True, slots=True)
class ThingPage(Page):
    """A thing: what `show.as_json` gives, and its other formats."""

    thing: Mapping[str, Any]
    links: tuple[tuple[str, str], ...]
    """The media type and the path of each format."""


@dataclass(frozen=True, slots=True)
class VocabularyPage(Page):
    """The terms, each with its IRI, label and comment."""

    terms: tuple[Mapping[str, str], ...]
    links: tuple[tuple[str, str], ...]


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


def render(template: str, page: Page) -> bytes:
    """Fill a template."""
    values = {one.name: getattr(page, one.name) for one in fields(page)}
    return _templates().get_template(template).render(values).encode()


def announcement(address: str) -> str:
    """What the command line prints once the server answers."""
    return _templates().get_template("announcement.txt").render(address=address)


def page_reply(template: str, page: Page, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
    """Answer with a page."""
    return Reply(status, render(template, page), {**PAGE_HEADERS, **(headers or {})})


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("marsgraph.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
