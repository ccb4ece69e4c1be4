"""What a query process does for a figure: ask the query as the endpoint would, make a table of it, draw the table.

Asking and drawing happen in one process that can be killed, so that neither a long query nor a tangled figure holds
the server up. A job and what comes of it travel as JSON.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from marsgraph import figures
from marsgraph.endpoint import evaluation, formats
from marsgraph.endpoint.evaluation import Served
from marsgraph.endpoint.problems import raised
from marsgraph.endpoint.request import SparqlRequest
from marsgraph.figures import Link, Look, Number, Table, UnsuitableError
from marsgraph.figures.results import web_address
from marsgraph.labels import Labels
from marsgraph.terms import BASE

STORED: Final[Mapping[str, str]] = {
    "launch-timeline": "timeline",
    "landings": "map",
    "failures-by-stage": "bars",
    "failures-by-rocket": "bars",
    "failures-by-decade": "bars",
    "failures-by-mode": "bars",
    "failures-chains": "chain",
    "chain-figure": "chain",
    "flight-events": "sequence",
}
"""The queries of our pages whose figures are the same for all, each with its view."""
OF_MISSIONS: Final = frozenset({"chain-figure", "flight-events"})
"""Those of them that are drawn for one mission at a time."""
ROWS: Final = 10_000
"""More rows than any view draws; a result of more is refused before it is held in memory."""


@dataclass(frozen=True, slots=True)
class Job:
    """A query and how its result is to be drawn."""

    request: SparqlRequest | None
    """None for one of our questions."""
    view: str | None
    """None for the first view that fits."""
    looks: tuple[Look, ...]
    """One for each width that is wanted."""
    root: str
    """What the addresses of our things begin with."""
    question: str = ""
    given: Mapping[str, str] = field(default_factory=dict)
    """The parameters that the question was given."""
    stored: str = ""
    """The name of the query of our pages that it is, whose answer is held."""
    mission: str = ""
    """The mission whose rows it is about, if not all."""

    def frozen(self) -> dict[str, Any]:
        """Take it apart for its way to a query process."""
        return {
            "payload": payload_of(self.request) if self.request else "",
            "view": self.view,
            "looks": [asdict(look) for look in self.looks],
            "root": self.root,
            "question": self.question,
            "given": dict(self.given),
            "stored": self.stored,
            "mission": self.mission,
        }


def payload_of(request: SparqlRequest) -> str:
    """What the endpoint would ask for the rows of a query."""
    return evaluation.payload(request, formats.JSON, ROWS).decode()


def asked(served: Served, payload: str) -> tuple[dict[str, Any], bool]:
    """The result of a query, and whether it is cut as its caller wished."""
    out = io.BytesIO()
    facts = evaluation.evaluate(served, payload.encode(), out)
    return json.loads(out.getvalue()), facts["truncated"]


def sifted(result: dict[str, Any], mission: str) -> dict[str, Any]:
    """The rows of a result that are about a mission; all, where none is named."""
    rows = [row for row in result["results"]["bindings"] if not mission or row["mission"]["value"] == mission]
    return {**result, "results": {"bindings": rows}}


def run(labels: Labels, job: Mapping[str, Any], result: Mapping[str, Any], *, truncated: bool) -> dict[str, Any]:
    """Draw the figures of a job: the view, those that fit, name, description, a drawing for each look, the table."""
    root = job["root"]
    table = figures.read(result, labels.of, lambda iri: _address(iri, root))
    fitting = list(figures.suits(table))
    try:
        drawings = [figures.draw(table, job["view"], Look(**look)) for look in job["looks"]]
    except UnsuitableError as error:
        members = {"view": error.view, "views": fitting} if error.view else {"views": fitting}
        raise raised("unsuitable-result", error.message, error.remedy or "", **members) from error
    return {
        "view": drawings[0].view if drawings else job["view"],
        "views": fitting,
        "description": drawings[0].description if drawings else "",
        "svgs": [drawing.svg for drawing in drawings],
        "columns": table.columns,
        "rows": _rows(table),
        "truncated": truncated,
    }


def _address(iri: str, root: str) -> str:
    """The page about a thing of ours, or the address that another IRI is."""
    return f"{root}/{iri.removeprefix(BASE)}" if iri.startswith(BASE) else web_address(iri)


def _rows(table: Table) -> list[list[dict[str, Any]]]:
    """The table as its text alternative shows it."""
    return [
        [
            {
                "text": cell.text if cell else "",
                "address": cell.address if isinstance(cell, Link) else "",
                "number": isinstance(cell, Number),
            }
            for cell in row
        ]
        for row in table.rows
    ]
