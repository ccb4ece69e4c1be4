"""From a request to what a worker is given: screened, its format chosen, its entity tag known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from marsgraph.endpoint import evaluation, formats, screening, versions
from marsgraph.endpoint.formats import FOR_FORM, Format
from marsgraph.endpoint.request import SparqlRequest
from marsgraph.endpoint.screening import Bounds


@dataclass(frozen=True, slots=True)
class Prepared:
    """A query that may be run."""

    form: str
    """SELECT, ASK, CONSTRUCT or DESCRIBE."""
    format: Format
    payload: bytes
    etag: str | None
    """None where the same query may be answered otherwise the next time."""


def prepare(
    asked: SparqlRequest, prefixes: Mapping[str, str], version: str, *, bounds: Bounds, row_limit: int | None
) -> Prepared:
    """Screen a query, choose its format and make the request to a worker, or raise the problem."""
    query = asked.query or ""
    form = screening.screen(query, bounds, prefixes)
    chosen = formats.choose(asked.accept, asked.format, FOR_FORM[form])
    etag = versions.tag_of_query(version, asked, chosen) if versions.is_steady(query) else None
    return Prepared(form, chosen, evaluation.payload(asked, chosen, row_limit), etag)
