"""The tables of docs/ that follow from the program and the graph. `python tests/docs/tables.py` prints them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from marsgraph import catalog
from marsgraph.endpoint.formats import DOCUMENT, SOLUTIONS
from marsgraph.endpoint.problems import KINDS
from marsgraph.paths import Project
from marsgraph.store import open_graph
from marsgraph.terms import SKOS, shorten
from marsgraph.web.settings import Settings


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table as Markdown writes it."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


def problems() -> str:
    """Every kind of problem."""
    return table(("type", "status", "title"), ((f"`{kind.name}`", kind.status, kind.title) for kind in KINDS.values()))


def formats() -> str:
    """Every format."""
    rows = [(form, "SELECT, ASK") for form in SOLUTIONS] + [
        (form, "CONSTRUCT, DESCRIBE, documents") for form in DOCUMENT
    ]
    shown = (
        (f"`{form.name}`", f"`{form.media_type}`", "documents" if form.name == "html" else use) for form, use in rows
    )
    return table(("`format=`", "media type", "of"), shown)


def limits(project: Project) -> str:
    """Every limit with its default, by the name that `/limits` gives it."""
    told = Settings(project=project).service("").limits()
    return table(
        ("limit", "default"),
        ((f"`{name}`", f"{value:,g}" if value < 1e6 else f"{value:,}") for name, value in told.items()),
    )


def links() -> str:
    """Every class of things that are linked, with the links of each predicate."""
    query = catalog.read(Path(__file__).with_name("links.rq"))
    rows = [
        (row["class"].value, shorten(row["predicate"].value, _SPACES))
        for row in open_graph(Project.at(Path(__file__).parents[2])).ask(query.text).rows()
    ]
    predicates = sorted({predicate for _, predicate in rows})
    counts = Counter(rows)
    lines = [
        [name, *(counts[name, predicate] or "" for predicate in predicates)]
        for name in sorted({name for name, _ in rows})
    ]
    total = ["**all**", *(sum(n for (_, one), n in counts.items() if one == predicate) for predicate in predicates)]
    return table(["", *(f"`{predicate}`" for predicate in predicates)], [*lines, total])


_SPACES = {"schema": "https://schema.org/", "skos": SKOS}


if __name__ == "__main__":
    print(links(), formats(), limits(Project.find()), problems(), sep="\n\n")  # noqa: T201 - this is what it is for
